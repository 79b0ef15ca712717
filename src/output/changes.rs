//! What changed between two takes: a marked text for people, a record a stretch for programs.

use serde_json::json;

use super::clean::clean;
use super::paint::{Colour, Look, Role};
use super::rows::{Record, rows_of};
use super::text::head;
use super::wrap::wrap;
use super::{About, Format};
use crate::article::Article;
use crate::search::changes::{Change, Edit, changes};

/// Two takes and what changed between them.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    old: &'a Article,
    new: &'a Article,
    likeness: f64,
    /// The parts that either has: name, old text, new text, changes.
    parts: Vec<(&'static str, String, String, Vec<Change>)>,
}

impl<'a> Comparison<'a> {
    /// Compares two takes; `likeness`, 0 to 1, is said beside.
    pub fn new(old: &'a Article, new: &'a Article, likeness: f64) -> Comparison<'a> {
        let dateline = |article: &Article| article.dateline.as_ref().map(|dateline| dateline.text.clone());
        let texts = |article: &Article| {
            [
                ("headline", article.headline.clone()),
                ("byline", article.byline.clone()),
                ("dateline", dateline(article)),
                ("body", Some(article.body.clone())),
            ]
        };
        let parts = texts(old).into_iter().zip(texts(new)).filter_map(|((name, before), (_, after))| {
            let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
            let found = changes(&before, &after);
            (!found.is_empty()).then_some((name, before, after, found))
        });
        Comparison { old, new, likeness, parts: parts.collect() }
    }

    /// Counts the words of all parts of which this became.
    pub fn words(&self, edit: Edit) -> usize {
        let all = self.parts.iter().flat_map(|(.., found)| found);
        all.filter(|change| change.edit == edit).map(|change| change.words).sum()
    }

    /// Says whether any word changed.
    pub fn is_changed(&self) -> bool {
        self.words(Edit::Removed) + self.words(Edit::Added) > 0
    }
}

/// Writes the newer take with what was removed and added marked: in colour, or as `[-removed-]` and `{+added+}`.
pub fn comparison_text(comparison: &Comparison<'_>, look: Look<'_>) -> String {
    let mut out = head(comparison.old, "", look);
    out.push_str(&head(comparison.new, "", look));
    for (_, before, after, found) in &comparison.parts {
        let mut text = String::new();
        let mut end: Option<usize> = None;
        for change in found {
            let whole = if change.edit == Edit::Removed { before } else { after };
            // What parts the stretch from the one before it: an empty line where a paragraph begins.
            let gap = match (change.edit, end) {
                (Edit::Removed, Some(_)) => " ",
                (_, Some(end)) if after[end..change.span.start].matches('\n').count() > 1 => "\n\n",
                (_, None) if text.is_empty() => "",
                _ => " ",
            };
            text.push_str(gap);
            let said: Vec<String> =
                change.span.of(whole).split("\n\n").map(|part| stretch(change.edit, part, look)).collect();
            text.push_str(&said.join("\n\n"));
            end = if change.edit == Edit::Removed { end } else { Some(change.span.end) };
        }
        out.push('\n');
        let paragraphs: Vec<String> = text.split("\n\n").map(|text| wrap(text, look.measure(), 0)).collect();
        out.push_str(&paragraphs.join("\n\n"));
        out.push('\n');
    }
    out
}

fn stretch(edit: Edit, text: &str, look: Look<'_>) -> String {
    let text = clean(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned();
    match (edit, look.colour) {
        (Edit::Kept, _) => text,
        (Edit::Removed, Colour::Off) => format!("[-{text}-]"),
        (Edit::Added, Colour::Off) => format!("{{+{text}+}}"),
        (Edit::Removed, Colour::On) => look.paint(Role::Removed, &text),
        (Edit::Added, Colour::On) => look.paint(Role::Added, &text),
    }
}

/// Writes what changed for programs: a record a stretch, the summary last.
pub fn comparison_records(comparison: &Comparison<'_>, about: &About, snapshot: &str, format: Format) -> String {
    let mut records = Vec::new();
    for (name, before, after, found) in &comparison.parts {
        for change in found {
            let (edit, whole) = match change.edit {
                Edit::Kept => ("kept", after),
                Edit::Removed => ("removed", before),
                Edit::Added => ("added", after),
            };
            let span = [change.span.start, change.span.end];
            records.push(vec![
                json!(name),
                json!(edit),
                json!(change.span.of(whole)),
                json!(span),
                json!(change.words),
            ]);
        }
    }
    let summary = Record::summary(vec![
        ("old", json!(comparison.old.id.to_string())),
        ("new", json!(comparison.new.id.to_string())),
        ("kept", json!(comparison.words(Edit::Kept))),
        ("removed", json!(comparison.words(Edit::Removed))),
        ("added", json!(comparison.words(Edit::Added))),
        ("likeness", json!(comparison.likeness)),
        ("snapshot", json!(snapshot)),
        ("index", json!(about.index)),
    ]);
    rows_of("edit", &["field", "kind", "text", "span", "words"], records, &summary, format)
}
