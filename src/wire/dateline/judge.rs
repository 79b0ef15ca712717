//! Which fits are datelines: what must speak for each shape, so that a sentence that looks like one is left alone.
//!
//! | copy | taken | because |
//! |---|---|---|
//! | `Berlin (dpa) - Der` | yes | a known agency in brackets, a dash |
//! | `Paris (AFP) said` | no | the sentence goes on |
//! | `OSLO, May 3 - The` | yes | place, comma, date, dash |
//! | `NEW YORK, July 4 was` | no | nothing ends it |
//! | `TOKYO - The bank said` | yes | a known place in capitals, a dash with blanks, prose |
//! | `WHEAT - No Two Soft Red` | no | not a place, no prose |
//! | `MOSCOW, RUSSIA - MAY 3, 2025: Cars` | no | a picture's caption |

use super::Setting;
use super::agency::Credit;
use super::date::{Form, Stated};
use super::line::Line;
use super::place::{Group, Set};
use super::token::{Gap, Kind};
use super::vocabulary;
use super::walk::Fit;
use crate::wire::places;
use crate::wire::shape::End;
use crate::wire::style::{Styles, key};

/// A fit that was taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verdict {
    /// How much speaks for it; the best fit of a line wins.
    pub score: u32,
    /// The style that it is.
    pub style: usize,
}

/// Says whether a fit is a dateline, and how much speaks for it.
pub(crate) fn judge(line: &Line, fit: &Fit, styles: &Styles, setting: Setting) -> Option<Verdict> {
    let complete = &styles.tree.node(fit.node).complete;
    let own = fit.credit.and_then(|credit| credit.style);
    let declared = complete.iter().find(|&&(style, end)| Some(style) == own && ends_as(fit.end, end));
    let shaped = complete.iter().find(|&&(style, _)| Some(style) == own);
    let generic = complete.iter().find(|&&(style, end)| !styles.styles[style].named && ends_as(fit.end, end));
    let any = complete.iter().find(|&&(style, _)| !styles.styles[style].named);
    let case = Case { line, fit, styles, declared: declared.is_some() };
    let (taken, style) = match (fit.credit, own) {
        (Some(_), Some(own)) if fit.bracketed => (case.known_agency(), own),
        (Some(_), Some(own)) => {
            ((declared.or(generic).is_some() || shaped.is_some() && fit.literal) && case.bare_agency(), own)
        }
        (Some(credit), None) => (case.unknown_agency(&credit), any?.0),
        (None, _) if setting == Setting::Field => (fit.place.is_some() && case.ended(), any?.0),
        (None, _) => (generic.is_some() && case.no_agency(), generic?.0),
    };
    taken.then(|| Verdict { score: case.score(), style })
}

fn ends_as(found: End, declared: End) -> bool {
    found == declared || found == End::StopDash && matches!(declared, End::Dash | End::Stop)
}

struct Case<'a> {
    line: &'a Line<'a>,
    fit: &'a Fit,
    styles: &'a Styles,
    declared: bool,
}

impl Case<'_> {
    fn score(&self) -> u32 {
        let fit = self.fit;
        let known = fit.credit.is_some_and(|credit| credit.style.is_some());
        u32::from(known) * 40
            + u32::from(fit.credit.is_some()) * 20
            + u32::from(fit.date.is_some_and(|d| d.form == Form::Whole)) * 30
            + u32::from(fit.date.is_some()) * 10
            + u32::from(fit.place.is_some()) * 20
            + u32::from(self.declared || fit.names.is_some()) * 5
            + u32::from(self.dashed()) * 5
            // Of two names for a reporter and a place set together, the known place decides.
            + u32::from(fit.names.is_some() && fit.place.is_some_and(|p| self.known(&p))) * 8
            + fit.place.map_or(0, |p| u32::from(!self.starts_with_names() && p.end > p.start))
    }

    fn starts_with_names(&self) -> bool {
        self.fit.names.is_some()
    }

    fn dashed(&self) -> bool {
        matches!(self.fit.end, End::Dash | End::StopDash)
    }

    /// Says whether something ends it: a sign, or the line.
    fn ended(&self) -> bool {
        self.fit.end != End::Nothing
    }

    /// Says whether what follows can be the beginning of the lead.
    fn lead_begins(&self) -> bool {
        self.line.token(self.fit.lead).is_none_or(|next| next.begins_sentence())
    }

    fn known(&self, group: &Group) -> bool {
        places::is_known(self.line.span(group.start, group.name_end).of(self.line.text))
    }

    /// Says whether the last qualifier is one that the gazetteer knows (`, Wash.`, ` (Peru)`).
    fn well_qualified(&self, group: &Group) -> bool {
        if !group.qualified {
            return false;
        }
        let rest = self.line.span(group.name_end, group.end).of(self.line.text);
        let last = rest.rsplit([',', '(', '[', '/']).next().unwrap_or_default();
        places::is_qualifier(last.trim().trim_end_matches([')', ']', '/', ' ']))
    }

    /// Words in the name of an organisation, not of a place.
    fn names_body(&self, group: &Group) -> bool {
        let words = || (group.start..group.name_end).any(|i| vocabulary::is_body(self.line.word(i)));
        let name = || key(self.line.span(group.start, group.name_end).of(self.line.text));
        let named = words()
            || self.styles.may_begin_agency(self.line.word(group.start)) && self.styles.agency(&name()).is_some();
        // `NEWPORT NEWS, Va.`, `UNION CITY, N.J.`
        named && !self.well_qualified(group) && !self.known(group)
    }

    /// `PLACE, DATE (AP) -`, `PLACE (AP) -`, `DATE (UPI) --`, `(CNN) --`
    fn known_agency(&self) -> bool {
        let fit = self.fit;
        // A dateline that is quoted, in a sentence that goes on.
        let quoted = fit.start > 0 && self.line.kind(fit.start - 1) == Some(Kind::Quote);
        if quoted && self.line.kind(fit.lead) == Some(Kind::Lower) {
            return false;
        }
        if fit.end == End::Nothing && !self.lead_begins() || fit.dashes > 2 {
            return false;
        }
        let next = self.line.kind(fit.lead);
        // `(Xinhua) 14:51, April 19, 2022` is a time stamp, `(AFP) (Photo)` a credit.
        let closed = next == Some(Kind::Quote) && self.line.gap(fit.lead) == Gap::Glued;
        let loose = fit.end == End::Nothing && !closed && !matches!(next, Some(Kind::Number(_) | Kind::Open(_)));
        match (fit.place, fit.date) {
            (None, None) => self.dashed() || matches!(fit.end, End::Colon) || self.declared && loose,
            (None, Some(date)) => {
                date.form != Form::None && (self.dashed() || fit.end == End::Colon || self.declared && loose)
            }
            (Some(place), None) if self.names_body(&place) => false,
            (Some(place), None) => match place.set {
                Set::Capitals => self.ended() || loose,
                Set::Title | Set::Uncased => {
                    let goes_on = next == Some(Kind::Lower);
                    (self.dashed() || matches!(fit.end, End::Colon | End::Equals)) && (!goes_on || self.known(&place))
                        || (loose || self.ended()) && (self.declared || self.known(&place))
                }
                Set::Small => self.dashed() && self.known(&place),
                Set::Aboard => self.dashed(),
            },
            // A month alone is a word too (`Nội` is one in Romanian).
            (Some(_), Some(date)) if date.form == Form::Part && date.date.day.is_none() && !fit.comma => false,
            (Some(place), Some(_)) => match place.set {
                Set::Small => fit.comma && self.ended(),
                Set::Capitals | Set::Title | Set::Uncased | Set::Aboard => self.ended() || loose,
            },
        }
    }

    /// `PLACE, DATE AAP -`, `Place, IRNA -`, `新华社PLACE DATE电`: the style itself says so, and how it ends.
    fn bare_agency(&self) -> bool {
        let fit = self.fit;
        if fit.literal || fit.place.is_some_and(|p| p.set == Set::Uncased) {
            return fit.place.is_none_or(|p| p.set == Set::Uncased) && self.names_fit();
        }
        fit.place.is_none_or(|p| p.set != Set::Small) && fit.dashes <= 2 && (self.ended() || self.lead_begins())
    }

    /// A place set fast to a reporter's name is only told apart by knowing it.
    fn names_fit(&self) -> bool {
        // `記者` is a reporter, no part of a place.
        if self.fit.place.is_some_and(|p| self.line.word(p.start) == "記" || self.line.word(p.start) == "记") {
            return false;
        }
        match (self.fit.names, self.fit.place) {
            (Some((_, end)), Some(place)) if end == place.start && self.line.gap(end) == Gap::Glued => {
                self.known(&place) || place.end - place.start == 2
            }
            _ => true,
        }
    }

    /// `PLACE, DATE (RADIO SANDINO) --`
    fn unknown_agency(&self, credit: &Credit) -> bool {
        let fit = self.fit;
        let name = credit.span.of(self.line.text);
        let sane = name.chars().next().is_some_and(char::is_alphabetic)
            && name.len() <= 60
            && !name.contains([':', '@', '='])
            && name.split_whitespace().count() <= 7
            && (!name.starts_with(|c: char| c.is_lowercase() && name.split_whitespace().count() > 1)
                || vocabulary::is_outlet(name));
        if !sane || fit.dashes > 0 || !fit.bracketed {
            return false;
        }
        match (fit.place, fit.date) {
            (Some(place), Some(_)) => {
                self.dashed() && (fit.comma || self.known(&place)) && place.set != Set::Small
                    || self.lead_begins() && fit.comma && self.known(&place)
            }
            (None, Some(date)) => self.dashed() && date.form == Form::Whole && !places::is_qualifier(name),
            (Some(place), None) if !self.dashed() => {
                fit.end == End::Nothing
                    && self.lead_begins()
                    && vocabulary::is_outlet(name)
                    && self.known(&place)
                    && place.set != Set::Small
            }
            (Some(place), None) => {
                let agency_like = !places::is_qualifier(name)
                    && !places::is_known(name)
                    && (name.chars().next().is_some_and(char::is_uppercase) || vocabulary::is_outlet(name));
                let placed = self.known(&place) || self.well_qualified(&place);
                self.dashed()
                    && self.lead_begins()
                    && agency_like
                    && placed
                    && !self.names_body(&place)
                    && self.prose()
                    && (place.set == Set::Capitals || place.set == Set::Title && self.known(&place))
            }
            (None, None) => false,
        }
    }

    /// `PLACE, DATE -`, `PLACE -`
    fn no_agency(&self) -> bool {
        match (self.fit.place, self.fit.date) {
            (Some(place), Some(date)) => self.dated(&place, &date),
            (Some(place), None) => self.place_alone(&place),
            (None, _) => false,
        }
    }

    fn dated(&self, place: &Group, date: &Stated) -> bool {
        let fit = self.fit;
        if fit.literal {
            return self.known(place) && place.set == Set::Uncased;
        }
        // `fixtures, April 9 -` in small letters is a table's label; a place in small letters is one or two words.
        let placed = fit.comma || self.known(place) || self.well_qualified(place);
        let sure = match date.form {
            Form::Whole | Form::None => true,
            // A month or a weekday alone, or a garbled date: all else must be as it should be.
            Form::Part | Form::Garbled => fit.comma && place.set != Set::Small,
        };
        match fit.end {
            _ if !sure => false,
            // The lead begins with a capital, or the place is sure.
            End::Dash | End::StopDash
                if self.line.kind(fit.lead) == Some(Kind::Lower) && place.set != Set::Capitals =>
            {
                fit.comma && fit.dashes == 0 && self.known(place)
            }
            End::Dash | End::StopDash => {
                placed
                    && fit.dashes <= 1
                    && (place.set != Set::Small || fit.comma && date.date.day.is_some())
                    && !self.names_body(place)
            }
            End::Stop => {
                fit.comma && fit.dashes == 0 && self.known(place) && self.lead_follows() && date.form != Form::Garbled
            }
            // Tables and listings set a colon too: it takes brackets behind the place, or a lead as long as a sentence.
            End::Colon => {
                let bracketed = matches!(self.line.kind(place.name_end), Some(Kind::Open(_)));
                fit.comma
                    && fit.dashes == 0
                    && self.lead_follows()
                    && (bracketed || self.known(place) && self.sentence())
            }
            // On a line of its own: a table's rows have neither comma nor year.
            End::Line => {
                let fenced = fit.comma || date.date.year.is_some();
                let placed = self.known(place) || place.set == Set::Capitals && date.date.year.is_some();
                fit.dashes == 0 && date.form == Form::Whole && fenced && placed
            }
            End::Nothing => {
                place.set == Set::Capitals && date.date.year.is_some() && self.known(place) && self.lead_begins()
            }
            End::Equals => false,
        }
    }

    fn place_alone(&self, place: &Group) -> bool {
        let fit = self.fit;
        if !self.lead_follows() || self.captioned() || self.names_body(place) {
            return false;
        }
        if fit.literal {
            return self.known(place);
        }
        if !(self.prose() || fit.end == End::StopDash) {
            return false;
        }
        let dash = self.line.word(fit.lead.saturating_sub(1));
        let spaced = self.line.gap(fit.lead) != Gap::Glued || dash != "-";
        let spaced = spaced && (self.line.gap(fit.lead.saturating_sub(1)) != Gap::Glued || dash != "-");
        match (fit.end, place.set) {
            (End::StopDash, Set::Capitals | Set::Title | Set::Uncased) => self.known(place),
            (End::Dash, Set::Capitals) if spaced => self.known(place) || self.well_qualified(place),
            // China Daily sets `KABUL-A bombing`.
            (End::Dash, Set::Capitals) => {
                self.known(place) && self.line.gap(fit.lead) == Gap::Glued && !place.qualified
            }
            (End::Dash, Set::Title) if spaced => {
                self.well_qualified(place) || self.known(place) && dash != "-" && !self.second_dash()
            }
            (End::Colon, Set::Capitals) => self.known(place) && place.end - place.start <= 3 && self.sentence(),
            _ => false,
        }
    }

    /// Says whether the lead is as long as a sentence and has no other colon, as talk and tables have.
    fn sentence(&self) -> bool {
        let rest = self.line.rest(self.fit.lead);
        rest.len() >= 10 && self.prose() && !rest.iter().any(|t| t.kind == Kind::Colon)
    }

    fn lead_follows(&self) -> bool {
        self.line.token(self.fit.lead).is_some_and(|next| next.begins_sentence())
    }

    /// `MOSCOW, RUSSIA - MAY 3, 2025: …`: what follows the dash is a date and a colon.
    fn captioned(&self) -> bool {
        super::date::read(self.line, self.fit.lead, &self.styles.calendar)
            .is_some_and(|(end, _)| matches!(self.line.kind(end), Some(Kind::Colon | Kind::Stop)))
    }

    /// Says whether the lead reads as prose: small words, few numerals. Copy all in capitals never does.
    fn prose(&self) -> bool {
        let (mut small, mut numerals, mut words, mut capitals) = (0, 0, 0, true);
        for token in (self.fit.lead..self.fit.lead + 16).map_while(|at| self.line.token(at)) {
            match token.kind {
                Kind::Lower | Kind::Uncased => small += 1,
                Kind::Number(_) | Kind::Mixed => numerals += 1,
                _ => {}
            }
            words += usize::from(token.is_word());
            capitals &= !token.is_word() || token.kind == Kind::Caps;
        }
        // The excerpt may be as short as a name; a table has numerals, a headline goes on in capitals.
        match words {
            0..=5 => numerals == 0 && !capitals,
            _ => small * 3 >= words && small > numerals && small >= 2,
        }
    }

    /// Says whether the sentence has another dash: `Paris — the city — is`.
    fn second_dash(&self) -> bool {
        let rest = self.line.rest(self.fit.lead);
        rest.iter().take_while(|t| t.kind != Kind::Stop).any(|t| t.kind == Kind::Dash)
    }
}
