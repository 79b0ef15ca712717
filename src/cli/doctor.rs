//! `dateline doctor`

use std::io::Write;
use std::ops::ControlFlow;
use std::time::Instant;

use clap::Args;
use dateline::output::{About, Checkup, Detail, Format, Look, checkup_records, checkup_text};
use dateline::query::{Juxtaposed, NOTHING_SAVED};
use dateline::search::coverage::Coverage;
use dateline::search::{Engine, Request};

use super::corpus::Corpus;
use super::failure::Failure;
use super::filters::Filters;
use super::{Global, Outcome, Ran};

/// Say what the index covers and what is doubtful in it
///
/// Articles a day and days without any; dates that are missing, imprecise, inferred or conflicting; datelines that no style
/// knows; agencies that no style names; files whose encoding is doubtful, that gave no article, or that are alike.
#[derive(Args)]
#[command(
    after_help = "Filters choose among articles; what is said of files is said of all. Exit code 0, whatever is found.\n\n\
    Examples:\n  dateline doctor\n  dateline doctor --from 2025-01 --to 2025-06\n  \
    dateline doctor --format jsonl | jq -r 'select(.kind == \"gap\").key'"
)]
pub(super) struct Doctor {
    #[command(flatten)]
    filters: Filters,
}

impl Doctor {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let format = global.format();
        if matches!(format, Format::Paths | Format::Paths0) {
            return Err(Failure::new("--format: expected text, json, jsonl, csv or tsv, found a form of paths")
                .hint("with `--verbose --format jsonl` a bucket has the `paths` of its files"));
        }
        let query = self.filters.query(&[], Juxtaposed::All, &NOTHING_SAVED, global)?;
        let corpus = Corpus::to_read(global)?;
        let archive = corpus.open()?;
        let started = Instant::now();
        let mut coverage = Coverage::default();
        let request = Request::all(query);
        let summary = archive.search(&request, &mut |hit| {
            coverage.add(&hit.article);
            Ok(ControlFlow::Continue(()))
        })?;
        let survey = archive.survey().map_err(|error| Failure::of_index(error, &corpus.shown(), None))?;
        let checkup = Checkup { coverage: &coverage, survey: &survey, snapshot: &summary.snapshot };
        let about = About {
            query: request.query.to_string(),
            index: corpus.shown(),
            took_ms: started.elapsed().as_secs_f64() * 1e3,
            offset: 0,
        };
        let detail = if global.verbose { Detail::Full } else { Detail::Brief };
        let links = global.links(&corpus);
        let look = Look { links: links.as_ref(), ..global.look() };
        let written = match format {
            Format::Text => checkup_text(&checkup, &about.index, look, detail),
            _ => checkup_records(&checkup, &about, format, detail),
        };
        let mut out = global.output();
        out.write_all(written.as_bytes())?;
        out.flush()?;
        Ok(Outcome::Done)
    }
}
