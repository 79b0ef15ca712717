//! Text exports of LexisNexis: a cover, then documents that each begin at a line `1 of 10 DOCUMENTS`; and of Nexis Uni, where
//! each ends at a line `End of Document`.
//!
//! ```text
//!                                1 of 10 DOCUMENTS
//!                                Example Wire
//!                           January 11, 2010 Monday
//! Ferry crews end strike
//! BYLINE: ANN EXAMPLE
//! LENGTH: 355 words
//! DATELINE: HARWICH
//!
//! Ferry crews went back …
//! LOAD-DATE: January 12, 2010          when the database took it, not its date
//! LANGUAGE: ENGLISH
//! ```

use super::dates::civil;
use super::fields::{finish, join_dateline, language, one_line};
use super::item::Item;
use crate::story::Known;

/// A field of a document, by the names it has in the languages of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Byline,
    Dateline,
    Headline,
    Language,
    Body,
    /// Any other: known for no part of the copy.
    Other,
}

const KEYS: [(&str, Key); 43] = [
    ("BYLINE", Key::Byline),
    ("AUTOR", Key::Byline),
    ("AUTEUR", Key::Byline),
    ("DATELINE", Key::Dateline),
    ("HEADLINE", Key::Headline),
    ("TITLE", Key::Headline),
    ("LANGUAGE", Key::Language),
    ("SPRACHE", Key::Language),
    ("LANGUE", Key::Language),
    ("BODY", Key::Body),
    ("TEXT", Key::Body),
    ("LENGTH", Key::Other),
    ("LÄNGE", Key::Other),
    ("LONGUEUR", Key::Other),
    ("LENGTE", Key::Other),
    ("SECTION", Key::Other),
    ("RUBRIK", Key::Other),
    ("RUBRIQUE", Key::Other),
    ("GRAPHIC", Key::Other),
    ("GRAFIK", Key::Other),
    ("LOAD-DATE", Key::Other),
    ("UPDATE", Key::Other),
    ("PUBLICATION-TYPE", Key::Other),
    ("PUBLICATION TYPE", Key::Other),
    ("ZEITUNGSTYP", Key::Other),
    ("TYPE-PUBLICATION", Key::Other),
    ("JOURNAL-CODE", Key::Other),
    ("SUBJECT", Key::Other),
    ("COMPANY", Key::Other),
    ("ORGANIZATION", Key::Other),
    ("TICKER", Key::Other),
    ("INDUSTRY", Key::Other),
    ("GEOGRAPHIC", Key::Other),
    ("PERSON", Key::Other),
    ("CITY", Key::Other),
    ("STATE", Key::Other),
    ("COUNTRY", Key::Other),
    ("HIGHLIGHT", Key::Other),
    ("SERIES", Key::Other),
    ("DISTRIBUTION", Key::Other),
    ("CORRECTION", Key::Other),
    ("PRINTOPDRACHT", Key::Other),
    ("ZOEKTERMEN", Key::Other),
];

/// The longest value of a field, in bytes, but for one line more.
const LONGEST_VALUE: usize = 1000;

/// Says whether `text` begins an export.
pub(super) fn is_export(text: &str) -> bool {
    // Every text is asked: most have no two fields, which is quickly seen.
    if memchr::memchr_iter(b':', text.as_bytes()).nth(1).is_none() {
        return false;
    }
    let has_keys = || text.lines().filter(|line| key(line).is_some()).count() >= 2;
    let counted = || text.lines().any(|line| begins_document(line.as_bytes()));
    let closed = || text.lines().any(|line| line.trim() == "End of Document");
    has_keys() && (counted() || closed())
}

/// Says whether a line begins a document: `1 of 10 DOCUMENTS`, `Dokument 1 von 10`, `Document 1 de 10`.
pub(super) fn begins_document(line: &[u8]) -> bool {
    if line.len() > 200 {
        return false;
    }
    let line = String::from_utf8_lossy(line);
    let words: Vec<&str> = line.trim().trim_start_matches("FOCUS - ").split_whitespace().collect();
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let is_of = |word: &str| matches!(word, "of" | "von" | "de" | "di" | "van" | "sur");
    let &[first, second, third, fourth] = words.as_slice() else { return false };
    let is_name = |word: &str| word.to_lowercase().starts_with("do");
    (is_number(first) && is_of(second) && is_number(third) && is_name(fourth))
        || (is_name(first) && is_number(second) && is_of(third) && is_number(fourth))
}

/// Says whether a line ends a document of Nexis Uni.
pub(super) fn ends_document(line: &[u8]) -> bool {
    line.trim_ascii() == b"End of Document"
}

/// Makes a story of a document; nothing of a cover.
pub(super) fn item(record: &str) -> Option<Item> {
    let record = record.replace('\u{a0}', " ");
    let mut known = Known::default();
    let (mut title, mut paragraphs, mut open) = (Vec::new(), Vec::new(), String::new());
    let mut current = None;
    let (mut in_body, mut keys, mut has_body_line) = (false, 0, false);
    for line in record.lines() {
        let own = line.trim();
        let is_furniture = own.starts_with("Copyright ") || own == "All Rights Reserved" || own == "End of Document";
        if is_furniture || begins_document(own.as_bytes()) {
            continue;
        }
        if own == "Body" {
            (in_body, has_body_line, current) = (true, true, None);
            open.clear();
            paragraphs.clear();
            continue;
        }
        if let Some((found, value)) = key(line) {
            end_paragraph(&mut paragraphs, &mut open);
            keys += 1;
            current = Some(found);
            // Behind the last field in front of it stands the copy; those behind it end it.
            in_body = found == Key::Body || in_body;
            take(found, value, &mut known, &mut open);
            if found == Key::Body {
                current = None;
            }
            continue;
        }
        if own.is_empty() {
            end_paragraph(&mut paragraphs, &mut open);
            // A field ends at an empty line. Behind fields, what is no field is copy.
            in_body |= keys > 0 && !has_body_line && current.is_some();
            current = None;
            continue;
        }
        match current {
            // A field's value goes on in the next line.
            Some(found) => take(found, own, &mut known, &mut String::new()),
            None if in_body || keys > 0 => {
                open.push(' ');
                open.push_str(own);
            }
            None if known.date.is_none() && civil(own).is_some_and(|date| date.to_day().is_some()) => {
                known.date = civil(own)
            }
            None => title.push((known.date.is_some(), own)),
        }
    }
    end_paragraph(&mut paragraphs, &mut open);
    if keys == 0 || (known.date.is_none() && paragraphs.is_empty()) {
        return None;
    }
    // Above the date stands the paper, below it the title; Nexis Uni has the title first.
    let (below, above): (Vec<_>, Vec<_>) = title.into_iter().partition(|(below, _)| *below);
    let line = |lines: &[(bool, &str)]| one_line(&lines.iter().map(|(_, line)| *line).collect::<Vec<_>>().join(" "));
    if below.is_empty() {
        known.headline = known.headline.or(above.first().map(|(_, line)| one_line(line)));
        known.agency = above.get(1).map(|(_, line)| one_line(line));
    } else {
        known.headline = known.headline.or(Some(line(&below)));
        known.agency = above.last().map(|(_, line)| one_line(line));
    }
    let text = join_dateline(known.dateline.as_deref(), &paragraphs.join("\n\n"));
    finish(Item { id: None, text, known })
}

fn take(key: Key, value: &str, known: &mut Known, open: &mut String) {
    let value = one_line(value);
    if value.is_empty() {
        return;
    }
    let slot = match key {
        Key::Byline => &mut known.byline,
        Key::Dateline => &mut known.dateline,
        Key::Headline => &mut known.headline,
        Key::Language => {
            known.language = language(value.split([';', ',']).next().unwrap_or(&value));
            return;
        }
        Key::Body => {
            open.push_str(&value);
            return;
        }
        Key::Other => return,
    };
    match slot {
        // The value goes on in the next line; but a page of text is no byline.
        Some(before) if before.len() < LONGEST_VALUE => {
            before.push(' ');
            before.push_str(&value);
        }
        Some(_) => {}
        None => *slot = Some(value),
    }
}

fn end_paragraph(paragraphs: &mut Vec<String>, open: &mut String) {
    let paragraph = one_line(open);
    open.clear();
    if !paragraph.is_empty() {
        paragraphs.push(paragraph);
    }
}

/// Parts a field line into key and value: capitals in the classic export, capitalised in Nexis Uni.
fn key(line: &str) -> Option<(Key, &str)> {
    let (name, value) = line.trim_start().split_once(':')?;
    if name.len() > 20 || !name.starts_with(|c: char| c.is_uppercase()) {
        return None;
    }
    let upper = name.to_uppercase();
    KEYS.iter().find(|(known, _)| *known == upper).map(|(_, key)| (*key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLASSIC: &str = "                               1 of 10 DOCUMENTS\r\n\r\n                                Example Wire\r\n\r\n                            January 11, 2010 Monday\r\n\r\nFerry crews end\r\nstrike\r\n\r\nBYLINE: ANN EXAMPLE; Example Wire\r\n\r\nSECTION: INTERNATIONAL NEWS\r\n\r\nLENGTH: 355 words\r\n\r\nDATELINE: HARWICH\r\n\r\n   Ferry crews went back to work\r\nafter nine days.\r\n\r\n   NOTE: sailings resume.\r\n\r\nLOAD-DATE: January 12, 2010\r\n\r\nLANGUAGE: ENGLISH\r\n\r\n                    Copyright 2010 Example Wire\r\n";

    #[test]
    fn documents_are_read_field_by_field() {
        assert!(is_export(CLASSIC));
        let item = item(CLASSIC).unwrap();
        assert_eq!(item.known.date.unwrap().to_string(), "2010-01-11");
        assert_eq!(item.known.headline.as_deref(), Some("Ferry crews end strike"));
        assert_eq!(item.known.byline.as_deref(), Some("ANN EXAMPLE; Example Wire"));
        assert_eq!(item.known.agency.as_deref(), Some("Example Wire"));
        assert_eq!(item.known.language.as_deref(), Some("en"));
        assert_eq!(item.text, "HARWICH - Ferry crews went back to work after nine days.\n\nNOTE: sailings resume.");
    }

    #[test]
    fn nexis_uni_names_its_body() {
        let uni = "Ferry crews end strike\nExample Wire\nJanuary 11, 2010 Monday\n\nCopyright 2010 Example Wire\nLength:\u{a0}355 words\nByline:\u{a0}Ann Example\n\nBody\n\nHARWICH (AP) -- Ferry crews went back.\n\nSailings resume.\nLoad-Date:\u{a0}January 12, 2010\n\nEnd of Document\n";
        assert!(is_export(uni));
        let item = item(uni).unwrap();
        assert_eq!(item.known.headline.as_deref(), Some("Ferry crews end strike"));
        assert_eq!(item.known.agency.as_deref(), Some("Example Wire"));
        assert_eq!(item.known.date.unwrap().to_string(), "2010-01-11");
        assert_eq!(item.text, "HARWICH (AP) -- Ferry crews went back.\n\nSailings resume.");
    }

    #[test]
    fn covers_and_copy_are_no_documents() {
        assert_eq!(item("Download Request: Selected Items: 1-10\nTime Of Request: January 12, 2010\n"), None);
        assert!(!is_export("1 of 10 documents was found\nCITY: none\n"));
    }
}
