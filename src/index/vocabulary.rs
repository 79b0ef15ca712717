//! The words of an archive that fit a pattern or a regular expression.
//!
//! One reading for the look-up and for the marks in a fragment: the engine's own automata know less of regular expressions,
//! and take a second to be made of one as short as `\w+e`. The words are gone through instead, from the first letters on that
//! all of them share.

use regex::Regex;
use regex_syntax::hir::literal::Extractor;
use tantivy::schema::Field;
use tantivy::{Searcher, TantivyError, Term};

use super::forms::successor;
use crate::search::pattern;
use crate::words::{self, Stems, has_forms};

/// Gives the words of `field` that a pattern fits as they stand or by their stem in one of the languages `tags`, in order.
pub(super) fn fitting_pattern(
    searcher: &Searcher,
    field: Field,
    glob: &str,
    tags: &[&'static str],
) -> tantivy::Result<Vec<Term>> {
    let regex = compile(&pattern::of_glob(glob))?;
    let literal = words::split(glob.split(['*', '?']).next().unwrap_or_default()).concat();
    let stems: Vec<Stems> = tags.iter().map(|tag| Stems::new(Some(tag))).collect();
    fitting(searcher, field, beginning(&literal), |word| {
        regex.is_match(word) || has_forms(word) && stems.iter().any(|stems| regex.is_match(&stems.stem_once(word)))
    })
}

/// Gives the words of `field` that a regular expression fits as a whole, in order.
pub(super) fn fitting_regex(searcher: &Searcher, field: Field, expression: &str) -> tantivy::Result<Vec<Term>> {
    let regex = compile(expression)?;
    let hir = regex_syntax::parse(expression).map_err(|error| TantivyError::InvalidArgument(error.to_string()))?;
    let literals = Extractor::new().extract(&hir);
    let prefix = literals.longest_common_prefix().and_then(|prefix| std::str::from_utf8(prefix).ok());
    fitting(searcher, field, prefix.unwrap_or_default(), |word| regex.is_match(word))
}

/// Gives the letters that a word begins with whose stem begins with `literal`: a stemmer changes the end of a word, and the
/// front of an Arabic one.
fn beginning(literal: &str) -> &str {
    let shared = match literal.chars().next() {
        Some('\u{600}'..='\u{6ff}') | None => 0,
        Some(_) => literal.chars().count().saturating_sub(1).clamp(1, 3),
    };
    literal.char_indices().nth(shared).map_or(literal, |(at, _)| &literal[..at])
}

fn compile(expression: &str) -> tantivy::Result<Regex> {
    Regex::new(&format!("^(?:{expression})$")).map_err(|error| TantivyError::InvalidArgument(error.to_string()))
}

fn fitting(
    searcher: &Searcher,
    field: Field,
    prefix: &str,
    mut fits: impl FnMut(&str) -> bool,
) -> tantivy::Result<Vec<Term>> {
    let mut fitting = Vec::new();
    for reader in searcher.segment_readers() {
        let inverted = reader.inverted_index(field)?;
        let mut range = inverted.terms().range().ge(prefix);
        if let Some(end) = successor(prefix) {
            range = range.lt(end);
        }
        let mut terms = range.into_stream()?;
        while terms.advance() {
            if let Ok(word) = std::str::from_utf8(terms.key())
                && fits(word)
            {
                fitting.push(word.to_owned());
            }
        }
    }
    fitting.sort_unstable();
    fitting.dedup();
    Ok(fitting.iter().map(|word| Term::from_field_text(field, word)).collect())
}
