//! `atleast3` of single words, told by the postings: they say how often a word stands in an article.

use std::fmt;

use tantivy::columnar::Column;
use tantivy::postings::Postings;
use tantivy::query::doc_predicate_query::{ConstOrVariableSegmentPredicate, DocPredicate, SegmentDocPredicate};
use tantivy::query::{EnableScoring, Query};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

use super::forms::language_of;
use super::inflected::{AnyForm, FormPostings, open};

/// More words than this are counted in the record: each has to be moved along for every article.
pub(super) const MOST_WORDS: usize = 64;

/// Matches what `candidates` matches, if the forms of `words` stand in it `times` times together. The candidates are the articles
/// that hold any of them.
pub(super) struct Frequent {
    pub(super) candidates: Box<dyn Query>,
    pub(super) words: Vec<AnyForm>,
    pub(super) times: u32,
}

impl fmt::Debug for Frequent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frequent({} of {:?})", self.times, self.words)
    }
}

pub(super) struct SegmentFrequent {
    forms: Vec<FormPostings>,
    languages: Option<Column<u64>>,
    times: u32,
}

impl DocPredicate for Frequent {
    type SegmentDocPredicate = SegmentFrequent;

    fn doc_predicate(
        &self,
        reader: &SegmentReader,
    ) -> tantivy::Result<ConstOrVariableSegmentPredicate<SegmentFrequent>> {
        let (mut forms, mut languages) = (Vec::new(), None);
        for word in &self.words {
            let (opened, column) = open(reader, word.field, &word.group, IndexRecordOption::WithFreqs)?;
            forms.extend(opened);
            languages = languages.or(column);
        }
        let weight = self.candidates.weight(EnableScoring::disabled_from_schema(reader.schema()))?;
        let necessary_condition = Box::new(weight.scorer(reader, 1.0)?);
        let predicate = SegmentFrequent { forms, languages, times: self.times };
        Ok(ConstOrVariableSegmentPredicate::Variable { predicate, necessary_condition })
    }
}

impl SegmentDocPredicate for SegmentFrequent {
    fn eval(&mut self, doc: DocId) -> bool {
        let mut found = 0;
        let language = language_of(self.languages.as_ref(), doc);
        for FormPostings { postings, languages, .. } in &mut self.forms {
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc && doc != TERMINATED && languages.meets(language) {
                found += postings.term_freq();
            }
        }
        found >= self.times
    }
}
