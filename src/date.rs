//! Civil days, dates that lack a part, and ranges of days.
//!
//! A publication date is a civil day, not an instant: no zone and no clock come in here. Days are proleptic Gregorian.
//!
//! | written | `PartialDate` | `days()` |
//! |---|---|---|
//! | `2025-04-28` | year, month, day | that day |
//! | `2025-04` | year, month | 1 to 30 April |
//! | `2025` | year | 1 January to 31 December |
//! | `April 28` | month, day | none: no year, no place in time |

mod input;
mod month;
mod period;

pub use input::{DateInputError, TypedRange, parse_date, parse_range};
pub use month::{MONTHS, english_month};
pub use period::Period;

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A civil day of the years 1 to 9999.
///
/// Ordered in time; its number is YYYYMMDD, so that ranges of whole months and years are ranges of numbers.
///
/// ```
/// use dateline::date::Day;
/// let day = Day::new(2025, 4, 28).unwrap();
/// assert_eq!(day.number(), 20250428);
/// assert_eq!(day.plus(3).unwrap().to_string(), "2025-05-01");
/// assert_eq!(Day::new(2025, 2, 29), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(u32);

impl Day {
    /// The first day that can be written: 1 January of the year 1.
    pub const MIN: Day = Day(10_101);
    /// The last day that can be written: 31 December 9999.
    pub const MAX: Day = Day(99_991_231);

    /// Makes a day, or nothing where the calendar has no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Day> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month.into(), day.into())?;
        Some(Day(year as u32 * 10_000 + u32::from(month) * 100 + u32::from(day)))
    }

    /// Reads a day back from its number YYYYMMDD.
    pub fn from_number(number: u32) -> Option<Day> {
        Day::new((number / 10_000) as i32, (number / 100 % 100) as u8, (number % 100) as u8)
    }

    /// Gives the day as the number YYYYMMDD.
    pub fn number(self) -> u32 {
        self.0
    }

    /// Gives the year.
    pub fn year(self) -> i32 {
        (self.0 / 10_000) as i32
    }

    /// Gives the month, 1 to 12.
    pub fn month(self) -> u8 {
        (self.0 / 100 % 100) as u8
    }

    /// Gives the day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        (self.0 % 100) as u8
    }

    /// Gives the weekday, 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u8 {
        self.civil().weekday().num_days_from_monday() as u8
    }

    /// Gives the day `days` later (earlier if negative), or nothing outside the years 1 to 9999.
    pub fn plus(self, days: i64) -> Option<Day> {
        let moved = self.civil().checked_add_signed(chrono::TimeDelta::try_days(days)?)?;
        Day::new(moved.year(), moved.month() as u8, moved.day() as u8)
    }

    /// Counts the days from `earlier` to this day; negative if this day comes first.
    pub fn since(self, earlier: Day) -> i64 {
        (self.civil() - earlier.civil()).num_days()
    }

    /// Gives the last day of this day's month.
    pub fn month_end(self) -> Day {
        Day::new(self.year(), self.month(), days_in_month(self.year(), self.month())).unwrap_or(self)
    }

    fn civil(self) -> NaiveDate {
        // Every Day was checked against the calendar when it was made.
        NaiveDate::from_ymd_opt(self.year(), self.month().into(), self.day().into()).unwrap_or_default()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

/// Gives the length of a month in days; 0 for a month that does not exist.
pub fn days_in_month(year: i32, month: u8) -> u8 {
    (28..=31).rev().find(|&day| Day::new(year, month, day).is_some()).unwrap_or(0)
}

/// A date as stated, each part maybe missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PartialDate {
    /// The year, if stated.
    pub year: Option<i32>,
    /// The month, 1 to 12, if stated.
    pub month: Option<u8>,
    /// The day of the month, if stated.
    pub day: Option<u8>,
}

impl PartialDate {
    /// Makes a date with all its parts.
    pub fn of_day(day: Day) -> PartialDate {
        PartialDate { year: Some(day.year()), month: Some(day.month()), day: Some(day.day()) }
    }

    /// Makes a date with the precision that its parts give, or nothing where the calendar has no such date.
    pub fn new(year: i32, month: Option<u8>, day: Option<u8>) -> Option<PartialDate> {
        let date = PartialDate { year: Some(year), month, day };
        date.days().map(|_| date)
    }

    /// Reads `2025-04-28`, `2025-04` or `2025`.
    pub fn parse_iso(text: &str) -> Option<PartialDate> {
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0, |n: u16, b| b.is_ascii_digit().then(|| n * 10 + u16::from(b - b'0')))
        };
        let part = |digits: [u8; 2]| number(&digits).map(|n| n as u8);
        let (year, month, day) = match *text.as_bytes() {
            [a, b, c, d] => ([a, b, c, d], None, None),
            [a, b, c, d, b'-', e, f] => ([a, b, c, d], Some(part([e, f])?), None),
            [a, b, c, d, b'-', e, f, b'-', g, h] => ([a, b, c, d], Some(part([e, f])?), Some(part([g, h])?)),
            _ => return None,
        };
        PartialDate::new(number(&year)?.into(), month, day)
    }

    /// Says whether no part is stated.
    pub fn is_empty(&self) -> bool {
        *self == PartialDate::default()
    }

    /// Gives the first and the last day that the date can mean; nothing without a year or for an impossible date.
    pub fn days(&self) -> Option<DayRange> {
        let year = self.year?;
        let (first, last) = match (self.month, self.day) {
            (None, None) => (Day::new(year, 1, 1)?, Day::new(year, 12, 31)?),
            (Some(month), None) => {
                let first = Day::new(year, month, 1)?;
                (first, first.month_end())
            }
            (Some(month), Some(day)) => {
                let day = Day::new(year, month, day)?;
                (day, day)
            }
            (None, Some(_)) => return None,
        };
        Some(DayRange { first, last })
    }

    /// Gives the one day that the date means, if it is that precise.
    pub fn to_day(&self) -> Option<Day> {
        Day::new(self.year?, self.month?, self.day?)
    }
}

impl fmt::Display for PartialDate {
    /// Writes `2025-04-28`, `2025-04`, `2025`, or `--04-28` and `---28` (ISO 8601:2000, 5.2.1.3)
    /// where the year, or year and month, are missing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}")?,
            None if self.month.is_none() && self.day.is_some() => f.write_str("--")?,
            None => f.write_str("-")?,
        }
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// A span of days, both ends included. Ordered by its first day, then by its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DayRange {
    /// The first day.
    pub first: Day,
    /// The last day, not before the first.
    pub last: Day,
}

impl DayRange {
    /// The range that leaves no day out.
    pub const ALL: DayRange = DayRange { first: Day::MIN, last: Day::MAX };

    /// Gives the days that both ranges hold.
    pub fn intersect(self, other: DayRange) -> Option<DayRange> {
        let both = DayRange { first: self.first.max(other.first), last: self.last.min(other.last) };
        (both.first <= both.last).then_some(both)
    }

    /// Gives the smallest range that holds both.
    pub fn union(self, other: DayRange) -> DayRange {
        DayRange { first: self.first.min(other.first), last: self.last.max(other.last) }
    }

    /// Says whether every day of `other` lies within.
    pub fn contains(self, other: DayRange) -> bool {
        self.first <= other.first && other.last <= self.last
    }
}

impl fmt::Display for DayRange {
    /// Writes a short form that reads back: `2025`, `2025-04`, `2025-04-28`, `2024..2025`, `2025-01..2025-04`,
    /// `2025-04-01..2025-04-15`, `2025-04-01..`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, last) = (self.first, self.last);
        if (first.year(), first.month(), first.day()) == (last.year(), 1, 1) && (last.month(), last.day()) == (12, 31) {
            return write!(f, "{:04}", first.year());
        }
        if first.day() == 1 && last == first.month_end() {
            return write!(f, "{:04}-{:02}", first.year(), first.month());
        }
        match (first == last, first == Day::MIN, last == Day::MAX) {
            (true, ..) => write!(f, "{first}"),
            (_, true, true) => f.write_str(".."),
            (_, true, false) => write!(f, "..{last}"),
            (_, false, true) => write!(f, "{first}.."),
            _ if (first.month(), first.day(), last.month(), last.day()) == (1, 1, 12, 31) => {
                write!(f, "{:04}..{:04}", first.year(), last.year())
            }
            _ if first.day() == 1 && last == last.month_end() => {
                write!(f, "{:04}-{:02}..{:04}-{:02}", first.year(), first.month(), last.year(), last.month())
            }
            _ => write!(f, "{first}..{last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_dates_span_what_they_leave_open() {
        let days = |text: &str| {
            PartialDate::parse_iso(text).and_then(|d| d.days()).map(|r| (r.first.number(), r.last.number()))
        };
        assert_eq!(days("2025-04-28"), Some((20250428, 20250428)));
        assert_eq!(days("2024-02"), Some((20240201, 20240229)));
        assert_eq!(days("1600"), Some((16000101, 16001231)));
        for bad in ["2025-13", "2025-02-30", "25-01-01", "2025-1-1", "2025-01-01-01", "", "2025-", "+025"] {
            assert_eq!(PartialDate::parse_iso(bad), None, "{bad}");
        }
    }

    #[test]
    fn dates_without_a_year_have_no_place_in_time() {
        let date = PartialDate { year: None, month: Some(4), day: Some(28) };
        assert_eq!(date.days(), None);
        assert_eq!(date.to_string(), "--04-28");
    }

    #[test]
    fn ranges_print_in_a_short_form() {
        let range =
            |a, b| DayRange { first: Day::from_number(a).unwrap(), last: Day::from_number(b).unwrap() }.to_string();
        assert_eq!(range(20250101, 20251231), "2025");
        assert_eq!(range(20240201, 20240229), "2024-02");
        assert_eq!(range(20250401, 20250415), "2025-04-01..2025-04-15");
        assert_eq!(range(20250101, 20250430), "2025-01..2025-04");
        assert_eq!(range(20240101, 20251231), "2024..2025");
        assert_eq!(range(20250401, 99991231), "2025-04-01..");
        assert_eq!(DayRange::ALL.to_string(), "..");
    }
}
