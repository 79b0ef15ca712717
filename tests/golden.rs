//! Golden stories: `golden/NAME.txt` is raw copy, `golden/NAME.json` what the parser must make of it.
//!
//! The name says how bad the copy is. The JSON states only what must hold: an object for a file of one article, a list for
//! several (their number must be right too). Fields are those of the JSON record of `dateline parse`, and:
//!
//! | field | meaning |
//! |---|---|
//! | `path` | where the file is said to stand; else its own name |
//! | `neighbours` | first and last day of the dated stories beside it |
//! | `articles` | the list, where `path` or `neighbours` are given too |
//! | `body_starts`, `body_ends` | how the body begins and ends |
//! | `remarks` | kinds that must be among the remarks; `[]`: no remark at all |
//!
//! A byline counts with and without its `By`. A dateline that is missing counts as one of which nothing is known.

use std::path::{Path, PathBuf};

use dateline::article::{Article, ArticleId, DateSource, Dated, Dateline, Place, Remark, RemarkKind};
use dateline::date::{Day, DayRange, PartialDate};
use dateline::story::{Context, Origin, Span, Story};
use dateline::wire::{self, Styles};
use serde_json::{Map, Value, json};

const STORY_FIELDS: &[&str] = &["path", "neighbours", "articles"];
const ARTICLE_FIELDS: &[&str] = &[
    "date",
    "date_source",
    "date_inferred",
    "headline",
    "slug",
    "byline",
    "language",
    "dateline",
    "body_starts",
    "body_ends",
    "remarks",
];
const DATELINE_FIELDS: &[&str] = &["text", "place", "places", "year", "month", "day", "agency", "agencies", "style"];
const PLACE_FIELDS: &[&str] = &["name", "region", "country"];

#[test]
fn golden_stories_parse_as_stated() {
    let goldens = goldens();
    let mut faults = Vec::new();
    let mut faulty = 0;
    for golden in &goldens {
        let before = faults.len();
        golden.compare(&mut faults);
        faulty += usize::from(faults.len() > before);
    }
    assert!(
        faults.is_empty(),
        "{} faults in {faulty} of {} golden stories:\n{}",
        faults.len(),
        goldens.len(),
        faults.join("\n")
    );
}

#[test]
fn golden_files_state_known_fields_only() {
    let goldens = goldens();
    assert!(goldens.len() >= 60, "only {} golden stories", goldens.len());
    let mut faults = Vec::new();
    for golden in &goldens {
        let name = &golden.name;
        if let Some(story) = golden.expected.as_object() {
            faults.extend(unknown_fields(name, story, &[STORY_FIELDS, ARTICLE_FIELDS]));
        }
        for article in golden.articles() {
            faults.extend(unknown_fields(name, object(article), &[STORY_FIELDS, ARTICLE_FIELDS]));
            if let Some(dateline) = article["dateline"].as_object() {
                faults.extend(unknown_fields(name, dateline, &[DATELINE_FIELDS]));
            }
            for place in article["dateline"]["places"].as_array().into_iter().flatten() {
                faults.extend(unknown_fields(name, object(place), &[PLACE_FIELDS]));
            }
            // What is quoted must stand in the copy, or the expectation could never be met.
            for field in ["body_starts", "body_ends", "headline"] {
                if article[field].as_str().is_some_and(|quoted| !golden.text.contains(quoted)) {
                    faults.push(format!("{name}: {field} does not stand in the copy"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_comparison_names_each_wrong_field_and_no_other() {
    let article = Article {
        standfirst: None,
        captions: None,
        id: ArticleId(1),
        origin: Origin::default(),
        headline: Some("Ferry runs late".into()),
        slug: None,
        byline: Some("By Ana Paz".into()),
        dateline: Some(Dateline {
            place: Some("TOKYO".into()),
            places: vec![Place { name: "Tokyo".into(), country: Some("JP".into()), ..Place::default() }],
            date: PartialDate { year: None, month: Some(4), day: Some(28) },
            agencies: vec!["TASS".into()],
            ..Dateline::default()
        }),
        body: "First.\n\nLast.".into(),
        language: None,
        published: PartialDate::parse_iso("2025-04").map(|date| Dated {
            date,
            source: DateSource::Header,
            inferred: None,
        }),
        words: 2,
        parts: Vec::new(),
        remarks: vec![Remark { kind: RemarkKind::BadDate, text: String::new(), span: Span::default() }],
    };
    let right = json!({
        "path": "a.txt", "date": "2025-04", "date_source": "header", "date_inferred": false, "headline": "Ferry runs late",
        "slug": null, "byline": "Ana Paz", "language": null, "body_starts": "First.", "body_ends": "Last.",
        "remarks": ["bad-date"],
        "dateline": {"place": "TOKYO", "places": [{"country": "JP"}], "year": null, "month": 4, "agencies": ["TASS"]},
    });
    let wrong = json!({
        "path": "b.txt", "date": "2025-04-28", "date_source": "path", "date_inferred": true, "headline": null,
        "slug": "BC-FERRY", "byline": "Eva Paz", "language": "en", "body_starts": "Last.", "body_ends": "First.",
        "remarks": [],
        "dateline": {"place": null, "places": [{"country": "KR"}], "year": 2025, "month": null, "agencies": []},
    });
    let faults_of = |expected: &Value| {
        let mut faults = Vec::new();
        compare_article("a", object(expected), &article, &mut faults);
        faults
    };
    assert_eq!(faults_of(&right), Vec::<String>::new());
    let named = faults_of(&wrong);
    for field in ARTICLE_FIELDS.iter().filter(|field| **field != "dateline") {
        assert!(named.iter().any(|fault| fault.starts_with(&format!("a: {field}: "))), "{field} is not in {named:?}");
    }
    for field in ["place", "places", "year", "month", "agencies"] {
        let start = format!("a: dateline.{field}: ");
        assert!(named.iter().any(|fault| fault.starts_with(&start)), "dateline.{field} is not in {named:?}");
    }
}

fn unknown_fields(name: &str, object: &Map<String, Value>, known: &[&[&str]]) -> Vec<String> {
    let known = known.concat();
    let unknown = object.keys().filter(|field| !known.contains(&field.as_str()));
    unknown.map(|field| format!("{name}: no such field: {field}")).collect()
}

/// One pair of files.
struct Golden {
    name: String,
    text: String,
    expected: Value,
}

impl Golden {
    fn articles(&self) -> Vec<&Value> {
        match (&self.expected, &self.expected["articles"]) {
            (Value::Array(list), _) | (_, Value::Array(list)) => list.iter().collect(),
            (single, _) => vec![single],
        }
    }

    fn story(&self) -> Story {
        let path = self.expected["path"].as_str().map_or_else(|| format!("{}.txt", self.name), str::to_owned);
        let day = |value: &Value| -> Day {
            let number = value.as_str().unwrap_or_default().replace('-', "").parse().unwrap_or_default();
            Day::from_number(number).unwrap_or_else(|| panic!("{}: bad neighbour {value}", self.name))
        };
        let neighbours = self.expected["neighbours"].as_array().map(|days| DayRange {
            first: day(days.first().unwrap_or(&Value::Null)),
            last: day(days.last().unwrap_or(&Value::Null)),
        });
        Story {
            origin: Origin { path, entry: None, span: Span::new(0, self.text.len()) },
            text: self.text.clone(),
            context: Context { neighbours },
            ..Story::default()
        }
    }

    fn compare(&self, faults: &mut Vec<String>) {
        let found = wire::parse(&self.story(), Styles::builtin()).articles;
        let expected = self.articles();
        if found.len() != expected.len() {
            faults.push(format!("{}: articles: expected {}, found {}", self.name, expected.len(), found.len()));
        }
        for (number, (expected, found)) in expected.iter().zip(&found).enumerate() {
            let name = if self.articles().len() > 1 { format!("{}[{number}]", self.name) } else { self.name.clone() };
            compare_article(&name, object(expected), found, faults);
        }
    }
}

fn compare_article(name: &str, expected: &Map<String, Value>, article: &Article, faults: &mut Vec<String>) {
    let found = record(article);
    let mut fault = |field: &str, expected: &Value, found: &Value| {
        faults.push(format!("{name}: {field}: expected {expected}, found {found}"));
    };
    for (field, want) in expected {
        let got = &found[field];
        match (field.as_str(), want) {
            ("path" | "neighbours", _) => {}
            ("body_starts", Value::String(text)) if !article.body.starts_with(text) => {
                fault(field, want, &json!(article.body.chars().take(80).collect::<String>()));
            }
            ("body_ends", Value::String(text)) if !article.body.ends_with(text) => {
                let skipped = article.body.chars().count().saturating_sub(80);
                fault(field, want, &json!(article.body.chars().skip(skipped).collect::<String>()));
            }
            ("body_starts" | "body_ends", _) => {}
            ("byline", _) if names_of(want) == names_of(got) => {}
            ("remarks", Value::Array(kinds)) => {
                let kept = got.as_array().is_some_and(|got| {
                    kinds.iter().all(|kind| got.contains(kind)) && (!kinds.is_empty() || got.is_empty())
                });
                if !kept {
                    fault(field, want, got);
                }
            }
            ("dateline", Value::Object(fields)) => {
                for (field, want) in fields {
                    let got = &got[field];
                    if !(if field == "places" { places_match(want, got) } else { want == got }) {
                        fault(&format!("dateline.{field}"), want, got);
                    }
                }
            }
            _ if want == got => {}
            _ => fault(field, want, got),
        }
    }
}

/// The places must be as many; of each, what is stated must hold.
fn places_match(want: &Value, got: &Value) -> bool {
    let (Some(want), Some(got)) = (want.as_array(), got.as_array()) else { return want == got };
    want.len() == got.len()
        && want.iter().zip(got).all(|(want, got)| object(want).iter().all(|(field, value)| got[field] == *value))
}

fn names_of(byline: &Value) -> Option<&str> {
    let text = byline.as_str()?;
    Some(["By ", "Por ", "Par ", "Von "].iter().find_map(|by| text.strip_prefix(by)).unwrap_or(text))
}

/// Gives an article in the shape of the JSON record.
fn record(article: &Article) -> Value {
    let dateline = article.dateline.as_ref().map(|dateline| {
        json!({
            "text": dateline.text,
            "place": dateline.place,
            "places": dateline.places.iter().map(|p| json!({"name": p.name, "region": p.region, "country": p.country}))
                .collect::<Vec<_>>(),
            "year": dateline.date.year,
            "month": dateline.date.month,
            "day": dateline.date.day,
            "agency": dateline.agencies.first(),
            "agencies": dateline.agencies,
            "style": dateline.style,
        })
    });
    json!({
        "date": article.published.map(|dated| dated.date.to_string()),
        "date_source": article.published.map(|dated| dated.source),
        "date_inferred": article.published.is_some_and(|dated| dated.inferred.is_some()),
        "headline": article.headline,
        "slug": article.slug,
        "byline": article.byline,
        "language": article.language,
        "dateline": dateline,
        "remarks": article.remarks.iter().map(|remark| remark.kind).collect::<Vec<_>>(),
    })
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("expected an object, found {value}"))
}

fn goldens() -> Vec<Golden> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let read = |path: &Path| {
                std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
            };
            let json = path.with_extension("json");
            Golden {
                name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
                text: read(path),
                expected: serde_json::from_str(&read(&json))
                    .unwrap_or_else(|error| panic!("{}: {error}", json.display())),
            }
        })
        .collect()
}
