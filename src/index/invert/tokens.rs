//! The words of a text in one pass over its bytes: what [`Words`] gives, word for word, but several times quicker where they
//! are ASCII. A run of letters that holds any other character goes through [`Words`] itself.
//!
//! The text is folded whole first, with every byte between words made zero. Eight bytes are then looked at together: where
//! the first zero stands is where the word ends.

use super::terms::head;
use crate::words::{LONGEST, Words};

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Hands over the words of `text`, each with its [`head`]. `folded` is room to work in.
pub(super) fn each(text: &str, folded: &mut Vec<u8>, see: &mut impl FnMut(u64, &[u8])) {
    folded.clear();
    folded.extend(text.bytes().map(fold));
    // So that there are eight bytes to look at wherever a word begins, and a zero behind the last.
    folded.extend([0; 9]);
    let mut start = 0;
    while start < text.len() {
        let Some(eight) = eight(folded, start) else { break };
        if eight as u8 == 0 {
            // Behind zero to seven more of them; all zero gives eight.
            start += (eight.trailing_zeros() / 8) as usize;
            continue;
        }
        let zeros = eight.wrapping_sub(LOW) & !eight & HIGH;
        // The bytes before the first zero; what stands behind the word is no part of its head.
        let within = ((zeros & zeros.wrapping_neg()) >> 7).wrapping_sub(1);
        if zeros != 0 && eight & HIGH & within == 0 {
            let length = (zeros.trailing_zeros() / 8) as usize;
            see(eight & within, &folded[start..start + length]);
            start += length + 1;
        } else {
            start = long(text, folded, start, see);
        }
    }
}

/// Hands over a run of more than seven bytes, or one that is not all ASCII, and gives where it ends.
fn long(text: &str, folded: &[u8], start: usize, see: &mut impl FnMut(u64, &[u8])) -> usize {
    let (mut end, mut any) = (start, 0);
    while let Some(eight) = eight(folded, end) {
        let zeros = eight.wrapping_sub(LOW) & !eight & HIGH;
        let length = if zeros == 0 { 8 } else { (zeros.trailing_zeros() / 8) as usize };
        if length > 0 {
            any |= eight & (u64::MAX >> (64 - 8 * length as u32));
        }
        end += length;
        if zeros != 0 {
            break;
        }
    }
    if any & HIGH == 0 {
        for word in folded[start..end].chunks(LONGEST) {
            see(head(word), word);
        }
    } else {
        let mut words = Words::new(&text[start..end]);
        while let Some((_, word)) = words.step() {
            see(head(word.as_bytes()), word.as_bytes());
        }
    }
    end
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
        let mut seen = Vec::new();
        each(text, &mut Vec::new(), &mut |first, word| {
            assert_eq!(first, head(word));
            seen.push(String::from_utf8(word.to_vec()).unwrap());
        });
        seen
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
