//! Goes through a file, layer by layer, to the stories in it.

use std::ops::ControlFlow;

use super::encoding::{Decoding, declared, decode, recognise};
use super::input::{Body, Input};
use super::kind::{Kind, tell};
use super::limit::{Budget, DEPTH};
use super::names::Names;
use super::records::{End, after_lines, before_lines, closing_tags, lines, records};
use super::tar::Member;
use super::{
    Facts, ReadOptions, Reason, Skipped, factiva, frames, html, json, lexisnexis, mbox, packed, proquest, sgml, table,
    tar, xml, zip,
};
use crate::story::{Context, Known, Origin, Span, Story};

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

/// Where in a file a visit is.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The member that is visited; nothing for the file itself.
    pub(super) entry: Option<String>,
    /// How many archives it lies in.
    depth: u8,
    /// Whether it came out of gzip or zstd, which hold one thing: only one in the other counts as an archive.
    unpacked: bool,
}

impl Place {
    fn entry_of(&self, name: &str) -> String {
        self.entry.as_ref().map_or_else(|| name.to_owned(), |entry| format!("{entry}/{name}"))
    }

    /// Goes one archive deeper.
    fn member(&self, name: &str) -> Place {
        Place { entry: Some(self.entry_of(name)), depth: self.depth + 1, unpacked: false }
    }

    fn inside(&self) -> Place {
        Place { unpacked: true, depth: self.depth + u8::from(self.unpacked), ..self.clone() }
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
    /// Visits one layer: a file, or a member of one. Fails where nothing more can be had from it.
    pub(super) fn layer(&mut self, input: Input<'_>, place: &Place) -> Result<Flow, Reason> {
        if place.depth > DEPTH {
            return Err(Reason::TooDeep);
        }
        let kind = tell(input.head())?;
        match kind {
            Kind::Gzip => {
                let unpacked = packed::gunzip(input.reader().map_err(failed)?, &self.budget);
                self.layer(Input::of_stream(unpacked), &place.inside())
            }
            Kind::Zstd => {
                let unpacked = packed::unzstd(input.reader().map_err(failed)?, &self.budget).map_err(failed)?;
                self.layer(Input::of_stream(unpacked), &place.inside())
            }
            Kind::Zip => self.zip(input, place),
            Kind::Tar => self.tar(input, place),
            Kind::Text | Kind::Html | Kind::Xml => self.document(input, place, kind),
            Kind::JsonLines => self.container(input, place, kind, &mut lines()),
            Kind::JsonValues => self.container(input, place, kind, &mut json::values()),
            Kind::Table(delimiter) => self.container(input, place, kind, &mut table::rows(delimiter)),
            Kind::Sgml => self.container(input, place, kind, &mut closing_tags(&sgml::DOCUMENTS)),
            Kind::Mbox => self.container(input, place, kind, &mut before_lines(mbox::begins_message)),
            Kind::Frames => self.container(input, place, kind, &mut frames::frames()),
            Kind::LexisNexis => self.container(input, place, kind, &mut before_lines(lexisnexis::begins_document)),
            Kind::NexisUni => self.container(input, place, kind, &mut after_lines(lexisnexis::ends_document)),
            Kind::Factiva => self.container(input, place, kind, &mut after_lines(factiva::ends_document)),
            Kind::ProQuest => self.container(input, place, kind, &mut after_lines(proquest::is_separator)),
        }
    }

    fn tar(&mut self, input: Input<'_>, place: &Place) -> Result<Flow, Reason> {
        let mut names = Names::default();
        let mut flow = Flow::Continue(());
        tar::members(input.reader().map_err(failed)?, &mut |name, member, bytes| {
            flow = self.member(Input::of_stream(bytes), member, &place.member(&names.next(Some(name))));
            flow
        })
        .map_err(failed)?;
        Ok(flow)
    }

    fn zip(&mut self, input: Input<'_>, place: &Place) -> Result<Flow, Reason> {
        // A zip archive is read from its end: what comes as a stream has to be had whole.
        let held;
        let bytes = match input.into_body() {
            Body::Memory(bytes) => zip::Bytes::Memory(bytes),
            Body::File(file) => zip::Bytes::File(file),
            Body::Stream(stream) => {
                held = Input::of_stream(stream).whole()?;
                zip::Bytes::Memory(&held.bytes)
            }
        };
        let mut names = Names::default();
        let mut flow = Flow::Continue(());
        let budget = self.budget.clone();
        zip::members(bytes, &budget, &mut |name, member, bytes| {
            let inner = place.member(&names.next(Some(name)));
            flow = match bytes {
                Ok(bytes) => self.member(Input::of_stream(bytes), member, &inner),
                Err(reason) => self.skip(inner.entry, reason),
            };
            flow
        })?;
        Ok(flow)
    }

    /// Visits a member of an archive; what is wrong with it is wrong with it alone.
    fn member(&mut self, input: Input<'_>, member: Member, place: &Place) -> Flow {
        let visited = match member {
            Member::File => self.layer(input, place),
            Member::Special => Err(Reason::Special),
        };
        visited.unwrap_or_else(|reason| self.skip(place.entry.clone(), reason))
    }

    /// Visits a thing that has to be read whole.
    fn document(&mut self, input: Input<'_>, place: &Place, kind: Kind) -> Result<Flow, Reason> {
        let whole = input.whole()?;
        let bytes = &*whole.bytes;
        let decoding = recognise(bytes, self.options.encoding, declared(bytes));
        let decoded = decode(bytes, &decoding);
        self.facts.learn(&decoding, decoded.faulty);
        if is_blank(&decoded.text) {
            return Err(whole.damage.unwrap_or(Reason::Empty));
        }
        let (mut items, damage) = match kind {
            Kind::Html => (html::items(&decoded.text).into_iter().map(|item| (item, None)).collect(), None),
            Kind::Xml => xml::items(&decoded.text)?,
            _ => {
                let item = Item { text: decoded.text, ..Item::default() };
                let flow = self.give(place.entry.clone(), item, Raw::Copy { bytes, decoding });
                return Ok(self.and_damage(flow, whole.damage, place));
            }
        };
        // A story that is the document needs no name of its own; those of a feed have one even where it holds only one today.
        let mut names = Names::default();
        let single = items.len() == 1;
        let flow = items.drain(..).try_for_each(|(item, span)| {
            let entry = if single && span.is_none() {
                place.entry.clone()
            } else {
                Some(place.entry_of(&names.next(item.id.as_deref())))
            };
            let raw = match span {
                Some(span) => Raw::Element { document: bytes, decoding, span },
                None => Raw::Record(bytes),
            };
            self.give(entry, item, raw)
        });
        Ok(self.and_damage(flow, whole.damage.or(damage), place))
    }

    /// Visits a thing of many records, one by one.
    fn container(&mut self, input: Input<'_>, place: &Place, kind: Kind, end: &mut End<'_>) -> Result<Flow, Reason> {
        let head = input.head();
        let whole_letters = head.len()
            - std::str::from_utf8(head)
                .err()
                .filter(|e| e.error_len().is_none())
                .map_or(0, |e| head.len() - e.valid_up_to());
        let sample = recognise(&head[..whole_letters], self.options.encoding, declared(head));
        if !sample.encoding.is_ascii_compatible() {
            // UTF-16 has the bytes that part records inside its letters: it is decoded first.
            let whole = input.whole()?;
            let decoded = decode(&whole.bytes, &sample);
            self.facts.learn(&sample, decoded.faulty);
            let inner = recognise(decoded.text.as_bytes(), Some(encoding_rs::UTF_8), None);
            return self.records(Input::of_memory(decoded.text.as_bytes()), place, kind, &inner, end);
        }
        self.records(input, place, kind, &sample, end)
    }

    fn records(
        &mut self,
        input: Input<'_>,
        place: &Place,
        kind: Kind,
        sample: &Decoding,
        end: &mut End<'_>,
    ) -> Result<Flow, Reason> {
        let mut names = Names::default();
        let mut columns = None;
        let mut flow = Flow::Continue(());
        let mut mark = sample.mark;
        let broken = records(input.reader().map_err(failed)?, end, &mut |record| {
            let parsed = record.and_then(|bytes| {
                let bytes = &bytes[std::mem::take(&mut mark).min(bytes.len())..];
                let decoding = self.decoding_of(bytes, sample);
                self.items_of(bytes, kind, &decoding, &mut columns).map(|items| (items, bytes))
            });
            flow = match parsed {
                Ok((items, bytes)) => items.into_iter().try_for_each(|item| {
                    let entry = place.entry_of(&names.next(item.id.as_deref()));
                    self.give(Some(entry), item, Raw::Record(bytes))
                }),
                Err(reason) => self.skip(Some(place.entry_of(&names.next(None))), reason),
            };
            flow
        });
        Ok(self.and_damage(flow, broken, place))
    }

    fn items_of(
        &mut self,
        bytes: &[u8],
        kind: Kind,
        decoding: &Decoding,
        columns: &mut Option<table::Columns>,
    ) -> Result<Vec<Item>, Reason> {
        if kind == Kind::Mbox {
            return Ok(mbox::item(bytes).into_iter().collect());
        }
        let decoded = decode(bytes, decoding);
        self.facts.learn(decoding, decoded.faulty);
        match kind {
            Kind::JsonLines | Kind::JsonValues => json::items(&decoded.text),
            Kind::Table(delimiter) => table::items(&decoded.text, delimiter, columns),
            Kind::Sgml => Ok(sgml::item(&decoded.text).into_iter().collect()),
            Kind::Frames => Ok(frames::item(bytes, decoding).into_iter().collect()),
            Kind::LexisNexis | Kind::NexisUni => Ok(lexisnexis::item(&decoded.text).into_iter().collect()),
            Kind::Factiva => Ok(factiva::item(&decoded.text).into_iter().collect()),
            Kind::ProQuest => Ok(proquest::item(&decoded.text).into_iter().collect()),
            Kind::Text | Kind::Gzip | Kind::Zstd | Kind::Zip | Kind::Tar | Kind::Html | Kind::Xml | Kind::Mbox => {
                Ok(Vec::new())
            }
        }
    }

    /// Gives the encoding of a record: that of its file, which was told by the file's first bytes; but where those are plain
    /// ASCII and the record is not UTF-8, the record shows it.
    fn decoding_of(&self, record: &[u8], sample: &Decoding) -> Decoding {
        let file = Decoding { mark: 0, ..*sample };
        if self.options.encoding.is_some()
            || sample.encoding != encoding_rs::UTF_8
            || std::str::from_utf8(record).is_ok()
        {
            return file;
        }
        recognise(record, None, None)
    }

    fn and_damage(&mut self, flow: Flow, damage: Option<Reason>, place: &Place) -> Flow {
        match damage {
            Some(reason) if flow.is_continue() => self.skip(place.entry.clone(), reason),
            _ => flow,
        }
    }

    /// Hands over a story.
    fn give(&mut self, entry: Option<String>, item: Item, raw: Raw<'_>) -> Flow {
        self.given += 1;
        let origin = Origin { path: self.path.to_owned(), entry, span: Span::new(0, item.text.len()) };
        let story = Story { origin, text: item.text, known: item.known, context: Context::default() };
        (self.sink)(Seen::Story(Box::new(story), raw))
    }

    /// Hands over what gives no story.
    pub(super) fn skip(&mut self, entry: Option<String>, reason: Reason) -> Flow {
        self.given += 1;
        let path = entry.map_or_else(|| self.path.to_owned(), |entry| format!("{}/{entry}", self.path));
        (self.sink)(Seen::Skipped(Skipped { path, reason }))
    }
}

fn failed(error: std::io::Error) -> Reason {
    Reason::of_error(&error)
}

/// Says whether a text has nothing to read.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || c == '\u{feff}')
}
