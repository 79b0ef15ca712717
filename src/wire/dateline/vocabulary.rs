//! The words by which the grammar tells places from sentences, organisations and papers. All are folded.

use crate::words::fold;

/// Words that begin sentences and captions, never a place, in the languages whose datelines are not all in capitals.
const SENTENCES: &str = "\
    a according after also although an and as at but by file for from he her his if in it its mr mrs par photo \
    pictured por she since source that there these they this updated von we when while you в во как на по у";

/// Small words inside names of places.
const PARTICLES: &str = "\
    a aan al am an as at bei con d da das de del della den der des di do dos du e el en et i im in la las le les \
    los na nad ob of on pod s sul sur the u upon v van von y zu на";

/// Words in the name of an organisation.
const BODIES: &str = "\
    agence agency association co committee company corp council inc ltd minister ministry news party photo plc \
    president press service union university";

/// Words in the name of a paper, a station or a service.
const OUTLETS: &str = "\
    agence agencia agency agentur agenzia bureau correspondent daily desk herald journal media nachrichtenagentur \
    network news online post press radio service television times today tribune tv";

/// Says whether a folded word begins a sentence or a caption rather than a place.
pub(super) fn begins_sentence(folded: &str) -> bool {
    holds(SENTENCES, folded)
}

/// Says whether a folded word is a small one inside a name.
pub(super) fn is_particle(folded: &str) -> bool {
    holds(PARTICLES, folded)
}

/// Says whether a word belongs to the name of an organisation, not of a place.
pub(super) fn is_body(word: &str) -> bool {
    (2..=11).contains(&word.len()) && holds(BODIES, &fold(word))
}

/// Says whether a name of several words in brackets is that of a paper, a station or a service.
pub(super) fn is_outlet(name: &str) -> bool {
    name.contains(' ') && name.split_whitespace().any(|word| holds(OUTLETS, &fold(word)))
}

fn holds(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

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
