//! Dates as they are written: numbers, month names, and the marks between.

use super::super::{Day, DayRange, MONTHS, PartialDate, days_in_month};
use super::{Fault, relative};

/// A piece of a typed date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Digits, without an ordinal ending.
    Number(&'t str),
    /// The name of a month, 1 to 12, or its abbreviation.
    Month(u8),
    /// Any other letters, without the stop of an abbreviation.
    Word(&'t str),
    /// Anything else but blanks and commas.
    Mark(char),
}

use Token::{Mark, Month, Number, Word};

/// Cuts a typed date into its pieces.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let take = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let end = match c {
            '0'..='9' => {
                let end = take(|c| c.is_ascii_digit());
                tokens.push(Number(&rest[..end]));
                end + ordinal(&rest[end..])
            }
            _ if c.is_alphabetic() => {
                let end = take(char::is_alphabetic);
                tokens.push(month(&rest[..end]).map_or(Word(&rest[..end]), Month));
                end + usize::from(rest[end..].starts_with('.'))
            }
            _ => {
                if !(c == ',' || c.is_whitespace() || c.is_control()) {
                    tokens.push(Mark(c));
                }
                c.len_utf8()
            }
        };
        rest = &rest[end..];
    }
    tokens
}

/// Reads the days that a date means.
pub(super) fn days(tokens: &[Token<'_>], today: Day) -> Result<DayRange, Fault> {
    match *tokens {
        [] => Err(unknown("nothing".to_owned())),
        [Number(n)] if n.len() == 8 => day(&n[..4], &n[4..6], &n[6..]),
        [Number(n)] if n.len() == 4 => partial(n, None),
        [Number(a), Mark('-' | '/' | '.'), Number(b)] if a.len() == 4 => month_of(a, b),
        [Number(a), Mark('-' | '/' | '.'), Number(b)] if b.len() == 4 => month_of(b, a),
        [Number(a), Mark(s @ ('-' | '/' | '.')), Number(b), Mark(t), Number(c)] if s == t => match s {
            _ if a.len() == 4 => day(a, b, c),
            '.' => day(c, b, a),
            _ => either_way(a, b, c),
        },
        [Number(d), Month(m), Number(y)]
        | [Month(m), Number(d), Number(y)]
        | [Number(d), Mark('.'), Month(m), Number(y)]
        | [Number(d), Mark('-' | '/'), Month(m), Mark('-' | '/'), Number(y)] => {
            let (d, y) = if d.len() == 4 && y.len() <= 2 { (y, d) } else { (d, y) };
            day(y, &m.to_string(), d)
        }
        [Month(m), Number(n)] | [Number(n), Month(m)] => match n.len() {
            4 => partial(n, Some(m)),
            _ => Err(no_year(&format!("{n} {}", month_name(m)), today)),
        },
        [Month(m)] => Err(no_year(month_name(m), today)),
        [Number(y), Mark('-'), Number(m), Mark('-'), Number(d), ..] if day(y, m, d).is_ok() => {
            let whole = day(y, m, d)?.first;
            Err(Fault::new("a day", "a time of day").hint(format!("a date is a whole day: {whole}")))
        }
        [Mark(c @ ('<' | '>')), ..] => {
            Err(Fault::new("a date", format!("`{c}`")).hint("a range is typed as 2025-04.. or ..2025-04"))
        }
        _ => relative::days(tokens, today).unwrap_or_else(|| Err(unknown(found(tokens)))),
    }
}

/// Gives the name of a month from 1 to 12.
fn month_name(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("month")
}

/// Finds a month by its name or its usual abbreviations.
fn month(word: &str) -> Option<u8> {
    if word.eq_ignore_ascii_case("sept") {
        return Some(9);
    }
    MONTHS.iter().position(|name| is_name(word, name)).map(|at| at as u8 + 1)
}

/// Says whether `word` is `name` or its first three letters.
pub(super) fn is_name(word: &str, name: &str) -> bool {
    word.eq_ignore_ascii_case(name) || word.eq_ignore_ascii_case(&name[..3])
}

/// Measures the ending of `28th` that stands at the start of `rest`.
fn ordinal(rest: &str) -> usize {
    let ends = rest.get(..2).is_some_and(|two| ["st", "nd", "rd", "th"].iter().any(|o| two.eq_ignore_ascii_case(o)));
    let word_goes_on = rest.get(2..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphabetic);
    if ends && !word_goes_on { 2 } else { 0 }
}

fn partial(year: &str, month: Option<u8>) -> Result<DayRange, Fault> {
    let number = year_number(year)?;
    PartialDate { year: Some(number), month, day: None }.days().ok_or_else(Fault::beyond)
}

fn month_of(year: &str, month: &str) -> Result<DayRange, Fault> {
    let number = year_number(year)?;
    match month_number(month) {
        Ok(month) => PartialDate { year: Some(number), month: Some(month), day: None }.days().ok_or_else(Fault::beyond),
        Err(fault) if month.len() == 4 => Err(fault.hint(format!("a range is typed as {year}..{month}"))),
        Err(fault) => Err(fault),
    }
}

fn day(year: &str, month: &str, day: &str) -> Result<DayRange, Fault> {
    let (year, month) = (year_number(year)?, month_number(month)?);
    let last = days_in_month(year, month);
    let known = day.parse().ok().filter(|_| day.len() <= 2).and_then(|day| Day::new(year, month, day));
    known.map(|day| DayRange { first: day, last: day }).ok_or_else(|| {
        let name = month_name(month);
        Fault::new(format!("a day from 1 to {last}"), day)
            .hint(format!("the last day of {name} {year:04} is {year:04}-{month:02}-{last:02}"))
    })
}

/// Reads `a/b/year`, which half of the world means as day and month and the other half as month and day.
fn either_way(a: &str, b: &str, year: &str) -> Result<DayRange, Fault> {
    let day_first = day(year, b, a);
    let (Ok(one), Ok(other)) = (&day_first, day(year, a, b)) else {
        return day_first.or_else(|fault| day(year, a, b).map_err(|_| fault));
    };
    if *one == other {
        return day_first;
    }
    let reading = |day: Day| format!("{day} for {} {}", day.day(), month_name(day.month()));
    let hint = format!("write {} or {}", reading(one.first), reading(other.first));
    Err(Fault::new("a date with one reading", "two").hint(hint))
}

fn year_number(year: &str) -> Result<i32, Fault> {
    if year.len() != 4 {
        return Err(Fault::new("a year of four digits", year));
    }
    match year.parse() {
        Ok(number @ 1..=9999) => Ok(number),
        _ => Err(Fault::new("a year from 0001 to 9999", year)),
    }
}

fn month_number(month: &str) -> Result<u8, Fault> {
    match month.parse() {
        Ok(number @ 1..=12) if month.len() <= 2 => Ok(number),
        _ => Err(Fault::new("a month from 1 to 12", month)),
    }
}

fn no_year(date: &str, today: Day) -> Fault {
    Fault::new("a year", "none").hint(format!("add the year, as in {date} {:04}", today.year()))
}

fn unknown(found: String) -> Fault {
    Fault::new("a date", found)
        .hint("dates are typed as 2025-04-28, 2025-04, 2025, 28 April 2025, yesterday, 3 weeks ago or last month")
}

/// Names the piece that is most likely at fault: the first that is no number, else the first.
fn found(tokens: &[Token<'_>]) -> String {
    match tokens.iter().find(|t| !matches!(t, Number(_))).or(tokens.first()) {
        Some(Word(word)) => format!("the word `{}`", super::subject(word)),
        Some(Number(number)) => format!("the number {}", super::subject(number)),
        Some(&Month(month)) => format!("the month {}", month_name(month)),
        Some(Mark(mark)) => format!("`{mark}`"),
        None => "nothing".to_owned(),
    }
}
