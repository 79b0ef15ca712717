//! What an archive covers and what is doubtful in it, gathered article by article.
//!
//! Pure: it is fed by a search for everything (`Request::all(Query::All)`), or for what a filter leaves.

use std::collections::BTreeMap;

use super::opening::opening;
use crate::article::{Article, DateSource, Inference, RemarkKind};
use crate::date::{Day, DayRange};

/// How many articles, and where one of them stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// The first that was seen.
    pub example: Option<String>,
}

/// Gathers what articles say of their days and of their datelines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// How many articles were gathered.
    pub articles: u64,
    /// The articles of each day that has any. Those dated by month or year only belong to no day.
    pub days: BTreeMap<Day, Tally>,
    /// Articles dated by month or year only.
    pub imprecise: Tally,
    /// Articles without a date.
    pub undated: Tally,
    /// Articles whose date, or a part of it, is inferred, by what it was inferred from: `path`, `neighbours`, `weekday`.
    pub inferred: BTreeMap<&'static str, Tally>,
    /// Articles whose header (or path) and dateline name days too far apart.
    pub conflicting: Tally,
    /// Articles that begin like a dateline which no style knows, by the [`opening`] of their copy.
    pub unparsed: BTreeMap<String, Tally>,
    /// Articles of an agency that no style names, by that agency as printed.
    pub unknown_agencies: BTreeMap<String, Tally>,
}

impl Tally {
    fn see(&mut self, article: &Article) {
        self.count += 1;
        self.example.get_or_insert_with(|| article.origin.to_string());
    }
}

impl Coverage {
    /// Counts an article in.
    pub fn add(&mut self, article: &Article) {
        self.articles += 1;
        match article.days() {
            None => self.undated.see(article),
            Some(days) if days.first == days.last => self.days.entry(days.first).or_default().see(article),
            Some(_) => self.imprecise.see(article),
        }
        let inferred = article.published.and_then(|dated| match (dated.inferred, dated.source) {
            (Some(Inference::Path), _) | (None, DateSource::Path) => Some("path"),
            (Some(Inference::Neighbours), _) => Some("neighbours"),
            (Some(Inference::Weekday), _) => Some("weekday"),
            (None, DateSource::Header | DateSource::Dateline | DateSource::Container) => None,
        });
        if let Some(from) = inferred {
            self.inferred.entry(from).or_default().see(article);
        }
        let has = |kind| article.remarks.iter().any(|remark| remark.kind == kind);
        if has(RemarkKind::DateConflict) {
            self.conflicting.see(article);
        }
        if has(RemarkKind::UnparsedDateline) {
            self.unparsed.entry(opening(&article.body)).or_default().see(article);
        }
        let agency = article.dateline.as_ref().and_then(|dateline| dateline.agencies.first());
        if let Some(agency) = agency.filter(|_| has(RemarkKind::UnknownAgency)) {
            self.unknown_agencies.entry(agency.clone()).or_default().see(article);
        }
    }

    /// Gives the first and the last day that has an article.
    pub fn span(&self) -> Option<DayRange> {
        let (first, last) = (self.days.first_key_value()?, self.days.last_key_value()?);
        Some(DayRange { first: *first.0, last: *last.0 })
    }

    /// Gives the stretches of days between the first and the last that have no article, in order.
    pub fn gaps(&self) -> Vec<DayRange> {
        let later = self.days.keys().skip(1);
        let between = self.days.keys().zip(later).filter_map(|(&before, &after)| {
            let range = DayRange { first: before.plus(1)?, last: after.plus(-1)? };
            (range.first <= range.last).then_some(range)
        });
        between.collect()
    }

    /// Gives the articles of each day of each month that has any: months by their first day, days from the 1st to the 31st.
    pub fn months(&self) -> BTreeMap<Day, [u64; 31]> {
        let mut months: BTreeMap<Day, [u64; 31]> = BTreeMap::new();
        for (day, tally) in &self.days {
            let first = Day::new(day.year(), day.month(), 1).unwrap_or(*day);
            months.entry(first).or_insert([0; 31])[usize::from(day.day()) - 1] = tally.count;
        }
        months
    }

    /// Gives the articles of each weekday, from Monday.
    pub fn weekdays(&self) -> [u64; 7] {
        let mut weekdays = [0; 7];
        for (day, tally) in &self.days {
            weekdays[usize::from(day.weekday())] += tally.count;
        }
        weekdays
    }
}

/// Counts the days of a range, both ends included.
pub fn length(days: DayRange) -> u64 {
    days.last.since(days.first).unsigned_abs() + 1
}

/// Adds up a group of tallies.
pub fn total<K>(group: &BTreeMap<K, Tally>) -> u64 {
    group.values().map(|tally| tally.count).sum()
}

/// Sorts a group of tallies: the commonest first, equals by name.
pub fn commonest<K: AsRef<str>>(group: &BTreeMap<K, Tally>) -> Vec<(&str, &Tally)> {
    let mut sorted: Vec<(&str, &Tally)> = group.iter().map(|(name, tally)| (name.as_ref(), tally)).collect();
    // The map is in order of the names, and the sort keeps it among equals.
    sorted.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.count));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Dated, Dateline, Remark};
    use crate::date::PartialDate;
    use crate::story::Span;

    fn dated(date: &str, source: DateSource, inferred: Option<Inference>) -> Article {
        let published = PartialDate::parse_iso(date).map(|date| Dated { date, source, inferred });
        let mut article = Article { published, ..Article::default() };
        article.origin.path = format!("{date}.txt");
        article
    }

    fn remarked(mut article: Article, kind: RemarkKind) -> Article {
        article.remarks.push(Remark { kind, text: String::new(), span: Span::default() });
        article
    }

    fn gathered(articles: &[Article]) -> Coverage {
        let mut coverage = Coverage::default();
        articles.iter().for_each(|article| coverage.add(article));
        coverage
    }

    #[test]
    fn days_without_an_article_are_stretches_between_the_first_and_the_last() {
        let coverage = gathered(
            &["2025-02-26", "2025-02-26", "2025-02-27", "2025-03-03", "2025-03-05", "2025-04"]
                .map(|date| dated(date, DateSource::Header, None)),
        );
        let gaps: Vec<String> = coverage.gaps().iter().map(DayRange::to_string).collect();
        assert_eq!(gaps, ["2025-02-28..2025-03-02", "2025-03-04"]);
        assert_eq!(coverage.gaps().into_iter().map(length).sum::<u64>(), 4);
        assert_eq!(coverage.span().map(|span| span.to_string()), Some("2025-02-26..2025-03-05".into()));
        assert_eq!(coverage.imprecise.example.as_deref(), Some("2025-04.txt"));
        assert_eq!(coverage.weekdays(), [1, 0, 3, 1, 0, 0, 0]);
        let months = coverage.months();
        assert_eq!(months.keys().map(Day::to_string).collect::<Vec<_>>(), ["2025-02-01", "2025-03-01"]);
        assert_eq!(months.values().map(|days| days.iter().sum::<u64>()).collect::<Vec<_>>(), [3, 2]);
        assert_eq!(Coverage::default().gaps(), []);
    }

    #[test]
    fn doubts_are_told_apart() {
        let mut foreign = remarked(dated("2025-03-03", DateSource::Dateline, None), RemarkKind::UnknownAgency);
        foreign.dateline = Some(Dateline { agencies: vec!["Lakepost".into(), "AP".into()], ..Dateline::default() });
        let mut strange = remarked(dated("", DateSource::Header, None), RemarkKind::UnparsedDateline);
        strange.body = "OSLO ++ May 5 ++ (Reuters) The lake froze.".into();
        let coverage = gathered(&[
            dated("2025-03-01", DateSource::Path, None),
            dated("2025-03-02", DateSource::Dateline, Some(Inference::Path)),
            dated("2025-03-02", DateSource::Dateline, Some(Inference::Neighbours)),
            remarked(dated("2025-03-02", DateSource::Header, None), RemarkKind::DateConflict),
            foreign,
            strange,
        ]);
        let names =
            |group: Vec<(&str, &Tally)>| group.iter().map(|(k, t)| format!("{k} {}", t.count)).collect::<Vec<_>>();
        assert_eq!(names(commonest(&coverage.inferred)), ["path 2", "neighbours 1"]);
        assert_eq!(names(commonest(&coverage.unknown_agencies)), ["Lakepost 1"]);
        assert_eq!(names(commonest(&coverage.unparsed)), ["AAA ++ Aaa 9 ++ (Aaa) 1"]);
        assert_eq!((coverage.articles, coverage.undated.count, coverage.conflicting.count), (6, 1, 1));
    }
}
