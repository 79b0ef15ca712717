//! Raw copy to articles: header, headline, byline, dateline, body. A pure function of text and tables.
//!
//! | room | what it knows |
//! |---|---|
//! | `layout` | where a file's stories part; what lines around the text are; where the tail begins |
//! | `header` | `date 2025-04-28`, front matter, `Key: value` lines |
//! | `dateline` | the grammar |
//! | `style`, `calendar` | the tables: agencies, months |
//! | `publish` | which of the stated dates is the date of publication, and how a missing year is inferred |
//! | `places`, `language` | what place is meant; what language the text is in |

mod body;
mod calendar;
mod dateline;
mod header;
pub mod language;
mod layout;
pub mod places;
mod publish;
mod style;

pub use style::{StyleError, Styles};

use crate::article::{Article, ArticleId, Dateline, Part, PartKind, Remark, RemarkKind};
use crate::date::DayRange;
use crate::story::{Context, Origin, Span, Story};
use crate::words;
use dateline::{Certainty, Found, Line};
use layout::Row;

/// What the parser makes of a story.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// The articles, in the order of the copy. Empty only where the copy holds no text.
    pub articles: Vec<Article>,
    /// What was noticed about the file as a whole; what is about one article stands in the article.
    pub remarks: Vec<Remark>,
}

/// How many lines, and how many blocks between blank lines, are looked at for a dateline.
const ROWS: usize = 24;
const BLOCKS: usize = 9;

/// Parses a story into its articles. Never fails and never panics: what it cannot read stays body.
///
/// ```
/// use dateline::story::Story;
/// use dateline::wire::{Styles, parse};
/// let story = Story { text: " date 2025-04-28 TOKYO, April 28. /TASS/. It began.".into(), ..Story::default() };
/// let article = &parse(&story, Styles::builtin()).articles[0];
/// let dateline = article.dateline.as_ref().unwrap();
/// assert_eq!((dateline.place.as_deref(), dateline.agencies[0].as_str(), article.body.as_str()), (Some("TOKYO"), "TASS", "It began."));
/// ```
pub fn parse(story: &Story, styles: &Styles) -> Parsed {
    let text = story.text.as_str();
    if !text.chars().any(char::is_alphanumeric) {
        let remark =
            Remark { kind: RemarkKind::Empty, text: "no letter or digit".to_owned(), span: Span::new(0, text.len()) };
        return Parsed { articles: Vec::new(), remarks: vec![remark] };
    }
    let spans = layout::split(text);
    let headers: Vec<header::Header> = spans.iter().map(|&span| header::read(text, span)).collect();
    // The other stories of the file are nearer neighbours than those of the folder.
    let in_file = headers.iter().filter_map(|header| header.date?.days()).reduce(DayRange::union);
    let context = Context { neighbours: in_file.or(story.context.neighbours) };
    let parsed = spans.iter().zip(headers).enumerate();
    let articles =
        parsed.map(|(number, (&span, header))| article(story, span, number, header, context, styles)).collect();
    Parsed { articles, remarks: Vec::new() }
}

/// Where the dateline of a story was found, and from which line on.
struct Place {
    found: Found,
    /// The number of the line that it begins in.
    row: usize,
}

fn article(
    story: &Story,
    span: Span,
    number: usize,
    header: header::Header,
    context: Context,
    styles: &Styles,
) -> Article {
    let text = story.text.as_str();
    let rows = layout::rows(text, Span::new(header.end, span.end), ROWS);
    let place = leading(text, &rows, styles);
    let mut marks: Vec<(usize, PartKind)> = Vec::new();
    if header.end > span.start {
        marks.push((span.start, PartKind::Header));
    }
    let (body_start, mut body_end);
    let mut dateline = None;
    match place {
        Some(Place { found, row }) => {
            before(text, &rows[..row], &mut marks);
            // A headline or byline that runs into the dateline on the same line.
            if let Some(fused) = rows.get(row).filter(|row| row.span.start < found.span.start) {
                let line = text.get(fused.span.start..found.span.start).unwrap_or_default().trim();
                let first = !marks.iter().any(|(_, kind)| *kind == PartKind::Headline);
                marks.push((fused.span.start, layout::kind_of(line, first)));
            }
            marks.push((found.span.start, PartKind::Dateline));
            body_start = skip_blanks(text, found.span.end, span.end);
            body_end = layout::tail(text, Span::new(body_start, span.end));
            dateline = Some(found);
        }
        None => {
            body_start = without_dateline(text, &rows, &mut marks).unwrap_or(skip_blanks(text, header.end, span.end));
            body_end = layout::tail(text, Span::new(body_start, span.end));
            if let Some(found) = trailing(text, Span::new(body_start, body_end), styles) {
                body_end = found.span.start;
                dateline = Some(found);
            }
        }
    }
    // Copy that is nothing but a sign-off is no reason to lose its words.
    if !text.get(body_start..body_end).unwrap_or_default().chars().any(char::is_alphanumeric) && dateline.is_none() {
        body_end = span.end;
    }
    marks.push((body_start, PartKind::Body));
    match &dateline {
        Some(found) if found.span.start >= body_start => {
            marks.push((found.span.start, PartKind::Dateline));
            marks.push((found.span.end, PartKind::Tail));
        }
        _ => marks.push((body_end, PartKind::Tail)),
    }
    let parts = parts(span, marks);
    let of_kind = |kind: PartKind| {
        parts
            .iter()
            .find(|part| part.kind == kind)
            .map(|part| one_line(part.span.of(text)))
            .filter(|line| !line.is_empty())
    };
    let field = |span: Option<Span>| span.map(|span| one_line(span.of(text)));

    let mut remarks = Vec::new();
    let stated = dateline.as_ref().map(|found| &found.date);
    let sources =
        publish::Sources { header: header.date, container: story.known.date, path: &story.origin.path, context };
    let published = publish::decide(sources, stated, &mut remarks);
    if dateline.is_none()
        && let Some(span) =
            rows.iter().take(3).map(|row| row.span).find(|span| looks_like_dateline(text, *span, styles))
    {
        remarks.push(Remark { kind: RemarkKind::UnparsedDateline, text: shape(text, span, styles), span });
    }
    inner_datelines(text, Span::new(body_start, body_end), styles, &mut remarks);
    let body = body::paragraphs(text.get(body_start..body_end).unwrap_or_default());
    let hint =
        dateline.as_ref().and_then(|found| found.agencies.first()).and_then(|span| styles.of_agency(span.of(text)));
    // Only an agency that writes one language tells it; of one that writes several, its own language where the text leaves doubt.
    let languages = hint.map(|style| style.languages.as_slice()).unwrap_or_default();
    let hint = languages.first().filter(|_| languages.len() == 1).map(String::as_str);
    let by_agency = || languages.iter().rev().find_map(|tag| language::detect(&body, Some(tag)));
    let language = story.known.language.clone().or_else(|| language::detect(&body, hint)).or_else(by_agency);
    let printed = dateline.map(|found| record(text, found, styles, &mut remarks));
    Article {
        id: ArticleId::new(&story.origin.path, story.origin.entry.as_deref(), number),
        origin: Origin { span, ..story.origin.clone() },
        headline: field(header.headline)
            .or_else(|| story.known.headline.clone())
            .or_else(|| of_kind(PartKind::Headline)),
        slug: field(header.slug)
            .or_else(|| story.known.slug.clone())
            .or_else(|| of_kind(PartKind::Slug).map(|line| layout::slug_in(&line))),
        byline: field(header.byline).or_else(|| story.known.byline.clone()).or_else(|| of_kind(PartKind::Byline)),
        dateline: printed,
        words: u32::try_from(words::count(&body)).unwrap_or(u32::MAX),
        body,
        language,
        published,
        standfirst: joined(text, &parts, PartKind::Standfirst),
        captions: joined(text, &parts, PartKind::Caption),
        parts,
        remarks,
    }
}

/// Looks for the dateline at the head of a story: behind headline, section, standfirst and captions.
fn leading(text: &str, rows: &[Row], styles: &Styles) -> Option<Place> {
    let (mut blocks, mut prose, mut beside) = (0, 0, false);
    for (number, row) in rows.iter().enumerate() {
        blocks += usize::from(row.opens);
        if blocks > BLOCKS {
            break;
        }
        let line = row.span.of(text);
        if let Some(found) = dateline::find(&Line::new(text, row.span.start, styles)).filter(|found| {
            text_follows(text, found, rows)
                || rows[..number].iter().all(|row| !layout::ends_sentence(row.span.of(text)))
        }) {
            // A byline or a headline in capitals that runs into it makes its place too long.
            let found = match found.place.map(|place| place.of(text)) {
                Some(place)
                    if found.certainty == Certainty::Strong
                        && place.split_whitespace().count() >= 3
                        && !names_place(place) =>
                {
                    fused(text, row.span, styles).unwrap_or(found)
                }
                _ => found,
            };
            let reach = match found.certainty {
                Certainty::Weak => number == 0 || prose == 0 && number <= 3 && (row.opens || beside),
                Certainty::Fair => prose <= 1,
                Certainty::Strong => prose <= 3,
            };
            if reach {
                return Some(Place { found, row: number });
            }
        }
        if prose == 0
            && number < 4
            && let Some(found) = fused(text, row.span, styles)
        {
            return Some(Place { found, row: number });
        }
        // A long line of whole sentences is text, or as good as text.
        beside = matches!(
            layout::kind_of(line, false),
            PartKind::Byline | PartKind::Credit | PartKind::Caption | PartKind::Advisory
        );
        prose += usize::from(row.opens && line.len() > 180 && layout::ends_sentence(line) && !beside);
    }
    None
}

/// Says whether anything stands behind a dateline: the last line of a story may be one, and is read as such elsewhere.
fn text_follows(text: &str, found: &Found, rows: &[Row]) -> bool {
    let last = rows.last().map_or(0, |row| row.span.end);
    text.get(found.span.end..last.max(found.span.end)).unwrap_or_default().chars().any(char::is_alphanumeric)
}

/// Says whether a printed place is one that is known, alone or before its qualifier.
fn names_place(printed: &str) -> bool {
    let first = printed.split([',', '(', '/', '[']).next().unwrap_or_default();
    let first = [" AND ", " and ", " y ", " und "]
        .iter()
        .find_map(|and| first.split_once(and))
        .map_or(first, |(first, _)| first);
    places::is_known(printed) || places::is_known(first.trim())
}

/// Looks for a dateline that a headline or byline runs into: leftwards from the brackets of a known agency, the longest known
/// place before it.
fn fused(text: &str, row: Span, styles: &Styles) -> Option<Found> {
    let window = row.of(text).get(..dateline::token::floor_boundary(row.of(text), 400)).unwrap_or_default();
    let anchor = window
        .char_indices()
        .filter(|&(at, c)| at > 0 && matches!(c, '(' | '/'))
        .find(|&(at, _)| dateline::Line::new(text, row.start + at, styles).begins_with_agency());
    let (anchor, _) = anchor?;
    let words: Vec<usize> = window[..anchor]
        .char_indices()
        .filter(|&(at, c)| !c.is_whitespace() && at > 0 && window[..at].ends_with(char::is_whitespace))
        .map(|(at, _)| row.start + at)
        .collect();
    let mut best: Option<Found> = None;
    for &start in words.iter().rev().take(9) {
        // In quotation marks, or with nothing behind it, it is a caption or a word about datelines.
        let quoted = text[..start].ends_with(['"', '\'', '“', '‘', '«', '„']);
        let whole = |found: &Found| {
            found.certainty == Certainty::Strong && found.span.end > row.start + anchor && found.span.end < row.end
        };
        let found = dateline::find(&Line::new(text, start, styles)).filter(|found| !quoted && whole(found));
        let known = found.filter(|found| found.place.is_some_and(|place| names_place(place.of(text))));
        match known {
            Some(found) => best = Some(found),
            // Names of more words than the last are read from the left on: `New Delhi` holds `Delhi`.
            None if best.is_some() => break,
            None => {}
        }
    }
    best
}

/// Looks for a dateline that stands alone as the last line, as some agencies of the Balkans print it.
fn trailing(text: &str, body: Span, styles: &Styles) -> Option<Found> {
    let kept = body.of(text).trim_end();
    let last = kept.rsplit('\n').next()?;
    let start = body.start + kept.len() - last.len();
    let start = start + (last.len() - last.trim_start().len());
    if start <= body.start || last.len() > 160 {
        return None;
    }
    let found = dateline::find(&Line::new(text, start, styles))?;
    (found.certainty == Certainty::Strong && found.span.end >= body.start + kept.len() && found.place.is_some())
        .then_some(found)
}

/// Says what the lines before a dateline are.
fn before(text: &str, rows: &[Row], marks: &mut Vec<(usize, PartKind)>) {
    let mut first = true;
    for row in rows {
        let kind = layout::kind_of(row.span.of(text), first);
        first &= kind != PartKind::Headline;
        marks.push((row.span.start, kind));
    }
}

/// Finds headline, byline and furniture of copy without a dateline; gives where its text begins. What is not clearly one of
/// them is text.
fn without_dateline(text: &str, rows: &[Row], marks: &mut Vec<(usize, PartKind)>) -> Option<usize> {
    let mut headline = false;
    for (number, row) in rows.iter().enumerate() {
        let line = row.span.of(text);
        let next = rows.get(number + 1);
        let kind = match layout::kind_of(line, false) {
            kind @ (PartKind::Byline | PartKind::Advisory | PartKind::Slug | PartKind::Furniture) => kind,
            _ if !headline && is_headline(line, next, text) => PartKind::Headline,
            _ => return Some(row.span.start),
        };
        // Without anything behind it, a line is the text.
        next?;
        headline |= kind == PartKind::Headline;
        marks.push((row.span.start, kind));
    }
    rows.last().map(|row| row.span.start)
}

/// A short line without a full stop, a blank line behind it, and then something longer.
fn is_headline(line: &str, next: Option<&Row>, text: &str) -> bool {
    let words = line.split_whitespace().count();
    next.is_some_and(|next| next.opens && next.span.len() > line.len())
        && (2..=24).contains(&words)
        && line.chars().count() <= 160
        && !layout::ends_sentence(line)
        && !line.ends_with([',', ';', ':', '-', '—'])
        && next.is_some_and(|next| layout::ends_sentence(next.span.of(text)) || next.span.len() > 120)
}

/// Makes parts that cover `span`: each goes up to the next, blanks belong to what stands before them.
fn parts(span: Span, mut marks: Vec<(usize, PartKind)>) -> Vec<Part> {
    marks.sort_by_key(|&(at, _)| at);
    let mut parts: Vec<Part> = Vec::new();
    let first = marks.first().map_or(PartKind::Body, |&(_, kind)| kind);
    let mut start = (span.start, first);
    for (at, kind) in marks.into_iter().chain([(span.end, PartKind::Tail)]) {
        let at = at.clamp(start.0, span.end);
        if at > start.0 {
            match parts.last_mut() {
                Some(last) if last.kind == start.1 => last.span.end = at,
                _ => parts.push(Part { kind: start.1, span: Span::new(start.0, at) }),
            }
        }
        start = (at, kind);
    }
    parts
}

fn joined(text: &str, parts: &[Part], kind: PartKind) -> Option<String> {
    let lines: Vec<String> =
        parts.iter().filter(|part| part.kind == kind).map(|part| one_line(part.span.of(text))).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Makes the record of a dateline.
fn record(text: &str, found: Found, styles: &Styles, remarks: &mut Vec<Remark>) -> Dateline {
    let agencies: Vec<String> = found.agencies.iter().map(|span| one_line(span.of(text))).collect();
    let style = agencies.first().and_then(|agency| styles.of_agency(agency));
    if style.is_none()
        && let Some((agency, span)) = agencies.first().zip(found.agencies.first())
    {
        remarks.push(Remark {
            kind: RemarkKind::UnknownAgency,
            text: format!("no style names the agency {agency}"),
            span: *span,
        });
    }
    let place = found.place.map(|span| one_line(span.of(text)));
    let home = style.and_then(|style| style.home.as_deref());
    Dateline {
        text: one_line(found.span.of(text)),
        span: found.span,
        places: place.as_deref().map(|place| places::resolve(place, home)).unwrap_or_default(),
        place,
        date: found.date.date,
        agencies,
        style: found.style,
    }
}

/// How many paragraphs are looked at for datelines of their own: digests are short.
const INNER: usize = 60;

/// Notes the paragraphs of a digest that have datelines of their own.
fn inner_datelines(text: &str, body: Span, styles: &Styles, remarks: &mut Vec<Remark>) {
    for row in layout::rows(text, body, INNER).into_iter().skip(1).filter(|row| row.opens) {
        // Most paragraphs are done with here: a dateline inside a story is in capitals.
        if !row.span.of(text).chars().take(3).all(|c| c.is_uppercase() || c == '.') {
            continue;
        }
        if let Some(found) = dateline::find(&Line::new(text, row.span.start, styles))
            .filter(|found| found.certainty > Certainty::Weak || found.place.is_some())
        {
            remarks.push(Remark {
                kind: RemarkKind::InnerDateline,
                text: one_line(found.span.of(text)),
                span: found.span,
            });
        }
    }
}

/// Says whether a line that was not taken looks like a dateline all the same: a capital, a date soon, and a mark behind it.
fn looks_like_dateline(text: &str, row: Span, styles: &Styles) -> bool {
    Line::new(text, row.start, styles).looks_like_dateline()
}

/// Gives the shape of a leading line: its words by kind, so that lines of one form count together.
fn shape(text: &str, row: Span, styles: &Styles) -> String {
    Line::new(text, row.start, styles).shape()
}

fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn skip_blanks(text: &str, from: usize, to: usize) -> usize {
    let rest = text.get(from..to).unwrap_or_default();
    to - rest.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}').len()
}

#[cfg(test)]
mod tests;
