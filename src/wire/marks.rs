//! The lines that stand around the copy: furniture, bylines, notes, captions, sign-offs. Lists are data, in `data/marks.toml`.

use memchr::memmem::Finder;
use serde::Deserialize;

use super::hash::ShortSet;
use super::style::StyleError;
use crate::words::fold;

/// The lists that are built in.
pub(super) const FILE: &str = include_str!("data/marks.toml");

/// The lists, folded.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    furniture: ShortSet,
    furniture_starts: Vec<String>,
    bylines: Vec<String>,
    affiliations: ShortSet,
    advisories: Vec<String>,
    takes: Vec<String>,
    captions: Vec<Finder<'static>>,
    signoffs: ShortSet,
    longest_signoff: usize,
    tails: Vec<String>,
    /// How sign-offs and tails begin.
    ends: Beginnings,
}

/// How folded lines can begin: a bit for each three bytes, told apart by their lower five bits, which any case of a letter
/// has in common.
#[derive(Debug)]
struct Beginnings(Box<[u64; 512]>);

impl Default for Beginnings {
    fn default() -> Beginnings {
        Beginnings(Box::new([0; 512]))
    }
}

impl Beginnings {
    fn of<'a>(lines: impl Iterator<Item = &'a str>) -> Beginnings {
        let mut beginnings = Beginnings::default();
        for line in lines {
            let (first, any) = match *line.as_bytes() {
                [] => continue,
                // A mark of one byte or two is followed by anything.
                [first] => (Beginnings::key(first, 0, 0), 32 * 32),
                [first, second] => (Beginnings::key(first, second, 0), 32),
                [first, second, third, ..] => (Beginnings::key(first, second, third), 1),
            };
            for key in first..first + any {
                beginnings.0[key / 64] |= 1 << (key % 64);
            }
        }
        beginnings
    }

    fn has(&self, first: u8, second: u8, third: u8) -> bool {
        let key = Beginnings::key(first, second, third);
        self.0[key / 64] & 1 << (key % 64) != 0
    }

    fn key(first: u8, second: u8, third: u8) -> usize {
        [first, second, third].into_iter().fold(0, |key, b| key << 5 | usize::from(b % 32))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    furniture: Vec<String>,
    furniture_starts: Vec<String>,
    bylines: Vec<String>,
    affiliations: Vec<String>,
    advisories: Vec<String>,
    takes: Vec<String>,
    captions: Vec<String>,
    signoffs: Vec<String>,
    tails: Vec<String>,
}

impl Marks {
    /// Reads the lists.
    pub fn load(text: &str) -> Result<Marks, StyleError> {
        let file: File = toml::from_str(text).map_err(|e| StyleError::new("marks", e.message()))?;
        let list = |lines: Vec<String>| lines.iter().map(|l| fold(l)).collect::<Vec<_>>();
        let set = |lines: Vec<String>| lines.iter().map(|l| fold(l).into_boxed_str()).collect::<ShortSet>();
        let (signoffs, tails) = (set(file.signoffs), list(file.tails));
        let ends = Beginnings::of(signoffs.iter().map(|s| &**s).chain(tails.iter().map(String::as_str)));
        Ok(Marks {
            furniture: set(file.furniture),
            furniture_starts: list(file.furniture_starts),
            bylines: list(file.bylines),
            affiliations: set(file.affiliations),
            advisories: list(file.advisories),
            takes: list(file.takes),
            captions: list(file.captions).iter().map(|mark| Finder::new(mark).into_owned()).collect(),
            longest_signoff: signoffs.iter().map(|signoff| signoff.len()).max().unwrap_or_default(),
            signoffs,
            tails,
            ends,
        })
    }

    /// Says whether a folded line is furniture of a page.
    pub fn is_furniture(&self, folded: &str) -> bool {
        self.furniture.contains(folded)
            || starts(&self.furniture_starts, folded).is_some()
            || !folded.contains(char::is_alphabetic)
    }

    /// Says whether a line is a byline: the word for it, then few words, the first with a capital.
    pub fn is_byline(&self, line: &str, folded: &str) -> bool {
        let Some(length) = starts(&self.bylines, folded) else { return false };
        let names: Vec<&str> = line.split_whitespace().skip(usize::from(folded[..length].ends_with(' '))).collect();
        let capital = names.first().is_some_and(|name| !name.starts_with(|c: char| c.is_lowercase() || c.is_numeric()));
        let small = names.iter().filter(|name| name.starts_with(char::is_lowercase)).count();
        capital && names.len() <= 14 && small * 2 <= names.len() && line.len() <= 160 && !line.trim_end().ends_with('.')
    }

    /// Says whether a folded line is the affiliation under a byline.
    pub fn is_affiliation(&self, folded: &str) -> bool {
        self.affiliations.contains(folded)
    }

    /// Says whether a folded line is a note to editors.
    pub fn is_advisory(&self, folded: &str) -> bool {
        starts(&self.advisories, folded).is_some()
    }

    /// Gives how many bytes of a headline are a note (`UPDATE 2-`, `RPT-`).
    pub fn take(&self, line: &str) -> usize {
        let mut taken = 0;
        loop {
            match self.one_take(&line[taken..]) {
                0 => return taken,
                more => taken += more,
            }
        }
    }

    fn one_take(&self, line: &str) -> usize {
        if let Some(note) = line.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(note, _)| note) {
            let last = fold(note.split(' ').next_back().unwrap_or_default());
            let is_note = note.len() <= 20
                && matches!(
                    &*last,
                    "lead" | "ld" | "d" | "urgent" | "roundup" | "update" | "news" | "interview" | "yonhap"
                );
            return if is_note && line.len() > note.len() + 3 { note.len() + 2 } else { 0 };
        }
        let folded = fold(&line[..super::dateline::token::floor_boundary(line, 40)]);
        let Some(length) = starts(&self.takes, &folded) else { return 0 };
        // The lists are in ASCII, so that bytes of the folded line are bytes of the line as far as the match goes.
        let digits = folded[length..].bytes().take_while(u8::is_ascii_digit).count();
        let dash = folded[length + digits..].bytes().take_while(|b| matches!(b, b'-' | b' ')).count();
        match (digits, dash) {
            (0, _) if folded[..length].ends_with(' ') && !folded.starts_with("urgent") => 0,
            (1.., 0) => 0,
            _ => length + digits + dash,
        }
    }

    /// Says whether a folded line is a caption or holds a picture's credit.
    pub fn is_caption(&self, folded: &str) -> bool {
        self.captions.iter().any(|mark| mark.find(folded.as_bytes()).is_some())
    }

    /// Says whether a line ends a story, or is the first of what follows it.
    pub fn ends(&self, line: &str) -> bool {
        if !self.can_end(line) {
            return false;
        }
        let shown = &line[..super::dateline::token::floor_boundary(line, 120)];
        if shown.is_ascii() && shown.len() > self.longest_signoff {
            let (bytes, first) = (shown.as_bytes(), shown.as_bytes()[0].to_ascii_lowercase());
            let starts = |mark: &String| {
                let mark = mark.as_bytes();
                mark.first() == Some(&first)
                    && bytes.len() >= mark.len()
                    && bytes[..mark.len()].eq_ignore_ascii_case(mark)
            };
            return self.tails.iter().any(starts);
        }
        let folded = fold(shown);
        self.signoffs.contains(&*folded) || starts(&self.tails, &folded).is_some()
    }

    /// Says whether a line can be a sign-off or the first of a tail, by its first three bytes: most lines cannot.
    fn can_end(&self, line: &str) -> bool {
        match *line.as_bytes() {
            [] => false,
            [_] | [_, _] => true,
            [first, second, third, ..] => {
                // Folding changes what is beyond ASCII.
                !(first.is_ascii() && second.is_ascii() && third.is_ascii()) || self.ends.has(first, second, third)
            }
        }
    }
}

fn starts(list: &[String], folded: &str) -> Option<usize> {
    let first = folded.as_bytes().first();
    list.iter().find(|mark| mark.as_bytes().first() == first && folded.starts_with(mark.as_str())).map(String::len)
}
