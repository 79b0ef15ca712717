//! Datelines of scripts with blanks between words: the parts in whatever order an agency has them.

use super::date::{self, read, read_without_weekday};
use super::line::{Agencies, Line};
use super::token::{Bracket, Gap, Kind};
use super::{Certainty, Found, Stated};
use crate::story::Span;
use crate::wire::places;

/// The most words that a place group has: `NEW YORK, LONDON and BEIJING` with a qualifier each.
const MOST_WORDS: usize = 14;

/// What was read so far.
#[derive(Clone, Debug, Default)]
struct Parts {
    /// First token and the one behind the last, of the place group.
    place: Option<(usize, usize)>,
    date: Option<Stated>,
    agencies: Vec<Span>,
    /// The style of a known agency.
    style: Option<String>,
    /// Whether an agency that no style names stands there.
    unknown: bool,
    /// The brackets of the agency.
    bracket: Option<Bracket>,
}

/// How a dateline ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Dash,
    Stop,
    StopDash,
    Colon,
    Equals,
    /// The line or paragraph ends.
    Line,
    /// Nothing but a blank.
    Nothing,
}

pub(super) fn find(line: &Line<'_>) -> Option<Found> {
    let start = skip_noise(line);
    agency_first(line, start).or_else(|| date_first(line, start)).or_else(|| place_first(line, start, Parts::default()))
}

/// Passes over transmission noise (`****`) before the dateline. A quotation mark is none: quoted datelines are prose.
fn skip_noise(line: &Line<'_>) -> usize {
    // `(Received 2.55 p.m.) Sydney, August 4.`: the telegraph office's note.
    if matches!(line.kind(0), Some(Kind::Open(_))) && line.word(1) == "Received" {
        return (2..line.tokens.len().min(14))
            .find(|&at| matches!(line.kind(at), Some(Kind::Close(_))))
            .map_or(0, |close| close + 1);
    }
    (0..8).find(|&at| !matches!(line.kind(at), Some(Kind::Other | Kind::Dash | Kind::Stop))).unwrap_or(0)
}

/// `(ANSA) - ROMA, 22 MAR -`, `(AP) —`, `TEMPO.CO, Jakarta -`, `ТАСС, 1 ноября.`, `(By Associated Press) Place, Mon. D.—`
fn agency_first(line: &Line<'_>, start: usize) -> Option<Found> {
    let mut parts = Parts::default();
    let next =
        if let Some(agencies) = line.bracketed(start).filter(|a| a.style.is_some() && a.bracket != Bracket::Slash) {
            let next = agencies.next;
            take_agencies(&mut parts, agencies);
            next
        } else {
            let (span, style, next) = line.bare_agency(start)?;
            parts.agencies.push(span);
            parts.style = Some(style.name.clone());
            // Without brackets, only a comma tells the agency from the first word of a sentence.
            line.is(next, Kind::Comma).then_some(next + 1)?
        };
    let bracketed = parts.bracket.is_some();
    let behind_dash = if line.is(next, Kind::Dash) { next + 1 } else { next };
    // `(X) - PLACE, DATE -`: place and date behind the agency.
    if let Some(found) = place_first(line, behind_dash, Parts { ..parts.clone() }).filter(|found| found.place.is_some())
    {
        return Some(Found { span: Span::new(line.tokens[start].span.start, found.span.end), ..found });
    }
    if let Some((stated, next)) = read(line, behind_dash, None) {
        parts.date = Some(stated);
        let (end, next) = end(line, next);
        return matches!(end, End::Dash | End::Stop | End::StopDash | End::Colon)
            .then(|| accept(line, start, next, parts, end))
            .flatten();
    }
    let (end, next) = end(line, next);
    let ends = matches!(end, End::Dash | End::StopDash) || end == End::Nothing && line.prose_follows(next);
    (bracketed && ends).then(|| accept(line, start, next, parts, end)).flatten()
}

/// `8 июня, Минск /Корр. БЕЛТА/.`, `April 12 (Reuters) -`, `8.10.2026, Warszawa (PAP) -`
fn date_first(line: &Line<'_>, start: usize) -> Option<Found> {
    let (stated, next) = read(line, start, None)?;
    let next = if line.is(next, Kind::Comma) { next + 1 } else { next };
    let mut parts = Parts { date: Some(stated), ..Parts::default() };
    if let Some(agencies) = line.bracketed(next).filter(|agencies| agencies.style.is_some()) {
        let behind = agencies.next;
        take_agencies(&mut parts, agencies);
        let (end, next) = end(line, behind);
        return matches!(end, End::Dash | End::StopDash | End::Stop | End::Colon)
            .then(|| accept(line, start, next, parts, end))
            .flatten();
    }
    // `March 4 - Lead`: a dateline that lost its place.
    let day = stated.date.month.is_some() && stated.date.day.is_some() && line.is_word(start);
    if day && line.is(next, Kind::Dash) && is_set_off(line, next + 1) && line.prose_follows(next + 1) {
        return accept(line, start, next + 1, parts, End::Dash);
    }
    let found = place_first(line, next, parts)?;
    // A date, then a place: a sentence may begin so. Only a known agency tells.
    (found.certainty == Certainty::Strong)
        .then(|| Found { span: Span::new(line.tokens[start].span.start, found.span.end), ..found })
}

/// `PLACE[, REGION][, DATE] [AGENCY] END`, with what was read before the place in `parts`.
fn place_first(line: &Line<'_>, start: usize, mut parts: Parts) -> Option<Found> {
    let (place_end, next) = place_group(line, start, &parts)?;
    parts.place = Some((start, place_end));
    let mut next = next;
    let language = None;
    if parts.date.is_none()
        && let Some((stated, behind)) = read(line, next, language)
    {
        parts.date = Some(stated);
        next = behind;
    }
    // Papers of the telegraph's time: `Wellington, Monday.`
    if parts.date.is_none()
        && let Some((weekday, behind)) = date::weekday(line, next)
    {
        parts.date = Some(Stated { weekday: Some(weekday), span: line.span(next, behind), ..Stated::default() });
        next = behind;
    }
    // A republisher's tag may stand before: `(MENAFN- IANS) Kochi, May 3 (IANS)`.
    let mut own = Parts { agencies: Vec::new(), style: None, ..parts.clone() };
    let behind = agency(line, next, &mut own);
    if !own.agencies.is_empty() {
        (parts, next) = (own, behind);
    }
    // `PLACE (AG), DATE -`
    if parts.date.is_none()
        && line.is(next, Kind::Comma)
        && !parts.agencies.is_empty()
        && let Some((stated, behind)) = read(line, next + 1, language)
    {
        parts.date = Some(stated);
        next = behind;
    }
    let (end, next) = end(line, next);
    accept(line, start, next, parts, end)
}

/// Reads the agency behind place and date, with the comma, stop or dash that may part it from them.
fn agency(line: &Line<'_>, at: usize, parts: &mut Parts) -> usize {
    let mut skips = vec![at];
    if matches!(line.kind(at), Some(Kind::Comma | Kind::Stop | Kind::Dash)) {
        skips.push(at + 1);
    }
    for next in skips {
        if let Some(agencies) = line.bracketed(next) {
            // A dash and then an unknown bracket: the dateline was over, the text begins with a bracket.
            if agencies.style.is_some() || next == at || !line.is(at, Kind::Dash) && is_agency_like(line, &agencies) {
                let behind = agencies.next;
                if agencies.style.is_some() || is_agency_like(line, &agencies) {
                    take_agencies(parts, agencies);
                    return behind;
                }
            }
        }
        if let Some((span, style, behind)) = line.bare_agency(next) {
            // Behind a dash the agency is a sentence of its own (`- РИА Новости.`), else the text might begin with its name;
            // elsewhere it is followed by what ends the dateline.
            let ended = match (line.is(at, Kind::Dash) && next > at, line.kind(behind)) {
                (true, kind) => matches!(kind, Some(Kind::Stop | Kind::Dash)),
                (false, kind) => matches!(kind, Some(Kind::Dash | Kind::Stop | Kind::Colon)),
            };
            if ended {
                parts.agencies.push(span);
                parts.style = Some(style.name.clone());
                return behind;
            }
        }
    }
    at
}

/// Says whether what stands between brackets could be an agency's name: a few words, beginning with a capital, and no place.
fn is_agency_like(line: &Line<'_>, agencies: &Agencies) -> bool {
    agencies.spans.iter().all(|span| {
        let name = span.of(line.text);
        let first = name.chars().next();
        name.split_whitespace().count() <= 6
            && first.is_some_and(|c| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase())
            // Stations have numbers (`CADENA 1`); what begins with one is no name.
            && !name.contains(['"', '<', '>', ';', ':'])
            && !places::is_qualifier(name)
    })
}

fn take_agencies(parts: &mut Parts, agencies: Agencies) {
    parts.unknown |= agencies.style.is_none();
    parts.style = parts.style.take().or(agencies.style);
    parts.bracket = Some(agencies.bracket);
    parts.agencies.extend(agencies.spans);
}

/// Reads the mark that ends a dateline; gives the token behind it.
fn end(line: &Line<'_>, at: usize) -> (End, usize) {
    match line.kind(at) {
        None => (End::Line, at),
        Some(Kind::Dash) => (End::Dash, at + 1),
        Some(Kind::Stop | Kind::Comma) if line.is(at + 1, Kind::Dash) => (End::StopDash, at + 2),
        Some(Kind::Stop) => (End::Stop, at + 1),
        Some(Kind::Colon) => (End::Colon, at + 1),
        Some(Kind::Equals) => (End::Equals, at + 1),
        // The stop behind a month was taken for that of an abbreviation: `1 мая. Lead`.
        Some(_) if at > 0 && line.is(at - 1, Kind::Stop) => (End::Stop, at),
        Some(_) if line.gap(at) == Gap::Line => (End::Line, at),
        Some(_) => (End::Nothing, at),
    }
}

/// Finds the end of the place group that begins at `start`: the token behind its last, and the token at which date, agency or
/// end mark begins.
fn place_group(line: &Line<'_>, start: usize, parts: &Parts) -> Option<(usize, usize)> {
    if !matches!(line.kind(start), Some(Kind::Caps | Kind::Title | Kind::Uncased | Kind::Lower)) {
        return None;
    }
    let mut words = 0;
    let mut at = start;
    loop {
        let inside = at > start;
        // A line end parts place and date only behind a comma.
        if inside && line.gap(at) == Gap::Line && !line.is(at - 1, Kind::Comma) {
            return Some((at, at));
        }
        match line.kind(at) {
            None => return inside.then_some((at, at)),
            Some(Kind::Dash | Kind::Colon | Kind::Equals) => return Some((at, at)),
            Some(Kind::Comma) => {
                if inside
                    && parts.date.is_none()
                    && (read(line, at + 1, None).is_some() || date::weekday(line, at + 1).is_some())
                {
                    return Some((at, at + 1));
                }
                if line.bare_agency(at + 1).is_some()
                    || line.bracketed(at + 1).is_some_and(|a| a.style.is_some())
                    || line.is(at + 1, Kind::Dash)
                {
                    return Some((at, at + 1));
                }
                at += 1;
            }
            Some(Kind::Stop) => {
                if read(line, at + 1, None).is_some() && !is_abbreviation(line, at)
                    || line.bare_agency(at + 1).is_some()
                {
                    return Some((at, at + 1));
                }
                if read(line, at + 1, None).is_some() || matches!(line.kind(at + 1), Some(Kind::Open(_))) {
                    return Some((at + 1, at + 1));
                }
                match line.kind(at + 1) {
                    Some(Kind::Dash | Kind::Comma) if is_abbreviation(line, at) => at += 1,
                    Some(Kind::Dash) => return Some((at, at)),
                    Some(Kind::Caps | Kind::Title | Kind::Slash) if is_abbreviation(line, at) => at += 1,
                    _ => return None,
                }
            }
            Some(Kind::Open(_)) => match region(line, at) {
                Some(behind) => at = behind,
                None => return Some((at, at)),
            },
            Some(Kind::Slash) => {
                let agency = line.bracketed(at).filter(|agencies| agencies.style.is_some());
                if inside
                    && agency.is_none()
                    && line.gap(at) == Gap::Glued
                    && line.gap(at + 1) == Gap::Glued
                    && line.is_word(at + 1)
                {
                    at += 1;
                } else if let Some(behind) = region(line, at) {
                    at = behind;
                } else {
                    return Some((at, at));
                }
            }
            Some(Kind::Number(_) | Kind::Mixed) => {
                // `PRAHA 18. června`, `BRUSSEL 31/07`, `Toronto Feb 26`
                return (inside && parts.date.is_none() && read(line, at, None).is_some()).then_some((at, at));
            }
            Some(Kind::Caps | Kind::Title | Kind::Uncased) => {
                if inside && parts.date.is_none() && read_without_weekday(line, at, None).is_some() {
                    return Some((at, at));
                }
                if inside
                    && line.bare_agency(at).is_some_and(|(_, _, behind)| {
                        matches!(line.kind(behind), Some(Kind::Dash | Kind::Stop | Kind::Colon))
                    })
                    && parts.date.is_some()
                {
                    return Some((at, at));
                }
                words += 1;
                at += 1;
            }
            Some(Kind::Lower) => {
                // `at Wakkanai, on April 20` is a sentence.
                if inside && read(line, at + 1, None).is_some() {
                    return None;
                }
                let goes_on = at == start || line.is(at - 1, Kind::Comma) || line.is(at - 1, Kind::Lower);
                if !is_particle(line.word(at)) && !goes_on {
                    return None;
                }
                if parts.date.is_none() && inside && read(line, at, None).is_some() {
                    return Some((at, at));
                }
                words += 1;
                at += 1;
            }
            Some(Kind::Quote | Kind::Close(_) | Kind::Other) => return None,
        }
        if words > MOST_WORDS {
            return None;
        }
    }
}

/// Reads a qualifier in brackets or slashes behind a place: `(Australia)`, `[India]`, `/Leningrad Region/`. What stands last
/// before the end mark is the agency, unless it can only be a region.
fn region(line: &Line<'_>, at: usize) -> Option<usize> {
    let agencies = line.bracketed(at)?;
    if agencies.style.is_some() {
        return None;
    }
    let name = agencies.spans.first().map_or("", |span| span.of(line.text));
    let behind = agencies.next;
    let goes_on = matches!(line.kind(behind), Some(Kind::Comma | Kind::Open(_)))
        || line.is(behind, Kind::Slash) && agencies.bracket != Bracket::Slash
        || read(line, behind, None).is_some()
        || line.is(behind, Kind::Stop) && read(line, behind + 1, None).is_some();
    (goes_on || places::is_qualifier(name)).then_some(behind)
}

/// Says whether the stop at `at` belongs to the word before it: `ST.`, `Mo.`, `Calif.`, `FT.`
fn is_abbreviation(line: &Line<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let word = line.word(before);
    let known = matches!(
        word,
        "ST" | "St"
            | "FT"
            | "Ft"
            | "MT"
            | "Mt"
            | "STE"
            | "Ste"
            | "PT"
            | "Pt"
            | "S"
            | "N"
            | "E"
            | "W"
            | "Sta"
            | "Sto"
            | "STA"
            | "STO"
            | "Gen"
            | "GEN"
    );
    // `MOSCOW.` ends a place, though Moscow is a region too: regions stand behind a comma.
    let behind_comma = before.checked_sub(1).is_some_and(|at| line.is(at, Kind::Comma));
    let short = word.chars().count() <= 6;
    let region = places::is_qualifier(&format!("{word}."));
    // Behind the region comes the comma before the date, even where the one before it was lost, or the region is misspelt.
    let before_comma =
        line.is(at + 1, Kind::Comma) && (behind_comma || region && before > 0 && line.is_word(before - 1));
    known || word.contains('.') || short && (behind_comma && region || before_comma)
}

/// Words in small letters inside the names of places, and those that join two.
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "of"
            | "the"
            | "de"
            | "del"
            | "la"
            | "las"
            | "los"
            | "el"
            | "do"
            | "da"
            | "dos"
            | "das"
            | "du"
            | "des"
            | "le"
            | "les"
            | "di"
            | "der"
            | "den"
            | "am"
            | "an"
            | "im"
            | "in"
            | "ob"
            | "bei"
            | "und"
            | "et"
            | "y"
            | "e"
            | "i"
            | "on"
            | "upon"
            | "sur"
            | "sous"
            | "en"
            | "aan"
            | "op"
            | "van"
            | "and/or"
            | "near"
            | "off"
            | "aboard"
            | "и"
            | "на"
            | "та"
            | "ve"
            | "och"
            | "og"
            | "al"
            | "ar"
            | "region"
            | "state"
            | "province"
    )
}

/// Decides whether what was read is a dateline, and how certain it is.
fn accept(line: &Line<'_>, start: usize, next: usize, parts: Parts, end: End) -> Option<Found> {
    let place = parts.place;
    let known_place = place.is_some_and(|(from, to)| line.is_place(from, to));
    let caps = place.is_some_and(|(from, to)| line.is_caps(from, to));
    let words = place.map_or(0, |(from, to)| (from..to).filter(|&at| line.is_word(at)).count());
    let dashed = matches!(end, End::Dash | End::StopDash);
    let agency_known = parts.style.is_some();
    let has_day = parts.date.is_some_and(|stated| stated.date.month.is_some() || stated.date.day.is_some());
    let prose = line.prose_follows(next);
    // `[India], June 1:` — brackets behind a place stand in datelines only.
    let qualified = place.is_some_and(|(from, to)| (from..to).any(|at| matches!(line.kind(at), Some(Kind::Close(_)))));
    // A hyphen is also a minus, and parts the halves of a pair: `KIEL - OSLO`.
    let wide_dash = next.checked_sub(1).is_some_and(|dash| line.word(dash) != "-");

    let certainty = if agency_known {
        let shaped = dashed || has_day || end == End::Equals || known_place || caps;
        let ended = match end {
            End::Nothing => line.sentence_follows(next) && (has_day || known_place || place.is_none()),
            _ => true,
        };
        // A sentence with an agency in brackets: `Officials at Interfax (AP) said`.
        let placed = place.is_none() || known_place || caps || has_day || words <= 4 && line.sentence_follows(next);
        (shaped && ended && placed).then_some(Certainty::Strong)
    } else if !parts.agencies.is_empty() {
        let ended = dashed || matches!(end, End::Colon) || end == End::Stop && parts.bracket == Some(Bracket::Slash);
        let placed = known_place || caps && words <= 8;
        // Where no style knows the agency, the rest must speak for itself.
        (ended && placed && (has_day || known_place && caps)).then_some(Certainty::Fair)
    } else if has_day {
        // `BRUSSELS 1996-08-22` on a line of its own; `London, 3 May 1921` ends a letter.
        let iso_line = parts.date.is_some_and(|stated| {
            stated.span.of(line.text).starts_with(|c: char| c.is_ascii_digit())
                && stated.date.year.is_some()
                && stated.span.len() == 10
        });
        let ends = match end {
            // Date and dash are enough: what follows may be a table, or copy that lost its capitals.
            // `Bronson, Feb. 17.—Investigation`: stop and dash together end nothing else.
            End::StopDash if place.is_some() && words <= 4 => true,
            End::Dash | End::StopDash => {
                place.is_some() && (known_place || caps && words <= 8) && is_set_off(line, next)
            }
            End::Stop => known_place && prose,
            End::Colon => known_place && line.prose_of(next, if qualified { 3 } else { 12 }),
            End::Line => {
                (caps || known_place) && iso_line
                    || caps && known_place && line.word(place.map_or(0, |(from, _)| from)).chars().count() > 2
            }
            End::Equals | End::Nothing => false,
        };
        let lost_place = place.is_none() && dashed && line.prose_of(next, 8);
        (ends || lost_place).then_some(if lost_place { Certainty::Weak } else { Certainty::Fair })
    } else {
        let weekday = parts.date.is_some();
        let ends = match end {
            End::StopDash if known_place => line.prose_of(next, 3),
            End::Dash | End::StopDash => {
                known_place
                    && (caps || weekday)
                    && line.prose_of(next, if wide_dash { 3 } else { 8 })
                    && read(line, next, None).is_none()
                    && is_set_off(line, next)
            }
            End::Colon => known_place && caps && line.prose_of(next, 14),
            End::Stop => known_place && weekday && prose,
            End::Equals | End::Line | End::Nothing => false,
        };
        ends.then_some(Certainty::Weak)
    }?;
    let (style, end_at) = finish(line, &parts, next);
    let place = place.map(|(from, to)| line.span(from, to)).filter(|span| !span.is_empty());
    let first = line.tokens.get(start)?.span.start;
    Some(Found {
        span: Span::new(first, end_at),
        place,
        date: retold(line, &parts),
        agencies: parts.agencies,
        style,
        certainty,
    })
}

/// Says whether the dash before `next` has a blank on one side at least: `PARIS-based` is a word.
fn is_set_off(line: &Line<'_>, next: usize) -> bool {
    line.gap(next) != Gap::Glued
        || next.checked_sub(1).is_some_and(|dash| line.gap(dash) != Gap::Glued || line.word(dash).len() > 1)
}

/// Reads the date once more in the language of the agency, which decides between the readings of a month's name.
fn retold(line: &Line<'_>, parts: &Parts) -> Stated {
    let Some(stated) = parts.date else { return Stated::default() };
    let style = parts.agencies.first().and_then(|span| line.styles.of_agency(span.of(line.text)));
    let at = line.tokens.iter().position(|token| token.span.start == stated.span.start);
    let languages = style.map(|style| style.languages.as_slice()).unwrap_or_default();
    let retold = languages.iter().zip(at.into_iter().cycle()).find_map(|(language, at)| {
        let (again, _) = read(line, at, Some(language))?;
        (again.span == stated.span).then_some(again)
    });
    retold.unwrap_or(stated)
}

/// Names the style and finds where the text begins: behind the marks of a monitoring service, too.
fn finish(line: &Line<'_>, parts: &Parts, next: usize) -> (String, usize) {
    let mut next = next;
    let mut marked = false;
    while line.is(next, Kind::Open(Bracket::Square)) {
        let Some(close) =
            (next + 1..line.tokens.len().min(next + 40)).find(|&at| line.is(at, Kind::Close(Bracket::Square)))
        else {
            break;
        };
        // Marks are in capitals; a bracket in the text (`[passage indistinct]`) is not.
        if !(next + 1..close).filter(|&at| line.is_word(at)).all(|at| line.is(at, Kind::Caps)) {
            break;
        }
        let is_text = line.text_of(next + 1, close) == "TEXT";
        (marked, next) = (true, close + 1);
        if is_text {
            break;
        }
    }
    let end = match next.checked_sub(1).and_then(|last| line.tokens.get(last)) {
        Some(last) => last.span.end,
        None => 0,
    };
    let style = match &parts.style {
        _ if marked => "fbis".to_owned(),
        Some(style) => style.clone(),
        None if !parts.agencies.is_empty() => "unknown-agency".to_owned(),
        None if parts.date.is_some() => "place-date".to_owned(),
        None => "place".to_owned(),
    };
    (style, end)
}
