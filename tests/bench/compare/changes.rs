//! Files that are changed for the comparison and put back at its end.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

/// Files that have a line more than they had, with the length that they had. Dropped, it puts them back.
#[derive(Default)]
pub struct Changes(Vec<(PathBuf, u64)>);

impl Changes {
    /// Adds a line to every hundredth of `files`, another hundredth in each round.
    pub fn touch(&mut self, files: &[PathBuf], round: usize) -> io::Result<usize> {
        let mut changed = 0;
        for file in files.iter().skip(round % 100).step_by(100) {
            self.0.push((file.clone(), fs::metadata(file)?.len()));
            OpenOptions::new().append(true).open(file)?.write_all(b"\nMore.\n")?;
            changed += 1;
        }
        Ok(changed)
    }
}

impl Drop for Changes {
    fn drop(&mut self) {
        // The last change first: a file may have been changed twice.
        for (file, length) in self.0.iter().rev() {
            let put_back = OpenOptions::new().write(true).open(file).and_then(|file| file.set_len(*length));
            if let Err(error) = put_back {
                eprintln!("floor: {}: cannot be put back to its {length} bytes: {error}", file.display());
            }
        }
    }
}
