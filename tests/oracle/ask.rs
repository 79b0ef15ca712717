//! Queries made of the words of records, so that they find something more often than not.

use dateline::article::Article;
use dateline::wire;
use dateline::words::split;

use super::plain::copy_of;

/// Numbers that follow from a seed (xorshift), so that a query that fails can be made again.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    pub fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.roll(of.len())]
    }
}

/// Makes the text of a query out of the words of a record, so that it finds something more often than not.
pub fn typed(dice: &mut Dice, records: &[Article]) -> String {
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
        // In the seeds' shouted lines they are words.
        _ if matches!(word.as_str(), "AND" | "OR" | "NOT") => format!("\"{word}\""),
        _ => word,
    }
}
