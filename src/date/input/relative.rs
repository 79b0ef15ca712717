//! Dates that count from today: `yesterday`, `3 weeks ago`, `last month`, `monday`.

use super::super::{Day, DayRange, PartialDate};
use super::Fault;
use super::written::Token::{self, Number, Word};
use super::written::is_name;

/// A length of time that people name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// Reads a relative date; nothing where the pieces are none.
pub(super) fn days(tokens: &[Token<'_>], today: Day) -> Option<Result<DayRange, Fault>> {
    let is = |word: &str, names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name));
    let days = match *tokens {
        [Word(w)] if is(w, &["today"]) => one(Some(today)),
        [Word(w)] if is(w, &["yesterday"]) => one(today.plus(-1)),
        [Word(w)] if is(w, &["tomorrow"]) => one(today.plus(1)),
        [Word(w)] => past_weekday(weekday(w)?, today),
        [Word(w), Word(u)] if is(w, &["this"]) => around(unit(u)?, Some(today)),
        [Word(w), Word(d)] if is(w, &["last", "past"]) && weekday(d).is_some() => past_weekday(weekday(d)?, today),
        [Word(w), Word(u)] if is(w, &["last", "past"]) => match unit(u)? {
            Unit::Day => one(today.plus(-1)),
            Unit::Week => around(Unit::Week, today.plus(-7)),
            Unit::Month => around(Unit::Month, months_before(today, 1)),
            Unit::Year => around(Unit::Year, months_before(today, 12)),
        },
        [Word(w), Number(n), Word(u)] if is(w, &["last", "past"]) => stretch(n, unit(u)?, today),
        [Number(n), Word(u), Word(ago)] if is(ago, &["ago"]) => one(before(today, n, unit(u)?)),
        [Word(n), Word(u), Word(ago)] if is(ago, &["ago"]) && is(n, &["a", "an", "one"]) => {
            one(before(today, "1", unit(u)?))
        }
        _ => return None,
    };
    Some(days)
}

fn unit(word: &str) -> Option<Unit> {
    let units = [("day", Unit::Day), ("week", Unit::Week), ("month", Unit::Month), ("year", Unit::Year)];
    let singular = word.strip_suffix(['s', 'S']).unwrap_or(word);
    units.iter().find(|(name, _)| singular.eq_ignore_ascii_case(name)).map(|&(_, unit)| unit)
}

/// Finds a weekday, 0 for Monday, by its name or its usual abbreviations.
fn weekday(word: &str) -> Option<u8> {
    let others = [("tues", 1), ("thur", 3), ("thurs", 3)];
    if let Some(&(_, day)) = others.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)) {
        return Some(day);
    }
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    names.iter().position(|name| is_name(word, name)).map(|at| at as u8)
}

/// Gives the most recent such weekday before today.
fn past_weekday(weekday: u8, today: Day) -> Result<DayRange, Fault> {
    let back = (6 + i64::from(today.weekday()) - i64::from(weekday)) % 7 + 1;
    one(today.plus(-back))
}

fn one(day: Option<Day>) -> Result<DayRange, Fault> {
    day.map(|day| DayRange { first: day, last: day }).ok_or_else(Fault::beyond)
}

/// Gives the calendar unit that `day` lies in; weeks begin on Monday.
fn around(unit: Unit, day: Option<Day>) -> Result<DayRange, Fault> {
    let around = |day: Day| match unit {
        Unit::Day => Some(DayRange { first: day, last: day }),
        Unit::Week => {
            let first = day.plus(-i64::from(day.weekday()))?;
            Some(DayRange { first, last: first.plus(6)? })
        }
        Unit::Month => PartialDate { year: Some(day.year()), month: Some(day.month()), day: None }.days(),
        Unit::Year => PartialDate { year: Some(day.year()), month: None, day: None }.days(),
    };
    day.and_then(around).ok_or_else(Fault::beyond)
}

/// Gives the last `count` units up to and with today.
fn stretch(count: &str, unit: Unit, today: Day) -> Result<DayRange, Fault> {
    if count.bytes().all(|b| b == b'0') {
        return Err(Fault::new("a number from 1", count));
    }
    let first = match unit {
        // A month that ends on its last day reaches back to the day after the last of an earlier month.
        Unit::Month | Unit::Year if today == today.month_end() => {
            before(today, count, unit).and_then(|day| day.month_end().plus(1))
        }
        Unit::Day | Unit::Week | Unit::Month | Unit::Year => before(today, count, unit).and_then(|day| day.plus(1)),
    };
    first.map(|first| DayRange { first, last: today }).ok_or_else(Fault::beyond)
}

fn before(today: Day, count: &str, unit: Unit) -> Option<Day> {
    let count: i64 = count.parse().ok()?;
    match unit {
        Unit::Day => today.plus(count.checked_neg()?),
        Unit::Week => today.plus(count.checked_mul(-7)?),
        Unit::Month => months_before(today, count),
        Unit::Year => months_before(today, count.checked_mul(12)?),
    }
}

/// Gives the same day `count` months before, or the last day of that month if it is shorter.
fn months_before(today: Day, count: i64) -> Option<Day> {
    let months = (i64::from(today.year()) * 12 + i64::from(today.month()) - 1).checked_sub(count)?;
    let (year, month) = (i32::try_from(months.div_euclid(12)).ok()?, months.rem_euclid(12) as u8 + 1);
    let first = Day::new(year, month, 1)?;
    Day::new(year, month, today.day().min(first.month_end().day()))
}
