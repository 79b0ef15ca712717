//! `dateline parse`

use std::io::{self, Read, Write, stdin};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use dateline::article::Article;
use dateline::ingest::{self, Reading, Report};
use dateline::output::{Answer, Links, Look, ParseSummary, explain};
use dateline::source::{self, Reason, Skipped, Source};
use dateline::story::Story;
use dateline::wire;

use super::failure::Failure;
use super::index::{Encoding, tell_skipped};
use super::{Global, Outcome, Ran};

/// Read stories into article records, without an index
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline parse story.txt --format json\n  \
    dateline parse ~/archive --format jsonl > ~/records.jsonl\n  \
    dateline parse --explain story.txt\n  \
    cat story.txt | dateline parse - --format jsonl | jq .dateline")]
pub(super) struct Parse {
    /// Folders or files, or - for raw copy from stdin [default: this folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Show what each part of the copy was taken for, and by which rule
    #[arg(long, conflicts_with = "format")]
    explain: bool,
    #[command(flatten)]
    encoding: Encoding,
}

impl Parse {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let here = [PathBuf::from(".")];
        let paths = if self.paths.is_empty() { &here[..] } else { &self.paths };
        let report = if self.explain { self.explain(paths, global)? } else { self.records(paths, global)? };
        if !report.skipped.is_empty() {
            tell_skipped(&report, global);
            return Ok(Outcome::Partly);
        }
        Ok(if report.articles == 0 { Outcome::Nothing } else { Outcome::Done })
    }

    fn records(&self, paths: &[PathBuf], global: &Global) -> Result<Report, Failure> {
        let started = Instant::now();
        let reading = self.encoding.reading();
        let links = links(paths, global);
        let look = Look { links: links.as_ref(), ..global.look() };
        let mut out = global.output();
        let mut answer = Answer::new(&mut out, global.format(), look);
        let mut with_dateline = 0;
        let mut report = Report::default();
        for path in paths {
            // Several folders may hold files of the same name: only one needs no name itself.
            let prefix = (paths.len() > 1 && path.is_dir())
                .then(|| format!("{}/", path.display().to_string().trim_end_matches('/')));
            let mut receive = |mut article: Article| {
                if let Some(prefix) = &prefix {
                    article.origin.path.insert_str(0, prefix);
                }
                report.articles += 1;
                with_dateline += u64::from(article.dateline.is_some());
                answer.article(&article).map(|()| ControlFlow::Continue(()))
            };
            let skipped = if is_stdin(path) {
                stories(&from_stdin()?, &reading, &mut |_, article| receive(article).map(drop))?
            } else {
                ingest::preview(path, &reading, global.threads(), &mut receive)
                    .map_err(|error| Failure::of_ingest(error, &path.display().to_string()))?
            };
            report.skipped.extend(skipped);
        }
        let took_ms = started.elapsed().as_secs_f64() * 1e3;
        let summary = ParseSummary::new(report.articles, with_dateline, report.skipped.total(), took_ms);
        answer.finish_with(&summary.to_json())?;
        Ok(report)
    }

    fn explain(&self, paths: &[PathBuf], global: &Global) -> Result<Report, Failure> {
        let reading = self.encoding.reading();
        let links = links(paths, global);
        let look = Look { links: links.as_ref(), ..global.look() };
        let mut out = global.output();
        let mut report = Report::default();
        let mut show = |story: &Story, article: Article| {
            let before = if report.articles > 0 { "\n" } else { "" };
            report.articles += 1;
            write!(out, "{before}{}", explain(story, &article, look))
        };
        let mut skipped = Vec::new();
        for path in paths {
            if is_stdin(path) {
                skipped.extend(stories(&from_stdin()?, &reading, &mut show)?);
                continue;
            }
            let failed = |error: io::Error| Failure::new(format!("{}: {error}", path.display()));
            let walk = source::walk(path, global.threads()).map_err(failed)?;
            skipped.extend(walk.skipped);
            for found in walk.files {
                match source::open(path, &found) {
                    Ok(source) => skipped.extend(stories(&source, &reading, &mut show)?),
                    Err(reason) => skipped.push(Skipped { path: found.path, reason }),
                }
            }
        }
        out.flush()?;
        report.skipped.extend(skipped);
        Ok(report)
    }
}

/// Says where links to the files lead: of one folder or file; the names of several count from several places.
fn links(paths: &[PathBuf], global: &Global) -> Option<Links> {
    let [path] = paths else { return None };
    let folder = if path.is_dir() { path.as_path() } else { path.parent()? };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    (!is_stdin(path)).then(|| global.links_into(folder)).flatten()
}

fn is_stdin(path: &Path) -> bool {
    path.to_str() == Some("-")
}

fn from_stdin() -> Result<Source, Failure> {
    let mut bytes = Vec::new();
    stdin().lock().read_to_end(&mut bytes).map_err(|error| Failure::new(format!("stdin: {error}")))?;
    Ok(source::of_bytes("-", bytes))
}

/// Parses the stories of one source; gives what is none.
fn stories(
    source: &Source,
    reading: &Reading<'_>,
    receive: &mut dyn FnMut(&Story, Article) -> io::Result<()>,
) -> Result<Vec<Skipped>, Failure> {
    let mut skipped = Vec::new();
    let mut failed = None;
    let read = source.stories(&reading.files, &mut |story| {
        match story {
            Err(member) => skipped.push(member),
            Ok(story) => {
                let articles = wire::parse(&story, reading.styles.styles()).articles;
                if articles.is_empty() {
                    skipped.push(Skipped { path: story.origin.to_string(), reason: Reason::Empty });
                }
                for article in articles {
                    if let Err(error) = receive(&story, article) {
                        failed = Some(error);
                        return ControlFlow::Break(());
                    }
                }
            }
        }
        ControlFlow::Continue(())
    });
    if let Err(reason) = read {
        skipped.push(Skipped { path: source.path().to_owned(), reason });
    }
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(skipped),
    }
}
