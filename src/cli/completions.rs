//! `dateline completions`

use std::io::{Write, stdout};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Outcome, Ran};

/// Write the completions of a shell
#[derive(Args)]
#[command(
    after_help = "Examples:\n  dateline completions bash > ~/.local/share/bash-completion/completions/dateline\n  \
    dateline completions zsh > ~/.zfunc/_dateline\n  dateline completions fish > ~/.config/fish/completions/dateline.fish"
)]
pub(super) struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Ran {
        // Generated in memory: the generator panics where it cannot write.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "dateline", &mut script);
        stdout().lock().write_all(&script)?;
        Ok(Outcome::Done)
    }
}
