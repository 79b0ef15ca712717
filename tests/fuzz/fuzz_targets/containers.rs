//! What holds for any bytes whatever that are opened as a file.
//!
//! The form is told by the bytes themselves, so a corpus of files of one form keeps the fuzzer near that form: one run a form.
//! That memory does not grow is the fuzzer's own check (`-rss_limit_mb`, `-malloc_limit_mb`).

#![no_main]

use std::collections::HashSet;
use std::ops::ControlFlow;

use dateline::source::{self, ReadOptions};
use dateline::story::Story;
use libfuzzer_sys::fuzz_target;

/// No form says more than this many bytes of copy for each of its own: four where a byte of an old encoding becomes three of
/// UTF-8, and twice that for fields which each record repeats.
const GROWTH: usize = 8;

/// What any file may add to its copy by itself: labels, paragraph breaks.
const SLACK: usize = 4096;

fuzz_target!(|data: &[u8]| {
    let all = read(data, usize::MAX);
    let entries: HashSet<&Option<String>> = all.iter().map(|story| &story.origin.entry).collect();
    assert_eq!(entries.len(), all.len(), "two stories of one name");
    let mut bytes = 0;
    for story in &all {
        let span = story.origin.span;
        assert_eq!((span.start, span.end), (0, story.text.len()), "a span that is not its text's: {}", story.origin);
        bytes += story.text.len();
    }
    if !is_packed(data) {
        assert!(bytes <= GROWTH * data.len() + SLACK, "{} bytes became {bytes}", data.len());
    }
    // Read again and broken off: what came before is the same, and nothing comes after.
    let half = all.len() / 2;
    assert_eq!(read(data, half)[..half], all[..half], "not the same at a second reading");
});

/// Takes the stories of a file, `most` of them at the most.
fn read(data: &[u8], most: usize) -> Vec<Story> {
    let mut stories = Vec::new();
    let facts = source::of_bytes("any", data.to_vec()).stories(&ReadOptions::default(), &mut |given| {
        stories.extend(given.ok());
        match stories.len() < most {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    });
    assert!(facts.is_ok() || stories.is_empty(), "stories of a file that gives nothing");
    stories
}

/// Whether the file may say more than its length.
fn is_packed(data: &[u8]) -> bool {
    [&b"\x1f\x8b"[..], b"\x28\xb5\x2f\xfd", b"PK"].iter().any(|magic| data.starts_with(magic))
}
