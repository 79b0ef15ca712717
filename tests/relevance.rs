//! The order of hits: what counts more, and that the order can be repeated and paged.

use std::ops::ControlFlow;

use dateline::article::{Article, ArticleId, DateSource, Dated};
use dateline::date::{Day, PartialDate};
use dateline::index::{self, Archive, Made, WriterOptions};
use dateline::query::{self, Juxtaposed, NOTHING_SAVED, ParseOptions, Today};
use dateline::search::{Engine, Request, Sort};
use dateline::story::{Origin, Span};

fn article(name: &str, date: &str, headline: Option<&str>, body: String) -> Article {
    Article {
        id: ArticleId::new(name, None, 0),
        origin: Origin { path: name.to_owned(), entry: None, span: Span::new(0, body.len()) },
        headline: headline.map(str::to_owned),
        body,
        language: Some("en".to_owned()),
        published: PartialDate::parse_iso(date).map(|date| Dated { date, source: DateSource::Header, inferred: None }),
        ..Article::default()
    }
}

/// Makes an archive of one segment a batch.
fn archive(batches: &[Vec<Article>]) -> Archive {
    let (writer, open) =
        index::in_memory(WriterOptions { threads: 1, memory: 32 << 20, ..WriterOptions::default() }).unwrap();
    let mut fingerprint = 0;
    for batch in batches {
        for article in batch {
            fingerprint += 1;
            let made = Made { fingerprint, ..Made::default() };
            writer.put(&article.origin.path, None, &made, std::slice::from_ref(article)).unwrap();
        }
        writer.commit().unwrap();
    }
    open().unwrap()
}

fn asked(typed: &str, juxtaposed: Juxtaposed, sort: Sort) -> Request {
    let options = ParseOptions { saved: &NOTHING_SAVED, juxtaposed, today: Today(Day::from_number(20250428).unwrap()) };
    Request { sort, ..Request::all(query::parse(typed, options).unwrap().query) }
}

fn found(archive: &Archive, request: &Request) -> Vec<(String, Option<f32>)> {
    let mut hits = Vec::new();
    archive
        .search(request, &mut |hit| {
            hits.push((hit.article.origin.path, hit.score));
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    hits
}

/// The names of what is found, best first; scores fall.
fn order(archive: &Archive, typed: &str, juxtaposed: Juxtaposed) -> Vec<String> {
    let hits = found(archive, &asked(typed, juxtaposed, Sort::Relevance));
    assert!(hits.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{hits:?}");
    hits.into_iter().map(|(name, _)| name).collect()
}

/// Some words that nothing asks for.
fn filler(words: usize) -> String {
    let stock = ["the", "harbour", "was", "quiet", "under", "a", "grey", "sky", "while", "nets", "dried"];
    (0..words).map(|number| stock[number % stock.len()]).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_tells_more_comes_first() {
    let around = |before: usize, words: &str, after: usize| format!("{} {words} {}.", filler(before), filler(after));
    let day = "2025-04-28";
    let archive = archive(&[vec![
        article("headline", day, Some("Lighthouse dark"), around(80, "lighthouse", 20)),
        article("lead", day, None, around(5, "lighthouse", 95)),
        article("end", day, None, around(90, "lighthouse", 10)),
        article("form", day, None, around(5, "lighthouses", 95)),
        article("often", day, None, around(70, "pilot boat pilot boat pilot", 26)),
        article("once", day, None, around(70, "pilot", 30)),
        article("short", day, None, around(70, "anchor", 2)),
        article("long", day, None, around(70, "anchor", 400)),
        article("together", day, None, around(70, "tide gauge", 30)),
        article("near", day, None, around(70, "gauge of the tide", 28)),
        article("apart", day, None, format!("{} tide {} gauge {}.", filler(70), filler(10), filler(20))),
        article("both", day, None, around(70, "dredger moored", 30)),
        article("one", day, None, around(70, "dredger", 31)),
    ]]);
    let all = |typed: &str| order(&archive, typed, Juxtaposed::All);
    assert_eq!(all("lighthouse"), ["headline", "lead", "form", "end"]);
    assert_eq!(all("pilot"), ["often", "once"]);
    assert_eq!(all("anchor"), ["short", "long"]);
    assert_eq!(all("tide gauge"), ["together", "near", "apart"]);
    assert_eq!(order(&archive, "dredger moored", Juxtaposed::Any), ["both", "one"]);
    // What is excluded, a field, a filter add nothing.
    let score = |typed: &str| found(&archive, &asked(typed, Juxtaposed::All, Sort::Relevance))[0].1;
    assert_eq!(score("pilot"), score("pilot -anchor"));
    assert_eq!(score("pilot"), score("pilot date:2025-04"));
    assert_eq!(score("pilot"), score("pilot lang:en"));
}

#[test]
fn forms_share_one_weight() {
    // Rare forms of a common word weigh no more than the word: the rare word decides.
    let mut common: Vec<Article> =
        (0..60).map(|n| article(&format!("common-{n}"), "2025-01-01", None, "Ships sailed past.".to_owned())).collect();
    common.push(article("rare-form", "2025-01-01", None, "Shipped goods sailed past.".to_owned()));
    common.push(article("rare-word", "2025-01-01", None, "Ships met a walrus.".to_owned()));
    let archive = archive(&[common]);
    assert_eq!(order(&archive, "shipped walrus", Juxtaposed::Any)[0], "rare-word");
}

#[test]
fn a_form_counts_only_in_articles_of_its_language() {
    let mut german = article("german", "2025-01-01", None, "Neue Boote liegen hier.".to_owned());
    german.language = Some("de".to_owned());
    let mut unknown = article("unknown", "2025-01-01", None, "Boats, boats.".to_owned());
    unknown.language = None;
    let english = article("english", "2025-01-01", None, "A new boat came with news.".to_owned());
    let archive = archive(&[vec![german, unknown, english]]);
    assert_eq!(order(&archive, "news", Juxtaposed::All), ["english"]);
    assert_eq!(order(&archive, "neuen", Juxtaposed::All), ["german"]);
    assert_eq!(order(&archive, "boat", Juxtaposed::All), ["english", "unknown"]);
}

/// An archive of several segments whose days overlap or not, with ties, undated articles, and deletions.
fn many() -> Archive {
    let mut batches = Vec::new();
    for batch in 0..5_u32 {
        let articles = (0..160_u32).map(|n| {
            let number = batch * 160 + n;
            let date = match number % 23 {
                0 => String::new(),
                1 => format!("{}-04", 2000 + batch),
                k => format!("{}-{:02}-{:02}", 2000 + batch / 2 * 2, 1 + number % 12, k),
            };
            let body = format!("{} buoy {}.", filler((number % 7) as usize), filler((number % 5) as usize));
            article(&format!("{number:04}"), &date, None, body)
        });
        batches.push(articles.collect());
    }
    archive(&batches)
}

#[test]
fn every_order_is_that_of_a_plain_sort_and_can_be_paged() {
    let archive = many();
    for sort in [Sort::Newest, Sort::Oldest, Sort::Relevance] {
        for typed in ["buoy", "buoy harbour", "", "buoy -quiet"] {
            let request = asked(typed, Juxtaposed::All, sort);
            let mut days = Vec::new();
            let mut whole = Vec::new();
            let summary = archive
                .search(&request, &mut |hit| {
                    let span = hit.article.days();
                    let key = match sort {
                        Sort::Newest => span.map_or(i64::MAX, |days| -i64::from(days.last.number())),
                        Sort::Oldest => span.map_or(i64::MAX, |days| i64::from(days.first.number())),
                        Sort::Relevance => 0,
                    };
                    days.push((key, if sort == Sort::Relevance { 0 } else { hit.article.id.0 }));
                    whole.push(hit.article.origin.path);
                    Ok(ControlFlow::Continue(()))
                })
                .unwrap();
            assert!(days.is_sorted(), "{typed} {sort:?}");
            assert_eq!(summary.total as usize, whole.len());
            for (offset, limit) in [(0, 1), (0, 10), (7, 5), (390, 30), (whole.len().saturating_sub(3), 10)] {
                let page = Request { offset, limit: Some(limit), ..request.clone() };
                let mut shown = Vec::new();
                let summary = archive
                    .search(&page, &mut |hit| {
                        shown.push(hit.article.origin.path);
                        Ok(ControlFlow::Continue(()))
                    })
                    .unwrap();
                let end = whole.len().min(offset + limit);
                assert_eq!(shown, whole[offset.min(end)..end], "{typed} {sort:?} {offset}+{limit}");
                assert_eq!(summary.total as usize, whole.len(), "what lies too far back is counted all the same");
            }
        }
    }
}

#[test]
fn ties_go_to_the_newer() {
    let copy = || "The buoy was lit.".to_owned();
    let archive = archive(&[
        vec![article("old", "1999-12-31", None, copy()), article("new", "2025-04-28", None, copy())],
        vec![article("none", "", None, copy()), article("middle", "2010-05-05", None, copy())],
    ]);
    assert_eq!(order(&archive, "buoy", Juxtaposed::All), ["new", "middle", "old", "none"]);
}
