//! Typed text to tokens, one at a time, each with its place.
//!
//! Punctuation is text unless it stands where it can only be an operator: `(` and `)` anywhere, an opening quote anywhere,
//! `-` at the start of a term, `/…/` around a term that holds a sign of a regular expression, a known name before `:`.
//!
//! | typed | tokens |
//! |---|---|
//! | `oil -"U.S. crude"` | bare `oil`, minus, quoted `U.S. crude` |
//! | `multi-agent --x /TASS/` | bare `multi-agent`, bare `x` (noted), bare `/TASS/` |
//! | `/nucl(ear\|ei)/` | regex `nucl(ear\|ei)` |
//! | `headline:oil` | field headline, then its value |
//! | `a & b` | bare `a`, bare `b` (noted: `&` holds no letter or digit) |

use super::doubts;
use super::field::{self, Scope};
use super::measure::{self, Sign};
use super::notes::{Notes, short};
use super::signs::{closing, holds_word, is_blank, is_regex_sign, is_skipped};
use super::{Property, SyntaxError};
use crate::story::Span;
use crate::words::is_joiner;

/// A piece of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `AND`
    And,
    /// `OR`
    Or,
    /// `NOT`
    Not,
    /// `-` right before what it excludes.
    Minus,
    /// A known name and its colon; its value follows.
    Field(Scope),
    /// The text between quotes, and the number behind `~`.
    Quoted(&'t str, Option<u32>),
    /// Text up to the next blank, parenthesis or quote; holds a letter or digit.
    Bare(&'t str),
    /// What stands between slashes.
    Regex(&'t str),
    /// What stands behind `=`, with or without quotes: taken letter for letter.
    Exact(&'t str),
    /// `atleast3`, `first50`, or `same-paragraph` right before a parenthesis.
    Measure(Sign<'t>),
    /// Nothing is left.
    End,
}

/// Cuts tokens off a query.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// What was put right so far.
    pub(super) notes: Notes,
    /// The first thing that was left out.
    pub(super) left_out: Option<Span>,
}

impl<'t> Lexer<'t> {
    /// Starts at the beginning of `text`.
    pub(super) fn new(text: &'t str) -> Lexer<'t> {
        Lexer { text, at: 0, notes: Notes::default(), left_out: None }
    }

    /// Gives the text that a span covers.
    pub(super) fn text_of(&self, span: Span) -> &'t str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Gives the text that was not yet read.
    pub(super) fn left(&self) -> &'t str {
        self.rest(self.at)
    }

    /// Cuts off the next token. Bare text ends where `scope` says: dates and paths run up to the next blank.
    pub(super) fn next(&mut self, scope: Scope) -> Result<(Token<'t>, Span), SyntaxError> {
        loop {
            self.skip(is_skipped);
            let start = self.at;
            let token = match self.char_at(start) {
                None => {
                    let end = self.text.trim_end_matches(is_skipped).len();
                    return Ok((Token::End, Span::new(end, end)));
                }
                Some('(') => self.cut(start + 1, Token::Open),
                Some(')') => self.cut(start + 1, Token::Close),
                Some('-') => self.dashes(scope),
                Some(_) if self.quote_opens(start, scope) => Some(self.quoted(scope)?),
                Some(_) => self.bare(scope),
            };
            if let Some(token) = token {
                return Ok((token, Span::new(start, self.at)));
            }
        }
    }

    /// Cuts off what stands right behind the colon of a field: a group's parenthesis, quoted or bare text.
    pub(super) fn value(&mut self, scope: Scope, name: Span) -> Result<(Token<'t>, Span), SyntaxError> {
        self.skip(is_joiner);
        if let Scope::Text(_) = scope {
            let signs = self.at;
            self.skip(|c| matches!(c, '-' | '?') || is_joiner(c));
            if self.at > signs && self.char_at(self.at).is_some_and(|c| !is_blank(c)) {
                let typed = self.text_of(Span::new(name.start, self.raw_end(self.at, scope)));
                let text =
                    format!("`{}` in `{}` is read as text", self.text_of(Span::new(signs, self.at)), short(typed));
                self.notes.add(Span::new(signs, self.at), text + "; to exclude, put the `-` before the field");
            }
        }
        let start = self.at;
        let token = match self.char_at(start) {
            Some('(') => self.cut(start + 1, Token::Open),
            Some(_) if self.quote_opens(start, scope) => Some(self.quoted(scope)?),
            Some(c) if c != ')' && !is_blank(c) => self.bare_value(scope),
            _ => None,
        };
        if let Some(token) = token {
            return Ok((token, Span::new(start, self.at)));
        }
        let field = self.text_of(name);
        let raw = self.text_of(Span::new(start, self.raw_end(start, scope)));
        let found = match (raw.is_empty(), self.char_at(start)) {
            (false, _) => format!("`{}`", short(raw)),
            (true, Some(')')) => "`)`".to_owned(),
            (true, Some(_)) => "a blank".to_owned(),
            (true, None) => "the end of the query".to_owned(),
        };
        Err(SyntaxError {
            message: format!("expected a value right after `{field}`, found {found}"),
            span: name,
            hint: Some(format!("to search for the word itself, quote it: \"{field}\"")),
        })
    }

    /// Reads dashes: one at the start of a term excludes it; all others are text.
    fn dashes(&mut self, scope: Scope) -> Option<Token<'t>> {
        let start = self.at;
        let end = start + self.rest(start).bytes().take_while(|&b| b == b'-').count();
        let meant = match self.char_at(end) {
            Some('(') => true,
            _ if self.quote_opens(end, scope) => true,
            _ => self.regex(end, scope).is_some() || holds_word(self.raw(end, scope)),
        };
        if !meant {
            return self.leave_out(scope);
        }
        let opens = self.text[..start].chars().next_back().is_none_or(|before| before == '(' || is_skipped(before));
        if opens && end == start + 1 {
            return self.cut(end, Token::Minus);
        }
        let (span, dashes) = (Span::new(start, end), self.text_of(Span::new(start, end)));
        let why = if opens { "a single `-` excludes" } else { "`-` excludes only after a blank" };
        self.notes.add(span, format!("`{}` is read as text: {why}", short(dashes)));
        self.at = end;
        None
    }

    /// Says whether quoted text begins at `at`, maybe behind the `=` that makes it exact.
    fn quote_opens(&self, at: usize, scope: Scope) -> bool {
        let rest = self.rest(at);
        let rest = if let Scope::Text(_) = scope { rest.strip_prefix('=').unwrap_or(rest) } else { rest };
        rest.chars().next().is_some_and(|c| closing(c).is_some())
    }

    /// Reads quoted text, the `=` before it and the `~5` behind it.
    fn quoted(&mut self, scope: Scope) -> Result<Token<'t>, SyntaxError> {
        let exact = self.char_at(self.at) == Some('=');
        let start = self.at + usize::from(exact);
        let Some((open, closers)) = self.char_at(start).and_then(|c| Some((c, closing(c)?))) else {
            return Ok(Token::End);
        };
        let inside = start + open.len_utf8();
        let Some(length) = self.rest(inside).find(closers) else {
            return Err(SyntaxError {
                message: "expected a closing quote, found the end of the query".to_owned(),
                span: Span::new(start, inside),
                hint: Some(format!("close it with `{}`, or leave the quote out", closers[0])),
            });
        };
        let text = &self.text[inside..inside + length];
        self.at = inside + length + self.char_at(inside + length).map_or(0, char::len_utf8);
        let free = matches!(scope, Scope::Date | Scope::Property(Property::Path));
        if text.chars().all(is_skipped) || !free && !holds_word(text) {
            let found = if text.chars().all(is_skipped) { "none".to_owned() } else { format!("`{}`", short(text)) };
            return Err(SyntaxError {
                message: format!("expected words between the quotes, found {found}"),
                span: Span::new(start, self.at),
                hint: None,
            });
        }
        let rest = self.rest(self.at);
        let digits = rest.strip_prefix('~').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        if digits == 0 || rest[1 + digits..].starts_with(char::is_alphanumeric) {
            return Ok(if exact { Token::Exact(text) } else { Token::Quoted(text, None) });
        }
        let span = Span::new(self.at, self.at + 1 + digits);
        self.at = span.end;
        if exact {
            return Err(SyntaxError {
                message: format!("expected words next to one another after `=`, found {}", short(self.text_of(span))),
                span,
                hint: Some("quotes without `=` take words that lie apart: \"oil price\"~5".to_owned()),
            });
        }
        match rest[1..1 + digits].parse() {
            Ok(slop) => Ok(Token::Quoted(text, Some(slop))),
            Err(_) => Err(SyntaxError {
                message: format!("expected at most ~{} after a phrase, found {}", u32::MAX, short(self.text_of(span))),
                span,
                hint: None,
            }),
        }
    }

    /// Reads bare text where a term begins: a keyword, a field, a regular expression or text.
    fn bare(&mut self, scope: Scope) -> Option<Token<'t>> {
        let start = self.at;
        if let Some(inside) = self.regex(start, scope) {
            return self.cut(inside.end + 1, Token::Regex(self.text_of(inside)));
        }
        let raw = self.raw(start, scope);
        let keyword = match raw {
            "AND" => Some(Token::And),
            "OR" => Some(Token::Or),
            "NOT" => Some(Token::Not),
            _ => None,
        };
        if let Some(keyword) = keyword {
            return self.cut(start + raw.len(), keyword);
        }
        if let Scope::Text(_) = scope {
            let end = start + raw.len();
            if let Some(sign) = measure::sign(raw, self.rest(end)) {
                return self.cut(end, Token::Measure(sign));
            }
            if let Some(note) = measure::not_meant(raw, self.rest(end)) {
                self.notes.add(Span::new(start, end), note);
            }
        }
        if let Some((name, _)) = raw.split_once(':')
            && let Some(field) = field::named(name)
        {
            return self.cut(start + name.len() + 1, Token::Field(field));
        }
        if !holds_word(raw) {
            return self.leave_out(scope);
        }
        if let Scope::Text(_) = scope {
            let signs = raw.len() - raw.trim_start_matches('?').len();
            if signs > 0 {
                let span = Span::new(start, start + signs);
                let text = format!("`{}` before `{}` is read as text", short(&raw[..signs]), short(&raw[signs..]));
                self.notes.add(span, text + ": `?` stands for a letter only inside or at the end of a word");
                self.at = span.end;
                return None;
            }
            self.note_doubts(raw);
        }
        self.cut(start + raw.len(), exact_or_bare(raw, scope))
    }

    /// Reads bare text behind the colon of a field: nothing is an operator there.
    fn bare_value(&mut self, scope: Scope) -> Option<Token<'t>> {
        let start = self.at;
        if let Some(inside) = self.regex(start, scope) {
            return self.cut(inside.end + 1, Token::Regex(self.text_of(inside)));
        }
        let raw = self.raw(start, scope);
        let free = matches!(scope, Scope::Date | Scope::Property(Property::Path));
        if !free && !holds_word(raw) {
            return None;
        }
        if let (Scope::Text(_), Some(doubt)) = (scope, doubts::regex(raw)) {
            self.notes.add(Span::new(start, start + raw.len()), doubt);
        }
        self.cut(start + raw.len(), exact_or_bare(raw, scope))
    }

    /// Passes over text without a letter or digit, and says so.
    fn leave_out(&mut self, scope: Scope) -> Option<Token<'t>> {
        let raw = self.raw(self.at, scope);
        let span = Span::new(self.at, self.at + raw.len());
        let advice = match raw {
            "&&" => "; for both words write AND, or nothing",
            "|" | "||" => "; for alternatives write OR",
            "-" => "; to exclude a word, write - right before it",
            ".." => "; a range is typed without blanks: date:2025-01..2025-04",
            _ => "",
        };
        self.notes.add(span, format!("left out `{}`: it holds no letter or digit{advice}", short(raw)));
        self.left_out.get_or_insert(span);
        self.at = span.end;
        None
    }

    /// Says what text may have been meant for.
    fn note_doubts(&mut self, raw: &str) {
        let span = Span::new(self.at, self.at + raw.len());
        let alone = self.text.trim_matches(is_skipped).len() == raw.len();
        let all =
            [doubts::field(raw, self.rest(span.end)), doubts::regex(raw), doubts::operator(raw).filter(|_| !alone)];
        for doubt in all.into_iter().chain([doubts::days(raw)]).flatten() {
            self.notes.add(span, doubt);
        }
    }

    /// Finds the inside of a regular expression that begins at `start`: between slashes, without a blank, followed by the end
    /// of the term, and with at least one sign that plain text in slashes (`/TASS/`) has not.
    fn regex(&self, start: usize, scope: Scope) -> Option<Span> {
        if matches!(scope, Scope::Date | Scope::Property(Property::Path)) {
            return None;
        }
        let inside = self.rest(start).strip_prefix('/')?;
        let mut escaped = false;
        for (at, c) in inside.char_indices() {
            match c {
                _ if is_blank(c) => return None,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '/' => {
                    let after = inside[at + 1..].trim_start_matches(is_joiner).chars().next();
                    let ends = after.is_none_or(|c| is_blank(c) || matches!(c, '(' | ')') || closing(c).is_some());
                    let span = Span::new(start + 1, start + 1 + at);
                    return (ends && inside[..at].contains(is_regex_sign)).then_some(span);
                }
                _ => {}
            }
        }
        None
    }

    /// Gives the bare text that begins at `start`, without invisible characters at its end.
    fn raw(&self, start: usize, scope: Scope) -> &'t str {
        self.text_of(Span::new(start, self.raw_end(start, scope))).trim_end_matches(is_joiner)
    }

    fn raw_end(&self, start: usize, scope: Scope) -> usize {
        let rest = self.rest(start);
        let length = match scope {
            Scope::Text(_)
            | Scope::Saved
            | Scope::Property(Property::Place | Property::Country | Property::Agency | Property::Language) => {
                rest.find(|c| is_blank(c) || matches!(c, '(' | ')') || closing(c).is_some())
            }
            // File names hold parentheses and quotes: only a parenthesis that was not opened inside ends one.
            Scope::Date | Scope::Property(Property::Path) => {
                let mut open = 0_usize;
                rest.find(|c| {
                    let ends = is_blank(c) || c == ')' && open == 0;
                    match c {
                        '(' => open += 1,
                        ')' => open = open.saturating_sub(1),
                        _ => {}
                    }
                    ends
                })
            }
        };
        start + length.unwrap_or(rest.len())
    }

    fn cut(&mut self, end: usize, token: Token<'t>) -> Option<Token<'t>> {
        self.at = end;
        Some(token)
    }

    fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        self.at = self.text.len() - self.rest(self.at).trim_start_matches(skipped).len();
    }

    fn rest(&self, at: usize) -> &'t str {
        self.text.get(at..).unwrap_or_default()
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.rest(at).chars().next()
    }
}

fn exact_or_bare(raw: &str, scope: Scope) -> Token<'_> {
    match (scope, raw.strip_prefix('=')) {
        (Scope::Text(_), Some(text)) => Token::Exact(text),
        _ => Token::Bare(raw),
    }
}
