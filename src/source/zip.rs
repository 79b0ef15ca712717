//! The members of a zip archive, one at a time.
//!
//! Read here rather than by a crate for three reasons: an archive of a million members must not need a record in memory for
//! each, members of the same name must not hide one another, and one that was cut off must give what stands before the cut.
//! The format: PKWARE's APPNOTE.TXT 6.3, sections 4.3 (headers), 4.4.5 (methods), 4.5.3 (ZIP64).
//!
//! | part | signature | |
//! |---|---|---|
//! | local header | `PK 03 04` | name and packed bytes of a member follow |
//! | central directory | `PK 01 02` | an entry a member; what it says counts |
//! | end | `PK 05 06` | where the directory is; behind it only a comment |

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::os::unix::fs::FileExt;

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::Reason;
use super::encoding::{decode, recognise};
use super::limit::{Budget, Counted, Guard};
use super::tar::Member;

/// Where the bytes of an archive are.
#[derive(Clone, Copy)]
pub(super) enum Bytes<'a> {
    /// In memory.
    Memory(&'a [u8]),
    /// In a file.
    File(&'a File),
}

/// What an archive says of a member.
#[derive(Clone, Debug, Default)]
struct Header {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    crc: Option<u32>,
    packed: u64,
    at: u64,
    mode: u32,
}

type Visit<'v> = dyn FnMut(&str, Member, Result<&mut dyn Read, Reason>) -> ControlFlow<()> + 'v;

/// Hands over each member with its name until `visit` says stop. Fails at what ends the archive too early, after what
/// could be had.
pub(super) fn members(bytes: Bytes<'_>, budget: &Budget, visit: &mut Visit<'_>) -> Result<(), Reason> {
    match directory(bytes) {
        Some((from, to)) => by_directory(bytes, from, to, budget, visit),
        None => one_after_the_other(bytes, budget, visit),
    }
}

/// Says whether `head` begins a document of an office program, a book or a program, which are zip archives too.
pub(super) fn is_document(head: &[u8]) -> bool {
    let name = head.get(30..).unwrap_or_default();
    [&b"[Content_Types].xml"[..], b"mimetype", b"_rels/", b"META-INF/", b"word/", b"xl/"]
        .iter()
        .any(|first| name.starts_with(first))
}

/// Decodes the name of a member: UTF-8, or what the machine that packed it wrote.
pub(super) fn decode_name(name: &[u8]) -> String {
    decode(name, &recognise(name, None, None)).text
}

/// Finds the central directory: its first byte and the byte after its last.
fn directory(bytes: Bytes<'_>) -> Option<(u64, u64)> {
    let length = bytes.length();
    let tail_at = length.saturating_sub(22 + 0xffff + 20);
    let tail = bytes.slice(tail_at, (length - tail_at) as usize)?;
    let is_end = |&at: &usize| tail[at..].starts_with(b"PK\x05\x06") && tail.len() >= at + 22;
    let at = (0..tail.len()).rev().find(is_end)?;
    let end = &tail[at..];
    let (mut size, mut from) = (u64::from(u32_at(end, 12)?), u64::from(u32_at(end, 16)?));
    let mut to = tail_at + at as u64;
    // ZIP64 says the same in more digits, in a record of its own before the end.
    let locator = at.checked_sub(20).map(|at| &tail[at..]).filter(|locator| locator.starts_with(b"PK\x06\x07"));
    if let Some(locator) = locator {
        let record = bytes.slice(u64_at(locator, 8)?, 56).filter(|record| record.starts_with(b"PK\x06\x06"))?;
        (size, from) = (u64_at(&record, 40)?, u64_at(&record, 48)?);
        to = u64_at(locator, 8)?;
    }
    // A program put before the archive moves all of it; its directory still ends where the end begins.
    let real = to.checked_sub(size)?;
    let starts = |at: u64| size == 0 || bytes.slice(at, 4).is_some_and(|four| four == b"PK\x01\x02");
    [real, from].into_iter().find(|&at| starts(at)).map(|at| (at, at.saturating_add(size)))
}

fn by_directory(bytes: Bytes<'_>, from: u64, to: u64, budget: &Budget, visit: &mut Visit<'_>) -> Result<(), Reason> {
    let mut directory = BufReader::with_capacity(64 << 10, bytes.window(from, to.saturating_sub(from)));
    let cut = || Reason::Damaged("its directory ends too early".into());
    let mut moved = None;
    let mut at = from;
    while at < to {
        let mut fixed = [0; 46];
        directory.read_exact(&mut fixed).map_err(|_| cut())?;
        if !fixed.starts_with(b"PK\x01\x02") {
            return Err(Reason::Damaged("its directory is garbled".into()));
        }
        let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
        let (name, extra, comment) = (short(28), short(30), short(32));
        let mut rest = vec![0; usize::from(name) + usize::from(extra) + usize::from(comment)];
        directory.read_exact(&mut rest).map_err(|_| cut())?;
        at += 46 + rest.len() as u64;
        let extra = &rest[usize::from(name)..usize::from(name) + usize::from(extra)];
        let long = |at: usize| u64::from(u32_at(&fixed, at).unwrap_or_default());
        let [_, packed, offset] = zip64([long(24), long(20), long(42)], extra);
        let mut header = Header {
            name: rest[..usize::from(name)].to_vec(),
            flags: short(8),
            method: short(10),
            crc: u32_at(&fixed, 16),
            packed,
            at: offset,
            mode: u32_at(&fixed, 38).unwrap_or_default() >> 16,
        };
        let is_local = |at: u64| bytes.slice(at, 4).is_some_and(|four| four == b"PK\x03\x04");
        // Where something was put before the archive, offsets count from its own first byte.
        let by = *moved.get_or_insert_with(|| if is_local(header.at) { 0 } else { first_local(bytes).unwrap_or(0) });
        header.at += by;
        if give(bytes, &header, budget, visit)?.0.is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads an archive that lost its directory.
fn one_after_the_other(bytes: Bytes<'_>, budget: &Budget, visit: &mut Visit<'_>) -> Result<(), Reason> {
    let mut at = 0;
    while let Some(fixed) = bytes.slice(at, 30).filter(|fixed| fixed.starts_with(b"PK\x03\x04")) {
        let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
        let names = bytes.slice(at + 30, usize::from(short(26)) + usize::from(short(28)));
        let Some(names) = names else { break };
        let (name, extra) = names.split_at(usize::from(short(26)));
        let long = |at: usize| u64::from(u32_at(&fixed, at).unwrap_or_default());
        let [_, packed, _] = zip64([long(22), long(18), 0], extra);
        // Bit 3: checksum and length were not known yet and stand behind the bytes.
        let later = short(6) & 8 != 0;
        let data = at + 30 + names.len() as u64;
        let packed = if later && packed == 0 { bytes.length().saturating_sub(data) } else { packed };
        let crc = if later { None } else { u32_at(&fixed, 14) };
        let header = Header { name: name.to_vec(), flags: short(6), method: short(8), crc, packed, at, mode: 0 };
        let (flow, taken) = give(bytes, &header, budget, visit)?;
        if flow.is_break() {
            return Ok(());
        }
        at = data + if later { taken } else { packed };
        if later {
            let behind = bytes.slice(at, 28).or_else(|| bytes.slice(at, 4)).unwrap_or_default();
            at += memchr::memmem::find(&behind, b"PK\x03\x04").unwrap_or(0) as u64;
        }
    }
    Err(Reason::Damaged("its directory is missing".into()))
}

/// Hands over one member; gives too how many packed bytes were taken.
fn give(
    bytes: Bytes<'_>,
    header: &Header,
    budget: &Budget,
    visit: &mut Visit<'_>,
) -> Result<(ControlFlow<()>, u64), Reason> {
    let name = decode_name(&header.name);
    if name.ends_with('/') {
        return Ok((ControlFlow::Continue(()), 0));
    }
    if header.mode & 0o170_000 == 0o120_000 {
        return Ok((visit(&name, Member::Special, Ok(&mut io::empty())), 0));
    }
    if header.flags & 1 != 0 {
        return Ok((visit(&name, Member::File, Err(Reason::Encrypted)), 0));
    }
    let local = bytes.slice(header.at, 30).filter(|local| local.starts_with(b"PK\x03\x04"));
    let Some(local) = local else {
        return Ok((visit(&name, Member::File, Err(Reason::Damaged("the archive does not hold it".into()))), 0));
    };
    let short = |at: usize| u64::from(u16::from_le_bytes([local[at], local[at + 1]]));
    let packed = bytes.window(header.at + 30 + short(26) + short(28), header.packed);
    // One byte at a time is never read: the decoder buffers. What it takes in is exact where it has to be.
    let (counted, taken) = Counted::new(packed);
    match header.method {
        0 => {
            let mut member = Checked::new(Guard::new(counted, taken.clone(), budget.clone()), header.crc);
            let flow = visit(&name, Member::File, Ok(&mut member));
            Ok((flow, taken.get()))
        }
        8 => {
            let mut decoder = DeflateDecoder::new(counted);
            let flow = {
                let mut member = Checked::new(Guard::new(&mut decoder, taken, budget.clone()), header.crc);
                let flow = visit(&name, Member::File, Ok(&mut member));
                if header.crc.is_none() && flow.is_continue() {
                    // Without a length the end shows only by reading to it.
                    let _ = io::copy(&mut member, &mut io::sink());
                }
                flow
            };
            Ok((flow, decoder.total_in()))
        }
        93 => {
            let decoder = zstd::stream::read::Decoder::new(counted).map_err(|error| Reason::of_error(&error))?;
            let mut member = Checked::new(Guard::new(decoder, taken.clone(), budget.clone()), header.crc);
            let flow = visit(&name, Member::File, Ok(&mut member));
            Ok((flow, taken.get()))
        }
        other => Ok((
            visit(
                &name,
                Member::File,
                Err(Reason::Damaged(format!("packed by method {other}, expected 0, 8 or 93").into())),
            ),
            0,
        )),
    }
}

/// Takes lengths and offset from the ZIP64 field where the short ones are full: only those that are stand in it, in order.
fn zip64(short: [u64; 3], extra: &[u8]) -> [u64; 3] {
    let mut fields = extra;
    while let (Some(tag), Some(length)) = (fields.get(..2), fields.get(2..4)) {
        let end = 4 + usize::from(u16::from_le_bytes([length[0], length[1]]));
        let Some(field) = fields.get(4..end) else { break };
        if tag == [1, 0] {
            let mut long = field.as_chunks::<8>().0.iter().map(|&eight| u64::from_le_bytes(eight));
            return short.map(|value| if value == 0xffff_ffff { long.next().unwrap_or(value) } else { value });
        }
        fields = &fields[end..];
    }
    short
}

fn first_local(bytes: Bytes<'_>) -> Option<u64> {
    let head = bytes.slice(0, bytes.length().min(1 << 20) as usize)?;
    memchr::memmem::find(&head, b"PK\x03\x04").map(|at| at as u64)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

impl<'a> Bytes<'a> {
    fn length(self) -> u64 {
        match self {
            Bytes::Memory(bytes) => bytes.len() as u64,
            Bytes::File(file) => file.metadata().map_or(0, |data| data.len()),
        }
    }

    /// Copies `length` bytes from `at`; nothing where there are fewer.
    fn slice(self, at: u64, length: usize) -> Option<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.window(at, length as u64).read_exact(&mut bytes).ok().map(|()| bytes)
    }

    /// Reads `length` bytes from `at`, or those that are there.
    fn window(self, at: u64, length: u64) -> Window<'a> {
        Window { bytes: self, at, end: at.saturating_add(length) }
    }
}

/// Part of an archive.
struct Window<'a> {
    bytes: Bytes<'a>,
    at: u64,
    end: u64,
}

impl Read for Window<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let wanted = (self.end - self.at).min(into.len() as u64) as usize;
        let read = match self.bytes {
            Bytes::Memory(bytes) => {
                let rest = usize::try_from(self.at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
                let read = rest.len().min(wanted);
                into[..read].copy_from_slice(&rest[..read]);
                read
            }
            Bytes::File(file) => file.read_at(&mut into[..wanted], self.at)?,
        };
        self.at += read as u64;
        Ok(read)
    }
}

/// Compares the checksum of what was read with the stated one, once all is read.
struct Checked<R> {
    inner: R,
    crc: Crc,
    stated: Option<u32>,
}

impl<R: Read> Checked<R> {
    fn new(inner: R, stated: Option<u32>) -> Checked<R> {
        Checked { inner, crc: Crc::new(), stated }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.crc.update(&into[..read]);
        if read == 0 && !into.is_empty() && self.stated.take().is_some_and(|stated| stated != self.crc.sum()) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum differs"));
        }
        Ok(read)
    }
}
