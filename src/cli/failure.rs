//! The one place that prints errors: what, why, what to do.

use std::borrow::Cow;
use std::error::Error;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::process::ExitCode;

use dateline::index::IndexError;
use dateline::ingest::IngestError;
use dateline::output::clean;
use dateline::query::SyntaxError;
use dateline::search::SearchError;

/// An error as it is shown: subject first, its causes, a hint.
pub(super) struct Failure {
    text: String,
    causes: Vec<String>,
    hint: Option<String>,
    code: u8,
}

/// The exit codes that scripts know.
const TROUBLE: u8 = 2;
const LOCKED: u8 = 3;
const UNUSABLE: u8 = 4;
/// Not shown and not an error: whoever read our output has had enough.
const QUIET: u8 = 0;

impl Failure {
    pub(super) fn new(text: impl Into<String>) -> Failure {
        Failure { text: text.into(), causes: Vec::new(), hint: None, code: TROUBLE }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }

    /// Makes the failure of a query that cannot be read, with a caret under the place.
    pub(super) fn of_syntax(error: &SyntaxError, typed: &str) -> Failure {
        let caret: Vec<String> = error.caret(typed).lines().map(|line| format!("  {line}")).collect();
        Failure {
            text: format!("query: {error}\n{}", caret.join("\n")),
            causes: Vec::new(),
            hint: error.hint.clone(),
            code: TROUBLE,
        }
    }

    pub(super) fn of_index(error: IndexError, folder: &str, holder: Option<String>) -> Failure {
        let (what, hint, code) = match &error {
            IndexError::Missing => {
                ("no index here", Some("make one with `dateline index FOLDER`, or search with `--in FOLDER`"), TROUBLE)
            }
            IndexError::Locked => {
                ("the index is locked by another writer", Some("wait for it to end, and try again"), LOCKED)
            }
            IndexError::ReadOnly => (
                "the index may be read but not written to",
                Some("make one of your own elsewhere with `--index DIR`"),
                TROUBLE,
            ),
            IndexError::OtherVersion => (
                "the index was made by another version of dateline",
                Some("run `dateline index` on its folder: it is made anew from the files"),
                UNUSABLE,
            ),
            IndexError::Full => (
                "the disk is full",
                Some("make room and run it again: what the index held before it still holds"),
                TROUBLE,
            ),
            IndexError::Engine { what, .. } if error.is_of_the_system() => (*what, None, TROUBLE),
            IndexError::Engine { what, .. } => (*what, None, UNUSABLE),
        };
        let holder = holder.map_or(String::new(), |holder| format!(" ({holder})"));
        Failure {
            text: format!("{folder}: {what}{holder}"),
            causes: causes(&error),
            hint: hint.map(str::to_owned),
            code,
        }
    }

    /// Says whether what was typed is at fault, not the index nor the output.
    pub(super) fn is_of_input(&self) -> bool {
        self.code == TROUBLE && !self.text.starts_with("output: ")
    }

    /// Gives the error for a record: on one line, without the caret, and the hint.
    pub(super) fn told(self) -> (String, Option<String>) {
        let first = self.text.lines().next().unwrap_or_default();
        let message =
            std::iter::once(first).chain(self.causes.iter().map(String::as_str)).collect::<Vec<_>>().join(": ");
        (message, self.hint)
    }

    /// Gives the error as it is shown, with the caret, its causes and the hint.
    pub(super) fn shown(&self) -> String {
        let mut out = clean(&self.text).into_owned();
        for cause in &self.causes {
            out += &format!("\n  because: {}", clean(cause));
        }
        if let Some(hint) = &self.hint {
            out += &format!("\n  hint: {}", clean(hint));
        }
        out
    }

    /// Says whether another writer has the index.
    pub(super) fn is_locked(&self) -> bool {
        self.code == LOCKED
    }

    /// Writes the error to stderr and gives the exit code.
    pub(super) fn report(self) -> ExitCode {
        if self.code != QUIET {
            eprintln!("dateline: {}", self.shown());
        }
        ExitCode::from(self.code)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Shows what clap says of the arguments; help and version are no errors.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    // A shell's `*` can put the name of any file here.
    let safe = |word: OsString| matches!(clean(&word.to_string_lossy()), Cow::Borrowed(_));
    if std::env::args_os().all(safe) {
        // Nothing can be done about a terminal that takes no error.
        let _ = error.print();
    } else {
        eprint!("{}", clean(&error.render().to_string()));
    }
    if error.use_stderr() { ExitCode::from(TROUBLE) } else { ExitCode::SUCCESS }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        let code = if error.kind() == io::ErrorKind::BrokenPipe { QUIET } else { TROUBLE };
        Failure { text: format!("output: {error}"), causes: Vec::new(), hint: None, code }
    }
}

impl From<SearchError> for Failure {
    fn from(error: SearchError) -> Failure {
        match error {
            SearchError::Receiver(error) => error.into(),
            SearchError::Unanswerable { what } => Failure::new(format!("query: {what}")),
            SearchError::Engine { .. } => {
                Failure { text: error.to_string(), causes: causes(&error), hint: None, code: UNUSABLE }
            }
        }
    }
}

impl Failure {
    pub(super) fn of_ingest(error: IngestError, folder: &str) -> Failure {
        match error {
            IngestError::Index(error) => Failure::of_index(error, folder, None),
            IngestError::Receiver(error) => error.into(),
            IngestError::Emptied { .. } => Failure::new(error.to_string())
                .hint("check that its disk is there; if it is to be empty, remove the folder of the index"),
            IngestError::Folder { .. } => {
                Failure { text: error.to_string(), causes: causes(&error), hint: None, code: TROUBLE }
            }
        }
    }
}

fn causes(error: &dyn Error) -> Vec<String> {
    let mut out = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        out.push(error.to_string());
        cause = error.source();
    }
    out
}
