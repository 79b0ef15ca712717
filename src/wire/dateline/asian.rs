//! Datelines of Chinese, Japanese and Korean agencies: agency and place stand in one bracket or run on without blanks.
//!
//! | copy | place, date, agency |
//! |---|---|
//! | `新华社成都7月26日电（记者A、B）`, `中新社银川7月26日电(X)` | 成都, 7-26, 新华社 |
//! | `（中央社記者A台北29日電）` | 台北, 29, 中央社 |
//! | `朝中社平壤10月9日电` | 平壤, 10-9, 朝中社 |
//! | `【モスクワ共同】`, `【11月26日 AFP】`, `［東京 ２４日 ロイター］ -` | モスクワ; 11-26; 東京, 24 |
//! | `(서울=연합뉴스) X 기자 =`, `[서울=뉴시스]X 기자 =` | 서울 |
//! | `(평양 4月 28일발 조선중앙통신)` | 평양, 4-28 |

use super::date::read;
use super::line::Line;
use super::token::{Bracket, Kind};
use super::{Certainty, Found, Stated};
use crate::story::Span;
use crate::wire::places;

pub(super) fn find(line: &Line<'_>) -> Option<Found> {
    // Every shape has such a character among its first few tokens: most copy is done with here.
    let candidate = line
        .tokens
        .iter()
        .take(12)
        .any(|token| token.span.of(line.text).chars().next().is_some_and(super::token::stands_alone));
    if !candidate {
        return None;
    }
    running(line).or_else(|| taiwanese(line)).or_else(|| bracketed(line))
}

/// `新华社北京4月28日电[（记者X）][ 题：]`
fn running(line: &Line<'_>) -> Option<Found> {
    let (agency, style, from) = agency_at(line, 0, line.tokens.len())?;
    // The place runs up to the date.
    let (stated, at, next) = (from..line.tokens.len().min(from + 12))
        .find_map(|at| read(line, at, None).map(|(stated, next)| (stated, at, next)))?;
    let place = line.span(from, at);
    if place.of(line.text).chars().any(|c| !super::token::stands_alone(c) && !c.is_whitespace() && c != '·') {
        return None;
    }
    let wired = ["电", "電"].contains(&line.word(next));
    let mut next = if wired { next + 1 } else { next };
    let behind = reporters(line, next);
    // A missing 电 is made up for by the reporters in brackets.
    if !wired && behind == next {
        return None;
    }
    next = behind;
    Some(Found {
        span: Span::new(line.tokens.first()?.span.start, line.tokens[next - 1].span.end),
        place: Some(place).filter(|span| !span.is_empty()),
        date: stated,
        agencies: vec![agency],
        style,
        certainty: Certainty::Strong,
    })
}

/// `（中央社記者戴雅真台北29日電）`: reporter and place run on; the place is the longest known name at the end.
fn taiwanese(line: &Line<'_>) -> Option<Found> {
    if !matches!(line.kind(0), Some(Kind::Open(Bracket::Round))) {
        return None;
    }
    let (agency, style, from) = agency_at(line, 1, line.tokens.len())?;
    let close = (from..line.tokens.len().min(from + 40)).find(|&at| line.is(at, Kind::Close(Bracket::Round)))?;
    let (stated, at) = (from..close)
        .find_map(|at| read(line, at, None).map(|(stated, next)| (stated, at, next)))
        .and_then(|(stated, at, next)| {
            let wired = ["电", "電"].contains(&line.word(next)) && next + 1 == close;
            wired.then_some((stated, at))
        })?;
    let reported = ["记者", "記者"].contains(&line.text_of(from, from + 2));
    let place = match reported {
        false => line.span(from, at),
        true => (at.saturating_sub(8).max(from + 2)..at)
            .map(|start| line.span(start, at))
            .find(|span| places::is_known(span.of(line.text)))
            .unwrap_or_default(),
    };
    Some(Found {
        span: Span::new(line.tokens.first()?.span.start, line.tokens[close].span.end),
        place: Some(place).filter(|span| !span.is_empty()),
        date: stated,
        agencies: vec![agency],
        style,
        certainty: Certainty::Strong,
    })
}

/// `【モスクワ共同】`, `［１９日 ロイター］ -`, `(서울=연합뉴스) X 기자 =`, `(평양 4월 28일발 조선중앙통신)`
fn bracketed(line: &Line<'_>) -> Option<Found> {
    let Some(Kind::Open(bracket)) = line.kind(0) else { return None };
    let close = (1..line.tokens.len().min(40)).find(|&at| line.is(at, Kind::Close(bracket)))?;
    // The agency stands last: the longest name that is known.
    let (agency, style, end) = (1..close).find_map(|at| {
        let (agency, style, behind) = agency_at(line, at, close)?;
        (behind == close).then_some((agency, style, at))
    })?;
    let mut place_end = end;
    let mut stated = Stated::default();
    for at in 1..end {
        if let Some((date, next)) = read(line, at, None) {
            // `28일발`: sent on the 28th.
            let next = if line.word(next) == "발" { next + 1 } else { next };
            if next == end {
                (stated, place_end) = (date, at);
                break;
            }
        }
    }
    if place_end > 1 && line.is(place_end - 1, Kind::Equals) {
        place_end -= 1;
    }
    // `（来源：新华社）` names a source, not a place.
    if !(1..place_end).all(|at| line.is_word(at)) || line.tokens.len() <= close + 1 {
        return None;
    }
    let place = Some(line.span(1, place_end)).filter(|span| !span.is_empty());
    let mut next = close + 1;
    // `김민수 기자 =`: the reporter.
    if let Some(at) = (next..line.tokens.len().min(next + 24)).find(|&at| line.is(at, Kind::Equals))
        && line.text_of(next, at).ends_with("자")
    {
        next = at + 1;
    }
    if line.is(next, Kind::Dash) {
        next += 1;
    }
    Some(Found {
        span: Span::new(line.tokens.first()?.span.start, line.tokens[next - 1].span.end),
        place,
        date: stated,
        agencies: vec![agency],
        style,
        certainty: Certainty::Strong,
    })
}

/// Reads the longest known agency at `at`; gives the token behind it.
fn agency_at(line: &Line<'_>, at: usize, limit: usize) -> Option<(Span, String, usize)> {
    (at + 1..=limit.min(at + 8)).rev().find_map(|end| {
        let span = line.span(at, end);
        let style = line.styles.of_agency(span.of(line.text))?;
        (line.is_word(at) && line.is_word(end - 1)).then(|| (span, style.name.clone(), end))
    })
}

/// Passes over `（记者X、Y）` or `(X)` behind the date.
fn reporters(line: &Line<'_>, at: usize) -> usize {
    if line.is(at, Kind::Open(Bracket::Round)) {
        let close = (at + 1..line.tokens.len().min(at + 40)).find(|&close| line.is(close, Kind::Close(Bracket::Round)));
        return close.map_or(at, |close| close + 1);
    }
    at
}
