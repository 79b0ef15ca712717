//! The files of an index: tantivy's memory-mapped folder, which here can also be read without the right to write, and can
//! be made to fail at a chosen operation.
//!
//! What is assumed of the disk: a file that was synced keeps its bytes; a rename within a folder happens whole or not at
//! all, and lasts once the folder was synced; what was never synced may be lost or torn. tantivy writes each segment file
//! once, syncs it, syncs the folder, and then replaces `meta.json` by a rename: until then the old commit stands, from then
//! on the new one.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, MmapDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};
use tantivy::{Directory, TantivyError};

use super::paged::Paged;

/// Counts the operations that change the disk and fails all of them from one on: what a process that was killed there, or a
/// disk that was full from there on, leaves behind. Clones count together.
#[derive(Clone, Debug)]
pub struct Faults {
    done: Arc<AtomicU64>,
    from: u64,
    kind: Fault,
}

/// Why operations fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Nothing happens any more.
    Killed,
    /// Nothing can be written, but files can be removed.
    Full,
}

/// What an operation does to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Write,
    Remove,
}

/// The system's number for a disk without room (`ENOSPC`), and for a user who has had his share (`EDQUOT`).
const FULL: [i32; 2] = [28, 122];

impl Faults {
    /// Fails the operation of this number (from 0) and all after it.
    pub fn from(number: u64) -> Faults {
        Faults { done: Arc::default(), from: number, kind: Fault::Killed }
    }

    /// Finds the disk full at the operation of this number (from 0) and ever after.
    pub fn full_from(number: u64) -> Faults {
        Faults { kind: Fault::Full, ..Faults::from(number) }
    }

    /// Only counts.
    pub fn none() -> Faults {
        Faults::from(u64::MAX)
    }

    /// Says how many operations there were.
    pub fn operations(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    fn pass(&self, operation: Operation) -> io::Result<()> {
        let number = self.done.fetch_add(1, Ordering::Relaxed);
        match (self.kind, operation) {
            _ if number < self.from => Ok(()),
            (Fault::Killed, _) => Err(io::Error::other(format!("made to fail at operation {number}"))),
            (Fault::Full, Operation::Write) => Err(io::Error::from_raw_os_error(FULL[0])),
            (Fault::Full, Operation::Remove) => Ok(()),
        }
    }
}

/// The folder of an index.
#[derive(Clone, Debug)]
pub(super) struct Storage {
    inner: MmapDirectory,
    folder: PathBuf,
    access: Access,
    faults: Option<Faults>,
}

/// How the bytes of a file come into memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Mapped, for reading here and there.
    Mapped,
    /// Read piece by piece, for a writer that must stay within its memory: see [`Paged`].
    Paged,
}

impl Storage {
    pub(super) fn open(folder: &Path, access: Access, faults: Option<Faults>) -> Result<Storage, OpenDirectoryError> {
        Ok(Storage { inner: MmapDirectory::open(folder)?, folder: folder.to_owned(), access, faults })
    }

    fn pass(&self, operation: Operation) -> io::Result<()> {
        self.faults.as_ref().map_or(Ok(()), |faults| faults.pass(operation))
    }
}

/// Removes what an atomic write of a killed process left behind. tantivy knows nothing of these files. The caller must hold
/// the writer's lock, so that none of them is being written.
pub(super) fn sweep(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(b".tmp") {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

impl Directory for Storage {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        match self.access {
            Access::Mapped => self.inner.get_file_handle(path),
            Access::Paged => match Paged::open(&self.folder.join(path)) {
                Ok(paged) => Ok(Arc::new(paged)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    Err(OpenReadError::FileDoesNotExist(path.to_owned()))
                }
                Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_owned())),
            },
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.pass(Operation::Remove)
            .map_err(|error| DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() })?;
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.pass(Operation::Write).map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
        let file = self.inner.open_write(path)?;
        match &self.faults {
            None => Ok(file),
            Some(faults) => {
                Ok(BufWriter::new(Box::new(FaultyFile { file, faults: faults.clone(), path: path.to_owned() })))
            }
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.pass(Operation::Write)?;
        // tantivy's own makes a file that only its owner may read, whatever the umask says: no one else could search.
        let scratch = self.folder.join(format!(".tmp-{}", path.display()));
        let mut file = std::fs::File::create(&scratch)?;
        file.write_all(data)?;
        file.sync_all()?;
        std::fs::rename(&scratch, self.folder.join(path))?;
        std::fs::File::open(&self.folder)?.sync_all()?;
        // Killed right behind the rename is a point of its own.
        self.pass(Operation::Write)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.pass(Operation::Write)?;
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            // Readers take a lock too, against files being collected while they open them. Where they may not write they
            // do without: opening may then fail for want of a file, and is tried again (see `open_index`).
            Err(LockError::IoError(error)) if lock.filepath != INDEX_WRITER_LOCK.filepath && is_read_only(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            other => other,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// Says whether an error means that one may read here, but not write.
pub(super) fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Says whether an error of the engine means that the disk is full.
pub(super) fn is_full(error: &TantivyError) -> bool {
    system_number(error).is_some_and(|number| FULL.contains(&number))
}

/// Gives the number of the system's error that an error of the engine came from; nothing where it came from none.
pub(super) fn system_number(error: &TantivyError) -> Option<i32> {
    let number = match error {
        TantivyError::IoError(error) => error.raw_os_error(),
        TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. })
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
        | TantivyError::LockFailure(LockError::IoError(io_error), _) => io_error.raw_os_error(),
        _ => None,
    };
    // The engine hands some on as text: `… No space left on device (os error 28)`.
    number.or_else(|| {
        let text = error.to_string();
        let (_, behind) = text.split_once("(os error ")?;
        behind.split_once(')')?.0.parse().ok()
    })
}

struct FaultyFile {
    file: WritePtr,
    faults: Faults,
    path: PathBuf,
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Err(error) = self.faults.pass(Operation::Write) {
            // A write that is cut off leaves a part behind.
            self.file.write_all(&bytes[..bytes.len() / 2])?;
            self.file.flush()?;
            return Err(io::Error::other(format!("{}: {error}", self.path.display())));
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for FaultyFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.faults.pass(Operation::Write)?;
        self.file.terminate_ref(token)
    }
}
