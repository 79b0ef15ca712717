//! Which stretches of a text show best why it was found: whole sentences where they fit.

use super::matching::Match;
use super::sentence;
use crate::story::Span;

/// The length that a fragment aims at, in columns of a terminal.
const LENGTH: usize = 220;

/// The length that a fragment may have so that it ends with its sentence, in columns.
const LONGEST: usize = 320;

/// A stretch that could be shown, and the matches in it.
struct Window {
    span: Span,
    matches: std::ops::Range<usize>,
}

/// Chooses the windows that show the most words of the query not shown yet, then the most words, then the most matches, then
/// come first. Those that overlap are joined; all are given in the order of the text.
pub(super) fn best_windows(text: &str, matches: &[Match], most: usize) -> Vec<Span> {
    let windows = windows(text, matches);
    let mut shown = vec![false; matches.len()];
    let mut leaves = 0u128;
    let mut chosen: Vec<Span> = Vec::new();
    for _ in 0..most {
        let value = |window: &Window| {
            let fresh = window.matches.clone().filter(|&number| !shown[number]);
            let (bits, count) =
                fresh.fold((0, 0), |(bits, count), number| (bits | bit(matches[number].leaf), count + 1));
            ((bits & !leaves).count_ones(), bits.count_ones(), count)
        };
        let best = windows.iter().map(|window| (value(window), window)).max_by(|(a, first), (b, second)| {
            // Of equals the first.
            a.cmp(b).then(second.span.start.cmp(&first.span.start))
        });
        let Some(((_, 1.., _), window)) = best else { break };
        for number in window.matches.clone() {
            shown[number] = true;
            leaves |= bit(matches[number].leaf);
        }
        chosen.push(window.span);
    }
    chosen.sort_unstable();
    joined(text, chosen)
}

/// Leaves beyond the 127th count as one.
fn bit(leaf: usize) -> u128 {
    1 << leaf.min(127)
}

/// Gives a window from the beginning of each sentence that holds a match.
fn windows(text: &str, matches: &[Match]) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    for (first, hit) in matches.iter().enumerate() {
        let reached = windows.last().map_or(0, |window| window.span.start);
        let start = start_of(text, hit.span.start);
        if !windows.is_empty() && start <= reached && windows.last().is_some_and(|w| hit.span.end <= w.span.end) {
            continue;
        }
        let span = Span::new(start, end_of(text, start, hit.span));
        let inside = matches[first..].iter().take_while(|m| m.span.start < span.end);
        let last = first + inside.filter(|m| m.span.end <= span.end).count().max(1);
        windows.push(Window { span, matches: first..last.min(matches.len()) });
    }
    windows
}

/// Joins windows that overlap or have nothing but blanks between them.
fn joined(text: &str, windows: Vec<Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for window in windows {
        match out.last_mut() {
            Some(last) if window.start <= last.end || text[last.end..window.start].trim().is_empty() => {
                last.end = last.end.max(window.end);
            }
            _ => out.push(window),
        }
    }
    out
}

/// Gives the place where the text before a match is taken up: where its sentence begins, or within reach between words.
fn start_of(text: &str, hit: usize) -> usize {
    let far = sentence::back(text, hit, LENGTH * 3 / 4);
    match sentence::last_start(text, Span::new(sentence::cut_after(text, far, hit), hit)) {
        Some(start) => start,
        None if far == 0 => 0,
        None => sentence::cut_after(text, sentence::back(text, hit, LENGTH / 2), hit),
    }
}

/// Gives the place where a window ends: on through whole sentences while they fit, to the end of the first one if that is not
/// much too long, else between words.
fn end_of(text: &str, start: usize, hit: Span) -> usize {
    let fitting = sentence::ahead(text, start, LENGTH);
    if text.len() <= fitting.max(hit.end) {
        return text.len();
    }
    let limit = sentence::cut_before(text, fitting, hit.end).max(hit.end);
    let longest = || Span::new(hit.end, sentence::ahead(text, start, LONGEST).max(hit.end));
    sentence::last_end(text, Span::new(hit.end, limit))
        .or_else(|| sentence::first_end(text, longest()))
        .unwrap_or(limit)
}
