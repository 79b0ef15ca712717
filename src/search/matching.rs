//! Where a query matches in a text: one finder for fragments, marks and concordances.

use regex::Regex;

use super::pattern;
use crate::query::{Matcher, Query, TextField};
use crate::story::Span;
use crate::words::{self, Inflections, Languages, Words};

/// Finds the matches of a query's affirmed words: what is excluded is not looked for.
pub struct Finder {
    leaves: Vec<(TextField, Leaf)>,
    tags: Vec<&'static str>,
    /// Of the article at hand.
    language: Languages,
}

/// One stretch that matches, and which of the query's leaves it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// The bytes of the text.
    pub span: Span,
    /// The number of the leaf, from 0.
    pub leaf: usize,
}

enum Leaf {
    Word(Box<Inflections>),
    Sequence { parts: Vec<String>, slop: usize },
    Regex(Regex),
    Fuzzy { word: Vec<char>, distance: usize },
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
    pub fn new(query: &Query, tags: &[&'static str]) -> Finder {
        let mut finder = Finder { leaves: Vec::new(), tags: tags.to_vec(), language: Languages::ANY };
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
            Query::Text { field, matcher } => self.leaves.extend(leaf(matcher, &self.tags).map(|leaf| (*field, leaf))),
            Query::Not(_) | Query::All | Query::Property { .. } | Query::Date(_) | Query::DateState(_) => {}
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
        for (number, (field, leaf)) in self.leaves.iter_mut().enumerate() {
            if fields.contains(field) {
                leaf.find(&folded, self.language, |span| matches.push(Match { span, leaf: number }));
            }
        }
        matches.sort_unstable();
        matches
    }
}

fn leaf(matcher: &Matcher, tags: &[&'static str]) -> Option<Leaf> {
    let sequence = |text: &str, slop| Leaf::Sequence { parts: words::split(text), slop };
    match matcher {
        Matcher::Word(word) => Some(match Inflections::new(word, tags) {
            Some(inflections) => Leaf::Word(Box::new(inflections)),
            None => sequence(word, 0),
        }),
        Matcher::Phrase { text, slop } => Some(sequence(text, *slop as usize)),
        Matcher::Pattern(glob) => whole_word(&pattern::of_glob(glob)).map(Leaf::Regex),
        Matcher::Regex(regex) => whole_word(regex).map(Leaf::Regex),
        Matcher::Fuzzy { word, distance } => {
            Some(Leaf::Fuzzy { word: words::split(word).concat().chars().collect(), distance: (*distance).into() })
        }
    }
}

/// A pattern that the engine took but that cannot be compiled here marks nothing; it still finds.
fn whole_word(regex: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{regex})$")).ok()
}

impl Leaf {
    fn find(&mut self, text: &Folded, language: Languages, mut found: impl FnMut(Span)) {
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
            Leaf::Regex(regex) => each(&mut |candidate| regex.is_match(candidate), &mut found),
            Leaf::Fuzzy { word, distance } => each(&mut |candidate| within(word, candidate, *distance), &mut found),
            Leaf::Sequence { parts, slop } => sequences(text, parts, *slop, found),
        }
    }
}

/// Finds `parts` in order with at most `slop` words between them; marks the whole stretch if they are adjacent, else each word.
fn sequences(text: &Folded, parts: &[String], slop: usize, mut found: impl FnMut(Span)) {
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
        if slop == 0 {
            found(Span::new(span(start).start, span(at[at.len() - 1]).end));
        } else {
            at.into_iter().for_each(|number| found(span(number)));
        }
    }
}

/// Says whether two words are at most `most` edits apart: insert, delete, replace, swap neighbours (optimal string alignment).
pub fn within(word: &[char], candidate: &str, most: usize) -> bool {
    let other: Vec<char> = candidate.chars().collect();
    if word.len().abs_diff(other.len()) > most {
        return false;
    }
    let mut before = vec![0; other.len() + 1];
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (i, &a) in word.iter().enumerate() {
        let mut row = vec![i + 1; other.len() + 1];
        for (j, &b) in other.iter().enumerate() {
            row[j + 1] = (above[j] + usize::from(a != b)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a == other[j - 1] && word[i - 1] == b {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        (before, above) = (above, row);
    }
    above[other.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(matcher: Matcher, text: &str) -> Vec<&str> {
        let query = Query::Text { field: TextField::Any, matcher };
        Finder::new(&query, &["en", "--"]).find(text, &[TextField::Any]).into_iter().map(|m| m.span.of(text)).collect()
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
        assert_eq!(Finder::new(&query, &["en"]).find("oil gas", &[TextField::Any]).len(), 1);
    }
}
