//! `dateline index`

use std::io::{Read, Write, stdin, stdout};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use clap::Args;
use dateline::index::{Inverting, WriterOptions};
use dateline::ingest::{self, Options, Reading, Report};
use dateline::output::{IndexRecord, visible};
use dateline::search::Grouping;
use dateline::source::ReadOptions;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::corpus::{Corpus, Remade};
use super::failure::Failure;
use super::rehearse;
use super::ui::{Progress, counted, number, size};
use super::{FormatArg, Global, Outcome, Ran, WriterArg};

/// Bring the index of a folder up to date
///
/// Only new and changed files are read. What is gone from the folder goes from the index.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline index ~/archive\n  \
    dateline index --index ~/indexes/archive ~/archive\n  \
    cat story.txt | dateline index -")]
pub(super) struct Index {
    /// Folders of stories, or - for raw copy from stdin [default: this folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only say what would be done: read the files, write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    encoding: Encoding,
    #[command(flatten)]
    takes: TakesArgs,
}

/// What counts as a take of one story.
#[derive(Args, Clone, Copy)]
struct TakesArgs {
    /// How alike articles are that count as takes of one story, 0 to 1 [default: as last time, at first 0.2]
    #[arg(long, value_name = "SHARE", value_parser = in_thousandths)]
    takes_likeness: Option<u16>,
    /// How many days after its first take a story may still run [default: as last time, at first 3]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(0..=366))]
    takes_days: Option<u16>,
}

impl TakesArgs {
    fn grouping(self) -> Option<Grouping> {
        let usual = Grouping::default();
        (self.takes_likeness.is_some() || self.takes_days.is_some()).then(|| Grouping {
            likeness: self.takes_likeness.unwrap_or(usual.likeness),
            days: self.takes_days.unwrap_or(usual.days),
        })
    }
}

fn in_thousandths(share: &str) -> Result<u16, String> {
    let share: f64 = share.parse().map_err(|_| "expected a share such as 0.2".to_owned())?;
    if (0.0..=1.0).contains(&share) {
        Ok((share * 1000.0).round() as u16)
    } else {
        Err("expected a share of 0 to 1".to_owned())
    }
}

/// How text is decoded.
#[derive(Args, Clone, Copy, Default)]
pub(super) struct Encoding {
    /// The encoding of every file, such as koi8-r or windows-1252 [default: found out file by file]
    #[arg(long = "encoding", value_name = "LABEL", value_parser = in_encoding)]
    files: Option<ReadOptions>,
}

fn in_encoding(label: &str) -> Result<ReadOptions, String> {
    ReadOptions::in_encoding(label)
        .ok_or_else(|| "expected a label of the web's encodings, such as koi8-r or shift_jis".to_owned())
}

impl Encoding {
    pub(super) fn reading(self) -> Reading<'static> {
        Reading { files: self.files.unwrap_or_default(), ..Reading::plain() }
    }
}

impl Index {
    pub(super) fn run(&self, global: &Global) -> Ran {
        if self.paths.len() > 1 && global.index.is_some() {
            return Err(Failure::new("--index: expected one folder of stories, found several")
                .hint("index the folder above them, or each by itself"));
        }
        if self.dry_run {
            return rehearse::run(&self.paths, &self.encoding.reading(), global);
        }
        if self.paths.is_empty() {
            return bring_up_to_date(
                &Corpus::here(global)?,
                &self.encoding.reading(),
                self.takes.grouping(),
                global,
                Say::Always,
            );
        }
        let mut outcome = Outcome::Done;
        for path in &self.paths {
            let ran = match path.to_str() {
                Some("-") => from_stdin(&self.encoding.reading(), global)?,
                _ => bring_up_to_date(
                    &Corpus::of_folder(path, global)?,
                    &self.encoding.reading(),
                    self.takes.grouping(),
                    global,
                    Say::Always,
                )?,
            };
            outcome = if outcome == Outcome::Done { ran } else { outcome };
        }
        Ok(outcome)
    }
}

/// Whether a run that changed nothing is worth a word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Say {
    /// It is what was asked for.
    Always,
    /// It was done on the way to something else.
    Changes,
}

/// Brings the index of a corpus up to date and says what was done.
pub(super) fn bring_up_to_date(
    corpus: &Corpus,
    reading: &Reading<'_>,
    grouping: Option<Grouping>,
    global: &Global,
    say: Say,
) -> Ran {
    let started = Instant::now();
    let signals = Signals::caught()?;
    let report = run_once(corpus, reading, grouping, global, &signals)?;
    match tell(&report, corpus, started, global, say)? {
        Outcome::Interrupted(_) => {
            global.note("  stopped by a signal: what was read is kept, the next run goes on from here");
            Ok(Outcome::Interrupted(signals.number()))
        }
        outcome => Ok(outcome),
    }
}

/// Does one run, from taking the lock to letting it go.
pub(super) fn run_once(
    corpus: &Corpus,
    reading: &Reading<'_>,
    grouping: Option<Grouping>,
    global: &Global,
    signals: &Signals,
) -> Result<Report, Failure> {
    let root = corpus.known_root()?;
    let (writer, remade) = corpus.open_writer(writer_options(global))?;
    if remade == Remade::Yes {
        global.note(&format!("{}: made by another version, made anew", corpus.shown()));
    }
    let progress = Progress::new(global);
    // Reading waits for the disk at times: a few more threads than cores keep the cores busy.
    let options =
        Options { threads: global.threads() * 2, tell: &|event| progress.tell(event), stop: &signals.stop, grouping };
    let report = ingest::bring_up_to_date(root, &writer, reading, &options);
    progress.clear();
    let report = report.map_err(|error| Failure::of_ingest(error, &corpus.shown()))?;
    writer.close().map_err(|error| Failure::of_index(error, &corpus.shown(), None))?;
    Ok(report)
}

/// The signals that ask for an end: the first stops the run, which then commits; a second one ends it at once.
pub(super) struct Signals {
    pub(super) stop: Arc<AtomicBool>,
    number: Arc<AtomicUsize>,
}

impl Signals {
    pub(super) fn caught() -> Result<Signals, Failure> {
        let signals = Signals { stop: Arc::default(), number: Arc::default() };
        for signal in [SIGINT, SIGTERM] {
            let (stop, number) = (Arc::clone(&signals.stop), Arc::clone(&signals.number));
            flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&stop))
                .and_then(|_| flag::register_usize(signal, number, signal as usize))
                .and_then(|_| flag::register(signal, stop))
                .map_err(|error| Failure::new(format!("signals: {error}")))?;
        }
        Ok(signals)
    }

    pub(super) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(super) fn number(&self) -> u8 {
        self.number.load(Ordering::Relaxed) as u8
    }
}

fn from_stdin(reading: &Reading<'_>, global: &Global) -> Ran {
    let started = Instant::now();
    let corpus = Corpus::here(global)?;
    let mut bytes = Vec::new();
    stdin().lock().read_to_end(&mut bytes).map_err(|error| Failure::new(format!("stdin: {error}")))?;
    let (writer, _) = corpus.open_writer(writer_options(global))?;
    let report =
        ingest::put_text(&writer, bytes, reading).map_err(|error| Failure::of_ingest(error, &corpus.shown()))?;
    writer.close().map_err(|error| Failure::of_index(error, &corpus.shown(), None))?;
    tell(&report, &corpus, started, global, Say::Always)
}

pub(super) fn writer_options(global: &Global) -> WriterOptions {
    let inverting = match global.writer {
        WriterArg::Own => Inverting::Own,
        WriterArg::Tantivy => Inverting::Tantivy,
    };
    WriterOptions { threads: global.threads(), memory: global.memory, inverting }
}

fn tell(report: &Report, corpus: &Corpus, started: Instant, global: &Global, say: Say) -> Ran {
    let machine = matches!(global.format, FormatArg::Json | FormatArg::Jsonl);
    let changed = report.added + report.updated + report.renamed + report.removed > 0;
    if say == Say::Always && machine {
        let record = record(report, corpus, started);
        let line =
            if global.format == FormatArg::Json { format!("{{\"items\":[],\"summary\":{record}}}") } else { record };
        writeln!(stdout(), "{line}")?;
    } else if say == Say::Always || changed {
        global.note(&line(report, corpus, started));
    }
    if !report.skipped.is_empty() && (say == Say::Always || changed) {
        tell_skipped(report, global);
    }
    if say == Say::Always {
        tell_passed(report, global);
    }
    Ok(if report.interrupted {
        Outcome::Interrupted(2)
    } else if report.skipped.is_empty() {
        Outcome::Done
    } else {
        Outcome::Partly
    })
}

/// Gives what a run did as a record, on one line.
pub(super) fn record(report: &Report, corpus: &Corpus, started: Instant) -> String {
    IndexRecord::of(report, started.elapsed().as_secs_f64() * 1e3, &corpus.shown()).to_json()
}

/// Gives what a run did, on one line for people.
pub(super) fn line(report: &Report, corpus: &Corpus, started: Instant) -> String {
    let counts = [
        (report.added, "added"),
        (report.updated, "updated"),
        (report.renamed, "renamed"),
        (report.removed, "removed"),
    ];
    let mut done: Vec<String> =
        counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", number(n))).collect();
    if done.is_empty() {
        done.push("nothing new".to_owned());
    }
    done.push(format!("{} unchanged", number(report.unchanged)));
    format!(
        "{}: {} · {} from {} in {:.1} s",
        corpus.shown(),
        done.join(", "),
        counted(report.articles, "article"),
        size(report.bytes),
        started.elapsed().as_secs_f64()
    )
}

/// Says what was passed over: links that lead out of the folder always, since nothing else leads to their targets.
fn tell_passed(report: &Report, global: &Global) {
    if report.links_out > 0 {
        let lead = if report.links_out == 1 { "leads" } else { "lead" };
        global.note(&format!("  not followed: {} that {lead} out of the folder", counted(report.links_out, "link")));
    }
    let within = report.links - report.links_out;
    let passed = [(report.hidden, format!("{} hidden", number(report.hidden))), (within, counted(within, "link"))];
    for (_, things) in passed.into_iter().filter(|(n, _)| *n > 0 && global.verbose) {
        global.note(&format!("  passed over: {things}"));
    }
}

/// Says what was skipped: every file where there are few or all are asked for, else counts by reason.
pub(super) fn tell_skipped(report: &Report, global: &Global) {
    const FEW: u64 = 5;
    let skipped = &report.skipped;
    let counts: Vec<String> = skipped.counts().iter().map(|(reason, n)| format!("{} {reason}", number(*n))).collect();
    let all = global.verbose || skipped.total() <= FEW;
    let hint = if all { "" } else { "; --verbose names them" };
    global.note(&format!("  skipped: {}{hint}", counts.join(", ")));
    if all {
        for file in skipped.named() {
            global.note(&format!("    {}: {}", visible(&file.path), file.reason));
        }
        let unnamed = skipped.total() - skipped.named().len() as u64;
        if unnamed > 0 {
            global.note(&format!("    and {} more", number(unnamed)));
        }
    }
}
