//! Words that open lines of wire copy and are names of small places too: `SALE`, `MARCH`, `Police`.
//!
//! Alone they are not taken for a place; behind a grammar that has already found a dateline, or with a qualifier
//! (`DEAL, England`), they are.

/// Folded, sorted.
#[rustfmt::skip] // A word a line would hide the list.
pub(super) const WORDS: [&str; 122] = [
    "acre", "airport", "alliance", "august", "ball", "banks", "bar", "battle", "bear", "best", "boom", "bow",
    "branch", "buy", "can", "center", "central", "centre", "citrus", "cocoa", "coin", "come", "conservation",
    "cool", "date", "deal", "dinar", "downtown", "dual", "early", "earth", "economy", "federal", "fleet", "forest",
    "foster", "freedom", "friendly", "gap", "gay", "god", "goes", "grant", "grants", "green", "harvest", "hit",
    "holder", "holiday", "hope", "human", "kilo", "king", "landing", "law", "lead", "lend", "liberal", "lira",
    "maize", "man", "manage", "many", "march", "marks", "mayo", "media", "mile", "mills", "mine", "mission", "most",
    "much", "normal", "of", "officer", "opportunity", "oral", "pace", "page", "par", "plunge", "police", "post",
    "progress", "prospect", "purchase", "republic", "research", "reserve", "rich", "rush", "sale", "same", "save",
    "say", "send", "settle", "severance", "split", "spring", "store", "street", "success", "sue", "sulphur",
    "superior", "surprise", "tank", "tea", "than", "time", "tire", "to", "trim", "union", "van", "we", "welcome",
    "wells", "west", "worth",
];

/// Says whether a folded name is an everyday word first of all.
pub(super) fn is_common(key: &str) -> bool {
    WORDS.binary_search(&key).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::places::table;

    #[test]
    fn common_words_are_sorted_and_each_is_a_place() {
        assert!(WORDS.is_sorted_by(|a, b| a < b));
        assert!(WORDS.iter().all(|word| table::has_place(word)));
        assert!(is_common("march") && !is_common("paris"));
    }
}
