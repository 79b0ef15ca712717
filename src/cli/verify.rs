//! `dateline verify`

use std::io::{Write, stdout};

use clap::Args;
use dateline::index::{self, Damage};
use dateline::output::{damage_json, visible};

use super::corpus::Corpus;
use super::failure::Failure;
use super::{FormatArg, Global, Outcome, Ran};

/// Check every byte that the index relies on
#[derive(Args)]
#[command(
    after_help = "Exit code 0: all is well; 4: damaged. `dateline repair` brings a damaged index back from the files.\n\nExamples:\n  dateline verify\n  dateline verify --format json | jq .damaged"
)]
pub(super) struct Verify {}

impl Verify {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let corpus = Corpus::to_read(global)?;
        let damage = find(&corpus)?;
        tell(&damage, &corpus, global)?;
        Ok(if damage.is_empty() { Outcome::Done } else { Outcome::Damaged })
    }
}

pub(super) fn find(corpus: &Corpus) -> Result<Vec<Damage>, Failure> {
    index::verify(&corpus.folder()).map_err(|error| Failure::of_index(error, &corpus.shown(), None))
}

pub(super) fn tell(damage: &[Damage], corpus: &Corpus, global: &Global) -> Result<(), Failure> {
    let mut out = stdout().lock();
    match global.format {
        FormatArg::Json => writeln!(out, "{{\"items\":[],\"summary\":{}}}", damage_json(damage, &corpus.shown()))?,
        FormatArg::Jsonl => writeln!(out, "{}", damage_json(damage, &corpus.shown()))?,
        _ => {
            for Damage { file, what } in damage {
                writeln!(out, "{}: {}", visible(file), visible(what))?;
            }
            if damage.is_empty() {
                global.note(&format!("{}: every checksum fits", corpus.shown()));
            }
        }
    }
    Ok(())
}
