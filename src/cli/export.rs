//! `dateline export`

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write, stdout};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use dateline::article::Article;
use dateline::date::Period;
use dateline::output::{About, Answer, Format, Look, ParquetWriter, counted, export_json};
use dateline::search::{Engine, Request, Sort, Summary};

use super::failure::Failure;
use super::question::Question;
use super::search::tell_undecided;
use super::{Global, Ran};

/// Write every match with all its fields: JSON lines, CSV, TSV or Parquet
///
/// In order of publication, undated last, one article in memory at a time. Query, snapshot and version go with it: in the
/// last record, in the metadata of a Parquet file, in FILE.meta.json beside a table.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline export ferry > ferry.jsonl\n  \
    dateline export --place tokyo --as csv --output tokyo.csv\n  \
    dateline export --from 2025-03 --as parquet --output spring.parquet\n  \
    dateline export --as parquet --split month --output months/")]
pub(super) struct Export {
    /// The form [default: jsonl, or as --format says]
    #[arg(long = "as", value_enum, value_name = "FORM")]
    form: Option<FormArg>,
    /// Where to; with --split a folder [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// A file for each of these
    #[arg(long, value_enum, value_name = "PERIOD", requires = "output")]
    split: Option<SplitArg>,
    #[command(flatten)]
    question: Question,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormArg {
    /// One object a line, the summary last
    Jsonl,
    /// One object with all items and a summary
    Json,
    /// Comma-separated, with a row of names
    Csv,
    /// Tab-separated, with a row of names
    Tsv,
    /// Apache Parquet, for data frames
    Parquet,
}

impl FormArg {
    fn name(self) -> &'static str {
        match self {
            FormArg::Jsonl => "jsonl",
            FormArg::Json => "json",
            FormArg::Csv => "csv",
            FormArg::Tsv => "tsv",
            FormArg::Parquet => "parquet",
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum SplitArg {
    Month,
    Year,
}

impl Export {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let form = match (self.form, global.format()) {
            (Some(form), _) => form,
            (None, Format::Text | Format::Jsonl) => FormArg::Jsonl,
            (None, Format::Json) => FormArg::Json,
            (None, Format::Csv) => FormArg::Csv,
            (None, Format::Tsv) => FormArg::Tsv,
            (None, Format::Paths | Format::Paths0) => {
                return Err(Failure::new("--format: expected jsonl, json, csv or tsv, found a form of paths")
                    .hint("`dateline search QUERY --format paths` lists files"));
            }
        };
        if form == FormArg::Parquet && self.output.is_none() && stdout().is_terminal() {
            return Err(Failure::new("export: expected a file for Parquet, found a terminal")
                .hint("name one with `--output FILE`"));
        }
        let asked = self.question.ask(global)?;
        let request = Request { sort: Sort::Oldest, ..Request::all(asked.query.clone()) };
        // What it amounts to is known before: a file of a month is ended when the next begins.
        let summary = asked
            .archive
            .search(&Request { limit: Some(0), ..request.clone() }, &mut |_| Ok(ControlFlow::Break(())))?;
        let about = asked.about();
        let mut files = Files { verb: self, form, about: &about, summary: &summary, open: Vec::new(), written: 0 };
        if self.split.is_none() {
            files.start("")?;
        } else if let Some(folder) = &self.output {
            fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        }
        let mut trouble = None;
        let found = asked.archive.search(&request, &mut |hit| {
            match files.article(hit.article) {
                Ok(()) => return Ok(ControlFlow::Continue(())),
                Err(Trouble::Out(error)) => return Err(error),
                Err(Trouble::File(failure)) => trouble = Some(failure),
            }
            Ok(ControlFlow::Break(()))
        });
        if let Some(failure) = trouble {
            return Err(failure);
        }
        let shown = found?.shown;
        let written = files.finish()?;
        let to = match (&self.output, self.split) {
            (Some(folder), Some(_)) => {
                format!(" to {} in {}", counted(written, "file"), folder.display())
            }
            (Some(file), None) => format!(" to {}", file.display()),
            (None, _) => String::new(),
        };
        global.note(&format!("{} written{to} · snapshot {}", counted(shown, "article"), summary.snapshot));
        tell_undecided(summary.undecided, global);
        Ok(asked.found(summary.total))
    }
}

fn failed(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("{}: cannot be written: {error}", path.display()))
}

/// Why an article could not be written.
enum Trouble {
    /// Whoever reads standard output is gone, or worse.
    Out(io::Error),
    /// A file of ours.
    File(Failure),
}

type Out = BufWriter<Box<dyn Write + Send>>;

/// Where articles are written to.
enum Sink {
    Records(Answer<'static, Out>),
    Parquet(Box<ParquetWriter<Out>>),
}

/// The files that are being written. Articles come in order, so at most one of each period is open.
struct Files<'a> {
    verb: &'a Export,
    form: FormArg,
    about: &'a About,
    summary: &'a Summary,
    open: Vec<(String, Sink, u64)>,
    written: u64,
}

impl Files<'_> {
    fn path(&self, label: &str) -> Option<PathBuf> {
        match self.verb.split {
            Some(_) => self.verb.output.as_ref().map(|folder| folder.join(format!("{label}.{}", self.form.name()))),
            None => self.verb.output.clone(),
        }
    }

    fn start(&mut self, label: &str) -> Result<(), Failure> {
        // Labels of one length are of one period.
        while let Some(before) = self.open.iter().position(|(open, ..)| open.len() == label.len()) {
            let (label, sink, count) = self.open.swap_remove(before);
            self.end(&label, sink, count)?;
        }
        let out: Box<dyn Write + Send> = match self.path(label) {
            None => Box::new(stdout()),
            Some(path) => Box::new(File::create(&path).map_err(|error| failed(&path, &error))?),
        };
        let out = BufWriter::with_capacity(1 << 18, out);
        let format = match self.form {
            FormArg::Json => Format::Json,
            FormArg::Csv => Format::Csv,
            FormArg::Tsv => Format::Tsv,
            FormArg::Jsonl | FormArg::Parquet => Format::Jsonl,
        };
        let sink = match self.form {
            FormArg::Parquet => {
                Sink::Parquet(Box::new(ParquetWriter::new(out).map_err(|error| self.parquet(label, error))?))
            }
            _ => Sink::Records(Answer::new(out, format, Look::plain())),
        };
        self.written += 1;
        self.open.push((label.to_owned(), sink, 0));
        Ok(())
    }

    fn parquet(&self, label: &str, error: impl std::fmt::Display) -> Failure {
        let path = self.path(label).unwrap_or_else(|| "standard output".into());
        failed(&path, &error)
    }

    fn article(&mut self, article: Article) -> Result<(), Trouble> {
        let label = self.label(&article);
        if !self.open.iter().any(|(open, ..)| *open == label) {
            self.start(&label).map_err(Trouble::File)?;
        }
        let Some(at) = self.open.iter().position(|(open, ..)| *open == label) else { return Ok(()) };
        let (_, sink, count) = &mut self.open[at];
        *count += 1;
        match sink {
            Sink::Records(answer) => answer.article(&article).map_err(|error| match self.path(&label) {
                None => Trouble::Out(error),
                Some(path) => Trouble::File(failed(&path, &error)),
            }),
            Sink::Parquet(writer) => {
                writer.article(article).map_err(|error| Trouble::File(self.parquet(&label, error)))
            }
        }
    }

    /// Names the file of an article: its month or year; the year where its date is too rough for a month.
    fn label(&self, article: &Article) -> String {
        let Some(split) = self.verb.split else { return String::new() };
        let Some(days) = article.days() else { return "undated".to_owned() };
        let period = match split {
            SplitArg::Month if Period::Month.of(days.first).contains(days) => Period::Month,
            SplitArg::Month | SplitArg::Year => Period::Year,
        };
        period.label(period.of(days.first).first)
    }

    /// Ends all files; counts them.
    fn finish(mut self) -> Result<u64, Failure> {
        for (label, sink, count) in std::mem::take(&mut self.open) {
            self.end(&label, sink, count)?;
        }
        Ok(self.written)
    }

    fn end(&self, label: &str, sink: Sink, count: u64) -> Result<(), Failure> {
        let part = Summary { total: count, shown: count, ..self.summary.clone() };
        match sink {
            Sink::Records(answer) => answer.finish(&part, self.about).map_err(|error| match self.path(label) {
                None => Failure::from(error),
                Some(path) => failed(&path, &error),
            })?,
            Sink::Parquet(writer) => {
                writer.finish(&self.about.query, &self.summary.snapshot).map_err(|error| self.parquet(label, error))?
            }
        }
        if let (FormArg::Csv | FormArg::Tsv, Some(path)) = (self.form, self.path(label)) {
            let beside = PathBuf::from(format!("{}.meta.json", path.display()));
            fs::write(&beside, export_json(&part, self.about)).map_err(|error| failed(&beside, &error))?;
        }
        Ok(())
    }
}
