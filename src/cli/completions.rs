//! `dateline completions`

use std::io::Write;

use clap::{Args, ValueEnum};

use super::{Global, Outcome, Ran};

/// Write the completions of a shell
///
/// They ask `dateline` itself what can stand at the cursor: verbs, flags and their values, and, from the index that a search
/// would ask, places, agencies, languages and ids.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  dateline completions bash > ~/.local/share/bash-completion/completions/dateline\n  \
    dateline completions zsh > ~/.zfunc/_dateline\n  dateline completions fish > ~/.config/fish/completions/dateline.fish\n  \
    dateline completions powershell >> ~/profile.ps1"
)]
pub(super) struct Completions {
    /// Which shell
    shell: Shell,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shell {
    /// Source it, or put it into ~/.local/share/bash-completion/completions
    Bash,
    /// Put it as _dateline into a folder of $fpath
    Zsh,
    /// Put it into ~/.config/fish/completions
    Fish,
    /// Add it to $PROFILE
    Powershell,
}

impl Completions {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let script = match self.shell {
            Shell::Bash => include_str!("completions/dateline.bash"),
            Shell::Zsh => include_str!("completions/dateline.zsh"),
            Shell::Fish => include_str!("completions/dateline.fish"),
            Shell::Powershell => include_str!("completions/dateline.ps1"),
        };
        let mut out = global.output();
        out.write_all(script.as_bytes())?;
        out.flush()?;
        Ok(Outcome::Done)
    }
}
