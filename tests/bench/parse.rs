//! What it costs to make articles of copy: one thread, files in memory, nothing but the parser.
//!
//! ```text
//! cargo bench --bench parse -- FOLDER [ROUNDS]
//! ```
//!
//! Each round parses every file once with the whole style table and once with the eight styles that the folder uses most:
//! the shapes of all styles are one tree, so the size of the table should cost next to nothing.

use std::collections::HashMap;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use dateline::source::{self, ReadOptions};
use dateline::story::Story;
use dateline::wire::{self, BUILTIN_STYLES, Styles};

/// So many styles make the small table.
const FEW: usize = 8;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (folder, rounds) = match arguments.as_slice() {
        [folder] => (folder, Ok(11)),
        [folder, rounds] => (folder, rounds.parse::<usize>()),
        _ => {
            println!("parse: expected `FOLDER [ROUNDS]`; nothing measured");
            return ExitCode::SUCCESS;
        }
    };
    let result = match rounds {
        Ok(rounds) => stories(Path::new(folder)).map_err(|error| error.to_string()).and_then(|s| measure(&s, rounds)),
        Err(error) => Err(format!("rounds: {error}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("parse: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Reads every story below a folder.
fn stories(folder: &Path) -> std::io::Result<Vec<Story>> {
    let mut stories = Vec::new();
    for found in source::walk(folder, 1)?.files {
        let Ok(source) = source::open(folder, &found) else { continue };
        // What cannot be read is not measured.
        let _ = source.stories(&ReadOptions::default(), &mut |story| {
            stories.extend(story);
            ControlFlow::Continue(())
        });
    }
    Ok(stories)
}

fn measure(stories: &[Story], rounds: usize) -> Result<(), String> {
    if stories.is_empty() || rounds == 0 {
        return Err("no text file, or no round".to_owned());
    }
    let all = Styles::builtin();
    let names = most_used(stories, all);
    let few = subset(&names)?;
    let (mut whole, mut small) = (Vec::new(), Vec::new());
    // Turn about, so that what else the machine does falls on both.
    for _ in 0..rounds {
        whole.push(round(stories, all));
        small.push(round(stories, &few));
    }
    let bytes: usize = stories.iter().map(|story| story.text.len()).sum();
    println!("{} stories, {:.1} MB, {rounds} rounds, one thread", stories.len(), bytes as f64 / 1e6);
    report("all styles", &mut whole, stories.len(), bytes);
    report(&format!("{} styles", names.len()), &mut small, stories.len(), bytes);
    println!("the {} styles: {}", names.len(), names.join(", "));
    Ok(())
}

fn round(stories: &[Story], styles: &Styles) -> Duration {
    let begun = Instant::now();
    for story in stories {
        black_box(wire::parse(story, styles));
    }
    begun.elapsed()
}

fn report(what: &str, rounds: &mut [Duration], stories: usize, bytes: usize) {
    rounds.sort_unstable();
    let line = |time: Duration| {
        let seconds = time.as_secs_f64();
        format!("{:6.1} MB/s {:7.2} µs/story", bytes as f64 / 1e6 / seconds, seconds * 1e6 / stories as f64)
    };
    println!("{what:<12} best {}   median {}", line(rounds[0]), line(rounds[rounds.len() / 2]));
}

/// Names the styles that took most of the datelines, the most used first.
fn most_used(stories: &[Story], styles: &Styles) -> Vec<String> {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for story in stories {
        for dateline in wire::parse(story, styles).articles.into_iter().filter_map(|article| article.dateline) {
            *uses.entry(dateline.style).or_default() += 1;
        }
    }
    let mut names: Vec<(usize, String)> = uses.into_iter().map(|(name, uses)| (uses, name)).collect();
    names.sort_by(|a, b| (b.0, &a.1).cmp(&(a.0, &b.1)));
    names.into_iter().take(FEW).map(|(_, name)| name).collect()
}

/// Loads only the built-in styles of these names, in the order of the table.
fn subset(names: &[String]) -> Result<Styles, String> {
    const ENTRY: &str = "[[style]]\n";
    let named = |entry: &&str| names.iter().any(|name| entry.starts_with(&format!("name = \"{name}\"\n")));
    let entries = BUILTIN_STYLES.iter().flat_map(|(_, text)| text.split(ENTRY).skip(1)).filter(named);
    let table: String = entries.flat_map(|entry| [ENTRY, entry]).collect();
    Styles::load(&[("few", &table)]).map_err(|error| error.to_string())
}
