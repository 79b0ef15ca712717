//! Gathering matches in an order that can be repeated: ties go to the newer article, then to the smaller id.
//!
//! By day, the segment with the most promising days is read first. Of one whose days all lie behind the last of those that
//! are kept, the matches are only counted. And a segment has its articles in the order of their last possible days, newest
//! first: it is read from the end that is asked for, until what follows no longer comes in.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentOrdinal, SegmentReader, TERMINATED};

use super::days::older_than;
use super::schema::column;
use super::together::Together;
use super::weighed::Weighed;
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
        let of_words = match sort {
            Sort::Relevance => segment.gather_best(searcher, query, &mut best)?,
            Sort::Newest | Sort::Oldest => None,
        };
        total += match of_words {
            Some(total) => total,
            None if best.refuses(segment.best, 0) => u64::from(weight.count(segment.reader)?),
            None => segment.gather(&*weight, sort, &mut best)?,
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

    /// Gives the score that a match must have at least to come in.
    fn least(&self) -> Score {
        match self.heap.peek() {
            Some(last) if self.heap.len() >= self.keep => last.score(),
            _ => Score::MIN,
        }
    }

    fn push(&mut self, rank: Rank) {
        self.heap.push(rank);
        if self.heap.len() > self.keep {
            self.heap.pop();
        }
    }
}

/// Takes an article with its score, and gives the score below which none comes in any more.
pub(super) type Taking<'t> = dyn FnMut(DocId, Score) -> Score + 't;

/// The oldest articles are looked for among so many first, then among twice as many, and so on.
const STRETCH: DocId = 1 << 10;

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

    /// Offers those matches of one word or of several that may come in to `best`, and counts all of them; nothing for a query
    /// of another kind.
    fn gather_best(&self, searcher: &Searcher, query: &dyn Query, best: &mut Best) -> tantivy::Result<Option<u64>> {
        let least = best.least();
        let mut see = |doc, score| {
            let major = by_score(score);
            if !best.refuses(major, 0) {
                self.offer(best, doc, major, by_newest(self.days.first(doc)));
            }
            best.least()
        };
        if let Some(word) = query.downcast_ref::<Weighed>() {
            return word.best(searcher, self.reader, least, &mut see).map(Some);
        }
        match query.downcast_ref::<Together>() {
            Some(words) => words.best(searcher, self.reader, least, &mut see),
            None => Ok(None),
        }
    }

    /// Offers every match to `best` that may come in, and counts all.
    fn gather(&self, weight: &dyn Weight, sort: Sort, best: &mut Best) -> tantivy::Result<u64> {
        match sort {
            Sort::Relevance => self.by_relevance(weight, best),
            // Where all are wanted, the order in which they are read is no matter.
            Sort::Newest if best.keep < self.reader.max_doc() as usize => self.newest(weight, best),
            Sort::Oldest if best.keep < self.reader.max_doc() as usize => self.oldest(weight, best),
            Sort::Newest | Sort::Oldest => self.all(weight, sort, best),
        }
    }

    fn by_relevance(&self, weight: &dyn Weight, best: &mut Best) -> tantivy::Result<u64> {
        let mut total = 0;
        weight.for_each(self.reader, &mut |doc, score| {
            if self.is_alive(doc) {
                total += 1;
                // Its day is asked only of a match whose score comes in.
                let major = by_score(score);
                if !best.refuses(major, 0) {
                    self.offer(best, doc, major, by_newest(self.days.first(doc)));
                }
            }
        })?;
        Ok(total)
    }

    fn all(&self, weight: &dyn Weight, sort: Sort, best: &mut Best) -> tantivy::Result<u64> {
        let mut total = 0;
        weight.for_each_no_score(self.reader, &mut |docs| {
            for &doc in docs.iter().filter(|&&doc| self.is_alive(doc)) {
                total += 1;
                self.offer(best, doc, by_day(self.days.first(doc), sort), 0);
            }
        })?;
        Ok(total)
    }

    /// Goes through the matches until the first that is too old: so are all behind it.
    fn newest(&self, weight: &dyn Weight, best: &mut Best) -> tantivy::Result<u64> {
        let mut docs = weight.scorer(self.reader, 1.0)?;
        let (mut doc, mut total) = (docs.doc(), 0);
        while doc != TERMINATED {
            if self.is_alive(doc) {
                let major = by_newest(self.days.first(doc));
                if best.refuses(major, 0) {
                    return Ok(weight.count(self.reader)?.into());
                }
                total += 1;
                self.offer(best, doc, major, 0);
            }
            doc = docs.advance();
        }
        Ok(total)
    }

    /// Goes through the matches in stretches, the oldest first, until a stretch whose year is too late: so are all before it.
    fn oldest(&self, weight: &dyn Weight, best: &mut Best) -> tantivy::Result<u64> {
        let lasts = self.reader.fast_fields().u64(column::LAST)?;
        let undated = older_than(&lasts, self.reader.max_doc(), 0);
        let (mut end, mut length, mut total) = (undated, STRETCH, 0);
        while end > 0 {
            // By the first day; which is in the year of the last.
            let year = lasts.first(end - 1).unwrap_or_default() / 10_000 * 10_000;
            if best.refuses(year, 0) {
                return Ok(weight.count(self.reader)?.into());
            }
            let start = end.saturating_sub(length);
            total += self.stretch(weight, start, end, best)?;
            (end, length) = (start, length.saturating_mul(2));
        }
        if best.refuses(by_oldest(None), 0) {
            return Ok(weight.count(self.reader)?.into());
        }
        Ok(total + self.stretch(weight, undated, self.reader.max_doc(), best)?)
    }

    /// Offers the matches from `start` up to `end`, by their first days.
    fn stretch(&self, weight: &dyn Weight, start: DocId, end: DocId, best: &mut Best) -> tantivy::Result<u64> {
        let mut total = 0;
        if start < end {
            let mut docs = weight.scorer(self.reader, 1.0)?;
            let mut doc = if docs.doc() < start { docs.seek(start) } else { docs.doc() };
            while doc < end {
                if self.is_alive(doc) {
                    total += 1;
                    self.offer(best, doc, by_oldest(self.days.first(doc)), 0);
                }
                doc = docs.advance();
            }
        }
        Ok(total)
    }

    fn is_alive(&self, doc: DocId) -> bool {
        !self.reader.is_deleted(doc)
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

fn by_day(day: Option<u64>, sort: Sort) -> u64 {
    if sort == Sort::Oldest { by_oldest(day) } else { by_newest(day) }
}

fn by_oldest(day: Option<u64>) -> u64 {
    day.unwrap_or(u64::MAX)
}

/// What has to be read of a column to know the ends of the days it spans.
pub(super) fn span(column: &Column<u64>) -> Option<(u64, u64)> {
    (column.num_docs() > 0 && column.values.num_vals() > 0).then(|| (column.min_value(), column.max_value()))
}
