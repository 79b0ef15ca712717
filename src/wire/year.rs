//! The year that a dateline leaves out, and the date that a path states.
//!
//! | known | dateline | date |
//! |---|---|---|
//! | 2025-01-01 | `Dec 31` | 2024-12-31 |
//! | 2025-04 | `May 1` | 2025-05-01 |
//! | 2025-04-28 | `２９日` | 2025-04-29 |
//! | 2025-04-30 | `Monday` | 2025-04-28 |
//!
//! Never from a clock: the day chosen is the one nearest to days that something beside the story states.

use crate::date::{Day, DayRange, PartialDate, english_month};

/// Chooses the day that `stated` means nearest to `near`; nothing if there is none, or two as near.
pub(crate) fn nearest(stated: PartialDate, weekday: Option<u8>, near: DayRange) -> Option<Day> {
    if let Some(day) = stated.to_day() {
        return Some(day);
    }
    let mut days = candidates(stated, weekday, near);
    days.sort_by_key(|&day| distance(day, near));
    match days.as_slice() {
        [] => None,
        [only] => Some(*only),
        [first, second, ..] => (distance(*first, near) < distance(*second, near)).then_some(*first),
    }
}

/// Counts the days between a day and a range; 0 inside.
pub(crate) fn distance(day: Day, range: DayRange) -> i64 {
    range.first.since(day).max(day.since(range.last)).max(0)
}

fn candidates(stated: PartialDate, weekday: Option<u8>, near: DayRange) -> Vec<Day> {
    match (stated.month, stated.day) {
        (Some(month), Some(day)) => {
            let years = near.first.year() - 1..=(near.last.year() + 1).min(near.first.year() + 200);
            let days: Vec<Day> = years.filter_map(|year| Day::new(year, month, day)).collect();
            let fitting: Vec<Day> = days.iter().copied().filter(|d| weekday.is_none_or(|w| d.weekday() == w)).collect();
            // A weekday that fits no year near is a slip, and decides nothing.
            let close = fitting.iter().any(|&d| distance(d, near) <= 7);
            if weekday.is_some() && !close { days } else { fitting }
        }
        (None, Some(day)) if near.last.since(near.first) < 40 => (-1..=1)
            .filter_map(|months: i32| {
                let number = near.first.year() * 12 + i32::from(near.first.month()) - 1 + months;
                Day::new(number.div_euclid(12), number.rem_euclid(12) as u8 + 1, day)
            })
            .collect(),
        // A weekday alone: the last such day, or the next morning's.
        (None, None) if near.first == near.last => weekday
            .into_iter()
            .flat_map(|w| (-5..=1).filter_map(|n| near.first.plus(n)).filter(move |d| d.weekday() == w))
            .collect(),
        _ => Vec::new(),
    }
}

/// Reads the date that a path states, the most precise if there are several: `2025/04/28/x.txt`, `20250428`, `2025-04-28`,
/// `2025-04`, `apr-2025`, a folder `2025`.
pub(crate) fn path_date(path: &str) -> Option<PartialDate> {
    let pieces: Vec<&str> = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let mut best: Option<PartialDate> = None;
    for at in 0..pieces.len() {
        if let Some(date) = pieces_date(&pieces[at..])
            && best.is_none_or(|b| precision(date) >= precision(b))
        {
            best = Some(date);
        }
    }
    best.or_else(|| {
        let folder = path.split('/').rev().skip(1).find_map(year)?;
        PartialDate::new(folder, None, None)
    })
}

fn precision(date: PartialDate) -> u8 {
    u8::from(date.month.is_some()) + u8::from(date.day.is_some())
}

fn pieces_date(pieces: &[&str]) -> Option<PartialDate> {
    let piece = |i: usize| pieces.get(i).copied().unwrap_or_default();
    let day = |p: &str| p.parse::<u8>().ok().filter(|d| (1..=31).contains(d) && p.len() <= 2);
    let first = piece(0);
    if let Some(compact) = compact(first) {
        return Some(compact);
    }
    if let Some(year) = year(first) {
        let (second, third) = (piece(1), piece(2));
        if second.len() == 4 && second.bytes().all(|b| b.is_ascii_digit()) {
            return PartialDate::new(year, second[..2].parse().ok(), second[2..].parse().ok());
        }
        let month = month(second)?;
        return day(third)
            .and_then(|d| PartialDate::new(year, Some(month), Some(d)))
            .or_else(|| PartialDate::new(year, Some(month), None));
    }
    if let (Some(d), Some(m), Some(y)) = (day(first), month(piece(1)), year(piece(2))) {
        return PartialDate::new(y, Some(m), Some(d));
    }
    if first.bytes().any(|b| b.is_ascii_alphabetic()) {
        let month = month(first)?;
        if let (Some(d), Some(y)) = (day(piece(1)), year(piece(2))) {
            return PartialDate::new(y, Some(month), Some(d));
        }
        return PartialDate::new(year(piece(1))?, Some(month), None);
    }
    None
}

/// Reads `20250428`, also inside `n20250428x`, or `202504` as a whole.
fn compact(piece: &str) -> Option<PartialDate> {
    let start = piece.find(|c: char| c.is_ascii_digit())?;
    let digits = piece[start..].bytes().take_while(u8::is_ascii_digit).count();
    let run = &piece[start..start + digits];
    match digits {
        8 | 12 | 14 => PartialDate::new(year(&run[..4])?, run[4..6].parse().ok(), run[6..8].parse().ok()),
        6 if digits == piece.len() => PartialDate::new(year(&run[..4])?, run[4..6].parse().ok(), None),
        _ => None,
    }
}

fn year(piece: &str) -> Option<i32> {
    (piece.len() == 4 && piece.bytes().all(|b| b.is_ascii_digit()))
        .then(|| piece.parse().ok())
        .flatten()
        .filter(|y| (1500..=2199).contains(y))
}

fn month(piece: &str) -> Option<u8> {
    if piece.len() <= 2 {
        return piece.parse().ok().filter(|m| (1..=12).contains(m));
    }
    english_month(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(near: &str, stated: PartialDate, weekday: Option<u8>) -> Option<String> {
        let near = PartialDate::parse_iso(near).unwrap().days().unwrap();
        nearest(stated, weekday, near).map(|d| d.to_string())
    }

    #[test]
    fn the_nearest_day_is_meant() {
        let md = |month, day| PartialDate { year: None, month: Some(month), day: Some(day) };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(chosen("2025-01-01", md(12, 31), None), some("2024-12-31"));
        assert_eq!(chosen("2024-12-31", md(1, 1), None), some("2025-01-01"));
        assert_eq!(chosen("2025-04", md(5, 1), None), some("2025-05-01"));
        assert_eq!(chosen("2024-03-01", md(2, 29), None), some("2024-02-29"));
        assert_eq!(
            chosen("2025-04-28", PartialDate { day: Some(29), ..PartialDate::default() }, None),
            some("2025-04-29")
        );
        assert_eq!(
            chosen("2025-05-01", PartialDate { day: Some(30), ..PartialDate::default() }, None),
            some("2025-04-30")
        );
        assert_eq!(chosen("2025-04-30", PartialDate::default(), Some(0)), some("2025-04-28"));
    }

    #[test]
    fn two_years_as_near_are_none_unless_the_weekday_decides() {
        let near = DayRange { first: Day::new(2020, 1, 1).unwrap(), last: Day::new(2023, 12, 31).unwrap() };
        let date = PartialDate { year: None, month: Some(4), day: Some(28) };
        assert_eq!(nearest(date, None, near), None);
        assert_eq!(nearest(date, Some(2), near).map(|d| d.year()), Some(2021));
    }

    #[test]
    fn paths_state_dates_in_many_ways() {
        for (path, date) in [
            ("2025/04/28/a.txt", Some("2025-04-28")),
            ("tass/20250428-001.txt", Some("2025-04-28")),
            ("x/2025-04-28.txt", Some("2025-04-28")),
            ("apr-2025/story7.txt", Some("2025-04")),
            ("news/28-april-2025.txt", Some("2025-04-28")),
            ("https://a.example/n3/2024/0305/c90000.html", Some("2024-03-05")),
            ("1987-02-26/00001.txt", Some("1987-02-26")),
            ("wire/1999/07.txt", Some("1999-07")),
            ("archive/1999/story.txt", Some("1999")),
            ("story-1950153.txt", None),
            ("room101/9.txt", None),
        ] {
            assert_eq!(path_date(path).map(|d| d.to_string()).as_deref(), date, "{path}");
        }
    }
}
