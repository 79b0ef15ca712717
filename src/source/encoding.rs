//! Bytes to text: which encoding a text is in, and the text itself.
//!
//! In this order: what the caller says · a byte order mark · UTF-16 by its NUL bytes · valid UTF-8 · what the text declares
//! of itself (XML, HTML) · UTF-8 with a few bad bytes · a guess by the letters (`guess`).
//!
//! | bytes | encoding | doubtful |
//! |---|---|---|
//! | `ef bb bf` … | UTF-8 | no |
//! | `T 00 O 00` … | UTF-16LE | no |
//! | `M fc nchen (dpa)` | windows-1252 | no |
//! | `ed ef f3 eb f7 e1` (МОСКВА) | KOI8-R | no |
//! | `(AP) c3 a2 e2 82 ac e2 80 9d` | UTF-8, encoded twice: one layer is taken off | yes |
//!
//! The text is faithful but for its control bytes: what a wire frames its copy with (SOH, STX, ETX …) is no copy.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};

use super::guess::guess;

/// How a text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decoding {
    /// The encoding of its bytes.
    pub(super) encoding: &'static Encoding,
    /// How many bytes of byte order mark lead it.
    pub(super) mark: usize,
    /// For UTF-8 that was taken for another encoding and encoded once more: that encoding.
    pub(super) twice: Option<&'static Encoding>,
    /// Whether the encoding is a guess with little to go by.
    pub(super) doubtful: bool,
}

/// A text out of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text, without control bytes.
    pub(super) text: String,
    /// Whether some bytes mean nothing in the encoding and stand as U+FFFD.
    pub(super) faulty: bool,
}

impl Decoding {
    fn of(encoding: &'static Encoding, mark: usize) -> Decoding {
        Decoding { encoding, mark, twice: None, doubtful: false }
    }

    /// Gives the encoding's name for people and programs: that of the web standard, with both layers where there are two.
    pub(super) fn name(&self) -> &'static str {
        match self.twice {
            None => self.encoding.name(),
            Some(_) => "UTF-8 encoded twice",
        }
    }
}

/// Finds out how `bytes` are encoded; `declared` is what they say of it themselves.
pub(super) fn recognise(
    bytes: &[u8],
    told: Option<&'static Encoding>,
    declared: Option<&'static Encoding>,
) -> Decoding {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes)
        && told.is_none_or(|told| told == encoding)
    {
        return Decoding::of(encoding, mark);
    }
    if let Some(told) = told {
        return Decoding::of(told, 0);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Decoding::of(encoding, 0);
    }
    if bytes.is_ascii() {
        // ISO-2022-JP is all ASCII bytes; its escapes give it away.
        let escapes = || [b"\x1b$B", b"\x1b$@"].iter().any(|escape| memchr::memmem::find(bytes, *escape).is_some());
        let escaped = memchr::memchr(b'\x1b', bytes).is_some() && escapes();
        return Decoding::of(if escaped { encoding_rs::ISO_2022_JP } else { UTF_8 }, 0);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            let twice = [WINDOWS_1252, WINDOWS_1251].into_iter().find(|outer| untwice(text, outer).is_some());
            return Decoding { twice, doubtful: twice.is_some(), ..Decoding::of(UTF_8, 0) };
        }
        Err(_) if mostly_utf8(bytes) => {
            return Decoding { doubtful: true, ..Decoding::of(UTF_8, 0) };
        }
        Err(_) => {}
    }
    if let Some(encoding) = declared.filter(|encoding| ![UTF_8, UTF_16LE, UTF_16BE].contains(encoding))
        && !encoding.decode_without_bom_handling(bytes).1
    {
        return Decoding::of(encoding, 0);
    }
    let (encoding, doubtful) = guess(bytes);
    Decoding { doubtful, ..Decoding::of(encoding, 0) }
}

/// Gives `bytes` as they are where decoding would change nothing: most copy is UTF-8 without control bytes.
pub(super) fn plain<'b>(bytes: &'b [u8], decoding: &Decoding) -> Option<&'b str> {
    let is_plain = decoding.encoding == UTF_8 && decoding.mark == 0 && decoding.twice.is_none();
    let text = is_plain.then(|| std::str::from_utf8(bytes).ok()).flatten()?;
    (!has_dropped(bytes)).then_some(text)
}

/// Decodes `bytes`. Bytes without meaning become U+FFFD; nothing is left out but control bytes.
pub(super) fn decode(bytes: &[u8], decoding: &Decoding) -> Decoded {
    let bytes = bytes.get(decoding.mark..).unwrap_or_default();
    let (text, faulty) = decoding.encoding.decode_without_bom_handling(bytes);
    let mut text = match decoding.twice.and_then(|outer| untwice(&text, outer)) {
        Some(inner) => inner,
        None => text.into_owned(),
    };
    if has_dropped(text.as_bytes()) {
        text.retain(|c| !(c.is_ascii() && is_dropped(c as u8)));
    }
    Decoded { text, faulty }
}

/// Says whether `head` begins UTF-16 without a byte order mark: a text, for all its NUL bytes.
pub(super) fn is_utf16(head: &[u8]) -> bool {
    utf16_without_mark(head).is_some()
}

fn has_dropped(bytes: &[u8]) -> bool {
    // Looked at to the end: so it goes by many bytes at a time.
    bytes.iter().fold(false, |any, &byte| any | is_dropped(byte))
}

/// Says which control bytes are no copy: all of C0 but tab, line feed, carriage return and form feed.
pub(super) fn is_dropped(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)
}

/// Reads the encoding that XML or HTML declares of itself in its first bytes.
pub(super) fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(4096)];
    // Every text is asked: most have no such sign.
    memchr::memchr(b'=', head)?;
    let lower = head.to_ascii_lowercase();
    let after = |key: &[u8]| memchr::memmem::find(&lower, key).map(|at| &lower[at + key.len()..]);
    let value = if lower.trim_ascii_start().starts_with(b"<?xml") {
        after(b"encoding").filter(|rest| rest.trim_ascii_start().starts_with(b"="))
    } else {
        after(b"charset")
    }?;
    let value = value.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b))).unwrap_or(value.len());
    Encoding::for_label(&value[..end])
}

/// Takes off one layer of a text that was encoded twice: only where every character goes back and what results is UTF-8.
fn untwice(text: &str, outer: &'static Encoding) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        bytes.push(byte_of(c, outer)?);
    }
    // Where it was never encoded twice, the first letter with an accent fails here.
    let inner = String::from_utf8(bytes).ok()?;
    (inner.chars().count() < text.chars().count()).then_some(inner)
}

/// Gives the byte that `c` is in a single-byte encoding; those it leaves undefined stand for themselves.
pub(super) fn byte_of(c: char, encoding: &'static Encoding) -> Option<u8> {
    if c.is_ascii() || matches!(c, '\u{80}'..='\u{9f}') {
        return Some(c as u32 as u8);
    }
    let mut one = [0; 4];
    let (bytes, _, unmappable) = encoding.encode(c.encode_utf8(&mut one));
    match *bytes {
        [byte] if !unmappable => Some(byte),
        _ => None,
    }
}

/// Tells UTF-16 that has no byte order mark: its line ends, blanks and Latin letters have a NUL on one side, never on both.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(8192) & !1];
    memchr::memchr(0, head)?;
    let (mut first, mut second) = (0, 0);
    for pair in head.as_chunks::<2>().0 {
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
    }
    // In a text of Han or kana only the line ends have one: 1 in 50 is enough if the other side has none at all.
    let enough = (head.len() / 100).max(2);
    let encoding = match (first, second) {
        (0, n) if n >= enough => UTF_16LE,
        (n, 0) if n >= enough => UTF_16BE,
        _ => return None,
    };
    let (text, faulty) = encoding.decode_without_bom_handling(head);
    let strange = text.chars().filter(|&c| c != '\t' && c != '\n' && c != '\r' && c.is_control()).count();
    (!faulty && strange * 20 <= text.chars().count()).then_some(encoding)
}

/// Says whether bytes that are not UTF-8 are so but for a few: a story cut in the middle of a letter, one pasted quote.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let mut good = 0usize;
    let mut bad = 0usize;
    let mut rest = bytes;
    while !rest.is_empty() {
        let (fits, skip) = match std::str::from_utf8(rest) {
            Ok(_) => (rest.len(), 0),
            Err(error) => {
                bad += 1;
                (error.valid_up_to(), error.error_len().unwrap_or(rest.len() - error.valid_up_to()))
            }
        };
        // Leading bytes count the letters beyond ASCII.
        good += rest[..fits].iter().filter(|&&b| b >= 0xc0).count();
        rest = &rest[fits + skip..];
    }
    // By chance alone two bytes of a legacy text make a letter of UTF-8 now and then: it takes a clear majority.
    good >= 2 && good >= 4 * bad
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (&'static str, String) {
        let decoding = recognise(bytes, None, declared(bytes));
        (decoding.name(), decode(bytes, &decoding).text)
    }

    #[test]
    fn marks_and_nul_patterns_tell_unicode() {
        assert_eq!(read(b"\xef\xbb\xbfTOKYO"), ("UTF-8", "TOKYO".to_owned()));
        let le: Vec<u8> = "TOKYO, April 28\n東京".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = "TOKYO, April 28\n東京".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&le), ("UTF-16LE", "TOKYO, April 28\n東京".to_owned()));
        assert_eq!(read(&be), ("UTF-16BE", "TOKYO, April 28\n東京".to_owned()));
        let marked = [b"\xff\xfe", le.as_slice()].concat();
        assert_eq!(read(&marked), ("UTF-16LE", "TOKYO, April 28\n東京".to_owned()));
    }

    #[test]
    fn declarations_are_believed_where_they_can_be_true() {
        let xml = b"<?xml version=\"1.0\" encoding='iso-8859-2'?><p>\xb3\xf3d\xbc</p>";
        assert_eq!(read(xml).0, "ISO-8859-2");
        assert!(read(xml).1.contains("łódź"));
        assert_eq!(declared(b"<meta charset=koi8-r>").map(Encoding::name), Some("KOI8-R"));
        assert_eq!(
            declared(b"<html><meta content=\"text/html; charset=windows-1251\">").map(Encoding::name),
            Some("windows-1251")
        );
        assert_eq!(declared(b"the charset is unknown"), None);
        // It says UTF-8 and is not.
        assert!(
            read(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><p>M\xfcnchen, die gro\xdfe Stadt</p>")
                .1
                .contains("München")
        );
    }

    #[test]
    fn text_encoded_twice_is_repaired_only_as_a_whole() {
        let decoding = recognise("(AP) â€” the keeperâ€™s cafÃ©".as_bytes(), None, None);
        assert!(decoding.doubtful);
        assert_eq!(read("(AP) â€” the keeperâ€™s cafÃ©".as_bytes()).1, "(AP) — the keeper’s café");
        assert_eq!(read("РњРћРЎРљР’Рђ, 1 РґРµРєР°Р±СЂСЏ".as_bytes()).1, "МОСКВА, 1 декабря");
        let half = "â€” the café";
        assert_eq!(read(half.as_bytes()), ("UTF-8", half.to_owned()));
        for right in ["déjà vu", "МОСКВА, 1 декабря. /ТАСС/.", "naïve Â", "Ångström"] {
            assert_eq!(read(right.as_bytes()), ("UTF-8", right.to_owned()));
        }
    }

    #[test]
    fn one_bad_byte_makes_no_other_encoding() {
        let mut bytes = "Élysée, le chef de l’État a déclaré à la presse étrangère".as_bytes().to_vec();
        bytes.pop();
        bytes.extend(b"\xe9");
        let decoding = recognise(&bytes, None, None);
        assert_eq!((decoding.encoding, decoding.doubtful), (UTF_8, true));
        assert!(decode(&bytes, &decoding).faulty);
    }

    #[test]
    fn frames_of_the_wire_are_no_copy() {
        assert_eq!(
            read(b"\x16\x16\x01f0704\x1freute\r\n\x02TOKYO\x0c\x03\0"),
            ("UTF-8", "f0704reute\r\nTOKYO\x0c".to_owned())
        );
    }
}
