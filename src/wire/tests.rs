//! The examples of the style files, and properties that hold for any copy.

use proptest::prelude::*;

use super::style::FILES;
use super::*;

fn story(text: &str) -> Story {
    Story {
        origin: Origin { path: "x.txt".to_owned(), entry: None, span: Span::new(0, text.len()) },
        text: text.to_owned(),
        ..Story::default()
    }
}

#[test]
fn every_style_reads_its_examples() {
    let mut faults = Vec::new();
    let mut examples = 0;
    for (file, text) in FILES {
        let styles = Styles::load(&[(file, text)]).unwrap();
        for style in styles.iter() {
            for example in &style.examples {
                examples += 1;
                let article = parse(&story(&example.copy), Styles::builtin()).articles.remove(0);
                let dateline = article.dateline.unwrap_or_default();
                let date = (!dateline.date.is_empty()).then(|| dateline.date.to_string());
                let found = (dateline.place.as_deref(), date.as_deref(), &dateline.agencies, dateline.style.as_str());
                let named = if style.name == "fbis" || dateline.style != "fbis" { style.name.as_str() } else { "fbis" };
                let expected = (example.place.as_deref(), example.date.as_deref(), &example.agencies, named);
                if found != expected || !article.body.starts_with(&example.lead) {
                    let body: String = article.body.chars().take(24).collect();
                    faults.push(format!(
                        "{file}: {}\n  {:?}\n  expected {expected:?} {:?}\n  found    {found:?} {body:?}",
                        style.name, example.copy, example.lead
                    ));
                }
            }
        }
    }
    assert!(examples >= 60, "{examples} examples");
    assert!(faults.is_empty(), "{} of {examples}:\n{}", faults.len(), faults.join("\n"));
}

/// Copy as random as it can be and still look like news.
fn newsy() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(" date 2025-04-28 ".to_owned()),
        Just("TOKYO, April 28. /TASS/. ".to_owned()),
        Just("MOSCOW/KYIV (AP) — ".to_owned()),
        Just("\n\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("新华社北京4月28日电".to_owned()),
        Just("【東京共同】".to_owned()),
        Just("(서울=연합뉴스) 김민수 기자 = ".to_owned()),
        Just("By JOHN SMITH\n".to_owned()),
        Just("Reuter\n".to_owned()),
        Just("Headline: x\nDate: 2025-04-28\n".to_owned()),
        Just("---\n".to_owned()),
        Just("\u{c}".to_owned()),
        "[A-Z]{1,9}[,.]? ",
        "[a-zé]{1,9} ",
        "[0-9]{1,4}[-/.]?",
        "[-—_=/(){}\\[\\].,:;\"'*]{1,3}",
        "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn any_copy_is_covered_by_its_parts_without_gap_or_overlap(text in newsy()) {
        let parsed = parse(&story(&text), Styles::builtin());
        prop_assert_eq!(parsed.articles.is_empty(), !text.chars().any(char::is_alphanumeric));
        let mut at = 0;
        for article in &parsed.articles {
            prop_assert_eq!(article.origin.span.start, at);
            for part in &article.parts {
                prop_assert_eq!(part.span.start, at);
                prop_assert!(part.span.end > at && text.is_char_boundary(part.span.end));
                at = part.span.end;
            }
            prop_assert_eq!(article.origin.span.end, at);
            if let Some(dateline) = &article.dateline {
                prop_assert!(text.get(dateline.span.start..dateline.span.end).is_some());
            }
            for remark in &article.remarks {
                prop_assert!(text.get(remark.span.start..remark.span.end).is_some());
            }
        }
        if !parsed.articles.is_empty() {
            prop_assert_eq!(at, text.len());
        }
    }
}
