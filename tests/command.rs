//! Runs the real binary in a folder of its own; a failure shows command, folder and output.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder with stories in it.
pub struct Folder {
    dir: TempDir,
}

/// What a run gave.
pub struct Run {
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
    shown: String,
}

impl Folder {
    pub fn new() -> Folder {
        Folder { dir: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let full = self.path().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(&full, text).unwrap();
        full
    }

    /// Runs `dateline` here with `arguments` as a shell would split them; single quotes hold blanks.
    pub fn run(&self, arguments: &str) -> Run {
        self.run_with(arguments, b"")
    }

    pub fn run_with(&self, arguments: &str, stdin: &[u8]) -> Run {
        let arguments = split(arguments);
        let mut command = command(&arguments);
        let mut child = command
            .current_dir(self.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), stdin).unwrap();
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let shown = format!(
            "dateline {arguments:?}\nin {}\nexit {:?}\n--- stdout\n{}\n--- stderr\n{stderr}",
            self.path().display(),
            output.status.code(),
            String::from_utf8_lossy(&output.stdout)
        );
        Run { code: output.status.code(), stdout: output.stdout, stderr, shown }
    }
}

/// The binary, with nothing of this machine's settings.
pub fn command(arguments: &[String]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(arguments);
    for (name, _) in std::env::vars_os() {
        let ours = name.to_str().is_some_and(|name| name.starts_with("DATELINE_"));
        if ours
            || ["NO_COLOR", "CLICOLOR_FORCE", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "PAGER"].iter().any(|n| name == *n)
        {
            command.env_remove(name);
        }
    }
    command.env("HOME", "/nonexistent");
    command
}

/// Copies the seeds into the folder `below`; an index that lies there is left out.
pub fn seeds(folder: &Folder, below: &str) {
    fn copy(from: &Path, to: &Folder, below: &str) {
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let path = format!("{below}/{name}");
            if name.starts_with('.') {
                continue;
            }
            if entry.path().is_dir() {
                copy(&entry.path(), to, &path)
            } else {
                drop(to.write(&path, std::fs::read(entry.path()).unwrap()))
            }
        }
    }
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds"), folder, below);
}

impl Run {
    /// Demands an exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "expected exit {code}\n{}", self.shown);
        self
    }

    /// Demands a text on stderr.
    #[track_caller]
    pub fn says(self, text: &str) -> Run {
        assert!(self.stderr.contains(text), "expected on stderr: {text}\n{}", self.shown);
        self
    }

    /// Demands a text on stdout.
    #[track_caller]
    pub fn prints(self, text: &str) -> Run {
        assert!(self.text().contains(text), "expected on stdout: {text}\n{}", self.shown);
        self
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).unwrap_or_else(|_| panic!("stdout is not UTF-8\n{}", self.shown))
    }

    /// The records of a JSONL answer.
    #[track_caller]
    pub fn records(&self) -> Vec<serde_json::Value> {
        self.text()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}\n{}", self.shown)))
            .collect()
    }

    /// The records of a JSONL answer without its summary.
    #[track_caller]
    pub fn hits(&self) -> Vec<serde_json::Value> {
        let mut records = self.records();
        let summary = records.pop().unwrap_or_else(|| panic!("no summary\n{}", self.shown));
        assert_eq!(summary["type"], "summary", "{}", self.shown);
        records
    }

    #[track_caller]
    pub fn paths(&self) -> Vec<String> {
        self.hits().iter().map(|hit| hit["path"].as_str().unwrap().to_owned()).collect()
    }
}

fn split(arguments: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for c in arguments.chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' | '\n' if !quoted => out.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    out.extend(word);
    out
}
