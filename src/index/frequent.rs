//! `atleast3` of single words, told by the postings: they say how often a word stands in an article.

use std::fmt;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::doc_predicate_query::{ConstOrVariableSegmentPredicate, DocPredicate, SegmentDocPredicate};
use tantivy::query::{EnableScoring, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

/// More words than this are counted in the record: each has to be moved along for every article.
pub(super) const MOST_WORDS: usize = 64;

/// Matches what `candidates` matches, if `terms` stand in it `times` times together. The candidates are the articles that hold
/// any of the terms.
pub(super) struct Frequent {
    pub(super) candidates: Box<dyn Query>,
    pub(super) terms: Vec<Term>,
    pub(super) times: u32,
}

impl fmt::Debug for Frequent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frequent({} of {:?})", self.times, self.terms)
    }
}

pub(super) struct SegmentFrequent {
    postings: Vec<SegmentPostings>,
    times: u32,
}

impl DocPredicate for Frequent {
    type SegmentDocPredicate = SegmentFrequent;

    fn doc_predicate(
        &self,
        reader: &SegmentReader,
    ) -> tantivy::Result<ConstOrVariableSegmentPredicate<SegmentFrequent>> {
        let mut postings = Vec::new();
        for term in &self.terms {
            let inverted = reader.inverted_index(term.field())?;
            postings.extend(inverted.read_postings(term, IndexRecordOption::WithFreqs)?);
        }
        let weight = self.candidates.weight(EnableScoring::disabled_from_schema(reader.schema()))?;
        let necessary_condition = Box::new(weight.scorer(reader, 1.0)?);
        let predicate = SegmentFrequent { postings, times: self.times };
        Ok(ConstOrVariableSegmentPredicate::Variable { predicate, necessary_condition })
    }
}

impl SegmentDocPredicate for SegmentFrequent {
    fn eval(&mut self, doc: DocId) -> bool {
        let mut found = 0;
        for postings in &mut self.postings {
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc && doc != TERMINATED {
                found += postings.term_freq();
            }
        }
        found >= self.times
    }
}
