//! What is kept beside an index for standing queries; it is no part of the index, and outlives it.
//!
//! | in the folder of the index | holds |
//! |---|---|
//! | `saved.toml` | a line a saved query: `grain = "zerno OR wheat"` |
//! | `saved.lock` | nothing; whoever changes the list holds it |
//! | `shown/NAME.shown` | which articles `dateline new NAME` has shown: see [`Seen`] |
//! | `shown/NAME.lock` | nothing; a `new` holds it from before it looks until what it showed is written down |
//!
//! Files are written whole under another name, then put in place.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use dateline::query::Saved;
use dateline::search::Seen;
use fs4::fs_std::FileExt;
use toml::{Table, Value};

use super::corpus::Corpus;
use super::failure::Failure;
use super::{Global, dash};

const LIST: &str = "saved.toml";
const SHOWN: &str = "shown";

const HEAD: &str = "# Saved queries: `dateline save NAME QUERY` writes them, `saved:NAME` asks for one.\n";

/// Keeps others off while it lives; goes with the process.
pub(super) struct Held(#[expect(dead_code, reason = "held, not read")] File);

/// Reads the saved queries of the archive that is asked; reads nothing where no word asks for one.
pub(super) fn known(words: &[String], folder: Option<&Path>, global: &Global) -> Result<Saved, Failure> {
    if !words.iter().any(|word| asks(dash::unmarked(word))) {
        return Ok(Saved::default());
    }
    match folder {
        Some(folder) => read(&Corpus::untouched(folder, global)?),
        None => read(&Corpus::to_read(global)?),
    }
}

/// Says whether a query may ask for a saved one.
pub(super) fn asks(typed: &str) -> bool {
    typed.to_ascii_lowercase().contains("saved:")
}

/// Reads the saved queries of a corpus.
pub(super) fn read(corpus: &Corpus) -> Result<Saved, Failure> {
    let path = corpus.home.join(LIST);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Saved::default());
        }
        Err(error) => return Err(failed(&path, &error)),
    };
    let wrong = |what: String| {
        Failure::new(format!("{}{what}", path.display()))
            .hint("put it right by hand: a query is a line `name = \"text\"`")
    };
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(0, |span| text[..span.start].matches('\n').count()) + 1;
        wrong(format!(":{line}: {}", error.message()))
    })?;
    let mut saved = Saved::default();
    for (typed, value) in table {
        let name = Saved::name(&typed).ok_or_else(|| wrong(format!(": expected a name, found `{typed}`")))?;
        let Value::String(text) = value else {
            return Err(wrong(format!(": {typed}: expected a text, found {}", value.type_str())));
        };
        if saved.insert(name, text).is_some() {
            return Err(wrong(format!(": expected `{typed}` once, found it twice, in letters of another size")));
        }
    }
    Ok(saved)
}

/// Reads the saved queries to change them; nobody else does until the second value is dropped.
pub(super) fn read_to_change(corpus: &Corpus, global: &Global) -> Result<(Saved, Held), Failure> {
    let held = hold(&corpus.home.join("saved.lock"), "another `dateline save`", global)?;
    Ok((read(corpus)?, held))
}

/// Writes the saved queries of a corpus.
pub(super) fn write(corpus: &Corpus, saved: &Saved) -> Result<(), Failure> {
    let table: Table = saved.iter().map(|(name, text)| (name.to_owned(), Value::String(text.to_owned()))).collect();
    replace(&corpus.home.join(LIST), format!("{HEAD}{table}").as_bytes())
}

/// Takes the name of a saved query as typed.
pub(super) fn name(typed: &str) -> Result<String, Failure> {
    Saved::name(typed).ok_or_else(|| {
        Failure::new(format!("{typed}: expected a name, found something else"))
            .hint("a name is at most 48 letters, digits, -, _ and dots, and begins with a letter or digit")
    })
}

/// Finds the saved query that is asked for by name.
pub(super) fn named(typed: &str, saved: &Saved) -> Result<String, Failure> {
    match saved.get(typed) {
        Some(_) => Ok(typed.to_lowercase()),
        None => Err(Failure::new(format!("{typed}: expected the name of a saved query, found another"))
            .hint(saved.advice(typed))),
    }
}

/// What a saved query has shown, kept from other runs of `new` while it lives.
pub(super) struct Shown {
    path: PathBuf,
    /// The articles.
    pub(super) seen: Seen,
    held: Option<Held>,
}

impl Shown {
    /// Reads what a saved query has shown, to add to it; waits for another run of `new` that shows the same.
    pub(super) fn open(corpus: &Corpus, name: &str, global: &Global) -> Result<Shown, Failure> {
        let folder = corpus.home.join(SHOWN);
        fs::create_dir_all(&folder).map_err(|error| {
            unwritten(&folder, &error).hint("`dateline new --peek` shows without writing anything down")
        })?;
        let holder = format!("another `dateline new {name}`");
        let held = hold(&folder.join(format!("{name}.lock")), &holder, global)?;
        Ok(Shown { held: Some(held), ..Shown::peek(corpus, name)? })
    }

    /// Reads what a saved query has shown, to look only.
    pub(super) fn peek(corpus: &Corpus, name: &str) -> Result<Shown, Failure> {
        let path = file(corpus, name);
        let seen = match fs::read(&path) {
            Ok(bytes) => Seen::from_bytes(&bytes).ok_or_else(|| {
                Failure::new(format!("{}: expected what has been shown, found a damaged file", path.display()))
                    .hint("remove it: all that matches then counts as new")
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => Seen::default(),
            Err(error) => return Err(failed(&path, &error)),
        };
        Ok(Shown { path, seen, held: None })
    }

    /// Writes down what was shown, where that is more than before and it was opened to add to.
    pub(super) fn write(self) -> Result<(), Failure> {
        match self.held {
            Some(_) if self.seen.is_changed() => replace(&self.path, &self.seen.to_bytes()),
            Some(_) | None => Ok(()),
        }
    }
}

/// Gives the place of what a saved query has shown.
fn file(corpus: &Corpus, name: &str) -> PathBuf {
    corpus.home.join(SHOWN).join(format!("{name}.shown"))
}

/// Forgets what a saved query has shown.
pub(super) fn forget(corpus: &Corpus, name: &str, global: &Global) -> Result<(), Failure> {
    let path = file(corpus, name);
    if !path.exists() {
        return Ok(());
    }
    let _held = hold(&path.with_file_name(format!("{name}.lock")), &format!("`dateline new {name}`"), global)?;
    fs::remove_file(&path).map_err(|error| failed(&path, &error))
}

/// Takes a lock; says so where it has to wait.
fn hold(path: &Path, holder: &str, global: &Global) -> Result<Held, Failure> {
    let file = File::options().create(true).truncate(false).write(true).open(path).map_err(|e| unwritten(path, &e))?;
    if !FileExt::try_lock_exclusive(&file).map_err(|error| failed(path, &error))? {
        global.note(&format!("waiting for {holder} to end"));
        FileExt::lock_exclusive(&file).map_err(|error| failed(path, &error))?;
    }
    Ok(Held(file))
}

/// Puts a file in the place of another: whole, or not at all.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let unfinished = path.with_file_name(format!(
        ".{}.{}",
        path.file_name().unwrap_or_default().to_string_lossy(),
        std::process::id()
    ));
    let write = || {
        let mut file = File::create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)?;
        // The new name is safe once the folder is; where a folder cannot be synced, the system sees to it in its own time.
        if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
            let _ = folder.sync_all();
        }
        Ok(())
    };
    write().map_err(|error| {
        let _ = fs::remove_file(&unfinished);
        unwritten(path, &error)
    })
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: {error}", path.display()))
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: cannot be written: {error}", path.display()))
}
