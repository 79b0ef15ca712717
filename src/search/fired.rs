//! Which words of an article made a query match: clause by clause, as they stand in the copy.
//!
//! Words are found as fragments mark them ([`Finder`]). Of alternatives those are named that hold as a whole: of
//! `(oil -gas) OR coal`, an article with all three words matched by `coal`. Places, agencies, dates and files are the index's
//! business; they hold here, since the article was found.

use std::ops::Range;

use super::condition::{Condition, Marked, running};
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
    finder: Finder,
    leaves: usize,
}

/// A clause with the numbers of the finder's leaves: those of the texts in it, in reading order.
enum Node {
    Text {
        clause: String,
        leaf: usize,
    },
    Measured {
        clause: String,
        leaves: Range<usize>,
        condition: Box<Condition>,
    },
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    /// Not about text.
    Beyond,
}

/// What is known of a part of a query: whether it holds, where that can be told, and by which words.
struct Told {
    holds: Option<bool>,
    fired: Vec<Fired>,
}

impl Triggers {
    /// Prepares `query` for an archive of the languages `tags` (see [`crate::words::stem_tags`]).
    pub fn new(query: &Query, tags: &[&'static str]) -> Triggers {
        let mut leaves = 0;
        let root = node(query, tags, &mut leaves);
        Triggers { root, finder: Finder::new(query, tags, Purpose::Judging), leaves }
    }

    /// Names what made `article` match; nothing where the query asks for no text.
    pub fn fired(&mut self, article: &Article) -> Vec<Fired> {
        use TextField::{Any, Byline, Headline, Lead};
        self.finder.in_language(article.language.as_deref());
        let mut words = vec![Words::default(); self.leaves];
        let parts: [(Option<&str>, &[TextField]); 7] = [
            (Some(&running(article)), &[Any]),
            (article.lead(), &[Lead]),
            (article.headline.as_deref(), &[Any, Headline]),
            (article.byline.as_deref(), &[Any, Byline]),
            (article.slug.as_deref(), &[Any]),
            (article.standfirst.as_deref(), &[Any]),
            (article.captions.as_deref(), &[Any]),
        ];
        for (text, fields) in parts {
            let Some(text) = text else { continue };
            for found in self.finder.find(text, fields) {
                if let Some(words) = words.get_mut(found.leaf) {
                    words.add(found.span.of(text));
                }
            }
        }
        self.root.look(article, &words).fired
    }
}

/// Numbers the texts as [`Finder::new`] does.
fn node(query: &Query, tags: &[&'static str], next: &mut usize) -> Node {
    let mut all = |clauses: &[Query]| clauses.iter().map(|clause| node(clause, tags, next)).collect();
    match query {
        Query::And(clauses) => Node::And(all(clauses)),
        Query::Or(clauses) => Node::Or(all(clauses)),
        Query::Not(inner) => Node::Not(Box::new(node(inner, tags, next))),
        Query::Text { .. } => {
            *next += 1;
            Node::Text { clause: query.to_string(), leaf: *next - 1 }
        }
        Query::Measured { measure, text } => {
            let first = *next;
            if let (Measure::AtLeast(_), Query::Or(clauses)) = (measure, &**text) {
                *next += clauses.len();
            } else if let Measure::AtLeast(_) = measure {
                *next += 1;
            }
            match Condition::new(query, tags) {
                Some(condition) => {
                    Node::Measured { clause: query.to_string(), leaves: first..*next, condition: Box::new(condition) }
                }
                None => Node::Beyond,
            }
        }
        Query::All | Query::Property { .. } | Query::Date(_) | Query::DateState(_) => Node::Beyond,
    }
}

impl Node {
    fn look(&mut self, article: &Article, found: &[Words]) -> Told {
        match self {
            Node::Beyond => Told { holds: None, fired: Vec::new() },
            Node::Text { clause, leaf } => Told::by(clause, found.get(*leaf).cloned().unwrap_or_default()),
            Node::Measured { clause, leaves, condition } => {
                if !condition.holds(article) {
                    return Told::by(clause, Words::default());
                }
                let mut words = Words::default();
                for leaf in found.get(leaves.clone()).unwrap_or_default() {
                    leaf.0.iter().for_each(|word| words.add(word));
                }
                // Of the first words and of paragraphs, what stands there and nowhere else.
                for marked in condition.mark(article) {
                    match marked {
                        Marked::Headline(m) => words.add(m.span.of(article.headline.as_deref().unwrap_or_default())),
                        Marked::Body(m) => words.add(m.span.of(&article.body)),
                    }
                }
                Told { holds: Some(true), ..Told::by(clause, words) }
            }
            Node::Not(inner) => Told { holds: inner.look(article, found).holds.map(|holds| !holds), fired: Vec::new() },
            Node::And(clauses) => {
                let all: Vec<Told> = clauses.iter_mut().map(|clause| clause.look(article, found)).collect();
                match all.iter().any(|told| told.holds == Some(false)) {
                    true => Told { holds: Some(false), fired: Vec::new() },
                    false => {
                        Told { holds: all.iter().all(|told| told.holds.is_some()).then_some(true), fired: joined(all) }
                    }
                }
            }
            Node::Or(clauses) => {
                let all: Vec<Told> = clauses.iter_mut().map(|clause| clause.look(article, found)).collect();
                let holds = match all.iter().any(|told| told.holds == Some(true)) {
                    true => Some(true),
                    false => all.iter().all(|told| told.holds.is_some()).then_some(false),
                };
                Told { holds, fired: joined(all) }
            }
        }
    }
}

impl Told {
    /// A clause holds by its words, if there are any.
    fn by(clause: &str, words: Words) -> Told {
        let holds = Some(!words.0.is_empty());
        let fired = words.0.is_empty().then(Vec::new);
        Told { holds, fired: fired.unwrap_or_else(|| vec![Fired { clause: clause.to_owned(), words: words.0 }]) }
    }
}

/// Words and phrases, each once whatever its case, on one line.
#[derive(Clone, Default)]
struct Words(Vec<String>);

impl Words {
    fn add(&mut self, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let folded = text.to_lowercase();
        if self.0.iter().all(|word| word.to_lowercase() != folded) {
            self.0.push(text);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::query::{Juxtaposed, NOTHING_SAVED, ParseOptions, Today, parse};

    fn fired(typed: &str, headline: &str, body: &str) -> String {
        let options = ParseOptions { today: Today(Day::MIN), juxtaposed: Juxtaposed::All, saved: &NOTHING_SAVED };
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
            (
                "-(tug gas) atleast1 (oil OR grain) same-paragraph(ferry deal) WHO",
                "atleast1 (oil OR grain) = grain; same-paragraph(ferry deal) = deal, ferry; WHO = WHO",
            ),
            ("-oil", ""),
            ("place:tarifa date:2025", ""),
        ] {
            assert_eq!(fired(typed, "Calm ferry day", body), named, "{typed}");
        }
    }
}
