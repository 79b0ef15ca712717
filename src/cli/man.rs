//! `dateline man`

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};

use super::failure::Failure;
use super::{Cli, Global, Outcome, Ran};

/// Write the manual pages
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline man search | man -l -\n  dateline man > dateline.1\n  \
    dateline man --to ~/.local/share/man/man1")]
pub(super) struct Man {
    /// The page of this command [default: the page of dateline]
    #[arg(value_name = "COMMAND", conflicts_with = "to")]
    verb: Option<String>,
    /// Write the pages of all commands into this folder, instead of one to stdout
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let mut command = Cli::command();
        command.build();
        match &self.to {
            None => {
                let page = self.verb.as_ref().map_or(Ok(&command), |name| verb(&command, name))?;
                let mut out = global.output();
                out.write_all(rendered(page)?.as_bytes())?;
                out.flush()?;
            }
            Some(folder) => {
                let failed = |error: io::Error| Failure::new(format!("{}: {error}", folder.display()));
                fs::create_dir_all(folder).map_err(failed)?;
                for page in std::iter::once(&command).chain(verbs(&command)) {
                    fs::write(folder.join(format!("{}.1", name_of(page))), rendered(page)?).map_err(failed)?;
                }
            }
        }
        Ok(Outcome::Done)
    }
}

/// Gives the verbs that have a page.
fn verbs(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|verb| !verb.is_hide_set())
}

fn verb<'a>(command: &'a Command, name: &str) -> Result<&'a Command, Failure> {
    verbs(command).find(|verb| verb.get_name() == name).ok_or_else(|| {
        let names: Vec<&str> = verbs(command).map(Command::get_name).collect();
        Failure::new(format!("man: expected a command, found `{name}`"))
            .hint(format!("the commands are {}", names.join(", ")))
    })
}

/// `dateline-search`
fn name_of(page: &Command) -> &str {
    page.get_display_name().unwrap_or(page.get_name())
}

fn rendered(page: &Command) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(page.clone())
        .source(concat!("dateline ", env!("CARGO_PKG_VERSION")))
        .manual("dateline")
        .render(&mut bytes)?;
    // What stands behind the options has one heading there: notes and examples have one each.
    let text = String::from_utf8_lossy(&bytes).replace(".SH EXTRA\nExamples:\n", ".SH EXAMPLES\n");
    Ok(text.replace(".SH EXTRA\n", ".SH NOTES\n").replace("\nExamples:\n", "\n.SH EXAMPLES\n"))
}
