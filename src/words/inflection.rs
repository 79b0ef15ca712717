//! Which words are forms of a word: inflections by stem, language by language, and other ways to spell it.
//!
//! | asked | finds | in articles of |
//! |---|---|---|
//! | `strike` | `strikes`, `striking` | English, and any language without a stemmer |
//! | `выборы` | `выборов` | Russian |
//! | `München` | `muenchen` | any language: an umlaut was typed |
//! | `Muenchen` | `munchen` (München) | the languages that write umlauts |
//!
//! A form counts in articles of its own language only: the English `news` must not find each German `neu`. An article whose
//! language is unknown or has no stemmer takes the forms of every language of the archive.

use std::borrow::Cow;

use super::endings::Kept;
use super::spelling::spellings;
use super::{Stems, split, stem_number};

/// A set of languages that have a stemmer, as far as forms go; all others are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Languages(u32);

impl Languages {
    /// Every language.
    pub const ANY: Languages = Languages(u32::MAX);
    /// No language.
    pub const NONE: Languages = Languages(0);
    /// The languages without a stemmer, and what is in no known one.
    pub const OTHERS: Languages = Languages(1 << 31);

    /// Makes the set of one language, by its BCP 47 tag.
    pub fn of(language: Option<&str>) -> Languages {
        Languages::numbered(stem_number(language))
    }

    /// Makes the set of one language, by its number (see [`stem_number`]).
    pub fn numbered(number: u64) -> Languages {
        // The number of languages without a stemmer lies behind those of all that have one.
        Languages(1 << number.min(31)).or_others()
    }

    fn or_others(self) -> Languages {
        match self.0 & SOME_STEMMER {
            0 => Languages::OTHERS,
            known => Languages(known),
        }
    }

    /// Says whether the two sets have a language in common.
    pub fn meets(self, other: Languages) -> bool {
        self.0 & other.0 != 0
    }

    /// Says whether all languages of `other` are among these.
    pub fn contains(self, other: Languages) -> bool {
        other.0 & !self.0 == 0
    }

    /// Gives the languages of both sets.
    pub fn or(self, other: Languages) -> Languages {
        Languages(self.0 | other.0)
    }
}

/// The bits of the languages that have a stemmer.
const SOME_STEMMER: u32 = (1 << super::STEMMERS.len()) - 1;

/// Says of words whether they are forms of one word.
pub struct Inflections {
    word: String,
    ways: Vec<Way>,
}

/// One way to spell the word, and its stems.
struct Way {
    word: String,
    languages: Languages,
    stems: Vec<Stemmed>,
}

struct Stemmed {
    stems: Stems,
    /// The language of the stemmer: asked of every word of an article, so it lies ready.
    language: Languages,
    /// The stem of the word, without its tag.
    stem: String,
    /// What every form begins with.
    start: String,
    /// What every word begins with that has the stem, or that the stemmer makes the word of; nothing if that cannot be told.
    kept: Option<[Kept; 2]>,
}

impl Stemmed {
    fn new(tag: &'static str, word: &str) -> Stemmed {
        let stems = Stems::new(Some(tag));
        let stem = stem_of(&stems, word).into_owned();
        let kept = Kept::of(tag, &stem).zip(Kept::of(tag, word)).map(|(of_stem, of_word)| [of_stem, of_word]);
        let all = kept.as_ref().map_or("", |[of_stem, of_word]| shared(of_stem.letters(), of_word.letters()));
        let start = [start_of_forms(tag, word, &stem), all].into_iter().max_by_key(|start| start.len());
        let start = start.unwrap_or_default().to_owned();
        Stemmed { stems, language: Languages::of(Some(tag)), stem, start, kept }
    }

    /// Says whether two words have one stem; or one is the stem of the other: stemmers take ends of bare words for endings
    /// (`паром` to `пар`, but `паромы` to `паром`).
    fn fits(&self, word: &str, candidate: &str) -> bool {
        if candidate == self.stem {
            return true;
        }
        if self.kept.as_ref().is_some_and(|kept| kept.iter().all(|kept| !kept.begins(candidate))) {
            return false;
        }
        let stem = stem_of(&self.stems, candidate);
        stem == self.stem || stem == word
    }
}

/// Gives the stem of a word, without what the stemmers do not know to take off, or know only with its accents.
pub(super) fn stem_of<'w>(stems: &Stems, word: &'w str) -> Cow<'w, str> {
    match stems.tag() {
        "ar" => stems.stem_once(without_article(word)),
        // -ões and -ães are plurals of -ão.
        "pt" => match word.strip_suffix("oes").or_else(|| word.strip_suffix("aes")) {
            Some(rest) if !rest.is_empty() => Cow::Owned(stems.stem_once(&format!("{rest}ao")).into_owned()),
            _ => stems.stem_once(word),
        },
        _ => stems.stem_once(word),
    }
}

/// Takes the Arabic article off, with what is written together with it.
fn without_article(word: &str) -> &str {
    let rest = ["وال", "بال", "كال", "فال", "ولل", "ال", "لل"].iter().find_map(|article| word.strip_prefix(article));
    rest.filter(|rest| rest.chars().nth(2).is_some()).unwrap_or(word)
}

impl Inflections {
    /// Prepares for the forms of a word as typed, in the languages of `tags` (see [`super::stem_tags`]). Nothing if `typed` is
    /// not one word.
    ///
    /// ```
    /// use dateline::words::{Inflections, Languages};
    /// let forms = Inflections::new("strikes", &["en", "ru", "--"]).unwrap();
    /// assert!(forms.languages("striking").meets(Languages::of(Some("en"))));
    /// assert!(!forms.languages("striking").meets(Languages::of(Some("ru"))));
    /// assert_eq!(forms.languages("struck"), Languages::NONE);
    /// ```
    pub fn new(typed: &str, tags: &[&'static str]) -> Option<Inflections> {
        let mut words = split(typed);
        if words.len() != 1 {
            return None;
        }
        let word = words.swap_remove(0);
        let mut ways = vec![Way::new(&word, Languages::ANY, tags)];
        if has_forms(&word) {
            ways.extend(spellings(typed, &word).into_iter().map(|(way, languages)| Way::new(&way, languages, tags)));
        }
        Some(Inflections { word, ways })
    }

    /// Gives the word itself, folded.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// Gives the languages in which `candidate`, a folded word, is a form of the word; all for the word itself.
    pub fn languages(&self, candidate: &str) -> Languages {
        if candidate == self.word {
            return Languages::ANY;
        }
        let mut found = Languages::NONE;
        for way in &self.ways {
            if candidate == way.word {
                found = found.or(way.languages);
                continue;
            }
            for stemmed in &way.stems {
                if candidate.starts_with(&stemmed.start)
                    && way.languages.meets(stemmed.language)
                    && !found.meets(stemmed.language)
                    && stemmed.fits(&way.word, candidate)
                {
                    found = found.or(stemmed.language);
                }
            }
        }
        if found == Languages::NONE { found } else { found.or(Languages::OTHERS) }
    }

    /// Gives what the forms begin with, without what begins with another: the stretches of a dictionary to look through.
    /// Empty if only the word itself is a form.
    pub fn starts(&self) -> Vec<&str> {
        let mut starts: Vec<&str> = Vec::new();
        for way in &self.ways {
            starts.extend(way.stems.iter().map(|stemmed| stemmed.start.as_str()));
            if way.word != self.word {
                starts.push(&way.word);
            }
        }
        starts.sort_unstable();
        // In order, what begins with another stands behind it.
        let mut last: Option<&str> = None;
        starts.retain(|start| {
            let covered = last.is_some_and(|last| start.starts_with(last));
            if !covered {
                last = Some(start);
            }
            !covered
        });
        starts
    }
}

impl Way {
    fn new(word: &str, languages: Languages, tags: &[&'static str]) -> Way {
        let tags = tags.iter().filter(|tag| has_forms(word) && writes(tag, word) && **tag != "--");
        let stems = tags.map(|tag| Stemmed::new(tag, word)).collect();
        Way { word: word.to_owned(), languages, stems }
    }
}

/// Says whether a folded word has forms: numbers, very short words and the characters of unparted scripts have none.
pub fn has_forms(word: &str) -> bool {
    word.chars().nth(2).is_some() && word.chars().all(|c| c.is_alphabetic() || super::is_mark(c))
}

/// Says whether the language of a stemmer is written in the script of a word.
fn writes(tag: &str, word: &str) -> bool {
    let first = word.chars().next().unwrap_or_default();
    match tag {
        "ar" => matches!(first, '\u{600}'..='\u{6ff}'),
        "el" => matches!(first, '\u{370}'..='\u{3ff}'),
        "ru" => matches!(first, '\u{400}'..='\u{4ff}'),
        "ta" => matches!(first, '\u{b80}'..='\u{bff}'),
        _ => first < '\u{370}',
    }
}

/// Gives what two words both begin with.
fn shared<'w>(word: &'w str, other: &str) -> &'w str {
    let end = word.char_indices().zip(other.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
    &word[..end.unwrap_or(word.len().min(other.len()))]
}

/// Gives the letters that every form of `word` in one language begins with. A stemmer changes the end of a word: what word and
/// stem share, less one letter (`sky`, `skies`), is shared by all forms. Four letters narrow a look-up enough. English has
/// `die`, `dying`; Dutch doubles vowels (`ogen`, `oog`); the forms of Arabic differ in front.
fn start_of_forms<'w>(tag: &str, word: &'w str, stem: &str) -> &'w str {
    let common = word.chars().zip(stem.chars()).take_while(|(a, b)| a == b).count();
    let shared = common.saturating_sub(1).clamp(1, 4);
    let shared = match tag {
        "ar" => 0,
        "en" if word.ends_with("ie") && word.len() <= 4 => shared.min(word.len() - 2),
        "nl" => shared.min(word.chars().position(|c| "aeiou".contains(c)).map_or(shared, |vowel| vowel + 1)),
        _ => shared,
    };
    word.char_indices().nth(shared).map_or(word, |(at, _)| &word[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_share_what_the_stemmer_leaves() {
        assert_eq!(start_of_forms("en", "strikes", "strike"), "stri");
        assert_eq!(start_of_forms("en", "sky", "sky"), "sk");
        assert_eq!(start_of_forms("en", "skies", "sky"), "s");
        assert_eq!(start_of_forms("nl", "maan", "man"), "m");
        assert_eq!(start_of_forms("nl", "oog", "oog"), "o");
        assert_eq!(start_of_forms("en", "die", "die"), "d");
        assert_eq!(Inflections::new("strikes", &["en", "de", "--"]).unwrap().starts(), ["stri"]);
        assert_eq!(Inflections::new("2025", &["en"]).unwrap().starts(), [""; 0]);
        assert_eq!(Inflections::new("Köln", &["en"]).unwrap().starts(), ["koeln", "koln"]);
    }

    #[test]
    fn a_form_counts_in_its_own_language_and_where_none_is_known() {
        let news = Inflections::new("news", &["en", "de", "--"]).unwrap();
        let new = news.languages("new");
        assert!(!new.meets(Languages::of(Some("en"))), "English news is no plural");
        assert_eq!(news.languages("news"), Languages::ANY);
        let strike = Inflections::new("strike", &["en", "ru", "--"]).unwrap();
        let strikes = strike.languages("strikes");
        assert!(strikes.meets(Languages::of(Some("en"))) && strikes.meets(Languages::of(None)));
        assert!(strikes.meets(Languages::of(Some("pl"))) && !strikes.meets(Languages::of(Some("ru"))));
        assert!(Languages::ANY.meets(Languages::of(Some("pl"))) && Languages::ANY.meets(Languages::of(Some("tr"))));
    }

    #[test]
    fn every_language_has_a_number_of_its_own() {
        for &(tag, _) in &super::super::STEMMERS {
            let language = Languages::of(Some(tag));
            assert_eq!(Languages::numbered(stem_number(Some(tag))), language);
            assert!(!language.meets(Languages::of(None)), "{tag}");
        }
        assert_eq!(Languages::of(Some("pl")), Languages::of(None));
    }
}
