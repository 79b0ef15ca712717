//! Settings and where each came from: a flag before the environment before the configuration file before the default.
//!
//! The file is TOML, `dateline/config.toml` below `XDG_CONFIG_HOME` or `~/.config`:
//!
//! | setting | flag | environment | in the file |
//! |---|---|---|---|
//! | `index` | `--index` | `DATELINE_INDEX` | the archive to ask where this folder and its parents have none |
//! | `color` | `--color` | `DATELINE_COLOR`, `NO_COLOR` | `"auto"`, `"always"`, `"never"` |
//! | `hyperlink` | `--hyperlink` | `DATELINE_HYPERLINK` | `"auto"`, `"always"`, `"never"` |
//! | `pager` | `--no-pager` | `DATELINE_PAGER`; below the file: `PAGER` | a command line |
//! | `limit` | `--limit` | `DATELINE_LIMIT` | how many hits a search shows on a terminal |
//! | `threads` | `--threads` | `DATELINE_THREADS` | a number |
//! | `memory` | `--memory` | `DATELINE_MEMORY` | `"200MB"` |
//!
//! A width and a format are no settings: they would change what scripts read.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, ValueEnum};
use toml::{Table, Value};

use super::failure::Failure;
use super::{Global, When, pager, ui};

/// The names of all settings, in the order in which they are shown.
pub(super) const NAMES: [&str; 7] = ["index", "color", "hyperlink", "pager", "limit", "threads", "memory"];

/// How many hits a search shows on a terminal where nothing else is said.
const LIMIT: usize = 10;

/// Where the value of a setting came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whence {
    /// The command line.
    Flag(&'static str),
    /// A variable of the environment.
    Environment(&'static str),
    /// The configuration file.
    File(PathBuf),
    /// Found in this folder or the nearest parent that has it.
    Nearest,
    /// Nobody said anything.
    Default,
}

/// The settings that the file holds, each checked, and where each setting of [`NAMES`] came from.
#[derive(Default)]
pub(super) struct Settings {
    whence: Vec<(&'static str, Whence)>,
}

impl Settings {
    /// Says where the value of a setting came from.
    pub(super) fn whence(&self, name: &str) -> Whence {
        self.whence.iter().find(|(known, _)| *known == name).map_or(Whence::Default, |(_, whence)| whence.clone())
    }
}

impl Whence {
    /// The word for it in records.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Whence::Flag(_) => "flag",
            Whence::Environment(_) => "environment",
            Whence::File(_) => "file",
            Whence::Nearest => "folder",
            Whence::Default => "default",
        }
    }
}

impl fmt::Display for Whence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Whence::Flag(flag) => write!(f, "{flag}"),
            Whence::Environment(name) => write!(f, "{name}"),
            Whence::File(path) => write!(f, "{}", path.display()),
            Whence::Nearest => write!(f, "this folder or a parent"),
            Whence::Default => write!(f, "default"),
        }
    }
}

/// Brings the settings of the environment and of the file into `global`, below what the command line said.
pub(super) fn settle(global: &mut Global, matches: &ArgMatches) -> Result<Settings, Failure> {
    let mut settings = Settings::default();
    let file = match path() {
        Some(path) => read(&path)?.map(|table| (path, table)),
        None => None,
    };
    for name in NAMES {
        let in_file = file.as_ref().and_then(|(path, table)| Some((path, table.get(name)?)));
        let given = said(name, matches);
        if let Some((path, value)) = in_file {
            // Checked also where something stands above it: a file is right or wrong, whatever the command.
            let taken = given.is_none();
            take(global, name, value, taken).map_err(|what| {
                Failure::new(format!("{}: {name}: {what}", path.display())).hint("`dateline config` shows the settings")
            })?;
        }
        let whence = given.or_else(|| in_file.map(|(path, _)| Whence::File(path.clone())));
        settings.whence.extend(whence.map(|whence| (name, whence)));
    }
    from_environment(global, &mut settings)?;
    Ok(settings)
}

/// Gives the place of the configuration file (XDG base directories).
pub(super) fn path() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
    Some(folder.join("dateline/config.toml"))
}

/// Says whether the command line or, by clap, the environment gave a setting.
fn said(name: &str, matches: &ArgMatches) -> Option<Whence> {
    let (flag, variable) = match name {
        "index" => ("--index", "DATELINE_INDEX"),
        "color" => ("--color", "DATELINE_COLOR"),
        "hyperlink" => ("--hyperlink", "DATELINE_HYPERLINK"),
        "threads" => ("--threads", "DATELINE_THREADS"),
        "memory" => ("--memory", "DATELINE_MEMORY"),
        // A verb's own flag for `limit`, and a switch for `pager`: neither is the setting itself.
        _ => return None,
    };
    match matches.value_source(name)? {
        ValueSource::CommandLine => Some(Whence::Flag(flag)),
        ValueSource::EnvVariable => Some(Whence::Environment(variable)),
        _ => None,
    }
}

/// Reads what clap does not: the pager, the limit, and the variables that other programs share.
fn from_environment(global: &mut Global, settings: &mut Settings) -> Result<(), Failure> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let in_file = |settings: &Settings, name: &str| matches!(settings.whence(name), Whence::File(_));
    let mut found = |name: &'static str, variable: &'static str| {
        settings.whence.retain(|(known, _)| *known != name);
        settings.whence.push((name, Whence::Environment(variable)));
    };
    if let Some(typed) = set("DATELINE_LIMIT") {
        global.limit = limit(&typed).map_err(|what| Failure::new(format!("DATELINE_LIMIT: {what}")))?;
        found("limit", "DATELINE_LIMIT");
    }
    if let Ok(command) = std::env::var("DATELINE_PAGER") {
        global.pager = command;
        found("pager", "DATELINE_PAGER");
    } else if let Some(command) = set("PAGER")
        && !in_file(settings, "pager")
    {
        global.pager = command;
        settings.whence.push(("pager", Whence::Environment("PAGER")));
    }
    if settings.whence("color") == Whence::Default && set("NO_COLOR").is_some() {
        settings.whence.push(("color", Whence::Environment("NO_COLOR")));
    }
    Ok(())
}

/// Reads the file; gives nothing where there is none.
fn read(path: &Path) -> Result<Option<Table>, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        Err(error) => return Err(Failure::new(format!("{}: {error}", path.display()))),
    };
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(0, |span| text[..span.start].matches('\n').count()) + 1;
        Failure::new(format!("{}:{line}: {}", path.display(), error.message()))
            .hint("a setting is a line `name = \"value\"`")
    })?;
    match table.keys().find(|name| !NAMES.contains(&name.as_str())) {
        None => Ok(Some(table)),
        Some(unknown) => Err(Failure::new(format!("{}: expected a setting, found `{unknown}`", path.display()))
            .hint(format!("{}the settings are {}", meant(unknown), NAMES.join(", ")))),
    }
}

fn meant(unknown: &str) -> String {
    let letters: Vec<char> = unknown.to_lowercase().chars().collect();
    let near = NAMES.iter().find(|name| dateline::search::matching::within(&letters, name, 2));
    near.map_or(String::new(), |name| format!("did you mean {name}? "))
}

/// Checks a value of the file and, where nothing stands above it, takes it.
fn take(global: &mut Global, name: &str, value: &Value, taken: bool) -> Result<(), String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        other => return Err(format!("expected a text or a number, found {}", other.type_str())),
    };
    match name {
        "index" => {
            let index = absolute(&text)?;
            global.usual_index = taken.then_some(index);
        }
        "color" => {
            let color = when(&text)?;
            global.color = if taken { color } else { global.color };
        }
        "hyperlink" => {
            let hyperlink = when(&text)?;
            global.hyperlink = if taken { hyperlink } else { global.hyperlink };
        }
        "pager" => global.pager = text,
        "limit" => global.limit = limit(&text)?,
        "threads" => {
            let threads = text.parse().ok().filter(|n| (1..=256).contains(n));
            let threads = threads.ok_or_else(|| format!("expected a number from 1 to 256, found `{text}`"))?;
            global.threads = if taken { Some(threads) } else { global.threads };
        }
        "memory" => {
            let memory = ui::parse_size(&text)?;
            global.memory = if taken { memory } else { global.memory };
        }
        _ => {}
    }
    Ok(())
}

fn when(text: &str) -> Result<When, String> {
    When::from_str(text, false).map_err(|_| format!("expected auto, always or never, found `{text}`"))
}

fn limit(text: &str) -> Result<usize, String> {
    text.trim().parse().ok().filter(|&n| n > 0).ok_or_else(|| format!("expected a number from 1, found `{text}`"))
}

/// Reads a path of the file: there is no folder that a relative one could count from.
fn absolute(text: &str) -> Result<PathBuf, String> {
    let path = match text.strip_prefix("~/") {
        Some(below) => std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default().join(below),
        None => PathBuf::from(text),
    };
    if path.is_absolute() { Ok(path) } else { Err(format!("expected a path from `/` or `~/`, found `{text}`")) }
}

/// The values that hold before anything is said.
pub(super) fn default_pager() -> String {
    pager::USUAL.to_owned()
}

/// See [`LIMIT`].
pub(super) fn default_limit() -> usize {
    LIMIT
}
