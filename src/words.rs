//! How text becomes words: splitting, folding, stemming. The same for what is indexed, what is asked and what is marked.
//!
//! | text | words |
//! |---|---|
//! | `The U.S. strike` | `the` `u` `s` `strike` |
//! | `N'Djamena`, `multi-agent` | `n` `djamena`, `multi` `agent` |
//! | `Élysée`, `Straße`, `Ёлка`, `İzmir` | `elysee`, `strasse`, `елка`, `izmir` |
//! | `１９日`, `北京` | `19` `日`, `北` `京` |
//!
//! A word is a run of letters and digits. Scripts written without blanks (Han, kana, Hangul, Thai, Lao, Khmer, Burmese) give
//! one word a character, so that any string of them is found as a sequence, wherever a segmenter would have cut.
//! Folding comes before stemming: a word typed without its accents must find the one printed with them.

mod distance;
mod endings;
mod fold;
mod folded;
mod inflection;
mod sketch;
mod spelling;

pub use distance::within;
pub use fold::fold;
pub(crate) use fold::is_joiner;
pub(crate) use folded::{Folded, hash, head};
pub use inflection::{Inflections, Languages, has_forms};
pub use sketch::{Pairs, Sketch};

use fold::{fold_char, is_mark, is_word, joined, stands_alone};

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use frostem::{Algorithm, Stemmer};

use crate::story::Span;

/// The longest word in bytes; a longer run of letters counts as several words in a row.
pub const LONGEST: usize = 200;

/// Walks over the words of a text. Lends each: the folded form lives until the next step.
///
/// ```
/// use dateline::words::Words;
/// let mut words = Words::new("Kim’s Élysée");
/// let mut seen = Vec::new();
/// while let Some((span, folded)) = words.step() {
///     seen.push((span.start, folded.to_owned()));
/// }
/// assert_eq!(seen, [(0, "kim".to_owned()), (6, "s".to_owned()), (8, "elysee".to_owned())]);
/// ```
pub struct Words<'t> {
    text: &'t str,
    at: usize,
    folded: String,
}

impl<'t> Words<'t> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'t str) -> Words<'t> {
        Words { text, at: 0, folded: String::with_capacity(32) }
    }

    /// Gives the next word: its bytes in the text and its folded form.
    pub fn step(&mut self) -> Option<(Span, &str)> {
        self.folded.clear();
        // A run of lone vowel signs folds to nothing and is no word: go on behind it.
        while self.folded.is_empty() {
            let start = self.next_start()?;
            self.at = self.take_word(start);
            if !self.folded.is_empty() {
                return Some((Span::new(start, self.at), &self.folded));
            }
        }
        None
    }

    /// Gives where the last word ends; the beginning before the first.
    pub fn end(&self) -> usize {
        self.at
    }

    /// Finds where the next word begins.
    fn next_start(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at)? {
                b if b.is_ascii_alphanumeric() => return Some(self.at),
                b if b.is_ascii() => self.at += 1,
                _ => match self.char_at(self.at) {
                    (c, _) if is_word(c) && !is_joiner(c) => return Some(self.at),
                    (_, width) => self.at += width,
                },
            }
        }
    }

    /// Folds the word that begins at `start` and gives its end, which lies behind its start.
    fn take_word(&mut self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut end = start;
        while let Some(&b) = bytes.get(end)
            && self.folded.len() < LONGEST
        {
            if b.is_ascii_alphanumeric() {
                let run = &bytes[end..bytes.len().min(end + LONGEST - self.folded.len())];
                let run = run.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(run.len());
                let folded = self.folded.len();
                self.folded.push_str(&self.text[end..end + run]);
                self.folded[folded..].make_ascii_lowercase();
                end += run;
                continue;
            }
            if b.is_ascii() {
                break;
            }
            let (c, width) = joined(&self.text[end..]);
            let alone = stands_alone(c);
            if !is_word(c) || alone && end > start {
                break;
            }
            fold_char(c, &mut self.folded);
            end += width;
            if alone {
                break;
            }
        }
        end
    }

    fn char_at(&self, at: usize) -> (char, usize) {
        match self.text[at..].chars().next() {
            Some(c) => (c, c.len_utf8()),
            None => ('\0', 1),
        }
    }
}

/// Gives the folded words of `text`, one after another.
pub fn split(text: &str) -> Vec<String> {
    let mut words = Words::new(text);
    let mut out = Vec::new();
    while let Some((_, folded)) = words.step() {
        out.push(folded.to_owned());
    }
    out
}

/// Counts the words of `text`.
pub fn count(text: &str) -> usize {
    if text.is_ascii() {
        return count_ascii(text.as_bytes());
    }
    let mut words = Words::new(text);
    let mut n = 0;
    while words.step().is_some() {
        n += 1;
    }
    n
}

/// Counts runs of letters and digits; a run longer than a word can be counts as several.
fn count_ascii(text: &[u8]) -> usize {
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let mut last = [b' '; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    let (mut n, mut before) = (0, 0);
    for block in blocks.iter().chain([&last]) {
        n += usize::from(begins_in(block, &mut before));
    }
    n + longer_runs(text)
}

/// So many bytes are looked at together: they begin no more words than a byte can count.
const BLOCK: usize = 128;

/// Counts the words that begin in a block, told without branches. `before` says whether the byte before it is a letter.
fn begins_in(block: &[u8; BLOCK], before: &mut u8) -> u8 {
    let is_letter = |b: u8| u8::from((b | 0x20).wrapping_sub(b'a') < 26) | u8::from(b.wrapping_sub(b'0') < 10);
    let mut letters = [0; BLOCK + 1];
    letters[0] = *before;
    for at in 0..BLOCK {
        letters[at + 1] = is_letter(block[at]);
    }
    *before = letters[BLOCK];
    (0..BLOCK).fold(0, |n, at| n + (letters[at + 1] & !letters[at]))
}

/// Counts by how many words the runs that are longer than a word have more than one.
fn longer_runs(text: &[u8]) -> usize {
    let (mut at, mut more) = (0, 0);
    // Such a run holds one of the bytes that lie this far apart.
    while let Some(b) = text.get(at) {
        if b.is_ascii_alphanumeric() {
            let start = text[..at].iter().rposition(|b| !b.is_ascii_alphanumeric()).map_or(0, |last| last + 1);
            let end = text[at..].iter().position(|b| !b.is_ascii_alphanumeric()).map_or(text.len(), |n| at + n);
            more += (end - start).div_ceil(LONGEST) - 1;
            at += (end - at) / LONGEST * LONGEST;
        }
        at += LONGEST;
    }
    more
}

/// The languages that have a stemmer: BCP 47 primary subtag, algorithm (Snowball).
const STEMMERS: [(&str, Algorithm); 18] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("nb", Algorithm::Norwegian),
    ("nl", Algorithm::Dutch),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

/// Reduces words of one language to their stems and remembers them: a word recurs, a stemmer is slow.
pub struct Stems {
    tag: &'static str,
    stemmer: Option<Stemmer>,
    seen: FxHashMap<Box<str>, Box<str>>,
}

/// More words than this are not remembered: a bound on memory, not on what is stemmed.
const REMEMBERED: usize = 200_000;

impl Stems {
    /// Makes the stemmer of a language; words of a language that has none stay whole.
    pub fn new(language: Option<&str>) -> Stems {
        let tag = stem_tag(language);
        let algorithm = STEMMERS.iter().find(|(known, _)| *known == tag).map(|&(_, algorithm)| algorithm);
        Stems { tag, stemmer: algorithm.map(Stemmer::new), seen: FxHashMap::default() }
    }

    /// Gives the tag that leads the stems.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// Gives the stem of a folded word without the language that leads it, and does not remember it: for words that come once.
    pub fn stem_once<'w>(&self, folded: &'w str) -> Cow<'w, str> {
        match &self.stemmer {
            Some(stemmer) => stemmer.stem(folded),
            None => Cow::Borrowed(folded),
        }
    }

    /// Gives the stem of a folded word, led by its language: two languages' stems that look alike stay apart.
    ///
    /// ```
    /// use dateline::words::Stems;
    /// assert_eq!(Stems::new(Some("en")).stem("strikes"), "en:strike");
    /// assert_eq!(Stems::new(Some("ja")).stem("日"), "--:日");
    /// ```
    pub fn stem(&mut self, folded: &str) -> &str {
        if self.seen.len() >= REMEMBERED && !self.seen.contains_key(folded) {
            self.seen.clear();
        }
        let (tag, stemmer) = (self.tag, &self.stemmer);
        // Two look-ups for a new word, one for a known one: the entry API would copy the key each time.
        if !self.seen.contains_key(folded) {
            let stem = match stemmer {
                Some(stemmer) => format!("{tag}:{}", stemmer.stem(folded)),
                None => format!("{tag}:{folded}"),
            };
            self.seen.insert(folded.into(), stem.into());
        }
        &self.seen[folded]
    }
}

/// Gives the tag that leads the stems of a language: `--` for all languages without a stemmer.
pub fn stem_tag(language: Option<&str>) -> &'static str {
    let primary = language.unwrap_or_default().split('-').next().unwrap_or_default();
    let primary = if matches!(primary, "no" | "nn") { "nb" } else { primary };
    STEMMERS.iter().find(|(tag, _)| *tag == primary).map_or("--", |&(tag, _)| tag)
}

/// Gives the number of a language's stemmer; languages without one share the number behind all others.
pub fn stem_number(language: Option<&str>) -> u64 {
    let tag = stem_tag(language);
    STEMMERS.iter().position(|(known, _)| *known == tag).unwrap_or(STEMMERS.len()) as u64
}

/// Gives every tag that can lead a stem.
pub fn stem_tags() -> impl Iterator<Item = &'static str> {
    STEMMERS.iter().map(|&(tag, _)| tag).chain(["--"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_parts_words_and_is_dropped() {
        assert_eq!(
            split("U.S. multi-agent C++ AT&T N'Djamena it’s"),
            ["u", "s", "multi", "agent", "c", "at", "t", "n", "djamena", "it", "s"]
        );
    }

    #[test]
    fn letters_fold_to_what_one_types_without_accents() {
        assert_eq!(
            split("Élysée STRASSE Straße Ёлка Йод İstanbul ılık Łódź Ørsted ΟΔΟΣ"),
            ["elysee", "strasse", "strasse", "елка", "йод", "istanbul", "ilik", "lodz", "orsted", "οδοσ"]
        );
        assert_eq!(split("ﬁnance １９８７ co\u{ad}operate e\u{301}te"), ["finance", "1987", "cooperate", "ete"]);
        assert_eq!(split("أحمد کتاب مُحَمَّد ٢٠٢٥"), ["احمد", "كتاب", "محمد", "2025"]);
    }

    #[test]
    fn scripts_without_blanks_give_a_word_a_character() {
        assert_eq!(split("新华社北京4月28日电"), ["新", "华", "社", "北", "京", "4", "月", "28", "日", "电"]);
        assert_eq!(split("서울=연합뉴스"), ["서", "울", "연", "합", "뉴", "스"]);
    }

    #[test]
    fn hindi_words_keep_their_vowel_signs() {
        assert_eq!(split("नई दिल्ली।"), ["नई", "दिल्ली"]);
    }

    #[test]
    fn spans_cut_the_word_out_of_the_text() {
        let text = "«Élysée» 北京";
        let mut words = Words::new(text);
        let mut seen = Vec::new();
        while let Some((span, _)) = words.step() {
            seen.push(span.of(text));
        }
        assert_eq!(seen, ["Élysée", "北", "京"]);
    }

    #[test]
    fn an_endless_word_is_cut_and_nothing_is_lost() {
        let text = "x".repeat(1_000_001);
        let words = split(&text);
        assert_eq!(words.iter().map(String::len).sum::<usize>(), text.len());
        assert!(words.iter().all(|w| w.len() <= LONGEST));
        assert_eq!(count(&text), words.len());
        assert_eq!(count("Its U.S. 2-for-1 sale"), split("Its U.S. 2-for-1 sale").len());
    }

    #[test]
    fn stems_of_two_languages_stay_apart() {
        assert_eq!(Stems::new(Some("en")).stem("news"), "en:news");
        assert_eq!(Stems::new(Some("de")).stem("strikes"), "de:strik");
        assert_eq!(Stems::new(None).stem("news"), "--:news");
        assert_eq!(Stems::new(Some("ru")).stem("выборы"), Stems::new(Some("ru")).stem("выборов"));
    }
}
