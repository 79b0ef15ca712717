//! The engine against a plain reading of the question: every generated query is asked of the engine and of an oracle that
//! looks at each record by brute force. They share how text is cut into words and the stemmers, nothing else.
//!
//! What it found, and what was mended:
//!
//! | query | the engine said | since |
//! |---|---|---|
//! | `"oil price"~5` | also articles with `price … oil`, or with `oil` ending the body and `price` in the headline | the engine's slop knows neither order nor parts |

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;

use dateline::article::{Article, ArticleId, DateSource, RemarkKind};
use dateline::date::Day;
use dateline::index::{self, Archive, Made, WriterOptions};
use dateline::query::{
    DateState, Juxtaposed, Matcher, Measure, ParseOptions, Property, Query, TextField, Today, parse,
};
use dateline::search::{Engine, Request, Sort};
use dateline::story::{Origin, Story};
use dateline::wire::{self, Styles};
use dateline::words::{Stems, Words, split, stem_tag};
use unicode_normalization::UnicodeNormalization;

/// What stands in a part of an article: each word as printed and as folded.
type Copy = Vec<(String, String)>;

fn copy_of(text: &str) -> Copy {
    let (mut words, mut out) = (Words::new(text), Vec::new());
    while let Some((span, folded)) = words.step() {
        // An accent may be a sign of its own, and a soft hyphen is not seen.
        let printed = span.of(text).nfc().filter(|&c| c != '\u{ad}').collect();
        out.push((printed, folded.to_owned()));
    }
    out
}

/// The stemmers of the languages of an archive.
struct Stemmers(Vec<RefCell<Stems>>);

impl Stemmers {
    fn of(records: &[Article]) -> Stemmers {
        let tags = records.iter().map(|record| stem_tag(record.language.as_deref())).chain(["--"]);
        let tags: BTreeSet<&str> = tags.collect();
        Stemmers(tags.into_iter().map(|tag| RefCell::new(Stems::new(Some(tag)))).collect())
    }

    /// Gives the stems of a word, each led by two letters for its language and a colon.
    fn of_word(&self, word: &str) -> Vec<String> {
        self.0.iter().map(|stems| stems.borrow_mut().stem(word).to_owned()).collect()
    }
}

/// Numbers, and words of one or two letters, do not inflect.
fn inflects(word: &str) -> bool {
    word.chars().count() > 2 && word.chars().all(char::is_alphabetic)
}

/// Says by brute force whether `article` is what `query` asks for.
fn holds(query: &Query, record: &Cut, stems: &Stemmers) -> bool {
    let article = &record.article;
    match query {
        Query::All => true,
        Query::And(clauses) => clauses.iter().all(|clause| holds(clause, record, stems)),
        Query::Or(clauses) => clauses.iter().any(|clause| holds(clause, record, stems)),
        Query::Not(inner) => !holds(inner, record, stems),
        Query::Text { field, matcher } => {
            record.copies(*field).iter().any(|copy| !places(matcher, *field, copy, stems).is_empty())
        }
        Query::Measured { measure: Measure::AtLeast(times), text } => {
            let leaves = if let Query::Or(clauses) = &**text { clauses.clone() } else { vec![(**text).clone()] };
            let mut seen = BTreeSet::new();
            for leaf in leaves {
                let Query::Text { field, matcher } = leaf else { panic!("no text: {leaf:?}") };
                for (number, copy) in record.copies(field).iter().enumerate() {
                    let found = places(&matcher, field, copy, stems);
                    seen.extend(found.into_iter().map(|place| (field as u8, number, place)));
                }
            }
            seen.len() >= *times as usize
        }
        Query::Measured { measure: Measure::First(most), text } => {
            let mut headline = record.copies(TextField::Headline).concat();
            let mut body = record.body.clone();
            headline.truncate(*most as usize);
            body.truncate(*most as usize - headline.len());
            stand_in(text, &[headline, body], stems)
        }
        Query::Measured { measure: Measure::SameParagraph, text } => {
            record.paragraphs.iter().any(|paragraph| stand_in(text, std::slice::from_ref(paragraph), stems))
        }
        Query::Property { property, value } => property_holds(*property, value, &record.article),
        Query::Date(days) => article.days().is_some_and(|known| days.first <= known.first && known.last <= days.last),
        Query::DateState(DateState::Missing) => article.days().is_none(),
        Query::DateState(DateState::Inferred) => {
            article.published.is_some_and(|dated| dated.inferred.is_some() || dated.source == DateSource::Path)
        }
        Query::DateState(DateState::Conflict) => {
            article.remarks.iter().any(|remark| remark.kind == RemarkKind::DateConflict)
        }
    }
}

fn stand_in(text: &Query, copies: &[Copy], stems: &Stemmers) -> bool {
    match text {
        Query::And(clauses) => clauses.iter().all(|clause| stand_in(clause, copies, stems)),
        Query::Or(clauses) => clauses.iter().any(|clause| stand_in(clause, copies, stems)),
        Query::Not(inner) => !stand_in(inner, copies, stems),
        Query::Text { field, matcher } => copies.iter().any(|copy| !places(matcher, *field, copy, stems).is_empty()),
        other => panic!("no text: {other:?}"),
    }
}

/// A record with its text cut once.
struct Cut {
    article: Article,
    /// The copies that each field asks, in the order of [`TextField`].
    fields: [Vec<Copy>; 4],
    body: Copy,
    paragraphs: Vec<Copy>,
}

impl Cut {
    fn of(article: Article) -> Cut {
        let dateline = article.dateline.as_ref().map_or(String::new(), |dateline| format!("{} ", dateline.text));
        let some = |text: &Option<String>| text.iter().map(|text| copy_of(text)).collect::<Vec<_>>();
        let beside = [&article.headline, &article.slug, &article.byline, &article.standfirst, &article.captions];
        let running = copy_of(&format!("{dateline}{}", article.body));
        let any = [running].into_iter().chain(beside.into_iter().flat_map(some)).collect();
        let paragraphs: Vec<Copy> = article.body.split("\n\n").map(copy_of).collect();
        let fields = [any, some(&article.headline), vec![paragraphs[0].clone()], some(&article.byline)];
        Cut { body: copy_of(&article.body), paragraphs, fields, article }
    }

    fn copies(&self, field: TextField) -> &[Copy] {
        &self.fields[field as usize]
    }
}

/// Gives the numbers of the words at which a match begins, and at which it ends.
fn places(matcher: &Matcher, field: TextField, copy: &Copy, stems: &Stemmers) -> Vec<(usize, usize)> {
    let folded: Vec<&str> = copy.iter().map(|(_, folded)| folded.as_str()).collect();
    let each = |fits: &dyn Fn(&str) -> bool| {
        (0..folded.len()).filter(|&at| fits(folded[at])).map(|at| (at, at)).collect::<Vec<_>>()
    };
    let runs = |words: &[String], all: &Vec<String>| {
        let starts = (0..all.len()).filter(|&at| all[at..].starts_with(words));
        starts.map(|at| (at, at + words.len() - 1)).collect::<Vec<_>>()
    };
    let owned = || folded.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    match matcher {
        Matcher::Word(word) => match split(word).as_slice() {
            [one] if field != TextField::Byline && inflects(one) => {
                let wanted = stems.of_word(one);
                each(&|word| stems.of_word(word).iter().zip(&wanted).any(|(stem, wanted)| stem == wanted))
            }
            words => runs(words, &owned()),
        },
        Matcher::Phrase { text, slop: 0 } => runs(&split(text), &owned()),
        Matcher::Phrase { text, slop } => {
            let words = split(text);
            let starts = (0..folded.len()).filter(|&at| folded[at] == words[0]);
            // Every way to go on is tried.
            let mut ways: Vec<(usize, usize)> = starts.map(|at| (at, at)).collect();
            for word in &words[1..] {
                let on = |(start, last): (usize, usize)| {
                    (last + 1..folded.len())
                        .filter(|&at| folded[at] == word)
                        .map(move |at| (start, at))
                        .collect::<Vec<_>>()
                };
                ways = ways.into_iter().flat_map(on).collect();
            }
            ways.retain(|(start, last)| last + 1 - start - words.len() <= *slop as usize);
            // Each place where it begins counts once, with the nearest end.
            ways.sort_unstable();
            ways.dedup_by_key(|(start, _)| *start);
            ways
        }
        Matcher::Exact(text) => {
            let printed = |copy: &Copy| copy.iter().map(|(printed, _)| printed.clone()).collect::<Vec<String>>();
            runs(&printed(&copy_of(text)), &printed(copy))
        }
        Matcher::Pattern(glob) => {
            let glob: Vec<char> = glob.to_lowercase().chars().collect();
            let fits = |word: &str| fits_glob(&glob, &word.chars().collect::<Vec<_>>());
            each(&|word| fits(word) || inflects(word) && stems.of_word(word).iter().any(|stem| fits(&stem[3..])))
        }
        Matcher::Fuzzy { word, distance } => {
            let word: Vec<char> = split(word).concat().chars().collect();
            each(&|other| within(&word, &other.chars().collect::<Vec<_>>(), (*distance).into()))
        }
        Matcher::Regex(regex) => {
            let regex = regex::Regex::new(&format!("^(?:{regex})$")).unwrap();
            each(&|word| regex.is_match(word))
        }
    }
}

fn fits_glob(glob: &[char], text: &[char]) -> bool {
    match glob {
        [] => text.is_empty(),
        ['*', rest @ ..] => (0..=text.len()).any(|at| fits_glob(rest, &text[at..])),
        [sign, rest @ ..] => text.first().is_some_and(|c| *sign == '?' || sign == c) && fits_glob(rest, &text[1..]),
    }
}

/// Says whether `a` becomes `b` by inserting, deleting, replacing or swapping neighbours `left` times, by trying everything.
fn within(a: &[char], b: &[char], left: usize) -> bool {
    match (a, b) {
        ([], rest) | (rest, []) => rest.len() <= left,
        ([x, a_rest @ ..], [y, b_rest @ ..]) if x == y && within(a_rest, b_rest, left) => true,
        _ if left == 0 => false,
        ([x, a_rest @ ..], [y, b_rest @ ..]) => {
            let swapped = match (a_rest, b_rest) {
                ([x2, a_rest @ ..], [y2, b_rest @ ..]) if x == y2 && y == x2 => within(a_rest, b_rest, left - 1),
                _ => false,
            };
            swapped || within(a_rest, b_rest, left - 1) || within(a_rest, b, left - 1) || within(a, b_rest, left - 1)
        }
    }
}

fn property_holds(property: Property, value: &str, article: &Article) -> bool {
    let Some(dateline) = &article.dateline else {
        return match property {
            Property::Language | Property::Path => beside_dateline(property, value, article),
            Property::Place | Property::Country | Property::Agency => false,
        };
    };
    let names_it = |name: &str| {
        let (name, value) = (split(name), split(value));
        (0..name.len()).any(|at| name[at..].starts_with(&value))
    };
    match property {
        Property::Place => {
            let names = dateline.places.iter().flat_map(|place| [Some(&place.name), place.region.as_ref()]);
            names.flatten().chain(&dateline.place).any(|name| names_it(name))
        }
        Property::Country => dateline.places.iter().any(|place| place.country.as_deref() == Some(value)),
        Property::Agency => {
            !dateline.agencies.is_empty()
                && dateline.agencies.iter().chain([&dateline.style]).any(|name| names_it(name))
        }
        Property::Language | Property::Path => beside_dateline(property, value, article),
    }
}

fn beside_dateline(property: Property, value: &str, article: &Article) -> bool {
    match property {
        Property::Language => article.language.as_deref().is_some_and(|tag| {
            tag.eq_ignore_ascii_case(value) || tag.split('-').next().is_some_and(|tag| tag.eq_ignore_ascii_case(value))
        }),
        _ => fits_path(&value.chars().collect::<Vec<_>>(), &article.origin.path.chars().collect::<Vec<_>>()),
    }
}

fn fits_path(glob: &[char], path: &[char]) -> bool {
    match glob {
        [] => path.is_empty(),
        ['*', '*', rest @ ..] => (0..=path.len()).any(|at| fits_path(rest, &path[at..])),
        ['*', rest @ ..] => {
            let folder = path.iter().position(|&c| c == '/').unwrap_or(path.len());
            (0..=folder).any(|at| fits_path(rest, &path[at..]))
        }
        [sign, rest @ ..] => {
            path.first().is_some_and(|c| if *sign == '?' { *c != '/' } else { sign == c })
                && fits_path(rest, &path[1..])
        }
    }
}

/// Numbers that follow from a seed (xorshift), so that a query that fails can be made again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.roll(of.len())]
    }
}

/// Gives the articles of the stories in `seeds/`.
pub fn seeds() -> Vec<Article> {
    fn walk(folder: &Path, root: &Path, out: &mut Vec<(String, String)>) {
        let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            match std::fs::read_to_string(&path) {
                _ if name.starts_with('.') => {}
                Ok(text) => out.push((name, text)),
                Err(_) if path.is_dir() => walk(&path, root, out),
                Err(_) => {}
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut texts = Vec::new();
    walk(&root, &root, &mut texts);
    parsed(texts)
}

fn parsed(texts: Vec<(String, String)>) -> Vec<Article> {
    let mut records = Vec::new();
    for (path, text) in texts {
        let origin = Origin { path, ..Origin::default() };
        records.extend(wire::parse(&Story { text, origin, ..Story::default() }, Styles::builtin()).articles);
    }
    for (number, record) in records.iter_mut().enumerate() {
        record.id = ArticleId(number as u64 + 1);
    }
    records
}

/// The stories of the seeds, and as many again made of few words, so that words meet often.
fn records() -> Vec<Article> {
    let words = [
        "oil",
        "Oil",
        "OIL",
        "oils",
        "price",
        "prices",
        "priced",
        "WHO",
        "who",
        "Who's",
        "U.S.",
        "us",
        "strike",
        "striking",
        "Strikers",
        "struck",
        "crude",
        "crudely",
        "café",
        "cafe",
        "cafe\u{301}",
        "2025",
        "grain",
        "grains",
        "policy",
        "policies",
        "die",
        "dying",
        "dies",
        "co-operate",
        "cooperate",
        "AT&T",
        "the",
        "of",
        "a",
        "sky",
        "skies",
        "ΟΔΟΣ",
        "北京",
        "выборы",
        "выборов",
        "Straße",
        "strasse",
        "a\u{ad}gent",
        "agents",
    ];
    let starts = [
        "OSLO, April 2 (Reuters) -",
        " date 2025-04-28 TOKYO, April 28. /TASS/.",
        "NEW YORK, May 3 (AP) —",
        " date 2024-12-31 PARIS (AFP) -",
        "Prices of oil\n\nBy Oil Price\n\nROME, June 3 (ANSA) -",
        "",
        "2025-03-01\n\nWho struck crude\n\nSEOUL, May 1 (Yonhap) --",
    ];
    let (mut dice, mut texts) = (Dice(7), Vec::new());
    for number in 0..120 {
        let mut text = format!("{} The", dice.pick(&starts));
        for _ in 0..8 + dice.roll(40) {
            text += [" ", " ", " ", " ", ", ", ". ", "\n\n"][dice.roll(7)];
            text += dice.pick(&words);
        }
        texts.push((format!("made/{}/{number}.txt", number % 3), text + "."));
    }
    let mut records = seeds();
    records.extend(parsed(texts));
    for (number, record) in records.iter_mut().enumerate() {
        record.id = ArticleId(number as u64 + 1);
    }
    records
}

/// Several segments, and articles that were there and are gone.
fn archive(records: &[Article]) -> Archive {
    let (writer, open) = index::in_memory(WriterOptions { threads: 1, memory: 32 << 20 }).unwrap();
    let made = |number: usize| Made { fingerprint: number as u64 + 1, ..Made::default() };
    for (number, of_file) in records.chunk_by(|a, b| a.origin.path == b.origin.path).enumerate() {
        let path = &of_file[0].origin.path;
        writer.put(path, None, &made(number), of_file).unwrap();
        writer.put(&format!("gone/{path}"), None, &made(number), of_file).unwrap();
        if number % 40 == 0 {
            writer.commit().unwrap();
        }
    }
    writer.commit().unwrap();
    for (number, of_file) in records.chunk_by(|a, b| a.origin.path == b.origin.path).enumerate() {
        writer.remove(&format!("gone/{}", of_file[0].origin.path), &made(number)).unwrap();
    }
    writer.commit().unwrap();
    open().unwrap()
}

/// Makes the text of a query out of the words of a record, so that it finds something more often than not.
fn typed(dice: &mut Dice, records: &[Article]) -> String {
    let record = &records[dice.roll(records.len())];
    let text = format!("{} {}", record.headline.as_deref().unwrap_or("crude"), record.body);
    let words: Vec<String> = copy_of(&text).into_iter().map(|(printed, _)| printed).collect();
    tree(dice, record, &words, 2)
}

fn tree(dice: &mut Dice, record: &Article, words: &[String], depth: usize) -> String {
    if depth == 0 || dice.roll(3) == 0 {
        return leaf(dice, record, words);
    }
    let mut part = || tree(dice, record, words, depth - 1);
    let (a, b) = (part(), part());
    match dice.roll(5) {
        0 => format!("({a} OR {b})"),
        1 => format!("({a} OR {b} {})", leaf(dice, record, words)),
        2 => format!("{a} -({b})"),
        3 => format!("({a}) {b}"),
        _ => format!("(NOT ({a}) OR {b})"),
    }
}

fn leaf(dice: &mut Dice, record: &Article, words: &[String]) -> String {
    let numbers = |dice: &mut Dice| [1, 2, 3, 5, 9, 30][dice.roll(6)];
    match dice.roll(14) {
        0 => format!("atleast{} {}", numbers(dice), text(dice, words)),
        1 => format!("atleast{} ({} OR {})", numbers(dice), text(dice, words), text(dice, words)),
        2 => format!("first{} {}", numbers(dice), text(dice, words)),
        3 => format!("first{} ({} -{})", numbers(dice), text(dice, words), text(dice, words)),
        4 => format!("same-paragraph({} {})", text(dice, words), text(dice, words)),
        5 => format!("same-paragraph({} ({} OR -{}))", text(dice, words), text(dice, words), text(dice, words)),
        6 => format!("{}{}", dice.pick(&["headline:", "lead:", "byline:"]), text(dice, words)),
        7 => property(dice, record),
        _ => text(dice, words),
    }
}

fn property(dice: &mut Dice, record: &Article) -> String {
    let made = [
        "date:2025-04",
        "date:..2025-03-15",
        "date:2025-03..",
        "date:missing",
        "date:inferred",
        "date:conflict",
        "lang:en",
        "lang:zh",
        "agency:tass",
        "place:york",
        "country:JP",
        "path:made/1/**",
        "path:made/*/?.txt",
        "path:2025*/**",
    ];
    let place = record.dateline.as_ref().and_then(|dateline| dateline.place.clone());
    let agency = record.dateline.as_ref().and_then(|dateline| dateline.agencies.first().cloned());
    match (dice.roll(4), place, agency, record.days()) {
        // A country's name asks for its code as well.
        (0, Some(place), _, _) if wire::places::country(&place).is_none() => format!("place:\"{place}\""),
        (1, _, Some(agency), _) => format!("agency:\"{agency}\""),
        (2, _, _, Some(days)) => format!("date:{days}"),
        _ => dice.pick(&made).to_owned(),
    }
}

fn text(dice: &mut Dice, words: &[String]) -> String {
    let at = dice.roll(words.len());
    let word = words[at].clone();
    let later = |far: usize| words.get(at + far).unwrap_or(&word).clone();
    let letters: Vec<char> = split(&word).concat().chars().collect();
    let hole = dice.roll(letters.len());
    let with = |sign: &str| {
        let mut out = letters.iter().map(char::to_string).collect::<Vec<_>>();
        out[hole] = sign.to_owned();
        out.concat()
    };
    match dice.roll(12) {
        0 => format!("\"{word} {}\"", later(1)),
        1 => format!("\"{word} {} {}\"~{}", later(1), later(2 + dice.roll(3)), dice.roll(5)),
        2 => format!("\"{word} {}\"~{}", words[dice.roll(words.len())], 1 + dice.roll(9)),
        3 if letters.len() > 1 => with("*"),
        4 if letters.len() > 1 => with("?"),
        5 if letters.len() > 2 => format!("{}~{}", with("x"), 1 + dice.roll(2)),
        6 if letters.len() > 2 => {
            let mut swapped = letters.clone();
            swapped.swap(0, 1);
            format!("{}~", swapped.into_iter().collect::<String>())
        }
        7 if letters.len() > 1 => format!("/{}/", with(dice.pick(&["[a-m]*", ".", "(l|r)?", "\\w+"]))),
        8 => format!("={word}"),
        9 => format!("=\"{word} {}\"", later(1)),
        _ => word,
    }
}

/// Finds the smallest part of a query about which engine and oracle differ.
fn culprit<'q>(query: &'q Query, differs: &dyn Fn(&Query) -> bool) -> &'q Query {
    let inside: Vec<&Query> = match query {
        Query::And(clauses) | Query::Or(clauses) => clauses.iter().collect(),
        Query::Not(inner) => vec![&**inner],
        _ => Vec::new(),
    };
    inside.into_iter().find(|part| differs(part)).map_or(query, |part| culprit(part, differs))
}

#[test]
fn every_query_finds_what_a_plain_reading_of_the_records_finds() {
    let count = std::env::var("DATELINE_ORACLE_QUERIES").ok().and_then(|n| n.parse().ok()).unwrap_or(200);
    let records = records();
    let archive = archive(&records);
    let stems = Stemmers::of(&records);
    let cut: Vec<Cut> = records.iter().cloned().map(Cut::of).collect();
    let plain = |query: &Query| -> Vec<u64> {
        cut.iter().filter(|record| holds(query, record, &stems)).map(|record| record.article.id.0).collect()
    };
    let found = |query: &Query| -> Vec<u64> {
        let mut ids = Vec::new();
        let request = Request { sort: Sort::Relevance, ..Request::all(query.clone()) };
        let summary = archive.search(&request, &mut |hit| {
            ids.push(hit.article.id.0);
            Ok(ControlFlow::Continue(()))
        });
        let total = summary.unwrap_or_else(|error| panic!("{query}: {error}")).total;
        let counted = archive
            .search(&Request { limit: Some(0), ..Request::all(query.clone()) }, &mut |_| Ok(ControlFlow::Break(())));
        assert_eq!((ids.len() as u64, counted.unwrap().total), (total, total), "{query}");
        ids.sort_unstable();
        ids
    };
    let (mut dice, mut useful) = (Dice(0x9e37_79b9_7f4a_7c15), 0);
    for number in 0..count {
        let typed = typed(&mut dice, &records);
        let options = ParseOptions { today: Today(Day::MIN), juxtaposed: Juxtaposed::All };
        let query = parse(&typed, options).unwrap_or_else(|error| panic!("{error}\n{}", error.caret(&typed))).query;
        let expected = plain(&query);
        if found(&query) != expected {
            let part = culprit(&query, &|part| found(part) != plain(part));
            let (engine, oracle) = (found(part), plain(part));
            let only = |a: &[u64], b: &[u64]| a.iter().filter(|id| !b.contains(id)).copied().collect::<Vec<_>>();
            panic!(
                "query {number}: {typed}\nthe fault lies in {part}\nonly the engine finds {:?}, only the oracle {:?}",
                only(&engine, &oracle),
                only(&oracle, &engine)
            );
        }
        useful += usize::from(!expected.is_empty() && expected.len() < records.len());
    }
    assert!(useful * 10 > count * 6, "only {useful} of {count} queries tell articles apart");
}
