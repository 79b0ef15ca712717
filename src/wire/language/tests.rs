//! Sentences in the manner of wire copy, with the language they are in. Written for this test; none is real news.

use super::*;

const SENTENCES: &str = include_str!("sentences.tsv");

#[test]
fn sentences_of_the_news_are_told() {
    let mut wrong = Vec::new();
    let mut all = 0;
    for (tag, sentence) in SENTENCES.lines().filter_map(|line| line.split_once('\t')) {
        all += 1;
        let found = detect(sentence, None);
        if found.as_deref() != Some(tag) {
            wrong.push(format!("{tag}, found {found:?}: {sentence}"));
        }
    }
    assert!(all >= 60);
    assert!(wrong.len() * 100 <= all * 5, "{} of {all} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn capitals_change_nothing() {
    for (tag, sentence) in SENTENCES.lines().filter_map(|line| line.split_once('\t')) {
        if ["en", "es", "fr", "ru"].contains(&tag) {
            assert_eq!(detect(&sentence.to_uppercase(), None).as_deref(), Some(tag), "{sentence}");
        }
    }
}

#[test]
fn a_text_too_short_tells_nothing_and_the_hint_decides() {
    for text in ["", " \n", "2:1", "Gol!", "(Reuters)", "BC-SUMMARY 1"] {
        assert_eq!(detect(text, None), None, "{text}");
    }
    assert_eq!(detect("Gol!", Some("pt")).as_deref(), Some("pt"));
    assert_eq!(detect("Gol!", Some("ru")), None);
    assert_eq!(detect("総選挙", Some("ja")).as_deref(), Some("ja"));
    assert_eq!(detect("首相", Some("zh-TW")).as_deref(), Some("zh-Hant"));
}

#[test]
fn the_hint_does_not_overrule_the_text() {
    let english = "The minister said on Monday that the talks would go on after the weekend.";
    assert_eq!(detect(english, Some("tr")).as_deref(), Some("en"));
    let indonesian = "Presiden mengatakan bahwa pemerintah akan membantu para petani karena harga beras naik.";
    assert_eq!(detect(indonesian, Some("en")).as_deref(), Some("id"));
    assert_eq!(detect("Премьер-министр заявил, что переговоры продолжатся.", Some("en")).as_deref(), Some("ru"));
}

#[test]
fn names_in_another_script_do_not_outvote_the_text() {
    let text = "外交部发言人就 European Commission President 的言论回答了 Reuters 记者提问，重申一贯立场。";
    assert_eq!(detect(text, None).as_deref(), Some("zh"));
}

#[test]
fn only_the_beginning_is_looked_at_and_no_character_is_cut() {
    let text = "会".repeat(100_000);
    assert_eq!(prefix(&text).len(), PREFIX - PREFIX % 3);
    assert_eq!(detect(&text, None).as_deref(), Some("zh"));
    assert_eq!(prefix("short"), "short");
}
