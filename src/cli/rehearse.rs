//! `dateline index --dry-run`: what a run would do, without a byte written.

use std::io::{Write, stdout};
use std::path::PathBuf;
use std::time::Instant;

use dateline::index::{self, Archive, IndexError};
use dateline::ingest::{self, Options, Reading, Report};
use dateline::output::{IndexRecord, change_json, visible};

use super::corpus::Corpus;
use super::failure::Failure;
use super::index::{Signals, tell_skipped};
use super::ui::{Progress, counted, number, size};
use super::{FormatArg, Global, Outcome, Ran};

/// Says what indexing `paths`, or this folder, would do.
pub(super) fn run(paths: &[PathBuf], reading: &Reading<'_>, global: &Global) -> Ran {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::new("--dry-run: expected a folder, found `-`").hint("read it with `dateline parse -`"));
    }
    if paths.is_empty() {
        return rehearse(&Corpus::here_untouched(global)?, reading, global);
    }
    let mut outcome = Outcome::Done;
    for path in paths {
        let ran = rehearse(&Corpus::untouched(path, global)?, reading, global)?;
        outcome = if outcome == Outcome::Done { ran } else { outcome };
    }
    Ok(outcome)
}

fn rehearse(corpus: &Corpus, reading: &Reading<'_>, global: &Global) -> Ran {
    let started = Instant::now();
    let root = corpus.known_root()?;
    let progress = Progress::new(global);
    let signals = Signals::caught()?;
    let options = Options {
        threads: global.threads() * 2,
        tell: &|event| progress.tell(event),
        stop: &signals.stop,
        grouping: None,
    };
    let archive = archive(corpus)?;
    let report = ingest::rehearse(root, archive.as_ref(), reading, &options);
    progress.clear();
    let report = report.map_err(|error| Failure::of_ingest(error, &corpus.shown()))?;
    tell(&report, corpus, started, global)?;
    Ok(if report.interrupted { Outcome::Interrupted(signals.number()) } else { Outcome::Done })
}

/// Opens the index: nothing where there is none, or one of another version, which a run makes anew.
fn archive(corpus: &Corpus) -> Result<Option<Archive>, Failure> {
    match index::open(&corpus.folder()) {
        Err(IndexError::Missing | IndexError::OtherVersion) => Ok(None),
        opened => opened.map(Some).map_err(|error| Failure::of_index(error, &corpus.shown(), None)),
    }
}

fn tell(report: &Report, corpus: &Corpus, started: Instant, global: &Global) -> Result<(), Failure> {
    let took = started.elapsed();
    let mut out = stdout().lock();
    let mut changes = report.changes.clone().unwrap_or_default();
    changes.sort_unstable();
    changes.retain(|_| global.verbose);
    let records = || changes.iter().map(|(change, path)| change_json(*change, path)).collect::<Vec<_>>();
    let summary = || IndexRecord::of(report, took.as_secs_f64() * 1e3, &corpus.shown()).to_json();
    match global.format {
        FormatArg::Json => {
            writeln!(out, "{{\"items\":[{}],\"summary\":{}}}", records().join(",\n"), summary())?;
        }
        FormatArg::Jsonl => {
            for line in records().into_iter().chain([summary()]) {
                writeln!(out, "{line}")?;
            }
        }
        _ => {
            for (change, path) in &changes {
                writeln!(out, "{:<8} {}", change.name(), visible(path))?;
            }
            let counts = [
                (report.added, "added"),
                (report.updated, "updated"),
                (report.renamed, "renamed"),
                (report.removed, "removed"),
                (report.unchanged, "unchanged"),
                (report.skipped.total(), "skipped"),
            ];
            let counts: Vec<String> = counts.into_iter().map(|(n, what)| format!("{} {what}", number(n))).collect();
            writeln!(
                out,
                "{}: would be {} · {} from {}; nothing was written",
                visible(&corpus.shown()),
                counts.join(", "),
                counted(report.articles, "article"),
                size(report.bytes)
            )?;
        }
    }
    if !report.skipped.is_empty() {
        tell_skipped(report, global);
    }
    Ok(())
}
