//! The main job from outside: a folder becomes an archive, stays equal to the folder, and survives what folders hold.

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::command::Folder;

fn story(day: u8, place: &str, text: &str) -> String {
    format!(" date 2025-04-{day:02} {place}, April {day}. /TASS/. {text}\n\nThe second paragraph says more.\n")
}

/// Three stories on three days.
fn three() -> Folder {
    let folder = Folder::new();
    folder.write("a.txt", story(1, "TOKYO", "The lighthouse was lit again."));
    folder.write("b.txt", story(2, "BUSAN", "Ferries were striking."));
    folder.write("sub/c.txt", story(3, "MOSCOW", "A lighthouse keeper retired."));
    folder
}

#[test]
fn a_folder_is_indexed_searched_and_counted() {
    let folder = three();
    folder.run("index").exits(0).says("3 added");
    let hits = folder.run("search lighthouse --format jsonl").exits(0).hits();
    assert_eq!(hits.len(), 2);
    assert_eq!(folder.run("search lighthouse --sort newest --format jsonl").paths(), ["sub/c.txt", "a.txt"]);
    assert_eq!(folder.run("search strike --format jsonl").paths(), ["b.txt"]);
    assert_eq!(folder.run("search --from 2025-04-02 --sort oldest --format jsonl").paths(), ["b.txt", "sub/c.txt"]);
    assert_eq!(folder.run("count").exits(0).text(), "3\n");
    assert_eq!(folder.run("count --on 2025-04").text(), "3\n");
    assert_eq!(folder.run("count nonesuch").exits(1).text(), "0\n");
    folder.run("search nonesuch").exits(1).says("nothing found");
    folder.run("search lighthouze").exits(1).says("no article matches lighthouze; did you mean lighthouse?");
    folder.run("search 'ferries nonesuch'").exits(1).says("no article matches nonesuch");
}

#[test]
fn the_index_is_found_from_below_and_made_on_the_way() {
    let folder = three();
    folder.run("search lighthouse --in . --format paths").exits(0).prints("a.txt\n");
    assert_eq!(folder.run("count --index .dateline").text(), "3\n");
    assert_eq!(folder.run("count --index .").text(), "3\n");
    let below = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"));
    let mut below = below;
    let output =
        below.arg("count").current_dir(folder.path().join("sub")).env_remove("DATELINE_INDEX").output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "3\n");
}

#[test]
fn a_second_run_touches_only_what_changed() {
    let folder = three();
    folder.run("index").exits(0);
    let snapshot = |folder: &Folder| folder.run("status --format jsonl").records()[0]["snapshot"].clone();
    let first = snapshot(&folder);
    folder.run("index").exits(0).says("nothing new, 3 unchanged");
    assert_eq!(snapshot(&folder), first);

    // Touched, but saying the same.
    let same = std::fs::read(folder.path().join("a.txt")).unwrap();
    folder.write("a.txt", same);
    folder.run("index").exits(0).says("nothing new, 3 unchanged");

    folder.write("a.txt", story(1, "TOKYO", "The beacon was lit again."));
    folder.write("d.txt", story(4, "OSLO", "A new lighthouse."));
    std::fs::remove_file(folder.path().join("b.txt")).unwrap();
    std::fs::rename(folder.path().join("sub/c.txt"), folder.path().join("sub/e.txt")).unwrap();
    folder.run("index").exits(0).says("1 added, 1 updated, 1 renamed, 1 removed, 0 unchanged");
    let mut paths = folder.run("search lighthouse --format jsonl").paths();
    paths.sort();
    assert_eq!(paths, ["d.txt", "sub/e.txt"]);
    assert_eq!(folder.run("count").text(), "3\n");

    // The same folder indexed afresh is the same archive.
    let grown = snapshot(&folder);
    std::fs::remove_dir_all(folder.path().join(".dateline")).unwrap();
    folder.run("index").exits(0);
    assert_eq!(snapshot(&folder), grown);
}

#[test]
fn articles_are_shown_whole_by_short_ids_and_raw_to_the_byte() {
    let folder = Folder::new();
    let raw = b"\xef\xbb\xbf date 2025-04-01 TOKYO, April 1. /TASS/. It began.\r\n\r\nIt \x1b[31mended.\r\n";
    folder.write("a.txt", raw);
    folder.run("index").exits(0);
    let id = folder.run("search --format jsonl").hits()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(folder.run(&format!("show {} --raw", &id[..8])).exits(0).stdout, raw);
    // An escape sequence in the copy never reaches the terminal as one: control bytes are no copy.
    let shown = folder.run(&format!("show {}", &id[..8])).exits(0).prints("It [31mended.");
    assert!(!shown.text().contains('\x1b'));
    let record = folder.run(&format!("show {id} --format jsonl")).hits().remove(0);
    assert_eq!((record["type"].as_str(), record["date"].as_str()), (Some("article"), Some("2025-04-01")));
    folder.run("show 0000000000000000").exits(1);
    folder.run("show xyz").exits(2).says("expected 1 to 16 hexadecimal digits");
    folder.write("a.txt", "gone");
    folder.run(&format!("show {id}")).exits(0);
}

#[test]
fn bad_input_is_named_and_counted_and_the_rest_is_indexed() {
    let folder = three();
    folder.write("empty.txt", "");
    folder.write("blank.txt", "\n \n");
    folder.write("picture.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\0\0\0\0\0\0");
    folder.write("latin.txt", b" date 2025-04-05 M\xfcnchen (dpa) - Regen");
    folder.write("huge.txt", "a word and another ".repeat(2 << 20));
    std::fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"name\xff.txt")), "text").unwrap();
    symlink(".", folder.path().join("loop")).unwrap();
    symlink("nowhere", folder.path().join("broken")).unwrap();
    symlink("a.txt", folder.path().join("link.txt")).unwrap();
    let run = folder.run("index --verbose").exits(2).says("4 added");
    for named in [
        "empty.txt: empty",
        "blank.txt: empty",
        "picture.jpg: binary",
        "huge.txt: too large",
        "name\u{fffd}.txt: name not UTF-8",
        "loop: link loop or broken link",
        "broken: link loop or broken link",
        "passed over: 1 link",
    ] {
        assert!(run.stderr.contains(named), "expected {named}\n{}", run.stderr);
    }
    assert_eq!(folder.run("count").text(), "4\n");
    assert_eq!(folder.run("search münchen --format jsonl").paths(), ["latin.txt"]);
    // They are named again while they are there, and read again only when they change.
    folder.run("index").exits(2).says("nothing new, 8 unchanged").says("1 binary, 2 empty");
    folder.write("empty.txt", story(9, "LIMA", "No longer empty."));
    folder.run("index").exits(2).says("1 updated");
    assert_eq!(folder.run("count").text(), "5\n");
}

#[test]
fn what_may_not_be_read_is_named_and_what_was_held_stays() {
    let folder = three();
    folder.run("index").exits(0);
    let closed = folder.path().join("sub");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o0)).unwrap();
    // The superuser may read everything: there the folder is simply read.
    let unreadable = std::fs::read_dir(&closed).is_err();
    let run = folder.run("index");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o755)).unwrap();
    if unreadable {
        run.exits(2).says("sub: unreadable");
    } else {
        run.exits(0);
    }
    assert_eq!(folder.run("count").text(), "3\n");
}

#[test]
fn folders_that_are_not_there_get_a_clear_answer() {
    let folder = Folder::new();
    folder.run("index nowhere").exits(2).says("nowhere: expected a folder, found nothing").says("hint:");
    folder.write("file.txt", "text");
    folder.run("index file.txt").exits(2).says("expected a folder, found a file");
    folder.run("search word").exits(2).says("no index here").says("dateline index FOLDER");
    folder.run("parse nowhere").exits(2).says("nowhere");
    folder.run("search --from 2025-02-30 --in .").exits(2).says("--from").says("hint");
    folder.run("frobnicate").exits(2).says("unrecognized subcommand");
}

#[test]
fn a_year_comes_from_the_neighbours_and_goes_with_them() {
    let folder = Folder::new();
    folder.write("x/dated.txt", story(3, "TOKYO", "One."));
    folder.write("x/yearless.txt", "BUSAN, April 7. /TASS/. The ferry has no year.\n\nMore.\n");
    folder.write("y/alone.txt", "BUSAN, April 7. /TASS/. This one is alone.\n\nMore.\n");
    folder.run("index").exits(0);
    let hit = folder.run("search year --format jsonl").hits().remove(0);
    assert_eq!(
        (hit["date"].as_str(), hit["date_source"].as_str(), hit["date_inferred"].as_bool()),
        (Some("2025-04-07"), Some("dateline"), Some(true))
    );
    assert_eq!(folder.run("search date:missing --format jsonl").paths(), ["y/alone.txt"]);
    assert_eq!(folder.run("search date:inferred --format jsonl").paths(), ["x/yearless.txt"]);
    // The preview says the same as the index.
    let parsed = folder.run("parse . --format jsonl").hits();
    assert_eq!(
        parsed.iter().map(|r| r["date"].as_str()).collect::<Vec<_>>(),
        [Some("2025-04-03"), Some("2025-04-07"), None]
    );

    std::fs::remove_file(folder.path().join("x/dated.txt")).unwrap();
    folder.run("index").exits(0).says("1 updated, 1 removed, 1 unchanged");
    assert_eq!(folder.run("count date:missing").text(), "2\n");
    folder.write("y/dated.txt", story(9, "TOKYO", "Two."));
    folder.run("index").exits(0).says("1 added, 1 updated, 1 unchanged");
    assert_eq!(folder.run("search date:missing --format jsonl").paths(), ["x/yearless.txt"]);
}

#[test]
fn standard_input_is_parsed_and_kept() {
    let folder = three();
    folder.run("index").exits(0);
    let copy = story(9, "LIMA", "Piped in.");
    let record = folder.run_with("parse - --format jsonl", copy.as_bytes()).exits(0).hits().remove(0);
    assert_eq!(record["dateline"]["place"], "LIMA");
    folder.run_with("index -", copy.as_bytes()).exits(0).says("1 added");
    folder.run("index").exits(0).says("nothing new, 3 unchanged");
    assert_eq!(folder.run("search piped --format jsonl").paths(), ["-"]);
    folder.run_with("parse -", b"\0\0\0\0").exits(2).says("binary");
}

#[test]
fn a_second_writer_is_told_who_the_first_is() {
    let folder = three();
    folder.run("index").exits(0);
    let held =
        dateline::index::open_writer(&folder.path().join(".dateline/index"), dateline::index::WriterOptions::default());
    let held = held.unwrap();
    folder.run("index").exits(3).says("locked by another writer").says("process ");
    // Readers do not care.
    assert_eq!(folder.run("count").exits(0).text(), "3\n");
    drop(held);
    folder.run("index").exits(0);
}

#[test]
fn every_format_holds_every_hit() {
    let folder = three();
    folder.run("index").exits(0);
    assert_eq!(folder.run("search --format paths").text().lines().count(), 3);
    assert_eq!(folder.run("search --format paths0").stdout.iter().filter(|&&b| b == 0).count(), 3);
    assert_eq!(folder.run("search").text().lines().count(), 3, "a pipe gets a line a record");
    let tsv = folder.run("search --format tsv").text();
    assert!(tsv.lines().all(|line| line.matches('\t').count() == 17) && tsv.lines().count() == 4, "{tsv}");
    let json: serde_json::Value = serde_json::from_str(&folder.run("search lighthouse --format json").text()).unwrap();
    assert_eq!(json["items"].as_array().unwrap().len(), 2);
    let summary = &json["summary"];
    assert_eq!(
        (summary["total"].as_u64(), summary["shown"].as_u64(), summary["left_out"].as_u64()),
        (Some(2), Some(2), Some(0))
    );
    let fragment = &json["items"][0]["fragments"][0];
    let (text, mark) = (fragment["text"].as_str().unwrap(), &fragment["marks"][0]);
    let mark = mark[0].as_u64().unwrap() as usize..mark[1].as_u64().unwrap() as usize;
    assert_eq!(&text[mark], "lighthouse");
    let empty: serde_json::Value =
        serde_json::from_str(&folder.run("search nonesuch --format json").exits(1).text()).unwrap();
    assert_eq!(empty["items"].as_array().unwrap().len(), 0);
    folder.run("search --limit 1").says("2 hits left out by --limit");
    assert_eq!(folder.run("search --limit 1 --offset 2 --format jsonl").hits().len(), 1);
}

#[test]
fn a_reader_that_had_enough_is_no_error() {
    let folder = Folder::new();
    for number in 0..2000 {
        folder.write(&format!("{number}.txt"), story(1, "TOKYO", &"Many words in a long story. ".repeat(20)));
    }
    folder.run("index").exits(0);
    let program = env!("CARGO_BIN_EXE_dateline");
    let script = format!("{program} search --format jsonl 2>err | head -n 1 >out; echo ${{PIPESTATUS[0]}}");
    let output = std::process::Command::new("bash").args(["-c", &script]).current_dir(folder.path()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "0\n");
    assert_eq!(std::fs::read_to_string(folder.path().join("err")).unwrap(), "");
}

#[test]
fn completions_and_manual_pages_are_written() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        folder.run(&format!("completions {shell}")).exits(0).prints("dateline");
    }
    folder.run("man").exits(0).prints(".TH dateline");
    folder.run("man --to pages").exits(0);
    assert!(folder.path().join("pages/dateline-search.1").is_file());
}

#[test]
fn every_part_of_a_story_and_the_rule_that_took_it_can_be_seen() {
    let folder = Folder::new();
    folder.write(
        "a.txt",
        "date 2025-04-07\nFerry runs late\n\nBy Ana Paz\n\nBUSAN, April 7 (Yonhap) -- The ferry left at noon.\n",
    );
    let shown = folder.run("parse --explain a.txt").exits(0);
    for named in [
        "header      date 2025-04-07",
        "headline    Ferry runs late",
        "byline      By Ana Paz",
        "style yonhap",
        "BUSAN → Busan",
        "2025-04-07 by the header",
    ] {
        assert!(shown.text().contains(named), "expected {named}\n{}", shown.text());
    }
}

#[test]
fn an_encoding_can_be_forced_and_is_remembered_as_a_reason_to_read_anew() {
    let folder = Folder::new();
    // `МОСКВА` in KOI8-R.
    let copy = [
        &b"date 2025-04-07\n"[..],
        &[0xed, 0xef, 0xf3, 0xeb, 0xf7, 0xe1],
        &b", 7 apr (X) - "[..],
        &[0xf0, 0xcf, 0xd2, 0xd4],
        &b".\n"[..],
    ]
    .concat();
    folder.write("a.txt", copy);
    folder.run("index --encoding koi8-r").exits(0).says("1 added");
    assert_eq!(folder.run("count порт").text(), "1\n");
    folder.run("index --encoding klingon").exits(2).says("expected a label");
}

#[test]
fn a_source_of_many_stories_is_replaced_as_a_whole() {
    let folder = Folder::new();
    let table = |word: &str, n: usize| -> String {
        (0..n).map(|i| format!("{{\"date\":\"2025-04-{:02}\",\"title\":\"Story {i}\",\"text\":\"The {word} number {i} was lit.\"}}\n", i % 28 + 1)).collect()
    };
    folder.write("many.jsonl", table("lighthouse", 300));
    folder.run("index").exits(0).says("1 added").says("300 articles");
    assert_eq!(folder.run("count lighthouse").text(), "300\n");
    let state = folder.run("status --format jsonl").records()[0]["snapshot"].clone();
    folder.write("many.jsonl", table("beacon", 200));
    folder.run("index").exits(0).says("1 updated");
    assert_eq!(folder.run("count lighthouse").text(), "0\n");
    assert_eq!(folder.run("count beacon").text(), "200\n");
    folder.write("many.jsonl", table("lighthouse", 300));
    folder.run("index").exits(0);
    assert_eq!(folder.run("status --format jsonl").records()[0]["snapshot"], state);
    folder.run("verify").exits(0);
}

#[test]
fn a_file_that_goes_away_while_a_run_is_on_is_named() {
    use dateline::source::{Found, Reason, open};
    let folder = three();
    let gone = Found { path: "gone.txt".to_owned(), size: 9, mtime: 0 };
    assert_eq!(open(folder.path(), &gone).err(), Some(Reason::Vanished));
}
