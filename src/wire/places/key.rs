//! Keys and names: how a place is looked up, and how its name is written.
//!
//! | printed | key | title |
//! |---|---|---|
//! | `ST. LOUIS` | `st louis` | `St. Louis` |
//! | `PORT-AU-PRINCE` | `port au prince` | `Port-au-Prince` |
//! | `N'DJAMENA`, ``SAN`A`` | `ndjamena`, `sana` | `N'Djamena` |
//! | `Saint-Étienne`, `FT. WORTH` | `st etienne`, `fort worth` | as printed, `Ft. Worth` |
//! | `МОСКВА`, `北京` | `москва`, `北京` | `Москва`, as printed |

use crate::words;

/// Words that stay small inside a name.
const PARTICLES: [&str; 37] = [
    "al", "am", "an", "and", "au", "auf", "aux", "bei", "da", "das", "de", "del", "della", "der", "des", "di", "do",
    "dos", "du", "e", "el", "en", "et", "im", "in", "la", "las", "le", "les", "lez", "los", "na", "nad", "of", "on",
    "sur", "the",
];

/// Folds a name for looking it up: as words are folded; stops and apostrophes dropped, other signs made single blanks, and
/// `Saint`, `Ft.` and `Mt.` written in one way.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text.as_bytes());
    }
    let folded = words::fold(text);
    let mut key = String::with_capacity(folded.len());
    let mut start = 0;
    for c in folded.chars() {
        if is_letter(c) {
            key.push(c.to_ascii_lowercase());
        } else if !is_dropped(c) && key.len() > start {
            shorten(&mut key, start);
            key.push(' ');
            start = key.len();
        }
    }
    shorten(&mut key, start);
    key.truncate(key.trim_end().len());
    key
}

/// The same for a text in ASCII, as most are.
fn fold_ascii(text: &[u8]) -> String {
    let mut key = String::with_capacity(text.len() + "fort".len());
    let mut start = 0;
    for &b in text {
        if b.is_ascii_alphanumeric() {
            key.push(char::from(b.to_ascii_lowercase()));
        } else if !is_dropped(char::from(b)) && key.len() > start {
            shorten(&mut key, start);
            key.push(' ');
            start = key.len();
        }
    }
    shorten(&mut key, start);
    key.truncate(key.trim_end().len());
    key
}

/// Writes a name in title case. One that already has small letters stays as it is.
pub(super) fn title(text: &str) -> String {
    let shouted = text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
    let small = text.chars().all(|c| !c.is_uppercase());
    if !shouted && !small {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    if is_one_word(text.as_bytes()) {
        out.push_str(text);
        out.make_ascii_lowercase();
        out[..1].make_ascii_uppercase();
        return out;
    }
    for (i, piece) in text.split_inclusive([' ', '-', '/']).enumerate() {
        let lower = piece.to_lowercase();
        if i > 0 && PARTICLES.contains(&lower.trim_end_matches([' ', '-', '/'])) {
            out.push_str(&lower);
        } else {
            capitalise(&lower, &mut out);
        }
    }
    out
}

/// Says whether a text is nothing but letters in ASCII: most names are.
fn is_one_word(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_alphabetic)
}

/// Writes a word with a capital, and one more after an apostrophe that leads at least two letters: `N'Djamena`, `King's`.
fn capitalise(lower: &str, out: &mut String) {
    let mut chars = lower.chars();
    let mut after_apostrophe = false;
    if let Some(first) = chars.next() {
        out.extend(first.to_uppercase());
    }
    while let Some(c) = chars.next() {
        let leads = after_apostrophe && chars.as_str().chars().next().is_some_and(char::is_alphabetic);
        if leads {
            out.extend(c.to_uppercase())
        } else {
            out.push(c)
        }
        after_apostrophe = matches!(c, '\'' | '’');
    }
}

/// Writes the last word of a key in the way that all keys have it.
fn shorten(key: &mut String, start: usize) {
    // The shortest and longest of them.
    if !(2..=6).contains(&(key.len() - start)) {
        return;
    }
    let short = match &key[start..] {
        "saint" => "st",
        "sainte" => "ste",
        "ft" => "fort",
        "mt" => "mount",
        _ => return,
    };
    key.truncate(start);
    key.push_str(short);
}

/// Says whether `c` stands in keys: letters, digits, and the signs of Indic and Thai script that are neither.
fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || matches!(c, '\u{900}'..='\u{e7f}') }
}

/// Says whether `c` parts no words: stops, apostrophes in all their shapes, the dot inside Japanese names.
fn is_dropped(c: char) -> bool {
    matches!(c, '.' | '\'' | '’' | '‘' | '`' | '´' | 'ʻ' | 'ʼ' | 'ʿ' | 'ʾ' | '·' | '・')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_printing_a_name_give_one_key() {
        for (printed, key) in [
            ("ST. LOUIS", "st louis"),
            ("Saint-Étienne", "st etienne"),
            ("SAINT", "st"),
            ("Ft. Lauderdale", "fort lauderdale"),
            ("N'DJAMENA", "ndjamena"),
            ("SAN`A", "sana"),
            ("Frankfurt/Main", "frankfurt main"),
            ("W. Va.", "w va"),
            ("İSTANBUL", "istanbul"),
            ("С.-ПЕТЕРБУРГ", "с петербург"),
            ("नई दिल्ली", "नई दिल्ली"),
            (" - ", ""),
        ] {
            assert_eq!(fold(printed), key, "{printed}");
        }
    }

    #[test]
    fn capitals_become_title_case() {
        for (printed, name) in [
            ("PORT-AU-PRINCE", "Port-au-Prince"),
            ("N'DJAMENA", "N'Djamena"),
            ("KING'S LYNN", "King's Lynn"),
            ("RIO DE JANEIRO", "Rio de Janeiro"),
            ("THE HAGUE", "The Hague"),
            ("LA PAZ", "La Paz"),
            ("Navalmoral de la Mata", "Navalmoral de la Mata"),
            ("des moines", "Des Moines"),
            ("МОСКВА", "Москва"),
            ("北京", "北京"),
        ] {
            assert_eq!(title(printed), name, "{printed}");
        }
    }
}
