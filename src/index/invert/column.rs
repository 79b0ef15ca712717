//! What is gathered of a field until its segment is written: the numbers of its terms, or its numbers, document by document.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::{Field, FieldEntry, FieldType, IndexRecordOption};
use tantivy::{DocId, TantivyError};

use super::super::analysis::EXACT;
use super::super::draft::Content;
use super::stream::Stream;
use super::terms::{NO_TERM, Terms};
use crate::words::{Folded, head};

/// The text of a field.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) field: Field,
    /// The name of its column, if it has one.
    pub(super) column: Option<String>,
    /// What its postings hold, if it has any.
    pub(super) postings: Option<IndexRecordOption>,
    split: Split,
    pub(super) terms: Terms,
    /// The terms of all documents; between two values of a document stands [`NO_TERM`].
    pub(super) stream: Stream,
    /// How many terms the document under way has so far.
    length: u32,
    /// The length of each document, as tantivy rounds it, where that is kept.
    pub(super) norms: Option<Vec<u8>>,
    /// Whether the document under way has a value yet.
    begun: Begun,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Begun {
    Yes,
    No,
}

/// How a text becomes terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Split {
    Words,
    Whole,
}

/// The numbers of a field.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) field: Field,
    pub(super) column: Option<String>,
    pub(super) signed: Signed,
    pub(super) norms: Option<Vec<u8>>,
    /// Of signed numbers the two's complement.
    pub(super) values: Vec<u64>,
    /// Where each document ends among the values.
    pub(super) ends: Vec<u32>,
}

/// Whether numbers have a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signed {
    Yes,
    No,
}

/// What can be gathered of a field.
pub(super) enum Column {
    Texts(Texts),
    Numbers(Numbers),
    /// Only stored.
    Nothing,
}

/// Makes the column of a field, or says that the field is of a kind that this writer does not know.
pub(super) fn of_field(field: Field, entry: &FieldEntry) -> Result<Column, TantivyError> {
    let unknown = || TantivyError::SchemaError(format!("{}: a kind of field that is not known", entry.name()));
    let column = entry.is_fast().then(|| entry.name().to_owned());
    match entry.field_type() {
        FieldType::Str(options) => {
            let indexing = options.get_indexing_options();
            let split = match indexing.map(|indexing| indexing.tokenizer()) {
                Some(EXACT) => Split::Words,
                Some("raw") | None => Split::Whole,
                Some(_) => return Err(unknown()),
            };
            // The column holds whole values: it shares the terms of postings that do too.
            if column.is_some() && (split == Split::Words || options.get_fast_field_tokenizer_name() != Some("raw")) {
                return Err(unknown());
            }
            let postings = indexing.map(|indexing| indexing.index_option());
            if split == Split::Whole && postings.is_some_and(|option| option.has_freq()) {
                return Err(unknown());
            }
            let norms = (entry.is_indexed() && entry.has_fieldnorms()).then(Vec::new);
            let (terms, stream, length, begun) = (Terms::default(), Stream::default(), 0, Begun::No);
            Ok(Column::Texts(Texts { field, column, postings, split, terms, stream, length, norms, begun }))
        }
        FieldType::U64(_) | FieldType::I64(_) => {
            let signed = if matches!(entry.field_type(), FieldType::I64(_)) { Signed::Yes } else { Signed::No };
            let norms = (entry.is_indexed() && entry.has_fieldnorms()).then(Vec::new);
            Ok(Column::Numbers(Numbers { field, column, signed, norms, values: Vec::new(), ends: Vec::new() }))
        }
        FieldType::Bytes(_) if !entry.is_indexed() && !entry.is_fast() => Ok(Column::Nothing),
        _ => Err(unknown()),
    }
}

impl Texts {
    /// Adds a value of the document under way.
    pub(super) fn add(&mut self, content: Content<'_>, folded: &mut Folded) -> Result<(), TantivyError> {
        let (text, read) = match content {
            Content::Text(text) => (text, None),
            Content::Read(text, words) => (text, Some(words)),
            Content::Bytes(_) | Content::Unsigned(_) | Content::Signed(_) => return Err(other_type(self.field)),
        };
        let Texts { terms, stream, length, .. } = self;
        match self.split {
            Split::Words => {
                // A phrase does not run on from one value into the next.
                if self.begun == Begun::Yes {
                    stream.push(NO_TERM);
                }
                self.begun = Begun::Yes;
                // All of them first: that the table is looked into for one need not wait for the end of the next.
                let words = read.unwrap_or_else(|| {
                    folded.read(text);
                    folded
                });
                for (head, word) in words.words() {
                    *length += 1;
                    stream.push(terms.number(head, word));
                }
            }
            Split::Whole => {
                *length += 1;
                stream.push(terms.number(head(text.as_bytes()), text.as_bytes()));
            }
        }
        Ok(())
    }

    /// Ends the document under way.
    pub(super) fn end(&mut self) {
        self.stream.end();
        if let Some(norms) = &mut self.norms {
            norms.push(FieldNormReader::fieldnorm_to_id(self.length));
        }
        self.length = 0;
        self.begun = Begun::No;
    }

    pub(super) fn clear(&mut self) {
        self.terms.clear();
        self.stream.clear();
        self.norms.iter_mut().for_each(Vec::clear);
        self.length = 0;
        self.begun = Begun::No;
    }

    /// Gives the room back of a field without documents.
    pub(super) fn shrink(&mut self) {
        (self.terms, self.stream) = (Terms::default(), Stream::default());
    }

    /// Gives the bytes that are taken.
    pub(super) fn size(&self) -> usize {
        self.terms.size() + self.stream.size() + self.norms.as_ref().map_or(0, Vec::len)
    }
}

impl Numbers {
    pub(super) fn add(&mut self, content: Content<'_>) -> Result<(), TantivyError> {
        self.values.push(match (content, self.signed) {
            (Content::Unsigned(number), Signed::No) => number,
            (Content::Signed(number), Signed::Yes) => number.cast_unsigned(),
            _ => return Err(other_type(self.field)),
        });
        Ok(())
    }

    pub(super) fn end(&mut self) {
        let before = self.ends.last().copied().unwrap_or_default();
        self.ends.push(self.values.len() as u32);
        if let Some(norms) = &mut self.norms {
            norms.push(FieldNormReader::fieldnorm_to_id(self.values.len() as u32 - before));
        }
    }

    /// Gives the values of a document.
    pub(super) fn of(&self, doc: DocId) -> &[u64] {
        &self.values[range(&self.ends, doc)]
    }

    /// Gives a number that is ordered as the values are.
    pub(super) fn ordered(&self, value: u64) -> u64 {
        match self.signed {
            Signed::No => value,
            Signed::Yes => tantivy::i64_to_u64(value.cast_signed()),
        }
    }

    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.ends.clear();
        self.norms.iter_mut().for_each(Vec::clear);
    }

    pub(super) fn shrink(&mut self) {
        (self.values, self.ends) = (Vec::new(), Vec::new());
    }

    pub(super) fn size(&self) -> usize {
        self.values.len() * size_of::<u64>() + self.ends.len() * size_of::<u32>()
    }
}

fn range(ends: &[u32], doc: DocId) -> std::ops::Range<usize> {
    let doc = doc as usize;
    let start = doc.checked_sub(1).map_or(0, |before| ends[before]);
    start as usize..ends[doc] as usize
}

fn other_type(field: Field) -> TantivyError {
    TantivyError::SchemaError(format!("field {}: a value of another type", field.field_id()))
}
