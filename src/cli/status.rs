//! `dateline status`

use std::io::Write;

use clap::Args;
use dateline::output::{StatusRecord, visible};
use dateline::search::Engine;

use super::corpus::Corpus;
use super::ui::{number, size};
use super::{FormatArg, Global, Outcome, Ran};

/// Say what the index holds
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline status\n  dateline status --format json | jq .summary.snapshot")]
pub(super) struct Status {}

impl Status {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let corpus = Corpus::to_read(global)?;
        let status = corpus.open()?.status()?;
        let (index, root) = (corpus.shown(), corpus.root.as_ref().map(|root| root.display().to_string()));
        let json = || StatusRecord::of(&status, &index, root.as_deref()).to_json();
        let mut out = global.output();
        match global.format {
            FormatArg::Json => writeln!(out, "{{\"items\":[],\"summary\":{}}}", json())?,
            FormatArg::Jsonl => writeln!(out, "{}", json())?,
            _ => {
                let days = status.days.map_or("none".to_owned(), |days| format!("{} to {}", days.first, days.last));
                let rows = [
                    ("index", index),
                    ("folder", root.unwrap_or_else(|| "unknown".to_owned())),
                    ("articles", number(status.articles)),
                    ("files", format!("{}, {} without an article", number(status.sources), number(status.barren))),
                    ("days", days),
                    ("undated", number(status.undated)),
                    ("inferred", format!("{} dates with an inferred part", number(status.inferred))),
                    ("size", format!("{} in {} segments", size(status.bytes), status.segments)),
                    ("snapshot", status.snapshot),
                ];
                for (name, value) in rows {
                    writeln!(out, "{name:<9} {}", visible(&value))?;
                }
            }
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}
