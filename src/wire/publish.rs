//! The date of publication: who states it, and where the year of a dateline comes from. Never the clock.

use super::dateline::Stated;
use crate::article::{DateSource, Dated, Inference, Remark, RemarkKind};
use crate::date::{Day, DayRange, PartialDate};
use crate::story::Context;

/// More days than these between header and dateline, and they do not speak of the same filing.
const APART: i64 = 4;

/// What is known of the date beside the dateline.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sources<'a> {
    pub(super) header: Option<PartialDate>,
    pub(super) container: Option<PartialDate>,
    pub(super) path: &'a str,
    pub(super) context: Context,
}

/// Decides the date of publication; notes what contradicts it.
pub(super) fn decide(sources: Sources<'_>, stated: Option<&Stated>, remarks: &mut Vec<Remark>) -> Option<Dated> {
    let span = stated.map(|stated| stated.span).unwrap_or_default();
    let mut note = |kind, text: String| remarks.push(Remark { kind, text, span });
    if stated.is_some_and(|stated| stated.garbled) {
        note(RemarkKind::BadDate, "the date of the dateline is garbled".to_owned());
    }
    let known = sources
        .header
        .map(|date| (date, DateSource::Header))
        .or(sources.container.map(|date| (date, DateSource::Container)));
    if let Some((date, source)) = known {
        if let (Some(stated), Some(days)) = (stated, date.days())
            && let Some(distance) = distance(&stated.date, days)
            && distance.abs() > APART
        {
            let text = format!(
                "the dateline is of {}, the {} of {date}",
                stated.date,
                if source == DateSource::Header { "header" } else { "container" }
            );
            note(RemarkKind::DateConflict, text);
        }
        return Some(Dated { date, source, inferred: None });
    }
    let path = in_path(sources.path);
    let Some(stated) = stated.filter(|stated| stated.date.month.is_some() && stated.date.day.is_some()) else {
        let day = path.filter(|date| date.month.is_some())?;
        note(RemarkKind::InferredYear, format!("the date {day} is that of the path"));
        return Some(Dated { date: day, source: DateSource::Path, inferred: Some(Inference::Path) });
    };
    if stated.date.year.is_some() {
        return Some(Dated { date: stated.date, source: DateSource::Dateline, inferred: None });
    }
    let (day, inferred) = infer(stated, path, sources.context)?;
    let from = match inferred {
        Inference::Path => "the path",
        Inference::Neighbours => "the stories beside it",
        Inference::Weekday => "the weekday",
    };
    note(RemarkKind::InferredYear, format!("the year {} is inferred from {from}", day.year()));
    Some(Dated { date: PartialDate::of_day(day), source: DateSource::Dateline, inferred: Some(inferred) })
}

/// Finds the year of a day without one.
fn infer(stated: &Stated, path: Option<PartialDate>, context: Context) -> Option<(Day, Inference)> {
    if let Some(day) = path.and_then(|path| path.days()).and_then(|days| nearest(&stated.date, days)) {
        return Some((day, Inference::Path));
    }
    let weekday_fits = |day: &Day| stated.weekday.is_none_or(|weekday| day.weekday() == weekday);
    let neighbours = context.neighbours?;
    // Where the neighbours span more than a year, several years fit: then the weekday may tell, else no one does.
    let candidates: Vec<Day> = (neighbours.first.year() - 1..=neighbours.last.year() + 1)
        .filter_map(|year| Day::new(year, stated.date.month?, stated.date.day?))
        .filter(|&day| away(day, neighbours).abs() <= 183 && weekday_fits(&day))
        .collect();
    match candidates.as_slice() {
        [day] => Some((
            *day,
            if stated.weekday.is_some() && neighbours.last.since(neighbours.first) > 365 {
                Inference::Weekday
            } else {
                Inference::Neighbours
            },
        )),
        [] => None,
        several => {
            let inside: Vec<&Day> = several.iter().filter(|day| away(**day, neighbours) == 0).collect();
            match inside.as_slice() {
                [day] => Some((**day, Inference::Neighbours)),
                _ => None,
            }
        }
    }
}

/// Gives the signed distance in days from the nearest reading of `date` to `days`; nothing if it names no day.
fn distance(date: &PartialDate, days: DayRange) -> Option<i64> {
    let day = match date.to_day() {
        Some(day) => day,
        None => nearest(date, days)?,
    };
    Some(away(day, days))
}

/// Gives the day of `date`, in whatever year, that is nearest to `days`: 31 December is near 1 January.
fn nearest(date: &PartialDate, days: DayRange) -> Option<Day> {
    let (month, day) = (date.month?, date.day?);
    (days.first.year() - 1..=days.last.year() + 1)
        .filter_map(|year| Day::new(year, month, day))
        .min_by_key(|&day| away(day, days).abs())
}

/// Counts the days by which a day lies outside a range; negative before it.
fn away(day: Day, days: DayRange) -> i64 {
    if day < days.first {
        day.since(days.first)
    } else if day > days.last {
        day.since(days.last)
    } else {
        0
    }
}

/// Reads the date in a path: `2025/04/28`, `20250428`, `2025-04-28`, `apr-2025`, `2025`. The most precise one, the last of
/// several.
pub(super) fn in_path(path: &str) -> Option<PartialDate> {
    let mut best: Option<PartialDate> = None;
    let precision = |date: &PartialDate| usize::from(date.month.is_some()) + usize::from(date.day.is_some());
    let mut offer = |date: PartialDate| {
        if best.is_none_or(|best| precision(&date) >= precision(&best)) {
            best = Some(date);
        }
    };
    let parts: Vec<(usize, &str)> = pieces(path);
    for (at, &(_, piece)) in parts.iter().enumerate() {
        let number = |at: usize, width: usize| {
            parts
                .get(at)
                .map(|(_, piece)| *piece)
                .filter(|piece| piece.len() == width)
                .and_then(|piece| piece.parse::<u16>().ok())
        };
        if piece.len() == 8
            && let Some(day) = piece.parse().ok().and_then(Day::from_number).filter(|day| is_plausible(day.year()))
        {
            offer(PartialDate::of_day(day));
        }
        if let Some(month) = month_name(piece)
            && let Some(year) = number(at + 1, 4).filter(|year| is_plausible((*year).into()))
        {
            offer(PartialDate { year: Some(year.into()), month: Some(month), day: None });
        }
        let Some(year) = number(at, 4).filter(|year| is_plausible((*year).into())) else { continue };
        let month = number(at + 1, 2)
            .map(|month| month as u8)
            .or_else(|| parts.get(at + 1).and_then(|(_, piece)| month_name(piece)));
        let month = month.filter(|month| (1..=12).contains(month));
        let day = month.and_then(|_| number(at + 2, 2)).map(|day| day as u8);
        if let Some(date) =
            PartialDate::new(year.into(), month, day).or_else(|| PartialDate::new(year.into(), month, None))
        {
            offer(date);
        }
    }
    best
}

/// Years that a path means as years: numbers of other things have four digits too.
fn is_plausible(year: i32) -> bool {
    (1700..=2100).contains(&year)
}

/// Cuts a path into runs of digits and runs of letters.
fn pieces(path: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut start = 0;
    let class = |c: char| {
        if c.is_ascii_digit() {
            1
        } else if c.is_alphabetic() {
            2
        } else {
            0
        }
    };
    let mut last = 0;
    for (at, c) in path.char_indices().chain([(path.len(), '/')]) {
        if class(c) != last {
            if last != 0 && start < at {
                out.push((start, &path[start..at]));
            }
            (start, last) = (at, class(c));
        }
    }
    out
}

fn month_name(piece: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let piece = piece.to_ascii_lowercase();
    let named = |name: &&str| {
        piece == **name || piece.len() >= 3 && piece.len() <= 4 && name.starts_with(piece.as_str()) && *name != "march"
    };
    MONTHS
        .iter()
        .position(|name| named(name) || *name == "march" && (piece == "mar" || piece == "march"))
        .map(|at| at as u8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_dates() {
        let date = |path: &str| in_path(path).map(|date| date.to_string());
        assert_eq!(date("2025/04/28/a.txt").as_deref(), Some("2025-04-28"));
        assert_eq!(date("tass-20250428-1.txt").as_deref(), Some("2025-04-28"));
        assert_eq!(date("1987-03-05/00001.txt").as_deref(), Some("1987-03-05"));
        assert_eq!(date("apr-2025/x.txt").as_deref(), Some("2025-04"));
        assert_eq!(date("2025/march/x.txt").as_deref(), Some("2025-03"));
        assert_eq!(date("archive/1987/x12.txt").as_deref(), Some("1987"));
        assert_eq!(date("2025-04/story-1999.txt").as_deref(), Some("2025-04"));
        assert_eq!(date("dev/DEV-MUC3-0001.txt"), None);
        assert_eq!(date("9999/x.txt"), None);
    }

    #[test]
    fn the_last_day_of_the_year_filed_on_the_first_belongs_to_the_old_year() {
        let date = PartialDate { year: None, month: Some(12), day: Some(31) };
        let days = PartialDate::parse_iso("2026-01-01").and_then(|d| d.days()).unwrap();
        assert_eq!(nearest(&date, days).unwrap().to_string(), "2025-12-31");
        assert_eq!(distance(&date, days), Some(-1));
    }
}
