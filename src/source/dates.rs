//! Dates as containers state them. The civil day that is written counts, in whatever zone: an instant is not converted.
//!
//! | written | where |
//! |---|---|
//! | `2025-04-28T23:10:00+03:00`, `20250428T231000Z`, `2025-04` | NITF, NewsML, ninjs, Atom, JSON-LD |
//! | `Mon, 28 Apr 2025 23:10:00 +0300` | RSS, mail |
//! | `26-FEB-1987 15:01:01.79`, `03/14/1998 10:36:00` | Reuters-21578, TDT |
//! | `April 28, 2025 Monday`, `28 avril 2025`, `28. April 2025` | LexisNexis, Factiva, ProQuest |
//! | `1745884800`, `1745884800000` | JSON: seconds, milliseconds since 1970 |

use crate::date::{Day, PartialDate, english_month};

/// Reads the civil day, month or year that `text` states. Nothing where it states none, or two in one (`03/04/1998`).
pub(super) fn civil(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    iso(text).or_else(|| epoch(text)).or_else(|| in_words(text))
}

/// Reads the day that stands in a document's id: `AP890101-0001`, `APW19980314.0391`, `AFP_SPA_19940512.0001`.
pub(super) fn in_id(id: &str) -> Option<PartialDate> {
    let runs = id.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    runs.into_iter().find_map(|run| match run.len() {
        8 => compact(run),
        // Two digits of the year: the corpora that count so end before 2000.
        6 if id.starts_with(|c: char| c.is_ascii_uppercase()) => compact(&format!("19{run}")),
        _ => None,
    })
}

/// Finds a month by its name in the languages of the big databases; in English also by its first letters.
fn month(word: &str) -> Option<u8> {
    let word = word.trim_end_matches('.').to_lowercase();
    let other = OTHER_LANGUAGES.iter().find(|(names, _)| names.contains(&word.as_str())).map(|&(_, month)| month);
    other.or_else(|| english_month(&word))
}

const OTHER_LANGUAGES: [(&[&str], u8); 12] = [
    (&["januar", "janvier", "enero", "januari", "gennaio", "janeiro", "января", "ene"], 1),
    (&["februar", "février", "fevrier", "febrero", "februari", "febbraio", "fevereiro", "февраля"], 2),
    (&["märz", "mars", "marzo", "maart", "março", "марта", "mrz"], 3),
    (&["avril", "abril", "aprile", "апреля", "abr"], 4),
    (&["mai", "mayo", "mei", "maggio", "maio", "maj", "мая"], 5),
    (&["juni", "juin", "junio", "giugno", "junho", "июня"], 6),
    (&["juli", "juillet", "julio", "luglio", "julho", "июля"], 7),
    (&["août", "aout", "agosto", "augustus", "augusti", "августа", "ago"], 8),
    (&["septembre", "septiembre", "settembre", "setembro", "сентября"], 9),
    (&["oktober", "octobre", "octubre", "ottobre", "outubro", "октября", "okt"], 10),
    (&["novembre", "noviembre", "novembro", "ноября"], 11),
    (&["dezember", "décembre", "decembre", "diciembre", "dicembre", "dezembro", "декабря", "dez", "dic"], 12),
];

fn iso(text: &str) -> Option<PartialDate> {
    let digits =
        |range: std::ops::Range<usize>| text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let ends = |at: usize| !text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    if digits(0..8).is_some() && ends(8) {
        return compact(&text[..8]);
    }
    let year: i32 = digits(0..4)?.parse().ok()?;
    let separator = text.as_bytes().get(4).copied();
    match separator {
        None => PartialDate::new(year, None, None),
        Some(b'-' | b'/' | b'.') => {
            let mut parts = text[5..].split(|c: char| !c.is_ascii_digit());
            let mut part =
                || parts.next().filter(|part| matches!(part.len(), 1 | 2)).and_then(|part| part.parse::<u8>().ok());
            let month = part()?;
            PartialDate::new(year, Some(month), part())
        }
        Some(_) => None,
    }
}

fn compact(eight: &str) -> Option<PartialDate> {
    let day = Day::from_number(eight.parse().ok()?)?;
    (1500..2200).contains(&day.year()).then(|| PartialDate::of_day(day))
}

/// Seconds or milliseconds since 1970, in a field that holds nothing else; the day in UTC.
fn epoch(text: &str) -> Option<PartialDate> {
    let whole = text.split('.').next()?;
    let count: i64 = whole.parse().ok()?;
    let seconds = match whole.len() {
        9 | 10 => count,
        12 | 13 => count / 1000,
        _ => return None,
    };
    Day::new(1970, 1, 1)?.plus(seconds.div_euclid(86_400)).map(PartialDate::of_day)
}

/// A date with its month in words or as a number, the year in four digits.
fn in_words(text: &str) -> Option<PartialDate> {
    let words: Vec<&str> =
        text.split(|c: char| !(c.is_alphanumeric())).filter(|word| !word.is_empty()).take(8).collect();
    let number = |at: usize, digits: &[usize]| {
        let word = words.get(at)?;
        let word = word
            .strip_suffix("st")
            .or(word.strip_suffix("nd"))
            .or(word.strip_suffix("rd"))
            .or(word.strip_suffix("th"))
            .unwrap_or(word);
        digits.contains(&word.len()).then(|| word.parse::<i32>().ok()).flatten()
    };
    if let Some(at) = words.iter().position(|word| month(word).is_some()) {
        let month = month(words[at]);
        // `28 April 2025`, `28 de abril de 2025`.
        let year_behind = (at + 1..at + 3).find_map(|at| number(at, &[4]));
        let day_before =
            at.checked_sub(1).and_then(|at| number(at, &[1, 2]).or_else(|| number(at.checked_sub(1)?, &[1, 2])));
        if let (Some(year), Some(day)) = (year_behind, day_before) {
            return PartialDate::new(year, month, u8::try_from(day).ok());
        }
        // `April 28, 2025`.
        if let (Some(day), Some(year)) = (number(at + 1, &[1, 2]), number(at + 2, &[4])) {
            return PartialDate::new(year, month, u8::try_from(day).ok());
        }
        // `28 Apr 98`: mail of the last century.
        if let (Some(day), Some(year)) = (day_before, number(at + 1, &[2]).filter(|_| text.contains(':'))) {
            return PartialDate::new(if year < 70 { 2000 + year } else { 1900 + year }, month, u8::try_from(day).ok());
        }
        return year_behind.and_then(|year| PartialDate::new(year, month, None));
    }
    // `28.04.2025`, `03/14/1998`: only where one of the two can be no month.
    let (first, second, year) = (number(0, &[1, 2])?, number(1, &[1, 2])?, number(2, &[4])?);
    let (day, month) = match text.contains('.') || first > 12 {
        true => (first, second),
        false if second > 12 || first == second => (second, first),
        false => return None,
    };
    PartialDate::new(year, u8::try_from(month).ok(), u8::try_from(day).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_as_written_is_read() {
        for (text, date) in [
            ("2025-04-28T23:10:00+03:00", "2025-04-28"),
            ("20250428T231000-0500", "2025-04-28"),
            ("20250428", "2025-04-28"),
            ("2025/4/8", "2025-04-08"),
            ("2025-04", "2025-04"),
            ("1987", "1987"),
            ("Mon, 28 Apr 2025 23:10:00 +0300", "2025-04-28"),
            ("Tue, 3 Mar 98 10:00:00 GMT", "1998-03-03"),
            ("26-FEB-1987 15:01:01.79", "1987-02-26"),
            ("03/14/1998 10:36:00", "1998-03-14"),
            ("28.04.2025", "2025-04-28"),
            ("April 28, 2025 Monday", "2025-04-28"),
            ("Sept. 5th, 2003", "2003-09-05"),
            ("28 de abril de 2025", "2025-04-28"),
            ("11. Januar 2010 Montag", "2010-01-11"),
            ("12 août 2014 mardi", "2014-08-12"),
            ("Apr 2025", "2025-04"),
            ("1745884800", "2025-04-29"),
            ("1745884800000", "2025-04-29"),
        ] {
            assert_eq!(civil(text).map(|date| date.to_string()).as_deref(), Some(date), "{text}");
        }
        for text in ["", "yesterday", "03/04/1998", "April 28", "2025-13-01", "99999999", "market report", "12:30"] {
            assert_eq!(civil(text), None, "{text}");
        }
    }

    #[test]
    fn ids_of_corpora_hold_a_day() {
        let day = |id| in_id(id).map(|date| date.to_string());
        assert_eq!(day("AP890101-0001").as_deref(), Some("1989-01-01"));
        assert_eq!(day("APW19980314.0391").as_deref(), Some("1998-03-14"));
        assert_eq!(day("AFP_SPA_19940512.0001").as_deref(), Some("1994-05-12"));
        assert_eq!(day("doc-123456"), None);
        assert_eq!(day("FT99999999-1"), None);
    }
}
