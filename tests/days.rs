//! An index in the order of days: what comes first by day, and what lies in a range of days, against a plain list.

use std::ops::ControlFlow;

use dateline::article::{Article, ArticleId, DateSource, Dated};
use dateline::date::{Day, DayRange, PartialDate};
use dateline::index::{self, Archive, Made, WriterOptions};
use dateline::query::{self, Juxtaposed, NOTHING_SAVED, ParseOptions, Query, Today};
use dateline::search::{Engine, Request, Sort};
use dateline::story::Origin;

/// Numbers without a pattern, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

fn article(dice: &mut Dice, path: &str) -> Article {
    let (year, month) = (Some(1999 + dice.below(5) as i32), Some(1 + dice.below(12) as u8));
    let day = Some([1, 2, 15, 28][dice.below(4) as usize]);
    let date = match dice.below(8) {
        0 => PartialDate::default(),
        1 => PartialDate { year, ..PartialDate::default() },
        2 => PartialDate { year, month, day: None },
        _ => PartialDate { year, month, day },
    };
    let word = ["harbour", "harbour", "pilot", "ice"][dice.below(4) as usize];
    Article {
        id: ArticleId::new(path, None, 0),
        origin: Origin { path: path.to_owned(), ..Origin::default() },
        body: format!("The {word} is where it was."),
        published: Some(Dated { date, source: DateSource::Header, inferred: None }),
        ..Article::default()
    }
}

/// Some 3,400 articles in several segments, of which a part were replaced and removed, and what is left of them.
fn archive() -> (Archive, Vec<Article>) {
    let options = WriterOptions { threads: 1, memory: 64 << 20, ..WriterOptions::default() };
    let (writer, open) = index::in_memory(options).unwrap();
    let mut dice = Dice(3);
    let made = |number| Made { fingerprint: number, ..Made::default() };
    let mut articles: Vec<Article> = Vec::new();
    for number in 0..3600 {
        let path = format!("{number}.txt");
        articles.push(article(&mut dice, &path));
        writer.put(&path, None, &made(1), &articles[number..]).unwrap();
        if number % 1500 == 700 {
            writer.commit().unwrap();
        }
    }
    for article in &mut articles[..400] {
        let path = article.origin.path.clone();
        *article = self::article(&mut dice, &path);
        writer.put(&path, Some(&made(1)), &made(2), std::slice::from_ref(article)).unwrap();
    }
    for article in articles.drain(400..600) {
        writer.remove(&article.origin.path, &made(1)).unwrap();
    }
    writer.commit().unwrap();
    (open().unwrap(), articles)
}

fn found(archive: &Archive, request: &Request) -> (Vec<ArticleId>, u64) {
    let mut ids = Vec::new();
    let summary = archive.search(request, &mut |hit| {
        ids.push(hit.article.id);
        Ok(ControlFlow::Continue(()))
    });
    (ids, summary.unwrap().total)
}

#[test]
fn the_first_by_day_are_the_first_of_all() {
    let (archive, articles) = archive();
    for word in ["harbour", "ice", ""] {
        let query = match word {
            "" => Query::All,
            word => asked(word),
        };
        let mut matching: Vec<&Article> = articles.iter().filter(|article| article.body.contains(word)).collect();
        for sort in [Sort::Newest, Sort::Oldest] {
            matching.sort_by_key(|article| match sort {
                Sort::Oldest => (article.days().map_or(u32::MAX, |days| days.first.number()), article.id),
                _ => (u32::MAX - article.days().map_or(0, |days| days.last.number()), article.id),
            });
            for limit in [Some(1), Some(10), Some(600), None] {
                let (ids, total) = found(&archive, &Request { sort, limit, ..Request::all(query.clone()) });
                assert_eq!(total, matching.len() as u64, "{word} {sort:?} {limit:?}");
                let first = matching.iter().take(limit.unwrap_or(usize::MAX)).map(|article| article.id);
                assert!(ids.into_iter().eq(first), "{word} {sort:?} {limit:?}");
            }
        }
    }
}

fn asked(typed: &str) -> Query {
    let today = Today(Day::from_number(20250428).unwrap());
    query::parse(typed, ParseOptions { saved: &NOTHING_SAVED, juxtaposed: Juxtaposed::All, today }).unwrap().query
}

#[test]
fn the_articles_of_a_range_are_those_whose_days_lie_in_it() {
    let (archive, articles) = archive();
    let day = |number| Day::from_number(number).unwrap();
    let ends = [19981231, 19990101, 19990115, 20000229, 20001231, 20010101, 20010702, 20031228, 20031231, 20050101];
    let ends = || [Day::MIN, Day::MAX].into_iter().chain(ends.into_iter().map(day));
    for (first, last) in ends().flat_map(|first| ends().map(move |last| (first, last))).filter(|(a, b)| a <= b) {
        let range = DayRange { first, last };
        let surely = |days: DayRange| days.first >= first && days.last <= last;
        let perhaps = |days: DayRange| days.last >= first && days.first <= last;
        let count = |fits: &dyn Fn(DayRange) -> bool, word: &str| {
            articles.iter().filter(|article| article.body.contains(word) && article.days().is_some_and(fits)).count()
                as u64
        };
        for word in ["", "ice"] {
            let mut clauses = vec![Query::Date(range)];
            if !word.is_empty() {
                clauses.push(asked(word));
            }
            for limit in [Some(0), Some(5)] {
                let request = Request { limit, ..Request::all(Query::and(clauses.clone())) };
                let summary = archive.search(&request, &mut |_| Ok(ControlFlow::Continue(()))).unwrap();
                assert_eq!(summary.total, count(&surely, word), "{range:?} {word}");
                assert_eq!(summary.undecided, count(&perhaps, word) - count(&surely, word), "{range:?} {word}");
            }
        }
    }
}
