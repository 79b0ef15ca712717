//! The local engine: an archive in one folder, on top of tantivy. No other module names tantivy.
//!
//! Readers see whole commits only. There is one writer at a time; tantivy's lock on the folder sees to it and is gone with
//! the process that held it.

mod abreast;
mod analysis;
mod archive;
mod days;
mod document;
mod draft;
mod fold;
mod forms;
mod frequent;
mod grouping;
mod held;
mod inflected;
mod inspect;
mod invert;
mod known;
mod ledger;
mod lower;
mod merging;
mod options;
mod order;
mod paged;
mod pages;
mod rank;
mod replacement;
mod room;
mod schema;
mod spread;
mod storage;
mod survey;
mod takes;
mod tally;
mod together;
mod unseen;
mod verify;
mod vocabulary;
mod weighed;
mod writer;

use std::path::Path;

use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError};
use tantivy::schema::Schema;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Index, IndexReader, IndexSettings, IndexSortByField, Order, ReloadPolicy, TantivyError};

pub use archive::Archive;
pub use ledger::{Barren, Entry, Failed, Ledger, Made, Snapshot, context_key, fingerprint};
pub use options::{Inverting, Shares, WriterOptions};
pub use replacement::Replacement;
pub(crate) use room::Room;
pub use storage::Faults;
pub use survey::{Survey, survey};
pub use unseen::{Taker, Unseen};
pub use verify::{Damage, verify};
pub use writer::Writer;

use crate::search::Grouping;
use schema::Fields;
use storage::{Access, Storage};
use takes::Takes;

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is none.
    #[error("there is no index")]
    Missing,
    /// Another process is writing.
    #[error("the index is locked by another writer")]
    Locked,
    /// It may be read, but not written to.
    #[error("the index may not be written to")]
    ReadOnly,
    /// There is no room for what is to be written.
    #[error("the disk is full")]
    Full,
    /// Another version of the program made it.
    #[error("the index is of another version")]
    OtherVersion,
    /// The engine failed.
    #[error("{what}")]
    Engine {
        /// What did not work.
        what: &'static str,
        /// The engine's own error.
        #[source]
        source: TantivyError,
    },
}

impl IndexError {
    fn engine(what: &'static str) -> impl Fn(TantivyError) -> IndexError {
        move |error| match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => IndexError::Locked,
            TantivyError::LockFailure(LockError::IoError(error), _) if storage::is_read_only(&error) => {
                IndexError::ReadOnly
            }
            TantivyError::IncompatibleIndex(_) => IndexError::OtherVersion,
            error if storage::is_full(&error) => IndexError::Full,
            source => IndexError::Engine { what, source },
        }
    }

    /// Says whether the system refused something: what the index holds is not in doubt for that.
    pub fn is_of_the_system(&self) -> bool {
        match self {
            IndexError::Full | IndexError::ReadOnly => true,
            IndexError::Engine { source, .. } => storage::system_number(source).is_some(),
            IndexError::Missing | IndexError::Locked | IndexError::OtherVersion => false,
        }
    }

    /// Goes back to the engine's error, to travel through its own code.
    fn into_engine(self) -> TantivyError {
        match self {
            IndexError::Engine { source, .. } => source,
            other => TantivyError::InternalError(other.to_string()),
        }
    }

    fn poisoned() -> IndexError {
        IndexError::Engine { what: "a thread that held the writer died", source: TantivyError::Poisoned }
    }
}

/// How often opening is tried while a writer collects files that a reader has just heard of.
const TRIES: u32 = 20;

/// Opens the archive in `folder` for reading. Needs no right to write there.
pub fn open(folder: &Path) -> Result<Archive, IndexError> {
    let mut tries = 0;
    loop {
        let opened = open_index(folder, Access::Mapped, None)
            .and_then(|(index, fields)| Archive::new(&index, fields, Some(folder)));
        match opened {
            // Only without the readers' lock (a folder that cannot be written to) can a file go between the look into the
            // list of segments and its opening: the next look finds the next commit.
            Err(IndexError::Engine {
                source: TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_)), ..
            }) if tries < TRIES => {
                tries += 1;
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            other => return other,
        }
    }
}

/// Opens the archive in `folder` for writing; makes folder and archive where there are none.
pub fn open_writer(folder: &Path, options: WriterOptions) -> Result<Writer, IndexError> {
    open_faulty_writer(folder, options, None)
}

/// Opens an archive for writing whose storage counts its operations, or fails at one: for proving what a crash leaves.
pub fn open_faulty_writer(folder: &Path, options: WriterOptions, faults: Option<Faults>) -> Result<Writer, IndexError> {
    let (index, fields) = match open_index(folder, Access::Paged, faults.clone()) {
        Err(IndexError::Missing) => create(folder, faults)?,
        other => other?,
    };
    Writer::open(&index, fields, options, Some(folder))
}

/// Reads what counts as a take in the index in `folder`, damaged or not; nothing where that cannot be read.
pub fn grouping(folder: &Path) -> Option<Grouping> {
    Takes::read(&Storage::open(folder, Access::Mapped, None).ok()?).ok().flatten().map(|takes| takes.grouping)
}

/// Keeps every other writer off the index in `folder` while it lives; the lock goes with the process.
pub struct WriterLock(#[expect(dead_code, reason = "held, not read")] tantivy::directory::DirectoryLock);

/// Takes the lock of the writer without opening the index: also one that is too damaged to open.
pub fn lock(folder: &Path) -> Result<WriterLock, IndexError> {
    let failed = IndexError::engine("the lock cannot be taken");
    let storage = Storage::open(folder, Access::Mapped, None).map_err(|error| failed(error.into()))?;
    let lock = tantivy::Directory::acquire_lock(&storage, &tantivy::directory::INDEX_WRITER_LOCK);
    lock.map(WriterLock).map_err(|error| failed(TantivyError::LockFailure(error, None)))
}

/// Makes an archive in memory: for tests, and for asking a stream once.
pub fn in_memory(options: WriterOptions) -> Result<(Writer, impl Fn() -> Result<Archive, IndexError>), IndexError> {
    let (schema, fields) = schema::build();
    let index = Index::builder()
        .schema(schema)
        .settings(settings())
        .tokenizers(analysis::tokenizers())
        .create_in_ram()
        .map_err(IndexError::engine("an index in memory cannot be made"))?;
    let writer = Writer::open(&index, fields.clone(), options, None)?;
    Ok((writer, move || Archive::new(&index, fields.clone(), None)))
}

/// What a commit carries beside the documents.
#[derive(Clone, Copy, Debug, Default)]
struct Payload {
    snapshot: Snapshot,
    /// The number of the commit, which the list of segments states too: they must agree.
    opstamp: u64,
}

impl Payload {
    fn to_text(self) -> String {
        format!("dateline {} {} {}", schema::VERSION, self.snapshot.to_hex(), self.opstamp)
    }

    /// Reads the payload of the last commit; an index without a commit holds nothing.
    fn of(index: &Index) -> Result<Payload, IndexError> {
        let metas = index.load_metas().map_err(IndexError::engine("the index cannot be read"))?;
        let Some(text) = metas.payload else { return Ok(Payload::default()) };
        let mut parts = text.split(' ');
        let version = (parts.next() == Some("dateline")).then(|| parts.next()).flatten();
        if version != Some(schema::VERSION.to_string().as_str()) {
            return Err(IndexError::OtherVersion);
        }
        let snapshot = parts.next().and_then(Snapshot::from_hex).ok_or(IndexError::OtherVersion)?;
        let opstamp = parts.next().and_then(|number| number.parse().ok()).ok_or(IndexError::OtherVersion)?;
        Ok(Payload { snapshot, opstamp })
    }
}

fn settings() -> IndexSettings {
    IndexSettings {
        // Newest first, undated last: see `order`.
        sort_by_field: Some(IndexSortByField { field: schema::column::LAST.to_owned(), order: Order::Desc }),
        // A hit that is shown unpacks a block. Twice as large ones are 3 % smaller and cost twice as much to look into.
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
        docstore_blocksize: 64 << 10,
        ..IndexSettings::default()
    }
}

fn open_index(folder: &Path, access: Access, faults: Option<Faults>) -> Result<(Index, Fields), IndexError> {
    let directory = Storage::open(folder, access, faults).map_err(|error| match error {
        OpenDirectoryError::DoesNotExist(_) => IndexError::Missing,
        other => IndexError::engine("the folder of the index cannot be opened")(other.into()),
    })?;
    let index = Index::open(directory).map_err(|error| match error {
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_)) => IndexError::Missing,
        other => IndexError::engine("the index cannot be opened")(other),
    })?;
    with_tokenizers(index)
}

fn create(folder: &Path, faults: Option<Faults>) -> Result<(Index, Fields), IndexError> {
    let failed = IndexError::engine("the index cannot be made");
    std::fs::create_dir_all(folder).map_err(|error| failed(error.into()))?;
    let directory = Storage::open(folder, Access::Paged, faults).map_err(|error| failed(error.into()))?;
    let (schema, _) = schema::build();
    let index = Index::create(directory, schema, settings()).map_err(failed)?;
    with_tokenizers(index)
}

fn with_tokenizers(mut index: Index) -> Result<(Index, Fields), IndexError> {
    let (schema, fields): (Schema, Fields) = schema::build();
    if index.schema() != schema {
        return Err(IndexError::OtherVersion);
    }
    index.set_tokenizers(analysis::tokenizers());
    Payload::of(&index)?;
    Ok((index, fields))
}

/// So many blocks of records are kept unpacked for each segment: they are read in order of days, as they lie, and each takes
/// the memory of 64 KiB.
const BLOCKS: usize = 8;

fn open_reader(index: &Index) -> Result<IndexReader, IndexError> {
    // A command answers from one state; watching for the next would cost a thread.
    index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .doc_store_cache_num_blocks(BLOCKS)
        .try_into()
        .map_err(IndexError::engine("the index cannot be read"))
}

fn folder_size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).filter(|data| data.is_file()).map(|data| data.len()).sum()
}
