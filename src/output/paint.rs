//! Text for a terminal: colours, widths, and nothing that a terminal would obey.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};

/// How text is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether colours and weights are written.
    pub colour: Colour,
    /// The width of the terminal in columns; nothing in a pipe, where nothing is wrapped or cut.
    pub columns: Option<usize>,
}

/// Whether colours are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// They are.
    On,
    /// They are not.
    Off,
}

/// What is shown in which style. The sixteen colours only: they follow the reader's own light or dark theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Date,
    Place,
    Faint,
    Headline,
    Mark,
}

impl Look {
    /// Makes the look of a pipe.
    pub fn plain() -> Look {
        Look { colour: Colour::Off, columns: None }
    }

    /// Gives `text` in the style of `role`. The text must be clean.
    pub(super) fn paint(self, role: Role, text: &str) -> String {
        let style = match role {
            Role::Date => AnsiColor::Green.on_default(),
            Role::Place => Style::new().bold(),
            Role::Faint => Style::new().dimmed(),
            Role::Headline => Style::new().bold(),
            Role::Mark => AnsiColor::Red.on_default().bold(),
        };
        match self.colour {
            Colour::On if !text.is_empty() => format!("{style}{text}{style:#}"),
            _ => text.to_owned(),
        }
    }
}

/// Makes copy safe to show: control characters, which could move the cursor or worse, and characters that turn the
/// direction of writing become visible; line feeds and tabs stay.
///
/// ```
/// assert_eq!(dateline::output::clean("a\x1b[31mb\u{202e}"), "a\\x1b[31mb\\u{202e}");
/// ```
pub fn clean(text: &str) -> Cow<'_, str> {
    let harmful = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\r' => {}
            c if harmful(c) && (c as u32) < 0x100 => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if harmful(c) => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
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

/// Gives the columns that a character takes on a terminal: two for East Asian wide ones, none for marks.
pub(super) fn width(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// Breaks painted text into lines of at most `columns` columns, each behind `indent` blanks. Escape sequences take no room.
pub(super) fn wrap(text: &str, columns: Option<usize>, indent: usize) -> String {
    let room = columns.map_or(usize::MAX, |columns| columns.saturating_sub(indent).max(20));
    let mut out = " ".repeat(indent);
    let mut used = 0;
    for (number, word) in text.split(' ').enumerate() {
        let size = columns_of(word);
        if number > 0 && used + 1 + size <= room {
            out.push(' ');
            used += 1;
        } else if number > 0 {
            // The blanks that parted the cells end no line.
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            used = 0;
        }
        used = push_word(&mut out, word, used, room, indent);
    }
    out
}

/// Writes a word; one that is longer than a line (scripts without blanks) is broken between characters.
fn push_word(out: &mut String, word: &str, mut used: usize, room: usize, indent: usize) -> usize {
    let mut escape = false;
    for c in word.chars() {
        escape |= c == '\x1b';
        let size = if escape { 0 } else { width(c) };
        if escape && c == 'm' {
            escape = false;
        }
        if used + size > room {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            used = 0;
        }
        out.push(c);
        used += size;
    }
    used
}

pub(super) fn columns_of(painted: &str) -> usize {
    let mut escape = false;
    let mut sum = 0;
    for c in painted.chars() {
        match (escape, c) {
            (_, '\x1b') => escape = true,
            (true, 'm') => escape = false,
            (true, _) => {}
            (false, c) => sum += width(c),
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_wide_words_anywhere() {
        assert_eq!(wrap("one two three four five six seven", Some(22), 2), "  one two three four\n  five six seven");
        assert_eq!(wrap(&"北".repeat(12), Some(20), 0), format!("{}\n北北", "北".repeat(10)));
    }

    #[test]
    fn colours_take_no_room() {
        let look = Look { colour: Colour::On, columns: Some(24) };
        let painted = format!("{} two three four five", look.paint(Role::Mark, "one"));
        assert_eq!(wrap(&painted, look.columns, 0).lines().count(), 1);
    }

    #[test]
    fn copy_cannot_steer_the_terminal() {
        assert_eq!(one_line("a\r\n\x1b]0;title\x07 b\u{9b}2J"), "a \\x1b]0;title\\x07 b\\x9b2J");
    }
}
