//! `dateline diff`

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use dateline::output::{About, Comparison, Format, comparison_records, comparison_text, counted};
use dateline::search::Engine;
use dateline::search::changes::Edit;
use dateline::words::Pairs;

use super::failure::Failure;
use super::question::refuse_paths;
use super::search::corpus;
use super::show::named;
use super::{Global, Outcome, Ran};

/// Show what changed from one take of a story to another, word by word
///
/// With one ID: what changed from the take before it. Ends with 1 where no word changed.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline diff b4e6 1a36\n  \
    dateline diff b4e6 1a36 --format jsonl | jq -r 'select(.kind == \"added\") | .text'")]
pub(super) struct Diff {
    /// The older take
    #[arg(value_name = "ID")]
    old: String,
    /// The newer take
    #[arg(value_name = "ID")]
    new: Option<String>,
    /// Bring the index of this folder up to date first, making it if there is none
    #[arg(long = "in", value_name = "PATH")]
    folder: Option<PathBuf>,
}

impl Diff {
    pub(super) fn run(&self, global: &Global) -> Ran {
        refuse_paths(global)?;
        let (corpus, _) = corpus(self.folder.as_ref(), global)?;
        let archive = corpus.open_once()?;
        let Some(old) = named(&self.old, &archive, global)? else { return Ok(Outcome::Nothing) };
        let (old, new) = match &self.new {
            Some(new) => match named(new, &archive, global)? {
                Some(new) => (old, new),
                None => return Ok(Outcome::Nothing),
            },
            None => {
                let Some(before) = archive.take_before(old.id)? else {
                    return Err(Failure::new(format!("{}: expected a later take of a story, found none", self.old))
                        .hint("name two articles: `dateline diff ID ID`"));
                };
                let Some(before) = archive.articles((before, before))?.pop() else { return Ok(Outcome::Nothing) };
                (before, old)
            }
        };
        let likeness = f64::from(Pairs::of(&old.body).likeness(&Pairs::of(&new.body))) / 1000.0;
        let comparison = Comparison::new(&old, &new, likeness);
        let about = About { index: corpus.shown(), ..About::default() };
        let written = match global.format() {
            Format::Text => comparison_text(&comparison, global.look()),
            format => comparison_records(&comparison, &about, &archive.snapshot(), format),
        };
        let mut out = global.output();
        out.write_all(written.as_bytes())?;
        if global.format() == Format::Text {
            let words = |edit| counted(comparison.words(edit) as u64, "word");
            out.aside(&format!(
                "\n{} kept, {} removed, {} added · {:.0} % alike",
                words(Edit::Kept),
                words(Edit::Removed),
                words(Edit::Added),
                likeness * 100.0
            ))?;
        }
        Ok(if comparison.is_changed() { Outcome::Done } else { Outcome::Nothing })
    }
}
