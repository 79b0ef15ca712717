//! Saved queries and what is new of them.

use serde::Serialize;
use serde_json::json;

use super::clean::{clean, one_line};
use super::figures::counted;
use super::paint::{Look, Role};
use super::record::{self, hit_record, summary_record, to_json};
use super::rows::{Record, rows_of};
use super::wrap::wrap;
use super::{About, Format};
use crate::search::{Fired, Hit, Summary};

/// A saved query as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedRow<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it stands for.
    pub query: &'a str,
    /// How many articles were shown of it as new.
    pub shown: u64,
}

/// Writes saved queries: a block each on a terminal, a line each in a pipe, a record or a row each for programs; forms of paths are nothing of theirs.
pub fn saved_rows(saved: &[SavedRow<'_>], index: &str, format: Format, look: Look<'_>) -> String {
    if format == Format::Text {
        let line = |row: &SavedRow<'_>| match look.columns {
            None => format!("{}\t{}\t{}\n", row.name, one_line(row.query), row.shown),
            Some(_) => {
                let shown = look.paint(Role::Faint, &format!("{} shown", counted(row.shown, "article")));
                let name = look.paint(Role::Place, row.name);
                format!("{name}  {shown}\n{}\n", wrap(&one_line(row.query), look.columns, 2))
            }
        };
        return saved.iter().map(line).collect();
    }
    let summary = Record::summary(vec![("saved", json!(saved.len())), ("index", json!(index))]);
    let cells = saved.iter().map(|row| vec![json!(row.name), json!(row.query), json!(row.shown)]).collect();
    rows_of("saved", &["name", "query", "shown"], cells, &summary, format)
}

#[derive(Serialize)]
struct NewHit<'a> {
    #[serde(flatten)]
    hit: record::ArticleRecord<'a>,
    saved: &'a str,
    fired: Vec<FiredRecord<'a>>,
}

#[derive(Serialize)]
struct FiredRecord<'a> {
    clause: &'a str,
    words: &'a [String],
}

#[derive(Serialize)]
struct NewSummary<'a> {
    #[serde(flatten)]
    summary: record::SummaryRecord<'a>,
    saved: &'a [String],
}

pub(super) fn hit_json(hit: &Hit, saved: &str, fired: &[Fired]) -> String {
    let fired = fired.iter().map(|one| FiredRecord { clause: &one.clause, words: &one.words }).collect();
    to_json(&NewHit { hit: hit_record(hit), saved, fired })
}

/// Writes the summary of what is new of the saved queries of these names.
pub fn new_summary_json(summary: &Summary, about: &About, saved: &[String]) -> String {
    to_json(&NewSummary { summary: summary_record(summary, about), saved })
}

/// `ferries: ferry (Ferry, ferries) · "grain deal"`
pub(super) fn fired_text(saved: &str, fired: &[Fired], look: Look<'_>) -> String {
    let clauses: Vec<String> = fired.iter().map(one_text).collect();
    let text = format!("{}: {}", look.paint(Role::Place, saved), clean(&clauses.join(" · ")));
    wrap(text.trim_end_matches(": "), look.measure(), 2) + "\n"
}

/// `ferry (Ferry, ferries); "grain deal"`
pub(super) fn fired_cell(fired: &[Fired]) -> String {
    fired.iter().map(one_text).collect::<Vec<_>>().join("; ")
}

/// The words are told where they are not the clause itself.
fn one_text(fired: &Fired) -> String {
    match fired.words.as_slice() {
        [word] if *word == fired.clause.trim_matches('"') => fired.clause.clone(),
        words => format!("{} ({})", fired.clause, words.join(", ")),
    }
}
