//! Fragments: the stretches of an article that show best why it was found.

use super::Fragment;
use super::condition::{Condition, Marked, running};
use super::matching::{Finder, Match, Purpose};
use super::sentence;
use super::window::best_windows;
use crate::article::Article;
use crate::query::{Measure, Query, TextField};
use crate::story::Span;

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
pub(super) fn gather_measured(query: &Query, tags: &[&'static str], out: &mut Vec<Condition>) {
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

/// Cuts a window out of the text, on one line, with the marks moved along.
fn cut(field: TextField, text: &str, window: Span, matches: &[Match]) -> Fragment {
    let window_text = window.of(text);
    let mut out = String::with_capacity(window_text.len() + 8);
    let inside = |m: &&Match| window.start <= m.span.start && m.span.end <= window.end;
    let mut ends: Vec<(usize, Edge)> = Vec::new();
    for span in merged(matches.iter().filter(inside).map(|m| m.span)) {
        ends.push((span.start - window.start, Edge::Opens));
        ends.push((span.end - window.start, Edge::Closes));
    }
    if window.start > 0 && !sentence::starts_at(text, window.start) {
        out.push('…');
    }
    let mut marks: Vec<Span> = Vec::new();
    let mut ends = ends.into_iter().peekable();
    let mut mark_at = |at: usize, out: &str| {
        while let Some((_, edge)) = ends.next_if(|&(end, _)| end <= at) {
            match (edge, marks.last_mut()) {
                (Edge::Opens, _) => marks.push(Span::new(out.len(), out.len())),
                (Edge::Closes, Some(mark)) => mark.end = out.len(),
                (Edge::Closes, None) => {}
            }
        }
    };
    let mut blank = true;
    for (at, c) in window_text.char_indices() {
        mark_at(at, &out);
        // Control characters stay: what shows the text makes them visible.
        match c.is_whitespace() {
            true if !blank => out.push(' '),
            true => {}
            false => out.push(c),
        }
        blank = c.is_whitespace();
    }
    mark_at(window_text.len(), &out);
    out.truncate(out.trim_end().len());
    if window.end < text.trim_end().len() && !sentence::is_whole(&out) && !is_paragraph_end(text, window.end) {
        out.push('…');
    }
    Fragment { field, text: out, marks }
}

/// Which side of a mark.
#[derive(Clone, Copy)]
enum Edge {
    Opens,
    Closes,
}

fn is_paragraph_end(text: &str, at: usize) -> bool {
    let blanks = text[at..].len() - text[at..].trim_start().len();
    text[at..at + blanks].contains("\n\n")
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
    fn quotes_stand_whole() {
        let body = "The pilots waited. \"The ferry is late,\" said Olsen. \"We sail tonight.\" Nothing else was said.";
        assert_eq!(shown(word("late"), body, 1)[0].0, body["The pilots waited. ".len()..]);
        let filler = "Nothing of note happened on that day in the town. ".repeat(10);
        let body = format!("{filler}\"The ferry is late.\" {filler}");
        assert!(shown(word("late"), &body, 1)[0].0.starts_with("\"The ferry is late.\" Nothing"));
    }

    #[test]
    fn a_second_fragment_shows_what_the_first_does_not() {
        let filler = "Nothing of note happened on that day in the town. ".repeat(10);
        let both = "The ferry and the strike met.";
        let body = format!("{both} {filler}{both} {filler}One lighthouse was dark.");
        let query = Query::Or(vec![word("ferry"), word("strike"), word("lighthouse")]);
        let texts: Vec<String> = shown(query, &body, 2).into_iter().map(|(text, _)| text).collect();
        assert!(texts[0].contains(both) && texts[1].contains("lighthouse"), "{texts:?}");
    }

    #[test]
    fn windows_that_meet_are_one_fragment() {
        let body =
            format!("{} ferry {} strike {}", "a long day".repeat(20), "and so on ".repeat(12), "hay ".repeat(90));
        let fragments = shown(Query::Or(vec![word("ferry"), word("strike")]), &body, 2);
        assert_eq!(fragments.len(), 1, "{fragments:?}");
        assert_eq!(fragments[0].1, ["ferry", "strike"]);
    }

    #[test]
    fn scripts_without_blanks_are_shown_around_the_match() {
        let body = format!("{}燈台{}", "北海道稚内市宗谷岬".repeat(20), "湖面結冰".repeat(40));
        let [(text, marks)] = &shown(word("燈台"), &body, 1)[..] else { panic!("one fragment") };
        assert_eq!(marks, &["燈台"]);
        let (before, after) = text.split_once("燈台").unwrap();
        assert!(before.len() > 60 && after.len() > 60 && text.chars().count() < 130, "{text}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_at_ends_of_words(
            pieces in proptest::collection::vec("ferry|Ferry\\.|hay|e\u{301}te\u{301}|北京|ที่|\\. |\n\n|\"| | {4}|👩‍🚒|x{300}", 0..120),
            most in 1usize..4,
        ) {
            let body = pieces.join(" ").replace("  . ", ". ");
            let fragments = Highlighter::new(&word("ferry"), &["en", "--"]).fragments(&article(&body), most);
            proptest::prop_assert!(fragments.len() <= most);
            proptest::prop_assert_eq!(fragments.is_empty(), !body.to_lowercase().contains("ferry"));
            let words: Vec<&str> = body.split_whitespace().collect();
            let flat = words.join(" ");
            let mut from = 0;
            for fragment in fragments {
                proptest::prop_assert!(!fragment.marks.is_empty());
                for mark in &fragment.marks {
                    proptest::prop_assert_eq!(mark.of(&fragment.text).to_lowercase(), "ferry");
                }
                // In the order of the text, without overlap, and no word is cut.
                let text = fragment.text.trim_start_matches('…').trim_end_matches('…').trim();
                let at = flat[from..].find(text);
                proptest::prop_assert!(at.is_some(), "{text} in {flat}");
                from += at.unwrap_or_default() + text.len();
                let first = text.split(' ').next().unwrap_or_default();
                let last = text.split(' ').next_back().unwrap_or_default();
                let whole = |word: &str| words.contains(&word) || word.contains(|c: char| !c.is_ascii());
                proptest::prop_assert!(whole(first) && whole(last), "{text}");
            }
        }
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
