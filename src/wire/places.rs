//! Places of datelines: from the name as printed to the place that is meant. It knows names, not the shape of datelines.
//!
//! | printed | name | region | country |
//! |---|---|---|---|
//! | `TOKYO`, `東京` | Tokyo | | JP |
//! | `SEATTLE, Wash.` | Seattle | Wash. | US |
//! | `HEBRON, West Bank` | Hebron | West Bank | PS |
//! | `MELBOURNE (Australia)` | Melbourne | Victoria | AU |
//! | `PEKING`, `КИЇВ` | Beijing, Kyiv | | CN, UA |
//! | `UNITED NATIONS` | United Nations | New York | US |
//! | `SAN JOSE` | San Jose | | none: it has big namesakes in two countries |
//! | `ABOARD AIR FORCE ONE` | Aboard Air Force One | | none |
//!
//! # Which namesake is meant
//!
//! The first of these that decides: the qualifier printed behind it; a city that agencies let stand alone (the AP
//! stylebook's list, and the capitals and cities that others print bare); the home country of the agency, unless a
//! namesake abroad is twenty times as weighty (and there one of several only if it outweighs the others); the only one,
//! or the one five times as weighty as any other and big. Where none does, the country is given if all the weight lies in
//! one, and no position: a doubt is not filled with a guess.
//!
//! # The tables
//!
//! Made from GeoNames (see NOTICE): places of 15,000 people or more (30,000 in populous countries whose small towns no
//! wire names; 2,500 or 3,000 in Australia, Britain, Canada, Ireland, New Zealand and the United States, whose datelines
//! name small towns), all capitals, and smaller ones known in many languages; of several with the same name in one region
//! the biggest. Other names: in Latin letters for capitals, cities above 250,000 in Europe and a million elsewhere, and
//! those known under 50 (90) names; in the script of the country above 15,000 to 100,000; in foreign scripts above
//! 700,000. A name that is also a place's own stays with that place unless the other is a capital or five times as
//! weighty. Countries in some thirty languages are from the CLDR; AP and postal abbreviations, renamed cities, states of
//! former days, and places that are no towns were added by hand.

mod common;
mod group;
mod key;
mod lately;
mod lookup;
mod namesakes;
mod table;

use self::group::Named;
use self::table::{Area, Form};
use crate::article::Place;

/// Gives the places of a place group as printed in a dateline, without date and agency. `home` is the country of the agency
/// (ISO 3166-1 alpha-2): its reporters name its towns without saying where they are.
///
/// ```
/// use dateline::wire::places::resolve;
/// let places = resolve("NEW YORK AND MAINZ, Germany", None);
/// assert_eq!(places[0].country.as_deref(), Some("US"));
/// assert_eq!((places[1].name.as_str(), places[1].country.as_deref()), ("Mainz", Some("DE")));
/// assert_eq!(resolve("HAMILTON", Some("CA"))[0].country.as_deref(), Some("CA"));
/// assert_eq!(resolve("HAMILTON", None)[0].country, None);
/// ```
pub fn resolve(printed: &str, home: Option<&str>) -> Vec<Place> {
    if is_afloat(printed) {
        return vec![Place { name: key::title(printed.trim()), ..Place::default() }];
    }
    let anew = || group::split(printed).iter().filter_map(|named| resolve_one(named, home)).collect();
    lately::or_else(printed, home, anew)
}

/// Says whether a single name, in any case and script and without qualifier, is that of a place. Everyday words that are
/// names of small places too (`SALE`, `MARCH`) are not taken for one.
///
/// ```
/// use dateline::wire::places::is_known;
/// assert!(is_known("PARIS") && is_known("N'Djamena") && is_known("Симферополь"));
/// assert!(!is_known("GOLD FUTURES") && !is_known("MARCH"));
/// ```
pub fn is_known(name: &str) -> bool {
    lately::known_or_else(name, || {
        let folded = key::fold(name);
        table::has_place(&folded) && !common::is_common(&folded)
    })
}

/// Says whether a text is the name of a country or region, or an abbreviation for one, as datelines print it behind a place.
/// Two-letter codes count in capitals only: `OR` is Oregon, `or` and `Or` are not.
///
/// ```
/// use dateline::wire::places::is_qualifier;
/// assert!(is_qualifier("Wash.") && is_qualifier("D.C.") && is_qualifier("the Netherlands") && is_qualifier("CA"));
/// assert!(!is_qualifier("In") && !is_qualifier("March"));
/// ```
pub fn is_qualifier(text: &str) -> bool {
    areas_of(text).next().is_some()
}

/// Gives the country that a name means, as an ISO 3166-1 alpha-2 code: its own name in some thirty languages, or the code.
///
/// ```
/// use dateline::wire::places::country;
/// assert_eq!(country("Japan").as_deref(), Some("JP"));
/// assert_eq!(country("россия").as_deref(), Some("RU"));
/// assert_eq!(country("jp").as_deref(), Some("JP"));
/// assert_eq!(country("Tokyo"), None);
/// ```
pub fn country(name: &str) -> Option<String> {
    let folded = key::fold(name);
    let named = table::areas(&folded).find(|area| area.region.is_empty()).map(|area| area.country.to_owned());
    named.or_else(|| {
        let code = name.trim().to_ascii_uppercase();
        (code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())).then_some(code)
    })
}

/// Gives what a qualifier may mean, in the way it is printed.
fn areas_of(printed: &str) -> impl Iterator<Item = Area> + use<> {
    let name = printed.trim();
    let name = ["the ", "The ", "THE "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name);
    let named = name.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase());
    let shouted = !name.chars().any(char::is_lowercase);
    let areas = named.then(|| table::areas(&key::fold(name)));
    areas.into_iter().flatten().filter(move |area| area.form == Form::Any || shouted)
}

/// Finds the place that one printed name means. Nothing where the copy says that there is none (`NO CITY`).
fn resolve_one(named: &Named<'_>, home: Option<&str>) -> Option<Place> {
    let folded = key::fold(named.name);
    if is_nowhere(&folded) {
        return named.qualifiers.first().and_then(|printed| area_as_place(printed));
    }
    let sought = folded.strip_prefix("near ").unwrap_or(&folded);
    let candidates = table::candidates(sought);
    if candidates.is_empty() && named.qualifiers.is_empty() {
        let inner = || cut_qualifier(named.name).and_then(|inner| resolve_one(&inner, home));
        let name_alone = || Place { name: key::title(named.name), ..Place::default() };
        return area_as_place(named.name).or_else(inner).or_else(|| Some(name_alone()));
    }
    let qualifiers: Vec<Vec<Area>> = named.qualifiers.iter().map(|printed| areas_of(printed).collect()).collect();
    let stated = qualifiers.iter().any(|areas| !areas.is_empty());
    let mut place = if stated {
        namesakes::stated(sought, &candidates, &qualifiers, home)
    } else {
        namesakes::bare(sought, &candidates, home)
    };
    if place.name.is_empty() {
        place.name = key::title(named.name);
    }
    if folded.starts_with("near ") || folded.starts_with("off ") {
        place = Place { name: key::title(named.name), country: place.country.filter(|_| stated), ..Place::default() };
    }
    let printed_region = named.qualifiers.iter().zip(&qualifiers).find(|(_, areas)| !is_country(areas, &place));
    match printed_region {
        Some((printed, _)) => place.region = Some((*printed).to_owned()),
        None => drop_echo(&mut place),
    }
    Some(place)
}

/// Says whether a qualifier means a country as a whole, not a region that should be named.
fn is_country(areas: &[Area], place: &Place) -> bool {
    let of_country = |area: &&Area| place.country.as_deref().is_none_or(|country| country == area.country);
    areas.iter().filter(of_country).any(|area| area.region.is_empty())
}

/// Takes the region away where it only says the name of the place again: `Tokyo`, `New York`, `Kyiv City`.
fn drop_echo(place: &mut Place) {
    let echoes = |region: &str| {
        let (name, region) = (key::fold(&place.name), key::fold(region));
        region.contains(&name) || name.contains(&region)
    };
    if place.region.as_deref().is_some_and(echoes) {
        place.region = None;
    }
}

/// Takes a country or region for the place: `FRANCE`, `CRIMEA`.
fn area_as_place(printed: &str) -> Option<Place> {
    let areas: Vec<Area> = areas_of(printed).collect();
    let first = areas.iter().find(|area| area.form == Form::Any || printed.len() > 2)?;
    let name = table::area_name(first.country, first.region).filter(|_| areas.len() == 1);
    let one_country = areas.iter().all(|area| area.country == first.country);
    Some(Place {
        name: name.map_or_else(|| key::title(printed), str::to_owned),
        country: one_country.then(|| first.country.to_owned()),
        ..Place::default()
    })
}

/// Cuts a qualifier off that no comma parts from the name: `RICHMOND Va.`, `WASHINGTON D.C.`, `新疆哈密`.
fn cut_qualifier(name: &str) -> Option<Named<'_>> {
    let known = |place: &str| table::has_place(&key::fold(place));
    for (at, _) in name.rmatch_indices(' ').take(2) {
        let (place, qualifier) = (&name[..at], name[at..].trim());
        if known(place) && is_qualifier(qualifier) {
            return Some(Named { name: place, qualifiers: vec![qualifier] });
        }
    }
    // Without blanks the region stands first, as in Chinese.
    let cuts = name.char_indices().map(|(at, _)| at).skip(2).take(4);
    cuts.filter(|_| !name.is_ascii()).find_map(|at| {
        let (region, place) = name.split_at(at);
        (known(place) && is_qualifier(region)).then(|| Named { name: place, qualifiers: vec![region] })
    })
}

/// Says whether the copy was filed on board of something, or with the place kept back.
fn is_afloat(printed: &str) -> bool {
    let starts = |word: &str| {
        let start = printed.trim_start().get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    ["aboard ", "on board ", "at sea", "clandestine"].iter().any(|word| starts(word))
}

/// Says whether a folded name states that there is no place.
fn is_nowhere(folded: &str) -> bool {
    matches!(folded, "no city" | "undated" | "no place")
}

#[cfg(test)]
mod tests;
