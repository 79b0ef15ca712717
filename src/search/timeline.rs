//! How many articles a calendar period: several questions side by side, against what the archive holds at all.
//!
//! Pure: made from counts by day ([`super::Column::Days`]). A period in which the archive holds nothing is a gap, not a zero:
//! nobody can tell whether nothing happened or nothing was kept.

use std::collections::BTreeMap;

use super::Value;
use crate::date::{DayRange, Period};

/// Counts by period.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// The period.
    pub period: Period,
    /// The periods in order, without a hole from the first to the last in which the archive holds something.
    pub buckets: Vec<Bucket>,
    /// What each question found in all, in the order in which they were asked.
    pub series: Vec<Series>,
    /// What the archive holds in all.
    pub archive: Series,
}

/// One period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its days.
    pub days: DayRange,
    /// How many articles the archive holds; 0 for a gap.
    pub archive: u64,
    /// How many articles each question finds.
    pub counts: Vec<u64>,
}

/// What one question found, and what of it stands in no period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// How many articles.
    pub total: u64,
    /// How many have no date.
    pub undated: u64,
    /// How many have a date that spans several periods, such as a month among days.
    pub imprecise: u64,
}

/// Counts by day, as an engine gives them.
pub type Counts = BTreeMap<Value, u64>;

impl Bucket {
    /// Says whether the archive holds nothing of these days.
    pub fn is_gap(&self) -> bool {
        self.archive == 0
    }

    /// Gives the share of the archive that a question finds; nothing in a gap.
    pub fn share(&self, series: usize) -> Option<f64> {
        let count = *self.counts.get(series)?;
        (self.archive > 0).then(|| count as f64 / self.archive as f64)
    }
}

impl Timeline {
    /// Sorts counts by day into periods. `archive` is what the archive holds under the filters of the questions; what a
    /// question finds outside of it belongs to its periods all the same.
    pub fn new(period: Period, archive: &Counts, questions: &[Counts]) -> Timeline {
        let all: Vec<&Counts> = std::iter::once(archive).chain(questions).collect();
        let mut by_first: BTreeMap<DayRange, Vec<u64>> = BTreeMap::new();
        let mut series = vec![Series::default(); all.len()];
        for (number, counts) in all.iter().enumerate() {
            for (value, &count) in *counts {
                series[number].total += count;
                match value {
                    Value::Days(days) if period.of(days.first).contains(*days) => {
                        by_first.entry(period.of(days.first)).or_insert_with(|| vec![0; all.len()])[number] += count;
                    }
                    Value::Days(_) => series[number].imprecise += count,
                    Value::Unknown | Value::Place(_) | Value::Text(_) => series[number].undated += count,
                }
            }
        }
        let mut buckets: Vec<Bucket> = Vec::new();
        for (days, counts) in by_first {
            let mut next = buckets.last().and_then(|last| period.after(last.days));
            while let Some(gap) = next.filter(|gap| gap.first < days.first) {
                buckets.push(Bucket { days: gap, archive: 0, counts: vec![0; questions.len()] });
                next = period.after(gap);
            }
            // An archive cannot hold less than what was found in it.
            let held = counts.iter().copied().max().unwrap_or_default();
            buckets.push(Bucket { days, archive: counts[0].max(held), counts: counts[1..].to_vec() });
        }
        let archive = series.remove(0);
        Timeline { period, buckets, series, archive }
    }

    /// Gives the shortest period that parts `archive` into at most `most` buckets.
    pub fn fitting(archive: &Counts, most: u64) -> Period {
        let days = archive.keys().filter_map(|value| match value {
            Value::Days(days) => Some(*days),
            Value::Unknown | Value::Place(_) | Value::Text(_) => None,
        });
        let Some(span) = days.reduce(DayRange::union) else { return Period::Day };
        Period::ALL.into_iter().find(|period| period.count(span) <= most).unwrap_or(Period::Year)
    }

    /// Gives the periods in which a question finds far more than its share of the archive lets expect, strongest first.
    pub fn peaks(&self, series: usize, most: usize) -> Vec<Peak> {
        let found: u64 = self.buckets.iter().filter_map(|bucket| bucket.counts.get(series)).sum();
        let held: u64 = self.buckets.iter().map(|bucket| bucket.archive).sum();
        let mut peaks: Vec<Peak> = self
            .buckets
            .iter()
            .filter_map(|bucket| {
                let count = *bucket.counts.get(series)?;
                let expected = found as f64 * bucket.archive as f64 / held.max(1) as f64;
                let strength = excess(count, expected, bucket.archive, found);
                (strength >= SIGNIFICANT).then_some(Peak { days: bucket.days, count, expected, strength })
            })
            .collect();
        peaks.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.days.first.cmp(&b.days.first)));
        peaks.truncate(most);
        peaks
    }
}

/// A period that stands out.
#[derive(Clone, Debug, PartialEq)]
pub struct Peak {
    /// Its days.
    pub days: DayRange,
    /// How many articles the question finds in them.
    pub count: u64,
    /// How many it would find if its share of the archive were the same in all periods.
    pub expected: f64,
    /// How unlikely that is by chance: the log-likelihood ratio.
    pub strength: f64,
}

/// The log-likelihood ratio from which on a difference is taken for more than chance: p < 0.001 at one degree of freedom
/// (Dunning 1993, Accurate methods for the statistics of surprise and coincidence).
const SIGNIFICANT: f64 = 10.83;

/// Gives the log-likelihood ratio of finding `count` articles in a period where `expected` were to be expected; 0 for less.
fn excess(count: u64, expected: f64, held: u64, found: u64) -> f64 {
    let (observed, rest) = (count as f64, (held.saturating_sub(count)) as f64);
    if observed <= expected || found == 0 {
        return 0.0;
    }
    let part = |seen: f64, awaited: f64| if seen > 0.0 && awaited > 0.0 { seen * (seen / awaited).ln() } else { 0.0 };
    2.0 * (part(observed, expected) + part(rest, held as f64 - expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::PartialDate;

    fn counts(of: &[(&str, u64)]) -> Counts {
        of.iter()
            .map(|(date, count)| {
                (PartialDate::parse_iso(date).and_then(|d| d.days()).map_or(Value::Unknown, Value::Days), *count)
            })
            .collect()
    }

    #[test]
    fn gaps_are_no_zeros_and_what_fits_no_period_is_counted_apart() {
        let archive = counts(&[("2025-04-28", 4), ("2025-04-29", 1), ("2025-05-02", 2), ("2025-04", 1), ("", 3)]);
        let found = counts(&[("2025-04-28", 2), ("2025-04", 1), ("", 1)]);
        let timeline = Timeline::new(Period::Day, &archive, &[found]);
        let drawn: Vec<(bool, Option<f64>)> = timeline.buckets.iter().map(|b| (b.is_gap(), b.share(0))).collect();
        assert_eq!(drawn, [(false, Some(0.5)), (false, Some(0.0)), (true, None), (true, None), (false, Some(0.0))]);
        assert_eq!(timeline.series, [Series { total: 4, undated: 1, imprecise: 1 }]);
        assert_eq!(timeline.archive, Series { total: 11, undated: 3, imprecise: 1 });
        let monthly = Timeline::new(Period::Month, &archive, &[counts(&[("2025-04-28", 2), ("2025-04", 1)])]);
        assert_eq!(monthly.buckets.iter().map(|b| (b.archive, b.counts[0])).collect::<Vec<_>>(), [(6, 3), (2, 0)]);
        assert_eq!(monthly.series[0].imprecise, 0);
    }

    #[test]
    fn the_period_fits_the_room() {
        let archive = counts(&[("2024-01-01", 1), ("2025-12-31", 1)]);
        assert_eq!(Timeline::fitting(&archive, 1000), Period::Day);
        assert_eq!(Timeline::fitting(&archive, 200), Period::Week);
        assert_eq!(Timeline::fitting(&archive, 50), Period::Month);
        assert_eq!(Timeline::fitting(&archive, 1), Period::Year);
        assert_eq!(Timeline::fitting(&Counts::new(), 10), Period::Day);
    }

    #[test]
    fn peaks_are_measured_against_the_archive() {
        // Ten times the articles on the 3rd, and ten times the matches: no peak. Three times its share on the 5th: one.
        let archive = counts(&[("2025-03-01", 100), ("2025-03-02", 100), ("2025-03-03", 1000), ("2025-03-05", 100)]);
        let found = counts(&[("2025-03-01", 10), ("2025-03-02", 9), ("2025-03-03", 100), ("2025-03-05", 30)]);
        let peaks = Timeline::new(Period::Day, &archive, &[found]).peaks(0, 5);
        assert_eq!(
            peaks.iter().map(|p| (p.days.to_string(), p.count)).collect::<Vec<_>>(),
            [("2025-03-05".to_owned(), 30)]
        );
        assert!((peaks[0].expected - 11.46).abs() < 0.01, "{peaks:?}");
        assert_eq!(Timeline::new(Period::Day, &Counts::new(), &[Counts::new()]).peaks(0, 5), []);
    }
}
