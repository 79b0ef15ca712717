//! What the verbs that count, list and draw are asked: the words, the filters, and of which archive.

use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use dateline::index::Archive;
use dateline::output::{About, Format};
use dateline::query::{Juxtaposed, Query};

use super::corpus::Corpus;
use super::failure::Failure;
use super::filters::Filters;
use super::search::corpus;
use super::{Global, Outcome, standing};

// No docstring: clap would show it as the help of the verb.
#[derive(Args)]
pub(super) struct Question {
    /// What to look for; nothing: all
    #[arg(value_name = "QUERY")]
    pub(super) words: Vec<String>,
    /// Words are alternatives
    #[arg(long)]
    any: bool,
    /// Bring the index of this folder up to date first, making it if there is none
    #[arg(long = "in", value_name = "PATH")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    pub(super) filters: Filters,
}

/// A question that was read, and the archive that it is put to.
pub(super) struct Asked {
    pub(super) query: Query,
    pub(super) archive: ManuallyDrop<Archive>,
    corpus: Corpus,
    updated: Outcome,
    started: Instant,
}

impl Question {
    /// Says how words that stand side by side are joined.
    pub(super) fn juxtaposed(&self) -> Juxtaposed {
        if self.any { Juxtaposed::Any } else { Juxtaposed::All }
    }

    /// Reads the words and the filters as one query.
    pub(super) fn query(&self, global: &Global) -> Result<Query, Failure> {
        let saved = standing::known(&self.words, self.folder.as_deref(), global)?;
        self.filters.query(&self.words, self.juxtaposed(), &saved, global)
    }

    /// Reads other words as those of the question are read, without its filters.
    pub(super) fn other(&self, words: &[String], global: &Global) -> Result<Query, Failure> {
        let saved = standing::known(words, self.folder.as_deref(), global)?;
        Filters::default().query(words, self.juxtaposed(), &saved, global)
    }

    /// Reads the question and opens the archive, brought up to date if its folder was named.
    pub(super) fn ask(&self, global: &Global) -> Result<Asked, Failure> {
        self.put(self.query(global)?, global)
    }

    /// Opens the archive for a query that was read before.
    pub(super) fn put(&self, query: Query, global: &Global) -> Result<Asked, Failure> {
        let (corpus, updated) = corpus(self.folder.as_ref(), global)?;
        let archive = corpus.open_once()?;
        Ok(Asked { query, archive, corpus, updated, started: Instant::now() })
    }
}

impl Asked {
    /// Gives what is said beside the counts.
    pub(super) fn about(&self) -> About {
        About {
            query: self.query.to_string(),
            index: self.corpus.shown(),
            took_ms: self.started.elapsed().as_secs_f64() * 1e3,
            offset: 0,
        }
    }

    /// Says how the verb ended that found so many.
    pub(super) fn found(&self, count: u64) -> Outcome {
        if count == 0 { Outcome::Nothing } else { self.updated }
    }
}

/// Refuses the forms that list files, for verbs that have none to list.
pub(super) fn refuse_paths(global: &Global) -> Result<(), Failure> {
    match global.format() {
        Format::Paths | Format::Paths0 => {
            Err(Failure::new("--format: expected text, json, jsonl, csv or tsv, found a form of paths")
                .hint("`dateline search QUERY --format paths` lists files"))
        }
        Format::Text | Format::Json | Format::Jsonl | Format::Csv | Format::Tsv => Ok(()),
    }
}
