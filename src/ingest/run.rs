//! Brings an archive up to date with a folder.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::barren::{barren_of, reason_of};
use super::gather::{Gathered, State};
use super::neighbours::{Neighbours, stated, wants};
use super::plan::{Candidate, Plan, STDIN, plan};
use super::{Change, Event, Options, Reading, Report};
use crate::article::Article;
use crate::date::DayRange;
use crate::index::{IndexError, Ledger, Made, Writer, context_key, fingerprint};
use crate::source::{self, Facts, Reason, Skipped, Source};
use crate::story::{Context, Story};
use crate::wire;

/// Bytes of copy between two commits: a killed run loses this much work at most.
const BATCH: u64 = 512 << 20;

/// Why a run failed as a whole. A file that cannot be read is no failure: it is counted in the report.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The folder cannot be read.
    #[error("{path}: the folder cannot be read")]
    Folder {
        /// Which.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The receiver of articles failed.
    #[error(transparent)]
    Receiver(#[from] std::io::Error),
}

/// Makes the archive behind `writer` equal to what the folder `root` holds: new files in, changed files anew, gone files out.
pub fn bring_up_to_date(
    root: &Path,
    writer: &Writer,
    reading: &Reading<'_>,
    options: &Options<'_>,
) -> Result<Report, IngestError> {
    carry_out(root, writer.ledger()?, Some(writer), reading, options, Report::default())
}

/// Says what [`bring_up_to_date`] would do to an archive that holds what `ledger` says: files are read and parsed as there,
/// and nothing is written.
pub fn rehearse(
    root: &Path,
    ledger: Ledger,
    reading: &Reading<'_>,
    options: &Options<'_>,
) -> Result<Report, IngestError> {
    let report = Report { changes: Some(Vec::new()), ..Report::default() };
    carry_out(root, ledger, None, reading, options, report)
}

fn carry_out(
    root: &Path,
    ledger: Ledger,
    writer: Option<&Writer>,
    reading: &Reading<'_>,
    options: &Options<'_>,
    report: Report,
) -> Result<Report, IngestError> {
    let walk = source::walk(root, options.threads)
        .map_err(|source| IngestError::Folder { path: root.display().to_string(), source })?;
    let mut report = Report { hidden: walk.hidden, links: walk.links, skipped: walk.skipped.clone(), ..report };
    let maker = reading.maker();
    let plan = plan(walk, ledger, maker);
    let bytes = plan.candidates.iter().map(|candidate| candidate.found.size).sum();
    (options.tell)(Event::Planned { files: plan.candidates.len() as u64, bytes });

    for (path, entry) in &plan.gone {
        if let Some(writer) = writer {
            writer.remove(path, &entry.made)?;
        }
        report.removed += 1;
        report.note(Change::Removed, path);
    }
    let run = Run { root, writer, reading, maker, options, since_commit: AtomicU64::new(0) };
    let mut neighbours = Neighbours::default();
    let waiting = first_round(&run, &plan, &mut neighbours, &mut report)?;
    let retold = second_round(&run, &plan, waiting, &neighbours, &mut report)?;
    report.unchanged += plan.unchanged.len() as u64 - retold;

    for Candidate { found, old } in &plan.unchanged {
        if let Some(why) = old.and_then(|entry| entry.barren) {
            report.skipped.push(Skipped { path: found.path.clone(), reason: reason_of(why) });
        }
    }
    report.skipped.sort_unstable();
    report.interrupted = options.stopped();
    if let Some(writer) = writer {
        (options.tell)(Event::Committing);
        writer.commit()?;
    }
    Ok(report)
}

/// Replaces what came from standard input by `bytes`.
pub fn put_text(writer: &Writer, bytes: Vec<u8>, reading: &Reading<'_>) -> Result<Report, IngestError> {
    let old = writer.ledger()?.entries.get(STDIN).copied();
    let made =
        Made { fingerprint: fingerprint(&bytes), size: bytes.len() as u64, maker: reading.maker(), ..Made::default() };
    let mut report = Report { bytes: made.size, ..Report::default() };
    let (articles, skipped, facts) = read(&source::of_bytes(STDIN, bytes), Context::default(), reading);
    let made = Made { doubtful: facts.doubtful, ..made };
    let barren = articles.is_empty().then(|| skipped.first().map_or(Reason::Empty, |skipped| skipped.reason.clone()));
    put(Some(writer), STDIN, old.as_ref().map(|entry| &entry.made), &made, &articles, barren.as_ref())?;
    *(if old.is_some() { &mut report.updated } else { &mut report.added }) += 1;
    report.articles = articles.len() as u64;
    report.skipped.extend(skipped);
    writer.commit()?;
    Ok(report)
}

/// Parses all that a source holds; gives too what gives no article, and what was learnt of its text.
pub(super) fn read(source: &Source, context: Context, reading: &Reading<'_>) -> (Vec<Article>, Vec<Skipped>, Facts) {
    let mut articles = Vec::new();
    let (skipped, facts) = read_each(source, context, reading, &mut |article| {
        articles.push(article);
        ControlFlow::Continue(())
    });
    (articles, skipped, facts)
}

/// Parses all that a source holds, article by article; gives what gives no article, and what was learnt of its text.
fn read_each(
    source: &Source,
    context: Context,
    reading: &Reading<'_>,
    receive: &mut dyn FnMut(Article) -> ControlFlow<()>,
) -> (Vec<Skipped>, Facts) {
    let mut skipped = Vec::new();
    let read = source.stories(&reading.files, &mut |story| {
        match story {
            Ok(story) => {
                let story = Story { context, ..story };
                let parsed = wire::parse(&story, reading.styles).articles;
                if parsed.is_empty() {
                    skipped.push(Skipped { path: story.origin.to_string(), reason: Reason::Empty });
                }
                for article in parsed {
                    if receive(article).is_break() {
                        return ControlFlow::Break(());
                    }
                }
            }
            Err(member) => skipped.push(member),
        }
        ControlFlow::Continue(())
    });
    let facts = read.unwrap_or_else(|reason| {
        skipped.push(Skipped { path: source.path().to_owned(), reason });
        Facts::default()
    });
    (skipped, facts)
}

pub(super) struct Run<'a> {
    root: &'a Path,
    /// Nothing in a rehearsal.
    pub(super) writer: Option<&'a Writer>,
    reading: &'a Reading<'a>,
    maker: u64,
    pub(super) options: &'a Options<'a>,
    since_commit: AtomicU64,
}

/// What became of a file.
enum Outcome {
    /// Its articles are in the archive, with the days that they state; some of its members may give none.
    Put { articles: u64, stated: Option<DayRange>, skipped: Vec<Skipped> },
    /// It was touched, but says what it said.
    Same,
    /// It cannot be dated before its neighbours are.
    Waits,
    /// It gives no story.
    Skipped(Vec<Skipped>),
}

/// Parses every candidate; returns those that wait for their neighbours.
fn first_round(
    run: &Run<'_>,
    plan: &Plan,
    neighbours: &mut Neighbours,
    report: &mut Report,
) -> Result<Vec<Candidate>, IngestError> {
    let learn_old = |neighbours: &mut Neighbours, candidate: &Candidate| {
        if let Some(entry) = candidate.old {
            neighbours.learn(&candidate.found.path, entry.stated);
        }
    };
    plan.unchanged.iter().for_each(|candidate| learn_old(neighbours, candidate));
    let mut waiting = Vec::new();
    let outcomes = in_parallel(run, &plan.candidates, |candidate| run.take(candidate, None))?;
    for (candidate, outcome) in plan.candidates.iter().zip(outcomes) {
        match outcome {
            None => {}
            Some(Outcome::Waits) => waiting.push(candidate.clone()),
            Some(outcome) => {
                match &outcome {
                    Outcome::Put { stated, .. } => neighbours.learn(&candidate.found.path, *stated),
                    Outcome::Same => learn_old(neighbours, candidate),
                    Outcome::Waits | Outcome::Skipped(_) => {}
                }
                count(report, candidate, outcome);
            }
        }
    }
    Ok(waiting)
}

/// Parses those that wait, and those whose neighbours now say something else than when they were parsed; gives the number
/// of the latter that were done.
fn second_round(
    run: &Run<'_>,
    plan: &Plan,
    mut waiting: Vec<Candidate>,
    neighbours: &Neighbours,
    report: &mut Report,
) -> Result<u64, IngestError> {
    let fresh = waiting.len();
    let mut retold = 0;
    let told_otherwise = |candidate: &&Candidate| {
        candidate.old.is_some_and(|entry| {
            entry.made.context != 0 && entry.made.context != context_key(neighbours.of(&candidate.found.path))
        })
    };
    waiting.extend(plan.unchanged.iter().filter(told_otherwise).cloned());
    let outcomes =
        in_parallel(run, &waiting, |candidate| run.take(candidate, Some(neighbours.of(&candidate.found.path))))?;
    for (number, (candidate, outcome)) in waiting.iter().zip(outcomes).enumerate() {
        if let Some(outcome) = outcome {
            retold += u64::from(number >= fresh);
            count(report, candidate, outcome);
        }
    }
    Ok(retold)
}

fn count(report: &mut Report, candidate: &Candidate, outcome: Outcome) {
    let known = candidate.old.is_some();
    match outcome {
        Outcome::Same => report.unchanged += 1,
        Outcome::Waits => {}
        Outcome::Put { articles, skipped, .. } => {
            *(if known { &mut report.updated } else { &mut report.added }) += 1;
            report.note(if known { Change::Updated } else { Change::Added }, &candidate.found.path);
            report.articles += articles;
            report.bytes += candidate.found.size;
            report.skipped.extend(skipped);
        }
        Outcome::Skipped(skipped) => report.skipped.extend(skipped),
    }
}

impl Run<'_> {
    /// Reads and parses a file and puts what it gives. `told` is what its neighbours say, once that is known.
    fn take(&self, candidate: &Candidate, told: Option<Option<DayRange>>) -> Result<Outcome, IngestError> {
        let Candidate { found, old } = candidate;
        let old_made = old.as_ref().map(|entry| &entry.made);
        let source = match source::open(self.root, found) {
            Ok(source) => source,
            // Only what the file itself says is remembered; what the system says may change without it.
            Err(reason) => return Ok(Outcome::Skipped(vec![Skipped { path: found.path.clone(), reason }])),
        };
        let print = source.fingerprint();
        let context = told.map_or(0, context_key);
        if let Some(entry) = old
            && (entry.made.fingerprint, entry.made.maker, entry.made.context) == (print, self.maker, context)
        {
            return Ok(match entry.barren {
                None => Outcome::Same,
                Some(why) => Outcome::Skipped(vec![Skipped { path: found.path.clone(), reason: reason_of(why) }]),
            });
        }
        let context = Context { neighbours: told.flatten() };
        let made = self.made(candidate, print, told);
        let mut gathered =
            Gathered { run: self, candidate, made, few: Vec::new(), state: State::Few, put: 0, failure: None };
        let (mut skipped, facts) = read_each(&source, context, self.reading, &mut |article| gathered.take(article));
        if let Some(failure) = gathered.failure {
            return Err(failure);
        }
        if let State::Many(_) = gathered.state {
            // Half a source goes with the guard, and the next run reads it again.
            if self.options.stopped() {
                return Ok(Outcome::Skipped(Vec::new()));
            }
            let put = gathered.finish(facts)?;
            return Ok(Outcome::Put { articles: put, stated: None, skipped });
        }
        let articles = gathered.few;
        if told.is_none() && wants(&articles) {
            return Ok(Outcome::Waits);
        }
        let made = Made { doubtful: facts.doubtful, ..self.made(candidate, print, told) };
        if articles.is_empty() {
            // What all of it failed by, where that is one thing.
            let reason = skipped.first().map_or(Reason::Empty, |skipped| skipped.reason.clone());
            put(self.writer, &found.path, old_made, &Made { context: 0, ..made }, &[], Some(&reason))?;
            if skipped.is_empty() {
                skipped.push(Skipped { path: found.path.clone(), reason });
            }
            return Ok(Outcome::Skipped(skipped));
        }
        put(self.writer, &found.path, old_made, &made, &articles, None)?;
        let stated = stated(&articles).filter(|_| told.is_none());
        Ok(Outcome::Put { articles: articles.len() as u64, stated, skipped })
    }

    fn made(&self, candidate: &Candidate, fingerprint: u64, told: Option<Option<DayRange>>) -> Made {
        let (size, mtime) = (candidate.found.size, candidate.found.mtime);
        Made { fingerprint, size, mtime, maker: self.maker, context: told.map_or(0, context_key), doubtful: false }
    }

    fn commit_if_due(&self, bytes: u64) -> Result<(), IngestError> {
        let Some(writer) = self.writer else { return Ok(()) };
        if self.since_commit.fetch_add(bytes, Ordering::Relaxed) + bytes >= BATCH {
            self.since_commit.store(0, Ordering::Relaxed);
            (self.options.tell)(Event::Committing);
            writer.commit()?;
        }
        Ok(())
    }
}

fn put(
    writer: Option<&Writer>,
    path: &str,
    old: Option<&Made>,
    made: &Made,
    articles: &[Article],
    skipped: Option<&Reason>,
) -> Result<(), IndexError> {
    let Some(writer) = writer else { return Ok(()) };
    match skipped {
        None => writer.put(path, old, made, articles),
        Some(reason) => writer.put_barren(path, old, made, barren_of(reason)),
    }
}

/// Runs `take` over the candidates on several threads; gives the outcomes in their order, none for those after a stop.
fn in_parallel(
    run: &Run<'_>,
    candidates: &[Candidate],
    take: impl Fn(&Candidate) -> Result<Outcome, IngestError> + Sync,
) -> Result<Vec<Option<Outcome>>, IngestError> {
    let next = AtomicUsize::new(0);
    let failure: Mutex<Option<IngestError>> = Mutex::new(None);
    let failed = || failure.lock().map_or(true, |failure| failure.is_some());
    let work = || {
        let mut outcomes = Vec::new();
        while !run.options.stopped() {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(candidate) = candidates.get(number) else { break };
            let outcome = take(candidate).and_then(|outcome| run.commit_if_due(candidate.found.size).map(|()| outcome));
            match outcome {
                Ok(outcome) => outcomes.push((number, outcome)),
                Err(error) => {
                    if let Ok(mut failure) = failure.lock() {
                        failure.get_or_insert(error);
                    }
                    break;
                }
            }
            (run.options.tell)(Event::File { bytes: candidate.found.size });
            if failed() {
                break;
            }
        }
        outcomes
    };
    let threads = run.options.threads.max(1).min(candidates.len().max(1));
    let mut all: Vec<Option<Outcome>> = Vec::new();
    all.resize_with(candidates.len(), || None);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            match worker.join() {
                Ok(outcomes) => outcomes.into_iter().for_each(|(number, outcome)| all[number] = Some(outcome)),
                // A panic is a fault of ours: it must not pass for a finished run.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    match failure.into_inner() {
        Ok(Some(error)) => Err(error),
        _ => Ok(all),
    }
}
