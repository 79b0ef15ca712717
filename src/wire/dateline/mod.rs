//! The dateline grammar: where a story says where, when and by whom it was filed.
//!
//! | copy | place | date | agency |
//! |---|---|---|---|
//! | `TOKYO, April 28. /TASS/. Kim …` | `TOKYO` | `--04-28` | `TASS` |
//! | `SEATTLE, Wash. (AP) — A …` | `SEATTLE, Wash.` | | `AP` |
//! | `Москва. 30 октября. ИНТЕРФАКС - …` | `Москва` | `--10-30` | `ИНТЕРФАКС` |
//! | `(ANSA) - ROMA, 22 MAR - …` | `ROMA` | `--03-22` | `ANSA` |
//! | `BOGOTA, 9 JAN 90 (EFE) -- [TEXT]` | `BOGOTA` | `1990-01-09` | `EFE` |
//! | `新华社北京7月26日电 …` | `北京` | `--07-26` | `新华社` |
//! | `SALVADOR, Feb 26 - …` | `SALVADOR` | `--02-26` | |
//!
//! A line is cut into tokens once, walked once through the tree of all shapes ([`walk`]), and each fit is judged ([`judge`]):
//! the shapes are data, what must speak for a shape is here.

pub(crate) mod agency;
mod date;
mod judge;
mod line;
mod place;
pub(crate) mod token;
mod vocabulary;
mod walk;
mod word;

use line::Line;
use token::{Kind, Token};
use walk::Fit;

use super::eras;
use super::places;
use super::style::Styles;
use crate::date::PartialDate;
use crate::story::Span;

pub(crate) use date::Form;

/// Where a candidate line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// In the copy: only what is surely a dateline is taken.
    Copy,
    /// In a field for datelines: a place alone is one.
    Field,
}

/// A dateline that was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// Its bytes, with the dash or stop that ends it.
    pub span: Span,
    /// Where the lead begins: a byte not before the end of the span.
    pub lead: usize,
    /// The bytes of the places.
    pub place: Option<Span>,
    /// The date as stated.
    pub date: PartialDate,
    /// The weekday as stated, 0 for Monday.
    pub weekday: Option<u8>,
    /// How sure the date is; nothing without one.
    pub form: Option<Form>,
    /// The agencies as printed.
    pub agencies: Vec<String>,
    /// Whether a style names the agency.
    pub agency_known: bool,
    /// The bytes of reporters' names inside it.
    pub names: Option<Span>,
    /// The number of its style.
    pub style: usize,
    /// Whether an agency or a date stands in it: a place alone is weak.
    pub strong: bool,
}

/// Reads the dateline that begins at byte `at` of `text`, or nearly there: junk, a bracketed note or a byline may come first.
pub(crate) fn read(text: &str, at: usize, styles: &Styles, setting: Setting, tokens: &mut Vec<Token>) -> Option<Found> {
    // Few datelines reach far, and most lines are known to have none by their first words.
    tokens.clear();
    for most in [token::FEW, 2 * token::FEW] {
        let whole = token::cut_on(text, at, most, tokens);
        let line = Line::new(text, tokens);
        let found = read_line(&line, styles, setting);
        if whole || !line.ran_out() {
            return found;
        }
    }
    token::cut_on(text, at, token::MOST, tokens);
    read_line(&Line::new(text, tokens), styles, setting)
}

fn read_line(line: &Line, styles: &Styles, setting: Setting) -> Option<Found> {
    let first = first_token(line);
    if !can_begin(line, first) {
        return None;
    }
    best(line, first, styles, setting).or_else(|| {
        later_starts(line, first)
            .into_iter()
            .find_map(|start| {
                best(line, start, styles, setting).filter(|found| found.strong && fused(line, first, found))
            })
            .map(|found| credited(line, first, found, styles))
    })
}

/// Passes over the junk of a transmission: `****`, quotes, a stray letter or digit.
fn first_token(line: &Line) -> usize {
    let junk = (0..).take_while(|&at| matches!(line.kind(at), Some(Kind::Other | Kind::Quote))).count();
    let stray = match line.kind(junk) {
        Some(Kind::Lower | Kind::Number(_)) => line.word(junk).len() == 1 && line.kind(junk + 1) == Some(Kind::Caps),
        _ => false,
    };
    junk + usize::from(stray)
}

fn can_begin(line: &Line, at: usize) -> bool {
    line.token(at).is_some_and(|t| t.is_word() || matches!(t.kind, Kind::Open(_) | Kind::Number(_) | Kind::Slash))
}

/// Gives a dateline the agency of the bracket before it: `(By Associated Press) Rosewood, Fla., Jan. 6.—`.
fn credited(line: &Line, first: usize, found: Found, styles: &Styles) -> Found {
    let Some(close) = line.closing(first, 8).filter(|_| found.agencies.is_empty()) else { return found };
    let from = first + 1 + usize::from(&*line.folded(first + 1) == "by");
    match agency::bare(line, from, styles) {
        Some((end, credit)) if end == close || line.kind(end) == Some(Kind::Stop) => {
            Found { agencies: agency::split(&credit, line.text, styles), agency_known: true, ..found }
        }
        _ => found,
    }
}

/// Cuts a stray letter off a name that is a place without it: `ПМОСКВА`.
fn unstuck(line: &Line, place: Span) -> Span {
    let name = place.of(line.text);
    let mut letters = name.char_indices();
    let (Some((_, first)), Some((second, next))) = (letters.next(), letters.next()) else { return place };
    let caps = first.is_uppercase() && next.is_uppercase() && !name.contains([' ', ',']) && !name.is_ascii();
    if caps && !places::is_known(name) && places::is_known(&name[second..]) {
        return Span::new(place.start + second, place.end);
    }
    place
}

/// Says whether a dateline behind a byline or headline begins where it must: with a place that is known. Behind a bracket it
/// may begin with any.
fn fused(line: &Line, first: usize, found: &Found) -> bool {
    let bracketed = matches!(line.kind(first), Some(Kind::Open(_)));
    let place = found.place.map(|p| p.of(line.text)).unwrap_or_default();
    let name = place.split([',', '(', '[', '/']).next().unwrap_or_default();
    bracketed || places::is_known(name.trim())
}

/// Where else a dateline may begin: behind a bracketed note, behind a byline or a headline that has run into it.
fn later_starts(line: &Line, first: usize) -> Vec<usize> {
    match line.kind(first) {
        Some(Kind::Open(_)) => line.closing(first, 40).map(|close| close + 1).into_iter().collect(),
        Some(Kind::Title | Kind::Caps) => {
            let byline = matches!(&*line.folded(first), "by" | "por" | "von" | "par" | "di" | "door" | "av");
            let headline = (first..first + 3).all(|i| line.kind(i) == Some(Kind::Caps));
            match (byline, headline) {
                (true, _) => (first + 2..first + 8).filter(|&i| line.is_name(i)).collect(),
                (_, true) => (first + 3..first + 16)
                    .filter(|&i| line.kind(i) == Some(Kind::Title) && line.kind(i - 1) == Some(Kind::Caps))
                    .take(1)
                    .collect(),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

fn best(line: &Line, start: usize, styles: &Styles, setting: Setting) -> Option<Found> {
    let mut best: Option<(judge::Verdict, Fit)> = None;
    walk::walk(line, start, styles, &mut |fit| {
        if let Some(verdict) = judge::judge(line, fit, styles, setting)
            && best.as_ref().is_none_or(|(other, _)| verdict.score > other.score)
        {
            best = Some((verdict, *fit));
        }
    });
    best.map(|(verdict, fit)| found(line, &fit, verdict.style, styles))
}

fn found(line: &Line, fit: &Fit, style: usize, styles: &Styles) -> Found {
    let span = line.span(fit.start, fit.lead.max(fit.elements_end));
    let lead = line.token(fit.lead).map_or_else(|| after_blanks(line.text, span.end), |next| next.span.start);
    let lead = after_markers(line.text, lead);
    let language = styles.styles[style].language.as_deref();
    let stated = fit.date.unwrap_or_default();
    let month = stated.date.month.or_else(|| {
        let (_, name) = stated.months?;
        styles.calendar.month_in(&line.folded(name), language.or(Some("en")))
    });
    Found {
        span,
        lead,
        place: fit.place.map(|p| unstuck(line, line.span(p.start, p.end))),
        date: PartialDate { month, ..stated.date },
        weekday: stated.weekday,
        form: fit.date.map(|d| d.form),
        agencies: fit.credit.map(|credit| agency::split(&credit, line.text, styles)).unwrap_or_default(),
        agency_known: fit.credit.is_some_and(|credit| credit.style.is_some()),
        names: fit.names.map(|(from, to)| line.span(from, to)),
        style,
        strong: fit.credit.is_some() || fit.date.is_some(),
    }
}

/// Passes over the markers of broadcast monitoring: `[REPORT] [JANE ROE] [TEXT]`, one of which must be a known kind.
fn after_markers(text: &str, lead: usize) -> usize {
    const KINDS: [&str; 14] = [
        "TEXT",
        "REPORT",
        "EXCERPT",
        "EXCERPTS",
        "COMMENTARY",
        "EDITORIAL",
        "COMMUNIQUE",
        "INTERVIEW",
        "SPEECH",
        "ARTICLE",
        "SUMMARY",
        "CONTINUED",
        "BULLETIN",
        "STATEMENT",
    ];
    let (mut at, mut known) = (lead, false);
    while let Some(inner) = text[at..].strip_prefix('[') {
        let window = &inner[..token::floor_boundary(inner, 200)];
        let Some(close) = window.find(']').filter(|&close| !window[..close].contains(char::is_lowercase)) else {
            break;
        };
        known |= window[..close].split(|c: char| !c.is_alphabetic()).any(|word| KINDS.contains(&word));
        at = after_blanks(text, at + 1 + close + 1);
    }
    if known { at } else { lead }
}

/// Passes over blanks and line ends.
fn after_blanks(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + (rest.len() - rest.trim_start().len())
}

/// What four digits are followed by that tell the time.
const ZONES: [&str; 12] = ["gmt", "utc", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "cet", "hrs"];

/// Finds a date with its year in a short line of a header or page.
pub(crate) fn stated_in(line: &str, styles: &Styles) -> Option<PartialDate> {
    if let Some(iso) = PartialDate::parse_iso(line.trim()) {
        return Some(iso);
    }
    let mut tokens = Vec::new();
    token::cut(line, 0, token::MOST, &mut tokens);
    let line = Line::new(line, &tokens);
    let gregorian = (0..tokens.len()).find_map(|at| {
        let (next, stated) = date::read(&line, at, &styles.calendar)?;
        // `APRIL 7 1600 EST`: the hour of a clock.
        if ZONES.contains(&line.folded(next).as_ref()) {
            return None;
        }
        let month = stated
            .date
            .month
            .or_else(|| stated.months.and_then(|(_, at)| styles.calendar.month_in(&line.folded(at), Some("en"))));
        // Without an era, a year of two or three digits is none that a header would state so.
        let year = stated.date.year.and_then(|year| match year {
            ..1000 => eras::year(&line.text[..tokens[at].span.start], year),
            _ => Some(year),
        });
        PartialDate { month, year, ..stated.date }.to_day()
    });
    let day = gregorian.or_else(|| {
        (0..tokens.len()).find_map(|at| {
            let (Some(Kind::Number(day @ 1..=31)), Some(Kind::Number(year))) = (line.kind(at), line.kind(at + 2))
            else {
                return None;
            };
            eras::day(day as u8, line.word(at + 1), year.into())
        })
    });
    day.map(PartialDate::of_day)
}

/// Says whether a line names a known agency in brackets among its first words.
pub(crate) fn names_agency(text: &str, at: usize, styles: &Styles, tokens: &mut Vec<Token>) -> bool {
    // A bracket among the first ten reaches no further.
    token::cut(text, at, 2 * token::FEW, tokens);
    let line = Line::new(text, tokens);
    (0..tokens.len().min(10)).any(|at| match line.kind(at) {
        Some(Kind::Open(bracket)) => {
            agency::bracketed(&line, at, bracket, styles).is_some_and(|(_, credit)| credit.style.is_some())
        }
        _ => false,
    })
}
