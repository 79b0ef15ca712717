//! Several words that all must stand in an article, each of them weighing more in the headline.
//!
//! What matches, and how well, is what the engine's own intersection of the words says; frequent words are only added up in
//! another way (see [`super::spread`]).

use tantivy::query::{BooleanQuery, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, Score, Searcher, SegmentReader};

use super::abreast;
use super::order::Taking;
use super::spread::{Spread, pays};
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
        see: &mut Taking<'_>,
    ) -> tantivy::Result<Option<u64>> {
        if self.words.len() > MOST_WORDS {
            return Ok(None);
        }
        let mut words = Vec::with_capacity(self.words.len());
        for word in &self.words {
            let pair = word.spread(reader, word.bm25(searcher)?)?;
            if !pays(pair.anywhere.postings(), reader) {
                return Ok(None);
            }
            words.push(pair);
        }
        // In the order in which the engine adds them up.
        words.sort_by_key(|word| word.anywhere.postings());
        abreast::best(reader, &mut words, least, see).map(Some)
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
            if !pays(word.postings(), reader) {
                return self.engine.count(reader);
            }
            words.push(word);
        }
        abreast::count(reader, &mut words)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tantivy::{Index, TantivyDocument, Term};

    use super::super::forms::{Form, Group};
    use super::super::inflected::AnyForm;
    use super::super::schema::{self, Fields};
    use super::*;
    use crate::words::{self, Languages};

    /// Some hundred articles of a few words each, mostly English, one in fifty deleted if that is asked for.
    fn articles(deleted: u64) -> (Index, Fields) {
        const WORDS: [&str; 7] = ["oil", "oils", "price", "prices", "rise", "ferry", "harbour"];
        let (schema, fields) = schema::build();
        let index =
            Index::builder().schema(schema).tokenizers(super::super::analysis::tokenizers()).create_in_ram().unwrap();
        let mut writer = index.writer_with_num_threads(1, 15 << 20).unwrap();
        let mut state = 7_u64;
        let mut any = |most: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % most
        };
        for id in 0..700 {
            let mut article = TantivyDocument::new();
            let mut copy = |most| {
                let words: Vec<&str> = (0..any(most))
                    .map(|_| {
                        // The first words are the more frequent ones.
                        let most = any(WORDS.len()) + 1;
                        WORDS[any(most)]
                    })
                    .collect();
                words.join(" ")
            };
            let (headline, body) = (copy(4), copy(40));
            article.add_text(fields.text, body);
            article.add_text(fields.text, &headline);
            article.add_text(fields.headline, headline);
            article.add_u64(fields.id, id);
            let language = if any(20) > 0 { Some("en") } else { [Some("de"), None][any(2)] };
            article.add_u64(fields.stemmer, words::stem_number(language));
            language.into_iter().for_each(|tag| article.add_text(fields.language, tag));
            writer.add_document(article).unwrap();
        }
        writer.commit().unwrap();
        for id in (0..deleted).map(|number| number * 50) {
            writer.delete_term(Term::from_field_u64(fields.id, id));
        }
        writer.commit().unwrap();
        (index, fields)
    }

    fn word(fields: &Fields, forms: &[(&str, Languages)]) -> Weighed {
        let group = Arc::new(Group {
            word: forms[0].0.to_owned(),
            forms: forms.iter().map(|&(text, languages)| Form { text: text.to_owned(), languages }).collect(),
            frequency: 90 * forms.len() as u64,
        });
        let of = |field| AnyForm { field, group: group.clone() };
        Weighed { anywhere: of(fields.text), headline: of(fields.headline), boost: 1.0 }
    }

    #[test]
    fn words_laid_out_give_what_the_engine_gives() {
        let english = Languages::of(Some("en")).or(Languages::OTHERS);
        for deleted in [0, 14] {
            let (index, fields) = articles(deleted);
            let oil = word(&fields, &[("oil", Languages::ANY), ("oils", english)]);
            let price = word(&fields, &[("price", Languages::ANY), ("prices", Languages::of(Some("en")))]);
            let rise = word(&fields, &[("rise", Languages::ANY)]);
            let searcher = index.reader().unwrap().searcher();
            for words in [vec![oil.clone()], vec![oil.clone(), price.clone()], vec![rise, price, oil]] {
                let asked = Together::new(words);
                let weight = asked.weight(EnableScoring::enabled_from_searcher(&searcher)).unwrap();
                let (mut seen, mut total) = (0, 0);
                for reader in searcher.segment_readers() {
                    let mut expected = Vec::new();
                    let mut keep = |doc, score| {
                        if !reader.is_deleted(doc) {
                            expected.push((doc, score))
                        }
                    };
                    weight.for_each(reader, &mut keep).unwrap();
                    let mut found = Vec::new();
                    let all = &mut |doc, score| {
                        found.push((doc, score));
                        Score::MIN
                    };
                    let count = asked.best(&searcher, reader, Score::MIN, all).unwrap();
                    assert_eq!((count, &found), (Some(expected.len() as u64), &expected));
                    assert_eq!(weight.count(reader).unwrap() as usize, expected.len());
                    // What is asked for rises, and less is seen; but never is one missing that reaches it.
                    let mut least = Score::MIN;
                    let mut rising = Vec::new();
                    let best = &mut |doc, score: Score| {
                        rising.push((doc, score));
                        least = least.max(score);
                        least
                    };
                    asked.best(&searcher, reader, Score::MIN, best).unwrap();
                    let mut most = Score::MIN;
                    expected.retain(|&(_, score)| {
                        let reaches = score >= most;
                        most = most.max(score);
                        reaches
                    });
                    assert_eq!(rising, expected);
                    seen += rising.len();
                    total += found.len();
                }
                assert!(0 < seen && seen < total / 2, "{seen} of {total}");
            }
        }
    }

    #[test]
    fn of_a_word_of_one_form_the_best_are_found_block_by_block() {
        let (index, fields) = articles(0);
        let oil = word(&fields, &[("oil", Languages::ANY)]);
        let searcher = index.reader().unwrap().searcher();
        let reader = searcher.segment_reader(0);
        let mut all = Vec::new();
        let weight = oil.weight(EnableScoring::enabled_from_searcher(&searcher)).unwrap();
        weight.for_each(reader, &mut |doc, score| all.push((score, doc))).unwrap();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut best, mut seen) = (Vec::<(Score, DocId)>::new(), 0);
        let mut keep = |doc, score| {
            seen += 1;
            best.push((score, doc));
            best.sort_by(|a, b| b.0.total_cmp(&a.0));
            best.truncate(5);
            if best.len() < 5 { Score::MIN } else { best[4].0 }
        };
        assert_eq!(oil.best(&searcher, reader, Score::MIN, &mut keep).unwrap(), all.len() as u64);
        let scores = |ranked: &[(Score, DocId)]| ranked.iter().take(5).map(|&(score, _)| score).collect::<Vec<_>>();
        assert_eq!(scores(&best), scores(&all));
        assert!(best.iter().all(|rank| all.contains(rank)) && seen < all.len(), "{seen} of {}", all.len());
    }
}
