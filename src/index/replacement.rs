//! A source that is replaced article by article.

use std::sync::RwLockReadGuard;

use super::IndexError;
use super::document;
use super::ledger::{Barren, Failed, Made};
use super::writer::{Engine, Writer};
use crate::article::Article;

/// A source under replacement. No commit happens while it lives; dropped before it is finished, it leaves nothing of the
/// source in the archive, old or new: half of it would pass for all of it, and the next run reads it again.
pub struct Replacement<'w> {
    writer: &'w Writer,
    inner: RwLockReadGuard<'w, Engine>,
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

impl<'w> Replacement<'w> {
    /// Begins to replace what came from `path`, of which the archive held `old`.
    pub(super) fn new(
        writer: &'w Writer,
        inner: RwLockReadGuard<'w, Engine>,
        path: &str,
        old: Option<&Made>,
        made: &Made,
    ) -> Replacement<'w> {
        if old.is_some() {
            writer.delete(&inner, writer.fields.source, path);
        }
        Replacement { writer, inner, path: path.to_owned(), old: old.copied(), made: *made, whole: Whole::No }
    }

    /// Adds an article of the source.
    pub fn add(&self, article: &Article) -> Result<(), IndexError> {
        let document = document::of_article(&self.writer.fields, &self.path, &self.made, article);
        self.writer.add(&self.inner, [document])
    }

    /// Notes a member of the source that failed.
    pub fn fail(&self, failed: &Failed) -> Result<(), IndexError> {
        let document = document::of_failed(&self.writer.fields, &self.path, &self.made, failed);
        self.writer.add(&self.inner, [document])
    }

    /// Notes that the source gave no article at all.
    pub fn barren(&self, why: Barren) -> Result<(), IndexError> {
        let document = document::of_barren(&self.writer.fields, &self.path, &self.made, why);
        self.writer.add(&self.inner, [document])
    }

    /// Removes what came from another path: it is now here.
    pub(super) fn instead_of(&self, path: &str, old: &Made) -> Result<(), IndexError> {
        self.writer.delete(&self.inner, self.writer.fields.source, path);
        self.writer.replaced(path, Some(old), None)
    }

    /// Says of what is added from now on whether the text of the source may have been decoded wrongly.
    pub fn doubt(&mut self, doubtful: bool) {
        self.made.doubtful = doubtful;
    }

    /// Says by what is made what is added from now on: see [`Made::maker`].
    pub fn made_by(&mut self, maker: u64) {
        self.made.maker = maker;
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
            self.writer.delete(&self.inner, self.writer.fields.source, &self.path);
            // A poisoned lock fails the next commit by itself.
            let _ = self.writer.replaced(&self.path, self.old.as_ref(), None);
        }
    }
}
