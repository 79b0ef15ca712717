//! Gathering matches in an order that can be repeated: ties go to the newer article, then to the smaller id.
//!
//! By day, the segment with the most promising days is read first. Of one whose days all lie behind the last of those that
//! are kept, the matches are only counted.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use super::schema::column;
use crate::article::ArticleId;
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

    /// Gives the id of the match.
    pub(super) fn id(&self) -> ArticleId {
        ArticleId(self.id)
    }

    /// Adds to the score that made the rank.
    pub(super) fn raise(&mut self, more: Score) {
        self.major = by_score(self.score() + more);
    }
}

/// Gives the first `keep` matches, or all, and how many there are.
pub(super) fn first(
    searcher: &Searcher,
    query: &dyn Query,
    sort: Sort,
    keep: usize,
) -> tantivy::Result<(Vec<Rank>, u64)> {
    let scoring = match sort {
        Sort::Relevance => EnableScoring::enabled_from_searcher(searcher),
        Sort::Newest | Sort::Oldest => EnableScoring::disabled_from_searcher(searcher),
    };
    let weight = query.weight(scoring)?;
    let mut segments = Vec::new();
    for (number, reader) in searcher.segment_readers().iter().enumerate() {
        segments.push(Segment::open(number as SegmentOrdinal, reader, sort)?);
    }
    segments.sort_by_key(|segment| (segment.best, Reverse(segment.reader.num_docs())));
    let mut best = Best { keep, heap: BinaryHeap::new() };
    let mut total = 0;
    for segment in &segments {
        total += if best.refuses(segment.best, 0) {
            u64::from(weight.count(segment.reader)?)
        } else {
            segment.gather(&*weight, sort, &mut best)?
        };
    }
    let mut ranks = best.heap.into_vec();
    ranks.sort_unstable();
    Ok((ranks, total))
}

/// The best ranks so far.
struct Best {
    keep: usize,
    heap: BinaryHeap<Rank>,
}

impl Best {
    /// Says whether nothing of this standing comes in any more, whatever its id.
    fn refuses(&self, major: u64, minor: u64) -> bool {
        self.heap.len() >= self.keep && self.heap.peek().is_none_or(|last| (last.major, last.minor) < (major, minor))
    }

    fn push(&mut self, rank: Rank) {
        self.heap.push(rank);
        if self.heap.len() > self.keep {
            self.heap.pop();
        }
    }
}

struct Segment<'a> {
    number: SegmentOrdinal,
    reader: &'a SegmentReader,
    days: Column<u64>,
    ids: Column<u64>,
    /// The best standing that a match in it can have.
    best: u64,
}

impl Segment<'_> {
    fn open(number: SegmentOrdinal, reader: &SegmentReader, sort: Sort) -> tantivy::Result<Segment<'_>> {
        let columns = reader.fast_fields();
        let days = columns.u64(if sort == Sort::Oldest { column::FIRST } else { column::LAST })?;
        let best = match (sort, span(&days)) {
            (Sort::Relevance, _) => 0,
            (Sort::Newest, days) => by_newest(days.map(|(_, last)| last)),
            (Sort::Oldest, days) => by_oldest(days.map(|(first, _)| first)),
        };
        Ok(Segment { number, reader, days, ids: columns.u64(column::ID)?, best })
    }

    /// Offers every match to `best` and counts them.
    fn gather(&self, weight: &dyn Weight, sort: Sort, best: &mut Best) -> tantivy::Result<u64> {
        let mut total = 0;
        let alive = self.reader.alive_bitset();
        let is_alive = |doc| alive.is_none_or(|alive| alive.is_alive(doc));
        match sort {
            Sort::Relevance => weight.for_each(self.reader, &mut |doc, score| {
                if is_alive(doc) {
                    total += 1;
                    // Its day is asked only of a match whose score comes in.
                    let major = by_score(score);
                    if !best.refuses(major, 0) {
                        self.offer(best, doc, major, by_newest(self.days.first(doc)));
                    }
                }
            })?,
            Sort::Newest | Sort::Oldest => weight.for_each_no_score(self.reader, &mut |docs| {
                for &doc in docs.iter().filter(|&&doc| is_alive(doc)) {
                    total += 1;
                    let day = self.days.first(doc);
                    self.offer(best, doc, if sort == Sort::Newest { by_newest(day) } else { by_oldest(day) }, 0);
                }
            })?,
        }
        Ok(total)
    }

    fn offer(&self, best: &mut Best, doc: DocId, major: u64, minor: u64) {
        if !best.refuses(major, minor) {
            let id = self.ids.first(doc).unwrap_or_default();
            best.push(Rank { major, minor, id, address: DocAddress::new(self.number, doc) });
        }
    }
}

/// Scores are not negative, and the bits of such numbers are ordered as they are.
fn by_score(score: Score) -> u64 {
    !u64::from(score.to_bits())
}

/// Undated articles come last, whichever way the order runs.
fn by_newest(day: Option<u64>) -> u64 {
    !day.unwrap_or(0)
}

fn by_oldest(day: Option<u64>) -> u64 {
    day.unwrap_or(u64::MAX)
}

/// What has to be read of a column to know the ends of the days it spans.
pub(super) fn span(column: &Column<u64>) -> Option<(u64, u64)> {
    (column.num_docs() > 0 && column.values.num_vals() > 0).then(|| (column.min_value(), column.max_value()))
}
