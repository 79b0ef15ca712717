//! What each clause of a query finds by itself, and why a query finds nothing.

use std::ops::ControlFlow;

use super::{Engine, Request, SearchError};
use crate::query::{Matcher, Query, TextField};
use crate::words;

/// So many words are told that may have been meant.
const NEAREST: usize = 3;

/// A clause, and how many articles it finds alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Whether the query asks for it or leaves it out.
    pub sign: Sign,
    /// What it asks, without the negation.
    pub query: Query,
    /// How many articles hold it, whatever stands beside it in the query.
    pub count: u64,
    /// What may have been meant where the copy has no such word.
    pub near: Vec<String>,
    /// What it is made of.
    pub clauses: Vec<Clause>,
}

/// Whether a clause is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    /// It is.
    Asked,
    /// It is left out: `-word`.
    Excluded,
}

/// Why a query finds nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Empty {
    /// No article holds this clause.
    Clause {
        /// The clause.
        query: Query,
        /// What may have been meant.
        near: Vec<String>,
    },
    /// What is excluded is every article.
    ExcludesAll {
        /// What is excluded.
        query: Query,
    },
    /// Every clause finds something, but this one rules out all that the others have in common.
    RulesOut {
        /// The clause, with its negation.
        query: Query,
        /// How many articles the others find together.
        others: u64,
    },
    /// Every clause finds something; no article holds these together.
    Together {
        /// The first clauses that have nothing in common.
        query: Query,
    },
}

/// Asks `engine` for every clause of `query` by itself.
///
/// # Errors
///
/// As [`Engine::search`].
pub fn explain(engine: &dyn Engine, query: &Query) -> Result<Clause, SearchError> {
    let (sign, query) = match query {
        Query::Not(inner) => (Sign::Excluded, &**inner),
        other => (Sign::Asked, other),
    };
    let count = count(engine, query)?;
    let near = if count == 0 { near(engine, query)? } else { Vec::new() };
    let inside: &[Query] = match query {
        Query::And(clauses) | Query::Or(clauses) => clauses,
        Query::Measured { text, .. } | Query::Not(text) => std::slice::from_ref(&**text),
        Query::All | Query::Text { .. } | Query::Property { .. } | Query::Date(_) | Query::DateState(_) => &[],
    };
    let clauses = inside.iter().map(|clause| explain(engine, clause)).collect::<Result<_, _>>()?;
    Ok(Clause { sign, query: query.clone(), count, near, clauses })
}

/// Finds out why `query`, which finds nothing, does so: the clauses that find nothing by themselves, else those that rule out
/// what the others have in common.
///
/// # Errors
///
/// As [`Engine::search`].
pub fn why_empty(engine: &dyn Engine, query: &Query) -> Result<Vec<Empty>, SearchError> {
    match query {
        Query::And(clauses) => {
            let mut reasons = Vec::new();
            for clause in clauses {
                if count(engine, clause)? == 0 {
                    reasons.extend(why_empty(engine, clause)?);
                }
            }
            if reasons.is_empty() { apart(engine, clauses) } else { Ok(reasons) }
        }
        Query::Or(clauses) => {
            let reasons = clauses.iter().map(|clause| why_empty(engine, clause)).collect::<Result<Vec<_>, _>>()?;
            Ok(reasons.concat())
        }
        Query::Not(inner) => Ok(vec![Empty::ExcludesAll { query: (**inner).clone() }]),
        Query::Measured { text, .. } if count(engine, text)? == 0 => why_empty(engine, text),
        Query::All
        | Query::Text { .. }
        | Query::Measured { .. }
        | Query::Property { .. }
        | Query::Date(_)
        | Query::DateState(_) => Ok(vec![Empty::Clause { query: query.clone(), near: near(engine, query)? }]),
    }
}

/// Finds what keeps clauses apart that each find something.
fn apart(engine: &dyn Engine, clauses: &[Query]) -> Result<Vec<Empty>, SearchError> {
    /// Each clause is left out once, and the others asked: more would take too long, and be too much to read.
    const MOST: usize = 20;
    let mut reasons = Vec::new();
    // With two, each rules out the other: that they are apart says it better.
    let negative = |clause: &Query| matches!(clause, Query::Not(_));
    if clauses.len() <= MOST && (clauses.len() > 2 || clauses.iter().any(negative)) {
        for (at, clause) in clauses.iter().enumerate() {
            let others = clauses.iter().enumerate().filter(|&(other, _)| other != at).map(|(_, other)| other.clone());
            let others = count(engine, &Query::and(others))?;
            let pair = clauses.len() == 2 && !negative(clause);
            if others > 0 && !pair {
                reasons.push(Empty::RulesOut { query: clause.clone(), others });
            }
        }
    }
    if reasons.is_empty() {
        // The more clauses, the fewer articles: the first of them that leave none are found by halving.
        let (mut some, mut none) = (1, clauses.len());
        while none - some > 1 {
            let middle = some + (none - some) / 2;
            match count(engine, &Query::and(clauses[..middle].iter().cloned()))? {
                0 => none = middle,
                _ => some = middle,
            }
        }
        reasons.push(Empty::Together { query: Query::and(clauses[..none].iter().cloned()) });
    }
    Ok(reasons)
}

fn count(engine: &dyn Engine, query: &Query) -> Result<u64, SearchError> {
    let alone = Request { limit: Some(0), ..Request::all(query.clone()) };
    Ok(engine.search(&alone, &mut |_| Ok(ControlFlow::Break(())))?.total)
}

/// Gives the words that may have been meant by those of a text that the copy does not have.
fn near(engine: &dyn Engine, query: &Query) -> Result<Vec<String>, SearchError> {
    let Query::Text { matcher: Matcher::Word(text) | Matcher::Exact(text) | Matcher::Phrase { text, .. }, .. } = query
    else {
        return Ok(Vec::new());
    };
    let mut words = words::split(text);
    words.dedup();
    let mut meant = Vec::new();
    for word in words {
        let anywhere = Query::Text { field: TextField::Any, matcher: Matcher::Word(word.clone()) };
        if count(engine, &anywhere)? == 0 {
            meant.extend(engine.nearest(&word, NEAREST)?);
        }
    }
    Ok(meant)
}
