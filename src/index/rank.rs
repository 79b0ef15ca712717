//! How well an article matches: BM25 over the words, and for the best of them what their positions tell.
//!
//! ```text
//! score = Σ word  idf · f · (k1 + 1) / (f + k1 · (1 − b + b · length / average length))      in the text, and in the headline
//!       + Σ word  LEAD · idf · exp(−(p / REACH)²)                                            p: where it first stands
//!       + Σ pair  PAIR · the lesser idf · t / (t + 1) · 2                                    t: Σ 1 / distance²
//! ```
//!
//! | rule | from |
//! |---|---|
//! | `idf · f · (k1 + 1) / (f + k1 …)`, `idf = ln(1 + (N − n + ½) / (n + ½))` | Robertson & Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009 |
//! | the forms of a word share `n` and `f`; one that is not as typed counts half in `f` | BM25F, for streams of one document: Robertson, Zaragoza & Taylor, CIKM 2004 |
//! | a word early in the copy counts more: news tells the most important thing first | the lead as summary: Brandow, Mitze & Rau, 1995 |
//! | neighbours in the question that are near each other in the copy, `1 / distance²` | Rasolofo & Savoy, ECIR 2003; only neighbours: Metzler & Croft's sequential dependence, SIGIR 2005 |
//!
//! Positions are read only for the [`DEPTH`] articles that are best without them. What they add is never negative, so those
//! stay before all others, and an order can be paged. Ties go to the newer article, then to the smaller id.
//!
//! The constants were fitted to headlines asked of the stories under them (Reuters, 1987), on stories that were then not
//! measured; around these values the measure is flat.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader};

use super::forms::{Forms, Group, language_of};
use super::inflected::open;
use super::order::Rank;
use crate::query::{Matcher, Query, TextField};
use crate::words;

/// How many articles are looked at for the positions of their words.
pub(super) const DEPTH: usize = 400;

/// How much a form counts that is not the word as typed.
pub(super) const FORM_WEIGHT: Score = 0.5;

const K1: Score = 1.0;
const B: Score = 0.6;

/// How much a word counts for standing at the very beginning, and over how many words that fades.
const LEAD: Score = 2.0;
const REACH: Score = 60.0;

/// How much it counts that two words stand next to each other, and how far apart they may be.
const PAIR: Score = 0.3;
const NEAR: u32 = 4;

/// More words of a question than these are not looked up again: a whole paragraph may be asked.
const MOST_WORDS: usize = 32;

/// The weight of one word by its frequency in an article.
#[derive(Clone, Debug)]
pub(super) struct Bm25 {
    weight: Score,
    /// By the code of the article's length.
    norms: Arc<[Score; 256]>,
}

impl Bm25 {
    /// Makes the weight of a word that `having` of `articles` articles hold, which have `words` words all in all.
    pub(super) fn new(having: u64, articles: u64, words: u64) -> Bm25 {
        let average = (words as Score / articles.max(1) as Score).max(1.0);
        let norm = |code: usize| {
            let length = FieldNormReader::id_to_fieldnorm(u8::try_from(code).unwrap_or(u8::MAX)) as Score;
            K1 * (1.0 - B + B * length / average)
        };
        Bm25 { weight: idf(having, articles) * (K1 + 1.0), norms: Arc::new(std::array::from_fn(norm)) }
    }

    /// The same, weighing `boost` times as much.
    pub(super) fn boosted(&self, boost: Score) -> Bm25 {
        Bm25 { weight: self.weight * boost, norms: self.norms.clone() }
    }

    /// Gives what no score reaches, however often the word stands in an article.
    pub(super) fn most(&self) -> Score {
        self.weight
    }

    pub(super) fn score(&self, length_code: u8, frequency: Score) -> Score {
        self.weight * frequency / (frequency + self.norms[usize::from(length_code)])
    }
}

/// How much it tells that an article holds a word which `having` of `articles` hold.
fn idf(having: u64, articles: u64) -> Score {
    // The forms of a word may be counted in one article several times.
    let having = having.min(articles) as Score;
    (1.0 + (articles as Score - having + 0.5) / (having + 0.5)).ln()
}

/// Adds to the scores of `ranks` what the positions of the asked words tell, and puts them in order again.
pub(super) fn look_closer(
    searcher: &Searcher,
    field: Field,
    query: &Query,
    forms: &Forms<'_>,
    ranks: &mut [Rank],
) -> tantivy::Result<()> {
    let mut asked = Vec::new();
    gather(query, field, forms, &mut asked)?;
    if asked.iter().all(Option::is_none) {
        return Ok(());
    }
    let articles = searcher.total_num_docs()?;
    let question = Question::new(&asked, articles);
    ranks.sort_unstable_by_key(|rank| rank.address);
    for of_segment in ranks.chunk_by_mut(|a, b| a.address.segment_ord == b.address.segment_ord) {
        let Some(first) = of_segment.first() else { continue };
        let reader = searcher.segment_reader(first.address.segment_ord);
        let docs: Vec<DocId> = of_segment.iter().map(|rank| rank.address.doc_id).collect();
        for (rank, more) in of_segment.iter_mut().zip(question.bonuses(reader, field, &docs)?) {
            rank.raise(more);
        }
    }
    ranks.sort_unstable();
    Ok(())
}

/// Lists the words that are asked for in the text, in the order of the question; nothing between words that are no neighbours.
fn gather(query: &Query, field: Field, forms: &Forms<'_>, asked: &mut Vec<Option<Arc<Group>>>) -> tantivy::Result<()> {
    match query {
        Query::And(clauses) | Query::Or(clauses) => {
            for clause in clauses {
                gather(clause, field, forms, asked)?;
            }
        }
        Query::Text { field: TextField::Any, matcher: Matcher::Word(word) } => match words::split(word).as_slice() {
            [_] => asked.push(Some(forms.of(field, word)?)),
            parts => exact(parts, field, forms, asked)?,
        },
        Query::Text { field: TextField::Any, matcher: Matcher::Phrase { text, .. } | Matcher::Exact(text) } => {
            exact(&words::split(text), field, forms, asked)?;
        }
        Query::Measured { text, .. } => gather(text, field, forms, asked)?,
        Query::Text { .. } | Query::Property { .. } | Query::Date(_) | Query::DateState(_) => asked.push(None),
        // What is excluded, and what is in every article, parts nothing.
        Query::Not(_) | Query::All => {}
    }
    asked.truncate(MOST_WORDS);
    Ok(())
}

fn exact(
    parts: &[String],
    field: Field,
    forms: &Forms<'_>,
    asked: &mut Vec<Option<Arc<Group>>>,
) -> tantivy::Result<()> {
    for part in parts {
        asked.push(Some(forms.exact(field, part)?));
    }
    Ok(())
}

/// The different words of a question with their weights, and which of them are neighbours.
struct Question {
    words: Vec<(Arc<Group>, Score)>,
    pairs: Vec<(usize, usize)>,
}

impl Question {
    fn new(asked: &[Option<Arc<Group>>], articles: u64) -> Question {
        let mut words: Vec<(Arc<Group>, Score)> = Vec::new();
        let mut numbers = Vec::with_capacity(asked.len());
        for group in asked {
            numbers.push(group.as_ref().map(|group| {
                words.iter().position(|(known, _)| known.word == group.word).unwrap_or_else(|| {
                    words.push((group.clone(), idf(group.frequency, articles)));
                    words.len() - 1
                })
            }));
        }
        let neighbours = numbers.windows(2).filter_map(|pair| match pair {
            [Some(a), Some(b)] if a != b => Some((*a, *b)),
            _ => None,
        });
        Question { pairs: neighbours.collect(), words }
    }

    /// Gives what the positions add to the score of each of `docs`, which ascend.
    fn bonuses(&self, reader: &SegmentReader, field: Field, docs: &[DocId]) -> tantivy::Result<Vec<Score>> {
        let mut bonuses = vec![0.0; docs.len()];
        // By article, then by word: where it stands.
        let mut places: Vec<Vec<u32>> = vec![Vec::new(); docs.len() * self.words.len()];
        for (word, (group, idf)) in self.words.iter().enumerate() {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let (forms, languages) = open(reader, field, group, option)?;
            // How much the first occurrence counts, by article: an exact one may count more than an earlier other.
            let mut early = vec![0.0; docs.len()];
            for mut form in forms {
                for (at, &doc) in docs.iter().enumerate() {
                    let now = form.postings.doc();
                    if now > doc || now < doc && form.postings.seek(doc) != doc {
                        continue;
                    }
                    if !form.languages.meets(language_of(languages.as_ref(), doc)) {
                        continue;
                    }
                    let here = &mut places[at * self.words.len() + word];
                    let before = here.len();
                    form.postings.append_positions_with_offset(0, here);
                    let first = here.get(before).copied().unwrap_or(u32::MAX);
                    early[at] = Score::max(early[at], form.weight * at_start(first));
                }
            }
            for (bonus, early) in bonuses.iter_mut().zip(early) {
                *bonus += LEAD * idf * early;
            }
        }
        for (bonus, places) in bonuses.iter_mut().zip(places.chunks_mut(self.words.len())) {
            places.iter_mut().for_each(|places| places.sort_unstable());
            for &(a, b) in &self.pairs {
                let near = nearness(&places[a], &places[b]);
                *bonus += PAIR * self.words[a].1.min(self.words[b].1) * 2.0 * near / (near + 1.0);
            }
        }
        Ok(bonuses)
    }
}

/// How much it counts to stand at a position: 1 at the beginning, fading over a lead.
fn at_start(position: u32) -> Score {
    let part = position as Score / REACH;
    (-part * part).exp()
}

/// Adds up how near two words come to each other; the wrong way round counts half.
fn nearness(first: &[u32], second: &[u32]) -> Score {
    let mut sum = 0.0;
    let mut from = 0;
    for &a in first {
        from += second[from..].iter().take_while(|&&b| b + NEAR < a).count();
        for &b in second[from..].iter().take_while(|&&b| b <= a.saturating_add(NEAR)) {
            let distance = a.abs_diff(b) as Score;
            if distance > 0.0 {
                sum += if b > a { 1.0 } else { 0.5 } / (distance * distance);
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_counts_more_the_rarer_it_is_and_less_the_longer_the_article() {
        let (rare, common) = (Bm25::new(3, 1000, 100_000), Bm25::new(500, 1000, 100_000));
        assert!(rare.score(50, 1.0) > common.score(50, 1.0));
        assert!(rare.score(20, 1.0) > rare.score(80, 1.0));
        assert!(rare.score(50, 1.0) < rare.score(50, 2.0) && rare.score(50, 2.0) < 2.0 * rare.score(50, 1.0));
        assert!(Bm25::new(1001, 1000, 0).score(0, 1.0) > 0.0, "forms counted twice leave a weight above nothing");
    }

    #[test]
    fn nearness_falls_with_the_square_of_the_distance_and_ends() {
        assert_eq!(nearness(&[3], &[4]), 1.0);
        assert_eq!(nearness(&[4], &[3]), 0.5);
        assert_eq!(nearness(&[10], &[12]), 0.25);
        assert_eq!(nearness(&[10], &[15]), 0.0);
        assert_eq!(nearness(&[1, 20], &[2, 19, 21, 90]), 1.0 + 0.5 + 1.0);
        assert_eq!(nearness(&[7], &[7]), 0.0);
    }

    #[test]
    fn the_lead_fades_and_never_counts_against() {
        assert_eq!(at_start(0), 1.0);
        assert!(at_start(30) > at_start(60) && at_start(60) > 0.3 && at_start(300) < 1e-6);
        assert!(at_start(u32::MAX) >= 0.0);
    }
}
