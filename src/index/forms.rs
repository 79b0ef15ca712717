//! The inflected forms of a word: every word of the archive that has its stem in one of the archive's languages.
//!
//! Only the words as printed are indexed. A second field of stems would double the work of indexing; looking the forms up
//! costs a question a fraction of a millisecond, and what was found is always a word that stands in the copy.

use std::cell::RefCell;
use std::collections::HashMap;

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::search::matching::{has_forms, within};
use crate::words::Stems;

/// Finds the forms of words and remembers how frequent each group of them is.
pub(super) struct Forms<'a> {
    searcher: &'a Searcher,
    tags: &'a [&'static str],
    groups: RefCell<HashMap<Term, u64>>,
}

impl<'a> Forms<'a> {
    pub(super) fn new(searcher: &'a Searcher, tags: &'a [&'static str]) -> Forms<'a> {
        Forms { searcher, tags, groups: RefCell::default() }
    }

    /// Gives the words of `field` that are forms of `word`, in order; the word itself if there is none.
    pub(super) fn of(&self, field: Field, word: &str) -> tantivy::Result<Vec<Term>> {
        let mut stems: Vec<(Stems, String)> = self
            .tags
            .iter()
            .map(|tag| Stems::new(Some(tag)))
            .map(|mut stems| {
                let stem = stems.stem(word).to_owned();
                (stems, stem)
            })
            .collect();
        let prefix = shared_prefix(word, stems.iter().map(|(_, stem)| stem.as_str()));
        let mut forms = vec![word.to_owned()];
        if has_forms(word) {
            for reader in self.searcher.segment_readers() {
                let inverted = reader.inverted_index(field)?;
                let mut range = inverted.terms().range().ge(prefix);
                if let Some(end) = successor(prefix) {
                    range = range.lt(end);
                }
                let mut terms = range.into_stream()?;
                while terms.advance() {
                    let Ok(candidate) = std::str::from_utf8(terms.key()) else { continue };
                    if stems.iter_mut().any(|(stems, wanted)| stems.stem(candidate) == wanted) {
                        forms.push(candidate.to_owned());
                    }
                }
            }
        }
        forms.sort_unstable();
        forms.dedup();
        let terms: Vec<Term> = forms.iter().map(|form| Term::from_field_text(field, form)).collect();
        let mut together = 0;
        for term in &terms {
            together += self.searcher.doc_freq(term)?;
        }
        let mut groups = self.groups.borrow_mut();
        groups.extend(terms.iter().map(|term| (term.clone(), together)));
        Ok(terms)
    }

    /// Gives the statistics for scoring: a form is as frequent as all the forms of its word are together, else the rarest
    /// form of a common word would weigh most.
    pub(super) fn into_statistics(self) -> Frequencies<'a> {
        Frequencies { searcher: self.searcher, groups: self.groups.into_inner() }
    }
}

/// Gives at most `most` words of `field` that are one or two letters off from `word`, nearest and most frequent first: what
/// was meant where a word finds nothing.
pub(super) fn nearest(searcher: &Searcher, field: Field, word: &str, most: usize) -> tantivy::Result<Vec<String>> {
    let letters: Vec<char> = word.chars().collect();
    // In short words two letters are most of it.
    let reach = if letters.len() <= 4 { 1 } else { 2 };
    let first: String = letters.iter().take(1).collect();
    let mut found: HashMap<String, u64> = HashMap::new();
    for reader in searcher.segment_readers() {
        let inverted = reader.inverted_index(field)?;
        // The first letter is the one that is seldom mistyped; without it every word would have to be looked at.
        let mut range = inverted.terms().range().ge(&first);
        if let Some(end) = successor(&first) {
            range = range.lt(end);
        }
        let mut terms = range.into_stream()?;
        while terms.advance() {
            let Ok(candidate) = std::str::from_utf8(terms.key()) else { continue };
            if within(&letters, candidate, reach) {
                *found.entry(candidate.to_owned()).or_default() += u64::from(terms.value().doc_freq);
            }
        }
    }
    let mut ranked: Vec<(usize, std::cmp::Reverse<u64>, String)> = found
        .into_iter()
        .filter(|(candidate, _)| candidate != word)
        .map(|(candidate, frequency)| {
            (usize::from(!within(&letters, &candidate, 1)), std::cmp::Reverse(frequency), candidate)
        })
        .collect();
    ranked.sort_unstable();
    Ok(ranked.into_iter().take(most).map(|(_, _, candidate)| candidate).collect())
}

/// Document frequencies by word, not by form.
pub(super) struct Frequencies<'a> {
    searcher: &'a Searcher,
    groups: HashMap<Term, u64>,
}

impl Bm25StatisticsProvider for Frequencies<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        match self.groups.get(term) {
            // An article that holds several forms is counted several times; never more often than there are articles.
            Some(&together) => Ok(together.min(self.total_num_docs()?)),
            None => Bm25StatisticsProvider::doc_freq(self.searcher, term),
        }
    }
}

/// Gives the letters that every form of `word` begins with. A stemmer changes the end of a word: what word and stem share, less
/// one letter (`sky`, `skies`), is shared by all forms. Three letters narrow the look-up enough; short words can be irregular
/// (`die`, `dying`), and the forms of Arabic differ in front.
pub(super) fn shared_prefix(word: &str, stems: impl Iterator<Item = impl AsRef<str>>) -> &str {
    let mut shared = 3;
    for stem in stems {
        let stem = stem.as_ref();
        let (tag, stem) = stem.split_once(':').unwrap_or(("", stem));
        let common = word.chars().zip(stem.chars()).take_while(|(a, b)| a == b).count();
        shared = shared.min(if tag == "ar" { 0 } else { common.saturating_sub(1).max(1) });
    }
    if word.chars().count() <= 3 {
        shared = shared.min(1);
    }
    word.char_indices().nth(shared).map_or(word, |(at, _)| &word[..at])
}

/// Gives the least bytes that lie behind everything that begins with `prefix`.
pub(super) fn successor(prefix: &str) -> Option<Vec<u8>> {
    let mut bytes = prefix.as_bytes().to_vec();
    while let Some(last) = bytes.pop() {
        if last < u8::MAX {
            bytes.push(last + 1);
            return Some(bytes);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_share_what_the_stemmer_leaves() {
        assert_eq!(shared_prefix("strikes", ["en:strike"].iter()), "str");
        assert_eq!(shared_prefix("sky", ["en:sky"].iter()), "s");
        assert_eq!(shared_prefix("skies", ["en:sky"].iter()), "s");
        assert_eq!(shared_prefix("happiness", ["en:happi", "--:happiness"].iter()), "hap");
        assert_eq!(successor("str"), Some(b"sts".to_vec()));
        assert_eq!(successor(""), None);
    }
}
