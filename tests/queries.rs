//! Queries of any size are read in linear time and bounded stack: the library itself may hold no clock, so this stands here.

use std::time::{Duration, Instant};

use dateline::date::Day;
use dateline::query::{Juxtaposed, ParseOptions, Today, parse};

/// Each takes under three seconds without optimisation; a reader that looks again at what it passed takes minutes.
#[test]
fn a_megabyte_reads_in_linear_time() {
    let options = ParseOptions { today: Today(Day::MIN), juxtaposed: Juxtaposed::All };
    for piece in [
        "(",
        "a OR ",
        "a -",
        "-",
        "- ",
        "/",
        "/a(",
        "/(\\",
        "\"a\" ",
        "& ",
        "foo:x ",
        "headline:-a ",
        "date:2025 to ",
        "a",
        "?",
        "? ",
        "(a) ",
        "path:a( ",
        "\u{200b}",
        "\"a\"-",
        "„",
        "a~",
        "*a",
        "NOT ",
        "date:2025\u{200b}",
        "/\u{200b}",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        let start = Instant::now();
        let read = parse(&text, options);
        let took = start.elapsed();
        if let Err(error) = read {
            assert!(error.caret(&text).lines().count() == 2, "{piece}");
        }
        assert!(took < Duration::from_secs(20), "{piece}: {took:?}");
    }
}
