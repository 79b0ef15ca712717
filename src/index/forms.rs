//! The inflected forms of a word: every word of the archive that has its stem in one of the archive's languages.
//!
//! Only the words as printed are indexed. A second field of stems would double the work of indexing; looking the forms up
//! costs a question a fraction of a millisecond, and what was found is always a word that stands in the copy.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::schema::Field;
use tantivy::{DocId, Searcher, Term};

use crate::search::matching::within;
use crate::words::{Inflections, Languages};

/// A word and its forms that the archive holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// The word as typed, folded.
    pub(super) word: String,
    /// In order; the word itself is one of them if the archive holds it.
    pub(super) forms: Vec<Form>,
    /// How many articles hold any of them. One that holds several forms is counted several times.
    pub(super) frequency: u64,
}

/// A word of the archive that is a form of the one asked for.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub(super) text: String,
    /// The languages in whose articles it counts.
    pub(super) languages: Languages,
}

/// Gives the language of an article as far as forms go; any if no column says.
pub(super) fn language_of(column: Option<&Column<u64>>, doc: DocId) -> Languages {
    column.map_or(Languages::ANY, |column| column.first(doc).map_or(Languages::OTHERS, Languages::numbered))
}

/// Finds the forms of words and remembers them: lowering and ranking ask for the same.
pub(super) struct Forms<'a> {
    searcher: &'a Searcher,
    /// The field that has the words of every field which inflects.
    text: Field,
    tags: &'a [&'static str],
    groups: RefCell<HashMap<(Field, String), Arc<Group>>>,
}

impl<'a> Forms<'a> {
    pub(super) fn new(searcher: &'a Searcher, text: Field, tags: &'a [&'static str]) -> Forms<'a> {
        Forms { searcher, text, tags, groups: RefCell::default() }
    }

    /// Gives the words of `field` that are forms of `typed`, which is one word.
    pub(super) fn of(&self, field: Field, typed: &str) -> tantivy::Result<Arc<Group>> {
        let key = (field, typed.to_owned());
        if let Some(known) = self.groups.borrow().get(&key) {
            return Ok(known.clone());
        }
        let group = Arc::new(match Inflections::new(typed, self.tags) {
            Some(inflections) => {
                let mut forms = if field == self.text { self.look_up(&inflections)? } else { self.held(field, typed)? };
                forms.push((inflections.word().to_owned(), Languages::ANY));
                self.group(field, inflections.word(), forms)?
            }
            None => self.group(field, typed, Vec::new())?,
        });
        self.groups.borrow_mut().insert(key, group.clone());
        Ok(group)
    }

    /// Gives a folded word by itself, without its forms.
    pub(super) fn exact(&self, field: Field, word: &str) -> tantivy::Result<Arc<Group>> {
        Ok(Arc::new(self.group(field, word, vec![(word.to_owned(), Languages::ANY)])?))
    }

    /// Gives those forms of `typed` that `field` has: nothing stands in a headline that does not stand in the text.
    fn held(&self, field: Field, typed: &str) -> tantivy::Result<Vec<(String, Languages)>> {
        let mut held = Vec::new();
        for Form { text, languages } in &self.of(self.text, typed)?.forms {
            if self.searcher.doc_freq(&Term::from_field_text(field, text))? > 0 {
                held.push((text.clone(), *languages));
            }
        }
        Ok(held)
    }

    fn look_up(&self, inflections: &Inflections) -> tantivy::Result<Vec<(String, Languages)>> {
        // A word stands in most segments: it is looked at once, which costs a stemmer for each language.
        let mut looked_at: FxHashMap<Vec<u8>, Languages> = FxHashMap::default();
        let starts: Vec<String> = inflections.starts().into_iter().map(str::to_owned).collect();
        let archive = self.tags.iter().fold(Languages::NONE, |all, tag| all.or(Languages::of(Some(tag))));
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.text)?;
            for start in &starts {
                let mut range = inverted.terms().range().ge(start);
                if let Some(end) = successor(start) {
                    range = range.lt(end);
                }
                let mut terms = range.into_stream()?;
                while terms.advance() {
                    if looked_at.contains_key(terms.key()) {
                        continue;
                    }
                    let languages = std::str::from_utf8(terms.key())
                        .map_or(Languages::NONE, |candidate| inflections.languages(candidate));
                    looked_at.insert(terms.key().to_vec(), languages);
                }
            }
        }
        let form = |(candidate, languages): (Vec<u8>, Languages)| {
            let everywhere = languages.contains(archive);
            Some((String::from_utf8(candidate).ok()?, if everywhere { Languages::ANY } else { languages }))
        };
        Ok(looked_at.into_iter().filter(|(_, languages)| *languages != Languages::NONE).filter_map(form).collect())
    }

    fn group(&self, field: Field, word: &str, mut forms: Vec<(String, Languages)>) -> tantivy::Result<Group> {
        forms.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        forms.dedup_by(|(a, _), (b, _)| a == b);
        let mut group = Group { word: word.to_owned(), forms: Vec::with_capacity(forms.len()), frequency: 0 };
        for (text, languages) in forms {
            group.frequency += self.searcher.doc_freq(&Term::from_field_text(field, &text))?;
            group.forms.push(Form { text, languages });
        }
        Ok(group)
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
    fn a_stretch_of_a_dictionary_ends_before_its_successor() {
        assert_eq!(successor("str"), Some(b"sts".to_vec()));
        assert_eq!(successor(""), None);
    }
}
