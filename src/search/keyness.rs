//! Which words set some articles apart from others: keyness.
//!
//! Measured by document frequency, so that one article which repeats a word does not make it a key word, with the
//! log-likelihood ratio (Dunning 1993; Rayson and Garside 2000, Comparing corpora using frequency profiling).

use rustc_hash::FxHashMap;

use crate::article::Article;
use crate::words::Words;

/// Counts in how many articles of two sets each word stands.
#[derive(Clone, Debug, Default)]
pub struct Keyness {
    words: FxHashMap<String, [u64; 2]>,
    articles: [u64; 2],
    seen: FxHashMap<String, ()>,
}

/// The set that an article belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The articles that are to be told apart.
    Focus,
    /// Those that they are held against.
    Reference,
}

/// A word that one set has far more often than the other.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyWord {
    /// The word, folded.
    pub word: String,
    /// In how many articles of the focus it stands.
    pub focus: u64,
    /// In how many articles of the reference it stands.
    pub reference: u64,
    /// The log-likelihood ratio; above 10.83 the difference is hardly chance (p < 0.001).
    pub strength: f64,
}

impl Keyness {
    /// Counts the words of an article's headline and body.
    pub fn add(&mut self, side: Side, article: &Article) {
        let side = side as usize;
        self.articles[side] += 1;
        self.seen.clear();
        for text in article.headline.as_deref().into_iter().chain([article.body.as_str()]) {
            let mut words = Words::new(text);
            while let Some((_, word)) = words.step() {
                if self.seen.contains_key(word) {
                    continue;
                }
                self.seen.insert(word.to_owned(), ());
                match self.words.get_mut(word) {
                    Some(counts) => counts[side] += 1,
                    None => {
                        let mut counts = [0; 2];
                        counts[side] = 1;
                        self.words.insert(word.to_owned(), counts);
                    }
                }
            }
        }
    }

    /// Says how many articles each set has.
    pub fn articles(&self, side: Side) -> u64 {
        self.articles[side as usize]
    }

    /// Gives the words that the focus has more often than its size lets expect, strongest first, equals in order of the word.
    /// Numbers,
    /// single letters and words of one article set nothing apart that a reader would call a topic, and are left out.
    pub fn key_words(&self, most: usize) -> Vec<KeyWord> {
        let [in_focus, in_reference] = self.articles.map(|n| n as f64);
        let mut found: Vec<KeyWord> = self
            .words
            .iter()
            .filter(|(word, _)| is_topical(word))
            .filter_map(|(word, &[focus, reference])| {
                let strength = log_likelihood(focus as f64, in_focus, reference as f64, in_reference);
                let more = focus as f64 * in_reference > reference as f64 * in_focus;
                (more && focus > 1 && strength > 0.0).then(|| KeyWord {
                    word: word.clone(),
                    focus,
                    reference,
                    strength,
                })
            })
            .collect();
        found.sort_by(|a, b| b.strength.total_cmp(&a.strength).then_with(|| a.word.cmp(&b.word)));
        found.truncate(most);
        found
    }
}

fn is_topical(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(|first| first as u32 >= 0x2e80 || letters.next().is_some())
}

/// Gives the log-likelihood ratio of `a` of `of_a` against `b` of `of_b`; 0 where both shares are the same.
///
/// ```
/// use dateline::search::keyness::log_likelihood;
/// assert!(log_likelihood(10.0, 100.0, 100.0, 1000.0).abs() < 1e-9);
/// assert!(log_likelihood(50.0, 100.0, 100.0, 1000.0) > 100.0);
/// ```
pub fn log_likelihood(a: f64, of_a: f64, b: f64, of_b: f64) -> f64 {
    let both = of_a + of_b;
    if both == 0.0 {
        return 0.0;
    }
    let cell = |seen: f64, row: f64, column: f64| {
        let expected = row * column / both;
        if seen > 0.0 && expected > 0.0 { seen * (seen / expected).ln() } else { 0.0 }
    };
    let (with, without) = (a + b, both - a - b);
    2.0 * (cell(a, with, of_a) + cell(b, with, of_b) + cell(of_a - a, without, of_a) + cell(of_b - b, without, of_b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_have_sets_nothing_apart() {
        let article = |body: &str| Article { body: body.to_owned(), ..Article::default() };
        let mut keyness = Keyness::default();
        for _ in 0..20 {
            keyness.add(Side::Focus, &article("The strike closed the harbour, 300 ships wait. Strike!"));
            keyness.add(Side::Reference, &article("The council met, 300 guests came."));
        }
        let words: Vec<String> = keyness.key_words(10).into_iter().map(|key| key.word).collect();
        assert_eq!(words, ["closed", "harbour", "ships", "strike", "wait"]);
        let strike = &keyness.key_words(10)[3];
        assert_eq!((strike.focus, strike.reference, keyness.articles(Side::Focus)), (20, 0, 20));
    }
}
