//! What an archive covers and what is doubtful in it, as records: a bucket a line, the summary last.
//!
//! | `kind` | `key` | `count` |
//! |---|---|---|
//! | `day` | `2025-04-28` | articles of that day |
//! | `gap` | `2025-04-02..2025-04-05` | days without an article |
//! | `weekday` | `Mon` … `Sun` | articles |
//! | `undated`, `imprecise`, `conflict` | null | articles |
//! | `inferred` | `path`, `neighbours`, `weekday` | articles |
//! | `unparsed` | `AAA ++ Aaa 9 (Aaa)` | articles that begin so |
//! | `unknown-agency` | as printed | articles |
//! | `doubtful-encoding` | null | files |
//! | `unread` | `binary`, `empty` … | files |
//! | `duplicate` | the first file | files alike to the byte |

use serde::Serialize;

use super::record::to_json;
use super::schema::SCHEMA;
use super::{About, Format, table};
use crate::index::Survey;
use crate::ingest::reason_of;
use crate::search::coverage::{Coverage, Tally, commonest, length, total};

/// The names of the weekdays, from Monday.
pub(super) const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Everything that a check-up of an archive found.
#[derive(Clone, Copy, Debug)]
pub struct Checkup<'a> {
    /// What its articles say.
    pub coverage: &'a Coverage,
    /// What its ledger says; always of all files.
    pub survey: &'a Survey,
    /// The state of the archive.
    pub snapshot: &'a str,
}

/// How much of the lists of a check-up is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The commonest ten of each kind in text, one example of each in records.
    Brief,
    /// All, with the path of every file.
    Full,
}

/// Writes a check-up in a form for programs; text is [`super::checkup_text`], and a form of paths has nothing to show.
pub fn checkup_records(checkup: &Checkup<'_>, about: &About, format: Format, detail: Detail) -> String {
    let buckets = buckets(checkup, detail);
    let summary = to_json(&SummaryRecord::of(checkup, about));
    match format {
        Format::Json => {
            let items: Vec<String> = buckets.iter().map(to_json).collect();
            format!("{{\"items\":[{}],\"summary\":{summary}}}\n", items.join(",\n"))
        }
        Format::Jsonl => buckets.iter().map(to_json).chain([summary]).map(|line| line + "\n").collect(),
        Format::Csv | Format::Tsv => {
            let header = ["kind", "key", "count", "example"].map(str::to_owned);
            let rows = buckets.into_iter().map(|bucket| {
                [
                    bucket.kind.to_owned(),
                    bucket.key.unwrap_or_default(),
                    bucket.count.to_string(),
                    bucket.example.unwrap_or_default().to_owned(),
                ]
            });
            [header].into_iter().chain(rows).map(|cells| table::line(format, cells.into_iter())).collect()
        }
        Format::Text | Format::Paths | Format::Paths0 => String::new(),
    }
}

#[derive(Serialize)]
struct Bucket<'a> {
    #[serde(rename = "type")]
    record: &'static str,
    kind: &'static str,
    key: Option<String>,
    count: u64,
    example: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<&'a [String]>,
}

impl<'a> Bucket<'a> {
    fn of(kind: &'static str, key: Option<String>, count: u64) -> Bucket<'a> {
        Bucket { record: "bucket", kind, key, count, example: None, paths: None }
    }

    fn of_tally(kind: &'static str, key: Option<String>, tally: &'a Tally) -> Bucket<'a> {
        Bucket { example: tally.example.as_deref(), ..Bucket::of(kind, key, tally.count) }
    }

    fn of_files(kind: &'static str, key: Option<String>, paths: &'a [String], detail: Detail) -> Bucket<'a> {
        let example = paths.first().map(String::as_str);
        Bucket {
            example,
            paths: (detail == Detail::Full).then_some(paths),
            ..Bucket::of(kind, key, paths.len() as u64)
        }
    }
}

/// Makes the buckets; what was not found has none.
fn buckets<'a>(checkup: &Checkup<'a>, detail: Detail) -> Vec<Bucket<'a>> {
    let Checkup { coverage, survey, .. } = *checkup;
    let mut out = Vec::new();
    out.extend(coverage.days.iter().map(|(day, tally)| Bucket::of_tally("day", Some(day.to_string()), tally)));
    out.extend(coverage.gaps().into_iter().map(|gap| Bucket::of("gap", Some(gap.to_string()), length(gap))));
    if !coverage.days.is_empty() {
        let weekdays = WEEKDAYS.into_iter().zip(coverage.weekdays());
        out.extend(weekdays.map(|(name, count)| Bucket::of("weekday", Some(name.to_owned()), count)));
    }
    for (kind, tally) in
        [("undated", &coverage.undated), ("imprecise", &coverage.imprecise), ("conflict", &coverage.conflicting)]
    {
        out.extend((tally.count > 0).then(|| Bucket::of_tally(kind, None, tally)));
    }
    for (kind, group) in [
        ("inferred", commonest(&coverage.inferred)),
        ("unparsed", commonest(&coverage.unparsed)),
        ("unknown-agency", commonest(&coverage.unknown_agencies)),
    ] {
        out.extend(group.into_iter().map(|(key, tally)| Bucket::of_tally(kind, Some(key.to_owned()), tally)));
    }
    if !survey.doubtful.is_empty() {
        out.push(Bucket::of_files("doubtful-encoding", None, &survey.doubtful, detail));
    }
    for (&why, paths) in &survey.barren {
        out.push(Bucket::of_files("unread", Some(reason_of(why).kind().to_owned()), paths, detail));
    }
    for paths in &survey.duplicates {
        out.push(Bucket::of_files("duplicate", paths.first().cloned(), paths, detail));
    }
    out
}

#[derive(Serialize)]
struct SummaryRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: u32,
    articles: u64,
    first: Option<String>,
    last: Option<String>,
    days: u64,
    missing_days: u64,
    undated: u64,
    imprecise: u64,
    inferred: u64,
    conflicting: u64,
    unparsed: u64,
    unknown_agencies: u64,
    sources: u64,
    doubtful: u64,
    unread: u64,
    duplicates: u64,
    took_ms: f64,
    snapshot: &'a str,
    query: &'a str,
    index: &'a str,
}

impl<'a> SummaryRecord<'a> {
    fn of(checkup: &Checkup<'a>, about: &'a About) -> SummaryRecord<'a> {
        let Checkup { coverage, survey, snapshot } = *checkup;
        SummaryRecord {
            kind: "summary",
            schema: SCHEMA,
            articles: coverage.articles,
            first: coverage.span().map(|span| span.first.to_string()),
            last: coverage.span().map(|span| span.last.to_string()),
            days: coverage.days.len() as u64,
            missing_days: coverage.gaps().into_iter().map(length).sum(),
            undated: coverage.undated.count,
            imprecise: coverage.imprecise.count,
            inferred: total(&coverage.inferred),
            conflicting: coverage.conflicting.count,
            unparsed: total(&coverage.unparsed),
            unknown_agencies: total(&coverage.unknown_agencies),
            sources: survey.sources,
            doubtful: survey.doubtful.len() as u64,
            unread: survey.barren.values().map(|paths| paths.len() as u64).sum(),
            duplicates: survey.spare(),
            took_ms: about.took_ms,
            snapshot,
            query: &about.query,
            index: &about.index,
        }
    }
}
