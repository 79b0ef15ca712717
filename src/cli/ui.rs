//! The terminal: what it can show, how far the work is, what is said beside the results.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::Path;
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use dateline::ingest::Event;
use dateline::output::{Colour, Format, Links, Look, clean};
pub(super) use dateline::output::{counted, number};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::corpus::Corpus;
use super::{FormatArg, Global, When, pager};

impl Global {
    pub(super) fn threads(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.map_or_else(cores, usize::from)
    }

    /// Says how results look where they go.
    pub(super) fn look(&self) -> Look<'static> {
        let choice = match self.color {
            // anstream knows NO_COLOR, CLICOLOR_FORCE and TERM=dumb.
            When::Auto => AutoStream::choice(&stdout()),
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        };
        let colour = if choice == ColorChoice::Never { Colour::Off } else { Colour::On };
        let terminal =
            || stdout().is_terminal().then(|| terminal_size::terminal_size().map_or(80, |(width, _)| width.0.into()));
        let columns = self.width.map(usize::from).or_else(terminal);
        Look { colour, columns, links: None }
    }

    /// Says where links to the files of a corpus lead; nothing where none are to be written.
    pub(super) fn links(&self, corpus: &Corpus) -> Option<Links> {
        self.links_into(corpus.root.as_deref()?)
    }

    /// Says where links to the files below a folder lead.
    pub(super) fn links_into(&self, root: &Path) -> Option<Links> {
        let wanted = match self.hyperlink {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                // The console of Linux draws what it does not know.
                let able = std::env::var("TERM").is_ok_and(|term| term != "dumb" && term != "linux");
                able && stdout().is_terminal() && self.pager().is_none_or(|command| pager::passes_links(&command))
            }
        };
        let root = wanted.then(|| root.canonicalize().ok()).flatten()?;
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_owned();
        Some(Links { host, root: root.to_str()?.to_owned() })
    }

    pub(super) fn format(&self) -> Format {
        match self.format {
            FormatArg::Text => Format::Text,
            FormatArg::Json => Format::Json,
            FormatArg::Jsonl => Format::Jsonl,
            FormatArg::Csv => Format::Csv,
            FormatArg::Tsv => Format::Tsv,
            FormatArg::Paths => Format::Paths,
            FormatArg::Paths0 => Format::Paths0,
        }
    }

    /// Says something beside the results: on stderr, unless it is to be quiet.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            // Notes are no results: a closed stderr stops nothing.
            let _ = writeln!(stderr(), "{}", clean(text));
        }
    }
}

/// Draws how far an indexing run is; on a terminal only.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(super) fn new(global: &Global) -> Progress {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
        if global.quiet || !stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.set_message("reading the folder");
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress { bar }
    }

    pub(super) fn tell(&self, event: Event) {
        match event {
            Event::Planned { bytes, .. } => {
                self.bar.set_length(bytes);
                self.bar.set_message("indexing");
                let template = "{msg} {bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left";
                if let Ok(style) = ProgressStyle::with_template(template) {
                    self.bar.set_style(style);
                }
            }
            Event::File { bytes } => self.bar.inc(bytes),
            Event::Committing => self.bar.set_message("writing"),
            Event::Committed => self.bar.set_message("indexing"),
            Event::Grouping => self.bar.set_message("looking for takes"),
            Event::Merging => self.bar.set_message("merging"),
        }
    }

    pub(super) fn clear(self) {
        self.bar.finish_and_clear();
    }
}

/// Reads `200MB`, `1GB`, `64MiB` or a number of bytes.
pub(super) fn parse_size(text: &str) -> Result<usize, String> {
    let digits = text.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim_end();
    let unit = match text.trim()[digits.len()..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        other => return Err(format!("expected a size such as 200MB or 1GB, found the unit `{other}`")),
    };
    let number: usize = digits.parse().map_err(|_| "expected a size such as 200MB or 1GB".to_owned())?;
    number.checked_mul(unit).filter(|&size| size >= 32 << 20).ok_or_else(|| "expected at least 32MB".to_owned())
}

/// Writes a number of bytes as people read it.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}
