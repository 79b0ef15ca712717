//! Stories as the wire transmitted them, each in a frame of control bytes: ANPA 1312 (North America) and IPTC 7901 (Europe).
//!
//! ```text
//! SYN SYN SOH  header  STX  copy  ETX  trailer  EOT
//! ```
//!
//! Both say where header, copy and trailer begin; what stands in them is told in `anpa1312` and `iptc7901`.

use super::encoding::{Decoding, decode};
use super::item::Item;
use super::{anpa1312, iptc7901};

const SOH: u8 = 1;
const STX: u8 = 2;
const ETX: u8 = 3;
const EOT: u8 = 4;
const SYN: u8 = 0x16;
const US: u8 = 0x1f;

/// Says whether `head` begins a frame.
pub(super) fn is_frame(head: &[u8]) -> bool {
    let idle = |&byte: &u8| matches!(byte, SYN | b'\r' | b'\n' | b' ' | 0 | 0x7f);
    let start = head.iter().take(64).position(|byte| !idle(byte));
    start.is_some_and(|at| head[at] == SOH && memchr::memchr(STX, &head[at..head.len().min(at + 1024)]).is_some())
}

/// Ends a record behind an EOT, or before the next frame where there is none.
pub(super) fn frames() -> impl FnMut(&[u8], usize) -> Option<usize> {
    let mut in_copy = false;
    move |record, seen| {
        // A new record is shown from its first byte.
        in_copy &= seen > 0;
        for at in memchr::memchr3_iter(SOH, STX, EOT, &record[seen..]).map(|at| seen + at) {
            match record[at] {
                STX => in_copy = true,
                EOT => return Some(at + 1),
                // A second beginning: the end of the copy before it was lost.
                _ if in_copy => return Some(at - record[..at].iter().rev().take_while(|&&byte| byte == SYN).count()),
                _ => {}
            }
        }
        None
    }
}

/// Makes a story of a frame; nothing of what stands between frames.
pub(super) fn item(record: &[u8], decoding: &Decoding) -> Option<Item> {
    let start = memchr::memchr(SOH, record)?;
    let record = &record[start + 1..];
    let header_end = memchr::memchr(STX, record)?;
    let (header, rest) = (&record[..header_end], &record[header_end + 1..]);
    let copy_end = memchr::memchr(ETX, rest).unwrap_or(rest.len());
    let text = |bytes: &[u8]| decode(bytes, &Decoding { mark: 0, ..*decoding }).text.replace('\x7f', "");
    let is_anpa = memchr::memchr(US, header).is_some();
    // The separator parts two fields: it must not vanish with the other control bytes.
    let spaced: Vec<u8> =
        header.iter().map(|&byte| if matches!(byte, US | 0x11..=0x14) { b' ' } else { byte }).collect();
    let (copy, trailer) = (&rest[..copy_end], rest.get(copy_end + 1..).unwrap_or_default());
    let (header, copy, trailer) = (text(&spaced), text(copy).replace("\r\n", "\n").replace('\r', "\n"), text(trailer));
    if is_anpa { anpa1312::item(&header, &copy, &trailer) } else { iptc7901::item(&header, &copy, &trailer) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_ends_at_its_end_or_at_the_next_beginning() {
        let wire = b"\x16\x16\x01a\x02one\x03\x04\r\n\x16\x16\x01b\x02two\x16\x16\x01c\x02three\x03";
        let mut end = frames();
        let first = end(wire, 0).unwrap();
        assert_eq!(&wire[..first], b"\x16\x16\x01a\x02one\x03\x04");
        let second = end(&wire[first..], 0).unwrap();
        assert_eq!(&wire[first..first + second], b"\r\n\x16\x16\x01b\x02two");
        assert_eq!(end(&wire[first + second..], 0), None);
        assert!(is_frame(wire));
        assert!(!is_frame(b"TOKYO \x01 and \x02"));
    }
}
