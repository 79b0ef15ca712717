//! Copy without a dateline that tempts a parser to see one: a false dateline is as bad as a missed one.
//!
//! `negatives/*.txt` hold blocks of copy. A line `%% class` begins a block of that class, a line `%%` another of the same
//! class; the lines up to the next such line are the copy. Lines before the first are a comment.

use std::collections::BTreeMap;
use std::path::Path;

use dateline::story::{Origin, Span, Story};
use dateline::wire::{self, Styles};

#[test]
fn copy_without_a_dateline_gets_none() {
    let negatives = negatives();
    let mut taken = Vec::new();
    let mut lost = Vec::new();
    for negative in &negatives {
        let articles = wire::parse(&negative.story(), Styles::builtin()).articles;
        if articles.is_empty() {
            lost.push(negative.place());
        }
        for dateline in articles.iter().filter_map(|article| article.dateline.as_ref()) {
            taken.push(format!("{}: {:?} by style {:?}", negative.place(), dateline.text, dateline.style));
        }
    }
    assert!(lost.is_empty(), "{} of {} gave no article:\n{}", lost.len(), negatives.len(), lost.join("\n"));
    assert!(
        taken.len() * 100 <= negatives.len(),
        "{} of {} got a dateline, at most 1 % may:\n{}",
        taken.len(),
        negatives.len(),
        taken.join("\n")
    );
}

#[test]
fn negatives_are_many_and_of_many_kinds() {
    let negatives = negatives();
    let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut texts: Vec<&str> = Vec::new();
    for negative in &negatives {
        assert!(!negative.class.is_empty(), "{}: no class", negative.place());
        assert!(negative.text.chars().any(char::is_alphanumeric), "{}: no text", negative.place());
        *classes.entry(&negative.class).or_default() += 1;
        texts.push(&negative.text);
    }
    texts.sort_unstable();
    assert!(texts.windows(2).all(|pair| pair[0] != pair[1]), "a negative stands twice");
    assert!(negatives.len() >= 300, "only {} negatives: {classes:?}", negatives.len());
    assert!(classes.len() >= 25, "only {} classes: {classes:?}", classes.len());
}

/// One block of copy.
struct Negative {
    file: String,
    line: usize,
    class: String,
    text: String,
}

impl Negative {
    fn place(&self) -> String {
        format!("{}:{} ({})", self.file, self.line, self.class)
    }

    fn story(&self) -> Story {
        Story {
            origin: Origin { path: self.file.clone(), entry: None, span: Span::new(0, self.text.len()) },
            text: self.text.clone(),
            ..Story::default()
        }
    }
}

fn negatives() -> Vec<Negative> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/negatives");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    let mut negatives: Vec<Negative> = Vec::new();
    for path in paths {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let begun = negatives.len();
        for (number, line) in text.lines().enumerate() {
            if let Some(class) = line.strip_prefix("%%") {
                let class = match class.trim() {
                    "" => negatives[begun..].last().map(|before| before.class.clone()).unwrap_or_default(),
                    class => class.to_owned(),
                };
                negatives.push(Negative { file: file.clone(), line: number + 1, class, text: String::new() });
            } else if let Some(negative) = negatives[begun..].last_mut() {
                negative.text.push_str(line);
                negative.text.push('\n');
            }
        }
    }
    negatives
}
