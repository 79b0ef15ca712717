//! What a user may type for a date, and for a range of dates.
//!
//! Case and extra blanks do not matter. Nothing is filled in silently: a day without a year, or one with two readings, is
//! an error that says what to add. On Wednesday 2025-04-30:
//!
//! | typed | days |
//! |---|---|
//! | `2025-04-28`, `20250428`, `2025/04/28` | that day |
//! | `28 April 2025`, `April 28, 2025`, `28-Apr-2025`, `28.04.2025` | the same |
//! | `2025-04`, `Apr 2025`, `2025` | the whole month, the whole year |
//! | `today`, `yesterday`, `tomorrow` | one day |
//! | `3 days ago`, `3 weeks ago`, `a month ago` | one day: 27 April, 9 April, 30 March |
//! | `wednesday`, `last wednesday` | the most recent one before today: 23 April |
//! | `last week`, `this week` | Monday to Sunday: 21 to 27 April, 28 April to 4 May |
//! | `last month`, `this year` | March 2025, 2025 |
//! | `last 7 days`, `last 2 months` | up to and with today: 24 to 30 April, 1 March to 30 April |
//! | `2025-04-01..2025-04-15`, `2025-03 to 2025-04`, `2024–2025` | from the first day of one to the last day of the other |
//! | `2025-04..`, `..2024` | open at one end |
//! | `12/03/2025`, `April 28`, `2025-02-30`, `28.04.25` | error: two readings, no year, no such day, year not whole |

mod relative;
mod written;

use std::ops::Range;

use super::{Day, DayRange};

/// A date that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{subject}: expected {expected}, found {found}")]
pub struct DateInputError {
    subject: String,
    expected: String,
    found: String,
    hint: Option<String>,
    range: Range<usize>,
}

impl DateInputError {
    /// Says what to type instead.
    pub fn hint(&self) -> Option<String> {
        self.hint.clone()
    }

    /// Gives the bytes of the typed text that are at fault: of a range, only the end that cannot be read.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
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

/// Reads one date, which may stand for a month or a year, or for a stretch of days (`last week`).
///
/// Relative dates count from `today`.
///
/// ```
/// use dateline::date::{Day, parse_date};
/// let today = Day::new(2025, 4, 30).unwrap();
/// assert_eq!(parse_date("April 2025", today).unwrap().to_string(), "2025-04");
/// assert_eq!(parse_date("yesterday", today).unwrap().to_string(), "2025-04-29");
/// let error = parse_date("12/03/2025", today).unwrap_err();
/// assert_eq!(error.to_string(), "12/03/2025: expected a date with one reading, found two");
/// assert_eq!(error.hint().unwrap(), "write 2025-03-12 for 12 March or 2025-12-03 for 3 December");
/// ```
pub fn parse_date(text: &str, today: Day) -> Result<DayRange, DateInputError> {
    read(text, 0..text.len(), today)
}

/// Reads a date or a range of dates, either end of which may be open.
///
/// ```
/// use dateline::date::{Day, parse_range};
/// let today = Day::new(2025, 4, 30).unwrap();
/// let typed = parse_range("2025-04..2025-01", today).unwrap();
/// assert!(typed.reversed);
/// assert_eq!(typed.days.to_string(), "2025-01..2025-04");
/// ```
pub fn parse_range(text: &str, today: Day) -> Result<TypedRange, DateInputError> {
    let Some((left, right, ends)) = split(text) else {
        return parse_date(text, today).map(|days| TypedRange { days, reversed: false });
    };
    let side = |range: Range<usize>, open: Day| match ends {
        Ends::MayBeOpen if trimmed(text, range.clone()).is_empty() => Ok(DayRange { first: open, last: open }),
        Ends::MayBeOpen | Ends::Stated => read(text, range, today),
    };
    let (a, b) = (side(left, Day::MIN)?, side(right, Day::MAX)?);
    Ok(match a.first <= b.last {
        true => TypedRange { days: DayRange { first: a.first, last: b.last }, reversed: false },
        false => TypedRange { days: DayRange { first: b.first, last: a.last }, reversed: true },
    })
}

/// Whether a range may leave an end out: `..` may, `to` and the dash may not.
#[derive(Clone, Copy)]
enum Ends {
    MayBeOpen,
    Stated,
}

/// What is wrong with a date, before it is known where it stands.
struct Fault {
    expected: String,
    found: String,
    hint: Option<String>,
}

impl Fault {
    fn new(expected: impl Into<String>, found: impl Into<String>) -> Fault {
        Fault { expected: expected.into(), found: found.into(), hint: None }
    }

    fn hint(self, hint: impl Into<String>) -> Fault {
        Fault { hint: Some(hint.into()), ..self }
    }

    /// A day that lies in no year that can be written.
    fn beyond() -> Fault {
        Fault::new("a day of the years 1 to 9999", "one beyond them")
    }
}

/// Splits a range at `..`, an en dash or the word `to`.
fn split(text: &str) -> Option<(Range<usize>, Range<usize>, Ends)> {
    if let Some(at) = text.find("..") {
        return Some((0..at, at + 2..text.len(), Ends::MayBeOpen));
    }
    if let Some(at) = text.find('–') {
        return Some((0..at, at + '–'.len_utf8()..text.len(), Ends::Stated));
    }
    let is_letter = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    let at = bytes.windows(2).enumerate().position(|(at, pair)| {
        pair.eq_ignore_ascii_case(b"to")
            && !is_letter(at.checked_sub(1).and_then(|before| bytes.get(before)))
            && !is_letter(bytes.get(at + 2))
    })?;
    Some((0..at, at + 2..text.len(), Ends::Stated))
}

/// Reads the date that stands at `range` of `text`.
fn read(text: &str, range: Range<usize>, today: Day) -> Result<DayRange, DateInputError> {
    let range = trimmed(text, range);
    let tokens = written::tokens(&text[range.clone()]);
    written::days(&tokens, today).map_err(|fault| DateInputError {
        subject: subject(&text[range.clone()]),
        expected: fault.expected,
        found: fault.found,
        hint: fault.hint,
        range,
    })
}

/// Narrows a range of bytes to what stands between its outer blanks.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    let end = range.start + text[range.clone()].trim_end_matches(is_blank).len();
    let start = end - text[range.start..end].trim_start_matches(is_blank).len();
    start..end
}

/// Names a typed date in a message: short, and safe to print.
fn subject(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut short: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    if short.is_empty() { "date".to_owned() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Wednesday.
    fn today() -> Day {
        Day::new(2025, 4, 30).unwrap()
    }

    #[test]
    fn dates_read_as_they_are_written() {
        for (typed, days) in [
            ("2025-04-28", "2025-04-28"),
            ("2025-04", "2025-04"),
            ("2025", "2025"),
            ("0001", "0001"),
            ("9999", "9999"),
            ("20250428", "2025-04-28"),
            ("2025/04/28", "2025-04-28"),
            ("2025-4-8", "2025-04-08"),
            ("28 April 2025", "2025-04-28"),
            ("  28   APRIL\t2025 ", "2025-04-28"),
            ("April 28, 2025", "2025-04-28"),
            ("april 28th 2025", "2025-04-28"),
            ("28 Apr 2025", "2025-04-28"),
            ("Apr. 28, 2025", "2025-04-28"),
            ("28. April 2025", "2025-04-28"),
            ("28-Apr-2025", "2025-04-28"),
            ("2025 April 28", "2025-04-28"),
            ("Sept 2025", "2025-09"),
            ("Apr 2025", "2025-04"),
            ("2025 May", "2025-05"),
            ("28.04.2025", "2025-04-28"),
            ("04.2025", "2025-04"),
            ("28/04/2025", "2025-04-28"),
            ("04/28/2025", "2025-04-28"),
            ("04/04/2025", "2025-04-04"),
            ("2024-02-29", "2024-02-29"),
        ] {
            assert_eq!(parse_date(typed, today()).map(|d| d.to_string()), Ok(days.to_owned()), "{typed}");
        }
    }

    #[test]
    fn relative_dates_count_from_today() {
        for (typed, days) in [
            ("today", "2025-04-30"),
            ("Yesterday", "2025-04-29"),
            ("tomorrow", "2025-05-01"),
            ("3 days ago", "2025-04-27"),
            ("1 day ago", "2025-04-29"),
            ("3 weeks ago", "2025-04-09"),
            ("a week ago", "2025-04-23"),
            ("2 months ago", "2025-02-28"),
            ("16 months ago", "2023-12-30"),
            ("1 year ago", "2024-04-30"),
            ("last week", "2025-04-21..2025-04-27"),
            ("this week", "2025-04-28..2025-05-04"),
            ("last month", "2025-03"),
            ("this month", "2025-04"),
            ("last year", "2024"),
            ("this year", "2025"),
            ("last 7 days", "2025-04-24..2025-04-30"),
            ("last 1 day", "2025-04-30"),
            ("past 2 weeks", "2025-04-17..2025-04-30"),
            ("last 2 months", "2025-03..2025-04"),
            ("monday", "2025-04-28"),
            ("Tues", "2025-04-29"),
            ("wednesday", "2025-04-23"),
            ("last thu", "2025-04-24"),
            ("last wednesday", "2025-04-23"),
        ] {
            assert_eq!(parse_date(typed, today()).map(|d| d.to_string()), Ok(days.to_owned()), "{typed}");
        }
    }

    #[test]
    fn ranges_span_from_the_first_to_the_last_day() {
        for (typed, days, reversed) in [
            ("2025-04-01..2025-04-15", "2025-04-01..2025-04-15", false),
            ("2025-02..2025-04", "2025-02..2025-04", false),
            ("2024 .. 2025", "2024..2025", false),
            ("2025..2025-04", "2025-01..2025-04", false),
            ("2025-04..2025", "2025-04..2025-12", false),
            ("2025-04..", "2025-04-01..", false),
            ("..2024", "..2024-12-31", false),
            ("..", "..", false),
            ("2025-04..2025-01", "2025-01..2025-04", true),
            ("today..last week", "2025-04-21..2025-04-30", true),
            ("1 April 2025 TO 15 April 2025", "2025-04-01..2025-04-15", false),
            ("28.04.2025..30.04.2025", "2025-04-28..2025-04-30", false),
            ("2025-04-01–2025-04-15", "2025-04-01..2025-04-15", false),
            ("october 2024 to october 2025", "2024-10..2025-10", false),
            ("tomorrow", "2025-05-01", false),
        ] {
            let read = parse_range(typed, today()).map(|t| (t.days.to_string(), t.reversed));
            assert_eq!(read, Ok((days.to_owned(), reversed)), "{typed}");
        }
    }

    #[test]
    fn faults_say_what_was_expected_and_what_to_type() {
        for (typed, message, hint) in [
            ("", "date: expected a date, found nothing", "dates are typed as"),
            ("soon", "soon: expected a date, found the word `soon`", "dates are typed as"),
            (
                "2025-02-30",
                "2025-02-30: expected a day from 1 to 28, found 30",
                "the last day of February 2025 is 2025-02-28",
            ),
            (
                "31 April 2025",
                "31 April 2025: expected a day from 1 to 30, found 31",
                "the last day of April 2025 is 2025-04-30",
            ),
            ("2025-13", "2025-13: expected a month from 1 to 12, found 13", ""),
            ("2025-00-01", "2025-00-01: expected a month from 1 to 12, found 00", ""),
            ("0000", "0000: expected a year from 0001 to 9999, found 0000", ""),
            (
                "12/03/2025",
                "12/03/2025: expected a date with one reading, found two",
                "2025-03-12 for 12 March or 2025-12-03 for 3 Dec",
            ),
            ("28.04.25", "28.04.25: expected a year of four digits, found 25", ""),
            ("April 28", "April 28: expected a year, found none", "add the year, as in 28 April 2025"),
            ("28 April", "28 April: expected a year, found none", "add the year, as in 28 April 2025"),
            ("April", "April: expected a year, found none", "add the year, as in April 2025"),
            ("3", "3: expected a date, found the number 3", "dates are typed as"),
            ("2024-2025", "2024-2025: expected a month from 1 to 12, found 2025", "a range is typed as 2024..2025"),
            (
                "2025-04-28T10:00:00Z",
                "2025-04-28T10:00:00Z: expected a day, found a time of day",
                "a date is a whole day: 2025-04-28",
            ),
            (
                "99999999999999999999 days ago",
                "99999999999999999999 days ago: expected a day of the years 1 to 9999, found one beyond them",
                "",
            ),
            ("9999 years ago", "9999 years ago: expected a day of the years 1 to 9999, found one beyond them", ""),
            ("last 0 days", "last 0 days: expected a number from 1, found 0", ""),
            (">2025", ">2025: expected a date, found `>`", "a range is typed as 2025-04.. or ..2025-04"),
        ] {
            let error = parse_date(typed, today()).unwrap_err();
            assert_eq!(error.to_string(), message, "{typed}");
            let said = error.hint().unwrap_or_default();
            assert!(said.contains(hint) && said.is_empty() == hint.is_empty(), "{typed}: {said}");
        }
    }

    #[test]
    fn the_end_of_a_range_that_is_at_fault_is_told() {
        for (typed, fault) in [
            ("2025-01..2025-02-30", "2025-02-30"),
            (" foo ..2025", "foo"),
            ("2025-01 to  April 3 ", "April 3"),
            ("2025...2026", ".2026"),
            ("2025-01 to ", ""),
        ] {
            let error = parse_range(typed, today()).unwrap_err();
            assert_eq!(&typed[error.range()], fault, "{typed}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_gives_days_or_a_fault(text in "[0-9a-zA-Z.–/, -]{0,24}|\\PC{0,24}") {
            if let Ok(typed) = parse_range(&text, today()) {
                proptest::prop_assert!(typed.days.first <= typed.days.last);
            }
        }

        #[test]
        fn what_a_range_prints_reads_back(a in 1u32..99_991_231, b in 1u32..99_991_231) {
            let days = (Day::from_number(a.min(b)), Day::from_number(a.max(b)));
            if let (Some(first), Some(last)) = days {
                let range = DayRange { first, last };
                proptest::prop_assert_eq!(parse_range(&range.to_string(), today()).map(|t| t.days), Ok(range));
            }
        }
    }
}
