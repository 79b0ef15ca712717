//! What stands above the copy: headline, standfirst, byline, notes, captions and the furniture of a page.
//!
//! | line | part |
//! |---|---|
//! | `All news`, `Home>>`, `14:51, April 19, 2022`, `https://…` | furniture (a full date in it is the page's date) |
//! | `UPDATE 2-Ferry sails`, `Ferry sails` | advisory and headline; headline |
//! | `By JANE ROE`, `Associated Press` | byline |
//! | `(ATTN: ADDS details)`, `(Adds quotes)` | advisory |
//! | `The ferry at dusk. (Xinhua/…)` | caption |
//! | `BC-FERRY` | slug |
//! | any other line | headline if it is the first such line, then standfirst |
//!
//! With a dateline, all above it is told apart in this way. Without one, only what is surely not copy is: no word is lost.

use super::dateline::token::Token;
use super::dateline::{self, Found, Setting};
use super::header;
use super::layout::{Lines, trimmed};
use super::style::{self, Styles};
use crate::article::{Part, PartKind};
use crate::date::PartialDate;
use crate::story::Span;
use crate::words::fold;

/// At most so many lines with text are looked at for a dateline.
const LINES: usize = 16;
/// So many bytes of prose may stand before a dateline, and so many before one that names no known agency: standfirsts and
/// captions are short; what comes later is quoted, or a digest's.
const PROSE: usize = 1600;
const PROSE_WEAK: usize = 420;

/// What was found above the copy.
#[derive(Debug, Default)]
pub(crate) struct Above {
    /// The dateline.
    pub dateline: Option<Found>,
    /// Where the copy begins.
    pub copy: usize,
    /// Where it ends, if the dateline closes it.
    pub end: Option<usize>,
    /// What the bytes above are.
    pub parts: Vec<Part>,
    /// The bytes of the headline.
    pub headline: Option<Span>,
    /// The bytes of the byline.
    pub byline: Option<Span>,
    /// The bytes of the slug.
    pub slug: Option<Span>,
    /// The date of the page.
    pub date: Option<PartialDate>,
}

/// Looks for the dateline and tells what stands above it apart.
pub(crate) fn read(text: &str, rest: Span, styles: &Styles, tokens: &mut Vec<Token>) -> Above {
    match find(text, rest, styles, tokens) {
        Some((found, lines)) => {
            let mut above = Above { copy: found.lead, ..Above::default() };
            for line in lines {
                above.take(text, line, styles);
            }
            above.settle(text);
            above.dateline = Some(found);
            above
        }
        None => match closing(text, rest, styles, tokens) {
            Some(found) => {
                let end = found.span.start;
                let above = undatelined(text, Span::new(rest.start, end), styles);
                Above { dateline: Some(found), end: Some(end), ..above }
            }
            None => undatelined(text, rest, styles),
        },
    }
}

/// Finds a dateline on the last line: some agencies of the Balkans file so.
fn closing(text: &str, rest: Span, styles: &Styles, tokens: &mut Vec<Token>) -> Option<Found> {
    let copy = rest.of(text).trim_end_matches(super::layout::is_blank);
    let start = copy.rfind('\n')? + 1;
    let line = trimmed(text, Span::new(rest.start + start, rest.start + copy.len()));
    // Brackets hold the agency; few last lines have any.
    (line.len() <= 120 && line.of(text).contains('(')).then_some(())?;
    let found = dateline::read(text, line.start, styles, Setting::Copy, tokens)?;
    (found.agency_known && found.place.is_some() && found.span.start == line.start && found.span.end == line.end)
        .then_some(found)
}

/// Finds the dateline, and the lines with text above it.
fn find(text: &str, rest: Span, styles: &Styles, tokens: &mut Vec<Token>) -> Option<(Found, Vec<Span>)> {
    // What follows is another story's: a dateline at the very end of this one must not reach into it.
    let text = &text[..rest.end];
    let mut above: Vec<Span> = Vec::new();
    let mut fallback: Option<(Found, Vec<Span>)> = None;
    let mut prose = 0;
    for line in Lines::new(text, rest) {
        let line = trimmed(text, line);
        if line.is_empty() {
            continue;
        }
        if above.len() == LINES || prose > PROSE {
            break;
        }
        if let Some(found) = dateline::read(text, line.start, styles, Setting::Copy, tokens)
            && (prose <= PROSE_WEAK || found.agency_known)
            && found.span.start < line.end
            // At the very end a place and a date sign a letter, or close a story: see `closing`.
            && (above.is_empty() || !text[found.lead..rest.end].trim().is_empty())
        {
            // A caption may have a dateline of its own; the story's, if there is one, comes later.
            if !above.is_empty() && is_caption(line.of(text), styles) {
                fallback.get_or_insert((found, above.clone()));
            } else {
                return Some((credited(text, found, &above, styles), above));
            }
        }
        let copy = line.of(text);
        if copy.len() > 90 && copy.ends_with(['.', '"', '”', '。']) {
            prose += copy.len();
        }
        above.push(line);
    }
    fallback
}

/// Gives a dateline without agency that of the line above it, if that line is nothing else: `EFE`, then `Madrid, España (…)`.
fn credited(text: &str, found: Found, above: &[Span], styles: &Styles) -> Found {
    match above.last() {
        Some(line)
            if found.agencies.is_empty() && line.len() <= 40 && styles.agency(&style::key(line.of(text))).is_some() =>
        {
            Found { agencies: vec![line.of(text).to_owned()], agency_known: true, ..found }
        }
        _ => found,
    }
}

impl Above {
    fn part(&mut self, kind: PartKind, span: Span) {
        self.parts.push(Part { kind, span });
    }

    /// Tells what one line is.
    fn take(&mut self, text: &str, line: Span, styles: &Styles) {
        let kind = kind(line.of(text), styles);
        match kind {
            Some(PartKind::Byline) if styles.marks.is_affiliation(&fold(line.of(text))) => {
                self.part(PartKind::Byline, line)
            }
            Some(PartKind::Byline) => {
                self.byline.get_or_insert(line);
                self.part(PartKind::Byline, line);
            }
            Some(PartKind::Slug) => {
                self.slug.get_or_insert(line);
                self.part(PartKind::Slug, line);
            }
            Some(kind) => {
                if kind == PartKind::Furniture {
                    self.date = self.date.or_else(|| header::stamp(line.of(text), styles));
                }
                self.part(kind, line);
            }
            None if self.headline.is_none() && line.len() <= 400 => self.take_headline(text, line, styles),
            None => self.part(PartKind::Standfirst, line),
        }
    }

    fn take_headline(&mut self, text: &str, line: Span, styles: &Styles) {
        let take = styles.marks.take(line.of(text));
        let headline = trimmed(text, Span::new(line.start + take, line.end));
        if take > 0 {
            self.part(PartKind::Advisory, Span::new(line.start, headline.start));
        }
        self.part(PartKind::Headline, headline);
        self.headline = Some(headline);
    }

    /// A word or two before a longer line were a section's label, not the headline.
    fn settle(&mut self, text: &str) {
        let Some(first) = self.headline else { return };
        let words = |span: Span| span.of(text).split_whitespace().take(40).count();
        if words(first) > 2 {
            return;
        }
        let longer =
            self.parts.iter().position(|p| p.kind == PartKind::Standfirst && words(p.span) > 3 && p.span.len() <= 200);
        let Some(longer) = longer else { return };
        for part in &mut self.parts[..longer] {
            if part.kind == PartKind::Headline {
                part.kind = PartKind::Furniture;
            }
        }
        self.parts[longer].kind = PartKind::Headline;
        self.headline = Some(self.parts[longer].span);
    }
}

/// Copy without a dateline: passes over what is surely no copy.
fn undatelined(text: &str, rest: Span, styles: &Styles) -> Above {
    let mut above = Above { copy: rest.start, ..Above::default() };
    let mut lines = Lines::new(text, rest).map(|line| trimmed(text, line)).filter(|line| !line.is_empty()).peekable();
    let mut count = 0;
    while let Some(line) = lines.next() {
        count += 1;
        let copy = line.of(text);
        let sure = match kind(copy, styles) {
            Some(PartKind::Caption) => copy.len() <= 400 && above.headline.is_some(),
            // A line of numerals alone may be the first row of a table.
            Some(PartKind::Furniture) => {
                copy.chars().any(char::is_alphabetic) || above.headline.is_none() && copy.len() <= 2
            }
            Some(_) => true,
            None => false,
        };
        if count > LINES {
            break;
        }
        if sure {
            above.take(text, line, styles);
        } else if above.headline.is_none() && lines.peek().is_some_and(|next| heads(text, line, *next)) {
            above.take_headline(text, line, styles);
        } else {
            above.copy = line.start;
            return above;
        }
        above.copy = lines.peek().map_or(rest.end, |next| next.start);
    }
    above
}

/// Says whether `line` is a headline over prose: short, without a stop, and followed by a sentence.
fn heads(text: &str, line: Span, next: Span) -> bool {
    let (head, lead) = (line.of(text), next.of(text));
    let apart = text[line.end..next.start].bytes().filter(|&b| b == b'\n').count() > 1;
    let stops = head.ends_with(['.', ',', ';', ':', '-', '—', '。', '，']) || head.contains(". ");
    let begins = head
        .chars()
        .next()
        .is_some_and(|c| !c.is_lowercase() && (c.is_alphanumeric() || matches!(c, '"' | '“' | '«' | '(')));
    let sentence =
        lead.len() > head.len() && lead.len() >= 60 && lead.chars().next().is_some_and(|c| !c.is_lowercase());
    // Without an empty line between, the lead must be a paragraph on one line: else both may be lines of one paragraph.
    head.len() <= 160
        && !stops
        && begins
        && sentence
        && (apart || lead.len() >= 200)
        && lead.chars().any(char::is_lowercase)
}

/// Tells what a line is; nothing where it may be a headline, a standfirst or copy.
fn kind(line: &str, styles: &Styles) -> Option<PartKind> {
    let marks = &styles.marks;
    // What decides stands at either end of a line.
    let folded = fold(&line[..dateline::token::floor_boundary(line, 600)]);
    if line.len() <= 200 && marks.is_furniture(&folded)
        || header::is_clock(line)
        || header::stamp(line, styles).is_some()
    {
        return Some(PartKind::Furniture);
    }
    if marks.is_byline(line, &folded) || marks.is_affiliation(&folded) {
        return Some(PartKind::Byline);
    }
    if marks.is_advisory(&folded) {
        return Some(PartKind::Advisory);
    }
    if is_slug(line) {
        return Some(PartKind::Slug);
    }
    is_caption(line, styles).then_some(PartKind::Caption)
}

fn is_caption(line: &str, styles: &Styles) -> bool {
    // The credit of a picture ends its caption.
    let tail = line.len().saturating_sub(90);
    let tail = (tail..line.len()).find(|&i| line.is_char_boundary(i)).unwrap_or(0);
    styles.marks.is_caption(&fold(&line[tail..]))
}

/// `BC-FERRY-RESCUE`, `AM-Ferry, 1st Ld-Writethru, a0123`
fn is_slug(line: &str) -> bool {
    let prefix = line.as_bytes();
    prefix.len() <= 120
        && prefix.len() > 4
        && prefix[..2].iter().all(u8::is_ascii_uppercase)
        && prefix[2] == b'-'
        && matches!(&prefix[..2], b"BC" | b"AM" | b"PM" | b"AP")
        && prefix[3].is_ascii_uppercase()
}
