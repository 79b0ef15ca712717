//! A text folded whole, and where its words are: what [`Words`] gives, word for word, but several times quicker where the
//! text is ASCII. A run of letters that holds any other character goes through [`Words`] itself.
//!
//! Every byte between words is made zero. Eight bytes are then looked at together: where the first zero stands is where the
//! word ends.

use super::{LONGEST, Words};

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Odd and without a pattern: what a number is multiplied by to spread it.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The words of a text. Made for one text after the other: the room is kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folded {
    /// The folded text; behind it the words that are not ASCII.
    bytes: Vec<u8>,
    words: Vec<Word>,
}

#[derive(Clone, Copy, Debug)]
struct Word {
    head: u64,
    start: u32,
    length: u32,
}

/// Gives the first eight bytes of a word as a number, with zeros where it is shorter.
pub(crate) fn head(word: &[u8]) -> u64 {
    match word.first_chunk::<8>() {
        Some(first) => u64::from_le_bytes(*first),
        None => word.iter().rev().fold(0, |head, &byte| head << 8 | u64::from(byte)),
    }
}

/// Hashes a word, of which `head` is the [`head`].
#[inline]
pub(crate) fn hash(head: u64, word: &[u8]) -> u64 {
    let mut hash = (head ^ (word.len() as u64).rotate_left(56)).wrapping_mul(SPREAD);
    let mut rest = word.get(8..).unwrap_or_default();
    while !rest.is_empty() {
        let (next, behind) = rest.split_at(rest.len().min(8));
        hash = (hash.rotate_left(29) ^ self::head(next)).wrapping_mul(SPREAD);
        rest = behind;
    }
    hash ^ hash >> 32
}

impl Folded {
    /// Makes room for texts of so many `bytes` in all.
    pub(crate) fn with_room(bytes: usize) -> Folded {
        // A word and what follows it take some six bytes; of short words more go into as many.
        Folded { bytes: Vec::with_capacity(bytes + 32), words: Vec::with_capacity(bytes / 5 + 8) }
    }

    /// Reads the words of a text in place of those before.
    pub(crate) fn read(&mut self, text: &str) {
        self.words.clear();
        self.bytes.clear();
        self.read_on(text);
    }

    /// Reads the words of a text that follows, behind a blank.
    pub(crate) fn read_on(&mut self, text: &str) {
        let base = self.bytes.len();
        self.bytes.extend(text.bytes().map(fold));
        // So that there are eight bytes to look at wherever a word begins, and a zero behind the last.
        self.bytes.extend([0; 9]);
        let (mut start, end) = (base, base + text.len());
        while start < end {
            let Some(eight) = eight(&self.bytes, start) else { break };
            if eight as u8 == 0 {
                // Behind one to seven zeros more; all zero gives eight.
                start += (eight.trailing_zeros() / 8) as usize;
                continue;
            }
            let zeros = eight.wrapping_sub(LOW) & !eight & HIGH;
            // The bytes before the first zero; what stands behind the word is no part of its head.
            let within = ((zeros & zeros.wrapping_neg()) >> 7).wrapping_sub(1);
            if zeros != 0 && eight & HIGH & within == 0 {
                let length = zeros.trailing_zeros() / 8;
                self.words.push(Word { head: eight & within, start: start as u32, length });
                start += length as usize + 1;
            } else {
                start = self.read_long(text, start, base);
            }
        }
    }

    /// Gives how many words there are.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// Gives the words one after another, each with its [`head`].
    pub(crate) fn words(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.words.iter().map(|&Word { head, start, length }| {
            let start = start as usize;
            (head, &self.bytes[start..start + length as usize])
        })
    }

    /// Reads a run, at `start` of what was folded from `base` on, of more than seven bytes, or one that is not all ASCII, and gives where it ends.
    fn read_long(&mut self, text: &str, start: usize, base: usize) -> usize {
        let (mut end, mut any) = (start, 0);
        while let Some(eight) = eight(&self.bytes, end) {
            let zeros = eight.wrapping_sub(LOW) & !eight & HIGH;
            let within = ((zeros & zeros.wrapping_neg()) >> 7).wrapping_sub(1);
            any |= if zeros == 0 { eight } else { eight & within };
            end += if zeros == 0 { 8 } else { (zeros.trailing_zeros() / 8) as usize };
            if zeros != 0 {
                break;
            }
        }
        if any & HIGH == 0 {
            for at in (start..end).step_by(LONGEST) {
                self.push(at, (end - at).min(LONGEST));
            }
        } else {
            let mut words = Words::new(&text[start - base..end - base]);
            while let Some((_, word)) = words.step() {
                let at = self.bytes.len();
                self.bytes.extend_from_slice(word.as_bytes());
                self.push(at, word.len());
            }
        }
        end
    }

    fn push(&mut self, start: usize, length: usize) {
        let head = head(&self.bytes[start..start + length]);
        self.words.push(Word { head, start: start as u32, length: length as u32 });
    }
}

#[inline]
fn eight(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk::<8>()?))
}

/// Folds letters and digits, makes what parts words zero and leaves what is not ASCII.
#[inline]
fn fold(byte: u8) -> u8 {
    let lower = byte | 0x20;
    if lower.wrapping_sub(b'a') < 26 {
        lower
    } else if byte.wrapping_sub(b'0') < 10 || byte >= 0x80 {
        byte
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::split;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        let mut folded = Folded::default();
        folded.read("something before it");
        folded.read_on(text);
        assert_eq!(folded.len(), 3 + split(text).len());
        folded.read(text);
        let word = |(first, word): (u64, &[u8])| {
            assert_eq!(first, head(word));
            String::from_utf8(word.to_vec()).unwrap()
        };
        folded.words().map(word).collect()
    }

    #[test]
    fn words_of_any_length_end_where_words_ends_them() {
        for length in (0..30).chain([199, 200, 201, 400, 1001]) {
            let word = "aB3".repeat(length).chars().take(length).collect::<String>();
            for text in [word.clone(), format!("{word} x"), format!(" {word}--y\n{word}"), format!("{word}é{word}")] {
                assert_eq!(words(&text), split(&text), "{text}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_text_gives_the_words_that_words_gives(
            text in "([a-zA-Z0-9 .,'\\-\n]{0,12}|[ \\t\u{ad}\u{200b}]|[a-z]{180,220}|[é\u{301}ßЁж中日カ゛ﾞ한부️ً٣ﬁİ’—]|\\PC){0,12}"
        ) {
            prop_assert_eq!(words(&text), split(&text));
        }
    }
}
