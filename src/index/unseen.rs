//! Matches that were not shown before. What stands where it stood, in a file of the same bytes, is passed over by two columns:
//! only of the others the record is read.

use std::ops::ControlFlow;

use tantivy::columnar::Column;
use tantivy::{Searcher, SegmentReader};

use super::archive::{Archive, failed};
use super::lower::Dates;
use super::order;
use super::schema::column;
use crate::search::{Fired, Highlighter, Hit, Mark, Request, SearchError, Seen, Summary, Triggers};

/// An article that was not shown before, and the words that made it match.
#[derive(Clone, Debug, PartialEq)]
pub struct Unseen {
    /// The article.
    pub hit: Hit,
    /// What made it match.
    pub fired: Vec<Fired>,
}

/// Takes unseen articles one by one; says whether to go on.
pub type Taker<'a> = dyn FnMut(Unseen) -> std::io::Result<ControlFlow<()>> + 'a;

impl Archive {
    /// Hands the matches of `request` that are not in `seen` to `receiver`, each article once, in order, and counts those that
    /// were taken as seen. The summary's total counts the unseen ones alone.
    ///
    /// # Errors
    ///
    /// As [`crate::search::Engine::search`]. What `seen` holds is then of no use: it counts articles that may not have arrived.
    pub fn unseen(&self, request: &Request, seen: &mut Seen, receiver: &mut Taker<'_>) -> Result<Summary, SearchError> {
        let forms = self.forms();
        let query = self.lower(&request.query, request.sort, Dates::Surely, &forms)?;
        let (ranks, matching) = order::first(&self.searcher, &*query, request.sort, usize::MAX).map_err(failed)?;
        let undecided = self.undecided(&request.query, matching)?;
        let prints = fingerprints(&self.searcher).map_err(failed)?;
        let mut highlighter = Highlighter::new(&request.query, &self.tags);
        let mut triggers = Triggers::new(&request.query, &self.tags);
        let mut summary = Summary { undecided, snapshot: self.snapshot.short(), ..Summary::default() };
        // What is left for another time is counted as it would be shown: each once.
        let mut left = Seen::default();
        let mut open = true;
        for rank in &ranks {
            let address = rank.address;
            let column = prints.get(address.segment_ord as usize);
            let bytes = column.and_then(|column| column.first(address.doc_id)).unwrap_or_default();
            if seen.stands(rank.id(), bytes) {
                continue;
            }
            let article = self.article_at(address)?;
            let mark = Mark::new(&article, bytes);
            if seen.knows(&mark) {
                seen.add(mark);
                continue;
            }
            if left.knows(&mark) {
                continue;
            }
            summary.total += 1;
            open = open && request.limit.is_none_or(|limit| summary.shown < limit as u64);
            if !open {
                left.add(mark);
                continue;
            }
            let fragments = highlighter.fragments(&article, request.fragments);
            let fired = triggers.fired(&article);
            let take = self.takes()?.take(article.id);
            let hit = Hit { article, score: None, take, folded: Vec::new(), fragments, lines: Vec::new() };
            open = receiver(Unseen { hit, fired })?.is_continue();
            summary.shown += 1;
            seen.add(mark);
        }
        Ok(summary)
    }
}

fn fingerprints(searcher: &Searcher) -> tantivy::Result<Vec<Column<u64>>> {
    let column = |reader: &SegmentReader| reader.fast_fields().u64(column::FINGERPRINT);
    searcher.segment_readers().iter().map(column).collect()
}
