//! How a query was read: its clauses as a tree, each with the number of articles that hold it.
//!
//! ```text
//! query  grain (zerno OR barge) -romania
//!     2  all of
//!    12  ├ grain
//!     5  ├ any of
//!     3  │ ├ zerno
//!     2  │ └ barge
//!     4  └ not romania
//! ```

use serde::Serialize;

use super::clean::clean;
use super::figures::number;
use super::paint::{Look, Role};
use super::record::to_json;
use crate::query::Query;
use crate::search::clauses::{Clause, Empty, Sign};

/// Writes the tree for people. The count of a clause that is left out is what it would find if it were asked for.
pub fn clauses_text(root: &Clause, look: Look) -> String {
    let width = widest(root).max("query".len());
    let canonical = match root.sign {
        Sign::Asked => root.query.to_string(),
        Sign::Excluded => Query::Not(Box::new(root.query.clone())).to_string(),
    };
    let mut out = format!("{:>width$}  {}\n", "query", clean(&canonical));
    lines(root, ("", ""), width, look, &mut out);
    out
}

/// Writes the records of a tree: a clause, then those it is made of, each with its depth.
pub(super) fn clause_records(root: &Clause) -> Vec<String> {
    let mut records = Vec::new();
    gather(root, 0, &mut records);
    records
}

/// Says in words why a query finds nothing: `no article matches lighthouze; did you mean lighthouse?`
pub fn empty_text(reason: &Empty) -> String {
    match reason {
        Empty::Clause { query, near } if near.is_empty() => format!("no article matches {query}"),
        Empty::Clause { query, near } => format!("no article matches {query}; did you mean {}?", near.join(", ")),
        Empty::ExcludesAll { query } => format!("every article matches {query}, which is excluded"),
        Empty::RulesOut { query, others } => {
            format!("without {query}: {} {}", number(*others), if *others == 1 { "article" } else { "articles" })
        }
        Empty::Together { query } => format!("no article matches all of {query}"),
    }
}

#[derive(Serialize)]
struct ClauseRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    depth: usize,
    clause: &'static str,
    excluded: bool,
    query: String,
    articles: u64,
    near: &'a [String],
}

fn gather(clause: &Clause, depth: usize, out: &mut Vec<String>) {
    out.push(to_json(&ClauseRecord {
        kind: "clause",
        depth,
        clause: kind(&clause.query),
        excluded: clause.sign == Sign::Excluded,
        query: clause.query.to_string(),
        articles: clause.count,
        near: &clause.near,
    }));
    for inner in &clause.clauses {
        gather(inner, depth + 1, out);
    }
}

fn kind(query: &Query) -> &'static str {
    match query {
        Query::All => "all",
        Query::Text { .. } => "text",
        Query::Measured { .. } => "measured",
        Query::Property { .. } => "property",
        Query::Date(_) | Query::DateState(_) => "date",
        Query::And(_) => "all_of",
        Query::Or(_) => "any_of",
        Query::Not(_) => "not",
    }
}

/// Writes a clause and what it is made of. The branch is what leads its own line, and what leads those below it.
fn lines(clause: &Clause, branch: (&str, &str), width: usize, look: Look, out: &mut String) {
    let negation = if clause.sign == Sign::Excluded { "not " } else { "" };
    let text = match &clause.query {
        Query::All => "every article".to_owned(),
        Query::And(_) => "all of".to_owned(),
        Query::Or(_) => "any of".to_owned(),
        Query::Not(_) => "not".to_owned(),
        other => other.to_string(),
    };
    let count = format!("{:>width$}", number(clause.count));
    out.push_str(&look.paint(if clause.count == 0 { Role::Mark } else { Role::Date }, &count));
    out.push_str(&format!("  {}{negation}{}", look.paint(Role::Faint, branch.0), clean(&text)));
    if !clause.near.is_empty() {
        out.push_str(&look.paint(Role::Faint, &format!("  did you mean {}?", clean(&clause.near.join(", ")))));
    }
    out.push('\n');
    for (at, inner) in clause.clauses.iter().enumerate() {
        let (own, below) = if at + 1 < clause.clauses.len() { ("├ ", "│ ") } else { ("└ ", "  ") };
        lines(inner, (&format!("{}{own}", branch.1), &format!("{}{below}", branch.1)), width, look, out);
    }
}

fn widest(clause: &Clause) -> usize {
    clause.clauses.iter().map(widest).fold(number(clause.count).chars().count(), usize::max)
}
