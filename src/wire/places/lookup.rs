//! Where the lines of a key stand in a sorted table.
//!
//! Bisection of a table of some megabytes misses the cache at nearly every step; this misses it once, or not at all where
//! the key is not there, which is most often so.

use std::hash::BuildHasher;
use std::iter;

use memchr::memchr;
use rustc_hash::FxBuildHasher;

/// A table and its keys: open addressing, at most half full.
pub(super) struct Lookup {
    table: &'static str,
    /// Zero where empty; else the upper half of the key's hash, and the byte behind the start of its first line.
    slots: Vec<u64>,
}

impl Lookup {
    /// Gathers the keys of a table: lines whose first field, up to a tab, is the key. Lines of one key stand together.
    pub(super) fn of(table: &'static str) -> Lookup {
        let lines = table.bytes().filter(|&b| b == b'\n').count();
        let mut lookup = Lookup { table, slots: vec![0; (2 * lines).next_power_of_two()] };
        let (mut at, mut last) = (0, "");
        for line in table.split_inclusive('\n') {
            let key = &line[..memchr(b'\t', line.as_bytes()).unwrap_or(line.len())];
            if key != last {
                lookup.add(key, at);
                last = key;
            }
            at += line.len();
        }
        lookup
    }

    /// Says whether the table has a line of `key`.
    pub(super) fn has(&self, key: &str) -> bool {
        self.first(key).is_some()
    }

    /// Gives the lines of `key`, each without it.
    pub(super) fn lines(&self, key: &str) -> impl Iterator<Item = &'static str> + use<> {
        let rest = self.first(key).map_or("", |at| &self.table[at..]);
        let key = &rest[..key.len().min(rest.len())];
        let mut at = 0;
        iter::from_fn(move || {
            let fields = rest[at..].strip_prefix(key)?.strip_prefix('\t')?;
            let fields = &fields[..memchr(b'\n', fields.as_bytes()).unwrap_or(fields.len())];
            at += (key.len() + 1 + fields.len() + 1).min(rest.len() - at);
            Some(fields)
        })
    }

    fn add(&mut self, key: &str, at: usize) {
        let hash = hash(key);
        let mut slot = self.home(hash);
        while self.slots[slot] != 0 {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.slots[slot] = hash & UPPER | (at as u64 + 1) & !UPPER;
    }

    /// Finds where the first line of `key` begins.
    fn first(&self, key: &str) -> Option<usize> {
        let hash = hash(key);
        let mut slot = self.home(hash);
        while self.slots[slot] != 0 {
            let at = (self.slots[slot] & !UPPER) as usize - 1;
            let fits = || self.table[at..].strip_prefix(key).is_some_and(|rest| rest.starts_with('\t'));
            if self.slots[slot] & UPPER == hash & UPPER && fits() {
                return Some(at);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        None
    }

    fn home(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }
}

/// The half of a slot that holds a part of the hash.
const UPPER: u64 = 0xffff_ffff_0000_0000;

/// Hashes a key.
pub(super) fn hash(key: &str) -> u64 {
    FxBuildHasher.hash_one(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_by_their_key() {
        let lookup = Lookup::of("a\t1\nab\t2\nab\t3\nb\t4\n\u{e9}\t5\n");
        let found = |key| lookup.lines(key).collect::<Vec<_>>();
        assert_eq!(
            (found("a"), found("ab"), found("b"), found("\u{e9}")),
            (vec!["1"], vec!["2", "3"], vec!["4"], vec!["5"])
        );
        for none in ["", "c", "abc", "\u{e8}", "a\t1"] {
            assert!(!lookup.has(none) && found(none).is_empty(), "{none}");
        }
        assert!(!Lookup::of("").has("a"));
    }

    #[test]
    fn every_line_of_the_tables_is_found() {
        for table in [super::super::table::PLACES, super::super::table::QUALIFIERS, super::super::table::REGIONS] {
            let lookup = Lookup::of(table);
            for line in table.lines() {
                let (key, rest) = line.split_once('\t').unwrap();
                assert!(lookup.lines(key).any(|found| found == rest), "{line}");
            }
        }
    }
}
