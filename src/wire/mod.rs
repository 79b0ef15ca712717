//! Raw copy to articles: header, headline, byline, dateline, body. A pure function of text and tables.

// Eight bytes of ASCII looked at together.
mod eight;
// The language of an article.
pub mod language;
// What a printed place is: the gazetteer.
pub mod places;
// Maps of short keys.
mod hash;
// Names of months and weekdays.
mod calendar;
// Lines that stand around the copy.
mod marks;
// The notation of datelines' shapes, and their tree.
mod shape;
// The style table.
mod style;
// The dateline grammar.
mod dateline;
// Lines, and the stories of a file.
mod layout;
// Years left out, dates in paths.
mod year;
// Years of other calendars.
mod eras;
// What stands before the copy and is about it.
mod header;
// Headline, byline and furniture above the copy.
mod above;
// Sign-offs below it.
mod tail;
// The date of publication.
mod published;
// All of it put together.
mod record;
// What holds for any copy.
#[cfg(test)]
mod properties;

pub use style::{BUILTIN_STYLES, StyleError, Styles};
pub(crate) use year::path_date;

use crate::article::{Article, Remark, RemarkKind};
use crate::date::DayRange;
use crate::story::{Known, Span, Story};

/// What the parser makes of a story.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// The articles, in the order of the copy. Empty only where the copy holds no text.
    pub articles: Vec<Article>,
    /// What was noticed about the file as a whole; what is about one article stands in the article.
    pub remarks: Vec<Remark>,
}

/// Gives the stories of a file; a file without a word is one.
fn spans_of(text: &str, blank: bool) -> Vec<Span> {
    if blank { vec![Span::new(0, text.len())] } else { layout::stories(text) }
}

/// Parses a story into its articles. Never fails and never panics: what it cannot read stays body.
///
/// ```
/// use dateline::{story::Story, wire::{self, Styles}};
/// let text = " date 2025-05-04 OMSK, May 4. /TASS/. The ferry is back.\n\nIt sails at noon.".to_owned();
/// let parsed = wire::parse(&Story { text, ..Story::default() }, Styles::builtin());
/// let article = &parsed.articles[0];
/// assert_eq!(article.body, "The ferry is back.\n\nIt sails at noon.");
/// let dateline = article.dateline.as_ref().unwrap();
/// assert_eq!((dateline.place.as_deref(), dateline.agencies[0].as_str()), (Some("OMSK"), "TASS"));
/// ```
pub fn parse(story: &Story, styles: &Styles) -> Parsed {
    let text = story.text.as_str();
    let blank = text.trim_start_matches(layout::is_blank).is_empty();
    // What its container dates or titles is an article, though no word of it came through.
    if blank && story.known == Known::default() {
        let span = story.origin.span;
        let empty = Remark { kind: RemarkKind::Empty, text: "no text".into(), span };
        return Parsed { articles: Vec::new(), remarks: vec![empty] };
    }
    let mut tokens = Vec::with_capacity(2 * dateline::token::FEW);
    let stories: Vec<(Span, header::Header)> =
        spans_of(text, blank).into_iter().map(|span| (span, header::read(text, span, styles))).collect();
    // The other stories of the file are nearer neighbours than those of the folder.
    let beside = stories.iter().filter_map(|(_, header)| header.date?.days()).reduce(DayRange::union);
    let neighbours = beside.or(story.context.neighbours);
    let articles = stories
        .into_iter()
        .enumerate()
        .map(|(number, (span, header))| record::make(story, header, neighbours, span, number, styles, &mut tokens))
        .collect();
    Parsed { articles, remarks: Vec::new() }
}
