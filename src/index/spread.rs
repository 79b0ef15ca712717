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

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, Term};

use super::inflected::AnyForm;
use super::rank::{self, Bm25};
use super::schema::column;
use crate::words::Languages;

/// So many articles lie in a row: a few rows of them fit into the nearest caches.
const STRETCH: usize = 1 << 13;

/// One posting in so many articles is where laying out begins to pay.
const SPARSE: u64 = 24;

/// Says whether a word with so many postings in a segment is laid out sooner than walked through.
pub(super) fn pays(postings: u64, reader: &SegmentReader) -> bool {
    postings.saturating_mul(SPARSE) >= u64::from(reader.max_doc())
}

/// The postings of one form, as far as they were not laid out yet.
struct Form {
    blocks: BlockSegmentPostings,
    /// How many of the block at hand were laid out.
    taken: usize,
    languages: Languages,
    /// How much an occurrence counts.
    weight: Score,
}

/// A word over the articles of a segment, stretch by stretch.
pub(super) struct Spread {
    forms: Vec<Form>,
    /// The languages of the articles, if some form is not one in each.
    languages: Option<Column<u64>>,
    /// How often the word stands in each article of the stretch at hand.
    row: Vec<Score>,
    scoring: Option<(Bm25, FieldNormReader)>,
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
                forms.push(Form { blocks, taken: 0, languages: form.languages, weight });
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

    /// Lays out the articles from `start` up to `end`; stretches are asked for in order and without gaps.
    fn lay(&mut self, start: DocId, end: DocId) {
        self.row.clear();
        self.row.resize((end - start) as usize, 0.0);
        for form in &mut self.forms {
            form.lay(start, end, self.languages.as_ref(), &mut self.row);
        }
    }

    /// Gives the score of an article of the stretch that begins at `start`; 0 where the word does not stand in it.
    fn score(&self, start: DocId, at: usize) -> Score {
        let frequency = self.row[at];
        match &self.scoring {
            Some((bm25, norms)) if frequency > 0.0 => bm25.score(norms.fieldnorm_id(start + at as DocId), frequency),
            _ => 0.0,
        }
    }
}

impl Form {
    fn lay(&mut self, start: DocId, end: DocId, languages: Option<&Column<u64>>, row: &mut [Score]) {
        loop {
            let docs = self.blocks.docs();
            let Some(&last) = docs.last() else { return };
            let until = if last < end { docs.len() } else { docs.partition_point(|&doc| doc < end) };
            let docs = &docs[self.taken.min(until)..until];
            let times = &self.blocks.freqs()[self.taken.min(until)..until];
            match languages.filter(|_| self.languages != Languages::ANY) {
                None => {
                    for (&doc, &times) in docs.iter().zip(times) {
                        row[(doc - start) as usize] += self.weight * times as Score;
                    }
                }
                Some(column) => {
                    let mut numbers = [None; 128];
                    for (docs, times) in docs.chunks(numbers.len()).zip(times.chunks(128)) {
                        let numbers = &mut numbers[..docs.len()];
                        numbers.fill(None);
                        column.first_vals(docs, numbers);
                        for ((&doc, &times), number) in docs.iter().zip(times).zip(numbers) {
                            let language = number.map_or(Languages::OTHERS, Languages::numbered);
                            if self.languages.meets(language) {
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
}

/// A word anywhere in the text, and in the headline, where it counts once more.
pub(super) struct Pair {
    pub(super) anywhere: Spread,
    pub(super) headline: Spread,
}

impl Pair {
    fn score(&self, start: DocId, at: usize) -> Score {
        let of_headline = if self.headline.forms.is_empty() { 0.0 } else { self.headline.score(start, at) };
        self.anywhere.score(start, at) + of_headline
    }
}

/// Hands over the articles of a segment that hold every one of `words`, with their scores, and says how many there are. Those
/// whose score is less than what `see` last asked for may be left out.
///
/// The scores of the words are added up as the engine does: the two first, and then the sum of the others.
pub(super) fn best(
    reader: &SegmentReader,
    words: &mut [Pair],
    mut least: Score,
    see: &mut dyn FnMut(DocId, Score) -> Score,
) -> u64 {
    let mut total = 0;
    let mut offer = |words: &[Pair], start: DocId, at: usize| {
        let of = |word: &Pair| word.score(start, at);
        let score = match words {
            [one] => of(one),
            [first, second] => of(first) + of(second),
            [first, second, others @ ..] => of(first) + of(second) + others.iter().map(of).sum::<Score>(),
            [] => return,
        };
        if score >= least {
            least = see(start + at as DocId, score);
        }
    };
    each_stretch(reader, |start, end| {
        for word in &mut *words {
            word.anywhere.lay(start, end);
            if !word.headline.forms.is_empty() {
                word.headline.lay(start, end);
            }
        }
        let Some((first, others)) = words.split_first() else { return };
        for at in 0..(end - start) as usize {
            let holds = |word: &Pair| word.anywhere.row[at] > 0.0;
            if holds(first) && others.iter().all(holds) && !reader.is_deleted(start + at as DocId) {
                total += 1;
                offer(words, start, at);
            }
        }
    });
    total
}

/// Counts the articles of a segment that hold every one of `words`.
pub(super) fn count(reader: &SegmentReader, words: &mut [Spread]) -> u32 {
    let mut total = 0;
    each_stretch(reader, |start, end| {
        words.iter_mut().for_each(|word| word.lay(start, end));
        let Some((first, others)) = words.split_first() else { return };
        total += match reader.alive_bitset() {
            None if others.is_empty() => first.row.iter().map(|&times| u32::from(times > 0.0)).sum(),
            _ => {
                let holds = |at: usize| {
                    first.row[at] > 0.0
                        && others.iter().all(|word| word.row[at] > 0.0)
                        && !reader.is_deleted(start + at as DocId)
                };
                (0..first.row.len()).map(|at| u32::from(holds(at))).sum::<u32>()
            }
        };
    });
    total
}

fn each_stretch(reader: &SegmentReader, mut each: impl FnMut(DocId, DocId)) {
    for start in (0..reader.max_doc()).step_by(STRETCH) {
        each(start, reader.max_doc().min(start.saturating_add(STRETCH as DocId)));
    }
}
