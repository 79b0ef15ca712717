//! Which words of an article made a query match: clause by clause, as they stand in the copy.
//!
//! Words are found as fragments mark them ([`Finder`]). Of alternatives those are named that hold as a whole: of
//! `(oil -gas) OR coal`, an article with all three words matched by `coal`. Places, agencies, dates and files are the index's
//! business; they hold here, since the article was found.

use super::condition::{Condition, Marked, parts};
use super::matching::{Finder, Purpose};
use crate::article::Article;
use crate::query::{Measure, Query, TextField};

/// A clause of a query about text, and the words of an article that it matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// The clause, in its canonical text.
    pub clause: String,
    /// The words and phrases as written, dateline and body first, each once whatever its case.
    pub words: Vec<String>,
}

/// Finds out which clauses of one query match, in many articles.
pub struct Triggers {
    root: Node,
}

enum Node {
    Text(Box<Leaf>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    /// Not about text.
    Beyond,
}

struct Leaf {
    clause: String,
    finder: Finder,
    fields: Vec<TextField>,
    /// What must hold beside that there are words.
    condition: Option<Condition>,
    /// Whether only the words count that the condition marks.
    within: Within,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Article,
    Condition,
}

/// What is known of a part of a query: whether it holds, where that can be told, and by which words.
struct Told {
    holds: Option<bool>,
    fired: Vec<Fired>,
}

impl Triggers {
    /// Prepares `query` for an archive of the languages `tags` (see [`crate::words::stem_tags`]).
    pub fn new(query: &Query, tags: &[&'static str]) -> Triggers {
        Triggers { root: node(query, tags) }
    }

    /// Names what made `article` match; nothing where the query asks for no text.
    pub fn fired(&mut self, article: &Article) -> Vec<Fired> {
        self.root.look(article).fired
    }
}

fn node(query: &Query, tags: &[&'static str]) -> Node {
    let all = |clauses: &[Query]| clauses.iter().map(|clause| node(clause, tags)).collect();
    match query {
        Query::And(clauses) => Node::And(all(clauses)),
        Query::Or(clauses) => Node::Or(all(clauses)),
        Query::Not(inner) => Node::Not(Box::new(node(inner, tags))),
        Query::Text { field, .. } => Node::Text(Box::new(Leaf {
            clause: query.to_string(),
            finder: Finder::new(query, tags, Purpose::Judging),
            fields: vec![*field],
            condition: None,
            within: Within::Article,
        })),
        Query::Measured { measure, text } => Node::Text(Box::new(Leaf {
            clause: query.to_string(),
            finder: Finder::new(text, tags, Purpose::Judging),
            fields: fields(text),
            condition: Condition::new(query, tags),
            within: match measure {
                Measure::AtLeast(_) => Within::Article,
                Measure::First(_) | Measure::SameParagraph => Within::Condition,
            },
        })),
        Query::All | Query::Property { .. } | Query::Date(_) | Query::DateState(_) => Node::Beyond,
    }
}

fn fields(text: &Query) -> Vec<TextField> {
    let mut fields = Vec::new();
    let mut waiting = vec![text];
    while let Some(query) = waiting.pop() {
        match query {
            Query::Text { field, .. } if !fields.contains(field) => fields.push(*field),
            Query::And(clauses) | Query::Or(clauses) => waiting.extend(clauses),
            _ => {}
        }
    }
    fields
}

impl Node {
    fn look(&mut self, article: &Article) -> Told {
        match self {
            Node::Beyond => Told { holds: None, fired: Vec::new() },
            Node::Text(leaf) => leaf.look(article),
            Node::Not(inner) => Told { holds: inner.look(article).holds.map(|holds| !holds), fired: Vec::new() },
            Node::And(clauses) => {
                let all: Vec<Told> = clauses.iter_mut().map(|clause| clause.look(article)).collect();
                let holds = match all.iter().any(|told| told.holds == Some(false)) {
                    true => Some(false),
                    false => all.iter().all(|told| told.holds.is_some()).then_some(true),
                };
                let fired = if holds == Some(false) { Vec::new() } else { joined(all) };
                Told { holds, fired }
            }
            Node::Or(clauses) => {
                let all: Vec<Told> = clauses.iter_mut().map(|clause| clause.look(article)).collect();
                let holds = match all.iter().any(|told| told.holds == Some(true)) {
                    true => Some(true),
                    false => all.iter().all(|told| told.holds.is_some()).then_some(false),
                };
                Told { holds, fired: joined(all) }
            }
        }
    }
}

/// Joins what several clauses fired; a clause that stands twice in the query is named once.
fn joined(all: Vec<Told>) -> Vec<Fired> {
    let mut fired: Vec<Fired> = Vec::new();
    for one in all.into_iter().flat_map(|told| told.fired) {
        if fired.iter().all(|other| other.clause != one.clause) {
            fired.push(one);
        }
    }
    fired
}

impl Leaf {
    fn look(&mut self, article: &Article) -> Told {
        let mut words: Vec<String> = Vec::new();
        let mut add = |text: &str| {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let folded = text.to_lowercase();
            if words.iter().all(|word| word.to_lowercase() != folded) {
                words.push(text);
            }
        };
        if let Some(condition) = &mut self.condition
            && !condition.holds(article)
        {
            return Told { holds: Some(false), fired: Vec::new() };
        }
        match (&mut self.condition, self.within) {
            (Some(condition), Within::Condition) => {
                for marked in condition.mark(article) {
                    match marked {
                        Marked::Headline(found) => add(found.span.of(article.headline.as_deref().unwrap_or_default())),
                        Marked::Body(found) => add(found.span.of(&article.body)),
                    }
                }
            }
            _ => {
                self.finder.in_language(article.language.as_deref());
                for &field in &self.fields {
                    for part in parts(article, field) {
                        self.finder.find(&part, &[field]).into_iter().for_each(|found| add(found.span.of(&part)));
                    }
                }
            }
        }
        let holds = self.condition.is_some() || !words.is_empty();
        let fired = if words.is_empty() { Vec::new() } else { vec![Fired { clause: self.clause.clone(), words }] };
        Told { holds: Some(holds), fired }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::query::{Juxtaposed, NONE, ParseOptions, Today, parse};

    fn fired(typed: &str, headline: &str, body: &str) -> String {
        let options = ParseOptions { today: Today(Day::MIN), juxtaposed: Juxtaposed::All, saved: &NONE };
        let query = parse(typed, options).unwrap().query;
        let language = Some("en".to_owned());
        let article = Article { headline: Some(headline.into()), body: body.into(), language, ..Article::default() };
        let fired = Triggers::new(&query, &["en", "--"]).fired(&article);
        fired.iter().map(|f| format!("{} = {}", f.clause, f.words.join(", "))).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn words_are_named_as_written_with_their_clause() {
        let body = "Ferries left the port.\n\nThe grain\n deal held, and the ferry stayed. WHO said so.";
        for (typed, named) in [
            ("ferry", "ferry = Ferries, ferry"),
            ("\"grain deal\" OR zerno", "\"grain deal\" = grain deal"),
            ("\"grain held\"~1", "\"grain held\"~1 = grain deal held"),
            ("headline:calm stay place:tarifa", "headline:calm = Calm; stay = stayed"),
            ("=WHO", "=WHO = WHO"),
            ("(ferry -grain) OR port", "port = port"),
            ("(ferry -place:rome) OR tug", "ferry = Ferries, ferry"),
            ("atleast2 ferr*", "atleast2 ferr* = Ferries, ferry"),
            ("atleast9 ferry OR port", "port = port"),
            ("first4 (port OR ferry)", "first4 (port OR ferry) = ferry, Ferries"),
            ("same-paragraph(grain ferry)", "same-paragraph(grain ferry) = grain, ferry"),
            ("ferry ferry", "ferry = Ferries, ferry"),
            ("-oil", ""),
            ("place:tarifa date:2025", ""),
        ] {
            assert_eq!(fired(typed, "Calm ferry day", body), named, "{typed}");
        }
    }
}
