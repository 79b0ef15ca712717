//! `dateline search --queries`: many questions, one process, one open index; one JSON object a line.
//!
//! | line | is |
//! |---|---|
//! | `oil prices -opec` | a query |
//! | `{"query": "oil", "from": "1987-03", "place": ["tokyo", "riyadh"], "limit": 5}` | a query with flags of its own |
//! | `# prices`, an empty line | passed over, and counted |

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write, stdin};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use dateline::index::Archive;
use dateline::output::{About, Asked, numbered_hit_json, numbered_summary_json, one_line, query_error_json};
use dateline::query::{Juxtaposed, Saved};
use dateline::search::{Engine, Fold, Request, SearchError};
use serde::Deserialize;

use super::corpus::Corpus;
use super::failure::Failure;
use super::pager::Output;
use super::search::{Search, SortArg};
use super::ui::counted;
use super::{FormatArg, Global, Outcome, Ran, standing};

/// A line that is a JSON object: what the flags say, for this query alone. What it leaves out, the command line says.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    query: Option<String>,
    any: Option<bool>,
    from: Option<String>,
    to: Option<String>,
    on: Option<String>,
    place: Option<OneOrMore>,
    country: Option<OneOrMore>,
    agency: Option<OneOrMore>,
    lang: Option<OneOrMore>,
    path: Option<OneOrMore>,
    sort: Option<SortArg>,
    limit: Option<usize>,
    offset: Option<usize>,
    fragments: Option<usize>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a text or a list of texts")]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub(super) fn into_list(self) -> Vec<String> {
        match self {
            OneOrMore::One(value) => vec![value],
            OneOrMore::More(values) => values,
        }
    }
}

/// A question ready to be asked, with the notes on how it was read.
struct Question {
    request: Request,
    notes: Vec<String>,
}

/// How far the work is.
#[derive(Default)]
struct Tally {
    asked: u64,
    failed: u64,
    found: u64,
    comments: u64,
    empty: u64,
}

impl Tally {
    /// Counts a query that was not answered, and writes the record that says so.
    fn fail(&mut self, typed: &str, line: u64, failure: Failure, out: &mut Output) -> io::Result<()> {
        self.asked += 1;
        self.failed += 1;
        let (message, hint) = failure.told();
        let asked = Asked { number: self.asked, query: typed };
        writeln!(out, "{}", query_error_json(asked, line, &message, hint.as_deref()))
    }
}

/// Asks every query of a file, or of stdin for `-`.
pub(super) fn run(search: &Search, file: &Path, archive: &Archive, corpus: &Corpus, global: &Global) -> Ran {
    let (index, saved) = (corpus.shown(), standing::read(corpus)?);
    if !matches!(global.format, FormatArg::Text | FormatArg::Jsonl) {
        return Err(Failure::new("--queries: expected --format jsonl, found another form")
            .hint("many answers are a record a line; `jq -s` makes one array of them"));
    }
    let shown = if file.as_os_str() == "-" { "stdin".to_owned() } else { file.display().to_string() };
    let failed = |error: io::Error| Failure::new(format!("{shown}: {error}"));
    let mut lines: Box<dyn BufRead> = if file.as_os_str() == "-" {
        Box::new(stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(file).map_err(failed)?))
    };
    let mut out = global.output();
    let mut tally = Tally::default();
    let (mut bytes, mut number) = (Vec::new(), 0);
    loop {
        bytes.clear();
        if lines.read_until(b'\n', &mut bytes).map_err(failed)? == 0 {
            break;
        }
        number += 1;
        let Ok(line) = std::str::from_utf8(&bytes) else {
            let told = Failure::new("query: expected UTF-8, found other bytes");
            tally.fail(&String::from_utf8_lossy(&bytes), number, told, &mut out)?;
            continue;
        };
        match line.trim() {
            "" => tally.empty += 1,
            comment if comment.starts_with('#') => tally.comments += 1,
            typed => one((search, &saved), typed, number, archive, &index, &mut tally, &mut out)?,
        }
        // A program that asks and waits for the answer gets it now.
        out.flush()?;
    }
    drop(out);
    let passed = [(tally.comments, "comment"), (tally.empty, "empty line")];
    let passed: Vec<String> = passed.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(n, what)).collect();
    let passed = if passed.is_empty() { String::new() } else { format!("; passed over {}", passed.join(", ")) };
    let wrong = if tally.failed == 0 { String::new() } else { format!(", {} not answered", tally.failed) };
    let queries = if tally.asked == 1 { "1 query".to_owned() } else { format!("{} queries", tally.asked) };
    global.note(&format!("{shown}: {queries}{wrong}{passed}"));
    Ok(match (tally.failed, tally.found) {
        (0, 0) => Outcome::Nothing,
        (0, _) => Outcome::Done,
        _ => Outcome::Partly,
    })
}

/// Asks one query. An error of the query is a record; one of the index or of the output ends the run.
fn one(
    defaults: (&Search, &Saved),
    typed: &str,
    line: u64,
    archive: &Archive,
    index: &str,
    tally: &mut Tally,
    out: &mut Output,
) -> Result<(), Failure> {
    let number = tally.asked + 1;
    let started = Instant::now();
    let answered = read(defaults, typed).and_then(|Question { request, notes }| {
        let query = request.query.to_string();
        let asked = Asked { number, query: &query };
        let searched = archive.search(&request, &mut |hit| {
            writeln!(out, "{}", numbered_hit_json(&hit, asked)).map(|()| ControlFlow::Continue(()))
        });
        let summary = match searched {
            Err(SearchError::Unanswerable { what }) => return Err(Failure::new(format!("query: {}", one_line(&what)))),
            // What is no fault of the query is told apart by having no place in a record.
            Err(other) => return Ok(Err(other)),
            Ok(summary) => summary,
        };
        let took_ms = started.elapsed().as_secs_f64() * 1e3;
        let about = About { query: query.clone(), index: index.to_owned(), took_ms, offset: request.offset as u64 };
        writeln!(out, "{}", numbered_summary_json(&summary, &about, number, &notes))?;
        tally.found += summary.total;
        Ok(Ok(()))
    });
    match answered {
        Ok(answered) => {
            tally.asked += 1;
            Ok(answered?)
        }
        Err(failure) if failure.is_of_input() => Ok(tally.fail(typed, line, failure, out)?),
        Err(failure) => Err(failure),
    }
}

/// Reads a line into a question; what it does not say, the flags say.
fn read((search, saved): (&Search, &Saved), typed: &str) -> Result<Question, Failure> {
    let line = match typed.starts_with('{') {
        false => Line { query: Some(typed.to_owned()), ..Line::default() },
        true => serde_json::from_str(typed).map_err(|error| {
            Failure::new(format!("query: {error}"))
                .hint("a line is a query, or a JSON object such as {\"query\": \"oil\", \"limit\": 5}")
        })?,
    };
    if line.on.is_some() && (line.from.is_some() || line.to.is_some()) {
        return Err(Failure::new("query: expected `on` alone, found it beside `from` or `to`"));
    }
    let mut filters = search.filters.clone();
    match line.on {
        Some(on) => (filters.on, filters.from, filters.to) = (Some(on), None, None),
        None if line.from.is_some() || line.to.is_some() => {
            filters.on = None;
            filters.from = line.from.or(filters.from);
            filters.to = line.to.or(filters.to);
        }
        None => {}
    }
    for (own, flag) in [
        (line.place, &mut filters.place),
        (line.country, &mut filters.country),
        (line.agency, &mut filters.agency),
        (line.lang, &mut filters.lang),
        (line.path, &mut filters.path),
    ] {
        if let Some(own) = own {
            *flag = own.into_list();
        }
    }
    let juxtaposed = if line.any.unwrap_or(search.any) { Juxtaposed::Any } else { Juxtaposed::All };
    let (query, notes) = filters.read(&line.query.unwrap_or_default(), juxtaposed, saved)?;
    let request = Request {
        sort: Search::order(line.sort.or(search.sort), &query),
        limit: line.limit.or(search.limit),
        offset: line.offset.unwrap_or(search.offset),
        fragments: line.fragments.unwrap_or(search.fragments),
        fold: search.fold.fold(Fold::Unfolded),
        ..Request::all(query)
    };
    Ok(Question { request, notes })
}
