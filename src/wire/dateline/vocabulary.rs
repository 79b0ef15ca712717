//! The words by which the grammar tells places from sentences, organisations and papers. All are folded; they are asked for
//! words as printed.

use crate::words::fold;

/// Words that begin sentences and captions, never a place, in the languages whose datelines are not all in capitals.
static SENTENCES: List = List::of(
    "\
    a according after also although an and as at but by file for from he her his if in it its mr mrs par photo \
    pictured por she since source that there these they this updated von we when while you в во как на по у",
);

/// Small words inside names of places.
static PARTICLES: List = List::of(
    "\
    a aan al am an as at bei con d da das de del della den der des di do dos du e el en et i im in la las le les \
    los na nad ob of on pod s sul sur the u upon v van von y zu на",
);

/// Words in the name of an organisation.
static BODIES: List = List::of(
    "\
    agence agency association co committee company corp council inc ltd minister ministry news party photo plc \
    president press service union university",
);

/// Words in the name of a paper, a station or a service.
static OUTLETS: List = List::of(
    "\
    agence agencia agency agentur agenzia bureau correspondent daily desk herald journal media nachrichtenagentur \
    network news online post press radio service television times today tribune tv",
);

/// Words that set a place in relation to something else, a ship or a town.
static AFLOAT: List = List::of("aboard near off outside over with");

/// Words that join two names.
static JOINTS: List = List::of("and e en et i und y");

/// Says whether a word begins a sentence or a caption rather than a place.
pub(super) fn begins_sentence(word: &str) -> bool {
    SENTENCES.has(word)
}

/// Says whether a word is a small one inside a name.
pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.has(word)
}

/// Says whether a word joins two names.
pub(super) fn is_joint(word: &str) -> bool {
    JOINTS.has(word)
}

/// Says whether a word before a name says that the copy was filed aboard or near it.
pub(super) fn is_afloat(word: &str) -> bool {
    AFLOAT.has(word)
}

/// Says whether a word belongs to the name of an organisation, not of a place.
pub(super) fn is_body(word: &str) -> bool {
    (2..=11).contains(&word.len()) && BODIES.has(word)
}

/// Says whether a name of several words in brackets is that of a paper, a station or a service.
pub(super) fn is_outlet(name: &str) -> bool {
    name.contains(' ') && name.split_whitespace().any(|word| OUTLETS.has(word))
}

/// A sorted list of words, and how they begin: most words are none of it, and told so by their first byte and length.
struct List {
    words: &'static str,
    /// For each first byte, by its lower six bits, the lengths of the words that begin so.
    lengths: [u32; 64],
    /// Where the first of them begins.
    starts: [u16; 64],
}

impl List {
    const fn of(words: &'static str) -> List {
        let (bytes, mut lengths, mut starts) = (words.as_bytes(), [0; 64], [0; 64]);
        let (mut at, mut start) = (0, 0);
        while at <= bytes.len() {
            if at == bytes.len() || bytes[at] == b' ' {
                if at > start {
                    let first = (bytes[start] % 64) as usize;
                    if lengths[first] == 0 {
                        starts[first] = start as u16;
                    }
                    lengths[first] |= 1 << (at - start);
                }
                start = at + 1;
            }
            at += 1;
        }
        List { words, lengths, starts }
    }

    /// Says whether a word in any case is of the list.
    fn has(&self, word: &str) -> bool {
        if !word.is_ascii() {
            return self.has_as(&fold(word), |known, word| known == word);
        }
        self.has_as(word, str::eq_ignore_ascii_case)
    }

    fn has_as(&self, word: &str, is: impl Fn(&str, &str) -> bool) -> bool {
        let first = word.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        let place = usize::from(first % 64);
        if word.len() >= 32 || self.lengths[place] & 1 << word.len() == 0 {
            return false;
        }
        let words = self.words[usize::from(self.starts[place])..].split_ascii_whitespace();
        words.take_while(|known| known.as_bytes()[0] == first).any(|known| is(known, word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [&SENTENCES, &PARTICLES, &BODIES, &OUTLETS, &AFLOAT, &JOINTS] {
            let words: Vec<&str> = list.words.split_ascii_whitespace().collect();
            assert!(words.is_sorted_by(|a, b| a < b), "{words:?}");
            assert!(words.iter().all(|word| list.has(word) && list.has(&word.to_uppercase())));
        }
    }

    #[test]
    fn lists_hold_whole_words_only() {
        assert!(
            begins_sentence("according")
                && begins_sentence("в")
                && !begins_sentence("berlin")
                && !begins_sentence("acc")
        );
        assert!(is_particle("de") && !is_particle("") && is_body("News") && !is_body("Newport"));
        assert!(is_outlet("Daily Harbour Online") && !is_outlet("Online"));
    }
}
