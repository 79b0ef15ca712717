//! XML, read into a small tree: NITF, NewsML, RSS and Atom need to look up and down in it.
//!
//! No entity is expanded but the five of the standard, the numbered ones and those that HTML names; a document type is
//! passed over. So nothing is fetched, and nothing grows. What is not well-formed is read as far as it goes.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Reason;
use super::entities::unescape;
use super::fields::one_line;
use super::item::Item;
use super::{feed, html, newsml12, newsmlg2, nitf};
use crate::story::Span;

/// An element, by its name without prefix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// Its name without prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// What it holds, in order.
    pub(super) children: Vec<Child>,
    /// Its bytes in the decoded document.
    pub(super) span: Span,
}

/// A story, and where in the document it stands where that holds several.
pub(super) type Placed = (Item, Option<Span>);

/// What an element holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Child {
    /// An element.
    Node(Node),
    /// Text, with its references replaced.
    Text(String),
}

/// Elements nested deeper are read as if they stood beside one another.
const DEEPEST: usize = 100;

/// A document of more elements than this is no document of news; a tree of many more would take gigabytes.
const MOST: usize = 500_000;

/// Makes the stories of a document, each with where it stands; and says why the document breaks off, if it does.
pub(super) fn items(text: &str) -> Result<(Vec<Placed>, Option<Reason>), Reason> {
    let (root, damage) = read(text)?;
    let found = match root.name.as_str() {
        "rss" | "RDF" | "feed" | "channel" | "entry" => feed::items(&root),
        "NewsML" | "NewsItem" => newsml12::items(&root),
        "newsItem" | "newsMessage" | "packageItem" => newsmlg2::items(&root),
        // Envelopes of agencies around any of them.
        _ => of_envelope(&root),
    };
    match (found.is_empty(), damage) {
        (true, Some(reason)) => Err(reason),
        (true, None) => {
            // XML of a form not known: its text is its copy.
            let item = Item { text: html::text_of(text), ..Item::default() };
            Ok((super::fields::finish(item).map(|item| (item, None)).into_iter().collect(), None))
        }
        (false, damage) => Ok((found, damage)),
    }
}

fn of_envelope(root: &Node) -> Vec<Placed> {
    if root.name == "nitf" {
        return nitf::item(root).map(|item| (item, None)).into_iter().collect();
    }
    let nitf = root.all("nitf");
    if !nitf.is_empty() {
        return nitf.into_iter().filter_map(|node| Some((nitf::item(node)?, Some(node.span)))).collect();
    }
    for (name, parse) in [("newsItem", newsmlg2::items as fn(&Node) -> Vec<Placed>), ("NewsItem", newsml12::items)] {
        if root.find(name).is_some() {
            return parse(root);
        }
    }
    Vec::new()
}

/// Reads a document, as far as it is well-formed.
pub(super) fn read(text: &str) -> Result<(Node, Option<Reason>), Reason> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut open: Vec<Node> = vec![Node::default()];
    let mut count = 0;
    let mut damage = None;
    loop {
        let before = reader.buffer_position() as usize;
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                damage = Some(Reason::Damaged(format!("no well-formed XML: {error}").into()));
                break;
            }
        };
        let after = reader.buffer_position() as usize;
        match event {
            Event::Start(tag) => {
                count += 1;
                let node = node(&tag, Span::new(before, after));
                if open.len() < DEEPEST { open.push(node) } else { push(&mut open, Child::Node(node)) }
            }
            Event::Empty(tag) => {
                count += 1;
                push(&mut open, Child::Node(node(&tag, Span::new(before, after))));
            }
            Event::End(tag) => {
                let name = local(tag.name().as_ref()).to_owned();
                // An end that fits no open element closes none.
                if open.len() > 1 && open.iter().skip(1).any(|node| node.name == name) {
                    while open.len() > 1 && close(&mut open, after) != name {}
                }
            }
            Event::Text(text) => push_text(&mut open, &unescape(&text)),
            Event::CData(text) => push_text(&mut open, &text),
            Event::GeneralRef(reference) => push_text(&mut open, &unescape(&format!("&{};", &*reference))),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => break,
        }
        if count > MOST {
            return Err(Reason::TooLarge);
        }
    }
    if damage.is_none() && open.len() > 1 {
        damage = Some(Reason::Damaged("it ends too early".into()));
    }
    while open.len() > 1 {
        close(&mut open, text.len());
    }
    let document = open.pop().unwrap_or_default();
    let root = document.children.into_iter().find_map(|child| match child {
        Child::Node(node) => Some(node),
        Child::Text(_) => None,
    });
    match (root, damage) {
        (Some(root), damage) => Ok((root, damage)),
        (None, Some(reason)) => Err(reason),
        (None, None) => Err(Reason::Empty),
    }
}

fn node(tag: &BytesStart<'_>, span: Span) -> Node {
    let attribute = |key: &str, value: &str| (local(key).to_owned(), unescape(value));
    let mut all = tag.html_attributes();
    let all = all.with_checks(false).filter_map(Result::ok);
    let attributes = all.map(|one| attribute(one.key.as_ref(), &one.value)).collect();
    Node { name: local(tag.name().as_ref()).to_owned(), attributes, children: Vec::new(), span }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn push(open: &mut [Node], child: Child) {
    if let Some(node) = open.last_mut() {
        node.children.push(child);
    }
}

fn push_text(open: &mut [Node], text: &str) {
    let Some(node) = open.last_mut() else { return };
    match node.children.last_mut() {
        Some(Child::Text(before)) => before.push_str(text),
        _ => node.children.push(Child::Text(text.to_owned())),
    }
}

/// Closes the innermost element; gives its name.
fn close(open: &mut Vec<Node>, at: usize) -> String {
    let Some(mut node) = open.pop() else { return String::new() };
    node.span.end = at;
    let name = node.name.clone();
    push(open, Child::Node(node));
    name
}

impl Node {
    /// Gives its elements in order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.children.iter().filter_map(|child| match child {
            Child::Node(node) => Some(node),
            Child::Text(_) => None,
        })
    }

    /// Gives its first child `name`.
    pub(super) fn child(&self, name: &str) -> Option<&Node> {
        self.nodes().find(|node| node.name == name)
    }

    /// Gives the first element `name` at any depth, itself too.
    pub(super) fn find(&self, name: &str) -> Option<&Node> {
        if self.name == name { Some(self) } else { self.nodes().find_map(|node| node.find(name)) }
    }

    /// Gives all elements `name` at any depth, but none within another.
    pub(super) fn all(&self, name: &str) -> Vec<&Node> {
        if self.name == name { vec![self] } else { self.nodes().flat_map(|node| node.all(name)).collect() }
    }

    /// Gives the value of an attribute, by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.trim().is_empty())
    }

    /// Gives its text and that of all in it, on one line; nothing where there is none.
    pub(super) fn line(&self) -> Option<String> {
        let mut text = String::new();
        self.push_all(&mut text);
        Some(one_line(&text)).filter(|line| !line.is_empty())
    }

    /// Gives its text as it stands.
    pub(super) fn raw_text(&self) -> String {
        let mut text = String::new();
        self.push_all(&mut text);
        text
    }

    fn push_all(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Node(node) => {
                    if is_block(&node.name) {
                        out.push(' ');
                    }
                    node.push_all(out);
                }
            }
        }
    }

    /// Gives the text of its blocks (`p`, `hl2`, `li` …), parted by empty lines; text without any block as it stands.
    pub(super) fn paragraphs(&self) -> String {
        if !self.has_blocks() {
            let text = self.raw_text();
            return if super::fields::looks_marked_up(&text) { html::text_of(&text) } else { text.trim().to_owned() };
        }
        let mut blocks = Vec::new();
        let mut loose = String::new();
        self.gather(&mut blocks, &mut loose);
        end_block(&mut blocks, &mut loose);
        blocks.join("\n\n")
    }

    fn has_blocks(&self) -> bool {
        self.nodes().any(|node| is_block(&node.name) || node.has_blocks())
    }

    fn gather(&self, blocks: &mut Vec<String>, loose: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => loose.push_str(text),
                Child::Node(node) if matches!(node.name.as_str(), "media" | "script" | "style") => {}
                Child::Node(node) if node.name == "br" => loose.push(' '),
                Child::Node(node) if is_block(&node.name) => {
                    end_block(blocks, loose);
                    node.gather(blocks, loose);
                    end_block(blocks, loose);
                }
                Child::Node(node) => node.gather(blocks, loose),
            }
        }
    }
}

fn end_block(blocks: &mut Vec<String>, loose: &mut String) {
    let block = one_line(loose);
    loose.clear();
    if !block.is_empty() {
        blocks.push(block);
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "hl1"
            | "hl2"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "tr"
            | "td"
            | "table"
            | "pre"
            | "block"
            | "bq"
            | "blockquote"
            | "body"
            | "section"
            | "article"
            | "note"
            | "hr"
            | "fn"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_never_expanded_and_nothing_is_fetched() {
        let bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;&x;\"><!ENTITY z SYSTEM \"file:///etc/hostname\">]>\
            <a><p>&y; &z; &amp; &#233;</p></a>";
        let (root, damage) = read(bomb).unwrap();
        assert_eq!(root.line().as_deref(), Some("&y; &z; & é"));
        assert_eq!(damage, None);
    }

    #[test]
    fn what_is_cut_off_is_read_as_far_as_it_goes() {
        let (root, damage) = read("<a><b>one</b><b>tw").unwrap();
        assert_eq!(root.all("b").len(), 2);
        assert_eq!(damage.map(|reason| reason.kind()), Some("damaged"));
        let deep = "<a>".repeat(100_000);
        assert!(read(&deep).is_ok());
    }

    #[test]
    fn blocks_are_parted_and_inline_elements_are_not() {
        let (root, _) =
            read("<c><p>One <em>or</em> two.</p>\n<p>Three<br/>four.</p><media><p>x</p></media></c>").unwrap();
        assert_eq!(root.paragraphs(), "One or two.\n\nThree four.");
    }
}
