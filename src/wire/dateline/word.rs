//! One word of a candidate line: how far it reaches, and how it is set.
//!
//! | copy | word | kind |
//! |---|---|---|
//! | `N'DJAMENA,` | `N'DJAMENA` | Caps |
//! | `TEMPO.CO -` | `TEMPO.CO` | Caps |
//! | `KABUL-A bomb` | `KABUL` | Caps |
//! | `Mo. (AP)` | `Mo` | Title |
//! | `MAR8` | `MAR8` | Mixed |

use crate::wire::eight::{self, Eight};

use super::token::{Kind, digit, is_dash, is_letter, is_mark, stands_alone};

/// What an ASCII byte is in a word.
const UPPER: u8 = 1;
const LOWER: u8 = 2;
const DIGIT: u8 = 4;
/// It may bind two parts of a word, or is not in ASCII.
const DOUBT: u8 = 8;

/// What each byte is; zero if it ends a word.
const BYTES: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut b = 0;
    while b < 256 {
        bytes[b] = match b as u8 {
            b'A'..=b'Z' => UPPER,
            b'a'..=b'z' => LOWER,
            b'0'..=b'9' => DIGIT,
            b'\'' | b'`' | b'-' | b'&' | b'?' | b'.' | 0x80.. => DOUBT,
            _ => 0,
        };
        b += 1;
    }
    bytes
};

/// Reads a word that is in ASCII throughout, and ends where no sign can bind it to more: what [`read`] says of it.
#[inline]
pub(super) fn read_ascii(rest: &[u8]) -> Option<(usize, Kind)> {
    if let Some(short) = read_short(rest) {
        return Some(short);
    }
    let (mut end, mut upper, mut digits) = (0, 0, 0);
    for &b in rest {
        match BYTES[usize::from(b)] {
            0 => break,
            DOUBT if stops(b, rest.get(end + 1).copied()) => break,
            DOUBT => return None,
            class => {
                upper += usize::from(class & UPPER);
                digits += usize::from(class & DIGIT != 0);
            }
        }
        end += 1;
    }
    let first_upper = rest.first().is_some_and(u8::is_ascii_uppercase);
    Some((end, kind_of(upper, end - upper - digits, 0, digits, first_upper)))
}

/// Reads a word of at most fifteen letters in ASCII, as most are, without looking at one after another.
fn read_short(rest: &[u8]) -> Option<(usize, Kind)> {
    let eight = Eight::of(rest)?;
    let mut length = eight::leading(eight.letters());
    (length > 0).then_some(())?;
    let capitals = eight.capitals();
    let (mut upper, first_upper) = (eight::among(capitals, length), eight::among(capitals, 1) == 1);
    let mut sign = eight.byte(length % 8);
    if length == 8 {
        let eight = Eight::of(&rest[8..])?;
        let more = eight::leading(eight.letters());
        (more < 8).then_some(())?;
        upper += eight::among(eight.capitals(), more);
        sign = eight.byte(more);
        length += more;
    }
    let ends = match BYTES[usize::from(sign)] {
        0 => true,
        DOUBT => stops(sign, rest.get(length + 1).copied()),
        _ => false,
    };
    ends.then(|| (length, kind_of(upper, length - upper, 0, 0, first_upper)))
}

/// Says whether a sign that may bind two parts of a word surely does not, by what follows it: see [`joins`].
fn stops(sign: u8, next: Option<u8>) -> bool {
    match (sign, next) {
        (0x80.., _) | (_, Some(0x80..)) => false,
        (b'.', Some(b'-')) | (b'?', Some(b'?')) => false,
        (_, Some(b)) => !b.is_ascii_alphabetic(),
        (_, None) => true,
    }
}

/// Reads a word of any script that parts words with blanks: its length and kind.
pub(super) fn read(rest: &str) -> (usize, Kind) {
    let (mut upper, mut lower, mut uncased, mut digits) = (0, 0, 0, 0);
    let mut first_upper = false;
    let (mut end, mut since_stop) = (0, 0);
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        if is_letter(c) && !stands_alone(c) {
            match (c.is_uppercase(), c.is_lowercase()) {
                (true, _) => upper += 1,
                (_, true) => lower += 1,
                _ => uncased += 1,
            }
            first_upper |= at == 0 && c.is_uppercase();
            since_stop += 1;
        } else if digit(c).is_some() && c.is_ascii() {
            digits += 1;
        } else if at > 0
            && joins(c, next, since_stop, &rest[at..])
            && !(is_dash(c) && (uncased > 0 || parts(upper, lower, &rest[at..])))
        {
            since_stop = if c == '.' { 0 } else { since_stop };
            continue;
        } else if !is_mark(c) {
            break;
        }
        end = at + c.len_utf8();
    }
    (end, kind_of(upper, lower, uncased, digits, first_upper))
}

/// Says what a word of so many letters and digits is.
fn kind_of(upper: usize, lower: usize, uncased: usize, digits: usize, first_upper: bool) -> Kind {
    if digits > 0 {
        Kind::Mixed
    } else if uncased > 0 && upper + lower == 0 {
        Kind::Uncased
    } else if upper > 0 && lower == 0 || upper >= 2 && upper > lower && first_upper {
        Kind::Caps
    } else if first_upper {
        Kind::Title
    } else {
        Kind::Lower
    }
}

/// Says whether `c` binds the letters around it into one word: `N'DJAMENA`, `PORT-AU-PRINCE`, `D.C.`, `С.-ПЕТЕРБУРГ`.
fn joins(c: char, next: Option<char>, since_stop: usize, rest: &str) -> bool {
    let letter_next = next.is_some_and(|n| is_letter(n) && !stands_alone(n));
    match c {
        '\'' | '’' | '`' | 'ʻ' | 'ʼ' | '´' | '-' | '‐' | '‑' | '&' => letter_next,
        // An initial, or a short ending as of a site (`TEMPO.CO`); a stop between two words keeps them apart.
        // A letter lost to a question mark: `Br??ssel`.
        '?' => next.is_some_and(|n| n.is_lowercase() || n == '?'),
        '.' if since_stop <= 2 => letter_next || next == Some('-') && rest[2..].chars().next().is_some_and(is_letter),
        '.' => rest[1..].chars().take_while(|&c| is_letter(c)).count() == 2 && next.is_some_and(char::is_uppercase),
        _ => false,
    }
}

/// A hyphen after capitals and before a capitalised word is a dash that lost its blanks: `SANA-Syria condemns`, `KABUL-A bomb`.
fn parts(upper: usize, lower: usize, rest: &str) -> bool {
    let mut next = rest.chars().skip(1);
    let capital = next.next().is_some_and(char::is_uppercase);
    upper >= 3
        && lower == 0
        && capital
        && next.next().is_none_or(|c| !c.is_uppercase() && c != '.' && c != '-' && c != '\'')
}
