//! The words and marks of a candidate line: cut once, read by every shape.
//!
//! | copy | tokens |
//! |---|---|
//! | `ST. LOUIS, Mo.` | Caps, Stop, Caps, Comma, Title, Stop |
//! | `N'DJAMENA`, `D.C.`, `PORT-AU-PRINCE` | one Caps; Caps, Stop; one Caps |
//! | `(AP)--` | Open, Caps, Close, Dash |
//! | `新华社北京7月26日电` | one Uncased a character, Number 7, … |
//!
//! Scripts written without blanks give a token a character; all others a token a word.

use super::word;
use crate::story::Span;

/// How much of a line is looked at, in bytes: no dateline is longer, and a line may be as long as the file.
pub(crate) const WINDOW: usize = 256;
/// At most so many tokens.
pub(crate) const MOST: usize = 64;
/// So many tokens nearly all datelines have, with what of the lead is looked at.
pub(crate) const FEW: usize = 12;

/// One word or mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Its bytes in the text that was cut.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// What parts it from the token before.
    pub gap: Gap,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word in capitals, or mostly so (`McALLEN`, `MArch`).
    Caps,
    /// A word with a capital first.
    Title,
    /// A word in small letters.
    Lower,
    /// A word, or a character, of a script without case.
    Uncased,
    /// Letters and digits mixed (`2O`, `MAR8`).
    Mixed,
    /// Digits alone, of any script; their value.
    Number(u16),
    /// `,` of any script.
    Comma,
    /// `.` or `。`
    Stop,
    /// `:`
    Colon,
    /// `=`
    Equals,
    /// `-`, `--`, `—`, `_` and their like.
    Dash,
    /// `/`
    Slash,
    /// An opening bracket.
    Open(Bracket),
    /// A closing bracket.
    Close(Bracket),
    /// A quotation mark.
    Quote,
    /// Anything else.
    Other,
}

/// The kinds of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Bracket {
    /// `( )` and full-width.
    Round,
    /// `[ ]` and full-width.
    Square,
    /// `【 】`
    Lens,
    /// `/ /`
    Slash,
}

/// What stands before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Nothing.
    Glued,
    /// Blanks.
    Blank,
    /// A line end.
    Line,
}

impl Token {
    /// Says whether it is a word of any kind.
    pub fn is_word(self) -> bool {
        matches!(self.kind, Kind::Caps | Kind::Title | Kind::Lower | Kind::Uncased | Kind::Mixed)
    }

    /// Says whether a sentence can begin with it.
    pub fn begins_sentence(self) -> bool {
        match self.kind {
            Kind::Caps | Kind::Title | Kind::Uncased | Kind::Mixed | Kind::Number(_) | Kind::Quote | Kind::Open(_) => {
                true
            }
            Kind::Lower | Kind::Comma | Kind::Stop | Kind::Colon | Kind::Equals | Kind::Dash | Kind::Slash => false,
            Kind::Close(_) | Kind::Other => false,
        }
    }
}

/// Cuts `text[at..]` into at most so many `tokens`, up to a blank line or the end of the window; says whether that is all.
pub(crate) fn cut(text: &str, at: usize, most: usize, tokens: &mut Vec<Token>) -> bool {
    tokens.clear();
    cut_on(text, at, most, tokens)
}

/// Cuts on behind the tokens that are cut.
pub(crate) fn cut_on(text: &str, at: usize, most: usize, tokens: &mut Vec<Token>) -> bool {
    let limit = floor_boundary(text, at.saturating_add(WINDOW));
    let bytes = &text.as_bytes()[..limit];
    let (mut at, mut gap) = (tokens.last().map_or(at, |last| last.span.end), Gap::Glued);
    while let Some(&b) = bytes.get(at) {
        if tokens.len() == most {
            return false;
        }
        if b == b' ' {
            gap = gap.max(Gap::Blank);
            at += 1;
            continue;
        }
        // Most tokens are in ASCII, and told by their bytes.
        if let Some((length, kind)) = read_ascii(&bytes[at..], b) {
            tokens.push(Token { span: Span::new(at, at + length), kind, gap });
            at += length;
            gap = Gap::Glued;
            continue;
        }
        let Some(c) = text[at..limit].chars().next() else { return true };
        if c == '\n' || c == '\r' {
            if c == '\n' && gap == Gap::Line && blank_line_before(text, at) {
                return true;
            }
            gap = Gap::Line;
            at += 1;
            continue;
        }
        if c.is_whitespace() || is_invisible(c) {
            gap = gap.max(if c.is_whitespace() { Gap::Blank } else { Gap::Glued });
            at += c.len_utf8();
            continue;
        }
        let (end, kind) = read(&text[at..limit], c);
        tokens.push(Token { span: Span::new(at, at + end), kind, gap });
        at += end;
        gap = Gap::Glued;
    }
    true
}

/// Says whether only blanks stand between the line end before `at` and `at`.
fn blank_line_before(text: &str, at: usize) -> bool {
    let line = text[..at].trim_end_matches([' ', '\t', '\r']);
    line.ends_with('\n')
}

/// Gives the largest character boundary not behind `at`.
pub(crate) fn floor_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

/// Marks that take no room: byte order mark, soft hyphen, direction marks, zero-width blanks, control bytes of the wires.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}')
        || c.is_control() && !matches!(c, '\u{96}' | '\u{97}')
}

/// Reads one token off `rest`, which begins with `b`, if its bytes alone tell what [`read`] says of it.
fn read_ascii(rest: &[u8], b: u8) -> Option<(usize, Kind)> {
    match b {
        b'A'..=b'Z' | b'a'..=b'z' => word::read_ascii(rest),
        b'0'..=b'9' => {
            let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            // What follows may be a digit of another script, or a letter set fast to it.
            let ends = rest.get(digits).is_none_or(|&b| b.is_ascii() && !b.is_ascii_alphabetic());
            let value = rest[..digits].iter().take(5).fold(0u32, |value, b| value * 10 + u32::from(b - b'0'));
            // The leading zeros of a longer number count too.
            let value = u16::try_from(value).ok().filter(|_| digits <= 5)?;
            ends.then_some((digits, Kind::Number(value)))
        }
        b',' | b';' => Some((1, Kind::Comma)),
        b'.' => Some((1, Kind::Stop)),
        b':' => Some((1, Kind::Colon)),
        b'=' => Some((1, Kind::Equals)),
        b'/' => Some((1, Kind::Slash)),
        b'(' => Some((1, Kind::Open(Bracket::Round))),
        b')' => Some((1, Kind::Close(Bracket::Round))),
        b'[' => Some((1, Kind::Open(Bracket::Square))),
        b']' => Some((1, Kind::Close(Bracket::Square))),
        b'"' | b'\'' | b'`' => Some((1, Kind::Quote)),
        _ => None,
    }
}

/// Reads one token off `rest`, which begins with `c`: its length and kind.
fn read(rest: &str, c: char) -> (usize, Kind) {
    // A dash that was decoded twice: its three bytes read as Windows-1252.
    if let Some(mark) = ["â€”", "â€“"].iter().find(|mark| c == 'â' && rest.starts_with(**mark)) {
        return (mark.len(), Kind::Dash);
    }
    if let Some(value) = digit(c) {
        return read_number(rest, value);
    }
    if is_letter(c) {
        return if stands_alone(c) { (c.len_utf8(), Kind::Uncased) } else { word::read(rest) };
    }
    let one = |kind| (c.len_utf8(), kind);
    match c {
        ',' | '،' | '、' | '，' | ';' => one(Kind::Comma),
        '.' | '。' | '．' | '।' | '۔' => one(Kind::Stop),
        ':' | '：' => one(Kind::Colon),
        '=' | '＝' => one(Kind::Equals),
        '/' | '／' => one(Kind::Slash),
        '(' | '（' => one(Kind::Open(Bracket::Round)),
        ')' | '）' => one(Kind::Close(Bracket::Round)),
        '[' | '［' => one(Kind::Open(Bracket::Square)),
        ']' | '］' => one(Kind::Close(Bracket::Square)),
        '【' => one(Kind::Open(Bracket::Lens)),
        '】' => one(Kind::Close(Bracket::Lens)),
        '"' | '\'' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '`' | '「' | '」' | '『' | '』' | '《' | '》' | '‹'
        | '›' => one(Kind::Quote),
        c if is_dash(c) => {
            let run: usize = rest.chars().take_while(|&c| is_dash(c)).map(char::len_utf8).sum();
            // Longer runs are rules between sections, or empty columns of tables.
            (run, if rest[..run].chars().count() <= 3 { Kind::Dash } else { Kind::Other })
        }
        _ => one(Kind::Other),
    }
}

fn read_number(rest: &str, first: u16) -> (usize, Kind) {
    let (mut end, mut value, mut letters) = (0, 0u32, false);
    for c in rest.chars() {
        match digit(c) {
            Some(d) => value = (value * 10 + u32::from(d)).min(99_999),
            // Letters glued to digits: `2O`, `20th`. A unit of a script without blanks is a token of its own.
            None if is_letter(c) && !stands_alone(c) && c.is_ascii() => letters = true,
            None => break,
        }
        end += c.len_utf8();
    }
    debug_assert!(first < 10);
    match u16::try_from(value) {
        Ok(value) if !letters => (end, Kind::Number(value)),
        _ => (end, if letters { Kind::Mixed } else { Kind::Other }),
    }
}

/// Gives the value of a digit of any script that wires use.
pub(crate) fn digit(c: char) -> Option<u16> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '০'..='৯' => '০',
        '๐'..='๙' => '๐',
        _ => return None,
    };
    Some((c as u32 - zero as u32) as u16)
}

pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{ff0d}' | '\u{96}' | '\u{97}' | '־')
}

pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic()
}

/// Marks that belong to the letter before, though they are no letters themselves.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{93c}' | '\u{94d}' | '\u{9cd}'
        | '\u{e47}'..='\u{e4e}' | '\u{200c}' | '\u{200d}')
}

/// Scripts that part words with no blank: each character is a token.
pub(crate) fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> String {
        let mut tokens = Vec::new();
        cut(text, 0, MOST, &mut tokens);
        let name = |t: &Token| {
            let gap = if t.gap == Gap::Glued { "" } else { " " };
            format!("{gap}{}", format!("{:?}", t.kind).split('(').next().unwrap_or_default())
        };
        tokens.iter().map(name).collect::<Vec<_>>().join("+")
    }

    #[test]
    fn words_keep_what_binds_them() {
        assert_eq!(kinds("ST. LOUIS, Mo. (AP)--"), "Caps+Stop+ Caps+Comma+ Title+Stop+ Open+Caps+Close+Dash");
        assert_eq!(kinds("N'DJAMENA PORT-AU-PRINCE D.C. TEMPO.CO"), "Caps+ Caps+ Caps+Stop+ Caps");
        assert_eq!(kinds("MOSCOW.Sept 19"), "Caps+Stop+Title+ Number");
        assert_eq!(kinds("С.-ПЕТЕРБУРГ, 2O MARch"), "Caps+Comma+ Mixed+ Caps");
        assert_eq!(kinds("Br??ssel/Wien â€” Ja"), "Title+Slash+Title+ Dash+ Title");
        assert_eq!(kinds("KABUL-A bombing"), "Caps+Dash+Caps+ Lower");
    }

    #[test]
    fn scripts_without_blanks_give_a_token_a_character() {
        assert_eq!(kinds("北京7月１０日"), "Uncased+Uncased+Number+Uncased+Number+Uncased");
        assert_eq!(kinds("مانيلا، 3 ديسمبر"), "Uncased+Comma+ Number+ Uncased");
    }

    #[test]
    fn a_blank_line_ends_the_line_and_a_line_end_does_not() {
        assert_eq!(kinds("A\nB\n \nC"), "Caps+ Caps");
        assert_eq!(kinds("A\r\nB\r\n\r\nC"), "Caps+ Caps");
    }
}
