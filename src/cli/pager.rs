//! Where results go: straight to stdout, or through a pager where stdout is a terminal.
//!
//! | pager | from |
//! |---|---|
//! | none | `--no-pager`, or stdout is no terminal, or `TERM=dumb` |
//! | a command line | `DATELINE_PAGER`, else `pager` in the configuration, else `PAGER` (as git has it: the special before the general) |
//! | `less -FRX` | the default, where there is a `less` |

use std::io::{self, BufWriter, IsTerminal, Write, stdout};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use dateline::output::{Format, Screen, clean};
use signal_hook::consts::SIGINT;
use signal_hook::flag;

use super::Global;

/// The pager of those who name none: leaves when all fits on the screen, passes colours, leaves the text standing.
pub(super) const USUAL: &str = "less -FRX";

/// The first version of less that passes links on.
const LESS_WITH_LINKS: u32 = 566;

/// Takes results; a pager starts with the first byte, and ends when the reader has had enough.
pub(super) struct Output {
    out: Box<dyn Write>,
    content: Content,
    waiting: Option<String>,
    pager: Option<Child>,
    quiet: bool,
}

/// Whether what is written could steer a terminal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    /// It was made safe where it was made.
    Safe,
    /// It stands as it is, which is for programs: a screen has to be guarded.
    AsIs,
}

/// What pages.
enum Paging {
    Through(String),
    /// A program was named that is not there.
    Missing(String),
    Off,
}

impl Global {
    /// Opens the way for results of the form that was asked for.
    pub(super) fn output(&self) -> Output {
        self.output_of(match self.format() {
            Format::Text | Format::Json | Format::Jsonl => Content::Safe,
            Format::Csv | Format::Tsv | Format::Paths | Format::Paths0 => Content::AsIs,
        })
    }

    /// Opens the way for the bytes of a file.
    pub(super) fn raw_output(&self) -> Output {
        self.output_of(Content::AsIs)
    }

    fn output_of(&self, content: Content) -> Output {
        let content = if stdout().is_terminal() { content } else { Content::Safe };
        let waiting = match self.paging() {
            Paging::Through(command) => Some(command),
            Paging::Off => None,
            Paging::Missing(program) => {
                self.note(&format!("pager `{program}`: not found, writing straight to the terminal"));
                None
            }
        };
        let straight = BufWriter::with_capacity(1 << 16, stdout().lock());
        Output { out: content.guarding(straight), content, waiting, pager: None, quiet: self.quiet }
    }

    /// Gives the command of the pager that results go through.
    pub(super) fn pager(&self) -> Option<String> {
        match self.paging() {
            Paging::Through(command) => Some(command),
            Paging::Missing(_) | Paging::Off => None,
        }
    }

    fn paging(&self) -> Paging {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        if self.no_pager || dumb || !stdout().is_terminal() {
            return Paging::Off;
        }
        let command = self.pager.clone();
        let program = match command.split_whitespace().next() {
            None | Some("cat") => return Paging::Off,
            Some(program) => program,
        };
        // A command line that only a shell understands is the shell's to find.
        if !program.contains(['=', '$', '(', '{', '"', '\'', '\\', '~']) && !is_there(program) {
            return if command == USUAL { Paging::Off } else { Paging::Missing(program.to_owned()) };
        }
        Paging::Through(command)
    }
}

impl Content {
    fn guarding(self, out: impl Write + 'static) -> Box<dyn Write> {
        match self {
            Content::Safe => Box::new(out),
            Content::AsIs => Box::new(Screen::new(out)),
        }
    }
}

impl Output {
    /// Says something that belongs below the results: in the pager if there is one, else beside them on stderr.
    pub(super) fn aside(&mut self, text: &str) -> io::Result<()> {
        if self.quiet {
            return Ok(());
        }
        if self.pager.is_some() {
            return writeln!(self.out, "{}", clean(text));
        }
        self.out.flush()?;
        // Notes are no results: a closed stderr stops nothing.
        let _ = writeln!(io::stderr(), "{}", clean(text));
        Ok(())
    }

    fn start(&mut self, command: &str) -> io::Result<()> {
        // Ctrl-C is for the pager: if this program died of it, the pager would fight the shell for the terminal.
        let _ = flag::register(SIGINT, Arc::default());
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).stdin(Stdio::piped());
        for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
            if std::env::var_os(name).is_none() {
                shell.env(name, value);
            }
        }
        let mut pager = shell.spawn()?;
        if let Some(pipe) = pager.stdin.take() {
            self.out = self.content.guarding(BufWriter::with_capacity(1 << 16, pipe));
        }
        self.pager = Some(pager);
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(command) = self.waiting.take() {
            self.start(&command)?;
        }
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // A reader who left early has closed the pipe: that is no error, and neither is how the pager ended.
        let _ = self.out.flush();
        if let Some(pager) = &mut self.pager {
            // The pipe must be closed before the end is waited for: the pager waits for that of the text.
            self.out = Box::new(io::sink());
            let _ = pager.wait();
        }
    }
}

/// Says whether a pager passes links on to the terminal: of the others nothing is known.
pub(super) fn passes_links(command: &str) -> bool {
    let program = command.split_whitespace().next().unwrap_or_default();
    if Path::new(program).file_name().is_none_or(|name| name != "less") {
        return false;
    }
    let told = Command::new(program).arg("--version").stderr(Stdio::null()).output();
    let version = told.ok().and_then(|told| {
        let line = String::from_utf8_lossy(&told.stdout).lines().next()?.to_owned();
        line.split_whitespace().nth(1)?.split('.').next()?.parse::<u32>().ok()
    });
    version.is_some_and(|version| version >= LESS_WITH_LINKS)
}

/// Says whether a program is in reach of the shell.
fn is_there(program: &str) -> bool {
    if program.contains('/') {
        return Path::new(program).is_file();
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}
