//! What is asked: words chosen by how many articles of the archive have them, so that every archive is asked alike.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, Searcher};

/// Words are looked for in so many files.
const SAMPLE: usize = 2_000;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Words {
    /// In about ten articles.
    pub rare: String,
    /// In about every twentieth.
    pub middle: String,
    /// In about half of all.
    pub common: String,
    /// Each in about every tenth.
    pub pair: [String; 2],
    /// Two neighbours, neither of them common.
    pub phrase: String,
    /// Two neighbours that are both common.
    pub common_phrase: String,
    /// The month in which the archive is half-way, as year × 100 + month; nothing where no article says its day.
    pub month: Option<u64>,
}

/// Chooses words by the floor's index of `files`.
pub fn choose(files: &[PathBuf], index: &Path) -> tantivy::Result<Words> {
    let index = Index::open_in_dir(index)?;
    let searcher = index.reader()?.searcher();
    let mut analyzer = super::super::analyzer(&index)?;
    let all = searcher.num_docs() as f64;
    let counts = counts(&index, &searcher)?;
    let neighbours = neighbours(files)?;
    // What the floor finds by a word as it stands in the text: its stem, and in which part of the articles that is.
    let mut frequent: BTreeMap<&str, (String, f64)> = BTreeMap::new();
    for word in neighbours.iter().flat_map(|([one, other], _)| [one.as_str(), other.as_str()]) {
        if !frequent.contains_key(word) {
            let stem = stem(&mut analyzer, word);
            let count = counts.get(&stem).copied().unwrap_or_default();
            frequent.insert(word, (stem, count as f64 / all));
        }
    }
    // Of equals the first by letters: the same choice each time.
    let nearest = |to: f64, but: &str| {
        let but = frequent.get(but).map(|(stem, _)| stem);
        let plain = frequent.iter().filter(|(word, (stem, share))| word.len() > 3 && Some(stem) != but && *share > 0.0);
        let away = |share: f64| (share / to).ln().abs();
        let nearest = plain.min_by(|(_, (_, a)), (_, (_, b))| away(*a).total_cmp(&away(*b)));
        nearest.map_or_else(|| "news".to_owned(), |(word, _)| (*word).to_owned())
    };
    let first = nearest(0.1, "");
    let second = nearest(0.1, &first);
    let (rare, middle, common) = (nearest(10.0 / all, ""), nearest(0.05, ""), nearest(0.5, ""));
    let most_frequent = |fits: &dyn Fn(&str) -> bool| {
        let found = neighbours.iter().find(|([one, other], _)| fits(one) && fits(other));
        found.map_or_else(|| format!("{first} {second}"), |([one, other], _)| format!("{one} {other}"))
    };
    let phrase = most_frequent(&|word| word.len() > 3 && frequent[word].1 < 0.2);
    let common_phrase = most_frequent(&|word| frequent[word].1 > 0.25);
    let month = middle_month(&searcher)?;
    Ok(Words { rare, middle, common, pair: [first, second], phrase, common_phrase, month })
}

/// Counts in how many articles each term is.
fn counts(index: &Index, searcher: &Searcher) -> tantivy::Result<HashMap<String, u64>> {
    let body = index.schema().get_field("body")?;
    let mut counts: HashMap<String, u64> = HashMap::new();
    for reader in searcher.segment_readers() {
        let inverted = reader.inverted_index(body)?;
        let mut terms = inverted.terms().stream()?;
        while terms.advance() {
            if let Ok(term) = std::str::from_utf8(terms.key()) {
                *counts.entry(term.to_owned()).or_default() += u64::from(terms.value().doc_freq);
            }
        }
    }
    Ok(counts)
}

fn stem(analyzer: &mut TextAnalyzer, word: &str) -> String {
    let mut tokens = analyzer.token_stream(word);
    if tokens.advance() { tokens.token().text.clone() } else { String::new() }
}

/// Counts neighbouring words in a sample of the files, the most frequent first.
fn neighbours(files: &[PathBuf]) -> tantivy::Result<Vec<([String; 2], usize)>> {
    let mut counts: HashMap<[String; 2], usize> = HashMap::new();
    for file in files.iter().step_by(files.len().div_ceil(SAMPLE).max(1)) {
        let text = String::from_utf8_lossy(&fs::read(file)?).to_lowercase();
        // What stands between two stops is text that runs on.
        for run in text.split(|c: char| !c.is_ascii_lowercase() && !c.is_whitespace()) {
            let words: Vec<&str> = run.split_whitespace().collect();
            for pair in words.windows(2) {
                *counts.entry([pair[0].to_owned(), pair[1].to_owned()]).or_default() += 1;
            }
        }
    }
    let mut counts: Vec<([String; 2], usize)> = counts.into_iter().collect();
    counts.sort_unstable_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    Ok(counts)
}

/// Gives the month before and after which there are as many articles.
fn middle_month(searcher: &Searcher) -> tantivy::Result<Option<u64>> {
    let mut months = Vec::new();
    for reader in searcher.segment_readers() {
        let days = reader.fast_fields().u64("date")?;
        months.extend((0..reader.max_doc()).filter_map(|doc| days.first(doc)).map(|day| day / 100));
    }
    months.sort_unstable();
    Ok(months.get(months.len() / 2).copied())
}
