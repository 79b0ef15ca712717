//! The date of a dateline: `April 28`, `28 апреля`, `3 JAN 90`, `31/07`, `1996-08-22`, `4月28日`, `Sunday, June 27, 2021`.

use super::Stated;
use super::line::Line;
use super::token::{Bracket, Gap, Kind};
use crate::date::{Day, PartialDate};
use crate::story::Span;

/// Reads the date that begins at the token `at`; gives it and the token behind it. `language` picks among the readings of a
/// month's name.
pub(super) fn read(line: &Line<'_>, at: usize, language: Option<&str>) -> Option<(Stated, usize)> {
    if let Some((weekday, next)) = weekday(line, at) {
        let next = if line.is(next, Kind::Comma) { next + 1 } else { next };
        if let Some((mut stated, next)) = read_without_weekday(line, next, language) {
            stated.weekday = Some(weekday);
            stated.span = line.span(at, next);
            return Some((stated, next));
        }
        return None;
    }
    let (mut stated, next) = read_without_weekday(line, at, language)?;
    // `Budapest, 2025. május 3., szombat`
    let behind = if line.is(next, Kind::Comma) { next + 1 } else { next };
    if let Some((weekday, behind)) = weekday_in_any_case(line, behind) {
        stated.weekday = Some(weekday);
        stated.span = line.span(at, behind);
        return Some((stated, behind));
    }
    Some((stated, next))
}

/// Reads a weekday alone, as papers of the telegraph's time have it.
pub(super) fn weekday(line: &Line<'_>, at: usize) -> Option<(u8, usize)> {
    if line.is(at, Kind::Lower) && line.word(at).is_ascii() { None } else { weekday_in_any_case(line, at) }
}

/// Behind a date even a small letter can begin nothing but a weekday.
fn weekday_in_any_case(line: &Line<'_>, at: usize) -> Option<(u8, usize)> {
    if !line.is_word(at) {
        return None;
    }
    let day = line.styles.calendar.weekday(&line.fold(at))?;
    let next = if line.is(at + 1, Kind::Stop) && line.word(at).chars().count() <= 5 { at + 2 } else { at + 1 };
    Some((day, next))
}

/// Reads a date that begins with its day, month or year: `SANTO DOMINGO` holds a weekday of Spain.
pub(super) fn read_without_weekday(line: &Line<'_>, at: usize, language: Option<&str>) -> Option<(Stated, usize)> {
    [year_first, numeric, ideographic, day_month, month_day].iter().find_map(|shape| shape(line, at, language)).map(
        |(mut stated, next)| {
            stated.span = line.span(at, next);
            (stated, next)
        },
    )
}

type Shape = fn(&Line<'_>, usize, Option<&str>) -> Option<(Stated, usize)>;
const _: Shape = year_first;

/// `1996-08-22`, `2025. május 3.`
fn year_first(line: &Line<'_>, at: usize, language: Option<&str>) -> Option<(Stated, usize)> {
    let year = number(line, at, 1000..=2999)?;
    if line.is(at + 1, Kind::Dash) && line.is(at + 3, Kind::Dash) {
        let (month, day) = (number(line, at + 2, 1..=12)?, number(line, at + 4, 1..=31)?);
        let glued = (at + 1..=at + 4).all(|at| line.gap(at) == Gap::Glued);
        return glued.then(|| checked(Some(year.into()), Some(month as u8), Some(day as u8), at + 5)).flatten();
    }
    if line.is(at + 1, Kind::Stop) {
        let (stated, next) = month_day(line, at + 2, language)?;
        let next = if line.is(next, Kind::Stop) { next + 1 } else { next };
        return checked(Some(year.into()), stated.date.month, stated.date.day, next);
    }
    None
}

/// `31/07`, `31/07/2025`, `8.10.2026`
fn numeric(line: &Line<'_>, at: usize, _: Option<&str>) -> Option<(Stated, usize)> {
    let day = number(line, at, 1..=31)?;
    let separator = line.kind(at + 1).filter(|kind| matches!(kind, Kind::Slash | Kind::Stop))?;
    let month = number(line, at + 2, 1..=12)?;
    if line.gap(at + 1) != Gap::Glued || line.gap(at + 2) != Gap::Glued {
        return None;
    }
    let year = (line.is(at + 3, separator) && line.gap(at + 3) == Gap::Glued)
        .then(|| number(line, at + 4, 1000..=2999))
        .flatten();
    match (separator, year) {
        (_, Some(year)) => checked(Some(year.into()), Some(month as u8), Some(day as u8), at + 5),
        // `3.5` is a number more often than a date.
        (Kind::Slash, None) if line.word(at).len() == 2 && line.word(at + 2).len() == 2 => {
            checked(None, Some(month as u8), Some(day as u8), at + 3)
        }
        _ => None,
    }
}

/// `4月28日`, `2025年4月28日`, `28日`, `4월 28일`
fn ideographic(line: &Line<'_>, at: usize, _: Option<&str>) -> Option<(Stated, usize)> {
    let unit = |at: usize, names: &[&str]| names.contains(&line.word(at));
    let (mut year, mut month, mut next) = (None, None, at);
    if unit(next + 1, &["年", "년"]) {
        year = Some(number(line, next, 1000..=2999)?.into());
        next += 2;
    }
    if unit(next + 1, &["月", "월"]) {
        month = Some(number(line, next, 1..=12)? as u8);
        next += 2;
    }
    if !unit(next + 1, &["日", "일"]) {
        return None;
    }
    let day = number(line, next, 1..=31)? as u8;
    checked(year, month, Some(day), next + 2)
}

/// `28 April`, `3 JAN 90`, `18. června 2025`, `12 de mayo de 2025`, `3rd May, 2025`
fn day_month(line: &Line<'_>, at: usize, language: Option<&str>) -> Option<(Stated, usize)> {
    let (day, garbled) = day(line, at)?;
    let mut next = at + 1;
    if line.is(next, Kind::Stop) {
        next += 1;
    }
    if is_particle(line, next) {
        next += 1;
    }
    let (month, mut next) = month(line, next, language)?;
    if is_particle(line, next) && number(line, next + 1, 1000..=2999).is_some() {
        next += 1;
    }
    let (year, next) = year(line, next, Order::DayFirst);
    with_garble(checked(year, Some(month), day, next)?, garbled)
}

/// `April 28`, `Feb. 09, 2025`, `April 28th`; garbled: `Narch 2`, `March 2O`
fn month_day(line: &Line<'_>, at: usize, language: Option<&str>) -> Option<(Stated, usize)> {
    let (month, next, garbled) = match month(line, at, language) {
        Some((month, next)) => (month, next, false),
        None => {
            // Only where a number follows and then the mark that ends a dateline is a slip of the hand a month.
            let repaired = line.is_word(at).then(|| line.styles.calendar.repair(&line.fold(at))).flatten()?;
            (line.is(at + 2, Kind::Dash) || line.is(at + 2, Kind::Open(Bracket::Round))).then_some((
                repaired,
                at + 1,
                true,
            ))?
        }
    };
    let (day, bad_day) = day(line, next)?;
    let (year, next) = year(line, next + 1, Order::MonthFirst);
    with_garble(checked(year, Some(month), day, next)?, garbled || bad_day)
}

fn with_garble((mut stated, next): (Stated, usize), garbled: bool) -> Option<(Stated, usize)> {
    stated.garbled |= garbled;
    Some((stated, next))
}

/// Reads a day of the month: `28`, `3rd`, `2O` (put right), `119` (cannot be).
fn day(line: &Line<'_>, at: usize) -> Option<(Option<u8>, bool)> {
    let word = line.word(at);
    match line.kind(at)? {
        Kind::Number(day @ 1..=31) => Some((Some(day as u8), false)),
        // Three digits are a slip of the hand; four are a year, and no day at all.
        Kind::Number(100..=999) => Some((None, true)),
        Kind::Mixed => {
            let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let ending = &word[digits.len()..];
            if matches!(ending, "st" | "nd" | "rd" | "th" | "er") {
                return digits.parse().ok().filter(|day| (1..=31).contains(day)).map(|day| (Some(day), false));
            }
            let put_right: String = word
                .chars()
                .map(|c| {
                    if matches!(c, 'O' | 'o') {
                        '0'
                    } else if matches!(c, 'l' | 'I') {
                        '1'
                    } else {
                        c
                    }
                })
                .collect();
            put_right.parse().ok().filter(|day| (1..=31).contains(day)).map(|day| (Some(day), true))
        }
        Kind::Lower | Kind::Caps | Kind::Title if matches!(word, "l" | "I") => Some((Some(1), true)),
        _ => None,
    }
}

/// Reads the name of a month, of one or two words, and the stop of its abbreviation.
fn month(line: &Line<'_>, at: usize, language: Option<&str>) -> Option<(u8, usize)> {
    if !line.is_word(at) {
        return None;
    }
    let calendar = &line.styles.calendar;
    let two = format!("{} {}", line.fold(at), line.fold(at + 1));
    if let Some(month) = line.is_word(at + 1).then(|| calendar.month_in(&two, language)).flatten() {
        return Some((month, at + 2));
    }
    let month = calendar.month_in(&line.fold(at), language)?;
    let next = if line.is(at + 1, Kind::Stop) && line.gap(at + 1) == Gap::Glued { at + 2 } else { at + 1 };
    Some((month, next))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
}

/// Reads the year, if one follows; two digits only behind day and month (`3 JAN 90`), where they can be nothing else.
fn year(line: &Line<'_>, at: usize, order: Order) -> (Option<i32>, usize) {
    let comma = usize::from(line.is(at, Kind::Comma) || line.is(at, Kind::Slash));
    if let Some(year) = number(line, at + comma, 1000..=2999) {
        return (Some(year.into()), at + comma + 1);
    }
    let two_digits = order == Order::DayFirst && comma == 0 && line.word(at).len() == 2;
    match line.kind(at) {
        // Monitoring services of the cold war and wires of the web's first years: 30 parts 1930 from 2029.
        Some(Kind::Number(short @ 0..=99)) if two_digits => {
            (Some(if short >= 30 { 1900 } else { 2000 } + i32::from(short)), at + 1)
        }
        _ => (None, at),
    }
}

fn number(line: &Line<'_>, at: usize, range: std::ops::RangeInclusive<u16>) -> Option<u16> {
    match line.kind(at)? {
        Kind::Number(value) if range.contains(&value) => Some(value),
        _ => None,
    }
}

fn is_particle(line: &Line<'_>, at: usize) -> bool {
    matches!(line.word(at), "de" | "of" | "do" | "del" | "DE" | "d'")
}

/// A day that the month does not have is kept out, and said to be bad.
fn checked(year: Option<i32>, month: Option<u8>, day: Option<u8>, next: usize) -> Option<(Stated, usize)> {
    // A year in which February has 29 days stands in for one that is not stated.
    let exists = match (month, day) {
        (Some(month), Some(day)) => Day::new(year.unwrap_or(2000), month, day).is_some(),
        _ => true,
    };
    let date = PartialDate { year, month, day: day.filter(|_| exists) };
    Some((Stated { date, weekday: None, garbled: !exists || day.is_none(), span: Span::default() }, next))
}
