//! The shapes of datelines: their notation, and the tree that all of them are merged into.
//!
//! | notation | elements |
//! |---|---|
//! | `PLACE, DATE (AGENCY) -` | place, date, agency in round brackets; ends in a dash |
//! | `PLACE, DATE. /AGENCY/.` | place, date, agency in slashes; ends in a stop |
//! | `(AGENCY) - PLACE, DATE -` | agency in brackets, place, date; ends in a dash |
//! | `【PLACE AGENCY】` | bracket, place, bare agency, bracket; ends in nothing |
//! | `(PLACE=AGENCY) NAMES 기자 =` | bracket, place, word, bare agency, bracket, names, word; ends in `=` |
//! | `PLACE DATE ¶` | place, date; ends with the line |
//!
//! Commas, stops and dashes between elements say nothing: wires set and lose them freely, so the walk passes over them
//! anyway. What ends a shape does count. Shapes are merged by their beginnings: a line is walked once, however many styles
//! there are.

use super::dateline::token::Bracket;

/// One element of a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    /// One or more places with what qualifies them.
    Place,
    /// A date.
    Date,
    /// Agencies in brackets.
    Bracketed(Bracket),
    /// An agency without brackets: only one that the table knows.
    Agency,
    /// Names of reporters.
    Names,
    /// An opening bracket around several elements.
    Open(Bracket),
    /// Its end.
    Close(Bracket),
    /// A word or sign that stands there literally.
    Word(Box<str>),
}

/// What ends a dateline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum End {
    /// A dash of any kind.
    Dash,
    /// A stop and a dash: `.-`, `.—`.
    StopDash,
    /// A stop.
    Stop,
    /// A colon.
    Colon,
    /// An equals sign.
    Equals,
    /// The end of the line.
    Line,
    /// Nothing: the lead follows.
    Nothing,
}

/// A shape as noted in a style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Its elements in order.
    pub elements: Vec<Element>,
    /// What ends it.
    pub end: End,
}

/// All shapes, merged by their beginnings.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

/// A place in the tree.
#[derive(Debug, Default)]
pub(crate) struct Node {
    /// What may follow, and where it leads.
    pub next: Vec<(Element, usize)>,
    /// The styles whose shape is complete here, with the end that each asks for.
    pub complete: Vec<(usize, End)>,
}

impl Default for Tree {
    fn default() -> Tree {
        Tree { nodes: vec![Node::default()] }
    }
}

impl Tree {
    /// Adds a shape of the style with this number.
    pub fn add(&mut self, shape: &Shape, style: usize) {
        let mut at = 0;
        for element in &shape.elements {
            at = match self.nodes[at].next.iter().find(|(known, _)| known == element) {
                Some(&(_, next)) => next,
                None => {
                    let next = self.nodes.len();
                    self.nodes.push(Node::default());
                    self.nodes[at].next.push((element.clone(), next));
                    next
                }
            };
        }
        self.nodes[at].complete.push((style, shape.end));
    }

    /// Gives a node; 0 is the beginning of all shapes.
    pub fn node(&self, at: usize) -> &Node {
        &self.nodes[at]
    }
}

/// Reads the notation of a shape; says what cannot be read.
pub(crate) fn parse(notation: &str) -> Result<Shape, String> {
    let mut rest = notation.trim();
    let mut end = End::Nothing;
    for (mark, kind) in [
        (".-", End::StopDash),
        ("-", End::Dash),
        ("—", End::Dash),
        ("–", End::Dash),
        (".", End::Stop),
        (":", End::Colon),
        ("=", End::Equals),
        ("¶", End::Line),
    ] {
        if let Some(before) = rest.strip_suffix(mark) {
            (rest, end) = (before.trim_end(), kind);
            break;
        }
    }
    let mut elements = Vec::new();
    while let Some(c) = rest.chars().next() {
        let (element, length) = read(rest, c)?;
        elements.extend(element);
        rest = &rest[length..];
    }
    if elements.is_empty() {
        return Err(format!("{notation}: expected PLACE, DATE, AGENCY, NAMES or words, found none"));
    }
    Ok(Shape { elements, end })
}

fn read(rest: &str, c: char) -> Result<(Option<Element>, usize), String> {
    for (name, bracket) in [("(AGENCY)", Bracket::Round), ("/AGENCY/", Bracket::Slash), ("[AGENCY]", Bracket::Square)] {
        if rest.starts_with(name) {
            return Ok((Some(Element::Bracketed(bracket)), name.len()));
        }
    }
    for (name, element) in
        [("PLACE", Element::Place), ("DATE", Element::Date), ("AGENCY", Element::Agency), ("NAMES", Element::Names)]
    {
        if rest.starts_with(name) {
            return Ok((Some(element), name.len()));
        }
    }
    let element = match c {
        '(' => Some(Element::Open(Bracket::Round)),
        ')' => Some(Element::Close(Bracket::Round)),
        '[' => Some(Element::Open(Bracket::Square)),
        ']' => Some(Element::Close(Bracket::Square)),
        '【' => Some(Element::Open(Bracket::Lens)),
        '】' => Some(Element::Close(Bracket::Lens)),
        '=' => Some(Element::Word("=".into())),
        ',' | '.' | '-' | '–' | '—' | ':' | ' ' => None,
        c if c.is_alphabetic() => {
            // A word of a script without case may be set fast to the name of an element: `記者NAMES`.
            let cased = c.is_ascii();
            let length =
                rest.find(|c: char| !c.is_alphabetic() || !cased && c.is_ascii_uppercase()).unwrap_or(rest.len());
            return Ok((Some(Element::Word(rest[..length].into())), length));
        }
        c => return Err(format!("expected an element, a bracket or a word, found {c:?}")),
    };
    Ok((element, c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notation_reads_as_it_looks() {
        let read = |text| parse(text).map(|s| (s.elements, s.end));
        assert_eq!(
            read("PLACE, DATE (AGENCY) -"),
            Ok((vec![Element::Place, Element::Date, Element::Bracketed(Bracket::Round)], End::Dash))
        );
        assert_eq!(
            read("PLACE, DATE. /AGENCY/."),
            Ok((vec![Element::Place, Element::Date, Element::Bracketed(Bracket::Slash)], End::Stop))
        );
        assert_eq!(
            read("AGENCY PLACE DATE电"),
            Ok((vec![Element::Agency, Element::Place, Element::Date, Element::Word("电".into())], End::Nothing))
        );
        assert!(parse("PLACE % DATE").is_err());
        assert!(parse("-").is_err());
    }

    #[test]
    fn shapes_with_one_beginning_share_it() {
        let mut tree = Tree::default();
        for (style, text) in ["PLACE, DATE (AGENCY) -", "PLACE, DATE (AGENCY):", "PLACE, DATE -"].iter().enumerate() {
            tree.add(&parse(text).unwrap(), style);
        }
        assert_eq!(tree.nodes.len(), 4);
        assert_eq!(tree.nodes[3].complete, [(0, End::Dash), (1, End::Colon)]);
    }
}
