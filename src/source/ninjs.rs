//! ninjs, the IPTC's news in JSON, and the APIs of agencies that are close kin.
//!
//! Versions 1 (`headline`, `body_text`, `body_xhtml`, `byline`) and 2 (`headlines`, `bodies`, `by`). The form has no
//! dateline: `located` says where the copy comes from.

use serde_json::{Map, Value};

use super::dates::civil;
use super::fields::{finish, language, one_line};
use super::html;
use super::item::Item;
use super::json::plain;
use crate::story::Known;

/// Makes a story of an object that is ninjs; nothing of any other.
pub(super) fn item(object: &Map<String, Value>) -> Option<Item> {
    let is_ninjs = object.contains_key("uri") || object.contains_key("altids") || object.contains_key("versioncreated");
    let has_body =
        ["body_text", "body_xhtml", "body_html", "bodies", "body_nitf"].iter().any(|key| object.contains_key(*key));
    if !is_ninjs || !(has_body || object.contains_key("headline") || object.contains_key("headlines")) {
        return None;
    }
    let get =
        |key: &str| object.get(key).and_then(plain).map(|value| one_line(&value)).filter(|value| !value.is_empty());
    let date = ["firstcreated", "versioncreated", "contentcreated"].iter().find_map(|key| civil(&get(key)?));
    let known = Known {
        date,
        headline: get("headline")
            .or_else(|| first(object.get("headlines")?))
            .map(|value| one_line(&value))
            .or_else(|| get("title")),
        slug: get("slugline"),
        byline: get("byline").or_else(|| get("by")),
        dateline: get("dateline").or_else(|| get("located")).or_else(|| get("datelinelocation")),
        agency: get("source").or_else(|| get("infosources")).or_else(|| get("copyrightholder")),
        language: get("language").and_then(|tag| language(&tag)),
    };
    finish(Item { id: get("uri"), text: body(object).unwrap_or_default(), known })
}

fn body(object: &Map<String, Value>) -> Option<String> {
    let text = |key: &str| object.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    if let Some(marked_up) = text("body_xhtml").or_else(|| text("body_html")).or_else(|| text("body_nitf")) {
        return Some(html::text_of(marked_up));
    }
    if let Some(plain) = text("body_text") {
        return Some(plain.to_owned());
    }
    let bodies = object.get("bodies")?.as_array()?;
    let kind = |body: &Value| {
        body.get("contenttype")
            .or_else(|| body.get("contentType"))
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let best = bodies.iter().find(|body| kind(body).contains("html")).or_else(|| bodies.first())?;
    let value = best.get("value")?.as_str()?;
    Some(if kind(best).contains("plain") { value.to_owned() } else { html::text_of(value) })
}

/// Gives the first of several headlines: the others are for narrower screens.
fn first(headlines: &Value) -> Option<String> {
    plain(headlines.as_array()?.first()?)
}
