//! Text exports of ProQuest: `Key: value` fields, documents parted by a line of 50 underscores or asterisks, or more.
//!
//! ```text
//! ____________________________________________________________
//!
//! Ferry crews end strike
//!
//! Author: Example, Ann
//! Publication info: Example Wire ; Harwich [Harwich]. 11 Jan 2010.
//!
//! Full text: HARWICH (EW) - Ferry crews …
//!
//! Publication date: Jan 11, 2010
//! ProQuest document ID: 123456789
//! ```

use super::dates::civil;
use super::fields::{finish, language, one_line};
use super::item::Item;
use crate::story::Known;

const KEYS: [&str; 34] = [
    "title",
    "author",
    "publication title",
    "publication date",
    "publication year",
    "publication info",
    "publication subject",
    "place of publication",
    "country of publication",
    "publisher",
    "section",
    "subject",
    "location",
    "people",
    "company / organization",
    "full text",
    "abstract",
    "links",
    "proquest document id",
    "document url",
    "document type",
    "copyright",
    "database",
    "language of publication",
    "source type",
    "issn",
    "pages",
    "first page",
    "last updated",
    "number of pages",
    "volume",
    "issue",
    "credit",
    "dateline",
];

/// What a line between two documents is made of, and of how many at least.
const SEPARATORS: [u8; 2] = [b'_', b'*'];
const SEPARATOR: usize = 50;

/// Says whether `text` begins an export: a separator, and fields that no other form has.
pub(super) fn is_export(text: &str) -> bool {
    // Every text is asked: most have no such line, which is quickly seen.
    if memchr::memchr2(SEPARATORS[0], SEPARATORS[1], text.as_bytes()).is_none() {
        return false;
    }
    let keys = text.lines().filter(|line| key(line).is_some()).count();
    let own = text
        .lines()
        .any(|line| key(line).is_some_and(|(name, _)| matches!(name.as_str(), "full text" | "proquest document id")));
    keys >= 3 && own && text.lines().any(|line| is_separator(line.as_bytes()))
}

/// Says whether a line parts two documents.
pub(super) fn is_separator(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.len() >= SEPARATOR && SEPARATORS.iter().any(|run| line.iter().all(|b| b == run))
}

/// Makes a story of a document; nothing of what stands before the first.
pub(super) fn item(record: &str) -> Option<Item> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut above = Vec::new();
    for line in record.lines().filter(|line| !is_separator(line.as_bytes())) {
        if let Some((name, value)) = key(line).filter(|(name, _)| fields.iter().all(|(known, _)| known != name)) {
            // Each field stands once: what looks like one more is copy.
            fields.push((name, value.to_owned()));
        } else if let Some((_, value)) = fields.last_mut() {
            value.push('\n');
            value.push_str(line.trim_end());
        } else if !line.trim().is_empty() {
            above.push(line.trim());
        }
    }
    let raw = |names: &[&str]| {
        names.iter().find_map(|name| {
            fields.iter().find(|(key, value)| key == name && !value.trim().is_empty()).map(|(_, value)| value.as_str())
        })
    };
    let field = |names: &[&str]| raw(names).map(one_line);
    let text = raw(&["full text"]).map(paragraphs);
    let text = text.or_else(|| raw(&["abstract"]).map(paragraphs)).unwrap_or_default();
    if fields.is_empty() {
        return None;
    }
    let stated = || {
        field(&["publication date"]).or_else(|| field(&["publication info"])).or_else(|| field(&["publication year"]))
    };
    let known = Known {
        date: stated().and_then(|text| civil(&text)),
        headline: field(&["title"]).or_else(|| above.last().map(|line| one_line(line))),
        byline: field(&["author"]),
        dateline: field(&["dateline"]),
        agency: field(&["publication title"]),
        language: field(&["language of publication"]).and_then(|name| language(&name)),
        slug: None,
    };
    finish(Item { id: field(&["proquest document id"]), text, known })
}

/// Puts paragraphs on a line each; a single line end in them is a wrap.
fn paragraphs(text: &str) -> String {
    let mut paragraphs = vec![String::new()];
    for line in text.lines() {
        match paragraphs.last_mut() {
            Some(last) if !line.trim().is_empty() => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => paragraphs.push(String::new()),
        }
    }
    paragraphs
        .iter()
        .map(|paragraph| paragraph.trim())
        .filter(|paragraph| !paragraph.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

fn key(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = (name.len() <= 30).then(|| name.trim().to_lowercase())?;
    KEYS.contains(&name.as_str()).then(|| (name, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_read_field_by_field() {
        let line = "_".repeat(60);
        let text = format!(
            "{line}\n\nFerry crews end strike\n\nAuthor: Example, Ann\n\nPublication info: Example Wire ; Harwich. 11 Jan 2010: A1.\n\nFull text: HARWICH (EW) - Ferry crews\nwent back.\n\nSailings resume: at noon.\n\nSubject: Ferries; Strikes\n\nPublication title: Example Wire\n\nLanguage of publication: English\n\nProQuest document ID: 123456789\n\n"
        );
        assert!(is_export(&text));
        let item = item(&text).unwrap();
        assert_eq!(item.text, "HARWICH (EW) - Ferry crews went back.\n\nSailings resume: at noon.");
        assert_eq!(item.known.headline.as_deref(), Some("Ferry crews end strike"));
        assert_eq!(item.known.date.unwrap().to_string(), "2010-01-11");
        assert_eq!(item.id.as_deref(), Some("123456789"));
        assert_eq!(item.known.agency.as_deref(), Some("Example Wire"));
        assert!(!is_export("Title: Ferry\nAuthor: Ann\nFull text: no line parts it\n"));
    }
}
