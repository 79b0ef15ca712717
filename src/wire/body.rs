//! The text of a story: its paragraphs, parted by one empty line.

/// Cuts text into paragraphs at blank lines; copy that has none, but indents its paragraphs, is cut where a line is indented.
/// Lines inside a paragraph stay lines.
pub(super) fn paragraphs(text: &str) -> String {
    let indented = !has_blank_line(text) && text.lines().skip(1).any(is_indented);
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    for line in text.split(['\n', '\u{c}']) {
        let line = line.trim_end_matches(|c: char| c.is_whitespace() || c.is_control());
        if line.trim_start_matches(|c: char| c.is_whitespace() || c.is_control()).is_empty() {
            open = false;
            continue;
        }
        if open && !(indented && is_indented(line)) {
            out.push('\n');
            out.push_str(line);
        } else {
            if !out.is_empty() {
                out.push_str("\n\n");
            }
            out.push_str(line.trim_start_matches(|c: char| c.is_whitespace() || c.is_control()));
        }
        open = true;
    }
    out
}

fn has_blank_line(text: &str) -> bool {
    let mut last_blank = false;
    let mut seen = false;
    for line in text.lines() {
        let blank = line.trim().is_empty();
        if !blank && last_blank && seen {
            return true;
        }
        seen |= !blank;
        last_blank = blank;
    }
    false
}

/// A paragraph of the wires begins with a tab or three to five blanks; rows of tables hold wide gaps further on.
fn is_indented(line: &str) -> bool {
    let rest = line.trim_start();
    let blanks = line.len() - rest.len();
    (line.starts_with('\t') || (3..=8).contains(&blanks)) && !rest.contains("   ") && !rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_part_paragraphs() {
        assert_eq!(paragraphs("One\r\ntwo.\r\n\r\n \r\n  Three.\n"), "One\ntwo.\n\nThree.");
    }

    #[test]
    fn indents_part_them_where_no_blank_line_does() {
        assert_eq!(paragraphs("One\ntwo.\n    Three\nfour.\n\tFive."), "One\ntwo.\n\nThree\nfour.\n\nFive.");
        assert_eq!(paragraphs("A table:\n    oil     12\n    gas     13"), "A table:\n    oil     12\n    gas     13");
    }
}
