//! Raw copy as filed: its text, where it stands, and what its container already knew.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::date::{DayRange, PartialDate};

/// A range of bytes `[start, end)` of a decoded text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// Makes the span `[start, end)`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// Gives its length in bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Says whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Cuts the span out of `text`; empty where it does not fit.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Gives the span moved `by` bytes to the right.
    pub fn shifted(self, by: usize) -> Span {
        Span { start: self.start + by, end: self.end + by }
    }
}

/// Where a story stands: the key by which it is replaced, and the way back to the original.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The file, relative to the corpus folder, with `/` between its parts.
    pub path: String,
    /// The member of an archive or container file, if the file is one.
    pub entry: Option<String>,
    /// The bytes of the decoded file (or member) that are this story.
    pub span: Span,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        match &self.entry {
            Some(entry) => write!(f, "/{entry}"),
            None => Ok(()),
        }
    }
}

/// What stands beside a story and can tell its year: never taken for a statement of the story itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Context {
    /// The days that the dated stories of the same folder span, where they agree on one stretch of time.
    pub neighbours: Option<DayRange>,
}

/// What a container (NITF, a mailbox, a table) states about a story, in fields of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The date of publication.
    pub date: Option<PartialDate>,
    /// The headline.
    pub headline: Option<String>,
    /// The slug line.
    pub slug: Option<String>,
    /// The byline.
    pub byline: Option<String>,
    /// The dateline, as printed.
    pub dateline: Option<String>,
    /// The agency.
    pub agency: Option<String>,
    /// The language, as a BCP 47 tag.
    pub language: Option<String>,
}

/// Raw copy, decoded. Every container ends in this.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// Where it stands. Its span covers `text`.
    pub origin: Origin,
    /// The copy, whole.
    pub text: String,
    /// What its container states.
    pub known: Known,
    /// What stands beside it.
    pub context: Context,
}
