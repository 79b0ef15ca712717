//! What each query gives: typed text against its canonical text, its notes, its faults.

use std::sync::LazyLock;

use super::*;

/// The day is a Wednesday.
/// What the tests may ask for by name.
static SAVED: LazyLock<Saved> = LazyLock::new(|| {
    let mut saved = Saved::default();
    saved.insert("x".to_owned(), "oil OR gas".to_owned());
    saved.insert("deep".to_owned(), "saved:x -date:yesterday".to_owned());
    saved
});

pub(super) fn options() -> ParseOptions<'static> {
    ParseOptions { today: Today(Day::new(2025, 4, 30).unwrap()), juxtaposed: Juxtaposed::All, saved: &SAVED }
}

fn read(typed: &str) -> Parsed {
    parse(typed, options()).unwrap_or_else(|error| panic!("{error}\n{}", error.caret(typed)))
}

fn fault(typed: &str) -> SyntaxError {
    match parse(typed, options()) {
        Ok(parsed) => panic!("{typed} reads as {parsed:?}"),
        Err(error) => error,
    }
}

fn word(word: &str) -> Query {
    text(TextField::Any, Matcher::Word(word.to_owned()))
}

fn text(field: TextField, matcher: Matcher) -> Query {
    Query::Text { field, matcher }
}

#[test]
fn queries_read_to_their_canonical_text_without_a_note() {
    for (typed, canonical) in [
        ("", ""),
        ("  \t\u{200b}\u{7} ", ""),
        // Words and operators.
        ("oil prices", "oil prices"),
        ("oil AND prices", "oil prices"),
        ("oil\u{0}prices\u{2028}now", "oil prices now"),
        ("and", "and"),
        ("headline:or", "headline:or"),
        ("oil \"AND\" gas", "oil \"AND\" gas"),
        ("a AND b OR c AND d", "a b OR c d"),
        ("a AND (b OR c)", "a (b OR c)"),
        ("a (b c)", "a b c"),
        ("a OR (b OR c)", "a OR b OR c"),
        ("((a))", "a"),
        ("a(b)c", "a b c"),
        ("a\"b\"c", "a \"b\" c"),
        ("-opec", "-opec"),
        ("NOT opec", "-opec"),
        ("NOT NOT a", "a"),
        ("NOT -a", "a"),
        ("NOT (NOT a)", "a"),
        ("a AND NOT b", "a -b"),
        ("a OR NOT b", "a OR -b"),
        ("(a OR b) -c", "(a OR b) -c"),
        ("(-c a)", "-c a"),
        ("-(a b)", "-(a b)"),
        ("-(a OR -b)", "-(a OR -b)"),
        ("-\"a b\"", "-\"a b\""),
        // Punctuation is text.
        ("U.S.", "U.S."),
        ("multi-agent", "multi-agent"),
        ("C++", "C++"),
        ("AT&T", "AT&T"),
        ("a'b it's", "a'b it's"),
        ("[0-3]", "[0-3]"),
        ("x..y", "x..y"),
        ("!x", "!x"),
        ("10:30", "10:30"),
        ("http://x.y/z", "http://x.y/z"),
        ("Re: oil", "Re: oil"),
        ("N'Djamena N° 5", "N'Djamena N° 5"),
        ("/TASS/", "/TASS/"),
        ("a/b and/or", "a/b and/or"),
        ("x^2 $100 50% #tag @user", "x^2 $100 50% #tag @user"),
        ("😀x", "😀x"),
        ("东京 OR 서울", "东京 OR 서울"),
        ("a-\"b c\"", "a- \"b c\""),
        // Phrases.
        ("\"a b\"~5", "\"a b\"~5"),
        ("\"a b\"~0", "\"a b\""),
        ("“oil prices”", "\"oil prices\""),
        ("«цены на нефть»", "\"цены на нефть\""),
        ("„Öl Preise“~3", "\"Öl Preise\"~3"),
        ("“say \"x\" now”", "“say \"x\" now”"),
        ("\" a\tb \"", "\"a b\""),
        // Patterns, fuzzy words, regular expressions.
        ("nucl*", "nucl*"),
        ("m?hamm?d who?", "m?hamm?d who?"),
        ("*gate", "*gate"),
        ("(nucl*)", "nucl*"),
        ("gerasimv~", "gerasimv~1"),
        ("gerasimv~1", "gerasimv~1"),
        ("gerasimv~2", "gerasimv~2"),
        ("/nucl(ear|ei)/", "/nucl(ear|ei)/"),
        ("-/.*gate/", "-/.*gate/"),
        // Fields.
        ("headline:steuer*", "headline:steuer*"),
        ("title:oil", "headline:oil"),
        ("HEADLINE:oil by:smith", "headline:oil byline:smith"),
        ("headline:(oil OR gas) coal", "(headline:oil OR headline:gas) coal"),
        ("headline:(oil place:tokyo)", "headline:oil place:tokyo"),
        ("headline:\"oil prices\"~3", "headline:\"oil prices\"~3"),
        ("lead:/a.*b/ byline:smth~", "lead:/a.*b/ byline:smth~1"),
        ("-headline:oil", "-headline:oil"),
        ("-headline:(oil gas)", "-(headline:oil headline:gas)"),
        ("headline:lang:ru", "headline:lang:ru"),
        ("place:\"New York\"", "place:\"New York\""),
        ("place:(tokyo OR paris)", "place:tokyo OR place:paris"),
        ("agency:/TASS/", "agency:/TASS/"),
        ("lang:ru language:pt-BR", "lang:ru lang:pt-BR"),
        ("path:2025/*", "path:2025/*"),
        ("path:\"a b/**\"", "path:\"a b/**\""),
        ("path:\"it's\"", "path:it's"),
        ("(path:a(1).txt OR path:b)", "path:a(1).txt OR path:b"),
        ("path:\"a(1\"", "path:\"a(1\""),
        ("-(b OR path:a(\"»” )", "-(b OR path:a(\"»” )"),
        ("path:\"a)1\"", "path:\"a)1\""),
        // Dates.
        ("date:2025-04", "date:2025-04"),
        ("date:2025-04-01..2025-04-30", "date:2025-04"),
        ("date:yesterday", "date:2025-04-29"),
        ("date:\"3 weeks ago\"", "date:2025-04-09"),
        ("(date:2025.. oil)", "date:2025-01-01.. oil"),
        ("date:missing OR date:Inferred", "date:missing OR date:inferred"),
        ("date:(2025-04 OR conflict)", "date:2025-04 OR date:conflict"),
        ("-date:..2024", "-date:..2024-12-31"),
        ("date:2025 oil", "date:2025 oil"),
    ] {
        let parsed = read(typed);
        assert_eq!((parsed.query.to_string().as_str(), parsed.notes), (canonical, vec![]), "{typed}");
        assert_eq!(read(canonical).query, parsed.query, "{typed}");
    }
}

#[test]
fn what_is_put_right_is_said_with_its_place() {
    for (typed, canonical, note, place) in [
        ("a or b", "a or b", "`or` is read as a word; for alternatives write OR", "or"),
        (
            "2025-04..2025-01",
            "2025-04..2025-01",
            "`2025-04..2025-01` is read as text; for days of publication write date:2025-01..2025-04",
            "2025-04..2025-01",
        ),
        ("--x", "x", "`--` is read as text: a single `-` excludes", "--"),
        ("\"a\"-x", "\"a\" x", "`-` is read as text: `-` excludes only after a blank", "-"),
        ("a - b", "a b", "left out `-`: it holds no letter or digit; to exclude a word, write - right before it", "-"),
        ("a & b & c", "a b c", "left out `&`: it holds no letter or digit", "&"),
        ("a || b", "a b", "left out `||`: it holds no letter or digit; for alternatives write OR", "||"),
        ("🎉 oil", "oil", "left out `🎉`: it holds no letter or digit", "🎉"),
        ("a OR & b", "a OR b", "left out `&`: it holds no letter or digit", "&"),
        ("\"a\"~", "\"a\"", "left out `~`: it holds no letter or digit", "~"),
        ("\"a* b\"", "\"a* b\"", "`*` between quotes is read as text: quoted words are exact", "\"a* b\""),
        (
            "?who",
            "who",
            "`?` before `who` is read as text: `?` stands for a letter only inside or at the end of a word",
            "?",
        ),
        (
            "x a*b-c*",
            "x a*b-c*",
            "`*` in `a*b-c*` is read as text: a pattern is one word, without punctuation",
            "a*b-c*",
        ),
        (
            "headline:-oil",
            "headline:oil",
            "`-` in `headline:-oil` is read as text; to exclude, put the `-` before the field",
            "-",
        ),
        (
            "oil source:tass",
            "oil source:tass",
            "no field is called `source`: reading `source:tass` as text; fields are headline, lead, byline, place, country, agency, lang, path, date, saved",
            "source:tass",
        ),
        (
            "headlin:x",
            "headlin:x",
            "no field is called `headlin`: reading `headlin:x` as text; did you mean `headline:`?",
            "headlin:x",
        ),
        (
            "a date:2025-04..2025-01",
            "a date:2025-01..2025-04",
            "dates were reversed: reading 2025-01..2025-04",
            "2025-04..2025-01",
        ),
        (
            "date:2025 to 2026",
            "date:2025 to 2026",
            "`2025` is read as a date by itself; for one date, quote it: date:\"2025 to 2026\"",
            "2025",
        ),
    ] {
        let parsed = read(typed);
        let notes: Vec<(&str, &str)> = parsed.notes.iter().map(|n| (n.text.as_str(), n.span.of(typed))).collect();
        assert_eq!((parsed.query.to_string().as_str(), notes), (canonical, vec![(note, place)]), "{typed}");
    }
}

#[test]
fn faults_point_at_their_place() {
    let quote_it = |word: &str| format!("to search for the word itself, quote it: \"{word}\"");
    for (typed, place, message, hint) in [
        ("-", "-", "expected a word, found `-`", "a word holds a letter or digit; an empty".to_owned()),
        ("&&", "&&", "expected a word, found `&&`", "a word holds a letter or digit; an empty".to_owned()),
        ("* ? ...", "*", "expected a word, found `*`", "a word holds a letter or digit; an empty".to_owned()),
        ("a AND", "AND", "expected a word after `AND`, found the end of the query", quote_it("AND")),
        ("a NOT", "NOT", "expected a word after `NOT`, found the end of the query", quote_it("NOT")),
        ("OR", "OR", "expected a word, found `OR`", quote_it("OR")),
        ("AND b", "AND", "expected a word, found `AND`", quote_it("AND")),
        ("a OR OR b", "OR", "expected a word after `OR`, found `OR`", quote_it("OR")),
        ("-OR", "-", "expected a word after `-`, found `OR`", String::new()),
        ("(a OR )", "OR", "expected a word after `OR`, found `)`", quote_it("OR")),
        ("x (a", "(", "expected `)`, found the end of the query", "close it with `)`".to_owned()),
        ("(", "(", "expected `)`, found the end of the query", "close it with `)`".to_owned()),
        (")", ")", "expected a word, found `)`", "open it with `(`, or leave it out".to_owned()),
        ("a) b", ")", "expected the end of the query, found `)`", "open it with `(`, or leave it out".to_owned()),
        ("a ( )", "( )", "expected a word between the parentheses, found none", String::new()),
        ("a (&)", "(&)", "expected a word between the parentheses, found none", String::new()),
        ("oil \"gas", "\"", "expected a closing quote, found the end of the query", "close it with `\"`".to_owned()),
        ("„gas\"", "„", "expected a closing quote, found the end of the query", "close it with `“`".to_owned()),
        ("a \" \"", "\" \"", "expected words between the quotes, found none", String::new()),
        ("\"...\"", "\"...\"", "expected words between the quotes, found `...`", String::new()),
        (
            "\"a b\"~99999999999",
            "~99999999999",
            "expected at most ~4294967295 after a phrase, found ~99999999999",
            String::new(),
        ),
        ("gerasimv~3", "~3", "expected ~1 or ~2 after a word, found ~3", "take quotes: \"oil price\"~5".to_owned()),
        (
            "a-b~1",
            "a-b~1",
            "expected one word before ~1, found `a-b`",
            "search for the text itself, quote it: \"a-b~1\"".to_owned(),
        ),
        (
            "headline: oil",
            "headline:",
            "expected a value right after `headline:`, found a blank",
            quote_it("headline:"),
        ),
        ("(date:)", "date:", "expected a value right after `date:`, found `)`", quote_it("date:")),
        ("lead:AND", "AND", "expected a word, found the operator `AND`", quote_it("AND")),
        ("place:york*", "york*", "expected plain words after place:, found a pattern", "place:york finds".to_owned()),
        (
            "lang:russian",
            "russian",
            "expected a language tag after lang:, found `russian`",
            "tags are short codes: en, ru, zh, pt-BR".to_owned(),
        ),
        (
            "x date:2025-02-30 y",
            "2025-02-30",
            "2025-02-30: expected a day from 1 to 28, found 30",
            "the last day of February 2025 is 2025-02-28".to_owned(),
        ),
        ("date:“April 28”", "April 28", "April 28: expected a year, found none", "add the year".to_owned()),
        ("date:2025..2025-13", "2025-13", "2025-13: expected a month from 1 to 12, found 13", String::new()),
        (
            "(date:3 weeks ago)",
            "3",
            "3: expected a date, found the number 3",
            "a date with blanks takes quotes: date:\"3 weeks ago\"".to_owned(),
        ),
        ("date:\"2025\"~3", "\"2025\"~3", "expected a date, found a phrase with ~3", String::new()),
    ] {
        let error = fault(typed);
        assert_eq!((error.message.as_str(), error.span.of(typed)), (message, place), "{typed}");
        let said = error.hint.unwrap_or_default();
        assert!(said.contains(&hint) && said.is_empty() == hint.is_empty(), "{typed}: {said}");
    }
}

#[test]
fn trees_are_what_the_table_of_the_module_says() {
    let any = |matcher| text(TextField::Any, matcher);
    assert_eq!(read("U.S. -oil").query, Query::And(vec![word("U.S."), Query::Not(Box::new(word("oil")))]));
    let phrase = Matcher::Phrase { text: "oil prices".to_owned(), slop: 5 };
    assert_eq!(read("\"oil prices\"~5").query, any(phrase));
    assert_eq!(read("(m?hamm?d*),").query, any(Matcher::Pattern("m?hamm?d*".to_owned())));
    assert_eq!(read("«oil»").query, any(Matcher::Phrase { text: "oil".to_owned(), slop: 0 }));
    assert_eq!(read("nucler~2").query, any(Matcher::Fuzzy { word: "nucler".to_owned(), distance: 2 }));
    assert_eq!(read("/nucl(ear|ei)/").query, any(Matcher::Regex("nucl(ear|ei)".to_owned())));
    assert_eq!(read("title:oil").query, text(TextField::Headline, Matcher::Word("oil".to_owned())));
    let path = Query::Property { property: Property::Path, value: "a/**".to_owned() };
    assert_eq!(read("path:a/** OR date:missing").query, Query::Or(vec![path, Query::DateState(DateState::Missing)]));
    let days = DayRange { first: Day::new(2025, 4, 1).unwrap(), last: Day::new(2025, 4, 30).unwrap() };
    assert_eq!(read("date:2025-04").query, Query::Date(days));
    assert_eq!(read("").query, Query::All);
}

#[test]
fn words_as_alternatives_are_narrowed_by_what_is_no_text() {
    let options = ParseOptions { juxtaposed: Juxtaposed::Any, ..options() };
    for (typed, canonical) in [
        ("oil gas", "oil OR gas"),
        ("oil AND gas coal", "oil gas OR coal"),
        ("oil gas -opec date:2025", "(oil OR gas) -opec date:2025"),
        ("oil -(gas coal)", "oil -(gas OR coal)"),
        ("oil (place:tokyo OR lang:ru)", "oil (place:tokyo OR lang:ru)"),
        ("headline:(oil gas)", "headline:oil OR headline:gas"),
        ("oil (gas -coal)", "oil OR gas -coal"),
        ("-oil", "-oil"),
        ("place:tokyo lang:ru", "place:tokyo lang:ru"),
        ("", ""),
    ] {
        assert_eq!(parse(typed, options).unwrap().query.to_string(), canonical, "{typed}");
    }
}

#[test]
fn trees_that_no_one_can_type_still_print_as_queries() {
    let path = |value: &str| Query::Property { property: Property::Path, value: value.to_owned() };
    for (query, canonical) in [
        (word("AND"), "\"AND\""),
        (word("a b"), "\"a b\""),
        (word("-a"), "\"-a\""),
        (word("lang:ru"), "\"lang:ru\""),
        (Query::Not(Box::new(Query::Not(Box::new(word("a"))))), "-(-a)"),
        (Query::Not(Box::new(Query::All)), "-path:**"),
        (Query::And(vec![word("a")]), "a"),
        (path("a\"b c”d»e"), "path:\"a?b c”d»e\""),
    ] {
        assert_eq!(query.to_string(), canonical);
        read(canonical);
    }
}

#[test]
fn carets_stand_under_their_place_in_columns() {
    let caret = |typed: &str, start, end| print::caret(typed, Span::new(start, end));
    assert_eq!(caret("oil OR", 4, 6), "oil OR\n    ^^");
    assert_eq!(caret("oil", 3, 3), "oil\n   ^");
    assert_eq!(caret("", 0, 0), "\n^");
    assert_eq!(caret("东京 OR", 7, 9), "东京 OR\n     ^^");
    assert_eq!(caret("e\u{301}\tx\n)", 5, 6), "e\u{301} x )\n   ^");
    assert_eq!(caret("\u{1b}[31m )", 6, 7), " [31m )\n      ^");
    let long = format!("{}){}", "a ".repeat(500), " b".repeat(500));
    let drawn = caret(&long, 1000, 1001);
    let (text, carets) = drawn.split_once('\n').unwrap();
    assert_eq!(text.chars().nth(carets.chars().count() - 1), Some(')'), "{drawn}");
    assert!(text.starts_with('…') && text.ends_with('…') && text.chars().count() <= 122, "{drawn}");
    let end = caret(&long, long.len(), long.len());
    let (text, carets) = end.split_once('\n').unwrap();
    assert_eq!(text.chars().count() + 1, carets.chars().count(), "{end}");
}

#[test]
fn depth_is_bounded_and_said() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(read(&nested(DEEPEST)).query, word("a"));
    let error = fault(&nested(DEEPEST + 1));
    assert_eq!(error.message, "expected at most 100 parentheses inside one another, found more");
    assert_eq!(error.span, Span::new(DEEPEST, DEEPEST + 1));
    fault(&"(".repeat(10_000));
    fault(&"-(".repeat(10_000));
    assert_eq!(read(&format!("{}a", "NOT ".repeat(100_000))).query, word("a"));
}
