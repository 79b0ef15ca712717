//! Character references (`&amp;`, `&#8211;`, `&uacute;`) in text that is not parsed as HTML or XML.

use html5gum::{Token, Tokenizer};

use super::encoding::is_dropped;

/// Replaces the character references of HTML. Those to control bytes (`&#3;`, `&Cx13;`) and the marks that some corpora put
/// in (`&QL;`, `&UR;`) are no copy and go; what is no reference stays.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name_length =
            rest[1..].bytes().take(32).position(|b| !(b.is_ascii_alphanumeric() || b == b'#')).unwrap_or(0);
        let name = &rest[1..=name_length];
        if name.is_empty() || rest.as_bytes().get(1 + name_length) != Some(&b';') {
            out.push('&');
            rest = &rest[1..];
            continue;
        }
        let reference = &rest[..name_length + 2];
        push_reference(name, reference, &mut out);
        rest = &rest[reference.len()..];
    }
    out.push_str(rest);
    out
}

fn push_reference(name: &str, reference: &str, out: &mut String) {
    let is_mark = matches!(name, "QL" | "QC" | "QR" | "UR" | "LR" | "MD" | "HT" | "TL" | "FS");
    if is_mark || (name.starts_with("Cx") && name.len() == 4) {
        return;
    }
    if let Some(digits) = name.strip_prefix('#') {
        let code = digits
            .strip_prefix(['x', 'X'])
            .map_or_else(|| digits.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
        // The standard reads the numbers of C1 as windows-1252; below, only what a text can hold.
        match code {
            Some(code) if code < 0x20 && is_dropped(code as u8) => return,
            Some(code) if !(0x80..0xa0).contains(&code) => {
                out.extend(char::from_u32(code));
                return;
            }
            _ => {}
        }
    }
    let mut plain = String::new();
    for Ok(token) in Tokenizer::new(reference) {
        if let Token::String(text) = token {
            plain.push_str(&String::from_utf8_lossy(&text));
        }
    }
    out.push_str(if plain.is_empty() { reference } else { &plain });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters() {
        for (text, plain) in [
            ("Jo&atilde;o &amp; Ana &#8211; caf&#xe9; &lt;XYZ&gt;", "João & Ana – café <XYZ>"),
            ("a&#3;b&Cx13;c&QL;d", "abcd"),
            ("AT&T & co; R&D;", "AT&T & co; R&D;"),
            ("&#150; &unknown; &", "– &unknown; &"),
        ] {
            assert_eq!(unescape(text), plain, "{text}");
        }
    }
}
