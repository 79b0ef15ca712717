//! Text exports of Factiva: fields of two letters, a document ends at a line `Document EXAMPL0020100111e61b0001q`.
//!
//! ```text
//! HD  Ferry crews end strike          headline
//! BY  Ann Example                     byline
//! PD  11 January 2010                 day
//! SN  Example Wire                    paper
//! LA  English
//! LP                                  lead paragraph: it has the dateline
//! HARWICH (EW) - Ferry crews went back …
//! TD                                  the rest
//! Sailings resume …
//! ```

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::dates::civil;
use super::fields::{finish, language, one_line};
use super::item::Item;
use crate::story::Known;

const CODES: [&str; 27] = [
    "CLM", "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "CT", "RF",
    "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN",
];

/// Codes that each document has.
static SIGNS: LazyLock<[Finder<'static>; 2]> = LazyLock::new(|| ["HD", "PD"].map(Finder::new));

/// Says whether `text` begins an export: four fields or more, those that each document has among them.
pub(super) fn is_export(text: &str) -> bool {
    // Every text is asked: most have not even the letters.
    if SIGNS.iter().any(|sign| sign.find(text.as_bytes()).is_none()) {
        return false;
    }
    let mut seen: Vec<&str> = text.lines().filter_map(|line| code(line).map(|(code, _)| code)).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() >= 4
        && ["HD", "PD"].iter().all(|code| seen.contains(code))
        && (seen.contains(&"LP") || seen.contains(&"TD"))
}

/// Says whether a line ends a document: `Document`, and its number of 25 letters and digits.
pub(super) fn ends_document(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let Some(number) = line.strip_prefix(b"Document ").or_else(|| line.strip_prefix(b"Dokument ")) else {
        return false;
    };
    (20..=32).contains(&number.len())
        && number.iter().all(u8::is_ascii_alphanumeric)
        && number.iter().any(u8::is_ascii_digit)
}

/// Makes a story of a document.
pub(super) fn item(record: &str) -> Option<Item> {
    let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut id = None;
    for line in record.lines() {
        if ends_document(line.as_bytes()) {
            id = line.split_whitespace().last().map(str::to_owned);
        } else if let Some((code, value)) = code(line).filter(|(code, _)| fields.iter().all(|(known, _)| known != code))
        {
            // Each field stands once: what looks like one more is copy.
            fields.push((code, vec![value]));
        } else if let Some((_, lines)) = fields.last_mut() {
            lines.push(line.trim());
        }
    }
    let lines = |wanted: &str| fields.iter().find(|(code, _)| *code == wanted).map(|(_, lines)| lines.as_slice());
    let field = |code: &str| lines(code).map(|lines| one_line(&lines.join(" "))).filter(|value| !value.is_empty());
    let known = Known {
        date: field("PD").and_then(|text| civil(&text)),
        headline: field("HD"),
        byline: field("BY"),
        agency: field("CR").or_else(|| field("SN")),
        language: field("LA").and_then(|name| language(&name)),
        ..Known::default()
    };
    let parts: Vec<String> =
        ["LP", "TD"].iter().filter_map(|code| lines(code)).map(paragraphs).filter(|part| !part.is_empty()).collect();
    let text = parts.join("\n\n");
    finish(Item { id: id.or_else(|| field("AN")), text, known })
}

/// Parts paragraphs by empty lines where there are any; else each line is one, unless a sentence goes on in the next.
fn paragraphs(lines: &[&str]) -> String {
    let lines: Vec<&str> = lines.iter().copied().skip_while(|line| line.is_empty()).collect();
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
    let lines = &lines[..end];
    if !lines.iter().any(|line| line.is_empty()) {
        let mut out = String::new();
        for line in lines {
            let goes_on = !out.ends_with(['.', '!', '?', '"', '”', ':', ')']) && line.starts_with(char::is_lowercase);
            out.push_str(if out.is_empty() {
                ""
            } else if goes_on {
                " "
            } else {
                "\n\n"
            });
            out.push_str(line);
        }
        return out;
    }
    let paragraphs = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
    paragraphs.map(|lines| lines.join(" ")).collect::<Vec<_>>().join("\n\n")
}

/// Parts a line into its code and what follows.
fn code(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['\t', '\u{c}', '\u{feff}']).trim_end();
    let (code, value) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    CODES.contains(&code).then(|| (code, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_read_field_by_field() {
        let text = "\nHD\nFerry crews end strike\n\nBY\nAnn Example\n\nWC 355 words\n\nPD 11 January 2010\n\nSN Example Wire\n\nLA English\n\nLP\nHARWICH (EW) - Ferry crews\nwent back.\n\nTD\n\nSailings resume.\n\nThe end.\n\nCO\nfry : Example Ferries\n\nDocument EXAMPL0020100111e61b0001q\n";
        assert!(is_export(text));
        let item = item(text).unwrap();
        assert_eq!(item.id.as_deref(), Some("EXAMPL0020100111e61b0001q"));
        assert_eq!(item.known.headline.as_deref(), Some("Ferry crews end strike"));
        assert_eq!(item.known.date.unwrap().to_string(), "2010-01-11");
        assert_eq!(item.known.language.as_deref(), Some("en"));
        assert!(item.text.ends_with("\n\nSailings resume.\n\nThe end."), "{}", item.text);
        assert!(!is_export("HD video was sold in\nTD Garden on Monday\n"));
    }
}
