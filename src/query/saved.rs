//! Queries that were saved under a name, and what `saved:NAME` stands for.
//!
//! | typed | where `grain` is `zerno OR wheat` |
//! |---|---|
//! | `saved:grain -romania` | `(zerno OR wheat) -romania` |
//! | `saved:(grain OR ferries)` | either of the two |
//! | `saved:grane` | an error: did you mean `grain`? |
//!
//! A saved query may ask for others. What leads back to itself, or grows beyond bounds, is an error. No file is read here: the
//! texts are handed in.

use std::collections::BTreeMap;

use super::lex::Token;
use super::notes::{Notes, short};
use super::parse::{Juxtaposed, ParseOptions, parse, read};
use super::term::Term;
use super::{Note, Query, SyntaxError, Today};
use crate::date::Day;
use crate::words::within;

/// Saved queries: what each name stands for, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved(BTreeMap<String, String>);

/// No saved query at all.
pub static NOTHING_SAVED: Saved = Saved(BTreeMap::new());

/// How many letters a name may have: it also names a file.
const LONGEST: usize = 48;

/// How many saved queries may ask for one another in a row, and how many a query may come to ask for in all.
const DEEPEST: usize = 32;
const MOST: usize = 1_000;

impl Saved {
    /// Gives the form in which a name is kept: in small letters. Nothing if it is no name: letters, digits, `-`, `_` and `.`,
    /// a letter or digit first, at most 48.
    ///
    /// ```
    /// use dateline::query::Saved;
    /// assert_eq!(Saved::name("Grain-2025").as_deref(), Some("grain-2025"));
    /// assert_eq!(Saved::name("../grain"), None);
    /// ```
    pub fn name(typed: &str) -> Option<String> {
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let name = typed.to_lowercase();
        let good = name.starts_with(char::is_alphanumeric) && name.chars().all(fits) && name.chars().count() <= LONGEST;
        good.then_some(name)
    }

    /// Gives the text that a name stands for.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(&name.to_lowercase()).map(String::as_str)
    }

    /// Lets a name stand for a text; gives what it stood for before.
    pub fn insert(&mut self, name: String, text: String) -> Option<String> {
        self.0.insert(name.to_lowercase(), text)
    }

    /// Takes a name out; gives what it stood for.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        self.0.remove(&name.to_lowercase())
    }

    /// Gives names and texts, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Says whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives at most three names that may have been meant: a letter or two off, else those that `typed` begins or that begin it.
    pub fn nearest(&self, typed: &str) -> Vec<&str> {
        let typed = typed.to_lowercase();
        let letters: Vec<char> = typed.chars().collect();
        let reach = if letters.len() < 4 { 1 } else { 2 };
        let near = |name: &&str| within(&letters, name, reach);
        let alike = |name: &&str| name.starts_with(&typed) || typed.starts_with(name);
        let names = || self.0.keys().map(String::as_str);
        let mut found: Vec<&str> = names().filter(near).collect();
        found.extend(names().filter(|name| !near(name) && alike(name)));
        found.truncate(3);
        found
    }

    /// Says what to do where `typed` is no name of these.
    pub fn advice(&self, typed: &str) -> String {
        let near = self.nearest(typed);
        match near.as_slice() {
            [] if self.is_empty() => "none is saved yet: dateline save NAME QUERY".to_owned(),
            [] => "`dateline saved` lists them".to_owned(),
            near => format!("did you mean {}?", near.join(", ")),
        }
    }

    /// Gives the names of the saved queries that ask for `name` themselves.
    pub fn asking_for(&self, name: &str) -> Vec<&str> {
        let name = name.to_lowercase();
        let asks = |text: &str| {
            let options = ParseOptions { today: Today(another_day()), juxtaposed: Juxtaposed::All, saved: self };
            parse(text, options).is_ok_and(|parsed| parsed.saved.contains(&name))
        };
        self.iter().filter(|(other, text)| *other != name && asks(text)).map(|(other, _)| other).collect()
    }
}

/// Gives the text that keeps standing for what was typed: the canonical one, unless the text asks for something that moves.
/// Relative dates (`date:yesterday`) and saved queries stay as typed, to be resolved each time that the text is read.
///
/// # Errors
///
/// As [`parse`]; and words side by side that are alternatives ([`Juxtaposed::Any`]) beside something that moves: no text says
/// so.
///
/// ```
/// use dateline::date::Day;
/// use dateline::query::{Juxtaposed, ParseOptions, Saved, Today, standing};
/// let today = Today(Day::new(2025, 4, 30).unwrap());
/// let options = ParseOptions { today, juxtaposed: Juxtaposed::All, saved: &Saved::default() };
/// assert_eq!(standing("oil AND ( gas )", options).unwrap().0, "oil gas");
/// assert_eq!(standing("oil AND date:yesterday", options).unwrap().0, "oil AND date:yesterday");
/// ```
pub fn standing(typed: &str, options: ParseOptions<'_>) -> Result<(String, Vec<Note>), SyntaxError> {
    let parsed = parse(typed, options)?;
    // What is relative reads otherwise on another day.
    let elsewhere = parse(typed, ParseOptions { today: Today(another_day()), ..options });
    let moves = !parsed.saved.is_empty() || elsewhere.is_ok_and(|elsewhere| elsewhere.query != parsed.query);
    let text = match (moves, options.juxtaposed) {
        (false, _) => parsed.query.to_string(),
        (true, Juxtaposed::All) => typed.trim().to_owned(),
        (true, Juxtaposed::Any) => {
            return Err(SyntaxError {
                message: "expected words joined by OR beside a relative date or saved:, found --any".to_owned(),
                span: crate::story::Span::new(0, typed.len()),
                hint: Some("write OR between the words".to_owned()),
            });
        }
    };
    Ok((text, parsed.notes))
}

/// Gives a day long past, from which what is relative reads otherwise than from today.
pub fn another_day() -> Day {
    Day::new(2000, 2, 29).unwrap_or(Day::MIN)
}

/// Which saved queries are being read, and which were.
#[derive(Default)]
pub(super) struct Expansion {
    open: Vec<String>,
    count: usize,
    /// Each once.
    pub(super) named: Vec<String>,
}

/// Reads what `saved:` and a name stand for.
pub(super) fn expand(
    term: Term<'_>,
    options: ParseOptions<'_>,
    expansion: &mut Expansion,
    notes: &mut Notes,
) -> Result<Query, SyntaxError> {
    let fault = |message: String, hint: Option<String>| SyntaxError { message, span: term.span, hint };
    let typed = match term.token {
        Token::Bare(typed) | Token::Quoted(typed, None) => typed.trim(),
        _ => {
            return Err(fault(
                "expected the name of a saved query after saved:, found something else".to_owned(),
                None,
            ));
        }
    };
    let Some(text) = options.saved.get(typed) else {
        let message = format!("expected the name of a saved query after saved:, found `{}`", short(typed));
        return Err(fault(message, Some(options.saved.advice(typed))));
    };
    let name = typed.to_lowercase();
    if let Some(at) = expansion.open.iter().position(|open| *open == name) {
        let round: Vec<&str> = expansion.open[at..].iter().map(String::as_str).chain([name.as_str()]).collect();
        let message = format!("saved:{name} asks for itself: {}", round.join(" → "));
        return Err(fault(message, Some("save one of them anew without the other".to_owned())));
    }
    expansion.count += 1;
    if expansion.open.len() == DEEPEST || expansion.count > MOST {
        let message = format!("expected at most {DEEPEST} saved queries in a row and {MOST} in all, found more");
        return Err(fault(message, None));
    }
    if !expansion.named.contains(&name) {
        expansion.named.push(name.clone());
    }
    expansion.open.push(name.clone());
    // Whatever side by side means outside, the text was kept as one that means all.
    let inner = read(text, ParseOptions { juxtaposed: Juxtaposed::All, ..options }, expansion);
    expansion.open.pop();
    let (query, said) = inner.map_err(|error| match error.message.starts_with("saved:") {
        true => fault(error.message, error.hint),
        false => fault(format!("saved:{name}: {}", error.message), error.hint),
    })?;
    for note in said {
        notes.add(term.span, format!("saved:{name}: {}", note.text));
    }
    Ok(query)
}

#[cfg(test)]
mod tests {
    use super::super::tests::options;
    use super::*;

    fn saved() -> Saved {
        let mut saved = Saved::default();
        for (name, text) in [
            ("grain", "zerno OR wheat"),
            ("ports", "saved:grain harbour date:yesterday"),
            ("snake", "saved:tail ferry"),
            ("tail", "oil OR saved:Snake"),
            ("torn", "ferry AND ("),
        ] {
            saved.insert(name.to_owned(), text.to_owned());
        }
        saved
    }

    fn read(typed: &str) -> Result<String, SyntaxError> {
        let saved = saved();
        parse(typed, ParseOptions { saved: &saved, ..options() }).map(|parsed| parsed.query.to_string())
    }

    #[test]
    fn a_name_stands_for_its_query_in_brackets() {
        for (typed, canonical) in [
            ("saved:grain -romania", "(zerno OR wheat) -romania"),
            ("-saved:GRAIN", "-(zerno OR wheat)"),
            ("saved:(grain OR ports)", "zerno OR wheat OR (zerno OR wheat) harbour date:2025-04-29"),
            ("atleast3 saved:grain", "atleast3 (zerno OR wheat)"),
            ("headline:(ferry saved:\"grain\")", "headline:ferry (zerno OR wheat)"),
        ] {
            assert_eq!(read(typed).unwrap(), canonical, "{typed}");
        }
    }

    #[test]
    fn what_cannot_be_meant_says_where_and_what_to_do() {
        for (typed, message, hint) in [
            (
                "oil saved:grane",
                "expected the name of a saved query after saved:, found `grane`",
                "did you mean grain?",
            ),
            (
                "saved:zzz",
                "expected the name of a saved query after saved:, found `zzz`",
                "`dateline saved` lists them",
            ),
            (
                "saved:snake",
                "saved:snake asks for itself: snake → tail → snake",
                "save one of them anew without the other",
            ),
            ("saved:torn", "saved:torn: expected `)`, found the end of the query", "close it with `)`"),
            ("saved: oil", "expected a value right after `saved:`, found a blank", "quote it"),
        ] {
            let error = read(typed).unwrap_err();
            assert_eq!(error.message, message, "{typed}");
            assert!(error.hint.as_ref().is_some_and(|said| said.contains(hint)), "{typed}: {error:?}");
            assert!(error.span.end <= typed.len() && error.caret(typed).contains('^'), "{typed}");
        }
        assert_eq!(NOTHING_SAVED.advice("x"), "none is saved yet: dateline save NAME QUERY");
    }

    #[test]
    fn a_query_that_doubles_at_every_step_ends() {
        let mut saved = Saved::default();
        for step in 0..30 {
            saved.insert(format!("s{step}"), format!("saved:s{} OR -saved:s{}", step + 1, step + 1));
        }
        saved.insert("s30".to_owned(), "oil".to_owned());
        let error = parse("saved:s0", ParseOptions { saved: &saved, ..options() }).unwrap_err();
        assert!(error.message.contains("1000 in all"), "{error}");
    }

    #[test]
    fn what_moves_is_kept_as_typed() {
        let saved = saved();
        let options = ParseOptions { saved: &saved, ..options() };
        for (typed, kept) in [
            ("oil  AND (gas)", "oil gas"),
            ("oil date:\"28 April 2025\"", "oil date:2025-04-28"),
            (" oil AND date:\"3 weeks ago\"", "oil AND date:\"3 weeks ago\""),
            ("saved:grain  -romania", "saved:grain  -romania"),
        ] {
            assert_eq!(standing(typed, options).unwrap().0, kept, "{typed}");
        }
        let any = ParseOptions { juxtaposed: Juxtaposed::Any, ..options };
        assert_eq!(standing("oil gas", any).unwrap().0, "oil OR gas");
        assert!(standing("oil gas date:yesterday", any).is_err());
    }

    #[test]
    fn who_asks_for_a_query_is_known_by_name() {
        assert_eq!(saved().asking_for("Grain"), ["ports"]);
        assert!(saved().asking_for("ports").is_empty());
    }
}
