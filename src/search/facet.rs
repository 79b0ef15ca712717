//! Facets: how many articles have which place, agency, month …
//!
//! Pure: made from the counts of columns ([`super::Tally`]).

use std::collections::BTreeMap;

use super::{Column, Spot, Value};
use crate::date::{Day, DayRange, Period};

/// What articles are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// The places of the dateline.
    Place,
    /// Their countries.
    Country,
    /// The agencies of the dateline.
    Agency,
    /// The language.
    Language,
    /// The rule that took the dateline.
    Style,
    /// The weekday of publication.
    Weekday,
    /// The month of publication.
    Month,
    /// The year of publication.
    Year,
}

/// The names of the weekdays, from Monday.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl Facet {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Facet; 8] = [
        Facet::Place,
        Facet::Country,
        Facet::Agency,
        Facet::Language,
        Facet::Style,
        Facet::Weekday,
        Facet::Month,
        Facet::Year,
    ];

    /// Gives its name, lower case.
    pub fn name(self) -> &'static str {
        match self {
            Facet::Place => "place",
            Facet::Country => "country",
            Facet::Agency => "agency",
            Facet::Language => "language",
            Facet::Style => "style",
            Facet::Weekday => "weekday",
            Facet::Month => "month",
            Facet::Year => "year",
        }
    }

    /// Gives the column that it is counted from.
    pub fn column(self) -> Column {
        match self {
            Facet::Place => Column::Place,
            Facet::Country => Column::Country,
            Facet::Agency => Column::Agency,
            Facet::Language => Column::Language,
            Facet::Style => Column::Style,
            Facet::Weekday | Facet::Month | Facet::Year => Column::Days,
        }
    }

    /// Says whether its values have an order of their own, in which they are shown; else the commonest come first.
    fn is_ordered(self) -> bool {
        match self {
            Facet::Weekday | Facet::Month | Facet::Year => true,
            Facet::Place | Facet::Country | Facet::Agency | Facet::Language | Facet::Style => false,
        }
    }

    /// Sorts the counts of its column into values.
    pub fn counted(self, counts: &BTreeMap<Value, u64>) -> FacetCounts {
        let mut values: BTreeMap<FacetValue, u64> = BTreeMap::new();
        let mut unknown = 0;
        for (value, &count) in counts {
            match self.value(value) {
                Some(value) => *values.entry(value).or_default() += count,
                None => unknown += count,
            }
        }
        let mut values: Vec<(FacetValue, u64)> = values.into_iter().collect();
        join_unplaced(&mut values);
        if !self.is_ordered() {
            // The map is in order of the values, and the sort keeps it among equals.
            values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        }
        FacetCounts { facet: self, values, unknown }
    }

    fn value(self, value: &Value) -> Option<FacetValue> {
        let within = |days: DayRange, period: Period| {
            let whole = period.of(days.first);
            whole.contains(days).then_some(FacetValue::Period(period, whole.first))
        };
        match (self, value) {
            (_, Value::Unknown) => None,
            (Facet::Weekday, Value::Days(days)) => {
                (days.first == days.last).then(|| FacetValue::Weekday(days.first.weekday()))
            }
            (Facet::Month, Value::Days(days)) => within(*days, Period::Month),
            (_, Value::Days(days)) => within(*days, Period::Year),
            (_, Value::Place(spot)) => Some(FacetValue::Place(spot.clone())),
            (_, Value::Text(text)) => Some(FacetValue::Text(text.clone())),
        }
    }
}

/// Counts what was not placed with the one place of that name that was: a dateline that contradicts itself gives a name and
/// no position. `values` are in order.
fn join_unplaced(values: &mut Vec<(FacetValue, u64)>) {
    let name = |value: &FacetValue| match value {
        FacetValue::Place(spot) => Some((spot.name.clone(), spot.region.clone(), spot.country.clone())),
        _ => None,
    };
    let is_placed = |value: &FacetValue| matches!(value, FacetValue::Place(Spot { position: Some(_), .. }));
    let mut at = 0;
    while at + 1 < values.len() {
        let namesakes = values[at..].iter().take_while(|(value, _)| name(value) == name(&values[at].0)).count();
        let joined = namesakes == 2 && name(&values[at].0).is_some() && !is_placed(&values[at].0);
        if joined {
            let (_, count) = values.remove(at);
            values[at].1 += count;
        }
        at += if joined { 1 } else { namesakes };
    }
}

/// A value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FacetValue {
    /// A weekday, 0 for Monday.
    Weekday(u8),
    /// A month or a year, by its first day.
    Period(Period, Day),
    /// A place.
    Place(Spot),
    /// A country, an agency, a language, a style.
    Text(String),
}

impl std::fmt::Display for FacetValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            FacetValue::Weekday(day) => f.write_str(WEEKDAYS.get(usize::from(*day)).copied().unwrap_or_default()),
            FacetValue::Period(period, first) => f.write_str(&period.label(*first)),
            FacetValue::Text(text) => f.write_str(text),
            FacetValue::Place(spot) => {
                f.write_str(&spot.name)?;
                spot.region.iter().chain(&spot.country).try_for_each(|part| write!(f, ", {part}"))
            }
        }
    }
}

/// How many articles have which value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// The facet.
    pub facet: Facet,
    /// The values, the commonest first; weekdays, months and years in their order.
    pub values: Vec<(FacetValue, u64)>,
    /// How many articles have none, or a date too rough for one.
    pub unknown: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_a_position_counts_with_its_one_place() {
        let spot = |name: &str, position| {
            Value::Place(Spot { name: name.to_owned(), region: None, country: Some("US".to_owned()), position })
        };
        let counts = BTreeMap::from([
            (spot("Hailey", None), 1),
            (spot("Hailey", Some((4, 5))), 2),
            (spot("Salem", None), 1),
            (spot("Salem", Some((1, 1))), 1),
            (spot("Salem", Some((2, 2))), 1),
            (spot("Ulm", None), 7),
        ]);
        let counted = Facet::Place.counted(&counts).values;
        assert_eq!(counted.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [7, 3, 1, 1, 1]);
    }
    use crate::date::PartialDate;

    #[test]
    fn days_are_counted_by_what_they_surely_are() {
        let counts: BTreeMap<Value, u64> = [("2025-04-28", 2), ("2025-05-05", 3), ("2025-04", 4), ("2025", 5), ("", 6)]
            .map(|(date, n)| {
                (PartialDate::parse_iso(date).and_then(|d| d.days()).map_or(Value::Unknown, Value::Days), n)
            })
            .into();
        let shown = |facet: Facet| {
            let counted = facet.counted(&counts);
            let values: Vec<String> = counted.values.iter().map(|(value, n)| format!("{value} {n}")).collect();
            (values.join(", "), counted.unknown)
        };
        assert_eq!(shown(Facet::Weekday), ("Monday 5".to_owned(), 15));
        assert_eq!(shown(Facet::Month), ("2025-04 6, 2025-05 3".to_owned(), 11));
        assert_eq!(shown(Facet::Year), ("2025 14".to_owned(), 6));
    }

    #[test]
    fn namesakes_are_told_apart_and_the_commonest_comes_first() {
        let spot = |country: Option<&str>| {
            Value::Place(Spot { name: "Paris".into(), country: country.map(str::to_owned), ..Spot::default() })
        };
        let counts = [(spot(Some("FR")), 5), (spot(Some("US")), 9), (spot(None), 1)].into();
        let names: Vec<String> = Facet::Place.counted(&counts).values.iter().map(|(v, _)| v.to_string()).collect();
        assert_eq!(names, ["Paris, US", "Paris, FR", "Paris"]);
    }
}
