//! The rules between modules, read off the source: who may import whom, and where an outside crate is at home.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where each outside crate may be named: modules of the library, or `binary` for main.rs and cli/.
const HOMES: [(&str, &[&str]); 27] = [
    ("tantivy", &["index"]),
    ("postcard", &["index"]),
    ("clap", &["binary"]),
    ("clap_mangen", &["binary"]),
    ("indicatif", &["binary"]),
    ("anstream", &["binary"]),
    ("signal_hook", &["binary"]),
    ("notify", &["binary"]),
    ("fs4", &["binary"]),
    ("rmcp", &["binary"]),
    ("tokio", &["binary"]),
    ("parquet", &["output"]),
    ("serde_json", &["index", "output", "source", "binary"]),
    ("ignore", &["source"]),
    ("encoding_rs", &["source"]),
    ("chardetng", &["source"]),
    ("flate2", &["source"]),
    ("zstd", &["source"]),
    ("tar", &["source"]),
    ("quick_xml", &["source"]),
    ("html5gum", &["source"]),
    ("mail_parser", &["source"]),
    ("frostem", &["words"]),
    ("toml", &["wire", "binary"]),
    ("unicode_width", &["output", "search"]),
    ("unicode_segmentation", &["output", "search"]),
    ("whatlang", &["wire"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file with the module it belongs to.
fn files() -> Vec<(String, PathBuf)> {
    let mut files = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let below = path.strip_prefix(root().join("src")).unwrap();
                let first = below.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
                let module = if matches!(first, "cli" | "main") { "binary" } else { first };
                files.push((module.to_owned(), path));
            }
        }
    }
    files
}

/// The code of a file: without comments, so that a doc example may name what the code may not.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The modules in the order in which lib.rs names them.
fn order() -> HashMap<String, usize> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let names =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")).map(|rest| rest.trim_end_matches(';').to_owned());
    names.enumerate().map(|(at, name)| (name, at)).collect()
}

/// The names that follow `prefix` in `text` as whole path segments; `{a, b::c}` gives each of its first segments.
fn segments_after(text: &str, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(prefix) {
        let rest = &text[at + prefix.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut segment = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => found.push(std::mem::take(&mut segment)),
                    c => segment.push(c),
                }
            }
            found.push(segment);
        } else {
            found.push(rest.to_owned());
        }
    }
    let head = |text: &String| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    found.iter().map(head).filter(|name| !name.is_empty()).collect()
}

#[test]
fn a_module_imports_only_modules_above_it() {
    let order = order();
    assert!(order.len() >= 10, "lib.rs names its modules: {order:?}");
    let mut faults = Vec::new();
    for (module, path) in files() {
        let Some(&at) = order.get(&module) else { continue };
        for name in segments_after(&code(&path), "crate::") {
            match order.get(&name) {
                Some(&other) if other > at => {
                    faults.push(format!("{}: `{module}` imports `{name}`, which stands below it", path.display()))
                }
                _ => {}
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn outside_crates_stay_at_home() {
    let mut faults = Vec::new();
    for (module, path) in files() {
        let code = code(&path);
        for (name, homes) in HOMES {
            let named = code
                .match_indices(&format!("{name}::"))
                .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
            if named && !homes.contains(&module.as_str()) {
                faults.push(format!("{}: `{name}` is at home in {homes:?} only", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_library_reads_no_clock_and_no_environment_and_prints_nothing() {
    let mut faults = Vec::new();
    for (module, path) in files().into_iter().filter(|(module, _)| module != "binary") {
        let code = code(&path);
        for banned in [
            "println!",
            "eprintln!",
            "SystemTime::now",
            "Instant::now",
            "Local::now",
            "Utc::now",
            "env::var",
            "stdout()",
            "stderr()",
        ] {
            if code.contains(banned) {
                faults.push(format!("{}: `{banned}` in `{module}`", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_lint_against_printing_stands() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    assert!(lib.contains("#![deny(clippy::print_stdout, clippy::print_stderr)]"));
}

#[test]
fn the_check_sees_what_it_must() {
    assert_eq!(
        segments_after("use crate::{date::Day, story::{Span, Origin}, words};", "crate::"),
        ["date", "story", "words"]
    );
    assert_eq!(segments_after("crate::query::Query", "crate::"), ["query"]);
}
