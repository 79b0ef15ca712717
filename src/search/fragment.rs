//! Fragments: the stretches of an article that show best why it was found.

use super::Fragment;
use super::condition::{Condition, Marked, running};
use super::matching::{Finder, Match, Purpose};
use crate::article::Article;
use crate::query::{Measure, Query, TextField};
use crate::story::Span;

/// The length that a fragment aims at, in bytes of the text.
const LENGTH: usize = 220;

/// Cuts fragments for one query out of many articles.
pub struct Highlighter {
    finder: Finder,
    /// What is marked only where it holds.
    measured: Vec<Condition>,
}

impl Highlighter {
    /// Prepares to show what `query` finds in an archive of the languages `tags` (see [`crate::words::stem_tags`]).
    pub fn new(query: &Query, tags: &[&'static str]) -> Highlighter {
        let mut measured = Vec::new();
        gather_measured(query, tags, &mut measured);
        Highlighter { finder: Finder::new(query, tags, Purpose::Marking), measured }
    }

    /// Gives at most `most` fragments of the body, in its order, behind the headline and the byline if these match too.
    pub fn fragments(&mut self, article: &Article, most: usize) -> Vec<Fragment> {
        let mut fragments = Vec::new();
        if most == 0 || self.finder.is_empty() && self.measured.is_empty() {
            return fragments;
        }
        self.finder.in_language(article.language.as_deref());
        let (mut in_headline, mut in_body) = (Vec::new(), Vec::new());
        for (number, condition) in self.measured.iter_mut().enumerate() {
            // Leaves of their own, far behind those of the finder.
            let apart = |m: Match| Match { span: m.span, leaf: m.leaf + (number + 1) * 1_000_000 };
            for marked in condition.mark(article) {
                match marked {
                    Marked::Headline(found) => in_headline.push(apart(found)),
                    Marked::Body(found) => in_body.push(apart(found)),
                }
            }
        }
        let whole = [(TextField::Headline, &article.headline), (TextField::Byline, &article.byline)];
        for (field, text) in whole {
            if let Some(text) = text {
                let mut matches = self.finder.find(text, &[TextField::Any, field]);
                if field == TextField::Headline {
                    matches.append(&mut in_headline);
                    matches.sort_unstable();
                }
                if !matches.is_empty() {
                    fragments.push(cut(field, text, Span::new(0, text.len()), &matches));
                }
            }
        }
        // Dateline and body are one running text to the searcher, and so they are here.
        let running = running(article);
        let mut matches = self.finder.find(&running, &[TextField::Any]);
        let lead_start = running.len() - article.body.len();
        let lead = article.lead().unwrap_or_default();
        let in_lead = self.finder.find(lead, &[TextField::Lead]);
        matches.extend(in_lead.into_iter().map(|m| Match { span: m.span.shifted(lead_start), leaf: m.leaf }));
        matches.extend(in_body.into_iter().map(|m| Match { span: m.span.shifted(lead_start), leaf: m.leaf }));
        matches.sort_unstable();
        for window in best_windows(&running, &matches, most) {
            fragments.push(cut(TextField::Any, &running, window, &matches));
        }
        fragments
    }
}

/// Finds the clauses about the first words and about paragraphs that are not excluded.
fn gather_measured(query: &Query, tags: &[&'static str], out: &mut Vec<Condition>) {
    match query {
        Query::And(clauses) | Query::Or(clauses) => {
            clauses.iter().for_each(|clause| gather_measured(clause, tags, out));
        }
        Query::Measured { measure: Measure::First(_) | Measure::SameParagraph, .. } => {
            out.extend(Condition::new(query, tags));
        }
        Query::Measured { measure: Measure::AtLeast(_), .. }
        | Query::Not(_)
        | Query::All
        | Query::Text { .. }
        | Query::Property { .. }
        | Query::Date(_)
        | Query::DateState(_) => {}
    }
}

/// Chooses the windows that show the most different leaves, then the most matches, then come first; gives them in order.
fn best_windows(text: &str, matches: &[Match], most: usize) -> Vec<Span> {
    let mut windows: Vec<(usize, usize, Span)> = Vec::new();
    let mut next = 0;
    while let Some(first) = matches.get(next) {
        let window = window_at(text, first.span);
        let inside = matches[next..].iter().take_while(|m| m.span.end <= window.end).count().max(1);
        let mut leaves: Vec<usize> = matches[next..next + inside].iter().map(|m| m.leaf).collect();
        leaves.sort_unstable();
        leaves.dedup();
        windows.push((leaves.len(), inside, window));
        next += inside;
    }
    windows.sort_by_key(|&(leaves, inside, window)| (std::cmp::Reverse((leaves, inside)), window));
    windows.truncate(most);
    let mut chosen: Vec<Span> = windows.into_iter().map(|(_, _, window)| window).collect();
    chosen.sort_unstable();
    // Sentences are short at times: a window may reach into the next one.
    for at in 1..chosen.len() {
        chosen[at].start = chosen[at].start.max(chosen[at - 1].end);
    }
    chosen
}

/// Gives the stretch to show around a match: from the start of its sentence, on through whole sentences while they fit.
fn window_at(text: &str, hit: Span) -> Span {
    let back = floor_boundary(text, hit.start.saturating_sub(LENGTH / 2));
    let start =
        match text[back..hit.start].rmatch_indices(ends_sentence).find(|(at, _)| parts_sentences(text, back + at)) {
            Some((at, mark)) => {
                let after = back + at + mark.len();
                after + (text[after..hit.start].len() - text[after..hit.start].trim_start_matches(opens_or_blank).len())
            }
            None if back == 0 => 0,
            None => text[back..hit.start].find(char::is_whitespace).map_or(hit.start, |at| back + at + 1),
        };
    let limit = floor_boundary(text, (start + LENGTH).max(hit.end)).max(hit.end);
    let room = &text[hit.end..limit];
    if limit == text.len() {
        return Span::new(start, limit);
    }
    let end = match room.rmatch_indices(ends_sentence).find(|(at, _)| parts_sentences(text, hit.end + at)) {
        Some((at, mark)) => hit.end + at + mark.len(),
        // No sentence ends in reach: cut between words.
        None => room.rfind(char::is_whitespace).map_or(limit, |at| hit.end + at),
    };
    Span::new(start.min(hit.start), end)
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '।' | '\n')
}

fn opens_or_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '”' | '»' | '’' | ')')
}

/// A stop parts sentences where a blank and no small letter follows and no single letter (an initial) stands before it.
fn parts_sentences(text: &str, at: usize) -> bool {
    let Some(mark) = text[at..].chars().next() else { return true };
    let rest = &text[at + mark.len_utf8()..];
    if mark == '\n' {
        return rest.starts_with(['\n', '\t']) || rest.starts_with("  ");
    }
    if !mark.is_ascii() {
        return true;
    }
    let tail = rest.trim_start_matches(['"', '”', '»', '’', ')', '\'']);
    let mut before = text[..at].chars().rev();
    let initial =
        mark == '.' && before.next().is_some_and(char::is_uppercase) && !before.next().is_some_and(char::is_alphabetic);
    let follows = tail.trim_start().chars().next();
    !initial && (tail.is_empty() || tail.starts_with(char::is_whitespace)) && !follows.is_some_and(char::is_lowercase)
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Cuts a window out of the text, on one line, with the marks moved along.
fn cut(field: TextField, text: &str, window: Span, matches: &[Match]) -> Fragment {
    let window_text = window.of(text);
    let mut out = String::with_capacity(window_text.len() + 8);
    let inside = |m: &&Match| window.start <= m.span.start && m.span.end <= window.end;
    let mut ends: Vec<(usize, bool)> = Vec::new();
    for span in merged(matches.iter().filter(inside).map(|m| m.span)) {
        ends.push((span.start - window.start, true));
        ends.push((span.end - window.start, false));
    }
    if window.start > 0 && !starts_sentence(text, window.start) {
        out.push('…');
    }
    let mut marks: Vec<Span> = Vec::new();
    let mut ends = ends.into_iter().peekable();
    let mut blank = true;
    for (at, c) in window_text.char_indices().chain([(window_text.len(), '\0')]) {
        while let Some((_, opens)) = ends.next_if(|&(end, _)| end <= at) {
            if opens {
                marks.push(Span::new(out.len(), out.len()));
            } else if let Some(mark) = marks.last_mut() {
                mark.end = out.len();
            }
        }
        if c.is_whitespace() {
            if !blank {
                out.push(' ');
            }
        } else if !c.is_control() {
            out.push(c);
        }
        blank = c.is_whitespace();
    }
    let kept = out.trim_end().len();
    out.truncate(kept);
    let last = out.chars().next_back();
    if window.end < text.trim_end().len() && !last.is_some_and(|c| ends_sentence(c) || opens_or_blank(c)) {
        out.push('…');
    }
    Fragment { field, text: out, marks }
}

fn starts_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(opens_or_blank);
    before.is_empty() || before.ends_with(ends_sentence) || text[before.len()..at].contains("\n\n")
}

/// Joins spans that overlap.
fn merged(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Matcher;

    fn article(body: &str) -> Article {
        Article { body: body.to_owned(), language: Some("en".to_owned()), ..Article::default() }
    }

    fn shown(query: Query, body: &str, most: usize) -> Vec<(String, Vec<String>)> {
        let fragments = Highlighter::new(&query, &["en", "--"]).fragments(&article(body), most);
        fragments
            .into_iter()
            .map(|f| {
                let marks = f.marks.iter().map(|m| m.of(&f.text).to_owned()).collect();
                (f.text, marks)
            })
            .collect()
    }

    fn word(word: &str) -> Query {
        Query::Text { field: TextField::Any, matcher: Matcher::Word(word.to_owned()) }
    }

    #[test]
    fn a_fragment_is_the_sentence_on_one_line_with_its_marks() {
        let body =
            "First comes something else. The striking\n  crews, Mr. A. Hansen said, will strike again.\n\nThe end.";
        assert_eq!(
            shown(word("strike"), body, 1),
            [(
                "The striking crews, Mr. A. Hansen said, will strike again. The end.".to_owned(),
                vec!["striking".to_owned(), "strike".to_owned()]
            )]
        );
    }

    #[test]
    fn long_text_is_cut_between_words_and_says_so() {
        let body = format!("{}needle {}", "hay straw ".repeat(60), "chaff grain ".repeat(60));
        let [(text, marks)] = &shown(word("needle"), &body, 3)[..] else { panic!("one fragment") };
        assert!(text.starts_with("…") && text.ends_with("…") && text.len() < 300, "{text}");
        assert_eq!(marks, &["needle"]);
    }

    #[test]
    fn several_fragments_come_in_the_order_of_the_text() {
        let filler = "Nothing of note happened on that day in the town. ".repeat(10);
        let body = format!("A ferry left. {filler}The ferry and the strike met. {filler}A strike ended.");
        let query = Query::Or(vec![word("ferry"), word("strike")]);
        let texts: Vec<String> = shown(query.clone(), &body, 3).into_iter().map(|(text, _)| text).collect();
        assert_eq!(texts.len(), 3);
        assert!(
            texts[0].starts_with("A ferry left.") && texts[1].contains("met.") && texts[2].ends_with("A strike ended."),
            "{texts:?}"
        );
        assert!(shown(query, &body, 1)[0].0.contains("The ferry and the strike met."));
    }

    #[test]
    fn what_asks_for_a_place_in_the_text_is_marked_there_only() {
        let text = |matcher| Query::Text { field: TextField::Any, matcher };
        let measured = |measure, text| Query::Measured { measure, text: Box::new(text) };
        let body = "Tugs left the port.\n\nThe ferry stayed, and the tugs stayed.\n\nNo ferry sailed.";
        let marks = |query| shown(query, body, 3).into_iter().flat_map(|(_, marks)| marks).collect::<Vec<_>>();
        let both = Query::And(vec![word("tug"), word("ferry")]);
        assert_eq!(marks(measured(Measure::SameParagraph, both)), ["ferry", "tugs"]);
        assert_eq!(marks(measured(Measure::First(9), word("tug"))), ["Tugs"]);
        assert_eq!(marks(measured(Measure::AtLeast(2), word("tug"))), ["Tugs", "tugs"]);
        let phrase = text(Matcher::Phrase { text: "the tugs".to_owned(), slop: 0 });
        assert_eq!(marks(measured(Measure::SameParagraph, phrase)), ["the tugs"]);
        assert_eq!(marks(text(Matcher::Exact("Tugs".to_owned()))), ["Tugs"]);
        assert_eq!(marks(text(Matcher::Pattern("?tayed".to_owned()))), ["stayed", "stayed"]);
        assert_eq!(marks(text(Matcher::Regex("sa.*".to_owned()))), ["sailed"]);
    }

    #[test]
    fn articles_found_by_date_alone_have_no_fragments() {
        assert!(shown(Query::All, "Some text.", 3).is_empty());
    }
}
