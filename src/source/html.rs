//! HTML to text: a fragment whole, a page without what stands around its article.
//!
//! Of a page, in this order: what is marked as the body of the article (`itemprop="articleBody"`) · `<article>` · `<main>` ·
//! its paragraphs · all its text. Scripts, styles and forms never; navigation, header, footer and asides only where nothing
//! else is left.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::dates::civil;
use super::fields::{finish, language, one_line};
use super::item::Item;
use super::json_ld;

/// So much text makes a region of a page its article.
const ENOUGH: usize = 200;

/// Gives the text of a fragment, paragraphs parted by an empty line.
pub(super) fn text_of(fragment: &str) -> String {
    let page = Page::read(fragment);
    join(page.blocks.iter())
}

/// Makes the stories of a page: those that it states as data (JSON-LD), else the one that can be read.
pub(super) fn items(html: &str) -> Vec<Item> {
    let page = Page::read(html);
    let mut stated: Vec<Item> = page.data.iter().flat_map(|data| json_ld::items_of_text(data)).collect();
    let readable = page.article();
    if let [only] = stated.as_mut_slice()
        && only.text == only.known.headline.clone().unwrap_or_default()
    {
        // The data have the fields, the page has the text.
        only.text = readable;
        page.fill(only);
        return stated;
    }
    if stated.is_empty() {
        let mut item = Item { text: readable, ..Item::default() };
        page.fill(&mut item);
        stated.extend(finish(item));
    }
    stated
}

/// A block of text: a paragraph, a heading, a cell.
#[derive(Clone, Debug, Default)]
struct Block {
    text: String,
    place: Place,
}

/// What a block stands in.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    is_paragraph: bool,
    is_title: bool,
    in_body: bool,
    in_article: bool,
    in_main: bool,
    beside: bool,
}

/// What was read off a page.
#[derive(Debug, Default)]
struct Page {
    blocks: Vec<Block>,
    data: Vec<String>,
    title: Option<String>,
    heading: Option<String>,
    meta: Vec<(String, String)>,
    language: Option<String>,
    time: Option<String>,
}

impl Page {
    fn read(html: &str) -> Page {
        let mut reader = Reader::default();
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Token::StartTag(tag) => reader.open(&tag),
                Token::EndTag(tag) => reader.close(&String::from_utf8_lossy(&tag.name)),
                Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        reader.end_block();
        reader.page
    }

    /// Gives the text of the article.
    fn article(&self) -> String {
        let regions: [fn(&Place) -> bool; 5] = [
            |place| place.in_body,
            |place| place.in_article && place.is_paragraph && !place.beside,
            |place| place.in_main && place.is_paragraph && !place.beside,
            |place| place.is_paragraph && !place.beside,
            |place| !place.beside && !place.is_title,
        ];
        let of = |region: fn(&Place) -> bool| join(self.blocks.iter().filter(|block| region(&block.place)));
        let enough = regions.into_iter().map(of).find(|text| text.len() >= ENOUGH);
        // A short story in a bare page; and at last a page whose every word stands in a header that nobody closed.
        let shorter = || regions.into_iter().map(of).find(|text| !text.is_empty());
        enough.or_else(shorter).unwrap_or_else(|| join(self.blocks.iter().filter(|block| !block.place.is_title)))
    }

    /// Fills in the fields that an item lacks.
    fn fill(&self, item: &mut Item) {
        let meta = |names: &[&str]| {
            let of = |name: &&str| self.meta.iter().find(|(key, value)| key == name && !value.trim().is_empty());
            names.iter().find_map(of).map(|(_, value)| one_line(value))
        };
        let known = &mut item.known;
        let title =
            || meta(&["og:title", "twitter:title"]).or_else(|| self.heading.clone()).or_else(|| self.title.clone());
        known.headline = known.headline.take().or_else(title);
        let stamps = [
            "article:published_time",
            "datepublished",
            "date",
            "dc.date",
            "dc.date.issued",
            "pubdate",
            "parsely-pub-date",
            "og:published_time",
        ];
        known.date = known.date.or_else(|| meta(&stamps).or_else(|| self.time.clone()).and_then(|text| civil(&text)));
        // `article:author` is an address as often as a name.
        let author = || {
            meta(&["author", "byl", "dc.creator", "parsely-author", "article:author"])
                .filter(|name| !name.contains("://"))
        };
        known.byline = known.byline.take().or_else(author);
        known.language = known.language.take().or_else(|| language(self.language.as_deref()?));
    }
}

fn join<'b>(blocks: impl Iterator<Item = &'b Block>) -> String {
    blocks.map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// Goes over the tags of a page. It builds no tree: pages that nobody closed properly would grow crooked ones.
#[derive(Default)]
struct Reader {
    page: Page,
    block: String,
    open: Vec<(String, Role)>,
    paragraph: bool,
}

/// What an open element means for what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Body,
    Article,
    Main,
    Beside,
    Heading,
    Title,
    Data,
    Hidden,
}

/// So many elements with a role are kept open: what is nested deeper is no page that anybody wrote.
const DEEPEST: usize = 256;

impl Reader {
    fn open(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let attribute = |wanted: &str| {
            tag.attributes.get(wanted.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
        };
        if is_block(&name) {
            self.end_block();
            self.paragraph = matches!(name.as_str(), "p" | "blockquote" | "pre" | "li");
        }
        match name.as_str() {
            "br" => self.block.push(BREAK),
            "html" => self.page.language = attribute("lang"),
            "meta" => {
                let key = attribute("property").or_else(|| attribute("name")).or_else(|| attribute("itemprop"));
                self.page.meta.extend(key.zip(attribute("content")).map(|(key, value)| (key.to_lowercase(), value)));
            }
            "time" if self.page.time.is_none() => self.page.time = attribute("datetime"),
            "img" | "input" | "link" | "hr" => return,
            _ => {}
        }
        let is_data = || attribute("type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json"));
        let role = match name.as_str() {
            "script" if is_data() => Role::Data,
            "script" | "style" | "noscript" | "template" | "svg" | "iframe" | "select" | "button" | "textarea"
            | "object" => Role::Hidden,
            "nav" | "header" | "footer" | "aside" | "form" | "figure" | "dialog" | "menu" => Role::Beside,
            "title" => Role::Title,
            "h1" => Role::Heading,
            _ if attribute("itemprop").is_some_and(|prop| prop.eq_ignore_ascii_case("articlebody")) => Role::Body,
            "article" => Role::Article,
            "main" => Role::Main,
            // Others are kept open only inside one of the same name, so that its end is told from theirs.
            _ => match self.open.iter().rev().find(|(open, _)| *open == name) {
                Some((_, role)) => *role,
                None => return,
            },
        };
        if self.open.len() < DEEPEST && !tag.self_closing {
            self.open.push((name, role));
            if role == Role::Data {
                self.page.data.push(String::new());
            }
        }
    }

    fn close(&mut self, name: &str) {
        if is_block(name) {
            self.end_block();
            self.paragraph = false;
        }
        if let Some(at) = self.open.iter().rposition(|(open, _)| open == name) {
            if matches!(self.open[at].1, Role::Title | Role::Heading | Role::Body) {
                self.end_block();
            }
            self.open.remove(at);
        }
    }

    fn text(&mut self, text: &str) {
        match self.open.last() {
            Some((_, Role::Data)) => {
                if let Some(data) = self.page.data.last_mut() {
                    data.push_str(text);
                }
            }
            _ if self.is_in(Role::Hidden) => {}
            _ if self.is_in(Role::Title) => self.page.title.get_or_insert_default().push_str(text),
            _ => self.block.push_str(text),
        }
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        let place = Place {
            is_paragraph: self.paragraph,
            is_title: self.is_in(Role::Heading),
            in_body: self.is_in(Role::Body),
            in_article: self.is_in(Role::Article),
            in_main: self.is_in(Role::Main),
            beside: self.is_in(Role::Beside),
        };
        let text = lay_out(&block);
        if text.is_empty() {
            return;
        }
        if place.is_title && self.page.heading.is_none() {
            self.page.heading = Some(text.clone());
        }
        self.page.blocks.push(Block { text, place });
    }

    fn is_in(&self, role: Role) -> bool {
        self.open.iter().any(|(_, open)| *open == role)
    }
}

/// A line break that was meant; those of the source are blanks.
const BREAK: char = '\u{2028}';

/// Puts a block on one line, but for the breaks in it: two in a row part paragraphs.
fn lay_out(block: &str) -> String {
    let mut out = String::with_capacity(block.len());
    let mut breaks = 0;
    for line in block.split(BREAK) {
        let line = one_line(line);
        if !line.is_empty() {
            if !out.is_empty() {
                out.push_str(if breaks > 1 { "\n\n" } else { "\n" });
            }
            out.push_str(&line);
            breaks = 0;
        }
        breaks += 1;
    }
    out
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "nav"
            | "aside"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tr"
            | "td"
            | "th"
            | "blockquote"
            | "pre"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "figure"
            | "figcaption"
            | "form"
            | "hr"
            | "body"
            | "html"
            | "title"
            | "address"
            | "hl2"
            | "block"
    )
}
