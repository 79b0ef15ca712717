//! What holds for any bytes whatever that are handed to the parser as copy.
//!
//! The last byte of an input chooses what stands around the copy (path, neighbours, offset in the file, container fields);
//! all before it is the copy. So a plain text file is a good seed, and a byte added at the end changes no copy.

#![no_main]

use std::collections::HashSet;
use std::time::{Duration, Instant};

use dateline::article::{Article, PartKind};
use dateline::date::{Day, DayRange, PartialDate};
use dateline::story::{Context, Known, Origin, Span, Story};
use dateline::wire::{self, Styles};
use dateline::words;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&choice, copy)) = data.split_last() else { return };
    let story = story(&String::from_utf8_lossy(copy), choice);
    let parsed = wire::parse(&story, Styles::builtin());
    check(&story, &parsed.articles);
    for remark in &parsed.remarks {
        inside(&story, remark.span);
    }
    // Every eighth input, since it costs as much as twenty.
    if choice >> 5 == 7 {
        check_growth(&story);
    }
});

const PATHS: [&str; 4] = ["a.txt", "tass/2025/04/28/x.txt", "apr-2025/story7.txt", "19991231"];

fn story(text: &str, choice: u8) -> Story {
    let at = if choice & 0b1000 == 0 { 0 } else { 7 };
    let span = Span::new(at, at + text.len());
    let near = |first, last| Some(DayRange { first, last });
    let neighbours = match choice >> 4 & 1 {
        0 => None,
        _ => Day::new(2024, 2, 29).zip(Day::new(2025, 3, 1)).and_then(|(first, last)| near(first, last)),
    };
    let known = match choice >> 2 & 1 {
        0 => Known::default(),
        // A container's dateline is any text: here, what the copy begins with.
        _ => Known {
            date: PartialDate::parse_iso("2025-04"),
            dateline: Some(text.chars().take(80).collect()),
            language: Some("ru".to_owned()),
            ..Known::default()
        },
    };
    let origin = Origin { path: PATHS[usize::from(choice & 3)].to_owned(), entry: None, span };
    Story { origin, text: text.to_owned(), known, context: Context { neighbours } }
}

/// Checks that every byte is accounted for, that spans cut, and that no word was made up.
fn check(story: &Story, articles: &[Article]) {
    let said: HashSet<String> = words::split(&story.text).into_iter().collect();
    let mut covered = story.origin.span.start;
    for article in articles {
        assert_eq!(article.origin.span.start, covered, "articles leave a gap");
        for part in &article.parts {
            assert_eq!(part.span.start, covered, "parts leave a gap or overlap: {:?}", article.parts);
            assert!(!part.span.is_empty(), "a part without bytes: {:?}", article.parts);
            inside(story, part.span);
            covered = part.span.end;
        }
        assert_eq!(covered, article.origin.span.end, "parts do not reach the end");
        if let Some(dateline) = &article.dateline {
            inside(story, dateline.span);
        }
        for remark in &article.remarks {
            inside(story, remark.span);
        }
        let body = article.parts.iter().filter(|part| part.kind == PartKind::Body);
        let body: String = body.map(|part| cut(story, part.span)).collect();
        assert_eq!(letters(&article.body), letters(&body), "the body is not what its part holds");
        assert_eq!(article.words as usize, words::count(&article.body), "words miscounted");
        // Copy that has run together (`30Delhi`) is one word there and two where the body begins inside it.
        let seams: HashSet<String> = words::split(&body).into_iter().collect();
        for word in words::split(&article.body) {
            assert!(
                said.contains(&word) || seams.contains(&word),
                "the body has a word that the copy has not: {word:?}"
            );
        }
    }
    assert!(articles.is_empty() || covered == story.origin.span.end, "articles do not reach the end");
}

fn inside(story: &Story, span: Span) {
    let by = story.origin.span.start;
    let fits = by <= span.start && span.start <= span.end && span.end <= story.origin.span.end;
    assert!(fits, "a span outside the copy: {span:?}");
    assert!(
        story.text.is_char_boundary(span.start - by) && story.text.is_char_boundary(span.end - by),
        "a span cuts a character: {span:?}"
    );
}

fn cut(story: &Story, span: Span) -> &str {
    let by = story.origin.span.start;
    Span::new(span.start - by, span.end - by).of(&story.text)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Checks that eight times the copy cost about eight times the time. The margin is wide and the fault must show again and
/// again: a busy machine holds up any single run.
fn check_growth(story: &Story) {
    if story.text.len() < 256 {
        return;
    }
    let text = story.text.repeat(8);
    let span = Span::new(story.origin.span.start, story.origin.span.start + text.len());
    let long = Story { origin: Origin { span, ..story.origin.clone() }, text, ..story.clone() };
    let slack = Duration::from_millis(20);
    let grows = (0..20).all(|_| time(&long) > 3 * 8 * time(story) + slack);
    assert!(!grows, "time grows faster than the copy: {:?} for once, {:?} for 8 times", time(story), time(&long));
}

fn time(story: &Story) -> Duration {
    let begun = Instant::now();
    std::hint::black_box(wire::parse(story, Styles::builtin()));
    begun.elapsed()
}
