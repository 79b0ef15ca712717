//! `dateline search -opec oil`: words that begin with a dash, told from options before clap looks at them.
//!
//! | argument | is |
//! |---|---|
//! | `-q`, `-qv`, `-n5`, `-n 5`, `-h` | options |
//! | `-opec`, `-north`, `-(oil gas)`, `-"crude oil"` | what a query excludes |
//! | `-limit` | an error: an option with a dash too few, or a word? |
//! | `-x`, `--opec` | what clap calls unexpected |
//! | everything behind `--`, and `-5` behind `--limit` | as it is |

use std::ffi::OsString;

use clap::{ArgAction, Command};

use super::failure::Failure;

/// Leads what clap shall not take for options; a character that is assigned to nothing and never will be.
const MARK: char = '\u{10fffe}';

/// Marks the words of a query that begin with a dash.
pub(super) fn marked(cli: &Command, arguments: impl Iterator<Item = OsString>) -> Result<Vec<OsString>, Failure> {
    let mut out: Vec<OsString> = Vec::new();
    let (mut verb, mut value, mut open): (Option<&Command>, bool, bool) = (None, false, true);
    for (number, argument) in arguments.enumerate() {
        let Some(text) = argument.to_str().filter(|_| open && number > 0 && !std::mem::take(&mut value)) else {
            out.push(argument);
            continue;
        };
        let asks = verb.is_some_and(|verb| verb.get_positionals().any(|word| word.get_id() == "words"));
        let options = || verb.into_iter().chain([cli]).flat_map(Command::get_arguments);
        let takes_value = |option: &clap::Arg| matches!(option.get_action(), ArgAction::Set | ArgAction::Append);
        match text.strip_prefix('-') {
            None if verb.is_none() => {
                verb = cli.find_subcommand(text);
                open = verb.is_some();
            }
            None | Some("") => {}
            Some("-") => open = false,
            Some(long) if long.starts_with('-') => {
                let named = options().find(|option| option.get_long().is_some_and(|name| name == &long[1..]));
                value = named.is_some_and(takes_value);
            }
            Some(short) => match read(short, &|sign| options().find(|option| option.get_short() == Some(sign))) {
                Short::Options => {}
                Short::Awaiting => value = true,
                Short::Words if !asks => {}
                Short::Words => {
                    let name = short.split('=').next().unwrap_or_default();
                    if options().any(|option| option.get_long() == Some(name)) {
                        return Err(Failure::new(format!("-{short}: expected an option or a word, found either"))
                            .hint(format!(
                                "the option is --{short}; to leave the word out, quote it: '-\"{short}\"'"
                            )));
                    }
                    out.push(format!("{MARK}{text}").into());
                    continue;
                }
            },
        }
        out.push(argument);
    }
    Ok(out)
}

/// Takes the mark off again.
pub(super) fn unmarked(word: &str) -> &str {
    word.strip_prefix(MARK).unwrap_or(word)
}

/// What stands behind a single dash.
enum Short {
    /// Options, with their values.
    Options,
    /// Options, of which the last takes the next argument.
    Awaiting,
    /// Text.
    Words,
}

fn read<'c>(short: &str, option: &dyn Fn(char) -> Option<&'c clap::Arg>) -> Short {
    let mut signs = short.chars();
    // One letter is a word too rarely to be worth a mistyped option.
    if short.len() == 1 && option(short.chars().next().unwrap_or_default()).is_none() {
        return Short::Options;
    }
    if matches!(short, "h" | "V") {
        return Short::Options;
    }
    while let Some(sign) = signs.next() {
        match option(sign).map(clap::Arg::get_action) {
            Some(ArgAction::SetTrue | ArgAction::Count) => {}
            Some(ArgAction::Set | ArgAction::Append) => {
                let value = signs.as_str();
                return match value.strip_prefix('=').unwrap_or(value) {
                    "" => Short::Awaiting,
                    digits if digits.bytes().all(|b| b.is_ascii_digit()) => Short::Options,
                    _ => Short::Words,
                };
            }
            _ => return Short::Words,
        }
    }
    Short::Options
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn read_as(typed: &str) -> String {
        let cli = super::super::Cli::command();
        let arguments = format!("dateline {typed}").split(' ').map(OsString::from).collect::<Vec<_>>();
        match marked(&cli, arguments.into_iter()) {
            Ok(arguments) => {
                let words = arguments[1..].iter().map(|word| word.to_str().unwrap().replace(MARK, "*"));
                words.collect::<Vec<_>>().join(" ")
            }
            Err(_) => "an error".to_owned(),
        }
    }

    #[test]
    fn words_with_a_dash_are_told_from_options() {
        for (typed, read) in [
            ("search -opec oil", "search *-opec oil"),
            ("search oil -opec --limit 5 -north", "search oil *-opec --limit 5 *-north"),
            ("count -(oil -x", "count *-(oil -x"),
            ("search -q -n5 -n 5 -qv -h -V", "search -q -n5 -n 5 -qv -h -V"),
            ("search --limit -5 -n -opec", "search --limit -5 -n -opec"),
            ("search -hq", "search *-hq"),
            ("-q --index -x search -opec", "-q --index -x search *-opec"),
            ("search oil -- -opec", "search oil -- -opec"),
            ("search - -東", "search - *-東"),
            ("search --opec", "search --opec"),
            ("search -limit 5", "an error"),
            ("search -format=json oil", "an error"),
            ("index -opec", "index -opec"),
            ("nonesuch -opec", "nonesuch -opec"),
        ] {
            assert_eq!(read_as(typed), read, "{typed}");
        }
    }
}
