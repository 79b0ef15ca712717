//! The style table: which agencies there are, what they call themselves, and how their datelines differ from the common form.
//!
//! A style is data (`data/styles/*.toml`), with examples of its own that are run as tests. All names of all styles go into
//! one look-up table, so that a dateline costs the same whether the table holds eight styles or eighty.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use super::calendar::{self, Calendar};
use crate::words;

/// Changes whenever the parser makes something else of the same copy.
const PARSER_VERSION: u64 = 1;

/// The style files that are built in.
pub(super) const FILES: [(&str, &str); 8] = [
    ("africa", include_str!("data/styles/africa.toml")),
    ("americas", include_str!("data/styles/americas.toml")),
    ("asia", include_str!("data/styles/asia.toml")),
    ("east-asia", include_str!("data/styles/east-asia.toml")),
    ("europe", include_str!("data/styles/europe.toml")),
    ("middle-east", include_str!("data/styles/middle-east.toml")),
    ("russia", include_str!("data/styles/russia.toml")),
    ("world", include_str!("data/styles/world.toml")),
];

/// The compiled style table.
#[derive(Debug)]
pub struct Styles {
    styles: Vec<Style>,
    by_agency: FxHashMap<Box<str>, usize>,
    pub(super) calendar: Calendar,
    version: u64,
}

/// A style file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("style file {name}: {what}")]
pub struct StyleError {
    /// The file.
    pub name: String,
    /// What is wrong.
    pub what: String,
}

impl StyleError {
    pub(super) fn new(name: &str, what: impl Into<String>) -> StyleError {
        StyleError { name: name.to_owned(), what: what.into() }
    }
}

/// How one agency writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Style {
    /// The name of the rule.
    pub(super) name: String,
    /// What the agency calls itself, in every script it prints.
    agencies: Vec<String>,
    /// The languages it writes, the usual one first: picks among the readings of a month's name.
    pub(super) languages: Vec<String>,
    /// Its country (ISO 3166-1): picks among namesakes.
    pub(super) home: Option<String>,
    /// Whether its name also stands without brackets: `Dec 9 Kyodo -`, `ИНТЕРФАКС -`.
    #[serde(default)]
    pub(super) bare: bool,
    /// Copy that this style must read.
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "run by the tests"))]
    pub(super) examples: Vec<Example>,
}

/// Copy and what must come of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "run by the tests"))]
pub(super) struct Example {
    /// The copy, from the dateline on.
    pub(super) copy: String,
    /// The place as printed.
    pub(super) place: Option<String>,
    /// The date as stated: `--04-28`, `2025-04-28`.
    pub(super) date: Option<String>,
    /// The agencies as printed.
    #[serde(default)]
    pub(super) agencies: Vec<String>,
    /// How the text behind the dateline begins.
    pub(super) lead: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    style: Vec<Style>,
}

impl Styles {
    /// Gives the table that is built in. Made once, at the first call.
    pub fn builtin() -> &'static Styles {
        // The files are part of the program, and a test reads them: one that cannot be read does not leave the workshop.
        static BUILTIN: LazyLock<Styles> =
            LazyLock::new(|| Styles::load(&FILES).unwrap_or_else(|error| panic!("{error}")));
        &BUILTIN
    }

    /// Reads style files, given by name and text.
    pub fn load(files: &[(&str, &str)]) -> Result<Styles, StyleError> {
        let calendar = Calendar::load(&calendar::FILES)?;
        let mut table =
            Styles { styles: Vec::new(), by_agency: FxHashMap::default(), calendar, version: PARSER_VERSION };
        for &(name, text) in files {
            let file: File = toml::from_str(text).map_err(|error| StyleError::new(name, error.to_string()))?;
            for style in file.style {
                let number = table.styles.len();
                for agency in &style.agencies {
                    if let Some(other) =
                        table.by_agency.insert(key(agency).into(), number).filter(|&other| other != number)
                    {
                        let owner = &table.styles.get(other).map_or(&style.name, |style| &style.name);
                        return Err(StyleError::new(name, format!("{agency}: also an agency of the style {owner}")));
                    }
                }
                table.styles.push(style);
            }
            table.version = table.version.rotate_left(7) ^ xxh3_64(text.as_bytes());
        }
        for (_, text) in calendar::FILES {
            table.version = table.version.rotate_left(7) ^ xxh3_64(text.as_bytes());
        }
        Ok(table)
    }

    /// Gives a number that changes whenever the table, or what the parser makes of it, changes: articles made with another
    /// are stale.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Finds the style of an agency by its name as printed.
    pub(super) fn of_agency(&self, printed: &str) -> Option<&Style> {
        // No name is as long; what stands between brackets may be.
        if printed.len() > 80 {
            return None;
        }
        self.by_agency.get(key(printed).as_str()).and_then(|&number| self.styles.get(number))
    }

    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = &Style> {
        self.styles.iter()
    }
}

/// A name by its words alone: `ACAN - EFE` and `ACAN-EFE` are one, `PRNewswire / ` and `PRNewswire` are.
fn key(printed: &str) -> String {
    words::split(printed).join(" ")
}
