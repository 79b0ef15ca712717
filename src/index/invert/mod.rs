//! The inverter: turns documents into whole segments in tantivy's format, several times quicker than tantivy's own writer.
//!
//! ```text
//! Draft ──▶ Gathered ──────────────────▶ Segment ─────────────▶ IndexWriter
//!           terms under numbers, one     sorted by day,         takes the segments over with
//!           stream of numbers a field    terms in their order   the commit; deletes, merges
//! ```
//!
//! | module | what it does |
//! |---|---|
//! | `terms` | words to numbers |
//! | `stream` | numbers, two bytes each |
//! | `column` | what is gathered of one field |
//! | `records` | what is stored of each document |
//! | `gathered` | what is gathered of all fields |
//! | `postings` | numbers by document to documents by term |
//! | `segment` | the files of a segment |
//! | `deletes` | what the commit deletes |
//!
//! Nothing is handed to tantivy before the commit: until then the inverter keeps its segments, which lie on the disk, to
//! itself. So a segment is never merged, and no delete looks at it, before all are there.
//!
//! The terms of a document live in memory until its segment is cut, its record there or in a file. A delete of its source that
//! comes before that drops it there.

mod column;
mod deletes;
mod gathered;
mod postings;
mod records;
mod segment;
mod stream;
mod terms;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::{Condvar, LockResult, Mutex, MutexGuard, PoisonError};

use tantivy::index::SegmentMeta;
use tantivy::schema::Field;
use tantivy::{Index, TantivyError};

use super::draft::Draft;
use super::writer::Engine;
use deletes::{Delete, Deletes};
use gathered::Gathered;
use postings::Scratch;
use records::Records;

/// Gathers documents for several segments at once. Threads may share it.
pub(super) struct Inverter {
    index: Index,
    /// A segment is cut when it takes so many bytes.
    most: usize,
    makings: Vec<Mutex<Making>>,
    /// Held by who cuts a full segment: cutting takes room too, and once they are out of step no two are full at a time.
    cutting: Mutex<()>,
    /// Which of them no thread is at; the last is the one that was put down last.
    idle: Mutex<Vec<usize>>,
    put_down: Condvar,
    since_commit: Mutex<SinceCommit>,
}

/// A segment in the making.
struct Making {
    gathered: Gathered,
    scratch: Scratch,
    /// How many of the deletes since the last commit it knows of.
    deletes_known: usize,
}

/// What was done since the last commit.
#[derive(Default)]
struct SinceCommit {
    deletes: Vec<Delete>,
    /// How many segments were cut.
    cut: u32,
    segments: Vec<(u32, SegmentMeta)>,
    lost: Lost,
}

/// Whether documents were lost on the way: then nothing may be committed.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Lost {
    #[default]
    No,
    Yes,
}

/// The part of the room for a segment that its records take; the same room serves to sort its postings.
const RECORDS: usize = 4;

impl Inverter {
    /// Makes an inverter that works at `segments` at a time and takes `bytes` for each; what is more goes into a file in
    /// `folder`, if the index has one.
    pub(super) fn new(
        index: &Index,
        folder: Option<&Path>,
        segments: usize,
        bytes: usize,
    ) -> tantivy::Result<Inverter> {
        let segments = segments.max(1);
        let make = |_| {
            let records = Records::new(folder.map(Path::to_owned), bytes / RECORDS);
            let gathered = Gathered::new(&index.schema(), records)?;
            Ok(Mutex::new(Making { gathered, scratch: Scratch::default(), deletes_known: 0 }))
        };
        Ok(Inverter {
            index: index.clone(),
            most: bytes,
            makings: (0..segments).map(make).collect::<tantivy::Result<_>>()?,
            cutting: Mutex::default(),
            idle: Mutex::new((0..segments).collect()),
            put_down: Condvar::new(),
            since_commit: Mutex::default(),
        })
    }

    /// Takes up documents of one source. Where a segment is full with them, it is written by the way.
    pub(super) fn add(&self, drafts: impl IntoIterator<Item = Draft>) -> tantivy::Result<()> {
        let mut held = self.take_up();
        held.making.learn(&mut self.since_commit());
        for draft in drafts {
            held.making.gathered.add(&draft)?;
            if held.making.gathered.size() >= self.most {
                let _alone = whole(self.cutting.lock());
                self.cut(&mut held.making)?;
            }
        }
        held.lost = Lost::No;
        Ok(())
    }

    /// Deletes the documents so far that have `term` in the text field `field`.
    pub(super) fn delete(&self, field: Field, term: &str) {
        let mut since = self.since_commit();
        let reach = since.cut;
        since.deletes.push(Delete { field, term: term.as_bytes().into(), reach });
    }

    /// Writes what is gathered and hands all of it over to the engine, which is about to commit. No thread may be adding.
    pub(super) fn hand_over(&self, engine: &Engine) -> tantivy::Result<()> {
        if self.since_commit().lost == Lost::Yes {
            return Err(TantivyError::InternalError("articles were lost before the commit".to_owned()));
        }
        let handed = self.cut_all().and_then(|()| {
            let since = std::mem::take(&mut *self.since_commit());
            self.forget_makings();
            let new = since.segments.iter().map(|(number, meta)| (meta.id(), *number)).collect();
            // A question that no segment of this commit answers would be put to those of the next.
            let answered = !since.segments.is_empty() || !engine.index().searchable_segment_ids()?.is_empty();
            if !since.deletes.is_empty() && answered {
                engine.delete_query(Box::new(Deletes::new(since.deletes, new)))?;
            }
            since.segments.into_iter().try_for_each(|(_, meta)| engine.add_segment(meta))
        });
        if handed.is_err() {
            self.since_commit().lost = Lost::Yes;
        }
        handed
    }

    /// Forgets what was added and deleted since the last commit.
    pub(super) fn forget(&self) {
        self.forget_makings();
        *self.since_commit() = SinceCommit::default();
    }

    /// Begins anew, and gives the room back to the system: what comes behind a commit may need it.
    fn forget_makings(&self) {
        for making in &self.makings {
            let mut making = whole(making.lock());
            making.gathered.forget();
            (making.scratch, making.deletes_known) = (Scratch::default(), 0);
        }
    }

    /// Writes all that is gathered, on as many threads as there are segments in the making.
    fn cut_all(&self) -> tantivy::Result<()> {
        let cut = |making: &Mutex<Making>| {
            let mut making = whole(making.lock());
            if making.gathered.len() > 0 { self.cut(&mut making) } else { Ok(()) }
        };
        let Some((first, others)) = self.makings.split_first() else { return Ok(()) };
        std::thread::scope(|scope| {
            let others: Vec<_> = others.iter().map(|making| scope.spawn(move || cut(making))).collect();
            let first = cut(first);
            let joined = others.into_iter().map(|thread| match thread.join() {
                Ok(result) => result,
                // A panic is a fault of ours: it must not pass for a finished commit.
                Err(panic) => std::panic::resume_unwind(panic),
            });
            joined.fold(first, |before, result| before.and(result))
        })
    }

    /// Writes a segment and makes room for the next.
    fn cut(&self, making: &mut Making) -> tantivy::Result<()> {
        let number = {
            let mut since = self.since_commit();
            making.learn(&mut since);
            since.cut += 1;
            since.cut - 1
        };
        let written = self.write(making);
        making.gathered.clear();
        if let Some(meta) = written? {
            self.since_commit().segments.push((number, meta));
        }
        Ok(())
    }

    fn write(&self, making: &mut Making) -> tantivy::Result<Option<SegmentMeta>> {
        let Making { gathered, scratch, .. } = making;
        let order = gathered.order(self.index.settings(), &self.index.schema())?;
        if order.is_empty() {
            return Ok(None);
        }
        // What it is made of is kept from being collected as long as something knows it.
        let segment = self.index.new_segment();
        segment::write(gathered, &order, &segment, scratch)?;
        let segment = segment.with_max_doc(order.len() as u32);
        segment.meta().untrack_temp_docstore();
        Ok(Some(segment.meta().clone()))
    }

    fn since_commit(&self) -> MutexGuard<'_, SinceCommit> {
        whole(self.since_commit.lock())
    }

    /// Waits for a segment in the making that no other thread is at.
    fn take_up(&self) -> Held<'_> {
        let mut idle = whole(self.idle.lock());
        loop {
            if let Some(number) = idle.pop() {
                drop(idle);
                return Held { inverter: self, number, making: whole(self.makings[number].lock()), lost: Lost::Yes };
            }
            idle = whole(self.put_down.wait(idle));
        }
    }
}

impl Making {
    /// Drops the documents that were deleted meanwhile.
    fn learn(&mut self, since: &mut SinceCommit) {
        for delete in &since.deletes[self.deletes_known..] {
            self.gathered.drop_documents(delete.field, &delete.term);
        }
        self.deletes_known = since.deletes.len();
    }
}

/// A segment in the making that a thread is at. Put down when it is dropped.
struct Held<'i> {
    inverter: &'i Inverter,
    number: usize,
    making: MutexGuard<'i, Making>,
    lost: Lost,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if self.lost == Lost::Yes {
            // An error, or a panic, in the midst of a source.
            self.inverter.since_commit().lost = Lost::Yes;
        }
        whole(self.inverter.idle.lock()).push(self.number);
        self.inverter.put_down.notify_one();
    }
}

/// Takes what a lock guards also where a thread died with it: what was lost by that is noted, see [`Lost`].
fn whole<T>(locked: LockResult<T>) -> T {
    locked.unwrap_or_else(PoisonError::into_inner)
}
