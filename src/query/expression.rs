//! Regular expressions as typed: whether they can be asked of a word, and where not, the place.

use regex_syntax::ast::Position;
use regex_syntax::ast::parse::Parser;
use regex_syntax::hir::translate::Translator;

use super::SyntaxError;
use super::notes::{Notes, short};
use crate::story::Span;

/// Checks the expression that stands between slashes at `span`.
///
/// # Errors
///
/// What the syntax of Rust's `regex` crate does not have, and what grows beyond bounds. Points at the fault inside the expression.
pub(super) fn check(expression: &str, span: Span, notes: &mut Notes) -> Result<(), SyntaxError> {
    let inside = span.start + 1;
    let fault = |message: String, at: &regex_syntax::ast::Span| SyntaxError {
        message: format!("/{}/: {message}", short(expression)),
        span: Span::new(inside + at.start.offset, inside + at.end.offset),
        hint: None,
    };
    let ast = Parser::new().parse(expression).map_err(|error| {
        fault(format!("expected a regular expression, found a fault ({})", error.kind()), error.span())
    })?;
    Translator::new().translate(expression, &ast).map_err(|error| {
        fault(format!("expected a regular expression, found a fault ({})", error.kind()), error.span())
    })?;
    // As it is asked: of a whole word. Only what counts repetitions, or is long, can grow too large.
    const SHORT: usize = 100;
    let may_grow = expression.contains('{') || expression.len() > SHORT;
    if may_grow && regex::Regex::new(&format!("^(?:{expression})$")).is_err() {
        let whole = regex_syntax::ast::Span::new(Position::new(0, 1, 1), Position::new(expression.len(), 1, 1));
        return Err(fault("expected a shorter regular expression, found one that grows too large".to_owned(), &whole));
    }
    if expression.chars().any(char::is_uppercase) && !expression.contains('\\') && !expression.contains("(?") {
        let text = "capital letters in a regular expression match nothing: words are compared in small letters, without accents";
        notes.add(span, text.to_owned());
    }
    Ok(())
}
