//! The date inside a dateline.
//!
//! | copy | stated |
//! |---|---|
//! | `April 28`, `Apr. 28`, `28 April`, `28. dubna`, `28 de abril`, `28th April` | month, day |
//! | `3 JAN 90`, `Dec 20, 2017`, `Sunday, June 27, 2021`, `26 mai 2020` | with the year |
//! | `28/04`, `21.12.2001`, `1996-08-22`, `28.4.` | day before month, unless that cannot be |
//! | `4月28日`, `8월 17일`, `２９日` | month and day; the day alone |
//! | `Monday` | the weekday alone |
//! | `Narch 2`, `March 2O`, `March 187`, `April l` | garbled: repaired as far as one slip explains it |

use super::line::Line;
use super::token::{Gap, Kind, digit};
use crate::date::PartialDate;
use crate::wire::calendar::{Calendar, Months};

/// A date as stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stated {
    /// Its parts. The month is missing where its name alone does not decide it.
    pub date: PartialDate,
    /// The months that its name can mean, and the token of the name.
    pub months: Option<(Months, usize)>,
    /// The weekday, 0 for Monday.
    pub weekday: Option<u8>,
    /// How sure it is.
    pub form: Form,
}

/// How sure a date is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// Month and day, or more.
    #[default]
    Whole,
    /// The day, the month or the weekday alone.
    Part,
    /// Garbled on the wire; what could be repaired is.
    Garbled,
    /// `NO DATE`: stated that there is none.
    None,
}

/// Reads the date that begins at token `at`: its end and what it states.
pub(crate) fn read(line: &Line, at: usize, calendar: &Calendar) -> Option<(usize, Stated)> {
    match line.kind(at)? {
        Kind::Number(n @ 1500..=2199) => numeric(line, at, n).or_else(|| year_first(line, at, n, calendar)),
        Kind::Number(n) => numeric(line, at, n).or_else(|| day_first(line, at, Some(n), calendar)),
        Kind::Mixed => match ordinal(line.word(at)) {
            Some(n) => day_first(line, at, Some(n), calendar),
            None => day_first(line, at, None, calendar),
        },
        Kind::Caps | Kind::Title | Kind::Lower | Kind::Uncased => worded(line, at, calendar),
        _ => None,
    }
}

/// A date that begins with a word: month, weekday, `NO DATE`, `ngày`.
fn worded(line: &Line, at: usize, calendar: &Calendar) -> Option<(usize, Stated)> {
    // A garbled month begins with any letters, but stands between a comma and a number.
    let fenced = at > 0 && line.kind(at - 1) == Some(Kind::Comma);
    let word = line.word(at);
    if !(fenced || calendar.may_name(word) || matches!(word.as_bytes(), [b'n' | b'N', ..])) {
        return None;
    }
    let folded = line.folded(at);
    let folded: &str = &folded;
    if let Some(weekday) = calendar.weekday(folded) {
        let mut next = at + 1;
        while matches!(line.kind(next), Some(Kind::Comma | Kind::Stop)) {
            next += 1;
        }
        if let Some((end, stated)) = read_undayed(line, next, calendar) {
            return Some((end, Stated { weekday: Some(weekday), ..stated }));
        }
        // Abbreviations are words of other languages too often.
        if folded.chars().count() > 4 {
            return Some((at + 1, Stated { weekday: Some(weekday), form: Form::Part, ..Stated::default() }));
        }
    }
    match folded {
        "no" if line.word(at + 1).eq_ignore_ascii_case("date") => {
            return Some((at + 2, Stated { form: Form::None, ..Stated::default() }));
        }
        "ngay" => return read_undayed(line, at + 1, calendar),
        _ => {}
    }
    month_first(line, at, folded, calendar)
}

/// Reads a date that has no weekday before it.
fn read_undayed(line: &Line, at: usize, calendar: &Calendar) -> Option<(usize, Stated)> {
    match line.kind(at)? {
        Kind::Number(n) => numeric(line, at, n).or_else(|| day_first(line, at, Some(n), calendar)),
        Kind::Mixed => day_first(line, at, Some(ordinal(line.word(at))?), calendar),
        Kind::Caps | Kind::Title | Kind::Lower | Kind::Uncased => month_first(line, at, &line.folded(at), calendar),
        _ => None,
    }
}

/// `2025. április 28., hétfő`, `2025 m. balandžio 28 d.`
fn year_first(line: &Line, at: usize, year: u16, calendar: &Calendar) -> Option<(usize, Stated)> {
    let mut next = at + 1;
    while line.kind(next) == Some(Kind::Stop) || matches!(line.word(next), "m" | "gada" | "m.") {
        next += 1;
    }
    line.is_word(next).then_some(())?;
    let (mut end, stated) = month_first(line, next, &line.folded(next), calendar)?;
    while matches!(line.kind(end), Some(Kind::Stop | Kind::Comma)) || line.word(end) == "d" {
        end += 1;
    }
    let weekday = line.is_word(end).then(|| calendar.weekday(&line.folded(end))).flatten();
    let date = PartialDate { year: Some(year.into()), ..stated.date };
    Some((end + usize::from(weekday.is_some()), Stated { date, weekday, ..stated }))
}

/// `April 28`, `Apr. 28, 2025`, `április 28.`
fn month_first(line: &Line, at: usize, folded: &str, calendar: &Calendar) -> Option<(usize, Stated)> {
    let mut next = at + 1;
    if line.kind(next) == Some(Kind::Stop) && line.gap(next) == Gap::Glued {
        next += 1;
    }
    let (day, garbled) = match line.kind(next) {
        Some(Kind::Number(n)) if (1..=31).contains(&n) => (Some(n as u8), false),
        Some(Kind::Number(n)) if n < 1000 => (None, true),
        Some(Kind::Mixed) => match ordinal(line.word(next)) {
            Some(n) if (1..=31).contains(&n) => (Some(n as u8), false),
            _ => (unscramble(line.word(next)), true),
        },
        Some(Kind::Lower) if line.word(next) == "l" => (Some(1), true),
        _ => (None, false),
    };
    let months = calendar.months(folded);
    if months.iter().next().is_none() {
        // Only between a comma and a number is a word taken for a garbled month.
        let fenced = at > 0
            && line.kind(at - 1) == Some(Kind::Comma)
            && matches!(line.kind(next), Some(Kind::Number(_) | Kind::Mixed));
        let month = if fenced { calendar.repair(folded)? } else { return None };
        let date = PartialDate { year: None, month: Some(month), day };
        return Some((next + 1, Stated { date, form: Form::Garbled, ..Stated::default() }));
    }
    let date = PartialDate { year: None, month: months.only(), day };
    let stated = Stated { date, months: Some((months, at)), ..Stated::default() };
    if day.is_none() && !garbled {
        return Some((at + 1, Stated { form: Form::Part, ..stated }));
    }
    let form = if garbled { Form::Garbled } else { Form::Whole };
    let (end, year) = year(line, next + 1);
    Some((end, Stated { date: PartialDate { year, ..date }, form, ..stated }))
}

/// `28 April`, `28. dubna 2025`, `28 de abril de 2025`, `28 tháng 4`
fn day_first(line: &Line, at: usize, day: Option<u16>, calendar: &Calendar) -> Option<(usize, Stated)> {
    let garbled = day.is_none();
    let day = match day {
        Some(n) => u8::try_from(n).ok().filter(|d| (1..=31).contains(d))?,
        None => unscramble(line.word(at))?,
    };
    let mut next = at + 1;
    if matches!(line.kind(next), Some(Kind::Stop)) || matches!(line.word(next), "º" | "°") {
        next += 1;
    }
    if matches!(line.word(next), "de" | "of" | "di" | "ta’" | "DE" | "OF") {
        next += 1;
    }
    if matches!(line.word(next), "tháng" | "Tháng") {
        let Some(Kind::Number(month @ 1..=12)) = line.kind(next + 1) else { return None };
        let (end, year) = year(line, next + 2);
        let date = PartialDate { year, month: Some(month as u8), day: Some(day) };
        return Some((end, Stated { date, ..Stated::default() }));
    }
    if !line.is_word(next) {
        return None;
    }
    let mut end = next + 1;
    let mut months = calendar.months(&line.folded(next));
    if months.iter().next().is_none() && line.is_word(next + 1) {
        // Names of two words, as in Levantine Arabic: they are kept with one blank.
        months = calendar.months(&format!("{} {}", &*line.folded(next), &*line.folded(next + 1)));
        end = next + 2;
    }
    months.iter().next()?;
    // Arabic wires set both names of a month: `أبريل نيسان`.
    if line.kind(end) == Some(Kind::Uncased) && calendar.months(&line.folded(end)) == months {
        end += 1;
    }
    if line.kind(end) == Some(Kind::Stop) && line.gap(end) == Gap::Glued {
        // The stop of an abbreviation belongs to it only if something follows that it cannot end.
        end += usize::from(matches!(line.kind(end + 1), Some(Kind::Number(_) | Kind::Open(_))));
    }
    let (end, year) = year(line, end);
    let date = PartialDate { year, month: months.only(), day: Some(day) };
    let form = if garbled { Form::Garbled } else { Form::Whole };
    Some((end, Stated { date, months: Some((months, next)), form, ..Stated::default() }))
}

/// `31/07`, `21.12.2001`, `1996-08-22`, `4月28日`, `8월 17일`, `２９日`
fn numeric(line: &Line, at: usize, n: u16) -> Option<(usize, Stated)> {
    let number = |i: usize| match line.kind(i) {
        Some(Kind::Number(n)) => Some(n),
        _ => None,
    };
    let small = |n: u16, most: u8| u8::try_from(n).ok().filter(|n| (1..=most).contains(n));
    let whole = |end: usize, date: PartialDate| Some((end, Stated { date, ..Stated::default() }));
    match line.word(at + 1) {
        "年" | "년" => {
            let (month, day) = (small(number(at + 2)?, 12)?, number(at + 4));
            matches!(line.word(at + 3), "月" | "월").then_some(())?;
            let day = day.filter(|_| matches!(line.word(at + 5), "日" | "일")).and_then(|d| small(d, 31));
            let end = if day.is_some() { at + 6 } else { at + 4 };
            return whole(end, PartialDate { year: Some(n.into()), month: Some(month), day });
        }
        "月" | "월" => {
            let day = small(number(at + 2)?, 31)?;
            matches!(line.word(at + 3), "日" | "일").then_some(())?;
            return whole(at + 4, PartialDate { year: None, month: Some(small(n, 12)?), day: Some(day) });
        }
        "日" | "일" => {
            let date = PartialDate { year: None, month: None, day: Some(small(n, 31)?) };
            return Some((at + 2, Stated { date, form: Form::Part, ..Stated::default() }));
        }
        _ => {}
    }
    let mark = line.kind(at + 1)?;
    if !matches!(mark, Kind::Slash | Kind::Stop | Kind::Dash)
        || line.gap(at + 1) != Gap::Glued
        || line.gap(at + 2) != Gap::Glued
    {
        return None;
    }
    let second = number(at + 2)?;
    let third = if line.kind(at + 3) == Some(mark) && line.gap(at + 3) == Gap::Glued { number(at + 4) } else { None };
    match third {
        Some(day) if n >= 1000 => {
            let date =
                PartialDate { year: Some(n.into()), month: Some(small(second, 12)?), day: Some(small(day, 31)?) };
            whole(at + 5, date)
        }
        Some(year) => {
            let (day, month) = day_and_month(n, second)?;
            let year = if line.word(at + 4).len() == 2 { century(year) } else { i32::from(year) };
            whole(at + 5, PartialDate { year: Some(year), month: Some(month), day: Some(day) })
        }
        None if mark == Kind::Slash || mark == Kind::Stop && line.kind(at + 3) == Some(Kind::Stop) => {
            let (day, month) = day_and_month(n, second)?;
            let end = if mark == Kind::Stop { at + 4 } else { at + 3 };
            whole(end, PartialDate { year: None, month: Some(month), day: Some(day) })
        }
        None => None,
    }
}

/// Day before month, as most agencies that use numerals do, unless only the other way is a date.
fn day_and_month(first: u16, second: u16) -> Option<(u8, u8)> {
    match (first, second) {
        (1..=31, 1..=12) => Some((first as u8, second as u8)),
        (1..=12, 13..=31) => Some((second as u8, first as u8)),
        _ => None,
    }
}

/// Reads the year that may follow day and month: its end and value.
fn year(line: &Line, at: usize) -> (usize, Option<i32>) {
    let mut next = at;
    while matches!(line.kind(next), Some(Kind::Comma)) || matches!(line.word(next), "de" | "del" | "DE") {
        next += 1;
    }
    // `April 28/2025`
    if line.kind(next) == Some(Kind::Slash)
        && line.gap(next + 1) == Gap::Glued
        && matches!(line.kind(next + 1), Some(Kind::Number(1500..=2199)))
    {
        next += 1;
    }
    // The stop after an ordinal day or a short month: `28. 2025`.
    if line.kind(next) == Some(Kind::Stop) && matches!(line.kind(next + 1), Some(Kind::Number(1500..=2199))) {
        next += 1;
    }
    match line.kind(next) {
        Some(Kind::Number(n @ 1500..=2199)) => {
            let mut end = next + 1;
            // `г.`, `року`, `g.`; the stop after an ordinal year (`2011.`).
            if matches!(line.word(end), "г" | "р" | "року" | "года" | "god" | "g" | "d") {
                end += 1 + usize::from(line.kind(end + 1) == Some(Kind::Stop));
            } else if line.kind(end) == Some(Kind::Stop) && matches!(line.kind(end + 1), Some(Kind::Open(_))) {
                end += 1;
            }
            (end, Some(n.into()))
        }
        // Two digits only where the dateline goes on: `3 JAN 90 (EFE) --`, not `May 3 20 people`.
        Some(Kind::Number(n @ 0..=99))
            if next == at
                && line.word(next).len() == 2
                && line.gap(next) != Gap::Glued
                && matches!(line.kind(next + 1), Some(Kind::Open(_) | Kind::Dash | Kind::Comma | Kind::Stop)) =>
        {
            (next + 1, Some(century(n)))
        }
        _ => (at, None),
    }
}

/// Two-digit years: 00 to 49 are of this century, 50 to 99 of the last.
fn century(n: u16) -> i32 {
    if n < 50 { 2000 + i32::from(n) } else { 1900 + i32::from(n) }
}

/// Reads `28th`, `1er`, `2nd`.
fn ordinal(word: &str) -> Option<u16> {
    let digits: usize = word.chars().take_while(|&c| digit(c).is_some()).map(char::len_utf8).sum();
    let (number, rest) = word.split_at(digits);
    matches!(&*rest.to_lowercase(), "st" | "nd" | "rd" | "th" | "er" | "re" | "e" | "o" | "a").then_some(())?;
    // `2O` is a garbled 20, not an ordinal.
    (rest != "O").then(|| number.parse().ok()).flatten()
}

/// Reads a day in which letters stand for the digits that they look like: `2O`, `l7`.
fn unscramble(word: &str) -> Option<u8> {
    let digits: String = word
        .chars()
        .map(|c| match c {
            'O' | 'o' => '0',
            'l' | 'I' | 'i' => '1',
            c => c,
        })
        .collect();
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::calendar::FILES;
    use crate::wire::dateline::token::{MOST, cut};

    fn stated(text: &str) -> Option<(String, Form)> {
        let calendar = Calendar::load(&FILES).unwrap();
        let mut tokens = Vec::new();
        cut(text, 0, MOST, &mut tokens);
        let line = Line::new(text, &tokens);
        read(&line, 0, &calendar).map(|(_, s)| (s.date.to_string(), s.form))
    }

    #[test]
    fn dates_read_in_the_ways_of_the_wires() {
        for (text, date) in [
            ("April 28 (X)", "--04-28"),
            ("Sept. 9.", "--09-09"),
            ("28 апреля.", "--04-28"),
            ("18. června (ČTK)", "--06-18"),
            ("28 de abril de 2025 (Lusa)", "2025-04-28"),
            ("3 JAN 90 (EFE)", "1990-01-03"),
            ("JUNE 11 89 (AFP)", "1989-06-11"),
            ("Dec 20, 2017 (AFP)", "2017-12-20"),
            ("Sunday, June 27, 2021", "2021-06-27"),
            ("1996-08-22", "1996-08-22"),
            ("31/07 (AFP)", "--07-31"),
            ("21.12.2001 (PAP)", "2001-12-21"),
            ("7月26日电", "--07-26"),
            ("2025年4月28日", "2025-04-28"),
            ("8월 17일발", "--08-17"),
            ("28 tháng 4", "--04-28"),
            ("3 ديسمبر", "--12-03"),
            ("٣ كانون الأول", "--12-03"),
            ("May 3 20 people", "--05-03"),
            ("2025. április 28., hétfő (MTI)", "2025-04-28"),
            ("April 28/2025 (ENA)", "2025-04-28"),
            ("1er mai 2020 (AFP)", "2020-05-01"),
        ] {
            assert_eq!(stated(text), Some((date.to_owned(), Form::Whole)), "{text}");
        }
        assert_eq!(stated("１９日 ロイター"), Some(("---19".to_owned(), Form::Part)));
        assert_eq!(stated("March 2O -"), Some(("--03-20".to_owned(), Form::Garbled)));
        assert_eq!(stated("March 187 -"), Some(("--03".to_owned(), Form::Garbled)));
        assert_eq!(stated("NO DATE (X)"), Some(("-".to_owned(), Form::None)));
        for none in ["Narch 2", "45 April", "13-14", "bread 5", "3.5 mln"] {
            assert_eq!(stated(none), None, "{none}");
        }
    }
}
