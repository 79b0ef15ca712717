//! Keeping an archive: what was moved, touched, what failed and what links lead away from.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::command::{Folder, Run};
use crate::containers::zip;

fn story(day: u8, text: &str) -> String {
    format!("date 2025-04-{day:02}\nOSLO, April {day} (Reuters) - {text}\n")
}

/// Moves a file, and makes the folder for it.
fn rename(folder: &Folder, from: &str, to: &str) {
    let to = folder.path().join(to);
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::rename(folder.path().join(from), to).unwrap();
}

fn summary(run: &Run) -> Value {
    run.records().pop().unwrap()
}

/// All that an archive says: its state and every record of it, which may not depend on the way it came about.
fn whole(folder: &Folder) -> (Value, Vec<Value>) {
    let mut records = folder.run("search --format jsonl").hits();
    records.sort_by_key(|record| record["id"].as_str().unwrap().to_owned());
    (folder.run("status --format jsonl").records()[0]["snapshot"].clone(), records)
}

/// Demands that the archive is what an indexing from nothing makes of the folder.
#[track_caller]
fn is_as_if_made_now(folder: &Folder) {
    let grown = whole(folder);
    folder.run("verify").exits(0);
    fs::remove_dir_all(folder.path().join(".dateline")).unwrap();
    folder.run("index --quiet");
    assert_eq!(whole(folder), grown);
}

#[test]
fn what_was_moved_is_moved_and_not_parsed_again() {
    let folder = Folder::new();
    folder.write("in/a.txt", story(1, "The quay was swept."));
    folder.write("in/two.txt", story(2, "The crane was oiled.") + "\n" + &story(3, "The crane broke."));
    let table: String =
        (0..200).map(|n| format!("{{\"id\":{n},\"date\":\"2025-04-02\",\"text\":\"Ship {n} came in.\"}}\n")).collect();
    folder.write("in/many.jsonl", table);
    folder.write("in/copy.txt", story(9, "Alike to the byte."));
    folder.write("in/copies.txt", story(9, "Alike to the byte."));
    folder.run("index").exits(0).says("5 added");
    for name in ["a.txt", "two.txt", "many.jsonl", "copy.txt", "copies.txt"] {
        rename(&folder, &format!("in/{name}"), &format!("done/x-{name}"));
    }
    folder.write("done/third.txt", story(9, "Alike to the byte."));
    let foretold = summary(&folder.run("index --dry-run --format jsonl").exits(0));
    let done = summary(&folder.run("index --format jsonl").exits(0));
    for run in [foretold, done] {
        assert_eq!(
            (run["renamed"].as_u64(), run["added"].as_u64(), run["removed"].as_u64()),
            (Some(5), Some(1), Some(0))
        );
        assert_eq!(run["articles"], 1, "only the new copy was parsed");
    }
    assert_eq!(folder.run("search 'crane broke' --format paths").text(), "done/x-two.txt\n");
    assert_eq!(folder.run("count 'path:in/**'").text(), "0\n");
    folder.run("index").exits(0).says("nothing new, 6 unchanged");
    is_as_if_made_now(&folder);
}

#[test]
fn what_a_path_or_its_neighbours_date_is_parsed_again() {
    let folder = Folder::new();
    folder.write("1987/04/a.txt", "OSLO, April 7 (Reuters) - No year stands here.\n");
    folder.write("b/stated.txt", story(5, "A neighbour."));
    folder.write("b/guessed.txt", "OSLO, April 7 (Reuters) - Nor here.\n");
    folder.write("c/stated.txt", "date 1999-05-06\nOSLO, May 6 (Reuters) - Another neighbour.\n");
    folder.run("index").exits(0);
    rename(&folder, "1987/04/a.txt", "1988/04/a.txt");
    rename(&folder, "b/guessed.txt", "c/guessed.txt");
    let run = summary(&folder.run("index --format jsonl").exits(0));
    assert_eq!((run["renamed"].as_u64(), run["added"].as_u64(), run["removed"].as_u64()), (Some(0), Some(2), Some(2)));
    let dates = |folder: &Folder| -> Vec<String> {
        let hits = folder.run("search date:inferred --sort oldest --format jsonl").hits();
        hits.iter().map(|hit| hit["date"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(dates(&folder), ["1988-04-07", "1999-04-07"]);
    // Within the folder the neighbours say the same.
    rename(&folder, "c/guessed.txt", "c/other.txt");
    assert_eq!(summary(&folder.run("index --format jsonl").exits(0))["renamed"], 1);
    assert_eq!(dates(&folder), ["1988-04-07", "1999-04-07"]);
    is_as_if_made_now(&folder);
}

#[test]
fn a_file_that_was_touched_is_read_once_and_no_more() {
    let folder = Folder::new();
    let a = folder.write("a.txt", story(1, "The quay was swept."));
    folder.write("b.txt", "");
    folder.run("index").exits(2);
    let before = whole(&folder);
    let touch = |seconds| {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        fs::File::options().write(true).open(&a).unwrap().set_modified(time).unwrap();
    };
    for seconds in [1_000_000, 2_000_000, 1_500_000] {
        touch(seconds);
        folder.run("index").exits(2).says("nothing new, 2 unchanged");
        assert_eq!(whole(&folder), before);
        // Its new time is remembered: changed behind the back of that time, it is not looked into.
        let text = fs::read_to_string(&a).unwrap();
        fs::write(&a, text.replace("swept", "crept")).unwrap();
        touch(seconds);
        folder.run("index").exits(2).says("nothing new, 2 unchanged");
        fs::write(&a, text).unwrap();
        touch(seconds);
    }
    folder.run("verify").exits(0);
    // A real change takes the note of the time with it.
    folder.write("a.txt", story(1, "The quay was flooded."));
    folder.run("index").exits(2).says("1 updated");
    assert_eq!(folder.run("count").text(), "1\n");
    is_as_if_made_now(&folder);
}

#[test]
fn members_that_failed_are_named_until_the_archive_changes() {
    let folder = Folder::new();
    let good = story(1, "The quay was swept.");
    let mut broken =
        zip(&[("a.txt", good.as_bytes()), ("b.txt", good.as_bytes()), ("c.bin", b"\x7fELF\0\0\0\x01\x02")]);
    // The second member is stored: a flipped byte of its text shows in the checksum.
    let at = broken.windows(5).rposition(|five| five == b"quay ").unwrap();
    broken[at] ^= 1;
    folder.write("a.zip", broken);
    let named = |run: Run| {
        run.exits(2)
            .says("skipped: 1 binary, 1 damaged")
            .says("a.zip/b.txt: damaged: its checksum differs")
            .says("a.zip/c.bin: binary");
    };
    named(folder.run("index"));
    named(folder.run("index").says("nothing new, 1 unchanged"));
    folder.run("doctor --verbose").exits(0).prints("a.zip/b.txt\n").prints("a.zip/c.bin\n");
    folder.run("index --dry-run").says("1 binary, 1 damaged");
    rename(&folder, "a.zip", "moved.zip");
    folder.run("index").exits(2).says("1 renamed").says("moved.zip/b.txt: damaged: its checksum differs");
    folder.run("index").exits(2).says("nothing new").says("moved.zip/b.txt: damaged: its checksum differs");
    is_as_if_made_now(&folder);
    folder.write("moved.zip", zip(&[("a.txt", good.as_bytes()), ("b.txt", good.as_bytes())]));
    folder.run("index").exits(0).says("1 updated");
    folder.run("index").exits(0);
}

#[test]
fn an_archive_without_one_good_member_says_so_each_time() {
    let folder = Folder::new();
    let members: Vec<(String, &[u8])> = (0..70).map(|n| (format!("{n}.bin"), &b"\x7fELF\0\0\0\x01\x02"[..])).collect();
    let members: Vec<(&str, &[u8])> = members.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    folder.write("few.zip", zip(&members[..3]));
    folder.write("many.zip", zip(&members));
    for _ in 0..2 {
        folder.run("index").exits(2).says("skipped: 73 binary");
    }
    assert_eq!(folder.run("status --format jsonl").records()[0]["articles"], 0);
    folder.run("index --verbose").exits(2).says("few.zip/2.bin: binary").says("many.zip/69.bin: binary");
    folder.run("verify").exits(0);
}

#[test]
fn links_that_lead_out_of_the_folder_are_counted_apart() {
    let outside = Folder::new();
    outside.write("secret.txt", story(1, "Not of this archive."));
    let folder = Folder::new();
    let a = folder.write("a.txt", story(1, "The quay was swept."));
    symlink(&a, folder.path().join("within.txt")).unwrap();
    symlink(outside.path(), folder.path().join("folder")).unwrap();
    symlink(outside.path().join("secret.txt"), folder.path().join("file.txt")).unwrap();
    let run = folder.run("index --verbose").exits(0);
    let run =
        run.says("1 added").says("not followed: 2 links that lead out of the folder").says("passed over: 1 link\n");
    drop(run);
    let run = summary(&folder.run("index --format jsonl").exits(0));
    assert_eq!((run["links"].as_u64(), run["links_out"].as_u64()), (Some(3), Some(2)));
    assert_eq!(folder.run("count secret").text(), "0\n");
}

#[test]
fn a_folder_that_is_suddenly_empty_does_not_empty_the_index() {
    let (folder, home) = (Folder::new(), Folder::new());
    let a = folder.write("a.txt", story(1, "The quay was swept."));
    let index = format!("index . --index {}", home.path().join("index").display());
    folder.run(&index).exits(0).says("1 added");
    fs::remove_file(a).unwrap();
    folder.run(&index).exits(2).says("the folder is empty, but the index holds 1 of its files").says("hint:");
    folder.write("b.txt", story(2, "Back again."));
    folder.run(&index).exits(0).says("1 added, 1 removed");
}
