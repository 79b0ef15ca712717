//! The engine against a plain reading of the question: every generated query is asked of the engine and of an oracle that
//! looks at each record by brute force. They share how text is cut into words and the stemmers, nothing else.
//!
//! What it, or the writing of it, found; all of it is mended:
//!
//! | query | what was wrong |
//! |---|---|
//! | `"prices oil"~5` | found `oil … prices` too, and words of which one ends the body and the other begins the headline: the engine's own slop knows neither order nor parts |
//! | `atleast2 "oil prices"~5` | counted the words, not the places where they begin |
//! | `/\w+e/` | took half a second: the engine's automaton spells out all letters of all scripts |
//! | `lead:go` | found a lead with `goes` if `go` stood further down: the record was asked for forms that words of two letters do not have |
//! | `-("oil prices" ferry)` | stopped a build with debug assertions: see Cargo.toml |
//!
//! `DATELINE_ORACLE_QUERIES=5000` asks more.

mod ask;
mod plain;

use std::ops::ControlFlow;
use std::path::Path;

use dateline::article::{Article, ArticleId};
use dateline::date::Day;
use dateline::index::{self, Archive, Made, WriterOptions};
use dateline::query::{Juxtaposed, NOTHING_SAVED, ParseOptions, Query, Today, parse};
use dateline::search::{Engine, Request, Sort};
use dateline::story::{Origin, Story};
use dateline::wire::{self, Styles};

use ask::{Dice, typed};
use plain::{Cut, Stemmers, holds};

/// Gives the articles of the stories in `seeds/`.
pub fn seeds() -> Vec<Article> {
    fn walk(folder: &Path, root: &Path, out: &mut Vec<(String, String)>) {
        let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            match std::fs::read_to_string(&path) {
                _ if name.starts_with('.') => {}
                Ok(text) => out.push((name, text)),
                Err(_) if path.is_dir() => walk(&path, root, out),
                Err(_) => {}
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut texts = Vec::new();
    walk(&root, &root, &mut texts);
    parsed(texts)
}

fn parsed(texts: Vec<(String, String)>) -> Vec<Article> {
    let mut records = Vec::new();
    for (path, text) in texts {
        let origin = Origin { path, ..Origin::default() };
        records.extend(wire::parse(&Story { text, origin, ..Story::default() }, Styles::builtin()).articles);
    }
    for (number, record) in records.iter_mut().enumerate() {
        record.id = ArticleId(number as u64 + 1);
    }
    records
}

/// The stories of the seeds, and as many again made of few words, so that words meet often.
fn records() -> Vec<Article> {
    let words = [
        "oil",
        "Oil",
        "OIL",
        "oils",
        "price",
        "prices",
        "priced",
        "WHO",
        "who",
        "Who's",
        "U.S.",
        "us",
        "strike",
        "striking",
        "Strikers",
        "struck",
        "crude",
        "crudely",
        "café",
        "cafe",
        "cafe\u{301}",
        "2025",
        "grain",
        "grains",
        "policy",
        "policies",
        "die",
        "dying",
        "dies",
        "co-operate",
        "cooperate",
        "AT&T",
        "the",
        "of",
        "a",
        "sky",
        "skies",
        "ΟΔΟΣ",
        "北京",
        "выборы",
        "выборов",
        "Straße",
        "strasse",
        "a\u{ad}gent",
        "agents",
        "go",
        "goes",
        "ai",
    ];
    let starts = [
        "OSLO, April 2 (Reuters) -",
        " date 2025-04-28 TOKYO, April 28. /TASS/.",
        "NEW YORK, May 3 (AP) —",
        " date 2024-12-31 PARIS (AFP) -",
        "Prices of oil\n\nBy Oil Price\n\nROME, June 3 (ANSA) -",
        "",
        "2025-03-01\n\nWho struck crude\n\nSEOUL, May 1 (Yonhap) --",
    ];
    let (mut dice, mut texts) = (Dice(7), Vec::new());
    for number in 0..80 {
        let mut text = format!("{} The", dice.pick(&starts));
        for _ in 0..8 + dice.roll(40) {
            text += [" ", " ", " ", " ", ", ", ". ", "\n\n"][dice.roll(7)];
            text += dice.pick(&words);
        }
        texts.push((format!("made/{}/{number}.txt", number % 3), text + "."));
    }
    let mut records = seeds();
    records.extend(parsed(texts));
    for (number, record) in records.iter_mut().enumerate() {
        record.id = ArticleId(number as u64 + 1);
    }
    records
}

/// Several segments, and articles that were there and are gone.
fn archive(records: &[Article]) -> Archive {
    let (writer, open) =
        index::in_memory(WriterOptions { threads: 1, memory: 32 << 20, ..WriterOptions::default() }).unwrap();
    let made = |number: usize| Made { fingerprint: number as u64 + 1, ..Made::default() };
    for (number, of_file) in records.chunk_by(|a, b| a.origin.path == b.origin.path).enumerate() {
        let path = &of_file[0].origin.path;
        writer.put(path, None, &made(number), of_file).unwrap();
        writer.put(&format!("gone/{path}"), None, &made(number), of_file).unwrap();
        if number % 40 == 0 {
            writer.commit().unwrap();
        }
    }
    writer.commit().unwrap();
    for (number, of_file) in records.chunk_by(|a, b| a.origin.path == b.origin.path).enumerate() {
        writer.remove(&format!("gone/{}", of_file[0].origin.path), &made(number)).unwrap();
    }
    writer.commit().unwrap();
    open().unwrap()
}

/// Finds the smallest part of a query about which engine and oracle differ.
fn culprit<'q>(query: &'q Query, differs: &dyn Fn(&Query) -> bool) -> &'q Query {
    let inside: Vec<&Query> = match query {
        Query::And(clauses) | Query::Or(clauses) => clauses.iter().collect(),
        Query::Not(inner) => vec![&**inner],
        _ => Vec::new(),
    };
    inside.into_iter().find(|part| differs(part)).map_or(query, |part| culprit(part, differs))
}

#[test]
fn every_query_finds_what_a_plain_reading_of_the_records_finds() {
    let count = std::env::var("DATELINE_ORACLE_QUERIES").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    let records = records();
    let archive = archive(&records);
    let stems = Stemmers::of(&records);
    let cut: Vec<Cut> = records.iter().cloned().map(Cut::of).collect();
    let plain = |query: &Query| -> Vec<u64> {
        cut.iter().filter(|record| holds(query, record, &stems)).map(|record| record.article.id.0).collect()
    };
    let found = |query: &Query| -> Vec<u64> {
        let mut ids = Vec::new();
        let request = Request { sort: Sort::Relevance, ..Request::all(query.clone()) };
        let summary = archive.search(&request, &mut |hit| {
            ids.push(hit.article.id.0);
            Ok(ControlFlow::Continue(()))
        });
        let total = summary.unwrap_or_else(|error| panic!("{query}: {error}")).total;
        let counted = archive
            .search(&Request { limit: Some(0), ..Request::all(query.clone()) }, &mut |_| Ok(ControlFlow::Break(())));
        assert_eq!((ids.len() as u64, counted.unwrap().total), (total, total), "{query}");
        ids.sort_unstable();
        ids
    };
    let (mut dice, mut useful) = (Dice(0x9e37_79b9_7f4a_7c15), 0);
    for number in 0..count {
        let typed = typed(&mut dice, &records);
        let options = ParseOptions { today: Today(Day::MIN), juxtaposed: Juxtaposed::All, saved: &NOTHING_SAVED };
        let query = parse(&typed, options).unwrap_or_else(|error| panic!("{error}\n{}", error.caret(&typed))).query;
        let expected = plain(&query);
        if found(&query) != expected {
            let part = culprit(&query, &|part| found(part) != plain(part));
            let (engine, oracle) = (found(part), plain(part));
            let only = |a: &[u64], b: &[u64]| a.iter().filter(|id| !b.contains(id)).copied().collect::<Vec<_>>();
            panic!(
                "query {number}: {typed}\nthe fault lies in {part}\nonly the engine finds {:?}, only the oracle {:?}",
                only(&engine, &oracle),
                only(&oracle, &engine)
            );
        }
        useful += usize::from(!expected.is_empty() && expected.len() < records.len());
    }
    assert!(useful * 10 > count * 5, "only {useful} of {count} queries tell articles apart");
}
