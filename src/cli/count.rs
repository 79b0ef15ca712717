//! `dateline count`

use std::io::{Write, stdout};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use dateline::output::{About, Answer};
use dateline::query::Juxtaposed;
use dateline::search::{Engine, Request};

use super::filters::Filters;
use super::search::{corpus, tell_undecided};
use super::{FormatArg, Global, Outcome, Ran};

/// Count the articles that match
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline count\n  \
    dateline count 'ferry -lighthouse' --on 2025\n  \
    dateline count date:inferred")]
pub(super) struct Count {
    /// What to count; nothing: all
    #[arg(value_name = "QUERY")]
    words: Vec<String>,
    /// Words are alternatives
    #[arg(long)]
    any: bool,
    /// Bring the index of this folder up to date first, making it if there is none
    #[arg(long = "in", value_name = "PATH")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    filters: Filters,
}

impl Count {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let juxtaposed = if self.any { Juxtaposed::Any } else { Juxtaposed::All };
        let query = self.filters.query(&self.words, juxtaposed, global)?;
        let (corpus, updated) = corpus(self.folder.as_ref(), global)?;
        let archive = corpus.open()?;
        let started = Instant::now();
        let request = Request { limit: Some(0), ..Request::all(query) };
        let summary = archive.search(&request, &mut |_| Ok(ControlFlow::Break(())))?;
        let about = About {
            query: request.query.to_string(),
            index: corpus.shown(),
            took_ms: started.elapsed().as_secs_f64() * 1e3,
            // A count leaves nothing out: it shows no hit because none was asked for.
            offset: summary.total,
        };
        match global.format {
            FormatArg::Json | FormatArg::Jsonl => {
                Answer::new(stdout().lock(), global.format(), global.look()).finish(&summary, &about)?
            }
            _ => writeln!(stdout(), "{}", summary.total)?,
        }
        tell_undecided(summary.undecided, global);
        Ok(if summary.total == 0 { Outcome::Nothing } else { updated })
    }
}
