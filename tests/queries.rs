//! Queries that break other tools: how each is read, what is said of it, how many stories of `seeds/` it finds, or where its
//! fault lies. The table is `tests/queries.txt`, for people to read; `DATELINE_WRITE=1 cargo test queries` writes it anew.
//!
//! And queries of any size are read in linear time and bounded stack: the library itself may hold no clock, so this stands here.

use std::fmt::Write;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use dateline::date::Day;
use dateline::index::{self, Archive, Made, WriterOptions};
use dateline::query::{Juxtaposed, NOTHING_SAVED, ParseOptions, Today, parse};
use dateline::search::{Engine, Request};

use crate::oracle;

/// A Wednesday.
fn options() -> ParseOptions<'static> {
    ParseOptions { today: Today(Day::new(2025, 4, 30).unwrap()), juxtaposed: Juxtaposed::All, saved: &NOTHING_SAVED }
}

fn archive() -> Archive {
    let (writer, open) =
        index::in_memory(WriterOptions { threads: 1, memory: 32 << 20, ..WriterOptions::default() }).unwrap();
    let articles = oracle::seeds();
    for (number, of_file) in articles.chunk_by(|a, b| a.origin.path == b.origin.path).enumerate() {
        let made = Made { fingerprint: number as u64 + 1, ..Made::default() };
        writer.put(&of_file[0].origin.path, None, &made, of_file).unwrap();
    }
    writer.commit().unwrap();
    open().unwrap()
}

/// Keeps what is long readable.
fn shortened(text: &str) -> String {
    match text.chars().count() {
        0..=140 => text.to_owned(),
        length => format!("{}… ({length} characters)", text.chars().take(60).collect::<String>()),
    }
}

/// Writes what a query gives, a line a fact.
fn fate(typed: &str, archive: &Archive) -> String {
    let mut out = String::new();
    let parsed = match parse(typed, options()) {
        Ok(parsed) => parsed,
        Err(error) => {
            writeln!(out, "error   {error}").unwrap();
            let caret = error.caret(typed);
            caret.lines().for_each(|line| writeln!(out, "        {}", line.trim_end()).unwrap());
            error.hint.iter().for_each(|hint| writeln!(out, "hint    {hint}").unwrap());
            return out;
        }
    };
    let canonical = parsed.query.to_string();
    assert_eq!(parse(&canonical, options()).map(|again| again.query), Ok(parsed.query.clone()), "{typed}");
    writeln!(out, "reads   {}", shortened(&canonical)).unwrap();
    parsed.notes.iter().for_each(|note| writeln!(out, "note    {}", note.text).unwrap());
    let request = Request { limit: Some(0), ..Request::all(parsed.query) };
    match archive.search(&request, &mut |_| Ok(ControlFlow::Break(()))) {
        Ok(summary) => writeln!(out, "finds   {}", summary.total).unwrap(),
        Err(error) => writeln!(out, "fails   {error}").unwrap(),
    }
    out
}

#[test]
fn every_query_of_the_table_gives_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/queries.txt");
    let table = fs::read_to_string(&path).unwrap();
    let archive = archive();
    let (mut anew, mut queries) = (String::new(), 0);
    for block in table.split("\n\n") {
        let (mut times, mut between) = (1, " ");
        for line in block.trim_end().lines() {
            match line.get(..8) {
                Some("query   ") => {
                    queries += 1;
                    writeln!(anew, "{line}").unwrap();
                    anew += &fate(&vec![&line[8..]; times].join(between), &archive);
                }
                Some("times   ") => {
                    let (number, rest) = line[8..].split_once(' ').unwrap();
                    times = number.parse().unwrap();
                    between = if rest == "in one" { "" } else { " " };
                    writeln!(anew, "{line}").unwrap();
                }
                _ if line.starts_with('#') => writeln!(anew, "{line}").unwrap(),
                _ => {}
            }
        }
        anew.push('\n');
    }
    let anew = format!("{}\n", anew.trim_end());
    if std::env::var_os("DATELINE_WRITE").is_some() {
        fs::write(&path, &anew).unwrap();
    }
    assert!(queries >= 60, "the table has {queries} queries");
    for (told, given) in table.split("\n\n").zip(anew.split("\n\n")) {
        assert_eq!(told.trim_end(), given.trim_end());
    }
    assert_eq!(table, anew);
}

/// Each takes under a second without optimisation; a reader that looks again at what it passed takes minutes.
#[test]
fn queries_of_any_size_read_in_linear_time() {
    const SIZE: usize = 300_000;
    for piece in [
        "(",
        "a OR ",
        "a -",
        "-",
        "- ",
        "/",
        "/a(",
        "/(\\",
        "\"a\" ",
        "& ",
        "foo:x ",
        "headline:-a ",
        "date:2025 to ",
        "a",
        "?",
        "? ",
        "(a) ",
        "path:a( ",
        "\u{200b}",
        "\"a\"-",
        "„",
        "a~",
        "*a",
        "NOT ",
        "date:2025\u{200b}",
        "/\u{200b}",
        "/a.b/ ",
        "=\"",
        "atleast2 ",
        "atleast2 (",
        "same-paragraph(",
        "first3 a ",
    ] {
        let text = piece.repeat(SIZE / piece.len());
        let start = Instant::now();
        let read = parse(&text, options());
        let took = start.elapsed();
        if let Err(error) = read {
            assert!(error.caret(&text).lines().count() == 2, "{piece}");
        }
        assert!(took < Duration::from_secs(20), "{piece}: {took:?}");
    }
}
