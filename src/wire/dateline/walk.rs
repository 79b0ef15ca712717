//! The walk of one line through the tree of shapes: every way in which the line fits a shape.

use super::agency::{self, Credit};
use super::date::{self, Stated};
use super::line::Line;
use super::place::{self, Group};
use super::token::{Bracket, Gap, Kind};
use crate::wire::shape::{Element, End};
use crate::wire::style::Styles;

/// At most so many steps a line: far more than a dateline takes, and a bound on what odd copy can cost.
const STEPS: usize = 2000;

/// One way in which a line fits a shape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    /// The first token.
    pub start: usize,
    /// The first token of the lead.
    pub lead: usize,
    /// The token behind the last element, before what ends the dateline.
    pub elements_end: usize,
    /// The places.
    pub place: Option<Group>,
    /// The date.
    pub date: Option<Stated>,
    /// The agencies.
    pub credit: Option<Credit>,
    /// Whether the agencies stand in brackets.
    pub bracketed: bool,
    /// The tokens of reporters' names.
    pub names: Option<(usize, usize)>,
    /// How many dashes stand between the elements.
    pub dashes: u8,
    /// Whether a comma or bracket stands between place and date.
    pub comma: bool,
    /// Whether an element is a literal word.
    pub literal: bool,
    /// What ends it.
    pub end: End,
    /// The node where the shape is complete.
    pub node: usize,
}

/// Walks the line from token `start` and hands each fit to `found`.
pub(crate) fn walk(line: &Line, start: usize, styles: &Styles, found: &mut impl FnMut(&Fit)) {
    let fit = Fit {
        start,
        lead: start,
        elements_end: start,
        place: None,
        date: None,
        credit: None,
        bracketed: false,
        names: None,
        dashes: 0,
        comma: false,
        literal: false,
        end: End::Nothing,
        node: 0,
    };
    Walk { line, styles, found, steps: 0, fit }.on(start);
}

struct Walk<'a, 'f, F> {
    line: &'a Line<'a>,
    styles: &'a Styles,
    found: &'f mut F,
    steps: usize,
    /// The shape so far. Whoever adds an element takes it away again: copies would cost more than all else here.
    fit: Fit,
}

impl<F: FnMut(&Fit)> Walk<'_, '_, F> {
    /// Goes on from token `at`, where the shape so far is `self.fit.node`.
    fn on(&mut self, at: usize) {
        self.steps += 1;
        if self.steps > STEPS {
            return;
        }
        let (line, styles, behind) = (self.line, self.styles, self.fit.node);
        let node = styles.tree.node(behind);
        if !node.complete.is_empty() {
            (self.fit.end, self.fit.lead) = ending(line, at);
            self.fit.elements_end = at;
            (self.found)(&self.fit);
        }
        let (next, dashes, comma) = if at == self.fit.start { (at, 0, false) } else { joint(line, at) };
        let Some(kind) = line.kind(next) else { return };
        self.fit.dashes += dashes;
        for &(ref element, node) in &node.next {
            if may_begin(element, kind) {
                self.fit.node = node;
                self.element(element, next, comma);
            }
        }
        self.fit.dashes -= dashes;
        self.fit.node = behind;
    }

    /// Goes on behind an element, where one stands at token `at`: to the node that is set.
    fn element(&mut self, element: &Element, at: usize, comma: bool) {
        let (line, before) = (self.line, self.fit.node);
        match element {
            Element::Place => {
                let place = self.fit.place;
                place::read(line, at, self.styles, &mut |group| {
                    self.fit.place = Some(group);
                    self.on(group.end);
                });
                self.fit.place = place;
            }
            Element::Date => {
                if let Some((end, stated)) = date::read(line, at, &self.styles.calendar)
                    // A weekday set fast to a name is part of it: `Santo Domingo`.
                    && (stated.weekday.is_none() || comma || self.fit.place.is_none())
                {
                    let (date, fenced) = (self.fit.date, self.fit.comma);
                    (self.fit.date, self.fit.comma) = (Some(stated), comma);
                    self.on(end);
                    (self.fit.date, self.fit.comma) = (date, fenced);
                }
            }
            Element::Bracketed(bracket) => {
                if let Some((end, credit)) = agency::bracketed(line, at, *bracket, self.styles) {
                    let bracketed = self.fit.bracketed;
                    self.fit.bracketed = true;
                    self.credited(end, credit);
                    self.fit.bracketed = bracketed;
                }
            }
            Element::Agency => {
                if let Some((end, credit)) = agency::bare(line, at, self.styles) {
                    self.credited(end, credit);
                }
            }
            // Names follow on a comma or blank; behind a stop the lead has begun.
            Element::Names if at > 0 && line.kind(at - 1) == Some(Kind::Stop) => {}
            Element::Names => {
                let names = self.fit.names;
                for end in at + 1..at + 24 {
                    if !line.is_word(end - 1) && line.kind(end - 1) != Some(Kind::Comma)
                        || line.gap(end - 1) == Gap::Line && end > at + 1
                    {
                        break;
                    }
                    self.fit.names = Some((at, end));
                    self.on(end);
                }
                self.fit.names = names;
            }
            Element::Open(bracket) => {
                if line.kind(at) == Some(Kind::Open(*bracket)) {
                    self.on(at + 1);
                }
            }
            Element::Close(bracket) => {
                if line.kind(at) == Some(Kind::Close(*bracket)) {
                    self.on(at + 1);
                }
            }
            Element::Word(word) => {
                if let Some(end) = literal(line, at, word) {
                    let literal = self.fit.literal;
                    self.fit.literal = true;
                    self.on(end);
                    self.fit.literal = literal;
                }
            }
        }
        debug_assert_eq!(self.fit.node, before);
    }

    /// Goes on behind the agencies.
    fn credited(&mut self, end: usize, credit: Credit) {
        let before = self.fit.credit.replace(credit);
        self.on(end);
        self.fit.credit = before;
    }
}

/// Says whether an element may begin with a token of this kind: most cannot.
fn may_begin(element: &Element, kind: Kind) -> bool {
    match element {
        Element::Place | Element::Date | Element::Agency => {
            !matches!(kind, Kind::Open(_) | Kind::Close(_) | Kind::Dash | Kind::Comma | Kind::Stop)
        }
        Element::Bracketed(Bracket::Slash) => kind == Kind::Slash,
        Element::Bracketed(bracket) | Element::Open(bracket) => kind == Kind::Open(*bracket),
        Element::Close(bracket) => kind == Kind::Close(*bracket),
        Element::Names | Element::Word(_) => true,
    }
}

/// Gives the token behind the literal `word`, if it stands at token `at`.
fn literal(line: &Line, at: usize, word: &str) -> Option<usize> {
    let start = line.token(at)?.span.start;
    if word == "=" && line.kind(at) == Some(Kind::Equals) {
        return Some(at + 1);
    }
    let rest = &line.text.as_bytes()[start..];
    (rest.first() == word.as_bytes().first() && rest.starts_with(word.as_bytes())).then_some(())?;
    let end = start + word.len();
    let mut ends = (at..).map_while(|i| Some((i + 1, line.token(i)?.span.end)));
    let (next, reached) = ends.find(|&(_, reached)| reached >= end)?;
    (reached == end).then_some(next)
}

/// Passes over what may stand between two elements: the next token, how many dashes, and whether there was a comma or stop.
fn joint(line: &Line, at: usize) -> (usize, u8, bool) {
    let (mut next, mut dashes, mut comma) = (at, 0, false);
    while next < at + 3 {
        match line.kind(next) {
            Some(Kind::Comma | Kind::Stop) => comma = true,
            Some(Kind::Dash) => dashes += 1,
            _ => break,
        }
        next += 1;
    }
    (next, dashes, comma)
}

/// Reads what ends a dateline behind its last element: the end, and the first token of the lead.
fn ending(line: &Line, at: usize) -> (End, usize) {
    let mut next = at;
    while next < at + 2 && matches!(line.kind(next), Some(Kind::Stop | Kind::Comma)) {
        next += 1;
    }
    let stops = next > at;
    match line.kind(next) {
        Some(Kind::Dash) => {
            // `- -` and `.- -` are one dash; `-- [TEXT]` is followed by the lead.
            let lead = if line.kind(next + 1) == Some(Kind::Dash) { next + 2 } else { next + 1 };
            (if stops { End::StopDash } else { End::Dash }, lead)
        }
        Some(Kind::Colon) => match line.kind(next + 1) {
            Some(Kind::Dash) => (End::Dash, next + 2),
            _ => (End::Colon, next + 1),
        },
        Some(Kind::Equals) => (End::Equals, next + 1),
        _ if stops && line.kind(next - 1) == Some(Kind::Stop) => (End::Stop, next),
        _ if stops => (End::Nothing, at),
        _ if line.gap(at) == Gap::Line => (End::Line, at),
        _ => (End::Nothing, at),
    }
}
