//! A word in any of its forms as one query: the forms of a word count as one word, in one score.
//!
//! Asking the forms one by one and adding up would let an article that says `strike`, `strikes` and `striking` once each
//! beat one that says `strike` three times, and would ask every language's forms of every article.

use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{
    Bm25StatisticsProvider, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use super::abreast;
use super::forms::{Group, language_of};
use super::rank::{self, Bm25};
use super::schema::column;
use super::spread::{Spread, pays};
use crate::words::Languages;

/// Matches the articles that hold a form of a word, as far as it is one in the language of the article.
#[derive(Clone, Debug)]
pub(super) struct AnyForm {
    pub(super) field: Field,
    pub(super) group: Arc<Group>,
}

struct AnyFormWeight {
    word: AnyForm,
    /// Nothing where it only matters what matches.
    bm25: Option<Bm25>,
}

/// Where one form stands in a segment.
pub(super) struct FormPostings {
    pub(super) postings: SegmentPostings,
    pub(super) languages: Languages,
    /// How much an occurrence counts.
    pub(super) weight: Score,
}

pub(super) struct AnyFormScorer {
    forms: Vec<FormPostings>,
    doc: DocId,
    /// The languages of the articles, if some form is not one in each.
    languages: Option<Column<u64>>,
    /// The language of the article at hand, where it had to be looked up.
    language: Option<Languages>,
    scoring: Option<(Bm25, FieldNormReader)>,
}

/// Opens the postings of every form of a group in a segment, and the column of languages if it must be looked at.
pub(super) fn open(
    reader: &SegmentReader,
    field: Field,
    group: &Group,
    option: IndexRecordOption,
) -> tantivy::Result<(Vec<FormPostings>, Option<Column<u64>>)> {
    let inverted = reader.inverted_index(field)?;
    let mut opened = Vec::with_capacity(group.forms.len());
    for form in &group.forms {
        if let Some(info) = inverted.get_term_info(&Term::from_field_text(field, &form.text))? {
            let postings = inverted.read_postings_from_terminfo(&info, option)?;
            let weight = if form.text == group.word { 1.0 } else { rank::FORM_WEIGHT };
            opened.push(FormPostings { postings, languages: form.languages, weight });
        }
    }
    let partial = opened.iter().any(|form| form.languages != Languages::ANY);
    let languages = if partial { Some(reader.fast_fields().u64(column::STEMMER)?) } else { None };
    Ok((opened, languages))
}

impl AnyForm {
    /// Makes the weight of the word.
    pub(super) fn bm25(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<Bm25> {
        let tokens = statistics.total_num_tokens(self.field)?;
        Ok(Bm25::new(self.group.frequency, statistics.total_num_docs()?, tokens))
    }

    /// Opens the word in a segment; nothing where the segment has none of its forms.
    pub(super) fn scorer(
        &self,
        reader: &SegmentReader,
        option: IndexRecordOption,
        bm25: Option<Bm25>,
    ) -> tantivy::Result<Option<AnyFormScorer>> {
        let (forms, languages) = open(reader, self.field, &self.group, option)?;
        if forms.is_empty() {
            return Ok(None);
        }
        let scoring = match bm25 {
            Some(bm25) => Some((bm25, reader.get_fieldnorms_reader(self.field)?)),
            None => None,
        };
        let mut scorer = AnyFormScorer { forms, doc: 0, languages, language: None, scoring };
        scorer.settle();
        Ok(Some(scorer))
    }
}

impl Query for AnyForm {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => Some(self.bm25(statistics_provider)?),
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(AnyFormWeight { word: self.clone(), bm25 }))
    }
}

impl Weight for AnyFormWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let option = if self.bm25.is_some() { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        let bm25 = self.bm25.as_ref().map(|bm25| bm25.boosted(boost));
        Ok(match self.word.scorer(reader, option, bm25)? {
            None => Box::new(EmptyScorer),
            // A word of one form is what the engine knows best.
            Some(AnyFormScorer { mut forms, languages: None, scoring: None, .. }) if forms.len() == 1 => {
                Box::new(ConstScorer::new(forms.swap_remove(0).postings, boost))
            }
            Some(scorer) => Box::new(scorer),
        })
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        if let [form] = self.word.group.forms.as_slice()
            && form.languages == Languages::ANY
            && !reader.has_deletes()
        {
            let term = Term::from_field_text(self.word.field, &form.text);
            return Ok(reader.inverted_index(self.word.field)?.doc_freq(&term)?);
        }
        let mut word = Spread::open(reader, &self.word, None)?;
        if pays(word.postings(), reader) {
            return abreast::count(reader, std::slice::from_mut(&mut word));
        }
        let mut scorer = self.scorer(reader, 1.0)?;
        Ok(match reader.alive_bitset() {
            Some(alive) => scorer.count(alive),
            None => scorer.count_including_deleted(),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let score = if scorer.doc() <= doc && scorer.seek(doc) == doc { scorer.score() } else { 0.0 };
        Ok(Explanation::new("any form of the word", score))
    }
}

impl AnyFormScorer {
    /// Goes to the first article that any form stands at now and that is of a language of that form.
    fn settle(&mut self) -> DocId {
        loop {
            self.doc = self.forms.iter().map(|form| form.postings.doc()).min().unwrap_or(TERMINATED);
            self.language = None;
            let here = |form: &&FormPostings| form.postings.doc() == self.doc;
            let suits_all = |form: &FormPostings| form.languages == Languages::ANY;
            // What the article is written in is asked only where no form suits all.
            if self.doc == TERMINATED || self.languages.is_none() || self.forms.iter().filter(here).any(suits_all) {
                return self.doc;
            }
            let language = language_of(self.languages.as_ref(), self.doc);
            if self.forms.iter().filter(here).any(|form| form.languages.meets(language)) {
                self.language = Some(language);
                return self.doc;
            }
            self.leave();
        }
    }

    /// Goes to an article, or to the one behind it; stays where that lies behind already.
    pub(super) fn seek_to(&mut self, doc: DocId) -> DocId {
        if self.doc < doc { self.seek(doc) } else { self.doc }
    }

    fn leave(&mut self) {
        for form in self.forms.iter_mut().filter(|form| form.postings.doc() == self.doc) {
            form.postings.advance();
        }
    }
}

impl DocSet for AnyFormScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.leave();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        for form in self.forms.iter_mut().filter(|form| form.postings.doc() < target) {
            form.postings.seek(target);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.forms.iter().map(|form| form.postings.size_hint()).fold(0, u32::saturating_add)
    }
}

impl Scorer for AnyFormScorer {
    fn score(&mut self) -> Score {
        let mut frequency = 0.0;
        for form in self.forms.iter().filter(|form| form.postings.doc() == self.doc) {
            let counts = form.languages == Languages::ANY || {
                let language = *self.language.get_or_insert_with(|| language_of(self.languages.as_ref(), self.doc));
                form.languages.meets(language)
            };
            if counts {
                frequency += form.weight * form.postings.term_freq() as Score;
            }
        }
        match &self.scoring {
            Some((bm25, norms)) => bm25.score(norms.fieldnorm_id(self.doc), frequency),
            None => 1.0,
        }
    }
}
