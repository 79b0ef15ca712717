//! The canonical text of a tree, and the caret under a fault.
use crate::story::Span;

pub(super) fn caret(typed: &str, span: Span) -> String {
    format!("{typed}\n{:1$}^", "", span.start)
}
impl std::fmt::Display for super::Query { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{self:?}") } }
