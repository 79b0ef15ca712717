//! What an article is about, as a query: for finding more like it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::{Engine, Request, SearchError};
use crate::article::Article;
use crate::query::{Matcher, Query, TextField};
use crate::words;

/// Gives the words of an article that tell most about it, the most telling first: those that it has often and the archive
/// seldom (tf · idf, Salton and Buckley 1988; the frequency counts by its logarithm). At most `most`; words that no other
/// article has lead nowhere and are left out, and so are those of every second.
pub fn telling_words(engine: &dyn Engine, article: &Article, most: usize) -> Result<Vec<String>, SearchError> {
    let mut frequencies: BTreeMap<String, u32> = BTreeMap::new();
    for text in article.headline.iter().chain([&article.body]) {
        let mut words = words::Words::new(text);
        while let Some((_, word)) = words.step() {
            *frequencies.entry(word.to_owned()).or_default() += 1;
        }
    }
    let articles = count(engine, Query::All)?;
    let mut weighted = Vec::new();
    for (word, frequency) in frequencies {
        let with = count(engine, exactly(&word))?;
        if with > 1 && with <= articles.div_ceil(2) {
            let weight = (1.0 + f64::from(frequency).ln()) * (articles as f64 / with as f64).ln();
            weighted.push((weight, word));
        }
    }
    weighted.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    weighted.truncate(most);
    Ok(weighted.into_iter().map(|(_, word)| word).collect())
}

/// Asks for articles that have any of these very words.
pub fn any_of(words: &[String]) -> Query {
    Query::or(words.iter().map(|word| exactly(word)))
}

fn exactly(word: &str) -> Query {
    Query::Text { field: TextField::Any, matcher: Matcher::Phrase { text: word.to_owned(), slop: 0 } }
}

fn count(engine: &dyn Engine, query: Query) -> Result<u64, SearchError> {
    let request = Request { limit: Some(0), ..Request::all(query) };
    Ok(engine.search(&request, &mut |_| Ok(ControlFlow::Break(())))?.total)
}
