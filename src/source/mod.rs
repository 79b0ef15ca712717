//! Paths to stories: finds the files of a folder, opens what they are packed in, decodes their text.
//!
//! What a file is shows in its content, not in its name. Containers nest (`a.tar.gz` → `b.zip` → `c.txt`), are read as a
//! stream, and are never unpacked to a disk; one story at a time is in memory, whatever the container's length.

mod anpa1312;
mod container;
mod dates;
mod encoding;
mod entities;
mod factiva;
mod feed;
mod fields;
mod frames;
mod guess;
mod html;
mod input;
mod iptc7901;
mod item;
mod json;
mod json_ld;
mod kind;
mod lexisnexis;
mod limit;
mod mbox;
mod names;
mod newsml12;
mod newsmlg2;
mod ninjs;
mod nitf;
mod open;
mod packed;
mod proquest;
mod raw;
mod records;
mod sgml;
mod table;
mod tar;
mod visit;
mod walk;
mod xml;
mod zip;

use std::fmt;
use std::sync::Arc;

pub use open::{Facts, ReadOptions, Source, of_bytes, open};
pub use raw::raw;
pub use walk::{Found, Walk, walk};

/// The largest text that is taken for a story, in bytes. The longest novel has a tenth of it; what is larger is a dump of
/// another form, and taking it for one article would find every word in it and show none.
pub const LARGEST: u64 = 32 << 20;

/// A file, or a member of one, that gives no story, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The path relative to the corpus folder, with the member of an archive behind it (`a.zip/b.txt`); with the
    /// replacement character where a name is not UTF-8.
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
    /// It is larger than a story may be.
    TooLarge,
    /// It unpacks to far more than copy ever does.
    Bomb,
    /// It is an archive in an archive in an archive, and so on.
    TooDeep,
    /// It needs a password.
    Encrypted,
    /// What stands there is not what its form asks for; why, in a few words.
    Damaged(Arc<str>),
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
            Reason::TooLarge => "too large",
            Reason::Bomb => "unpacks to too much",
            Reason::TooDeep => "nested too deep",
            Reason::Encrypted => "encrypted",
            Reason::Damaged(_) => "damaged",
            Reason::Name => "name not UTF-8",
            Reason::BrokenLink => "link loop or broken link",
            Reason::Special => "not a file",
            Reason::Vanished => "vanished",
            Reason::Unreadable(_) => "unreadable",
        }
    }

    /// Takes the reason of a failure to read; a file that is gone is not the same as one that is closed to us, nor as one
    /// whose bytes can be read and mean nothing.
    pub fn of_error(error: &std::io::Error) -> Reason {
        use std::io::ErrorKind::{InvalidData, InvalidInput, NotFound, Other, UnexpectedEof};
        if let Some(stop) = error.get_ref().and_then(|inner| inner.downcast_ref::<limit::Stop>()) {
            return stop.reason();
        }
        match error.kind() {
            // What comes from the system has its number; what has none comes from a decoder.
            _ if error.raw_os_error().is_some() && error.kind() != NotFound => {
                Reason::Unreadable(error.to_string().into())
            }
            NotFound => Reason::Vanished,
            UnexpectedEof => Reason::Damaged("it ends too early".into()),
            InvalidData | InvalidInput | Other => Reason::Damaged(error.to_string().into()),
            _ => Reason::Unreadable(error.to_string().into()),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Unreadable(why) => write!(f, "unreadable: {why}"),
            Reason::Damaged(why) => write!(f, "damaged: {why}"),
            Reason::TooLarge => write!(f, "too large: a story may have {} MB at most", LARGEST >> 20),
            Reason::TooDeep => write!(f, "nested too deep: {} archives in one another are opened", limit::DEPTH),
            other => f.write_str(other.kind()),
        }
    }
}
