//! A candidate line: its text and tokens, and what one asks of them.

use std::cell::Cell;
use std::ops::Deref;

use super::token::{Gap, Kind, Token};
use crate::story::Span;
use crate::words::fold;

/// A folded word. It is asked for at every step, and few words are long: a short one in ASCII needs no memory of its own.
#[derive(Clone, Debug)]
pub(crate) enum Folded {
    /// The first bytes of the array.
    Short([u8; SHORT], u8),
    /// Any other.
    Long(String),
}

/// The length of the longest short word.
const SHORT: usize = 22;

impl Folded {
    /// Folds a word.
    pub fn of(word: &str) -> Folded {
        if word.len() > SHORT || !word.is_ascii() {
            return Folded::Long(fold(word));
        }
        let mut bytes = [0; SHORT];
        bytes[..word.len()].copy_from_slice(word.as_bytes());
        bytes.make_ascii_lowercase();
        Folded::Short(bytes, word.len() as u8)
    }
}

impl Deref for Folded {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Folded::Short(bytes, length) => str::from_utf8(&bytes[..usize::from(*length)]).unwrap_or_default(),
            Folded::Long(word) => word,
        }
    }
}

/// A line cut into tokens, all of them or the first.
pub(crate) struct Line<'a> {
    /// The text that was cut.
    pub text: &'a str,
    tokens: &'a [Token],
    /// Whether a token was asked for behind the last: where the line goes on, it must be cut further.
    ran_out: Cell<bool>,
}

impl<'a> Line<'a> {
    /// Makes a line of a text and the tokens that were cut off it.
    pub fn new(text: &'a str, tokens: &'a [Token]) -> Line<'a> {
        Line { text, tokens, ran_out: Cell::new(false) }
    }

    /// Says whether a token was asked for that the line does not have.
    pub fn ran_out(&self) -> bool {
        self.ran_out.get()
    }

    /// Gives the token; nothing behind the last.
    pub fn token(&self, at: usize) -> Option<&'a Token> {
        let token = self.tokens.get(at);
        if token.is_none() {
            self.ran_out.set(true);
        }
        token
    }

    /// Gives the tokens from one on, to the last.
    pub fn rest(&self, from: usize) -> &'a [Token] {
        self.ran_out.set(true);
        self.tokens.get(from..).unwrap_or_default()
    }

    /// Gives what the token is; nothing behind the last.
    pub fn kind(&self, at: usize) -> Option<Kind> {
        self.token(at).map(|t| t.kind)
    }

    /// Gives what stands before the token; a line end behind the last.
    pub fn gap(&self, at: usize) -> Gap {
        self.token(at).map_or(Gap::Line, |t| t.gap)
    }

    /// Gives the text of the token.
    pub fn word(&self, at: usize) -> &'a str {
        self.token(at).map_or("", |t| t.span.of(self.text))
    }

    /// Gives the text of the token, folded.
    pub fn folded(&self, at: usize) -> Folded {
        Folded::of(self.word(at))
    }

    /// Gives the bytes of the tokens `[from, to)`.
    pub fn span(&self, from: usize, to: usize) -> Span {
        match (self.token(from), to.checked_sub(1).and_then(|last| self.token(last))) {
            (Some(first), Some(last)) if from < to => Span::new(first.span.start, last.span.end),
            _ => Span::default(),
        }
    }

    /// Says whether the token is a word.
    pub fn is_word(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| t.is_word())
    }

    /// Says whether the token is a word that begins with a capital, or is of a script without case.
    pub fn is_name(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(Kind::Caps | Kind::Title | Kind::Uncased))
    }

    /// Finds the token that closes the bracket opened at `at`, at most `most` tokens on.
    pub fn closing(&self, at: usize, most: usize) -> Option<usize> {
        let Some(Kind::Open(bracket)) = self.kind(at) else { return None };
        let kinds = (at + 1..at + 1 + most).map_while(|i| Some((i, self.kind(i)?)));
        kinds.filter(|&(_, kind)| kind == Kind::Close(bracket)).map(|(i, _)| i).next()
    }
}
