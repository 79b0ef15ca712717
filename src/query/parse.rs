//! The grammar: typed text to a tree, by recursive descent over the tokens.
//!
//! ```text
//! query    = [ any ]                          empty: every article
//! any      = run { "OR" run }
//! run      = chain { chain }                  side by side: see `Juxtaposed`
//! chain    = operand { "AND" operand }
//! operand  = { "NOT" | "-" } [ measure ] ( "(" any ")" | [ field ":" ] term | field ":" "(" any ")" )
//! measure  = "atleast" number | "first" number | "same-paragraph"          the last before "(" only
//! ```
//!
//! A field before a parenthesis holds for each term inside that names no other. The depth of parentheses is bounded
//! ([`DEEPEST`]), negations are counted rather than nested, and each byte is looked at a fixed number of times: a query of
//! any size is read in linear time and little stack.

use super::field::Scope;
use super::lex::{Lexer, Token};
use super::measure;
use super::notes::short;
use super::saved::{self, Expansion, Saved};
use super::term::{self, Term};
use super::{Note, Query, SyntaxError, TextField, Today};
use crate::story::Span;

/// How many parentheses may be open at once.
pub const DEEPEST: usize = 100;

/// How a query is to be read.
#[derive(Clone, Copy, Debug)]
pub struct ParseOptions<'s> {
    /// The day that relative dates count from.
    pub today: Today,
    /// Whether bare words side by side are all asked for, or are alternatives.
    pub juxtaposed: Juxtaposed,
    /// What `saved:NAME` stands for.
    pub saved: &'s Saved,
}

/// What words side by side mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Juxtaposed {
    /// All of them.
    All,
    /// Any of them (`--any`). What is excluded, and properties and dates, still narrow: `oil gas -opec date:2025` asks for
    /// articles of 2025 with `oil` or `gas` and without `opec`.
    Any,
}

/// A query that was read, and what was put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The tree.
    pub query: Query,
    /// What was put right.
    pub notes: Vec<Note>,
    /// The names of the saved queries that it asks for, by itself or through others, each once.
    pub saved: Vec<String>,
}

/// Reads a query. Its `Display` gives the canonical text, which reads back to the same tree with [`Juxtaposed::All`].
///
/// # Errors
///
/// Text that cannot be what was meant (an unclosed quote, an operator without a word, a date that does not exist) gives an
/// error that points at the place.
///
/// ```
/// use dateline::date::Day;
/// use dateline::query::{Juxtaposed, NOTHING_SAVED, ParseOptions, Today, parse};
/// let today = Today(Day::new(2025, 4, 30).unwrap());
/// let options = ParseOptions { today, juxtaposed: Juxtaposed::All, saved: &NOTHING_SAVED };
/// let parsed = parse("harbour AND (tug OR ferry) NOT date:yesterday", options).unwrap();
/// assert_eq!(parsed.query.to_string(), "harbour (tug OR ferry) -date:2025-04-29");
/// let error = parse("harbour OR", options).unwrap_err();
/// assert_eq!(error.to_string(), "expected a word after `OR`, found the end of the query");
/// assert_eq!(error.caret("harbour OR"), "harbour OR\n        ^^");
/// ```
pub fn parse(text: &str, options: ParseOptions<'_>) -> Result<Parsed, SyntaxError> {
    let mut expansion = Expansion::default();
    let (query, notes) = read(text, options, &mut expansion)?;
    Ok(Parsed { query, notes, saved: expansion.named })
}

/// Reads a query, or one that a name in another stands for.
pub(super) fn read(
    text: &str,
    options: ParseOptions<'_>,
    expansion: &mut Expansion,
) -> Result<(Query, Vec<Note>), SyntaxError> {
    let lexer = Lexer::new(text);
    let mut grammar = Grammar { lexer, token: Token::End, span: Span::default(), options, expansion, depth: 0 };
    let anywhere = Scope::Text(TextField::Any);
    grammar.advance(anywhere)?;
    let query = match (grammar.token, grammar.lexer.left_out) {
        (Token::End, None) => Query::All,
        (Token::End, Some(span)) => return Err(only_signs(&grammar, span)),
        _ => grammar.any(anywhere)?,
    };
    match grammar.token {
        Token::End => Ok((query, grammar.lexer.notes.into_list())),
        _ => Err(SyntaxError {
            message: "expected the end of the query, found `)`".to_owned(),
            span: grammar.span,
            hint: Some("open it with `(`, or leave it out".to_owned()),
        }),
    }
}

/// The lexer, and the token that is read next.
struct Grammar<'t> {
    lexer: Lexer<'t>,
    token: Token<'t>,
    span: Span,
    options: ParseOptions<'t>,
    expansion: &'t mut Expansion,
    depth: usize,
}

impl Grammar<'_> {
    /// Goes to the next token. Where it ends depends on the field it stands behind.
    fn advance(&mut self, scope: Scope) -> Result<(), SyntaxError> {
        (self.token, self.span) = self.lexer.next(scope)?;
        Ok(())
    }

    fn any(&mut self, scope: Scope) -> Result<Query, SyntaxError> {
        let mut runs = vec![self.run(scope, None)?];
        while self.token == Token::Or {
            let operator = self.span;
            self.advance(scope)?;
            runs.push(self.run(scope, Some(operator))?);
        }
        Ok(Query::or(runs))
    }

    fn run(&mut self, scope: Scope, operator: Option<Span>) -> Result<Query, SyntaxError> {
        let mut chains = vec![self.chain(scope, operator)?];
        while !matches!(self.token, Token::Or | Token::Close | Token::End) {
            chains.push(self.chain(scope, None)?);
        }
        Ok(match self.options.juxtaposed {
            Juxtaposed::All => Query::and(chains),
            Juxtaposed::Any => {
                let (narrowing, words): (Vec<Query>, Vec<Query>) = chains.into_iter().partition(narrows);
                Query::and([Query::or(words)].into_iter().chain(narrowing))
            }
        })
    }

    fn chain(&mut self, scope: Scope, operator: Option<Span>) -> Result<Query, SyntaxError> {
        let mut operands = vec![self.operand(scope, operator)?];
        while self.token == Token::And {
            let operator = self.span;
            self.advance(scope)?;
            operands.push(self.operand(scope, Some(operator))?);
        }
        Ok(Query::and(operands))
    }

    /// Reads a term or a group and what negates it; `operator` is what stands before and needs it.
    fn operand(&mut self, scope: Scope, mut operator: Option<Span>) -> Result<Query, SyntaxError> {
        let mut negations = 0_usize;
        while matches!(self.token, Token::Not | Token::Minus) {
            negations += 1;
            operator = Some(self.span);
            self.advance(scope)?;
        }
        let query = self.positive(scope, operator)?;
        Ok(match (negations % 2, query) {
            (0, query) => query,
            (_, Query::Not(inner)) => *inner,
            (_, query) => Query::Not(Box::new(query)),
        })
    }

    fn positive(&mut self, outer: Scope, operator: Option<Span>) -> Result<Query, SyntaxError> {
        if let Token::Measure(sign) = self.token {
            let span = self.span;
            let measure = measure::read(sign, span)?;
            self.advance(outer)?;
            // One measure of another asks for nothing, and a thousand of them would need as many frames.
            let text = match self.token {
                Token::Measure(_) => return Err(self.no_operand(Some(span))),
                _ => self.positive(outer, Some(span))?,
            };
            return measure::of(measure, text, span);
        }
        let mut scope = outer;
        if let Token::Field(field) = self.token {
            (self.token, self.span) = self.lexer.value(field, self.span)?;
            scope = field;
        }
        match self.token {
            Token::Open => self.group(scope, outer),
            Token::Bare(_) | Token::Quoted(..) | Token::Regex(_) | Token::Exact(_) => {
                let term = Term { token: self.token, span: self.span, scope };
                let rest = self.lexer.left();
                let query = match scope {
                    Scope::Saved => saved::expand(term, self.options, self.expansion, &mut self.lexer.notes)?,
                    _ => term::read(term, rest, self.options.today, &mut self.lexer.notes)?,
                };
                self.advance(outer)?;
                Ok(query)
            }
            Token::Close
            | Token::And
            | Token::Or
            | Token::Not
            | Token::Minus
            | Token::Field(_)
            | Token::Measure(_)
            | Token::End => Err(self.no_operand(operator)),
        }
    }

    /// Reads a group whose terms stand in `scope`; behind it `outer` goes on.
    fn group(&mut self, scope: Scope, outer: Scope) -> Result<Query, SyntaxError> {
        let open = self.span;
        if self.depth == DEEPEST {
            return Err(SyntaxError {
                message: format!("expected at most {DEEPEST} parentheses inside one another, found more"),
                span: open,
                hint: None,
            });
        }
        self.depth += 1;
        self.advance(scope)?;
        match self.token {
            Token::Close => {
                return Err(SyntaxError {
                    message: "expected a word between the parentheses, found none".to_owned(),
                    span: Span::new(open.start, self.span.end),
                    hint: None,
                });
            }
            Token::End => return Err(unclosed(open)),
            _ => {}
        }
        let query = self.any(scope)?;
        if self.token != Token::Close {
            return Err(unclosed(open));
        }
        self.depth -= 1;
        self.advance(outer)?;
        Ok(query)
    }

    /// Says that a word is missing where the current token stands. The operator is what is at fault where there is one.
    fn no_operand(&self, operator: Option<Span>) -> SyntaxError {
        let found = match self.token {
            Token::End => "the end of the query".to_owned(),
            _ => format!("`{}`", self.lexer.text_of(self.span)),
        };
        let (after, span) = match operator {
            Some(operator) => (format!(" after `{}`", self.lexer.text_of(operator)), operator),
            None => (String::new(), self.span),
        };
        let hint = match self.lexer.text_of(span) {
            word if matches!(word, "AND" | "OR" | "NOT") || measure::sign(word, "").is_some() => {
                Some(format!("to search for the word itself, quote it: \"{word}\""))
            }
            ")" => Some("open it with `(`, or leave it out".to_owned()),
            _ => None,
        };
        SyntaxError { message: format!("expected a word{after}, found {found}"), span, hint }
    }
}

fn unclosed(open: Span) -> SyntaxError {
    SyntaxError {
        message: "expected `)`, found the end of the query".to_owned(),
        span: open,
        hint: Some("close it with `)`, or quote it to search for text".to_owned()),
    }
}

fn only_signs(grammar: &Grammar<'_>, span: Span) -> SyntaxError {
    SyntaxError {
        message: format!("expected a word, found `{}`", short(grammar.lexer.text_of(span))),
        span,
        hint: Some("a word holds a letter or digit; an empty query asks for every article".to_owned()),
    }
}

/// Says whether a clause narrows a search for alternatives rather than being one: it excludes, or asks for no text at all.
fn narrows(query: &Query) -> bool {
    match query {
        Query::Not(_) | Query::Property { .. } | Query::Date(_) | Query::DateState(_) => true,
        Query::And(clauses) | Query::Or(clauses) => clauses.iter().all(narrows),
        Query::All | Query::Text { .. } | Query::Measured { .. } => false,
    }
}
