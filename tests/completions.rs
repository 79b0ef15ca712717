//! Completions, in a bash that sources the script and calls the function that it gives.

use std::process::Command;

use crate::command::{Folder, seeds};

/// What bash would offer for a line with the cursor at its end.
fn offered(folder: &Folder, line: &str) -> Vec<String> {
    // What bash itself does before it calls a completion: it parts the line at blanks, `=` and `:`.
    let script = r#"
        source <(dateline completions bash)
        line=$1
        COMP_LINE=$line COMP_POINT=${#line}
        read -ra COMP_WORDS <<<"$line"
        [[ $line == *' ' ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        word=${COMP_WORDS[COMP_CWORD]}
        [[ $(complete -p dateline) == *'-F _dateline'* ]] || exit 9
        _dateline dateline "${word##*[:=]}" "" 2>/dev/null
        printf '%s\n' "${COMPREPLY[@]}"
    "#;
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_dateline")).parent().unwrap();
    let output = Command::new("bash")
        .args(["--norc", "-c", script, "bash", line])
        .current_dir(folder.path())
        .env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()))
        .env("HOME", "/nonexistent")
        .env_remove("DATELINE_INDEX")
        .env_remove("XDG_CONFIG_HOME")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn bash_completes_what_the_program_and_the_archive_know() {
    let folder = Folder::new();
    seeds(&folder, ".");
    folder.run("index").exits(0);
    folder.run("save ferries ferry").exits(0);
    for (line, values) in [
        ("dateline sear", &["search"][..]),
        ("dateline search --pl", &["--place"]),
        ("dateline search --place to", &["tokyo"]),
        ("dateline search --place=To", &["Tokyo"]),
        ("dateline search ferry place:tok", &["tokyo"]),
        ("dateline search pl", &["place:"]),
        ("dateline search ferry saved:fe", &["ferries"]),
        ("dateline new Fe", &["ferries"]),
        ("dateline save --remove ", &["ferries"]),
        ("dateline search --agency tas", &["tass"]),
        ("dateline search --lang z", &["zh"]),
        ("dateline search --sort ", &["relevance", "newest", "oldest"]),
        ("dateline search date:m", &["missing"]),
        ("dateline --format js", &["json", "jsonl"]),
        ("dateline search --format=js", &["json", "jsonl"]),
        ("dateline show e97", &["e972bd06d364709f"]),
        ("dateline show e972bd06d364709f ", &[]),
        ("dateline completions p", &["powershell"]),
        ("dateline man sea", &["search"]),
        ("dateline search --in ", &[]),
        ("dateline search 'a b' -n 3 --place pyong", &["pyongyang"]),
    ] {
        assert_eq!(offered(&folder, line), values, "{line}");
    }
    let elsewhere = Folder::new();
    assert!(offered(&elsewhere, "dateline search --place to").is_empty(), "without an index there is less to offer");
    let index = folder.path().join(".dateline");
    assert_eq!(offered(&elsewhere, &format!("dateline search --index {} --place to", index.display())), ["tokyo"]);
    assert_eq!(offered(&elsewhere, &format!("dateline search --in {} --place to", folder.path().display())), ["tokyo"]);
    assert!(!elsewhere.path().join(".dateline").exists(), "nothing was made");
}

#[test]
fn every_shell_gets_a_script_that_asks_the_program() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = Folder::new().run(&format!("completions {shell}")).exits(0).text();
        assert!(script.contains("dateline") && script.contains("__complete"), "{shell}");
    }
}
