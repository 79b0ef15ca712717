//! The distinct terms of a field, each under a number: the smaller, the earlier it came.
//!
//! An open table of 16-byte slots. A slot holds the first eight bytes of its term, so that a term of up to eight bytes (four
//! words of five) is recognised without a look elsewhere.

/// The number that no term has.
pub(super) const NO_TERM: u32 = 0;

/// Terms by number, and numbers by term.
#[derive(Debug)]
pub(super) struct Terms {
    slots: Vec<Slot>,
    /// How far a hash is shifted to the right to be a place in the table.
    shift: u32,
    bytes: Vec<u8>,
    /// Where each term ends in `bytes`; the first, of [`NO_TERM`], at 0.
    ends: Vec<u32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    head: u64,
    /// The length, and bits of the hash: equal for equal terms.
    tag: u32,
    number: u32,
}

/// The slots of a table without terms.
const FEWEST: usize = 1 << 8;

/// Odd and without a pattern: what a number is multiplied by to spread it.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Default for Terms {
    fn default() -> Terms {
        Terms { slots: vec![Slot::default(); FEWEST], shift: 64 - FEWEST.ilog2(), bytes: Vec::new(), ends: vec![0] }
    }
}

/// Gives the first eight bytes of a term as a number, with zeros where it is shorter.
pub(super) fn head(term: &[u8]) -> u64 {
    match term.first_chunk::<8>() {
        Some(first) => u64::from_le_bytes(*first),
        None => term.iter().rev().fold(0, |head, &byte| head << 8 | u64::from(byte)),
    }
}

fn hash(head: u64, term: &[u8]) -> u64 {
    let mut hash = (head ^ (term.len() as u64).rotate_left(56)).wrapping_mul(SPREAD);
    let mut rest = term.get(8..).unwrap_or_default();
    while !rest.is_empty() {
        let (next, behind) = rest.split_at(rest.len().min(8));
        hash = (hash.rotate_left(29) ^ self::head(next)).wrapping_mul(SPREAD);
        rest = behind;
    }
    hash ^ hash >> 32
}

impl Terms {
    /// Gives the number of a term, a new one where it is new. `head` is the [`head`] of `term`.
    #[inline]
    pub(super) fn number(&mut self, head: u64, term: &[u8]) -> u32 {
        let hash = hash(head, term);
        let (at, slot) = self.slot(hash, head, term);
        if slot.number != NO_TERM { slot.number } else { self.add(at, hash, head, term) }
    }

    /// Gives the number of a term that came before.
    pub(super) fn find(&self, term: &[u8]) -> Option<u32> {
        let head = head(term);
        let (_, slot) = self.slot(hash(head, term), head, term);
        (slot.number != NO_TERM).then_some(slot.number)
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
        self.bytes.len() + self.ends.len() * size_of::<u32>() + self.slots.len() * size_of::<Slot>()
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
        self.slots.fill(Slot::default());
        self.bytes.clear();
        self.ends.truncate(1);
    }

    /// Finds the slot of a term, or the empty one where it belongs.
    #[inline]
    fn slot(&self, hash: u64, head: u64, term: &[u8]) -> (usize, Slot) {
        let tag = tag(hash, term);
        let mask = self.slots.len() - 1;
        let mut at = (hash >> self.shift) as usize & mask;
        loop {
            let slot = self.slots[at];
            let is_it = slot.head == head && slot.tag == tag && (term.len() <= 8 || self.term(slot.number) == term);
            if is_it || slot.number == NO_TERM {
                return (at, slot);
            }
            at = (at + 1) & mask;
        }
    }

    #[cold]
    fn add(&mut self, at: usize, hash: u64, head: u64, term: &[u8]) -> u32 {
        let number = self.ends.len() as u32;
        self.bytes.extend_from_slice(term);
        self.ends.push(self.bytes.len() as u32);
        self.slots[at] = Slot { head, tag: tag(hash, term), number };
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        number
    }

    fn grow(&mut self) {
        let room = self.slots.len() * 2;
        self.slots.clear();
        self.slots.resize(room, Slot::default());
        self.shift -= 1;
        for number in 1..self.ends.len() as u32 {
            let (head, term) = (head(self.term(number)), self.term(number));
            let hash = hash(head, term);
            let tag = tag(hash, term);
            let mut at = (hash >> self.shift) as usize;
            while self.slots[at].number != NO_TERM {
                at = (at + 1) & (room - 1);
            }
            self.slots[at] = Slot { head, tag, number };
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
            (0..3000).map(|n| format!("{}{n}", "w".repeat(n % 300))).chain([String::new(), "\0".into()]).collect();
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
