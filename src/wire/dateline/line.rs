//! A candidate line: its text and tokens, and what one asks of them.

use super::token::{Gap, Kind, Token};
use crate::story::Span;
use crate::words::fold;

/// A line cut into tokens.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    /// The text that was cut.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a [Token],
}

impl<'a> Line<'a> {
    /// Gives what the token is; nothing behind the last.
    pub fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|t| t.kind)
    }

    /// Gives what stands before the token; a line end behind the last.
    pub fn gap(&self, at: usize) -> Gap {
        self.tokens.get(at).map_or(Gap::Line, |t| t.gap)
    }

    /// Gives the text of the token.
    pub fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |t| t.span.of(self.text))
    }

    /// Gives the text of the token, folded.
    pub fn folded(&self, at: usize) -> String {
        fold(self.word(at))
    }

    /// Gives the bytes of the tokens `[from, to)`.
    pub fn span(&self, from: usize, to: usize) -> Span {
        match (self.tokens.get(from), to.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if from < to => Span::new(first.span.start, last.span.end),
            _ => Span::default(),
        }
    }

    /// Says whether the token is a word.
    pub fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| t.is_word())
    }

    /// Says whether the token is a word that begins with a capital, or is of a script without case.
    pub fn is_name(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(Kind::Caps | Kind::Title | Kind::Uncased))
    }

    /// Finds the token that closes the bracket opened at `at`, at most `most` tokens on.
    pub fn closing(&self, at: usize, most: usize) -> Option<usize> {
        let Some(Kind::Open(bracket)) = self.kind(at) else { return None };
        (at + 1..self.tokens.len().min(at + 1 + most)).find(|&i| self.kind(i) == Some(Kind::Close(bracket)))
    }
}
