//! JSON: records a line, an array of them, or one document. What a record's keys are called: see `fields`.
//!
//! | form | example |
//! |---|---|
//! | lines | `{"id": 1, "title": "…", "text": "…"}` ⏎ `{"id": 2, …}` |
//! | array | `[{"headline": "…", "body": "…"}, …]` |
//! | document around them | `{"status": "ok", "articles": [{…}, …]}` |
//! | ninjs | `{"uri": "…", "headline": "…", "body_text": "…"}` |

use serde_json::{Map, Value};

use super::Reason;
use super::fields::{Field, field_of, item};
use super::item::Item;

/// How deep a document is searched for its records.
const SEARCHED: u8 = 4;

/// Parses one record into its stories.
pub(super) fn items(text: &str) -> Result<Vec<Item>, Reason> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == ',' || c == '\u{feff}');
    if matches!(text, "" | "[" | "]") {
        return Ok(Vec::new());
    }
    let value: Value =
        serde_json::from_str(text).map_err(|error| Reason::Damaged(format!("no JSON: {error}").into()))?;
    let mut found = Vec::new();
    collect(&value, SEARCHED, &mut found);
    if found.is_empty() { Err(Reason::Damaged("it has no field of text".into())) } else { Ok(found) }
}

/// Says whether a line is a JSON value as a whole.
pub(super) fn is_value(line: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()
}

/// Ends a record behind each value of a stream of them, or of the array that the stream is.
pub(super) fn values() -> impl FnMut(&[u8], usize) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0u32, false, false);
    let mut base = None;
    move |record, seen| {
        for (at, &byte) in record.iter().enumerate().skip(seen) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                _ if in_string => {}
                b'{' | b'[' => {
                    // An array at the very beginning is the stream itself, not a record.
                    let base = *base.get_or_insert(u32::from(byte == b'['));
                    depth += 1;
                    if depth == base {
                        return Some(at + 1);
                    }
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    if Some(depth) == base {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

fn collect(value: &Value, depth: u8, found: &mut Vec<Item>) {
    match value {
        Value::Object(object) => {
            let known = super::json_ld::items(object);
            if !known.is_empty() {
                found.extend(known);
            } else if let Some(item) = super::ninjs::item(object) {
                found.push(item);
            } else if let Some(item) = record(object) {
                found.push(item);
            } else if depth > 0 {
                object.values().for_each(|value| collect(value, depth - 1, found));
            }
        }
        Value::Array(values) if depth > 0 => values.iter().for_each(|value| collect(value, depth - 1, found)),
        _ => {}
    }
}

/// Makes a story of a record with named keys; those of an inner object count too where they name nothing twice.
fn record(object: &Map<String, Value>) -> Option<Item> {
    let mut fields = Vec::new();
    for (key, value) in object {
        if let Some((field, rank)) = field_of(key) {
            fields.extend(plain(value).map(|value| (field, rank, value)));
        }
    }
    let has = |wanted: Field| fields.iter().any(|(field, ..)| *field == wanted);
    if !has(Field::Text) {
        // What is long and has blanks is the text, whatever it is called.
        let long = |value: &&Value| value.as_str().is_some_and(|text| text.len() >= 200 && text.contains(' '));
        let longest = object.values().filter(long).max_by_key(|value| value.as_str().map_or(0, str::len));
        match longest {
            Some(text) => fields.extend(plain(text).map(|text| (Field::Text, usize::MAX, text))),
            // A headline alone makes a story only where it says when or whence: else any `title` of a form would.
            None if has(Field::Headline) && (has(Field::Date) || has(Field::Dateline)) => {}
            None => return None,
        }
    }
    item(fields.iter().map(|(field, rank, value)| (*field, *rank, value.as_str())))
}

/// Gives a value as text: strings, numbers, the name in an object, several of them in a row.
pub(super) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => {
            let parts: Vec<String> = values.iter().filter_map(plain).collect();
            (!parts.is_empty())
                .then(|| parts.join(if parts.iter().any(|part| part.len() > 100) { "\n\n" } else { ", " }))
        }
        Value::Object(object) => {
            ["name", "value", "text", "$", "#text"].iter().find_map(|key| plain(object.get(*key)?))
        }
        Value::Null | Value::Bool(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(text: &str) -> Vec<&str> {
        let mut end = values();
        let (mut rest, mut parts) = (text, Vec::new());
        while let Some(length) = end(rest.as_bytes(), 0) {
            parts.push(&rest[..length]);
            rest = &rest[length..];
        }
        parts.push(rest);
        parts
    }

    #[test]
    fn values_are_parted_at_their_own_ends() {
        assert_eq!(
            parted(r#"{"a": "}"} {"b": [1, {"c": "\"{"}]}"#),
            [r#"{"a": "}"}"#, r#" {"b": [1, {"c": "\"{"}]}"#, ""]
        );
        assert_eq!(parted(r#"[{"a": 1}, {"b": [2]}]"#), ["[", r#"{"a": 1}"#, r#", {"b": [2]}"#, "]"]);
    }

    #[test]
    fn records_are_found_by_their_keys() {
        let one = items(
            r#"{"id": 7, "Title": "Ferry back", "published_at": "2025-04-28T10:00:00Z", "body": "TOKYO (Kyodo) -- The ferry is back."}"#,
        );
        let one = one.unwrap().remove(0);
        assert_eq!((one.id.as_deref(), one.text.as_str()), (Some("7"), "TOKYO (Kyodo) -- The ferry is back."));
        assert_eq!(one.known.headline.as_deref(), Some("Ferry back"));
        assert_eq!(one.known.date.unwrap().to_string(), "2025-04-28");
        let around = items(
            r#"{"status": "ok", "articles": [{"title": "A", "content": "One."}, {"title": "B", "content": "Two."}]}"#,
        );
        assert_eq!(around.unwrap().len(), 2);
        assert!(items("{\"a\": ").is_err());
        assert!(items("{\"a\": 1}").is_err());
        assert_eq!(items(" ] "), Ok(Vec::new()));
    }
}
