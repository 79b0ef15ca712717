//! Languages in Latin letters: a vote of function words and letters, then trigrams.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use whatlang::{Detector, Lang};

use crate::words::{self, Words};

/// One line a language: its tag, and the commonest words that say nothing but the language.
const TABLE: &str = include_str!("../data/function_words.tsv");

/// What a word counts that one language alone has; a shared one counts its part.
const WHOLE: u32 = 60;

/// What a letter counts that few languages have.
const LETTER: u32 = 20;

/// The votes that a language must have to be told without trigrams: three words of its own.
const ENOUGH: u32 = 3 * WHOLE;

/// The languages of the table, and the words with those that have them.
struct Table {
    tags: Vec<&'static str>,
    words: FxHashMap<String, u64>,
    /// The words in ASCII, packed: see [`packed`].
    packed: FxHashMap<u128, u64>,
    /// The languages that trigrams can tell.
    guessed: u64,
}

static WORDS: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { tags: Vec::new(), words: FxHashMap::default(), packed: FxHashMap::default(), guessed: 0 };
    for (tag, list) in TABLE.lines().filter_map(|line| line.split_once('\t')) {
        // Split and fold as the text will be, so that `d'un` is the two words that a text gives.
        for word in words::split(list) {
            if let Some(key) = packed(word.as_bytes()) {
                *table.packed.entry(key).or_default() |= 1 << table.tags.len();
            }
            *table.words.entry(word).or_default() |= 1 << table.tags.len();
        }
        table.guessed |= u64::from(Lang::all().iter().any(|&lang| tag_of(lang) == Some(tag))) << table.tags.len();
        table.tags.push(tag);
    }
    table
});

/// Says whether a language of the table has the tag.
pub(super) fn is_latin(tag: &str) -> bool {
    WORDS.tags.contains(&tag)
}

/// Detects the language of a text in Latin letters. `hint` decides between languages that the text leaves close together.
pub(super) fn detect<'h>(text: &str, hint: Option<&'h str>) -> Option<&'h str>
where
    'static: 'h,
{
    let votes = vote(text);
    let place_of = |tag: &str| WORDS.tags.iter().position(|known| *known == tag);
    let (best, most) = votes.iter().copied().enumerate().max_by_key(|&(_, n)| n)?;
    let next = votes.iter().enumerate().filter(|&(i, _)| i != best).map(|(_, &n)| n).max().unwrap_or(0);
    let hinted = hint.and_then(place_of).map(|at| votes[at]);
    // Close to the winner: within a tenth, which only languages come to that share nearly all their words.
    if let (Some(hint), Some(votes)) = (hint, hinted)
        && votes > 0
        && votes * 10 >= most * 9
    {
        return Some(hint);
    }
    let is_sibling = siblings(WORDS.tags[best]).iter().filter_map(|tag| place_of(tag)).any(|at| votes[at] == next);
    if most >= ENOUGH && (most * 2 >= next * 3 || is_sibling && most > next) {
        return Some(WORDS.tags[best]);
    }
    let otherwise = match hinted {
        Some(_) => hint,
        None if most * 2 >= next * 3 && most >= WHOLE => Some(WORDS.tags[best]),
        None => None,
    };
    // Trigrams alone mistake lists of names and figures for any language: a word or letter must agree.
    let agrees = |at: usize| votes[at] > 0 && votes[at] * 2 >= most;
    // They cost more than all else: where they could only say the same, they are not asked.
    let mut agreeing = (0..votes.len()).filter(|&at| WORDS.guessed & 1 << at != 0 && agrees(at));
    if text.is_ascii() && agreeing.all(|at| Some(WORDS.tags[at]) == otherwise) {
        return otherwise;
    }
    let tag = tag_of(DETECTOR.detect(&text.to_lowercase())?.lang());
    if tag.and_then(place_of).is_some_and(agrees) { tag } else { otherwise }
}

/// Counts the votes for each language of the table.
fn vote(text: &str) -> Vec<u32> {
    let mut ballot = Ballot { votes: vec![0; WORDS.tags.len()], seen: 0 };
    if text.is_ascii() {
        let runs = text.as_bytes().split(|b| !b.is_ascii_alphanumeric()).filter(|run| !run.is_empty());
        for word in runs.flat_map(|run| run.chunks(words::LONGEST)) {
            if ballot.cast(packed(word).and_then(|key| WORDS.packed.get(&key))).is_break() {
                break;
            }
        }
        return ballot.votes;
    }
    let mut words = Words::new(text);
    while let Some((_, word)) = words.step() {
        if ballot.cast(WORDS.words.get(word)).is_break() {
            return ballot.votes;
        }
    }
    for letter in text.chars().filter(|c| !c.is_ascii()) {
        let tags = languages_of(letter);
        let languages = WORDS.tags.iter().enumerate().filter(|(_, tag)| tags.contains(tag)).map(|(i, _)| 1 << i).sum();
        add(&mut ballot.votes, languages, LETTER);
    }
    ballot.votes
}

/// The votes so far, and how many words were asked.
struct Ballot {
    votes: Vec<u32>,
    seen: usize,
}

impl Ballot {
    /// Counts a word's votes; breaks off where more would change nothing.
    fn cast(&mut self, languages: Option<&u64>) -> ControlFlow<()> {
        if let Some(&languages) = languages {
            add(&mut self.votes, languages, WHOLE);
        }
        self.seen += 1;
        if self.seen.is_multiple_of(24) && is_settled(&self.votes) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

/// Packs a word in ASCII into a number, in small letters: far quicker to look up than a text. Nothing for a longer one.
fn packed(word: &[u8]) -> Option<u128> {
    if word.len() > 16 || !word.is_ascii() {
        return None;
    }
    Some(word.iter().fold(0, |key, b| key << 8 | u128::from(b.to_ascii_lowercase())))
}

fn add(votes: &mut [u32], mut languages: u64, weight: u32) {
    let each = weight / languages.count_ones().max(1);
    while languages != 0 {
        votes[languages.trailing_zeros() as usize] += each;
        languages &= languages - 1;
    }
}

/// Says whether one language is so far ahead that the rest of the text changes nothing: most copy is told by two sentences.
fn is_settled(votes: &[u32]) -> bool {
    let (mut most, mut next) = (0, 0);
    for &n in votes {
        if n > most {
            (most, next) = (n, most);
        } else {
            next = next.max(n);
        }
    }
    most >= 2 * ENOUGH && most >= 4 * next
}

/// Gives the languages of which a letter is a mark: few others print it outside names.
fn languages_of(letter: char) -> &'static [&'static str] {
    match letter {
        'ß' => &["de"],
        'ñ' | 'Ñ' | '¿' | '¡' => &["es"],
        'ã' | 'õ' | 'Ã' | 'Õ' => &["pt", "et", "vi"],
        'ł' | 'ą' | 'ę' | 'ż' | 'ź' | 'ń' | 'ś' | 'Ł' | 'Ś' | 'Ż' => &["pl", "lt"],
        'ř' | 'ě' | 'ů' | 'Ř' => &["cs"],
        'ľ' | 'ĺ' | 'ŕ' | 'Ľ' => &["sk"],
        'ő' | 'ű' | 'Ő' | 'Ű' => &["hu"],
        'ğ' | 'ı' | 'Ğ' | 'İ' | 'ş' | 'Ş' => &["tr", "az"],
        'ə' | 'Ə' => &["az"],
        'ă' | 'ț' | 'ș' | 'ţ' | 'Ș' | 'Ț' => &["ro", "vi"],
        'ơ' | 'ư' | 'Đ' | 'đ' | '\u{1ea0}'..='\u{1ef9}' => &["vi"],
        'å' | 'Å' => &["sv", "da", "nb", "fi"],
        'ø' | 'Ø' | 'æ' | 'Æ' => &["da", "nb"],
        'ð' | 'þ' | 'Ð' | 'Þ' => &["is"],
        'ė' | 'į' | 'ų' | 'ū' => &["lt", "lv"],
        'ķ' | 'ļ' | 'ņ' | 'ģ' | 'ā' | 'ē' | 'ī' => &["lv"],
        'ë' | 'Ë' => &["sq", "nl"],
        _ => &[],
    }
}

/// Gives the languages that share nearly all their words with one: a single word that differs tells them apart.
fn siblings(tag: &str) -> &'static [&'static str] {
    match tag {
        "id" | "ms" => &["id", "ms"],
        "hr" | "sr" | "bs" => &["hr", "sr", "bs"],
        "da" | "nb" => &["da", "nb", "sv"],
        "cs" | "sk" => &["cs", "sk"],
        _ => &[],
    }
}

/// The trigram detector, for the languages that archives hold; unlikely ones draw short texts to themselves.
static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
    Detector::with_denylist(vec![
        Lang::Epo,
        Lang::Lat,
        Lang::Jav,
        Lang::Sna,
        Lang::Zul,
        Lang::Aka,
        Lang::Tuk,
        Lang::Afr,
    ])
});

/// Gives the tag of a language that whatlang names.
fn tag_of(lang: Lang) -> Option<&'static str> {
    Some(match lang {
        Lang::Eng => "en",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Pol => "pl",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Hrv => "hr",
        Lang::Slv => "sl",
        Lang::Ron => "ro",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Cat => "ca",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Tgl => "fil",
        Lang::Aze => "az",
        Lang::Uzb => "uz",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_small_enough_for_its_bits() {
        assert!(WORDS.tags.is_sorted_by(|a, b| a < b) && WORDS.tags.len() <= 64);
        assert!(WORDS.words.keys().all(|word| !word.is_ascii() || word.len() <= 16));
        assert!(TABLE.lines().all(|line| line.split('\t').count() == 2 && line.trim() == line));
        for tag in &WORDS.tags {
            assert!(siblings(tag).iter().all(|sibling| is_latin(sibling)));
        }
    }
}
