//! The dateline grammar: place, date, agency and the mark that ends it, at the start of a line.
//!
//! One grammar reads every agency; the style table says which names are agencies. A dateline is taken only where enough of it
//! is certain:
//!
//! | what stands there | what makes it certain |
//! |---|---|
//! | `PLACE, DATE (AG) -`, `PLACE, DATE. /AG/.`, `PLACE (AG) —` | a known agency |
//! | `(AG) - PLACE, DATE -`, `AG, Place -`, `DATE, Place /Корр. AG/.` | a known agency |
//! | `PLACE, DATE (X) --`, `PLACE, DATE /X/ --` | date and dash; the agency is taken as printed |
//! | `PLACE, DATE -`, `PLACE, D MON YY -- [TEXT]` | capitals or a known place, date and dash |
//! | `Place, Date. Lead`, `Place, Date: Lead` | a known place, a date, and prose behind it |
//! | `PLACE - Lead`, `PLACE: Lead` | a known place in capitals, first thing in the story, and prose behind it |
//! | `新华社LOC M月D日电`, `【LOC共同】`, `(LOC=연합뉴스) X 기자 =` | a known agency |

mod asian;
mod date;
mod general;
mod line;
pub(super) mod token;

use crate::date::PartialDate;
use crate::story::Span;

pub(super) use line::Line;

/// A dateline as found in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// From its first byte to the end of the mark that ends it.
    pub(super) span: Span,
    /// The place group as printed.
    pub(super) place: Option<Span>,
    /// The date as stated.
    pub(super) date: Stated,
    /// The agencies as printed.
    pub(super) agencies: Vec<Span>,
    /// The name of the style or shape.
    pub(super) style: String,
    /// How certain it is.
    pub(super) certainty: Certainty,
}

/// How certain a dateline is: how far into a story it is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// A place and a dash: only at the start of the copy.
    Weak,
    /// A date and a dash, or an unknown agency.
    Fair,
    /// A known agency.
    Strong,
}

/// A date as stated in a dateline, and what was wrong with it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Stated {
    /// The date.
    pub(super) date: PartialDate,
    /// The weekday, 0 for Monday, where stated.
    pub(super) weekday: Option<u8>,
    /// Whether it was garbled and put right, or could not be.
    pub(super) garbled: bool,
    /// Its bytes.
    pub(super) span: Span,
}

/// Looks for a dateline at the start of a line.
pub(super) fn find(line: &Line<'_>) -> Option<Found> {
    asian::find(line).or_else(|| general::find(line))
}
