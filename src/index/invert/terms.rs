//! The distinct terms of a field, each under a number: the smaller, the earlier it came.
//!
//! Two open tables of 16-byte slots. A slot holds the first eight bytes of its term, so that a term of up to eight bytes (four
//! words of five) is recognised without a look elsewhere. The terms that came first have a table of their own: they are the
//! frequent ones, nine words of ten of a text, and their table stays in the nearer caches, which that of all terms does not.

use crate::words::{hash, head};

/// The number that no term has.
pub(super) const NO_TERM: u32 = 0;

/// Terms by number, and numbers by term.
#[derive(Debug)]
pub(super) struct Terms {
    early: Table,
    late: Table,
    bytes: Vec<u8>,
    /// Where each term ends in `bytes`; the first, of [`NO_TERM`], at 0.
    ends: Vec<u32>,
}

#[derive(Debug)]
struct Table {
    slots: Vec<Slot>,
    /// How far a hash is shifted to the right to be a place in the table.
    shift: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    head: u64,
    /// The length, and bits of the hash: equal for equal terms.
    tag: u32,
    number: u32,
}

/// So many terms are early.
const EARLY: usize = 1 << 13;

/// The slots of a table without terms.
const FEWEST: usize = 1 << 8;

impl Default for Terms {
    fn default() -> Terms {
        Terms { early: Table::default(), late: Table::default(), bytes: Vec::new(), ends: vec![0] }
    }
}

impl Default for Table {
    fn default() -> Table {
        Table { slots: vec![Slot::default(); FEWEST], shift: 64 - FEWEST.ilog2() }
    }
}

impl Terms {
    /// Gives the number of a term, a new one where it is new. `head` is the [`head`] of `term`.
    #[inline]
    pub(super) fn number(&mut self, head: u64, term: &[u8]) -> u32 {
        let hash = hash(head, term);
        // Mostly it is in the first place that is looked at.
        let slot = self.early.slots[(hash >> self.early.shift) as usize & (self.early.slots.len() - 1)];
        let is_alike = slot.head == head && slot.tag == tag(hash, term) && slot.number != NO_TERM;
        if is_alike && (term.len() <= 8 || self.term(slot.number) == term) {
            return slot.number;
        }
        self.search(hash, head, term)
    }

    fn search(&mut self, hash: u64, head: u64, term: &[u8]) -> u32 {
        let (at, slot) = self.slot(&self.early, hash, head, term);
        if slot.number != NO_TERM {
            return slot.number;
        }
        if self.ends.len() <= EARLY {
            return self.add(at, hash, head, term);
        }
        let (at, slot) = self.slot(&self.late, hash, head, term);
        if slot.number != NO_TERM { slot.number } else { self.add(at, hash, head, term) }
    }

    /// Gives the number of a term that came before.
    pub(super) fn find(&self, term: &[u8]) -> Option<u32> {
        let (head, hash) = (head(term), hash(head(term), term));
        let slots = [&self.early, &self.late].map(|table| self.slot(table, hash, head, term).1);
        slots.iter().map(|slot| slot.number).find(|&number| number != NO_TERM)
    }

    /// Gives the term of a number.
    pub(super) fn term(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start as usize..self.ends[number] as usize]
    }

    /// Gives the numbers in use and one more: as many as [`NO_TERM`] and all terms.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Gives the bytes that the terms take.
    pub(super) fn size(&self) -> usize {
        self.bytes.len() + size_of_val(&*self.ends) + size_of_val(&*self.early.slots) + size_of_val(&*self.late.slots)
    }

    /// Gives the numbers in the order of their terms, byte by byte.
    pub(super) fn sorted(&self) -> Vec<u32> {
        let mut heads: Vec<(u64, u32)> =
            (1..self.ends.len() as u32).map(|number| (head(self.term(number)).swap_bytes(), number)).collect();
        heads.sort_unstable_by(|&(one, a), &(other, b)| one.cmp(&other).then_with(|| self.term(a).cmp(self.term(b))));
        heads.into_iter().map(|(_, number)| number).collect()
    }

    /// Forgets the terms, but keeps the room that they took.
    pub(super) fn clear(&mut self) {
        self.early.slots.fill(Slot::default());
        self.late.slots.fill(Slot::default());
        self.bytes.clear();
        self.ends.truncate(1);
    }

    /// Finds the slot of a term in a table, or the empty one where it belongs.
    #[inline]
    fn slot(&self, table: &Table, hash: u64, head: u64, term: &[u8]) -> (usize, Slot) {
        let tag = tag(hash, term);
        let mask = table.slots.len() - 1;
        let mut at = (hash >> table.shift) as usize & mask;
        loop {
            let slot = table.slots[at];
            let is_it = slot.head == head && slot.tag == tag && (term.len() <= 8 || self.term(slot.number) == term);
            if is_it || slot.number == NO_TERM {
                return (at, slot);
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds a term, whose slot is at `at`.
    #[cold]
    fn add(&mut self, at: usize, hash: u64, head: u64, term: &[u8]) -> u32 {
        let number = self.ends.len() as u32;
        self.bytes.extend_from_slice(term);
        self.ends.push(self.bytes.len() as u32);
        let (table, first) =
            if number as usize <= EARLY { (&mut self.early, 1) } else { (&mut self.late, EARLY as u32 + 1) };
        table.slots[at] = Slot { head, tag: tag(hash, term), number };
        if (number - first + 2) as usize * 2 > table.slots.len() {
            self.grow(first, number);
        }
        number
    }

    /// Doubles the table of the terms `first` to `last`.
    fn grow(&mut self, first: u32, last: u32) {
        let slots: Vec<(u64, Slot)> = (first..=last)
            .map(|number| {
                let term = self.term(number);
                let (head, hash) = (head(term), hash(head(term), term));
                (hash, Slot { head, tag: tag(hash, term), number })
            })
            .collect();
        let table = if first == 1 { &mut self.early } else { &mut self.late };
        let room = table.slots.len() * 2;
        table.slots.clear();
        table.slots.resize(room, Slot::default());
        table.shift -= 1;
        for (hash, slot) in slots {
            let mut at = (hash >> table.shift) as usize;
            while table.slots[at].number != NO_TERM {
                at = (at + 1) & (room - 1);
            }
            table.slots[at] = slot;
        }
    }
}

/// Packs length and hash. Terms of up to eight bytes are told apart by head and length alone.
#[inline]
fn tag(hash: u64, term: &[u8]) -> u32 {
    (hash as u32) << 8 | term.len().min(0xff) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn terms_that_differ_have_numbers_that_differ() {
        let words: Vec<String> =
            (0..9000).map(|n| format!("{}{n}", "w".repeat(n % 300))).chain([String::new(), "\0".into()]).collect();
        let mut terms = Terms::default();
        let number = |terms: &mut Terms, word: &str| terms.number(head(word.as_bytes()), word.as_bytes());
        let numbers: Vec<u32> = words.iter().map(|word| number(&mut terms, word)).collect();
        assert_eq!(numbers, (1..=words.len() as u32).collect::<Vec<_>>());
        assert_eq!(words.iter().map(|word| number(&mut terms, word)).collect::<Vec<_>>(), numbers);
        assert_eq!(terms.find(b"never"), None);
        terms.clear();
        assert_eq!(terms.find(words[7].as_bytes()), None);
        assert_eq!(number(&mut terms, &words[7]), 1);
    }

    proptest! {
        #[test]
        fn a_table_is_a_sorted_map(words in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..200)) {
            let mut terms = Terms::default();
            let mut map = BTreeMap::new();
            for word in &words {
                let number = terms.number(head(word), word);
                prop_assert_eq!(*map.entry(word.clone()).or_insert(number), number);
            }
            let sorted: Vec<Vec<u8>> = terms.sorted().into_iter().map(|number| terms.term(number).to_vec()).collect();
            prop_assert_eq!(sorted, map.into_keys().collect::<Vec<_>>());
        }
    }
}
