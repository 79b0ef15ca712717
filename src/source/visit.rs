//! Goes through a file, layer by layer, to the stories in it.

use super::encoding::{declared, decode, recognise};
use super::input::{Body, Input};
use super::item::{Flow, Item, Raw, Seen, is_blank};
use super::kind::{Kind, tell};
use super::limit::{Budget, DEPTH};
use super::names::Names;
use super::tar::Member;
use super::{Facts, ReadOptions, Reason, Skipped, html, packed, tar, xml, zip};
use crate::story::{Context, Origin, Span, Story};

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
    pub(super) fn entry_of(&self, name: &str) -> String {
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
            Kind::JsonLines
            | Kind::JsonValues
            | Kind::Table(_)
            | Kind::Sgml
            | Kind::Mbox
            | Kind::Frames
            | Kind::LexisNexis
            | Kind::NexisUni
            | Kind::Factiva
            | Kind::ProQuest => self.container(input, place, kind),
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
    pub(super) fn document(&mut self, input: Input<'_>, place: &Place, kind: Kind) -> Result<Flow, Reason> {
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

    pub(super) fn and_damage(&mut self, flow: Flow, damage: Option<Reason>, place: &Place) -> Flow {
        match damage {
            Some(reason) if flow.is_continue() => self.skip(place.entry.clone(), reason),
            _ => flow,
        }
    }

    /// Hands over a story.
    pub(super) fn give(&mut self, entry: Option<String>, item: Item, raw: Raw<'_>) -> Flow {
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

/// Takes the reason of a failure to read.
pub(super) fn failed(error: std::io::Error) -> Reason {
    Reason::of_error(&error)
}
