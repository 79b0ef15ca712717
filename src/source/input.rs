//! Bytes to be read: those of a file in memory, of one too large for it, or of what comes out of a decoder.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::{LARGEST, Reason};

/// So many first bytes are looked at to tell what a thing is.
pub(super) const HEAD: usize = 64 << 10;

/// Bytes whose first ones have been seen.
pub(super) struct Input<'a> {
    head: Cow<'a, [u8]>,
    body: Body<'a>,
}

/// Where the bytes are.
pub(super) enum Body<'a> {
    /// All in memory.
    Memory(&'a [u8]),
    /// In a file, from its beginning.
    File(&'a File),
    /// Behind a decoder; those of the head have been taken out already.
    Stream(Box<dyn Read + 'a>),
}

/// All bytes of an input, as far as they could be had.
pub(super) struct Whole<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    /// Why there are no more.
    pub(super) damage: Option<Reason>,
}

impl<'a> Input<'a> {
    /// Takes bytes in memory.
    pub(super) fn of_memory(bytes: &'a [u8]) -> Input<'a> {
        Input { head: Cow::Borrowed(&bytes[..bytes.len().min(HEAD)]), body: Body::Memory(bytes) }
    }

    /// Takes a file.
    pub(super) fn of_file(mut file: &'a File) -> io::Result<Input<'a>> {
        file.seek(SeekFrom::Start(0))?;
        let mut head = Vec::new();
        file.take(HEAD as u64).read_to_end(&mut head)?;
        Ok(Input { head: Cow::Owned(head), body: Body::File(file) })
    }

    /// Takes a stream. Where it breaks within its first bytes, those before the break are kept and the error comes after them.
    pub(super) fn of_stream(mut stream: impl Read + 'a) -> Input<'a> {
        let mut head = Vec::new();
        let body: Box<dyn Read + 'a> = match stream.by_ref().take(HEAD as u64).read_to_end(&mut head) {
            Ok(_) => Box::new(stream),
            Err(error) => Box::new(Broken(Some(error))),
        };
        Input { head: Cow::Owned(head), body: Body::Stream(body) }
    }

    /// Gives the first bytes: all of them where there are fewer than [`HEAD`].
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Gives all bytes where they are at hand already.
    pub(super) fn held(&self) -> Option<Cow<'a, [u8]>> {
        match self.body {
            Body::Memory(bytes) => Some(Cow::Borrowed(bytes)),
            Body::File(_) | Body::Stream(_) => (self.head.len() < HEAD).then(|| self.head.clone()),
        }
    }

    /// Gives the bytes from the first on, one after the other.
    pub(super) fn reader(self) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self.body {
            Body::Memory(bytes) => Box::new(bytes),
            Body::File(mut file) => {
                file.seek(SeekFrom::Start(0))?;
                Box::new(file)
            }
            Body::Stream(rest) => Box::new(io::Cursor::new(self.head.into_owned()).chain(rest)),
        })
    }

    /// Gives all bytes at once, as a story or a document of stories needs them.
    pub(super) fn whole(self) -> Result<Whole<'a>, Reason> {
        if let Body::Memory(bytes) = self.body {
            return if bytes.len() as u64 > LARGEST {
                Err(Reason::TooLarge)
            } else {
                Ok(Whole { bytes: bytes.into(), damage: None })
            };
        }
        let mut bytes = Vec::new();
        let reader = self.reader().map_err(|error| Reason::of_error(&error))?;
        let damage = reader.take(LARGEST + 1).read_to_end(&mut bytes).err().map(|error| Reason::of_error(&error));
        match damage {
            Some(Reason::Bomb) => Err(Reason::Bomb),
            _ if bytes.len() as u64 > LARGEST => Err(Reason::TooLarge),
            damage => Ok(Whole { bytes: bytes.into(), damage }),
        }
    }

    /// Gives where the bytes are, for formats that are read from their end.
    pub(super) fn into_body(self) -> Body<'a> {
        match self.body {
            Body::Stream(rest) => Body::Stream(Box::new(io::Cursor::new(self.head.into_owned()).chain(rest))),
            other => other,
        }
    }
}

/// A stream that broke: fails once, then ends.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
