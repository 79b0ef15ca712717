//! What a user asks: text to an owned tree, and back to its canonical text.
//!
//! Nothing typed is dropped or read as something else in silence: [`parse`] gives the tree and the notes of what it put
//! right, or an error that points at the place.
//!
//! | typed | asks for |
//! |---|---|
//! | `oil prices` | both words, in any inflected form |
//! | `"oil prices"` | these very words, in this order |
//! | `"oil prices"~5` | these very words, in this order, with at most five words between |
//! | `oil OR gas`, `-opec`, `NOT opec`, `( … )` | alternatives, exclusion, grouping |
//! | `nucl*`, `m?hamm?d` | a pattern for one word |
//! | `gerasimv~1` | words at most one letter off |
//! | `/nucl(ear\|ei)/` | a regular expression for one whole word |
//! | `=WHO`, `="White House"` | these words letter for letter: case and accents count |
//! | `atleast3 oil`, `atleast3 (oil OR gas)` | so often or more, alternatives counted together |
//! | `first50 oil`, `first50 (oil -gas)` | within the first 50 words of headline and body |
//! | `same-paragraph(oil gas)` | within one paragraph of the body |
//! | `headline:oil`, `lead:"oil prices"`, `byline:smith` | the same inside one part of the article |
//! | `place:"New York"`, `country:JP`, `agency:TASS`, `lang:ru`, `path:2025/*` | what the dateline or the file says |
//! | `date:2025-04`, `date:2025-04-01..2025-04-15`, `date:yesterday` | days of publication |
//! | `date:missing`, `date:inferred`, `date:conflict` | what is known of the date |
//! | `saved:grain`, `-saved:grain` | what the query asks for that was saved under this name |

mod doubts;
mod expression;
mod field;
mod lex;
mod measure;
mod notes;
mod parse;
mod print;
#[cfg(test)]
mod properties;
mod saved;
mod signs;
mod term;
#[cfg(test)]
mod tests;

use crate::date::{DateInputError, Day, DayRange};
use crate::story::Span;

pub use parse::{DEEPEST, Juxtaposed, ParseOptions, Parsed, parse};
pub use saved::{NOTHING_SAVED, Saved, another_day, standing};

/// A question, as an owned tree. Dates are absolute: no clock is needed to answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// Every article.
    All,
    /// Text inside the article.
    Text {
        /// Where the text must stand.
        field: TextField,
        /// What text.
        matcher: Matcher,
    },
    /// Text that stands in the article so often, so early or so close together.
    Measured {
        /// How it must stand.
        measure: Measure,
        /// For [`Measure::AtLeast`] a text or alternatives of texts; else any tree of texts anywhere.
        text: Box<Query>,
    },
    /// A property that the dateline, the language or the file gives.
    Property {
        /// Which property.
        property: Property,
        /// Its value as typed.
        value: String,
    },
    /// Published on one of these days: the article's date, with all that it leaves open, lies within.
    Date(DayRange),
    /// What is known of the date.
    DateState(DateState),
    /// All of these; never empty, never one, no `And` directly inside.
    And(Vec<Query>),
    /// Any of these; never empty, never one, no `Or` directly inside.
    Or(Vec<Query>),
    /// Every article but these.
    Not(Box<Query>),
}

/// How text matches. The strings are as typed; splitting, folding and stemming are [`crate::words`]' business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matcher {
    /// A bare word: any inflected form. One that holds punctuation (`U.S.`, `multi-agent`) stands for the exact sequence.
    Word(String),
    /// Exact words in order, with at most `slop` words between them all in all.
    Phrase {
        /// The text between the quotes.
        text: String,
        /// Words allowed in between.
        slop: u32,
    },
    /// A pattern for one word: `*` any letters, `?` one letter. Matches the word as it stands in the copy, or its stem.
    Pattern(String),
    /// `=WHO`: the words in this order, letter for letter as typed; case and accents count, punctuation between does not.
    Exact(String),
    /// A word at most `distance` edits off (insert, delete, replace, swap neighbours).
    Fuzzy {
        /// The word.
        word: String,
        /// 1 or 2.
        distance: u8,
    },
    /// A regular expression for one whole word as folded.
    Regex(String),
}

/// The parts of an article that text can be asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextField {
    /// Headline, slug, byline, dateline and body.
    Any,
    /// `headline:`
    Headline,
    /// `lead:` the first paragraph of the body.
    Lead,
    /// `byline:`
    Byline,
}

/// How often, how early or how close together text must stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// `atleast3`: so often or more, in all parts of the article that are asked; never 0.
    AtLeast(u32),
    /// `first50`: within so many words from the beginning of the headline, or of the body where there is none; never 0.
    First(u32),
    /// `same-paragraph`: within one paragraph of the body.
    SameParagraph,
}

/// What else can be asked of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Property {
    /// `place:` a place of the dateline by name, region or country, as words (`place:york` finds New York).
    Place,
    /// `country:` the country of a place of the dateline, by name or ISO 3166-1 code.
    Country,
    /// `agency:` an agency of the dateline, as words.
    Agency,
    /// `lang:` a BCP 47 tag.
    Language,
    /// `path:` a glob over the path: `*` within a folder, `**` across folders, `?` one character.
    Path,
}

/// What is known of an article's date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateState {
    /// No date at all.
    Missing,
    /// A part of it was inferred.
    Inferred,
    /// Header and dateline contradict each other.
    Conflict,
}

impl Query {
    /// Makes the conjunction of `clauses`: flat, without `All`, and itself `All` if nothing is left.
    pub fn and(clauses: impl IntoIterator<Item = Query>) -> Query {
        let mut flat = Vec::new();
        for clause in clauses {
            match clause {
                Query::All => {}
                Query::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 => Query::All,
            1 => flat.swap_remove(0),
            _ => Query::And(flat),
        }
    }

    /// Makes the disjunction of `clauses`, flat; `All` if there are none.
    pub fn or(clauses: impl IntoIterator<Item = Query>) -> Query {
        let mut flat = Vec::new();
        for clause in clauses {
            match clause {
                Query::Or(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 => Query::All,
            1 => flat.swap_remove(0),
            _ => Query::Or(flat),
        }
    }
}

/// Something that was put right, and is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// In words: `dates were reversed: reading 2025-01..2025-04`.
    pub text: String,
    /// What it is about, in the typed text.
    pub span: Span,
}

/// A query that cannot be read; points at the place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// `expected X, found Y`, lower case, no full stop.
    pub message: String,
    /// What it is about, in the typed text; may be empty at its end.
    pub span: Span,
    /// What to type instead.
    pub hint: Option<String>,
}

impl SyntaxError {
    /// Draws the typed text with a caret line under the place: two lines, by display columns.
    pub fn caret(&self, typed: &str) -> String {
        print::caret(typed, self.span)
    }
}

/// What the reading of dates needs from outside: the library reads no clock.
#[derive(Clone, Copy, Debug)]
pub struct Today(pub Day);

impl From<DateInputError> for SyntaxError {
    /// Keeps the place, which counts from the start of the typed date.
    fn from(error: DateInputError) -> SyntaxError {
        let range = error.range();
        SyntaxError { message: error.to_string(), span: Span::new(range.start, range.end), hint: error.hint() }
    }
}
