//! Mail: a mailbox of messages (mbox, RFC 4155), or one message in a file (RFC 5322). News came by mail for thirty years.
//!
//! A message begins at a line `From sender date` that follows an empty line or the file's beginning. The story is the plain
//! text of the message, or that of its HTML; attachments are none of it.

use mail_parser::MessageParser;

use super::dates::civil;
use super::fields::{finish, one_line};
use super::html;
use super::item::Item;
use crate::story::Known;

/// Says whether `text` begins a mailbox or a message: a `From ` line with a header behind it, or a header that only mail has.
pub(super) fn is_mail(text: &str) -> bool {
    let mut lines = text.lines();
    let Some(first) = lines.next() else { return false };
    if begins_message(first.as_bytes()) {
        return lines.next().is_some_and(|line| header_name(line).is_some() || line.starts_with('>'));
    }
    let names: Vec<String> =
        text.lines().take(40).take_while(|line| !line.is_empty()).filter_map(header_name).collect();
    let own = ["received", "message-id", "mime-version", "return-path", "content-type", "x-mailer"];
    header_name(first).is_some()
        && names.iter().any(|name| name == "from")
        && names.iter().any(|name| name == "subject" || name == "date")
        && names.iter().any(|name| own.contains(&name.as_str()))
}

/// Says whether a line begins a message of a mailbox: `From ` and, at its end, a year or a time. Copy begins lines so too.
pub(super) fn begins_message(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let rest = String::from_utf8_lossy(rest);
    let mut words = rest.split_whitespace();
    let sender = words.next().unwrap_or_default();
    let has_time = rest.split_whitespace().any(|word| {
        word.len() >= 5
            && word.bytes().filter(|&b| b == b':').count() >= 1
            && word.starts_with(|c: char| c.is_ascii_digit())
    });
    !sender.is_empty() && has_time
}

/// A message of more parts than this is no mail that anybody sent; what a parser notes of each is many times its length.
const MOST_PARTS: usize = 10_000;

/// Makes a story of a message; nothing of what is none.
pub(super) fn item(record: &[u8]) -> Option<Item> {
    if memchr::memmem::find_iter(record, b"\n--").nth(MOST_PARTS).is_some() {
        return None;
    }
    let message = match record.strip_prefix(b"From ").and_then(|_| memchr::memchr(b'\n', record)) {
        Some(end) => &record[end + 1..],
        None => record,
    };
    let parsed = MessageParser::default().parse(message)?;
    let plain = parsed.text_bodies().next().and_then(|part| part.text_contents());
    let marked_up = parsed.html_bodies().next().and_then(|part| part.text_contents());
    let text = match (plain, marked_up) {
        // A reader of mail that has no plain text makes it of the HTML; ours keeps its paragraphs.
        (Some(plain), _) if !super::fields::looks_marked_up(plain) => unquoted(plain),
        (_, Some(marked_up)) => html::text_of(marked_up),
        (Some(plain), None) => html::text_of(plain),
        (None, None) => String::new(),
    };
    let sender = parsed.from().and_then(|from| from.first());
    let known = Known {
        // The day as the sender's clock had it, not converted.
        date: parsed.header_raw("Date").and_then(civil),
        headline: parsed.subject().map(one_line).filter(|subject| !subject.is_empty()),
        byline: sender.and_then(|from| from.name().or(from.address())).map(one_line),
        ..Known::default()
    };
    finish(Item { id: parsed.message_id().map(str::to_owned), text, known })
}

/// Takes the mark off lines that a mailbox would have taken for the beginning of a message: `>From `.
fn unquoted(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.split_inclusive('\n').map(|line| if line.starts_with(">From ") { &line[1..] } else { line }).collect()
}

fn header_name(line: &str) -> Option<String> {
    let (name, _) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_name.then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = "From desk@example.org Mon Apr 28 10:00:00 2025\nFrom: =?utf-8?q?Ana_L=C3=B3pez?= <ana@example.org>\n\
        Date: Mon, 28 Apr 2025 23:30:00 -0500\nSubject: Ferry\n back\nMessage-ID: <1@example.org>\nMIME-Version: 1.0\n\
        Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nVIGO (EFE) =96 El barco volvi=F3.\n\n>From here on, all is well.\n";

    #[test]
    fn a_message_gives_its_text_and_its_fields() {
        assert!(is_mail(MESSAGE));
        let item = item(MESSAGE.as_bytes()).unwrap();
        assert_eq!(item.text.trim_end(), "VIGO (EFE) – El barco volvió.\n\nFrom here on, all is well.");
        assert_eq!(item.known.headline.as_deref(), Some("Ferry back"));
        assert_eq!(item.known.byline.as_deref(), Some("Ana López"));
        assert_eq!(item.known.date.unwrap().to_string(), "2025-04-28");
        assert_eq!(item.id.as_deref(), Some("1@example.org"));
    }

    #[test]
    fn copy_that_begins_so_is_no_mail() {
        for copy in [
            "From Tokyo to Busan, ferries are back.\nMore: soon",
            "Subject: Ferry\nDate: today\n\nText",
            "From: the desk\n\nText",
        ] {
            assert!(!is_mail(copy), "{copy}");
        }
    }
}
