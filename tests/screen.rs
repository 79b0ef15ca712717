//! What reaches a screen, on a terminal of `script`'s making: pager, links, colours, and nothing that a terminal would obey.

#![cfg(target_os = "linux")]

use std::process::Command;

use crate::command::{Folder, command, seeds};

/// Runs a shell line on a terminal of 80 columns; gives all that the terminal saw, and the exit code.
fn on_terminal(folder: &Folder, line: &str) -> (String, i32) {
    let mut script = Command::new("script");
    let line =
        format!("stty cols 80 rows 24 2>/dev/null; {}", line.replace("dateline", env!("CARGO_BIN_EXE_dateline")));
    script.args(["-qec", &line, "/dev/null"]).current_dir(folder.path());
    // Nothing of this machine's settings.
    for (name, value) in command(&[]).get_envs() {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    script.env("TERM", "xterm-256color").env("DATELINE_PAGER", "");
    let output = script.output().unwrap();
    (String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n"), output.status.code().unwrap())
}

/// Says whether this machine can make a terminal for us; without, these tests have nothing to look at, and say so.
fn no_terminal() -> bool {
    let told = Command::new("script").arg("--version").output();
    let able = told.is_ok_and(|told| String::from_utf8_lossy(&told.stdout).contains("util-linux"));
    if !able {
        eprintln!("not tried: `script` of util-linux is not there to make a terminal");
    }
    !able
}

fn archive() -> Folder {
    let folder = Folder::new();
    seeds(&folder, ".");
    folder.run("index").exits(0);
    folder
}

#[test]
fn long_results_go_through_the_pager_that_is_named() {
    if no_terminal() {
        return;
    }
    let folder = archive();
    let paged = |line: &str| on_terminal(&folder, line);
    let (shown, code) = paged("DATELINE_PAGER='sed s/^/:/' dateline search 'sacred mission'");
    assert_eq!(code, 0);
    let of_pager = |shown: &str| shown.lines().filter(|line| !line.is_empty()).all(|line| line.starts_with(':'));
    assert!(of_pager(&shown) && shown.contains("1 of 1 · snapshot"), "the footer too\n{shown}");
    assert!(shown.contains("\x1b[1m"), "a pager gets colour\n{shown}");
    for line in ["status", "doctor", "show e972", "parse --explain 2025-04/tass-tokyo-lighthouse-keepers.txt"] {
        let (shown, code) = paged(&format!("DATELINE_PAGER='sed s/^/:/' dateline {line}"));
        assert!(code == 0 && of_pager(&shown), "{line}\n{shown}");
        assert!(!paged(&format!("DATELINE_PAGER='sed s/^/:/' dateline {line} --no-pager")).0.starts_with(':'));
    }
    // Its own variable stands above the general one; without one the general one holds.
    let (shown, _) = paged("PAGER='sed s/^/!/' DATELINE_PAGER='sed s/^/:/' dateline status");
    assert!(of_pager(&shown), "{shown}");
    let (shown, _) = paged("unset DATELINE_PAGER; PAGER='sed s/^/:/' dateline status");
    assert!(of_pager(&shown), "{shown}");
    assert!(!paged("TERM=dumb DATELINE_PAGER='sed s/^/:/' dateline status").0.starts_with(':'));
    // Into a pipe there is no pager.
    assert!(!paged("DATELINE_PAGER='sed s/^/:/' dateline status | cat").0.starts_with(':'));
}

#[test]
fn a_pager_changes_no_exit_code_and_may_be_left_early() {
    if no_terminal() {
        return;
    }
    let folder = archive();
    for n in 0..400 {
        folder.write(&format!("many/{n}.txt"), format!("date 2025-02-01\nOSLO, Feb 1 (Reuters) - Lamp {n} is lit.\n"));
    }
    folder.run("index").exits(0);
    assert_eq!(on_terminal(&folder, "DATELINE_PAGER=cat dateline search zebra").1, 1);
    assert_eq!(on_terminal(&folder, "DATELINE_PAGER='sed p' dateline search zebra").1, 1);
    assert_eq!(on_terminal(&folder, "DATELINE_PAGER='sed p' dateline search 'a AND ('").1, 2);
    assert_eq!(on_terminal(&folder, "DATELINE_PAGER='exit 3' dateline search lamp").1, 0);
    let (shown, code) =
        on_terminal(&folder, "DATELINE_PAGER='head -n 2' dateline search lamp --limit 9999 --fragments 9");
    assert_eq!((shown.lines().count(), code), (2, 0), "{shown}");
    let (shown, code) = on_terminal(&folder, "DATELINE_PAGER=no-such-pager dateline status");
    assert!(code == 0 && shown.contains("pager `no-such-pager`: not found") && shown.contains("articles"), "{shown}");
}

#[test]
fn files_are_links_on_a_terminal_only() {
    if no_terminal() {
        return;
    }
    let folder = archive();
    folder.write("odd/caf\u{e9} 100%.txt", "date 2025-02-01\nOSLO, Feb 1 (Reuters) - The kiosk is shut.\n");
    for twin in ["1.txt", "2.txt"] {
        folder.write(twin, "date 2025-02-02\nOSLO, Feb 2 (Reuters) - The ferry is late.\n");
    }
    folder.run("index").exits(0);
    let (shown, _) = on_terminal(&folder, "dateline search kiosk");
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    let root = folder.path().canonicalize().unwrap();
    let url = format!("\x1b]8;;file://{}{}/odd/caf%C3%A9%20100%25.txt\x1b\\", host.trim(), root.display());
    assert!(shown.contains(&url), "{url}\n{shown:?}");
    let linked = |line: &str| on_terminal(&folder, line).0.contains("\x1b]8;");
    assert!(!linked("TERM=dumb dateline search kiosk"));
    assert!(!linked("dateline search kiosk --hyperlink never"));
    assert!(!linked("dateline search kiosk | cat"));
    assert!(linked("dateline search kiosk --hyperlink always --width 80 | cat"));
    assert!(linked("dateline doctor --hyperlink always"), "a file and its twin are named");
    // A pager that is not known to pass links on gets none.
    assert!(!linked("DATELINE_PAGER='sed p' dateline search kiosk"));
}

#[test]
fn nothing_in_a_story_or_a_name_steers_the_terminal() {
    if no_terminal() {
        return;
    }
    let folder = Folder::new();
    let evil = "a\x1b]0;owned\x07b\u{9b}2Jc\u{202e}d\u{2066}e\u{7f}f\u{85}g";
    folder.write(
        &format!("{evil}\n.txt"),
        format!("date 2025-02-01\nOSLO {evil}, Feb 1 (Reuters) - The kiosk {evil} is shut.\n\nMore {evil}.\n"),
    );
    folder.write(&format!("empty{evil}.txt"), "");
    folder.run("index").exits(2);
    let id = folder.run("search kiosk --format jsonl").hits()[0]["id"].as_str().unwrap().to_owned();
    let lines = [
        "search kiosk",
        "search kiosk --format json",
        "search kiosk --format csv",
        "search kiosk --format tsv",
        "search kiosk --format paths",
        "search kiosk --format paths0",
        "status",
        "doctor --verbose",
        "doctor --format tsv",
        "parse --explain .",
        "parse . --format csv",
        "index --verbose",
        "index --dry-run --verbose",
        "verify",
        "search 'kiosk \x1b[2J zebra'",
        "search --place '\x1b[2J'",
        "show '\x1b[2J'",
        "--\x1b[2J",
        "search --on '\x1b]0;x\x07'",
    ];
    let shows = [format!("show {id}"), format!("show {id} --raw"), format!("show {id} --format jsonl")];
    for line in lines.iter().map(|line| (*line).to_owned()).chain(shows) {
        // The bar that shows progress may steer: it is ours.
        let bars = if line.starts_with("index") { "2>&1 | cat" } else { "2>&1" };
        let (shown, _) = on_terminal(&folder, &format!("dateline {line} --color never --hyperlink never {bars}"));
        let harmful = |c: char| {
            (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        // NUL ends a path where it was asked for; a terminal passes over it.
        let shown = if line.contains("paths0") { shown.replace("\\x00", "") } else { shown };
        assert!(!shown.contains(harmful), "{line:?}\n{shown:?}");
        assert!(!shown.is_empty(), "{line:?}");
    }
    // Into a pipe a path is its bytes; JSON says the same in escapes.
    let piped = folder.run("search kiosk --format paths0");
    assert_eq!(piped.text(), format!("{evil}\n.txt\0"));
    let json = folder.run("search kiosk --format jsonl");
    assert_eq!(json.hits()[0]["path"], format!("{evil}\n.txt"));
    assert!(json.text().is_ascii(), "DEL, C1 and turns of direction are escaped\n{}", json.text());
}

#[test]
fn blocks_fit_the_terminal_in_every_script() {
    let folder = archive();
    for columns in [40, 60, 80, 200] {
        let shown =
            folder.run(&format!("search 'ferry OR lighthouse OR 灯台 OR 轮渡 OR маяк' --width {columns}")).exits(0);
        let text = shown.text();
        let wide = |line: &str| unicode_width::UnicodeWidthStr::width(line);
        let longest = text.lines().map(wide).max().unwrap();
        assert!(longest <= columns && longest > columns.min(100) * 3 / 4, "{columns}: {longest}\n{text}");
    }
}
