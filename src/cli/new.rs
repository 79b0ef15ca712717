//! `dateline new`

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use dateline::index::Archive;
use dateline::output::{About, Answer, Format, Look, new_summary_json};
use dateline::query::Juxtaposed;
use dateline::search::{Request, Summary};

use super::failure::Failure;
use super::filters::Filters;
use super::pager::Output;
use super::search::{corpus, tell_undecided};
use super::standing::{self, Shown};
use super::ui::{counted, number};
use super::{Global, Outcome, Ran};

/// Show what matches a saved query and was not shown before, each article once, with the words that made it match
///
/// An article is known again after its file was touched, renamed, moved, copied, read by another version or corrected: by its
/// place, by what it says, or by both. A story that replaces another in the same file is another. Articles count as shown when all
/// of the output was written: if it is interrupted, all of it comes again. `dateline new NAME > /dev/null` starts from here.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline new ferries --peek\n  dateline new ferries\n  \
    dateline new --all --format jsonl | jq -r '.fired[]?.words[]'")]
pub(super) struct New {
    /// The name of the saved query
    #[arg(value_name = "NAME", required_unless_present = "all")]
    name: Option<String>,
    /// Show what is new of every saved query, one after the other
    #[arg(long, conflicts_with = "name")]
    all: bool,
    /// Show without counting it as shown
    #[arg(long)]
    peek: bool,
    /// At most how many of a query; the others stay new [default: 10 on a terminal, all in a pipe]
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    /// At most how many fragments a hit
    #[arg(long, value_name = "N", default_value_t = 2)]
    fragments: usize,
    /// Bring the index of this folder up to date first, making it if there is none
    #[arg(long = "in", value_name = "PATH")]
    folder: Option<PathBuf>,
}

/// A saved query that is asked, and what it has shown.
struct Standing {
    name: String,
    request: Request,
    shown: Shown,
}

impl New {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let (corpus, updated) = corpus(self.folder.as_ref(), global)?;
        let saved = standing::read(&corpus)?;
        let names = match &self.name {
            Some(typed) => vec![standing::named(typed, &saved)?],
            None if saved.is_empty() => {
                return Err(Failure::new("new: expected a saved query, found none").hint(saved.advice("")));
            }
            None => saved.iter().map(|(name, _)| name.to_owned()).collect(),
        };
        let links = global.links(&corpus);
        let look = Look { links: links.as_ref(), ..global.look() };
        let limit = self.limit.or(look.columns.map(|_| global.limit));
        let mut asked = Vec::new();
        for name in &names {
            let (query, notes) = Filters::default().read(&format!("saved:{name}"), Juxtaposed::All, &saved)?;
            notes.iter().for_each(|note| global.note(note));
            let request = Request { limit, fragments: self.fragments, ..Request::all(query) };
            let shown = if self.peek { Shown::peek(&corpus, name)? } else { Shown::open(&corpus, name, global)? };
            asked.push(Standing { name: name.clone(), request, shown });
        }
        // Opened only now: what another `new` has just shown, it has shown of this state or an older one.
        let archive = corpus.open()?;
        let started = Instant::now();
        let mut out = global.output();
        let query = match asked.as_slice() {
            [one] => one.request.query.to_string(),
            _ => names.iter().map(|name| format!("saved:{name}")).collect::<Vec<_>>().join(" OR "),
        };
        let summary = show(&mut asked, &archive, look, &mut out, global, &|summary| {
            let took_ms = started.elapsed().as_secs_f64() * 1e3;
            let about = About { query: query.clone(), index: corpus.shown(), took_ms, offset: 0 };
            new_summary_json(summary, &about, &names)
        })?;
        tell(&summary, global, &mut out)?;
        // Whatever waits in the output gets out, or fails; with a pager, its reader has left.
        out.flush()?;
        drop(out);
        for standing in asked {
            standing.shown.write()?;
        }
        tell_undecided(summary.undecided, global);
        Ok(if summary.total == 0 { Outcome::Nothing } else { updated })
    }
}

/// Writes what is new of each query, and the summary of all.
fn show(
    asked: &mut [Standing],
    archive: &Archive,
    look: Look<'_>,
    out: &mut Output,
    global: &Global,
    record: &dyn Fn(&Summary) -> String,
) -> Result<Summary, Failure> {
    let mut answer = Answer::new(out, global.format(), look);
    let mut all = Summary::default();
    for Standing { name, request, shown } in asked {
        let summary = archive.unseen(request, &mut shown.seen, &mut |unseen| {
            answer.new_hit(&unseen.hit, name, &unseen.fired).map(|()| ControlFlow::Continue(()))
        })?;
        all.total += summary.total;
        all.shown += summary.shown;
        all.undecided += summary.undecided;
        all.snapshot = summary.snapshot;
    }
    answer.finish_new(&record(&all))?;
    Ok(all)
}

/// Says how much is left.
fn tell(summary: &Summary, global: &Global, out: &mut Output) -> std::io::Result<()> {
    let left = summary.total - summary.shown;
    if summary.total == 0 {
        out.aside("nothing new")
    } else if global.look().columns.is_some() && global.format() == Format::Text {
        let next = if left > 0 { ", next: the same again" } else { "" };
        let (shown, total) = (number(summary.shown), number(summary.total));
        out.aside(&format!("\n{shown} of {total} new{next} · snapshot {}", summary.snapshot))
    } else if left > 0 {
        out.aside(&format!("{} left out by --limit: still new", counted(left, "article")))
    } else {
        Ok(())
    }
}
