//! `dateline search`

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};
use dateline::index::Archive;
use dateline::ingest::Reading;
use dateline::output::{About, Answer, Look};
use dateline::query::{Juxtaposed, Matcher, Query};
use dateline::search::{Engine, Request, Sort, Summary};
use serde::Deserialize;

use super::corpus::Corpus;
use super::failure::Failure;
use super::filters::{Filters, asks_for_text};
use super::index::{Say, bring_up_to_date};
use super::pager::Output;
use super::ui::{counted, number};
use super::{FormatArg, Global, Outcome, Ran, queries};

/// Find the articles that match
///
/// Bare words: all of them, in any inflected form. "Quotes": these very words. OR, -word, (groups), word*, word~1,
/// headline: lead: byline: place: agency: lang: path: date:
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline search 'sacred mission' --in seeds --from 2025-04\n  \
    dateline search '\"grain deal\" OR zerno -romania' --sort newest\n  \
    dateline search 'headline:ferry date:2025-03..2025-08' --format jsonl | jq .path\n  \
    dateline search --place tokyo --on 2025-04-28\n  \
    dateline search --queries questions.txt > answers.jsonl\n  \
    dateline search -- -ferry eruption")]
pub(super) struct Search {
    /// What to find; nothing: all, newest first
    #[arg(value_name = "QUERY")]
    words: Vec<String>,
    /// Ask every line of this file, or of stdin for -: a query, or a JSON object of query and flags; writes JSON lines
    #[arg(long, value_name = "FILE", conflicts_with = "words")]
    queries: Option<PathBuf>,
    /// Words are alternatives, best match first
    #[arg(long)]
    pub(super) any: bool,
    /// Bring the index of this folder up to date first, making it if there is none
    #[arg(long = "in", value_name = "PATH")]
    folder: Option<PathBuf>,
    /// The order [default: relevance where words are asked for, else newest]
    #[arg(long, value_enum)]
    pub(super) sort: Option<SortArg>,
    /// At most how many [default: 10 on a terminal, all in a pipe]
    #[arg(long, short = 'n', value_name = "N")]
    pub(super) limit: Option<usize>,
    /// How many to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: usize,
    /// At most how many fragments a hit
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(super) fragments: usize,
    #[command(flatten)]
    pub(super) filters: Filters,
}

#[derive(Clone, Copy, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SortArg {
    /// Best match first
    Relevance,
    /// Latest publication first
    Newest,
    /// Earliest publication first
    Oldest,
}

impl Search {
    pub(super) fn run(&self, global: &Global) -> Ran {
        if let Some(file) = &self.queries {
            let (corpus, updated) = corpus(self.folder.as_ref(), global)?;
            let outcome = queries::run(self, file, &corpus.open()?, &corpus.shown(), global)?;
            return Ok(if outcome == Outcome::Done { updated } else { outcome });
        }
        let juxtaposed = if self.any { Juxtaposed::Any } else { Juxtaposed::All };
        let query = self.filters.query(&self.words, juxtaposed, global)?;
        let (corpus, updated) = corpus(self.folder.as_ref(), global)?;
        let archive = corpus.open()?;
        let links = global.links(&corpus);
        let look = Look { links: links.as_ref(), ..global.look() };
        let sort = Search::order(self.sort, &query);
        let limit = self.limit.or(look.columns.map(|_| global.limit));
        let request = Request { query, sort, limit, offset: self.offset, fragments: self.fragments };
        let started = Instant::now();
        let mut out = global.output();
        let mut answer = Answer::new(&mut out, global.format(), look);
        let summary = archive.search(&request, &mut |hit| answer.hit(&hit).map(|()| ControlFlow::Continue(())))?;
        let about = About {
            query: request.query.to_string(),
            index: corpus.shown(),
            took_ms: started.elapsed().as_secs_f64() * 1e3,
            offset: self.offset as u64,
        };
        answer.finish(&summary, &about)?;
        self.tell(&summary, &about, &mut out, global)?;
        drop(out);
        if summary.total == 0 {
            empty_clauses(&request.query, &archive, global)?;
        }
        Ok(match (summary.total, updated) {
            (0, _) => Outcome::Nothing,
            (_, updated) => updated,
        })
    }

    /// Gives the order that was asked for, else the one that fits the query.
    pub(super) fn order(asked: Option<SortArg>, query: &Query) -> Sort {
        match asked {
            Some(SortArg::Relevance) => Sort::Relevance,
            Some(SortArg::Newest) => Sort::Newest,
            Some(SortArg::Oldest) => Sort::Oldest,
            None if asks_for_text(query) => Sort::Relevance,
            None => Sort::Newest,
        }
    }

    /// Says how much of the answer was shown, and what may be missing from it.
    fn tell(&self, summary: &Summary, about: &About, out: &mut Output, global: &Global) -> io::Result<()> {
        let left = about.left_out(summary);
        if summary.total == 0 {
            out.aside("nothing found")?;
        } else if global.look().columns.is_some() && global.format == FormatArg::Text {
            let next = if left > 0 {
                format!(", next: --offset {}", self.offset as u64 + summary.shown)
            } else {
                String::new()
            };
            out.aside(&format!(
                "\n{} of {}{next} · snapshot {}",
                number(summary.shown),
                number(summary.total),
                summary.snapshot
            ))?;
        } else if left > 0 {
            out.aside(&format!("{} left out by --limit", counted(left, "hit")))?;
        }
        undecided(summary.undecided).map_or(Ok(()), |text| out.aside(&text))
    }
}

/// Finds the corpus to ask, brought up to date if a folder was named.
pub(super) fn corpus(folder: Option<&PathBuf>, global: &Global) -> Result<(Corpus, Outcome), Failure> {
    match folder {
        None => Ok((Corpus::to_read(global)?, Outcome::Done)),
        Some(folder) => {
            let corpus = Corpus::of_folder(folder, global)?;
            let outcome = bring_up_to_date(&corpus, &Reading::plain(), global, Say::Changes)?;
            Ok((corpus, outcome))
        }
    }
}

/// Says of articles dated by month or year only that they may belong to the answer.
pub(super) fn tell_undecided(count: u64, global: &Global) {
    if let Some(text) = undecided(count) {
        global.note(&text);
    }
}

fn undecided(count: u64) -> Option<String> {
    let articles = counted(count, "article");
    (count > 0).then(|| format!("{articles} more may fall in these dates: dated by month or year only"))
}

/// Names the clauses that find nothing by themselves, mostly a word that was mistyped, and what may have been meant.
fn empty_clauses(query: &Query, archive: &Archive, global: &Global) -> Result<(), Failure> {
    const NEAREST: usize = 3;
    let clauses = match query {
        Query::And(clauses) => clauses.as_slice(),
        other => std::slice::from_ref(other),
    };
    for clause in clauses {
        let alone = Request { limit: Some(0), ..Request::all(clause.clone()) };
        if archive.search(&alone, &mut |_| Ok(ControlFlow::Break(())))?.total > 0 {
            continue;
        }
        let near = match clause {
            Query::Text { matcher: Matcher::Word(word), .. } => archive.nearest(word, NEAREST)?,
            _ => Vec::new(),
        };
        let meant = if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) };
        if clauses.len() > 1 || !near.is_empty() {
            global.note(&format!("  no article matches {clause}{meant}"));
        }
    }
    Ok(())
}
