//! `lead:` — asked of the records. The lead has no field of its own: it would be a third of the index again for a question
//! that is rarely asked. What the whole text finds is looked at, article by article.

use std::fmt;

use tantivy::query::doc_predicate_query::{ConstOrVariableSegmentPredicate, DocPredicate, SegmentDocPredicate};
use tantivy::query::{EnableScoring, Query};
use tantivy::store::StoreReader;
use tantivy::{DocId, SegmentReader, TantivyDocument};

use super::document;
use super::schema::Fields;
use crate::query::{self, TextField};
use crate::search::matching::Finder;

/// Matches what `candidates` matches, if the lead is where `asked` matches.
pub(super) struct InLead {
    pub(super) candidates: Box<dyn Query>,
    pub(super) asked: query::Query,
    pub(super) fields: Fields,
    pub(super) tags: Vec<&'static str>,
}

impl fmt::Debug for InLead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InLead({:?})", self.asked)
    }
}

pub(super) struct SegmentInLead {
    store: StoreReader,
    finder: Finder,
    fields: Fields,
}

impl DocPredicate for InLead {
    type SegmentDocPredicate = SegmentInLead;

    fn doc_predicate(&self, reader: &SegmentReader) -> tantivy::Result<ConstOrVariableSegmentPredicate<SegmentInLead>> {
        let weight = self.candidates.weight(EnableScoring::disabled_from_schema(reader.schema()))?;
        let predicate = SegmentInLead {
            store: reader.get_store_reader(4)?,
            finder: Finder::new(&self.asked, &self.tags),
            fields: self.fields.clone(),
        };
        let necessary_condition = Box::new(weight.scorer(reader, 1.0)?);
        Ok(ConstOrVariableSegmentPredicate::Variable { predicate, necessary_condition })
    }
}

impl SegmentDocPredicate for SegmentInLead {
    fn eval(&mut self, doc: DocId) -> bool {
        let stored = self.store.get::<TantivyDocument>(doc);
        let article = stored.ok().and_then(|stored| document::to_article(&self.fields, &stored).ok());
        article.is_some_and(|article| {
            self.finder.in_language(article.language.as_deref());
            article.lead().is_some_and(|lead| !self.finder.find(lead, &[TextField::Lead]).is_empty())
        })
    }
}
