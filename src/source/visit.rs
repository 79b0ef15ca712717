//! Goes through a file, layer by layer, to the stories in it.

use std::ops::ControlFlow;

use super::encoding::{Decoding, declared, decode, recognise};
use super::input::Input;
use super::kind::{Kind, tell};
use super::limit::Budget;
use super::{Facts, ReadOptions, Reason, Skipped};
use crate::story::{Context, Known, Origin, Span, Story};

/// Whether to go on.
pub(super) type Flow = ControlFlow<()>;

/// What a visit comes upon.
pub(super) enum Seen<'s> {
    /// A story, and its bytes as filed.
    Story(Story, Raw<'s>),
    /// Something that gives none.
    Skipped(Skipped),
}

/// The bytes of a story as filed.
pub(super) enum Raw<'s> {
    /// A text: what is part of the story is part of its bytes.
    Copy {
        /// All of them.
        bytes: &'s [u8],
        /// How they are encoded.
        decoding: Decoding,
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

/// Where in a file a visit is.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The member that is visited; nothing for the file itself.
    pub(super) entry: Option<String>,
    /// How many archives it lies in.
    pub(super) depth: u8,
}

impl Place {
    /// Names what lies below this place.
    pub(super) fn entry_of(&self, name: &str) -> String {
        self.entry.as_ref().map_or_else(|| name.to_owned(), |entry| format!("{entry}/{name}"))
    }
}

/// A walk through one file.
pub(super) struct Visit<'v> {
    /// The file, relative to the corpus folder.
    pub(super) path: &'v str,
    /// How it is read.
    pub(super) options: ReadOptions,
    /// What it may unpack to.
    pub(super) budget: Budget,
    /// Told what is come upon.
    pub(super) sink: &'v mut dyn FnMut(Seen<'_>) -> Flow,
    /// What is learnt on the way.
    pub(super) facts: Facts,
    /// How many things the sink was told.
    pub(super) given: u64,
}

impl Visit<'_> {
    /// Visits one layer: a file, or a member of one. Fails where nothing at all can be had from it.
    pub(super) fn layer(&mut self, input: Input<'_>, place: &Place) -> Result<Flow, Reason> {
        match tell(input.head())? {
            Kind::Text => self.document(input, place),
        }
    }

    /// Visits a thing that has to be read whole.
    fn document(&mut self, input: Input<'_>, place: &Place) -> Result<Flow, Reason> {
        let whole = input.whole()?;
        let decoding = recognise(&whole.bytes, self.options.encoding, declared(&whole.bytes));
        let decoded = decode(&whole.bytes, &decoding);
        self.facts.learn(&decoding, decoded.faulty);
        if is_blank(&decoded.text) {
            return Err(whole.damage.unwrap_or(Reason::Empty));
        }
        let item = Item { text: decoded.text, ..Item::default() };
        let flow = self.give(place.entry.clone(), item, Raw::Copy { bytes: &whole.bytes, decoding });
        match whole.damage {
            Some(reason) if flow.is_continue() => Ok(self.skip(place.entry.clone(), reason)),
            _ => Ok(flow),
        }
    }

    /// Hands over a story.
    pub(super) fn give(&mut self, entry: Option<String>, item: Item, raw: Raw<'_>) -> Flow {
        self.given += 1;
        let origin = Origin { path: self.path.to_owned(), entry, span: Span::new(0, item.text.len()) };
        let story = Story { origin, text: item.text, known: item.known, context: Context::default() };
        (self.sink)(Seen::Story(story, raw))
    }

    /// Hands over what gives no story.
    pub(super) fn skip(&mut self, entry: Option<String>, reason: Reason) -> Flow {
        self.given += 1;
        let path = entry.map_or_else(|| self.path.to_owned(), |entry| format!("{}/{entry}", self.path));
        (self.sink)(Seen::Skipped(Skipped { path, reason }))
    }
}

/// Says whether a text has nothing to read.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || c == '\u{feff}')
}
