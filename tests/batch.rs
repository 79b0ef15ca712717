//! Many queries in one run: what a program asks and what it gets.

use crate::command::{Folder, seeds};

fn archive() -> Folder {
    let folder = Folder::new();
    seeds(&folder, ".");
    folder.run("index").exits(0);
    folder
}

#[test]
fn every_record_says_which_query_it_answers() {
    let folder = archive();
    let asked = "# the desk's questions\nferry\n\n{\"query\": \"lighthouse\", \"place\": [\"tokyo\", \"wonsan\"], \"limit\": 1}\nzebra\n";
    folder.write("questions.txt", asked);
    let run = folder.run("search --queries questions.txt --limit 2").exits(0);
    let records = run.records();
    let summaries: Vec<_> = records.iter().filter(|record| record["type"] == "summary").collect();
    assert_eq!(summaries.len(), 3);
    for (summary, number) in summaries.iter().zip(1..) {
        assert_eq!(summary["number"], number);
        let own = |record: &&serde_json::Value| record["type"] == "hit" && record["number"] == number;
        let hits: Vec<_> = records.iter().filter(own).collect();
        assert_eq!(summary["shown"], hits.len());
        assert!(hits.iter().all(|hit| hit["query"] == summary["query"]));
        assert_eq!(summary["left_out"], summary["total"].as_u64().unwrap() - hits.len() as u64);
        // Asked alone it gives the same.
        let alone = folder.run(&format!("count '{}'", summary["query"].as_str().unwrap()));
        assert_eq!(alone.text().trim(), summary["total"].to_string());
    }
    assert_eq!(summaries[1]["query"], "lighthouse (place:tokyo OR place:wonsan)");
    assert_eq!(summaries[1]["shown"], 1);
    run.says("3 queries; passed over 1 comment, 1 empty line");
}

#[test]
fn one_wrong_query_costs_no_other() {
    let folder = archive();
    let asked = b"ferry\nferry AND (strait\n{\"query\": \"ferry\", \"lmit\": 3}\n\xff\xfe\n{\"on\": \"2025-04\", \"to\": \"2025\"}\n/a(/\nlighthouse\n";
    let run = folder.run_with("search --queries - --limit 1", asked).exits(2).says("7 queries, 5 not answered");
    let records = run.records();
    let kinds: Vec<&str> = records.iter().map(|record| record["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["hit", "summary", "error", "error", "error", "error", "error", "hit", "summary"]);
    assert_eq!(records[2]["message"], "query: expected `)`, found the end of the query");
    assert_eq!((&records[2]["line"], &records[2]["query"]), (&2.into(), &"ferry AND (strait".into()));
    assert!(records[3]["message"].as_str().unwrap().contains("unknown field `lmit`"));
    assert_eq!(records[8]["number"], 7);
    folder.run_with("search --queries -", b"zebra\n").exits(1);
    folder.run_with("search --queries - --format csv", b"zebra\n").exits(2).says("expected --format jsonl");
    folder.run("search --queries nowhere.txt").exits(2).says("nowhere.txt");
}

#[test]
fn flags_hold_for_every_query_that_says_nothing_else() {
    let folder = archive();
    let asked = b"ferry\n{\"query\": \"ferry\", \"on\": \"2025-01\"}\n{\"query\": \"ferry\", \"sort\": \"oldest\", \"fragments\": 0}\n";
    let run = folder.run_with("search --queries - --from 2025-06 --limit 3", asked).exits(0);
    let records = run.records();
    let query = |number: u64| {
        let is = |record: &&serde_json::Value| record["type"] == "summary" && record["number"] == number;
        records.iter().find(is).unwrap()["query"].as_str().unwrap().to_owned()
    };
    assert_eq!(query(1), "ferry date:2025-06-01..");
    assert_eq!(query(2), "ferry date:2025-01");
    let third: Vec<_> = records.iter().filter(|record| record["number"] == 3 && record["type"] == "hit").collect();
    assert!(third.is_sorted_by_key(|hit| hit["date"].as_str().unwrap()));
    assert!(third.iter().all(|hit| hit["fragments"].as_array().unwrap().is_empty()));
}
