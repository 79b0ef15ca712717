//! What follows the copy: sign-offs, desk initials, credits of reporters and editors, contacts, copyright lines.
//!
//! | end of a story | from there on it is tail |
//! |---|---|
//! | ` Reuter`, `-0-`, `(END)`, `Enditem`, `==Kyodo`, `송고` on a line of its own | yes |
//! | `… said. Enditem`, `… said. (END)` | the last word |
//! | `(Reporting by …; editing by …)`, `Copyright …`, `More From KCNA …` | yes, if only short lines follow |
//! | `/NF/`, `jha/fm/cm`, `mrc/PL` | yes |

use super::layout::{Lines, trimmed};
use super::style::Styles;
use crate::story::Span;
use crate::words::fold;

/// How much of a story's end is looked at, in bytes and lines with text.
const WINDOW: usize = 3000;
const LINES: usize = 14;

/// Gives where the tail begins: `copy.end` if there is none.
pub(crate) fn start(text: &str, copy: Span, styles: &Styles) -> usize {
    let from = copy.end.saturating_sub(WINDOW).max(copy.start);
    let from = (from..copy.end).find(|&i| text.is_char_boundary(i)).unwrap_or(copy.end);
    let back = Lines::new(text, Span::new(from, copy.end)).rev().map(|l| trimmed(text, l)).filter(|l| !l.is_empty());
    // One more than is looked at: its end may be the sign-off.
    let mut lines: Vec<Span> = back.take(LINES + 1).collect();
    lines.reverse();
    let mut begins = copy.end;
    for (number, &line) in lines.iter().enumerate().rev().take(LINES) {
        // The first line of the window may be the middle of a paragraph.
        let whole = number > 0 || from == copy.start || text[..from].ends_with('\n');
        let shown = line.of(text);
        let last = begins == copy.end || lines.get(number + 1).is_some_and(|next| next.start >= begins);
        let tail = whole
            && line.start > copy.start
            && ends(shown, styles)
            && (last || !prose_follows(text, &lines[number + 1..]));
        if tail {
            begins = line.start;
        }
    }
    let last = lines.iter().rev().find(|line| line.start < begins);
    last.and_then(|line| trailing(line.of(text)).map(|cut| line.start + cut)).unwrap_or(begins)
}

fn ends(line: &str, styles: &Styles) -> bool {
    if are_initials(line) || line.len() <= 60 && line.ends_with("송고") {
        return true;
    }
    if !styles.marks.can_end(line) {
        return false;
    }
    let folded = fold(&line[..super::dateline::token::floor_boundary(line, 120)]);
    styles.marks.is_signoff(&folded) || styles.marks.is_tail(&folded)
}

/// Says whether one of the lines reads as prose: long, with a stop at its end.
fn prose_follows(text: &str, lines: &[Span]) -> bool {
    lines.iter().any(|line| line.len() > 160 && line.of(text).ends_with(['.', '"', '”', '。']))
}

/// `/NF/`, `jha/fm/cm`, `mrc/PL`
fn are_initials(line: &str) -> bool {
    line.len() <= 16
        && line.contains('/')
        && line.bytes().all(|b| b.is_ascii_alphabetic() || b == b'/')
        && line.split('/').all(|part| part.len() <= 4)
        && line.split('/').filter(|part| !part.is_empty()).count() >= 1
}

/// Finds a sign-off at the end of a paragraph: where it begins in the line.
fn trailing(line: &str) -> Option<usize> {
    const MARKS: [&str; 9] = ["Enditem", "ENDITEM", "Enditem.", "(END)", "(End)", "-0-", "==Kyodo", "(ANSA).", "-END-"];
    let mark = MARKS.iter().find(|mark| line.ends_with(*mark))?;
    let before = line[..line.len() - mark.len()].trim_end();
    before
        .ends_with(|c: char| !c.is_alphanumeric() && c != ',')
        .then_some(line.len() - mark.len())
        .filter(|_| !before.is_empty())
}
