//! `dateline config`

use std::io::Write;

use clap::Args;
use dateline::output::{SettingRecord, settings_json, visible};

use super::corpus::Corpus;
use super::settings::{self, NAMES, Settings, Whence};
use super::{FormatArg, Global, Outcome, Ran, When};

/// Say how each setting stands and where it came from
#[derive(Args)]
#[command(
    long_about = "Say how each setting stands and where it came from\n\nA flag stands above the environment, the environment \
    above the configuration file, the file above the default. The file is TOML, $XDG_CONFIG_HOME/dateline/config.toml or \
    ~/.config/dateline/config.toml, a line a setting: limit = 20",
    after_help = "Examples:\n  dateline config\n  dateline config --format jsonl\n  \
    DATELINE_PAGER='less -R' dateline config --color always"
)]
pub(super) struct Config {}

impl Config {
    pub(super) fn run(&self, global: &Global, settings: &Settings) -> Ran {
        let rows: Vec<(&str, Option<String>, Whence)> =
            NAMES.into_iter().map(|name| (name, value(name, global), whence(name, global, settings))).collect();
        let file = settings::path();
        let mut out = global.output();
        let records: Vec<SettingRecord<'_>> = rows
            .iter()
            .map(|(name, value, whence)| SettingRecord::new(name, value.as_deref(), whence.kind(), whence.to_string()))
            .collect();
        match global.format {
            FormatArg::Json | FormatArg::Jsonl => {
                let file = file.map(|path| path.display().to_string());
                out.write_all(settings_json(global.format(), &records, file.as_deref()).as_bytes())?;
            }
            _ => {
                for (name, value, whence) in &rows {
                    let value = value.as_deref().unwrap_or("none");
                    writeln!(out, "{name:<9}  {:<24}  {}", visible(value), visible(&whence.to_string()))?;
                }
                let (path, there) = file.map_or_else(
                    || ("unknown: neither XDG_CONFIG_HOME nor HOME is set".to_owned(), ""),
                    |path| (path.display().to_string(), if path.is_file() { "" } else { " (there is none)" }),
                );
                writeln!(out, "{:<9}  {}{there}", "file", visible(&path))?;
            }
        }
        Ok(Outcome::Done)
    }
}

/// Says where a value came from, also one that was found or switched off.
fn whence(name: &str, global: &Global, settings: &Settings) -> Whence {
    match (name, settings.whence(name)) {
        ("pager", _) if global.no_pager => Whence::Flag("--no-pager"),
        ("index", Whence::File(_) | Whence::Default) if Corpus::near(global).is_ok() => Whence::Nearest,
        (_, whence) => whence,
    }
}

/// Gives the value that holds.
fn value(name: &str, global: &Global) -> Option<String> {
    let when = |when| match when {
        When::Auto => "auto",
        When::Always => "always",
        When::Never => "never",
    };
    match name {
        "index" => Corpus::to_read(global).ok().map(|corpus| corpus.shown()),
        "color" => Some(when(global.color).to_owned()),
        "hyperlink" => Some(when(global.hyperlink).to_owned()),
        "pager" if global.no_pager || global.pager.trim().is_empty() => None,
        "pager" => Some(global.pager.clone()),
        "limit" => Some(global.limit.to_string()),
        "threads" => Some(global.threads().to_string()),
        "memory" => Some(format!("{}MB", global.memory >> 20)),
        _ => None,
    }
}
