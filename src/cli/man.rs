//! `dateline man`

use std::io::{Write, stdout};
use std::path::PathBuf;

use clap::{Args, CommandFactory};

use super::failure::Failure;
use super::{Cli, Outcome, Ran};

/// Write the manual pages
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline man | man -l -\n  dateline man --to ~/.local/share/man/man1")]
pub(super) struct Man {
    /// Write a page for each command into this folder, instead of the main page to stdout
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(&self) -> Ran {
        let mut command = Cli::command();
        command.build();
        match &self.to {
            None => {
                let mut page = Vec::new();
                clap_mangen::Man::new(command).render(&mut page)?;
                stdout().lock().write_all(&page)?;
            }
            Some(folder) => {
                let failed = |error: std::io::Error| Failure::new(format!("{}: {error}", folder.display()));
                std::fs::create_dir_all(folder).map_err(failed)?;
                clap_mangen::generate_to(command, folder).map_err(failed)?;
            }
        }
        Ok(Outcome::Done)
    }
}
