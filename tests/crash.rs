//! What a crash leaves: the run is failed at every operation of the storage (sampled here; the full sweep with
//! `DATELINE_SWEEP=full cargo test --release crash`), and after each the archive opens, equals the old or the new state,
//! and a re-run ends where an undisturbed run does.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use dateline::index::{self, Faults, IndexError, WriterOptions};
use dateline::ingest::{self, IngestError, Options, Reading, Report};
use dateline::query::Query;
use dateline::search::{Engine, Group};

const OPTIONS: WriterOptions = WriterOptions { threads: 1, memory: 32 << 20, inverting: index::Inverting::Own };

fn run(root: &Path, index: &Path, faults: Option<Faults>) -> Result<Report, IngestError> {
    let stop = AtomicBool::new(false);
    let options = Options { threads: 1, tell: &|_| {}, stop: &stop, grouping: None };
    let writer = index::open_faulty_writer(index, OPTIONS, faults)?;
    let report = ingest::bring_up_to_date(root, &writer, &Reading::plain(), &options)?;
    writer.close()?;
    Ok(report)
}

/// Runs once the lock is free. Another test starts programs: between fork and exec a child of this process has our open files
/// too, and with them the lock of a writer that is gone. That is an instant, and longer on a busy machine.
fn run_when_free(root: &Path, index: &Path) -> Result<Report, IngestError> {
    let since = std::time::Instant::now();
    loop {
        match run(root, index, None) {
            Err(IngestError::Index(IndexError::Locked)) if since.elapsed().as_secs() < 10 => {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            other => return other,
        }
    }
}

/// The state of an archive: its snapshot, and what it holds of each source, against the ledger and the count.
fn state(index: &Path) -> Option<String> {
    let archive = match index::open(index) {
        Err(IndexError::Missing) => return None,
        other => other.unwrap(),
    };
    let status = archive.status().unwrap();
    let ledger = archive.ledger().unwrap();
    let articles: u64 = ledger.entries.values().map(|entry| u64::from(entry.articles)).sum();
    assert_eq!(articles, status.articles, "ledger and index disagree");
    assert_eq!(status.articles % 2, 0, "a source of two articles was split: {} articles", status.articles);
    Some(format!("{} {} articles of {} sources", status.snapshot, status.articles, status.sources))
}

/// The stories that came in several takes: the articles of each.
fn takes(index: &Path) -> Vec<Group> {
    index::open(index).unwrap().groups(&Query::All).unwrap()
}

fn story(day: usize, text: &str) -> String {
    format!("date 2025-04-{day:02}\nTOKYO, April {day}. /TASS/. {text}\n\nMore of it follows here.\n")
}

/// Each file holds two stories, so that a split source shows as an odd number of articles.
fn write(root: &Path, number: usize, text: &str) {
    let day = number % 27 + 1;
    fs::write(root.join(format!("{number}.txt")), format!("{}\n{}", story(day, text), story(day + 1, text))).unwrap();
}

fn fill(root: &Path) {
    for number in 0..40 {
        write(root, number, &format!("The lighthouse at quay {number} was lit."));
    }
}

fn change(root: &Path) {
    for number in 0..10 {
        write(root, number, "The beacon was relit.");
    }
    for number in 10..20 {
        fs::remove_file(root.join(format!("{number}.txt"))).unwrap();
    }
    for number in 40..55 {
        write(root, number, "A new story came in.");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Fails a run that takes `before` (an index, or nothing) to the state of `root`, at each of the chosen operations.
fn sweep(root: &Path, before: Option<&Path>, fail: impl Fn(u64) -> Faults) -> (usize, usize, usize) {
    let scratch = tempfile::tempdir().unwrap();
    let fresh = |name: &str| {
        let index = scratch.path().join(name);
        if let Some(before) = before {
            copy(before, &index);
        }
        index
    };
    let whole = fresh("whole");
    let counted = Faults::none();
    let old = before.and_then(state);
    run(root, &whole, Some(counted.clone())).unwrap();
    let new = state(&whole);
    assert_ne!(old, new);
    assert!(!takes(&whole).is_empty());

    let operations = counted.operations();
    let full = std::env::var("DATELINE_SWEEP").is_ok_and(|value| value == "full");
    let step = if full { 1 } else { (operations / 24).max(1) };
    let (mut points, mut olds, mut news) = (0, 0, 0);
    // The last operations always: behind the commit they are few, and a sample would miss them.
    let sample = (0..operations).filter(|at| at % step == 0 || at + 4 > operations);
    for at in sample {
        let index = fresh(&format!("at-{at}"));
        // A failure behind the last commit (while old files are collected) need not fail the run.
        let failed = run(root, &index, Some(fail(at)));
        let named =
            |error: &IngestError| !matches!(error, IngestError::Index(IndexError::Missing | IndexError::Locked));
        assert!(failed.as_ref().err().is_none_or(named), "operation {at} of {operations}: {failed:?}");
        let left = state(&index);
        let empty = left.as_ref().is_some_and(|state| state.contains(" 0 articles"));
        match &left {
            left if *left == old || (old.is_none() && empty) => olds += 1,
            left if *left == new => news += 1,
            torn => panic!("operation {at} of {operations}: {torn:?} is neither {old:?} nor {new:?}"),
        }
        let repaired = run_when_free(root, &index);
        assert!(repaired.is_ok(), "stuck after operation {at} of {operations}: {:?}", repaired.err());
        assert_eq!(state(&index), new, "operation {at} of {operations}: the re-run ends elsewhere");
        assert_eq!(takes(&index), takes(&whole), "operation {at} of {operations}: the re-run groups otherwise");
        assert_eq!(strays(&index), Vec::<String>::new(), "operation {at} of {operations}");
        fs::remove_dir_all(&index).unwrap();
        points += 1;
    }
    (points, olds, news)
}

/// Files that belong to no segment of the last commit.
fn strays(index: &Path) -> Vec<String> {
    let meta = fs::read_to_string(index.join("meta.json")).unwrap();
    let meta: serde_json::Value = serde_json::from_str(&meta).unwrap();
    let live: Vec<String> = meta["segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["segment_id"].as_str().unwrap().replace('-', ""))
        .collect();
    fs::read_dir(index)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            !name.starts_with(".tantivy")
                && !name.starts_with(".takes")
                && name != ".managed.json"
                && name != "meta.json"
        })
        .filter(|name| !live.iter().any(|id| name.starts_with(id.as_str())))
        .collect()
}

#[test]
fn a_first_run_that_crashes_anywhere_leaves_nothing_or_everything() {
    let root = tempfile::tempdir().unwrap();
    fill(root.path());
    let (points, old, new) = sweep(root.path(), None, Faults::from);
    println!("first run: {points} points, {old} old, {new} new, 0 torn, 0 stuck");
    assert!(points >= 10 && old > 0 && new > 0, "{points} points, {old} old, {new} new");
}

#[test]
fn an_update_that_crashes_anywhere_leaves_the_old_state_or_the_new() {
    let root = tempfile::tempdir().unwrap();
    let index = tempfile::tempdir().unwrap();
    fill(root.path());
    run(root.path(), index.path(), None).unwrap();
    change(root.path());
    let (points, old, new) = sweep(root.path(), Some(index.path()), Faults::from);
    println!("update: {points} points, {old} old, {new} new, 0 torn, 0 stuck");
    assert!(points >= 10 && old > 0 && new > 0, "{points} points, {old} old, {new} new");
}

#[test]
fn a_disk_that_fills_up_anywhere_leaves_the_old_state_or_the_new() {
    let root = tempfile::tempdir().unwrap();
    let index = tempfile::tempdir().unwrap();
    fill(root.path());
    run(root.path(), index.path(), None).unwrap();
    change(root.path());
    let (points, old, new) = sweep(root.path(), Some(index.path()), Faults::full_from);
    println!("full disk: {points} points, {old} old, {new} new, 0 torn, 0 stuck");
    assert!(points >= 10 && old > 0 && new > 0, "{points} points, {old} old, {new} new");
}

#[test]
fn a_full_disk_is_called_full_and_what_was_half_written_is_removed() {
    let root = tempfile::tempdir().unwrap();
    let index = tempfile::tempdir().unwrap();
    fill(root.path());
    run(root.path(), index.path(), None).unwrap();
    let old = state(index.path());
    change(root.path());
    // Opening writes a few small files; what fails here is the writing of the first segment.
    let error = run(root.path(), index.path(), Some(Faults::full_from(8))).unwrap_err();
    assert!(matches!(error, IngestError::Index(IndexError::Full)), "{error:?}");
    assert_eq!(state(index.path()), old);
    run(root.path(), index.path(), None).unwrap();
}

#[test]
fn folders_that_vanish_under_a_run_are_errors_and_no_panic() {
    let stop = AtomicBool::new(false);
    let options = Options { threads: 2, tell: &|_| {}, stop: &stop, grouping: None };
    let root = tempfile::tempdir().unwrap();
    fill(root.path());
    let index = root.path().join(".index");
    let writer = index::open_writer(&index, OPTIONS).unwrap();
    fs::remove_dir_all(&index).unwrap();
    let error = ingest::bring_up_to_date(root.path(), &writer, &Reading::plain(), &options).unwrap_err();
    assert!(matches!(&error, IngestError::Index(error) if error.is_of_the_system()), "{error:?}");
    drop(writer);
    assert!(matches!(index::open(&index), Err(IndexError::Missing)));

    let elsewhere = tempfile::tempdir().unwrap();
    let writer = index::open_writer(elsewhere.path(), OPTIONS).unwrap();
    let gone = root.path().join("gone");
    let error = ingest::bring_up_to_date(&gone, &writer, &Reading::plain(), &options).unwrap_err();
    assert!(matches!(error, IngestError::Folder { .. }), "{error:?}");
}

#[test]
fn left_over_files_are_swept() {
    let root = tempfile::tempdir().unwrap();
    let index = tempfile::tempdir().unwrap();
    fill(root.path());
    run(root.path(), index.path(), None).unwrap();
    fs::write(index.path().join(".tmpA1b2C3"), "half a meta.json").unwrap();
    run(root.path(), index.path(), None).unwrap();
    assert!(!index.path().join(".tmpA1b2C3").exists());
}
