//! Parts a stream of bytes into records: the lines of a JSONL file, the documents of an SGML file, the messages of a mailbox.
//!
//! A record is parted off before it is decoded, so its bytes as filed are at hand. That is safe in every encoding in which
//! copy comes but UTF-16: no byte of a letter beyond ASCII is one of those that part records (`<`, `"`, line ends).

use std::io::Read;

use super::item::Flow;
use super::{LARGEST, Reason};

/// So much is read at a time.
const CHUNK: usize = 64 << 10;

/// Of a record that is too large, so much of its end is kept to find where it ends.
const KEPT: usize = 4 << 10;

/// Says how many of the bytes shown make a record, once it knows; it has seen so many of them before.
pub(super) type End<'e> = dyn FnMut(&[u8], usize) -> Option<usize> + 'e;

/// Takes a record, or why there is none.
pub(super) type Take<'t> = dyn FnMut(Result<&[u8], Reason>) -> Flow + 't;

/// Hands over the records of `reader` one by one. `end` is shown the bytes of a record so far, and how many of them it has
/// seen before; it says how many make the record, once it knows. What stands behind the last end is a record too.
///
/// A record larger than a story may be is handed over as such, once. Gives why the stream broke off, if it did.
pub(super) fn records(mut reader: impl Read, end: &mut End<'_>, take: &mut Take<'_>) -> Option<Reason> {
    let mut buffer: Vec<u8> = Vec::with_capacity(2 * CHUNK);
    let (mut start, mut seen, mut oversized) = (0, 0, false);
    loop {
        while let Some(length) = end(&buffer[start..], seen) {
            // A record has a length, lest this go on for ever.
            let length = length.clamp(1, (buffer.len() - start).max(1));
            let record = &buffer[start..(start + length).min(buffer.len())];
            if record.is_empty() {
                break;
            }
            let flow = if oversized { take(Err(Reason::TooLarge)) } else { take(Ok(record)) };
            if flow.is_break() {
                return None;
            }
            start += length;
            (seen, oversized) = (0, false);
        }
        buffer.drain(..start);
        start = 0;
        if buffer.len() as u64 > LARGEST {
            buffer.drain(..buffer.len() - KEPT);
            oversized = true;
        }
        seen = buffer.len();
        let before = buffer.len();
        buffer.resize(before + CHUNK, 0);
        let (read, failed) = match read_some(&mut reader, &mut buffer[before..]) {
            Ok(read) => (read, None),
            Err(error) => (0, Some(error)),
        };
        buffer.truncate(before + read);
        if read == 0 {
            if oversized {
                let _ = take(Err(Reason::TooLarge));
            } else if !buffer.is_empty() {
                let _ = take(Ok(&buffer));
            }
            return failed.map(|error| Reason::of_error(&error));
        }
    }
}

fn read_some(reader: &mut impl Read, into: &mut [u8]) -> std::io::Result<usize> {
    loop {
        match reader.read(into) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// Ends a record at each line end.
pub(super) fn lines() -> impl FnMut(&[u8], usize) -> Option<usize> {
    |record, seen| memchr::memchr(b'\n', &record[seen..]).map(|at| seen + at + 1)
}

/// Ends a record behind a closing tag, of any of `names` (in ASCII capitals or not).
pub(super) fn closing_tags(names: &'static [&'static [u8]]) -> impl FnMut(&[u8], usize) -> Option<usize> {
    let longest = names.iter().map(|name| name.len()).max().unwrap_or(0) + 3;
    move |record, seen| {
        let from = seen.saturating_sub(longest);
        memchr::memmem::find_iter(&record[from..], b"</").find_map(|at| {
            let rest = &record[from + at + 2..];
            let is = |name: &&[u8]| {
                rest.len() > name.len() && rest[..name.len()].eq_ignore_ascii_case(name) && rest[name.len()] == b'>'
            };
            names.iter().find(|name| is(name)).map(|name| from + at + 3 + name.len())
        })
    }
}

/// Ends a record before each line that `begins` one, but not before its own first line.
pub(super) fn before_lines(mut begins: impl FnMut(&[u8]) -> bool) -> impl FnMut(&[u8], usize) -> Option<usize> {
    move |record, seen| each_new_line(record, seen, |at, line| (at > 0 && begins(line)).then_some(at))
}

/// Ends a record behind each line that `ends` one.
pub(super) fn after_lines(mut ends: impl FnMut(&[u8]) -> bool) -> impl FnMut(&[u8], usize) -> Option<usize> {
    move |record, seen| each_new_line(record, seen, |at, line| ends(line).then_some(at + line.len() + 1))
}

/// Shows the whole lines that have not been shown yet: the line that was cut off last time is shown when its end is there.
fn each_new_line<T>(record: &[u8], seen: usize, mut show: impl FnMut(usize, &[u8]) -> Option<T>) -> Option<T> {
    let mut at = memchr::memrchr(b'\n', &record[..seen]).map_or(0, |end| end + 1);
    while let Some(length) = memchr::memchr(b'\n', &record[at..]) {
        if let Some(found) = show(at, &record[at..at + length]) {
            return Some(found);
        }
        at += length + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::ControlFlow;

    /// Gives one byte at a time, as the slowest stream does.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let Some((&first, rest)) = self.0.split_first() else { return Ok(0) };
            into[0] = first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn parted(bytes: &[u8], end: &mut End<'_>) -> Vec<String> {
        let mut parts = Vec::new();
        records(Slow(bytes), end, &mut |record| {
            parts.push(
                record.map_or_else(|reason| reason.to_string(), |bytes| String::from_utf8_lossy(bytes).into_owned()),
            );
            ControlFlow::Continue(())
        });
        parts
    }

    #[test]
    fn records_end_where_they_say_and_nothing_is_lost() {
        assert_eq!(parted(b"a\nb\n\nc", &mut lines()), ["a\n", "b\n", "\n", "c"]);
        let tags = parted(b"<DOC>1</DOC>\n<doc>2</doc><DOC>3", &mut closing_tags(&[b"doc"]));
        assert_eq!(tags, ["<DOC>1</DOC>", "\n<doc>2</doc>", "<DOC>3"]);
        let before = parted(b"#1\na\n#2\nb\n#3", &mut before_lines(|line| line.starts_with(b"#")));
        assert_eq!(before, ["#1\na\n", "#2\nb\n#3"]);
        let after = parted(b"a\n--\nb\n--\nc", &mut after_lines(|line| line == b"--"));
        assert_eq!(after, ["a\n--\n", "b\n--\n", "c"]);
    }

    #[test]
    fn a_record_without_end_is_named_once_and_the_next_is_read() {
        let huge = std::io::repeat(b'x').take(LARGEST + 100).chain(&b"\nsmall\n"[..]);
        let mut seen = Vec::new();
        records(huge, &mut lines(), &mut |record| {
            seen.push(record.map(<[u8]>::to_vec));
            ControlFlow::Continue(())
        });
        assert_eq!(seen, [Err(Reason::TooLarge), Ok(b"small\n".to_vec())]);
    }
}
