//! Lines of painted text that fit a terminal. Escape sequences take no room, and none reaches over a line's end.
//!
//! | text | breaks |
//! |---|---|
//! | in words | at blanks; inside a word that is longer than a line, between characters as readers see them |
//! | Chinese, Japanese | between characters, but not before a closing mark or behind an opening one |
//! | Korean | at blanks |

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// Less room than this is no room to write in.
const LEAST: usize = 20;

/// Breaks painted text into lines of at most `columns` columns, each behind `indent` blanks. Blanks in a row stay, except at
/// an end of a line.
pub(super) fn wrap(text: &str, columns: Option<usize>, indent: usize) -> String {
    let room = columns.map_or(usize::MAX, |columns| columns.saturating_sub(indent).max(LEAST));
    let mut page = Page { out: " ".repeat(indent), used: 0, room, indent, open: Open::default() };
    for unit in units(text) {
        page.push(&unit);
    }
    page.out
}

/// Gives the columns that painted text takes on a terminal.
pub(super) fn width(painted: &str) -> usize {
    pieces(painted).map(|piece| piece.width()).sum()
}

/// Sums up the characters: where several are drawn as one, terminals differ, and a line too short looks better than one too long.
fn columns_of(cluster: &str) -> usize {
    let columns = |c: char| match c {
        // Vowel signs of the scripts of India, Burma and Cambodia: some terminals give those that stand beside a column.
        '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => 1,
        c => c.width().unwrap_or(0),
    };
    cluster.chars().map(columns).sum()
}

/// What a terminal takes as one: an escape sequence, a blank, or a character as readers see it.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Escape(&'a str),
    Blank,
    Cluster(&'a str),
}

/// What stays together on a line, and the blanks before it.
#[derive(Default)]
struct Unit<'a> {
    blanks: usize,
    pieces: Vec<Piece<'a>>,
    width: usize,
}

struct Page<'a> {
    out: String,
    used: usize,
    room: usize,
    indent: usize,
    open: Open<'a>,
}

/// The escape sequences that hold where a line may end.
#[derive(Default)]
struct Open<'a> {
    styles: Vec<&'a str>,
    link: Option<&'a str>,
}

const RESET: &str = "\x1b[0m";
const NO_LINK: &str = "\x1b]8;;\x1b\\";

impl Piece<'_> {
    fn width(self) -> usize {
        match self {
            Piece::Escape(_) => 0,
            Piece::Blank => 1,
            Piece::Cluster(cluster) => columns_of(cluster),
        }
    }
}

impl<'a> Page<'a> {
    fn push(&mut self, unit: &Unit<'a>) {
        let fits = self.used + unit.blanks + unit.width <= self.room;
        if fits {
            self.out.push_str(&" ".repeat(unit.blanks));
            self.used += unit.blanks;
        } else if self.used > 0 {
            self.break_line();
        }
        for &piece in &unit.pieces {
            if self.used + piece.width() > self.room {
                self.break_line();
            }
            match piece {
                Piece::Escape(escape) => {
                    self.open.follow(escape);
                    self.out.push_str(escape);
                }
                Piece::Blank => self.out.push(' '),
                Piece::Cluster(cluster) => self.out.push_str(cluster),
            }
            self.used += piece.width();
        }
    }

    fn break_line(&mut self) {
        // The blanks that parted cells end no line.
        self.out.truncate(self.out.trim_end_matches(' ').len());
        if !self.open.styles.is_empty() {
            self.out.push_str(RESET);
        }
        if self.open.link.is_some() {
            self.out.push_str(NO_LINK);
        }
        self.out.push('\n');
        self.out.push_str(&" ".repeat(self.indent));
        self.open.link.iter().for_each(|link| self.out.push_str(link));
        self.open.styles.iter().for_each(|style| self.out.push_str(style));
        self.used = 0;
    }
}

impl<'a> Open<'a> {
    fn follow(&mut self, escape: &'a str) {
        match escape {
            RESET => self.styles.clear(),
            NO_LINK => self.link = None,
            _ if escape.starts_with("\x1b]") => self.link = Some(escape),
            _ => self.styles.push(escape),
        }
    }
}

fn units(text: &str) -> Vec<Unit<'_>> {
    let mut units: Vec<Unit> = Vec::new();
    let mut unit = Unit::default();
    let mut last: Option<&str> = None;
    for piece in pieces(text) {
        let parts = match piece {
            Piece::Escape(_) => false,
            Piece::Blank => !unit.pieces.is_empty(),
            Piece::Cluster(cluster) => last.is_some_and(|last| may_part(last, cluster)),
        };
        if parts {
            units.push(std::mem::take(&mut unit));
        }
        match piece {
            Piece::Blank => (unit.blanks, last) = (unit.blanks + 1, None),
            Piece::Escape(_) => unit.pieces.push(piece),
            Piece::Cluster(cluster) => {
                unit.pieces.push(piece);
                unit.width += piece.width();
                last = Some(cluster);
            }
        }
    }
    units.push(unit);
    units
}

/// Cuts painted text into its pieces; an escape sequence is one that [`super::paint`] writes.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (piece, after) = match rest.as_bytes().first()? {
            b'\x1b' => {
                let end = if rest.starts_with("\x1b]") {
                    rest.find("\x1b\\").map(|at| at + 2)
                } else {
                    rest.find('m').map(|at| at + 1)
                };
                let (escape, after) = rest.split_at(end.unwrap_or(rest.len()));
                (Piece::Escape(escape), after)
            }
            b' ' => (Piece::Blank, &rest[1..]),
            _ => {
                let cluster = rest.graphemes(true).next()?;
                let (cluster, after) = rest.split_at(cluster.len());
                (Piece::Cluster(cluster), after)
            }
        };
        rest = after;
        Some(piece)
    })
}

/// Says whether a line may end between two characters without a blank.
fn may_part(before: &str, after: &str) -> bool {
    let ideograph = |cluster: &str| {
        columns_of(cluster) == 2
            && !cluster.starts_with(|c| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}'))
    };
    (ideograph(before) || ideograph(after)) && !before.starts_with(opens) && !after.starts_with(closes)
}

fn opens(c: char) -> bool {
    matches!(c, '（' | '［' | '｛' | '「' | '『' | '【' | '〈' | '《' | '〔' | '〖' | '“' | '‘' | '(' | '[')
}

#[rustfmt::skip]
fn closes(c: char) -> bool {
    matches!(
        c,
        '、' | '。' | '，' | '．' | '・' | '：' | '；' | '？' | '！' | '）' | '］' | '｝' | '」' | '』' | '】' | '〉' | '》' | '〕' | '〗'
            | '”' | '’' | '…' | 'ー' | '々' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | '％' | '%' | ')' | ']' | ',' | '.'
    )
}

#[cfg(test)]
mod tests {
    use super::super::paint::{Colour, Look, Role};
    use super::*;

    #[test]
    fn lines_break_between_words_and_wide_words_anywhere() {
        assert_eq!(wrap("one two three four five six seven", Some(22), 2), "  one two three four\n  five six seven");
        assert_eq!(wrap(&"北".repeat(12), Some(20), 0), format!("{}\n北北", "北".repeat(10)));
        assert_eq!(wrap(&"x".repeat(25), Some(20), 0), format!("{}\n{}", "x".repeat(20), "x".repeat(5)));
    }

    #[test]
    fn a_closing_mark_begins_no_line_and_an_opening_one_ends_none() {
        let ten = "北".repeat(9);
        assert_eq!(wrap(&format!("{ten}京。湖"), Some(20), 0), format!("{ten}\n京。湖"));
        assert_eq!(wrap(&format!("{ten}「京湖"), Some(20), 0), format!("{ten}\n「京湖"));
        assert_eq!(wrap("부산항에서 출발한 여객선이 돌아왔다", Some(20), 0), "부산항에서 출발한\n여객선이 돌아왔다");
    }

    #[test]
    fn marks_and_joined_characters_take_the_room_that_they_take() {
        assert_eq!(["e\u{301}", "ש\u{5b8}", "ไม่", "👩‍🚒", "ｱ", "한", "لا"].map(width), [1, 1, 2, 4, 1, 2, 2]);
        let marked = "e\u{301}".repeat(21);
        assert_eq!(wrap(&marked, Some(20), 0).lines().last(), Some("e\u{301}"));
    }

    #[test]
    fn colours_take_no_room_and_reach_over_no_end_of_line() {
        let look = Look { colour: Colour::On, columns: Some(24), links: None };
        let painted = format!("{} two three four five", look.paint(Role::Mark, "one"));
        assert_eq!(wrap(&painted, look.columns, 0).lines().count(), 1);
        let painted = look.paint(Role::Place, "one two three four five six");
        assert_eq!(wrap(&painted, look.columns, 2), "  \x1b[1mone two three four\x1b[0m\n  \x1b[1mfive six\x1b[0m");
    }

    #[test]
    fn blanks_between_cells_stay_and_end_no_line() {
        assert_eq!(wrap("2025-04-28  TOKYO  TASS  e972bd06d3", Some(20), 0), "2025-04-28  TOKYO\nTASS  e972bd06d3");
    }
}
