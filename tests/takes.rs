//! Takes of one story are found whatever was changed, and formulas that every day repeats make no story of two.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use dateline::article::{Article, ArticleId, DateSource, Dated};
use dateline::date::{Day, PartialDate};
use dateline::index::{self, Archive, Made, Writer, WriterOptions};
use dateline::query::{Matcher, Query, TextField};
use dateline::search::{Engine, Fold, Grouping, Hit, Request, Sort};
use dateline::story::Origin;

use crate::command::{Folder, seeds};

/// Numbers that look random and are the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ z >> 31) % sides as u64) as usize
    }

    /// A word; the hundred most frequent make up half of all text, as in newspapers.
    fn word(&mut self) -> String {
        let number = if self.roll(2) == 0 { self.roll(100) } else { self.roll(100) * self.roll(200) };
        let syllables = ["ka", "to", "mi", "ren", "sol", "ba", "du", "fe", "lin", "or"];
        number.to_string().bytes().map(|digit| syllables[usize::from(digit - b'0')]).collect()
    }

    fn words(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.word()).collect()
    }

    /// Changes `share` percent of the words: another word, none, or one more.
    fn edited(&mut self, words: &[String], share: usize) -> Vec<String> {
        let mut out = Vec::new();
        for word in words {
            match (self.roll(100) < share, self.roll(3)) {
                (false, _) => out.push(word.clone()),
                (true, 0) => out.push(self.word()),
                (true, 1) => {}
                (true, _) => out.extend([word.clone(), self.word()]),
            }
        }
        out
    }
}

fn article(name: &str, day: Option<Day>, words: &[String]) -> Article {
    Article {
        id: ArticleId::new(name, None, 0),
        origin: Origin { path: name.to_owned(), ..Origin::default() },
        body: words.join(" "),
        published: day.map(|day| Dated { date: PartialDate::of_day(day), source: DateSource::Header, inferred: None }),
        ..Article::default()
    }
}

fn made(number: u64) -> Made {
    Made { fingerprint: number, ..Made::default() }
}

fn put(writer: &Writer, articles: &[Article]) {
    for (number, article) in articles.iter().enumerate() {
        writer.put(&article.origin.path, None, &made(number as u64), std::slice::from_ref(article)).unwrap();
    }
    writer.commit().unwrap();
}

fn memory() -> (Writer, impl Fn() -> Result<Archive, index::IndexError>) {
    index::in_memory(WriterOptions { threads: 1, memory: 64 << 20, ..WriterOptions::default() }).unwrap()
}

/// Every two articles of one group, by name.
fn pairs<'a>(groups: impl Iterator<Item = Vec<&'a str>>) -> BTreeSet<(&'a str, &'a str)> {
    groups
        .flat_map(|mut names| {
            names.sort_unstable();
            let names = names.clone();
            (0..names.len())
                .flat_map(|a| (a + 1..names.len()).map(move |b| (a, b)))
                .map(|(a, b)| (names[a], names[b]))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn constructed_takes_are_found_and_nothing_else() {
    let mut dice = Dice(7);
    let first = Day::new(2024, 1, 1).unwrap();
    let mut articles = Vec::new();
    let mut gold: Vec<Vec<String>> = Vec::new();
    for number in 0..900 {
        let day = first.plus(dice.roll(200) as i64).unwrap();
        let length = 80 + dice.roll(250);
        let story = dice.words(length);
        let mut names = Vec::new();
        // Of every third story there are several takes.
        let takes = if number % 3 == 0 { 1 + dice.roll(3) } else { 0 };
        for take in 0..=takes {
            let mut words = story.clone();
            let mut day = day;
            if take > 0 {
                let share = 5 + dice.roll(36);
                words = dice.edited(&words, share);
                match dice.roll(4) {
                    0 => words.splice(0..0, dice.words(30)).for_each(drop),
                    1 => words.truncate(words.len() * (50 + dice.roll(40)) / 100),
                    _ => {}
                }
                day = day.plus(dice.roll(2) as i64).unwrap();
            }
            let name = format!("{number:03}-{take}.txt");
            articles.push(article(&name, Some(day), &words));
            names.push(name);
        }
        gold.push(names);
    }
    // The market report of every day: the same formula, other figures.
    let formula = dice.words(60);
    for day in 0..200 {
        let mut words = dice.edited(&formula, 25);
        words.extend(dice.words(20));
        articles.push(article(&format!("market-{day}.txt"), first.plus(day), &words));
    }
    let (writer, open) = memory();
    put(&writer, &articles);
    writer.group_takes(None).unwrap();
    let groups = open().unwrap().groups(&Query::All).unwrap();
    let names: BTreeMap<ArticleId, &str> =
        articles.iter().map(|article| (article.id, article.origin.path.as_str())).collect();
    let found = pairs(groups.iter().map(|group| group.takes.iter().map(|id| names[id]).collect()));
    let gold = pairs(gold.iter().map(|names| names.iter().map(String::as_str).collect()));
    let right = found.intersection(&gold).count() as f64;
    let (precision, recall) = (right / found.len() as f64, right / gold.len() as f64);
    println!("{} pairs, precision {precision:.3}, recall {recall:.3}", gold.len());
    assert!(precision >= 0.95 && recall >= 0.95, "precision {precision:.3}, recall {recall:.3}");
    for group in &groups {
        let places: Vec<&str> = group.takes.iter().map(|id| names[id]).collect();
        assert!(places.len() > 1 && group.matching == group.takes, "{places:?}");
    }
}

/// A story of four takes, one of which lacks the word that is asked, another story, and undated copies.
fn wire() -> Vec<Article> {
    let mut dice = Dice(3);
    let day = |day| Day::new(2025, 4, day);
    let story = dice.words(100);
    let with = |word: &str, words: &[String]| words.iter().cloned().chain([word.to_owned()]).collect::<Vec<_>>();
    vec![
        article("1.txt", day(28), &dice.edited(&story, 10)),
        article("2.txt", day(28), &with("ferry", &dice.edited(&story, 10))),
        article("3.txt", day(29), &with("ferry ferry", &dice.edited(&story, 10))),
        article("4.txt", day(30), &with("ferry", &dice.edited(&story, 10))),
        article("5.txt", day(29), &with("ferry", &dice.words(100))),
        article("6.txt", None, &with("ferry", &story)),
        article("7.txt", None, &with("ferry", &story)),
    ]
}

fn ferry() -> Query {
    Query::Text { field: TextField::Any, matcher: Matcher::Word("ferry".to_owned()) }
}

fn asked(archive: &Archive, request: &Request) -> (Vec<Hit>, dateline::search::Summary) {
    let mut hits = Vec::new();
    let summary = archive
        .search(request, &mut |hit| {
            hits.push(hit);
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    (hits, summary)
}

#[test]
fn takes_fold_under_the_first_or_the_last_that_matches() {
    let (writer, open) = memory();
    put(&writer, &wire());
    assert_eq!(writer.group_takes(None).unwrap(), 2);
    let archive = open().unwrap();
    let shown = |sort, fold| {
        let (hits, summary) = asked(&archive, &Request { sort, fold, ..Request::all(ferry()) });
        assert_eq!(summary.total, 6);
        assert_eq!(summary.shown + summary.folded, 6);
        hits.iter().map(|hit| (hit.article.origin.path[..1].to_owned(), hit.folded.len())).collect::<Vec<_>>()
    };
    let is = |shown: Vec<(String, usize)>, expected: &[(&str, usize)]| {
        let shown: Vec<(&str, usize)> = shown.iter().map(|(name, folded)| (name.as_str(), *folded)).collect();
        assert_eq!(shown, expected);
    };
    assert_eq!(shown(Sort::Newest, Fold::Unfolded).len(), 6);
    let of_story = |shown: Vec<(String, usize)>| -> Vec<(String, usize)> {
        // Which of two articles of one day comes first is told by their ids.
        shown.into_iter().filter(|(name, _)| name != "5").collect()
    };
    is(of_story(shown(Sort::Oldest, Fold::First)), &[("2", 2), ("6", 1)]);
    is(of_story(shown(Sort::Newest, Fold::First)), &[("2", 2), ("6", 1)]);
    is(of_story(shown(Sort::Newest, Fold::Last)), &[("4", 2), ("7", 1)]);
    // By relevance a story stands where its best take does: the third has the word twice.
    let best = shown(Sort::Relevance, Fold::First);
    assert_eq!(best[0], ("2".to_owned(), 2));

    // Each page goes on where the last one ended.
    for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
        let all = shown(sort, Fold::First);
        for limit in 1..=4 {
            let mut paged = Vec::new();
            for offset in (0..all.len()).step_by(limit) {
                let request = Request { sort, fold: Fold::First, limit: Some(limit), offset, ..Request::all(ferry()) };
                let (hits, summary) = asked(&archive, &request);
                assert_eq!(summary.total, 6);
                paged.extend(hits.iter().map(|hit| (hit.article.origin.path[..1].to_owned(), hit.folded.len())));
            }
            assert_eq!(paged, all, "{sort:?} by {limit}");
        }
    }
    let (hits, _) = asked(&archive, &Request { sort: Sort::Oldest, ..Request::all(Query::All) });
    let takes: Vec<(u32, u32)> = hits.iter().filter_map(|hit| hit.take.map(|take| (take.number, take.of))).collect();
    assert_eq!(takes.len(), 6, "the fifth article is alone");
    assert_eq!(takes.iter().filter(|take| take.1 == 4).map(|take| take.0).max(), Some(4));
}

#[test]
fn groups_follow_what_the_archive_holds_and_what_counts_as_a_take() {
    let (writer, open) = memory();
    let articles = wire();
    put(&writer, &articles);
    let sizes =
        || open().unwrap().groups(&Query::All).unwrap().iter().map(|group| group.takes.len()).collect::<Vec<_>>();
    writer.group_takes(None).unwrap();
    let mut all = sizes();
    all.sort_unstable();
    assert_eq!(all, [2, 4]);
    assert!(open().unwrap().takes_are_current().unwrap());
    // Of a story that runs for no more than its day, the first two are takes.
    writer.group_takes(Some(Grouping { days: 0, ..Grouping::default() })).unwrap();
    assert_eq!(sizes(), [2, 2]);
    // What was asked for last stands.
    writer.remove("2.txt", &made(1)).unwrap();
    writer.commit().unwrap();
    assert!(!open().unwrap().takes_are_current().unwrap(), "the groups are those of before");
    writer.group_takes(None).unwrap();
    assert_eq!(sizes(), [2]);
    writer.group_takes(Some(Grouping::default())).unwrap();
    assert_eq!(sizes().iter().sum::<usize>(), 5);
    // A text that was changed for another is no take any more.
    let other = article("3.txt", Day::new(2025, 4, 29), &Dice(99).words(100));
    writer.put("3.txt", Some(&made(2)), &made(77), std::slice::from_ref(&other)).unwrap();
    writer.commit().unwrap();
    writer.group_takes(None).unwrap();
    assert_eq!(sizes(), [2, 2]);
    writer.group_takes(Some(Grouping { likeness: 1000, days: 3 })).unwrap();
    assert_eq!(sizes(), Vec::<usize>::new());
}

/// The groups of an archive, by name.
fn names(archive: &Archive) -> BTreeSet<Vec<ArticleId>> {
    archive.groups(&Query::All).unwrap().into_iter().map(|group| group.takes).collect()
}

#[test]
fn groups_after_updates_are_those_of_a_fresh_build() {
    for seed in 0..12 {
        let mut dice = Dice(seed);
        let stories: Vec<Vec<String>> = (0..6).map(|_| dice.words(60)).collect();
        let (writer, open) = memory();
        let mut held: BTreeMap<String, (Made, Article)> = BTreeMap::new();
        for step in 0..120 {
            let name = format!("{}.txt", dice.roll(40));
            let old = held.remove(&name);
            let old = old.as_ref().map(|(made, _)| made);
            if dice.roll(5) == 0 {
                old.into_iter().for_each(|old| writer.remove(&name, old).unwrap());
            } else {
                let (story, share) = (dice.roll(stories.len()), dice.roll(30));
                let day = (dice.roll(8) > 0).then(|| Day::new(2025, 4, 1 + dice.roll(20) as u8)).flatten();
                let (article, made) = (article(&name, day, &dice.edited(&stories[story], share)), made(1000 + step));
                writer.put(&name, old, &made, std::slice::from_ref(&article)).unwrap();
                held.insert(name, (made, article));
            }
            if dice.roll(10) == 0 {
                writer.commit().unwrap();
                writer.group_takes(None).unwrap();
            }
        }
        writer.commit().unwrap();
        writer.group_takes(None).unwrap();
        let (fresh, open_fresh) = memory();
        for (name, (made, article)) in &held {
            fresh.put(name, None, made, std::slice::from_ref(article)).unwrap();
        }
        fresh.commit().unwrap();
        fresh.group_takes(None).unwrap();
        let groups = names(&open().unwrap());
        assert_eq!(groups, names(&open_fresh().unwrap()), "seed {seed}");
        assert!(groups.len() > 3, "seed {seed}: {} groups prove little", groups.len());
    }
}

#[test]
fn takes_are_listed_compared_and_folded_on_the_command_line() {
    let folder = Folder::new();
    seeds(&folder, ".");
    folder.run("index").exits(0);
    let takes = folder.run("duplicates --format jsonl").exits(0).records();
    std::fs::rename(folder.path().join(".dateline/index/.takes"), folder.path().join("kept")).unwrap();
    folder.run("duplicates").exits(1).says("the archive changed since takes were grouped");
    std::fs::rename(folder.path().join("kept"), folder.path().join(".dateline/index/.takes")).unwrap();
    let of: Vec<_> = takes.iter().filter(|record| record["type"] == "take").collect();
    assert_eq!(of.len(), 2);
    let (old, new) = (of[0]["id"].as_str().unwrap(), of[1]["id"].as_str().unwrap());
    assert_eq!(
        (of[1]["group"].as_str(), of[1]["number"].as_u64(), of[1]["of"].as_u64()),
        (Some(old), Some(2), Some(2))
    );
    folder.run("duplicates zebra").exits(1).says("nothing found");
    folder.run("duplicates --least 3").exits(1);

    // A pipe gets every take, a terminal stories.
    let lines = |line: &str| folder.run(line).exits(0).text().lines().count();
    assert_eq!(lines("search 'cargo ships' --agency reuters"), 2);
    assert_eq!(lines("search 'cargo ships' --agency reuters --fold"), 1);
    folder.run("search 'cargo ships' --agency reuters --width 80").exits(0).prints("+1 take").prints("take-1.txt");
    folder.run("search 'cargo ships' --agency reuters --width 80 --last").exits(0).prints("take-2.txt");
    let all = folder.run("search 'cargo ships' --agency reuters --width 80 --unfold").exits(0).text();
    assert!(!all.contains("+1 take") && all.contains("take-1.txt") && all.contains("take-2.txt"), "{all}");

    let diff = folder.run(&format!("diff {old} {new}")).exits(0).says("alike").text();
    assert!(diff.contains("{+") && !diff.contains("[-GENEVA"), "{diff}");
    assert_eq!(folder.run(&format!("diff {new}")).exits(0).text(), diff);
    folder.run(&format!("diff {old}")).exits(2).says("expected a later take");
    folder.run(&format!("diff {old} {old}")).exits(1);
    let edits = folder.run(&format!("diff {old} {new} --format jsonl")).exits(0).records();
    let words = |kind: &str| {
        edits.iter().filter(|edit| edit["kind"] == kind).map(|edit| edit["words"].as_u64().unwrap()).sum::<u64>()
    };
    let summary = edits.last().unwrap();
    for kind in ["kept", "removed", "added"] {
        assert_eq!(summary[kind], words(kind), "{kind}");
    }

    let like = folder.run(&format!("similar {old} --format jsonl")).exits(0).records();
    assert_eq!(like[0]["id"], new);
    assert!(like.iter().all(|hit| hit["id"] != old));
    folder.run("index --takes-likeness 1 --takes-days 0").exits(0);
    folder.run("duplicates").exits(1);
    folder.run("index --takes-likeness 2").exits(2).says("expected a share of 0 to 1");
}
