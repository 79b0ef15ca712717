//! Nothing that a terminal would obey: control characters and turns of the direction of writing are made visible.
//!
//! | in copy | shown |
//! |---|---|
//! | ESC, BEL, NUL and other controls, DEL, C1 (`U+0080`-`U+009F`) | `\x1b`, `\x9b` |
//! | embeddings, overrides and isolates (`U+202A`-`U+202E`, `U+2066`-`U+2069`) | `\u{202e}` |
//! | line feed, tab | themselves by [`clean`], `\x0a` by [`visible`] |
//! | a carriage return before a line feed | nothing |

use std::borrow::Cow;
use std::io::{self, Write};

/// Says whether a character could move the cursor, colour the screen, or turn other text around.
pub(super) fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Makes copy safe to show; line feeds and tabs stay.
///
/// ```
/// assert_eq!(dateline::output::clean("a\x1b[31mb\u{202e}"), "a\\x1b[31mb\\u{202e}");
/// ```
pub fn clean(text: &str) -> Cow<'_, str> {
    escaped(text, is_harmful)
}

/// Makes a name safe to show on a line of its own: line feeds and tabs become visible too, blanks in a row stay.
///
/// ```
/// assert_eq!(dateline::output::visible("a  b\nc.txt"), "a  b\\x0ac.txt");
/// ```
pub fn visible(name: &str) -> Cow<'_, str> {
    escaped(name, |c| is_harmful(c) || c == '\n' || c == '\t')
}

/// Gives text on one line: every run of white space becomes one blank, control characters become visible.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&clean(word));
    }
    out
}

fn escaped(text: &str, harmful: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() == Some(&'\n') && !harmful('\n') => {}
            c if harmful(c) && (c as u32) < 0x100 => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if harmful(c) => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// A terminal that rows and raw copy are written to: what it would obey is made visible on the way.
pub struct Screen<W: Write> {
    out: W,
    /// The beginning of a character whose rest has not come yet.
    begun: Vec<u8>,
}

impl<W: Write> Screen<W> {
    /// Guards `out`.
    pub fn new(out: W) -> Screen<W> {
        Screen { out, begun: Vec::new() }
    }
}

impl<W: Write> Write for Screen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begun.extend_from_slice(bytes);
        let mut shown = String::with_capacity(self.begun.len());
        let mut kept = 0;
        for chunk in self.begun.utf8_chunks() {
            shown.push_str(chunk.valid());
            kept = chunk.invalid().len();
            let last = chunk.invalid().as_ptr_range().end == self.begun.as_ptr_range().end;
            // Three bytes at most can be the beginning of a character; anything else is no UTF-8.
            if kept > 0 && !(last && is_begun(chunk.invalid())) {
                shown.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
                kept = 0;
            }
        }
        self.begun.drain(..self.begun.len() - kept);
        self.out.write_all(clean(&shown).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Says whether bytes that are no UTF-8 would be with more behind them.
fn is_begun(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copy_cannot_steer_the_terminal() {
        assert_eq!(one_line("a\r\n\x1b]0;title\x07 b\u{9b}2J"), "a \\x1b]0;title\\x07 b\\x9b2J");
        assert_eq!(clean("one\r\ntwo\rthree\u{7f}"), "one\ntwo\\x0dthree\\x7f");
        assert_eq!(visible("a\r\nb\u{2068}"), "a\\x0d\\x0ab\\u{2068}");
    }

    #[test]
    fn a_screen_shows_bytes_in_pieces_as_it_shows_them_whole() {
        let copy = "né\x1b[2J\u{9b}北\u{202e}".as_bytes();
        let copy = [copy, &[0xff, b'x', 0xe5, 0x8c]].concat();
        let mut screen = Screen::new(Vec::new());
        copy.iter().for_each(|byte| screen.write_all(&[*byte]).unwrap());
        assert_eq!(String::from_utf8(screen.out).unwrap(), "né\\x1b[2J\\x9b北\\u{202e}\\xffx");
    }
}
