//! The inverter against the engine's own writer, its oracle: of the same articles in the same order both must make the same
//! files, byte for byte; and where articles are replaced and removed, an archive that answers the same.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use dateline::article::{Article, ArticleId, DateSource, Dated, Dateline, Place};
use dateline::date::{Day, PartialDate};
use dateline::index::{self, Archive, Barren, Failed, Inverting, Made, Writer, WriterOptions};
use dateline::query::{self, Juxtaposed, NOTHING_SAVED, ParseOptions, Today};
use dateline::search::{Engine, Request, Sort};
use dateline::story::Origin;

fn writer(folder: &Path, inverting: Inverting) -> Writer {
    index::open_writer(folder, WriterOptions { threads: 1, memory: 512 << 20, inverting }).unwrap()
}

/// Numbers without a pattern, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn one_of<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len() as u64) as usize]
    }

    fn text(&mut self, words: u64) -> String {
        const WORDS: [&str; 24] = [
            "the",
            "harbour",
            "was",
            "closed",
            "by",
            "Ice",
            "U.S.",
            "élan",
            "Ø-ring",
            "北京",
            "カﾞ",
            "it’s",
            "e\u{301}tat",
            "1,250",
            "co\u{ad}operate",
            "\n\n",
            "--",
            "",
            "pilots",
            "Москва",
            "x",
            "pilot",
            "AT&T",
            "\u{301}",
        ];
        let mut text = String::new();
        for _ in 0..self.below(words + 1) {
            match self.below(60) {
                0 => text.push_str(&"longword".repeat(self.below(60) as usize)),
                1 => text.push_str(&format!("rare{}", self.below(100_000))),
                _ => text.push_str(self.one_of(&WORDS)),
            }
            text.push_str(self.one_of(&[" ", " ", " ", ", ", "  "]));
        }
        text
    }

    fn maybe(&mut self, words: u64) -> Option<String> {
        (self.below(3) > 0).then(|| self.text(words))
    }
}

fn article(dice: &mut Dice, path: &str, number: usize) -> Article {
    let place = |dice: &mut Dice| Place {
        name: dice.one_of(&["Tokyo", "Kraków", "St. John's", "東京"]).to_owned(),
        region: dice.maybe(2),
        country: (dice.below(2) > 0).then(|| dice.one_of(&["JP", "PL", "CA"]).to_owned()),
        position: None,
    };
    let dateline = (dice.below(5) > 0).then(|| Dateline {
        text: "TOKYO, April 3 (Reuters) -".to_owned(),
        place: Some("TOKYO".to_owned()),
        places: (0..dice.below(4)).map(|_| place(dice)).collect(),
        agencies: (0..dice.below(3)).map(|_| dice.one_of(&["Reuters", "TASS", "ТАСС"]).to_owned()).collect(),
        style: dice.one_of(&["reuters", "tass", ""]).to_owned(),
        ..Dateline::default()
    });
    let year = 1990 + dice.below(30) as i32;
    let (month, day) = (1 + dice.below(12) as u8, 1 + dice.below(28) as u8);
    let date = match dice.below(6) {
        0 => PartialDate::default(),
        1 => PartialDate { year: Some(year), month: Some(month), ..PartialDate::default() },
        _ => PartialDate { year: Some(year), month: Some(month), day: Some(day) },
    };
    Article {
        id: ArticleId::new(path, None, number),
        origin: Origin { path: path.to_owned(), ..Origin::default() },
        headline: dice.maybe(8),
        slug: dice.maybe(2),
        byline: dice.maybe(3),
        standfirst: dice.maybe(6),
        captions: dice.maybe(4),
        dateline,
        body: dice.text(120),
        language: (dice.below(4) > 0).then(|| dice.one_of(&["en", "sr-Latn-RS", "ja"]).to_owned()),
        published: Some(Dated { date, source: DateSource::Header, inferred: None }),
        ..Article::default()
    }
}

fn made(number: u64) -> Made {
    Made {
        fingerprint: number * 77,
        size: number,
        mtime: -(number as i64),
        maker: 5,
        context: 1,
        doubtful: number.is_multiple_of(2),
    }
}

/// The files of an index by what they hold, without the names of the segments. A second segment of a kind fails.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Some(kind) = path.extension().and_then(|kind| kind.to_str()) else { continue };
        if !["json", "lock"].contains(&kind) {
            assert!(files.insert(kind.to_owned(), fs::read(&path).unwrap()).is_none(), "two files of the kind {kind}");
        }
    }
    files
}

/// All that an archive says, whatever the numbers of its documents.
fn says(archive: &Archive) -> String {
    let status = archive.status().unwrap();
    let mut said = format!("{} {} {} {:?}\n", status.articles, status.barren, status.snapshot, status.days);
    for (path, entry) in archive.ledger().unwrap().entries {
        said += &format!("{path} {entry:?}\n");
    }
    let asked =
        [("", Sort::Newest), ("harbour", Sort::Relevance), ("\"was closed\"", Sort::Oldest), ("elan", Sort::Newest)];
    for (typed, sort) in asked {
        let today = Today(Day::from_number(20250428).unwrap());
        let options = ParseOptions { saved: &NOTHING_SAVED, juxtaposed: Juxtaposed::All, today };
        let request = Request { sort, ..Request::all(query::parse(typed, options).unwrap().query) };
        said += &format!("{typed}\n");
        let summary = archive.search(&request, &mut |hit| {
            said += &format!("{} {:?}\n", hit.article.id, hit.score);
            Ok(ControlFlow::Continue(()))
        });
        assert!(summary.unwrap().total > 0, "{typed}: nothing found");
    }
    said
}

fn put_many(writer: &Writer, sources: u64) {
    let mut dice = Dice(7);
    for number in 0..sources {
        let path = format!("in/{number}.txt");
        let articles: Vec<Article> = (0..dice.below(3) as usize).map(|at| article(&mut dice, &path, at)).collect();
        let failed = Failed { path: format!("{path}/x"), why: Barren::Damaged, detail: dice.text(4) };
        match articles.as_slice() {
            [] => writer.put_barren(&path, None, &made(number), Barren::Empty, &[failed]).unwrap(),
            articles => writer.put_partly(&path, None, &made(number), articles, &[failed]).unwrap(),
        }
        if number % 50 == 0 {
            writer.touch(&path, &made(number + 1)).unwrap();
        }
    }
    writer.commit().unwrap();
}

#[test]
fn both_writers_make_the_same_files_byte_for_byte() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    for (folder, inverting) in folders.iter().zip([Inverting::Own, Inverting::Tantivy]) {
        let writer = writer(folder.path(), inverting);
        put_many(&writer, 700);
        writer.close().unwrap();
    }
    let [own, theirs] = folders.each_ref().map(|folder| files(folder.path()));
    assert_eq!(own.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
    for (kind, bytes) in &own {
        let at = bytes.iter().zip(&theirs[kind]).position(|(own, theirs)| own != theirs);
        assert!(
            bytes == &theirs[kind],
            "{kind}: {} and {} bytes, first apart at {at:?}",
            bytes.len(),
            theirs[kind].len()
        );
    }
    let [own, theirs] = folders.each_ref().map(|folder| says(&index::open(folder.path()).unwrap()));
    say_the_same(own.lines(), theirs.lines());
}

#[track_caller]
fn say_the_same<'t>(own: impl Iterator<Item = &'t str>, theirs: impl Iterator<Item = &'t str>) {
    let (own, theirs): (Vec<&str>, Vec<&str>) = (own.collect(), theirs.collect());
    assert_eq!(own.len(), theirs.len());
    for (own, theirs) in own.into_iter().zip(theirs) {
        assert_eq!(own, theirs);
    }
}

/// Replaces, removes and touches in every order that a run can have, several times within a commit.
fn change(writer: &Writer) {
    let mut dice = Dice(11);
    let mut held: BTreeMap<u64, Made> = BTreeMap::new();
    for step in 0..900 {
        let number = dice.below(40);
        let path = format!("in/{number}.txt");
        let (old, new) = (held.get(&number).copied(), made(step + 100));
        let articles: Vec<Article> = (0..1 + dice.below(2) as usize).map(|at| article(&mut dice, &path, at)).collect();
        match dice.below(8) {
            0 => {
                // Begun and not finished: nothing of the source is left.
                let replacement = writer.begin(&path, old.as_ref(), &new).unwrap();
                articles.iter().for_each(|article| replacement.add(article).unwrap());
                drop(replacement);
                held.remove(&number);
            }
            1 => {
                if let Some(old) = held.remove(&number) {
                    writer.remove(&path, &old).unwrap();
                }
            }
            2 if old.is_some() => writer.touch(&path, &new).unwrap(),
            3 => {
                let replacement = writer.begin(&path, old.as_ref(), &new).unwrap();
                articles.iter().for_each(|article| replacement.add(article).unwrap());
                replacement.finish().unwrap();
                held.insert(number, new);
            }
            4 => writer.commit().unwrap(),
            _ => {
                writer.put(&path, old.as_ref(), &new, &articles).unwrap();
                held.insert(number, new);
            }
        }
    }
    writer.commit().unwrap();
}

#[test]
fn what_is_replaced_and_removed_leaves_what_it_leaves_with_the_engines_writer() {
    let said = [Inverting::Own, Inverting::Tantivy].map(|inverting| {
        let folder = tempfile::tempdir().unwrap();
        let writer = writer(folder.path(), inverting);
        change(&writer);
        writer.merge(&|| false).unwrap();
        writer.close().unwrap();
        says(&index::open(folder.path()).unwrap())
    });
    // What is deleted counts in a score until it is merged away; ours drops some of it before.
    let [own, theirs] = said.each_ref().map(|said| {
        said.lines().map(|line| if line.contains("Entry") { line } else { line.split(" Some(").next().unwrap_or(line) })
    });
    say_the_same(own, theirs);
}
