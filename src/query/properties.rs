//! What holds for every query: it prints and reads back, its faults lie within it, no word gets lost.

use proptest::prelude::*;

use super::tests::options;
use super::*;

/// Strings as people type and paste them: pieces of the grammar, of news, and of neither.
fn newsy() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "oil", "U.S.", "multi-agent", "AT&T", "N'Djamena", "/TASS/", "C++", "10:30", "東京", "Ёлка", "it’s", "e\u{301}",
            "nucl*", "m?d", "who?", "smth~", "smth~2", "/a(b|c)/", "/.*x/", "\"a b\"", "“x \"y\"”", "«z»~4", "„q“", "*",
            "2025-04..2025-01", "http://a.b/?c", "می\u{200c}خواهم",
            "=WHO", "=", "=\"White House\"", "==x", "=nucl*", "atleast3", "ATLEAST2(oil OR gas)", "atleast0", "first50",
            "first5 (a -b)", "same-paragraph(a b)", "same-paragraph", "Same-Paragraph (", "/a(b", "/[A-Z]+/", "/a(/",
        ]).prop_map(str::to_owned),
        3 => prop::sample::select(vec![
            " ", " ", " ", "(", ")", " OR ", " AND ", " NOT ", " -", "-", "--", "\"", "“", "”", "»", "~1", "\u{200b}", "\t",
        ]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "headline:", "lead:(", "place:", "agency:", "lang:ru", "path:", "path:a(b", "foo:", "date:2025", "date:..",
            "date:missing", "country:JP", "country:", "date:\"3 weeks ago\"", "date:2025-04..2025-01", "by:",
            "saved:x", "saved:(x deep)", "saved:", "saved:none", "saved:\"X\"",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,3}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Trees as the parser makes them.
fn trees() -> impl Strategy<Value = Query> {
    let field = || prop::sample::select(vec![TextField::Any, TextField::Headline, TextField::Lead, TextField::Byline]);
    let words = || {
        prop::sample::select(vec![
            "oil", "U.S.", "AT&T", "/TASS/", "C++", "10:30", "東京", "it’s", "x”", "and", "a:b", "[0-3]",
        ])
    };
    let quoted = prop::sample::select(vec!["a b", "AND", "say \"x\"", "x” \"y", "«z» \"y\"", "(a", "-b", "nucl*"]);
    let matcher = prop_oneof![
        words().prop_map(|word| Matcher::Word(word.to_owned())),
        (quoted, 0u32..9).prop_map(|(text, slop)| Matcher::Phrase { text: text.to_owned(), slop }),
        "[a-zé]{1,4}[*?][a-zé*?]{0,3}".prop_map(Matcher::Pattern),
        ("[a-zé]{1,8}", 1u8..=2).prop_map(|(word, distance)| Matcher::Fuzzy { word, distance }),
        prop::sample::select(vec!["a|b", "x.*", "nucl(ear|ei)", "\\/a", "[()]"])
            .prop_map(|regex| Matcher::Regex(regex.to_owned())),
        prop::sample::select(vec!["WHO", "White House", "U.S.", "=x", "a*", "AND", "x”", "\"q\""])
            .prop_map(|text| Matcher::Exact(text.to_owned())),
    ]
    .boxed();
    let property = prop_oneof![
        prop::sample::select(vec!["tokyo", "New York", "St. John's", "N'Djamena"])
            .prop_flat_map(|name| prop::sample::select(vec![Property::Place, Property::Agency])
                .prop_map(move |property| (property, name))),
        prop::sample::select(vec!["JP", "South Korea", "япония"]).prop_map(|name| (Property::Country, name)),
        prop::sample::select(vec!["ru", "pt-BR", "zh-Hant"]).prop_map(|tag| (Property::Language, tag)),
        prop::sample::select(vec!["a/**", "a b", "a(1).txt", "a(1", "a)", "-x", "\"q\"", "“a \"b"])
            .prop_map(|glob| (Property::Path, glob)),
    ]
    .prop_map(|(property, value)| Query::Property { property, value: value.to_owned() });
    let date = (1u32..9999, 1u8..=12, 1u8..=28, 0u8..=2).prop_map(|(year, month, day, kind)| {
        let first = Day::new(year as i32, month, day).unwrap();
        let last = [first, first.month_end(), Day::MAX][usize::from(kind)];
        Query::Date(DayRange { first, last })
    });
    let state = prop::sample::select(vec![DateState::Missing, DateState::Inferred, DateState::Conflict]);
    let text = || (Just(TextField::Any), matcher.clone()).prop_map(|(field, matcher)| Query::Text { field, matcher });
    let counted = (1u32..9, prop::collection::vec(text(), 1..4)).prop_map(|(times, texts)| Query::Measured {
        measure: Measure::AtLeast(times),
        text: Box::new(Query::or(texts)),
    });
    let together = text().prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Query::and),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Query::or),
            inner.prop_map(|query| match query {
                Query::Not(inner) => *inner,
                query => Query::Not(Box::new(query)),
            }),
        ]
    });
    let measure = prop_oneof![(1u32..99).prop_map(Measure::First), Just(Measure::SameParagraph)];
    let measured = prop_oneof![
        counted,
        (measure, together).prop_map(|(measure, text)| Query::Measured { measure, text: Box::new(text) }),
    ];
    let leaf = prop_oneof![
        2 => measured,
        4 => (field(), matcher).prop_map(|(field, matcher)| Query::Text { field, matcher }),
        1 => property,
        1 => date,
        1 => state.prop_map(Query::DateState),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..5).prop_map(Query::and),
            prop::collection::vec(inner.clone(), 2..5).prop_map(Query::or),
            inner.prop_map(|query| match query {
                Query::Not(inner) => *inner,
                query => Query::Not(Box::new(query)),
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn what_a_tree_prints_reads_back(query in trees()) {
        let printed = query.to_string();
        let parsed = parse(&printed, options());
        prop_assert_eq!(parsed.map(|parsed| parsed.query), Ok(query), "{}", printed);
    }

    #[test]
    fn what_was_read_prints_and_reads_back(typed in newsy(), any in any::<bool>()) {
        let juxtaposed = if any { Juxtaposed::Any } else { Juxtaposed::All };
        match parse(&typed, ParseOptions { juxtaposed, ..options() }) {
            Ok(parsed) => {
                let printed = parsed.query.to_string();
                let again = parse(&printed, options());
                prop_assert_eq!(again.map(|again| again.query), Ok(parsed.query), "{}", printed);
                for note in parsed.notes {
                    prop_assert!(typed.get(note.span.start..note.span.end).is_some_and(|text| !text.is_empty()));
                }
            }
            Err(error) => {
                prop_assert!(typed.get(error.span.start..error.span.end).is_some(), "{:?}", error);
                prop_assert_eq!(error.caret(&typed).lines().count(), 2);
            }
        }
    }

    #[test]
    fn no_word_is_lost_or_made_up(typed in newsy()) {
        // A query without operators and fields holds the words of its text, no more and no fewer.
        let plain = typed.replace(['(', ')', ':', '~', '?', '*'], " ");
        let plain = plain.split(' ').filter(|word| !matches!(*word, "AND" | "OR" | "NOT")).collect::<Vec<_>>().join(" ");
        if let Ok(parsed) = parse(&plain, options()) {
            prop_assert_eq!(crate::words::split(&parsed.query.to_string()), crate::words::split(&plain));
        }
    }
}
