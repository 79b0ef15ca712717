//! Paths to stories: finds the files of a folder, reads them, decodes their text.

mod read;
mod walk;

use std::fmt;
use std::sync::Arc;

pub use read::{LARGEST, decode, read, story};
pub use walk::{Found, Walk, walk};

/// A file that gives no story, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The path relative to the corpus folder; with the replacement character where a name is not UTF-8.
    pub path: String,
    /// Why.
    pub reason: Reason,
}

/// Why a file gives no story.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It holds no text.
    Empty,
    /// It is no text.
    Binary,
    /// Its text is not UTF-8.
    Encoding,
    /// It is larger than a story may be.
    TooLarge,
    /// Its name is not UTF-8, so no record could name it.
    Name,
    /// A link that leads to a folder above it, or nowhere.
    BrokenLink,
    /// A device, a socket or a pipe.
    Special,
    /// It was there when the folder was read and is no more.
    Vanished,
    /// The system would not let it be read.
    Unreadable(Arc<str>),
}

impl Reason {
    /// Gives the reason without its details: what a summary counts by.
    pub fn kind(&self) -> &'static str {
        match self {
            Reason::Empty => "empty",
            Reason::Binary => "binary",
            Reason::Encoding => "not UTF-8",
            Reason::TooLarge => "too large",
            Reason::Name => "name not UTF-8",
            Reason::BrokenLink => "link loop or broken link",
            Reason::Special => "not a file",
            Reason::Vanished => "vanished",
            Reason::Unreadable(_) => "unreadable",
        }
    }

    /// Takes the reason of a failure to read; a file that is gone is not the same as one that is closed to us.
    pub fn of_error(error: &std::io::Error) -> Reason {
        match error.kind() {
            std::io::ErrorKind::NotFound => Reason::Vanished,
            _ => Reason::Unreadable(error.to_string().into()),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Unreadable(why) => write!(f, "unreadable: {why}"),
            Reason::TooLarge => write!(f, "too large: a story may have {} MB at most", LARGEST >> 20),
            other => f.write_str(other.kind()),
        }
    }
}
