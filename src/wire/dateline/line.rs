//! A candidate line: its tokens, and the questions that every shape asks of them.

use super::super::places;
use super::super::style::{Style, Styles};
use super::token::{self, Bracket, Gap, Kind, Token};
use crate::story::Span;
use crate::words::fold;

/// A place in a text where a dateline may begin.
pub(in crate::wire) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) styles: &'a Styles,
}

/// Agencies printed between two brackets or slashes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Agencies {
    pub(super) spans: Vec<Span>,
    /// The style of the first that is known.
    pub(super) style: Option<String>,
    /// The token behind the closing bracket.
    pub(super) next: usize,
    pub(super) bracket: Bracket,
}

impl<'a> Line<'a> {
    /// Cuts what stands at `at`.
    pub(in crate::wire) fn new(text: &'a str, at: usize, styles: &'a Styles) -> Line<'a> {
        let mut tokens = Vec::new();
        token::cut(text, at, &mut tokens);
        Line { text, tokens, styles }
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    pub(super) fn is(&self, at: usize, kind: Kind) -> bool {
        self.kind(at) == Some(kind)
    }

    pub(super) fn gap(&self, at: usize) -> Gap {
        self.tokens.get(at).map_or(Gap::Line, |token| token.gap)
    }

    pub(super) fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.text))
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_word())
    }

    /// Gives the bytes from the first token `from` to the end of the token before `to`.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        match (self.tokens.get(from), to.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if from < to => Span::new(first.span.start, last.span.end),
            _ => Span::default(),
        }
    }

    pub(super) fn text_of(&self, from: usize, to: usize) -> &'a str {
        self.span(from, to).of(self.text)
    }

    /// Says whether prose follows from the token `at` on: something that can begin a sentence, and enough of it.
    pub(super) fn prose_follows(&self, at: usize) -> bool {
        self.prose_of(at, 5)
    }

    /// Says whether `words` words of prose follow: half of them in small letters, and no list of dates.
    pub(super) fn prose_of(&self, at: usize, words: usize) -> bool {
        let begins = self
            .tokens
            .get(at)
            .is_some_and(|token| token.begins_sentence() && !matches!(token.kind, Kind::Number(_) | Kind::Mixed));
        if !begins {
            return false;
        }
        let list = |number: usize| self.gap(number) == Gap::Line && super::date::read(self, number, None).is_some();
        let end = (at + 1..self.tokens.len()).find(|&number| list(number)).unwrap_or(self.tokens.len());
        let prose: Vec<&Token> = self.tokens[at..end].iter().filter(|token| token.is_word()).collect();
        let small = prose.iter().filter(|token| matches!(token.kind, Kind::Lower | Kind::Uncased)).count();
        // Copy all in capitals tells nothing by its small letters.
        let shouted = small == 0 && prose.iter().all(|token| token.kind == Kind::Caps);
        prose.len() >= words && (small * 2 >= words || shouted)
    }

    /// Says whether a sentence can begin with the token `at`, or the paragraph ends before it.
    pub(super) fn sentence_follows(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|token| token.begins_sentence() || matches!(token.kind, Kind::Other))
    }

    /// Reads `(AG)`, `[AG]` or `/AG/` at `at`.
    pub(super) fn bracketed(&self, at: usize) -> Option<Agencies> {
        let (bracket, close) = match self.kind(at)? {
            Kind::Open(bracket) => (bracket, Kind::Close(bracket)),
            Kind::Slash => (Bracket::Slash, Kind::Slash),
            _ => return None,
        };
        // Longer than any agency's name: a remark in brackets.
        let end = (at + 1..self.tokens.len().min(at + 14)).find(|&end| self.is(end, close))?;
        // `(APA/dpa)`: the slash inside is no bracket; `/A/`: the next slash is the closing one.
        let inside = self.span(at + 1, end);
        let content = inside.of(self.text).trim();
        if content.is_empty() || content.len() > 60 {
            return None;
        }
        let (spans, style) = self.agencies_in(inside, bracket == Bracket::Slash);
        Some(Agencies { spans, style, next: end + 1, bracket })
    }

    /// Splits what stands between brackets into agencies: whole if it is one that is known, else at slashes, else at dashes
    /// and blanks if every part is one that is known.
    fn agencies_in(&self, inside: Span, slashed: bool) -> (Vec<Span>, Option<String>) {
        let of = |span: Span| self.styles.of_agency(span.of(self.text)).map(|style| style.name.clone());
        let inside = trimmed(self.text, inside);
        let inside = strip_credit(self.text, inside);
        if let Some(style) = of(inside) {
            return (vec![inside], Some(style));
        }
        let parts = split(self.text, inside, |c| c == '/');
        if parts.len() > 1 {
            // `(Xinhua/NAME)` credits a picture: all of them must be known, or none.
            let known = parts.iter().filter_map(|&part| of(part)).count();
            let style = parts.first().and_then(|&part| of(part)).filter(|_| known == parts.len());
            return if known == 0 || known == parts.len() { (parts, style) } else { (vec![inside], None) };
        }
        // Two names with a dash are a joint service (`TELAM-ANSA`, `dpa-AFX`); three are a list.
        let loose = slashed || inside.of(self.text).contains([' ', '\u{a0}']);
        for (separator, least) in
            [(is_joiner as fn(char) -> bool, if loose { 2 } else { 3 }), (is_blank as fn(char) -> bool, 2)]
        {
            let parts = split(self.text, inside, separator);
            if parts.len() >= least && parts.iter().all(|&part| of(part).is_some()) {
                let style = parts.first().and_then(|&part| of(part));
                return (parts, style);
            }
        }
        (vec![inside], None)
    }

    /// Reads a known agency that stands without brackets at `at`; gives the token behind it.
    pub(super) fn bare_agency(&self, at: usize) -> Option<(Span, &'a Style, usize)> {
        (at + 1..=self.tokens.len().min(at + 4)).rev().find_map(|end| {
            let span = self.span(at, end);
            // Title case is how ordinary words begin a sentence: only names printed as they are known count.
            let style = self.styles.of_agency(span.of(self.text)).filter(|style| style.bare)?;
            (self.is_word(at) && self.is_word(end - 1)).then_some((span, style, end))
        })
    }

    /// Says whether the tokens are a place by name: all of it, or the part before the first comma, bracket or slash.
    pub(super) fn is_place(&self, from: usize, to: usize) -> bool {
        let whole = self.text_of(from, to);
        if places::is_known(whole) {
            return true;
        }
        let name = whole.split([',', '(', '[', '/', '،']).next().unwrap_or_default();
        let name = [" and ", " AND ", " y ", " und "]
            .iter()
            .find_map(|and| name.split_once(and))
            .map_or(name, |(name, _)| name);
        places::is_known(name.trim())
    }

    /// Says whether all the words of a range, outside brackets, are in capitals.
    pub(super) fn is_caps(&self, from: usize, to: usize) -> bool {
        let first_name =
            (from..to).take_while(|&at| !matches!(self.kind(at), Some(Kind::Comma | Kind::Open(_) | Kind::Slash)));
        let mut words = first_name.filter(|&at| self.is_word(at)).peekable();
        words.peek().is_some() && words.all(|at| self.is(at, Kind::Caps))
    }

    pub(super) fn fold(&self, at: usize) -> String {
        fold(self.word(at))
    }
}

fn is_joiner(c: char) -> bool {
    token::is_dash(c)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == ','
}

fn trimmed(text: &str, span: Span) -> Span {
    let inside = span.of(text);
    let start = span.start + (inside.len() - inside.trim_start().len());
    Span::new(start, start + inside.trim().len())
}

/// Takes off what says that a person or desk of the agency wrote it: `Корр. БЕЛТА`, `By Associated Press.`
fn strip_credit(text: &str, span: Span) -> Span {
    let inside = span.of(text);
    let credit =
        ["Корр. ", "корр. ", "By The ", "By the ", "By ", "BY "].iter().find(|credit| inside.starts_with(**credit));
    let start = span.start + credit.map_or(0, |credit| credit.len());
    let end = span.end - (inside.len() - inside.trim_end_matches(['.', ' ']).len());
    if start < end { Span::new(start, end) } else { span }
}

fn split(text: &str, span: Span, separator: impl Fn(char) -> bool) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut start = span.start;
    for (at, c) in span.of(text).char_indices().chain([(span.len(), '\0')]) {
        if at == span.len() || separator(c) {
            let part = trimmed(text, Span::new(start, span.start + at));
            if !part.is_empty() {
                parts.push(part);
            }
            start = span.start + at + c.len_utf8();
        }
    }
    parts
}

impl Line<'_> {
    /// Says whether the line begins with the brackets of a known agency.
    pub(in crate::wire) fn begins_with_agency(&self) -> bool {
        self.bracketed(0).is_some_and(|agencies| agencies.style.is_some())
    }

    /// Says whether a line looks like a dateline: a capital, a date within its first words, and then a mark.
    pub(in crate::wire) fn looks_like_dateline(&self) -> bool {
        let capital = matches!(self.kind(0), Some(Kind::Caps | Kind::Title | Kind::Open(_)));
        let date = (1..self.tokens.len().min(9)).find_map(|at| super::date::read(self, at, None));
        capital
            && date.is_some_and(|(_, next)| {
                (next..next + 6).any(|at| matches!(self.kind(at), Some(Kind::Dash | Kind::Open(_) | Kind::Slash)))
            })
    }

    /// Writes the kinds of the first tokens: `CAPS, Title 9 (Title) -`.
    pub(in crate::wire) fn shape(&self) -> String {
        let mut out = String::new();
        for (at, token) in self.tokens.iter().take(14).enumerate() {
            if at > 0 && token.gap != Gap::Glued {
                out.push(' ');
            }
            out.push_str(match token.kind {
                Kind::Caps => "CAPS",
                Kind::Title => "Title",
                Kind::Lower => "lower",
                Kind::Uncased => "word",
                Kind::Mixed | Kind::Number(_) => "9",
                _ => token.span.of(self.text),
            });
        }
        out
    }
}
