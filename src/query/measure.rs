//! How often, how early, how close together: the words before a text that ask for it.
//!
//! | typed | read as |
//! |---|---|
//! | `atleast3 oil`, `ATLEAST3(oil OR gas)` | at least three times |
//! | `first50 (oil gas)` | both within the first 50 words |
//! | `same-paragraph(oil gas)` | both in one paragraph |
//! | `same-paragraph`, `first`, `atleast` | text |
//! | `atleast0 oil`, `atleast3 (oil gas)`, `first9 place:rome` | an error |

use super::notes::short;
use super::{Measure, Query, SyntaxError, TextField};
use crate::story::Span;

/// A measure as typed; the number is still to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign<'t> {
    /// `atleast` and a number.
    AtLeast(&'t str),
    /// `first` and a number.
    First(&'t str),
    /// `same-paragraph`
    SameParagraph,
}

const TOGETHER: &str = "same-paragraph";

/// Finds the measure that bare text stands for; `rest` is what follows it.
pub(super) fn sign<'t>(raw: &'t str, rest: &str) -> Option<Sign<'t>> {
    if raw.eq_ignore_ascii_case(TOGETHER) && rest.starts_with('(') {
        return Some(Sign::SameParagraph);
    }
    let (word, digits) = raw.split_at(raw.find(|c: char| c.is_ascii_digit())?);
    if !digits.bytes().all(|b| b.is_ascii_digit()) || digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    match word {
        _ if word.eq_ignore_ascii_case("atleast") => Some(Sign::AtLeast(digits)),
        _ if word.eq_ignore_ascii_case("first") => Some(Sign::First(digits)),
        _ => None,
    }
}

/// Gives what is to be said of text that may have been meant for a measure.
pub(super) fn not_meant(raw: &str, rest: &str) -> Option<String> {
    (raw.eq_ignore_ascii_case(TOGETHER) && rest.trim_start().starts_with('('))
        .then(|| format!("`{raw}` is read as text; for words in one paragraph leave no blank: {TOGETHER}(oil gas)"))
}

/// Reads the number.
pub(super) fn read(sign: Sign<'_>, span: Span) -> Result<Measure, SyntaxError> {
    let number = |digits: &str, what: &str| match digits.parse::<u32>() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(SyntaxError {
            message: format!("expected {what} from 1 to {}, found {}", u32::MAX, short(digits)),
            span,
            hint: (digits == "0").then(|| "to exclude a word, write - right before it".to_owned()),
        }),
    };
    match sign {
        Sign::AtLeast(digits) => number(digits, "a number of times").map(Measure::AtLeast),
        Sign::First(digits) => number(digits, "a number of words").map(Measure::First),
        Sign::SameParagraph => Ok(Measure::SameParagraph),
    }
}

/// Puts a measure, typed at `span`, before what it measures.
pub(super) fn of(measure: Measure, text: Query, span: Span) -> Result<Query, SyntaxError> {
    let misfit = match measure {
        Measure::AtLeast(_) => match &text {
            Query::Text { .. } => None,
            Query::Or(clauses) => clauses.iter().find(|clause| !matches!(clause, Query::Text { .. })),
            other => Some(other),
        },
        Measure::First(_) | Measure::SameParagraph => stranger(&text),
    };
    let Some(misfit) = misfit else { return Ok(Query::Measured { measure, text: Box::new(text) }) };
    let found = short(&misfit.to_string());
    let (message, hint) = match measure {
        Measure::AtLeast(times) => (
            format!("expected a word, a phrase or alternatives after `atleast{times}`, found `{found}`"),
            format!("ask of each by itself: atleast{times} oil atleast{times} gas"),
        ),
        Measure::First(words) => (
            format!("expected text without a field after `first{words}`, found `{found}`"),
            "it asks headline and body; put what has a field outside".to_owned(),
        ),
        Measure::SameParagraph => (
            format!("expected text without a field inside `{TOGETHER}`, found `{found}`"),
            "it asks the paragraphs of the body; put what has a field outside".to_owned(),
        ),
    };
    Err(SyntaxError { message, span, hint: Some(hint) })
}

/// Finds the first part that is no text anywhere.
fn stranger(query: &Query) -> Option<&Query> {
    match query {
        Query::Text { field: TextField::Any, .. } => None,
        Query::And(clauses) | Query::Or(clauses) => clauses.iter().find_map(stranger),
        Query::Not(inner) => stranger(inner),
        Query::All
        | Query::Text { .. }
        | Query::Measured { .. }
        | Query::Property { .. }
        | Query::Date(_)
        | Query::DateState(_) => Some(query),
    }
}
