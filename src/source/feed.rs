//! Feeds kept as files: RSS 0.9 to 2.0 and Atom. The text of an item is its full content where the feed has it.

use super::dates::civil;
use super::fields::{finish, language};
use super::html;
use super::item::Item;
use super::xml::{Node, Placed};
use crate::story::Known;

/// Makes the stories of a feed.
pub(super) fn items(root: &Node) -> Vec<Placed> {
    let channel = root.find("channel");
    let line = |node: Option<&Node>, name: &str| node.and_then(|node| node.child(name)).and_then(Node::line);
    let tongue =
        line(channel, "language").or_else(|| root.attribute("lang").map(str::to_owned)).and_then(|tag| language(&tag));
    let mut entries = root.all("item");
    entries.extend(root.all("entry"));
    entries.into_iter().filter_map(|entry| Some((item(entry, tongue.as_deref())?, Some(entry.span)))).collect()
}

fn item(entry: &Node, tongue: Option<&str>) -> Option<Item> {
    let line = |name: &str| entry.child(name).and_then(Node::line);
    let stamp = |name: &str| line(name).and_then(|text| civil(&text));
    let author = || entry.child("author").and_then(|author| author.child("name")).and_then(Node::line);
    let known = Known {
        date: ["pubDate", "published", "date", "issued", "updated"].iter().find_map(|name| stamp(name)),
        headline: line("title").map(|title| super::fields::one_line(&html::text_of(&title))),
        slug: None,
        byline: line("creator").or_else(author).or_else(|| line("author")),
        dateline: None,
        agency: line("source").or_else(|| line("publisher")),
        language: entry.attribute("lang").and_then(language).or_else(|| tongue.map(str::to_owned)),
    };
    let text = ["encoded", "content", "description", "summary"].iter().find_map(|name| {
        let text = text_of(entry.nodes().find(|node| node.name == **name && !node.children.is_empty())?);
        Some(text).filter(|text| !text.trim().is_empty())
    });
    let id = line("guid")
        .or_else(|| line("id"))
        .or_else(|| line("link"))
        .or_else(|| entry.child("link")?.attribute("href").map(str::to_owned));
    finish(Item { id, text: text.unwrap_or_default(), known })
}

/// Gives the text of a field: escaped HTML, elements of XHTML, or plain text.
fn text_of(field: &Node) -> String {
    match field.nodes().next() {
        Some(_) => field.paragraphs(),
        None => html::text_of(&field.raw_text()),
    }
}
