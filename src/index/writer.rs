//! The one writer of an archive on disk.

use std::path::Path;
use std::sync::{Mutex, RwLock};

use tantivy::indexer::{IndexWriterOptions, MergeCandidate, MergePolicy, NoMergePolicy};
use tantivy::schema::{Field, Term};
use tantivy::{Index, IndexReader, IndexWriter};

use super::draft::Draft;
use super::invert::Inverter;
use super::ledger::{Barren, Entry, Failed, Ledger, Made, Mark, Snapshot};
use super::merging::Bounded;
use super::options::{Inverting, WriterOptions};
use super::replacement::Replacement;
use super::room::{Held, Room};
use super::schema::Fields;
use super::{IndexError, Payload, document, grouping, held, pages, storage};
use crate::article::Article;
use crate::search::Grouping;

pub(super) type Engine = IndexWriter<Held>;

/// Replaces what an archive holds, source by source. Threads may share it: a commit waits for the sources under way, so that
/// it never splits one.
pub struct Writer {
    inner: RwLock<Engine>,
    pub(super) fields: Fields,
    reader: IndexReader,
    pending: Mutex<Pending>,
    making: Making,
    merging: Bounded,
    reading: u64,
}

/// Who makes segments of documents.
enum Making {
    Own(Box<Inverter>),
    /// The engine, with room for what waits for it.
    Tantivy(Room),
}

#[derive(Default)]
struct Pending {
    snapshot: Snapshot,
    sources: u64,
}

impl Writer {
    pub(super) fn open(
        index: &Index,
        fields: Fields,
        options: WriterOptions,
        folder: Option<&Path>,
    ) -> Result<Writer, IndexError> {
        let shares = options.shares();
        // The threads of the engine take no memory before there is work for them.
        let (threads, inverting) = match options.inverting {
            Inverting::Own => (1, WriterOptions::LEAST),
            Inverting::Tantivy => (shares.threads, shares.inverting),
        };
        let settings = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(inverting)
            .num_merge_threads(1)
            .build();
        let writer: Engine =
            index.writer_with_options(settings).map_err(IndexError::engine("the writer does not start"))?;
        let merging = Bounded::new(folder.map(Path::to_owned), shares.merging);
        writer.set_merge_policy(policy(options.inverting, &merging));
        // A delete file is named by segment and opstamp: an orphan of a killed run could meet its own name in the re-run.
        if let Some(folder) = folder {
            storage::sweep(folder)
                .map_err(|error| IndexError::engine("left-over files cannot be swept")(error.into()))?;
        }
        writer.garbage_collect_files().wait().map_err(IndexError::engine("orphaned files cannot be swept"))?;
        let reader = super::open_reader(index)?;
        let payload = Payload::of(index)?;
        let pending = Mutex::new(Pending { snapshot: payload.snapshot, sources: 0 });
        let making = match options.inverting {
            Inverting::Own => Making::Own(Box::new(
                Inverter::new(index, folder, shares.threads, shares.inverting)
                    .map_err(IndexError::engine("the writer does not start"))?,
            )),
            Inverting::Tantivy => Making::Tantivy(Room::new(shares.waiting)),
        };
        let reading = shares.reading;
        Ok(Writer { inner: RwLock::new(writer), fields, reader, pending, making, merging, reading })
    }

    /// Reads what the archive held when the writer was opened.
    pub fn ledger(&self) -> Result<Ledger, IndexError> {
        Ledger::read(&self.reader.searcher())
    }

    /// Hands over what the archive held of each source when the writer was opened, in the order of their paths.
    pub fn each_source(&self, see: &mut dyn FnMut(&str, &Entry)) -> Result<(), IndexError> {
        pages::each_source(&self.reader.searcher(), see)
    }

    /// Replaces what came from `path`, of which the archive held `old`, by `articles`.
    pub fn put(&self, path: &str, old: Option<&Made>, made: &Made, articles: &[Article]) -> Result<(), IndexError> {
        self.put_partly(path, old, made, articles, &[])
    }

    /// Replaces what came from `path`, of which the archive held `old`, by `articles` and the members that `failed`.
    pub fn put_partly(
        &self,
        path: &str,
        old: Option<&Made>,
        made: &Made,
        articles: &[Article],
        failed: &[Failed],
    ) -> Result<(), IndexError> {
        let articles = articles.iter().map(|article| document::of_article(&self.fields, path, made, article));
        let failed = failed.iter().map(|failed| document::of_failed(&self.fields, path, made, failed));
        self.replace(path, old, Some(made), articles.chain(failed))
    }

    /// Notes that `path` gives no article, and why; for an archive also which of its members `failed`.
    pub fn put_barren(
        &self,
        path: &str,
        old: Option<&Made>,
        made: &Made,
        why: Barren,
        failed: &[Failed],
    ) -> Result<(), IndexError> {
        let failed = failed.iter().map(|failed| document::of_failed(&self.fields, path, made, failed));
        self.replace(path, old, Some(made), failed.chain([document::of_barren(&self.fields, path, made, why)]))
    }

    /// Notes that `path` has another time of change and is what it was: its articles stay as they are.
    pub fn touch(&self, path: &str, made: &Made) -> Result<(), IndexError> {
        let inner = self.inner.read().map_err(|_| IndexError::poisoned())?;
        self.delete(&inner, self.fields.kind, &document::touched_key(path));
        self.add(&inner, [document::of_touched(&self.fields, path, made)])?;
        self.replaced(path, None, None)
    }

    /// Moves what came from `from` to `path`, where the same bytes stand now: its articles get the new path and the ids that
    /// follow from it. Gives how many there are; nothing, and moves nothing, where the source has to be read instead.
    ///
    /// What is moved is read from the state at which the writer was opened.
    pub fn rename(&self, from: &str, old: &Entry, path: &str, made: &Made) -> Result<Option<u64>, IndexError> {
        let replacement = self.begin(path, None, made)?;
        let searcher = self.reader.searcher();
        let (mut articles, mut failed) = (0, 0);
        held::each(&searcher, &self.fields, from, &mut |mark, address| {
            match mark {
                Mark::Article => {
                    let article = document::to_article(&self.fields, &searcher.doc(address)?)
                        .ok()
                        .and_then(|article| held::moved(article, from, path));
                    let Some(article) = article else { return Ok(false) };
                    replacement.add(&article).map_err(IndexError::into_engine)?;
                    articles += 1;
                }
                Mark::Failed(why) => {
                    let member = document::to_failed(&self.fields, &searcher.doc(address)?, why)?;
                    let Some(below) = member.path.strip_prefix(from) else { return Ok(false) };
                    let member = Failed { path: format!("{path}{below}"), ..member };
                    replacement.fail(&member).map_err(IndexError::into_engine)?;
                    failed += 1;
                }
                Mark::Barren(_) | Mark::Touched => {}
            }
            Ok(true)
        })
        .map_err(IndexError::engine("a stored article cannot be read"))?;
        if (articles, failed) != (old.articles, old.failed) {
            return Ok(None);
        }
        replacement.instead_of(from, &old.made)?;
        replacement.finish()?;
        Ok(Some(articles.into()))
    }

    /// Reads the members of `path` that failed, as the archive held them when the writer was opened: at most `most` with their
    /// names, of the others why.
    pub fn failed(&self, path: &str, most: usize) -> Result<(Vec<Failed>, Vec<Barren>), IndexError> {
        held::failed(&self.reader.searcher(), &self.fields, path, most)
            .map_err(IndexError::engine("the ledger cannot be read"))
    }

    /// Begins to replace what came from `path` by articles that come one at a time: a source may be larger than memory.
    pub fn begin(&self, path: &str, old: Option<&Made>, made: &Made) -> Result<Replacement<'_>, IndexError> {
        let inner = self.inner.read().map_err(|_| IndexError::poisoned())?;
        Ok(Replacement::new(self, inner, path, old, made))
    }

    /// Removes what came from `path`, of which the archive held `old`.
    pub fn remove(&self, path: &str, old: &Made) -> Result<(), IndexError> {
        self.replace(path, Some(old), None, [])
    }

    /// Says how many bytes of files are to be read at a time.
    pub fn reading(&self) -> u64 {
        self.reading
    }

    /// Says how many sources were replaced or removed since the last commit.
    pub fn pending(&self) -> u64 {
        self.pending.lock().map_or(0, |pending| pending.sources)
    }

    pub(super) fn replaced(&self, path: &str, old: Option<&Made>, new: Option<&Made>) -> Result<(), IndexError> {
        let mut pending = self.pending.lock().map_err(|_| IndexError::poisoned())?;
        if let Some(old) = old {
            pending.snapshot.remove(path, old);
        }
        if let Some(new) = new {
            pending.snapshot.add(path, new);
        }
        pending.sources += 1;
        Ok(())
    }

    fn replace(
        &self,
        path: &str,
        old: Option<&Made>,
        new: Option<&Made>,
        documents: impl IntoIterator<Item = Draft>,
    ) -> Result<(), IndexError> {
        let writer = self.inner.read().map_err(|_| IndexError::poisoned())?;
        // On a fresh build there is nothing to delete, and a delete for each add costs 40 % of the build.
        if old.is_some() {
            self.delete(&writer, self.fields.source, path);
        }
        self.add(&writer, documents)?;
        self.replaced(path, old, new)
    }

    /// Deletes the documents so far that have `term` in `field`.
    pub(super) fn delete(&self, inner: &Engine, field: Field, term: &str) {
        match &self.making {
            Making::Own(inverter) => inverter.delete(field, term),
            Making::Tantivy(_) => _ = inner.delete_term(Term::from_field_text(field, term)),
        }
    }

    /// Adds documents of one source.
    pub(super) fn add(&self, inner: &Engine, drafts: impl IntoIterator<Item = Draft>) -> Result<(), IndexError> {
        match &self.making {
            Making::Own(inverter) => inverter.add(drafts),
            Making::Tantivy(room) => {
                drafts.into_iter().try_for_each(|draft| inner.add_document(Held::new(draft, room)).map(|_| ()))
            }
        }
        .map_err(IndexError::engine("an article cannot be added"))
    }

    /// Makes everything put so far part of the archive, all or nothing. Does nothing where nothing was put.
    pub fn commit(&self) -> Result<(), IndexError> {
        let mut writer = self.inner.write().map_err(|_| IndexError::poisoned())?;
        let mut pending = self.pending.lock().map_err(|_| IndexError::poisoned())?;
        if pending.sources == 0 {
            return Ok(());
        }
        let failed = IndexError::engine("the commit failed");
        if let Making::Own(inverter) = &self.making {
            inverter.hand_over(&writer).map_err(&failed)?;
        }
        let mut commit = writer.prepare_commit().map_err(&failed)?;
        let payload = Payload { snapshot: pending.snapshot, opstamp: commit.opstamp() };
        commit.set_payload(&payload.to_text());
        commit.commit().map_err(failed)?;
        pending.sources = 0;
        Ok(())
    }

    /// Groups the takes of what was committed, unless they are grouped: see [`crate::search::takes`]. Without a `grouping`
    /// what was asked for last stands. Gives how many groups there are.
    pub fn group_takes(&self, grouping: Option<Grouping>) -> Result<u64, IndexError> {
        let inner = self.inner.read().map_err(|_| IndexError::poisoned())?;
        grouping::group(inner.index(), &self.fields, grouping)
    }

    /// Gives up what is not committed and frees its room. Gives what the failure came from: of a thread that died the engine
    /// says at first only that it died.
    pub fn give_up(&self, failure: IndexError) -> IndexError {
        let Ok(mut inner) = self.inner.write() else { return failure };
        let failure = match (failure, inner.prepare_commit()) {
            (IndexError::Engine { what, .. }, Err(cause)) => IndexError::engine(what)(cause),
            (failure, _) => failure,
        };
        if let Making::Own(inverter) = &self.making {
            inverter.forget();
        }
        // The next run sweeps what this cannot.
        if inner.rollback().is_ok() {
            // It is another engine now, with settings of its own.
            inner.set_merge_policy(policy(self.making.inverting(), &self.merging));
            let _ = inner.garbage_collect_files().wait();
        }
        failure
    }

    /// Merges the segments that are to be merged, one merge after the other as long as nothing is `stopped`.
    ///
    /// Only what our own inverter made is merged here. It is not merged earlier: until the gathering is over a merge would take
    /// memory beside it, and a segment would be merged before all that could be merged with it are there.
    pub fn merge(&self, stopped: &dyn Fn() -> bool) -> Result<(), IndexError> {
        let Making::Own(_) = self.making else { return Ok(()) };
        let mut writer = self.inner.write().map_err(|_| IndexError::poisoned())?;
        let failed = IndexError::engine("a merge failed");
        loop {
            // What is known of a segment keeps its files: nothing of it may be held while it is merged.
            let merges = {
                let segments = writer.index().searchable_segment_metas().map_err(&failed)?;
                self.merging.compute_merge_candidates(&segments)
            };
            if merges.is_empty() {
                return Ok(());
            }
            for MergeCandidate(segments) in merges {
                if stopped() {
                    return Ok(());
                }
                writer.merge(&segments).wait().map_err(&failed)?;
            }
        }
    }

    /// Waits for merges under way and lets the archive go.
    pub fn close(self) -> Result<(), IndexError> {
        let writer = self.inner.into_inner().map_err(|_| IndexError::poisoned())?;
        writer.wait_merging_threads().map_err(IndexError::engine("a merge failed"))
    }
}

impl Making {
    fn inverting(&self) -> Inverting {
        match self {
            Making::Own(_) => Inverting::Own,
            Making::Tantivy(_) => Inverting::Tantivy,
        }
    }
}

/// Says what the engine merges by itself: what it makes by itself.
fn policy(inverting: Inverting, merging: &Bounded) -> Box<dyn MergePolicy> {
    match inverting {
        Inverting::Own => Box::new(NoMergePolicy),
        Inverting::Tantivy => Box::new(merging.clone()),
    }
}
