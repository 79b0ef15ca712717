//! Several words that all must stand in an article, each of them weighing more in the headline.
//!
//! What matches, and how well, is what the engine's own intersection of the words says; frequent words are only added up in
//! another way (see [`super::spread`]).

use tantivy::query::{BooleanQuery, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, Score, Searcher, SegmentReader};

use super::spread::{self, Spread};
use super::weighed::Weighed;

/// More words than these are left to the engine: among so many there is mostly a rare one.
const MOST_WORDS: usize = 8;

/// Articles that hold a form of every one of several words.
#[derive(Clone, Debug)]
pub(super) struct Together {
    words: Vec<Weighed>,
    engine: BooleanQuery,
}

struct TogetherWeight {
    words: Vec<Weighed>,
    engine: Box<dyn Weight>,
}

impl Together {
    /// Asks for all of `words`.
    pub(super) fn new(words: Vec<Weighed>) -> Together {
        let queries = words.iter().map(|word| -> Box<dyn Query> { Box::new(word.clone()) });
        Together { engine: BooleanQuery::intersection(queries.collect()), words }
    }

    /// Hands over the articles of a segment, with their scores, and says how many match; nothing where the engine's own way is
    /// the quicker one. Those whose score is less than what `see` last asked for may be left out.
    pub(super) fn best(
        &self,
        searcher: &Searcher,
        reader: &SegmentReader,
        least: Score,
        see: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<Option<u64>> {
        if self.words.len() > MOST_WORDS {
            return Ok(None);
        }
        let mut words = Vec::with_capacity(self.words.len());
        for word in &self.words {
            let pair = word.spread(searcher, reader)?;
            if !spread::pays(pair.anywhere.postings(), reader) {
                return Ok(None);
            }
            words.push(pair);
        }
        // In the order in which the engine adds them up.
        words.sort_by_key(|word| word.anywhere.postings());
        spread::best(reader, &mut words, least, see).map(Some)
    }
}

impl Query for Together {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(TogetherWeight { words: self.words.clone(), engine: self.engine.weight(scoring)? }))
    }
}

impl Weight for TogetherWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.engine.scorer(reader, boost)
    }

    fn for_each(&self, reader: &SegmentReader, see: &mut dyn FnMut(DocId, Score)) -> tantivy::Result<()> {
        self.engine.for_each(reader, see)
    }

    fn for_each_no_score(&self, reader: &SegmentReader, see: &mut dyn FnMut(&[DocId])) -> tantivy::Result<()> {
        self.engine.for_each_no_score(reader, see)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.engine.explain(reader, doc)
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        if self.words.len() > MOST_WORDS {
            return self.engine.count(reader);
        }
        let mut words = Vec::with_capacity(self.words.len());
        for word in &self.words {
            let word = Spread::open(reader, &word.anywhere, None)?;
            if !spread::pays(word.postings(), reader) {
                return self.engine.count(reader);
            }
            words.push(word);
        }
        spread::count(reader, &mut words)
    }
}
