//! A check-up as people read it: what is covered, a row a month, then each kind of doubt that there is.
//!
//! ```text
//! month    articles   days  1                              31
//! 2025-02         3   2/28  ···▄····················█···
//! ```

use std::collections::BTreeMap;

use super::checkup::{Checkup, Detail, WEEKDAYS};
use super::clean::{one_line, visible};
use super::figures::{counted, number};
use super::paint::{Look, Role};
use super::wrap::wrap;
use crate::date::{DayRange, days_in_month};
use crate::ingest::reason_of;
use crate::search::coverage::{Coverage, Tally, commonest, length, total};

/// How many entries of a list are shown in brief.
const TOP: usize = 10;

/// How many stretches of missing days are shown in brief.
const STRETCHES: usize = 30;

/// The columns of the longest name of the overview, and a blank.
const NAME: usize = 12;

/// A blank at which no line breaks.
const FIRM: &str = "\u{a0}";

/// What stands above the strip of days, a character a day.
const SCALE: &str = "1                            31";

/// The columns of a row with its strip: month, articles, days, strip, and two blanks between.
const STRIP: usize = 7 + 2 + 8 + 2 + 5 + 2 + 31;

/// Writes a check-up of the archive at `index` for people.
pub fn checkup_text(checkup: &Checkup<'_>, index: &str, look: Look, detail: Detail) -> String {
    let mut page = Page { out: String::new(), look, detail };
    page.overview(checkup, index);
    page.months(checkup.coverage);
    page.gaps(&checkup.coverage.gaps());
    page.group("unparsed datelines", "article", &checkup.coverage.unparsed);
    page.group("unknown agencies", "article", &checkup.coverage.unknown_agencies);
    page.files(checkup);
    page.out
}

struct Page<'a> {
    out: String,
    look: Look<'a>,
    detail: Detail,
}

impl Page<'_> {
    fn overview(&mut self, checkup: &Checkup<'_>, index: &str) {
        let Checkup { coverage, survey, snapshot } = *checkup;
        let days = coverage.span().map_or("none".to_owned(), |span| {
            let with = number(coverage.days.len() as u64);
            format!("{} to {}, {with} of {} with an article", span.first, span.last, counted(length(span), "day"))
        });
        let example =
            |tally: &Tally| tally.example.as_ref().map_or(String::new(), |path| format!(", such as {}", visible(path)));
        let mut inferred = number(total(&coverage.inferred));
        for (n, (from, tally)) in commonest(&coverage.inferred).into_iter().enumerate() {
            let before = if n == 0 { ": " } else { ", " };
            inferred.push_str(&format!("{before}{} by {from}", number(tally.count)));
        }
        self.row("index", &visible(index));
        self.row("articles", &format!("{} from {}", number(coverage.articles), counted(survey.sources, "file")));
        self.row("days", &days);
        for (name, tally) in
            [("undated", &coverage.undated), ("imprecise", &coverage.imprecise), ("conflicting", &coverage.conflicting)]
        {
            self.row(name, &format!("{}{}", number(tally.count), example(tally)));
        }
        self.row("inferred", &inferred);
        self.row("snapshot", snapshot);
    }

    fn months(&mut self, coverage: &Coverage) {
        if coverage.days.is_empty() {
            return;
        }
        let busiest = coverage.days.values().map(|tally| tally.count).max().unwrap_or_default();
        let strips = self.look.columns.is_none_or(|columns| columns >= STRIP);
        let scale = if strips { SCALE } else { "" };
        self.out.push('\n');
        self.line(&format!("{:<7}  {:>8}  {:>5}  {scale}", "month", "articles", "days"), 0);
        for (month, days) in coverage.months() {
            let length = days_in_month(month.year(), month.month());
            let with = days.iter().filter(|&&count| count > 0).count();
            let strip: String = days[..usize::from(length)].iter().map(|&count| bar(count, busiest)).collect();
            let name = self.look.paint(Role::Date, &format!("{:04}-{:02}", month.year(), month.month()));
            let strip = if strips { strip } else { String::new() };
            let row = format!("{name}  {:>8}  {with:>2}/{length}  {strip}", number(days.iter().sum()));
            self.line(&row, 0);
        }
        let weekdays = WEEKDAYS.into_iter().zip(coverage.weekdays());
        let weekdays: Vec<String> = weekdays.map(|(name, count)| format!("{name}{FIRM}{}", number(count))).collect();
        self.out.push('\n');
        self.row("weekdays", &weekdays.join("  "));
    }

    fn gaps(&mut self, gaps: &[DayRange]) {
        if gaps.is_empty() {
            return;
        }
        let missing = gaps.iter().copied().map(length).sum();
        self.heading("missing days", &format!("{} in {}", number(missing), stretches(gaps.len())));
        let shown = if self.detail == Detail::Full { gaps.len() } else { gaps.len().min(STRETCHES) };
        let ranges: Vec<String> = gaps[..shown].iter().map(DayRange::to_string).collect();
        // A pipe has no width to fill: there a stretch is a line, as every record is.
        let rows = if self.look.columns.is_some() { vec![ranges.join("  ")] } else { ranges };
        rows.iter().for_each(|row| self.line(row, 2));
        self.more(gaps.len() - shown, stretches(gaps.len() - shown));
    }

    fn group(&mut self, name: &str, thing: &str, group: &BTreeMap<String, Tally>) {
        if group.is_empty() {
            return;
        }
        self.heading(name, &counted(total(group), thing));
        let sorted = commonest(group);
        let shown = if self.detail == Detail::Full { sorted.len() } else { sorted.len().min(TOP) };
        for (key, tally) in &sorted[..shown] {
            let example = visible(tally.example.as_deref().unwrap_or_default());
            let text = format!("{}  {}", one_line(key), self.look.paint(Role::Faint, &example));
            self.hanging(&format!("{:>8}  ", number(tally.count)), &text);
        }
        self.more(sorted.len() - shown, counted((sorted.len() - shown) as u64, "kind"));
    }

    fn files(&mut self, checkup: &Checkup<'_>) {
        let survey = checkup.survey;
        if !survey.doubtful.is_empty() {
            self.heading("doubtful encodings", &counted(survey.doubtful.len() as u64, "file"));
            self.paths(&survey.doubtful);
        }
        if !survey.barren.is_empty() {
            let files = survey.barren.values().map(|paths| paths.len() as u64).sum();
            self.heading("unread", &counted(files, "file"));
            for (&why, paths) in &survey.barren {
                self.line(&format!("{:>6}  {}", number(paths.len() as u64), reason_of(why).kind()), 2);
                if self.detail == Detail::Full {
                    self.paths(paths);
                }
            }
            if self.detail == Detail::Brief {
                self.line("--verbose names them", 2);
            }
        }
        if !survey.duplicates.is_empty() {
            let groups = survey.duplicates.len();
            let spare = counted(survey.spare(), "file");
            self.heading(
                "duplicates",
                &format!("{spare} alike to the byte with another, {}", counted(groups as u64, "content")),
            );
            let shown = if self.detail == Detail::Full { groups } else { groups.min(TOP) };
            for paths in &survey.duplicates[..shown] {
                self.line(&format!("{:>6}  alike", number(paths.len() as u64)), 2);
                self.paths(paths);
            }
            self.more(groups - shown, counted((groups - shown) as u64, "content"));
        }
    }

    /// Writes paths, a line each: all or the first.
    fn paths(&mut self, paths: &[String]) {
        let shown = if self.detail == Detail::Full { paths.len() } else { paths.len().min(TOP) };
        for path in &paths[..shown] {
            let shown = self.look.paint(Role::Faint, &visible(path));
            self.line(&self.look.link(path, &shown), 10);
        }
        self.more(paths.len() - shown, counted((paths.len() - shown) as u64, "file"));
    }

    /// Announces what was left out.
    fn more(&mut self, left: usize, what: String) {
        if left > 0 {
            self.line(&format!("and {what} more; --verbose names them"), 2);
        }
    }

    fn heading(&mut self, name: &str, what: &str) {
        let name = self.look.paint(Role::Headline, name);
        self.out.push('\n');
        self.line(&format!("{name}: {what}"), 0);
    }

    /// Writes `name   text`, all lines of the text behind the longest name of the overview.
    fn row(&mut self, name: &str, text: &str) {
        self.hanging(&format!("{name:<NAME$}"), text);
    }

    /// Writes `label text`, all lines of the text behind the label.
    fn hanging(&mut self, label: &str, text: &str) {
        let wrapped = wrap(text, self.look.columns, label.len());
        let rest = wrapped.get(label.len()..).unwrap_or_default();
        self.out.push_str(&format!("{label}{}\n", rest.replace(FIRM, " ")));
    }

    fn line(&mut self, text: &str, indent: usize) {
        let wrapped = wrap(text, self.look.columns, indent);
        for line in wrapped.lines() {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }
}

fn stretches(n: usize) -> String {
    format!("{} stretch{}", number(n as u64), if n == 1 { "" } else { "es" })
}

/// Draws how many articles a day has, against the busiest day: any at all shows.
fn bar(count: u64, busiest: u64) -> char {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    match count {
        0 => '·',
        _ => BARS[(count.saturating_mul(8).div_ceil(busiest.max(1)) as usize).clamp(1, 8) - 1],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_article_shows_and_the_busiest_day_is_full() {
        assert_eq!([0, 1, 500, 1000].map(|count| bar(count, 1000)), ['·', '▁', '▄', '█']);
        assert_eq!(bar(1, 1), '█');
        assert_eq!(SCALE.len(), 31);
    }
}
