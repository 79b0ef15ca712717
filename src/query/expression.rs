//! Regular expressions as typed: whether they can be asked of a word, and where not, the place.

use regex_syntax::ast::Position;
use regex_syntax::ast::parse::Parser;
use regex_syntax::hir::translate::Translator;
use regex_syntax::hir::{Hir, HirKind};

use super::SyntaxError;
use super::notes::{Notes, short};
use crate::story::Span;

/// Checks the expression that stands between slashes at `span`.
///
/// # Errors
///
/// What the syntax of Rust's `regex` does not have, and what asks for more than one word has: edges (`^`, `\b`) and lazy
/// repetition. Points at the fault inside the expression.
pub(super) fn check(expression: &str, span: Span, notes: &mut Notes) -> Result<(), SyntaxError> {
    let inside = span.start + 1;
    let fault = |message: String, at: &regex_syntax::ast::Span, hint: Option<&str>| SyntaxError {
        message: format!("/{}/: {message}", short(expression)),
        span: Span::new(inside + at.start.offset, inside + at.end.offset),
        hint: hint.map(str::to_owned),
    };
    let ast = Parser::new().parse(expression).map_err(|error| {
        fault(format!("expected a regular expression, found a fault ({})", error.kind()), error.span(), None)
    })?;
    let hir = Translator::new().translate(expression, &ast).map_err(|error| {
        fault(format!("expected a regular expression, found a fault ({})", error.kind()), error.span(), None)
    })?;
    if !hir.properties().look_set().is_empty() {
        let edge = expression.find(['^', '$']).or_else(|| expression.find('\\')).unwrap_or(0);
        let hint = "an expression always stands for a whole word: leave `^`, `$` and `\\b` out";
        return Err(fault("expected letters, found the edge of a word".to_owned(), &point(edge), Some(hint)));
    }
    if holds_lazy(&hir) {
        let at = ["*?", "+?", "??", "}?"].iter().filter_map(|sign| expression.find(sign)).min().map_or(0, |at| at + 1);
        let hint = "a whole word matches in one way only: leave the second sign out";
        return Err(fault("expected a repetition, found a lazy one".to_owned(), &point(at), Some(hint)));
    }
    if expression.chars().any(char::is_uppercase) && !expression.contains('\\') && !expression.contains("(?") {
        let text = "capital letters in a regular expression match nothing: words are compared in small letters, without accents";
        notes.add(span, text.to_owned());
    }
    Ok(())
}

/// Gives the place of the one-byte sign at `offset`.
fn point(offset: usize) -> regex_syntax::ast::Span {
    let position = |offset| Position::new(offset, 1, 1);
    regex_syntax::ast::Span::new(position(offset), position(offset + 1))
}

fn holds_lazy(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => !repetition.greedy || holds_lazy(&repetition.sub),
        HirKind::Capture(capture) => holds_lazy(&capture.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(holds_lazy),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => false,
    }
}
