//! `dateline __complete`: what can stand at the cursor, for the scripts of [`super::completions`].
//!
//! | answer | lines |
//! |---|---|
//! | what the shell is to add | `values` (nothing), `files` or `folders` |
//! | the candidates, one a line | `value`, a tab, what it means |
//!
//! Read off the command itself, so that a new flag is completed the day it is there; values go by the name of the value
//! (`PLACE`, `DIR` …). Whatever is wrong, with the line or with the index, there is just less to offer.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Args, Command, CommandFactory};
use dateline::article::ArticleId;
use dateline::output::one_line;
use dateline::query::Property;
use dateline::search::Engine;

use super::corpus::Corpus;
use super::ui::counted;
use super::{Cli, Global, Outcome, Ran, standing};

/// Say what can stand at the cursor
#[derive(Args)]
#[command(hide = true)]
pub(super) struct Complete {
    /// The command line up to the cursor, as typed
    #[arg(long, allow_hyphen_values = true)]
    line: Option<String>,
    /// What the shell takes for the word at the cursor: only what follows its beginning is written
    #[arg(long, requires = "line", allow_hyphen_values = true)]
    tail: Option<String>,
    /// The words up to the cursor, the last of them unfinished
    #[arg(last = true)]
    words: Vec<OsString>,
}

/// How many values of the index are offered.
const MOST: usize = 50;

/// What a shell adds by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Add {
    Nothing,
    Files,
    Folders,
}

/// What can stand at the cursor.
struct Offer {
    add: Add,
    values: Vec<(String, String)>,
}

/// What the finished words say.
struct Typed<'a> {
    verb: Option<&'a Command>,
    /// The flag whose value stands at the cursor.
    awaited: Option<&'a Arg>,
    positionals: usize,
    only_positionals: bool,
    index: Option<PathBuf>,
    folder: Option<PathBuf>,
}

impl Complete {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let words: Vec<String> = match &self.line {
            Some(line) => split(line),
            None => self.words.iter().map(|word| word.to_string_lossy().into_owned()).collect(),
        };
        let mut command = Cli::command();
        command.build();
        let Some((word, finished)) = words.split_last().filter(|(_, finished)| !finished.is_empty()) else {
            return Ok(Outcome::Nothing);
        };
        let typed = Typed::of(&command, &finished[1..]);
        let mut offer = typed.offer(&command, word, global);
        // Bash parts words at `:` and `=`: it replaces only what stands behind.
        let cut = self.tail.as_ref().map_or(0, |tail| word.len().saturating_sub(tail.len()));
        offer.values.retain(|(value, _)| value.is_char_boundary(cut) && value.len() >= cut);
        let mut out = global.output();
        writeln!(
            out,
            "{}",
            match offer.add {
                Add::Nothing => "values",
                Add::Files => "files",
                Add::Folders => "folders",
            }
        )?;
        for (value, meaning) in offer.values {
            writeln!(out, "{}\t{}", &value[cut..], one_line(&meaning))?;
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}

impl<'a> Typed<'a> {
    fn of(root: &'a Command, words: &[String]) -> Typed<'a> {
        let mut typed =
            Typed { verb: None, awaited: None, positionals: 0, only_positionals: false, index: None, folder: None };
        for word in words {
            let flag = word.strip_prefix('-').filter(|rest| !typed.only_positionals && !rest.is_empty());
            if let Some(arg) = typed.awaited.take() {
                typed.note(arg, word);
            } else if word == "--" && !typed.only_positionals {
                typed.only_positionals = true;
            } else if flag.is_some() {
                let (name, value) = word.split_once('=').map_or((word.as_str(), None), |(n, v)| (n, Some(v)));
                let arg = flag_of(typed.verb.unwrap_or(root), name).filter(|arg| takes_value(arg));
                match (arg, value) {
                    (Some(arg), Some(value)) => typed.note(arg, value),
                    (arg, _) => typed.awaited = arg,
                }
            } else if typed.verb.is_none() {
                typed.verb = root.find_subcommand(word);
            } else {
                typed.positionals += 1;
            }
        }
        typed
    }

    fn note(&mut self, arg: &Arg, value: &str) {
        match arg.get_id().as_str() {
            "index" => self.index = Some(value.into()),
            "folder" => self.folder = Some(value.into()),
            _ => {}
        }
    }

    fn offer(&self, root: &Command, word: &str, global: &Global) -> Offer {
        let command = self.verb.unwrap_or(root);
        if let Some(arg) = self.awaited {
            return self.values(arg, word, global);
        }
        if word.starts_with('-') && !self.only_positionals {
            if let Some((name, begun)) = word.split_once('=')
                && let Some(arg) = flag_of(command, name)
            {
                let mut offer = self.values(arg, begun, global);
                offer.values.iter_mut().for_each(|(value, _)| *value = format!("{name}={value}"));
                return offer;
            }
            return Offer::of(flags(command).filter(|(flag, _)| flag.starts_with(word)));
        }
        if self.verb.is_none() {
            let verbs = root.get_subcommands().filter(|verb| !verb.is_hide_set());
            let verbs = verbs.map(|verb| (verb.get_name().to_owned(), said(verb.get_about())));
            return Offer::of(verbs.filter(|(name, _)| name.starts_with(word)));
        }
        let positionals: Vec<&Arg> = command.get_positionals().collect();
        let repeated = positionals.last().filter(|arg| matches!(arg.get_action(), ArgAction::Append));
        match positionals.get(self.positionals).or(repeated) {
            Some(arg) => self.values(arg, word, global),
            None => Offer::of(std::iter::empty()),
        }
    }

    /// Gives the values that an argument can have, by the name of its value.
    fn values(&self, arg: &Arg, word: &str, global: &Global) -> Offer {
        let possible = arg.get_possible_values();
        if !possible.is_empty() {
            let values = possible.iter().filter(|value| !value.is_hide_set());
            let values = values.map(|value| (value.get_name().to_owned(), said(value.get_help())));
            return Offer::of(values.filter(|(name, _)| name.starts_with(word)));
        }
        let name = arg.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str());
        match name {
            "DIR" => Offer { add: Add::Folders, values: Vec::new() },
            "PATH" | "FILE" => Offer { add: Add::Files, values: Vec::new() },
            "DATE" => Offer::of(
                ["today", "yesterday"]
                    .into_iter()
                    .filter(|day| day.starts_with(word))
                    .map(|day| (day.to_owned(), String::new())),
            ),
            "PLACE" => self.known(Property::Place, "", word, global),
            "COUNTRY" => self.known(Property::Country, "", word, global),
            "AGENCY" => self.known(Property::Agency, "", word, global),
            "TAG" => self.known(Property::Language, "", word, global),
            "ID" => self.ids(word, global),
            "NAME" => self.saved("", word, global),
            "COMMAND" => {
                let root = Cli::command();
                let verbs: Vec<_> = root.get_subcommands().filter(|verb| !verb.is_hide_set()).collect();
                let verbs = verbs.iter().map(|verb| (verb.get_name().to_owned(), said(verb.get_about())));
                Offer::of(verbs.filter(|(name, _)| name.starts_with(word)))
            }
            "QUERY" => self.clause(word, global),
            _ => Offer::of(std::iter::empty()),
        }
    }

    /// Completes a word of a query: a field, or the value behind it.
    fn clause(&self, word: &str, global: &Global) -> Offer {
        const FIELDS: [(&str, &str); 10] = [
            ("place:", "what the dateline says"),
            ("country:", "of the dateline, by name or code"),
            ("agency:", "what the dateline says"),
            ("lang:", "the language"),
            ("date:", "a day, month, year, or missing, inferred, conflict"),
            ("headline:", "words of the headline"),
            ("lead:", "words of the first paragraph"),
            ("byline:", "words of the byline"),
            ("path:", "files"),
            ("saved:", "a saved query"),
        ];
        let (minus, begun) = word.strip_prefix('-').map_or(("", word), |rest| ("-", rest));
        match begun.split_once(':') {
            Some(("place", value)) => self.known(Property::Place, &format!("{minus}place:"), value, global),
            Some(("country", value)) => self.known(Property::Country, &format!("{minus}country:"), value, global),
            Some(("agency", value)) => self.known(Property::Agency, &format!("{minus}agency:"), value, global),
            Some(("lang", value)) => self.known(Property::Language, &format!("{minus}lang:"), value, global),
            Some(("saved", value)) => self.saved(&format!("{minus}saved:"), value, global),
            Some(("date", value)) => {
                let states = ["missing", "inferred", "conflict", "today", "yesterday"].into_iter();
                let states = states.filter(|state| state.starts_with(value));
                Offer::of(states.map(|state| (format!("{minus}date:{state}"), String::new())))
            }
            Some(_) => Offer::of(std::iter::empty()),
            None => {
                let fields = FIELDS.into_iter().filter(|(field, _)| !begun.is_empty() && field.starts_with(begun));
                Offer::of(fields.map(|(field, about)| (format!("{minus}{field}"), about.to_owned())))
            }
        }
    }

    fn known(&self, property: Property, before: &str, word: &str, global: &Global) -> Offer {
        let known = self.corpus(global).and_then(|corpus| corpus.open().ok()?.known(property, word, MOST).ok());
        Offer::of(known.unwrap_or_default().into_iter().map(|(value, count)| {
            // The case of what was typed is kept: `Tok` goes on as `Tokyo`.
            let folded: usize = word.chars().map(|c| c.to_lowercase().map(char::len_utf8).sum::<usize>()).sum();
            let value = match value.get(folded..) {
                Some(rest) if value.starts_with(&word.to_lowercase()) => format!("{word}{rest}"),
                _ => value,
            };
            (format!("{before}{value}"), counted(count, "article"))
        }))
    }

    fn saved(&self, before: &str, word: &str, global: &Global) -> Offer {
        let saved = self.corpus(global).and_then(|corpus| standing::read(&corpus).ok()).unwrap_or_default();
        let begun = saved.iter().filter(|(name, _)| name.starts_with(&word.to_lowercase()));
        Offer::of(begun.map(|(name, text)| (format!("{before}{name}"), text.to_owned())))
    }

    fn ids(&self, word: &str, global: &Global) -> Offer {
        let range = ArticleId::prefix_range(word);
        let articles = range.and_then(|range| self.corpus(global)?.open().ok()?.articles(range).ok());
        Offer::of(articles.unwrap_or_default().into_iter().map(|article| {
            let title = article.headline.as_deref().or(article.lead()).unwrap_or_default();
            (article.id.to_string(), title.chars().take(60).collect())
        }))
    }

    /// Finds the index that the finished words, or the settings, speak of. Makes nothing.
    fn corpus(&self, global: &Global) -> Option<Corpus> {
        let mut global = global.clone();
        if let Some(index) = &self.index {
            global.index = Some(index.clone());
        }
        match &self.folder {
            Some(folder) => Corpus::untouched(Path::new(folder), &global).ok(),
            None => Corpus::to_read(&global).ok(),
        }
    }
}

impl Offer {
    fn of(values: impl Iterator<Item = (String, String)>) -> Offer {
        Offer { add: Add::Nothing, values: values.collect() }
    }
}

fn flag_of<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    let long = name.strip_prefix("--");
    let short = name.strip_prefix('-').filter(|_| long.is_none()).and_then(|rest| rest.chars().next_back());
    command.get_arguments().find(|arg| match long {
        Some(long) => arg.get_long() == Some(long),
        None => short.is_some() && arg.get_short() == short,
    })
}

fn takes_value(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Set | ArgAction::Append)
}

fn flags(command: &Command) -> impl Iterator<Item = (String, String)> {
    command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set())
        .filter_map(|arg| Some((format!("--{}", arg.get_long()?), said(arg.get_help()))))
}

fn said(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(|text| text.to_string().lines().next().unwrap_or_default().to_owned()).unwrap_or_default()
}

/// Splits a line as a shell does, up to the cursor at its end: the last word is unfinished, and empty behind a blank.
fn split(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote: Option<char> = None;
    let mut letters = line.chars();
    while let Some(c) = letters.next() {
        let Some(word) = words.last_mut() else { break };
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None | Some('"'), '\\') => word.extend(letters.next()),
            (None, c) if c.is_whitespace() => {
                if !word.is_empty() {
                    words.push(String::new());
                }
            }
            (_, c) => word.push(c),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_as_a_shell_splits_it() {
        assert_eq!(split("dateline search "), ["dateline", "search", ""]);
        assert_eq!(split("dateline  search 'a b' c\\ d \"e"), ["dateline", "search", "a b", "c d", "e"]);
    }
}
