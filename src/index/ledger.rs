//! What an index holds from which source: read out of the index itself, so that no side file can disagree with it.

use std::collections::BTreeMap;

use tantivy::Searcher;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::IndexError;
use super::pages::each_source;
use crate::date::DayRange;

/// From what and by what the documents of a source were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// The hash of the file's bytes.
    pub fingerprint: u64,
    /// The length of the file in bytes.
    pub size: u64,
    /// When the file was last changed, in nanoseconds since 1970; only ever compared for equality.
    pub mtime: i64,
    /// The version of parser and style table; 0 where the system would not let all of the file be read, which makes the next
    /// run read it again.
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

/// Why a source, or a member of one, gave no article.
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
    /// It is a member that is no file: a link, a device.
    Special = 9,
}

impl Barren {
    fn from_number(number: u64) -> Option<Barren> {
        use Barren::{Binary, Bomb, Damaged, Empty, Encoding, Encrypted, Special, TooDeep, TooLarge};
        let all = [Empty, Binary, Encoding, TooLarge, Bomb, TooDeep, Encrypted, Damaged, Special];
        all.into_iter().find(|&why| why as u64 == number)
    }
}

/// A member of a source that gave no article while others did, or the end of the source where that could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Its path, with the member behind that of the source (`a.zip/b.txt`).
    pub path: String,
    /// Why.
    pub why: Barren,
    /// What is to be said beyond that; mostly nothing.
    pub detail: String,
}

/// What a document is, as its column `barren` tells.
///
/// | column | the document |
/// |---|---|
/// | none | an article |
/// | 1-255 | the only one of a source without an article: [`Barren`] |
/// | 256 + `Barren` | a member that failed: [`Failed`] |
/// | 512 | the time of change of a source that was touched and says what it said |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Article,
    Barren(Barren),
    Failed(Barren),
    Touched,
}

const MEMBER: u64 = 256;
const TOUCHED: u64 = 512;

impl Mark {
    pub(super) fn number(self) -> Option<u64> {
        match self {
            Mark::Article => None,
            Mark::Barren(why) => Some(why as u64),
            Mark::Failed(why) => Some(MEMBER + why as u64),
            Mark::Touched => Some(TOUCHED),
        }
    }

    /// Reads the column. A number that no version wrote passes for a touched source: it then says nothing of its own.
    pub(super) fn of(number: Option<u64>) -> Mark {
        match number {
            None => Mark::Article,
            Some(number) if number < MEMBER => Barren::from_number(number).map_or(Mark::Touched, Mark::Barren),
            Some(number) => Barren::from_number(number - MEMBER).map_or(Mark::Touched, Mark::Failed),
        }
    }
}

/// What the index holds from one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From what it was made.
    pub made: Made,
    /// How many articles.
    pub articles: u32,
    /// How many of its members gave none: [`Failed`].
    pub failed: u32,
    /// Why there is none.
    pub barren: Option<Barren>,
    /// The days that its articles state themselves: what neighbours may learn from.
    pub stated: Option<DayRange>,
}

/// What the index holds, by source: about 150 bytes a source, with a path of usual length.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// By path.
    pub entries: BTreeMap<String, Entry>,
}

impl Ledger {
    /// Reads the ledger of what `searcher` sees.
    pub(super) fn read(searcher: &Searcher) -> Result<Ledger, IndexError> {
        let mut entries = Vec::new();
        each_source(searcher, &mut |path, entry| entries.push((path.to_owned(), *entry)))?;
        Ok(Ledger { entries: entries.into_iter().collect() })
    }
}

impl Entry {
    /// Counts in what another segment holds of the same source.
    pub(super) fn add(&mut self, other: &Entry) {
        self.articles += other.articles;
        self.failed += other.failed;
        self.barren = self.barren.or(other.barren);
        if self.made.maker != other.made.maker {
            // Part of it could not be read: see [`Made::maker`].
            self.made.maker = 0;
        }
        // Of a large source only the last article carries the doubt.
        self.made.doubtful |= other.made.doubtful;
        self.stated = self.stated.into_iter().chain(other.stated).reduce(DayRange::union);
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

    pub(super) fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    pub(super) fn from_bytes(bytes: [u8; 16]) -> Snapshot {
        Snapshot(u128::from_le_bytes(bytes))
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
