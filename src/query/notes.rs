//! What is said of a query that was read: notes, and how they name typed text.

use std::collections::HashSet;

use super::Note;
use super::signs::is_blank;
use crate::story::Span;

/// Notes, each text once: a sign that is left out a thousand times is told once.
#[derive(Default)]
pub(super) struct Notes {
    said: HashSet<String>,
    list: Vec<Note>,
}

impl Notes {
    /// Says `text` of `span`, unless it was said before.
    pub(super) fn add(&mut self, span: Span, text: String) {
        if self.said.insert(text.clone()) {
            self.list.push(Note { text, span });
        }
    }

    /// Gives the notes in the order in which they were made.
    pub(super) fn into_list(self) -> Vec<Note> {
        self.list
    }
}

/// Names typed text in a message: short, and safe to print.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut short: String = text.chars().take(LONGEST).map(|c| if is_blank(c) { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
