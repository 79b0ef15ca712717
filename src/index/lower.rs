//! A query tree to tantivy's queries.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::doc_predicate_query::DocPredicateQuery;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, FuzzyTermQuery, Occur, PhraseQuery, Query as Engine, RangeQuery,
    RegexQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::document::{ARTICLE, state};
use super::forms::Forms;
use super::inflected::AnyForm;
use super::lead::InLead;
use super::schema::Fields;
use crate::date::{Day, DayRange};
use crate::query::{DateState, Matcher, Property, Query, TextField};
use crate::search::{Sort, pattern};
use crate::wire::places;
use crate::words;

/// How much a word counts in the headline, beside the 1 that it counts anywhere.
const HEADLINE_WEIGHT: f32 = 1.0;

/// What lowering needs to know of the archive and of the request.
pub(super) struct Lowering<'a> {
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
            Query::Property { property, value } => self.property(*property, value),
            Query::Date(days) => Ok(unscored(self.days(*days))),
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
            TextField::Lead => return self.in_lead(matcher),
        };
        match matcher {
            Matcher::Word(word) => match (words::split(word).as_slice(), field) {
                ([], _) => Err(format!("`{word}`: expected a letter or a digit, found none")),
                ([_], TextField::Any) => self.weighed(word),
                ([_], TextField::Headline) => self.forms(engine_field, word),
                // Names do not inflect; and a word with punctuation inside is a sequence of exact words.
                (parts, _) => Ok(sequence(engine_field, parts, 0)),
            },
            Matcher::Phrase { text, slop } => match words::split(text).as_slice() {
                [] => Err(format!("`\"{text}\"`: expected a letter or a digit, found none")),
                parts => Ok(sequence(engine_field, parts, *slop)),
            },
            Matcher::Pattern(glob) => automaton(&pattern::of_glob(glob), engine_field, glob),
            Matcher::Regex(regex) => automaton(regex, engine_field, regex),
            Matcher::Fuzzy { word, distance } => match words::split(word).as_slice() {
                [one] => Ok(Box::new(FuzzyTermQuery::new(Term::from_field_text(engine_field, one), *distance, true))),
                parts => Err(format!("`{word}~`: expected one word, found {}", parts.len())),
            },
        }
    }

    fn in_lead(&self, matcher: &Matcher) -> Lowered {
        let anywhere = Query::Text { field: TextField::Any, matcher: matcher.clone() };
        let asked = Query::Text { field: TextField::Lead, matcher: matcher.clone() };
        let candidates = self.query(&anywhere)?;
        let predicate =
            InLead { candidates: candidates.box_clone(), asked, fields: self.fields.clone(), tags: self.tags.to_vec() };
        Ok(all_of(vec![candidates, unscored(Box::new(DocPredicateQuery::from(predicate)))]))
    }

    /// A bare word anywhere, weighing more in the headline where the order depends on it.
    fn weighed(&self, word: &str) -> Lowered {
        let anywhere = self.forms(self.fields.text, word)?;
        if self.sort != Sort::Relevance {
            return Ok(anywhere);
        }
        let headline = Box::new(BoostQuery::new(self.forms(self.fields.headline, word)?, HEADLINE_WEIGHT));
        Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, anywhere), (Occur::Should, headline)])))
    }

    fn forms(&self, field: Field, word: &str) -> Lowered {
        let group =
            self.forms.of(field, word).map_err(|error| format!("`{word}`: its forms cannot be looked up ({error})"))?;
        Ok(Box::new(AnyForm { field, group }))
    }

    fn property(&self, property: Property, value: &str) -> Lowered {
        let words_of = |field| match words::split(value).as_slice() {
            [] => Err(format!("`{value}`: expected a name, found no letter or digit")),
            parts => Ok(unscored(sequence(field, parts, 0))),
        };
        match property {
            // By name or region as words; by country under any of its names.
            Property::Place => match places::country(value) {
                Some(code) => Ok(any_of(vec![words_of(self.fields.place)?, keyword(self.fields.country, &code)])),
                None => words_of(self.fields.place),
            },
            Property::Agency => words_of(self.fields.agency),
            Property::Language => Ok(keyword(self.fields.language, &value.to_ascii_lowercase())),
            Property::Path => {
                let paths = automaton(&pattern::of_path_glob(value), self.fields.source, value)?;
                Ok(Box::new(BooleanQuery::new(vec![(Occur::Must, self.articles()), (Occur::Must, paths)])))
            }
        }
    }

    fn days(&self, days: DayRange) -> Box<dyn Engine> {
        let fields = self.fields;
        let (from, to) = match self.dates {
            Dates::Surely => (fields.first, fields.last),
            Dates::Perhaps => (fields.last, fields.first),
        };
        let bound = |field, day: Day| Bound::Included(Term::from_field_u64(field, day.number().into()));
        let least = || RangeQuery::new(bound(from, days.first), Bound::Unbounded);
        let most = || RangeQuery::new(Bound::Unbounded, bound(to, days.last));
        match (days.first == Day::MIN, days.last == Day::MAX) {
            // Open at both ends: every article that is dated at all.
            (true, true) | (false, true) => Box::new(least()),
            (true, false) => Box::new(most()),
            (false, false) => {
                Box::new(BooleanQuery::new(vec![(Occur::Must, Box::new(least())), (Occur::Must, Box::new(most()))]))
            }
        }
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

fn sequence(field: Field, parts: &[String], slop: u32) -> Box<dyn Engine> {
    let mut terms: Vec<Term> = parts.iter().map(|part| Term::from_field_text(field, part)).collect();
    match terms.len() {
        0 => Box::new(TermSetQuery::new([])),
        1 => Box::new(TermQuery::new(terms.swap_remove(0), IndexRecordOption::WithFreqs)),
        _ => {
            let mut phrase = PhraseQuery::new(terms);
            phrase.set_slop(slop);
            Box::new(phrase)
        }
    }
}

fn automaton(regex: &str, field: Field, typed: &str) -> Lowered {
    match RegexQuery::from_pattern(regex, field) {
        Ok(query) => Ok(Box::new(query)),
        Err(error) => {
            Err(format!("`{typed}`: expected a pattern for one word, found one that cannot be read ({error})"))
        }
    }
}
