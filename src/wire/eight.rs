//! Eight bytes of ASCII looked at together: most words are no longer.
//!
//! | text | letters | digits | small, of five |
//! |---|---|---|---|
//! | `Cocoa, 2` | the first five | the last | `cocoa` |
//!
//! A set of bytes is a number that has the upper bit of each of them; the first byte of the text is the lowest.

/// The upper bit of each byte.
const UPPER: u64 = each(0x80);

/// The first eight bytes of a text; blanks behind its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Eight(u64);

impl Eight {
    /// Takes the first eight bytes of a text; nothing where one of them is not in ASCII.
    pub fn of(text: &[u8]) -> Option<Eight> {
        let bytes = match text.first_chunk() {
            Some(eight) => u64::from_le_bytes(*eight),
            None => u64::from_le_bytes(std::array::from_fn(|at| text.get(at).copied().unwrap_or(b' '))),
        };
        (bytes & UPPER == 0).then_some(Eight(bytes))
    }

    /// Gives the set of the letters.
    pub fn letters(self) -> u64 {
        between(self.0 | each(0x20), b'a', b'z')
    }

    /// Gives the set of the capitals.
    pub fn capitals(self) -> u64 {
        between(self.0, b'A', b'Z')
    }

    /// Gives the byte that has the place `at`, below eight.
    pub fn byte(self, at: usize) -> u8 {
        (self.0 >> (8 * at)) as u8
    }

    /// Gives the set of the digits.
    pub fn digits(self) -> u64 {
        between(self.0, b'0', b'9')
    }

    /// Gives the first `length` bytes, letters and digits, in small letters: a word packed in a number.
    pub fn small(self, length: usize) -> u64 {
        // Digits have this bit already.
        (self.0 | each(0x20)) & first(length)
    }
}

/// Says how many bytes the text begins with are of a set.
pub(super) fn leading(set: u64) -> usize {
    ((!set & UPPER).trailing_zeros() / 8) as usize
}

/// Says how many of the first `length` bytes are of a set.
pub(super) fn among(set: u64, length: usize) -> usize {
    (set & first(length)).count_ones() as usize
}

/// Every bit of the first `length` bytes.
fn first(length: usize) -> u64 {
    if length < 8 { (1 << (8 * length)) - 1 } else { u64::MAX }
}

/// The set of the bytes from `least` to `most`. All are below 0x80, so that no sum runs over into the next byte.
fn between(bytes: u64, least: u8, most: u8) -> u64 {
    (bytes + each(0x80 - least)) & !(bytes + each(0x7f - most)) & UPPER
}

const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_what_it_is_alone() {
        for b in 0..0x80u8 {
            for at in 0..8 {
                let mut text = *b"a Z 9 -~";
                text[at] = b;
                let eight = Eight::of(&text).unwrap();
                let has = |set: u64| set & 0x80 << (8 * at) != 0;
                assert_eq!(has(eight.letters()), b.is_ascii_alphabetic(), "{b}");
                assert_eq!(has(eight.digits()), b.is_ascii_digit(), "{b}");
            }
        }
    }

    #[test]
    fn words_are_packed_in_small_letters() {
        let packed = |text: &[u8]| {
            let eight = Eight::of(text).unwrap();
            let length = leading(eight.letters() | eight.digits());
            (eight.small(length), length)
        };
        assert_eq!(packed(b"Cocoa, 2"), packed(b"cocoa"));
        assert_eq!(packed(b"").1, 0);
        assert_eq!(packed(b"MARKETING"), packed(b"marketin"));
        assert!(Eight::of("Élysée".as_bytes()).is_none());
    }
}
