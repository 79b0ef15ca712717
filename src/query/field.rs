//! The fields that can be typed before a colon.

use super::{Property, TextField};

/// What a bare word stands for at a place of the query: text, or the value of the field it stands behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Text in a part of the article.
    Text(TextField),
    /// The value of a property.
    Property(Property),
    /// Days, or what is known of the date.
    Date,
    /// The name of a saved query.
    Saved,
}

/// Names as typed, the first of each field being the one that is printed.
const FIELDS: [(&str, Scope); 13] = [
    ("headline", Scope::Text(TextField::Headline)),
    ("title", Scope::Text(TextField::Headline)),
    ("lead", Scope::Text(TextField::Lead)),
    ("byline", Scope::Text(TextField::Byline)),
    ("by", Scope::Text(TextField::Byline)),
    ("place", Scope::Property(Property::Place)),
    ("country", Scope::Property(Property::Country)),
    ("agency", Scope::Property(Property::Agency)),
    ("lang", Scope::Property(Property::Language)),
    ("language", Scope::Property(Property::Language)),
    ("path", Scope::Property(Property::Path)),
    ("date", Scope::Date),
    ("saved", Scope::Saved),
];

/// The fields as a message names them.
pub(super) const NAMES: &str = "headline, lead, byline, place, country, agency, lang, path, date, saved";

/// Finds a field by its name, in any case.
pub(super) fn named(name: &str) -> Option<Scope> {
    FIELDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, scope)| scope)
}

/// Gives the name that a field is printed with; empty for text anywhere.
pub(super) fn name(scope: Scope) -> &'static str {
    FIELDS.iter().find(|(_, known)| *known == scope).map_or("", |&(name, _)| name)
}

/// Finds the field whose name is one letter off from `name` (one more, one less, another, or two swapped).
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    // `by` is one letter off from too many words.
    FIELDS
        .iter()
        .map(|&(known, _)| known)
        .find(|known| known.len() > 2 && one_edit_apart(name.as_bytes(), known.as_bytes()))
}

/// Says whether `name` looks as if it were meant for a field.
pub(super) fn is_plausible(name: &str) -> bool {
    (2..=16).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
}

fn one_edit_apart(a: &[u8], b: &[u8]) -> bool {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([x, a @ ..], [y, b @ ..]) if a == b => x != y,
        ([x1, x2, a @ ..], [y1, y2, b @ ..]) if a == b => (x1, x2) == (y2, y1),
        ([_, rest @ ..], b) if rest == b => true,
        (a, [_, rest @ ..]) => rest == a,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_one_letter_off_lead_to_the_field() {
        for (typed, meant) in [
            ("headlin", "headline"),
            ("headlines", "headline"),
            ("haedline", "headline"),
            ("Agencz", "agency"),
            ("plac", "place"),
            ("lange", "lang"),
            ("data", "date"),
        ] {
            assert_eq!(nearest(typed), Some(meant), "{typed}");
        }
        for far in ["http", "b", "bye", "dte2", "headline", "re", "source"] {
            assert_eq!(nearest(far), None, "{far}");
        }
    }
}
