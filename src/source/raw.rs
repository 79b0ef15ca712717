//! The bytes of a story as filed.

use std::ops::ControlFlow;
use std::path::Path;

use super::encoding::{Decoding, byte_of, is_dropped};
use super::item::{Raw, Seen};
use super::{Found, ReadOptions, Reason, open};
use crate::story::{Origin, Span};

/// Reads the very bytes of a story from the file it came from: those of its member or record where that is one of an archive
/// or container, those of its span where it shares a text with others.
///
/// Fails where the file cannot be read, or where it no longer holds the story.
pub fn raw(root: &Path, origin: &Origin, options: &ReadOptions) -> Result<Vec<u8>, Reason> {
    let source = open(root, &Found { path: origin.path.clone(), size: 0, mtime: 0 })?;
    let mut found = None;
    source.visit(options, &mut |seen| match seen {
        Seen::Story(story, raw) if story.origin.entry == origin.entry => {
            found = bytes_of(&raw, origin.span, story.text.len());
            ControlFlow::Break(())
        }
        Seen::Story(..) | Seen::Skipped(_) => ControlFlow::Continue(()),
    })?;
    found.ok_or_else(|| Reason::Damaged("it no longer holds the story".into()))
}

fn bytes_of(raw: &Raw<'_>, span: Span, length: usize) -> Option<Vec<u8>> {
    match *raw {
        Raw::Copy { bytes, .. } if span == Span::new(0, length) => Some(bytes.to_vec()),
        Raw::Copy { bytes, decoding } => cut(bytes, &decoding, span),
        Raw::Record(bytes) => Some(bytes.to_vec()),
        Raw::Element { document, decoding, span } => cut(document, &decoding, span),
    }
}

/// Cuts out of encoded bytes those that decode to `span`; nothing where the text ends before it does.
fn cut(bytes: &[u8], decoding: &Decoding, span: Span) -> Option<Vec<u8>> {
    let (mut start, mut at) = (None, 0);
    let mut end = decoding.mark;
    // Bytes that give no text (control bytes) belong to what comes after them.
    for (letter, after) in Letters::new(bytes, decoding) {
        if at >= span.end {
            break;
        }
        if at >= span.start && start.is_none() {
            start = Some(end);
        }
        at += letter;
        end = after;
    }
    (at == span.end).then(|| bytes.get(start?..end).map(<[u8]>::to_vec)).flatten()
}

/// Walks over encoded bytes letter by letter: how many bytes each has as decoded text, and where it ends in the raw bytes.
struct Letters<'b> {
    bytes: &'b [u8],
    at: usize,
    decoder: encoding_rs::Decoder,
    outer: Option<&'static encoding_rs::Encoding>,
    inner: Vec<u8>,
}

impl<'b> Letters<'b> {
    fn new(bytes: &'b [u8], decoding: &Decoding) -> Letters<'b> {
        let decoder = decoding.encoding.new_decoder_without_bom_handling();
        Letters { bytes, at: decoding.mark, decoder, outer: decoding.twice, inner: Vec::new() }
    }

    /// Decodes bytes until some text comes out of them.
    fn step(&mut self) -> Option<String> {
        while self.at <= self.bytes.len() {
            let mut text = String::with_capacity(32);
            let last = self.at == self.bytes.len();
            let piece = if last { &[][..] } else { &self.bytes[self.at..self.at + 1] };
            let _ = self.decoder.decode_to_string(piece, &mut text, last);
            self.at += 1;
            if !text.is_empty() {
                return Some(text);
            }
        }
        None
    }

    /// Takes off the second layer; nothing as long as a letter is not whole.
    fn through_outer(&mut self, text: String) -> Option<String> {
        let Some(outer) = self.outer else { return Some(text) };
        self.inner.extend(text.chars().filter_map(|c| byte_of(c, outer)));
        let letter = std::str::from_utf8(&self.inner).ok()?.to_owned();
        self.inner.clear();
        Some(letter)
    }
}

impl Iterator for Letters<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        loop {
            let text = self.step()?;
            let Some(text) = self.through_outer(text) else { continue };
            let kept = text.bytes().filter(|&byte| !is_dropped(byte)).count();
            if kept > 0 {
                return Some((kept, self.at.min(self.bytes.len())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::encoding::{decode, recognise};
    use super::*;

    /// Cutting at every pair of letters gives bytes that decode to what stands between them.
    fn cuts_everywhere(bytes: &[u8]) {
        let decoding = recognise(bytes, None, None);
        let text = decode(bytes, &decoding).text;
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (number, &start) in ends.iter().enumerate() {
            for &end in &ends[number + 1..] {
                let raw = cut(bytes, &decoding, Span::new(start, end)).unwrap();
                assert_eq!(
                    decode(&raw, &Decoding { mark: 0, ..decoding }).text,
                    text[start..end],
                    "{bytes:?} {start} {end}"
                );
            }
        }
    }

    #[test]
    fn a_span_of_text_goes_back_to_its_bytes() {
        cuts_everywhere(b"\xef\xbb\xbfTOKYO \xe6\x9d\xb1\xe4\xba\xac \x01x\x02\x03y");
        cuts_everywhere(b"M\xfcnchen (dpa) - gr\xfc\xdfe");
        cuts_everywhere(&encoding_rs::GB18030.encode("新华社北京8月29日电").0);
        cuts_everywhere("(AP) â€” cafÃ©".as_bytes());
        let wide: Vec<u8> = "TOKYO 東京\n𝄞".encode_utf16().flat_map(u16::to_le_bytes).collect();
        cuts_everywhere(&wide);
    }

    #[test]
    fn a_span_beyond_the_text_is_none() {
        let decoding = recognise(b"abc", None, None);
        assert_eq!(cut(b"abc", &decoding, Span::new(1, 4)), None);
    }
}
