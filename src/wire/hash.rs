//! A hash for short keys that come from our own tables: FNV-1a, far cheaper for a word than one that resists attack.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A map of short keys.
pub(crate) type ShortMap<V> = HashMap<Box<str>, V, BuildHasherDefault<Fnv>>;
/// A set of short keys.
pub(crate) type ShortSet = HashSet<Box<str>, BuildHasherDefault<Fnv>>;

/// FNV-1a, 64 bits (draft-eastlake-fnv).
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The first three letters of a set of folded names: most words of a line need not be folded to know that they are none.
#[derive(Debug)]
pub(crate) struct Starts(Box<[u64; 512]>);

impl Default for Starts {
    fn default() -> Starts {
        Starts(Box::new([0; 512]))
    }
}

impl Starts {
    /// Adds a folded name.
    pub fn add(&mut self, folded: &str) {
        let key = Starts::key(folded);
        self.0[key / 64] |= 1 << (key % 64);
    }

    /// Says whether a word, in any case, may be one of the names once it is folded.
    pub fn may_have(&self, word: &str) -> bool {
        // A letter beyond ASCII may fold to any other.
        let ascii = word.as_bytes()[..word.len().min(3)].is_ascii();
        let key = Starts::key(word);
        !ascii || self.0[key / 64] & 1 << (key % 64) != 0
    }

    /// Letters are told apart, in any case, by their lower five bits. A name may be more than a word: its first one counts.
    fn key(word: &str) -> usize {
        let (mut key, bytes) = (0, word.as_bytes());
        for &b in &bytes[..bytes.len().min(3)] {
            if !b.is_ascii_alphabetic() {
                break;
            }
            key = key << 5 | usize::from(b % 32);
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_pass_every_name_and_few_other_words() {
        let mut starts = Starts::default();
        starts.add("april");
        assert!(starts.may_have("April") && starts.may_have("APR") && starts.may_have("Ápril"));
        assert!(!starts.may_have("market") && !starts.may_have("apt") && !starts.may_have("a") && !starts.may_have(""));
        starts.add("e n a");
        assert!(starts.may_have("E"));
    }
}
