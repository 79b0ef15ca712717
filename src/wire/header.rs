//! The header of a raw file: what stands before the copy and is about it.
//!
//! | header | gives |
//! |---|---|
//! | ` date 2025-04-28`, ` date 2025-04` (then blanks, a line end, or the first line of the page) | the date, as precise as it is |
//! | `Date: April 28, 2025`, `Headline: …`, `By: …` (two known keys, or `Date:` first) | date, headline, byline, slug, dateline |
//! | `---` … `---` with `title: …`, `date: …` | the same |
//! | `calendar>>April 28. 2025 Juche 114` | the date |
//! | `DEV-0001 (NOSC)`, `f0704 reute`, `u f BC-BAHIA-COCOA-REVIEW 02-26 0105` | nothing, but the slug |

use super::dateline::{stated_in, token};
use super::layout::{Lines, trimmed};
use super::style::Styles;
use crate::article::{Part, PartKind};
use crate::date::PartialDate;
use crate::story::Span;

/// What a header states.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Header {
    /// Where the copy begins.
    pub end: usize,
    /// What its bytes are.
    pub parts: Vec<Part>,
    /// The date of publication.
    pub date: Option<PartialDate>,
    /// The bytes of the headline.
    pub headline: Option<Span>,
    /// The bytes of the byline.
    pub byline: Option<Span>,
    /// The bytes of the slug.
    pub slug: Option<Span>,
    /// The bytes of a dateline in a field of its own.
    pub dateline: Option<Span>,
}

/// Reads ` date 2025-04-28` at the very beginning: the date and the byte behind it.
pub(crate) fn opening(text: &str) -> Option<(PartialDate, usize)> {
    let rest = text.trim_start_matches(super::layout::is_blank);
    let before = text.len() - rest.len();
    let rest = rest.strip_prefix("date ")?.trim_start_matches([' ', '\t']);
    let at = text.len() - rest.len();
    let digits = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'-').count();
    let date = PartialDate::parse_iso(&rest[..digits])?;
    let ends = rest[digits..].chars().next().is_none_or(char::is_whitespace);
    // A line of prose may begin with these words too; a header's year stands at the beginning of the line.
    (ends && before < 64).then_some((date, at + digits))
}

/// Reads the header at the beginning of a story.
pub(crate) fn read(text: &str, story: Span, styles: &Styles) -> Header {
    let copy = story.of(text);
    if let Some((date, end)) = opening(copy) {
        let end = story.start + end;
        let parts = vec![Part { kind: PartKind::Header, span: Span::new(story.start, end) }];
        let header = Header { end, parts, date: Some(date), ..Header::default() };
        return fields(text, Span::new(end, story.end), styles, header);
    }
    fields(text, story, styles, Header { end: story.start, ..Header::default() })
}

/// What a key of a header line is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Date,
    Headline,
    Byline,
    Slug,
    Dateline,
    /// Known, but nothing that the record has.
    Other,
}

/// At most so many lines are looked at.
const LINES: usize = 24;

fn fields(text: &str, rest: Span, styles: &Styles, mut header: Header) -> Header {
    let mut taken = Vec::new();
    let (mut keys, mut fenced, mut closed) = (0, false, false);
    for (number, line) in Lines::new(text, rest).take(LINES).enumerate() {
        let line = trimmed(text, line);
        let copy = line.of(text);
        if copy.is_empty() {
            continue;
        }
        let first = taken.is_empty();
        if copy == "---" && (first || fenced) {
            closed = fenced;
            fenced = true;
            taken.push((line, None));
            if closed {
                break;
            }
        } else if first && number < 4 && is_calendar(copy) {
            header.date = header.date.or_else(|| stated_in(copy, styles));
            return close(header, line.end, PartKind::Header);
        } else if first && number < 4 && is_wire_line(copy) {
            header.slug = header.slug.or_else(|| slug_in(text, line));
            header = close(header, line.end, PartKind::Header);
        } else if let Some((key, value)) = field(text, line) {
            keys += 1;
            taken.push((line, Some((key, value))));
        } else if !fenced {
            break;
        }
    }
    let dated_first =
        matches!(taken.first(), Some((_, Some((Key::Date, value)))) if stated_in(value.of(text), styles).is_some());
    if !(keys >= 2 || closed || dated_first) || fenced && !closed {
        return header;
    }
    for (line, entry) in taken {
        let Some((key, value)) = entry else {
            header = close(header, line.end, PartKind::Header);
            continue;
        };
        let kind = match key {
            Key::Date => {
                header.date = header.date.or_else(|| stated_in(value.of(text), styles));
                PartKind::Header
            }
            Key::Headline => {
                header.headline.get_or_insert(value);
                PartKind::Headline
            }
            Key::Byline => {
                header.byline.get_or_insert(value);
                PartKind::Byline
            }
            Key::Slug => {
                header.slug.get_or_insert(value);
                PartKind::Slug
            }
            Key::Dateline => {
                header.dateline.get_or_insert(value);
                PartKind::Header
            }
            Key::Other => PartKind::Header,
        };
        header = close(header, line.end, kind);
    }
    header
}

/// Adds a part that reaches to `end`.
fn close(mut header: Header, end: usize, kind: PartKind) -> Header {
    if end > header.end {
        header.parts.push(Part { kind, span: Span::new(header.end, end) });
        header.end = end;
    }
    header
}

/// Reads `Key: value` with a key from a closed list: other lines with a colon are copy (`NEW DELHI: The …`).
fn field(text: &str, line: Span) -> Option<(Key, Span)> {
    let copy = line.of(text);
    let colon = memchr::memchr(b':', &copy.as_bytes()[..copy.len().min(25)])?;
    let key = match &*crate::words::fold(copy[..colon].trim()) {
        "date" | "تاریخ" | "التاريخ" | "日付" | "日期" | "날짜" | "published" | "publication date" | "pubdate"
        | "datum" | "fecha" | "дата" | "date published" => Key::Date,
        "headline" | "title" | "hl" | "head" | "titre" | "titel" | "titulo" | "titolo" | "заголовок" => {
            Key::Headline
        }
        "byline" | "author" | "authors" | "autor" | "auteur" => Key::Byline,
        "slug" | "slugline" => Key::Slug,
        "dateline" => Key::Dateline,
        "id" | "topics" | "url" | "source" | "language" | "section" | "keywords" | "length" | "subject"
        | "category" | "lang" | "link" | "news source" | "key" | "tags" | "publication" | "copyright" | "graphic"
        | "highlight" | "priority" | "load-date" => Key::Other,
        _ => return None,
    };
    let value = trimmed(text, Span::new(line.start + colon + 1, line.end));
    let quoted = value.of(text).len() >= 2 && value.of(text).starts_with('"') && value.of(text).ends_with('"');
    let value = if quoted { Span::new(value.start + 1, value.end - 1) } else { value };
    // `Date:` of copy in prose: a field's value is short.
    (value.len() <= 600).then_some((key, value))
}

fn is_calendar(line: &str) -> bool {
    line.starts_with("calendar>>")
}

/// Lines that machines put above copy: story numbers, service codes, priorities with slug and time.
fn is_wire_line(line: &str) -> bool {
    let line = line.trim_start_matches('^');
    if is_prose(line.as_bytes()) {
        return false;
    }
    // The codes of a wire are parted by control bytes too.
    let mut words = line.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let more = words.next().is_some();
    let coded = |word: &str| {
        word.len() >= 4 && word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic())
    };
    // `DEV-MUC3-0001 (NOSC)`
    !more && coded(first) && first.contains('-') && (second.is_empty() || second.starts_with('(') && second.ends_with(')'))
        // `f0704 reute`
        || !more && !second.is_empty() && first.len() == 5 && coded(first) && second.bytes().all(|b| b.is_ascii_lowercase())
        // `u f BC-BAHIA-COCOA-REVIEW 02-26 0105`
        || more && first.len() <= 2 && second.len() <= 2 && line.contains("BC-")
}

/// Says whether a line has three words or more, the first of more than two letters, as nearly every line of copy has.
fn is_prose(line: &[u8]) -> bool {
    let is_blank = |b: u8| b <= b' ' || b == 0x7f;
    let mut words = line.split(|&b| is_blank(b)).filter(|word| !word.is_empty());
    words.next().is_some_and(|first| first.len() > 2) && words.nth(1).is_some()
}

/// Finds the slug in a wire's header line.
fn slug_in(text: &str, line: Span) -> Option<Span> {
    let at = line.of(text).find("BC-")?;
    let rest = &line.of(text)[at..];
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    Some(Span::new(line.start + at, line.start + at + end))
}

/// Reads the full date of a page's time stamp or address: `14:51, April 19, 2022`, `2022-04-28T08:51+0000`.
pub(crate) fn stamp(line: &str, styles: &Styles) -> Option<PartialDate> {
    if line.len() > 160 {
        return None;
    }
    let iso = line.get(..10).and_then(PartialDate::parse_iso).filter(|d| d.to_day().is_some());
    let address =
        || (line.starts_with("http") || line.starts_with("www.")).then(|| super::year::path_date(line)).flatten();
    iso.or_else(address).or_else(|| {
        let digits = line.chars().filter(|c| token::digit(*c).is_some()).count();
        if digits < 5 {
            return None;
        }
        let words = line.split_whitespace().count();
        // A stamp is little else than its date and time: `billion yen eurobond due April 30, 1994` is a line of prose.
        let small = |word: &&str| word.len() >= 3 && word.chars().next().is_some_and(char::is_lowercase);
        let named = |word: &&str| {
            styles.calendar.month_in(&crate::words::fold(word.trim_end_matches(['.', ','])), None).is_none()
        };
        let prose = line.split_whitespace().filter(|word| small(word) && named(word)).count();
        (words <= 14 && prose <= 2).then(|| stated_in(line, styles)).flatten()
    })
}

/// Says whether a line is a time stamp without its year: `July 04, 13:22 UTC+3 MOSCOW`, `28 Apr. 13:00 (UTC+3 MSK)`.
pub(crate) fn is_clock(line: &str) -> bool {
    let clock = |word: &str| {
        let (hours, minutes) = word.split_once(':').unwrap_or_default();
        let number = |part: &str, most: u8| part.len() <= 2 && part.parse::<u8>().is_ok_and(|n| n < most);
        number(hours, 25) && number(minutes.trim_end_matches([',', '.']), 60)
    };
    line.len() <= 80
        && line.split_whitespace().count() <= 9
        && line.split_whitespace().any(clock)
        && !line.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Header {
        read(text, Span::new(0, text.len()), Styles::builtin())
    }

    #[test]
    fn the_date_line_is_read_with_its_precision() {
        assert_eq!(
            opening(" date 2025-04-28 TOKYO").map(|(d, at)| (d.to_string(), at)),
            Some(("2025-04-28".to_owned(), 16))
        );
        assert_eq!(opening("date 2025-04\nX").map(|(d, _)| d.to_string()), Some("2025-04".to_owned()));
        for none in ["date 2025-13-01 x", "date 28 April", "update 2025-04-28", "date 2025-04-28x"] {
            assert_eq!(opening(none), None, "{none}");
        }
    }

    #[test]
    fn years_of_other_calendars_are_reckoned() {
        let dated = |text: &str| header(text).date.map(|d| d.to_string());
        assert_eq!(dated("Date: 令和7年5月4日\n本文").as_deref(), Some("2025-05-04"));
        assert_eq!(dated("日期: 民國114年5月4日\n本文").as_deref(), Some("2025-05-04"));
        assert_eq!(dated("Date: ۸ اردیبهشت ۱۴۰۴\nx").as_deref(), Some("2025-04-28"));
        assert_eq!(dated("Date: 114年5月4日\nx").as_deref(), None);
    }

    #[test]
    fn fields_need_company_or_a_date() {
        let text = "Title: Ferry sails again\nDate: 4 May 2025\nBy the sea, all is well.";
        let found = header(text);
        assert_eq!(found.headline.map(|s| s.of(text)), Some("Ferry sails again"));
        assert_eq!(found.date.map(|d| d.to_string()), Some("2025-05-04".to_owned()));
        assert!(text[found.end..].starts_with("\nBy the sea"));
        assert_eq!(header("Source: the river rises in the north, and more.\nText."), Header::default());
        assert_eq!(
            header("calendar>>May 4. 2025 Juche 114\nFerry").date.map(|d| d.to_string()),
            Some("2025-05-04".to_owned())
        );
        assert_eq!(
            header("---\ntitle: \"A\"\nlayout: x\ndate: 2025-05-04\n---\nText").date.map(|d| d.to_string()),
            Some("2025-05-04".to_owned())
        );
    }
}
