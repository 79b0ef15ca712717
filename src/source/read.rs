//! Reads a file and decodes its text.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{Found, Reason};
use crate::story::{Context, Known, Origin, Span, Story};

/// The largest text that is taken for a story, in bytes. The longest novel has a tenth of it; what is larger is a dump of
/// another form, and taking it for one article would find every word in it and show none.
pub const LARGEST: u64 = 32 << 20;

/// Reads the bytes of a file below `root`.
pub fn read(root: &Path, found: &Found) -> Result<Vec<u8>, Reason> {
    if found.size > LARGEST {
        return Err(Reason::TooLarge);
    }
    let path = if root.is_dir() { root.join(&found.path) } else { root.to_owned() };
    let mut file = File::open(path).map_err(|error| Reason::of_error(&error))?;
    let mut bytes = Vec::with_capacity(found.size as usize + 1);
    // The file may have grown since it was found.
    file.by_ref().take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| Reason::of_error(&error))?;
    if bytes.len() as u64 > LARGEST { Err(Reason::TooLarge) } else { Ok(bytes) }
}

/// Decodes text: UTF-8, with or without a byte order mark.
pub fn decode(mut bytes: Vec<u8>) -> Result<String, Reason> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    let head = &bytes[..bytes.len().min(8192)];
    // Wires carry control bytes of their own (SOH, STX, ETX, a stray NUL): it takes many of them to make a binary file.
    let controls = head.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31)).count();
    let nul = head.contains(&0);
    if controls * 10 > head.len() {
        return Err(Reason::Binary);
    }
    let text = String::from_utf8(bytes).map_err(|_| if nul { Reason::Binary } else { Reason::Encoding })?;
    if text.chars().all(|c| c.is_whitespace() || c.is_control()) { Err(Reason::Empty) } else { Ok(text) }
}

/// Makes the story of a file that is one.
pub fn story(path: &str, text: String, context: Context) -> Story {
    let span = Span::new(0, text.len());
    Story { origin: Origin { path: path.to_owned(), entry: None, span }, text, known: Known::default(), context }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_told_from_what_is_not() {
        assert_eq!(decode(b"\xef\xbb\xbfTOKYO".to_vec()), Ok("TOKYO".to_owned()));
        assert_eq!(decode(b"\x01wire\x02 TOKYO, April 28 - a long enough story\x03".to_vec()).map(|t| t.len()), Ok(45));
        assert_eq!(decode(Vec::new()), Err(Reason::Empty));
        assert_eq!(decode(b"\xef\xbb\xbf \n".to_vec()), Err(Reason::Empty));
        assert_eq!(decode(b"\x7fELF\0\0\0\x01\x02\0\0".to_vec()), Err(Reason::Binary));
        assert_eq!(
            decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xd8 and so on for a while".to_vec()),
            Err(Reason::Binary)
        );
        assert_eq!(decode(b"M\xfcnchen (dpa) - Die Lage".to_vec()), Err(Reason::Encoding));
    }
}
