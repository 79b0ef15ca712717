//! What a thing is, told by its first bytes.

use super::Reason;

/// The forms in which copy comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Plain text: one story, or several that the parser parts.
    Text,
}

/// Tells what begins with `head`. Its name is asked only where the content leaves it open.
pub(super) fn tell(head: &[u8]) -> Result<Kind, Reason> {
    if head.is_empty() {
        return Err(Reason::Empty);
    }
    if is_binary(head) {
        return Err(Reason::Binary);
    }
    Ok(Kind::Text)
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
    if NO_COPY.iter().any(|magic| by_name(&magic)) {
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
    head.iter().filter(|&&byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_from_what_is_not() {
        let kind = |bytes: &[u8]| tell(bytes);
        assert_eq!(kind(b"\x01wire\x02 TOKYO, April 28 - a long enough story\x03"), Ok(Kind::Text));
        assert_eq!(kind(b"M\xfcnchen (dpa) - Die Lage"), Ok(Kind::Text));
        assert_eq!(kind(b"BMW workers strike"), Ok(Kind::Text));
        assert_eq!(kind(b""), Err(Reason::Empty));
        assert_eq!(kind(b"\x7fELF\0\0\0\x01\x02\0\0"), Err(Reason::Binary));
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xd8 and so on for a while"), Err(Reason::Binary));
        assert_eq!(kind(b"%PDF-1.4 looks like text for long"), Err(Reason::Binary));
        assert_eq!(kind(b"text with\0a NUL and \xff bytes"), Err(Reason::Binary));
    }
}
