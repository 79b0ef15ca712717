//! Reads the files of an index piece by piece, where readers map them: to a system, mapped bytes that were looked at are
//! memory like any other, and a merge looks at every byte of what it merges.
//!
//! tantivy reads a term at a time, one behind the other: a window on the file that grows while it is read in order answers
//! most of that without a call to the system.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

/// A window begins with so many bytes and doubles while it is read in order.
const LEAST: usize = 4 << 10;
const MOST: usize = 128 << 10;

/// A file that is read through a window.
#[derive(Debug)]
pub(super) struct Paged {
    file: File,
    length: usize,
    window: Mutex<Window>,
}

#[derive(Debug)]
struct Window {
    at: usize,
    bytes: Vec<u8>,
    ahead: usize,
}

impl Paged {
    pub(super) fn open(path: &Path) -> io::Result<Paged> {
        let file = File::open(path)?;
        let length = file.metadata()?.len() as usize;
        Ok(Paged { file, length, window: Mutex::new(Window { at: 0, bytes: Vec::new(), ahead: LEAST }) })
    }

    fn read(&self, range: Range<usize>) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; range.len()];
        self.file.read_exact_at(&mut bytes, range.start as u64)?;
        Ok(bytes)
    }
}

impl HasLen for Paged {
    fn len(&self) -> usize {
        self.length
    }
}

impl FileHandle for Paged {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.length {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file ends before the bytes asked for"));
        }
        if range.len() >= MOST {
            return self.read(range).map(OwnedBytes::new);
        }
        // Filled before it is used in any case, so that a thread that died over it left nothing wrong.
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        if !window.holds(&range) {
            window.ahead = if window.is_followed_by(range.start) { (window.ahead * 2).min(MOST) } else { LEAST };
            let end = range.start.saturating_add(window.ahead.max(range.len())).min(self.length);
            window.bytes = self.read(range.start..end)?;
            window.at = range.start;
        }
        // A copy, since a part of the window would keep all of it for as long as it lives.
        let from = range.start - window.at;
        Ok(OwnedBytes::new(window.bytes[from..from + range.len()].to_vec()))
    }
}

impl Window {
    fn holds(&self, range: &Range<usize>) -> bool {
        range.start >= self.at && range.end <= self.at + self.bytes.len()
    }

    fn is_followed_by(&self, start: usize) -> bool {
        (self.at..=self.at + self.bytes.len() + LEAST).contains(&start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_range_gives_what_the_file_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let bytes: Vec<u8> = (0..600_000u32).map(|n| (n % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        let paged = Paged::open(&path).unwrap();
        let in_order = (0..600_000).step_by(777).map(|at| at..(at + 777).min(600_000));
        let odd = [5..5, 599_999..600_000, 0..600_000, 10..9_000, 300_000..500_000, 4_095..4_097, 0..1];
        for range in in_order.chain(odd) {
            assert_eq!(&*paged.read_bytes(range.clone()).unwrap(), &bytes[range.clone()], "{range:?}");
        }
        assert!(paged.read_bytes(599_999..600_001).is_err());
    }
}
