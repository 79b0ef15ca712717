//! Groups of takes: a block a group for people, a record a take for programs. Written as they come.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::paint::{Look, Role};
use super::rows::{Record, RowWriter};
use super::text::{head, title};
use super::wrap::wrap;
use super::{About, Format, counted};
use crate::article::Article;

/// The names of what a record says, in order.
const NAMES: [&str; 14] = [
    "group", "number", "of", "matches", "likeness", "id", "path", "entry", "span", "date", "place", "agency", "words",
    "headline",
];

/// A take as it is listed.
#[derive(Clone, Debug)]
pub struct TakeRow {
    /// The article.
    pub article: Article,
    /// Whether it matches the query.
    pub matches: bool,
    /// How like the first take it is, 0 to 1.
    pub likeness: f64,
}

/// Writes groups of takes.
pub struct TakesWriter<'a, W: Write> {
    rows: RowWriter<W>,
    format: Format,
    look: Look<'a>,
}

/// What is said of all groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakesSummary {
    /// How many groups there are.
    pub groups: u64,
    /// How many articles they have.
    pub articles: u64,
    /// How many groups were left out.
    pub left_out: u64,
    /// The state of the archive.
    pub snapshot: String,
}

impl<'a, W: Write> TakesWriter<'a, W> {
    /// Starts a list.
    pub fn new(out: W, format: Format, look: Look<'a>) -> TakesWriter<'a, W> {
        TakesWriter { rows: RowWriter::new(out, format, "take", &NAMES), format, look }
    }

    /// Writes a group, its takes in order.
    pub fn group(&mut self, takes: &[TakeRow]) -> io::Result<()> {
        if self.format == Format::Text && self.look.columns.is_some() {
            let before = if self.rows.written() == 0 { "" } else { "\n" };
            return self.rows.text(&format!("{before}{}", block(takes, self.look)));
        }
        for (at, take) in takes.iter().enumerate() {
            self.rows.row(cells(takes, at, take))?;
        }
        Ok(())
    }

    /// Ends the list with its summary.
    pub fn finish(self, summary: &TakesSummary, about: &About) -> io::Result<()> {
        self.rows.finish(&Record::summary(vec![
            ("groups", json!(summary.groups)),
            ("takes", json!(summary.articles)),
            ("groups_left_out", json!(summary.left_out)),
            ("took_ms", json!(about.took_ms)),
            ("snapshot", json!(summary.snapshot)),
            ("query", json!(about.query)),
            ("index", json!(about.index)),
        ]))
    }
}

fn block(takes: &[TakeRow], look: Look<'_>) -> String {
    let mut out = format!("{}\n", look.paint(Role::Headline, &counted(takes.len() as u64, "take")));
    for (at, take) in takes.iter().enumerate() {
        let likeness = if at == 0 { String::new() } else { format!("{:.0} %", take.likeness * 100.0) };
        out.push_str(&wrap(head(&take.article, &likeness, look).trim_end(), look.columns, 2));
        out.push('\n');
        out.push_str(&wrap(&title(&take.article), look.measure(), 4));
        out.push('\n');
    }
    out
}

fn cells(takes: &[TakeRow], at: usize, take: &TakeRow) -> Vec<Value> {
    let article = &take.article;
    let dateline = article.dateline.as_ref();
    vec![
        json!(takes.first().map(|first| first.article.id.to_string())),
        json!(at + 1),
        json!(takes.len()),
        json!(take.matches),
        json!(take.likeness),
        json!(article.id.to_string()),
        json!(article.origin.path),
        json!(article.origin.entry),
        json!([article.origin.span.start, article.origin.span.end]),
        json!(article.published.map(|dated| dated.date.to_string())),
        json!(dateline.and_then(|dateline| dateline.place.as_deref())),
        json!(dateline.and_then(|dateline| dateline.agencies.first())),
        json!(article.words),
        json!(article.headline),
    ]
}
