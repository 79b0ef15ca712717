//! NewsML-G2 of the IPTC: `itemMeta` and `contentMeta` have the fields, `contentSet/inlineXML` or `inlineData` the copy.

use super::dates::civil;
use super::fields::{finish, join_dateline, language};
use super::item::Item;
use super::xml::{Node, Placed};
use super::{html, nitf};
use crate::story::Known;

/// Makes the stories of an item or of a message of items. Pictures and packages, which have no copy, give none.
pub(super) fn items(root: &Node) -> Vec<Placed> {
    let span = |node: &Node| (node.name != root.name).then_some(node.span);
    root.all("newsItem").into_iter().filter_map(|node| Some((item(node)?, span(node)))).collect()
}

fn item(news: &Node) -> Option<Item> {
    let meta = news.child("contentMeta");
    let line = |name: &str| meta.and_then(|meta| meta.child(name)).and_then(Node::line);
    let name_of =
        |node: &Node| node.child("name").and_then(Node::line).or_else(|| node.attribute("literal").map(str::to_owned));
    let named = |name: &str| meta.and_then(|meta| meta.child(name)).and_then(name_of);
    let stamp = |name: &str| news.find(name).and_then(Node::line).and_then(|text| civil(&text));
    let provider =
        news.find("provider").and_then(|node| name_of(node).or_else(|| node.attribute("literal").map(str::to_owned)));
    let mut known = Known {
        date: stamp("contentCreated").or_else(|| stamp("firstCreated")).or_else(|| stamp("versionCreated")),
        headline: line("headline").or_else(|| news.find("title").and_then(Node::line)),
        slug: line("slugline"),
        byline: line("by").or_else(|| named("creator")),
        // Some agencies put a time stamp there (Reuters): that is no dateline.
        dateline: line("dateline")
            .filter(|text| text.contains(char::is_alphabetic) && !is_stamp(text))
            .or_else(|| named("located")),
        agency: line("creditline").or_else(|| named("infoSource")).or(provider),
        language: meta.and_then(|meta| meta.child("language")).and_then(|node| language(node.attribute("tag")?)),
    };
    let content = news.child("contentSet")?;
    let nitf = content.find("nitf").and_then(nitf::item);
    let body = match (nitf, content.find("inlineXML"), content.find("inlineData")) {
        (Some(inner), ..) => {
            known.byline = known.byline.or(inner.known.byline);
            known.dateline = known.dateline.or(inner.known.dateline);
            inner.text
        }
        (None, Some(inline), _) => inline.find("body").unwrap_or(inline).paragraphs(),
        (None, None, Some(data)) if data.attribute("contenttype").is_some_and(|kind| kind.contains("html")) => {
            html::text_of(&data.raw_text())
        }
        (None, None, Some(data)) => data.raw_text().trim().to_owned(),
        (None, None, None) => return None,
    };
    let printed = meta.and_then(|meta| meta.child("dateline")).and(known.dateline.as_deref());
    finish(Item { id: news.attribute("guid").map(str::to_owned), text: join_dateline(printed, &body), known })
}

fn is_stamp(text: &str) -> bool {
    civil(text).is_some() && text.starts_with(|c: char| c.is_ascii_digit())
}
