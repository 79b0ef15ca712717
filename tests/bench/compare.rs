//! The whole comparison in one command: `dateline` against the floor on one folder, process against process, in turn, so that
//! what the machine does beside it falls on both. Medians; ratios are what counts.
//!
//! | part | beside ours stands |
//! |---|---|
//! | build | the floor's build of the same files |
//! | re-run | a bare walk with stat, and both builds |
//! | query | the floor's answer in the plainest way: its query parser, its collectors |
//! | view, start | nothing: the bar is in seconds, or in bytes |

mod changes;
mod child;
mod table;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use changes::Changes;
use child::{Took, median, run};
use table::{Bar, Figure, Unit, heading, print};
use words::Words;

/// How often a thing is measured where nothing else is asked for.
pub const ROUNDS: usize = 5;
/// A query is over in milliseconds and asked so many times as often.
const QUERY_ROUNDS: usize = 3;

/// The two programs, and where their indexes are.
struct Two<'a> {
    folder: &'a str,
    floor: PathBuf,
    floor_at: String,
    ours: PathBuf,
    ours_at: String,
}

impl Two<'_> {
    fn floor(&self, arguments: &[&str]) -> std::io::Result<Took> {
        run(&self.floor, arguments)
    }

    /// Runs `dateline` with its index.
    fn ours(&self, arguments: &[&str]) -> std::io::Result<Took> {
        run(&self.ours, &[arguments, &["--index", &self.ours_at]].concat())
    }
}

/// Compares the two on `folder`; `work` is where the indexes go.
pub fn compare(folder: &Path, work: &Path, rounds: usize) -> tantivy::Result<()> {
    fs::create_dir_all(work)?;
    let text = |path: &Path| path.display().to_string();
    let folder_text = text(folder);
    let two = Two {
        folder: &folder_text,
        floor: std::env::current_exe()?,
        floor_at: text(&work.join("floor")),
        ours: PathBuf::from(env!("CARGO_BIN_EXE_dateline")),
        ours_at: text(&work.join("dateline")),
    };
    let mut files = Vec::new();
    super::files(folder, &mut files)?;
    files.sort_unstable();
    let bytes = size(folder)? as f64;
    println!("{} files, {:.1} MB in {folder_text}; medians of {rounds} rounds", files.len(), bytes / 1e6);
    let builds = builds(&two, bytes, rounds)?;
    {
        let mut changes = Changes::default();
        updates(&two, &files, &mut changes, &builds, rounds)?;
    }
    let words = words::choose(&files, Path::new(&two.floor_at))?;
    drop(files);
    queries(&two, &words, rounds * QUERY_ROUNDS)?;
    views(&two, &words, rounds)?;
    start(&two, rounds * QUERY_ROUNDS)?;
    Ok(())
}

/// What the builds of the two took.
struct Builds {
    floor: Vec<Took>,
    ours: Vec<Took>,
}

fn builds(two: &Two<'_>, bytes: f64, rounds: usize) -> std::io::Result<Builds> {
    let (mut floor, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        floor.push(two.floor(&["index", two.folder, &two.floor_at])?);
        if Path::new(&two.ours_at).exists() {
            fs::remove_dir_all(&two.ours_at)?;
        }
        ours.push(two.ours(&["index", two.folder])?);
    }
    heading("build", "floor");
    let line = |name, unit, part: fn(&Took) -> f64, bar| {
        print(&Figure { name, unit, ours: median(&ours, part), floor: Some(median(&floor, part)), bar });
    };
    line("CPU", Unit::Seconds, |took| took.cpu, Bar::Ratio(0.5));
    line("wall", Unit::Seconds, |took| took.wall, Bar::None);
    line("peak memory", Unit::Bytes, |took| took.peak, Bar::Most(400e6));
    let share = |at: &str| size(Path::new(at)).map(|size| size as f64);
    let (floor_size, ours_size) = (share(&two.floor_at)?, share(&two.ours_at)?);
    let size = |name, unit, of: f64, bar| {
        print(&Figure { name, unit, ours: ours_size / of, floor: Some(floor_size / of), bar });
    };
    size("index", Unit::Bytes, 1.0, Bar::None);
    size("index, of the input", Unit::Share, bytes, Bar::Most(0.75));
    Ok(Builds { floor, ours })
}

fn updates(
    two: &Two<'_>,
    files: &[PathBuf],
    changes: &mut Changes,
    builds: &Builds,
    rounds: usize,
) -> std::io::Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).to_string();
    let (mut walks, mut same, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        walks.push(two.floor(&["walk", two.folder, &threads])?);
        same.push(two.ours(&["index", two.folder])?);
        changes.touch(files, round)?;
        changed.push(two.ours(&["index", two.folder])?);
    }
    let cpu = |took: &[Took]| median(took, |took| took.cpu);
    heading("re-run, CPU", "beside it");
    let line = |name, ours, floor, bar| {
        print(&Figure { name, unit: Unit::Seconds, ours, floor: Some(floor), bar });
    };
    let (walk, floor, own) = (cpu(&walks), cpu(&builds.floor), cpu(&builds.ours));
    let (same, changed) = (cpu(&same), cpu(&changed));
    line("nothing changed : bare walk", same, walk, Bar::Ratio(2.0));
    line("nothing changed : own build", same, own, Bar::None);
    line("nothing changed : floor's build", same, floor, Bar::None);
    line("1 % changed : bare walk", changed, walk, Bar::None);
    line("1 % changed : own build", changed, own, Bar::Ratio(0.03));
    line("1 % changed : floor's build", changed, floor, Bar::None);
    Ok(())
}

fn queries(two: &Two<'_>, words: &Words, rounds: usize) -> std::io::Result<()> {
    let [one, other] = &words.pair;
    let (pair, both) = (format!("{one} {other}"), format!("+{one} +{other}"));
    let (phrase, common_phrase) = (format!("\"{}\"", words.phrase), format!("\"{}\"", words.common_phrase));
    let (rare, middle, common) = (words.rare.as_str(), words.middle.as_str(), words.common.as_str());
    let index = two.floor_at.as_str();
    heading("query, cold process, wall", "floor");
    let ask = |name: &str, floor: &[&str], ours: &[&str]| {
        let screen: &[&str] = if ours[0] == "search" { &["--width", "100", "--limit", "10"] } else { &[] };
        let ours = [ours, screen, &["--color", "always"]].concat();
        let (mut theirs, mut mine) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            theirs.push(two.floor(floor)?);
            mine.push(two.ours(&ours)?);
        }
        let wall = |took: &[Took]| median(took, |took| took.wall * 1e3);
        let bar = Bar::RatioAndMost(1.5, 10.0);
        print(&Figure { name, unit: Unit::Milliseconds, ours: wall(&mine), floor: Some(wall(&theirs)), bar });
        std::io::Result::Ok(())
    };
    let named = |name: &str, word: &str| format!("{name} ({word})");
    ask(&named("rare word", rare), &["search", index, rare], &["search", rare])?;
    ask(&named("common word", common), &["search", index, common], &["search", common])?;
    ask(&named("two words", &pair), &["search", index, &both], &["search", &pair])?;
    ask(&named("phrase", &phrase), &["search", index, &phrase], &["search", &phrase])?;
    let name = named("phrase of common words", &common_phrase);
    ask(&name, &["search", index, &common_phrase], &["search", &common_phrase])?;
    if let Some(month) = words.month {
        let (from, to) = ((month * 100 + 1).to_string(), (month * 100 + 31).to_string());
        let on = format!("{:04}-{:02}", month / 100, month % 100);
        let name = named(&format!("word in {on}"), middle);
        ask(&name, &["within", index, middle, &from, &to], &["search", middle, "--on", &on])?;
    }
    let newest = ["search", common, "--sort", "newest"];
    ask("newest of the common word", &["newest", index, common], &newest)?;
    ask("newest of all", &["newest", index, "*"], &["search"])?;
    ask("count of the common word", &["count", index, common], &["count", common])
}

fn views(two: &Two<'_>, words: &Words, rounds: usize) -> std::io::Result<()> {
    let common = words.common.as_str();
    heading("view of the common word, wall", "");
    let view = |arguments: &[&str]| (0..rounds).map(|_| two.ours(arguments)).collect::<std::io::Result<Vec<Took>>>();
    let wall = |name, arguments: &[&str], most| {
        let ours = median(&view(arguments)?, |took| took.wall * 1e3);
        print(&Figure { name, unit: Unit::Milliseconds, ours, floor: None, bar: Bar::Most(most) });
        std::io::Result::Ok(())
    };
    wall("timeline by month", &["timeline", common, "--by", "month", "--format", "jsonl"], 30.0)?;
    wall("facets by place", &["facets", common, "--by", "place", "--format", "jsonl"], 30.0)?;
    wall("concordance, 10,000 lines", &["kwic", common, "--limit", "10000"], 1000.0)?;
    let ours = median(&view(&["export", "--as", "jsonl"])?, |took| took.written / 1e6 / took.cpu);
    print(&Figure { name: "export, JSONL, a core", unit: Unit::Rate, ours, floor: None, bar: Bar::Least(100.0) });
    Ok(())
}

fn start(two: &Two<'_>, rounds: usize) -> std::io::Result<()> {
    heading("program", "");
    let starts = (0..rounds).map(|_| run(&two.ours, &["--version"])).collect::<std::io::Result<Vec<Took>>>()?;
    let ours = median(&starts, |took| took.wall * 1e3);
    print(&Figure { name: "--version, wall", unit: Unit::Milliseconds, ours, floor: None, bar: Bar::Most(3.0) });
    let ours = fs::metadata(&two.ours)?.len() as f64;
    print(&Figure { name: "binary", unit: Unit::Bytes, ours, floor: None, bar: Bar::Most(25e6) });
    Ok(())
}

/// Sums up the lengths of all files, but not of an index among them.
fn size(path: &Path) -> std::io::Result<u64> {
    if path.is_file() {
        return Ok(fs::metadata(path)?.len());
    }
    let mut sum = 0;
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if path.file_name().is_none_or(|name| name != ".dateline") {
            sum += size(&path)?;
        }
    }
    Ok(sum)
}
