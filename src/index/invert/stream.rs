//! Numbers of terms, document by document, in two bytes each: the frequent terms came early and have small numbers.

use tantivy::DocId;

/// Numbers in the order in which they came, parted by document.
#[derive(Debug, Default)]
pub(super) struct Stream {
    codes: Vec<u16>,
    /// Where each document ends in the codes.
    ends: Vec<u32>,
}

/// Says that the number follows in two codes, the lower half first.
const LARGE: u16 = u16::MAX;

impl Stream {
    /// Adds a number to the document under way.
    #[inline]
    pub(super) fn push(&mut self, number: u32) {
        if number < u32::from(LARGE) {
            self.codes.push(number as u16);
        } else {
            self.codes.extend([LARGE, number as u16, (number >> 16) as u16]);
        }
    }

    /// Ends the document under way.
    pub(super) fn end(&mut self) {
        self.ends.push(self.codes.len() as u32);
    }

    /// Gives the numbers of a document.
    #[inline]
    pub(super) fn of(&self, doc: DocId) -> Numbers<'_> {
        let doc = doc as usize;
        let start = doc.checked_sub(1).map_or(0, |before| self.ends[before]);
        Numbers { codes: self.codes[start as usize..self.ends[doc] as usize].iter() }
    }

    /// Gives the numbers of all documents.
    pub(super) fn all(&self) -> Numbers<'_> {
        Numbers { codes: self.codes.iter() }
    }

    /// Gives how many documents there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Gives the bytes that are taken.
    pub(super) fn size(&self) -> usize {
        size_of_val(&*self.codes) + size_of_val(&*self.ends)
    }

    /// Forgets the numbers, but keeps the room that they took.
    pub(super) fn clear(&mut self) {
        self.codes.clear();
        self.ends.clear();
    }
}

/// Walks over numbers.
#[derive(Clone)]
pub(super) struct Numbers<'s> {
    codes: std::slice::Iter<'s, u16>,
}

impl Numbers<'_> {
    /// Gives how many there are at most.
    pub(super) fn most(&self) -> usize {
        self.codes.len()
    }
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let code = *self.codes.next()?;
        if code != LARGE {
            return Some(code.into());
        }
        let (low, high) = (*self.codes.next()?, *self.codes.next()?);
        Some(u32::from(high) << 16 | u32::from(low))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_come_back_document_by_document() {
        let documents: [&[u32]; 4] = [&[0, 1, 65534, 65535, 65536], &[], &[u32::MAX], &[70_000, 3]];
        let mut stream = Stream::default();
        for numbers in documents {
            numbers.iter().for_each(|&number| stream.push(number));
            stream.end();
        }
        assert_eq!(stream.all().collect::<Vec<_>>(), documents.concat());
        for (doc, numbers) in (0..).zip(documents) {
            assert_eq!(stream.of(doc).collect::<Vec<_>>(), numbers);
            assert!(stream.of(doc).most() >= numbers.len());
        }
    }
}
