//! Brings an archive up to date with a folder.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::barren::barren_of;
use super::neighbours::Neighbours;
use super::plan::{Candidate, Plan, Planner, STDIN};
use super::read::read;
use super::take::{Outcome, Run, Told};
use super::{Change, Event, Options, Reading, Report};
use crate::index::{Archive, Entry, IndexError, Made, Room, Writer, WriterOptions, context_key, fingerprint};
use crate::source::{self, Reason};
use crate::story::Context;

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
    /// The folder is empty, and the index is not.
    #[error("{path}: the folder is empty, but the index holds {sources} of its files")]
    Emptied {
        /// Which.
        path: String,
        /// How many files the index holds.
        sources: u64,
    },
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The receiver of articles failed.
    #[error(transparent)]
    Receiver(#[from] std::io::Error),
}

/// Makes the archive behind `writer` equal to what the folder `root` holds: new files in, changed files anew, files that were
/// moved under their new path, gone files out.
pub fn bring_up_to_date(
    root: &Path,
    writer: &Writer,
    reading: &Reading<'_>,
    options: &Options<'_>,
) -> Result<Report, IngestError> {
    let remembered = |path: &str, most| writer.failed(path, most);
    let run = Run {
        root,
        writer: Some(writer),
        reading,
        maker: reading.maker(),
        options,
        remembered: &remembered,
        since_commit: AtomicU64::new(0),
        room: Room::new(writer.reading() as usize),
    };
    carry_out(&run, &|see| writer.each_source(see), Report::default()).map_err(|error| match error {
        IngestError::Index(error) => writer.give_up(error).into(),
        other => other,
    })
}

/// Says what [`bring_up_to_date`] would do to `archive`, or to none: files are read and parsed as there, and nothing is
/// written.
pub fn rehearse(
    root: &Path,
    archive: Option<&Archive>,
    reading: &Reading<'_>,
    options: &Options<'_>,
) -> Result<Report, IngestError> {
    let remembered = |path: &str, most| archive.map_or(Ok(Default::default()), |archive| archive.failed(path, most));
    let run = Run {
        root,
        writer: None,
        reading,
        maker: reading.maker(),
        options,
        remembered: &remembered,
        since_commit: AtomicU64::new(0),
        room: Room::new(WriterOptions::default().shares().reading as usize),
    };
    let held = |see: &mut dyn FnMut(&str, &Entry)| archive.map_or(Ok(()), |archive| archive.each_source(see));
    carry_out(&run, &held, Report { changes: Some(Vec::new()), ..Report::default() })
}

/// Hands over what an archive holds of each source, in the order of their paths.
type Held<'a> = dyn Fn(&mut dyn FnMut(&str, &Entry)) -> Result<(), IndexError> + 'a;

fn carry_out(run: &Run<'_>, held: &Held<'_>, report: Report) -> Result<Report, IngestError> {
    let shown = || run.root.display().to_string();
    let walk =
        source::walk(run.root, run.options.threads).map_err(|source| IngestError::Folder { path: shown(), source })?;
    let is_empty = walk.is_empty();
    let mut planner = Planner::new(walk.files, &walk.skipped, run.maker);
    held(&mut |path, entry| planner.see(path, entry))?;
    let mut plan = planner.finish();
    // A disk that is not mounted looks like this. The index must not be emptied for it.
    let sources = plan.gone.left().count() as u64;
    if is_empty && sources > 0 {
        return Err(IngestError::Emptied { path: shown(), sources });
    }
    let report = Report {
        hidden: walk.hidden,
        links: walk.links,
        links_out: walk.links_out,
        skipped: walk.skipped.into_iter().collect(),
        unchanged: plan.unchanged,
        ..report
    };
    let bytes = plan.files.iter().map(|found| found.size).sum();
    (run.options.tell)(Event::Planned { files: plan.files.len() as u64, bytes });

    let neighbours = std::mem::take(&mut plan.neighbours);
    let first = Round { report, neighbours, waiting: Vec::new(), unchanged_from: usize::MAX };
    let Round { report, neighbours, mut waiting, .. } =
        first.over(run, &plan, plan.files.len(), &|number| plan.candidate(number), None)?;
    waiting.sort_unstable();
    let mut second: Vec<Candidate<'_>> = waiting.iter().map(|&number| plan.candidate(number)).collect();
    let unchanged_from = second.len();
    let watched = plan.watched.iter().map(|(found, entry)| Candidate { found, old: Some(entry) });
    let (retold, left): (Vec<Candidate<'_>>, Vec<Candidate<'_>>) =
        watched.partition(|candidate| is_told_otherwise(candidate, &neighbours));
    second.extend(retold);
    let round = Round { report, neighbours: Neighbours::default(), waiting: Vec::new(), unchanged_from };
    let mut report = round.over(run, &plan, second.len(), &|number| second[number], Some(&neighbours))?.report;

    for candidate in left {
        if let Some(entry) = candidate.old {
            report.skipped.append(run.recall(&candidate.found.path, entry)?);
        }
    }
    report.interrupted = run.options.stopped();
    if !report.interrupted {
        // Last, so that what stands elsewhere now could be moved there.
        for source in plan.gone.left() {
            if let Some(writer) = run.writer {
                writer.remove(&source.path, &source.entry.made)?;
                run.commit_if_due(0, 1)?;
            }
            report.removed += 1;
            report.note(Change::Removed, &source.path);
        }
    }
    report.skipped.sort();
    if let Some(writer) = run.writer {
        (run.options.tell)(Event::Committing);
        writer.commit()?;
        if !report.interrupted {
            (run.options.tell)(Event::Grouping);
            report.groups = writer.group_takes(run.options.grouping)?;
            (run.options.tell)(Event::Merging);
            writer.merge(&|| run.options.stopped())?;
        }
    }
    Ok(report)
}

/// Says whether the neighbours of a file now say something else than when it was parsed.
fn is_told_otherwise(candidate: &Candidate<'_>, neighbours: &Neighbours) -> bool {
    candidate.old.is_some_and(|entry| {
        entry.made.context != 0 && entry.made.context != context_key(neighbours.of(&candidate.found.path))
    })
}

/// Replaces what came from standard input by `bytes`.
pub fn put_text(writer: &Writer, bytes: Vec<u8>, reading: &Reading<'_>) -> Result<Report, IngestError> {
    let mut old = None;
    writer.each_source(&mut |path, entry| old = if path == STDIN { Some(entry.made) } else { old })?;
    let mut made =
        Made { fingerprint: fingerprint(&bytes), size: bytes.len() as u64, maker: reading.maker(), ..Made::default() };
    let mut report = Report { bytes: made.size, ..Report::default() };
    let (articles, skipped, facts) = read(&source::of_bytes(STDIN, bytes), Context::default(), reading);
    made.doubtful = facts.doubtful;
    if articles.is_empty() {
        let why = skipped.first().map_or(barren_of(&Reason::Empty), |skipped| barren_of(&skipped.reason));
        writer.put_barren(STDIN, old.as_ref(), &made, why, &[])?;
    } else {
        writer.put(STDIN, old.as_ref(), &made, &articles)?;
    }
    *(if old.is_some() { &mut report.updated } else { &mut report.added }) += 1;
    report.articles = articles.len() as u64;
    report.skipped.extend(skipped);
    writer.commit()?;
    report.groups = writer.group_takes(None)?;
    writer.merge(&|| false)?;
    Ok(report)
}

/// One pass over files, and what it has come to so far.
struct Round {
    report: Report,
    neighbours: Neighbours,
    /// The numbers of those that cannot be dated yet.
    waiting: Vec<usize>,
    /// The candidates of this number and above were counted as unchanged when the round began.
    unchanged_from: usize,
}

impl Round {
    /// Takes so many candidates on several threads, none after a stop. `told` is what is known of their neighbours.
    fn over<'p>(
        self,
        run: &Run<'_>,
        plan: &Plan,
        candidates: usize,
        candidate: &(dyn Fn(usize) -> Candidate<'p> + Sync),
        told: Option<&Neighbours>,
    ) -> Result<Round, IngestError> {
        let next = AtomicUsize::new(0);
        let round = Mutex::new((self, None::<IngestError>));
        let work = || {
            while !run.options.stopped() {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= candidates {
                    break;
                }
                let candidate = candidate(number);
                let told = told.map_or(Told::NotYet, |neighbours| Told::Days(neighbours.of(&candidate.found.path)));
                let outcome = run.take(candidate, &plan.gone, told);
                let outcome = outcome.and_then(|outcome| {
                    let replaced = u64::from(candidate.old.is_some() || matches!(outcome, Outcome::Renamed { .. }));
                    run.commit_if_due(candidate.found.size, replaced).map(|()| outcome)
                });
                let Ok(mut round) = round.lock() else { break };
                match outcome {
                    Ok(outcome) if round.1.is_none() => round.0.count(number, candidate, outcome),
                    Ok(_) => break,
                    Err(error) => {
                        round.1.get_or_insert(error);
                        break;
                    }
                }
                drop(round);
                (run.options.tell)(Event::File { bytes: candidate.found.size });
            }
        };
        let threads = run.options.threads.max(1).min(candidates.max(1));
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            for worker in workers {
                // A panic is a fault of ours: it must not pass for a finished run.
                if let Err(panic) = worker.join() {
                    std::panic::resume_unwind(panic);
                }
            }
        });
        match round.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()) {
            (_, Some(error)) => Err(error),
            (round, None) => Ok(round),
        }
    }

    fn count(&mut self, number: usize, candidate: Candidate<'_>, outcome: Outcome) {
        let path = &candidate.found.path;
        if number >= self.unchanged_from {
            self.report.unchanged -= 1;
        }
        match outcome {
            Outcome::Waits => self.waiting.push(number),
            Outcome::Same { skipped } => {
                self.report.unchanged += 1;
                self.report.skipped.append(skipped);
                if let Some(entry) = candidate.old {
                    self.neighbours.learn(path, entry.stated);
                }
            }
            Outcome::Renamed { stated, skipped } => {
                self.report.renamed += 1;
                self.report.note(Change::Renamed, path);
                self.report.skipped.append(skipped);
                self.neighbours.learn(path, stated);
            }
            Outcome::Put { articles, stated, skipped } => {
                let known = candidate.old.is_some();
                *(if known { &mut self.report.updated } else { &mut self.report.added }) += 1;
                self.report.note(if known { Change::Updated } else { Change::Added }, path);
                self.report.articles += articles;
                self.report.bytes += candidate.found.size;
                self.report.skipped.append(skipped);
                self.neighbours.learn(path, stated);
            }
            Outcome::Skipped(skipped) => self.report.skipped.append(skipped),
        }
    }
}
