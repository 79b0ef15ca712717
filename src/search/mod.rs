//! The contract of every engine: what is asked, what comes back, and the pure functions that show it.
//!
//! A [`Request`] says everything that will be shown; what comes back is owned. No handle into an engine escapes, so that a
//! remote engine can stand behind the same contract.

pub mod changes;
pub mod clauses;
pub mod concordance;
pub mod condition;
pub mod coverage;
pub mod facet;
mod fired;
mod fragment;
pub mod keyness;
pub mod matching;
mod opening;
pub mod pattern;
mod seen;
mod sentence;
pub mod similar;
pub mod takes;
mod tally;
pub mod timeline;
mod window;

use std::ops::ControlFlow;

use crate::article::{Article, ArticleId};
use crate::query::{Query, TextField};
use crate::story::Span;

pub use fired::{Fired, Triggers};
pub use fragment::Highlighter;
pub use opening::opening;
pub use seen::{Mark, Seen};
pub use takes::{Fold, Group, Grouping, Take};
pub use tally::{Column, Spot, Tally, Value};

/// Everything that is asked of an engine in one go.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Which articles.
    pub query: Query,
    /// In what order.
    pub sort: Sort,
    /// At most how many; all without.
    pub limit: Option<usize>,
    /// How many to pass over first.
    pub offset: usize,
    /// At most how many fragments a hit; 0 for none.
    pub fragments: usize,
    /// Every occurrence with this many words of context on each side; nothing for none.
    pub concordance: Option<usize>,
    /// Whether the takes of a story are one hit.
    pub fold: Fold,
}

impl Request {
    /// Asks for every match of `query`, newest first, without fragments, each take by itself.
    pub fn all(query: Query) -> Request {
        Request {
            query,
            sort: Sort::Newest,
            limit: None,
            offset: 0,
            fragments: 0,
            concordance: None,
            fold: Fold::Unfolded,
        }
    }
}

/// The order of hits. Ties go to the newer article, then to the smaller id, so that an order can be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Best match first: BM25, and where the words stand.
    Relevance,
    /// By last possible day of publication, undated last.
    Newest,
    /// By first possible day of publication, undated last.
    Oldest,
}

/// One article found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The article.
    pub article: Article,
    /// How well it matches, or the best of what is folded under it; only under [`Sort::Relevance`].
    pub score: Option<f32>,
    /// Where it stands among the takes of its story; nothing where it is the only one.
    pub take: Option<Take>,
    /// The takes that match too and stand under this one, in the order of publication.
    pub folded: Vec<ArticleId>,
    /// Where it matches best.
    pub fragments: Vec<Fragment>,
    /// Everywhere that it matches, if that was asked for.
    pub lines: Vec<concordance::Line>,
}

/// A stretch of an article's text with the matched words marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The part of the article it comes from.
    pub field: TextField,
    /// The text, on one line.
    pub text: String,
    /// The matched words, as bytes of `text`; ordered, without overlap.
    pub marks: Vec<Span>,
}

/// What an answer amounts to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many articles match.
    pub total: u64,
    /// How many were handed out.
    pub shown: u64,
    /// How many takes are folded under those and under what was passed over before them.
    pub folded: u64,
    /// How many articles would match if the part that their date leaves open fell right (dated by month or year only).
    pub undecided: u64,
    /// The state of the archive that was asked: the same sources give the same id.
    pub snapshot: String,
}

/// What an archive holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// How many articles.
    pub articles: u64,
    /// How many files, with and without articles.
    pub sources: u64,
    /// How many files gave no article.
    pub barren: u64,
    /// How many articles have no date.
    pub undated: u64,
    /// How many articles have a date of which a part was inferred.
    pub inferred: u64,
    /// The first and the last day.
    pub days: Option<crate::date::DayRange>,
    /// The size of the index in bytes.
    pub bytes: u64,
    /// How many segments.
    pub segments: u64,
    /// See [`Summary::snapshot`].
    pub snapshot: String,
}

/// Why an engine gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The query is well formed, but the engine cannot answer it.
    #[error("{what}")]
    Unanswerable {
        /// Subject first: `/a(/: expected a regular expression, found an open group`.
        what: String,
    },
    /// The engine itself failed.
    #[error("index: {what}")]
    Engine {
        /// What went wrong.
        what: String,
        /// The engine's own error.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The receiver of hits failed.
    #[error(transparent)]
    Receiver(#[from] std::io::Error),
}

/// Takes hits one by one; says whether to go on.
pub type Receiver<'a> = dyn FnMut(Hit) -> std::io::Result<ControlFlow<()>> + 'a;

/// What answers questions. Written once as a contract (`tests/contract.rs`) and run against every implementation.
pub trait Engine {
    /// Hands the hits of `request` to `receiver`, in order, one at a time, and says what they amount to.
    fn search(&self, request: &Request, receiver: &mut Receiver<'_>) -> Result<Summary, SearchError>;

    /// Finds the articles whose id lies between the two, in order of their ids, at most 16.
    fn articles(&self, ids: (ArticleId, ArticleId)) -> Result<Vec<Article>, SearchError>;

    /// Counts the matches of `query` by each of `columns`.
    fn tally(&self, query: &Query, columns: &[Column]) -> Result<Tally, SearchError>;

    /// Gives the groups of takes of which at least one matches `query`, in the order of their first takes.
    fn groups(&self, query: &Query) -> Result<Vec<Group>, SearchError>;

    /// Gives at most `most` words of the archive that are a letter or two off from `word`, likeliest first.
    fn nearest(&self, word: &str, most: usize) -> Result<Vec<String>, SearchError>;

    /// Says what the archive holds.
    fn status(&self) -> Result<Status, SearchError>;
}
