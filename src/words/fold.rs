//! Folding, character by character: lower case, without accents, one letter for the ways of writing it.
//!
//! | written | folded | why |
//! |---|---|---|
//! | `É`, `e` and an accent | `e` | typed without accents |
//! | `ß`, `æ`, `ø`, `ł`, `ı`, `ĳ` | `ss`, `ae`, `o`, `l`, `i`, `ij` | the same, where Unicode takes no accent off |
//! | `ё`, `ґ`; but `й`, `ї`, `ў` stay | `е`, `г` | printed either way; the others are letters of their own |
//! | `أ إ آ`, `ى ی`, `ک`, `ة ہ`, `ؤ`, `ئ` | `ا`, `ي`, `ك`, `ه`, `و`, `ي` | keyboards and houses differ |
//! | `ज़`, `क़` | `ज`, `क` | the nukta is left out more often than not |
//! | `٣`, `۳`, `३`, `๓`, `３` | `3` | a number is a number |
//! | `ｶﾞ`, `か` and a voicing mark, `ᄇ ᅮ` | `ガ`, `が`, `부` | one character, as all else in these scripts |
//! | `ﬁ`, `Ⅳ`, `𝐟`, `ﻣ` | `fi`, `iv`, `f`, `م` | compatibility forms (NFKC) |

use unicode_normalization::char::{compose, decompose_canonical, decompose_compatible};

/// Gives `text` folded as words are, but with everything between words kept: for comparing names.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() { out.push(c.to_ascii_lowercase()) } else { fold_char(c, &mut out) }
    }
    out
}

/// Says whether `c` can stand inside a word. An apostrophe parts words, also one that counts as a letter.
pub(super) fn is_word(c: char) -> bool {
    (c.is_alphanumeric() && !matches!(c, '\u{2b9}'..='\u{2bf}' | '\u{a78b}' | '\u{a78c}'))
        || is_joiner(c)
        || is_mark(c)
        || is_sign(c)
}

/// Invisible characters that part no word: soft hyphen, zero-width blanks and joiners, direction marks, byte order mark.
pub(crate) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}'
        | '\u{61c}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Marks that belong to the letter before: accents, Hebrew points, Arabic vowel signs, Indic signs that are not letters.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}'
        | '\u{6ea}'..='\u{6ed}' | '\u{900}'..='\u{963}' | '\u{971}'..='\u{dff}')
}

/// Scripts written without blanks: each character is a word of its own. Their digits make numbers all the same.
pub(super) fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{f00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}')
        && is_unparted(c)
}

/// Letters and signs of these scripts, without digits and punctuation.
fn is_unparted(c: char) -> bool {
    (c.is_alphanumeric() || is_sign(c)) && digit(c).is_none()
}

/// Vowel signs, tone marks and stackers of these scripts, of which some are no letters to Unicode.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{eb1}'
        | '\u{eb4}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}' | '\u{f71}'..='\u{f84}' | '\u{f8d}'..='\u{fbc}'
        | '\u{102b}'..='\u{103e}' | '\u{1056}'..='\u{1059}' | '\u{105e}'..='\u{1060}' | '\u{1062}'..='\u{1064}'
        | '\u{1067}'..='\u{106d}' | '\u{1071}'..='\u{1074}' | '\u{1082}'..='\u{108d}' | '\u{108f}' | '\u{109a}'..='\u{109d}'
        | '\u{17b4}'..='\u{17d3}' | '\u{17dd}')
}

/// Gives the first character of a text and its width, put together with the signs behind it if the script writes the two as
/// one: voiced kana, syllables of Hangul letters, Thai and Lao am.
pub(super) fn joined(text: &str) -> (char, usize) {
    let mut rest = text.chars();
    let Some(first) = rest.next() else { return ('\0', 1) };
    let width = first.len_utf8();
    let whole = match first {
        '\u{3040}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9d}' => rest.next().and_then(|mark| {
            let voicing = match mark {
                '\u{3099}' | '\u{ff9e}' => '\u{3099}',
                '\u{309a}' | '\u{ff9f}' => '\u{309a}',
                _ => return None,
            };
            Some((compose(full_width(first), voicing)?, width + mark.len_utf8()))
        }),
        '\u{1100}'..='\u{1112}' => rest.next().and_then(|vowel| {
            let open = compose(first, vowel)?;
            let closed = rest.next().and_then(|last| Some((compose(open, last)?, width * 3)));
            Some(closed.unwrap_or((open, width * 2)))
        }),
        '\u{e4d}' if rest.next() == Some('\u{e32}') => Some(('\u{e33}', width * 2)),
        '\u{ecd}' if rest.next() == Some('\u{eb2}') => Some(('\u{eb3}', width * 2)),
        _ => None,
    };
    whole.unwrap_or((first, width))
}

fn full_width(c: char) -> char {
    let mut full = c;
    decompose_compatible(c, |part| full = part);
    full
}

/// Where the digits of each script begin; ten stand in a row.
const ZEROS: [char; 21] = [
    '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}',
    '\u{ce6}', '\u{d66}', '\u{de6}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}', '\u{1090}', '\u{17e0}', '\u{1810}',
    '\u{ff10}',
];

/// Gives the decimal digit of any script as one of 0 to 9.
fn digit(c: char) -> Option<char> {
    let zero = ZEROS.iter().rev().find(|&&zero| zero <= c)?;
    char::from_digit(u32::from(c) - u32::from(*zero), 10)
}

/// Appends `c` folded.
pub(super) fn fold_char(c: char, out: &mut String) {
    match c {
        _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
        _ if is_joiner(c) => {}
        'ß' | 'ẞ' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'þ' | 'Þ' => out.push_str("th"),
        'ĳ' | 'Ĳ' => out.push_str("ij"),
        'ø' | 'Ø' | 'ǿ' | 'Ǿ' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
        'ħ' | 'Ħ' => out.push('h'),
        'ı' | 'İ' => out.push('i'),
        'ё' | 'Ё' => out.push('е'),
        'ґ' | 'Ґ' => out.push('г'),
        'ς' => out.push('σ'),
        // Arabic and Persian: one alef, one yeh, one kaf, one heh; hamza goes with its seat; tatweel and vowel signs drop.
        'آ' | 'أ' | 'إ' | 'ٱ' => out.push('ا'),
        'ؤ' => out.push('و'),
        'ى' | 'ی' | 'ې' | 'ئ' => out.push('ي'),
        'ک' | 'ڪ' => out.push('ك'),
        'ة' | 'ۀ' | 'ە' | 'ہ' | 'ۂ' | 'ۃ' => out.push('ه'),
        '\u{640}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' if is_mark(c) => {
        }
        // Cyrillic letters that came apart.
        '\u{306}' | '\u{308}' => {
            let whole = match (out.chars().next_back(), c) {
                (Some('и'), '\u{306}') => 'й',
                (Some('у'), '\u{306}') => 'ў',
                (Some('і'), '\u{308}') => 'ї',
                _ => return,
            };
            out.pop();
            out.push(whole);
        }
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' => {}
        // The nukta of Devanagari drops; elsewhere it makes another letter, which comes apart.
        '\u{93c}' => {}
        '\u{929}'
        | '\u{931}'
        | '\u{934}'
        | '\u{958}'..='\u{95f}'
        | '\u{9dc}'..='\u{9df}'
        | '\u{a33}'
        | '\u{a36}'
        | '\u{a59}'..='\u{a5e}'
        | '\u{b5c}'
        | '\u{b5d}' => decompose_canonical(c, |part| {
            if part != '\u{93c}' {
                out.push(part);
            }
        }),
        // Latin and Greek letters with accents; Cyrillic й and ї are letters of their own and stay.
        '\u{c0}'..='\u{1c3}'
        | '\u{1cd}'..='\u{1f0}'
        | '\u{1f4}'..='\u{24f}'
        | '\u{370}'..='\u{3ff}'
        | '\u{1e00}'..='\u{1fff}' => decompose_canonical(c, |part| {
            if !is_mark(part) {
                out.extend(if part == 'ς' { 'σ' } else { part }.to_lowercase());
            }
        }),
        _ if digit(c).is_some() => out.extend(digit(c)),
        // Full-width and half-width forms, ligatures, Arabic presentation forms, superscripts, Roman numerals, letters of
        // mathematics, Croatian digraphs.
        '\u{aa}'
        | '\u{b2}'
        | '\u{b3}'
        | '\u{b9}'
        | '\u{ba}'
        | '\u{1c4}'..='\u{1cc}'
        | '\u{1f1}'..='\u{1f3}'
        | '\u{587}'
        | '\u{2070}'..='\u{209f}'
        | '\u{2100}'..='\u{214f}'
        | '\u{2160}'..='\u{217f}'
        | '\u{2460}'..='\u{24ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fb00}'..='\u{fb4f}'
        | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}'
        | '\u{ff00}'..='\u{ffef}'
        | '\u{1d400}'..='\u{1d7ff}' => {
            decompose_compatible(c, |part| if part == c { out.extend(c.to_lowercase()) } else { fold_char(part, out) })
        }
        _ => out.extend(c.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_came_apart_are_put_together() {
        assert_eq!(joined("か\u{3099}ん"), ('が', 6));
        assert_eq!(joined("ｶﾞｽ"), ('ガ', 6));
        assert_eq!(joined("ﾊﾟ"), ('パ', 6));
        assert_eq!(joined("カス"), ('カ', 3));
        assert_eq!(joined("\u{1107}\u{116e}항"), ('부', 6));
        assert_eq!(joined("\u{1109}\u{1161}\u{11ab}"), ('산', 9));
        assert_eq!(joined(""), ('\0', 1));
        assert_eq!(fold("и\u{306} и\u{308} і\u{308} у\u{306} е\u{308}"), "й и ї ў е");
    }

    #[test]
    fn digits_of_every_script_are_digits() {
        assert_eq!(fold("٣۳३৩๓３៣"), "3333333");
        assert!(ZEROS.is_sorted(), "sought from the end");
        assert!(ZEROS.iter().all(|&zero| digit(zero) == Some('0') && zero.is_numeric()));
        assert_eq!(digit('ก'), None);
    }
}
