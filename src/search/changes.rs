//! What changed from one take to the next, word by word.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::story::Span;

/// What became of a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edit {
    /// It stands in both.
    Kept,
    /// Only the older has it.
    Removed,
    /// Only the newer has it.
    Added,
}

/// A stretch of text, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub edit: Edit,
    /// Where it stands: in the newer text, or in the older where it was removed.
    pub span: Span,
    /// How many words it has: what blanks part.
    pub words: usize,
}

/// Finds what changed from `old` to `new`: words are kept, removed or added; how they are set, blanks and line ends, is no
/// change (Myers 1986).
///
/// ```
/// use dateline::search::changes::{Edit, changes};
/// let found = changes("Two ferries\nsank on Monday.", "Three ferries sank on Monday.");
/// let said: Vec<(Edit, usize)> = found.iter().map(|change| (change.edit, change.words)).collect();
/// assert_eq!(said, [(Edit::Removed, 1), (Edit::Added, 1), (Edit::Kept, 4)]);
/// ```
pub fn changes(old: &str, new: &str) -> Vec<Change> {
    let (before, after) = (words(old), words(new));
    let text = |words: &[Span], whole: &str| words.iter().map(|word| word.of(whole).to_owned()).collect::<Vec<_>>();
    let mut found = Vec::new();
    let mut push = |edit, words: &[Span]| {
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            found.push(Change { edit, span: Span::new(first.start, last.end), words: words.len() });
        }
    };
    for operation in capture_diff_slices(Algorithm::Myers, &text(&before, old), &text(&after, new)) {
        match operation {
            DiffOp::Equal { new_index, len, .. } => push(Edit::Kept, &after[new_index..new_index + len]),
            DiffOp::Delete { old_index, old_len, .. } => push(Edit::Removed, &before[old_index..old_index + old_len]),
            DiffOp::Insert { new_index, new_len, .. } => push(Edit::Added, &after[new_index..new_index + new_len]),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                push(Edit::Removed, &before[old_index..old_index + old_len]);
                push(Edit::Added, &after[new_index..new_index + new_len]);
            }
        }
    }
    found
}

fn words(text: &str) -> Vec<Span> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace().map(|word| Span::new(start(word), start(word) + word.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn both_texts_can_be_put_together_from_the_changes(old in "[abc \n]{0,60}", new in "[abc \n]{0,60}") {
            let found = changes(&old, &new);
            let of = |left: Edit, text: &str| -> Vec<String> {
                found.iter().filter(|change| change.edit != left).flat_map(|change| {
                    let whole = if change.edit == Edit::Removed { &old } else { &new };
                    change.span.of(whole).split_whitespace().map(str::to_owned).collect::<Vec<_>>()
                }).inspect(|word| assert!(text.contains(word.as_str()))).collect()
            };
            prop_assert_eq!(of(Edit::Added, &old), old.split_whitespace().collect::<Vec<_>>());
            prop_assert_eq!(of(Edit::Removed, &new), new.split_whitespace().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_text_that_is_set_otherwise_has_not_changed() {
        let found = changes("Oil  rose\non Monday.\n\nIt fell.", "Oil rose on Monday. It fell.");
        assert_eq!(found.iter().map(|change| change.edit).collect::<Vec<_>>(), [Edit::Kept]);
        assert_eq!(changes("", ""), []);
    }
}
