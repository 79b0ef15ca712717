//! What a thing is, told by its first bytes: signatures, then the structure of its text.

use std::borrow::Cow;

use super::Reason;
use super::encoding::{declared, decode, plain, recognise};
use super::{factiva, frames, json, lexisnexis, mbox, proquest, table, tar, zip};

/// The forms in which copy comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Plain text: one story, or several that the parser parts.
    Text,
    /// Something packed with gzip.
    Gzip,
    /// Something packed with zstd.
    Zstd,
    /// An archive.
    Zip,
    /// An archive.
    Tar,
    /// A page.
    Html,
    /// XML of any kind: its root element says which.
    Xml,
    /// A JSON value a line.
    JsonLines,
    /// JSON values in a row, or an array of them.
    JsonValues,
    /// A table with named columns, parted by this byte.
    Table(u8),
    /// Documents between tags, many a file.
    Sgml,
    /// Mail, one message or many.
    Mbox,
    /// Stories as the wire transmitted them, each in its control bytes.
    Frames,
    /// An export of LexisNexis.
    LexisNexis,
    /// An export of Nexis Uni.
    NexisUni,
    /// An export of Factiva.
    Factiva,
    /// An export of ProQuest.
    ProQuest,
}

impl Kind {
    /// Says whether prose could be taken for this form: where no record turns up, it was prose.
    pub(super) fn is_told_by_looks(self) -> bool {
        match self {
            Kind::Sgml | Kind::Mbox | Kind::Frames => true,
            Kind::LexisNexis | Kind::NexisUni | Kind::Factiva | Kind::ProQuest => true,
            Kind::Text | Kind::Gzip | Kind::Zstd | Kind::Zip | Kind::Tar | Kind::Html | Kind::Xml => false,
            Kind::JsonLines | Kind::JsonValues | Kind::Table(_) => false,
        }
    }
}

/// Tells what begins with `head`.
pub(super) fn tell(head: &[u8]) -> Result<Kind, Reason> {
    if head.is_empty() {
        return Err(Reason::Empty);
    }
    for (magic, kind) in [
        (&b"\x1f\x8b"[..], Kind::Gzip),
        (b"\x28\xb5\x2f\xfd", Kind::Zstd),
        (b"PK\x03\x04", Kind::Zip),
        (b"PK\x05\x06", Kind::Zip),
    ] {
        if head.starts_with(magic) {
            return if kind == Kind::Zip && zip::is_document(head) { Err(Reason::Binary) } else { Ok(kind) };
        }
    }
    if tar::is_tar(head) {
        return Ok(Kind::Tar);
    }
    if frames::is_frame(head) {
        return Ok(Kind::Frames);
    }
    if is_binary(head) {
        return Err(Reason::Binary);
    }
    Ok(tell_text(head))
}

/// Tells what form a text has. Copy may begin with any character of these forms, so each is taken only by more than one sign.
fn tell_text(head: &[u8]) -> Kind {
    let decoding = recognise(head, None, declared(head));
    let text = plain(head, &decoding).map_or_else(|| decode(head, &decoding).text.into(), Cow::Borrowed);
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let second = text.get(1..).unwrap_or_default().trim_start();
    match text.as_bytes().first() {
        Some(b'{') if second.starts_with(['"', '}']) => {
            match text.lines().next().map(|line| (line, json::is_value(line))) {
                // A first line longer than the head is a line all the same.
                Some((line, whole)) if whole || line.len() + 4 >= text.len() => Kind::JsonLines,
                _ => Kind::JsonValues,
            }
        }
        Some(b'[') if second.starts_with('{') => Kind::JsonValues,
        Some(b'<') => tell_markup(text),
        _ if mbox::is_mail(text) => Kind::Mbox,
        _ if lexisnexis::is_export(text) => match text.lines().any(|line| lexisnexis::begins_document(line.as_bytes()))
        {
            true => Kind::LexisNexis,
            false => Kind::NexisUni,
        },
        _ if factiva::is_export(text) => Kind::Factiva,
        _ if proquest::is_export(text) => Kind::ProQuest,
        _ => match table::delimiter(text) {
            Some(delimiter) => Kind::Table(delimiter),
            None => Kind::Text,
        },
    }
}

/// Tells markup by its first element.
fn tell_markup(text: &str) -> Kind {
    let mut rest = text;
    let mut is_xml = false;
    for _ in 0..64 {
        rest = rest.trim_start();
        let Some(tag) = rest.strip_prefix('<') else { break };
        let end = if tag.starts_with("!--") { tag.find("-->").map(|at| at + 2) } else { tag.find('>') };
        let Some(end) = end else { break };
        is_xml |= tag.starts_with("?xml");
        if tag.starts_with("!DOCTYPE") || tag.starts_with("!doctype") {
            let lower = tag[..end].to_ascii_lowercase();
            if lower.starts_with("!doctype html") {
                return Kind::Html;
            }
            // An inner subset has `>` of its own: what stands in it is passed over, never read.
            let subset = tag.find('[').filter(|&at| at < end).and_then(|_| tag.find("]>"));
            rest = &tag[subset.map_or(end + 1, |at| at + 2)..];
            continue;
        }
        if tag.starts_with(['?', '!']) {
            rest = &tag[end + 1..];
            continue;
        }
        let name = tag.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or_default();
        let local = name.rsplit(':').next().unwrap_or(name);
        return match local {
            "REUTERS" | "DOC" | "doc" | "Doc" | "newsitem" if name == local => Kind::Sgml,
            "nitf" | "NewsML" | "NewsItem" | "newsItem" | "newsMessage" | "packageItem" | "rss" | "RDF" | "feed"
            | "channel" | "entry" => Kind::Xml,
            _ if is_html_tag(&local.to_ascii_lowercase()) => Kind::Html,
            _ if is_xml => Kind::Xml,
            _ => Kind::Text,
        };
    }
    Kind::Text
}

fn is_html_tag(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "head"
            | "body"
            | "div"
            | "p"
            | "article"
            | "main"
            | "section"
            | "meta"
            | "title"
            | "table"
            | "script"
            | "span"
            | "h1"
            | "br"
    )
}

/// First bytes of files that people keep beside copy and that could pass for text by their bytes.
const NO_COPY: [&[u8]; 22] = [
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"BM",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"fLaC",
    b"\x7fELF",
    b"MZ",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3",
    b"wOFF",
    b"wOF2",
    b"!<arch>",
];

/// Says whether `head` begins something that is no text.
fn is_binary(head: &[u8]) -> bool {
    let head = &head[..head.len().min(8192)];
    // Two letters begin words too (`BMW`, `MZUZU`): a text goes on without control bytes.
    let by_name = |magic: &&[u8]| head.starts_with(magic) && (magic.len() > 2 || controls(head) > 0);
    if NO_COPY.iter().any(by_name) {
        return true;
    }
    // Wires carry control bytes of their own (SOH, STX, ETX, a stray NUL): it takes many of them to make a binary file.
    let many = match std::str::from_utf8(head) {
        Ok(_) => 10,
        Err(error) if error.error_len().is_none() => 10,
        // Bytes that are not even UTF-8 are given less credit.
        Err(_) => 20,
    };
    let unicode = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || super::encoding::is_utf16(head);
    !unicode && (controls(head) * many > head.len() || (many == 20 && head.contains(&0)))
}

fn controls(head: &[u8]) -> usize {
    let is_control = |byte: u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
    // So many at a time that a byte can count them.
    head.chunks(255).map(|some| usize::from(some.iter().fold(0u8, |n, &byte| n + u8::from(is_control(byte))))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_from_what_is_not() {
        let kind = |bytes: &[u8]| tell(bytes);
        assert_eq!(kind(b"\x01wire\x02 TOKYO, April 28 - a long enough story\x03"), Ok(Kind::Frames));
        assert_eq!(kind(b"f0704\x1freute TOKYO, April 28 - a long enough story\x03"), Ok(Kind::Text));
        assert_eq!(kind(b"M\xfcnchen (dpa) - Die Lage"), Ok(Kind::Text));
        assert_eq!(kind(b"BMW workers strike"), Ok(Kind::Text));
        assert_eq!(kind(b""), Err(Reason::Empty));
        assert_eq!(kind(b"\x7fELF\0\0\0\x01\x02\0\0"), Err(Reason::Binary));
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xd8 and so on for a while"), Err(Reason::Binary));
        assert_eq!(kind(b"%PDF-1.4 looks like text for long"), Err(Reason::Binary));
        assert_eq!(kind(b"text with\0a NUL and \xff bytes"), Err(Reason::Binary));
    }

    #[test]
    fn structure_is_told_by_more_than_a_first_character() {
        for (text, kind) in [
            ("{\"id\": 1}\n{\"id\": 2}\n", Kind::JsonLines),
            ("{\n  \"id\": 1\n}\n", Kind::JsonValues),
            ("[{\"id\": 1}]", Kind::JsonValues),
            ("[Text] The radio said on Monday", Kind::Text),
            ("{Editors: note} TOKYO", Kind::Text),
            ("<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS NEWID=\"1\">", Kind::Sgml),
            ("<?xml version=\"1.0\"?><!-- a > b --><nitf>", Kind::Xml),
            ("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a:rss>", Kind::Xml),
            ("<!doctype html><html>", Kind::Html),
            ("<p>One.</p>", Kind::Html),
            ("<HEADLINE>Ferry back", Kind::Text),
            ("<TOKYO, April 28>", Kind::Text),
            ("id,title,text\n1,a,b\n", Kind::Table(b',')),
        ] {
            assert_eq!(tell(text.as_bytes()), Ok(kind), "{text}");
        }
    }
}
