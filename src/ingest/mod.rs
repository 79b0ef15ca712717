//! Source to wire to index: the only module that knows that files, articles and the index exist at the same time.
//!
//! Years are inferred from neighbours in a second round: what a folder's dated stories span is known only when all of them
//! are parsed. What a story was told about its neighbours stands in the ledger, so that it is made anew when that changes.

mod barren;
mod gather;
mod gone;
mod neighbours;
mod plan;
mod preview;
mod read;
mod run;
mod skips;
mod take;

use std::sync::atomic::{AtomicBool, Ordering};

use crate::search::Grouping;
use crate::source::ReadOptions;
use crate::wire::Styles;

pub use barren::reason_of;
pub use preview::preview;
pub use run::{IngestError, bring_up_to_date, put_text, rehearse};
pub use skips::Skips;

/// What a run did, counted in files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that were not in the index before.
    pub added: u64,
    /// Files whose content, or whose reading, changed.
    pub updated: u64,
    /// Files that stand under another path than before; their articles moved with them.
    pub renamed: u64,
    /// Files that are gone.
    pub removed: u64,
    /// Files that were left as they are.
    pub unchanged: u64,
    /// Files and members that give no story, and why.
    pub skipped: Skips,
    /// Hidden files and folders passed over.
    pub hidden: u64,
    /// Links not followed.
    pub links: u64,
    /// Those of them that lead out of the folder.
    pub links_out: u64,
    /// Articles made in this run.
    pub articles: u64,
    /// Bytes read in this run.
    pub bytes: u64,
    /// Stories of which the index holds several takes; 0 where the run was stopped before they were looked for.
    pub groups: u64,
    /// Whether the run was asked to stop before it was through.
    pub interrupted: bool,
    /// The files that would be added, updated, renamed or removed; only of a rehearsal, since a first run has millions.
    pub changes: Option<Vec<(Change, String)>>,
}

/// What becomes of a file in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It comes in.
    Added,
    /// What is held from it is made anew.
    Updated,
    /// What is held from another path, where it stood before, moves to it.
    Renamed,
    /// What is held from it goes.
    Removed,
}

impl Change {
    /// Gives the word for it: `added`, `updated`, `renamed`, `removed`.
    pub fn name(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Updated => "updated",
            Change::Renamed => "renamed",
            Change::Removed => "removed",
        }
    }
}

impl Report {
    fn note(&mut self, change: Change, path: &str) {
        if let Some(changes) = &mut self.changes {
            changes.push((change, path.to_owned()));
        }
    }
}

/// What happens while a run goes on. The library tells, the caller shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The folder was walked: this many files are to be read.
    Planned {
        /// How many.
        files: u64,
        /// Their length in bytes.
        bytes: u64,
    },
    /// A file was dealt with.
    File {
        /// Its length in bytes.
        bytes: u64,
    },
    /// What was read is being made part of the archive.
    Committing,
    /// It is part of the archive; more is to be read.
    Committed,
    /// All is part of the archive: the takes of a story are being looked for.
    Grouping,
    /// Small segments are being made into larger ones.
    Merging,
}

/// The table of styles that datelines are read by.
#[derive(Clone, Copy, Debug)]
pub enum StyleTable<'a> {
    /// That of this program, which is not read before there is a story to parse: most runs find nothing new.
    Builtin,
    /// Another.
    Given(&'a Styles),
}

impl<'a> StyleTable<'a> {
    /// Gives the table.
    pub fn styles(self) -> &'a Styles {
        match self {
            StyleTable::Builtin => Styles::builtin(),
            StyleTable::Given(styles) => styles,
        }
    }

    /// Gives the number that differs whenever the table does: see [`Styles::version`].
    fn version(self) -> u64 {
        match self {
            StyleTable::Builtin => Styles::builtin_version(),
            StyleTable::Given(styles) => styles.version(),
        }
    }
}

/// How files become articles.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The agencies that are known.
    pub styles: StyleTable<'a>,
    /// How the text of files is decoded.
    pub files: ReadOptions,
}

impl Reading<'_> {
    /// Reads with the built-in styles, and finds each file's encoding out.
    pub fn plain() -> Reading<'static> {
        Reading { styles: StyleTable::Builtin, files: ReadOptions::default() }
    }

    /// Gives a number that differs whenever the same bytes may become other articles.
    fn maker(&self) -> u64 {
        let encoding = self.files.encoding.map_or(0, |encoding| crate::index::fingerprint(encoding.name().as_bytes()));
        self.styles.version() ^ encoding
    }
}

/// How a run may use the machine, and how it is stopped.
pub struct Options<'a> {
    /// How many threads read and parse.
    pub threads: usize,
    /// Told what happens.
    pub tell: &'a (dyn Fn(Event) + Sync),
    /// Set to stop: what is done is committed.
    pub stop: &'a AtomicBool,
    /// What counts as a take of one story; without, what was asked for last.
    pub grouping: Option<Grouping>,
}

impl Options<'_> {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
