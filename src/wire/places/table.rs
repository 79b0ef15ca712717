//! The tables of places, qualifiers and regions: sorted lines in the binary, read where they stand.
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

use std::sync::LazyLock;

use super::key;
use super::lookup::Lookup;

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
    /// Degrees north and east, as written.
    pub(super) coordinates: (&'static str, &'static str),
    pub(super) weight: u32,
}

impl Candidate {
    /// Reads where it lies: only of the one that is meant.
    pub(super) fn position(&self) -> Option<(f32, f32)> {
        self.coordinates.0.parse().ok().zip(self.coordinates.1.parse().ok())
    }
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

static PLACE_LINES: LazyLock<Lookup> = LazyLock::new(|| Lookup::of(PLACES));
static QUALIFIER_LINES: LazyLock<Lookup> = LazyLock::new(|| Lookup::of(QUALIFIERS));
static REGION_LINES: LazyLock<Lookup> = LazyLock::new(|| Lookup::of(REGIONS));

/// Says whether a folded name is one of a place.
pub(super) fn has_place(key: &str) -> bool {
    PLACE_LINES.has(key)
}

/// Gives the places that a folded name may mean.
pub(super) fn candidates(key: &str) -> Vec<Candidate> {
    PLACE_LINES.lines(key).filter_map(candidate).collect()
}

/// Gives what a folded qualifier may mean, likeliest first.
pub(super) fn areas(key: &str) -> impl Iterator<Item = Area> + use<> {
    QUALIFIER_LINES.lines(key).filter_map(|rest| {
        let mut fields = Fields(Some(rest));
        let (country, region) = (fields.next()?, fields.next()?);
        let form = if fields.next() == Some("C") { Form::Capitals } else { Form::Any };
        Some(Area { country, region, form })
    })
}

/// Gives the English name of a country (empty `region`) or of a region.
pub(super) fn area_name(country: &str, region: &str) -> Option<&'static str> {
    if region.is_empty() {
        REGION_LINES.lines(country).next()
    } else {
        REGION_LINES.lines(&[country, ".", region].concat()).next()
    }
}

/// The fields of a line, parted by tabs.
struct Fields(Option<&'static str>);

impl Iterator for Fields {
    type Item = &'static str;

    fn next(&mut self) -> Option<&'static str> {
        let rest = self.0.take()?;
        // Fields are a few bytes long.
        match rest.as_bytes().iter().position(|&b| b == b'\t') {
            Some(at) => {
                self.0 = Some(&rest[at + 1..]);
                Some(&rest[..at])
            }
            None => Some(rest),
        }
    }
}

/// Reads what stands behind the key in a line of `places.tsv`.
fn candidate(rest: &'static str) -> Option<Candidate> {
    let mut fields = Fields(Some(rest));
    let (name, country, region) = (fields.next()?, fields.next()?, fields.next()?);
    let Some(latitude) = fields.next() else {
        // Another name: the place stands under its own, with the same country and region.
        let own = key::fold(name);
        let place = PLACE_LINES.lines(&own).filter(|rest| rest.matches('\t').count() > 2);
        let mut place = place.filter_map(candidate).find(|found| found.country == country && found.region == region)?;
        // Less than under its own name: `Philadelphia` is not Amman, which once was called so.
        place.name = name;
        place.weight = if place.weight >= ALONE { ALONE / 20 } else { (place.weight / 2).max(1) };
        return Some(place);
    };
    let (longitude, weight) = (fields.next()?, fields.next()?);
    Some(Candidate { name, country, region, coordinates: (latitude, longitude), weight: weight.parse().ok()? })
}
