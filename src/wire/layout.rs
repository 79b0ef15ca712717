//! The lines of a file, and the stories that it holds.
//!
//! A file is one story, unless a header line (` date 2025-04-28 …`) or a form feed followed by one begins another. A
//! paragraph that only looks like a header does not: its line must follow an empty one.

use std::sync::LazyLock;

use memchr::{memchr, memmem, memrchr};

use super::header;
use crate::story::Span;

/// What a header begins with.
static HEADER: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(b"date "));

/// Gives the stories of a text: spans in order that cover it without gap.
pub(crate) fn stories(text: &str) -> Vec<Span> {
    let mut stories: Vec<Span> = Vec::with_capacity(1);
    let mut start = 0;
    for at in HEADER.find_iter(text.as_bytes()) {
        let line = line_start(text, at);
        if line > 0 && parted(text, line) && header::opening(&text[line..]).is_some() {
            // Blanks before the first header are no story.
            if start > 0 || !text[..line].trim().is_empty() {
                stories.push(Span::new(start, line));
                start = line;
            }
        }
    }
    stories.push(Span::new(start, text.len()));
    stories
}

/// The lines of a stretch of text, with their line ends cut off.
#[derive(Clone, Copy)]
pub(crate) struct Lines<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    mark: u8,
}

impl<'a> Lines<'a> {
    /// Starts at byte `span.start` of `text`.
    pub fn new(text: &'a str, span: Span) -> Lines<'a> {
        // Some archives end lines with a carriage return alone.
        let feeds = memchr(b'\n', span.of(text).as_bytes()).is_some();
        Lines { text, at: span.start, end: span.end, mark: if feeds { b'\n' } else { b'\r' } }
    }
}

impl Iterator for Lines<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        if self.at >= self.end {
            return None;
        }
        let (start, rest) = (self.at, &self.text.as_bytes()[self.at..self.end]);
        let end = memchr(self.mark, rest).unwrap_or(rest.len());
        self.at = start + end + 1;
        let line = &rest[..end];
        Some(Span::new(start, start + line.len() - usize::from(line.ends_with(b"\r"))))
    }
}

impl DoubleEndedIterator for Lines<'_> {
    fn next_back(&mut self) -> Option<Span> {
        if self.at >= self.end {
            return None;
        }
        let rest = &self.text.as_bytes()[self.at..self.end];
        let rest = rest.strip_suffix(&[self.mark]).unwrap_or(rest);
        let start = memrchr(self.mark, rest).map_or(0, |last| last + 1);
        let line = &rest[start..];
        self.end = self.at + start;
        Some(Span::new(self.end, self.end + line.len() - usize::from(line.ends_with(b"\r"))))
    }
}

/// Gives the lines of a stretch of text, each without blanks around; an empty one for each that holds nothing else.
pub(crate) fn trimmed_lines(text: &str, copy: Span) -> Vec<Span> {
    let bytes = copy.of(text).as_bytes();
    // Wires set some sixty bytes on a line, and an empty line after each paragraph.
    let mut lines = Vec::with_capacity(8 + bytes.len() / 32);
    let mark = if memchr(b'\n', bytes).is_some() { b'\n' } else { b'\r' };
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        let end = if first == mark { at } else { memchr(mark, &bytes[at..]).map_or(bytes.len(), |end| at + end) };
        lines.push(trimmed(text, Span::new(copy.start + at, copy.start + end)));
        at = end + 1;
    }
    lines
}

/// Gives the bytes of a line without blanks around.
#[inline]
pub(crate) fn trimmed(text: &str, line: Span) -> Span {
    // Most lines are ASCII at both ends, where every sign up to the blank is one.
    let bytes = &text.as_bytes()[line.start..line.end];
    let is_ascii_blank = |b: &u8| *b <= b' ' || *b == 0x7f;
    let is_sign = |b: u8| (b'!'..=b'~').contains(&b);
    match *bytes {
        [] => return line,
        [first, .., last] if is_sign(first) && is_sign(last) => return line,
        _ => {}
    }
    match bytes.iter().position(|b| !is_ascii_blank(b)).zip(bytes.iter().rposition(|b| !is_ascii_blank(b))) {
        None => return Span::new(line.end, line.end),
        Some((first, last)) if bytes[first].is_ascii() && bytes[last].is_ascii() => {
            return Span::new(line.start + first, line.start + last + 1);
        }
        Some(_) => {}
    }
    let copy = line.of(text);
    let start = line.start + (copy.len() - copy.trim_start_matches(is_blank).len());
    Span::new(start, start + text[start..line.end].trim_end_matches(is_blank).len())
}

/// Blanks, and marks that take no room.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || super::dateline::token::is_invisible(c)
}

/// Gives the start of the line that holds byte `at`, looking back no further than a header line can be indented.
fn line_start(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().rposition(|b| !matches!(b, b' ' | b'\t')).map_or(0, |last| {
        match text.as_bytes()[last] {
            b'\n' | b'\x0c' => last + 1,
            _ => at,
        }
    })
}

/// Says whether an empty line or a form feed stands before the line that begins at `at`.
fn parted(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '\r']);
    let Some(before) = before.strip_suffix(['\n', '\u{c}']) else { return false };
    let before = before.trim_end_matches([' ', '\t', '\r']);
    before.is_empty() || before.ends_with(['\n', '\u{c}']) || text[..at].ends_with('\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_after_an_empty_line_begins_a_story() {
        let count = |text| stories(text).len();
        assert_eq!(
            count(" date 2025-04-28 OSLO, April 28. /TASS/. One.\n\n date 2025-04-29 OSLO, April 29. /TASS/. Two.\n"),
            2
        );
        assert_eq!(count("date 2025-04-28\nText with\ndate 2025-04-29 in it."), 1);
        assert_eq!(count("date 2025-04-28\nOne.\n\x0cdate 2025-04\nTwo."), 2);
        assert_eq!(count("\n\n date 2025-04-28 One."), 1);
        assert_eq!(count("Their date 2025-04-28 was"), 1);
        assert_eq!(count(""), 1);
    }

    #[test]
    fn lines_end_with_feeds_returns_or_both() {
        let lines =
            |text: &str| Lines::new(text, Span::new(0, text.len())).map(|l| l.of(text).to_owned()).collect::<Vec<_>>();
        assert_eq!(lines("a\r\nb\n\nc"), ["a", "b", "", "c"]);
        assert_eq!(lines("a\rb"), ["a", "b"]);
        for text in ["", "a", "\n", "a\n", "a\n\n", "\na", "a\r\nb\n\nc", "a\rb\r", "\r\r", "a\r\n\r\n"] {
            let all = Lines::new(text, Span::new(0, text.len()));
            let mut back: Vec<Span> = all.rev().collect();
            back.reverse();
            assert_eq!(back, all.collect::<Vec<_>>(), "{text:?}");
        }
    }
}
