//! What an index holds from which source: read out of the index itself, so that no side file can disagree with it.

use std::collections::HashMap;

use tantivy::{DocId, Searcher, SegmentReader};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::IndexError;
use super::schema::column;
use crate::date::{Day, DayRange};

/// From what and by what the documents of a source were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// The hash of the file's bytes.
    pub fingerprint: u64,
    /// The length of the file in bytes.
    pub size: u64,
    /// When the file was last changed, in nanoseconds since 1970; only ever compared for equality.
    pub mtime: i64,
    /// The version of parser and style table.
    pub maker: u64,
    /// The [`context_key`] that the parser was given and had use for; 0 where it needed none.
    pub context: u64,
    /// Whether some of the text may have been decoded wrongly: see [`Facts::doubtful`](crate::source::Facts::doubtful).
    pub doubtful: bool,
}

/// Hashes the bytes of a source.
pub fn fingerprint(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// Packs what neighbours say into a number that differs whenever it does; never 0.
pub fn context_key(neighbours: Option<DayRange>) -> u64 {
    neighbours.map_or(1, |days| u64::from(days.first.number()) << 32 | u64::from(days.last.number()))
}

/// Why a source gave no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Barren {
    /// It holds no text.
    Empty = 1,
    /// It is no text.
    Binary = 2,
    /// Its text is in no encoding that could be told.
    Encoding = 3,
    /// It is longer than a story may be.
    TooLarge = 4,
    /// It unpacks to far more than copy ever does.
    Bomb = 5,
    /// It is an archive in an archive in an archive, and so on.
    TooDeep = 6,
    /// It needs a password.
    Encrypted = 7,
    /// It breaks the rules of its form.
    Damaged = 8,
}

impl Barren {
    fn from_number(number: u64) -> Option<Barren> {
        use Barren::{Binary, Bomb, Damaged, Empty, Encoding, Encrypted, TooDeep, TooLarge};
        let all = [Empty, Binary, Encoding, TooLarge, Bomb, TooDeep, Encrypted, Damaged];
        all.into_iter().find(|&why| why as u64 == number)
    }
}

/// What the index holds from one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From what it was made.
    pub made: Made,
    /// How many articles.
    pub articles: u32,
    /// Why there is none.
    pub barren: Option<Barren>,
    /// The days that its articles state themselves: what neighbours may learn from.
    pub stated: Option<DayRange>,
}

/// What the index holds, by source.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// By path.
    pub entries: HashMap<String, Entry>,
}

impl Ledger {
    /// Reads the ledger of what `searcher` sees.
    pub(super) fn read(searcher: &Searcher) -> Result<Ledger, IndexError> {
        let mut ledger = Ledger::default();
        for reader in searcher.segment_readers() {
            ledger.read_segment(reader).map_err(IndexError::engine("the ledger cannot be read"))?;
        }
        Ok(ledger)
    }

    fn read_segment(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        let columns = reader.fast_fields();
        let Some(sources) = columns.str(column::SOURCE)? else { return Ok(()) };
        let number = |name: &str| columns.u64(name);
        let (fingerprint, size, maker) = (number(column::FINGERPRINT)?, number(column::SIZE)?, number(column::MAKER)?);
        let (context, doubt, barren) = (number(column::CONTEXT)?, number(column::DOUBT)?, number(column::BARREN)?);
        let (first, last, mtime) = (number(column::FIRST)?, number(column::LAST)?, columns.i64(column::MTIME)?);

        let mut by_source: HashMap<u64, Entry> = HashMap::new();
        let day = |number: Option<u64>| number.and_then(|n| Day::from_number(n as u32));
        let mut see = |doc: DocId| {
            let Some(source) = sources.term_ords(doc).next() else { return };
            let made = Made {
                fingerprint: fingerprint.first(doc).unwrap_or_default(),
                size: size.first(doc).unwrap_or_default(),
                mtime: mtime.first(doc).unwrap_or_default(),
                maker: maker.first(doc).unwrap_or_default(),
                context: context.first(doc).unwrap_or_default(),
                doubtful: doubt.first(doc).is_some_and(|doubt| doubt != 0),
            };
            let entry = by_source.entry(source).or_insert(Entry { made, articles: 0, barren: None, stated: None });
            // Of a large source only the last article carries the doubt.
            entry.made.doubtful |= made.doubtful;
            entry.barren = barren.first(doc).and_then(Barren::from_number);
            entry.articles += u32::from(entry.barren.is_none());
            if made.context == 0
                && let (Some(first), Some(last)) = (day(first.first(doc)), day(last.first(doc)))
            {
                let days = DayRange { first, last };
                entry.stated = Some(entry.stated.map_or(days, |known| known.union(days)));
            }
        };
        for doc in 0..reader.max_doc() {
            if !reader.is_deleted(doc) {
                see(doc);
            }
        }
        // In order of the dictionary: one pass over its blocks, where a look-up a source would unpack a block each.
        let mut terms = sources.dictionary().stream()?;
        while terms.advance() {
            if let Some(entry) = by_source.remove(&terms.term_ord())
                && let Ok(path) = std::str::from_utf8(terms.key())
            {
                self.entries.insert(path.to_owned(), entry);
            }
        }
        Ok(())
    }
}

/// The state of an archive as a number: the sum over its sources of a hash of path and making. The same sources give the
/// same number, in whatever order and however many runs they came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Snapshot(u128);

impl Snapshot {
    /// Counts a source in.
    pub fn add(&mut self, path: &str, made: &Made) {
        self.0 = self.0.wrapping_add(hash(path, made));
    }

    /// Counts a source out.
    pub fn remove(&mut self, path: &str, made: &Made) {
        self.0 = self.0.wrapping_sub(hash(path, made));
    }

    pub(super) fn to_hex(self) -> String {
        format!("{:032x}", self.0)
    }

    pub(super) fn from_hex(text: &str) -> Option<Snapshot> {
        u128::from_str_radix(text, 16).ok().map(Snapshot)
    }

    /// Gives the twelve digits by which a state is cited.
    pub fn short(self) -> String {
        let folded = (self.0 ^ (self.0 >> 64)) as u64;
        format!("{:012x}", (folded ^ (folded >> 48)) & 0xffff_ffff_ffff)
    }
}

/// The time of change is left out: touching a file makes no other archive.
fn hash(path: &str, made: &Made) -> u128 {
    let mut key = Vec::with_capacity(path.len() + 25);
    key.extend_from_slice(path.as_bytes());
    key.push(0);
    for number in [made.fingerprint, made.maker, made.context] {
        key.extend_from_slice(&number.to_le_bytes());
    }
    xxh3_128(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_depends_on_the_sources_and_on_nothing_else() {
        let made = |fingerprint| Made { fingerprint, ..Made::default() };
        let (mut one, mut other) = (Snapshot::default(), Snapshot::default());
        one.add("a", &made(1));
        one.add("b", &made(2));
        other.add("b", &made(3));
        other.add("b", &made(2));
        other.add("a", &Made { mtime: 99, ..made(1) });
        assert_ne!(one, other);
        other.remove("b", &made(3));
        assert_eq!(one, other);
        assert_eq!(Snapshot::from_hex(&one.to_hex()), Some(one));
        assert_eq!(one.short().len(), 12);
    }
}
