//! What follows the copy: sign-offs, desk initials, credits of reporters and editors, contacts, copyright lines.
//!
//! | end of a story | from there on it is tail |
//! |---|---|
//! | ` Reuter`, `-0-`, `(END)`, `Enditem`, `==Kyodo`, `송고` on a line of its own | yes |
//! | `… said. Enditem`, `… said. (END)` | the last word |
//! | `(Reporting by …; editing by …)`, `Copyright …`, `More From KCNA …` | yes, if only short lines follow |
//! | `/NF/`, `jha/fm/cm`, `mrc/PL` | yes |

use super::style::Styles;
use crate::story::Span;

/// How much of a story's end is looked at, in bytes and lines with text.
const WINDOW: usize = 3000;
const LINES: usize = 14;

/// Gives where the tail of some copy begins: `copy.end` if there is none. `lines` are those of the copy, trimmed.
pub(crate) fn start(text: &str, copy: Span, lines: &[Span], styles: &Styles) -> usize {
    let from = copy.end.saturating_sub(WINDOW).max(copy.start);
    let mut begins = copy.end;
    // What stands below the line that is looked at: where it begins, and whether any of it is prose.
    let (mut below, mut prose_follows) = (copy.end, false);
    // The nearest line above the tail: its end may be the sign-off.
    let mut above: Option<Span> = None;
    for (number, &line) in lines.iter().rev().filter(|line| !line.is_empty()).enumerate() {
        if line.end <= from || number > LINES || number == LINES && above.is_some() {
            break;
        }
        let shown = line.of(text);
        let last = begins == copy.end || below >= begins;
        // A line that begins before the window is the end of a long paragraph.
        let whole = line.start >= from && line.start > copy.start;
        if number < LINES && whole && ends(shown, styles) && (last || !prose_follows) {
            (begins, above) = (line.start, None);
        } else {
            above.get_or_insert(line);
        }
        prose_follows |= is_prose(shown);
        below = line.start;
    }
    above.and_then(|line| trailing(line.of(text)).map(|cut| line.start + cut)).unwrap_or(begins)
}

fn ends(line: &str, styles: &Styles) -> bool {
    line.len() <= 60 && (are_initials(line) || line.ends_with("송고")) || styles.marks.ends(line)
}

/// Says whether a line reads as prose: long, with a stop at its end.
fn is_prose(line: &str) -> bool {
    line.len() > 160 && line.ends_with(['.', '"', '”', '。'])
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
