//! Settings: a flag before the environment before the file before the default.

use std::process::Command;

use crate::command::{Folder, command, seeds};

/// Runs `dateline` with variables of the environment; gives stdout, stderr and the exit code.
fn run(folder: &Folder, arguments: &[&str], variables: &[(&str, &str)]) -> (String, String, i32) {
    let mut command: Command = command(&arguments.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
    command.current_dir(folder.path()).env("XDG_CONFIG_HOME", folder.path().join(".conf"));
    command.envs(variables.iter().copied());
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

/// One setting: its value and where it came from.
fn setting(folder: &Folder, name: &str, arguments: &[&str], variables: &[(&str, &str)]) -> (String, String) {
    let arguments = [&["config", "--format", "jsonl"], arguments].concat();
    let (out, err, code) = run(folder, &arguments, variables);
    assert_eq!(code, 0, "{err}");
    let records = out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let record = records.into_iter().find(|record| record["name"] == name).unwrap();
    (record["value"].as_str().unwrap_or("null").to_owned(), record["source"].as_str().unwrap().to_owned())
}

#[test]
fn what_is_nearer_stands_above() {
    let folder = Folder::new();
    let of = |name: &str, arguments: &[&str], variables: &[(&str, &str)]| {
        let (value, source) = setting(&folder, name, arguments, variables);
        format!("{value} {source}")
    };
    assert_eq!(of("threads", &["--threads", "7"], &[]), "7 flag");
    assert_eq!(of("limit", &[], &[]), "10 default");
    folder.write(
        ".conf/dateline/config.toml",
        "threads = 3\nmemory = \"64MB\"\nlimit = 4\npager = \"most\"\ncolor = \"never\"\n",
    );
    assert_eq!(of("threads", &[], &[]), "3 file");
    assert_eq!(of("threads", &[], &[("DATELINE_THREADS", "5")]), "5 environment");
    assert_eq!(of("threads", &["--threads", "7"], &[("DATELINE_THREADS", "5")]), "7 flag");
    assert_eq!(of("memory", &[], &[]), "64MB file");
    assert_eq!(of("memory", &["--memory", "1GB"], &[]), "1024MB flag");
    assert_eq!(of("limit", &[], &[]), "4 file");
    assert_eq!(of("limit", &[], &[("DATELINE_LIMIT", "6")]), "6 environment");
    assert_eq!(of("color", &[], &[]), "never file");
    assert_eq!(of("color", &["--color", "always"], &[]), "always flag");
    // As git has it: the general variable stands below the file, the special one above it.
    assert_eq!(of("pager", &[], &[("PAGER", "more")]), "most file");
    assert_eq!(of("pager", &[], &[("DATELINE_PAGER", "less"), ("PAGER", "more")]), "less environment");
    assert_eq!(of("pager", &["--no-pager"], &[]), "null flag");
}

#[test]
fn the_limit_is_for_terminals_and_not_for_pipes() {
    let folder = Folder::new();
    seeds(&folder, ".");
    folder.write(".conf/dateline/config.toml", "limit = 2\n");
    run(&folder, &["index"], &[]);
    assert!(run(&folder, &["search", "--format", "jsonl"], &[]).0.lines().count() > 20);
    let (shown, said, _) = run(&folder, &["search", "ferry", "--width", "80"], &[]);
    assert!(said.contains("2 of 1") && shown.split("\n\n").count() == 2, "{shown}{said}");
}

#[test]
fn an_index_of_the_file_is_asked_where_there_is_no_nearer_one() {
    let folder = Folder::new();
    seeds(&folder, "seeds");
    std::fs::create_dir_all(folder.path().join("elsewhere")).unwrap();
    run(&folder, &["index", "seeds"], &[]);
    let line = format!("index = \"{}\"\n", folder.path().join("seeds").display());
    folder.write(".conf/dateline/config.toml", &line);
    let (count, _, code) = run(&folder, &["count", "lighthouse"], &[]);
    assert!(code == 0 && count.trim().parse::<u32>().unwrap() > 3, "{count}");
    assert_eq!(setting(&folder, "index", &[], &[]).1, "file");
    // A folder with an index of its own is asked itself; and nothing is ever written into the usual one unasked.
    folder.write("elsewhere/a.txt", "date 2025-02-01\nOSLO, Feb 1 (Reuters) - The kiosk is shut.\n");
    let there = Folder::new();
    there.write("a.txt", "date 2025-02-01\nOSLO, Feb 1 (Reuters) - The kiosk is shut.\n");
    there.write(".conf/dateline/config.toml", &line);
    run(&there, &["index"], &[]);
    assert_eq!(run(&there, &["count"], &[]).0, "1\n");
    assert_eq!(setting(&there, "index", &[], &[]).1, "folder");
    assert_eq!(run(&folder, &["count", "lighthouse"], &[]).0, count);
}

#[test]
fn a_file_that_is_wrong_says_where_and_what_was_meant() {
    let folder = Folder::new();
    for (text, says) in [
        ("colour = \"never\"\n", "expected a setting, found `colour`"),
        ("colour = \"never\"\n", "did you mean color? the settings are index, color"),
        ("color = \"red\"\n", "color: expected auto, always or never, found `red`"),
        ("threads = 0\n", "threads: expected a number from 1 to 256, found `0`"),
        ("index = \"archive\"\n", "index: expected a path from `/` or `~/`, found `archive`"),
        ("limit = true\n", "limit: expected a text or a number, found boolean"),
        ("\n\nlimit 5\n", "config.toml:3: "),
    ] {
        folder.write(".conf/dateline/config.toml", text);
        let (_, err, code) = run(&folder, &["config"], &[]);
        assert!(code == 2 && err.contains(says) && err.contains("config.toml"), "{text}\n{err}");
        // What says something of the program alone works all the same.
        assert_eq!(run(&folder, &["schema"], &[]).2, 0);
    }
}
