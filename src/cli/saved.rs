//! `dateline saved`

use std::io::Write;

use clap::Args;
use dateline::output::{SavedRow, saved_rows};

use super::corpus::Corpus;
use super::question::refuse_paths;
use super::standing::{self, Shown};
use super::{Global, Outcome, Ran};

/// List the saved queries
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline saved\n  dateline saved --format json | jq .items[].query")]
pub(super) struct SavedVerb {}

impl SavedVerb {
    pub(super) fn run(&self, global: &Global) -> Ran {
        list(global)
    }
}

/// Lists the saved queries.
pub(super) fn list(global: &Global) -> Ran {
    refuse_paths(global)?;
    let corpus = Corpus::to_read(global)?;
    let saved = standing::read(&corpus)?;
    let mut rows = Vec::new();
    for (name, query) in saved.iter() {
        rows.push(SavedRow { name, query, shown: Shown::peek(&corpus, name)?.seen.len() as u64 });
    }
    let mut out = global.output();
    out.write_all(saved_rows(&rows, &corpus.shown(), global.format(), global.look()).as_bytes())?;
    out.flush()?;
    if rows.is_empty() {
        global.note("no query is saved here: dateline save NAME QUERY");
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}
