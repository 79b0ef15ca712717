//! Opens a file and gives its stories.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;

use encoding_rs::Encoding;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::encoding::Decoding;
use super::input::Input;
use super::item::Seen;
use super::limit::Budget;
use super::visit::{Place, Visit};
use super::{Found, Reason, Skipped};
use crate::story::Story;

/// Files up to this length are read into memory at once; larger ones are read as a stream, twice.
const IN_MEMORY: u64 = 32 << 20;

/// How files are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The encoding of all text, whatever it looks like; nothing to find out for each file.
    pub encoding: Option<&'static Encoding>,
}

impl ReadOptions {
    /// Reads all text in the encoding of a label of the web (`koi8-r`, `latin1`, `shift_jis`); nothing for other labels.
    ///
    /// ```
    /// use dateline::source::ReadOptions;
    /// assert!(ReadOptions::in_encoding("koi8-r").is_some());
    /// assert!(ReadOptions::in_encoding("klingon").is_none());
    /// ```
    pub fn in_encoding(label: &str) -> Option<ReadOptions> {
        Encoding::for_label(label.as_bytes()).map(|encoding| ReadOptions { encoding: Some(encoding) })
    }
}

/// What was learnt about a file while it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The encoding of its text, by its name in the web standard; `mixed` where its members have several.
    pub encoding: &'static str,
    /// Whether some of its text may be wrong: bytes that mean nothing in the encoding, or an encoding guessed from little.
    pub doubtful: bool,
}

impl Default for Facts {
    fn default() -> Facts {
        Facts { encoding: "UTF-8", doubtful: false }
    }
}

/// A file that was opened.
#[derive(Debug)]
pub struct Source {
    path: String,
    data: Data,
    size: u64,
    fingerprint: u64,
}

#[derive(Debug)]
enum Data {
    Memory(Vec<u8>),
    File(File),
}

/// Opens a file below `root`, or `root` itself where that is a file.
pub fn open(root: &Path, found: &Found) -> Result<Source, Reason> {
    let failed = |error: std::io::Error| Reason::of_error(&error);
    let mut file = match File::open(root.join(&found.path)) {
        // The root is itself the file.
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => File::open(root),
        other => other,
    }
    .map_err(failed)?;
    let mut bytes = Vec::with_capacity(found.size.min(IN_MEMORY) as usize + 1);
    // The file may have grown since it was found.
    file.by_ref().take(IN_MEMORY + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 <= IN_MEMORY {
        return Ok(of_bytes(&found.path, bytes));
    }
    let mut hash = Xxh3::new();
    let mut size = bytes.len() as u64;
    hash.update(&bytes);
    loop {
        bytes.clear();
        match file.by_ref().take(1 << 20).read_to_end(&mut bytes).map_err(failed)? {
            0 => break,
            read => size += read as u64,
        }
        hash.update(&bytes);
    }
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    Ok(Source { path: found.path.clone(), data: Data::File(file), size, fingerprint: hash.digest() })
}

/// Takes bytes that came from elsewhere for the file `path`.
pub fn of_bytes(path: &str, bytes: Vec<u8>) -> Source {
    Source { path: path.to_owned(), size: bytes.len() as u64, fingerprint: xxh3_64(&bytes), data: Data::Memory(bytes) }
}

impl Source {
    /// Gives the file, relative to the corpus folder.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Gives the hash of its bytes as filed (XXH3, 64 bits).
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Hands over its stories one by one, in order, and what gives none (`archive.zip/member.txt`), until the receiver breaks.
    ///
    /// Fails where the file as a whole gives nothing. Where it breaks off after some stories, that is handed over as the last
    /// [`Skipped`], named by the file.
    pub fn stories(
        &self,
        options: &ReadOptions,
        receiver: &mut dyn FnMut(Result<Story, Skipped>) -> ControlFlow<()>,
    ) -> Result<Facts, Reason> {
        self.visit(options, &mut |seen| match seen {
            Seen::Story(story, _) => receiver(Ok(*story)),
            Seen::Skipped(skipped) => receiver(Err(skipped)),
        })
    }

    /// Goes through all that is in the file.
    pub(super) fn visit(
        &self,
        options: &ReadOptions,
        sink: &mut dyn FnMut(Seen<'_>) -> ControlFlow<()>,
    ) -> Result<Facts, Reason> {
        let input = match &self.data {
            Data::Memory(bytes) => Input::of_memory(bytes),
            Data::File(file) => Input::of_file(file).map_err(|error| Reason::of_error(&error))?,
        };
        let budget = Budget::new(self.size);
        let mut visit = Visit { path: &self.path, options: *options, budget, sink, facts: Facts::default(), given: 0 };
        match visit.layer(input, &Place::default()) {
            Ok(_) if visit.given == 0 => Err(Reason::Empty),
            Err(reason) if visit.given == 0 => Err(reason),
            Ok(_) => Ok(visit.facts),
            Err(reason) => {
                // The receiver may break here: there is nothing left to stop.
                let _ = visit.skip(None, reason);
                Ok(visit.facts)
            }
        }
    }
}

impl Facts {
    /// Counts in one more text.
    pub(super) fn learn(&mut self, decoding: &Decoding, faulty: bool) {
        let name = decoding.name();
        self.doubtful |= decoding.doubtful || faulty;
        self.encoding = match self.encoding {
            // Text without accents fits everything: the first that is no UTF-8 gives the name.
            "UTF-8" => name,
            _ if name == "UTF-8" || name == self.encoding => self.encoding,
            _ => "mixed",
        };
    }
}
