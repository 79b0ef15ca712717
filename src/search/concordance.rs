//! Concordances: every occurrence of what was asked for, in its context (key word in context, KWIC), and what stands near it.

use std::collections::HashMap;

use super::condition::{Condition, Marked, running};
use super::fragment::gather_measured;
use super::keyness::log_likelihood;
use super::matching::{Finder, Purpose};
use crate::article::Article;
use crate::query::{Query, TextField};
use crate::story::Span;
use crate::words::{self, Words};

/// One occurrence in its context. What stands left and right is on one line, cut between words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The part of the article in which it stands; [`TextField::Any`] for dateline and body.
    pub field: TextField,
    /// The bytes of that part's text that match.
    pub span: Span,
    /// What stands before it.
    pub left: String,
    /// What matches, as printed.
    pub keyword: String,
    /// What stands behind it.
    pub right: String,
}

/// Finds the lines of one query in many articles.
pub struct Concordance {
    finder: Finder,
    /// What counts only where it holds.
    measured: Vec<Condition>,
    context: usize,
}

impl Concordance {
    /// Prepares to show what `query` finds with `context` words on each side, in an archive of the languages `tags`.
    pub fn new(query: &Query, tags: &[&'static str], context: usize) -> Concordance {
        let mut measured = Vec::new();
        gather_measured(query, tags, &mut measured);
        Concordance { finder: Finder::new(query, tags, Purpose::Marking), measured, context }
    }

    /// Gives the occurrences in an article, in its order: headline, slug, byline, standfirst, captions, dateline and body.
    pub fn lines(&mut self, article: &Article) -> Vec<Line> {
        let mut lines = Vec::new();
        if self.finder.is_empty() && self.measured.is_empty() {
            return lines;
        }
        let (mut in_headline, mut in_body) = (Vec::new(), Vec::new());
        for marked in self.measured.iter_mut().flat_map(|condition| condition.mark(article)) {
            match marked {
                Marked::Headline(found) => in_headline.push(found.span),
                Marked::Body(found) => in_body.push(found.span),
            }
        }
        let beside = [
            (TextField::Headline, &article.headline),
            (TextField::Any, &article.slug),
            (TextField::Byline, &article.byline),
            (TextField::Any, &article.standfirst),
            (TextField::Any, &article.captions),
        ];
        for (field, text) in beside {
            if let Some(text) = text {
                let fields = [TextField::Any, field];
                let fields = if field == TextField::Any { &fields[..1] } else { &fields[..] };
                let found = if field == TextField::Headline { std::mem::take(&mut in_headline) } else { Vec::new() };
                self.cut(field, text, found, fields, text.len(), &mut lines);
            }
        }
        let running = running(article);
        // What is measured is measured in the body, which the dateline stands before here.
        let before = running.len() - article.body.len();
        let in_body = in_body.into_iter().map(|span| span.shifted(before)).collect();
        let lead = before + article.lead().map_or(0, str::len);
        self.cut(TextField::Any, &running, in_body, &[TextField::Any, TextField::Lead], lead, &mut lines);
        lines
    }

    /// Cuts the lines of one text, of `spans` and of what else is found in it. What is asked of the lead counts in its first
    /// `lead` bytes only.
    fn cut(
        &mut self,
        field: TextField,
        text: &str,
        mut spans: Vec<Span>,
        fields: &[TextField],
        lead: usize,
        lines: &mut Vec<Line>,
    ) {
        for asked in fields {
            let limit = if *asked == TextField::Lead { lead } else { text.len() };
            let found = self.finder.find(&text[..limit], std::slice::from_ref(asked));
            spans.extend(found.into_iter().map(|found| found.span));
        }
        spans.sort_unstable();
        spans.dedup();
        if spans.is_empty() {
            return;
        }
        let words: Vec<Span> = word_spans(text);
        for span in spans {
            let first = words.partition_point(|word| word.end <= span.start);
            let behind = words.partition_point(|word| word.start < span.end);
            let from = words.get(first.saturating_sub(self.context)).map_or(span.start, |w| w.start.min(span.start));
            let to = match words.get((behind + self.context).min(words.len()).saturating_sub(1)) {
                // The last words of a text take its last stop with them.
                Some(_) if behind + self.context >= words.len() => text.len(),
                Some(word) => word.end.max(span.end),
                None => text.len(),
            };
            lines.push(Line {
                field,
                span,
                left: flat(&text[from..span.start]),
                keyword: flat(span.of(text)),
                right: flat(&text[span.end..to]),
            });
        }
    }
}

fn word_spans(text: &str) -> Vec<Span> {
    let mut words = Words::new(text);
    let mut spans = Vec::new();
    while let Some((span, _)) = words.step() {
        spans.push(span);
    }
    spans
}

/// Puts a text on one line; blanks at its ends stay one blank, since they part it from the key word.
fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        match c.is_whitespace() {
            true if blank => {}
            true => out.push(' '),
            false => out.push(c),
        }
        blank = c.is_whitespace();
    }
    out
}

impl Line {
    /// Gives what it is sorted by where its left context counts: the words before the key word, the nearest first.
    pub fn left_key(&self) -> Vec<String> {
        let mut words = words::split(&self.left);
        words.reverse();
        words
    }

    /// Gives what it is sorted by where its right context counts: the words behind the key word.
    pub fn right_key(&self) -> Vec<String> {
        words::split(&self.right)
    }
}

/// Counts what stands near the key word, against the rest of the same articles.
#[derive(Clone, Debug, Default)]
pub struct Collocates {
    words: HashMap<String, [u64; 2]>,
    near: u64,
    all: u64,
}

/// A word that stands near the key word more often than elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Collocate {
    /// The word, folded.
    pub word: String,
    /// How often it stands near.
    pub near: u64,
    /// How often it stands in these articles at all.
    pub all: u64,
    /// The log-likelihood ratio (Dunning 1993).
    pub strength: f64,
}

impl Collocates {
    /// Counts in the words of an article and those of its lines.
    pub fn add(&mut self, article: &Article, lines: &[Line]) {
        let texts = [&article.headline, &article.slug, &article.byline, &article.standfirst, &article.captions];
        let dateline = article.dateline.as_ref().map(|dateline| dateline.text.as_str());
        let texts = texts.into_iter().flatten().map(String::as_str).chain(dateline).chain([article.body.as_str()]);
        for text in texts {
            let mut words = Words::new(text);
            while let Some((_, word)) = words.step() {
                self.all += 1;
                self.count(word)[1] += 1;
            }
        }
        for text in lines.iter().flat_map(|line| [line.left.as_str(), line.right.as_str()]) {
            let mut words = Words::new(text);
            while let Some((_, word)) = words.step() {
                self.near += 1;
                self.count(word)[0] += 1;
            }
        }
    }

    fn count(&mut self, word: &str) -> &mut [u64; 2] {
        if !self.words.contains_key(word) {
            self.words.insert(word.to_owned(), [0; 2]);
        }
        self.words.entry(word.to_owned()).or_default()
    }

    /// Gives the words that stand near more often than their number lets expect, strongest first.
    pub fn strongest(&self, most: usize) -> Vec<Collocate> {
        let (near_all, all) = (self.near as f64, self.all as f64);
        let mut found: Vec<Collocate> = self
            .words
            .iter()
            .filter(|(_, [near, _])| *near > 1)
            .filter_map(|(word, &[near, total])| {
                let rest = total.saturating_sub(near) as f64;
                let strength = log_likelihood(near as f64, near_all, rest, (all - near_all).max(1.0));
                let more = near as f64 * (all - near_all).max(1.0) > rest * near_all;
                more.then(|| Collocate { word: word.clone(), near, all: total, strength })
            })
            .collect();
        found.sort_by(|a, b| b.strength.total_cmp(&a.strength).then_with(|| a.word.cmp(&b.word)));
        found.truncate(most);
        found
    }
}

/// Counts the runs of `size` words that the key word stands in.
#[derive(Clone, Debug)]
pub struct Clusters {
    size: usize,
    runs: HashMap<String, u64>,
}

impl Clusters {
    /// Prepares to count runs of `size` words, at least the key word itself.
    pub fn new(size: usize) -> Clusters {
        Clusters { size: size.max(1), runs: HashMap::new() }
    }

    /// Counts in the runs of a line.
    pub fn add(&mut self, line: &Line) {
        let (left, keyword, right) = (words::split(&line.left), words::split(&line.keyword), words::split(&line.right));
        let Some(beside) = self.size.checked_sub(keyword.len()) else { return };
        let start = left.len().saturating_sub(beside);
        let near: Vec<&str> =
            left[start..].iter().chain(&keyword).chain(right.iter().take(beside)).map(String::as_str).collect();
        let first = left.len() - start;
        for run in near.windows(self.size).enumerate().filter(|(at, _)| *at <= first).map(|(_, run)| run) {
            *self.runs.entry(run.join(" ")).or_default() += 1;
        }
    }

    /// Gives the runs, the commonest first, equals in order of their words.
    pub fn commonest(&self, most: usize) -> Vec<(&str, u64)> {
        let mut runs: Vec<(&str, u64)> = self.runs.iter().map(|(run, count)| (run.as_str(), *count)).collect();
        runs.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        runs.truncate(most);
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Dateline;
    use crate::query::{Matcher, Measure};

    fn article(body: &str) -> Article {
        Article {
            headline: Some("Oil falls".into()),
            dateline: Some(Dateline { text: "OSLO, May 5 -".into(), ..Dateline::default() }),
            body: body.into(),
            ..Article::default()
        }
    }

    fn lines(query: &Query, context: usize, body: &str) -> Vec<String> {
        let lines = Concordance::new(query, &["en"], context).lines(&article(body));
        lines.into_iter().map(|line| format!("{}[{}]{}", line.left, line.keyword, line.right)).collect()
    }

    fn text(field: TextField, word: &str) -> Query {
        Query::Text { field, matcher: Matcher::Word(word.into()) }
    }

    #[test]
    fn every_occurrence_stands_in_its_context() {
        assert_eq!(
            lines(&text(TextField::Any, "oil"), 2, "Oil rose;\n\nthe price of oil, a barrel, rose."),
            ["[Oil] falls", "May 5 - [Oil] rose; the", "price of [oil], a barrel"]
        );
        assert_eq!(
            lines(&text(TextField::Any, "rose"), 3, "Oil rose."),
            ["5 - Oil [rose]."].map(|l| format!("May {l}"))
        );
        assert_eq!(lines(&text(TextField::Lead, "oil"), 1, "No gas.\n\nOil."), [""; 0]);
        assert_eq!(lines(&text(TextField::Headline, "oil"), 1, "Oil."), ["[Oil] falls"]);
        assert_eq!(lines(&text(TextField::Any, "oslo"), 0, "x"), ["[OSLO]"]);
    }

    #[test]
    fn what_is_measured_is_shown_where_it_holds() {
        let paragraph = Query::And(vec![text(TextField::Any, "crew"), text(TextField::Any, "oil")]);
        let query = Query::Measured { measure: Measure::SameParagraph, text: Box::new(paragraph) };
        assert_eq!(lines(&query, 1, "Oil rose.\n\nThe crew sold oil."), ["The [crew] sold", "sold [oil]."]);
    }

    #[test]
    fn what_stands_near_is_held_against_the_rest() {
        let query = text(TextField::Any, "oil");
        let mut collocates = Collocates::default();
        let mut clusters = Clusters::new(2);
        for _ in 0..5 {
            let article =
                article("They sold crude oil today. Nobody knew why the town was quiet and the sea was grey.");
            let lines = Concordance::new(&query, &["en"], 1).lines(&article);
            collocates.add(&article, &lines);
            lines.iter().for_each(|line| clusters.add(line));
        }
        let words: Vec<(String, u64)> = collocates.strongest(9).into_iter().map(|c| (c.word, c.near)).collect();
        assert_eq!(words, [("crude".to_owned(), 5), ("falls".to_owned(), 5), ("today".to_owned(), 5)]);
        assert_eq!(clusters.commonest(9), [("crude oil", 5), ("oil falls", 5), ("oil today", 5)]);
    }
}
