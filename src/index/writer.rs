//! The one writer of an archive on disk.

use std::path::Path;
use std::sync::{Mutex, RwLock, RwLockReadGuard};

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::schema::Term;
use tantivy::{Index, IndexReader, IndexWriter};

use super::ledger::{Barren, Ledger, Made, Snapshot};
use super::schema::Fields;
use super::{IndexError, Payload, document, storage};
use crate::article::Article;

/// How the writer may use the machine.
#[derive(Clone, Copy, Debug)]
pub struct WriterOptions {
    /// How many threads invert text; at least one.
    pub threads: usize,
    /// How many bytes they may gather in memory before they write a segment.
    pub memory: usize,
}

impl Default for WriterOptions {
    fn default() -> WriterOptions {
        WriterOptions { threads: 2, memory: 200 << 20 }
    }
}

/// Replaces what an archive holds, source by source. Threads may share it: a commit waits for the sources under way, so that
/// it never splits one.
pub struct Writer {
    inner: RwLock<IndexWriter>,
    fields: Fields,
    reader: IndexReader,
    pending: Mutex<Pending>,
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
        let threads = options.threads.clamp(1, 8);
        // tantivy wants 15 MB a thread at least and 4 GB at most.
        let budget = (options.memory / threads).clamp(16 << 20, 4 << 30);
        let settings = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(budget)
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter =
            index.writer_with_options(settings).map_err(IndexError::engine("the writer does not start"))?;
        let mut policy = LogMergePolicy::default();
        // By default deletes never call for a merge, and an archive that is kept up to date would grow for ever.
        policy.set_del_docs_ratio_before_merge(0.25);
        writer.set_merge_policy(Box::new(policy));
        // A delete file is named by segment and opstamp: an orphan of a killed run could meet its own name in the re-run.
        if let Some(folder) = folder {
            storage::sweep(folder)
                .map_err(|error| IndexError::engine("left-over files cannot be swept")(error.into()))?;
        }
        writer.garbage_collect_files().wait().map_err(IndexError::engine("orphaned files cannot be swept"))?;
        let reader = super::open_reader(index)?;
        let payload = Payload::of(index)?;
        let pending = Mutex::new(Pending { snapshot: payload.snapshot, sources: 0 });
        Ok(Writer { inner: RwLock::new(writer), fields, reader, pending })
    }

    /// Reads what the archive held when the writer was opened.
    pub fn ledger(&self) -> Result<Ledger, IndexError> {
        Ledger::read(&self.reader.searcher())
    }

    /// Replaces what came from `path`, of which the archive held `old`, by `articles`.
    pub fn put(&self, path: &str, old: Option<&Made>, made: &Made, articles: &[Article]) -> Result<(), IndexError> {
        self.replace(
            path,
            old,
            Some(made),
            articles.iter().map(|article| document::of_article(&self.fields, path, made, article)),
        )
    }

    /// Notes that `path` gives no article, and why.
    pub fn put_barren(&self, path: &str, old: Option<&Made>, made: &Made, why: Barren) -> Result<(), IndexError> {
        self.replace(path, old, Some(made), [document::of_barren(&self.fields, path, made, why)])
    }

    /// Begins to replace what came from `path` by articles that come one at a time: a source may be larger than memory.
    pub fn begin(&self, path: &str, old: Option<&Made>, made: &Made) -> Result<Replacement<'_>, IndexError> {
        let inner = self.inner.read().map_err(|_| IndexError::poisoned())?;
        if old.is_some() {
            inner.delete_term(Term::from_field_text(self.fields.source, path));
        }
        Ok(Replacement { writer: self, inner, path: path.to_owned(), old: old.copied(), made: *made, whole: Whole::No })
    }

    /// Removes what came from `path`, of which the archive held `old`.
    pub fn remove(&self, path: &str, old: &Made) -> Result<(), IndexError> {
        self.replace(path, Some(old), None, [])
    }

    /// Says how many sources were replaced or removed since the last commit.
    pub fn pending(&self) -> u64 {
        self.pending.lock().map_or(0, |pending| pending.sources)
    }

    fn replaced(&self, path: &str, old: Option<&Made>, new: Option<&Made>) -> Result<(), IndexError> {
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
        documents: impl IntoIterator<Item = tantivy::TantivyDocument>,
    ) -> Result<(), IndexError> {
        let writer = self.inner.read().map_err(|_| IndexError::poisoned())?;
        // On a fresh build there is nothing to delete, and a delete for each add costs 40 % of the build.
        if old.is_some() {
            writer.delete_term(Term::from_field_text(self.fields.source, path));
        }
        for document in documents {
            writer.add_document(document).map_err(IndexError::engine("an article cannot be added"))?;
        }
        self.replaced(path, old, new)
    }

    /// Makes everything put so far part of the archive, all or nothing. Does nothing where nothing was put.
    pub fn commit(&self) -> Result<(), IndexError> {
        let mut writer = self.inner.write().map_err(|_| IndexError::poisoned())?;
        let mut pending = self.pending.lock().map_err(|_| IndexError::poisoned())?;
        if pending.sources == 0 {
            return Ok(());
        }
        let failed = IndexError::engine("the commit failed");
        let mut commit = writer.prepare_commit().map_err(&failed)?;
        let payload = Payload { snapshot: pending.snapshot, opstamp: commit.opstamp() };
        commit.set_payload(&payload.to_text());
        commit.commit().map_err(failed)?;
        pending.sources = 0;
        Ok(())
    }

    /// Waits for merges under way and lets the archive go.
    pub fn close(self) -> Result<(), IndexError> {
        let writer = self.inner.into_inner().map_err(|_| IndexError::poisoned())?;
        writer.wait_merging_threads().map_err(IndexError::engine("a merge failed"))
    }
}

/// A source under replacement. No commit happens while it lives; dropped before it is finished, it leaves nothing of the
/// source in the archive, old or new: half of it would pass for all of it, and the next run reads it again.
pub struct Replacement<'w> {
    writer: &'w Writer,
    inner: RwLockReadGuard<'w, IndexWriter>,
    path: String,
    old: Option<Made>,
    made: Made,
    whole: Whole,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    No,
    Yes,
}

impl Replacement<'_> {
    /// Adds an article of the source.
    pub fn add(&self, article: &Article) -> Result<(), IndexError> {
        let document = document::of_article(&self.writer.fields, &self.path, &self.made, article);
        self.inner.add_document(document).map_err(IndexError::engine("an article cannot be added"))?;
        Ok(())
    }

    /// Says of what is added from now on whether the text of the source may have been decoded wrongly.
    pub fn doubt(&mut self, doubtful: bool) {
        self.made.doubtful = doubtful;
    }

    /// Says that all of the source was added.
    pub fn finish(mut self) -> Result<(), IndexError> {
        self.whole = Whole::Yes;
        self.writer.replaced(&self.path, self.old.as_ref(), Some(&self.made))
    }
}

impl Drop for Replacement<'_> {
    fn drop(&mut self) {
        if self.whole == Whole::No {
            self.inner.delete_term(Term::from_field_text(self.writer.fields.source, &self.path));
            // A poisoned lock fails the next commit by itself.
            let _ = self.writer.replaced(&self.path, self.old.as_ref(), None);
        }
    }
}
