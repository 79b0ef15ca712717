//! Questions that the stored record alone can answer: `lead:`, case and accents, paragraphs, the order of words that lie apart.
//!
//! A field of its own for each would add a third to the index for what is seldom asked. What the whole text finds is looked
//! at, article by article.

use std::fmt;

use tantivy::query::doc_predicate_query::{ConstOrVariableSegmentPredicate, DocPredicate, SegmentDocPredicate};
use tantivy::query::{EnableScoring, Query};
use tantivy::store::StoreReader;
use tantivy::{DocId, SegmentReader, TantivyDocument};

use super::document;
use super::schema::Fields;
use crate::query;
use crate::search::condition::Condition;

/// Matches what `candidates` matches, if the record holds `asked`. Every article that holds it must be among the candidates.
pub(super) struct Inspected {
    pub(super) candidates: Box<dyn Query>,
    pub(super) asked: query::Query,
    pub(super) fields: Fields,
    pub(super) tags: Vec<&'static str>,
}

impl fmt::Debug for Inspected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Inspected({:?})", self.asked)
    }
}

pub(super) struct SegmentInspected {
    store: StoreReader,
    condition: Condition,
    fields: Fields,
}

impl DocPredicate for Inspected {
    type SegmentDocPredicate = SegmentInspected;

    fn doc_predicate(
        &self,
        reader: &SegmentReader,
    ) -> tantivy::Result<ConstOrVariableSegmentPredicate<SegmentInspected>> {
        let Some(condition) = Condition::new(&self.asked, &self.tags) else {
            return Ok(ConstOrVariableSegmentPredicate::Const(false));
        };
        let weight = self.candidates.weight(EnableScoring::disabled_from_schema(reader.schema()))?;
        let predicate = SegmentInspected { store: reader.get_store_reader(4)?, condition, fields: self.fields.clone() };
        let necessary_condition = Box::new(weight.scorer(reader, 1.0)?);
        Ok(ConstOrVariableSegmentPredicate::Variable { predicate, necessary_condition })
    }
}

impl SegmentDocPredicate for SegmentInspected {
    fn eval(&mut self, doc: DocId) -> bool {
        let stored = self.store.get::<TantivyDocument>(doc);
        let article = stored.ok().and_then(|stored| document::to_article(&self.fields, &stored).ok());
        article.is_some_and(|article| self.condition.holds(&article))
    }

    /// Reading a record takes some ten thousand times as long as going to the next: cheaper clauses go first.
    fn cost(&self) -> u64 {
        10_000
    }
}
