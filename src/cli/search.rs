//! `dateline search`

use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};
use dateline::index::Archive;
use dateline::ingest::Reading;
use dateline::output::{About, Answer, Look, empty_text};
use dateline::query::{Juxtaposed, Query};
use dateline::search::clauses::{self, Empty};
use dateline::search::{Engine, Fold, Request, Sort, Summary};
use serde::Deserialize;

use super::corpus::Corpus;
use super::failure::Failure;
use super::filters::{Filters, asks_for_text};
use super::index::{Say, bring_up_to_date};
use super::pager::Output;
use super::ui::{counted, number};
use super::{FormatArg, Global, Outcome, Ran, queries, standing};

/// Find the articles that match
///
/// Bare words: all of them, in any inflected form. "Quotes": these very words. OR, -word, (groups), word*, word~1,
/// =WHO to the letter, atleast3 word, first50 word, same-paragraph(a b),
/// headline: lead: byline: place: country: agency: lang: path: date: saved:
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline search 'sacred mission' --in seeds --from 2025-04\n  \
    dateline search '\"grain deal\" OR zerno -romania' --sort newest\n  \
    dateline search 'headline:ferry date:2025-03..2025-08' --format jsonl | jq .path\n  \
    dateline search --place tokyo --on 2025-04-28\n  \
    dateline search --queries questions.txt > answers.jsonl\n  \
    dateline search -ferry eruption")]
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
    pub(super) fold: FoldArgs,
    /// Show how the query was read and how many articles each clause finds, instead of the hits
    #[arg(long)]
    explain: bool,
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

/// Whether takes of one story are one hit.
#[derive(Args, Clone, Copy)]
pub(super) struct FoldArgs {
    /// Show takes of one story as one hit [default: on a terminal]
    #[arg(long, overrides_with = "unfold")]
    fold: bool,
    /// Show every take as a hit of its own [default: in a pipe]
    #[arg(long, overrides_with_all = ["fold", "first", "last"])]
    unfold: bool,
    /// Fold under the first take that matches, as is usual
    #[arg(long, overrides_with = "last")]
    first: bool,
    /// Fold under the last take that matches
    #[arg(long, overrides_with = "first")]
    last: bool,
}

impl FoldArgs {
    /// Says how hits are folded where `usual` is what nobody has to ask for.
    pub(super) fn fold(self, usual: Fold) -> Fold {
        match self {
            FoldArgs { unfold: true, .. } => Fold::Unfolded,
            FoldArgs { last: true, .. } => Fold::Last,
            FoldArgs { fold: true, .. } | FoldArgs { first: true, .. } => Fold::First,
            _ => usual,
        }
    }
}

impl Search {
    pub(super) fn run(&self, global: &Global) -> Ran {
        if let Some(file) = &self.queries {
            let (corpus, updated) = corpus(self.folder.as_ref(), global)?;
            let outcome = queries::run(self, file, &corpus.open()?, &corpus, global)?;
            return Ok(if outcome == Outcome::Done { updated } else { outcome });
        }
        let juxtaposed = if self.any { Juxtaposed::Any } else { Juxtaposed::All };
        let saved = standing::known(&self.words, self.folder.as_deref(), global)?;
        let query = self.filters.query(&self.words, juxtaposed, &saved, global)?;
        let (corpus, updated) = corpus(self.folder.as_ref(), global)?;
        let archive = corpus.open_once()?;
        let links = global.links(&corpus);
        let look = Look { links: links.as_ref(), ..global.look() };
        if self.explain {
            return explain(&query, &archive, &corpus, look, global);
        }
        let sort = Search::order(self.sort, &query);
        let limit = self.limit.or(look.columns.map(|_| global.limit));
        let people = look.columns.is_some() && global.format == FormatArg::Text;
        let fold = self.fold.fold(if people { Fold::First } else { Fold::Unfolded });
        let request =
            Request { sort, limit, offset: self.offset, fragments: self.fragments, fold, ..Request::all(query) };
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
            tell_empty(&request.query, &archive, global)?;
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
            let folded = match summary.folded {
                0 => String::new(),
                folded => format!(" · {} folded, --unfold shows them", counted(folded, "take")),
            };
            out.aside(&format!(
                "\n{} of {}{next}{folded} · snapshot {}",
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

/// Shows the query clause by clause.
fn explain(query: &Query, archive: &Archive, corpus: &Corpus, look: Look<'_>, global: &Global) -> Ran {
    match global.format {
        FormatArg::Text | FormatArg::Json | FormatArg::Jsonl => {}
        FormatArg::Csv | FormatArg::Tsv | FormatArg::Paths | FormatArg::Paths0 => {
            return Err(Failure::new("--explain: expected --format text, json or jsonl, found another"));
        }
    }
    let started = Instant::now();
    let root = clauses::explain(archive, query)?;
    let request = Request { limit: Some(0), ..Request::all(query.clone()) };
    let summary = archive.search(&request, &mut |_| Ok(ControlFlow::Break(())))?;
    let about = About {
        query: query.to_string(),
        index: corpus.shown(),
        took_ms: started.elapsed().as_secs_f64() * 1e3,
        // No hit was asked for, so none is left out.
        offset: summary.total,
    };
    let mut out = global.output();
    let mut answer = Answer::new(&mut out, global.format(), look);
    answer.clauses(&root)?;
    answer.finish(&summary, &about)?;
    drop(out);
    if summary.total == 0 {
        tell_empty(query, archive, global)?;
    }
    tell_undecided(summary.undecided, global);
    Ok(if summary.total == 0 { Outcome::Nothing } else { Outcome::Done })
}

/// Finds the corpus to ask, brought up to date if a folder was named.
pub(super) fn corpus(folder: Option<&PathBuf>, global: &Global) -> Result<(Corpus, Outcome), Failure> {
    match folder {
        None => Ok((Corpus::to_read(global)?, Outcome::Done)),
        Some(folder) => {
            let corpus = Corpus::of_folder(folder, global)?;
            let outcome = bring_up_to_date(&corpus, &Reading::plain(), None, global, Say::Changes)?;
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

pub(super) fn undecided(count: u64) -> Option<String> {
    let articles = counted(count, "article");
    (count > 0).then(|| format!("{articles} more may fall in these dates: dated by month or year only"))
}

/// Names the clauses that empty an answer, mostly a word that was mistyped, and what may have been meant.
fn tell_empty(query: &Query, archive: &Archive, global: &Global) -> Result<(), Failure> {
    empty_reasons(query, archive)?.iter().for_each(|reason| global.note(&format!("  {reason}")));
    Ok(())
}

/// Names the clauses that empty an answer, a line each.
pub(super) fn empty_reasons(query: &Query, archive: &Archive) -> Result<Vec<String>, Failure> {
    const MOST: usize = 12;
    // That a query of one word finds nothing has been said.
    let one_word = matches!(query, Query::Text { .. } | Query::Property { .. } | Query::Date(_) | Query::DateState(_));
    let mut reasons = if *query == Query::All { Vec::new() } else { clauses::why_empty(archive, query)? };
    reasons.retain(|reason| !one_word || matches!(reason, Empty::Clause { near, .. } if !near.is_empty()));
    let mut said: Vec<String> = reasons.iter().take(MOST).map(empty_text).collect();
    if let Some(more) = reasons.len().checked_sub(MOST).filter(|&more| more > 0) {
        said.push(format!("and so it is with {} more; --explain shows each", counted(more as u64, "clause")));
    }
    Ok(said)
}
