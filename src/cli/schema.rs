//! `dateline schema`

use std::io::Write;

use clap::Args;
use dateline::output::schema;

use super::{Global, Outcome, Ran};

/// Write the JSON Schema of the records
///
/// Draft 2020-12, of every type of record that --format json and jsonl give. Its `version` stands in every summary as
/// `schema`; it is raised when a field changes its meaning or goes.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline schema > dateline-records.json")]
pub(super) struct Schema {}

impl Schema {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let mut out = global.output();
        out.write_all(schema().as_bytes())?;
        out.flush()?;
        Ok(Outcome::Done)
    }
}
