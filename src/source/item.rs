//! What a visit comes upon: stories, their bytes as filed, and what gives none.

use std::ops::ControlFlow;

use super::Skipped;
use super::encoding::Decoding;
use crate::story::{Known, Span, Story};

/// Whether to go on.
pub(super) type Flow = ControlFlow<()>;

/// What a visit comes upon.
pub(super) enum Seen<'s> {
    /// A story, and its bytes as filed.
    Story(Box<Story>, Raw<'s>),
    /// Something that gives none.
    Skipped(Skipped),
}

/// The bytes of a story as filed.
#[derive(Clone, Copy)]
pub(super) enum Raw<'s> {
    /// A text: what is part of the story is part of its bytes.
    Copy {
        /// All of them.
        bytes: &'s [u8],
        /// How they are encoded.
        decoding: Decoding,
    },
    /// A record or document: all of it is the story's, its fields too.
    Record(&'s [u8]),
    /// An element of a document of several stories.
    Element {
        /// The bytes of the document.
        document: &'s [u8],
        /// How they are encoded.
        decoding: Decoding,
        /// Where in the decoded document the element stands.
        span: Span,
    },
}

/// A story as a container gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// What the container names it by.
    pub(super) id: Option<String>,
    /// The copy.
    pub(super) text: String,
    /// What the container states about it.
    pub(super) known: Known,
}

/// Says whether a text has nothing to read.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || c == '\u{feff}')
}
