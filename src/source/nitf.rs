//! NITF 3, the News Industry Text Format of the IPTC.
//!
//! `head/docdata` has the dates and the number, `body/body.head` headline, byline and dateline, `body.content` the copy.
//! Agencies put the dateline into its element, into the copy, or into both; `<dateline>` is plain text as often as it has a
//! `<location>`.

use super::dates::civil;
use super::fields::{finish, join_dateline, language};
use super::item::Item;
use super::xml::Node;
use crate::story::Known;

/// Makes a story of an `nitf` element.
pub(super) fn item(nitf: &Node) -> Option<Item> {
    let line = |name: &str| nitf.find(name).and_then(Node::line);
    let attribute = |name: &str, key: &str| nitf.find(name).and_then(|node| node.attribute(key)).map(str::to_owned);
    let dateline = nitf.find("dateline");
    let date =
        [("date.issue", "norm"), ("date.release", "norm"), ("pubdata", "date.publication"), ("story.date", "norm")];
    let known = Known {
        date: date.iter().find_map(|(name, key)| civil(&attribute(name, key)?)).or_else(|| civil(&line("story.date")?)),
        headline: line("hl1").or_else(|| line("hedline")).or_else(|| line("title")),
        slug: attribute("doc-id", "slug").or_else(|| line("fixture")).or_else(|| attribute("du-key", "key")),
        byline: line("byline"),
        dateline: dateline.and_then(Node::line),
        agency: line("distributor").or_else(|| attribute("doc.copyright", "holder")),
        language: nitf.attribute("lang").or_else(|| nitf.find("body")?.attribute("lang")).and_then(language),
    };
    let content = nitf.find("body.content").or_else(|| nitf.find("body"))?;
    let text = join_dateline(known.dateline.as_deref(), &content.paragraphs());
    finish(Item { id: attribute("doc-id", "id-string"), text, known })
}
