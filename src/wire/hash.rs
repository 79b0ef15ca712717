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
