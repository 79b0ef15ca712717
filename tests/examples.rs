//! The examples of every help text, run on the seeds: what a help text shows works.

use std::process::Command;

use crate::command::{Folder, seeds};

/// The examples of a command's help.
fn examples(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Examples:").skip(1);
    lines.take_while(|line| line.starts_with("  ")).map(|line| line.trim().to_owned()).collect()
}

/// The verbs that the help of the program names.
fn verbs(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // A verb stands two blanks in; what is further in goes on with the line above.
    let first = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    first.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

/// A home with an indexed archive of the seeds, and what the examples speak of beside it.
fn home() -> Folder {
    let home = Folder::new();
    for below in ["seeds", "archive", "wire"] {
        seeds(&home, below);
    }
    home.run("index archive").exits(0);
    for saved in ["save ferries ferry", "save lights lighthouse"] {
        home.run(&format!("{saved} --index archive")).exits(0);
    }
    let story = "date 2025-04-28\nTOKYO, April 28. /TASS/. The lamp was lit at noon.\n";
    home.write("archive/story.txt", story);
    home.write("archive/questions.txt", "# what the desk asks each week\nferry\nlighthouse -ferry\n");
    for folder in [".local/share/bash-completion/completions", ".config/fish/completions", ".zfunc"] {
        std::fs::create_dir_all(home.path().join(folder)).unwrap();
    }
    home
}

#[test]
fn every_example_of_every_help_works() {
    let empty = Folder::new();
    let main = empty.run("--help").exits(0).text();
    let verbs = verbs(&main);
    assert!(verbs.len() >= 12 && verbs.contains(&"search".to_owned()), "{verbs:?}");
    let mut helps = vec![("dateline".to_owned(), main)];
    helps.extend(verbs.into_iter().map(|verb| {
        let help = empty.run(&format!("{verb} --help")).exits(0).text();
        (verb, help)
    }));
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_dateline")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    for (verb, help) in helps {
        let examples = examples(&help);
        assert!(!examples.is_empty(), "`dateline {verb}` shows no example\n{help}");
        let home = home();
        for example in examples {
            // What our own output is piped into is not what is tried here, and not on every machine.
            let ours = [" | jq", " | less", " | man"]
                .iter()
                .fold(example.as_str(), |line, pipe| line.split_once(pipe).map_or(line, |(ours, _)| ours));
            let here = if ours.contains("seeds") { home.path().to_owned() } else { home.path().join("archive") };
            // A watch ends when it is asked to.
            let watches = ours.starts_with("dateline watch");
            let line = if watches { format!("timeout --preserve-status -s INT 0.5 {ours}") } else { ours.to_owned() };
            let output = Command::new("bash")
                .args(["-c", &format!("set -o pipefail; {line}")])
                .current_dir(here)
                .env("PATH", &path)
                .env("HOME", home.path())
                .env_remove("XDG_CONFIG_HOME")
                .env_remove("XDG_DATA_HOME")
                .env_remove("DATELINE_INDEX")
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(if watches { 130 } else { 0 }), "{example}\n{said}");
            let silent = output.stdout.is_empty()
                && said.is_empty()
                && !ours.contains(['>'])
                && !ours.contains("--to ")
                && !watches;
            assert!(!silent, "{example}: nothing was said");
        }
    }
}

#[test]
fn every_command_has_a_manual_page_with_its_examples() {
    let folder = Folder::new();
    folder.run("man --to pages").exits(0);
    for verb in verbs(&folder.run("--help").text()) {
        let page = std::fs::read_to_string(folder.path().join(format!("pages/dateline-{verb}.1"))).unwrap();
        assert!(page.contains(".SH EXAMPLES\n") && page.contains("dateline 0."), "{verb}\n{page}");
        assert_eq!(folder.run(&format!("man {verb}")).exits(0).text(), page);
    }
    assert!(!folder.path().join("pages/dateline-__complete.1").exists());
    folder.run("man serch").exits(2).says("expected a command, found `serch`").says("search");
}
