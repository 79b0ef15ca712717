//! Timelines as SVG, fit for print: own axes, units, legend, and a caption with query and snapshot.
//!
//! Plain shapes and generic fonts only, so that any viewer draws it; colours of Okabe and Ito (2008), which colour-blind
//! readers can tell apart and which differ in grey.

use std::fmt::Write;

use super::timeline::{Measure, TimelineView};
use super::{number, one_line};

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 480.0;
const LEFT: f64 = 80.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 46.0;
const BOTTOM: f64 = 96.0;
const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

/// How many letters of a text of 13 px fit into 10 px: enough for generic fonts.
const LETTERS: f64 = 1.45;

/// Draws a timeline: bars for one question, lines for several; gaps are grey.
pub fn timeline_svg(view: &TimelineView<'_>) -> String {
    let mut out = String::new();
    let title: Vec<String> = view.queries.iter().map(|query| titled(query)).collect();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" role=\"img\">\n<title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
        escaped(&title.join(" · "))
    );
    let frame = Frame { top: nice_ceiling(view.largest(), view.measure), buckets: view.timeline.buckets.len().max(1) };
    gaps(&mut out, view, &frame);
    value_axis(&mut out, view, &frame);
    match view.queries {
        [_] => bars(&mut out, view, &frame),
        _ => (0..view.queries.len()).for_each(|series| line(&mut out, view, series, &frame)),
    }
    time_axis(&mut out, view, &frame);
    legend(&mut out, &title);
    caption(&mut out, view);
    out.push_str("</svg>\n");
    out
}

/// Where values and periods lie on the page.
struct Frame {
    top: f64,
    buckets: usize,
}

impl Frame {
    fn x(&self, bucket: usize) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * bucket as f64 / self.buckets as f64
    }

    fn y(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.top
    }
}

/// Gives the end of an axis: a number with few digits, at least one article.
fn nice_ceiling(largest: f64, measure: Measure) -> f64 {
    let least = if measure == Measure::Count { 1.0 } else { 1e-6 };
    let largest = largest.max(least);
    let power = 10f64.powf(largest.log10().floor());
    [1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|&end| end >= largest - 1e-12)
        .unwrap_or(largest)
}

fn gaps(out: &mut String, view: &TimelineView<'_>, frame: &Frame) {
    let mut start = None;
    for at in 0..=view.timeline.buckets.len() {
        let is_gap = view.timeline.buckets.get(at).is_some_and(|bucket| bucket.is_gap());
        match (start, is_gap) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let (x, width) = (frame.x(from), frame.x(at) - frame.x(from));
                let height = HEIGHT - TOP - BOTTOM;
                let _ = writeln!(
                    out,
                    "<rect x=\"{x:.1}\" y=\"{TOP}\" width=\"{width:.1}\" height=\"{height}\" fill=\"#e6e6e6\"/>"
                );
                start = None;
            }
            (Some(_), true) | (None, false) => {}
        }
    }
}

fn value_axis(out: &mut String, view: &TimelineView<'_>, frame: &Frame) {
    let steps = if frame.top < 5.0 && view.measure == Measure::Count { frame.top as u32 } else { 5 };
    for step in 0..=steps {
        let value = frame.top * f64::from(step) / f64::from(steps.max(1));
        let label = match view.measure {
            Measure::Share => format!("{}%", trimmed(value * 100.0)),
            Measure::Count => trimmed(value),
        };
        let y = frame.y(value);
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{y:.1}\" stroke=\"#cccccc\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            WIDTH - RIGHT,
            LEFT - 8.0,
            y + 4.0
        );
    }
    let unit = match view.measure {
        Measure::Count => format!("articles a {}", view.timeline.period),
        Measure::Share => format!("share of the archive's articles of the {}", view.timeline.period),
    };
    let _ = writeln!(
        out,
        "<text transform=\"translate(18 {:.1}) rotate(-90)\" text-anchor=\"middle\">{unit}</text>",
        (TOP + HEIGHT - BOTTOM) / 2.0
    );
}

/// Writes a value of the axis with no more digits than it has.
fn trimmed(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text.split_once('.') {
        None => number(value.round() as u64),
        Some((whole, rest)) => format!("{}.{rest}", number(whole.parse().unwrap_or_default())),
    }
}

fn bars(out: &mut String, view: &TimelineView<'_>, frame: &Frame) {
    for (at, bucket) in view.timeline.buckets.iter().enumerate() {
        let Some(value) = view.value(bucket, 0).filter(|&value| value > 0.0) else { continue };
        let slot = frame.x(at + 1) - frame.x(at);
        let (x, y) = (frame.x(at) + slot * 0.08, frame.y(value));
        let _ = writeln!(
            out,
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{:.2}\" height=\"{:.2}\" fill=\"{}\"/>",
            slot * 0.84,
            HEIGHT - BOTTOM - y,
            COLOURS[0]
        );
    }
}

/// Draws a question as a line through the middles of its periods, broken at gaps; a lone period is a dot.
fn line(out: &mut String, view: &TimelineView<'_>, series: usize, frame: &Frame) {
    let colour = COLOURS[series % COLOURS.len()];
    let mut run: Vec<(f64, f64)> = Vec::new();
    for at in 0..=view.timeline.buckets.len() {
        let value = view.timeline.buckets.get(at).and_then(|bucket| view.value(bucket, series));
        if let Some(value) = value {
            run.push(((frame.x(at) + frame.x(at + 1)) / 2.0, frame.y(value)));
            continue;
        }
        match run.as_slice() {
            [] => {}
            [(x, y)] => {
                let _ = writeln!(out, "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"3\" fill=\"{colour}\"/>");
            }
            points => {
                let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.2},{y:.2}")).collect();
                let _ = writeln!(
                    out,
                    "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
                    points.join(" ")
                );
            }
        }
        run.clear();
    }
}

fn time_axis(out: &mut String, view: &TimelineView<'_>, frame: &Frame) {
    let base = HEIGHT - BOTTOM;
    let _ = writeln!(
        out,
        "<line x1=\"{LEFT}\" y1=\"{base}\" x2=\"{:.1}\" y2=\"{base}\" stroke=\"#000000\"/>",
        WIDTH - RIGHT
    );
    let every = view.timeline.buckets.len().div_ceil(10).max(1);
    for (at, bucket) in view.timeline.buckets.iter().enumerate().step_by(every) {
        let x = (frame.x(at) + frame.x(at + 1)) / 2.0;
        let _ = writeln!(
            out,
            "<line x1=\"{x:.1}\" y1=\"{base}\" x2=\"{x:.1}\" y2=\"{:.1}\" stroke=\"#000000\"/>\n\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            base + 5.0,
            base + 20.0,
            view.label(bucket)
        );
    }
}

fn legend(out: &mut String, titles: &[String]) {
    let room = ((WIDTH - LEFT - RIGHT) / titles.len().max(1) as f64) * LETTERS / 10.0 - 4.0;
    let mut x = LEFT;
    for (series, title) in titles.iter().enumerate() {
        let title = super::timeline::fitted(title, room.max(8.0) as usize);
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"18\" width=\"12\" height=\"12\" fill=\"{}\"/>\n\
             <text x=\"{:.1}\" y=\"29\" font-weight=\"bold\">{}</text>",
            COLOURS[series % COLOURS.len()],
            x + 18.0,
            escaped(&title)
        );
        x += 40.0 + super::wrap::width(&title) as f64 * 10.0 / LETTERS;
    }
}

fn caption(out: &mut String, view: &TimelineView<'_>) {
    let gaps = view.timeline.buckets.iter().filter(|bucket| bucket.is_gap()).count();
    let found: Vec<String> = view.timeline.series.iter().map(|series| number(series.total)).collect();
    let mut lines = vec![format!(
        "{} of {} articles; without a date: {}; dated too roughly for the axis: {}{}",
        found.join(" / "),
        number(view.timeline.archive.total),
        view.timeline.series.iter().map(|s| number(s.undated)).collect::<Vec<_>>().join(" / "),
        view.timeline.series.iter().map(|s| number(s.imprecise)).collect::<Vec<_>>().join(" / "),
        if gaps > 0 { "; grey: no articles in the archive" } else { "" }
    )];
    lines.push(format!(
        "dateline · snapshot {} · {}",
        view.snapshot,
        view.queries.iter().map(|query| titled(query)).collect::<Vec<_>>().join(" · ")
    ));
    for (row, text) in lines.iter().enumerate() {
        let text = super::timeline::fitted(&one_line(text), 128);
        let _ = writeln!(
            out,
            "<text x=\"{LEFT}\" y=\"{:.1}\" font-size=\"11\" fill=\"#444444\">{}</text>",
            HEIGHT - 40.0 + 17.0 * row as f64,
            escaped(&text)
        );
    }
}

/// Gives the name of a question; one that asks for nothing in particular finds everything.
pub(super) fn titled(query: &str) -> String {
    if query.is_empty() { "all articles".to_owned() } else { one_line(query) }
}

/// Makes text safe inside XML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_on_round_numbers() {
        for (largest, end) in [(0.0, 1.0), (7.0, 7.5), (13.0, 15.0), (21.0, 25.0), (100.0, 100.0), (410.0, 500.0)] {
            assert_eq!(nice_ceiling(largest, Measure::Count), end, "{largest}");
        }
        assert!((nice_ceiling(0.034, Measure::Share) - 0.04).abs() < 1e-9);
    }

    #[test]
    fn a_query_is_text_in_a_picture() {
        assert_eq!(escaped("a<b & \"c\""), "a&lt;b &amp; &quot;c&quot;");
    }
}
