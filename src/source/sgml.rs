//! The corpora of the SGML age: Reuters-21578, TREC, Gigaword, TDT, TAC, RCV1. One file holds many documents, and few are
//! well-formed, so tags are looked for one by one.
//!
//! | corpus | document | date | headline | dateline | text |
//! |---|---|---|---|---|---|
//! | Reuters-21578 | `<REUTERS NEWID=…>` | `<DATE>` | `<TITLE>` | `<DATELINE>` | `<BODY>`, or `<TEXT>` unparted |
//! | TREC | `<DOC><DOCNO>` | in the number | `<HEAD>` | `<DATELINE>` | `<TEXT>` |
//! | Gigaword | `<DOC id= type=>` | in the id | `<HEADLINE>` | `<DATELINE>` | `<TEXT><P>` |
//! | TDT | `<DOC><DOCNO>` | `<DATE_TIME>` | `<HEADLINE>` | in the text | `<TEXT>` |
//! | RCV1 | `<newsitem itemid= date=>` | attribute | `<headline>` | `<dateline>` | `<text><p>` |

use super::dates::{civil, in_id};
use super::entities::unescape;
use super::fields::{finish, join_dateline, language, one_line};
use super::item::Item;
use crate::story::Known;

/// The elements that are a document each.
pub(super) const DOCUMENTS: [&[u8]; 3] = [b"REUTERS", b"DOC", b"newsitem"];

/// Makes a story of one document; nothing of what stands between documents.
pub(super) fn item(record: &str) -> Option<Item> {
    let (tag, document) = DOCUMENTS.iter().find_map(|name| opening(record, std::str::from_utf8(name).ok()?))?;
    let field = |name: &str| element(document, name).map(|text| one_line(&plain(text))).filter(|text| !text.is_empty());
    let id = ["NEWID", "itemid", "id"].iter().find_map(|name| attribute(tag, name)).map(str::to_owned);
    let id = id.or_else(|| field("DOCNO")).or_else(|| field("DOCID"));
    let stated = field("DATE").or_else(|| field("DATE_TIME")).or_else(|| field("DATETIME"));
    let date = stated.and_then(|text| civil(&text)).or_else(|| attribute(tag, "date").and_then(civil));
    let known = Known {
        date: date.or_else(|| in_id(id.as_deref()?)),
        headline: ["HEADLINE", "TITLE", "HEAD", "HL"].iter().find_map(|name| field(name)),
        slug: field("SLUG")
            .or_else(|| ["UNKNOWN", "FIRST", "1ST_LINE"].iter().find_map(|name| slug(element(document, name)?))),
        byline: ["AUTHOR", "BYLINE"].iter().find_map(|name| field(name)),
        dateline: field("DATELINE"),
        agency: None,
        language: attribute(tag, "xml:lang").and_then(language),
    };
    let text = match element(document, "BODY").filter(|_| !tag.is_empty() && element(document, "TITLE").is_some()) {
        Some(body) => body,
        None => text_beside_fields(document).unwrap_or_default(),
    };
    let body = paragraphs(&plain(text));
    let dateline = element(document, "DATELINE").map(plain);
    let item = Item { id, text: join_dateline(dateline.as_deref(), &body), known };
    // A document without a word is a document of its corpus all the same (Reuters-21578 has one).
    Some(finish(item.clone()).unwrap_or(item))
}

/// Takes the slug line out of the wire's own header, which some corpora keep: `u f BC-BAHIA-COCOA-REVIEW   02-26 0105`.
fn slug(header: &str) -> Option<String> {
    let line = header.lines().rev().find(|line| !line.trim().is_empty())?;
    let is_slug =
        |word: &&str| word.contains('-') && word.len() > 3 && word.starts_with(|c: char| c.is_ascii_uppercase());
    line.split_whitespace().find(is_slug).map(plain)
}

/// Gives what `<TEXT>` holds behind the fields that some corpora put into it.
fn text_beside_fields(document: &str) -> Option<&str> {
    let text = element(document, "TEXT").or_else(|| element(document, "BODY"))?;
    let fields = ["TITLE", "AUTHOR", "DATELINE", "HEADLINE", "BYLINE"];
    let last = fields.iter().filter_map(|name| find(text, &format!("</{name}>")).map(|at| at + name.len() + 3)).max();
    Some(last.map_or(text, |at| &text[at..]))
}

/// Finds the opening tag `name`; gives it and what stands behind it.
fn opening<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let mut from = 0;
    let open = format!("<{name}");
    loop {
        let at = from + find(&text[from..], &open)?;
        let rest = &text[at + open.len()..];
        // `<TEXT` must not find `<TEXTAREA`.
        if rest.starts_with(|c: char| c == '>' || c.is_ascii_whitespace()) {
            let end = rest.find('>')?;
            return Some((&rest[..end], &rest[end + 1..]));
        }
        from = at + open.len();
    }
}

/// Gives what the first element `name` holds: to its end tag, or to the next tag where it has none (`<DOCTYPE> NEWS`).
fn element<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, behind) = opening(text, name)?;
    let end = find(behind, &format!("</{name}>"))
        .or_else(|| if name == "TEXT" || name == "BODY" { None } else { behind.find('<') });
    Some(&behind[..end.unwrap_or(behind.len())])
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut from = 0;
    loop {
        let at = from + find(&tag[from..], name)?;
        let rest = tag[at + name.len()..].trim_start();
        let own = tag[..at].ends_with(|c: char| c.is_whitespace() || c == '"');
        if let Some(value) = rest.strip_prefix('=').filter(|_| own) {
            let value = value.trim_start();
            return match value.strip_prefix(['"', '\'']) {
                Some(inner) => inner.split(['"', '\'']).next(),
                None => value.split(char::is_whitespace).next(),
            };
        }
        from = at + name.len();
    }
}

/// Finds `wanted` in `text`, whatever the case of its ASCII letters.
fn find(text: &str, wanted: &str) -> Option<usize> {
    let first = wanted.as_bytes().first()?;
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    memchr::memchr_iter(*first, text)
        .find(|&at| text.get(at..at + wanted.len()).is_some_and(|part| part.eq_ignore_ascii_case(wanted)))
}

/// What has no end within so many bytes is no tag of these corpora.
const LONGEST_TAG: usize = 200;

/// Takes tags and entities out of a text; a paragraph's tag parts paragraphs.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = &rest[at + 1..];
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match tag.bytes().take(LONGEST_TAG).position(|b| b == b'>').filter(|_| is_tag) {
            Some(end) => {
                let name = tag[..end]
                    .trim_start_matches('/')
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .next()
                    .unwrap_or_default();
                if name.eq_ignore_ascii_case("p") {
                    out.push_str("\n\n");
                }
                rest = &tag[end + 1..];
            }
            // `<` in the copy itself: Reuters writes company codes so, `<XYZ.O>`, escaped or not.
            None => {
                out.push('<');
                rest = tag;
            }
        }
    }
    out.push_str(rest);
    unescape(&out)
}

/// Parts paragraphs by an empty line: where they are, or else before each line that is set in, as wires set a paragraph.
fn paragraphs(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    // A paragraph is set in by three to five blanks, or by a tab and some; a table by any number, with more inside its lines.
    let indented = |line: &&&str| {
        let copy = line.trim_start();
        let set_in = line.len() - copy.len();
        (line.starts_with('\t') || (3..=5).contains(&set_in)) && !copy.contains("   ")
    };
    let set_in = lines.iter().filter(indented).count();
    // Where most lines are set in, all of the text is, and it says nothing of paragraphs.
    let empty = lines.iter().filter(|line| line.is_empty()).count();
    let by_indent = set_in > 0 && set_in >= empty && set_in * 2 <= lines.len() + 1;
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for (number, line) in lines.iter().enumerate() {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if number > 0 {
            out.push_str(if empty > 0 || (by_indent && indented(&line)) { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(if by_indent && indented(&line) { line.trim_start() } else { line });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const REUTERS: &str = "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\" OLDID=\"5544\" NEWID=\"12\">\n\
        <DATE> 3-MAR-1987 09:18:21.26</DATE>\n<TOPICS><D>ship</D></TOPICS>\n<UNKNOWN>\n&#5;&#5;&#5;C G\n&#22;&#22;&#1;f0288&#31;reute\nu f BC-FERRY-STRIKE   03-03 0105</UNKNOWN>\n\
        <TEXT>&#2;\n<TITLE>FERRY CREWS END STRIKE &lt;FRY.L></TITLE>\n<AUTHOR>    By Ann Example, Reuters</AUTHOR>\n\
        <DATELINE>    HARWICH, March 3 - </DATELINE><BODY>Ferry crews went back to work\nafter nine days.\n    \
        Sailings resume at noon.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>";

    #[test]
    fn reuters_documents_keep_their_fields() {
        let item = item(REUTERS).unwrap();
        assert_eq!(item.id.as_deref(), Some("12"));
        assert_eq!(item.known.date.unwrap().to_string(), "1987-03-03");
        assert_eq!(item.known.headline.as_deref(), Some("FERRY CREWS END STRIKE <FRY.L>"));
        assert_eq!(item.known.slug.as_deref(), Some("BC-FERRY-STRIKE"));
        assert_eq!(item.known.byline.as_deref(), Some("By Ann Example, Reuters"));
        assert_eq!(
            item.text,
            "HARWICH, March 3 - Ferry crews went back to work\nafter nine days.\n\nSailings resume at noon.\n Reuter"
        );
    }

    #[test]
    fn briefs_have_their_headline_for_copy() {
        let brief = "<REUTERS NEWID=\"8\"><DATE>26-FEB-1987</DATE><TEXT TYPE=\"BRIEF\">&#2;\n******<TITLE>PORT REOPENS</TITLE>\n&#3;</TEXT></REUTERS>";
        assert_eq!(item(brief).unwrap().text, "PORT REOPENS");
        let unparted = "<REUTERS NEWID=\"9\"><DATE>26-FEB-1987</DATE><TEXT TYPE=\"UNPROC\">&#2;\n  CARGO PRICES\n  rose again.\n&#3;</TEXT></REUTERS>";
        assert_eq!(item(unparted).unwrap().text, "CARGO PRICES\n  rose again.");
    }

    #[test]
    fn trec_and_gigaword_say_their_day_in_the_id() {
        let trec = "<DOC>\n<DOCNO> AP890101-0001 </DOCNO>\n<FIRST>r w AM-Keeper 01-01 0155</FIRST>\n<HEAD>Keeper Retires</HEAD>\n\
            <DATELINE>PORTLAND, Maine (AP) </DATELINE>\n<TEXT>\n   The keeper retired.\n   He was 80.\n</TEXT>\n</DOC>";
        let item_of_trec = item(trec).unwrap();
        assert_eq!(item_of_trec.known.date.unwrap().to_string(), "1989-01-01");
        assert_eq!(item_of_trec.id.as_deref(), Some("AP890101-0001"));
        assert!(item_of_trec.text.starts_with("PORTLAND, Maine (AP) - The keeper retired."), "{}", item_of_trec.text);
        let giga = "<DOC id=\"AFP_ENG_19940512.0001\" type=\"story\" >\n<HEADLINE>\nKeeper\n</HEADLINE>\n<DATELINE>\nOSLO, May 12 (AFP)\n</DATELINE>\n\
            <TEXT>\n<P>\nOne &amp; two.\n</P>\n<P>\nThree.\n</P>\n</TEXT>\n</DOC>";
        let item_of_giga = item(giga).unwrap();
        assert_eq!(item_of_giga.known.date.unwrap().to_string(), "1994-05-12");
        assert_eq!(item_of_giga.text, "OSLO, May 12 (AFP) - One & two.\n\nThree.");
        assert_eq!(item("  \n"), None);
    }
}
