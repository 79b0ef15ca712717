//! The documents of a segment to be, field by field.

use tantivy::schema::{Field, Schema};
use tantivy::{DocId, IndexSettings, Order, TantivyError};

use super::super::draft::{Content, Draft};
use crate::words::Folded;

use super::column::{self, Column, Numbers, Texts};
use super::records::Records;

/// What is gathered for a segment. The room is kept from one segment to the next.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) texts: Vec<Texts>,
    pub(super) numbers: Vec<Numbers>,
    pub(super) records: Records,
    /// By the number of a field.
    places: Vec<Place>,
    folded: Folded,
    /// Terms whose documents that came before a document are dropped.
    dropped: Vec<(usize, u32, DocId)>,
}

/// Where the values of a field go.
#[derive(Clone, Copy, Debug)]
struct Place {
    column: Option<Which>,
    stored: Stored,
}

#[derive(Clone, Copy, Debug)]
enum Which {
    Texts(usize),
    Numbers(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stored {
    Yes,
    No,
}

impl Gathered {
    /// Makes room for documents of a schema; fails where it has a kind of field that this writer does not know.
    pub(super) fn new(schema: &Schema, records: Records) -> Result<Gathered, TantivyError> {
        let (mut texts, mut numbers, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (field, entry) in schema.fields() {
            let column = match column::of_field(field, entry)? {
                Column::Texts(of) => {
                    texts.push(of);
                    Some(Which::Texts(texts.len() - 1))
                }
                Column::Numbers(of) => {
                    numbers.push(of);
                    Some(Which::Numbers(numbers.len() - 1))
                }
                Column::Nothing => None,
            };
            places.push(Place { column, stored: if entry.is_stored() { Stored::Yes } else { Stored::No } });
        }
        Ok(Gathered { texts, numbers, records, places, folded: Folded::default(), dropped: Vec::new() })
    }

    /// Takes up a document.
    pub(super) fn add(&mut self, draft: &Draft) -> Result<(), TantivyError> {
        let place = |field: Field| self.places[field.field_id() as usize];
        let stored = |field: Field| place(field).stored == Stored::Yes;
        write_vint(draft.values().filter(|&(field, _)| stored(field)).count(), self.records.next());
        for (field, content) in draft.values() {
            let Place { column, stored } = self.places[field.field_id() as usize];
            if stored == Stored::Yes {
                write_stored(field, content, self.records.next());
            }
            match column {
                Some(Which::Texts(at)) => self.texts[at].add(content, &mut self.folded)?,
                Some(Which::Numbers(at)) => self.numbers[at].add(content)?,
                None => {}
            }
        }
        self.texts.iter_mut().for_each(Texts::end);
        self.numbers.iter_mut().for_each(Numbers::end);
        self.records.end()?;
        Ok(())
    }

    /// Drops the documents so far that have `term` in `field`.
    pub(super) fn drop_documents(&mut self, field: Field, term: &[u8]) {
        if let Some(Which::Texts(at)) = self.places[field.field_id() as usize].column
            && let Some(number) = self.texts[at].terms.find(term)
        {
            self.dropped.push((at, number, self.len()));
        }
    }

    /// Gives how many documents there are, dropped ones too.
    pub(super) fn len(&self) -> DocId {
        self.records.len() as DocId
    }

    /// Gives the bytes that are taken in memory. Writing takes hardly more: see [`Records::spent`].
    pub(super) fn size(&self) -> usize {
        let texts = self.texts.iter().map(Texts::size).sum::<usize>();
        let numbers = self.numbers.iter().map(Numbers::size).sum::<usize>();
        texts + numbers + self.records.size()
    }

    /// Gives the documents that are not dropped, in the order that the index is kept in.
    pub(super) fn order(&self, settings: &IndexSettings, schema: &Schema) -> Result<Vec<DocId>, TantivyError> {
        let mut order: Vec<DocId> = (0..self.len()).filter(|&doc| !self.is_dropped(doc)).collect();
        let Some(by) = &settings.sort_by_field else { return Ok(order) };
        let Which::Numbers(at) = self.places[schema.get_field(&by.field)?.field_id() as usize]
            .column
            .ok_or_else(|| TantivyError::SchemaError(format!("{}: no column to sort by", by.field)))?
        else {
            return Err(TantivyError::SchemaError(format!("{}: no numbers to sort by", by.field)));
        };
        let column = &self.numbers[at];
        // A document without a value ranks lowest, as it does in a merge.
        let key = |&doc: &DocId| column.of(doc).first().map(|&value| column.ordered(value));
        match by.order {
            Order::Asc => order.sort_by_key(key),
            Order::Desc => order.sort_by_key(|doc| std::cmp::Reverse(key(doc))),
        }
        Ok(order)
    }

    /// Forgets the documents, but keeps the room that they took.
    pub(super) fn clear(&mut self) {
        self.texts.iter_mut().for_each(Texts::clear);
        self.numbers.iter_mut().for_each(Numbers::clear);
        self.records.clear();
        self.dropped.clear();
    }

    /// Forgets the documents and the room.
    pub(super) fn forget(&mut self) {
        self.clear();
        self.texts.iter_mut().for_each(Texts::shrink);
        self.numbers.iter_mut().for_each(Numbers::shrink);
        self.records.forget();
    }

    fn is_dropped(&self, doc: DocId) -> bool {
        self.dropped
            .iter()
            .any(|&(at, number, before)| doc < before && self.texts[at].stream.of(doc).any(|of| of == number))
    }
}

/// Writes a value as tantivy's store does: field, type, value.
fn write_stored(field: Field, content: Content<'_>, out: &mut Vec<u8>) {
    // The numbers of the types are those of tantivy's `type_codes`, part of its format.
    const TEXT: u8 = 0;
    const UNSIGNED: u8 = 1;
    const SIGNED: u8 = 2;
    const BYTES: u8 = 4;
    out.extend(field.field_id().to_le_bytes());
    let mut run = |code, bytes: &[u8]| {
        out.push(code);
        write_vint(bytes.len(), out);
        out.extend_from_slice(bytes);
    };
    match content {
        Content::Text(text) | Content::Read(text, _) => run(TEXT, text.as_bytes()),
        Content::Bytes(bytes) => run(BYTES, bytes),
        Content::Unsigned(number) => {
            out.push(UNSIGNED);
            out.extend(number.to_le_bytes());
        }
        Content::Signed(number) => {
            out.push(SIGNED);
            out.extend(number.to_le_bytes());
        }
    }
}

/// Writes a number seven bits at a time, the lowest first; the last byte has its highest bit set.
fn write_vint(number: usize, out: &mut Vec<u8>) {
    let mut left = number;
    while left >= 128 {
        out.push((left % 128) as u8);
        left /= 128;
    }
    out.push(left as u8 | 128);
}
