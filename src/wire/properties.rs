//! What holds for any copy whatever: no panic, every byte accounted for, no word of the copy lost.

use proptest::prelude::*;

use super::{Styles, parse};
use crate::article::{Article, PartKind};
use crate::story::{Origin, Span, Story};

fn articles(text: &str, at: usize) -> Vec<Article> {
    let origin = Origin { path: "a.txt".into(), entry: None, span: Span::new(at, at + text.len()) };
    parse(&Story { origin, text: text.to_owned(), ..Story::default() }, Styles::builtin()).articles
}

/// Checks one parse; says what is wrong with it.
fn check(text: &str, at: usize) -> Result<(), TestCaseError> {
    let articles = articles(text, at);
    let mut covered = at;
    for article in &articles {
        prop_assert_eq!(article.origin.span.start, covered, "articles leave a gap");
        prop_assert_eq!(article.parts.first().map(|p| p.span.start), Some(covered));
        for part in &article.parts {
            prop_assert_eq!(part.span.start, covered, "parts leave a gap or overlap: {:?}", &article.parts);
            prop_assert!(part.span.end > part.span.start);
            covered = part.span.end;
            prop_assert!(text.is_char_boundary(part.span.start - at) && text.is_char_boundary(part.span.end - at));
        }
        prop_assert_eq!(covered, article.origin.span.end);
        let body: Vec<&str> =
            article.parts.iter().filter(|p| p.kind == PartKind::Body).map(|p| cut(text, p.span, at)).collect();
        prop_assert_eq!(squeezed(&article.body), squeezed(&body.concat()), "the body is not what its part holds");
        if let Some(dateline) = &article.dateline {
            let held = article.parts.iter().any(|p| {
                p.kind == PartKind::Dateline && p.span.start <= dateline.span.start && dateline.span.end <= p.span.end
            });
            prop_assert!(held || dateline.span.is_empty(), "the dateline stands outside its part");
        }
        for remark in &article.remarks {
            prop_assert!(remark.span.start >= at && remark.span.end <= at + text.len());
        }
    }
    prop_assert!(articles.is_empty() || covered == at + text.len());
    Ok(())
}

fn cut(text: &str, span: Span, at: usize) -> &str {
    Span::new(span.start - at, span.end - at).of(text)
}

/// The text without blanks and the marks that take no room.
fn squeezed(text: &str) -> String {
    text.chars().filter(|&c| !super::layout::is_blank(c)).collect()
}

/// Pieces of wire copy, to be put together in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        " date 2025-04-28 ",
        "\n\n date 2025-04 ",
        "MOSCOW",
        "Москва",
        "北京",
        "서울",
        "القاهرة",
        ", ",
        ". ",
        "April 28",
        "28 апреля",
        "7月26日",
        "31/12",
        "/TASS/",
        "(AP)",
        "(Xinhua)",
        "ИНТЕРФАКС",
        "新华社",
        "电",
        "【",
        "】",
        "(",
        ")",
        "[",
        "]",
        "/",
        " - ",
        " -- ",
        "—",
        "_",
        ":",
        "=",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u{c}",
        "\u{1}",
        "\u{feff}",
        "\u{a0}",
        "\u{200b}",
        "By Jane Roe",
        "Reuter",
        "(END)",
        "-0-",
        "The ferry is back.",
        "UPDATE 2-",
        "BC-FERRY",
        "Title: x",
        "---",
        "calendar>>May 4. 2025",
        "http://a.example/2025/04/28/x",
        "İ",
        "ß",
        "é",
        "e\u{301}",
        "9999999999",
        "2O",
        "Narch 2",
        "  ",
        "\t",
        "Enditem",
        "(ATTN: x)",
        "NO DATE",
        "Monday",
        "記者",
        "、",
        "年",
        "月",
        "日",
        "de",
        "and",
        "ABOARD",
        "'",
        "’",
        "`",
        "\"",
        "*",
        "…",
        "A",
        "a",
        "1",
        "１",
        "٣",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_of_copy_in_any_order_are_accounted_for(text in pieces(), at in 0usize..9) {
        check(&text, at)?;
    }

    #[test]
    fn any_text_is_accounted_for(text in any::<String>()) {
        check(&text, 0)?;
    }

    #[test]
    fn a_dateline_is_taken_whatever_follows(lead in "[A-Z][a-z]{2,9}( [a-z]{1,9}){3,20}\\.") {
        let text = format!(" date 2025-05-04 OMSK, May 4. /TASS/. {lead}\n\nIt sails at noon.");
        let articles = articles(&text, 0);
        prop_assert_eq!(articles[0].dateline.as_ref().and_then(|d| d.place.as_deref()), Some("OMSK"));
        prop_assert_eq!(articles[0].lead(), Some(lead.as_str()));
    }
}

/// Copy that is all of one kind. Were time to grow faster than its length, this test would take hours.
#[test]
fn endless_copy_is_accounted_for() {
    let units = [
        "A",
        "A ",
        "A, ",
        "(",
        "/",
        "-",
        " ",
        "\n",
        "\r",
        "date 2025-04-28 ",
        "\n\ndate 2025-04-28 ",
        "新",
        "新华社",
        "1",
        ". ",
        "Monday, ",
        "OSLO, May 3 ",
        "\n\nBy A",
        "\u{200b}",
        "(AP) ",
        "\n\nOSLO, May 3 (AP) - A.",
    ];
    for unit in units {
        let text = unit.repeat(600_000 / unit.len());
        if let Err(fault) = check(&text, 0) {
            panic!("{unit:?}: {fault}");
        }
    }
}

#[test]
fn a_story_without_a_word_is_an_article_if_its_container_dates_it() {
    let mut story = Story { text: " \n".to_owned(), ..Story::default() };
    story.origin.span = Span::new(0, 2);
    assert!(parse(&story, Styles::builtin()).articles.is_empty());
    story.known.date = crate::date::PartialDate::parse_iso("1987-04-06");
    let articles = parse(&story, Styles::builtin()).articles;
    assert_eq!(articles.len(), 1);
    assert_eq!((articles[0].body.as_str(), articles[0].published.is_some()), ("", true));
}
