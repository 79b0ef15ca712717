//! What pages and feeds state about an article as data: schema.org's `NewsArticle` in JSON-LD.

use serde_json::{Map, Value};

use super::dates::civil;
use super::fields::{finish, join_dateline, language, looks_marked_up, one_line};
use super::html;
use super::item::Item;
use super::json::plain;
use crate::story::Known;

/// The types of schema.org that are articles.
const ARTICLES: [&str; 12] = [
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "LiveBlogPosting",
    "BlogPosting",
    "Report",
    "SocialMediaPosting",
];

/// Makes the stories of a script of JSON-LD. What is no JSON gives none: a page has its text besides.
pub(super) fn items_of_text(text: &str) -> Vec<Item> {
    match serde_json::from_str(text.trim()) {
        Ok(Value::Object(object)) => items(&object),
        Ok(Value::Array(values)) => values.iter().filter_map(Value::as_object).flat_map(items).collect(),
        _ => Vec::new(),
    }
}

/// Makes the stories of an object: of itself, or of its `@graph`.
pub(super) fn items(object: &Map<String, Value>) -> Vec<Item> {
    if let Some(Value::Array(graph)) = object.get("@graph") {
        return graph.iter().filter_map(Value::as_object).filter_map(article).collect();
    }
    article(object).into_iter().collect()
}

fn article(object: &Map<String, Value>) -> Option<Item> {
    let kinds = match object.get("@type")? {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => vec![kind.as_str()?],
    };
    if !kinds.iter().any(|kind| ARTICLES.contains(&kind.rsplit(['/', ':']).next().unwrap_or(kind))) {
        return None;
    }
    let get = |key: &str| {
        object
            .get(key)
            .and_then(plain)
            .map(|value| one_line(&super::entities::unescape(&value)))
            .filter(|value| !value.is_empty())
    };
    let dateline = get("dateline");
    let known = Known {
        date: ["datePublished", "dateCreated", "dateModified"].iter().find_map(|key| civil(&get(key)?)),
        headline: get("headline").or_else(|| get("name")),
        slug: None,
        byline: get("author"),
        dateline: dateline.clone().or_else(|| get("locationCreated")),
        agency: get("sourceOrganization").or_else(|| get("publisher")),
        language: get("inLanguage").and_then(|tag| language(&tag)),
    };
    let body = object.get("articleBody").or_else(|| object.get("text")).and_then(plain).unwrap_or_default();
    let body = if looks_marked_up(&body) { html::text_of(&body) } else { super::entities::unescape(&body) };
    let id = get("@id").or_else(|| get("url"));
    finish(Item { id, text: join_dateline(dateline.as_deref(), body.trim()), known })
}
