//! Styles for a terminal, and links to the files.

use anstyle::{AnsiColor, Style};

/// How text is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look<'a> {
    /// Whether colours and weights are written.
    pub colour: Colour,
    /// The width of the terminal in columns; nothing in a pipe, where nothing is wrapped or cut.
    pub columns: Option<usize>,
    /// Where links to files lead; nothing where none are written.
    pub links: Option<&'a Links>,
}

/// Whether colours are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// They are.
    On,
    /// They are not.
    Off,
}

/// Where the files of an archive lie, for links that a terminal opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Links {
    /// The name of the machine: a terminal may show another one's.
    pub host: String,
    /// The folder that paths count from, absolute.
    pub root: String,
}

/// What is shown in which style. No white and no black, no yellow, which fades on light ground: what stands out does so by
/// weight and underline as well, so that it stands out on dark and light, and for those who see no red.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Date,
    Place,
    Faint,
    Headline,
    Mark,
    /// A mark within a headline, which is bold already.
    HeadlineMark,
    /// What a later take has no more.
    Removed,
    /// What a later take has first.
    Added,
}

/// Prose in longer lines than this is hard to read, however wide the terminal.
const MEASURE: usize = 100;

impl Look<'_> {
    /// Makes the look of a pipe.
    pub fn plain() -> Look<'static> {
        Look { colour: Colour::Off, columns: None, links: None }
    }

    /// Gives the columns that running text is set in.
    pub(super) fn measure(self) -> Option<usize> {
        self.columns.map(|columns| columns.min(MEASURE))
    }

    /// Gives `text` in the style of `role`. The text must be clean.
    pub(super) fn paint(self, role: Role, text: &str) -> String {
        let style = match role {
            Role::Date => AnsiColor::Green.on_default(),
            Role::Place => Style::new().bold(),
            Role::Faint => Style::new().dimmed(),
            Role::Headline => Style::new().bold(),
            Role::Mark => AnsiColor::Red.on_default().bold(),
            Role::Removed => AnsiColor::Red.on_default().strikethrough(),
            Role::Added => AnsiColor::Green.on_default().underline(),
            Role::HeadlineMark => AnsiColor::Red.on_default().bold().underline(),
        };
        match self.colour {
            Colour::On if !text.is_empty() => format!("{style}{text}{style:#}"),
            _ => text.to_owned(),
        }
    }

    /// Makes painted text a link (OSC 8) to the file `path` of the archive.
    pub fn link(self, path: &str, text: &str) -> String {
        match self.links {
            Some(links) => format!("\x1b]8;;{}\x1b\\{text}\x1b]8;;\x1b\\", links.url(path)),
            None => text.to_owned(),
        }
    }
}

impl Links {
    /// Gives the address of a file: `file://HOST/PATH`, percent-encoded.
    ///
    /// ```
    /// let links = dateline::output::Links { host: "desk".into(), root: "/news".into() };
    /// assert_eq!(links.url("2025/caf\u{e9} 1.txt"), "file://desk/news/2025/caf%C3%A9%201.txt");
    /// ```
    pub fn url(&self, path: &str) -> String {
        let mut out = String::from("file://");
        push_encoded(&mut out, &self.host);
        push_encoded(&mut out, self.root.trim_end_matches('/'));
        if !path.is_empty() {
            out.push('/');
            push_encoded(&mut out, path);
        }
        out
    }
}

/// Writes the unreserved characters of RFC 3986 and `/` as they are, every other byte as `%XX`.
fn push_encoded(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(byte.into()),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
}
