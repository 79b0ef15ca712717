//! Chooses the one that is meant among places of the same name.

use super::key;
use super::table::{self, Area, Candidate};
use crate::article::Place;

/// The weight (people in thousands) from which a place is big enough to be meant without saying which.
const BIG: u32 = 100;

/// How many times a place must outweigh its namesakes to be meant.
const DOMINANT: u32 = 5;

/// How many times a namesake abroad must outweigh one in the agency's own country to be meant by it.
const OVERWHELMING: u32 = 20;

/// Chooses among namesakes by the qualifiers printed behind the name.
pub(super) fn stated(folded: &str, candidates: &[Candidate], qualifiers: &[Vec<Area>], home: Option<&str>) -> Place {
    let fits = |country: &str, region: &str| {
        qualifiers.iter().filter(|areas| !areas.is_empty()).all(|areas| areas.iter().any(|a| a.holds(country, region)))
    };
    let inside = || candidates.iter().filter(|place| fits(place.country, place.region));
    if let Some(found) = inside().max_by_key(|place| place.weight) {
        // A country may hold several of the name.
        return if outweighs(found, inside()) { meant(found, folded) } else { somewhere_in(found.country) };
    }
    // The table does not have it there: the country is what all the qualifiers agree on.
    let agreed = |country: &str| {
        qualifiers.iter().filter(|areas| !areas.is_empty()).all(|areas| areas.iter().any(|a| a.country == country))
    };
    let mut countries: Vec<&str> = qualifiers.iter().flatten().map(|area| area.country).filter(|c| agreed(c)).collect();
    countries.dedup();
    let country = match countries[..] {
        [only] => Some(only),
        _ => home.filter(|home| countries.contains(home)),
    };
    Place { country: country.map(str::to_owned), ..Place::default() }
}

/// Chooses among namesakes by what is usual: see the rule in [`super`].
pub(super) fn bare(folded: &str, candidates: &[Candidate], home: Option<&str>) -> Place {
    let Some(top) = candidates.iter().max_by_key(|place| place.weight) else {
        return Place::default();
    };
    let at_home = || candidates.iter().filter(|place| Some(place.country) == home);
    if let Some(best) = at_home().max_by_key(|place| place.weight)
        && best.weight.saturating_mul(OVERWHELMING) >= top.weight
    {
        return if outweighs(best, at_home()) { meant(best, folded) } else { somewhere_in(best.country) };
    }
    if candidates.len() == 1 || top.weight >= BIG && outweighs(top, candidates.iter()) {
        return meant(top, folded);
    }
    let abroad = candidates.iter().filter(|other| other.country != top.country);
    if outweighs(top, abroad) { somewhere_in(top.country) } else { Place::default() }
}

/// Says whether a place outweighs all others of some by far.
fn outweighs<'c>(place: &Candidate, mut all: impl Iterator<Item = &'c Candidate>) -> bool {
    all.all(|other| std::ptr::eq(other, place) || place.weight >= DOMINANT.saturating_mul(other.weight))
}

/// Gives the country alone: which of its towns is meant is not known.
fn somewhere_in(country: &str) -> Place {
    Place { country: Some(country.to_owned()), ..Place::default() }
}

/// Makes the place of the record from one of the table.
fn meant(found: &Candidate, folded: &str) -> Place {
    let region = if found.region.is_empty() { None } else { table::area_name(found.country, found.region) };
    Place {
        name: if found.name.is_empty() { key::title(folded) } else { found.name.to_owned() },
        region: region.map(str::to_owned),
        country: Some(found.country.to_owned()),
        position: found.position(),
    }
}
