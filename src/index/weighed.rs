//! A word that weighs more in the headline, and the quick way to its best articles: most need not be looked at.
//!
//! A word that has one form is asked of tantivy's own index of blocks, which holds for each 128 articles the best of them by
//! the usual BM25. Ours has other constants, but no article can be better by ours than that allows:
//!
//! ```text
//! theirs = f / (f + 1.2 (0.25 + 0.75 l))     l: length / average     c = 1.2 (0.25 + 0.75 l) / f = 1 / theirs − 1
//! ours   = f / (f + 1.0 (0.40 + 0.60 l))  ≤  1 / (1 + 2/3 c)         since 0.40 + 0.60 l ≥ 2/3 (0.30 + 0.90 l)
//! ```
//!
//! A block's best was found with the average of its segment instead of the archive's; both averages stand in the bound.

use tantivy::query::{Bm25StatisticsProvider, Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, Term};

use super::abreast::{self, Pair};
use super::inflected::{AnyForm, AnyFormScorer};
use super::order::Taking;
use super::rank::Bm25;
use super::spread::{Spread, pays};
use crate::words::Languages;

/// In smaller segments every article is looked at.
const LARGE: u32 = if cfg!(test) { 100 } else { 10_000 };

/// Articles that hold a form of a word, weighing more where the headline holds one.
#[derive(Clone, Debug)]
pub(super) struct Weighed {
    pub(super) anywhere: AnyForm,
    pub(super) headline: AnyForm,
    /// How much the headline counts, beside the 1 that counts anywhere.
    pub(super) boost: Score,
}

struct WeighedWeight {
    weighed: Weighed,
    /// Nothing where it only matters what matches.
    scoring: Option<(Bm25, Bm25)>,
}

struct WeighedScorer {
    anywhere: AnyFormScorer,
    headline: Option<AnyFormScorer>,
}

impl Query for Weighed {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let scoring = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => Some(self.bm25(statistics_provider)?),
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(WeighedWeight { weighed: self.clone(), scoring }))
    }
}

impl Weighed {
    /// Says how the word is scored: anywhere, and in the headline.
    pub(super) fn bm25(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<(Bm25, Bm25)> {
        Ok((self.anywhere.bm25(statistics)?, self.headline.bm25(statistics)?.boosted(self.boost)))
    }

    /// Opens the word in a segment; nothing where the segment has none of its forms.
    fn open(
        &self,
        reader: &SegmentReader,
        (anywhere, headline): (Bm25, Bm25),
    ) -> tantivy::Result<Option<WeighedScorer>> {
        let option = IndexRecordOption::WithFreqs;
        let Some(anywhere) = self.anywhere.scorer(reader, option, Some(anywhere))? else { return Ok(None) };
        Ok(Some(WeighedScorer { anywhere, headline: self.headline.scorer(reader, option, Some(headline))? }))
    }

    /// Opens the word in a segment, to be laid out.
    pub(super) fn spread(&self, reader: &SegmentReader, (anywhere, headline): (Bm25, Bm25)) -> tantivy::Result<Pair> {
        Ok(Pair {
            anywhere: Spread::open(reader, &self.anywhere, Some(anywhere))?,
            headline: Spread::open(reader, &self.headline, Some(headline))?,
        })
    }

    /// Hands over the articles of a segment, with their scores, and says how many match. Those whose score is less than what
    /// `see` last asked for may be left out.
    pub(super) fn best(
        &self,
        searcher: &Searcher,
        reader: &SegmentReader,
        least: Score,
        see: &mut Taking<'_>,
    ) -> tantivy::Result<u64> {
        let bm25 = self.bm25(searcher)?;
        let only_form = self.anywhere.only_form(reader);
        if only_form.is_none() {
            let word = self.spread(reader, bm25.clone())?;
            if pays(word.anywhere.postings(), reader) {
                return abreast::best(reader, &mut [word], least, see);
            }
        }
        let Some(WeighedScorer { mut anywhere, headline }) = self.open(reader, bm25.clone())? else { return Ok(0) };
        let Some(term) = only_form else {
            return Ok(each(reader, WeighedScorer { anywhere, headline }, bm25.1.most(), least, see));
        };
        let mut least = least;
        // Those that the headline lifts are few: they are looked at first, and the bound of the others is the tighter.
        let mut lifted = Vec::new();
        if let Some(mut headline) = headline {
            while headline.doc() != TERMINATED {
                let doc = headline.doc();
                if anywhere.doc() <= doc && anywhere.seek_to(doc) == doc {
                    least = see(doc, anywhere.score() + headline.score());
                    lifted.push(doc);
                }
                headline.advance();
            }
        }
        let bound = Bound::new(searcher, reader, self.anywhere.field, &term, &bm25.0)?;
        let inverted = reader.inverted_index(self.anywhere.field)?;
        let Some(info) = inverted.get_term_info(&term)? else { return Ok(0) };
        let mut blocks = inverted.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?;
        let norms = reader.get_fieldnorms_reader(self.anywhere.field)?;
        let theirs = Bm25Weight::for_terms(searcher, std::slice::from_ref(&term))?;
        while blocks.block_len() > 0 {
            if blocks.block_max_score(&norms, &theirs) > bound.theirs(least) {
                for (&doc, &times) in blocks.docs().iter().zip(blocks.freqs()) {
                    let score = bm25.0.score(norms.fieldnorm_id(doc), times as Score);
                    if score >= least && lifted.binary_search(&doc).is_err() {
                        least = see(doc, score);
                    }
                }
            }
            blocks.advance();
        }
        Ok(u64::from(info.doc_freq))
    }
}

/// Looks at every article.
fn each(
    reader: &SegmentReader,
    mut scorer: WeighedScorer,
    most_of_headline: Score,
    mut least: Score,
    see: &mut Taking<'_>,
) -> u64 {
    let alive = reader.alive_bitset();
    let most_of_headline = if scorer.headline.is_some() { most_of_headline } else { 0.0 };
    let mut total = 0;
    while scorer.doc() != TERMINATED {
        let doc = scorer.doc();
        if alive.is_none_or(|alive| alive.is_alive(doc)) {
            total += 1;
            let anywhere = scorer.anywhere.score();
            if anywhere + most_of_headline >= least {
                least = see(doc, anywhere + scorer.of_headline());
            }
        }
        scorer.advance();
    }
    total
}

/// What a score of ours demands of tantivy's own.
struct Bound {
    ours: Score,
    theirs: Score,
    /// By how much the averages of segment and archive may put the two apart, at least 1.
    apart: Score,
}

impl Bound {
    fn new(
        searcher: &Searcher,
        reader: &SegmentReader,
        field: Field,
        term: &Term,
        ours: &Bm25,
    ) -> tantivy::Result<Bound> {
        let (articles, having) = (searcher.total_num_docs()? as Score, searcher.doc_freq(term)? as Score);
        let average = searcher.total_num_tokens(field)? as Score / articles;
        let tokens = reader.inverted_index(field)?.total_num_tokens() as Score;
        let here = tokens / reader.max_doc().max(1) as Score;
        let idf = (1.0 + (articles - having + 0.5) / (having + 0.5)).ln();
        let (less, more) = (average.min(here), average.max(here));
        // Rounding is no reason to leave an article out.
        Ok(Bound { ours: ours.most(), theirs: idf * 2.2, apart: more / less * 1.001 })
    }

    /// Gives the score of theirs that an article exceeds whose score is `least` or more by ours.
    fn theirs(&self, least: Score) -> Score {
        if least <= 0.0 {
            return Score::MIN;
        }
        let most = (self.ours / least - 1.0).max(0.0) * 1.5;
        self.theirs / (1.0 + most * self.apart) * 0.999
    }
}

impl AnyForm {
    /// Gives the one form of a word that matters in a large segment where nothing was deleted: there need not be looked at
    /// every article.
    fn only_form(&self, reader: &SegmentReader) -> Option<Term> {
        let [form] = self.group.forms.as_slice() else { return None };
        let fits = form.languages == Languages::ANY && reader.max_doc() >= LARGE && !reader.has_deletes();
        (fits && form.text == self.group.word).then(|| Term::from_field_text(self.field, &form.text))
    }
}

impl Weight for WeighedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        match &self.scoring {
            None => self
                .weighed
                .anywhere
                .weight(EnableScoring::disabled_from_schema(reader.schema()))?
                .scorer(reader, boost),
            Some((anywhere, headline)) => {
                let bm25 = (anywhere.boosted(boost), headline.boosted(boost));
                Ok(match self.weighed.open(reader, bm25)? {
                    Some(scorer) => Box::new(scorer),
                    None => Box::new(tantivy::query::EmptyScorer),
                })
            }
        }
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let score = if scorer.doc() <= doc && scorer.seek(doc) == doc { scorer.score() } else { 0.0 };
        Ok(Explanation::new("any form of the word, the headline above the rest", score))
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        self.weighed.anywhere.weight(EnableScoring::disabled_from_schema(reader.schema()))?.count(reader)
    }
}

impl WeighedScorer {
    fn of_headline(&mut self) -> Score {
        let doc = self.anywhere.doc();
        let Some(headline) = &mut self.headline else { return 0.0 };
        if headline.seek_to(doc) == doc { headline.score() } else { 0.0 }
    }
}

impl DocSet for WeighedScorer {
    fn advance(&mut self) -> DocId {
        self.anywhere.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.anywhere.seek(target)
    }

    fn doc(&self) -> DocId {
        self.anywhere.doc()
    }

    fn size_hint(&self) -> u32 {
        self.anywhere.size_hint()
    }
}

impl Scorer for WeighedScorer {
    fn score(&mut self) -> Score {
        self.anywhere.score() + self.of_headline()
    }
}
