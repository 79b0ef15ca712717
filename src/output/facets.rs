//! Facets and maps: tables for people, records and GeoJSON for programs.

use serde_json::{Value, json};

use super::clean::one_line;
use super::paint::{Look, Role};
use super::rows::{Record, rows};
use super::timeline::{bar, fitted, percent};
use super::wrap::width;
use super::{About, Format, counted, number};
use crate::search::Spot;
use crate::search::facet::{Facet, FacetCounts, FacetValue};

/// Facets and what is said beside them.
#[derive(Clone, Debug)]
pub struct FacetsView<'a> {
    /// The facets, in the order in which they were asked for.
    pub facets: &'a [FacetCounts],
    /// How many articles match.
    pub total: u64,
    /// At most how many values a facet are shown; all without. Weekdays, months and years are never cut.
    pub limit: Option<usize>,
    /// The state of the archive.
    pub snapshot: &'a str,
}

impl FacetsView<'_> {
    fn shown<'f>(&self, counts: &'f FacetCounts) -> &'f [(FacetValue, u64)] {
        let most = match counts.facet {
            Facet::Weekday | Facet::Month | Facet::Year => usize::MAX,
            Facet::Place | Facet::Country | Facet::Agency | Facet::Language | Facet::Style => {
                self.limit.unwrap_or(usize::MAX)
            }
        };
        &counts.values[..counts.values.len().min(most)]
    }

    /// Counts the values that are not shown.
    pub fn left_out(&self) -> u64 {
        self.facets.iter().map(|counts| (counts.values.len() - self.shown(counts).len()) as u64).sum()
    }

    fn share(&self, count: u64) -> f64 {
        count as f64 / self.total.max(1) as f64
    }
}

/// Writes facets as tables with bars.
pub fn facets_text(view: &FacetsView<'_>, look: Look<'_>) -> String {
    let columns = look.columns.unwrap_or(80);
    let mut out = String::new();
    for (at, counts) in view.facets.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let shown = view.shown(counts);
        let left_out = counts.values.len() - shown.len();
        let more = if left_out > 0 { format!(" · {} more", number(left_out as u64)) } else { String::new() };
        let title = counts.facet.name();
        out.push_str(&format!("{}{}\n", look.paint(Role::Headline, title), look.paint(Role::Faint, &more)));
        let mut lines: Vec<(String, u64, Role)> =
            shown.iter().map(|(value, count)| (one_line(&value.to_string()), *count, Role::Place)).collect();
        if counts.unknown > 0 {
            lines.push(("(unknown)".to_owned(), counts.unknown, Role::Faint));
        }
        let name = lines.iter().map(|(name, ..)| width(name)).max().unwrap_or(0).min(columns / 2);
        let figure = lines.iter().map(|(_, count, _)| number(*count).len()).max().unwrap_or(0);
        let largest = shown.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let room = columns.saturating_sub(name + figure + 6 + 8).max(4);
        for (label, count, role) in lines {
            let label = fitted(&label, name);
            let blanks = " ".repeat(name - width(&label));
            let line = format!(
                "  {label}{blanks}  {:>figure$}  {:>6} {}",
                number(count),
                percent(view.share(count)),
                match role {
                    // What is not known is no value among the others: it has a count and no bar.
                    Role::Faint => String::new(),
                    role => look.paint(role, &bar(count as f64, largest as f64, room)),
                }
            );
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out
}

/// Writes facets for programs: a bucket a value, null for articles that have none; the summary last.
pub fn facets_records(view: &FacetsView<'_>, about: &About, format: Format) -> String {
    let names = ["facet", "value", "region", "country", "latitude", "longitude", "count", "share"];
    let mut buckets = Vec::new();
    for counts in view.facets {
        let known = view.shown(counts).iter().map(|(value, count)| (Some(value), *count));
        let unknown = (counts.unknown > 0).then_some((None, counts.unknown));
        for (value, count) in known.chain(unknown) {
            let spot = match value {
                Some(FacetValue::Place(spot)) => Some(spot),
                _ => None,
            };
            let value = match value {
                Some(FacetValue::Place(spot)) => json!(spot.name),
                Some(value) => json!(value.to_string()),
                None => Value::Null,
            };
            let position = spot.and_then(|spot| spot.position);
            buckets.push(vec![
                json!(counts.facet.name()),
                value,
                json!(spot.and_then(|spot| spot.region.as_deref())),
                json!(spot.and_then(|spot| spot.country.as_deref())),
                json!(position.map(|(north, _)| degrees(north))),
                json!(position.map(|(_, east)| degrees(east))),
                json!(count),
                json!(view.share(count)),
            ]);
        }
    }
    let shown = buckets.len();
    let summary = Record::summary(vec![
        ("total", json!(view.total)),
        ("shown", json!(shown)),
        ("values_left_out", json!(view.left_out())),
        ("took_ms", json!(about.took_ms)),
        ("snapshot", json!(view.snapshot)),
        ("query", json!(about.query)),
        ("index", json!(about.index)),
    ]);
    rows(&names, buckets, &summary, format)
}

pub(super) fn degrees(ten_thousandths: i32) -> f64 {
    f64::from(ten_thousandths) / 1e4
}

/// The places of a facet on the globe, and the articles that stand nowhere on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Atlas<'a> {
    /// The places whose position is known, the commonest first.
    pub placed: Vec<(&'a Spot, u64)>,
    /// How many datelines name a place whose position is not known.
    pub unplaced: u64,
    /// How many articles have no place.
    pub without: u64,
}

impl<'a> Atlas<'a> {
    /// Sorts the values of [`Facet::Place`].
    pub fn new(counts: &'a FacetCounts) -> Atlas<'a> {
        let mut atlas = Atlas { placed: Vec::new(), unplaced: 0, without: counts.unknown };
        for (value, count) in &counts.values {
            match value {
                FacetValue::Place(spot) if spot.position.is_some() => atlas.placed.push((spot, *count)),
                _ => atlas.unplaced += count,
            }
        }
        atlas
    }
}

/// Writes places as GeoJSON (RFC 7946): a point a place, with its count; what stands nowhere is in the collection's own members.
pub fn atlas_geojson(atlas: &Atlas<'_>, about: &About, snapshot: &str) -> String {
    let features: Vec<String> = atlas
        .placed
        .iter()
        .filter_map(|(spot, count)| {
            let (north, east) = spot.position?;
            let feature = json!({
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [degrees(east), degrees(north)]},
                "properties": {"name": spot.name, "region": spot.region, "country": spot.country, "count": count},
            });
            Some(feature.to_string())
        })
        .collect();
    format!(
        "{{\"type\":\"FeatureCollection\",\"query\":{},\"snapshot\":{},\"unplaced\":{},\"without_place\":{},\"features\":[\n{}\n]}}\n",
        json!(about.query),
        json!(snapshot),
        atlas.unplaced,
        atlas.without,
        features.join(",\n")
    )
}

/// Writes places as a table for people.
pub fn atlas_text(atlas: &Atlas<'_>) -> String {
    let mut out = String::new();
    for (spot, count) in &atlas.placed {
        let (north, east) = spot.position.unwrap_or_default();
        let place = one_line(&FacetValue::Place((*spot).clone()).to_string());
        out.push_str(&format!("{}\t{:.4}\t{:.4}\t{place}\n", count, degrees(north), degrees(east)));
    }
    out
}

/// Says what a map does not show; nothing where it shows all.
pub fn atlas_note(atlas: &Atlas<'_>) -> Option<String> {
    let mut parts = Vec::new();
    if atlas.unplaced > 0 {
        parts.push(format!("{} name a place whose position is not known", counted(atlas.unplaced, "dateline")));
    }
    if atlas.without > 0 {
        parts.push(format!("{} without a place", counted(atlas.without, "article")));
    }
    (!parts.is_empty()).then(|| format!("not on the map: {}", parts.join(", ")))
}
