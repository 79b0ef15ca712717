//! What a stemmer leaves of the beginning of a word: told without stemming it.
//!
//! The dictionary of a large archive has thousands of words that begin like the one asked for, and stemming each costs more than
//! the search. But most stemmers only take something off the end, or put one of a few letters there instead:
//!
//! | language | word | stem | kept of the stem |
//! |---|---|---|---|
//! | English | `governments` | `govern` | `govern`: nothing ends in `n` that did not before |
//! | English | `nobility` | `nobl` | `no`: the `l` may be put there, and one letter before it |
//! | French | `musique`, `musicale` | `musiqu` | `musi` |
//! | German | `mueller` | `mull` | `mull`, where `ue` and `u` are one |

/// What every word begins with that has a given stem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    start: String,
    vowels: Vowels,
}

/// Whether a stemmer changes letters within a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Vowels {
    Stay,
    /// `ae`, `oe` and `ue` are umlauts, and those fall together with the plain vowels.
    Fold,
}

impl Kept {
    /// Tells what the words begin with that the stemmer of language `tag` gives `stem` for; nothing can be told of some
    /// languages. Words are folded: what the stemmers do to letters with accents is no matter.
    pub(super) fn of(tag: &str, stem: &str) -> Option<Kept> {
        // The letters that may end a stem without having stood in the word; with them goes at most one more.
        let put = match tag {
            "da" | "de" | "nb" | "ru" | "sv" => "",
            // -ity, -ably, -y, dying.
            "en" => "eily",
            // -encia.
            "es" => "et",
            // -ication, -aux, -euse, -ence, -amment, -able, -y.
            "fr" => "iqutnxl",
            // -ões and -ães are asked as -ão.
            "pt" => "ao",
            _ => return None,
        };
        let start = match stem.chars().next_back() {
            Some(last) if put.contains(last) => {
                let mut letters = stem.chars();
                letters.by_ref().nth_back(1);
                letters.as_str()
            }
            _ => stem,
        };
        Some(match tag {
            "de" => Kept { start: plain(start).collect(), vowels: Vowels::Fold },
            _ => Kept { start: start.to_owned(), vowels: Vowels::Stay },
        })
    }

    /// Gives the letters that stand at the beginning of every such word as they are.
    pub(super) fn letters(&self) -> &str {
        match self.vowels {
            Vowels::Stay => &self.start,
            // Behind the first vowel that may be an umlaut there may stand an `e`.
            Vowels::Fold => self.start.split_inclusive(['a', 'o', 'u']).next().unwrap_or_default(),
        }
    }

    /// Says whether a word can have the stem.
    pub(super) fn begins(&self, word: &str) -> bool {
        match self.vowels {
            Vowels::Stay => word.starts_with(&self.start),
            Vowels::Fold => {
                let mut letters = plain(word);
                self.start.chars().all(|letter| letters.next() == Some(letter))
            }
        }
    }
}

/// Gives the letters of a word without each `e` that makes an umlaut of the letter before it.
fn plain(word: &str) -> impl Iterator<Item = char> {
    let mut last = ' ';
    word.chars().filter(move |&letter| {
        let umlaut = letter == 'e' && matches!(last, 'a' | 'o' | 'u');
        if !umlaut {
            last = letter;
        }
        !umlaut
    })
}

#[cfg(test)]
mod tests {
    use super::super::inflection::stem_of;
    use super::super::{Stems, stem_tags};
    use super::*;

    #[test]
    fn what_a_stemmer_puts_in_place_is_not_asked_for() {
        let kept = |tag, stem| Kept::of(tag, stem).map(|kept| kept.start);
        assert_eq!(kept("en", "govern").as_deref(), Some("govern"));
        assert_eq!(kept("en", "nobl").as_deref(), Some("no"));
        assert_eq!(kept("fr", "musiqu").as_deref(), Some("musi"));
        assert_eq!(kept("en", "e").as_deref(), Some(""));
        assert_eq!(kept("fi", "talo"), None);
        let mull = Kept::of("de", "mull").unwrap();
        assert_eq!(mull.letters(), "mu");
        assert!(mull.begins("mueller") && mull.begins("muller") && !mull.begins("muehle"));
    }

    proptest::proptest! {
        #[test]
        fn no_word_is_passed_over_that_has_the_stem(
            word in "[a-z]{0,4}[bcdglmnprst]?[aeiouy]{0,2}[bcdglmnprst]{0,2}(ic|at|iv|abil|eus|am|em|en|al|iz|og|nis|lich|heit|ung|ig|ll|y)?\
                (e|s|en|ern|es|em|est|st|ion|ions|ation|ations|ational|ment|ement|ements|ence|ences|ance|ance|ency|ity|ities|ability|ably|\
                ization|ing|ed|ies|ied|ying|edly|ly|ogy|iste|ite|ites|eux|euse|euses|aux|eaux|oux|ier|iere|if|ive|logie|ution|encia|\
                encias|oes|aes|ao|mente|ando|endo|ir|iras|eira|lns|eln|er|erne|ernes|ende|het|hetens|else|issement|amment|emment|icite|icatrice)?",
        ) {
            for tag in stem_tags() {
                let stem = stem_of(&Stems::new(Some(tag)), &word).into_owned();
                let kept = Kept::of(tag, &stem);
                proptest::prop_assert!(kept.is_none_or(|kept| kept.begins(&word) && word.starts_with(kept.letters())), "{tag}: {word} has the stem {stem}");
            }
        }

        #[test]
        fn nor_one_in_cyrillic(word in "[а-я]{1,5}(ость|ости|ейше|ами|ого|ться|ла|нн|ый|ение|ья|ие|ь|и)?") {
            let stem = stem_of(&Stems::new(Some("ru")), &word).into_owned();
            proptest::prop_assert!(Kept::of("ru", &stem).is_none_or(|kept| kept.begins(&word)), "{word} has the stem {stem}");
        }
    }
}
