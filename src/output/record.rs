//! The JSON records of articles, hits and searches, field for field as scripts rely on them. Unknown values are null, never left
//! out.

use serde::Serialize;

use super::About;
use super::clean::is_harmful;
use super::schema::SCHEMA;
use crate::article::{Article, DateSource, Remark};
use crate::query::TextField;
use crate::search::{Fragment, Hit, Summary};
use crate::story::Span;

/// Writes an article as one JSON object, with its body.
pub fn article_json(article: &Article) -> String {
    to_json(&ArticleRecord { kind: "article", article: Fields::of(article), body: Some(&article.body), hit: None })
}

pub(super) fn hit_json(hit: &Hit) -> String {
    to_json(&hit_record(hit))
}

pub(super) fn hit_record(hit: &Hit) -> ArticleRecord<'_> {
    let fragments = hit.fragments.iter().map(FragmentRecord::of).collect();
    let take = hit.take.map(|take| TakeRecord { first: take.first.to_string(), number: take.number, of: take.of });
    let folded = hit.folded.iter().map(ToString::to_string).collect();
    let shown = HitFields { score: hit.score, take, folded, fragments };
    ArticleRecord { kind: "hit", article: Fields::of(&hit.article), body: None, hit: Some(shown) }
}

pub(super) fn summary_json(summary: &Summary, about: &About) -> String {
    to_json(&summary_record(summary, about))
}

pub(super) fn summary_record<'a>(summary: &'a Summary, about: &'a About) -> SummaryRecord<'a> {
    SummaryRecord {
        kind: "summary",
        schema: SCHEMA,
        total: summary.total,
        shown: summary.shown,
        folded: summary.folded,
        left_out: about.left_out(summary),
        undecided: summary.undecided,
        took_ms: about.took_ms,
        snapshot: &summary.snapshot,
        query: &about.query,
        index: &about.index,
    }
}

/// Writes what an export is of: beside forms that have no room for it.
pub fn export_json(summary: &Summary, about: &About) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let of = serde_json::json!({
        "query": about.query, "snapshot": summary.snapshot, "dateline": version, "articles": summary.shown, "index": about.index,
    });
    format!("{of}\n")
}

/// Gives who states a date, as all forms name it.
pub(super) fn date_source(source: DateSource) -> &'static str {
    match source {
        DateSource::Header => "header",
        DateSource::Dateline => "dateline",
        DateSource::Container => "container",
        DateSource::Path => "path",
    }
}

/// Writes the remarks of an article as a JSON array.
pub(super) fn remarks_json(article: &Article) -> String {
    to_json(&article.remarks.iter().map(RemarkRecord::of).collect::<Vec<_>>())
}

/// Serialising into memory fails only for maps whose keys are no strings; the records have none.
pub(super) fn to_json(record: &impl Serialize) -> String {
    escaped(serde_json::to_string(record).unwrap_or_default())
}

/// Escapes what JSON lets stand but a terminal may obey: DEL, C1 controls, turns of the direction of writing; and the
/// separators U+2028 and U+2029, at which some readers end a line. All of these stand inside strings only.
fn escaped(json: String) -> String {
    let special = |c: char| is_harmful(c) || matches!(c, '\u{2028}' | '\u{2029}');
    if json.is_ascii() && !json.contains('\u{7f}') || !json.contains(special) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match c {
            c if special(c) => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out
}

#[derive(Serialize)]
pub(super) struct ArticleRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    article: Fields<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    #[serde(flatten)]
    hit: Option<HitFields<'a>>,
}

#[derive(Serialize)]
struct HitFields<'a> {
    score: Option<f32>,
    take: Option<TakeRecord>,
    folded: Vec<String>,
    fragments: Vec<FragmentRecord<'a>>,
}

#[derive(Serialize)]
struct TakeRecord {
    first: String,
    number: u32,
    of: u32,
}

#[derive(Serialize)]
struct Fields<'a> {
    id: String,
    path: &'a str,
    entry: Option<&'a str>,
    span: (usize, usize),
    date: Option<String>,
    date_source: Option<DateSource>,
    date_inferred: bool,
    headline: Option<&'a str>,
    slug: Option<&'a str>,
    byline: Option<&'a str>,
    standfirst: Option<&'a str>,
    captions: Option<&'a str>,
    language: Option<&'a str>,
    lead: Option<&'a str>,
    words: u32,
    dateline: Option<DatelineRecord<'a>>,
    parts: Vec<PartRecord>,
    remarks: Vec<RemarkRecord<'a>>,
}

#[derive(Serialize)]
struct DatelineRecord<'a> {
    text: &'a str,
    span: (usize, usize),
    place: Option<&'a str>,
    places: Vec<PlaceRecord<'a>>,
    year: Option<i32>,
    month: Option<u8>,
    day: Option<u8>,
    agency: Option<&'a str>,
    agencies: &'a [String],
    style: &'a str,
}

#[derive(Serialize)]
struct PlaceRecord<'a> {
    name: &'a str,
    region: Option<&'a str>,
    country: Option<&'a str>,
    latitude: Option<f32>,
    longitude: Option<f32>,
}

#[derive(Serialize)]
struct PartRecord {
    kind: crate::article::PartKind,
    span: (usize, usize),
}

#[derive(Serialize)]
struct RemarkRecord<'a> {
    kind: crate::article::RemarkKind,
    text: &'a str,
    span: (usize, usize),
}

#[derive(Serialize)]
struct FragmentRecord<'a> {
    field: &'static str,
    text: &'a str,
    marks: Vec<(usize, usize)>,
}

#[derive(Serialize)]
pub(super) struct SummaryRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: u32,
    total: u64,
    shown: u64,
    folded: u64,
    left_out: u64,
    undecided: u64,
    took_ms: f64,
    snapshot: &'a str,
    query: &'a str,
    index: &'a str,
}

impl<'a> Fields<'a> {
    fn of(article: &'a Article) -> Fields<'a> {
        Fields {
            id: article.id.to_string(),
            path: &article.origin.path,
            entry: article.origin.entry.as_deref(),
            span: pair(article.origin.span),
            date: article.published.map(|dated| dated.date.to_string()),
            date_source: article.published.map(|dated| dated.source),
            date_inferred: article.published.is_some_and(|dated| dated.inferred.is_some()),
            headline: article.headline.as_deref(),
            slug: article.slug.as_deref(),
            byline: article.byline.as_deref(),
            standfirst: article.standfirst.as_deref(),
            captions: article.captions.as_deref(),
            language: article.language.as_deref(),
            lead: article.lead(),
            words: article.words,
            dateline: article.dateline.as_ref().map(|dateline| DatelineRecord {
                text: &dateline.text,
                span: pair(dateline.span),
                place: dateline.place.as_deref(),
                places: dateline
                    .places
                    .iter()
                    .map(|place| PlaceRecord {
                        name: &place.name,
                        region: place.region.as_deref(),
                        country: place.country.as_deref(),
                        latitude: place.position.map(|(latitude, _)| latitude),
                        longitude: place.position.map(|(_, longitude)| longitude),
                    })
                    .collect(),
                year: dateline.date.year,
                month: dateline.date.month,
                day: dateline.date.day,
                agency: dateline.agencies.first().map(String::as_str),
                agencies: &dateline.agencies,
                style: &dateline.style,
            }),
            parts: article.parts.iter().map(|part| PartRecord { kind: part.kind, span: pair(part.span) }).collect(),
            remarks: article.remarks.iter().map(RemarkRecord::of).collect(),
        }
    }
}

impl<'a> RemarkRecord<'a> {
    fn of(remark: &'a Remark) -> RemarkRecord<'a> {
        RemarkRecord { kind: remark.kind, text: &remark.text, span: pair(remark.span) }
    }
}

impl<'a> FragmentRecord<'a> {
    fn of(fragment: &'a Fragment) -> FragmentRecord<'a> {
        let field = match fragment.field {
            TextField::Any => "body",
            TextField::Headline => "headline",
            TextField::Lead => "lead",
            TextField::Byline => "byline",
        };
        FragmentRecord { field, text: &fragment.text, marks: fragment.marks.iter().map(|&mark| pair(mark)).collect() }
    }
}

fn pair(span: Span) -> (usize, usize) {
    (span.start, span.end)
}
