//! What two texts were found to be, as it lies beside the segments.
//!
//! ```text
//! key of the pair, likeness · … ascending · checksum
//! ```
//!
//! It is no more than a memory: where it is missing or torn the texts are compared again.

use std::path::Path;

use tantivy::{Directory, Index};
use xxhash_rust::xxh3::xxh3_64;

use crate::index::IndexError;

/// What was compared so far.
pub(in crate::index) const COMPARED: &str = ".takes-compared";

/// The bytes of a pair: its key, how alike it is.
type Row = [u8; 10];

/// Says whether there is a list of comparisons that is not what was written.
pub(in crate::index) fn is_torn(directory: &dyn Directory) -> bool {
    directory.atomic_read(Path::new(COMPARED)).is_ok_and(|bytes| whole(&bytes).is_none())
}

/// Gives what stands before a checksum that fits.
fn whole(bytes: &[u8]) -> Option<&[Row]> {
    let (body, checksum) = bytes.split_last_chunk::<8>()?;
    (xxh3_64(body) == u64::from_le_bytes(*checksum)).then_some(body.as_chunks().0)
}

/// Names a pair of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(u64);

impl Key {
    /// Names a pair of articles, whichever comes first.
    pub(super) fn of(one: u64, other: u64) -> Key {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&one.min(other).to_le_bytes());
        bytes[8..].copy_from_slice(&one.max(other).to_le_bytes());
        Key(xxh3_64(&bytes))
    }
}

/// The likeness of the pairs of texts that were compared, by what both are: what is held of former runs, and what is noted now.
#[derive(Debug, Default)]
pub(super) struct Compared {
    held: Vec<Row>,
    noted: Vec<Row>,
}

impl Compared {
    /// Reads what was compared; nothing where that cannot be read, which costs the comparison again.
    pub(super) fn read(index: &Index) -> Compared {
        let bytes = index.directory().atomic_read(Path::new(COMPARED)).unwrap_or_default();
        Compared { held: whole(&bytes).unwrap_or_default().to_vec(), noted: Vec::new() }
    }

    /// Says how alike a pair was found to be in a former run.
    pub(super) fn likeness(&self, key: Key) -> Option<u16> {
        let at = self.held.binary_search_by_key(&key, |row| parts(row).0).ok()?;
        Some(parts(&self.held[at]).1)
    }

    /// Notes how alike a pair is.
    pub(super) fn note(&mut self, key: Key, likeness: u16) {
        let mut row = [0; 10];
        row[..8].copy_from_slice(&key.0.to_le_bytes());
        row[8..].copy_from_slice(&likeness.to_le_bytes());
        self.noted.push(row);
    }

    /// Writes what was noted in the place of what is held, unless that is the same.
    pub(super) fn write(mut self, index: &Index) -> Result<(), IndexError> {
        self.noted.sort_unstable_by_key(parts);
        self.noted.dedup_by_key(|row| parts(row).0);
        if self.noted == self.held {
            return Ok(());
        }
        self.held = Vec::new();
        let mut bytes = self.noted.into_flattened();
        bytes.extend_from_slice(&xxh3_64(&bytes).to_le_bytes());
        let written = index.directory().atomic_write(Path::new(COMPARED), &bytes);
        written.map_err(|error| IndexError::engine("the groups of takes cannot be written")(error.into()))
    }
}

fn parts(row: &Row) -> (Key, u16) {
    let [a, b, c, d, e, f, g, h, likeness @ ..] = *row;
    (Key(u64::from_le_bytes([a, b, c, d, e, f, g, h])), u16::from_le_bytes(likeness))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_compared_is_known_to_the_next_run_and_only_to_it() {
        let index = Index::create_in_ram(tantivy::schema::Schema::builder().build());
        let key = |one, other| Key::of(one, other);
        let mut first = Compared::read(&index);
        for (one, other, likeness) in [(1, 2, 300), (5, 4, 0), (2, 1, 300)] {
            first.note(key(one, other), likeness);
        }
        assert_eq!(first.likeness(key(1, 2)), None);
        first.write(&index).unwrap();
        let mut second = Compared::read(&index);
        assert_eq!([(1, 2), (4, 5), (1, 5)].map(|(a, b)| second.likeness(key(a, b))), [Some(300), Some(0), None]);
        second.note(key(1, 2), 300);
        second.write(&index).unwrap();
        let third = Compared::read(&index);
        assert_eq!([(2, 1), (4, 5)].map(|(a, b)| third.likeness(key(a, b))), [Some(300), None]);
        assert!(!is_torn(index.directory()));
        let bytes = index.directory().atomic_read(Path::new(COMPARED)).unwrap();
        index.directory().atomic_write(Path::new(COMPARED), &bytes[1..]).unwrap();
        assert!(is_torn(index.directory()) && Compared::read(&index).held.is_empty());
    }
}
