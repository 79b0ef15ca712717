//! One file: read, parsed, put.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::barren::{barren_of, reason_of, skipped_of};
use super::gather::{Gathered, State};
use super::gone::Gone;
use super::neighbours::{stated, wants};
use super::plan::Candidate;
use super::read::read_each;
use super::run::IngestError;
use super::skips::Skips;
use super::{Event, Options, Reading};
use crate::date::DayRange;
use crate::index::{Barren, Entry, Failed, IndexError, Made, Room, Writer, context_key};
use crate::source::{self, Reason, Skipped};
use crate::story::Context;

/// Bytes of copy between two commits: a killed run loses this much work at most.
const BATCH: u64 = 1 << 30;

/// A source that was held before weighs so much more towards the next commit: until then the engine keeps over a kilobyte for
/// each that is to be replaced.
const REPLACED: u64 = 16 << 10;

/// A file takes no more room than this while it is read: a larger one is read as a stream.
const LARGE: u64 = 32 << 20;

/// What the members of a source were that failed when it was last read, so many at most.
/// Of the rest it is known only why.
pub(super) type Remembered<'a> = dyn Fn(&str, usize) -> Result<(Vec<Failed>, Vec<Barren>), IndexError> + Sync + 'a;

pub(super) struct Run<'a> {
    pub(super) root: &'a Path,
    /// Nothing in a rehearsal.
    pub(super) writer: Option<&'a Writer>,
    pub(super) reading: &'a Reading<'a>,
    pub(super) maker: u64,
    pub(super) options: &'a Options<'a>,
    pub(super) remembered: &'a Remembered<'a>,
    pub(super) since_commit: AtomicU64,
    /// For the files that are being read.
    pub(super) room: Room,
}

/// What became of a file.
pub(super) enum Outcome {
    /// Its articles are in the archive, with the days that they state; some of its members may give none.
    Put { articles: u64, stated: Option<DayRange>, skipped: Skips },
    /// It stood elsewhere before, and its articles moved here.
    Renamed { stated: Option<DayRange>, skipped: Skips },
    /// It was touched, but says what it said.
    Same { skipped: Skips },
    /// It cannot be dated before its neighbours are.
    Waits,
    /// It gives no story.
    Skipped(Skips),
}

/// What is known of a file's neighbours.
#[derive(Clone, Copy)]
pub(super) enum Told {
    /// Nothing yet.
    NotYet,
    /// The days that they span, if any states one.
    Days(Option<DayRange>),
}

impl Told {
    fn days(self) -> Option<DayRange> {
        match self {
            Told::NotYet => None,
            Told::Days(days) => days,
        }
    }

    fn key(self) -> u64 {
        match self {
            Told::NotYet => 0,
            Told::Days(days) => context_key(days),
        }
    }

    /// Says whether what was made under the key `context` would be made again; nothing where that is not known yet.
    fn agrees(self, context: u64) -> Option<bool> {
        match self {
            _ if context == 0 => Some(true),
            Told::NotYet => None,
            told => Some(context == told.key()),
        }
    }
}

impl Run<'_> {
    /// Reads and parses a file and puts what it gives.
    pub(super) fn take(&self, candidate: Candidate<'_>, gone: &Gone, told: Told) -> Result<Outcome, IngestError> {
        let Candidate { found, old } = candidate;
        let _place = self.room.place(found.size.min(LARGE) as usize);
        let source = match source::open(self.root, found) {
            Ok(source) => source,
            // Only what the file itself says is remembered; what the system says may change without it.
            Err(reason) => return Ok(Outcome::Skipped(one(&found.path, reason))),
        };
        let print = source.fingerprint();
        let mut made = Made {
            fingerprint: print,
            size: found.size,
            mtime: found.mtime,
            maker: self.maker,
            context: told.key(),
            doubtful: false,
        };
        if let Some(entry) = old
            && (entry.made.fingerprint, entry.made.maker) == (print, self.maker)
        {
            match told.agrees(entry.made.context) {
                Some(true) => return self.same(candidate, entry, &made),
                Some(false) => {}
                None => return Ok(Outcome::Waits),
            }
        }
        if old.is_none()
            && let Some(before) = gone.find(print, found.size, self.maker, &found.path)
        {
            match told.agrees(before.entry.made.context) {
                Some(true) if before.claim() => match self.rename(&before.path, &before.entry, candidate)? {
                    Some(outcome) => return Ok(outcome),
                    None => before.release(),
                },
                Some(_) => {}
                None => return Ok(Outcome::Waits),
            }
        }
        let context = Context { neighbours: told.days() };
        let mut gathered = Gathered::new(self, candidate, made);
        let facts = read_each(&source, context, self.reading, &mut |taken| gathered.take(taken));
        if let Some(failure) = gathered.failure {
            return Err(failure);
        }
        if gathered.passing {
            // By no maker: the next run reads it again.
            made.maker = 0;
        }
        if let State::Many(_) = gathered.state {
            // Half a source goes with the guard, and the next run reads it again.
            if self.options.stopped() {
                return Ok(Outcome::Skipped(Skips::default()));
            }
            gathered.made_by(made.maker);
            let (articles, skipped) = gathered.finish(facts)?;
            return Ok(Outcome::Put { articles, stated: None, skipped });
        }
        let (articles, failed, mut skipped) = (gathered.few, gathered.failed, gathered.skipped);
        if matches!(told, Told::NotYet) && wants(&articles) {
            return Ok(Outcome::Waits);
        }
        made.doubtful = facts.doubtful;
        let old = old.map(|entry| &entry.made);
        if articles.is_empty() {
            // What all of it failed by, where that is one thing.
            let reason = skipped.named().first().map_or(Reason::Empty, |skipped| skipped.reason.clone());
            if skipped.is_empty() {
                skipped = one(&found.path, reason.clone());
            }
            // A file that failed as a whole needs no member to say so.
            let members: Vec<Failed> = failed.into_iter().filter(|failed| failed.path != found.path).collect();
            if let Some(writer) = self.writer {
                let made = Made { context: 0, ..made };
                writer.put_barren(&found.path, old, &made, barren_of(&reason), &members)?;
            }
            return Ok(Outcome::Skipped(skipped));
        }
        if let Some(writer) = self.writer {
            writer.put_partly(&found.path, old, &made, &articles, &failed)?;
        }
        let stated = stated(&articles).filter(|_| matches!(told, Told::NotYet));
        Ok(Outcome::Put { articles: articles.len() as u64, stated, skipped })
    }

    /// Leaves what is held of a file as it is, but remembers its new time, so that the next run need not read it.
    fn same(&self, candidate: Candidate<'_>, entry: &Entry, made: &Made) -> Result<Outcome, IngestError> {
        if entry.made.mtime != made.mtime
            && let Some(writer) = self.writer
        {
            writer.touch(&candidate.found.path, &Made { context: entry.made.context, ..*made })?;
        }
        let skipped = self.recall(&candidate.found.path, entry)?;
        Ok(if entry.barren.is_some() { Outcome::Skipped(skipped) } else { Outcome::Same { skipped } })
    }

    /// Moves what is held of `from` to the candidate; nothing where it has to be read after all.
    fn rename(&self, from: &str, entry: &Entry, candidate: Candidate<'_>) -> Result<Option<Outcome>, IngestError> {
        let path = &candidate.found.path;
        let Some(writer) = self.writer else {
            return Ok(Some(Outcome::Renamed { stated: entry.stated, skipped: self.recall(from, entry)? }));
        };
        let made = Made { mtime: candidate.found.mtime, ..entry.made };
        let mut skipped = Skips::default();
        for member in self.recall(from, entry)?.named() {
            let below = member.path.strip_prefix(from).unwrap_or(&member.path);
            skipped.add(Skipped { path: format!("{path}{below}"), reason: member.reason.clone() });
        }
        let moved = writer.rename(from, entry, path, &made)?;
        Ok(moved.map(|_| Outcome::Renamed { stated: entry.stated, skipped }))
    }

    /// Says again what was said of a source that was left as it is: what of it gives no story.
    pub(super) fn recall(&self, path: &str, entry: &Entry) -> Result<Skips, IngestError> {
        let mut skips = Skips::default();
        if entry.failed > 0 {
            let (named, others) = (self.remembered)(path, skips.room())?;
            skips.extend(named.into_iter().map(skipped_of));
            others.into_iter().for_each(|why| skips.add_unnamed(reason_of(why).kind()));
        } else if let Some(why) = entry.barren {
            skips = one(path, reason_of(why));
        }
        Ok(skips)
    }

    /// Commits where enough was done since the last time: `bytes` were read, and so many sources were `replaced`.
    pub(super) fn commit_if_due(&self, bytes: u64, replaced: u64) -> Result<(), IngestError> {
        let Some(writer) = self.writer else { return Ok(()) };
        let bytes = bytes + replaced * REPLACED;
        if self.since_commit.fetch_add(bytes, Ordering::Relaxed) + bytes >= BATCH {
            self.since_commit.store(0, Ordering::Relaxed);
            (self.options.tell)(Event::Committing);
            writer.commit()?;
            (self.options.tell)(Event::Committed);
        }
        Ok(())
    }
}

fn one(path: &str, reason: Reason) -> Skips {
    [Skipped { path: path.to_owned(), reason }].into_iter().collect()
}
