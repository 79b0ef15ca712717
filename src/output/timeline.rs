//! Timelines: bars for people, records for programs.

use std::fmt::Write;

use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;

use super::chart::titled;
use super::paint::{Look, Role};
use super::rows::{Record, rows};
use super::wrap::{width, wrap};
use super::{About, Format, counted, number};
use crate::search::keyness::KeyWord;
use crate::search::timeline::{Bucket, Peak, Timeline};

/// A timeline and what is said beside it.
#[derive(Clone, Debug)]
pub struct TimelineView<'a> {
    /// The counts.
    pub timeline: &'a Timeline,
    /// The questions in canonical text, in the order of the series.
    pub queries: &'a [String],
    /// What is drawn.
    pub measure: Measure,
    /// The periods that stand out, question by question, each with the words that set it apart; empty if not asked for.
    pub peaks: &'a [Vec<(Peak, Vec<KeyWord>)>],
    /// The state of the archive.
    pub snapshot: &'a str,
}

/// What a timeline draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// How many articles.
    Count,
    /// Which share of the archive's articles of the same period.
    Share,
}

impl TimelineView<'_> {
    /// Gives what is drawn of a question in a period; nothing in a gap.
    pub(super) fn value(&self, bucket: &Bucket, series: usize) -> Option<f64> {
        match self.measure {
            Measure::Share => bucket.share(series),
            Measure::Count => (!bucket.is_gap()).then(|| bucket.counts.get(series).copied().unwrap_or_default() as f64),
        }
    }

    /// Gives the largest value that is drawn.
    pub(super) fn largest(&self) -> f64 {
        let series = 0..self.queries.len();
        let values = self.timeline.buckets.iter().flat_map(|b| series.clone().filter_map(|s| self.value(b, s)));
        values.fold(0.0, f64::max)
    }

    pub(super) fn label(&self, bucket: &Bucket) -> String {
        self.timeline.period.label(bucket.days.first)
    }

    fn figure(&self, value: f64) -> String {
        match self.measure {
            Measure::Count => number(value as u64),
            Measure::Share => percent(value),
        }
    }
}

/// Writes a share as a percentage with as many digits as tell it from nothing.
pub(super) fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "0%".to_owned(),
        p if p < 0.1 => format!("{p:.3}%"),
        p if p < 10.0 => format!("{p:.2}%"),
        p if p < 99.95 => format!("{p:.1}%"),
        _ => "100%".to_owned(),
    }
}

/// Writes a timeline as bars, one line a period.
pub fn timeline_text(view: &TimelineView<'_>, look: Look<'_>) -> String {
    let columns = look.columns.unwrap_or(80);
    let largest = view.largest();
    let label = view.timeline.buckets.iter().map(|bucket| view.label(bucket).len()).max().unwrap_or(4);
    let figures = view.figure(largest).len().max(match view.measure {
        Measure::Count => 1,
        Measure::Share => 6,
    });
    let each = columns.saturating_sub(label) / view.queries.len().max(1);
    // Two blanks, the figure, a blank, the bar.
    let room = each.saturating_sub(figures + 3).max(4);
    let mut out = String::new();
    if view.queries.len() > 1 {
        let mut line = " ".repeat(label);
        for query in view.queries {
            let name = fitted(&titled(query), each.saturating_sub(2));
            let blanks = each.saturating_sub(2 + width(&name));
            let _ = write!(line, "  {}{}", look.paint(Role::Headline, &name), " ".repeat(blanks));
        }
        push(&mut out, &line);
    }
    let mut gap = 0;
    for bucket in &view.timeline.buckets {
        if bucket.is_gap() {
            gap += 1;
            continue;
        }
        push_gap(&mut out, &mut gap, view, label, look);
        let mut line = look.paint(Role::Date, &format!("{:label$}", view.label(bucket)));
        for series in 0..view.queries.len() {
            let value = view.value(bucket, series).unwrap_or_default();
            let bar = bar(value, largest, room);
            let blanks = " ".repeat(room - width(&bar));
            let _ = write!(line, "  {:>figures$} {}{blanks}", view.figure(value), look.paint(Role::Place, &bar));
        }
        push(&mut out, &line);
    }
    push_peaks(&mut out, view, look);
    out
}

fn push(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

/// Writes that the archive holds nothing of the last periods.
fn push_gap(out: &mut String, gap: &mut u64, view: &TimelineView<'_>, label: usize, look: Look<'_>) {
    if *gap > 0 {
        let text = format!("{} without any article", counted(*gap, view.timeline.period.name()));
        push(out, &format!("{:label$}  {}", "⋮", look.paint(Role::Faint, &text)));
        *gap = 0;
    }
}

fn push_peaks(out: &mut String, view: &TimelineView<'_>, look: Look<'_>) {
    for (query, peaks) in view.queries.iter().zip(view.peaks) {
        let of = if view.queries.len() > 1 { format!(" of {}", titled(query)) } else { String::new() };
        if peaks.is_empty() {
            let _ = writeln!(out, "\nNo {} of {} stands out", view.timeline.period, titled(query));
            continue;
        }
        let _ = writeln!(out, "\n{}", look.paint(Role::Headline, &format!("Peaks{of}")));
        for (peak, words) in peaks {
            let label = view.timeline.period.label(peak.days.first);
            let words: Vec<&str> = words.iter().map(|key| key.word.as_str()).collect();
            let line = format!(
                "{}  {} where {:.1} were to be expected: {}",
                look.paint(Role::Date, &label),
                number(peak.count),
                peak.expected,
                words.join(" ")
            );
            out.push_str(&wrap(&line, look.columns, 0));
            out.push('\n');
        }
    }
}

/// Cuts a text to a number of columns.
pub(super) fn fitted(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        used += width(cluster);
        if used + 1 > columns {
            break;
        }
        out.push_str(cluster);
    }
    out.push('…');
    out
}

/// Draws a bar in eighths of a column; what is not nothing shows.
pub(super) fn bar(value: f64, largest: f64, room: usize) -> String {
    const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
    if value <= 0.0 || largest <= 0.0 {
        return String::new();
    }
    let eighths = ((value / largest * room as f64 * 8.0).round() as usize).clamp(1, room * 8);
    let mut bar = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        bar.push(EIGHTHS[eighths % 8 - 1]);
    }
    bar
}

/// Writes a timeline for programs: a bucket a period and question, the summary last. A gap has null for count and share.
pub fn timeline_records(view: &TimelineView<'_>, about: &About, format: Format) -> String {
    let names = ["period", "label", "first", "last", "query", "count", "archive", "share"];
    let mut buckets = Vec::new();
    for bucket in &view.timeline.buckets {
        for (series, query) in view.queries.iter().enumerate() {
            let count = (!bucket.is_gap()).then(|| bucket.counts.get(series).copied().unwrap_or_default());
            buckets.push(vec![
                json!(view.timeline.period.name()),
                json!(view.label(bucket)),
                json!(bucket.days.first.to_string()),
                json!(bucket.days.last.to_string()),
                json!(query),
                json!(count),
                json!(bucket.archive),
                json!(bucket.share(series)),
            ]);
        }
    }
    let series: Vec<Value> = view
        .queries
        .iter()
        .zip(&view.timeline.series)
        .map(|(query, s)| json!({"query": query, "total": s.total, "undated": s.undated, "imprecise": s.imprecise}))
        .collect();
    let peaks: Vec<Value> = view
        .queries
        .iter()
        .zip(view.peaks)
        .flat_map(|(query, peaks)| peaks.iter().map(move |(peak, words)| peak_json(view, query, peak, words)))
        .collect();
    let archive = &view.timeline.archive;
    let summary = Record::summary(vec![
        ("total", json!(view.timeline.series.first().map_or(0, |s| s.total))),
        ("series", Value::Array(series)),
        ("archive", json!({"total": archive.total, "undated": archive.undated, "imprecise": archive.imprecise})),
        ("gaps", json!(view.timeline.buckets.iter().filter(|bucket| bucket.is_gap()).count())),
        ("peaks", Value::Array(peaks)),
        ("took_ms", json!(about.took_ms)),
        ("snapshot", json!(view.snapshot)),
        ("query", json!(about.query)),
        ("index", json!(about.index)),
    ]);
    rows(&names, buckets, &summary, format)
}

fn peak_json(view: &TimelineView<'_>, query: &str, peak: &Peak, words: &[KeyWord]) -> Value {
    let words: Vec<Value> = words
        .iter()
        .map(
            |key| json!({"word": key.word, "in_peak": key.focus, "elsewhere": key.reference, "strength": key.strength}),
        )
        .collect();
    json!({
        "query": query, "label": view.timeline.period.label(peak.days.first), "first": peak.days.first.to_string(),
        "last": peak.days.last.to_string(), "count": peak.count, "expected": peak.expected, "strength": peak.strength,
        "words": words,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_fill_their_room_and_anything_shows() {
        assert_eq!(bar(10.0, 10.0, 4), "████");
        assert_eq!(bar(5.0, 10.0, 3), "█▌");
        assert_eq!(bar(0.001, 10.0, 4), "▏");
        assert_eq!(bar(0.0, 10.0, 4), "");
        assert_eq!([0.0, 0.0004, 0.034, 0.5].map(percent), ["0%", "0.040%", "3.40%", "50.0%"]);
        assert_eq!(fitted("東京都庁", 5), "東京…");
    }
}
