//! What single characters are to a query.

use crate::words::{Words, is_joiner};

/// Gives what closes a quote, if `c` opens one.
pub(super) fn closing(c: char) -> Option<&'static [char]> {
    match c {
        '"' => Some(&['"']),
        '“' => Some(&['”']),
        '„' => Some(&['“', '”']),
        '«' => Some(&['»']),
        _ => None,
    }
}

/// Blanks, control characters, and invisible ones that part words.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{180e}' | '\u{2061}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
}

/// What stands between terms. Invisible characters that part no word belong to it at the edge of a term only: inside one they
/// are letters' glue (Persian is written with them).
pub(super) fn is_skipped(c: char) -> bool {
    is_blank(c) || is_joiner(c)
}

/// Says whether a character means something in a regular expression.
pub(super) fn is_regex_sign(c: char) -> bool {
    matches!(c, '.' | '[' | ']' | '(' | ')' | '{' | '}' | '*' | '+' | '?' | '|' | '^' | '$' | '\\')
}

/// Says whether a text holds a letter or digit.
pub(super) fn holds_word(text: &str) -> bool {
    Words::new(text).step().is_some()
}
