//! The grammar: typed text to a tree.
use super::{Note, Query, SyntaxError, Today};

/// How a query is to be read.
#[derive(Clone, Copy, Debug)]
pub struct ParseOptions {
    /// The day that relative dates count from.
    pub today: Today,
    /// Whether bare words side by side are all asked for, or are alternatives.
    pub juxtaposed: Juxtaposed,
}

/// What words side by side mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Juxtaposed {
    /// All of them.
    All,
    /// Any of them (`--any`).
    Any,
}

/// A query that was read, and what was put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The tree.
    pub query: Query,
    /// What was put right.
    pub notes: Vec<Note>,
}

/// Reads a query.
pub fn parse(text: &str, options: ParseOptions) -> Result<Parsed, SyntaxError> {
    let _ = (text, options);
    Ok(Parsed { query: Query::All, notes: Vec::new() })
}
