//! What a question asks of one article's text: the final word where an index knows too little.
//!
//! An index knows which words stand where in the running text. Case and accents, the lead, paragraphs and the order of words
//! that lie apart are told by the record alone.

use std::borrow::Cow;

use super::matching::{Finder, Match, Purpose};
use crate::article::Article;
use crate::query::{Measure, Query, TextField};
use crate::words::Words;

/// A clause about text, made ready to be asked of many articles.
pub struct Condition {
    finder: Finder,
    asked: Asked,
    marker: Finder,
}

/// Where something of an article is to be marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    /// In the headline.
    Headline(Match),
    /// In the body.
    Body(Match),
}

enum Asked {
    /// Any match in this part of the article.
    Somewhere(TextField),
    /// So many matches in the parts that each leaf asks.
    AtLeast { times: usize, fields: Vec<TextField> },
    /// The tree holds of the first words.
    First { words: usize, tree: Tree },
    /// The tree holds of one paragraph.
    Paragraph(Tree),
}

/// A tree over the numbers of the finder's leaves.
enum Tree {
    Leaf(usize),
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Not(Box<Tree>),
}

impl Condition {
    /// Prepares `clause`, in an archive of the languages `tags` (see [`crate::words::stem_tags`]). Nothing if the clause is
    /// neither a text nor a measured text.
    pub fn new(clause: &Query, tags: &[&'static str]) -> Option<Condition> {
        let (asked, text) = match clause {
            Query::Text { field, .. } => (Asked::Somewhere(*field), clause),
            Query::Measured { measure: Measure::AtLeast(times), text } => {
                (Asked::AtLeast { times: *times as usize, fields: fields(text) }, &**text)
            }
            Query::Measured { measure: Measure::First(words), text } => {
                (Asked::First { words: *words as usize, tree: tree(text, &mut 0) }, &**text)
            }
            Query::Measured { measure: Measure::SameParagraph, text } => {
                (Asked::Paragraph(tree(text, &mut 0)), &**text)
            }
            _ => return None,
        };
        let finder = Finder::new(text, tags, Purpose::Judging);
        Some(Condition { finder, asked, marker: Finder::new(text, tags, Purpose::Marking) })
    }

    /// Says whether `article` is what the clause asks for.
    pub fn holds(&mut self, article: &Article) -> bool {
        let Condition { finder, asked, .. } = self;
        finder.in_language(article.language.as_deref());
        match asked {
            Asked::Somewhere(field) => {
                parts(article, *field).into_iter().any(|part| !finder.find(&part, &[*field]).is_empty())
            }
            Asked::AtLeast { times, fields } => {
                let mut found = 0;
                for &field in fields.iter() {
                    for part in parts(article, field) {
                        found += distinct(&finder.find(&part, &[field]));
                        if found >= *times {
                            return true;
                        }
                    }
                }
                false
            }
            Asked::First { words, tree } => {
                let headline = article.headline.as_deref().unwrap_or_default();
                let (beginning, left) = first_words(headline, *words);
                let mut found = finder.find(beginning, &[TextField::Any]);
                found.extend(finder.find(first_words(&article.body, left).0, &[TextField::Any]));
                tree.holds(&found)
            }
            Asked::Paragraph(tree) => {
                article.body.split("\n\n").any(|text| tree.holds(&finder.find(text, &[TextField::Any])))
            }
        }
    }
}

impl Condition {
    /// Gives what is to be marked of an article in which the condition holds: of the first words and of paragraphs, what stands
    /// there and nowhere else.
    pub fn mark(&mut self, article: &Article) -> Vec<Marked> {
        let Condition { finder, asked, marker } = self;
        finder.in_language(article.language.as_deref());
        marker.in_language(article.language.as_deref());
        let any = &[TextField::Any];
        match asked {
            Asked::Somewhere(_) | Asked::AtLeast { .. } => Vec::new(),
            Asked::First { words, .. } => {
                let (headline, left) = first_words(article.headline.as_deref().unwrap_or_default(), *words);
                let headline = marker.find(headline, any).into_iter().map(Marked::Headline);
                let mut marked: Vec<Marked> = headline.collect();
                marked.extend(marker.find(first_words(&article.body, left).0, any).into_iter().map(Marked::Body));
                marked
            }
            Asked::Paragraph(tree) => {
                let (mut marked, mut start) = (Vec::new(), 0);
                for paragraph in article.body.split("\n\n") {
                    if tree.holds(&finder.find(paragraph, any)) {
                        let found = marker.find(paragraph, any).into_iter();
                        marked.extend(found.map(|m| Marked::Body(Match { span: m.span.shifted(start), leaf: m.leaf })));
                    }
                    start += paragraph.len() + 2;
                }
                marked
            }
        }
    }
}

impl Tree {
    fn holds(&self, found: &[Match]) -> bool {
        match self {
            Tree::Leaf(leaf) => found.iter().any(|found| found.leaf == *leaf),
            Tree::And(trees) => trees.iter().all(|tree| tree.holds(found)),
            Tree::Or(trees) => trees.iter().any(|tree| tree.holds(found)),
            Tree::Not(tree) => !tree.holds(found),
        }
    }
}

/// Numbers the leaves as the finder does: in reading order.
fn tree(query: &Query, next: &mut usize) -> Tree {
    match query {
        Query::And(clauses) => Tree::And(clauses.iter().map(|clause| tree(clause, next)).collect()),
        Query::Or(clauses) => Tree::Or(clauses.iter().map(|clause| tree(clause, next)).collect()),
        Query::Not(inner) => Tree::Not(Box::new(tree(inner, next))),
        Query::Text { .. } => {
            *next += 1;
            Tree::Leaf(*next - 1)
        }
        // The parser lets nothing else in; it restricts nothing here.
        Query::All | Query::Measured { .. } | Query::Property { .. } | Query::Date(_) | Query::DateState(_) => {
            Tree::And(Vec::new())
        }
    }
}

/// Gives the fields that a text or alternatives of texts ask, each once.
fn fields(text: &Query) -> Vec<TextField> {
    let mut fields = Vec::new();
    let clauses = match text {
        Query::Or(clauses) => clauses.as_slice(),
        other => std::slice::from_ref(other),
    };
    for clause in clauses {
        if let Query::Text { field, .. } = clause
            && !fields.contains(field)
        {
            fields.push(*field);
        }
    }
    fields
}

/// Counts matches by where they stand: what two alternatives both match is one.
fn distinct(matches: &[Match]) -> usize {
    matches.iter().enumerate().filter(|&(at, found)| at == 0 || matches[at - 1].span != found.span).count()
}

/// Gives the stretches of text that a field asks. No phrase runs from one into the next.
pub(super) fn parts(article: &Article, field: TextField) -> Vec<Cow<'_, str>> {
    match field {
        TextField::Any => {
            let beside = [&article.headline, &article.slug, &article.byline, &article.standfirst, &article.captions];
            let beside = beside.into_iter().flatten().map(|text| Cow::Borrowed(text.as_str()));
            [running(article)].into_iter().chain(beside).collect()
        }
        TextField::Headline => article.headline.iter().map(|text| Cow::Borrowed(text.as_str())).collect(),
        TextField::Byline => article.byline.iter().map(|text| Cow::Borrowed(text.as_str())).collect(),
        TextField::Lead => article.lead().into_iter().map(Cow::Borrowed).collect(),
    }
}

/// Gives dateline and body as one text, as they run on in the copy.
pub(super) fn running(article: &Article) -> Cow<'_, str> {
    match &article.dateline {
        Some(dateline) if !dateline.text.is_empty() => Cow::Owned(format!("{} {}", dateline.text, article.body)),
        _ => Cow::Borrowed(&article.body),
    }
}

/// Gives the beginning of `text` up to the end of its `most`-th word, and how many words are left to take.
fn first_words(text: &str, most: usize) -> (&str, usize) {
    let mut words = Words::new(text);
    for taken in 0..most {
        if words.step().is_none() {
            return (text, most - taken);
        }
        if taken + 1 == most {
            return (&text[..words.end()], 0);
        }
    }
    ("", 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Day;
    use crate::query::{Juxtaposed, NOTHING_SAVED, ParseOptions, Today, parse};

    fn holds(typed: &str, headline: &str, body: &str) -> bool {
        let options = ParseOptions { today: Today(Day::MIN), juxtaposed: Juxtaposed::All, saved: &NOTHING_SAVED };
        let query = parse(typed, options).unwrap().query;
        let headline = Some(headline.to_owned()).filter(|text| !text.is_empty());
        let article = Article { headline, body: body.to_owned(), ..Article::default() };
        Condition::new(&query, &["en", "--"]).unwrap().holds(&article)
    }

    #[test]
    fn matches_are_counted_in_all_parts_and_each_place_once() {
        let body = "Oil fell. Crude oils and OIL rose.";
        assert!(holds("atleast4 oil", "Oil slips", body) && !holds("atleast5 oil", "Oil slips", body));
        assert!(holds("atleast4 (oil OR crude)", "", body) && !holds("atleast4 (oil OR oils)", "", body));
        assert!(holds("atleast2 \"oil fell\"", "Oil fell", body) && !holds("atleast2 \"oil fell\"", "Oil", body));
        assert!(holds("atleast1 headline:slips", "Oil slips", body) && !holds("atleast2 headline:oil", "Oil", body));
    }

    #[test]
    fn the_first_words_begin_with_the_headline() {
        let body = "Tugs left the port.\n\nThe ferry stayed.";
        assert!(holds("first2 tugs", "", body) && holds("first2 left", "", body) && !holds("first2 port", "", body));
        assert!(holds("first3 tugs", "Port busy", body) && !holds("first2 tugs", "Port busy", body));
        assert!(holds("first4 (tugs -ferry)", "", body) && !holds("first6 (tugs -ferry)", "", body));
        // No phrase runs from the headline into the body.
        assert!(!holds("first9 \"busy tugs\"", "Port busy", body));
    }

    #[test]
    fn a_paragraph_holds_all_that_is_asked_of_it() {
        let body = "Tugs left the port.\n\nThe ferry stayed at the port.";
        assert!(holds("same-paragraph(ferry port)", "", body) && !holds("same-paragraph(ferry tugs)", "", body));
        assert!(holds("same-paragraph(port -tugs)", "", body) && !holds("same-paragraph(ferry -port)", "", body));
        assert!(!holds("same-paragraph(ferry)", "Ferry", "Tugs."), "the headline is no paragraph");
    }

    #[test]
    fn exact_words_hold_letter_for_letter() {
        assert!(holds("=WHO", "", "Doctors of the WHO said") && !holds("=WHO", "", "Doctors who said. Who?"));
        assert!(holds("=\"White House\"", "", "The White-House") && !holds("=\"White House\"", "", "a white House"));
        assert!(holds("=café", "", "cafe\u{301} au lait") && !holds("=cafe", "", "café"));
        assert!(holds("=U.S.", "", "the U.S. navy") && !holds("=U.S.", "", "the u.s. navy"));
    }
}
