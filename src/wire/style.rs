//! The style table: agencies, and the shapes in which they set their datelines.
//!
//! A style is an entry in a file of `data/styles`; to add one is to add an entry, with examples, which run as tests:
//!
//! ```toml
//! [[style]]
//! name = "tass"
//! agencies = ["TASS", "ITAR-TASS"]
//! language = "en"                          # which months it names; a hint for the language of the copy
//! home = "RU"                              # which of two places of one name it means
//! shapes = ["PLACE, DATE. /AGENCY/."]      # notation: see `shape`
//! examples = [
//!     { copy = "OMSK, May 4. /TASS/. The ferry is back.", place = "OMSK", date = "--05-04", agency = "TASS" },
//! ]
//! ```
//!
//! A style without agencies takes shapes for any agency, or for none.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use xxhash_rust::xxh3::Xxh3;

use super::calendar::{self, Calendar};
use super::dateline::token;
use super::hash::{ShortMap, Starts};
use super::marks::{self, Marks};
use super::shape::{self, Tree};
use crate::words::fold;

/// To be raised with every change of what the parser makes of the same copy and the same tables.
const PARSER_VERSION: u64 = 2;

/// The style files that are built in, by name and text. Where two styles name an agency alike, the first keeps it.
pub const BUILTIN_STYLES: [(&str, &str); 9] = [
    ("styles/world", include_str!("data/styles/world.toml")),
    ("styles/europe", include_str!("data/styles/europe.toml")),
    ("styles/eurasia", include_str!("data/styles/eurasia.toml")),
    ("styles/east-asia", include_str!("data/styles/east-asia.toml")),
    ("styles/asia", include_str!("data/styles/asia.toml")),
    ("styles/middle-east", include_str!("data/styles/middle-east.toml")),
    ("styles/americas", include_str!("data/styles/americas.toml")),
    ("styles/africa", include_str!("data/styles/africa.toml")),
    ("styles/generic", include_str!("data/styles/generic.toml")),
];

/// The compiled style table.
#[derive(Debug, Default)]
pub struct Styles {
    pub(crate) styles: Vec<Style>,
    pub(crate) tree: Tree,
    pub(crate) calendar: Calendar,
    pub(crate) marks: Marks,
    /// Agencies by folded name.
    agencies: ShortMap<usize>,
    /// The first letters of agencies.
    starts: Starts,
    /// How many tokens the longest agency has that begins with this folded token.
    beginnings: ShortMap<usize>,
    version: u64,
}

/// One style.
#[derive(Debug)]
pub(crate) struct Style {
    /// Its name.
    pub name: Box<str>,
    /// The language that it files in.
    pub language: Option<Box<str>>,
    /// The country that it files for (ISO 3166-1 alpha-2).
    pub home: Option<Box<str>>,
    /// Whether it is about one agency or more, not about any.
    pub named: bool,
    /// Former ways of printing an agency's name, and the one of today.
    pub former: BTreeMap<String, String>,
}

impl Style {
    /// Gives an agency's name as printed, but for a former way of printing it.
    pub fn today(&self, printed: &str) -> String {
        self.former.get(printed).map_or(printed, String::as_str).to_owned()
    }
}

/// A style file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("style {name}: {what}")]
pub struct StyleError {
    /// The style.
    pub name: String,
    /// What is wrong.
    pub what: String,
}

impl StyleError {
    pub(crate) fn new(name: &str, what: impl Into<String>) -> StyleError {
        StyleError { name: name.to_owned(), what: what.into() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    style: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Box<str>,
    #[serde(default)]
    agencies: Vec<String>,
    language: Option<Box<str>>,
    home: Option<Box<str>>,
    /// Former ways of printing an agency's name, and the one of today: `Reuter` was the sign-off of Reuters.
    #[serde(default)]
    former: BTreeMap<String, String>,
    #[serde(default)]
    shapes: Vec<String>,
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are run by the tests"))]
    examples: Vec<Example>,
}

/// Copy, and what is to come of it: nothing where nothing is stated.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "examples are run by the tests"))]
pub(super) struct Example {
    pub copy: String,
    pub place: Option<String>,
    pub date: Option<String>,
    pub agency: Option<String>,
    /// How the body begins.
    pub lead: Option<String>,
    /// Whether the copy has no dateline.
    #[serde(default)]
    pub none: bool,
}

impl Styles {
    /// Gives the table that is built in. Made once, at the first call.
    pub fn builtin() -> &'static Styles {
        // A test loads the same files: they cannot fail here, and if they did the parser would take no dateline at all.
        static BUILTIN: LazyLock<Styles> = LazyLock::new(|| Styles::load(&BUILTIN_STYLES).unwrap_or_default());
        &BUILTIN
    }

    /// Compiles the style files given by name and text, with the calendars and marks that are built in.
    pub fn load(files: &[(&str, &str)]) -> Result<Styles, StyleError> {
        let mut styles = Styles {
            calendar: Calendar::load(&calendar::FILES)?,
            marks: Marks::load(marks::FILE)?,
            version: hash(files),
            ..Styles::default()
        };
        for &(name, text) in files {
            let file: File = toml::from_str(text).map_err(|e| StyleError::new(name, e.message()))?;
            for entry in file.style {
                styles.add(entry)?;
            }
        }
        Ok(styles)
    }

    /// Gives a number that changes whenever the table, or what the parser makes of it, changes: articles made with another
    /// are stale.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Gives the version of the built-in table without reading it.
    pub(crate) fn builtin_version() -> u64 {
        hash(&BUILTIN_STYLES)
    }

    /// Gives the style of an agency by its key; see [`key`].
    pub(crate) fn agency(&self, key: &str) -> Option<usize> {
        self.agencies.get(key).copied()
    }

    /// Says whether a word, not folded, may begin the name of an agency.
    pub(crate) fn may_begin_agency(&self, word: &str) -> bool {
        self.starts.may_have(word)
    }

    /// Says how many tokens the longest agency has that begins with this folded token.
    pub(crate) fn agency_tokens(&self, first: &str) -> usize {
        self.beginnings.get(first).copied().unwrap_or(0)
    }

    fn add(&mut self, entry: Entry) -> Result<(), StyleError> {
        let number = self.styles.len();
        for notation in &entry.shapes {
            let shape = shape::parse(notation).map_err(|what| StyleError::new(&entry.name, what))?;
            self.tree.add(&shape, number);
        }
        for agency in &entry.agencies {
            let (mut tokens, text) = (Vec::new(), agency.as_str());
            token::cut(text, 0, token::MOST, &mut tokens);
            if let Some(first) = tokens.first() {
                self.starts.add(&fold(first.span.of(text)));
                let longest = self.beginnings.entry(fold(first.span.of(text)).into()).or_default();
                *longest = tokens.len().max(*longest);
            }
            // The first style that names an agency keeps it.
            self.agencies.entry(key(agency).into()).or_insert(number);
        }
        self.styles.push(Style {
            name: entry.name,
            former: entry.former,
            language: entry.language,
            home: entry.home,
            named: !entry.agencies.is_empty(),
        });
        Ok(())
    }
}

/// Gives the form of an agency's name under which it is known: folded, without stops, single blanks, none around hyphens.
pub(crate) fn key(printed: &str) -> String {
    let folded = if printed.is_ascii() { Cow::Borrowed(printed) } else { Cow::Owned(fold(printed)) };
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '.' | '"' | '“' | '”' | '«' | '»' | '\'' | '’' => {}
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with([' ', '-', '/']) {
                    out.push(' ');
                }
            }
            '-' | '/' => {
                out.truncate(out.trim_end().len());
                out.push(c);
            }
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn hash(files: &[(&str, &str)]) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(&PARSER_VERSION.to_le_bytes());
    for (name, text) in files.iter().chain(&calendar::FILES).chain([&("marks", marks::FILE)]) {
        hash.update(name.as_bytes());
        hash.update(text.as_bytes());
    }
    hash.digest()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Story;

    #[test]
    fn the_files_load_and_their_examples_come_out_as_stated() {
        let styles = Styles::load(&BUILTIN_STYLES).unwrap();
        let mut faults = Vec::new();
        let mut count = 0;
        for (name, text) in BUILTIN_STYLES {
            let file: File = toml::from_str(text).unwrap();
            for entry in file.style {
                for example in &entry.examples {
                    count += 1;
                    if let Err(fault) = run(example, &styles) {
                        faults.push(format!("{name}, {}: {:?}\n    {fault}", entry.name, example.copy));
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{} of {count} examples fail\n{}", faults.len(), faults.join("\n"));
        assert!(count > 100, "{count}");
    }

    fn run(example: &Example, styles: &Styles) -> Result<(), String> {
        let story = Story { text: example.copy.clone(), ..Story::default() };
        let parsed = crate::wire::parse(&story, styles);
        let article = parsed.articles.first().ok_or("no article")?;
        let dateline = match (&article.dateline, example.none) {
            (None, true) => return Ok(()),
            (None, false) => return Err("no dateline".into()),
            (Some(dateline), true) => return Err(format!("expected no dateline, found {dateline:?}")),
            (Some(dateline), false) => dateline,
        };
        let date = (!dateline.date.is_empty()).then(|| dateline.date.to_string());
        for (what, expected, found) in [
            ("place", &example.place, &dateline.place),
            ("date", &example.date, &date),
            ("agency", &example.agency, &dateline.agencies.first().cloned()),
        ] {
            if expected != found {
                return Err(format!(
                    "{what}: expected {expected:?}, found {found:?} in {:?} ({})",
                    dateline.text, dateline.style
                ));
            }
        }
        match &example.lead {
            Some(lead) if !article.body.starts_with(lead.as_str()) => Err(format!("lead: found {:?}", article.body)),
            _ => Ok(()),
        }
    }

    #[test]
    fn a_changed_table_has_another_version() {
        let one = Styles::load(&[("a", "[[style]]\nname = \"a\"")]).unwrap();
        let two = Styles::load(&[("a", "[[style]]\nname = \"b\"")]).unwrap();
        assert_ne!(one.version(), two.version());
    }

    #[test]
    fn the_version_of_the_built_in_table_is_known_unread() {
        assert_eq!(Styles::builtin_version(), Styles::builtin().version());
    }

    #[test]
    fn a_bad_style_is_named() {
        let error = Styles::load(&[("x", "[[style]]\nname = \"odd\"\nshapes = [\"PLACE %\"]")]).unwrap_err();
        assert_eq!(error.to_string(), "style odd: expected an element, a bracket or a word, found '%'");
    }

    #[test]
    fn keys_forget_how_a_name_is_set() {
        assert_eq!(key("ACAN - EFE"), "acan-efe");
        assert_eq!(key("A.P."), "ap");
        assert_eq!(key(" Europa  Press "), "europa press");
    }
}
