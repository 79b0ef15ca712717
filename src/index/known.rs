//! The words that a field of the archive holds: what can be asked for, told to who has typed the beginning.

use std::cmp::Reverse;
use std::collections::HashMap;

use tantivy::Searcher;
use tantivy::schema::Field;

use super::forms::successor;

/// Gives at most `most` terms of `field` that begin with `prefix`, the most frequent first, with how many documents hold each.
pub(super) fn known(
    searcher: &Searcher,
    field: Field,
    prefix: &str,
    most: usize,
) -> tantivy::Result<Vec<(String, u64)>> {
    let mut found: HashMap<String, u64> = HashMap::new();
    for reader in searcher.segment_readers() {
        let inverted = reader.inverted_index(field)?;
        let mut range = inverted.terms().range().ge(prefix);
        if let Some(end) = successor(prefix) {
            range = range.lt(end);
        }
        let mut terms = range.into_stream()?;
        while terms.advance() {
            let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
            *found.entry(term.to_owned()).or_default() += u64::from(terms.value().doc_freq);
        }
    }
    let mut ranked: Vec<(String, u64)> = found.into_iter().collect();
    ranked.sort_unstable_by(|(a, m), (b, n)| (Reverse(m), a).cmp(&(Reverse(n), b)));
    ranked.truncate(most);
    Ok(ranked)
}
