//! The articles of a source as they come: kept while they are few, put one by one from then on, so that memory is bounded by
//! a story and not by a file.

use std::ops::ControlFlow;

use super::plan::Candidate;
use super::run::{IngestError, Run};
use crate::article::Article;
use crate::index::{IndexError, Made, Replacement, Writer};
use crate::source::Facts;

/// A source with more articles than these is a container: it is put as it is read, and never waits for its neighbours, since
/// its own stories are neighbours enough.
const FEW: usize = 64;

/// The articles of a source as they come: kept while they are few, put one by one from then on.
pub(super) struct Gathered<'r> {
    pub(super) run: &'r Run<'r>,
    pub(super) candidate: &'r Candidate,
    pub(super) made: Made,
    pub(super) few: Vec<Article>,
    pub(super) state: State<'r>,
    pub(super) put: u64,
    pub(super) failure: Option<IngestError>,
}

/// Whether a source is still taken for one of few articles. Without a writer (a rehearsal) many are counted only.
pub(super) enum State<'r> {
    Few,
    Many(Option<Replacement<'r>>),
}

impl<'r> Gathered<'r> {
    pub(super) fn take(&mut self, article: Article) -> ControlFlow<()> {
        match self.try_take(article) {
            Ok(()) if self.run.options.stopped() && matches!(self.state, State::Many(_)) => ControlFlow::Break(()),
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failure = Some(error.into());
                ControlFlow::Break(())
            }
        }
    }

    fn try_take(&mut self, article: Article) -> Result<(), IndexError> {
        self.few.push(article);
        if let State::Few = self.state
            && self.few.len() > FEW
        {
            let old = self.candidate.old.as_ref().map(|entry| &entry.made);
            let begin = |writer: &'r Writer| writer.begin(&self.candidate.found.path, old, &self.made);
            self.state = State::Many(self.run.writer.map(begin).transpose()?);
        }
        if let State::Many(replacement) = &self.state {
            // The last one waits: it carries what is known of the source only at its end.
            let last = self.few.len() - 1;
            for article in self.few.drain(..last) {
                replacement.as_ref().map_or(Ok(()), |replacement| replacement.add(&article))?;
                self.put += 1;
            }
        }
        Ok(())
    }

    /// Puts the last article and ends the replacement; gives the number of articles.
    pub(super) fn finish(self, facts: Facts) -> Result<u64, IndexError> {
        if let State::Many(Some(mut replacement)) = self.state {
            replacement.doubt(facts.doubtful);
            for article in &self.few {
                replacement.add(article)?;
            }
            replacement.finish()?;
        }
        Ok(self.put + self.few.len() as u64)
    }
}
