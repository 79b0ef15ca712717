//! Frequent words, word by word instead of article by article: how often a word stands in each article of a stretch is laid
//! out in a row, form after form as its postings are unpacked, and the rows of several words are then read side by side.
//!
//! Moving a cursor for each form of each word to the next article costs ten times as much as adding to a number that lies
//! in the nearest cache. For rare words it is the other way round: most of a row would be empty (see [`pays`]).
//!
//! ```text
//! articles            0    1    2    3    4  …
//! oil, oils           2    0    1½   0    3
//! price, prices       1    4    0    0    ½      articles 0 and 4 hold both
//! ```

use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use super::inflected::AnyForm;
use super::rank::{self, Bm25};
use super::schema::{self, column};
use crate::words::Languages;

/// So many articles are looked at together.
pub(super) const LANES: usize = 16;

/// So many articles lie in a row: a few rows of them fit into the nearest caches.
pub(super) const STRETCH: usize = if cfg!(test) { 1 << 6 } else { 1 << 13 };

/// One posting in so many articles is where laying out begins to pay.
const SPARSE: u64 = 24;

/// Says whether a word with so many postings in a segment is laid out sooner than walked through.
pub(super) fn pays(postings: u64, reader: &SegmentReader) -> bool {
    postings.saturating_mul(SPARSE) >= u64::from(reader.max_doc())
}

/// A word over the articles of a segment, stretch by stretch.
pub(super) struct Spread {
    forms: Vec<Form>,
    /// The languages of the articles, if some form is not one in each.
    languages: Option<Column<u64>>,
    /// How often the word stands in each article of the stretch at hand; nothing behind its end.
    pub(super) row: Vec<[Score; LANES]>,
    scoring: Option<(Bm25, FieldNormReader)>,
}

/// The postings of one form, as far as they were not laid out yet.
struct Form {
    blocks: BlockSegmentPostings,
    /// How many of the block at hand were laid out.
    taken: usize,
    languages: Languages,
    /// The articles among which are all of other languages, if they are few.
    foreign: Option<Arc<[DocId]>>,
    /// How much an occurrence counts.
    weight: Score,
}

impl Spread {
    /// Opens a word in a segment. `bm25` is for asking scores.
    pub(super) fn open(reader: &SegmentReader, word: &AnyForm, bm25: Option<Bm25>) -> tantivy::Result<Spread> {
        let inverted = reader.inverted_index(word.field)?;
        let mut forms = Vec::with_capacity(word.group.forms.len());
        for form in &word.group.forms {
            if let Some(info) = inverted.get_term_info(&Term::from_field_text(word.field, &form.text))? {
                let blocks = inverted.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
                let weight = if form.text == word.group.word { 1.0 } else { rank::FORM_WEIGHT };
                forms.push(Form { blocks, taken: 0, languages: form.languages, foreign: None, weight });
            }
        }
        let partial = forms.iter().any(|form| form.languages != Languages::ANY);
        let languages = if partial { Some(reader.fast_fields().u64(column::STEMMER)?) } else { None };
        let scoring = match bm25 {
            Some(bm25) if !forms.is_empty() => Some((bm25, reader.get_fieldnorms_reader(word.field)?)),
            _ => None,
        };
        Ok(Spread { forms, languages, row: Vec::new(), scoring })
    }

    /// Says how many postings the forms have in the segment: an article that holds several is counted several times.
    pub(super) fn postings(&self) -> u64 {
        self.forms.iter().map(|form| u64::from(form.blocks.doc_freq())).sum()
    }

    /// Makes room for a stretch, and finds out which articles need not be asked for their language.
    pub(super) fn prepare(&mut self, reader: &SegmentReader) -> tantivy::Result<()> {
        self.row.resize(STRETCH / LANES, [0.0; LANES]);
        let mut known: Vec<(Languages, Arc<[DocId]>)> = Vec::new();
        for form in self.forms.iter_mut().filter(|form| form.languages != Languages::ANY) {
            form.foreign = match known.iter().find(|(languages, _)| *languages == form.languages) {
                Some((_, docs)) => Some(docs.clone()),
                None => foreign(reader, form.languages, form.blocks.doc_freq() / 8)?,
            };
            known.extend(form.foreign.clone().map(|docs| (form.languages, docs)));
        }
        Ok(())
    }

    /// Lays out the articles from `start` up to `end`; stretches are asked for in order and without gaps.
    pub(super) fn lay(&mut self, start: DocId, end: DocId) {
        if self.forms.is_empty() {
            return;
        }
        self.row.fill([0.0; LANES]);
        for form in &mut self.forms {
            form.lay(start, end, self.languages.as_ref(), self.row.as_flattened_mut());
        }
    }

    /// Adds to `bounds` what the scores of neighbours cannot exceed, however short the articles are.
    pub(super) fn bound(&self, group: usize, bounds: &mut [Score; LANES]) {
        if let Some((bm25, _)) = &self.scoring {
            for (bound, &frequency) in bounds.iter_mut().zip(&self.row[group]) {
                *bound += bm25.score(0, frequency);
            }
        }
    }

    /// Gives the score of one of the neighbours; 0 where the word does not stand.
    pub(super) fn score(&self, group: usize, lane: usize, doc: DocId) -> Score {
        let frequency = self.row[group][lane];
        match &self.scoring {
            Some((bm25, norms)) if frequency > 0.0 => bm25.score(norms.fieldnorm_id(doc), frequency),
            _ => 0.0,
        }
    }

    /// Gives the scores of neighbours, the first of which is `first`; 0 where the word does not stand.
    pub(super) fn scores(&self, group: usize, first: DocId) -> [Score; LANES] {
        let mut scores = [0.0; LANES];
        let row = &self.row[group];
        let any = row.iter().fold(0, |any, &frequency| any | u32::from(frequency > 0.0)) == 1;
        if let Some((bm25, norms)) = self.scoring.as_ref().filter(|_| any) {
            // Behind the last article there is no length to ask for.
            let last = norms.num_docs().saturating_sub(1);
            for ((score, &frequency), doc) in scores.iter_mut().zip(row).zip(first..) {
                *score = bm25.score(norms.fieldnorm_id(doc.min(last)), frequency);
            }
        }
        scores
    }
}

impl Form {
    fn lay(&mut self, start: DocId, end: DocId, languages: Option<&Column<u64>>, row: &mut [Score]) {
        loop {
            let docs = self.blocks.docs();
            let Some(&last) = docs.last() else { return };
            let until = if last < end { docs.len() } else { docs.partition_point(|&doc| doc < end) };
            let part = self.taken.min(until)..until;
            let (docs, times) = (&docs[part.clone()], &self.blocks.freqs()[part]);
            match languages.filter(|_| !self.suits_all(docs)) {
                None => {
                    for (&doc, &times) in docs.iter().zip(times) {
                        row[(doc - start) as usize] += self.weight * times as Score;
                    }
                }
                Some(column) => {
                    let mut numbers = [None; LANES];
                    for (docs, times) in docs.chunks(LANES).zip(times.chunks(LANES)) {
                        let numbers = &mut numbers[..docs.len()];
                        numbers.fill(None);
                        column.first_vals(docs, numbers);
                        for ((&doc, &times), number) in docs.iter().zip(times).zip(numbers) {
                            if self.languages.meets(number.map_or(Languages::OTHERS, Languages::numbered)) {
                                row[(doc - start) as usize] += self.weight * times as Score;
                            }
                        }
                    }
                }
            }
            if last >= end {
                self.taken = until;
                return;
            }
            self.taken = 0;
            self.blocks.advance();
        }
    }

    /// Says whether the form surely counts in all of these articles, which are in order.
    fn suits_all(&self, docs: &[DocId]) -> bool {
        let (Some(&first), Some(&last)) = (docs.first(), docs.last()) else { return true };
        self.languages == Languages::ANY
            || self.foreign.as_ref().is_some_and(|foreign| {
                foreign.get(foreign.partition_point(|&doc| doc < first)).is_none_or(|&doc| doc > last)
            })
    }
}

/// Lists articles of a segment, among them all that are in none of `languages`; nothing if these are more than `most`.
fn foreign(reader: &SegmentReader, languages: Languages, most: u32) -> tantivy::Result<Option<Arc<[DocId]>>> {
    // What has no language has no tag by which it could be found.
    if !languages.meets(Languages::OTHERS) {
        return Ok(None);
    }
    let inverted = reader.inverted_index(reader.schema().get_field(schema::LANGUAGE)?)?;
    let mut tags = inverted.terms().stream()?;
    let mut docs = Vec::new();
    while tags.advance() {
        // A tag is written here in small letters, and so it names at least the articles whose stemmer it has.
        if languages.meets(Languages::of(std::str::from_utf8(tags.key()).ok())) {
            continue;
        }
        if docs.len() + tags.value().doc_freq as usize > most as usize {
            return Ok(None);
        }
        let mut postings = inverted.read_postings_from_terminfo(tags.value(), IndexRecordOption::Basic)?;
        while postings.doc() != TERMINATED {
            docs.push(postings.doc());
            postings.advance();
        }
    }
    docs.sort_unstable();
    Ok(Some(docs.into()))
}
