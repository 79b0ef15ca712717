//! What an index covers and what is doubtful in it; what a run would do.

use std::fs;

use serde_json::{Value, json};

use crate::command::{Folder, Run};

/// An archive with each kind of doubt.
fn archive() -> Folder {
    let folder = Folder::new();
    for day in [3, 4, 7] {
        folder.write(
            &format!("2025/0{day}.txt"),
            format!("date 2025-03-0{day}\nOSLO, March {day}. /TASS/. The ice on the lake was {day} inches thick.\n"),
        );
    }
    folder.write("2025/again.txt", "date 2025-03-07\nOSLO, March 7. /TASS/. The ice on the lake was 7 inches thick.\n");
    folder.write("loose/undated.txt", "The harbour master keeps no calendar, and says so to everyone who asks him.\n");
    folder
        .write("loose/conflict.txt", "date 2025-04-01\nOSLO, January 12 (Reuters) - The ferry froze in the harbour.\n");
    folder
        .write("loose/unknown.txt", "date 2025-04-01\nOSLO, April 1 (Lakepost) - The first ferry of the year left.\n");
    for name in ["b", "a"] {
        let copy = format!("OSLO ++ May 5 ++ (Reuters) The {name} pier was closed after a ship had hit it.\n");
        folder.write(&format!("strange/{name}.txt"), copy);
    }
    folder.write("guessed/stated.txt", "date 2025-05-06\nROME, May 6 (Reuters) - The bridge opened to traffic.\n");
    folder.write("guessed/yearless.txt", "ROME, May 8 (Reuters) - The bridge was closed to traffic again.\n");
    // KOI8-R: Cyrillic letters are guessed from, never stated.
    folder.write("odd/koi8.txt", b"\xee\xe1 \xef\xda\xe5\xf2\xe5 \xd2\xc1\xd3\xd4\xc1\xd1\xcc \xcc\xa3\xc4.\n");
    folder.write("odd/empty.txt", "");
    folder.write("odd/other.txt", "");
    folder.write("odd/program", b"\x7fELF\0\0\0\x01\x02\0\0");
    folder.run("index").exits(2);
    folder
}

/// The buckets of a kind, as `key count example`.
fn buckets(run: &Run, kind: &str) -> Vec<String> {
    let of_kind = |record: &Value| record["kind"] == kind;
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    run.hits()
        .iter()
        .inspect(|record| assert_eq!(record["type"], "bucket"))
        .filter(|record| of_kind(record))
        .map(|record| format!("{} {} {}", text(&record["key"]), record["count"], text(&record["example"])))
        .collect()
}

#[test]
fn every_kind_of_doubt_is_counted_with_an_example() {
    let folder = archive();
    let run = folder.run("doctor --format jsonl").exits(0);
    for (kind, expected) in [
        (
            "day",
            &[
                "2025-03-03 1 2025/03.txt",
                "2025-03-04 1 2025/04.txt",
                "2025-03-07 2 ",
                "2025-04-01 2 loose/",
                "2025-05-06 1 guessed/stated.txt",
                "2025-05-08 1 guessed/yearless.txt",
            ][..],
        ),
        (
            "gap",
            &[
                "2025-03-05..2025-03-06 2 -",
                "2025-03-08..2025-03-31 24 -",
                "2025-04-02..2025-05-05 34 -",
                "2025-05-07 1 -",
            ],
        ),
        ("weekday", &["Mon 1 -", "Tue 4 -", "Wed 0 -", "Thu 1 -", "Fri 2 -", "Sat 0 -", "Sun 0 -"]),
        ("inferred", &["neighbours 1 guessed/yearless.txt"]),
        ("conflict", &["- 1 loose/conflict.txt"]),
        ("unparsed", &["AAA ++ Aaa 9 ++ (Aaa) 2 strange/"]),
        ("unknown-agency", &["Lakepost 1 loose/unknown.txt"]),
        ("doubtful-encoding", &["- 1 odd/koi8.txt"]),
        ("unread", &["empty 2 odd/empty.txt", "binary 1 odd/program"]),
        ("duplicate", &["2025/07.txt 2 2025/07.txt"]),
        ("imprecise", &[]),
    ] {
        let found = buckets(&run, kind);
        let fits = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| a.starts_with(b));
        assert!(fits, "{kind}: expected {expected:?}, found {found:?}");
    }
    let summary = run.records().pop().unwrap();
    for (name, expected) in [
        ("articles", json!(12)),
        ("first", json!("2025-03-03")),
        ("last", json!("2025-05-08")),
        ("days", json!(6)),
        ("missing_days", json!(61)),
        ("undated", json!(4)),
        ("conflicting", json!(1)),
        ("sources", json!(15)),
        ("unread", json!(3)),
        ("doubtful", json!(1)),
        ("duplicates", json!(1)),
    ] {
        assert_eq!(summary[name], expected, "{name}: {summary}");
    }
    assert_eq!(summary["snapshot"], folder.run("status --format jsonl").records()[0]["snapshot"]);
}

#[test]
fn filters_choose_among_the_articles() {
    let folder = archive();
    let run = folder.run("doctor --from 2025-03-04 --to 2025-03 --format jsonl").exits(0);
    assert_eq!(buckets(&run, "gap"), ["2025-03-05..2025-03-06 2 -"]);
    assert_eq!(run.records().pop().unwrap()["articles"], 3);
    let run = folder.run("doctor --on 1999 --format jsonl").exits(0);
    assert_eq!(buckets(&run, "day"), [""; 0]);
    assert_eq!(run.records().pop().unwrap()["first"], Value::Null);
    folder.run("doctor --on 1999").exits(0).prints("days        none");
}

#[test]
fn people_get_a_page_that_fits_and_all_of_it_on_demand() {
    let folder = archive();
    let page = folder.run("doctor --width 80").exits(0);
    let page = page
        .prints("days        2025-03-03 to 2025-05-08, 6 of 67 days with an article\n")
        .prints("2025-03         4   3/31  ··▄▄··█························\n")
        .prints("missing days: 61 in 4 stretches\n  2025-03-05..2025-03-06  2025-03-08..2025-03-31")
        .prints("unparsed datelines: 2 articles\n       2  AAA ++ Aaa 9 ++ (Aaa)  strange/")
        .prints("       2  empty\n       1  binary\n  --verbose names them\n");
    assert!(!page.text().contains("odd/program"), "only on demand\n{}", page.text());
    folder.run("doctor --verbose").exits(0).prints("odd/empty.txt\n").prints("odd/program\n");
    for columns in [40, 56, 80] {
        let page = folder.run(&format!("doctor --width {columns}")).exits(0).text();
        let below = page.split_once("\n\n").unwrap().1;
        let wide: Vec<&str> = below.lines().filter(|line| line.chars().count() > columns).collect();
        assert!(wide.is_empty(), "wider than {columns}: {wide:#?}");
    }
}

#[test]
fn programs_get_one_object_or_rows() {
    let folder = archive();
    let whole: Value = serde_json::from_str(&folder.run("doctor --format json --verbose").exits(0).text()).unwrap();
    let items = whole["items"].as_array().unwrap();
    let empty = items.iter().find(|item| item["kind"] == "unread" && item["key"] == "empty").unwrap();
    assert_eq!(empty["paths"], json!(["odd/empty.txt", "odd/other.txt"]));
    assert_eq!(whole["summary"]["type"], "summary");
    let rows = folder.run("doctor --format tsv").exits(0).text();
    assert!(rows.starts_with("kind\tkey\tcount\texample\nday\t2025-03-03\t1\t2025/03.txt\n"), "{rows}");
    folder.run("doctor --format paths").exits(2).says("expected text, json, jsonl, csv or tsv");
}

/// The numbers of a run's summary that a dry run must foretell.
fn numbers(run: &Run) -> Value {
    let mut summary = run.records().pop().unwrap();
    let summary = summary.as_object_mut().unwrap();
    // A first run finds the hidden folder of its own index.
    for other in ["took_ms", "dry_run", "hidden"] {
        assert!(summary.remove(other).is_some(), "{other}");
    }
    Value::Object(summary.clone())
}

#[test]
fn a_dry_run_foretells_the_run_and_writes_nothing() {
    let folder = archive();
    let index = folder.path().join(".dateline");
    fs::remove_dir_all(&index).unwrap();
    let foretold = folder.run("index --dry-run --format jsonl").exits(0);
    assert!(!index.exists(), "a dry run makes no folder");
    assert_eq!(foretold.records().len(), 1, "paths only on demand");
    assert_eq!(numbers(&foretold)["added"], 12);
    assert_eq!(numbers(&foretold), numbers(&folder.run("index --format jsonl").exits(2)));

    // Touched, changed, new, gone, become unreadable; and a neighbour that moves a guessed year.
    let touched = folder.path().join("2025/03.txt");
    let text = fs::read(&touched).unwrap();
    folder.write("2025/03.txt", text);
    fs::File::open(&touched).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    folder.write("2025/04.txt", "date 2025-03-04\nOSLO, March 4. /TASS/. The ice on the lake broke overnight.\n");
    folder.write("2025/08.txt", "date 2025-03-08\nOSLO, March 8. /TASS/. No one walks on the lake now.\n");
    folder.write("loose/unknown.txt", "");
    fs::remove_file(folder.path().join("2025/again.txt")).unwrap();
    folder.write("guessed/stated.txt", "date 2019-05-06\nROME, May 6 (Reuters) - The bridge opened to traffic.\n");
    let state = folder.run("status --format jsonl").records()[0].clone();
    let foretold = folder.run("index --dry-run --verbose --format jsonl").exits(0);
    let changes: Vec<String> = foretold
        .hits()
        .iter()
        .map(|record| format!("{} {}", record["change"].as_str().unwrap(), record["path"].as_str().unwrap()))
        .collect();
    assert_eq!(
        changes,
        [
            "added 2025/08.txt",
            "updated 2025/04.txt",
            "updated guessed/stated.txt",
            "updated guessed/yearless.txt",
            "removed 2025/again.txt"
        ]
    );
    assert_eq!(folder.run("status --format jsonl").records()[0], state, "a dry run changes nothing");
    folder.run("index --dry-run").exits(0).prints("would be 1 added, 3 updated, 0 renamed, 1 removed, ").says("binary");
    assert_eq!(numbers(&foretold), numbers(&folder.run("index --format jsonl").exits(2)));
    folder.run("index --dry-run").exits(0).prints("would be 0 added, 0 updated, 0 renamed, 0 removed, ");
    folder.run("index --dry-run -").exits(2).says("expected a folder, found `-`");
}
