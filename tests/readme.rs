//! The README's transcript, run: what it shows is what the program says, on the seeds, to the letter.

use std::fs;
use std::path::Path;

use crate::command::{Folder, seeds};

/// The commands of the README's `console` blocks with the output that stands below each.
fn transcript() -> Vec<(String, String)> {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let mut steps: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match (inside, line) {
            (false, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, line) => match line.strip_prefix("$ ") {
                Some(command) => steps.push((command.to_owned(), String::new())),
                None => {
                    let output = &mut steps.last_mut().expect("a command stands first").1;
                    output.push_str(line);
                    output.push('\n');
                }
            },
            (false, _) => {}
        }
    }
    steps
}

#[test]
fn the_transcript_is_what_the_program_says() {
    let folder = Folder::new();
    seeds(&folder, "seeds");
    let steps = transcript();
    assert!(steps.len() >= 5, "the README shows a transcript");
    let bin = Path::new(env!("CARGO_BIN_EXE_dateline")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut here = folder.path().to_owned();
    for (command, expected) in steps {
        if let Some(below) = command.strip_prefix("cd ") {
            here.push(below);
            continue;
        }
        // A reader sees a terminal of 80 columns without colour; here it is said.
        let laid_out = if command.contains('|') || command.contains("--format") {
            command.clone()
        } else {
            format!("{command} --width 80")
        };
        let output = std::process::Command::new("bash")
            .args(["-c", &format!("{{ {laid_out}; }} 2>&1")])
            .current_dir(&here)
            .env("PATH", &path)
            .env("NO_COLOR", "1")
            .env("HOME", "/nonexistent")
            .env_remove("DATELINE_INDEX")
            .env_remove("XDG_CONFIG_HOME")
            .output()
            .unwrap();
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        // Times and the id of the state change with machine and parser; everything else is held to the letter.
        assert_eq!(settled(&shown), settled(&expected), "$ {command}");
    }
}

/// Takes out what may differ: seconds, the id of the state, the place of the index.
fn settled(text: &str) -> String {
    let mut out = text.trim().to_owned();
    for (pattern, settled) in [
        (r"in [0-9.]+ s\b", "in # s"),
        (r"snapshot [0-9a-f]{12}", "snapshot #"),
        (r"(?m)^\S*/seeds/\.dateline", "seeds/.dateline"),
    ] {
        out = regex::Regex::new(pattern).unwrap().replace_all(&out, settled).into_owned();
    }
    out
}
