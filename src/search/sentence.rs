//! Where sentences begin and end, and where running text may be cut: enough for quoting a story, not for linguistics.
//!
//! | text | parts |
//! |---|---|
//! | `left. The ferry`, `left.” The`, `left! “The` | behind the stop and the quotes that close |
//! | `Mr. Hansen`, `A. Hansen`, `U.S. officials`, `18.5`, `left. the` | nowhere |
//! | `出港した。翌日` | behind the stop |
//! | an empty line, a line that is set in | there |

use unicode_segmentation::GraphemeCursor;
use unicode_width::UnicodeWidthChar;

use crate::story::Span;

/// What stands before a stop without ending a sentence.
const SHORT: [&str; 32] = [
    "Adm", "Apr", "Aug", "Brig", "Capt", "Col", "Dec", "Dr", "Feb", "Fr", "Gen", "Gov", "Jan", "Lt", "Maj", "Mr",
    "Mrs", "Ms", "Mt", "No", "Nov", "Oct", "Prof", "Rep", "Rev", "Sen", "Sept", "Sgt", "St", "Ste", "vs", "г",
];

/// Finds the last beginning of a sentence in `stretch`, which reaches back from a match; nothing if it holds none.
pub(super) fn last_start(text: &str, stretch: Span) -> Option<usize> {
    let stops = text.get(stretch.start..stretch.end)?.rmatch_indices(is_stop);
    let mut starts = stops.filter_map(|(at, mark)| {
        let at = stretch.start + at;
        let end = end_of_stop(text, at, mark)?;
        let blanks = text[end..].len() - text[end..].trim_start().len();
        Some(end + blanks).filter(|&start| start <= stretch.end)
    });
    starts.next()
}

/// Finds the last end of a sentence in `stretch`, with the quotes that close behind its stop.
pub(super) fn last_end(text: &str, stretch: Span) -> Option<usize> {
    let stops = text.get(stretch.start..stretch.end)?.rmatch_indices(is_stop);
    let mut ends = stops.filter_map(|(at, mark)| end_of_stop(text, stretch.start + at, mark));
    ends.next()
}

/// Finds the first end of a sentence in `stretch`.
pub(super) fn first_end(text: &str, stretch: Span) -> Option<usize> {
    let stops = text.get(stretch.start..stretch.end)?.match_indices(is_stop);
    let mut ends = stops.filter_map(|(at, mark)| end_of_stop(text, stretch.start + at, mark));
    ends.next()
}

/// Says whether a sentence begins at `at`, or a paragraph.
pub(super) fn starts_at(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    before.is_empty()
        || text[before.len()..at].contains("\n\n")
        || before.trim_end_matches(is_closing).ends_with(|c| is_stop(c) && c != '\n')
}

/// Says whether text ends as a sentence does.
pub(super) fn is_whole(text: &str) -> bool {
    text.trim_end_matches(is_closing).ends_with(is_stop)
}

/// Gives the place `columns` of a terminal before `at`: bytes would give some scripts half or a third of the text.
pub(super) fn back(text: &str, at: usize, columns: usize) -> usize {
    // Most text is plain, and there a column is a byte.
    let plain = at.saturating_sub(columns);
    if text.as_bytes()[plain..at].is_ascii() {
        return plain;
    }
    let mut used = 0;
    let fits = |(_, c): &(usize, char)| {
        used += c.width().unwrap_or(0);
        used <= columns
    };
    text[..at].char_indices().rev().take_while(fits).last().map_or(at, |(start, _)| start)
}

/// Gives the place `columns` of a terminal behind `at`.
pub(super) fn ahead(text: &str, at: usize, columns: usize) -> usize {
    let plain = at.saturating_add(columns).min(text.len());
    if text.as_bytes()[at..plain].is_ascii() {
        return plain;
    }
    let mut used = 0;
    let beyond = |(_, c): &(usize, char)| {
        used += c.width().unwrap_or(0);
        used > columns
    };
    text[at..].char_indices().find(beyond).map_or(text.len(), |(end, _)| at + end)
}

/// Gives the place nearest to `at`, and not behind it, where text may be cut: between words; in scripts without blanks, and
/// inside what has no blank above `floor`, between two characters as readers see them.
pub(super) fn cut_before(text: &str, at: usize, floor: usize) -> usize {
    let at = grapheme_floor(text, at);
    if may_cut_at(text, at) || at <= floor {
        return at.max(floor);
    }
    let back = text[floor..at].char_indices().rev().map(|(n, _)| floor + n).find(|&n| may_cut_at(text, n));
    back.filter(|&n| n > floor).unwrap_or(at)
}

/// Gives the place nearest to `at`, and not before it, where text may be cut; `ceiling` where there is none below it.
pub(super) fn cut_after(text: &str, at: usize, ceiling: usize) -> usize {
    let at = grapheme_floor(text, at);
    let ahead = text[at..ceiling.max(at)].char_indices().map(|(n, _)| at + n).find(|&n| may_cut_at(text, n));
    let place = ahead.unwrap_or(ceiling);
    place + (text[place..ceiling.max(place)].len() - text[place..ceiling.max(place)].trim_start().len())
}

/// Says whether a place lies between two words, or between two characters of a script that has no blanks.
fn may_cut_at(text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text[..at].chars().next_back(), text[at..].chars().next()) else { return true };
    before.is_whitespace()
        || after.is_whitespace()
        || (has_no_blanks(before) || has_no_blanks(after)) && grapheme_floor(text, at) == at
}

/// Chinese, Japanese, Thai, Lao, Khmer, Burmese.
fn has_no_blanks(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3fffd}')
}

/// Gives the last place up to `at` that lies inside no character as readers see it.
fn grapheme_floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let beside = at.saturating_sub(1)..(at + 1).min(text.len());
    if text.as_bytes()[beside].iter().all(u8::is_ascii_graphic) {
        return at;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
        _ => at,
    }
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '।' | '\n')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '）')
}

/// Gives the end of the sentence whose stop stands at `at`, behind the quotes that close; nothing where it ends none.
fn end_of_stop(text: &str, at: usize, mark: &str) -> Option<usize> {
    let end = at + mark.len();
    let rest = &text[end..];
    if mark == "\n" {
        return (rest.starts_with(['\n', '\t']) || rest.starts_with("  ")).then_some(end);
    }
    let tail = rest.trim_start_matches(is_closing);
    let closed = end + (rest.len() - tail.len());
    if !mark.is_ascii() {
        return Some(closed);
    }
    let parted = tail.is_empty() || tail.starts_with(char::is_whitespace);
    let goes_on = tail.trim_start().starts_with(char::is_lowercase);
    (parted && !goes_on && !(mark == "." && is_short(&text[..at]))).then_some(closed)
}

/// Says whether the last word before a stop is an initial or one that is written short.
fn is_short(before: &str) -> bool {
    let start = before
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let word = &before[start..];
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    initial || SHORT.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentences of a text, parted by strokes.
    fn parted(text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        while let Some(end) = first_end(text, Span::new(at, text.len())) {
            out.push_str(text[at..end].trim());
            out.push('|');
            at = end;
        }
        out + text[at..].trim()
    }

    #[test]
    fn sentences_end_at_stops_that_are_no_part_of_a_name() {
        for (text, sentences) in [
            ("It left. The ferry", "It left.|The ferry"),
            ("\"It left.\" The ferry", "\"It left.\"|The ferry"),
            ("It left! “The ferry”", "It left!|“The ferry”"),
            (
                "Mr. Hansen and A. Olsen met Gen. Lee. U.S. officials",
                "Mr. Hansen and A. Olsen met Gen. Lee.|U.S. officials",
            ),
            ("rose 18.5 pct. the rest", "rose 18.5 pct. the rest"),
            ("出港した。「翌日だ。」と述べた", "出港した。|「翌日だ。」|と述べた"),
            ("A list\n\nAnother", "A list|Another"),
        ] {
            assert_eq!(parted(text), sentences);
        }
    }

    #[test]
    fn length_is_counted_in_columns() {
        assert_eq!((ahead("one two", 1, 3), back("one two", 6, 3)), (4, 3));
        assert_eq!((ahead("北京湖面", 0, 4), back("北京湖面", 12, 4)), (6, 6));
        assert_eq!((ahead("a", 0, 9), back("a", 1, 9)), (1, 0));
    }

    #[test]
    fn text_is_cut_between_words_or_characters_as_readers_see_them() {
        assert_eq!(cut_before("one two three", 6, 0), 4);
        assert_eq!(cut_before("one two three", 7, 0), 7);
        assert_eq!(cut_after("one two three", 5, 13), 8);
        assert_eq!(cut_before("北京湖面", 7, 0), 6);
        assert_eq!(&"ที่นี่"[..cut_before("ที่นี่", 6, 0)], "");
        let joined = "e\u{301}".repeat(4);
        assert_eq!(cut_before(&joined, 5, 0), 3, "no blank anywhere: between characters");
    }
}
