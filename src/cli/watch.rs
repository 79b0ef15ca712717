//! `dateline watch`: `dateline index`, again whenever something changes.
//!
//! What the system tells of a folder says only *that* something changed: each batch looks at the whole folder, as `index`
//! does, so that an event that was lost costs nothing but a look. A batch begins when the folder has been quiet for a moment,
//! so that ten thousand files that come at once are one; where it never is quiet, after a while all the same. The index is
//! locked while a batch is written and at no other time.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::Args;
use dateline::ingest::{Reading, Report, Skips};
use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Config, ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher};

use super::corpus::Corpus;
use super::failure::Failure;
use super::index::{Encoding, Signals, line, record, run_once, tell_skipped};
use super::{FormatArg, Global, Outcome, Ran};

/// So long a change waits at most.
const LONGEST: Duration = Duration::from_secs(10);

/// How often it is looked whether there is something to do.
const TICK: Duration = Duration::from_millis(20);

/// How long is waited between two tries to write to an index that another writer has.
const PAUSE: Duration = Duration::from_millis(200);

/// Keep the index up to date while files come, change and go
///
/// A line is said of each batch on stderr; --format jsonl writes a record of each to stdout. Ends at Ctrl-C.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline watch ~/wire\n  dateline watch ~/wire --format jsonl | jq .added\n  \
    dateline watch ~/archive --every 60")]
pub(super) struct Watch {
    /// Folders of stories [default: this folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Also look at the folder every so many seconds: for network disks, which tell of no change
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    every: Option<u32>,
    /// How many milliseconds a folder has to be quiet before what changed in it is indexed, in one batch
    #[arg(long, value_name = "MS", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    settle: u32,
    #[command(flatten)]
    encoding: Encoding,
}

impl Watch {
    pub(super) fn run(&self, global: &Global) -> Ran {
        if self.paths.iter().any(|path| path.as_os_str() == "-") {
            return Err(Failure::new("watch: expected a folder, found `-`").hint("read it with `dateline index -`"));
        }
        if self.paths.len() > 1 && global.index.is_some() {
            return Err(Failure::new("--index: expected one folder of stories, found several")
                .hint("watch the folder above them, or each by itself"));
        }
        if !matches!(global.format, FormatArg::Text | FormatArg::Jsonl) {
            return Err(Failure::new("--format: expected text or jsonl: what goes on for ever has no last record"));
        }
        let corpora: Vec<Corpus> = match self.paths.as_slice() {
            [] => vec![Corpus::here(global)?],
            paths => paths.iter().map(|path| Corpus::of_folder(path, global)).collect::<Result<_, _>>()?,
        };
        let signals = Signals::caught()?;
        // Watched before the first look: what changes in between is in the next batch.
        let changes = Changes::new(corpora.len());
        let _watcher = watcher(&corpora, &changes, self.every)?;
        let mut told = vec![None; corpora.len()];
        let pace = Pace {
            settle: Duration::from_millis(self.settle.into()),
            every: self.every.map(|seconds| Duration::from_secs(seconds.into())),
        };
        // Whoever sits before it sees that it waits, and for what.
        if stderr().is_terminal() {
            global.note("watching for changes; Ctrl-C ends it");
        }
        loop {
            for (number, corpus) in corpora.iter().enumerate() {
                if signals.stopped() {
                    return Ok(Outcome::Interrupted(signals.number()));
                }
                if !changes.take_if_due(number, Instant::now(), pace) {
                    continue;
                }
                let started = Instant::now();
                let Some(report) = batch(corpus, &self.encoding.reading(), global, &signals)? else {
                    return Ok(Outcome::Interrupted(signals.number()));
                };
                tell(&report, corpus, started, global, &mut told[number])?;
                if report.interrupted {
                    return Ok(Outcome::Interrupted(signals.number()));
                }
            }
            sleep(TICK);
        }
    }
}

/// Does one batch, as soon as no one else has the index; nothing if it was asked to stop before.
fn batch(
    corpus: &Corpus,
    reading: &Reading<'_>,
    global: &Global,
    signals: &Signals,
) -> Result<Option<Report>, Failure> {
    let mut waiting = false;
    while !signals.stopped() {
        match run_once(corpus, reading, None, global, signals) {
            Err(failure) if failure.is_locked() => {
                if !waiting {
                    global.note(&format!("{failure}: waiting for it to end"));
                }
                waiting = true;
                sleep(PAUSE);
            }
            ran => return ran.map(Some),
        }
    }
    Ok(None)
}

/// Says what a batch did; what was skipped only where that differs from the last time.
fn tell(
    report: &Report,
    corpus: &Corpus,
    started: Instant,
    global: &Global,
    told: &mut Option<Skips>,
) -> Result<(), Failure> {
    if global.format == FormatArg::Jsonl {
        writeln!(stdout(), "{}", record(report, corpus, started))?;
    } else {
        global.note(&line(report, corpus, started));
    }
    if told.as_ref() != Some(&report.skipped) {
        if !report.skipped.is_empty() {
            tell_skipped(report, global);
        }
        *told = Some(report.skipped.clone());
    }
    Ok(())
}

/// Asks the system to tell of what changes.
fn watcher(corpora: &[Corpus], changes: &Changes, every: Option<u32>) -> Result<Option<RecommendedWatcher>, Failure> {
    let mut roots = Vec::new();
    for corpus in corpora {
        roots.push((corpus.known_root()?.to_owned(), corpus.home.clone()));
    }
    let known = changes.clone();
    let places = roots.clone();
    let hear = move |event: notify::Result<Event>| {
        let now = Instant::now();
        let concerned = |number: usize| match &event {
            // A list of events that overflowed, or a fault: anything may have changed.
            Err(_) => true,
            Ok(event) if event.need_rescan() => true,
            Ok(event) => is_change(&event.kind) && event.paths.iter().any(|path| is_within(path, &places[number])),
        };
        (0..places.len()).filter(|&number| concerned(number)).for_each(|number| known.note(number, now));
    };
    let config = Config::default().with_follow_symlinks(false);
    let watched = RecommendedWatcher::new(hear, config).and_then(|mut watcher| {
        roots.iter().try_for_each(|(root, _)| watcher.watch(root, RecursiveMode::Recursive)).map(|()| watcher)
    });
    match watched {
        Ok(watcher) => Ok(Some(watcher)),
        // Without the system's word the clock alone will do.
        Err(_) if every.is_some() => Ok(None),
        Err(error) => Err(failure_of(&error)),
    }
}

fn failure_of(error: &notify::Error) -> Failure {
    let hint = match error.kind {
        ErrorKind::MaxFilesWatch => {
            "raise the limit (on Linux: `sysctl fs.inotify.max_user_watches`), or look every so often with `--every 60`"
        }
        _ => "look every so often with `--every 60`",
    };
    Failure::new(format!("watch: {error}")).hint(hint)
}

/// Says whether an event tells of a change: that a file was opened, also by us, does not.
fn is_change(kind: &EventKind) -> bool {
    match kind {
        EventKind::Access(kind) => *kind == AccessKind::Close(AccessMode::Write),
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Other => true,
    }
}

/// Says whether a path belongs to a folder of stories: not where it is hidden, nor where it is the index itself.
fn is_within(path: &Path, (root, home): &(PathBuf, PathBuf)) -> bool {
    let is_hidden = |below: &Path| below.iter().any(|part| part.as_encoded_bytes().starts_with(b"."));
    !path.starts_with(home) && path.strip_prefix(root).is_ok_and(|below| !is_hidden(below))
}

/// The changes of each folder that no batch has seen yet. Clones share them.
#[derive(Clone)]
struct Changes(Arc<Mutex<Vec<Burst>>>);

/// When a batch is due.
#[derive(Clone, Copy)]
struct Pace {
    /// So long nothing may have changed.
    settle: Duration,
    /// So long after the last one in any case.
    every: Option<Duration>,
}

/// Changes that come soon after one another.
#[derive(Clone, Copy)]
struct Burst {
    /// When the first and the last of them came; nothing where there is none.
    open: Option<(Instant, Instant)>,
    /// When the last batch began; nothing before the first.
    batch: Option<Instant>,
}

impl Changes {
    fn new(folders: usize) -> Changes {
        Changes(Arc::new(Mutex::new(vec![Burst { open: None, batch: None }; folders])))
    }

    fn bursts(&self) -> MutexGuard<'_, Vec<Burst>> {
        // Whole between any two statements: a thread that died left it whole.
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn note(&self, number: usize, now: Instant) {
        if let Some(burst) = self.bursts().get_mut(number) {
            burst.open = Some((burst.open.map_or(now, |(first, _)| first), now));
        }
    }

    /// Says whether a batch is due, and begins it.
    fn take_if_due(&self, number: usize, now: Instant, pace: Pace) -> bool {
        let mut bursts = self.bursts();
        let Some(burst) = bursts.get_mut(number) else { return false };
        let due = burst.is_due(now, pace);
        if due {
            *burst = Burst { open: None, batch: Some(now) };
        }
        due
    }
}

impl Burst {
    fn is_due(&self, now: Instant, pace: Pace) -> bool {
        let since = |then: Instant| now.saturating_duration_since(then);
        let settled = self.open.is_some_and(|(first, last)| since(last) >= pace.settle || since(first) >= LONGEST);
        let again = pace.every.is_some_and(|every| self.batch.is_some_and(|batch| since(batch) >= every));
        self.batch.is_none() || settled || again
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_waits_for_quiet_but_not_for_ever() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let changes = Changes::new(1);
        let pace = Pace { settle: Duration::from_millis(500), every: None };
        let often = Pace { every: Some(Duration::from_secs(5)), ..pace };
        assert!(changes.take_if_due(0, at(0), pace), "the first look needs no change");
        assert!(!changes.take_if_due(0, at(5_000), pace));
        changes.note(0, at(10_000));
        assert!(!changes.take_if_due(0, at(10_300), pace));
        changes.note(0, at(10_400));
        assert!(!changes.take_if_due(0, at(10_600), pace), "it goes on");
        assert!(changes.take_if_due(0, at(10_900), pace));
        assert!(!changes.take_if_due(0, at(20_000), pace), "it was taken");
        for millis in (30_000..40_000).step_by(100) {
            changes.note(0, at(millis));
            assert!(!changes.take_if_due(0, at(millis + 50), pace));
        }
        changes.note(0, at(40_000));
        assert!(changes.take_if_due(0, at(40_050), pace), "it never is quiet");
        assert!(!changes.take_if_due(0, at(41_000), often));
        assert!(changes.take_if_due(0, at(45_100), often));
    }

    #[test]
    fn only_what_may_be_a_story_counts() {
        let place = (PathBuf::from("/wire"), PathBuf::from("/wire/index"));
        for (path, counts) in [
            ("/wire/a.txt", true),
            ("/wire", true),
            ("/wire/sub/b", true),
            ("/wire/.dateline/index/meta.json", false),
            ("/wire/sub/.b.swp", false),
            ("/wire/index/index/meta.json", false),
            ("/other/a.txt", false),
        ] {
            assert_eq!(is_within(Path::new(path), &place), counts, "{path}");
        }
        assert!(!is_change(&EventKind::Access(AccessKind::Open(AccessMode::Any))));
        assert!(is_change(&EventKind::Access(AccessKind::Close(AccessMode::Write))));
    }
}
