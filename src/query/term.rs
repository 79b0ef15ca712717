//! One term to a leaf of the tree: what a word, a quoted text or a regular expression asks for where it stands.

use super::expression;
use super::field::{self, Scope};
use super::lex::Token;
use super::notes::{Notes, short};
use super::print::state_name;
use super::signs::is_blank;
use super::{DateState, Matcher, Property, Query, SyntaxError, Today};
use crate::date::parse_range;
use crate::story::Span;
use crate::wire::places;
use crate::words::{Words, is_joiner};

/// A token that stands for a term, and its place.
#[derive(Clone, Copy)]
pub(super) struct Term<'t> {
    pub(super) token: Token<'t>,
    pub(super) span: Span,
    pub(super) scope: Scope,
}

/// Reads a term. `rest` is what follows it in the query: a date that was cut at a blank is told so.
pub(super) fn read(term: Term<'_>, rest: &str, today: Today, notes: &mut Notes) -> Result<Query, SyntaxError> {
    match term.scope {
        Scope::Text(field) => {
            matcher(term, notes)?.map_or_else(|| Err(no_term(term)), |matcher| Ok(Query::Text { field, matcher }))
        }
        Scope::Property(property) => property_value(term, property),
        Scope::Date => date(term, rest, today, notes),
        // The grammar sees to it, which knows the texts.
        Scope::Saved => Err(no_term(term)),
    }
}

fn matcher(term: Term<'_>, notes: &mut Notes) -> Result<Option<Matcher>, SyntaxError> {
    Ok(Some(match term.token {
        Token::Quoted(text, slop) => phrase(text, slop, term.span, notes),
        Token::Regex(regex) => {
            expression::check(regex, term.span, notes)?;
            Matcher::Regex(regex.to_owned())
        }
        Token::Exact(text) => exact(text, term.span, notes),
        Token::Bare(raw) => match fuzzy(raw, term.span)? {
            Some(fuzzy) => fuzzy,
            None => word(raw, term.span, notes)?,
        },
        _ => return Ok(None),
    }))
}

/// Reads a phrase. Its words are exact: a `*` there is no pattern, and is said not to be one.
fn phrase(text: &str, slop: Option<u32>, span: Span, notes: &mut Notes) -> Matcher {
    let text = one_line(text);
    if text.split(' ').any(|word| word.len() > 1 && word.contains('*')) {
        notes.add(span, "`*` between quotes is read as text: quoted words are exact".to_owned());
    }
    Matcher::Phrase { text, slop: slop.unwrap_or(0) }
}

/// Reads what stands behind `=`: a `*` or `~1` there is text, and is said to be.
fn exact(text: &str, span: Span, notes: &mut Notes) -> Matcher {
    let text = one_line(text);
    let sign = match text.rsplit_once('~') {
        _ if text.contains('*') => Some("*"),
        Some((_, digits)) if digits.bytes().all(|b| b.is_ascii_digit()) => Some("~"),
        _ => None,
    };
    if let Some(sign) = sign {
        notes.add(span, format!("`{sign}` after `=` is read as text: such words are taken letter for letter"));
    }
    Matcher::Exact(text)
}

/// Reads `word~`, `word~1` or `word~2`.
fn fuzzy(raw: &str, span: Span) -> Result<Option<Matcher>, SyntaxError> {
    let Some((base, digits)) = raw.rsplit_once('~') else { return Ok(None) };
    if !digits.bytes().all(|b| b.is_ascii_digit()) || Words::new(base).step().is_none() {
        return Ok(None);
    }
    let tail = Span::new(span.start + base.len(), span.start + raw.len());
    let distance = match digits {
        "" | "1" => 1,
        "2" => 2,
        _ => {
            return Err(SyntaxError {
                message: format!("expected ~1 or ~2 after a word, found ~{}", short(digits)),
                span: tail,
                hint: Some("words within reach of each other take quotes: \"oil price\"~5".to_owned()),
            });
        }
    };
    match only_word(base) {
        Some(word) => Ok(Some(Matcher::Fuzzy { word: word.to_owned(), distance })),
        None => Err(SyntaxError {
            message: format!("expected one word before ~{distance}, found `{}`", short(base)),
            span: Span::new(span.start, tail.end),
            hint: Some(format!("to search for the text itself, quote it: \"{}\"", short(raw))),
        }),
    }
}

/// Reads a word or a pattern.
fn word(raw: &str, span: Span, notes: &mut Notes) -> Result<Matcher, SyntaxError> {
    if matches!(raw, "AND" | "OR" | "NOT") {
        return Err(SyntaxError {
            message: format!("expected a word, found the operator `{raw}`"),
            span,
            hint: Some(format!("to search for the word itself, quote it: \"{raw}\"")),
        });
    }
    if !raw.contains(['*', '?']) {
        return Ok(Matcher::Word(raw.to_owned()));
    }
    // With letters for its wildcards, a pattern is one word.
    let core = only_word(&raw.replace(['*', '?'], "x")).map(str::len).and_then(|length| {
        let start =
            raw.find(|c: char| matches!(c, '*' | '?') || Words::new(c.encode_utf8(&mut [0; 4])).step().is_some())?;
        raw.get(start..start + length)
    });
    let pattern = core.map(|core| core.trim_start_matches('?')).filter(|core| core.contains(['*', '?']));
    if let Some(pattern) = pattern {
        return Ok(Matcher::Pattern(pattern.to_owned()));
    }
    let sign = if raw.contains('*') { '*' } else { '?' };
    notes
        .add(span, format!("`{sign}` in `{}` is read as text: a pattern is one word, without punctuation", short(raw)));
    Ok(Matcher::Word(raw.to_owned()))
}

/// Gives the one word of a text without the punctuation around it; nothing if it has more.
fn only_word(text: &str) -> Option<&str> {
    let mut words = Words::new(text);
    let (span, _) = words.step()?;
    words.step().is_none().then(|| span.of(text).trim_end_matches(is_joiner))
}

fn property_value(term: Term<'_>, property: Property) -> Result<Query, SyntaxError> {
    let name = field::name(term.scope);
    let value = match term.token {
        Token::Bare(raw) => raw.to_owned(),
        Token::Quoted(text, None) => one_line(text),
        Token::Quoted(_, Some(slop)) => return Err(unfit(term, name, &format!("~{slop}"))),
        Token::Regex(_) => return Err(unfit(term, name, "a regular expression")),
        _ => return Err(no_term(term)),
    };
    match property {
        Property::Place | Property::Agency | Property::Country => {
            if let Token::Bare(raw) = term.token {
                if raw.contains(['*', '?']) {
                    return Err(unfit(term, name, "a pattern"));
                }
                if raw.rsplit_once('~').is_some_and(|(_, digits)| digits.bytes().all(|b| b.is_ascii_digit())) {
                    return Err(unfit(term, name, "a fuzzy word"));
                }
            }
        }
        Property::Language if !is_language_tag(&value) => {
            return Err(SyntaxError {
                message: format!("expected a language tag after {name}:, found `{}`", short(&value)),
                span: term.span,
                hint: Some("tags are short codes: en, ru, zh, pt-BR".to_owned()),
            });
        }
        Property::Language | Property::Path => {}
    }
    if property == Property::Country && places::country(&value).is_none() {
        return Err(SyntaxError {
            message: format!("expected a country after {name}:, found `{}`", short(&value)),
            span: term.span,
            hint: Some(
                "by name or by ISO 3166-1 code: country:japan, country:JP; a town or region takes place:".to_owned(),
            ),
        });
    }
    Ok(Query::Property { property, value })
}

fn unfit(term: Term<'_>, name: &str, found: &str) -> SyntaxError {
    SyntaxError {
        message: format!("expected plain words after {name}:, found {found}"),
        span: term.span,
        hint: Some("one word of a name is enough: place:york finds New York".to_owned()),
    }
}

/// Says whether a text has the form of a BCP 47 tag: a language of two or three letters, then parts of up to eight.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn date(term: Term<'_>, rest: &str, today: Today, notes: &mut Notes) -> Result<Query, SyntaxError> {
    let typed = match term.token {
        Token::Bare(raw) | Token::Quoted(raw, None) => raw,
        Token::Quoted(_, Some(slop)) => {
            return Err(SyntaxError {
                message: format!("expected a date, found a phrase with ~{slop}"),
                span: term.span,
                hint: None,
            });
        }
        _ => return Err(no_term(term)),
    };
    let bare = typed.trim_matches(is_blank);
    let states = [DateState::Missing, DateState::Inferred, DateState::Conflict];
    if let Some(&state) = states.iter().find(|&&state| bare.eq_ignore_ascii_case(state_name(state))) {
        return Ok(Query::DateState(state));
    }
    // Opening and closing quotes are equally long, and bare text has none.
    let start = term.span.start + (term.span.len() - typed.len()) / 2;
    let whole = match term.token {
        Token::Bare(_) => with_words_behind(typed, rest, today),
        _ => None,
    };
    match parse_range(typed, today.0) {
        Ok(range) => {
            if range.reversed {
                notes.add(term.span, format!("dates were reversed: reading {}", range.days));
            }
            if let Some(whole) = whole {
                let text =
                    format!("`{}` is read as a date by itself; for one date, quote it: date:\"{whole}\"", short(typed));
                notes.add(term.span, text);
            }
            Ok(Query::Date(range.days))
        }
        Err(error) => {
            let error = SyntaxError::from(error);
            let hint = whole.map(|whole| format!("a date with blanks takes quotes: date:\"{whole}\"")).or(error.hint);
            Err(SyntaxError { message: error.message, span: error.span.shifted(start), hint })
        }
    }
}

/// Gives the longest text that is a date and goes on behind the blank at which `typed` was cut.
fn with_words_behind(typed: &str, rest: &str, today: Today) -> Option<String> {
    /// As in `1 April 2025 to 15 April 2025`.
    const MOST: usize = 6;
    if !rest.starts_with(is_blank) || typed.len() > MOST * 10 {
        return None;
    }
    let (mut text, mut longest) = (typed.to_owned(), None);
    for word in rest.split(is_blank).filter(|word| !word.is_empty()).take(MOST) {
        text = format!("{text} {}", word.trim_end_matches(')'));
        if text.len() > MOST * 10 {
            break;
        }
        if parse_range(&text, today.0).is_ok() {
            longest = Some(text.clone());
        }
    }
    longest
}

/// Puts a quoted text on one line: every blank and control character is a blank.
fn one_line(text: &str) -> String {
    text.trim_matches(is_blank).chars().map(|c| if is_blank(c) { ' ' } else { c }).collect()
}

fn no_term(term: Term<'_>) -> SyntaxError {
    SyntaxError { message: "expected a word, found an operator".to_owned(), span: term.span, hint: None }
}
