//! `dateline parse`

use std::io::{BufWriter, Read, stdin, stdout};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use dateline::article::Article;
use dateline::ingest::{self, Report};
use dateline::output::{Answer, ParseSummary};
use dateline::source::{self, ReadOptions, Skipped};
use dateline::wire::{self, Styles};

use super::failure::Failure;
use super::index::tell_skipped;
use super::{Global, Outcome, Ran};

/// Read stories into article records, without an index
#[derive(Args)]
#[command(
    after_help = "Examples:\n  dateline parse story.txt --format json\n  dateline parse ~/archive --format jsonl > records.jsonl\n  \
    pbpaste | dateline parse - --format jsonl | jq .dateline"
)]
pub(super) struct Parse {
    /// Folders or files, or - for raw copy from stdin [default: this folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

impl Parse {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let started = Instant::now();
        let here = [PathBuf::from(".")];
        let paths = if self.paths.is_empty() { &here[..] } else { &self.paths };
        let mut answer =
            Answer::new(BufWriter::with_capacity(1 << 16, stdout().lock()), global.format(), global.look());
        let (mut total, mut with_dateline) = (0, 0);
        let mut report = Report::default();
        for path in paths {
            // Several folders may hold files of the same name: only one needs no name itself.
            let prefix = (paths.len() > 1 && path.is_dir())
                .then(|| format!("{}/", path.display().to_string().trim_end_matches('/')));
            let mut receive = |mut article: Article| {
                if let Some(prefix) = &prefix {
                    article.origin.path.insert_str(0, prefix);
                }
                total += 1;
                with_dateline += u64::from(article.dateline.is_some());
                answer.article(&article).map(|()| ControlFlow::Continue(()))
            };
            let skipped = match path.to_str() {
                Some("-") => from_stdin(&mut receive)?,
                _ => ingest::preview(path, Styles::builtin(), global.threads(), &mut receive)
                    .map_err(|error| Failure::of_ingest(error, &path.display().to_string()))?,
            };
            report.skipped.extend(skipped);
        }
        let skipped = report.skipped.len() as u64;
        answer.finish_with(
            &ParseSummary::new(total, with_dateline, skipped, started.elapsed().as_secs_f64() * 1e3).to_json(),
        )?;
        if !report.skipped.is_empty() {
            tell_skipped(&report, global);
            return Ok(Outcome::Partly);
        }
        Ok(if total == 0 { Outcome::Nothing } else { Outcome::Done })
    }
}

fn from_stdin(receive: &mut dyn FnMut(Article) -> std::io::Result<ControlFlow<()>>) -> Result<Vec<Skipped>, Failure> {
    let mut bytes = Vec::new();
    stdin().lock().read_to_end(&mut bytes).map_err(|error| Failure::new(format!("stdin: {error}")))?;
    let mut skipped = Vec::new();
    let mut failed = None;
    let read = source::of_bytes("-", bytes).stories(&ReadOptions::default(), &mut |story| match story {
        Ok(story) => {
            for article in wire::parse(&story, Styles::builtin()).articles {
                match receive(article) {
                    Ok(ControlFlow::Continue(())) => {}
                    Ok(ControlFlow::Break(())) => return ControlFlow::Break(()),
                    Err(error) => {
                        failed = Some(error);
                        return ControlFlow::Break(());
                    }
                }
            }
            ControlFlow::Continue(())
        }
        Err(member) => {
            skipped.push(member);
            ControlFlow::Continue(())
        }
    });
    if let Err(reason) = read {
        skipped.push(Skipped { path: "-".to_owned(), reason });
    }
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(skipped),
    }
}
