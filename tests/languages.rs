//! What is found in which language: a table of copy and questions, and strings of unparted scripts against a plain scan.

use std::ops::ControlFlow;

use dateline::article::{Article, ArticleId};
use dateline::date::Day;
use dateline::index::{self, Archive, Made, WriterOptions};
use dateline::query::{self, Juxtaposed, NOTHING_SAVED, ParseOptions, Today};
use dateline::search::{Engine, Request};
use dateline::story::{Origin, Span};

/// One line of the table.
struct Row {
    line: usize,
    language: String,
    copy: String,
    query: String,
    found: bool,
}

fn rows() -> Vec<Row> {
    let table = include_str!("languages/pairs.tsv");
    let lines = table.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(number, text)| {
            let line = number + 1;
            let fields: Vec<String> = text.split('\t').map(unescape).collect();
            let [language, copy, query, found] = fields.as_slice() else {
                panic!("line {line}: {} fields", fields.len())
            };
            let found = match found.as_str() {
                "found" => true,
                "not" => false,
                other => panic!("line {line}: expected `found` or `not`, found `{other}`"),
            };
            Row { line, language: language.clone(), copy: copy.clone(), query: query.clone(), found }
        })
        .collect()
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.replace("\\n", "\n");
    while let Some(at) = rest.find("\\u{") {
        let end = at + rest[at..].find('}').unwrap();
        out.push_str(&rest[..at]);
        out.push(char::from_u32(u32::from_str_radix(&rest[at + 3..end], 16).unwrap()).unwrap());
        rest = rest[end + 1..].to_owned();
    }
    out + &rest
}

fn archive<'a>(copy: impl Iterator<Item = (&'a str, &'a str)>) -> Archive {
    let (writer, open) =
        index::in_memory(WriterOptions { threads: 1, memory: 32 << 20, ..WriterOptions::default() }).unwrap();
    for (number, (language, copy)) in copy.enumerate() {
        let path = format!("{number:04}");
        let article = Article {
            id: ArticleId::new(&path, None, 0),
            origin: Origin { path: path.clone(), entry: None, span: Span::new(0, copy.len()) },
            body: copy.to_owned(),
            language: Some(language.to_owned()),
            ..Article::default()
        };
        writer.put(&path, None, &Made { fingerprint: number as u64 + 1, ..Made::default() }, &[article]).unwrap();
    }
    writer.commit().unwrap();
    open().unwrap()
}

/// The numbers of the articles that a query as typed finds, each with how many stretches are marked in it.
fn find(archive: &Archive, typed: &str) -> Vec<(usize, usize)> {
    let options = ParseOptions {
        saved: &NOTHING_SAVED,
        juxtaposed: Juxtaposed::All,
        today: Today(Day::from_number(20250428).unwrap()),
    };
    let query = query::parse(typed, options).unwrap().query;
    let mut found = Vec::new();
    let request = Request { fragments: 3, ..Request::all(query) };
    archive
        .search(&request, &mut |hit| {
            let marks = hit.fragments.iter().map(|fragment| fragment.marks.len()).sum();
            found.push((hit.article.origin.path.parse().unwrap(), marks));
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    found
}

#[test]
fn each_language_finds_what_its_readers_expect() {
    let rows = rows();
    let languages: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.language.as_str()).collect();
    assert!(rows.len() >= 120 && languages.len() >= 25, "{} rows, {} languages", rows.len(), languages.len());
    // One archive: every language's forms are asked beside those of all others.
    let archive = archive(rows.iter().map(|row| (row.language.as_str(), row.copy.as_str())));
    let mut wrong = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let hit = find(&archive, &row.query).into_iter().find(|(found, _)| *found == number);
        if hit.is_some() != row.found {
            let outcome = if row.found { "not found" } else { "found" };
            wrong.push(format!("line {}: {}: `{}` {outcome} in `{}`", row.line, row.language, row.query, row.copy));
        }
        if hit.is_some_and(|(_, marks)| marks == 0) {
            wrong.push(format!("line {}: {}: `{}` unmarked in `{}`", row.line, row.language, row.query, row.copy));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// Draws numbers that look random and are the same each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % most
    }
}

#[test]
fn strings_of_unparted_scripts_are_found_wherever_a_scan_finds_them() {
    let scripts = [
        "港口重新开放北京新華社國",
        "横浜港フェリー到着したガ",
        "부산항여객선이도착",
        "เรือท่าภูเก็ตแล้",
        "ເຮືອມາວຽງຈັນ",
        "កប៉ាល់ភ្នំពេញ",
        "သင်္ဘောရန်ကုန်",
    ];
    let between = ["", "", "", "", "、", "。", "\n", " ", "「", "4", "28", "A320", "NATO", "-", "%", "Élysée", "порт"];
    let mut draw = Draw(7);
    let mut copies = Vec::new();
    for number in 0..140 {
        let mut copy = String::new();
        for _ in 0..40 {
            // Few letters of one script, so that strings recur; now and then a letter of another.
            let script = if draw.below(9) == 0 { draw.below(scripts.len()) } else { number % scripts.len() };
            let letters: Vec<char> = scripts[script].chars().collect();
            copy.push(letters[draw.below(letters.len())]);
            copy.push_str(between[draw.below(between.len())]);
        }
        copies.push(copy);
    }
    let archive = archive(copies.iter().map(|copy| ("zh", copy.as_str())));
    let unparted = |c: char| scripts.iter().any(|script| script.contains(c));
    // What parts characters parts no strings; words of other scripts that stand between them do.
    let scanned: Vec<String> =
        copies.iter().map(|copy| copy.chars().filter(|&c| c.is_alphanumeric() || unparted(c)).collect()).collect();
    let (mut asked, mut expected, mut most) = (0, 0, 0);
    for copy in &scanned {
        let letters: Vec<char> = copy.chars().collect();
        for _ in 0..12 {
            let start = draw.below(letters.len() - 4);
            let wanted: String = letters[start..start + 1 + draw.below(4)].iter().collect();
            if !wanted.chars().all(unparted) {
                continue;
            }
            let scan: Vec<usize> = (0..scanned.len()).filter(|&number| scanned[number].contains(&wanted)).collect();
            for typed in [wanted.clone(), format!("\"{wanted}\"")] {
                let mut found: Vec<usize> = find(&archive, &typed).into_iter().map(|(number, _)| number).collect();
                found.sort_unstable();
                assert_eq!(found, scan, "`{typed}`");
            }
            (asked, expected, most) = (asked + 1, expected + scan.len(), most.max(scan.len()));
        }
    }
    assert!(asked > 300 && expected > 2 * asked && most > 20, "{asked} asked, {expected} expected, {most} at most");
}
