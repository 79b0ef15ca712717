//! The members of a tar archive, in their order, as a stream.
//!
//! Old, POSIX and GNU headers; long names of GNU and pax. Names are read with a bound: the archive says how long they are.

use std::io::{self, Read};

use tar::{Archive, Entry, EntryType};

use super::zip::decode_name;

/// The longest name that is read, in bytes.
const LONGEST_NAME: u64 = 64 << 10;

/// What a member of an archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    /// A file.
    File,
    /// A link, a device, a pipe: nothing that holds text.
    Special,
}

/// Says whether `head` begins a tar archive: its first header sums up to what it says.
pub(super) fn is_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..512) else { return false };
    let stated = header[148..156].iter().skip_while(|&&b| b == b' ').take_while(|b| matches!(b, b'0'..=b'7'));
    let stated = stated.fold(0u32, |sum, &digit| sum.wrapping_mul(8).wrapping_add(u32::from(digit - b'0')));
    // The field itself counts as eight blanks.
    let sum: u32 = header.iter().map(|&b| u32::from(b)).sum();
    let field: u32 = header[148..156].iter().map(|&b| u32::from(b)).sum();
    header[0] != 0 && stated == sum - field + 8 * u32::from(b' ')
}

/// Hands over each member with its name until `visit` says stop.
pub(super) fn members(
    packed: impl Read,
    visit: &mut dyn FnMut(&str, Member, &mut dyn Read) -> std::ops::ControlFlow<()>,
) -> io::Result<()> {
    let mut archive = Archive::new(packed);
    let mut long_name = None;
    for entry in archive.entries()?.raw(true) {
        let mut entry = entry?;
        let member = match entry.header().entry_type() {
            EntryType::GNULongName => {
                long_name = Some(read_name(&mut entry)?);
                continue;
            }
            EntryType::XHeader => {
                long_name = pax_path(&read_name(&mut entry)?).or(long_name);
                continue;
            }
            EntryType::GNULongLink | EntryType::XGlobalHeader => continue,
            EntryType::Directory => {
                long_name = None;
                continue;
            }
            EntryType::Regular | EntryType::Continuous => Member::File,
            _ => Member::Special,
        };
        let name = decode_name(&long_name.take().unwrap_or_else(|| entry.path_bytes().into_owned()));
        // Before POSIX, a folder was a file whose name ends so.
        if name.ends_with('/') && entry.size() == 0 {
            continue;
        }
        if visit(&name, member, &mut entry).is_break() {
            break;
        }
    }
    Ok(())
}

fn read_name<R: Read>(entry: &mut Entry<'_, R>) -> io::Result<Vec<u8>> {
    let mut name = Vec::new();
    entry.take(LONGEST_NAME).read_to_end(&mut name)?;
    while name.last() == Some(&0) {
        name.pop();
    }
    Ok(name)
}

/// Reads the path out of pax records: `27 path=a/long/name.txt\n`, the number being the record's length.
fn pax_path(records: &[u8]) -> Option<Vec<u8>> {
    let mut rest = records;
    loop {
        let digits = rest.iter().position(|&b| b == b' ')?;
        let length: usize = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
        let record = rest.get(digits + 1..length)?;
        if let Some(path) = record.strip_prefix(b"path=") {
            return Some(path.strip_suffix(b"\n").unwrap_or(path).to_vec());
        }
        rest = &rest[length..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pax_records_name_a_path() {
        assert_eq!(pax_path(b"11 mtime=1\n16 path=a/b.txt\n"), Some(b"a/b.txt".to_vec()));
        for bad in [&b""[..], b"x", b"99 path=a", b"0 path=a\n", b"3 path=a\n"] {
            assert_eq!(pax_path(bad), None, "{bad:?}");
        }
    }
}
