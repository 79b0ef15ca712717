//! Finds the files of a folder. Links are not followed, hidden files (a leading dot) are passed over; both are counted.
//!
//! | a link | |
//! |---|---|
//! | to a file or folder within | counted: its target is found by itself |
//! | to one outside | counted apart: its target is not found |
//! | to a folder that it lies in, or to nothing | skipped, by name |

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::UNIX_EPOCH;

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::{Reason, Skipped};

/// A file that may hold stories.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The path relative to the folder, with `/` between its parts.
    pub path: String,
    /// Its length in bytes.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970.
    pub mtime: i64,
}

/// What a folder holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The files, by path.
    pub files: Vec<Found>,
    /// What cannot be a story, by path.
    pub skipped: Vec<Skipped>,
    /// How many hidden files and folders were passed over.
    pub hidden: u64,
    /// How many links to files and folders were not followed.
    pub links: u64,
    /// How many of them lead out of the folder, so that nothing else leads to what they name.
    pub links_out: u64,
}

impl Walk {
    /// Says whether the folder holds nothing at all, not even what is passed over.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.skipped.is_empty() && self.hidden == 0 && self.links == 0
    }
}

/// Walks `root`, or a single file, with `threads` threads. Fails only where `root` itself cannot be read, or goes away
/// meanwhile.
pub fn walk(root: &Path, threads: usize) -> std::io::Result<Walk> {
    let data = std::fs::metadata(root)?;
    if !data.is_dir() {
        let path = root.file_name().unwrap_or(root.as_os_str()).to_string_lossy().into_owned();
        return Ok(Walk { files: vec![found(path, &data)], ..Walk::default() });
    }
    std::fs::read_dir(root)?;
    let home = root.canonicalize()?;
    let gathered = Mutex::new(Walk::default());
    let walker =
        WalkBuilder::new(root).standard_filters(false).follow_links(false).threads(threads.max(1)).build_parallel();
    walker.run(|| {
        Box::new(|entry| {
            let seen = match entry {
                Ok(entry) if entry.depth() == 0 => return WalkState::Continue,
                Ok(entry) => see(root, &home, &entry),
                Err(error) => Seen::Skipped(failed(root, &error)),
            };
            // A thread that died while it held the list left it whole: entries are pushed one by one.
            let mut walk = gathered.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            match seen {
                Seen::Folder => {}
                Seen::Hidden => {
                    walk.hidden += 1;
                    return WalkState::Skip;
                }
                Seen::Link(Leads::Within) => walk.links += 1,
                Seen::Link(Leads::Out) => {
                    walk.links += 1;
                    walk.links_out += 1;
                }
                Seen::File(file) => walk.files.push(file),
                Seen::Skipped(skipped) => walk.skipped.push(skipped),
            }
            WalkState::Continue
        })
    });
    // A disk that went away half-way looks like a folder with half of its files.
    std::fs::metadata(root)?;
    let mut walk = gathered.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    walk.files.sort_unstable();
    walk.skipped.sort_unstable();
    Ok(walk)
}

enum Seen {
    Folder,
    Hidden,
    Link(Leads),
    File(Found),
    Skipped(Skipped),
}

/// Where a link leads.
enum Leads {
    Within,
    Out,
}

fn see(root: &Path, home: &Path, entry: &DirEntry) -> Seen {
    if entry.file_name().as_bytes().first() == Some(&b'.') {
        return Seen::Hidden;
    }
    let Some(kind) = entry.file_type() else { return Seen::Folder };
    let path = match relative(root, entry.path()) {
        Ok(path) => path,
        // A folder of such a name is not skipped as one: its files are, each by its name.
        Err(_) if kind.is_dir() => return Seen::Folder,
        Err(path) => return Seen::Skipped(Skipped { path, reason: Reason::Name }),
    };
    if kind.is_symlink() {
        let broken = || Seen::Skipped(Skipped { path, reason: Reason::BrokenLink });
        return leads(home, entry.path()).map_or_else(broken, Seen::Link);
    }
    match entry.metadata() {
        _ if kind.is_dir() => Seen::Folder,
        _ if !kind.is_file() => Seen::Skipped(Skipped { path, reason: Reason::Special }),
        Ok(data) => Seen::File(found(path, &data)),
        Err(error) => Seen::Skipped(Skipped { path, reason: reason(&error) }),
    }
}

/// Says where a link leads; nothing if nowhere, or to a folder that the link itself lies in.
fn leads(home: &Path, link: &Path) -> Option<Leads> {
    let (target, parent) = (link.canonicalize().ok()?, link.parent()?.canonicalize().ok()?);
    let leads = if target.starts_with(home) { Leads::Within } else { Leads::Out };
    (!parent.starts_with(&target)).then_some(leads)
}

fn found(path: String, data: &std::fs::Metadata) -> Found {
    let mtime = data.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Found { path, size: data.len(), mtime: mtime.map_or(0, |since| since.as_nanos() as i64) }
}

/// Gives the path below `root`, or its nearest readable form where it is not UTF-8.
fn relative(root: &Path, path: &Path) -> Result<String, String> {
    let below = below(root, path).unwrap_or_else(|| path.strip_prefix(root).unwrap_or(path).as_os_str());
    below.to_str().map(str::to_owned).ok_or_else(|| below.to_string_lossy().into_owned())
}

/// Gives what stands behind `root` where `path` begins with its very bytes, as paths that a walk made of it do: to compare
/// name by name costs half of what else is done for a file.
fn below<'p>(root: &Path, path: &'p Path) -> Option<&'p OsStr> {
    let rest = path.as_os_str().as_bytes().strip_prefix(root.as_os_str().as_bytes())?;
    let below = rest.strip_prefix(b"/").or_else(|| root.as_os_str().as_bytes().ends_with(b"/").then_some(rest))?;
    (!below.starts_with(b"/")).then(|| OsStr::from_bytes(below))
}

fn failed(root: &Path, error: &ignore::Error) -> Skipped {
    fn path_of(error: &ignore::Error) -> Option<PathBuf> {
        match error {
            ignore::Error::WithPath { path, .. } => Some(path.clone()),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
            ignore::Error::Loop { child, .. } => Some(child.clone()),
            _ => None,
        }
    }
    let path = path_of(error).unwrap_or_default();
    let path = relative(root, &path).unwrap_or_else(|lossy| lossy);
    Skipped { path, reason: reason(error) }
}

fn reason(error: &ignore::Error) -> Reason {
    match error.io_error() {
        Some(error) => Reason::of_error(error),
        None => Reason::Unreadable(error.to_string().into()),
    }
}
