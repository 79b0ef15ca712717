//! The articles of a source as they come: kept while they are few, put one by one from then on, so that memory is bounded by
//! a story and not by a file.

use std::ops::ControlFlow;

use super::barren::{failed_of, is_passing};
use super::plan::Candidate;
use super::read::Taken;
use super::run::IngestError;
use super::skips::Skips;
use super::take::Run;
use crate::article::Article;
use crate::index::{Barren, Failed, IndexError, Made, Replacement, Writer};
use crate::source::Facts;

/// A source of more than these is a container: it is put as it is read, and never waits for its neighbours, since its own
/// stories are neighbours enough.
const FEW: usize = 64;

/// What a source gives, as it comes: kept while it is little, put one by one from then on.
pub(super) struct Gathered<'r> {
    pub(super) run: &'r Run<'r>,
    pub(super) candidate: Candidate<'r>,
    pub(super) made: Made,
    pub(super) few: Vec<Article>,
    pub(super) failed: Vec<Failed>,
    pub(super) skipped: Skips,
    /// Whether something failed for want of a disk or a right, and not for its bytes.
    pub(super) passing: bool,
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
    pub(super) fn new(run: &'r Run<'r>, candidate: Candidate<'r>, made: Made) -> Gathered<'r> {
        let (few, failed, skipped) = (Vec::new(), Vec::new(), Skips::default());
        Gathered {
            run,
            candidate,
            made,
            few,
            failed,
            skipped,
            passing: false,
            state: State::Few,
            put: 0,
            failure: None,
        }
    }

    pub(super) fn take(&mut self, taken: Taken) -> ControlFlow<()> {
        match self.try_take(taken) {
            Ok(()) if self.run.options.stopped() && matches!(self.state, State::Many(_)) => ControlFlow::Break(()),
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failure = Some(error.into());
                ControlFlow::Break(())
            }
        }
    }

    fn try_take(&mut self, taken: Taken) -> Result<(), IndexError> {
        match taken {
            Ok(article) => self.few.push(article),
            Err(member) => {
                self.passing |= is_passing(&member.reason);
                self.failed.push(failed_of(&member));
                self.skipped.add(member);
            }
        }
        if let State::Few = self.state
            && self.few.len() + self.failed.len() > FEW
        {
            let old = self.candidate.old.map(|entry| &entry.made);
            let begin = |writer: &'r Writer| writer.begin(&self.candidate.found.path, old, &self.made);
            self.state = State::Many(self.run.writer.map(begin).transpose()?);
        }
        if let State::Many(replacement) = &self.state {
            // The last one waits: it carries what is known of the source only at its end.
            let last = self.few.len().saturating_sub(1);
            for article in self.few.drain(..last) {
                replacement.as_ref().map_or(Ok(()), |replacement| replacement.add(&article))?;
                self.put += 1;
            }
            for failed in self.failed.drain(..) {
                replacement.as_ref().map_or(Ok(()), |replacement| replacement.fail(&failed))?;
            }
        }
        Ok(())
    }

    /// Says by what the rest of the source is made: see [`Made::maker`].
    pub(super) fn made_by(&mut self, maker: u64) {
        if let State::Many(Some(replacement)) = &mut self.state {
            replacement.made_by(maker);
        }
    }

    /// Puts the last article and ends the replacement; gives the number of articles, and what gave none.
    pub(super) fn finish(self, facts: Facts) -> Result<(u64, Skips), IndexError> {
        let articles = self.put + self.few.len() as u64;
        if let State::Many(Some(mut replacement)) = self.state {
            replacement.doubt(facts.doubtful);
            for article in &self.few {
                replacement.add(article)?;
            }
            if articles == 0 {
                replacement.barren(self.skipped.named().first().map_or(Barren::Empty, |one| failed_of(one).why))?;
            }
            replacement.finish()?;
        }
        Ok((articles, self.skipped))
    }
}
