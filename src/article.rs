//! The record: what the parser makes of a story.

use std::fmt;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::date::{DayRange, PartialDate};
use crate::story::{Origin, Span};

/// One article of an archive.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Its name for good: see [`ArticleId`].
    pub id: ArticleId,
    /// Where it stands.
    pub origin: Origin,
    /// The headline, on one line.
    pub headline: Option<String>,
    /// The slug line of the wire (`BC-BAHIA-COCOA-REVIEW`).
    pub slug: Option<String>,
    /// The byline, without `By`'s line end.
    pub byline: Option<String>,
    /// The dateline, if one was found.
    pub dateline: Option<Dateline>,
    /// The standfirst: what stands between headline and dateline, a line a paragraph.
    pub standfirst: Option<String>,
    /// The captions of pictures before the text, a line each.
    pub captions: Option<String>,
    /// The text after the dateline, paragraphs parted by an empty line.
    pub body: String,
    /// The language, as a BCP 47 tag; nothing where the text is too short to tell.
    pub language: Option<String>,
    /// When it was published; nothing where no one says.
    pub published: Option<Dated>,
    /// How many words the body has.
    pub words: u32,
    /// What every byte of the story is: ordered, without overlap, covering `origin.span`.
    pub parts: Vec<Part>,
    /// What the parser noticed.
    pub remarks: Vec<Remark>,
}

impl Article {
    /// Gives the first paragraph of the body.
    pub fn lead(&self) -> Option<&str> {
        self.body.split("\n\n").next().filter(|lead| !lead.is_empty())
    }

    /// Gives the first and last day on which it can have been published.
    pub fn days(&self) -> Option<DayRange> {
        self.published.as_ref().and_then(|dated| dated.date.days())
    }
}

/// The name of an article: a hash of where it stands (file, member, number within), so that it stays the same when the
/// archive is indexed again, moved as a whole, or the article is corrected. Printed as 16 hexadecimal digits; may be shortened.
///
/// ```
/// use dateline::article::ArticleId;
/// let id = ArticleId::new("2025/tokyo.txt", None, 0);
/// assert_eq!(id, ArticleId::new("2025/tokyo.txt", None, 0));
/// assert_ne!(id, ArticleId::new("2025/tokyo.txt", None, 1));
/// assert_eq!(id.to_string().len(), 16);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArticleId(pub u64);

impl ArticleId {
    /// Names the `number`-th article (from 0) of a file or of its member `entry`.
    pub fn new(path: &str, entry: Option<&str>, number: usize) -> ArticleId {
        // NUL stands in no path, so two different origins never make the same key.
        let entry = entry.unwrap_or_default();
        let mut key = String::with_capacity(path.len() + entry.len() + "\0\0".len() + 20);
        for part in [path, "\0", entry, "\0"] {
            key.push_str(part);
        }
        match number {
            // Nearly all: a file mostly holds one.
            0 => key.push('0'),
            _ => key.push_str(&number.to_string()),
        }
        ArticleId(xxh3_64(key.as_bytes()))
    }

    /// Gives the first and last id that begin with the hexadecimal digits `prefix`; nothing if they are no such digits.
    pub fn prefix_range(prefix: &str) -> Option<(ArticleId, ArticleId)> {
        if prefix.is_empty() || prefix.len() > 16 || !prefix.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let open = 4 * (16 - prefix.len() as u32);
        let first = u64::from_str_radix(prefix, 16).ok()?.checked_shl(open).unwrap_or(0);
        Some((ArticleId(first), ArticleId(first | 1u64.checked_shl(open).unwrap_or(0).wrapping_sub(1))))
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The dateline of an article: where and when its copy was filed, and by whom. It says nothing of where the event took place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dateline {
    /// Its text as printed, with the dash or stop that ends it.
    pub text: String,
    /// Its bytes in the decoded file.
    pub span: Span,
    /// The places as printed, without date and agency.
    pub place: Option<String>,
    /// The places one by one.
    pub places: Vec<Place>,
    /// The date as stated; mostly without a year.
    pub date: PartialDate,
    /// The agencies as printed, first to last.
    pub agencies: Vec<String>,
    /// The name of the rule that took it.
    pub style: String,
}

/// One place of a dateline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Its name, in title case.
    pub name: String,
    /// The state, province or territory, as printed.
    pub region: Option<String>,
    /// The country, as an ISO 3166-1 alpha-2 code, where it is known rather than guessed.
    pub country: Option<String>,
    /// Degrees north and east (WGS 84), where the place is known.
    pub position: Option<(f32, f32)>,
}

/// A date of publication, and how it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// The date.
    pub date: PartialDate,
    /// Who says so.
    pub source: DateSource,
    /// From what the part that the article does not state was inferred; nothing where all is stated.
    pub inferred: Option<Inference>,
}

/// Who states a date of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateSource {
    /// The header of the raw file.
    Header,
    /// The dateline.
    Dateline,
    /// A field of the container.
    Container,
    /// The name of the file or its folders.
    Path,
}

/// From what a missing part of a date was inferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Inference {
    /// The name of the file or its folders.
    Path,
    /// The dated stories of the same file or folder.
    Neighbours,
    /// The weekday that the copy states.
    Weekday,
}

/// What a stretch of a story's bytes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its bytes in the decoded file.
    pub span: Span,
}

/// The kinds of parts of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// `date 2025-04-28`, wire header lines, front matter.
    Header,
    /// The headline.
    Headline,
    /// The slug line.
    Slug,
    /// A standfirst or subtitle between headline and dateline.
    Standfirst,
    /// A note to editors: `(Adds quotes)`, `UPDATE 2-`, `Eds:`.
    Advisory,
    /// The byline.
    Byline,
    /// The caption of a picture.
    Caption,
    /// A picture or agency credit, a copyright line.
    Credit,
    /// Navigation, section labels, time stamps of a scraped page.
    Furniture,
    /// The dateline.
    Dateline,
    /// The text.
    Body,
    /// Sign-off, desk initials, contacts after the text.
    Tail,
}

/// What the parser noticed: data, not an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// What kind of thing.
    pub kind: RemarkKind,
    /// In words, lower case, no full stop.
    pub text: String,
    /// The bytes of the decoded file that it is about.
    pub span: Span,
}

/// The kinds of remarks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemarkKind {
    /// Header and dateline (or header and path) name days too far apart to be the same filing.
    DateConflict,
    /// A date that the calendar does not have, or that is garbled (`March 2O`).
    BadDate,
    /// The year was inferred; the text says from what.
    InferredYear,
    /// A leading line looks like a dateline but was not taken.
    UnparsedDateline,
    /// An agency that no style names, taken as printed.
    UnknownAgency,
    /// The story holds no text.
    Empty,
    /// More datelines inside the body.
    InnerDateline,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_prefixes_span_the_ids_that_begin_with_them() {
        let range = |p: &str| ArticleId::prefix_range(p).map(|(a, b)| (a.0, b.0));
        assert_eq!(range("f"), Some((0xf000_0000_0000_0000, u64::MAX)));
        assert_eq!(range("0123456789abcdef"), Some((0x0123_4567_89ab_cdef, 0x0123_4567_89ab_cdef)));
        assert_eq!(range("0123456789ABCDE"), Some((0x0123_4567_89ab_cde0, 0x0123_4567_89ab_cdef)));
        for bad in ["", "xyz", "0123456789abcdef0", "+1"] {
            assert_eq!(range(bad), None, "{bad}");
        }
    }
}
