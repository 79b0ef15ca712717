//! Collecting matches in an order that can be repeated: ties go to the newer article, then to the smaller id.

use std::collections::BinaryHeap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::schema::column;
use crate::search::Sort;

/// Where a match stands in the order; smaller comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    major: u64,
    minor: u64,
    id: u64,
    pub(super) address: DocAddress,
}

impl Rank {
    /// Gives the score that made the rank, under [`Sort::Relevance`].
    pub(super) fn score(&self) -> Score {
        Score::from_bits(!self.major as u32)
    }
}

/// Ranks the matches and keeps the first `keep` of them, or all.
pub(super) struct Ranked {
    pub(super) sort: Sort,
    pub(super) keep: usize,
}

pub(super) struct SegmentRanked {
    sort: Sort,
    keep: usize,
    segment: SegmentOrdinal,
    days: Column<u64>,
    ids: Column<u64>,
    heap: BinaryHeap<Rank>,
    total: u64,
}

impl Collector for Ranked {
    /// The ranks, first to last, and how many matched.
    type Fruit = (Vec<Rank>, u64);
    type Child = SegmentRanked;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentRanked> {
        let columns = reader.fast_fields();
        let days = columns.u64(if self.sort == Sort::Oldest { column::FIRST } else { column::LAST })?;
        let ids = columns.u64(column::ID)?;
        Ok(SegmentRanked { sort: self.sort, keep: self.keep, segment, days, ids, heap: BinaryHeap::new(), total: 0 })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, fruits: Vec<(Vec<Rank>, u64)>) -> tantivy::Result<(Vec<Rank>, u64)> {
        let total = fruits.iter().map(|(_, total)| total).sum();
        let mut ranks: Vec<Rank> = fruits.into_iter().flat_map(|(ranks, _)| ranks).collect();
        ranks.sort_unstable();
        ranks.truncate(self.keep);
        Ok((ranks, total))
    }
}

impl SegmentCollector for SegmentRanked {
    type Fruit = (Vec<Rank>, u64);

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        if self.keep == 0 {
            return;
        }
        let day = self.days.first(doc);
        // Undated articles come last, whichever way the order runs.
        let newest = !day.unwrap_or(0);
        let (major, minor) = match self.sort {
            // Scores are not negative, and the bits of such numbers are ordered as they are.
            Sort::Relevance => (!u64::from(score.to_bits()), newest),
            Sort::Newest => (newest, 0),
            Sort::Oldest => (day.unwrap_or(u64::MAX), 0),
        };
        if self.heap.len() == self.keep
            && self.heap.peek().is_some_and(|last| (last.major, last.minor) < (major, minor))
        {
            return;
        }
        let id = self.ids.first(doc).unwrap_or_default();
        self.heap.push(Rank { major, minor, id, address: DocAddress::new(self.segment, doc) });
        if self.heap.len() > self.keep {
            self.heap.pop();
        }
    }

    fn harvest(self) -> (Vec<Rank>, u64) {
        (self.heap.into_vec(), self.total)
    }
}

/// What has to be read of a column to know the ends of the days it spans.
pub(super) fn span(column: &Column<u64>) -> Option<(u64, u64)> {
    (column.num_docs() > 0 && column.values.num_vals() > 0).then(|| (column.min_value(), column.max_value()))
}
