//! What a user may type for a date.
use super::{Day, DayRange};

/// A date that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}: expected a date, found {found}")]
pub struct DateInputError {
    text: String,
    found: String,
}

impl DateInputError {
    /// Says what to type instead.
    pub fn hint(&self) -> Option<String> {
        None
    }
}

/// A range that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedRange {
    /// The days.
    pub days: DayRange,
    /// Whether its ends were typed in the wrong order and were put right.
    pub reversed: bool,
}

/// Reads one date, which may stand for a month or a year.
pub fn parse_date(text: &str, today: Day) -> Result<DayRange, DateInputError> {
    let _ = today;
    Err(DateInputError { text: text.to_owned(), found: "nothing".to_owned() })
}

/// Reads a date or a range of dates.
pub fn parse_range(text: &str, today: Day) -> Result<TypedRange, DateInputError> {
    parse_date(text, today).map(|days| TypedRange { days, reversed: false })
}
