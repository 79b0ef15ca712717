//! The contract of an engine, written once and run against every implementation.

use std::ops::ControlFlow;

use dateline::article::{Article, ArticleId, DateSource, Dated, Dateline, Inference, Place, Remark, RemarkKind};
use dateline::date::{Day, DayRange, PartialDate};
use dateline::index::{self, Archive, Made, Writer, WriterOptions};
use dateline::query::{DateState, Matcher, Property, Query, TextField};
use dateline::search::{Column, Engine, Request, Sort, Value};
use dateline::story::{Origin, Span};

fn article(name: &str, date: &str, place: &str, agency: &str, headline: Option<&str>, body: &str) -> Article {
    let date = PartialDate::parse_iso(date);
    Article {
        id: ArticleId::new(name, None, 0),
        origin: Origin { path: name.to_owned(), entry: None, span: Span::new(0, body.len()) },
        headline: headline.map(str::to_owned),
        dateline: Some(Dateline {
            text: format!("{place} ({agency}) -"),
            place: Some(place.to_owned()),
            places: vec![Place {
                name: place.to_owned(),
                country: (place == "LONDON").then(|| "GB".to_owned()),
                ..Place::default()
            }],
            agencies: vec![agency.to_owned()],
            style: "test".to_owned(),
            ..Dateline::default()
        }),
        body: body.to_owned(),
        language: Some("en".to_owned()),
        published: date.map(|date| Dated { date, source: DateSource::Header, inferred: None }),
        words: 5,
        ..Article::default()
    }
}

/// Seven articles that differ in what can be asked of them.
fn articles() -> Vec<Article> {
    let mut inferred = article("e.txt", "2025-04-30", "KYIV", "AP", None, "Grain ships sailed again.");
    inferred.published = inferred.published.map(|dated| Dated { inferred: Some(Inference::Path), ..dated });
    let mut conflict =
        article("f.txt", "2024-12-31", "PARIS", "AFP", None, "Striking crews blocked the port of Calais.");
    conflict.remarks.push(Remark {
        kind: RemarkKind::DateConflict,
        text: "far apart".to_owned(),
        span: Span::new(0, 1),
    });
    let mut russian = article("g.txt", "2025-05-02", "МОСКВА", "ТАСС", None, "Выборы прошли в нескольких областях.");
    russian.language = Some("ru".to_owned());
    vec![
        article(
            "a.txt",
            "2025-04-28",
            "TOKYO",
            "TASS",
            Some("Ferry strike ends"),
            "The crews ended their strike, the port said.\n\nOil prices fell.",
        ),
        article("b.txt", "2025-04-28", "NEW YORK", "Reuters", None, "Prices of oil rose. The U.S. agent spoke."),
        article("c.txt", "2025-04", "LONDON", "Reuters", None, "A monthly review of oil."),
        article("d.txt", "", "ROME", "ACAN-EFE", None, "No one knows when this was written, strikes or not."),
        inferred,
        conflict,
        russian,
    ]
}

fn fill(writer: &Writer, articles: &[Article]) {
    for (number, article) in articles.iter().enumerate() {
        let made = Made { fingerprint: number as u64 + 1, ..Made::default() };
        writer.put(&article.origin.path, None, &made, std::slice::from_ref(article)).unwrap();
    }
    writer.commit().unwrap();
}

fn options() -> WriterOptions {
    WriterOptions { threads: 1, memory: 32 << 20, ..WriterOptions::default() }
}

/// Runs `check` against the engine in memory and against the one on disk.
fn for_each_engine(check: impl Fn(&dyn Engine)) {
    let (writer, open) = index::in_memory(options()).unwrap();
    fill(&writer, &articles());
    check(&open().unwrap());

    let folder = tempfile::tempdir().unwrap();
    let writer = index::open_writer(folder.path(), options()).unwrap();
    fill(&writer, &articles());
    writer.close().unwrap();
    check(&index::open(folder.path()).unwrap());
}

fn found(engine: &dyn Engine, request: &Request) -> (Vec<String>, u64) {
    let mut paths = Vec::new();
    let summary = engine
        .search(request, &mut |hit| {
            paths.push(hit.article.origin.path);
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    assert_eq!(summary.shown, paths.len() as u64);
    (paths, summary.total)
}

#[track_caller]
fn finds(engine: &dyn Engine, query: Query, expected: &[&str]) {
    let (mut paths, total) = found(engine, &Request::all(query.clone()));
    paths.sort();
    assert_eq!(paths, expected, "{query:?}");
    assert_eq!(total, expected.len() as u64);
    // A count is what a search would find.
    assert_eq!(found(engine, &Request { limit: Some(0), ..Request::all(query) }), (Vec::new(), total));
}

fn word(text: &str) -> Query {
    in_field(TextField::Any, Matcher::Word(text.to_owned()))
}

fn phrase(text: &str, slop: u32) -> Query {
    in_field(TextField::Any, Matcher::Phrase { text: text.to_owned(), slop })
}

fn in_field(field: TextField, matcher: Matcher) -> Query {
    Query::Text { field, matcher }
}

fn property(property: Property, value: &str) -> Query {
    Query::Property { property, value: value.to_owned() }
}

fn days(from: u32, to: u32) -> Query {
    Query::Date(DayRange { first: Day::from_number(from).unwrap(), last: Day::from_number(to).unwrap() })
}

#[test]
fn bare_words_match_every_inflected_form_in_the_language_of_the_article() {
    for_each_engine(|engine| {
        finds(engine, word("strike"), &["a.txt", "d.txt", "f.txt"]);
        finds(engine, word("STRIKES"), &["a.txt", "d.txt", "f.txt"]);
        finds(engine, word("выборов"), &["g.txt"]);
        finds(engine, word("nonesuch"), &[]);
    });
}

#[test]
fn phrases_match_to_the_letter_in_order_and_within_their_slop() {
    for_each_engine(|engine| {
        finds(engine, phrase("strike", 0), &["a.txt"]);
        finds(engine, phrase("oil prices", 0), &["a.txt"]);
        finds(engine, phrase("prices oil", 0), &[]);
        finds(engine, phrase("prices oil", 1), &["b.txt"]);
        finds(engine, word("U.S."), &["b.txt"]);
        // From the dateline into the body, and from paragraph to paragraph, the text runs on.
        finds(engine, phrase("TASS the crews", 0), &["a.txt"]);
        finds(engine, phrase("said oil", 0), &["a.txt"]);
    });
}

#[test]
fn patterns_near_words_and_expressions_match_one_whole_word() {
    for_each_engine(|engine| {
        finds(engine, in_field(TextField::Any, Matcher::Pattern("str*k*".to_owned())), &["a.txt", "d.txt", "f.txt"]);
        finds(engine, in_field(TextField::Any, Matcher::Pattern("pric?s".to_owned())), &["a.txt", "b.txt"]);
        finds(engine, in_field(TextField::Any, Matcher::Fuzzy { word: "calias".to_owned(), distance: 1 }), &["f.txt"]);
        finds(engine, in_field(TextField::Any, Matcher::Regex("(rose|fell)".to_owned())), &["a.txt", "b.txt"]);
    });
}

#[test]
fn fields_part_what_stands_where() {
    for_each_engine(|engine| {
        finds(engine, in_field(TextField::Headline, Matcher::Word("striking".to_owned())), &["a.txt"]);
        finds(engine, in_field(TextField::Headline, Matcher::Word("oil".to_owned())), &[]);
        finds(engine, in_field(TextField::Lead, Matcher::Word("oil".to_owned())), &["b.txt", "c.txt"]);
        finds(engine, property(Property::Place, "york"), &["b.txt"]);
        finds(engine, property(Property::Place, "Москва"), &["g.txt"]);
        finds(engine, property(Property::Place, "Britain"), &["c.txt"]);
        finds(engine, property(Property::Place, "gb"), &["c.txt"]);
        finds(engine, property(Property::Agency, "reuters"), &["b.txt", "c.txt"]);
        finds(engine, property(Property::Agency, "EFE"), &["d.txt"]);
        finds(engine, property(Property::Language, "ru"), &["g.txt"]);
        finds(engine, property(Property::Path, "[a-b].txt"), &[]);
        finds(
            engine,
            property(Property::Path, "?.txt"),
            &["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt", "g.txt"],
        );
    });
}

#[test]
fn dates_hold_what_surely_lies_within_and_say_what_may() {
    for_each_engine(|engine| {
        finds(engine, days(20250428, 20250428), &["a.txt", "b.txt"]);
        finds(engine, days(20250401, 20250430), &["a.txt", "b.txt", "c.txt", "e.txt"]);
        finds(engine, days(20250429, 99991231), &["e.txt", "g.txt"]);
        finds(engine, days(10101, 20241231), &["f.txt"]);
        finds(engine, days(10101, 99991231), &["a.txt", "b.txt", "c.txt", "e.txt", "f.txt", "g.txt"]);
        let undecided =
            |query| engine.search(&Request::all(query), &mut |_| Ok(ControlFlow::Continue(()))).unwrap().undecided;
        assert_eq!(undecided(days(20250428, 20250428)), 1);
        assert_eq!(undecided(days(20250401, 20250430)), 0);
        assert_eq!(undecided(word("oil")), 0);
        finds(engine, Query::DateState(DateState::Missing), &["d.txt"]);
        finds(engine, Query::DateState(DateState::Inferred), &["e.txt"]);
        finds(engine, Query::DateState(DateState::Conflict), &["f.txt"]);
    });
}

#[test]
fn clauses_combine_as_logic_says() {
    for_each_engine(|engine| {
        finds(engine, Query::And(vec![word("oil"), word("prices")]), &["a.txt", "b.txt"]);
        finds(engine, Query::Or(vec![word("grain"), word("calais")]), &["e.txt", "f.txt"]);
        finds(engine, Query::And(vec![word("oil"), Query::Not(Box::new(word("prices")))]), &["c.txt"]);
        finds(engine, Query::Not(Box::new(word("oil"))), &["d.txt", "e.txt", "f.txt", "g.txt"]);
        let neither = Query::And(vec![Query::Not(Box::new(word("oil"))), Query::Not(Box::new(word("strike")))]);
        finds(engine, neither.clone(), &["e.txt", "g.txt"]);
        finds(engine, Query::Or(vec![neither, word("review")]), &["c.txt", "e.txt", "g.txt"]);
        finds(engine, Query::Not(Box::new(Query::Not(Box::new(word("review"))))), &["c.txt"]);
        finds(engine, Query::Not(Box::new(Query::All)), &[]);
        finds(engine, Query::All, &["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt", "g.txt"]);
    });
}

#[test]
fn orders_can_be_repeated_and_paged() {
    for_each_engine(|engine| {
        let all = |sort| Request { sort, ..Request::all(Query::All) };
        let (newest, _) = found(engine, &all(Sort::Newest));
        assert_eq!((newest[0].as_str(), newest[6].as_str()), ("g.txt", "d.txt"), "undated last: {newest:?}");
        let (oldest, _) = found(engine, &all(Sort::Oldest));
        assert_eq!(
            (oldest[0].as_str(), oldest[1].as_str(), oldest[6].as_str()),
            ("f.txt", "c.txt", "d.txt"),
            "{oldest:?}"
        );
        for sort in [Sort::Newest, Sort::Oldest, Sort::Relevance] {
            let request = Request { sort, ..Request::all(Query::Or(vec![word("oil"), word("strike")])) };
            let (whole, total) = found(engine, &request);
            let mut paged = Vec::new();
            for offset in 0..whole.len() + 1 {
                let (page, same) = found(engine, &Request { limit: Some(1), offset, ..request.clone() });
                assert_eq!(same, total);
                paged.extend(page);
            }
            assert_eq!(paged, whole, "{sort:?}");
        }
    });
}

#[test]
fn relevance_prefers_the_headline_and_gives_ties_to_the_newer() {
    for_each_engine(|engine| {
        let (paths, _) = found(engine, &Request { sort: Sort::Relevance, ..Request::all(word("strike")) });
        assert_eq!(paths[0], "a.txt");
        let (paths, _) =
            found(engine, &Request { sort: Sort::Relevance, ..Request::all(property(Property::Agency, "reuters")) });
        assert_eq!(paths, ["c.txt", "b.txt"], "equal scores: 30 April comes before 28 April");
    });
}

#[test]
fn a_receiver_can_stop_and_can_fail() {
    for_each_engine(|engine| {
        let mut seen = 0;
        let summary = engine.search(&Request::all(Query::All), &mut |_| {
            seen += 1;
            Ok(if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        });
        assert_eq!((seen, summary.unwrap().shown), (2, 2));
        let broken = engine
            .search(&Request::all(Query::All), &mut |_| Err(std::io::Error::from(std::io::ErrorKind::BrokenPipe)));
        assert!(broken.is_err());
    });
}

#[test]
fn articles_come_back_whole_by_any_prefix_of_their_id() {
    for_each_engine(|engine| {
        for article in articles() {
            let id = article.id.to_string();
            for digits in [16, 12, 9] {
                assert_eq!(
                    engine.articles(ArticleId::prefix_range(&id[..digits]).unwrap()).unwrap(),
                    std::slice::from_ref(&article)
                );
            }
        }
        assert_eq!(engine.articles((ArticleId(0), ArticleId(u64::MAX))).unwrap().len(), 7);
    });
}

#[test]
fn the_status_counts_what_is_there() {
    for_each_engine(|engine| {
        let status = engine.status().unwrap();
        assert_eq!((status.articles, status.sources, status.barren, status.undated, status.inferred), (7, 7, 0, 1, 1));
        let days = status.days.unwrap();
        assert_eq!((days.first.number(), days.last.number()), (20241231, 20250502));
        assert_eq!(status.snapshot.len(), 12);
    });
}

#[test]
fn a_query_that_cannot_be_asked_is_an_error_and_not_an_empty_answer() {
    for_each_engine(|engine| {
        let bad = in_field(TextField::Any, Matcher::Regex("a(".to_owned()));
        assert!(engine.search(&Request::all(bad), &mut |_| Ok(ControlFlow::Continue(()))).is_err());
    });
}

#[test]
fn replacing_and_removing_leaves_no_trace() {
    let (writer, open) = index::in_memory(options()).unwrap();
    let all = articles();
    fill(&writer, &all);
    let clean = open().unwrap().status().unwrap();
    let made = |n| Made { fingerprint: n, ..Made::default() };
    let mut changed = all[0].clone();
    (changed.headline, changed.body) = (None, "Nothing of the sort.".to_owned());
    writer.put("a.txt", Some(&made(1)), &made(99), &[changed.clone(), changed.clone()]).unwrap();
    writer.remove("b.txt", &made(2)).unwrap();
    // What is not committed is not there.
    assert_eq!(open().unwrap().status().unwrap(), clean);
    writer.commit().unwrap();
    let archive: Archive = open().unwrap();
    finds(&archive, word("strike"), &["d.txt", "f.txt"]);
    finds(&archive, word("sort"), &["a.txt", "a.txt"]);
    assert_ne!(archive.status().unwrap().snapshot, clean.snapshot);
    assert_eq!(archive.ledger().unwrap().entries["a.txt"].articles, 2);

    writer.put("a.txt", Some(&made(99)), &made(1), &all[..1]).unwrap();
    writer.put("b.txt", None, &made(2), &all[1..2]).unwrap();
    writer.commit().unwrap();
    assert_eq!(open().unwrap().status().unwrap().snapshot, clean.snapshot);
    finds(&open().unwrap(), word("strike"), &["a.txt", "d.txt", "f.txt"]);
}

#[test]
fn matches_are_counted_by_what_they_are() {
    for_each_engine(|engine| {
        let columns = [Column::Days, Column::Place, Column::Country, Column::Agency, Column::Language, Column::Style];
        let tally = engine.tally(&Query::All, &columns).unwrap();
        let named = |column: usize| -> Vec<(String, u64)> {
            let shown = |value: &Value| match value {
                Value::Days(days) => days.to_string(),
                Value::Place(spot) => spot.name.clone(),
                Value::Text(text) => text.clone(),
                Value::Unknown => "?".to_owned(),
            };
            tally.columns[column].iter().map(|(value, count)| (shown(value), *count)).collect()
        };
        let is = |column: usize, expected: &[(&str, u64)]| {
            let expected: Vec<(String, u64)> = expected.iter().map(|(v, n)| ((*v).to_owned(), *n)).collect();
            assert_eq!(named(column), expected, "{:?}", columns[column]);
        };
        assert_eq!((tally.articles, tally.undecided), (7, 0));
        is(0, &[("2024-12-31", 1), ("2025-04", 1), ("2025-04-28", 2), ("2025-04-30", 1), ("2025-05-02", 1), ("?", 1)]);
        is(1, &[("KYIV", 1), ("LONDON", 1), ("NEW YORK", 1), ("PARIS", 1), ("ROME", 1), ("TOKYO", 1), ("МОСКВА", 1)]);
        is(2, &[("GB", 1), ("?", 6)]);
        is(3, &[("ACAN-EFE", 1), ("AFP", 1), ("AP", 1), ("Reuters", 2), ("TASS", 1), ("ТАСС", 1)]);
        is(4, &[("en", 6), ("ru", 1)]);
        is(5, &[("test", 7)]);
        // What is counted is what is found, under any query.
        let oil = engine.tally(&word("oil"), &[Column::Agency]).unwrap();
        assert_eq!((oil.articles, oil.columns[0].values().sum::<u64>()), (3, 3));
        let april = engine.tally(&days(20250427, 20250429), &[]).unwrap();
        assert_eq!((april.articles, april.undecided, april.columns.len()), (2, 1, 0));
    });
}
