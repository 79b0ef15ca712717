//! The JSON records of what was done to an archive and of how it stands: index, parse, status, verify.

use std::collections::BTreeMap;

use serde::Serialize;

use super::record::to_json;
use super::schema::SCHEMA;
use crate::date::DayRange;
use crate::index::Damage;
use crate::ingest::{Change, Report};
use crate::search::Status;

/// What `dateline index` did, as a summary.
#[derive(Debug, Serialize)]
pub struct IndexRecord {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: u32,
    added: u64,
    updated: u64,
    renamed: u64,
    removed: u64,
    unchanged: u64,
    skipped: BTreeMap<&'static str, u64>,
    hidden: u64,
    links: u64,
    links_out: u64,
    articles: u64,
    bytes: u64,
    interrupted: bool,
    dry_run: bool,
    took_ms: f64,
    index: String,
}

impl IndexRecord {
    /// Makes the record of a run that took `took_ms` milliseconds.
    pub fn of(report: &Report, took_ms: f64, index: &str) -> IndexRecord {
        IndexRecord {
            kind: "summary",
            schema: SCHEMA,
            added: report.added,
            updated: report.updated,
            renamed: report.renamed,
            removed: report.removed,
            unchanged: report.unchanged,
            skipped: report.skipped.counts().clone(),
            hidden: report.hidden,
            links: report.links,
            links_out: report.links_out,
            articles: report.articles,
            bytes: report.bytes,
            interrupted: report.interrupted,
            dry_run: report.changes.is_some(),
            took_ms,
            index: index.to_owned(),
        }
    }

    /// Writes it as one JSON object.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

/// Writes what a rehearsal would do to a file, as one JSON object.
pub fn change_json(change: Change, path: &str) -> String {
    to_json(&ChangeRecord { kind: "change", change: change.name(), path })
}

#[derive(Serialize)]
struct ChangeRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    change: &'static str,
    path: &'a str,
}

/// What an archive holds.
#[derive(Debug, Serialize)]
pub struct StatusRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: u32,
    articles: u64,
    sources: u64,
    barren: u64,
    undated: u64,
    inferred: u64,
    first: Option<String>,
    last: Option<String>,
    bytes: u64,
    segments: u64,
    snapshot: &'a str,
    index: &'a str,
    root: Option<&'a str>,
}

impl<'a> StatusRecord<'a> {
    /// Makes the record of the archive in `index`, which is of the folder `root`.
    pub fn of(status: &'a Status, index: &'a str, root: Option<&'a str>) -> StatusRecord<'a> {
        let end = |pick: fn(DayRange) -> crate::date::Day| status.days.map(|days| pick(days).to_string());
        StatusRecord {
            kind: "summary",
            schema: SCHEMA,
            articles: status.articles,
            sources: status.sources,
            barren: status.barren,
            undated: status.undated,
            inferred: status.inferred,
            first: end(|days| days.first),
            last: end(|days| days.last),
            bytes: status.bytes,
            segments: status.segments,
            snapshot: &status.snapshot,
            index,
            root,
        }
    }

    /// Writes it as one JSON object.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

/// What `dateline parse` read, as its last record.
#[derive(Debug, Serialize)]
pub struct ParseSummary {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: u32,
    total: u64,
    with_dateline: u64,
    skipped: u64,
    took_ms: f64,
}

impl ParseSummary {
    /// Makes the summary.
    pub fn new(total: u64, with_dateline: u64, skipped: u64, took_ms: f64) -> ParseSummary {
        ParseSummary { kind: "summary", schema: SCHEMA, total, with_dateline, skipped, took_ms }
    }

    /// Writes it as one JSON object.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

/// Writes what a check of the index in `index` found, as one JSON object.
pub fn damage_json(damage: &[Damage], index: &str) -> String {
    let files = damage.iter().map(|damage| DamageRecord { file: &damage.file, what: &damage.what }).collect();
    to_json(&VerifyRecord { kind: "summary", schema: SCHEMA, damaged: damage.len(), files, index })
}

#[derive(Serialize)]
struct VerifyRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: u32,
    damaged: usize,
    files: Vec<DamageRecord<'a>>,
    index: &'a str,
}

#[derive(Serialize)]
struct DamageRecord<'a> {
    file: &'a str,
    what: &'a str,
}
