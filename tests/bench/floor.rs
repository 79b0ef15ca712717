//! The floor: the smallest program that reads the same files and feeds tantivy's IndexWriter with its `en_stem` tokenizer,
//! positions and stored text, default settings. `dateline index` and `dateline search` are measured against it, process
//! against process:
//!
//! ```text
//! cargo bench --bench floor --no-run          # prints where the program is
//! FLOOR index FOLDER INDEX                    # reads FOLDER, writes INDEX
//! FLOOR search INDEX WORD                     # the ten best of one word
//! FLOOR compare FOLDER WORK                  # all of it in turn with dateline: changes every hundredth file of FOLDER
//! FLOOR walk FOLDER THREADS                   # looks at each file's length and time: what a run that finds nothing new must do
//! ```

mod compare;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

use ignore::{WalkBuilder, WalkState};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use tantivy::schema::{IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::{Index, IndexWriter, TantivyDocument, doc};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["index", folder, index] => build(Path::new(folder), Path::new(index)),
        ["search", index, word] => search(Path::new(index), word),
        ["compare", folder, work] => compare::compare(Path::new(folder), Path::new(work)).map_err(Into::into),
        ["walk", folder, threads] => {
            println!("{}", walk(Path::new(folder), threads.parse().unwrap_or(1)));
            Ok(())
        }
        _ => {
            println!(
                "floor: expected `index FOLDER INDEX`, `search INDEX WORD`, `compare FOLDER WORK` or `walk FOLDER THREADS`"
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
    let _ = fs::remove_dir_all(index);
    fs::create_dir_all(index)?;
    let index = Index::create_in_dir(index, schema.build())?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, 200 << 20)?;
    let mut found = Vec::new();
    files(folder, &mut found)?;
    for file in found {
        let text = String::from_utf8_lossy(&fs::read(&file)?).into_owned();
        writer.add_document(doc!(path => file.display().to_string(), body => text))?;
    }
    writer.commit()?;
    writer.wait_merging_threads()
}

fn search(index: &Path, word: &str) -> tantivy::Result<()> {
    let index = Index::open_in_dir(index)?;
    let (body, path) = (index.schema().get_field("body")?, index.schema().get_field("path")?);
    let searcher = index.reader()?.searcher();
    let query = QueryParser::for_index(&index, vec![body]).parse_query(word)?;
    let best = searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
    for (score, address) in best {
        let document: TantivyDocument = searcher.doc(address)?;
        let text = document.get_first(body).and_then(|value| value.as_str()).unwrap_or_default();
        let path = document.get_first(path).and_then(|value| value.as_str()).unwrap_or_default();
        println!("{score:.3}\t{path}\t{}", text.lines().next().unwrap_or_default());
    }
    println!("{}", searcher.search(&query, &Count)?);
    Ok(())
}
