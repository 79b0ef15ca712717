//! The record of one article: its parts, body, date of publication and remarks put together.

use super::above::{self, Above};
use super::dateline::token::Token;
use super::dateline::{self, Form, Found, Setting};
use super::header::Header;
use super::layout::{trimmed, trimmed_lines};
use super::published;
use super::style::Styles;
use super::tail;
use crate::article::{Article, ArticleId, Dateline, Part, PartKind, Place, Remark, RemarkKind};
use crate::date::DayRange;
use crate::story::{Origin, Span, Story};

/// Makes the record of the `number`-th article, whose bytes in the story's text are `span`.
pub(super) fn make(
    story: &Story,
    header: Header,
    neighbours: Option<DayRange>,
    span: Span,
    number: usize,
    styles: &Styles,
    tokens: &mut Vec<Token>,
) -> Article {
    let text = story.text.as_str();
    let mut above = above::read(text, Span::new(header.end, span.end), styles, tokens);
    if above.dateline.is_none() {
        above.dateline = from_field(story, &header, &above, styles, tokens);
    }
    let copy = Span::new(above.copy.min(span.end), above.end.unwrap_or(span.end));
    let mut lines = trimmed_lines(text, copy);
    let tail = tail::start(text, copy, &lines, styles);
    cut(text, &mut lines, tail);
    let body = body(text, &lines);
    let by = story.origin.span.start;
    let mut remarks = Vec::new();
    let published = published::read(story, neighbours, &header, &above, &mut remarks);
    let found = above.dateline.as_ref();
    remark(found, body.is_empty() && span.of(text).trim().is_empty(), span, &mut remarks);
    doubts(text, &lines, found.is_some(), styles, tokens, &mut remarks);
    let style = found.map(|f| &styles.styles[f.style]);
    let hint = story.known.language.as_deref().or_else(|| style.and_then(|s| s.language.as_deref()));
    let line = |span: Option<Span>| span.map(|s| one_line(s.of(text))).filter(|s| !s.is_empty());
    let names = found.and_then(|f| f.names);
    Article {
        id: ArticleId::new(&story.origin.path, story.origin.entry.as_deref(), number),
        origin: Origin { span: span.shifted(by), ..story.origin.clone() },
        headline: line(header.headline.or(above.headline)).or_else(|| story.known.headline.clone()),
        slug: line(header.slug.or(above.slug)).or_else(|| story.known.slug.clone()),
        byline: line(header.byline.or(above.byline).or(names)).or_else(|| story.known.byline.clone()),
        dateline: found.map(|f| dateline_of(text, f, by, styles)),
        language: language(&body, hint),
        standfirst: joined(text, &above.parts, PartKind::Standfirst),
        captions: joined(text, &above.parts, PartKind::Caption),
        published,
        words: crate::words::count(&body) as u32,
        parts: parts(span, &header, &above, copy.start, tail, by),
        remarks: remarks.into_iter().map(|r| Remark { span: r.span.shifted(by), ..r }).collect(),
        body,
    }
}

/// Reads the dateline that a header or the container has in a field of its own.
fn from_field(
    story: &Story,
    header: &Header,
    above: &Above,
    styles: &Styles,
    tokens: &mut Vec<Token>,
) -> Option<Found> {
    let at = Span::new(above.copy, above.copy);
    if let Some(field) = header.dateline {
        let found = dateline::read(field.of(&story.text), 0, styles, Setting::Field, tokens)?;
        let shift = |span: Span| span.shifted(field.start);
        return Some(Found {
            span: shift(found.span),
            place: found.place.map(shift),
            names: None,
            lead: above.copy,
            ..found
        });
    }
    let field = story.known.dateline.as_deref()?;
    let found = dateline::read(field, 0, styles, Setting::Field, tokens)?;
    // Its bytes stand nowhere in the copy: only what can be owned is kept.
    Some(Found { span: at, place: None, names: None, lead: above.copy, ..found })
}

fn dateline_of(text: &str, found: &Found, by: usize, styles: &Styles) -> Dateline {
    let place = found.place.map(|p| one_line(p.of(text)));
    let home = styles.styles[found.style].home.as_deref();
    Dateline {
        text: one_line(found.span.of(text)),
        span: found.span.shifted(by),
        places: place.as_deref().map(|p| places(p, home)).unwrap_or_default(),
        place,
        date: found.date,
        agencies: found.agencies.iter().map(|printed| styles.styles[found.style].today(printed)).collect(),
        style: String::from(&*styles.styles[found.style].name),
    }
}

/// Resolves the printed places.
fn places(printed: &str, home: Option<&str>) -> Vec<Place> {
    super::places::resolve(printed, home)
}

/// Detects the language of a body.
fn language(body: &str, hint: Option<&str>) -> Option<String> {
    super::language::detect(body, hint)
}

/// Joins what the pieces of copy are: every byte once, white space with the part before it.
fn parts(span: Span, header: &Header, above: &Above, copy: usize, tail: usize, by: usize) -> Vec<Part> {
    let dateline = above
        .dateline
        .as_ref()
        .filter(|f| f.span.start >= header.end)
        .map(|f| Part { kind: PartKind::Dateline, span: f.span });
    let (before, closing) = if above.end.is_some() { (None, dateline) } else { (dateline, None) };
    let body = Part { kind: PartKind::Body, span: Span::new(copy, tail) };
    let after = Part { kind: PartKind::Tail, span: Span::new(tail, above.end.unwrap_or(span.end)) };
    let pieces = header.parts.iter().chain(&above.parts).copied().chain(before).chain([body, after]).chain(closing);
    let mut parts: Vec<Part> = Vec::new();
    for piece in pieces {
        // What stands between two pieces belongs to the one before; at the beginning, to the first.
        let covered = parts.last().map_or(span.start, |last| last.span.end);
        if piece.span.is_empty() || piece.span.end <= covered {
            continue;
        }
        let start = piece.span.start.max(covered);
        match parts.last_mut() {
            Some(last) if last.kind == piece.kind => last.span.end = piece.span.end,
            Some(last) => {
                last.span.end = start;
                parts.push(Part { kind: piece.kind, span: Span::new(start, piece.span.end) });
            }
            None => parts.push(Part { kind: piece.kind, span: Span::new(span.start, piece.span.end) }),
        }
    }
    match parts.last_mut() {
        Some(last) => last.span.end = span.end,
        None if !span.is_empty() => parts.push(Part { kind: PartKind::Body, span }),
        None => {}
    }
    for part in &mut parts {
        part.span = part.span.shifted(by);
    }
    parts
}

/// Sets the parts of one kind, a line each.
fn joined(text: &str, parts: &[Part], kind: PartKind) -> Option<String> {
    let lines: Vec<String> = parts.iter().filter(|p| p.kind == kind).map(|p| one_line(p.span.of(text))).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Drops the lines that stand behind byte `end`, and what of the last one does.
fn cut(text: &str, lines: &mut Vec<Span>, end: usize) {
    lines.truncate(lines.partition_point(|line| line.start < end));
    if let Some(last) = lines.last_mut().filter(|last| last.end > end) {
        *last = trimmed(text, Span::new(last.start, end));
    }
}

/// Builds the body: paragraphs parted by an empty line, their inner line ends kept.
fn body(text: &str, lines: &[Span]) -> String {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return String::new() };
    let copy = Span::new(first.start, last.end).of(text);
    let mut body = String::with_capacity(copy.len());
    let returns = memchr::memchr(b'\r', copy.as_bytes()).is_some();
    // Paragraphs that stand in the copy as they will in the body are copied together.
    let follows =
        |open: Span, line: Span, parted: bool| !parted || !returns && &text.as_bytes()[open.end..line.start] == b"\n\n";
    let (mut open, mut parted): (Option<Span>, bool) = (None, false);
    for &line in lines {
        if line.is_empty() {
            parted = true;
            continue;
        }
        open = match open {
            Some(open) if follows(open, line, parted) => Some(Span::new(open.start, line.end)),
            Some(open) => {
                push(&mut body, open.of(text), returns);
                Some(line)
            }
            None => Some(line),
        };
        parted = false;
    }
    if let Some(open) = open {
        push(&mut body, open.of(text), returns);
    }
    body
}

fn push(body: &mut String, paragraphs: &str, returns: bool) {
    if !body.is_empty() {
        body.push_str("\n\n");
    }
    if !returns {
        body.push_str(paragraphs);
        return;
    }
    for (number, line) in paragraphs.split(['\r', '\n']).filter(|line| !line.is_empty()).enumerate() {
        if number > 0 {
            body.push('\n');
        }
        body.push_str(line);
    }
}

fn remark(found: Option<&Found>, empty: bool, span: Span, remarks: &mut Vec<Remark>) {
    if empty {
        remarks.push(Remark { kind: RemarkKind::Empty, text: "no text".into(), span });
    }
    let Some(found) = found else { return };
    if found.form == Some(Form::Garbled) {
        let text = format!("garbled date, read as {}", found.date);
        remarks.push(Remark { kind: RemarkKind::BadDate, text, span: found.span });
    }
    if let (false, Some(agency)) = (found.agency_known, found.agencies.first()) {
        let text = format!("no style names the agency {agency}");
        remarks.push(Remark { kind: RemarkKind::UnknownAgency, text, span: found.span });
    }
}

/// At most so many lines of the body are looked at for more datelines, and so many paragraphs that begin in capitals.
const LINES: usize = 400;
const PARAGRAPHS: usize = 24;

/// Remarks datelines inside the body (a digest's, or quoted ones), and a leading line that names an agency but was not taken.
fn doubts(
    text: &str,
    lines: &[Span],
    dated: bool,
    styles: &Styles,
    tokens: &mut Vec<Token>,
    remarks: &mut Vec<Remark>,
) {
    let Some(begins) = lines.iter().position(|line| !line.is_empty()) else { return };
    let (first, lines) = (lines[begins], &lines[begins..]);
    if !dated && dateline::names_agency(text, first.start, styles, tokens) {
        let text = "an agency in brackets near the beginning, but no dateline that the styles know".into();
        remarks.push(Remark { kind: RemarkKind::UnparsedDateline, text, span: Span::new(first.start, first.start) });
    }
    // Two capitals begin a place set as datelines set it; few other paragraphs do.
    let capitals = |line: &Span| match line.of(text).as_bytes() {
        [first, second, ..] if first.is_ascii() && second.is_ascii() => {
            first.is_ascii_uppercase() && second.is_ascii_uppercase()
        }
        _ => line.of(text).chars().take(2).filter(|c| c.is_uppercase()).count() == 2,
    };
    let pairs = lines.iter().zip(&lines[1..]).take(LINES);
    let paragraphs = pairs.filter(|(before, line)| before.is_empty() && !line.is_empty()).map(|(_, line)| *line);
    for line in paragraphs.filter(capitals).take(PARAGRAPHS) {
        let inner = dateline::read(text, line.start, styles, Setting::Copy, tokens);
        if let Some(found) = inner.filter(|found| found.strong && found.place.is_some()) {
            remarks.push(Remark {
                kind: RemarkKind::InnerDateline,
                text: "another dateline inside the body".into(),
                span: found.span,
            });
        }
    }
}

/// Sets a text on one line.
fn one_line(text: &str) -> String {
    if is_one_line(text.as_bytes()) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Says whether a text is in ASCII and stands on one line already, its words parted by single blanks.
fn is_one_line(text: &[u8]) -> bool {
    let mut before = b' ';
    for &b in text {
        if !(b' '..=b'~').contains(&b) || b == b' ' && before == b' ' {
            return false;
        }
        before = b;
    }
    before != b' '
}
