//! A query tree to tantivy's queries.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::query::doc_predicate_query::DocPredicateQuery;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, FuzzyTermQuery, Occur, PhraseQuery, Query as Engine, RegexQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::days::InDays;
use super::document::{ARTICLE, state};
use super::forms::{Form, Forms, Group};
use super::frequent::{Frequent, MOST_WORDS};
use super::inflected::AnyForm;
use super::inspect::Inspected;
use super::schema::Fields;
use super::together::Together;
use super::vocabulary::{fitting_pattern, fitting_regex};
use super::weighed::Weighed;
use crate::query::{DateState, Matcher, Measure, Property, Query, TextField};
use crate::search::{Sort, pattern};
use crate::wire::places;
use crate::words::{self, Languages};

/// How much a word counts in the headline, beside the 1 that it counts anywhere.
const HEADLINE_WEIGHT: f32 = 1.0;

/// What lowering needs to know of the archive and of the request.
pub(super) struct Lowering<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) fields: &'a Fields,
    /// The stem tags of the languages in the archive: a bare word is asked in each.
    pub(super) tags: &'a [&'static str],
    pub(super) forms: &'a Forms<'a>,
    pub(super) sort: Sort,
    pub(super) dates: Dates,
}

/// When an article of a date that leaves something open lies in a range of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dates {
    /// When every day that it may mean does.
    Surely,
    /// When any day that it may mean does.
    Perhaps,
}

/// Why a query cannot be asked.
pub(super) type Unanswerable = String;

type Lowered = Result<Box<dyn Engine>, Unanswerable>;

impl Lowering<'_> {
    /// Lowers a whole query; what comes out matches articles only, no barren sources.
    pub(super) fn query(&self, query: &Query) -> Lowered {
        match query {
            Query::All => Ok(self.articles()),
            Query::Text { field, matcher } => self.text(*field, matcher),
            Query::Measured { measure, text } => {
                let candidates = self.query(&affirmed(text))?;
                if let Measure::AtLeast(times) = *measure
                    && let Some(words) = self.single_words(text)?
                {
                    let predicate = Frequent { candidates: candidates.box_clone(), words, times };
                    return Ok(all_of(vec![candidates, unscored(Box::new(DocPredicateQuery::from(predicate)))]));
                }
                Ok(self.inspected(candidates, query))
            }
            Query::Property { property, value } => self.property(*property, value),
            Query::Date(days) => Ok(unscored(Box::new(InDays { days: *days, dates: self.dates }))),
            Query::DateState(of) => Ok(keyword(
                self.fields.state,
                match of {
                    DateState::Missing => state::UNDATED,
                    DateState::Inferred => state::INFERRED,
                    DateState::Conflict => state::CONFLICT,
                },
            )),
            Query::And(clauses) => self.and(clauses),
            Query::Or(clauses) => {
                let clauses = clauses.iter().map(|clause| self.query(clause)).collect::<Result<Vec<_>, _>>()?;
                Ok(any_of(clauses))
            }
            Query::Not(inner) => Ok(Box::new(BooleanQuery::new(vec![
                (Occur::Must, self.articles()),
                (Occur::MustNot, self.query(inner)?),
            ]))),
        }
    }

    fn and(&self, clauses: &[Query]) -> Lowered {
        if let Some(words) = clauses.iter().map(bare_word).collect::<Option<Vec<_>>>() {
            return Ok(Box::new(Together::new(
                words.into_iter().map(|word| self.of_word(word)).collect::<Result<_, _>>()?,
            )));
        }
        let mut lowered = Vec::with_capacity(clauses.len() + 1);
        for clause in clauses {
            lowered.push(match clause {
                Query::Not(inner) => (Occur::MustNot, self.query(inner)?),
                other => (Occur::Must, self.query(other)?),
            });
        }
        // Exclusions alone match nothing in the engine: they need something to exclude from.
        if lowered.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            lowered.push((Occur::Must, self.articles()));
        }
        Ok(Box::new(BooleanQuery::new(lowered)))
    }

    fn articles(&self) -> Box<dyn Engine> {
        keyword(self.fields.kind, ARTICLE)
    }

    fn text(&self, field: TextField, matcher: &Matcher) -> Lowered {
        let engine_field = match field {
            TextField::Any => self.fields.text,
            TextField::Headline => self.fields.headline,
            TextField::Byline => self.fields.byline,
            TextField::Lead => {
                let candidates = self.text(TextField::Any, matcher)?;
                return Ok(self.inspected(candidates, &Query::Text { field, matcher: matcher.clone() }));
            }
        };
        match matcher {
            Matcher::Word(word) => match (words::split(word).as_slice(), field) {
                ([], _) => Err(format!("`{word}`: expected a letter or a digit, found none")),
                ([_], TextField::Any) => self.weighed(word),
                ([_], TextField::Headline) => self.forms(engine_field, word),
                // Names do not inflect; and a word with punctuation inside is a sequence of exact words.
                (parts, _) => Ok(sequence(engine_field, parts)),
            },
            Matcher::Phrase { text, slop } => match words::split(text).as_slice() {
                [] => Err(format!("`\"{text}\"`: expected a letter or a digit, found none")),
                parts if *slop == 0 || parts.len() == 1 => Ok(sequence(engine_field, parts)),
                // The engine's own slop takes words in any order, and runs from one part of the article into the next.
                parts => {
                    let words = parts.iter().map(|part| sequence(engine_field, std::slice::from_ref(part)));
                    Ok(self.inspected(all_of(words.collect()), &Query::Text { field, matcher: matcher.clone() }))
                }
            },
            Matcher::Exact(text) => match words::split(text).as_slice() {
                [] => Err(format!("`={text}`: expected a letter or a digit, found none")),
                parts => {
                    let asked = Query::Text { field, matcher: matcher.clone() };
                    Ok(self.inspected(sequence(engine_field, parts), &asked))
                }
            },
            Matcher::Pattern(glob) => {
                self.any_word(glob, fitting_pattern(self.searcher, engine_field, glob, self.tags))
            }
            Matcher::Regex(regex) => self.any_word(regex, fitting_regex(self.searcher, engine_field, regex)),
            Matcher::Fuzzy { word, distance } => match words::split(word).as_slice() {
                [one] => Ok(Box::new(FuzzyTermQuery::new(Term::from_field_text(engine_field, one), *distance, true))),
                parts => Err(format!("`{word}~`: expected one word, found {}", parts.len())),
            },
        }
    }

    fn any_word(&self, typed: &str, fitting: tantivy::Result<Vec<Term>>) -> Lowered {
        let terms = fitting.map_err(|error| format!("`{typed}`: the words that fit cannot be looked up ({error})"))?;
        Ok(Box::new(TermSetQuery::new(terms)))
    }

    /// Gives the words that a text or alternatives of texts ask for, if each asks for one word at a time, in whatever form.
    fn single_words(&self, text: &Query) -> Result<Option<Vec<AnyForm>>, Unanswerable> {
        let clauses = if let Query::Or(clauses) = text { clauses } else { std::slice::from_ref(text) };
        // A word that is a form of two others counts once.
        let mut forms: BTreeMap<(Field, String), Languages> = BTreeMap::new();
        for clause in clauses {
            let Query::Text { field, matcher: Matcher::Word(word) } = clause else { return Ok(None) };
            let (engine_field, group) = match (words::split(word).as_slice(), field) {
                ([_], TextField::Any) => (self.fields.text, self.forms_of(self.fields.text, word)?),
                ([_], TextField::Headline) => (self.fields.headline, self.forms_of(self.fields.headline, word)?),
                ([one], TextField::Byline) => {
                    forms.insert((self.fields.byline, one.clone()), Languages::ANY);
                    continue;
                }
                _ => return Ok(None),
            };
            for form in &group.forms {
                let languages = forms.entry((engine_field, form.text.clone())).or_insert(Languages::NONE);
                *languages = languages.or(form.languages);
            }
        }
        if forms.len() > MOST_WORDS {
            return Ok(None);
        }
        let mut words: Vec<AnyForm> = Vec::new();
        for ((field, text), languages) in forms {
            let form = Form { text, languages };
            match words.last_mut().filter(|last| last.field == field) {
                Some(last) => Arc::make_mut(&mut last.group).forms.push(form),
                None => words.push(AnyForm { field, group: Arc::new(Group { forms: vec![form], ..Group::default() }) }),
            }
        }
        Ok(Some(words))
    }

    /// Keeps those of the candidates whose record holds what is asked.
    fn inspected(&self, candidates: Box<dyn Engine>, asked: &Query) -> Box<dyn Engine> {
        let predicate = Inspected {
            candidates: candidates.box_clone(),
            asked: asked.clone(),
            fields: self.fields.clone(),
            tags: self.tags.to_vec(),
        };
        all_of(vec![candidates, unscored(Box::new(DocPredicateQuery::from(predicate)))])
    }

    /// A bare word anywhere, weighing more in the headline where the order depends on it.
    fn weighed(&self, word: &str) -> Lowered {
        match self.sort {
            Sort::Relevance => Ok(Box::new(self.of_word(word)?)),
            Sort::Newest | Sort::Oldest => self.forms(self.fields.text, word),
        }
    }

    fn of_word(&self, word: &str) -> Result<Weighed, Unanswerable> {
        let form = |field| Ok::<_, Unanswerable>(AnyForm { field, group: self.forms_of(field, word)? });
        Ok(Weighed { anywhere: form(self.fields.text)?, headline: form(self.fields.headline)?, boost: HEADLINE_WEIGHT })
    }

    fn forms(&self, field: Field, word: &str) -> Lowered {
        let group = self.forms_of(field, word)?;
        Ok(Box::new(AnyForm { field, group }))
    }

    fn forms_of(&self, field: Field, word: &str) -> Result<Arc<Group>, Unanswerable> {
        self.forms.of(field, word).map_err(|error| format!("`{word}`: its forms cannot be looked up ({error})"))
    }

    fn property(&self, property: Property, value: &str) -> Lowered {
        let words_of = |field| match words::split(value).as_slice() {
            [] => Err(format!("`{value}`: expected a name, found no letter or digit")),
            parts => Ok(unscored(sequence(field, parts))),
        };
        match property {
            // By name or region as words; by country under any of its names.
            Property::Place => match places::country(value) {
                Some(code) => Ok(any_of(vec![words_of(self.fields.place)?, keyword(self.fields.country, &code)])),
                None => words_of(self.fields.place),
            },
            Property::Country => match places::country(value) {
                Some(code) => Ok(keyword(self.fields.country, &code)),
                None => Err(format!("`{value}`: expected a country by name or ISO 3166-1 code, found none")),
            },
            Property::Agency => words_of(self.fields.agency),
            Property::Language => Ok(keyword(self.fields.language, &value.to_ascii_lowercase())),
            Property::Path => {
                let paths = automaton(&pattern::of_path_glob(value), self.fields.source, value)?;
                Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, self.articles()), (Occur::Must, paths)])))
            }
        }
    }
}

/// Gives the word that a clause asks for, if it asks for one in whatever form anywhere in the text.
fn bare_word(clause: &Query) -> Option<&str> {
    match clause {
        Query::Text { field: TextField::Any, matcher: Matcher::Word(word) } if words::split(word).len() == 1 => {
            Some(word)
        }
        _ => None,
    }
}

/// Gives what must stand somewhere in an article for a measured text to hold: the same tree without what it excludes.
fn affirmed(text: &Query) -> Query {
    match text {
        Query::And(clauses) => Query::and(clauses.iter().map(affirmed)),
        Query::Or(clauses) if clauses.iter().any(|clause| affirmed(clause) == Query::All) => Query::All,
        Query::Or(clauses) => Query::or(clauses.iter().map(affirmed)),
        Query::Not(_) => Query::All,
        other => other.clone(),
    }
}

fn keyword(field: Field, value: &str) -> Box<dyn Engine> {
    unscored(Box::new(TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic)))
}

/// Filters say whether, not how well: they add nothing to a score.
fn unscored(query: Box<dyn Engine>) -> Box<dyn Engine> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn all_of(queries: Vec<Box<dyn Engine>>) -> Box<dyn Engine> {
    Box::new(BooleanQuery::intersection(queries))
}

fn any_of(mut queries: Vec<Box<dyn Engine>>) -> Box<dyn Engine> {
    match queries.len() {
        1 => queries.swap_remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

fn sequence(field: Field, parts: &[String]) -> Box<dyn Engine> {
    let mut terms: Vec<Term> = parts.iter().map(|part| Term::from_field_text(field, part)).collect();
    match terms.len() {
        0 => Box::new(TermSetQuery::new([])),
        1 => Box::new(TermQuery::new(terms.swap_remove(0), IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}

fn automaton(regex: &str, field: Field, typed: &str) -> Lowered {
    match RegexQuery::from_pattern(regex, field) {
        Ok(query) => Ok(Box::new(query)),
        Err(error) => Err(format!("`{typed}`: expected a pattern for a path, found one that cannot be read ({error})")),
    }
}
