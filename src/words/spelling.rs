//! Other ways to spell a word that its folded form does not cover: umlauts and the like, as one types them without.
//!
//! Folding takes ä for a, as readers of other languages type it; writers of German, Swedish, Danish and Norwegian type ae.

use super::inflection::Languages;
use super::{fold, stem_tag};
use unicode_normalization::UnicodeNormalization;

/// Letters, and what is written for them where a keyboard has none.
const LETTERS: [(char, &str); 6] = [('ä', "ae"), ('ö', "oe"), ('ü', "ue"), ('å', "aa"), ('ø', "oe"), ('ő', "oe")];

/// The pairs of letters that may stand for one, and for which one as folded.
const PAIRS: [(&str, &str); 4] = [("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a")];

/// The languages that write these letters, of those that have a stemmer.
const WITH_UMLAUTS: [&str; 4] = ["da", "de", "nb", "sv"];

/// From this length on, taking two letters for one makes no other word in any language: `schroeder`, but not `fuel`.
const UNMISTAKABLE: usize = 8;

/// Gives the other spellings of one word, folded, and the languages in which they are meant. `folded` is the word as it is
/// folded anyway.
pub(super) fn spellings(typed: &str, folded: &str) -> Vec<(String, Languages)> {
    let mut found: Vec<(String, Languages)> = Vec::new();
    let lower = typed.nfc().flat_map(char::to_lowercase);
    let mut spelt = String::with_capacity(typed.len() + 4);
    for c in lower {
        match LETTERS.iter().find(|(letter, _)| *letter == c) {
            Some((_, pair)) => spelt.push_str(pair),
            None => spelt.push(c),
        }
    }
    if let [spelt] = super::split(&fold(&spelt)).as_slice()
        && spelt != folded
    {
        found.push((spelt.clone(), Languages::ANY));
    }
    let languages = match folded.len() {
        UNMISTAKABLE.. => Languages::ANY,
        _ => WITH_UMLAUTS.iter().fold(Languages::of(None), |all, tag| all.or(Languages::of(Some(stem_tag(Some(tag)))))),
    };
    found.extend(shortened(folded).into_iter().map(|word| (word, languages)));
    found
}

/// Gives `folded` with one letter for its first, its last, and each of its pairs.
fn shortened(folded: &str) -> Vec<String> {
    let places: Vec<(usize, &str)> = (0..folded.len())
        .filter_map(|at| {
            let rest = folded.get(at..)?;
            let (_, letter) = PAIRS.iter().find(|(pair, _)| rest.starts_with(pair))?;
            // In `neue`, `Bauer`, `Quelle` each letter is meant.
            (!rest.starts_with("ue") || !folded[..at].ends_with(['a', 'e', 'q'])).then_some((at, *letter))
        })
        .collect();
    let with = |chosen: &[(usize, &str)]| {
        let mut word = folded.to_owned();
        for &(at, letter) in chosen.iter().rev() {
            word.replace_range(at..at + 2, letter);
        }
        word
    };
    match places.as_slice() {
        [] => Vec::new(),
        [one] => vec![with(&[*one])],
        [first, .., last] => {
            let mut words = vec![with(&[*first]), with(&[*last])];
            // Pairs that overlap (`aae`) cannot both be taken for one letter.
            if places.windows(2).all(|pair| pair[1].0 - pair[0].0 > 1) {
                words.push(with(&places));
            }
            words
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &str) -> Vec<String> {
        spellings(typed, &super::super::split(typed)[0]).into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn umlauts_are_typed_with_an_e() {
        assert_eq!(of("München"), ["muenchen"]);
        assert_eq!(of("Mu\u{308}nchen"), ["muenchen"]);
        assert_eq!(of("Tromsø"), ["tromsoe"]);
        assert_eq!(of("Århus"), ["aarhus"]);
    }

    #[test]
    fn an_e_may_stand_for_an_umlaut() {
        assert_eq!(of("Muenchen"), ["munchen"]);
        assert_eq!(of("Uebergroesse"), ["ubergroesse", "uebergrosse", "ubergrosse"]);
        for whole in ["neue", "Bauer", "Quelle", "strike", "北京"] {
            assert_eq!(of(whole), [""; 0], "{whole}");
        }
    }

    #[test]
    fn short_words_are_respelt_only_where_umlauts_are_written() {
        let languages = |typed: &str| spellings(typed, typed)[0].1;
        assert!(!languages("fuel").meets(Languages::of(Some("en"))));
        assert!(languages("fuer").meets(Languages::of(Some("de"))));
        assert!(languages("schroeder").meets(Languages::of(Some("en"))));
    }
}
