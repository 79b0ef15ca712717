//! A document on its way into the index: what its fields hold, in a form that either writer takes without copying it again.

use crate::words::Folded;
use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

/// Values of fields, in the order in which they were added. A field may have several.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    text: String,
    bytes: Vec<u8>,
    read: Vec<Folded>,
    parts: Vec<(Field, Part)>,
}

/// Where a value stands; text and bytes share a buffer each.
#[derive(Clone, Copy, Debug)]
enum Part {
    Text(usize, usize),
    /// A text, and which of those that were read it is.
    Read(usize, usize, usize),
    Bytes(usize, usize),
    Unsigned(u64),
    Signed(i64),
}

/// A value of a field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content<'a> {
    Text(&'a str),
    /// A text and its words.
    Read(&'a str, &'a Folded),
    Bytes(&'a [u8]),
    Unsigned(u64),
    Signed(i64),
}

impl Draft {
    /// Makes a document without values, with room for `bytes` of text.
    pub(super) fn with_room(bytes: usize) -> Draft {
        let text = String::with_capacity(bytes);
        Draft { text, bytes: Vec::new(), read: Vec::new(), parts: Vec::with_capacity(48) }
    }

    pub(super) fn add_text(&mut self, field: Field, text: impl AsRef<str>) {
        self.add_joined(field, [text.as_ref()]);
    }

    /// Adds one text that is made of several, one behind the other.
    pub(super) fn add_joined<'t>(&mut self, field: Field, texts: impl IntoIterator<Item = &'t str>) {
        let start = self.text.len();
        self.text.extend(texts);
        self.parts.push((field, Part::Text(start, self.text.len())));
    }

    /// Adds a text that is made of several, and whose words were read already.
    pub(super) fn add_read<'t>(&mut self, field: Field, texts: impl IntoIterator<Item = &'t str>, words: Folded) {
        let start = self.text.len();
        self.text.extend(texts);
        self.read.push(words);
        self.parts.push((field, Part::Read(start, self.text.len(), self.read.len() - 1)));
    }

    pub(super) fn add_bytes(&mut self, field: Field, bytes: Vec<u8>) {
        let start = self.bytes.len();
        // Mostly they are the only ones, and need no copy.
        if start == 0 {
            self.bytes = bytes
        } else {
            self.bytes.extend(bytes)
        }
        self.parts.push((field, Part::Bytes(start, self.bytes.len())));
    }

    pub(super) fn add_u64(&mut self, field: Field, number: u64) {
        self.parts.push((field, Part::Unsigned(number)));
    }

    pub(super) fn add_i64(&mut self, field: Field, number: i64) {
        self.parts.push((field, Part::Signed(number)));
    }

    /// Gives the values in the order in which they were added.
    pub(super) fn values(&self) -> impl Iterator<Item = (Field, Content<'_>)> {
        self.parts.iter().map(|&(field, part)| (field, self.content(part)))
    }

    /// Gives how many bytes the values take.
    pub(super) fn len(&self) -> usize {
        self.text.len() + self.bytes.len() + self.parts.len() * size_of::<u64>()
    }

    fn content(&self, part: Part) -> Content<'_> {
        match part {
            Part::Text(start, end) => Content::Text(&self.text[start..end]),
            Part::Read(start, end, number) => Content::Read(&self.text[start..end], &self.read[number]),
            Part::Bytes(start, end) => Content::Bytes(&self.bytes[start..end]),
            Part::Unsigned(number) => Content::Unsigned(number),
            Part::Signed(number) => Content::Signed(number),
        }
    }
}

impl<'a> Value<'a> for Content<'a> {
    type ArrayIter = std::iter::Empty<Content<'a>>;
    type ObjectIter = std::iter::Empty<(&'a str, Content<'a>)>;

    fn as_value(&self) -> ReferenceValue<'a, Content<'a>> {
        ReferenceValue::Leaf(match *self {
            Content::Text(text) | Content::Read(text, _) => ReferenceValueLeaf::Str(text),
            Content::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
            Content::Unsigned(number) => ReferenceValueLeaf::U64(number),
            Content::Signed(number) => ReferenceValueLeaf::I64(number),
        })
    }
}

/// Walks over the values of a document, for the engine's own writer.
pub(super) struct Values<'a> {
    draft: &'a Draft,
    parts: std::slice::Iter<'a, (Field, Part)>,
}

impl<'a> Iterator for Values<'a> {
    type Item = (Field, Content<'a>);

    fn next(&mut self) -> Option<(Field, Content<'a>)> {
        self.parts.next().map(|&(field, part)| (field, self.draft.content(part)))
    }
}

impl Document for Draft {
    type Value<'a> = Content<'a>;
    type FieldsValuesIter<'a> = Values<'a>;

    fn iter_fields_and_values(&self) -> Values<'_> {
        Values { draft: self, parts: self.parts.iter() }
    }
}
