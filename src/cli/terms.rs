//! `dateline terms`

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use dateline::output::{About, Format, counted, term_rows};
use dateline::query::{Juxtaposed, Query};
use dateline::search::keyness::{Keyness, Side};
use dateline::search::{Engine, Request};

use super::failure::Failure;
use super::filters::Filters;
use super::search::{corpus, tell_undecided};
use super::{Global, Outcome, Ran};

/// List the words that set some articles apart from the rest
///
/// By document frequency and log-likelihood: a word counts once an article. Without --against, the rest is the whole
/// archive but for the articles that match.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline terms --on 2025-04\n  dateline terms --place tokyo --limit 30\n  \
    dateline terms ferry --from 2025-03 --against 'ferry date:2024'\n  \
    dateline terms ferry --format csv > ferry.csv")]
pub(super) struct Terms {
    /// The articles to be told apart
    #[arg(value_name = "QUERY")]
    words: Vec<String>,
    /// What they are held against [default: all other articles]
    #[arg(long, value_name = "QUERY")]
    against: Option<String>,
    /// At most how many words
    #[arg(long, short = 'n', value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Words are alternatives
    #[arg(long)]
    any: bool,
    /// Bring the index of this folder up to date first, making it if there is none
    #[arg(long = "in", value_name = "PATH")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    filters: Filters,
}

impl Terms {
    pub(super) fn run(&self, global: &Global) -> Ran {
        if matches!(global.format(), Format::Paths | Format::Paths0) {
            return Err(Failure::new("--format: expected text, json, jsonl, csv or tsv, found a form of paths")
                .hint("`dateline search QUERY --format paths` lists files"));
        }
        let juxtaposed = if self.any { Juxtaposed::Any } else { Juxtaposed::All };
        let query = self.filters.query(&self.words, juxtaposed, global)?;
        if query == Query::All {
            return Err(Failure::new("terms: expected a query or a filter that tells some articles from the rest")
                .hint("such as `dateline terms --on 1987-10`"));
        }
        let reference = match &self.against {
            Some(typed) => Filters::default().query(std::slice::from_ref(typed), juxtaposed, global)?,
            None => Query::Not(Box::new(query.clone())),
        };
        let (corpus, updated) = corpus(self.folder.as_ref(), global)?;
        let archive = corpus.open()?;
        let started = Instant::now();
        let mut keyness = Keyness::default();
        let mut gather = |side: Side, query: &Query| {
            archive.search(&Request::all(query.clone()), &mut |hit| {
                keyness.add(side, &hit.article);
                Ok(ControlFlow::Continue(()))
            })
        };
        let summary = gather(Side::Focus, &query)?;
        gather(Side::Reference, &reference)?;
        let about = About {
            query: query.to_string(),
            index: corpus.shown(),
            took_ms: started.elapsed().as_secs_f64() * 1e3,
            offset: 0,
        };
        let rows: Vec<_> = keyness
            .key_words(self.limit)
            .into_iter()
            .map(|key| (key.word, vec![key.focus, key.reference], Some(key.strength)))
            .collect();
        let names = ["word", "here", "elsewhere", "strength"];
        global.output().write_all(term_rows(&names, &rows, &summary, &about, global.format()).as_bytes())?;
        if global.format() == Format::Text {
            global.note(&format!(
                "{} against {}",
                counted(keyness.articles(Side::Focus), "article"),
                counted(keyness.articles(Side::Reference), "article")
            ));
        }
        tell_undecided(summary.undecided, global);
        Ok(if summary.total == 0 { Outcome::Nothing } else { updated })
    }
}
