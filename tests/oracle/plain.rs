//! The plain reading: whether one record is what a query asks for, by trying everything.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use dateline::article::{Article, DateSource, RemarkKind};
use dateline::query::{DateState, Matcher, Measure, Property, Query, TextField};
use dateline::words::{Inflections, Languages, Stems, Words, split, stem_tag};
use unicode_normalization::UnicodeNormalization;

/// What stands in a part of an article: each word as printed and as folded.
pub type Copy = Vec<(String, String)>;

pub fn copy_of(text: &str) -> Copy {
    let (mut words, mut out) = (Words::new(text), Vec::new());
    while let Some((span, folded)) = words.step() {
        // An accent may be a sign of its own, and a soft hyphen is not seen.
        let printed = span.of(text).nfc().filter(|&c| c != '\u{ad}').collect();
        out.push((printed, folded.to_owned()));
    }
    out
}

/// The stemmers of the languages of an archive.
pub struct Stemmers {
    stems: Vec<RefCell<Stems>>,
    tags: Vec<&'static str>,
    /// Of the record at hand: a form counts in its own language only.
    language: Cell<Languages>,
}

impl Stemmers {
    pub fn of(records: &[Article]) -> Stemmers {
        let tags = records.iter().map(|record| stem_tag(record.language.as_deref())).chain(["--"]);
        let tags: BTreeSet<&'static str> = tags.collect();
        let tags: Vec<&'static str> = tags.into_iter().collect();
        let stems = tags.iter().map(|tag| RefCell::new(Stems::new(Some(tag)))).collect();
        Stemmers { stems, tags, language: Cell::new(Languages::ANY) }
    }

    /// Gives the stems of a word, each led by two letters for its language and a colon.
    fn of_word(&self, word: &str) -> Vec<String> {
        self.stems.iter().map(|stems| stems.borrow_mut().stem(word).to_owned()).collect()
    }
}

/// Numbers, and words of one or two letters, do not inflect.
fn inflects(word: &str) -> bool {
    word.chars().count() > 2 && word.chars().all(char::is_alphabetic)
}

/// Says by brute force whether `article` is what `query` asks for.
pub fn holds(query: &Query, record: &Cut, stems: &Stemmers) -> bool {
    let article = &record.article;
    stems.language.set(Languages::of(article.language.as_deref()));
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
pub struct Cut {
    pub article: Article,
    /// The copies that each field asks, in the order of [`TextField`].
    fields: [Vec<Copy>; 4],
    body: Copy,
    paragraphs: Vec<Copy>,
}

impl Cut {
    pub fn of(article: Article) -> Cut {
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
                // What is a form of what has a table of its own; here it counts which of them are looked up.
                let forms = Inflections::new(one, &stems.tags).unwrap();
                each(&|word| forms.languages(word).meets(stems.language.get()))
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
