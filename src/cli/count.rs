//! `dateline count`

use std::io::{Write, stdout};
use std::ops::ControlFlow;

use clap::Args;
use dateline::output::{About, Answer};
use dateline::search::{Engine, Request};

use super::question::Question;
use super::search::tell_undecided;
use super::{FormatArg, Global, Ran};

/// Count the articles that match
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline count\n  \
    dateline count 'ferry -lighthouse' --on 2025\n  \
    dateline count date:inferred")]
pub(super) struct Count {
    #[command(flatten)]
    question: Question,
}

impl Count {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let asked = self.question.ask(global)?;
        let request = Request { limit: Some(0), ..Request::all(asked.query.clone()) };
        let summary = asked.archive.search(&request, &mut |_| Ok(ControlFlow::Break(())))?;
        // A count leaves nothing out: it shows no hit because none was asked for.
        let about = About { offset: summary.total, ..asked.about() };
        match global.format {
            FormatArg::Json | FormatArg::Jsonl => {
                Answer::new(stdout().lock(), global.format(), global.look()).finish(&summary, &about)?
            }
            _ => writeln!(stdout(), "{}", summary.total)?,
        }
        tell_undecided(summary.undecided, global);
        Ok(asked.found(summary.total))
    }
}
