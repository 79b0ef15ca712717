//! The records of many queries in one run: each says which query it belongs to.

use serde::Serialize;

use super::record::{hit_record, summary_record, to_json};
use super::{About, record};
use crate::search::{Hit, Summary};

/// Which of many queries a record belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The number of the query, from 1; lines that are passed over have none.
    pub number: u64,
    /// The query: in its canonical text, or as it was typed where it could not be read.
    pub query: &'a str,
}

#[derive(Serialize)]
struct NumberedHit<'a> {
    #[serde(flatten)]
    hit: record::ArticleRecord<'a>,
    number: u64,
    query: &'a str,
}

#[derive(Serialize)]
struct NumberedSummary<'a> {
    #[serde(flatten)]
    summary: record::SummaryRecord<'a>,
    number: u64,
    notes: &'a [String],
}

#[derive(Serialize)]
struct ErrorRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    message: &'a str,
    hint: Option<&'a str>,
    line: u64,
    number: u64,
    query: &'a str,
}

/// Writes a hit of one of many queries as one JSON object.
pub fn numbered_hit_json(hit: &Hit, asked: Asked<'_>) -> String {
    to_json(&NumberedHit { hit: hit_record(hit), number: asked.number, query: asked.query })
}

/// Writes the summary of the query `number` of many as one JSON object; `notes` say what was put right in it.
pub fn numbered_summary_json(summary: &Summary, about: &About, number: u64, notes: &[String]) -> String {
    to_json(&NumberedSummary { summary: summary_record(summary, about), number, notes })
}

/// Writes that one of many queries, on the line `line` of its file, was not answered, as one JSON object.
pub fn query_error_json(asked: Asked<'_>, line: u64, message: &str, hint: Option<&str>) -> String {
    to_json(&ErrorRecord { kind: "error", message, hint, line, number: asked.number, query: asked.query })
}
