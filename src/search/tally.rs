//! What the matches of a query are counted by, and the counts.

use std::collections::BTreeMap;

use crate::date::DayRange;

/// What an engine can count articles by, without reading them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// The first and last day that the date can mean.
    Days,
    /// The places of the dateline.
    Place,
    /// The countries of the dateline's places, ISO 3166-1 alpha-2.
    Country,
    /// The agencies of the dateline, as printed.
    Agency,
    /// The language, BCP 47.
    Language,
    /// The rule that took the dateline.
    Style,
}

/// A place as it is counted: namesakes in other regions or countries are other places.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// Its name.
    pub name: String,
    /// The state, province or territory, as printed.
    pub region: Option<String>,
    /// The country, ISO 3166-1 alpha-2, where it is known.
    pub country: Option<String>,
    /// Ten-thousandths of degrees north and east (WGS 84), where the place is known.
    pub position: Option<(i32, i32)>,
}

/// A value that articles have in a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Of [`Column::Days`].
    Days(DayRange),
    /// Of [`Column::Place`].
    Place(Spot),
    /// Of the other columns.
    Text(String),
    /// The articles that have none.
    Unknown,
}

/// How many articles have which value. An article of two places is counted for each, but once in `articles`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many articles match.
    pub articles: u64,
    /// See [`super::Summary::undecided`].
    pub undecided: u64,
    /// The counts, column by column as they were asked for.
    pub columns: Vec<BTreeMap<Value, u64>>,
    /// See [`super::Summary::snapshot`].
    pub snapshot: String,
}
