//! What is deleted by a commit: the documents with certain terms that were there before. One question for all of them, asked
//! of each segment once.
//!
//! tantivy's own delete by term reaches every segment that it meets before the commit, also one that was added behind it with
//! the documents that are to take the place. Here each delete knows which new segments it reaches: those that were cut before.

use std::collections::HashMap;

use tantivy::index::SegmentId;
use tantivy::query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

/// Deletes what has `term` in `field`, of new segments only in those whose number is smaller than `reach`.
#[derive(Clone, Debug)]
pub(super) struct Delete {
    pub(super) field: Field,
    pub(super) term: Box<[u8]>,
    pub(super) reach: u32,
}

/// The deletes of a commit, as a query for the engine.
#[derive(Clone, Debug)]
pub(super) struct Deletes {
    deletes: Vec<Delete>,
    /// The numbers of the new segments.
    new: HashMap<SegmentId, u32>,
}

impl Deletes {
    /// Puts deletes together. What deletes twice deletes as far as the last.
    pub(super) fn new(mut deletes: Vec<Delete>, new: HashMap<SegmentId, u32>) -> Deletes {
        deletes.sort_by(|a, b| (a.field, &a.term, b.reach).cmp(&(b.field, &b.term, a.reach)));
        deletes.dedup_by(|next, kept| (next.field, &next.term) == (kept.field, &kept.term));
        Deletes { deletes, new }
    }

    /// Gives the documents of a segment that are deleted.
    fn documents(&self, reader: &SegmentReader) -> tantivy::Result<BitSet> {
        let number = self.new.get(&reader.segment_id());
        let mut found = BitSet::with_max_value(reader.max_doc());
        for delete in self.deletes.iter().filter(|delete| number.is_none_or(|&number| number < delete.reach)) {
            let inverted = reader.inverted_index(delete.field)?;
            let Some(info) = inverted.terms().get(&delete.term)? else { continue };
            let mut docs = inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
            while docs.doc() != TERMINATED {
                found.insert(docs.doc());
                docs.advance();
            }
        }
        Ok(found)
    }
}

impl Query for Deletes {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Deletes {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(self.documents(reader)?), boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("deletes have no score".to_owned()))
    }
}
