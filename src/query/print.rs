//! The canonical text of a tree, and the caret under a fault.
//!
//! | tree | text |
//! |---|---|
//! | all of `oil`, `gas` | `oil gas` |
//! | any of (`oil` and `gas`), not `coal` | `oil gas OR -coal` |
//! | not any of `oil`, `gas` | `-(oil OR gas)` |
//! | the word `AND`, which no one can type bare | `"AND"` |
//! | path `a b` | `path:"a b"` |
//! | three times `oil` or `gas` | `atleast3 (oil OR gas)` |

use std::fmt;

use super::field::{self, Scope};
use super::parse::{Juxtaposed, ParseOptions, parse};
use super::signs::{closing, is_blank};
use super::{DateState, Matcher, Measure, NOTHING_SAVED, Property, Query, Today};
use crate::date::Day;
use crate::story::Span;
use crate::words::is_joiner;

impl fmt::Display for Query {
    /// Writes the canonical text: with parentheses only where they are needed, quotes only where a bare word would be read
    /// as something else. Empty for [`Query::All`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Query::All { Ok(()) } else { write(self, Place::Alone, f) }
    }
}

/// What a clause stands in, loosest first: what binds no tighter than its place needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Alone,
    Or,
    And,
    Not,
}

fn write(query: &Query, place: Place, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match query {
        // A part of a tree that leaves nothing out has a text only as a path.
        Query::All => f.write_str("path:**"),
        Query::Text { .. } | Query::Property { .. } | Query::Date(_) | Query::DateState(_) => f.write_str(&leaf(query)),
        Query::And(clauses) => join(clauses, " ", Place::And, place, f),
        Query::Or(clauses) => join(clauses, " OR ", Place::Or, place, f),
        Query::Measured { measure: Measure::SameParagraph, text } => {
            f.write_str("same-paragraph(")?;
            write(text, Place::Alone, f)?;
            f.write_str(")")
        }
        Query::Measured { measure, text } => {
            match measure {
                Measure::AtLeast(times) => write!(f, "atleast{times} ")?,
                Measure::First(words) => write!(f, "first{words} ")?,
                Measure::SameParagraph => {}
            }
            write(text, Place::Not, f)
        }
        Query::Not(inner) if place == Place::Not => {
            f.write_str("(-")?;
            write(inner, Place::Not, f)?;
            f.write_str(")")
        }
        Query::Not(inner) => {
            f.write_str("-")?;
            write(inner, Place::Not, f)
        }
    }
}

fn join(clauses: &[Query], between: &str, own: Place, place: Place, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let [first, rest @ ..] = clauses else { return write(&Query::All, place, f) };
    if rest.is_empty() {
        return write(first, place, f);
    }
    let (open, close) = if place > own { ("(", ")") } else { ("", "") };
    f.write_str(open)?;
    write(first, own, f)?;
    for clause in rest {
        f.write_str(between)?;
        write(clause, own, f)?;
    }
    f.write_str(close)
}

/// Gives the text of a leaf: bare where that reads back, quoted where not.
fn leaf(query: &Query) -> String {
    match query {
        Query::Text { field, matcher } => {
            let prefix = prefix(Scope::Text(*field));
            match matcher {
                Matcher::Word(word) => bare_or_quoted(prefix, word, query),
                Matcher::Phrase { text, slop: 0 } => prefix + &quoted(text, ' '),
                Matcher::Phrase { text, slop } => format!("{prefix}{}~{slop}", quoted(text, ' ')),
                Matcher::Pattern(pattern) => prefix + pattern,
                Matcher::Fuzzy { word, distance } => format!("{prefix}{word}~{distance}"),
                Matcher::Regex(regex) => format!("{prefix}/{regex}/"),
                Matcher::Exact(text) => bare_or_quoted(prefix + "=", text, query),
            }
        }
        Query::Property { property, value } => bare_or_quoted(prefix(Scope::Property(*property)), value, query),
        Query::Date(days) => format!("{}{days}", prefix(Scope::Date)),
        Query::DateState(state) => prefix(Scope::Date) + state_name(*state),
        Query::All | Query::And(_) | Query::Or(_) | Query::Not(_) | Query::Measured { .. } => String::new(),
    }
}

fn prefix(scope: Scope) -> String {
    match field::name(scope) {
        "" => String::new(),
        name => format!("{name}:"),
    }
}

/// Gives the name that a state is typed with.
pub(super) fn state_name(state: DateState) -> &'static str {
    match state {
        DateState::Missing => "missing",
        DateState::Inferred => "inferred",
        DateState::Conflict => "conflict",
    }
}

/// Tries the bare text on the parser itself, so that the two cannot drift apart. The parentheses are there because a path
/// may hold one that would close the group it is printed in.
fn bare_or_quoted(prefix: String, value: &str, meant: &Query) -> String {
    // Nothing printed is relative: any day will do.
    let options = ParseOptions { today: Today(Day::MIN), juxtaposed: Juxtaposed::All, saved: &NOTHING_SAVED };
    let reads_back = |text: &str| parse(text, options).is_ok_and(|parsed| parsed.query == *meant);
    let bare = format!("{prefix}{value}");
    if reads_back(&format!("({bare})")) {
        return bare;
    }
    match in_quotes(value) {
        Some(quoted) => prefix + &quoted,
        // A path with quotes of all kinds and an open parenthesis: it ends at a blank only.
        None if reads_back(&bare) => bare + " ",
        None if matches!(meant, Query::Property { property: Property::Path, .. }) => prefix + &quoted(value, '?'),
        None => prefix + &quoted(value, ' '),
    }
}

/// Quotes a text. One from a query never holds quotes of all kinds; from elsewhere it may, and then `stand_in` takes the
/// place of the plain ones.
fn quoted(text: &str, stand_in: char) -> String {
    in_quotes(text).unwrap_or_else(|| format!("\"{}\"", text.replace('"', stand_in.encode_utf8(&mut [0; 4]))))
}

/// Puts a text between the first kind of quotes that it does not hold.
fn in_quotes(text: &str) -> Option<String> {
    [('"', '"'), ('“', '”'), ('«', '»'), ('„', '“')]
        .into_iter()
        .find(|&(open, _)| closing(open).is_some_and(|closers| !text.contains(closers)))
        .map(|(open, close)| format!("{open}{text}{close}"))
}

/// Longer queries are drawn in part.
const WIDEST: usize = 200;
/// How much of them is drawn, and how much of that before the place.
const WINDOW: (usize, usize) = (120, 60);

/// Draws the typed text on one line, and a line of carets under `span`, by display columns.
pub(super) fn caret(typed: &str, span: Span) -> String {
    let whole: usize = typed.chars().map(width).sum();
    let before: usize = typed.get(..span.start).unwrap_or(typed).chars().map(width).sum();
    let (from, to) = match whole > WIDEST {
        true => (before.saturating_sub(WINDOW.1), before.saturating_sub(WINDOW.1) + WINDOW.0),
        false => (0, usize::MAX),
    };
    let (mut text, mut carets, mut column) = (String::new(), String::new(), 0);
    if from > 0 {
        text.push('…');
        carets.push(' ');
    }
    for (at, c) in typed.char_indices() {
        let (start, wide) = (column, width(c));
        column += wide;
        if start < from || is_joiner(c) {
            continue;
        }
        if column > to {
            text.push('…');
            break;
        }
        text.push(if is_blank(c) { ' ' } else { c });
        let sign = if (span.start..span.end).contains(&at) { '^' } else { ' ' };
        carets.extend(std::iter::repeat_n(sign, wide));
    }
    if !carets.contains('^') {
        let indent = before - from.min(before) + usize::from(from > 0);
        carets = format!("{:indent$}^", "");
    }
    format!("{text}\n{}", carets.trim_end())
}

/// Gives the columns that a terminal gives a character: none for marks and invisible ones, two for the wide ones of East Asia
/// and for emoji (Unicode TR 11, in blocks).
fn width(c: char) -> usize {
    match c {
        _ if is_joiner(c) => 0,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' => 0,
        '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{94d}' | '\u{941}'..='\u{948}' => 0,
        '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' => 0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}' => 2,
        '\u{4e00}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' => 2,
        '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}
