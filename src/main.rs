//! The `dateline` command: parse the arguments, run the verb, report, exit.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
