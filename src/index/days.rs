//! The articles of a range of days, in an index that is kept in the order of days.
//!
//! A segment has its articles by last possible day, newest first, undated ones behind. So the articles of a range are a run of
//! documents, whose ends are found by halving. Only where a range parts a year must articles of the year be looked at one by
//! one, whose date leaves the day open.
//!
//! ```text
//! article     December 2025   30 April 2025   April 2025   3 April 2025   2024       undated
//! last day         20251231        20250430     20250430       20250403   20241231
//! first day        20251201        20250430     20250401       20250403   20240101
//! ```

use tantivy::columnar::Column;
use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use super::lower::Dates;
use super::schema::column;
use crate::date::DayRange;

/// Matches the dated articles whose days lie in a range, surely or perhaps.
#[derive(Clone, Copy, Debug)]
pub(super) struct InDays {
    pub(super) days: DayRange,
    pub(super) dates: Dates,
}

impl InDays {
    /// Gives the runs of documents that match, in order, each from its first document to that behind its last.
    fn runs(self, reader: &SegmentReader) -> tantivy::Result<Vec<(DocId, DocId)>> {
        let (firsts, lasts) = (reader.fast_fields().u64(column::FIRST)?, reader.fast_fields().u64(column::LAST)?);
        let (from, to) = (u64::from(self.days.first.number()), u64::from(self.days.last.number()));
        if from > to {
            return Ok(Vec::new());
        }
        let behind = |day: u64| older_than(&lasts, reader.max_doc(), day);
        // Where the last days are in the range; further up they are behind it, further down before it.
        let (newest, oldest) = (behind(to.saturating_add(1)), behind(from));
        let mut runs = Runs::default();
        match self.dates {
            // No first day is earlier than its year begins: only of the year in which the range begins can one be too early.
            Dates::Surely => {
                let open = behind(year(from) + YEAR).clamp(newest, oldest);
                runs.add(newest, open);
                (open..oldest)
                    .filter(|&doc| firsts.first(doc).is_some_and(|day| day >= from))
                    .for_each(|doc| runs.add(doc, doc + 1));
            }
            Dates::Perhaps => {
                let open = behind(year(to) + YEAR).min(newest);
                (open..newest)
                    .filter(|&doc| firsts.first(doc).is_some_and(|day| day <= to))
                    .for_each(|doc| runs.add(doc, doc + 1));
                runs.add(newest, oldest);
            }
        }
        Ok(runs.0)
    }
}

/// From a day to the same of the next year, as days are numbered.
const YEAR: u64 = 10_000;

/// Gives the number of the last day of the year before that of `day`.
fn year(day: u64) -> u64 {
    day / YEAR * YEAR
}

/// Gives the first document of a segment whose last possible day is before `day`, or is not known.
pub(super) fn older_than(lasts: &Column<u64>, max_doc: DocId, day: u64) -> DocId {
    let (mut low, mut high) = (0, max_doc);
    while low < high {
        let middle = low + (high - low) / 2;
        if lasts.first(middle).is_some_and(|last| last >= day) { low = middle + 1 } else { high = middle }
    }
    low
}

#[derive(Default)]
struct Runs(Vec<(DocId, DocId)>);

impl Runs {
    fn add(&mut self, start: DocId, end: DocId) {
        match self.0.last_mut() {
            _ if start >= end => {}
            Some((_, last)) if *last == start => *last = end,
            _ => self.0.push((start, end)),
        }
    }
}

impl Query for InDays {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(*self))
    }
}

impl Weight for InDays {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let runs = self.runs(reader)?;
        let doc = runs.first().map_or(TERMINATED, |&(start, _)| start);
        Ok(Box::new(ConstScorer::new(Walk { runs, at: 0, doc }, boost)))
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        let alive = |(start, end): (DocId, DocId)| match reader.alive_bitset() {
            Some(alive) => (start..end).filter(|&doc| alive.is_alive(doc)).count() as u32,
            None => end - start,
        };
        Ok(self.runs(reader)?.into_iter().map(alive).sum())
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("in a range of days", 1.0))
    }
}

/// A walk over runs of documents.
struct Walk {
    runs: Vec<(DocId, DocId)>,
    at: usize,
    doc: DocId,
}

impl DocSet for Walk {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED { TERMINATED } else { self.seek(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        while self.runs.get(self.at).is_some_and(|&(_, end)| end <= target) {
            self.at += 1;
        }
        self.doc = self.runs.get(self.at).map_or(TERMINATED, |&(start, _)| start.max(target));
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.runs.iter().map(|(start, end)| end - start).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_stops_at_each_document_of_its_runs() {
        let walk = || Walk { runs: vec![(2, 4), (7, 8)], at: 0, doc: 2 };
        let mut all = walk();
        assert_eq!(
            [all.doc(), all.advance(), all.advance(), all.advance(), all.advance()],
            [2, 3, 7, TERMINATED, TERMINATED]
        );
        assert_eq!([walk().seek(3), walk().seek(4), walk().seek(7), walk().seek(8)], [3, 7, 7, TERMINATED]);
        assert_eq!(walk().size_hint(), 3);
        assert_eq!(year(20250428) + YEAR, 20260000);
    }

    #[test]
    fn runs_that_meet_are_one() {
        let mut runs = Runs::default();
        [(3, 3), (3, 5), (5, 6), (8, 8), (8, 9)].into_iter().for_each(|(start, end)| runs.add(start, end));
        assert_eq!(runs.0, [(3, 6), (8, 9)]);
    }
}
