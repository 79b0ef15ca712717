//! Saved queries, and what is new of them: each article once, whatever happens to its file, to the index or to the output.

use std::fs;
use std::process::Stdio;

use crate::command::{Folder, command, seeds};

fn archive() -> Folder {
    let folder = Folder::new();
    seeds(&folder, ".");
    folder.run("index").exits(0);
    folder
}

fn story(day: u8, words: &str) -> String {
    format!("date 2025-09-{day:02}\nTARIFA, Sept. {day} (Lakepost) - The harbour office said on Monday that {words}.\n")
}

#[test]
fn a_saved_query_is_its_words_and_its_filters() {
    let folder = archive();
    for (typed, kept) in [
        ("ferry", "ferry"),
        ("'ferry OR zerno' --place tarifa --place geneva", "(ferry OR zerno) (place:tarifa OR place:geneva)"),
        ("ferry zerno --any --on 2025-03", "(ferry OR zerno) date:2025-03"),
        ("ferry --from yesterday --lang en", "ferry date:\"yesterday..\" lang:en"),
        ("'ferry OR zerno' --on 'last month'", "(ferry OR zerno) date:\"last month\""),
        ("'ferry AND (date:yesterday)' --agency TASS", "ferry AND (date:yesterday) agency:TASS"),
        ("--country japan", "country:japan"),
        ("-ferry eruption", "-ferry eruption"),
    ] {
        folder.run(&format!("save Ferries {typed}")).exits(0).says(&format!("saved:ferries: {kept}"));
        let records = folder.run("saved --format jsonl").exits(0).hits();
        assert_eq!(records[0]["query"], kept, "{typed}");
        assert_eq!(folder.run(&format!("count {typed}")).text(), folder.run("count saved:ferries").text(), "{typed}");
    }
    folder.run("save ferries ferry").exits(0).says("before: -ferry eruption");
    folder.run("save both 'saved:ferries OR eruption' --from 2025").exits(0);
    folder.run("save --list").exits(0).prints("both\t(saved:ferries OR eruption) date:2025-01-01..\t0\n");
    assert_eq!(folder.run("count saved:both").text(), folder.run("count 'ferry OR eruption' --from 2025").text());
    assert_eq!(folder.run("count -saved:ferries").text(), folder.run("count -ferry").text());
    // A change of the one is a change of the other.
    folder.run("save ferries harbour").exits(0);
    assert_eq!(folder.run("count saved:both").text(), folder.run("count 'harbour OR eruption' --from 2025").text());
}

#[test]
fn what_cannot_be_saved_or_asked_says_why() {
    let folder = archive();
    folder.run("search saved:ferries").exits(2).says("hint: none is saved yet: dateline save NAME QUERY");
    folder.run("saved").exits(1).says("no query is saved here");
    folder.run("new --all").exits(2).says("expected a saved query, found none");
    folder.run("save ferries ferry").exits(0);
    folder.run("save lights 'saved:ferries lighthouse'").exits(0);
    folder.run("save ferries saved:lights").exits(2).says("asks for itself: ferries → lights → ferries");
    folder.run("save --remove ferries").exits(2).says("is asked for by lights");
    folder.run("search 'oil saved:lihgts'").exits(2).says("         ^^^^^^").says("did you mean lights?");
    folder.run("new feries").exits(2).says("feries: expected the name of a saved query").says("did you mean ferries?");
    folder.run("save ../x ferry").exits(2).says("../x: expected a name");
    folder.run("save all").exits(2).says("expected a query, found none");
    folder.run("save broken 'ferry AND ('").exits(2).says("^");
    folder.run("save any 'ferry date:yesterday' --any").exits(2).says("write OR between the words");
    assert_eq!(folder.run("saved --format jsonl").hits().len(), 2, "nothing of that was saved");
    folder.run("save --remove lights").exits(0);
    folder.run("save --remove FERRIES").exits(0).says("removed: ferry");
    for (text, says) in [
        ("ferries = \"ferry", "saved.toml:1: "),
        ("# mine\nferries = 5\n", "saved.toml: ferries: expected a text, found integer"),
        ("\"a b\" = \"ferry\"\n", "saved.toml: expected a name, found `a b`"),
        ("A = \"ferry\"\na = \"tug\"\n", "saved.toml: expected `a` once"),
    ] {
        folder.write(".dateline/saved.toml", text);
        folder.run("search saved:ferries").exits(2).says(says);
        // What does not ask for one is not in the way of it.
        folder.run("search ferry").exits(0);
    }
    folder.write(".dateline/saved.toml", "torn = \"ferry AND (\"\n");
    folder.run("count saved:torn").exits(2).says("saved:torn: expected `)`");
}

#[test]
fn each_article_is_new_once_whatever_happens_to_its_file() {
    let folder = archive();
    folder.run("save ferries ferry").exits(0);
    let all = folder.run("count ferry").text().trim().parse::<usize>().unwrap();
    let new = |what: &str| {
        folder.run("index").exits(0);
        let run = folder.run("new ferries --format jsonl");
        assert_eq!(run.code, Some(if run.hits().is_empty() { 1 } else { 0 }), "{what}");
        run.paths()
    };
    assert_eq!(folder.run("new ferries --peek --format jsonl").exits(0).hits().len(), all);
    assert_eq!(new("all are new at first").len(), all);
    assert!(new("nothing is new").is_empty());
    folder.run("new ferries").exits(1).says("nothing new");
    let path = folder.write("ferry-desk/new.txt", story(2, "the ferry Amalia will sail twice a day from October"));
    assert_eq!(new("one came"), ["ferry-desk/new.txt"]);

    let touched = fs::File::options().append(true).open(&path).unwrap();
    touched.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    drop(touched);
    assert!(new("touched").is_empty());
    fs::rename(&path, folder.path().join("2025-08/renamed.txt")).unwrap();
    assert!(new("renamed").is_empty());
    folder.write("copy.txt", fs::read(folder.path().join("2025-08/renamed.txt")).unwrap());
    assert!(new("copied").is_empty());
    folder.write("copy.txt", story(2, "the ferry Amalia will sail three times a day from October"));
    assert!(new("corrected").is_empty());
    folder.write(
        "copy.txt",
        story(9, "a pilot boat found the missing ferry off Ceuta, with its lamps lit and nobody aboard"),
    );
    assert_eq!(new("another story in the same file"), ["copy.txt"]);
    let more = [
        story(9, "a pilot boat found the missing ferry off Ceuta, with its lamps lit and nobody aboard"),
        story(11, "ferry fares will rise"),
    ];
    folder.write("copy.txt", more.join("\n"));
    assert_eq!(new("one more story in the same file"), ["copy.txt"]);
    folder.run("repair --force").exits(0);
    assert!(new("repaired").is_empty());
    fs::remove_dir_all(folder.path().join(".dateline/index")).unwrap();
    assert!(new("the index was lost").is_empty());
    folder.run("save ferries 'ferry OR eruption'").exits(0);
    let run = folder.run("new ferries --format jsonl").exits(0);
    assert!(run.hits().iter().all(|hit| hit["fired"][0]["clause"] == "eruption"), "{}", run.text());
    folder.run("save --remove ferries").exits(0);
    folder.run("save ferries ferry").exits(0);
    assert!(folder.run("new ferries --format jsonl").hits().len() > all, "removed, it is forgotten");
}

#[test]
fn a_limit_leaves_the_others_new() {
    let folder = archive();
    folder.run("save ferries ferry").exits(0);
    let all = folder.run("search ferry --format jsonl --sort newest").paths();
    let mut shown = Vec::new();
    while shown.len() < all.len() {
        let run = folder.run("new ferries --limit 5 --format jsonl").exits(0);
        let summary = run.records().pop().unwrap();
        assert_eq!(summary["total"], all.len() - shown.len());
        assert_eq!(summary["left_out"], summary["total"].as_u64().unwrap() - summary["shown"].as_u64().unwrap());
        shown.extend(run.paths());
    }
    assert_eq!(shown, all);
    folder.run("new ferries").exits(1);
    assert_eq!(folder.run("saved --format jsonl").hits()[0]["shown"], all.len());
}

#[test]
fn every_form_says_what_fired() {
    let folder = archive();
    folder.run("save ferries 'ferry OR \"grain deal\"'").exits(0);
    folder.run("save quiet place:wakkanai").exits(0);
    let peek = |form: &str| folder.run(&format!("new ferries --peek {form}")).exits(0).text();
    let hits = folder.run("new --all --peek --format jsonl").exits(0).hits();
    let of = |path: &str| &hits.iter().find(|hit| hit["path"] == path).unwrap()["fired"];
    assert_eq!(
        *of("2025-01/interfax-danube-grain.txt"),
        serde_json::json!([{"clause": "\"grain deal\"", "words": ["grain deal"]}])
    );
    let ferries = &of("ferry-desk/tarifa-light-test.txt")[0];
    assert_eq!(ferries["words"], serde_json::json!(["ferries", "ferry"]));
    let quiet: Vec<_> = hits.iter().filter(|hit| hit["saved"] == "quiet").collect();
    assert!(!quiet.is_empty() && quiet.iter().all(|hit| hit["fired"] == serde_json::json!([])));
    assert!(peek("--width 80").contains("\n  ferries: ferry (ferries, ferry)\n"));
    assert!(peek("").lines().all(|line| line.split('\t').nth(6) == Some("ferries")));
    let csv = peek("--format csv");
    assert!(
        csv.lines().next().unwrap().ends_with(",body,saved,fired")
            && csv.contains(",ferries,\"\"\"grain deal\"\"\"\r\n")
    );
    assert!(peek("--format paths").lines().any(|line| line == "2025-01/interfax-danube-grain.txt"));
    let whole: serde_json::Value = serde_json::from_str(&peek("--format json")).unwrap();
    assert_eq!(whole["summary"]["saved"], serde_json::json!(["ferries"]));
    folder.run("new ferries").exits(0);
    let header = folder.run("new ferries --format csv").exits(1).text();
    assert_eq!(header, format!("{}\r\n", csv.lines().next().unwrap()));
    assert!(peek_fails(&folder), "a peek counts nothing as shown");
}

fn peek_fails(folder: &Folder) -> bool {
    folder.run("new ferries --peek").code == Some(1) && folder.run("new quiet --peek").code == Some(0)
}

#[test]
fn output_that_did_not_arrive_comes_again() {
    let folder = archive();
    folder.run("save ferries ferry").exits(0);
    let new = || {
        let mut command = command(&["new".into(), "ferries".into()]);
        command.current_dir(folder.path()).stderr(Stdio::null());
        command
    };
    let mut child = {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        new().stdout(writer).spawn().unwrap()
    };
    assert_eq!(child.wait().unwrap().code(), Some(0), "whoever closes a pipe has had enough");
    if let Ok(full) = fs::File::options().write(true).open("/dev/full") {
        assert_eq!(new().stdout(full).status().unwrap().code(), Some(2));
    }
    assert_eq!(folder.run("saved --format jsonl").hits()[0]["shown"], 0);
    folder.run("new ferries").exits(0);
    folder.write(".dateline/shown/ferries.shown", "dateline shown 1\n12345678");
    folder.run("new ferries").exits(2).says("shown/ferries.shown: expected what has been shown, found a damaged file");
}

#[cfg(unix)]
#[test]
fn what_was_interrupted_comes_again() {
    use std::io::Read;
    let folder = Folder::new();
    for number in 0..200 {
        folder.write(
            &format!("{number}.txt"),
            story(2, &format!("ferry number {number} will sail at {number} past noon")),
        );
    }
    folder.run("index").exits(0);
    folder.run("save ferries ferry").exits(0);
    let mut command = command(&["new", "ferries", "--format", "jsonl"].map(str::to_owned));
    let mut child = command.current_dir(folder.path()).stdout(Stdio::piped()).spawn().unwrap();
    // It has begun to write, and the pipe is too small for all of it.
    child.stdout.as_mut().unwrap().read_exact(&mut [0; 1000]).unwrap();
    let interrupt = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupt.success() && !child.wait().unwrap().success());
    assert_eq!(folder.run("saved --format jsonl").hits()[0]["shown"], 0);
    assert_eq!(folder.run("new ferries --format jsonl").exits(0).hits().len(), 200);
    folder.run("new ferries").exits(1);
}

#[test]
fn of_two_at_once_one_waits_and_no_article_is_shown_twice() {
    let folder = archive();
    folder.run("save ferries ferry").exits(0);
    let all = folder.run("search ferry --format jsonl --sort newest").paths();
    let start = || {
        let mut command = command(&["new", "ferries", "--format", "paths", "--limit", "4"].map(str::to_owned));
        command.current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = (0..all.len().div_ceil(4)).map(|_| start()).collect();
    let mut shown = Vec::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        shown.extend(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned));
    }
    // A file of several stories can be listed by each run.
    let mut files = all.clone();
    files.dedup();
    shown.sort();
    files.sort();
    files.dedup();
    shown.dedup();
    assert_eq!(shown, files);
    folder.run("new ferries").exits(1);
}
