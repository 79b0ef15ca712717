//! Where a corpus and its index lie.
//!
//! `--index DIR` or `DATELINE_INDEX`; else `.dateline` in this folder or the nearest parent; else the user's data folder,
//! which holds the indexes of folders that cannot be written to.

use std::fs;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use dateline::index::{self, Archive, IndexError, Writer, WriterOptions};
use xxhash_rust::xxh3::xxh3_64;

use super::Global;
use super::failure::Failure;

/// The name of the folder that holds an index beside the files it is of.
const FOLDER: &str = ".dateline";

/// A folder of stories and the folder of its index.
#[derive(Clone, Debug)]
pub(super) struct Corpus {
    /// The folder of stories; not known where an index was made elsewhere and lost its note.
    pub(super) root: Option<PathBuf>,
    /// The folder of the index.
    pub(super) home: PathBuf,
}

impl Corpus {
    /// Finds the index to ask: the nearest, else the one that the configuration names.
    pub(super) fn to_read(global: &Global) -> Result<Corpus, Failure> {
        let near = Corpus::near(global);
        match &global.usual_index {
            Some(usual) if near.is_err() => Ok(Corpus::given(usual)),
            _ => near,
        }
    }

    fn given(given: &Path) -> Corpus {
        let inside = given.join(FOLDER);
        let home = if inside.is_dir() { inside } else { given.to_owned() };
        Corpus { root: root_of(&home), home }
    }

    /// Finds the index that was named, or that of this folder or the nearest parent.
    pub(super) fn near(global: &Global) -> Result<Corpus, Failure> {
        if let Some(given) = &global.index {
            return Ok(Corpus::given(given));
        }
        let here = std::env::current_dir().map_err(|error| Failure::new(format!("this folder: {error}")))?;
        for folder in here.ancestors() {
            for home in [Some(folder.join(FOLDER)), data_home(folder)].into_iter().flatten() {
                if home.join("index").is_dir() {
                    return Ok(Corpus { root: Some(folder.to_owned()), home });
                }
            }
        }
        Err(Failure::of_index(IndexError::Missing, &here.display().to_string(), None))
    }

    /// Says where the index of the folder `root` is, or is to be made.
    pub(super) fn of_folder(root: &Path, global: &Global) -> Result<Corpus, Failure> {
        let shown = root.display();
        let root = folder_of_stories(root)?;
        let beside = root.join(FOLDER);
        let home = match &global.index {
            Some(given) => given.clone(),
            None if beside.is_dir() || can_be_made(&beside) => beside,
            None => data_home(&root).ok_or_else(|| {
                Failure::new(format!("{shown}: the folder cannot be written to, and no data folder is known"))
                    .hint("say where the index may lie with `--index DIR`")
            })?,
        };
        Ok(Corpus { root: Some(root), home })
    }

    /// Says where the index of the folder `root` is, or would be made; makes nothing.
    pub(super) fn untouched(root: &Path, global: &Global) -> Result<Corpus, Failure> {
        let root = folder_of_stories(root)?;
        let beside = root.join(FOLDER);
        // An index in the user's data folder is there only because the folder of stories could not be written to.
        let elsewhere = || data_home(&root).filter(|home| !beside.is_dir() && home.join("index").is_dir());
        let home = global.index.clone().or_else(elsewhere).unwrap_or(beside);
        Ok(Corpus { root: Some(root), home })
    }

    /// Finds the corpus that this folder lies in, or takes this folder.
    pub(super) fn here(global: &Global) -> Result<Corpus, Failure> {
        let here = PathBuf::from(".");
        if global.index.is_none()
            && let Ok(Corpus { root: Some(root), .. }) = Corpus::near(global)
        {
            return Corpus::of_folder(&root, global);
        }
        Corpus::of_folder(&here, global)
    }

    /// Finds the corpus that [`Corpus::here`] gives; makes nothing.
    pub(super) fn here_untouched(global: &Global) -> Result<Corpus, Failure> {
        match Corpus::near(global) {
            Ok(Corpus { root: Some(root), .. }) if global.index.is_none() => Corpus::untouched(&root, global),
            _ => Corpus::untouched(Path::new("."), global),
        }
    }

    /// Gives the folder of stories.
    pub(super) fn known_root(&self) -> Result<&Path, Failure> {
        self.root.as_deref().ok_or_else(|| {
            Failure::new(format!("{}: it is not known which folder the index is of", self.shown()))
                .hint("name the folder: `dateline index FOLDER --index DIR`")
        })
    }

    pub(super) fn shown(&self) -> String {
        self.home.display().to_string()
    }

    /// Gives the folder of the engine's files.
    pub(super) fn folder(&self) -> PathBuf {
        self.home.join("index")
    }

    /// Opens the index for reading.
    pub(super) fn open(&self) -> Result<Archive, Failure> {
        index::open(&self.folder()).map_err(|error| self.failure(error))
    }

    /// Opens the index for one question. It is not taken down: the process ends soon after, and the system unmaps its files all
    /// at once.
    pub(super) fn open_once(&self) -> Result<ManuallyDrop<Archive>, Failure> {
        self.open().map(ManuallyDrop::new)
    }

    /// Opens the index for writing; one of another version is made anew. The second value says so.
    pub(super) fn open_writer(&self, options: WriterOptions) -> Result<(Writer, Remade), Failure> {
        let folder = self.folder();
        let (writer, remade) = match index::open_writer(&folder, options) {
            Err(IndexError::OtherVersion) => {
                fs::remove_dir_all(&folder).map_err(|error| Failure::new(format!("{}: {error}", folder.display())))?;
                (index::open_writer(&folder, options), Remade::Yes)
            }
            other => (other, Remade::No),
        };
        let writer = writer.map_err(|error| self.failure(error))?;
        self.sign();
        Ok((writer, remade))
    }

    fn failure(&self, error: IndexError) -> Failure {
        let holder =
            matches!(error, IndexError::Locked).then(|| fs::read_to_string(self.home.join("writer")).ok()).flatten();
        Failure::of_index(error, &self.shown(), holder.map(|text| text.trim().to_owned()))
    }

    /// Leaves word who writes, and which folder the index is of. Only for people and for `show --raw`: the lock itself is
    /// the system's, and an unwritten note costs a clear message, nothing else.
    fn sign(&self) {
        let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        let now = chrono::Local::now().format("%Y-%m-%d %H:%M:%S");
        let _ = fs::write(
            self.home.join("writer"),
            format!("process {} on {} since {now}\n", std::process::id(), host.trim()),
        );
        if let Some(root) = &self.root {
            let _ = fs::write(self.home.join("root"), format!("{}\n", root.display()));
        }
    }
}

/// Whether an index had to be made anew.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Remade {
    Yes,
    No,
}

/// Gives the folder that an index is of: the one it lies in, else the one that its note names.
fn root_of(home: &Path) -> Option<PathBuf> {
    let home = home.canonicalize().ok()?;
    if home.file_name().is_some_and(|name| name == FOLDER) {
        return home.parent().map(Path::to_owned);
    }
    fs::read_to_string(home.join("root")).ok().map(|text| PathBuf::from(text.trim_end_matches('\n')))
}

/// Gives the absolute path of a folder of stories.
fn folder_of_stories(root: &Path) -> Result<PathBuf, Failure> {
    let shown = root.display();
    let data = fs::metadata(root).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::new(format!("{shown}: expected a folder, found nothing"))
            .hint("check the spelling; a relative path counts from this folder"),
        _ => Failure::new(format!("{shown}: {error}")),
    })?;
    if !data.is_dir() {
        return Err(Failure::new(format!("{shown}: expected a folder, found a file"))
            .hint("index the folder it lies in, or read it alone with `dateline parse`"));
    }
    root.canonicalize().map_err(|error| Failure::new(format!("{shown}: {error}")))
}

fn can_be_made(folder: &Path) -> bool {
    fs::create_dir(folder).is_ok()
}

/// Gives the place in the user's data folder (XDG base directories) for the index of `root`.
fn data_home(root: &Path) -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")))?;
    Some(data.join("dateline").join(format!("{:016x}", xxh3_64(root.as_os_str().as_encoded_bytes()))))
}
