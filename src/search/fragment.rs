//! Fragments.
/// Finds and marks what a query matches in a text.
#[derive(Debug)]
pub struct Highlighter {}
