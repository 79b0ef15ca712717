//! What stands at the head of raw copy: `date 2025-04-28`, front matter, `Key: value` lines, `calendar>>April 28. 2025`.

use crate::date::PartialDate;
use crate::story::Span;

/// What a header states.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Header {
    /// Where the copy begins.
    pub(super) end: usize,
    /// The date.
    pub(super) date: Option<PartialDate>,
    /// The headline, where a field states it.
    pub(super) headline: Option<Span>,
    /// The byline, where a field states it.
    pub(super) byline: Option<Span>,
    /// The slug, where a field states it.
    pub(super) slug: Option<Span>,
}

/// Reads `date 2025-04-28` at the start of `line`, with or without a colon or blanks; gives the date and the bytes it takes.
///
/// The header of a scraped page stands on the first line of its text, so that anything may follow on the same line.
pub(super) fn date_mark(line: &str) -> Option<(PartialDate, usize)> {
    let rest = line.trim_start_matches([' ', '\t', '\u{feff}', '\u{a0}']);
    let mark = rest.get(..4).filter(|mark| mark.eq_ignore_ascii_case("date"))?;
    let behind = rest[mark.len()..].trim_start_matches([' ', '\t']);
    let parted = behind.len() < rest.len() - mark.len();
    let behind = match behind.strip_prefix(':') {
        Some(value) => value.trim_start_matches([' ', '\t']),
        None if parted => behind,
        None => return None,
    };
    let length = behind.bytes().take_while(|b| b.is_ascii_digit() || *b == b'-').count();
    let date = PartialDate::parse_iso(&behind[..length])?;
    let after = &behind[length..];
    // `2025-04-28T08:51` is an instant: its day is the date, its time is passed over.
    let time = if after.starts_with('T') { after.find(char::is_whitespace).unwrap_or(after.len()) } else { 0 };
    let ends = after[time..].chars().next().is_none_or(|c| c.is_whitespace() || c.is_control());
    // A bare year is a header only where nothing follows: `date 1984 was a year` is prose.
    let precise = date.month.is_some() || after[time..].trim().is_empty() || line.trim_start().starts_with("date");
    (ends && precise).then(|| (date, line.len() - after.len() + time))
}

/// Reads the header of the copy `text[span]`.
pub(super) fn read(text: &str, span: Span) -> Header {
    let copy = span.of(text);
    let mut header = Header { end: span.start, ..Header::default() };
    if let Some((date, length)) = date_mark(copy.lines().next().unwrap_or_default()) {
        (header.date, header.end) = (Some(date), span.start + length);
    }
    front_matter(text, span, &mut header);
    fields(text, span, &mut header);
    calendar(text, span, &mut header);
    header
}

/// `---`, `key: value` lines, `---`
fn front_matter(text: &str, span: Span, header: &mut Header) {
    let start = header.end + blank_lead(&text[header.end..span.end]);
    let copy = &text[start..span.end];
    let Some(rest) = copy.strip_prefix("---\n").or_else(|| copy.strip_prefix("---\r\n")) else { return };
    let open = copy.len() - rest.len();
    let Some(close) = rest.find("\n---") else { return };
    // A rule under a headline is no front matter: every line must be a field.
    if close > 4000
        || !rest[..close]
            .lines()
            .all(|line| line.contains(':') || line.starts_with([' ', '-', '#']) || line.trim().is_empty())
    {
        return;
    }
    let mut at = start + open;
    for line in rest[..close].split_inclusive('\n') {
        take_field(text, at, line, header);
        at += line.len();
    }
    let behind = &rest[close + 4..];
    header.end = start + open + close + 4 + behind.find('\n').map_or(behind.len(), |end| end + 1);
}

/// The keys of header blocks, lower case. A closed list: `WASHINGTON: …` is a dateline.
const KEYS: [(&str, Field); 34] = [
    ("date", Field::Date),
    ("published", Field::Date),
    ("publication date", Field::Date),
    ("pubdate", Field::Date),
    ("дата", Field::Date),
    ("fecha", Field::Date),
    ("datum", Field::Date),
    ("headline", Field::Headline),
    ("title", Field::Headline),
    ("titre", Field::Headline),
    ("título", Field::Headline),
    ("titel", Field::Headline),
    ("заголовок", Field::Headline),
    ("byline", Field::Byline),
    ("author", Field::Byline),
    ("by", Field::Byline),
    ("autor", Field::Byline),
    ("автор", Field::Byline),
    ("slug", Field::Slug),
    ("slugline", Field::Slug),
    ("id", Field::Other),
    ("url", Field::Other),
    ("link", Field::Other),
    ("source", Field::Other),
    ("topics", Field::Other),
    ("topic", Field::Other),
    ("places", Field::Other),
    ("section", Field::Other),
    ("category", Field::Other),
    ("keywords", Field::Other),
    ("tags", Field::Other),
    ("language", Field::Other),
    ("lang", Field::Other),
    ("copyright", Field::Other),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Date,
    Headline,
    Byline,
    Slug,
    Other,
}

fn field_of(line: &str) -> Option<(Field, &str)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim().to_lowercase();
    KEYS.iter().find(|(known, _)| *known == key).map(|&(_, field)| (field, value.trim()))
}

fn take_field(text: &str, at: usize, line: &str, header: &mut Header) -> bool {
    let Some((field, value)) = field_of(line) else { return false };
    let value = value.trim_matches(['"', '\'']);
    let start = value.as_ptr() as usize - text.as_ptr() as usize;
    debug_assert!(at <= start);
    let span = Some(Span::new(start, start + value.len())).filter(|span| !span.is_empty());
    match field {
        Field::Date => header.date = header.date.or_else(|| stated_date(value)),
        Field::Headline => header.headline = header.headline.or(span),
        Field::Byline => header.byline = header.byline.or(span),
        Field::Slug => header.slug = header.slug.or(span),
        Field::Other => {}
    }
    true
}

/// A block of two or more `Key: value` lines at the head, all of known keys.
fn fields(text: &str, span: Span, header: &mut Header) {
    let start = header.end + blank_lead(&text[header.end..span.end]);
    let mut at = start;
    let mut lines = Vec::new();
    for line in text[start..span.end].split_inclusive('\n').take(15) {
        if field_of(line).is_none() {
            break;
        }
        lines.push((at, line));
        at += line.len();
    }
    // One such line alone may be prose, unless it is the date.
    let dated =
        |line: &str| field_of(line).is_some_and(|(field, value)| field == Field::Date && stated_date(value).is_some());
    if lines.len() >= 2 || lines.len() == 1 && lines.iter().all(|(_, line)| dated(line)) {
        for (at, line) in lines {
            take_field(text, at, line, header);
        }
        header.end = at;
    }
}

/// KCNA's `calendar>>June 29. 2023 Juche 112`: the Juche year counts from 1912, and is the same year once more.
fn calendar(text: &str, span: Span, header: &mut Header) {
    let start = header.end + blank_lead(&text[header.end..span.end]);
    let line = text[start..span.end].split_inclusive('\n').next().unwrap_or_default();
    let Some(rest) = line.trim_start().strip_prefix("calendar>>") else { return };
    header.date = header.date.or_else(|| stated_date(rest.split("Juch").next().unwrap_or_default()));
    header.end = start + line.len();
}

/// Reads the date of a field: ISO, or English words with a year.
pub(super) fn stated_date(value: &str) -> Option<PartialDate> {
    let value = value.trim();
    let iso = value.get(..10).and_then(PartialDate::parse_iso);
    if iso.is_some() {
        return iso;
    }
    let short = value.split(char::is_whitespace).next().and_then(PartialDate::parse_iso);
    if short.is_some() {
        return short;
    }
    // `20250428`
    let digits = value.get(..8).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    if let Some(day) = digits.and_then(|digits| digits.parse().ok()).and_then(crate::date::Day::from_number) {
        return Some(PartialDate::of_day(day));
    }
    words_date(value)
}

/// `28 April 2025`, `April 28, 2025`, `Mon, 28 Apr 2025 10:00:00 GMT`
fn words_date(value: &str) -> Option<PartialDate> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (mut year, mut month, mut day) = (None, None, None);
    for word in value.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(5) {
        let lower = word.to_lowercase();
        match word.parse::<u32>() {
            Ok(number @ 1..=31) if day.is_none() => day = Some(number as u8),
            Ok(number @ 1000..=2999) if year.is_none() => year = Some(number as i32),
            Ok(_) => break,
            Err(_) => {
                let found = lower.get(..3).and_then(|start| MONTHS.iter().position(|name| *name == start));
                if let Some(found) = found {
                    month = month.or(Some(found as u8 + 1));
                }
            }
        }
    }
    PartialDate::new(year?, Some(month?), day)
}

/// Counts the bytes of blanks and line ends at the start.
fn blank_lead(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t', '\r', '\n', '\u{feff}']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_marks_are_read_in_all_their_forms() {
        let read = |line: &str| date_mark(line).map(|(date, length)| (date.to_string(), line[length..].to_owned()));
        let is = |date: &str, rest: &str| Some((date.to_owned(), rest.to_owned()));
        assert_eq!(read(" date 2025-04-28 TOKYO, April 28."), is("2025-04-28", " TOKYO, April 28."));
        assert_eq!(read("date 2025-04"), is("2025-04", ""));
        assert_eq!(read("Date: 2025-04-28"), is("2025-04-28", ""));
        assert_eq!(read("date:2025-04-28 x"), is("2025-04-28", " x"));
        assert_eq!(read("date 2022 Neujahr"), is("2022", " Neujahr"));
        assert_eq!(read("Date: 2025-04-28T08:51+0000 x"), is("2025-04-28", " x"));
        for none in [
            "date 2025-13-01",
            "date 2025-04-28x",
            "dated 2025-04-28",
            "date palm",
            "date",
            "2025-04-28",
            "update 2025-04",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn fields_and_front_matter_are_headers_and_datelines_are_not() {
        let text = "Headline: Ferry strike ends\nDate: 28 April 2025\nTopics: ferries\n\nTOKYO, April 28 - Crews.";
        let header = read(text, Span::new(0, text.len()));
        assert_eq!(header.headline.map(|span| span.of(text)), Some("Ferry strike ends"));
        assert_eq!(header.date.map(|date| date.to_string()), Some("2025-04-28".to_owned()));
        assert!(text[header.end..].trim_start().starts_with("TOKYO"));
        let text = "---\ntitle: (LEAD) Light restored\ndate: 2020-11-24\n---\nLight restored\n";
        let header = read(text, Span::new(0, text.len()));
        assert_eq!(
            (header.date.map(|d| d.to_string()), &text[header.end..]),
            (Some("2020-11-24".to_owned()), "Light restored\n")
        );
        let text = "WASHINGTON: The bridge opened.\n";
        assert_eq!(read(text, Span::new(0, text.len())), Header::default());
        let text = "calendar>>June 29. 2023 Juche 112\nTitle\n";
        assert_eq!(read(text, Span::new(0, text.len())).date.map(|d| d.to_string()), Some("2023-06-29".to_owned()));
    }
}
