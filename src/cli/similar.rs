//! `dateline similar`

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use dateline::output::{About, Answer, Look};
use dateline::query::{Juxtaposed, NOTHING_SAVED, Query};
use dateline::search::{Engine, Fold, Request, Sort, similar};

use super::filters::Filters;
use super::search::{FoldArgs, corpus};
use super::show::named;
use super::ui::number;
use super::{FormatArg, Global, Outcome, Ran};

/// Find articles like one
///
/// By the words that it has often and the archive seldom. The best match first; the article itself is left out.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline similar b4e6\n  dateline similar b4e6 --from 2025-03 --format paths")]
pub(super) struct Similar {
    /// The article's id; its first digits do where no other begins so
    #[arg(value_name = "ID")]
    id: String,
    /// At most how many
    #[arg(long, short = 'n', value_name = "N", default_value_t = 10)]
    limit: usize,
    /// By how many words
    #[arg(long, value_name = "N", default_value_t = 25)]
    by_words: usize,
    /// Bring the index of this folder up to date first, making it if there is none
    #[arg(long = "in", value_name = "PATH")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    fold: FoldArgs,
    #[command(flatten)]
    filters: Filters,
}

impl Similar {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let filters = self.filters.query(&[], Juxtaposed::All, &NOTHING_SAVED, global)?;
        let (corpus, _) = corpus(self.folder.as_ref(), global)?;
        let archive = corpus.open_once()?;
        let Some(article) = named(&self.id, &archive, global)? else { return Ok(Outcome::Nothing) };
        let started = Instant::now();
        let words = similar::telling_words(&*archive, &article, self.by_words.max(1))?;
        if words.is_empty() {
            global.note(&format!("{}: no other article has a word that tells anything about it", self.id));
            return Ok(Outcome::Nothing);
        }
        let links = global.links(&corpus);
        let look = Look { links: links.as_ref(), ..global.look() };
        let people = look.columns.is_some() && global.format == FormatArg::Text;
        let request = Request {
            sort: Sort::Relevance,
            // One more: the article itself.
            limit: Some(self.limit.saturating_add(1)),
            fragments: 2,
            fold: self.fold.fold(if people { Fold::First } else { Fold::Unfolded }),
            ..Request::all(Query::and([similar::any_of(&words), filters]))
        };
        let mut out = global.output();
        let mut answer = Answer::new(&mut out, global.format(), look);
        let mut shown = 0;
        let mut itself = 0;
        let mut summary = archive.search(&request, &mut |hit| {
            if hit.article.id == article.id || hit.folded.contains(&article.id) {
                itself = 1;
            } else if shown < self.limit {
                answer.hit(&hit)?;
                shown += 1;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        (summary.shown, summary.total) = (shown as u64, summary.total - itself);
        let about = About {
            query: request.query.to_string(),
            index: corpus.shown(),
            took_ms: started.elapsed().as_secs_f64() * 1e3,
            offset: 0,
        };
        answer.finish(&summary, &about)?;
        if shown == 0 {
            out.aside("nothing found")?;
        } else if people {
            let telling: Vec<&str> = words.iter().take(8).map(String::as_str).collect();
            let (shown, total) = (number(summary.shown), number(summary.total));
            out.aside(&format!("\n{shown} of {total} · by {} …", telling.join(", ")))?;
        }
        Ok(if shown == 0 { Outcome::Nothing } else { Outcome::Done })
    }
}
