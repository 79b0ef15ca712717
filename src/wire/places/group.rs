//! Cuts the place group of a dateline into its places, each with the qualifiers that belong to it.
//!
//! | printed | places |
//! |---|---|
//! | `SEATTLE, Wash.` | `SEATTLE` of `Wash.` |
//! | `Lucknow (Uttar Pradesh) [India]` | `Lucknow` of `Uttar Pradesh`, `India` |
//! | `IGORA /Leningrad Region/` | `IGORA` of `Leningrad Region` |
//! | `MOSCOW/KYIV`; `NEW YORK, LONDON and BEIJING` | one by one |
//! | `NEW YORK AND MAINZ, Germany` | `NEW YORK`; `MAINZ` of `Germany` |
//! | `DALLAS/FORT WORTH, Texas`; `TRINIDAD AND TOBAGO` | the table knows the whole: one |
//! | `AYDIN, BODRUM, AMASYA` | three: Amasya is a province too, but none that Bodrum lies in |

use super::table::{self, Area, Form};
use super::{areas_of, key};

/// One place as printed, with what is printed behind it to say which it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Named<'t> {
    pub(super) name: &'t str,
    pub(super) qualifiers: Vec<&'t str>,
}

/// What stands before a piece of a place group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    Start,
    Comma,
    Slash,
    Word,
    Bracket,
}

/// Cuts a place group into its places.
pub(super) fn split(printed: &str) -> Vec<Named<'_>> {
    if is_single(printed.as_bytes()) {
        return vec![Named { name: printed, qualifiers: Vec::new() }];
    }
    let mut named: Vec<Named<'_>> = Vec::new();
    for (join, piece) in merge(printed, cut(printed)) {
        match named.last_mut() {
            Some(last) if join == Join::Bracket => last.qualifiers.push(piece),
            Some(last) if join == Join::Comma && qualifies(last, piece) => last.qualifiers.push(piece),
            _ => named.push(Named { name: piece, qualifiers: Vec::new() }),
        }
    }
    named
}

/// Says whether a place group is but one name, as most are: one word in ASCII, or two if the first joins nothing.
fn is_single(printed: &[u8]) -> bool {
    let mut words = printed.split(|&b| b == b' ');
    let is_word = |word: &[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_alphabetic);
    // The words that join are shorter than that.
    words.next().is_some_and(is_word) && words.all(|word| word.len() > 3 && is_word(word))
}

/// Says whether `piece`, printed behind a comma, says which place `last` is, rather than being one more place.
fn qualifies(last: &Named<'_>, piece: &str) -> bool {
    let areas: Vec<Area> = areas_of(piece).collect();
    let is_place = table::has_place(&key::fold(piece));
    let set_apart = is_shouted(last.name) && !is_shouted(piece);
    if areas.is_empty() {
        return set_apart && !is_place;
    }
    if set_apart || !is_place || areas.iter().any(|area| area.form == Form::Capitals) {
        return true;
    }
    // Both a place and an area, such as `New York` or `Amasya`: an area if the place before it lies there, or is unknown.
    let places = table::candidates(&key::fold(last.name));
    let inside = |area: &Area| places.iter().any(|place| area.holds(place.country, place.region));
    places.is_empty() || areas.iter().any(inside)
}

/// Says whether a text is printed in capitals throughout. Text without case is not.
fn is_shouted(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// Cuts at commas, slashes, brackets and joining words.
fn cut(printed: &str) -> Vec<(Join, &str)> {
    let mut pieces = Vec::new();
    let (mut join, mut start) = (Join::Start, 0);
    let mut at = 0;
    while let Some(c) = printed[at..].chars().next() {
        let behind = at + c.len_utf8();
        let (next, resume) = match c {
            ',' | '，' | '、' | '،' | ';' | '；' => (Join::Comma, behind),
            '(' | '（' | '[' | '［' => (Join::Bracket, behind),
            ')' | '）' | ']' | '］' => (Join::Comma, behind),
            '/' if join == Join::Bracket => (Join::Comma, behind),
            '/' if printed[..at].ends_with(' ') && printed[behind..].contains('/') => (Join::Bracket, behind),
            '/' => (Join::Slash, behind),
            '&' | '+' => (Join::Word, behind),
            ' ' => match joining_word(&printed[behind..]) {
                Some(width) => (Join::Word, behind + width),
                None => {
                    at = behind;
                    continue;
                }
            },
            _ => {
                at = behind;
                continue;
            }
        };
        push(&mut pieces, join, &printed[start..at]);
        (join, start, at) = (next, resume, resume);
    }
    push(&mut pieces, join, &printed[start..]);
    pieces
}

/// Adds a piece, without the signs around it, if any of it is left.
fn push<'t>(pieces: &mut Vec<(Join, &'t str)>, join: Join, piece: &'t str) {
    let piece = piece.trim_start_matches(|c: char| !c.is_alphanumeric());
    let piece =
        piece.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '_' | '*' | ':' | '"'));
    if piece.chars().any(char::is_alphanumeric) {
        pieces.push((join, piece));
    }
}

/// The words that join places, each with the blank behind it.
const JOINING: [&str; 13] =
    ["and ", "AND ", "And ", "und ", "UND ", "et ", "ET ", "y ", "Y ", "и ", "И ", "та ", "ТА "];

/// Gives the width of the joining word at the start of `rest`.
fn joining_word(rest: &str) -> Option<usize> {
    JOINING.iter().find(|word| rest.starts_with(**word)).map(|word| word.len())
}

/// Puts together again what was cut at a slash or a word inside one name: `Frankfurt/Main`, `TRINIDAD AND TOBAGO`.
fn merge<'t>(printed: &'t str, pieces: Vec<(Join, &'t str)>) -> Vec<(Join, &'t str)> {
    let mut merged: Vec<(Join, &'t str)> = Vec::with_capacity(pieces.len());
    for (join, piece) in pieces {
        if let (Join::Slash | Join::Word, Some((_, last))) = (join, merged.last_mut()) {
            let whole = between(printed, last, piece);
            let folded = key::fold(whole);
            let one_name = table::has_place(&folded) || table::areas(&folded).next().is_some();
            // `y`, `et`, `и` stand inside names as often as between them; `and` seldom does.
            let doubtful = join == Join::Word && !is_english_joint(printed, last, piece);
            if one_name || doubtful && !(is_name(last) && is_name(piece)) {
                *last = whole;
                continue;
            }
        }
        merged.push((join, piece));
    }
    merged
}

fn is_name(piece: &str) -> bool {
    table::has_place(&key::fold(piece))
}

/// Says whether two pieces are joined by `and` or a sign for it.
fn is_english_joint(printed: &str, left: &str, right: &str) -> bool {
    let whole = between(printed, left, right);
    let joint = whole[left.len()..whole.len() - right.len()].trim();
    joint.eq_ignore_ascii_case("and") || matches!(joint, "&" | "+")
}

/// Gives the stretch of `text` from the start of `left` to the end of `right`, both pieces of it.
fn between<'t>(text: &'t str, left: &str, right: &str) -> &'t str {
    let start = left.as_ptr() as usize - text.as_ptr() as usize;
    let end = right.as_ptr() as usize - text.as_ptr() as usize + right.len();
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(group: &str) -> String {
        let show = |named: &Named<'_>| [&[named.name], &named.qualifiers[..]].concat().join(" < ");
        split(group).iter().map(show).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn groups_are_cut_into_places() {
        for (group, places) in [
            ("SEATTLE, Wash.", "SEATTLE < Wash."),
            ("MELBOURNE (Australia)", "MELBOURNE < Australia"),
            ("MOSCOW/KYIV", "MOSCOW; KYIV"),
            ("Frankfurt/Main", "Frankfurt/Main"),
            ("DALLAS/FORT WORTH, Texas", "DALLAS/FORT WORTH < Texas"),
            ("IGORA /Leningrad Region/", "IGORA < Leningrad Region"),
            ("Lucknow (Uttar Pradesh) [India]", "Lucknow < Uttar Pradesh < India"),
            ("NEW YORK, LONDON and BEIJING", "NEW YORK; LONDON; BEIJING"),
            ("AYDIN, BODRUM, AMASYA", "AYDIN; BODRUM; AMASYA"),
            ("NEW YORK AND MAINZ, Germany", "NEW YORK; MAINZ < Germany"),
            ("PALO ALTO, CA", "PALO ALTO < CA"),
            ("MANILA, PHILIPPINES", "MANILA < PHILIPPINES"),
            ("ROCHESTER, NEW YORK", "ROCHESTER < NEW YORK"),
            ("LONDON, NEW YORK", "LONDON; NEW YORK"),
            ("LOS ANGELES, Calif., USA", "LOS ANGELES < Calif. < USA"),
            ("PORT OF SPAIN, Trinidad and Tobago", "PORT OF SPAIN < Trinidad and Tobago"),
            ("MADRID y BARCELONA", "MADRID; BARCELONA"),
            ("台北、東京", "台北; 東京"),
            ("ROSCOE, Sth Dakota", "ROSCOE < Sth Dakota"),
            ("NEW YORK, Louisville, KY", "NEW YORK; Louisville < KY"),
            ("", ""),
            (" , / ( ) and ", ""),
        ] {
            assert_eq!(printed(group), places, "{group}");
        }
    }
}
