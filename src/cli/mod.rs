//! The command line: one file a verb, each with its arguments and what it does.

mod complete;
mod completions;
mod config;
mod corpus;
mod count;
mod dash;
mod diff;
mod doctor;
mod duplicates;
mod export;
mod facets;
mod failure;
mod filters;
mod index;
mod kwic;
mod man;
mod map;
mod mcp;
mod new;
mod pager;
mod parse;
mod queries;
mod question;
mod rehearse;
mod repair;
mod save;
mod saved;
mod schema;
mod search;
mod settings;
mod show;
mod similar;
mod standing;
mod status;
mod terms;
mod timeline;
mod ui;
mod verify;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use failure::Failure;

const EXAMPLES: &str = "\
Examples:
  dateline search 'sacred mission' --in seeds --from 2025-04
  dateline index ~/archive
  dateline search 'grain OR wheat -corn' --agency reuters --on 2025-03 --sort newest
  dateline search --format jsonl 'place:tokyo date:2025-01..2025-06' | jq .headline
  dateline count date:inferred
  dateline parse story.txt --format jsonl";

/// Asks a folder of raw wire stories by word, date, place and agency
#[derive(Parser)]
#[command(name = "dateline", version, about, after_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Verb,
}

/// What every verb takes.
#[derive(Args, Clone)]
#[command(next_help_heading = "Everywhere")]
struct Global {
    /// Where the index lies; else .dateline in this folder or the nearest parent
    #[arg(long, global = true, value_name = "DIR", env = "DATELINE_INDEX", hide_env_values = true)]
    index: Option<PathBuf>,
    /// The form of what is written
    #[arg(long, global = true, value_enum, default_value_t = FormatArg::Text)]
    format: FormatArg,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN", env = "DATELINE_COLOR", hide_env_values = true)]
    color: When,
    /// When to make the files that are named links
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN", env = "DATELINE_HYPERLINK", hide_env_values = true)]
    hyperlink: When,
    /// Write long results straight to the terminal, not through a pager
    #[arg(long, global = true)]
    no_pager: bool,
    /// Lay text out as on a terminal of this width, even into a pipe
    #[arg(long, global = true, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..=1000))]
    width: Option<u16>,
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    quiet: bool,
    /// Say more: every file that was skipped, with its reason
    #[arg(long, short, global = true)]
    verbose: bool,
    /// How many threads work [default: one a core]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256), env = "DATELINE_THREADS", hide_env_values = true)]
    threads: Option<u16>,
    /// How much memory indexing may take, such as 200MB or 1GB
    #[arg(long, global = true, value_name = "SIZE", value_parser = ui::parse_size, default_value = "1GB", env = "DATELINE_MEMORY", hide_env_values = true)]
    memory: usize,
    /// Which writer makes the segments of an index
    #[arg(long, global = true, value_enum, default_value_t = WriterArg::Own, hide = true)]
    writer: WriterArg,
    /// The archive to ask where this folder and its parents have none; only the configuration says it.
    #[arg(skip)]
    usual_index: Option<PathBuf>,
    /// How many hits a terminal gets; `--limit` stands above it.
    #[arg(skip = settings::default_limit())]
    limit: usize,
    /// The command line of the pager.
    #[arg(skip = settings::default_pager())]
    pager: String,
}

/// Should the own writer be at fault, the other is there, several times slower.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WriterArg {
    /// That of this program
    Own,
    /// That of the engine
    Tantivy,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    /// For people
    Text,
    /// One object with all items and a summary
    Json,
    /// One object a line, the summary last
    Jsonl,
    /// Comma-separated, with a row of names
    Csv,
    /// Tab-separated, with a row of names
    Tsv,
    /// The files, a line each
    Paths,
    /// The files, each ended by NUL
    Paths0,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum When {
    /// On a terminal that can
    Auto,
    /// Even into a pipe
    Always,
    /// Not at all
    Never,
}

#[derive(Subcommand)]
enum Verb {
    Index(index::Index),
    Search(search::Search),
    Count(count::Count),
    Show(show::Show),
    Timeline(timeline::TimelineVerb),
    Facets(facets::Facets),
    Map(map::Map),
    Export(export::Export),
    Kwic(kwic::Kwic),
    Terms(terms::Terms),
    Duplicates(duplicates::Duplicates),
    Diff(diff::Diff),
    Similar(similar::Similar),
    Save(save::Save),
    Saved(saved::SavedVerb),
    New(new::New),
    Mcp(mcp::Mcp),
    Parse(parse::Parse),
    Status(status::Status),
    Config(config::Config),
    Doctor(doctor::Doctor),
    Verify(verify::Verify),
    Repair(repair::Repair),
    Watch(watch::Watch),
    Completions(completions::Completions),
    #[command(name = "__complete")]
    Complete(complete::Complete),
    Man(man::Man),
    Schema(schema::Schema),
}

/// How a verb ended, when it did not fail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Found, or done.
    Done,
    /// Nothing was found.
    Nothing,
    /// Done, but some sources could not be read.
    Partly,
    /// The index is damaged.
    Damaged,
    /// Stopped by a signal of this number; what was done is kept.
    Interrupted(u8),
}

/// Runs the command.
pub fn main() -> ExitCode {
    // Made once, and completed by clap for the verb that is asked for alone: it is most of what a small question costs.
    let mut command = Cli::command();
    let arguments = match dash::marked(&command, std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(failure) => return failure.report(),
    };
    let parsed =
        command.try_get_matches_from_mut(arguments).and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (mut cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return failure::usage(&error),
    };
    let settings = match &cli.verb {
        // These say something of the program alone, whatever the configuration says.
        Verb::Completions(_) | Verb::Man(_) | Verb::Schema(_) => Ok(settings::Settings::default()),
        _ => settings::settle(&mut cli.global, &matches),
    };
    let settings = match settings {
        Ok(settings) => settings,
        Err(failure) => return failure.report(),
    };
    let result = match &cli.verb {
        Verb::Index(verb) => verb.run(&cli.global),
        Verb::Search(verb) => verb.run(&cli.global),
        Verb::Count(verb) => verb.run(&cli.global),
        Verb::Show(verb) => verb.run(&cli.global),
        Verb::Timeline(verb) => verb.run(&cli.global),
        Verb::Facets(verb) => verb.run(&cli.global),
        Verb::Map(verb) => verb.run(&cli.global),
        Verb::Export(verb) => verb.run(&cli.global),
        Verb::Kwic(verb) => verb.run(&cli.global),
        Verb::Terms(verb) => verb.run(&cli.global),
        Verb::Duplicates(verb) => verb.run(&cli.global),
        Verb::Diff(verb) => verb.run(&cli.global),
        Verb::Similar(verb) => verb.run(&cli.global),
        Verb::Save(verb) => verb.run(&cli.global),
        Verb::Saved(verb) => verb.run(&cli.global),
        Verb::New(verb) => verb.run(&cli.global),
        Verb::Mcp(verb) => verb.run(&cli.global),
        Verb::Parse(verb) => verb.run(&cli.global),
        Verb::Status(verb) => verb.run(&cli.global),
        Verb::Config(verb) => verb.run(&cli.global, &settings),
        Verb::Doctor(verb) => verb.run(&cli.global),
        Verb::Verify(verb) => verb.run(&cli.global),
        Verb::Repair(verb) => verb.run(&cli.global),
        Verb::Watch(verb) => verb.run(&cli.global),
        Verb::Completions(verb) => verb.run(&cli.global),
        Verb::Complete(verb) => verb.run(&cli.global),
        Verb::Man(verb) => verb.run(&cli.global),
        Verb::Schema(verb) => verb.run(&cli.global),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Ok(Outcome::Partly) => ExitCode::from(2),
        Ok(Outcome::Damaged) => ExitCode::from(4),
        Ok(Outcome::Interrupted(signal)) => ExitCode::from(128 + signal),
        Err(failure) => failure.report(),
    }
}

type Ran = Result<Outcome, Failure>;
