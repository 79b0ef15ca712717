//! Where a query matches in a text: one finder for fragments, marks and concordances.

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::pattern;
use crate::query::{Matcher, Measure, Query, TextField};
use crate::story::Span;
use crate::words::{self, Inflections, Languages, Stems, Words, has_forms, is_joiner};

pub use crate::words::within;

/// Finds the matches of a query's words.
pub struct Finder {
    leaves: Vec<(TextField, Leaf)>,
    tags: Vec<&'static str>,
    stems: Vec<Stems>,
    /// Of the article at hand.
    language: Languages,
    purpose: Purpose,
}

/// One stretch that matches, and which of the query's leaves it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// The bytes of the text.
    pub span: Span,
    /// The number of the leaf in the order of the query, from 0.
    pub leaf: usize,
}

/// What matches are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be shown: what is excluded is not looked for, and words that lie apart are marked one by one.
    Marking,
    /// To be counted: every leaf is looked for, and each time that it matches is one match.
    Judging,
}

enum Leaf {
    Word(Box<Inflections>),
    Sequence {
        parts: Vec<String>,
        slop: usize,
    },
    /// As printed, without what parts no word, each letter with its accents in one.
    Exact {
        parts: Vec<String>,
        printed: Vec<String>,
    },
    Pattern(Regex),
    Regex(Regex),
    Fuzzy {
        word: Vec<char>,
        distance: usize,
    },
    /// Keeps its number.
    Nothing,
}

/// The words of a text, folded, in one string.
struct Folded {
    words: Vec<(Span, Span)>,
    text: String,
}

impl Folded {
    fn of(text: &str) -> Folded {
        let mut folded = Folded { words: Vec::new(), text: String::with_capacity(text.len()) };
        let mut words = Words::new(text);
        while let Some((span, word)) = words.step() {
            let start = folded.text.len();
            folded.text.push_str(word);
            folded.words.push((span, Span::new(start, folded.text.len())));
        }
        folded
    }

    fn word(&self, number: usize) -> &str {
        self.words.get(number).map_or("", |(_, at)| at.of(&self.text))
    }
}

impl Finder {
    /// Prepares to find what `query` asks for; a bare word in any form that it has in the languages of `tags` (see
    /// [`words::stem_tags`]).
    pub fn new(query: &Query, tags: &[&'static str], purpose: Purpose) -> Finder {
        let stems = tags.iter().map(|tag| Stems::new(Some(tag))).collect();
        let mut finder = Finder { leaves: Vec::new(), tags: tags.to_vec(), stems, language: Languages::ANY, purpose };
        finder.gather(query);
        finder
    }

    /// Finds from now on only forms that are some in this language; in any without a call.
    pub fn in_language(&mut self, language: Option<&str>) {
        self.language = Languages::of(language);
    }

    /// Says whether the query asks for no text at all.
    pub fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    fn gather(&mut self, query: &Query) {
        match query {
            Query::And(clauses) | Query::Or(clauses) => clauses.iter().for_each(|clause| self.gather(clause)),
            Query::Text { field, matcher } => self.leaves.push((*field, leaf(*field, matcher, &self.tags))),
            // A measured text is marked where it holds: see `Condition::mark`.
            Query::Measured { measure: Measure::AtLeast(_), text } => self.gather(text),
            Query::Measured { .. } => {}
            Query::Not(inner) => match self.purpose {
                Purpose::Marking => {}
                Purpose::Judging => self.gather(inner),
            },
            Query::All | Query::Property { .. } | Query::Date(_) | Query::DateState(_) => {}
        }
    }

    /// Finds the matches in `text`, a part of an article, of the leaves that are asked of any of `fields`.
    /// Ordered by start; matches of different leaves may overlap.
    pub fn find(&mut self, text: &str, fields: &[TextField]) -> Vec<Match> {
        let mut matches = Vec::new();
        if !self.leaves.iter().any(|(field, _)| fields.contains(field)) {
            return matches;
        }
        let folded = Folded::of(text);
        let printed = text;
        let (stems, language, purpose) = (&mut self.stems, self.language, self.purpose);
        for (number, (field, leaf)) in self.leaves.iter().enumerate() {
            if fields.contains(field) {
                let found = |span| matches.push(Match { span, leaf: number });
                leaf.find(printed, &folded, stems, language, purpose, found);
            }
        }
        matches.sort_unstable();
        matches
    }
}

fn leaf(field: TextField, matcher: &Matcher, tags: &[&'static str]) -> Leaf {
    match matcher {
        Matcher::Word(word) => match Inflections::new(word, tags) {
            // Names do not inflect.
            Some(inflections) if field != TextField::Byline => Leaf::Word(Box::new(inflections)),
            _ => Leaf::Sequence { parts: words::split(word), slop: 0 },
        },
        Matcher::Phrase { text, slop } => Leaf::Sequence { parts: words::split(text), slop: *slop as usize },
        Matcher::Exact(text) => Leaf::Exact { parts: words::split(text), printed: printed_words(text) },
        Matcher::Pattern(glob) => whole_word(&pattern::of_glob(glob)).map_or(Leaf::Nothing, Leaf::Pattern),
        Matcher::Regex(regex) => whole_word(regex).map_or(Leaf::Nothing, Leaf::Regex),
        Matcher::Fuzzy { word, distance } => {
            Leaf::Fuzzy { word: words::split(word).concat().chars().collect(), distance: (*distance).into() }
        }
    }
}

/// A pattern that the engine took but that cannot be compiled here marks nothing; it still finds.
fn whole_word(regex: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{regex})$")).ok()
}

fn printed_words(text: &str) -> Vec<String> {
    let mut words = Words::new(text);
    let mut out = Vec::new();
    while let Some((span, _)) = words.step() {
        out.push(printed(span.of(text)));
    }
    out
}

/// Gives a word as the eye sees it: without invisible characters, letter and accent composed.
fn printed(word: &str) -> String {
    word.chars().filter(|&c| !is_joiner(c)).nfc().collect()
}

impl Leaf {
    fn find(
        &self,
        copy: &str,
        text: &Folded,
        stems: &mut [Stems],
        language: Languages,
        purpose: Purpose,
        mut found: impl FnMut(Span),
    ) {
        let each = |fits: &mut dyn FnMut(&str) -> bool, found: &mut dyn FnMut(Span)| {
            for (number, (span, _)) in text.words.iter().enumerate() {
                if fits(text.word(number)) {
                    found(*span);
                }
            }
        };
        match self {
            Leaf::Word(inflections) => {
                each(&mut |candidate| inflections.languages(candidate).meets(language), &mut found);
            }
            Leaf::Pattern(regex) => {
                let mut fits = |candidate: &str| {
                    regex.is_match(candidate)
                        || has_forms(candidate)
                            && stems.iter_mut().any(|stems| regex.is_match(bare_stem(stems.stem(candidate))))
                };
                each(&mut fits, &mut found);
            }
            Leaf::Regex(regex) => each(&mut |candidate| regex.is_match(candidate), &mut found),
            Leaf::Fuzzy { word, distance } => each(&mut |candidate| within(word, candidate, *distance), &mut found),
            Leaf::Sequence { parts, slop } => sequences(text, parts, *slop, purpose, found),
            Leaf::Exact { parts, printed: wanted } => {
                let fits = |start: usize| {
                    // Most words differ in more than case and accents, and folded they lie ready.
                    let folded = parts.iter().enumerate().all(|(number, part)| text.word(start + number) == part);
                    folded
                        && wanted.iter().enumerate().all(|(number, word)| {
                            text.words.get(start + number).is_some_and(|(span, _)| printed(span.of(copy)) == *word)
                        })
                };
                for start in 0..text.words.len() {
                    if let Some(last) = (start + wanted.len()).checked_sub(1)
                        && fits(start)
                    {
                        found(Span::new(text.words[start].0.start, text.words[last].0.end));
                    }
                }
            }
            Leaf::Nothing => {}
        }
    }
}

/// Takes off the tag that leads a stem.
pub fn bare_stem(stem: &str) -> &str {
    stem.split_once(':').map_or(stem, |(_, stem)| stem)
}

/// Finds `parts` in order with at most `slop` words between them, once for each place where they can begin. Marks the whole
/// stretch if they are adjacent, else each word.
fn sequences(text: &Folded, parts: &[String], slop: usize, purpose: Purpose, mut found: impl FnMut(Span)) {
    let Some((head, tail)) = parts.split_first() else { return };
    for start in 0..text.words.len() {
        if text.word(start) != head {
            continue;
        }
        let mut at = vec![start];
        for part in tail {
            let from = at.last().map_or(start, |last| last + 1);
            let reach = (start + at.len() + slop + 1).min(text.words.len());
            match (from..reach).find(|&number| text.word(number) == part) {
                Some(number) => at.push(number),
                None => break,
            }
        }
        if at.len() < parts.len() {
            continue;
        }
        let span = |number: usize| text.words[number].0;
        if slop == 0 || purpose == Purpose::Judging {
            found(Span::new(span(start).start, span(at[at.len() - 1]).end));
        } else {
            at.into_iter().for_each(|number| found(span(number)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(matcher: Matcher, text: &str) -> Vec<&str> {
        let query = Query::Text { field: TextField::Any, matcher };
        Finder::new(&query, &["en", "--"], Purpose::Marking)
            .find(text, &[TextField::Any])
            .into_iter()
            .map(|m| m.span.of(text))
            .collect()
    }

    #[test]
    fn words_match_in_every_inflected_form() {
        assert_eq!(
            found(Matcher::Word("strike".into()), "Strikes: striking strikers struck a strike."),
            ["Strikes", "striking", "strike"]
        );
    }

    #[test]
    fn phrases_match_to_the_letter_and_in_order() {
        let phrase = |text: &str, slop| Matcher::Phrase { text: text.into(), slop };
        assert_eq!(found(phrase("sacred mission", 0), "Sacred missions, a sacred\nmission."), ["sacred\nmission"]);
        assert_eq!(found(phrase("big wolf", 1), "big bad wolf; wolf big; big very bad wolf"), ["big", "wolf"]);
        assert_eq!(found(Matcher::Word("U.S.".into()), "the U.S. and us, U S"), ["U.S", "U S"]);
    }

    #[test]
    fn patterns_and_near_words_match_whole_words() {
        assert_eq!(found(Matcher::Pattern("nucl*".into()), "Nuclear nuclei, thermonuclear"), ["Nuclear", "nuclei"]);
        assert_eq!(
            found(Matcher::Fuzzy { word: "gerasimov".into(), distance: 1 }, "Gerasimv Gersaimov Gerasimova Garasimva"),
            ["Gerasimv", "Gersaimov", "Gerasimova"]
        );
        assert_eq!(found(Matcher::Regex("nucl(ear|ei)".into()), "nuclear nucleic"), ["nuclear"]);
    }

    #[test]
    fn what_is_excluded_is_not_marked() {
        let word = |w: &str| Query::Text { field: TextField::Any, matcher: Matcher::Word(w.into()) };
        let query = Query::And(vec![word("oil"), Query::Not(Box::new(word("gas")))]);
        assert_eq!(Finder::new(&query, &["en"], Purpose::Marking).find("oil gas", &[TextField::Any]).len(), 1);
    }
}
