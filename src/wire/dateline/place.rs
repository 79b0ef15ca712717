//! The places inside a dateline: how far they can reach. What they are is the gazetteer's business.
//!
//! | copy | groups |
//! |---|---|
//! | `SEATTLE, Wash.`, `MELBOURNE (Australia)`, `IGORA /Leningrad Region/`, `Lucknow (Uttar Pradesh) [India]` | a name and what qualifies it |
//! | `MOSCOW/KYIV`, `NEW YORK, LONDON and BEIJING` | several names |
//! | `ST. LOUIS`, `Navalmoral de la Mata`, `the Netherlands` | stops and small words inside a name |
//! | `ABOARD AIR FORCE ONE`, `ON BOARD the Dandy, off Santiago de Cuba` | no town, but a place to file from |

use super::line::Line;
use super::token::{Bracket, Gap, Kind, stands_alone};
use super::vocabulary;
use crate::wire::places;
use crate::wire::style::{Styles, key};

/// At most so many words in one name, and so many names and qualifiers.
const WORDS: usize = 6;
const NAMES: usize = 6;
/// Words that a stop shortens inside a name, or that are set as if it did.
const SHORTENED: [&str; 9] = ["st", "ste", "mt", "ft", "pt", "sto", "sta", "san", "no"];
/// At most so many characters of a script without blanks.
const CHARACTERS: usize = 14;

/// One way to read the places that begin at a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// The first token.
    pub start: usize,
    /// The token behind the first name.
    pub name_end: usize,
    /// The token behind the whole.
    pub end: usize,
    /// How the first name is set.
    pub set: Set,
    /// Whether a comma or brackets follow the first name.
    pub qualified: bool,
}

/// How a name is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Set {
    /// All in capitals.
    Capitals,
    /// Capitals first.
    Title,
    /// Small letters, or a small letter where a capital should be (`New york`): only with a date and a dash.
    Small,
    /// A script without case.
    Uncased,
    /// Aboard or near something.
    Aboard,
}

/// Hands every way to read the places that begin at token `at` to `found`, the shortest first.
pub(crate) fn read(line: &Line, at: usize, styles: &Styles, found: &mut impl FnMut(Group)) {
    match line.kind(at) {
        Some(Kind::Uncased) if line.word(at).chars().next().is_some_and(stands_alone) => together(line, at, found),
        Some(Kind::Caps | Kind::Title | Kind::Uncased | Kind::Lower) if !vocabulary::begins_sentence(line.word(at)) => {
            apart(line, at, styles, found);
        }
        _ => {}
    }
}

/// Scripts without blanks: every run of characters from `at`.
fn together(line: &Line, at: usize, found: &mut impl FnMut(Group)) {
    let mut end = at;
    while end < at + CHARACTERS && line.kind(end) == Some(Kind::Uncased) && (end == at || line.gap(end) != Gap::Line) {
        end += 1;
        found(Group { start: at, name_end: end, end, set: Set::Uncased, qualified: false });
    }
}

/// Scripts with blanks.
fn apart(line: &Line, at: usize, styles: &Styles, found: &mut impl FnMut(Group)) {
    let mut scan = Scan { line, styles, at, name_end: None, words: 0, names: 1, set: set_of(line, at) };
    if scan.set == Set::Aboard {
        scan.words = 1;
        scan.at += 1;
    }
    while scan.names <= NAMES {
        match scan.step() {
            Step::End => found(Group {
                start: at,
                name_end: scan.name_end.unwrap_or(scan.at),
                end: scan.at,
                set: scan.set,
                qualified: scan.name_end.is_some(),
            }),
            Step::On => {}
            Step::Stop => return,
        }
    }
}

fn set_of(line: &Line, at: usize) -> Set {
    let afloat = |word: &str| {
        vocabulary::is_afloat(word)
            || word.eq_ignore_ascii_case("on") && line.word(at + 1).eq_ignore_ascii_case("board")
    };
    match line.kind(at) {
        Some(Kind::Caps | Kind::Title) if afloat(line.word(at)) => Set::Aboard,
        Some(Kind::Caps) => Set::Capitals,
        Some(Kind::Title) => Set::Title,
        Some(Kind::Uncased) => Set::Uncased,
        _ => Set::Small,
    }
}

/// Where the reading of a group stands.
struct Scan<'a> {
    line: &'a Line<'a>,
    styles: &'a Styles,
    at: usize,
    name_end: Option<usize>,
    words: usize,
    names: usize,
    set: Set,
}

enum Step {
    /// The group may end here.
    End,
    /// It cannot end here, but goes on.
    On,
    /// It cannot go on.
    Stop,
}

impl Scan<'_> {
    fn step(&mut self) -> Step {
        let Some(kind) = self.line.kind(self.at) else { return Step::Stop };
        let most = if self.set == Set::Aboard { 14 } else { WORDS };
        match kind {
            Kind::Caps | Kind::Title | Kind::Uncased => {
                if self.words == most
                    || kind == Kind::Title
                        && self.set == Set::Capitals
                        && self.name_end.is_none()
                        && self.words > 0
                        && self.falls()
                {
                    return Step::Stop;
                }
                if self.set == Set::Capitals && kind == Kind::Title && self.name_end.is_none() {
                    self.set = Set::Title;
                }
                // Small letters are a slip at the end of a name; a sentence goes on.
                if self.set == Set::Small && self.name_end.is_none() {
                    return Step::Stop;
                }
                // A name is set on one line; only behind a comma may the line end.
                if self.words > 0 && self.line.gap(self.at) == Gap::Line && self.set != Set::Aboard {
                    return Step::Stop;
                }
                self.take();
                if self.line.kind(self.at) == Some(Kind::Stop) && self.abbreviates() { Step::On } else { Step::End }
            }
            Kind::Lower => self.small(most),
            Kind::Mixed | Kind::Number(_) if self.set == Set::Aboard => {
                self.take();
                Step::End
            }
            Kind::Stop if self.abbreviates() => {
                self.at += 1;
                Step::End
            }
            Kind::Comma if self.words > 0 && self.goes_on(self.at + 1) => self.next_name(1),
            Kind::Slash if self.words > 0 && self.line.gap(self.at) == Gap::Glued && self.line.is_name(self.at + 1) => {
                self.next_name(1)
            }
            Kind::Slash | Kind::Open(Bracket::Round | Bracket::Square) if self.words > 0 => self.qualifier(kind),
            _ => Step::Stop,
        }
    }

    fn take(&mut self) {
        self.at += 1;
        self.words += 1;
    }

    /// A title-case word after capitals, without a comma between: the lead has begun (`KABUL A bomb`), unless a comma, bracket
    /// or date makes it a qualifier (`FARMINGTON Conn., March 9`).
    fn falls(&self) -> bool {
        let stop = usize::from(self.line.kind(self.at + 1) == Some(Kind::Stop));
        !matches!(self.line.kind(self.at + 1 + stop), Some(Kind::Comma | Kind::Open(_)))
    }

    fn small(&mut self, most: usize) -> Step {
        if self.words == most || self.words + self.names > 12 {
            return Step::Stop;
        }
        let word = self.line.word(self.at);
        let next_is_name = self.line.is_name(self.at + 1);
        if self.words > 0 && next_is_name && vocabulary::is_joint(word) {
            return self.next_name(1);
        }
        if self.set == Set::Aboard {
            self.take();
            return Step::On;
        }
        let particle = next_is_name || self.line.kind(self.at + 1) == Some(Kind::Lower);
        if particle && (self.words > 0 || self.name_end.is_some()) && vocabulary::is_particle(word) {
            self.take();
            return Step::On;
        }
        // A small letter where a capital should be: one or two words, then a comma, as the date's own fence.
        if self.words < 3
            && self.name_end.is_none()
            && matches!(self.set, Set::Small | Set::Title)
            && self.line.gap(self.at) != Gap::Line
        {
            self.set = Set::Small;
            self.take();
            return Step::End;
        }
        // Inside a qualifier small letters are as good: `/Leningrad region/`, `, the Netherlands`.
        if self.name_end.is_some() && self.set == Set::Small {
            self.take();
            return Step::End;
        }
        Step::Stop
    }

    fn next_name(&mut self, tokens: usize) -> Step {
        self.name_end.get_or_insert(self.at);
        self.at += tokens;
        self.words = 0;
        self.names += 1;
        Step::On
    }

    /// Says whether a name, or a small word before one, follows.
    fn goes_on(&self, at: usize) -> bool {
        self.line.is_name(at)
            || matches!(self.line.word(at), "the" | "off" | "via" | "near" | "and") && self.line.is_word(at + 1)
            || self.set == Set::Small && self.line.kind(at) == Some(Kind::Lower)
    }

    /// Says whether the stop belongs to the word before: to an initial, a saint, or a qualifier after a comma.
    fn abbreviates(&self) -> bool {
        if self.at == 0 || self.line.gap(self.at) != Gap::Glued || self.words == 0 {
            return false;
        }
        let word = self.line.word(self.at - 1);
        let letters = word.chars().count();
        word.contains('.')
            || letters == 1
            || SHORTENED.iter().any(|short| short.eq_ignore_ascii_case(word))
            || (self.name_end.is_some()
                || self.line.kind(self.at - 1) == Some(Kind::Title) && self.set == Set::Title && self.words > 1)
                && letters <= 5
                && self.line.is_name(self.at - 1)
                && places::is_qualifier(word)
    }

    /// A bracket after a name: a qualifier, if it holds no agency and something follows that shows it.
    fn qualifier(&mut self, kind: Kind) -> Step {
        let close = match kind {
            Kind::Slash if self.line.gap(self.at) != Gap::Glued => {
                (self.at + 2..self.at + 7).find(|&i| self.line.kind(i) == Some(Kind::Slash))
            }
            Kind::Slash => None,
            _ => self.line.closing(self.at, 6),
        };
        let Some(close) = close.filter(|&close| {
            (self.at + 1..close).all(|i| self.line.is_word(i) || self.line.kind(i) == Some(Kind::Stop))
        }) else {
            return Step::Stop;
        };
        let inner = self.line.span(self.at + 1, close).of(self.line.text);
        let shown = match self.line.kind(close + 1) {
            Some(Kind::Comma | Kind::Open(_)) => true,
            Some(Kind::Number(_)) => true,
            _ => places::is_qualifier(inner),
        };
        if !shown || self.styles.agency(&key(inner)).is_some() || !self.line.is_name(self.at + 1) {
            return Step::Stop;
        }
        self.name_end.get_or_insert(self.at);
        self.at = close + 1;
        self.names += 1;
        Step::End
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::dateline::token::{MOST, cut};

    fn reaches(text: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        cut(text, 0, MOST, &mut tokens);
        let line = Line::new(text, &tokens);
        let mut groups = Vec::new();
        read(&line, 0, Styles::builtin(), &mut |group| groups.push(group));
        groups.iter().map(|g| line.span(g.start, g.end).of(text).to_owned()).collect()
    }

    #[test]
    fn groups_reach_as_far_as_places_can() {
        for (text, place) in [
            ("ST. LOUIS, Mo., March 3 -", "ST. LOUIS, Mo."),
            ("ROME. Sept 19 (Interfax)", "ROME"),
            ("MELBOURNE (Australia), 25 may", "MELBOURNE (Australia)"),
            ("IGORA /Leningrad region/, December 26.", "IGORA /Leningrad region/"),
            ("Lucknow (Uttar Pradesh) [India], May 19", "Lucknow (Uttar Pradesh) [India]"),
            ("MOSCOW/KYIV, April 28", "MOSCOW/KYIV"),
            ("Navalmoral de la Mata, 2 may", "Navalmoral de la Mata"),
            ("GRONINGEN, the Netherlands, March 31", "GRONINGEN, the Netherlands"),
            ("NEW YORK, LONDON and BEIJING, Feb. 2", "NEW YORK, LONDON and BEIJING"),
            ("FARMINGTON Conn., March 9", "FARMINGTON Conn."),
            ("ABOARD AIR FORCE ONE (AP)", "ABOARD AIR FORCE ONE"),
            ("New york, March 2", "New york"),
        ] {
            assert!(reaches(text).iter().any(|reach| reach == place), "{text}: {:?}", reaches(text));
        }
        assert_eq!(reaches("In Berlin, May 3"), Vec::<String>::new());
        assert_eq!(reaches("KABUL Apples are dear").last().map(String::as_str), Some("KABUL"));
    }
}
