//! Where the lines of a key stand in a sorted table.
//!
//! Bisection of a table of some megabytes misses the cache at nearly every step; slots miss it once, or not at all where
//! the key is not there, which is most often so. But to fill them costs what thousands of bisections do: whoever reads a few
//! stories does without.

use std::hash::BuildHasher;
use std::iter;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use memchr::{memchr, memchr2, memrchr};
use rustc_hash::FxBuildHasher;

/// So many keys are looked up by bisection before the slots are filled.
const FEW: u32 = 4096;

/// A table of lines sorted by their keys: their first fields, up to a tab.
pub(super) struct Lookup {
    table: &'static str,
    looked_up: AtomicU32,
    slots: OnceLock<Vec<u64>>,
}

impl Lookup {
    /// Takes a table. Lines of one key stand together.
    pub(super) fn of(table: &'static str) -> Lookup {
        Lookup { table, looked_up: AtomicU32::new(0), slots: OnceLock::new() }
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

    /// Finds where the first line of `key` begins.
    fn first(&self, key: &str) -> Option<usize> {
        if let Some(slots) = self.slots.get() {
            return in_slots(self.table, slots, key);
        }
        if self.looked_up.fetch_add(1, Ordering::Relaxed) < FEW {
            return bisected(self.table, key);
        }
        in_slots(self.table, self.slots.get_or_init(|| filled(self.table)), key)
    }
}

/// Finds where the first line of `key` begins by halving the table.
fn bisected(table: &str, key: &str) -> Option<usize> {
    let bytes = table.as_bytes();
    // The line begins in `low..high` if anywhere.
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at + 1);
        if key_of(&bytes[start..end]) < key.as_bytes() { low = end } else { high = start }
    }
    (low < bytes.len() && key_of(&bytes[low..]) == key.as_bytes()).then_some(low)
}

/// Gives what stands before the first tab or the end of the line.
fn key_of(line: &[u8]) -> &[u8] {
    &line[..memchr2(b'\t', b'\n', line).unwrap_or(line.len())]
}

/// Fills the slots of a table: open addressing, at most half full. A slot is zero where it is empty; else the upper half of the
/// key's hash, and the byte behind the start of its first line.
fn filled(table: &str) -> Vec<u64> {
    let lines = table.bytes().filter(|&b| b == b'\n').count();
    let mut slots = vec![0; (2 * lines).next_power_of_two()];
    let (mut at, mut last) = (0, "");
    for line in table.split_inclusive('\n') {
        let key = &line[..memchr(b'\t', line.as_bytes()).unwrap_or(line.len())];
        if key != last {
            let hash = hash(key);
            let mut slot = home(&slots, hash);
            while slots[slot] != 0 {
                slot = (slot + 1) & (slots.len() - 1);
            }
            slots[slot] = hash & UPPER | (at as u64 + 1) & !UPPER;
            last = key;
        }
        at += line.len();
    }
    slots
}

/// Finds where the first line of `key` begins by its slot.
fn in_slots(table: &str, slots: &[u64], key: &str) -> Option<usize> {
    let hash = hash(key);
    let mut slot = home(slots, hash);
    while slots[slot] != 0 {
        let at = (slots[slot] & !UPPER) as usize - 1;
        let fits = || table[at..].strip_prefix(key).is_some_and(|rest| rest.starts_with('\t'));
        if slots[slot] & UPPER == hash & UPPER && fits() {
            return Some(at);
        }
        slot = (slot + 1) & (slots.len() - 1);
    }
    None
}

fn home(slots: &[u64], hash: u64) -> usize {
    hash as usize & (slots.len() - 1)
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
    fn every_line_of_the_tables_is_found_either_way() {
        for table in [super::super::table::PLACES, super::super::table::QUALIFIERS, super::super::table::REGIONS] {
            let (lookup, slots) = (Lookup::of(table), filled(table));
            for line in table.lines() {
                let (key, rest) = line.split_once('\t').unwrap();
                assert!(lookup.lines(key).any(|found| found == rest), "{line}");
                assert!(in_slots(table, &slots, key).is_some(), "{line}");
                assert_eq!(bisected(table, key), in_slots(table, &slots, key), "{line}");
                for other in [&key[..key.chars().next_back().map_or(0, |last| key.len() - last.len_utf8())], line] {
                    assert_eq!(bisected(table, other), in_slots(table, &slots, other), "{other}");
                }
            }
            assert!(lookup.slots.get().is_some() || table.lines().count() < FEW as usize);
        }
    }
}
