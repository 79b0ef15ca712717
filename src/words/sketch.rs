//! What two texts have in common, word pair by word pair: the first take of a story and its rewrites.
//!
//! A text is taken as the set of its neighbouring words, two by two. Of two such sets, [`Pairs::likeness`] says how much of
//! the smaller the larger has: a lead put before it or a tail cut off leaves it whole, and a word changed costs two pairs.
//! A [`Sketch`] is a sample of the set that says which texts are worth that comparison: MinHash by one permutation
//! (Li, Owen and Zhang 2012), 32 places of 16 bits.

use super::{Folded, hash};

/// A sample of the word pairs of a text: two texts agree in a place about as often as a pair that is in one is in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sketch([u16; Sketch::PLACES]);

impl Sketch {
    /// How many places a sketch has.
    pub const PLACES: usize = 32;
    /// In how many numbers a sketch is stored.
    pub const NUMBERS: usize = 8;

    /// Draws the sketch of a text.
    ///
    /// ```
    /// use dateline::words::Sketch;
    /// let first = Sketch::of("the ferry to Gozo sank in a storm on Monday evening");
    /// let second = Sketch::of("The ferry to Gozo sank in a storm on Tuesday morning.");
    /// let other = Sketch::of("cocoa arrivals at Bahia fell for the third week running");
    /// assert!(first.agreement(&second) >= 4);
    /// assert!(first.agreement(&other) == 0);
    /// ```
    pub fn of(text: &str) -> Sketch {
        let mut folded = Folded::default();
        folded.read(text);
        Sketch::of_words(folded.words())
    }

    /// Draws the sketch of words that were read already, each with its head.
    pub(crate) fn of_words<'w>(words: impl Iterator<Item = (u64, &'w [u8])>) -> Sketch {
        let mut least = [u64::MAX; Sketch::PLACES];
        each_pair(words, |pair| {
            let place = &mut least[place(pair)];
            *place = (*place).min(rank(pair));
        });
        // 0 says that no pair fell into the place.
        Sketch(least.map(|rank| if rank == u64::MAX { 0 } else { value(rank) }))
    }

    /// Gives the value at each place; 0 for none.
    pub fn values(&self) -> &[u16; Sketch::PLACES] {
        &self.0
    }

    /// Counts the places in which two sketches agree.
    pub fn agreement(&self, other: &Sketch) -> usize {
        self.0.iter().zip(&other.0).filter(|(a, b)| a == b && **a != 0).count()
    }

    /// Packs the sketch into numbers.
    pub fn to_numbers(self) -> [u64; Sketch::NUMBERS] {
        let (parts, _) = self.0.as_chunks::<4>();
        std::array::from_fn(|at| parts[at].iter().fold(0, |number, &value| number << 16 | u64::from(value)))
    }

    /// Unpacks what [`Sketch::to_numbers`] packed.
    pub fn from_numbers(numbers: [u64; Sketch::NUMBERS]) -> Sketch {
        Sketch(std::array::from_fn(|at| (numbers[at / 4] >> (48 - at % 4 * 16)) as u16))
    }
}

/// The word pairs of a text, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(Vec<u64>);

impl Pairs {
    /// Reads the word pairs of a text.
    pub fn of(text: &str) -> Pairs {
        let mut pairs = Vec::new();
        let mut folded = Folded::default();
        folded.read(text);
        each_pair(folded.words(), |pair| pairs.push(pair));
        pairs.sort_unstable();
        pairs.dedup();
        Pairs(pairs)
    }

    /// Says how much of the smaller text the larger has, in thousandths: 1000 for all of it. A few pairs in common prove
    /// little, whatever their share: what rests on `n` pairs counts 1 − e^(−n/20) of it.
    ///
    /// ```
    /// use dateline::words::Pairs;
    /// let story = Pairs::of(&(0..200).map(|n| format!("word{n} ")).collect::<String>());
    /// let tail = Pairs::of(&(100..200).map(|n| format!("word{n} ")).collect::<String>());
    /// assert!(story.likeness(&tail) > 980);
    /// assert!(Pairs::of("profit rose").likeness(&Pairs::of("profit rose")) < 60);
    /// ```
    pub fn likeness(&self, other: &Pairs) -> u16 {
        let (mut common, mut rest) = (0usize, other.0.as_slice());
        for pair in &self.0 {
            let smaller = rest.iter().position(|known| known >= pair).unwrap_or(rest.len());
            rest = &rest[smaller..];
            common += usize::from(rest.first() == Some(pair));
        }
        let share = common as f64 / self.0.len().min(other.0.len()).max(1) as f64;
        (share * (1.0 - (-(common as f64) / ENOUGH).exp()) * 1000.0).round() as u16
    }
}

/// So many pairs in common prove about two thirds of what they could.
const ENOUGH: f64 = 20.0;

fn each_pair<'w>(words: impl Iterator<Item = (u64, &'w [u8])>, mut see: impl FnMut(u64)) {
    let mut before = None;
    for (head, word) in words {
        let word = hash(head, word);
        if let Some(before) = before.replace(word) {
            see(mixed(u64::rotate_left(before, 23) ^ word));
        }
    }
}

/// Spreads what two hashes have in common over all bits (the finisher of `SplitMix64`).
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ hash >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ hash >> 31
}

/// The upper bits of a pair say into which place it falls, the others how early it comes there.
fn place(pair: u64) -> usize {
    (pair >> 59) as usize
}

fn rank(pair: u64) -> u64 {
    pair << 5
}

/// The least of many numbers begins with zeros: its other bits tell it from others.
fn value(rank: u64) -> u16 {
    ((mixed(rank) >> 48) as u16).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(words: std::ops::Range<usize>) -> String {
        words.map(|n| format!("w{n} ")).collect()
    }

    #[test]
    fn sketches_come_back_out_of_their_numbers() {
        let sketch = Sketch::of(&story(0..100));
        assert_eq!(Sketch::from_numbers(sketch.to_numbers()), sketch);
        assert_ne!(sketch, Sketch::default());
        assert_eq!(Sketch::of("one"), Sketch::default());
    }

    #[test]
    fn sketches_agree_about_as_much_as_the_texts() {
        // 300 words, of which 200 are common: of 399 pairs in all, 199 are in both.
        let (one, two) = (Sketch::of(&story(0..300)), Sketch::of(&story(100..400)));
        assert!((10..=22).contains(&one.agreement(&two)), "{}", one.agreement(&two));
        assert!(one.agreement(&Sketch::of(&story(1000..1300))) <= 1);
    }

    #[test]
    fn likeness_looks_at_words_and_not_at_their_dress() {
        let pairs = |text: &str| Pairs::of(text);
        let (one, two) = ("The  U.S.\nÉlysée said ", "the u s elysee SAID");
        assert_eq!(pairs(one), pairs(two));
        let (long, changed) = (story(0..100), story(0..100).replace("w50", "x"));
        assert_eq!(pairs(&long).likeness(&pairs(&changed)), pairs(&changed).likeness(&pairs(&long)));
        assert!((960..985).contains(&pairs(&long).likeness(&pairs(&changed))));
        assert_eq!(pairs("").likeness(&pairs("")), 0);
        assert_eq!(pairs(&long).likeness(&pairs(&story(500..600))), 0);
    }

    #[test]
    fn texts_without_blanks_have_pairs_too() {
        assert!(
            Sketch::of(&"新华社北京四月二十八日电".repeat(2)).agreement(&Sketch::of("新华社北京四月二十八日电")) > 3
        );
    }
}
