//! The tables of places, qualifiers and regions: sorted lines in the binary, found by bisection, read where they stand.
//!
//! | file | fields | key |
//! |---|---|---|
//! | `places.tsv`, a place | key, name, country, region, latitude, longitude, weight | folded name |
//! | `places.tsv`, another name of it | key, name of the place, country, region | folded other name |
//! | `qualifiers.tsv` | key, country, region, `C` if it counts in capitals only | folded name of a country or region |
//! | `regions.tsv` | key, English name | country, or country.region |
//!
//! An empty name is the title case of the key. Regions are GeoNames' codes of the first level; countries are ISO 3166-1.
//! The weight is the population in thousands, three times that for a capital, at least 300 for a place with 50 names in the
//! languages of the world, and [`ALONE`] more for a city that agencies let stand without its country.

use memchr::{memchr, memrchr};

use super::key;

/// The weight that a city has which stands alone in datelines: more than any city has people (in thousands).
pub(super) const ALONE: u32 = 100_000;

pub(super) const PLACES: &str = include_str!("../data/places.tsv");
pub(super) const QUALIFIERS: &str = include_str!("../data/qualifiers.tsv");
pub(super) const REGIONS: &str = include_str!("../data/regions.tsv");

/// A place that a name may mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    /// Empty where it is the title case of the key.
    pub(super) name: &'static str,
    pub(super) country: &'static str,
    pub(super) region: &'static str,
    pub(super) position: Option<(f32, f32)>,
    pub(super) weight: u32,
}

/// What a qualifier may mean: a country, or a region of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) country: &'static str,
    /// Empty where the whole country is meant.
    pub(super) region: &'static str,
    /// Says that it counts only where it is printed in capitals: a postal code such as `OR` or `IN`.
    pub(super) form: Form,
}

/// How a qualifier must be printed to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As names are.
    Any,
    /// In capitals.
    Capitals,
}

impl Area {
    /// Says whether a place of `country` and `region` lies in it.
    pub(super) fn holds(self, country: &str, region: &str) -> bool {
        self.country == country && (self.region.is_empty() || self.region == region)
    }
}

/// Says whether a folded name is one of a place.
pub(super) fn has_place(key: &str) -> bool {
    lines(PLACES, key).next().is_some()
}

/// Gives the places that a folded name may mean.
pub(super) fn candidates(key: &str) -> Vec<Candidate> {
    lines(PLACES, key).filter_map(candidate).collect()
}

/// Gives what a folded qualifier may mean, likeliest first.
pub(super) fn areas(key: &str) -> impl Iterator<Item = Area> + use<> {
    lines(QUALIFIERS, key).filter_map(|rest| {
        let mut fields = rest.split('\t');
        let (country, region) = (fields.next()?, fields.next()?);
        let form = if fields.next() == Some("C") { Form::Capitals } else { Form::Any };
        Some(Area { country, region, form })
    })
}

/// Gives the English name of a country (empty `region`) or of a region.
pub(super) fn area_name(country: &str, region: &str) -> Option<&'static str> {
    if region.is_empty() {
        lines(REGIONS, country).next()
    } else {
        lines(REGIONS, &format!("{country}.{region}")).next()
    }
}

/// Reads what stands behind the key in a line of `places.tsv`.
fn candidate(rest: &'static str) -> Option<Candidate> {
    let mut fields = rest.split('\t');
    let (name, country, region) = (fields.next()?, fields.next()?, fields.next()?);
    let Some(latitude) = fields.next() else {
        // Another name: the place stands under its own, with the same country and region.
        let own = key::fold(name);
        let place = lines(PLACES, &own).filter(|rest| rest.matches('\t').count() > 2);
        let mut place = place.filter_map(candidate).find(|found| found.country == country && found.region == region)?;
        // Less than under its own name: `Philadelphia` is not Amman, which once was called so.
        place.name = name;
        place.weight = if place.weight >= ALONE { ALONE / 20 } else { (place.weight / 2).max(1) };
        return Some(place);
    };
    let (longitude, weight) = (fields.next()?, fields.next()?);
    Some(Candidate {
        name,
        country,
        region,
        position: latitude.parse().ok().zip(longitude.parse().ok()),
        weight: weight.parse().ok()?,
    })
}

/// Gives the lines of a sorted table whose first field is `key`, each without it.
fn lines(table: &'static str, key: &str) -> impl Iterator<Item = &'static str> + use<> {
    let bytes = table.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    // Both ends stand at line starts; the first line whose key is not less lies between them.
    while low < high {
        let start = memrchr(b'\n', &bytes[low..low + (high - low) / 2]).map_or(low, |at| low + at + 1);
        match first_field(bytes, start).cmp(key.as_bytes()) {
            std::cmp::Ordering::Less => low = next_line(bytes, start),
            _ => high = start,
        }
    }
    let mut at = low;
    let key = key.to_owned();
    std::iter::from_fn(move || {
        let line = &table[at..next_line(table.as_bytes(), at)];
        at += line.len();
        line.strip_prefix(key.as_str())?.strip_prefix('\t').map(|rest| rest.trim_end_matches('\n'))
    })
}

/// Gives the first field of the line that begins at `start`.
fn first_field(bytes: &[u8], start: usize) -> &[u8] {
    let line = &bytes[start..];
    &line[..memchr(b'\t', line).unwrap_or(line.len())]
}

/// Gives where the line after the one at `start` begins, or the end.
fn next_line(bytes: &[u8], start: usize) -> usize {
    memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at + 1)
}
