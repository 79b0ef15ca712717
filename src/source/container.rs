//! Visits what holds many records: tables, lines of JSON, SGML corpora, mailboxes, wire frames, exports.

use super::encoding::{Decoding, declared, decode, recognise};
use super::input::Input;
use super::item::{Flow, Item, Raw};
use super::kind::Kind;
use super::names::Names;
use super::records::{End, after_lines, before_lines, closing_tags, lines, records};
use super::visit::{Place, Visit, failed};
use super::{Reason, factiva, frames, json, lexisnexis, mbox, proquest, sgml, table};

impl Visit<'_> {
    /// Visits a thing of many records, one by one. Where it turns out to hold none, it only looked like one and is copy.
    pub(super) fn container(&mut self, input: Input<'_>, place: &Place, kind: Kind) -> Result<Flow, Reason> {
        let head = input.head();
        let sample = recognise(whole_letters(head), self.options.encoding, declared(head));
        let again = Some(&input).filter(|_| kind.is_told_by_looks()).and_then(Input::held);
        let before = self.given;
        let flow = if sample.encoding.is_ascii_compatible() {
            self.records(input, place, kind, &sample)?
        } else {
            // UTF-16 has the bytes that part records inside its letters: it is decoded first.
            let whole = input.whole()?;
            let decoded = decode(&whole.bytes, &sample);
            self.facts.learn(&sample, decoded.faulty);
            let inner = recognise(decoded.text.as_bytes(), Some(encoding_rs::UTF_8), None);
            self.records(Input::of_memory(decoded.text.as_bytes()), place, kind, &inner)?
        };
        match again {
            Some(bytes) if self.given == before => self.document(Input::of_memory(&bytes), place, Kind::Text),
            _ => Ok(flow),
        }
    }

    fn records(&mut self, input: Input<'_>, place: &Place, kind: Kind, sample: &Decoding) -> Result<Flow, Reason> {
        let mut names = Names::default();
        let mut columns = None;
        let mut flow = Flow::Continue(());
        let mut mark = sample.mark;
        let broken = records(input.reader().map_err(failed)?, &mut *end_of(kind), &mut |record| {
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
}

/// Gives what parts the records of a form.
fn end_of(kind: Kind) -> Box<End<'static>> {
    match kind {
        Kind::JsonValues => Box::new(json::values()),
        Kind::Table(delimiter) => Box::new(table::rows(delimiter)),
        Kind::Sgml => Box::new(closing_tags(&sgml::DOCUMENTS)),
        Kind::Mbox => Box::new(before_lines(mbox::begins_message)),
        Kind::Frames => Box::new(frames::frames()),
        Kind::LexisNexis => Box::new(before_lines(lexisnexis::begins_document)),
        Kind::NexisUni => Box::new(after_lines(lexisnexis::ends_document)),
        Kind::Factiva => Box::new(after_lines(factiva::ends_document)),
        Kind::ProQuest => Box::new(after_lines(proquest::is_separator)),
        Kind::JsonLines | Kind::Text | Kind::Gzip | Kind::Zstd | Kind::Zip | Kind::Tar | Kind::Html | Kind::Xml => {
            Box::new(lines())
        }
    }
}

/// Leaves out the beginning of a letter at the end of a head of UTF-8: it is cut, not wrong.
fn whole_letters(head: &[u8]) -> &[u8] {
    match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_none() => &head[..error.valid_up_to()],
        _ => head,
    }
}
