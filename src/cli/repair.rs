//! `dateline repair`

use std::fs;
use std::path::Path;

use clap::Args;
use dateline::index;
use dateline::ingest::Reading;

use super::corpus::Corpus;
use super::failure::Failure;
use super::index::{Say, bring_up_to_date};
use super::verify::{find, tell};
use super::{Global, Outcome, Ran};

/// Bring a damaged index back: build it anew from the files, then put it in the place of the old one
#[derive(Args)]
#[command(
    after_help = "What was piped in (`dateline index -`) has no file to be read from again, and is lost with the damage.\n\n\
    Examples:\n  dateline repair\n  dateline repair --force"
)]
pub(super) struct Repair {
    /// Build it anew even if no damage is found
    #[arg(long)]
    force: bool,
}

impl Repair {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let corpus = Corpus::to_read(global)?;
        let damage = find(&corpus)?;
        if damage.is_empty() && !self.force {
            global.note(&format!("{}: every checksum fits, nothing to repair", corpus.shown()));
            return Ok(Outcome::Done);
        }
        tell(&damage, &corpus, global)?;
        // No other writer may work on the index while its folder is changed for another.
        let _held = index::lock(&corpus.folder()).map_err(|error| Failure::of_index(error, &corpus.shown(), None))?;
        let grouping = index::grouping(&corpus.folder());
        let scratch = Corpus { home: corpus.home.join("repair"), ..corpus.clone() };
        remove(&scratch.home)?;
        fs::create_dir_all(&scratch.home).map_err(|error| Failure::new(format!("{}: {error}", scratch.shown())))?;
        let outcome = bring_up_to_date(&scratch, &Reading::plain(), grouping, global, Say::Always)?;
        if let Outcome::Interrupted(_) = outcome {
            remove(&scratch.home)?;
            global.note("  the damaged index was left as it is");
            return Ok(outcome);
        }
        let old = corpus.home.join("damaged");
        remove(&old)?;
        swap(&corpus.folder(), &old)?;
        swap(&scratch.folder(), &corpus.folder())?;
        remove(&old)?;
        remove(&scratch.home)?;
        global.note(&format!("{}: made anew", corpus.shown()));
        Ok(outcome)
    }
}

fn swap(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::rename(from, to).map_err(|error| Failure::new(format!("{} to {}: {error}", from.display(), to.display())))
}

fn remove(folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::new(format!("{}: {error}", folder.display())))
        }
        _ => Ok(()),
    }
}
