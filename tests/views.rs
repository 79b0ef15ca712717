//! Timelines, facets, maps, concordances and exports hold what a search finds: each is counted again from its records.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::command::{Folder, Run};

/// Stories of invented news in three years, one without a date, one dated by month only.
fn archive() -> Folder {
    let folder = Folder::new();
    let stories = [
        ("a.txt", "2024-12-30", "TOKYO, Dec. 30 (Kyodo) - The ferry strike ended. Ferry crews went back to work."),
        ("b.txt", "2025-01-02", "OSLO, Jan 2 (Reuters) - A ferry ran aground.\n\nNo one was hurt on the ferry."),
        ("c.txt", "2025-01-02", "OSLO, Jan 2 (Reuters) - Fish prices rose."),
        ("d.txt", "2025-04-28", "TOKYO, April 28. /TASS/. The ferry company was sold."),
        ("e.txt", "2025-04", "ROME (ANSA) - A monthly review of the ferry trade."),
    ];
    for (path, date, text) in stories {
        folder.write(path, format!("date {date} {text}\n"));
    }
    folder.write("f.txt", "BERGEN, (Reuters) - No one knows when this ferry sailed.\n");
    folder.run("index").exits(0);
    folder
}

fn counts(run: &Run, key: &str) -> BTreeMap<String, Option<u64>> {
    let named = |bucket: Value| (bucket[key].as_str().unwrap_or("?").to_owned(), bucket["count"].as_u64());
    run.hits().into_iter().map(named).collect()
}

#[test]
fn a_timeline_counts_what_a_search_finds_and_leaves_gaps() {
    let folder = archive();
    let monthly = folder.run("timeline ferry --by month --format jsonl").exits(0);
    let expected =
        [("2024-12", Some(1)), ("2025-01", Some(1)), ("2025-02", None), ("2025-03", None), ("2025-04", Some(2))];
    assert_eq!(counts(&monthly, "label"), expected.map(|(label, count)| (label.to_owned(), count)).into());
    for (label, count) in expected {
        let found = folder.run(&format!("count ferry --on {label}"));
        assert_eq!(found.text().trim().parse::<u64>().unwrap(), count.unwrap_or(0), "{label}");
    }
    let summary = monthly.records().pop().unwrap();
    assert_eq!((&summary["series"][0]["total"], &summary["series"][0]["undated"]), (&5.into(), &1.into()));

    // A month has no place among days.
    let daily = folder.run("timeline ferry --by day --from 2025-04 --to 2025-04 --format jsonl").exits(0);
    assert_eq!(daily.records().pop().unwrap()["series"][0]["imprecise"], 1);
    let shares = folder.run("timeline ferry --versus fish --by year --format csv").exits(0);
    shares.prints("year,2025,2025-01-01,2025-12-31,fish,1,4,0.25");
    folder
        .run("timeline ferry --by month --width 60")
        .exits(0)
        .prints("2 months without any article")
        .says("1 without a date");
    // A word may be left out right away, and what was put right is said once.
    folder.run("timeline -fish --by year --format csv").exits(0).prints(",-fish,");
    let run = folder.run("timeline ferry --versus fish --from 2025-06 --to 2025-01").exits(0);
    assert_eq!(run.stderr.matches("reversed").count(), 1, "{}", run.stderr);
    folder.run("timeline nonesuch").exits(1).says("nothing found");
    assert_eq!(folder.run("facets nonesuch").exits(1).says("nothing found").text(), "");
}

#[test]
fn a_timeline_is_drawn_as_well_formed_xml() {
    let folder = archive();
    folder.run("timeline 'ferry OR \"a <&> b\"' --svg t.svg --versus fish --by week").exits(0);
    folder.run("map --svg m.svg").exits(0);
    for name in ["t.svg", "m.svg"] {
        let svg = std::fs::read_to_string(folder.path().join(name)).unwrap();
        let mut reader = quick_xml::Reader::from_str(&svg);
        let mut shapes = 0;
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Empty(_) => shapes += 1,
                _ => {}
            }
        }
        assert!(shapes > 10 && svg.contains("snapshot"), "{name}: {shapes} shapes");
    }
}

#[test]
fn facets_count_every_match_by_its_values_and_say_what_has_none() {
    let folder = archive();
    let run = folder.run("facets --by place,agency,weekday --format jsonl").exits(0);
    let of = |facet: &str| -> BTreeMap<String, u64> {
        let of = run.hits().into_iter().filter(|bucket| bucket["facet"] == facet);
        of.map(|b| (b["value"].as_str().unwrap_or("?").to_owned(), b["count"].as_u64().unwrap())).collect()
    };
    let are =
        |pairs: &[(&str, u64)]| -> BTreeMap<String, u64> { pairs.iter().map(|(v, n)| ((*v).to_owned(), *n)).collect() };
    assert_eq!(of("place"), are(&[("Bergen", 1), ("Oslo", 2), ("Rome", 1), ("Tokyo", 2)]));
    assert_eq!(of("agency"), are(&[("ANSA", 1), ("Kyodo", 1), ("Reuters", 3), ("TASS", 1)]));
    assert_eq!(of("weekday"), are(&[("?", 2), ("Monday", 2), ("Thursday", 2)]));
    let cut = folder.run("facets --by place --limit 1 --format csv").exits(0).says("3 values left out by --limit");
    assert_eq!(cut.text().lines().count(), 2);
    let map: Value = serde_json::from_str(&folder.run("map fish --format json").exits(0).text()).unwrap();
    let oslo = &map["features"][0]["geometry"]["coordinates"];
    assert!((oslo[0].as_f64().unwrap() - 10.75).abs() < 0.2 && (oslo[1].as_f64().unwrap() - 59.9).abs() < 0.2, "{map}");
}

#[test]
fn a_concordance_has_a_line_for_each_occurrence() {
    let folder = archive();
    let lines = folder.run("kwic ferry --format jsonl").exits(0).hits();
    assert_eq!(lines.len(), 7);
    for line in &lines {
        assert_eq!(line["keyword"].as_str().unwrap().to_lowercase(), "ferry", "{line}");
        let id = line["id"].as_str().unwrap();
        let shown = folder.run(&format!("show {id} --format jsonl")).exits(0).text();
        // A line is one line: a paragraph's end is a blank in it.
        assert!(shown.replace("\\n\\n", " ").contains(line["right"].as_str().unwrap().trim()), "{line}\n{shown}");
    }
    for side in ["left", "right"] {
        let sorted = folder.run(&format!("kwic ferry --sort {side} --format jsonl")).exits(0).hits();
        let nearest = |line: &Value| -> String {
            let words = dateline::words::split(line[side].as_str().unwrap());
            if side == "left" { words.last().cloned() } else { words.first().cloned() }.unwrap_or_default()
        };
        let words: Vec<String> = sorted.iter().map(nearest).collect();
        assert!(words.len() == 7 && words.is_sorted(), "{side}: {words:?}");
    }
    folder.run("kwic ferry --limit 2").exits(0).says("5 lines left out by --limit");
    folder.run("kwic ferry --ngrams 2").exits(0).prints("the ferry");
    folder.run("kwic --place tokyo").exits(2);
    folder.run("kwic place:tokyo").exits(2).says("found only filters");
    folder.run("terms ferry --limit 5 --format tsv").exits(0).prints("ferry\t5\t0\t");
    folder.run("terms").exits(2).says("expected a query");
}

#[test]
fn an_export_has_every_match_in_order_with_what_it_is_of() {
    let folder = archive();
    let run = folder.run("export").exits(0).says("6 articles written");
    let records = run.hits();
    let dates: Vec<&str> = records.iter().map(|record| record["date"].as_str().unwrap_or("?")).collect();
    assert_eq!(dates, ["2024-12-30", "2025-01-02", "2025-01-02", "2025-04", "2025-04-28", "?"]);
    assert!(records.iter().all(|record| record["type"] == "article" && record["body"].is_string()));

    folder.run("export --as csv --output all.csv").exits(0);
    let meta = std::fs::read_to_string(folder.path().join("all.csv.meta.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&meta).unwrap()["articles"], 6);
    folder.run("export ferry --split month --output months").exits(0).says("5 articles written to 4 files");
    let mut names: Vec<_> =
        std::fs::read_dir(folder.path().join("months")).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["2024-12.jsonl", "2025-01.jsonl", "2025-04.jsonl", "undated.jsonl"]);
    folder.run("export --output no/such/folder.jsonl").exits(2).says("cannot be written");
    folder.run("export nonesuch").exits(1);
}

#[test]
fn a_parquet_file_reads_back() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    let folder = archive();
    folder.run("export --as parquet --output all.parquet").exits(0);
    let file = std::fs::File::open(folder.path().join("all.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let metadata = reader.metadata().file_metadata();
    assert_eq!((metadata.num_rows(), metadata.schema_descr().num_columns()), (6, 28));
    let keys: Vec<String> = metadata.key_value_metadata().unwrap().iter().map(|pair| pair.key.clone()).collect();
    assert_eq!(keys, ["dateline.query", "dateline.snapshot", "dateline.version", "dateline.schema"]);
    let bodies: Vec<String> =
        reader.get_row_iter(None).unwrap().map(|row| row.unwrap().get_string(25).unwrap().clone()).collect();
    assert!(bodies[0].starts_with("The ferry strike ended."), "{bodies:?}");
    assert!(bodies[5].starts_with("No one knows"), "{bodies:?}");
}
