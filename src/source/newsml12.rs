//! NewsML 1.2 of the IPTC: `NewsItem/NewsComponent/NewsLines` has headline, byline and dateline, `ContentItem/DataContent` the
//! copy, as NITF, XHTML or plain text.

use super::dates::civil;
use super::fields::{finish, join_dateline, language};
use super::item::Item;
use super::nitf;
use super::xml::{Node, Placed};
use crate::story::Known;

/// Makes the stories of a document: one for each component that has copy of its own, the pictures' captions aside.
pub(super) fn items(root: &Node) -> Vec<Placed> {
    let items: Vec<&Node> = root.all("NewsItem");
    items.into_iter().filter_map(|node| Some((item(node)?, Some(node.span)))).collect()
}

fn item(news: &Node) -> Option<Item> {
    let line = |name: &str| news.find(name).and_then(Node::line);
    let value = |name: &str, key: &str| news.find(name).and_then(|node| node.attribute(key)).map(str::to_owned);
    let stamp = |name: &str| line(name).and_then(|text| civil(&text));
    let mut known = Known {
        date: stamp("FirstCreated").or_else(|| stamp("ThisRevisionCreated")).or_else(|| stamp("DateId")),
        headline: line("HeadLine"),
        slug: line("SlugLine"),
        byline: line("ByLine"),
        dateline: line("DateLine"),
        agency: line("CreditLine").or_else(|| value("Provider", "FormalName")).or_else(|| line("ProviderId")),
        language: value("Language", "FormalName").and_then(|tag| language(&tag)),
    };
    let content = content(news)?;
    let id = line("NewsItemId").or_else(|| line("PublicIdentifier"));
    let body = match content.find("nitf").and_then(nitf::item) {
        Some(inner) => {
            // Both say the same twice; what the outer one leaves out, the inner one may say.
            known.headline = known.headline.or(inner.known.headline);
            known.byline = known.byline.or(inner.known.byline);
            known.dateline = known.dateline.or(inner.known.dateline);
            known.date = known.date.or(inner.known.date);
            known.language = known.language.or(inner.known.language);
            inner.text
        }
        None => content.paragraphs(),
    };
    finish(Item { id, text: join_dateline(known.dateline.as_deref(), &body), known })
}

/// Gives the longest of the contents: an item has the story in several forms, and captions.
fn content(news: &Node) -> Option<&Node> {
    let contents = news.all("DataContent");
    contents.into_iter().max_by_key(|node| node.raw_text().len()).or_else(|| news.find("NewsLines"))
}
