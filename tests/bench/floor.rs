//! The floor: the smallest program that reads the same files and feeds tantivy's IndexWriter with its `en_stem` tokenizer,
//! positions and stored text, default settings. `dateline index` and `dateline search` are measured against it, process
//! against process:
//!
//! ```text
//! cargo bench --bench floor --no-run          # prints where the program is
//! FLOOR index FOLDER INDEX                    # reads FOLDER, writes INDEX
//! FLOOR search INDEX WORDS                    # the ten best, and how many there are
//! FLOOR within INDEX WORDS FROM TO            # the ten best of a range of days (YYYYMMDD), and how many there are
//! FLOOR newest INDEX WORDS                    # the ten newest, and how many there are; `*` for any
//! FLOOR count INDEX WORDS                     # how many there are
//! FLOOR walk FOLDER THREADS                   # looks at each file's length and time: what a run that finds nothing new must do
//! FLOOR compare FOLDER WORK [ROUNDS]          # all of it in turn with dateline
//! ```
//!
//! The comparison of 20,000 files takes about a minute, of 1,000,000 about an hour. It adds a line to every hundredth file of
//! FOLDER, for each round to another hundredth, and takes it away again at the end.

mod compare;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

use ignore::{WalkBuilder, WalkState};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{AllQuery, Query, QueryParser};
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{DocAddress, Index, IndexWriter, Order, Searcher, TantivyDocument, doc};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["index", folder, index] => build(Path::new(folder), Path::new(index)),
        ["search", index, words] => search(Path::new(index), words, None),
        ["within", index, words, from, to] => search(Path::new(index), words, Some([from, to])),
        ["newest", index, words] => newest(Path::new(index), words),
        ["count", index, words] => count(Path::new(index), words),
        ["compare", folder, work] => compare::compare(Path::new(folder), Path::new(work), compare::ROUNDS),
        ["compare", folder, work, rounds] if rounds.parse::<usize>().is_ok_and(|rounds| rounds > 0) => {
            compare::compare(Path::new(folder), Path::new(work), rounds.parse().unwrap_or(compare::ROUNDS))
        }
        ["walk", folder, threads] => {
            println!("{}", walk(Path::new(folder), threads.parse().unwrap_or(1)));
            Ok(())
        }
        _ => {
            println!(
                "floor: expected `index FOLDER INDEX`, `search INDEX WORDS`, `within INDEX WORDS FROM TO`, `newest INDEX WORDS`, \
                 `count INDEX WORDS`, `walk FOLDER THREADS` or `compare FOLDER WORK [ROUNDS]` (20,000 files: about a minute)"
            );
            return ExitCode::SUCCESS;
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("floor: {error}");
            ExitCode::FAILURE
        }
    }
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if entry.file_type()?.is_dir() { files(&entry.path(), out)? } else { out.push(entry.path()) }
    }
    Ok(())
}

/// Sums up the lengths and times of all files, so that none of it can be left out.
fn walk(folder: &Path, threads: usize) -> u64 {
    let sum = AtomicU64::new(0);
    let walker = WalkBuilder::new(folder).standard_filters(false).threads(threads).build_parallel();
    walker.run(|| {
        Box::new(|entry| {
            if let Ok(data) = entry.and_then(|entry| entry.metadata()) {
                let time = data.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
                let time = time.map_or(0, |time| time.as_nanos() as u64);
                sum.fetch_add(data.len().wrapping_add(time), Ordering::Relaxed);
            }
            WalkState::Continue
        })
    });
    sum.into_inner()
}

fn build(folder: &Path, index: &Path) -> tantivy::Result<()> {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let body = schema.add_text_field("body", TextOptions::default().set_indexing_options(indexing).set_stored());
    let path = schema.add_text_field("path", STRING | STORED);
    let date = schema.add_u64_field("date", FAST);
    let _ = fs::remove_dir_all(index);
    fs::create_dir_all(index)?;
    let index = Index::create_in_dir(index, schema.build())?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, 200 << 20)?;
    let mut found = Vec::new();
    files(folder, &mut found)?;
    for file in found {
        let text = String::from_utf8_lossy(&fs::read(&file)?).into_owned();
        let day = day_of(&text);
        let mut document = doc!(path => file.display().to_string(), body => text);
        if let Some(day) = day {
            document.add_u64(date, day);
        }
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()
}

/// Reads the day of a header line ` date YYYY-MM-DD …`, as YYYYMMDD.
fn day_of(text: &str) -> Option<u64> {
    let day = text.trim_start().strip_prefix("date ")?.get(..10)?;
    day.replace('-', "").parse().ok()
}

/// Gives what the body is analysed by.
fn analyzer(index: &Index) -> tantivy::Result<TextAnalyzer> {
    index.tokenizer_for_field(index.schema().get_field("body")?)
}

/// An index as it is asked.
struct Asked {
    index: Index,
    searcher: Searcher,
    body: Field,
    path: Field,
}

impl Asked {
    fn open(index: &Path) -> tantivy::Result<Asked> {
        let index = Index::open_in_dir(index)?;
        let (body, path) = (index.schema().get_field("body")?, index.schema().get_field("path")?);
        let searcher = index.reader()?.searcher();
        Ok(Asked { index, searcher, body, path })
    }

    fn query(&self, words: &str) -> tantivy::Result<Box<dyn Query>> {
        if words == "*" {
            return Ok(Box::new(AllQuery));
        }
        Ok(QueryParser::for_index(&self.index, vec![self.body]).parse_query(words)?)
    }

    /// Prints articles, and how many match.
    fn print(&self, found: impl IntoIterator<Item = DocAddress>, query: &dyn Query) -> tantivy::Result<()> {
        for address in found {
            let document: TantivyDocument = self.searcher.doc(address)?;
            let text = document.get_first(self.body).and_then(|value| value.as_str()).unwrap_or_default();
            let path = document.get_first(self.path).and_then(|value| value.as_str()).unwrap_or_default();
            println!("{path}\t{}", text.lines().next().unwrap_or_default());
        }
        println!("{}", self.searcher.search(query, &Count)?);
        Ok(())
    }
}

fn search(index: &Path, words: &str, days: Option<[&str; 2]>) -> tantivy::Result<()> {
    let asked = Asked::open(index)?;
    let words = match days {
        Some([from, to]) => format!("+{words} +date:[{from} TO {to}]"),
        None => words.to_owned(),
    };
    let query = asked.query(&words)?;
    let best = asked.searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
    asked.print(best.into_iter().map(|(_, address)| address), &query)
}

fn newest(index: &Path, words: &str) -> tantivy::Result<()> {
    let asked = Asked::open(index)?;
    let query = asked.query(words)?;
    let newest = asked.searcher.search(&query, &TopDocs::with_limit(10).order_by_u64_field("date", Order::Desc))?;
    asked.print(newest.into_iter().map(|(_, address)| address), &query)
}

fn count(index: &Path, words: &str) -> tantivy::Result<()> {
    let asked = Asked::open(index)?;
    asked.print([], &asked.query(words)?)
}
