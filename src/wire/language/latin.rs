//! Languages in Latin letters: a vote of function words and letters, then trigrams.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use whatlang::{Detector, Lang};

use crate::wire::eight::{self, Eight};
use crate::words::{self, Words};

/// One line a language: its tag, and the commonest words that say nothing but the language.
const TABLE: &str = include_str!("../data/function_words.tsv");

/// What a word counts that one language alone has; a shared one counts its part.
const WHOLE: u32 = 60;

/// What a letter counts that few languages have.
const LETTER: u32 = 20;

/// The votes from which a text is told before its end, if no other language has a quarter as many: four words of its own
/// against none.
const SETTLED: u32 = 4 * WHOLE;

/// At most so many languages: a bit each.
const MOST: usize = 64;

/// The votes that a language must have to be told without trigrams: three words of its own.
const ENOUGH: u32 = 3 * WHOLE;

/// The languages of the table, and the words with those that have them.
#[derive(Default)]
struct Table {
    tags: Vec<&'static str>,
    words: FxHashMap<String, u64>,
    short: Short,
    /// The words in ASCII that are longer: the first eight letters and the rest, packed.
    long: FxHashMap<(u64, u64), u64>,
    /// The languages that trigrams can tell, as whatlang names them.
    guessed: Vec<Option<Lang>>,
}

static WORDS: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for (tag, list) in TABLE.lines().filter_map(|line| line.split_once('\t')) {
        // Split and fold as the text will be, so that `d'un` is the two words that a text gives.
        for word in words::split(list) {
            if word.is_ascii() {
                let (key, _) = first_word(word.as_bytes());
                match word.as_bytes().get(8..).map(first_word) {
                    Some((end, 1..)) => *table.long.entry((key, end)).or_default() |= 1 << table.tags.len(),
                    _ => table.short.add(key, table.tags.len()),
                }
            }
            *table.words.entry(word).or_default() |= 1 << table.tags.len();
        }
        table.guessed.push(Lang::all().iter().copied().find(|&lang| tag_of(lang) == Some(tag)));
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
    let votes = &vote(text)[..WORDS.tags.len()];
    let place_of = |tag: &str| WORDS.tags.binary_search(&tag).ok();
    let (mut best, mut most, mut next) = (0, 0, 0);
    for (language, &votes) in votes.iter().enumerate() {
        if votes >= most {
            (best, most, next) = (language, votes, most);
        } else {
            next = next.max(votes);
        }
    }
    let hinted = hint.and_then(place_of).map(|at| votes[at]);
    // Close to the winner: within a tenth, which only languages come to that share nearly all their words.
    if let (Some(hint), Some(votes)) = (hint, hinted)
        && votes > 0
        && votes * 10 >= most * 9
    {
        return Some(hint);
    }
    let is_sibling = || siblings(WORDS.tags[best]).iter().filter_map(|tag| place_of(tag)).any(|at| votes[at] == next);
    if most >= ENOUGH && (most * 2 >= next * 3 || most > next && is_sibling()) {
        return Some(WORDS.tags[best]);
    }
    let otherwise = match hinted {
        Some(_) => hint,
        None if most * 2 >= next * 3 && most >= WHOLE => Some(WORDS.tags[best]),
        None => None,
    };
    // Tables of figures are the wires' in English, and what else they look like is chance: where it leads by double, it is.
    if otherwise == Some("en") && WORDS.tags[best] == "en" && most >= 2 * next && text.is_ascii() {
        return otherwise;
    }
    // Trigrams alone mistake lists of names and figures for any language: a word or letter must agree.
    let agrees = |at: usize| votes[at] > 0 && votes[at] * 2 >= most;
    // They cost more than all else: where they could only say the same, they are not asked.
    let agreeing = || (0..votes.len()).filter(|&at| WORDS.guessed[at].is_some() && agrees(at));
    if text.is_ascii() && agreeing().all(|at| Some(WORDS.tags[at]) == otherwise) {
        return otherwise;
    }
    // Only one that agrees can be told, and each that is asked about costs as much as the vote did: the others are those
    // to which lists and figures look most alike.
    let asked = agreeing().chain(RIVALS.into_iter().filter_map(place_of)).filter_map(|at| WORDS.guessed[at]);
    let tag = tag_of(Detector::with_allowlist(asked.collect()).detect(&text.to_lowercase())?.lang());
    if tag.and_then(place_of).is_some_and(agrees) { tag } else { otherwise }
}

/// The languages that trigrams are asked about in any case.
const RIVALS: [&str; 10] = ["ca", "da", "de", "en", "es", "fr", "it", "nl", "pt", "sv"];

/// Counts the votes for each language of the table.
fn vote(text: &str) -> [u32; MOST] {
    let mut ballot = Ballot { votes: [0; MOST], most: 0, seen: 0 };
    if text.is_ascii() {
        vote_ascii(text.as_bytes(), &mut ballot);
        return ballot.votes;
    }
    let mut words = Words::new(text);
    while let Some((_, word)) = words.step() {
        if ballot.cast(WORDS.words.get(word).copied().unwrap_or(0)).is_break() {
            return ballot.votes;
        }
    }
    for letter in text.chars().filter(|c| !c.is_ascii()) {
        let tags = languages_of(letter);
        let languages = WORDS.tags.iter().enumerate().filter(|(_, tag)| tags.contains(tag)).map(|(i, _)| 1 << i).sum();
        ballot.add(languages, LETTER);
    }
    ballot.votes
}

/// Casts the votes of a text in ASCII: most of its words are never seen as text.
fn vote_ascii(text: &[u8], ballot: &mut Ballot) {
    let (words, mut rest) = (&*WORDS, text);
    while !rest.is_empty() {
        let (key, mut length) = first_word(rest);
        let languages = match length {
            0 => {
                rest = &rest[1..];
                continue;
            }
            1..8 => words.short.get(key),
            _ => {
                let (end, mut more) = first_word(&rest[8..]);
                length += more;
                while more == 8 && length < words::LONGEST {
                    more = first_word(&rest[length..]).1;
                    length += more;
                }
                match length {
                    8 => words.short.get(key),
                    9..16 => words.long.get(&(key, end)).copied().unwrap_or(0),
                    _ => 0,
                }
            }
        };
        if ballot.cast(languages).is_break() {
            return;
        }
        // What ends a word begins none, unless it is only too long.
        rest = rest.get(length + usize::from(length < words::LONGEST)..).unwrap_or_default();
    }
}

/// Reads the word that some ASCII begins with, as far as eight letters: packed, in small letters, and how many there are.
fn first_word(text: &[u8]) -> (u64, usize) {
    let Some(eight) = Eight::of(text) else { return (0, 0) };
    let length = eight::leading(eight.letters() | eight.digits());
    (eight.small(length), length)
}

/// So many bits tell words apart before the slots are asked.
const HASHES: usize = 1 << 15;

/// Words in ASCII of at most eight letters, packed, each with the languages that have it: open addressing, at most half full.
#[derive(Default)]
struct Short {
    slots: Vec<(u64, u64)>,
    words: usize,
    /// A bit for each hash of a word: most words of a text are none, and told so without the slots, which fill a cache.
    hashes: Vec<u64>,
}

impl Short {
    fn add(&mut self, key: u64, language: usize) {
        if self.words * 2 >= self.slots.len() {
            let larger = vec![(0, 0); (4 * self.words).next_power_of_two().max(64)];
            let old = std::mem::replace(&mut self.slots, larger);
            self.hashes.resize(HASHES / 64, 0);
            for (key, languages) in old.into_iter().filter(|&(key, _)| key != 0) {
                let slot = self.find(key);
                self.slots[slot] = (key, languages);
            }
        }
        let (at, bit) = Short::bit(key);
        self.hashes[at] |= bit;
        let slot = self.find(key);
        self.words += usize::from(self.slots[slot].0 == 0);
        self.slots[slot] = (key, self.slots[slot].1 | 1 << language);
    }

    /// Gives the languages that have the word, a bit each.
    fn get(&self, key: u64) -> u64 {
        let (at, bit) = Short::bit(key);
        match self.hashes.get(at) {
            Some(hashes) if hashes & bit != 0 => self.slots[self.find(key)].1,
            _ => 0,
        }
    }

    fn bit(key: u64) -> (usize, u64) {
        let hash = Short::hash(key) % HASHES;
        (hash / 64, 1 << (hash % 64))
    }

    fn hash(key: u64) -> usize {
        // The multiplier of Fibonacci hashing (Knuth 6.4): the upper bits depend on every byte.
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
    }

    /// Finds the slot of a key, or the empty one where it belongs.
    fn find(&self, key: u64) -> usize {
        let last = self.slots.len() - 1;
        let mut slot = Short::hash(key) & last;
        while self.slots[slot].0 != key && self.slots[slot].0 != 0 {
            slot = (slot + 1) & last;
        }
        slot
    }
}

/// The votes so far, the most that a language has, and how many words were asked.
struct Ballot {
    votes: [u32; MOST],
    most: u32,
    seen: usize,
}

impl Ballot {
    /// Counts the votes of a word of these languages; breaks off where more would change nothing.
    fn cast(&mut self, languages: u64) -> ControlFlow<()> {
        if languages != 0 {
            self.add(languages, WHOLE);
        }
        self.seen += 1;
        if self.seen.is_multiple_of(4) && self.most >= SETTLED && self.is_settled() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Parts a vote among languages.
    fn add(&mut self, mut languages: u64, weight: u32) {
        let each = weight / languages.count_ones().max(1);
        while languages != 0 {
            let votes = &mut self.votes[languages.trailing_zeros() as usize];
            *votes += each;
            self.most = self.most.max(*votes);
            languages &= languages - 1;
        }
    }

    /// Says whether one language is so far ahead that the rest of the text changes nothing: most copy is told by a sentence.
    fn is_settled(&self) -> bool {
        self.votes.iter().filter(|&&n| 4 * n > self.most).count() == 1
    }
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
        assert!(WORDS.tags.is_sorted_by(|a, b| a < b) && WORDS.tags.len() <= MOST);
        assert!(WORDS.words.keys().all(|word| !word.is_ascii() || word.len() < 16));
        assert!(TABLE.lines().all(|line| line.split('\t').count() == 2 && line.trim() == line));
        for tag in &WORDS.tags {
            assert!(siblings(tag).iter().all(|sibling| is_latin(sibling)));
        }
    }
}
