//! Concordance lines: aligned on the key word for people, records for programs. Written as they come.

use std::io::{self, Write};
use std::ops::ControlFlow;

use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;

use super::clean::{clean, one_line};
use super::paint::{Look, Role};
use super::rows::{Record, RowWriter};
use super::wrap::width;
use super::{About, Format, counted};
use crate::article::Article;
use crate::query::TextField;
use crate::search::Summary;
use crate::search::concordance::Line;

/// The names of what a line says, in order.
const NAMES: [&str; 13] = [
    "id", "path", "entry", "date", "place", "agency", "language", "headline", "field", "span", "left", "keyword",
    "right",
];

/// What a line says of the article it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The article's id.
    pub id: String,
    /// Its file.
    pub path: String,
    /// The member of an archive.
    pub entry: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// The place as printed.
    pub place: Option<String>,
    /// The first agency as printed.
    pub agency: Option<String>,
    /// The language.
    pub language: Option<String>,
    /// The headline.
    pub headline: Option<String>,
}

impl Cited {
    /// Takes what a line says from an article.
    pub fn of(article: &Article) -> Cited {
        let dateline = article.dateline.as_ref();
        Cited {
            id: article.id.to_string(),
            path: article.origin.path.clone(),
            entry: article.origin.entry.clone(),
            date: article.published.map(|dated| dated.date.to_string()),
            place: dateline.and_then(|dateline| dateline.place.clone()),
            agency: dateline.and_then(|dateline| dateline.agencies.first().cloned()),
            language: article.language.clone(),
            headline: article.headline.clone(),
        }
    }
}

/// What a limit left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Lines of articles that were read.
    pub lines: u64,
    /// Articles that were not even read, whose lines are not counted.
    pub articles: u64,
}

/// Which lines are within a limit, and what it leaves out.
#[derive(Clone, Copy, Debug)]
pub struct Within {
    most: u64,
    lines: u64,
    articles: u64,
    /// How many articles were read for the number of their lines alone.
    beyond: u64,
}

impl Within {
    /// So many articles are read for the number of their lines alone when no more are to be shown.
    pub const COUNTED: u64 = 1000;

    /// Shows at most `most` lines.
    pub fn new(most: u64) -> Within {
        Within { most, lines: 0, articles: 0, beyond: 0 }
    }

    /// Takes the lines of the next article: gives how many of them are to be shown, and whether more articles are to be read.
    pub fn take(&mut self, lines: usize) -> (usize, ControlFlow<()>) {
        let left = self.most.saturating_sub(self.lines);
        self.lines += lines as u64;
        self.articles += 1;
        self.beyond += u64::from(left == 0);
        let flow = if self.beyond < Within::COUNTED { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
        (left.min(lines as u64) as usize, flow)
    }

    /// Gives how many lines there are in the articles that were read, and how many these are.
    pub fn seen(&self) -> (u64, u64) {
        (self.lines, self.articles)
    }

    /// Gives what is left out of `total` articles.
    pub fn left_out(&self, total: u64) -> LeftOut {
        LeftOut { lines: self.lines.saturating_sub(self.most), articles: total - self.articles }
    }
}

impl LeftOut {
    /// Says it in words; nothing where nothing is.
    pub fn text(self) -> Option<String> {
        match self {
            LeftOut { lines: 0, articles: 0 } => None,
            LeftOut { lines, articles: 0 } => Some(counted(lines, "line")),
            LeftOut { lines, articles } => {
                Some(format!("{} and all of {} more", counted(lines, "line"), counted(articles, "article")))
            }
        }
    }
}

/// Writes lines.
pub struct KwicWriter<'a, W: Write> {
    rows: RowWriter<W>,
    format: Format,
    look: Look<'a>,
}

impl<'a, W: Write> KwicWriter<'a, W> {
    /// Starts an answer.
    pub fn new(out: W, format: Format, look: Look<'a>) -> KwicWriter<'a, W> {
        KwicWriter { rows: RowWriter::new(out, format, "line", &NAMES), format, look }
    }

    /// Counts the lines written.
    pub fn written(&self) -> u64 {
        self.rows.written()
    }

    /// Writes a line.
    pub fn line(&mut self, cited: &Cited, line: &Line) -> io::Result<()> {
        match (self.format, self.look.columns) {
            (Format::Text, Some(columns)) => self.rows.text(&aligned(cited, line, columns, self.look)),
            (Format::Text, None) => self.rows.text(&tabbed(cited, line)),
            _ => self.rows.row(cells(cited, line).into()),
        }
    }

    /// Ends the answer with its summary and what of it was not written.
    pub fn finish(self, summary: &Summary, left_out: LeftOut, about: &About) -> io::Result<()> {
        let lines = self.written();
        self.rows.finish(&Record::summary(vec![
            ("total", json!(summary.total)),
            ("lines", json!(lines)),
            ("lines_left_out", json!(left_out.lines)),
            ("articles_left_out", json!(left_out.articles)),
            ("undecided", json!(summary.undecided)),
            ("took_ms", json!(about.took_ms)),
            ("snapshot", json!(summary.snapshot)),
            ("query", json!(about.query)),
            ("index", json!(about.index)),
        ]))
    }
}

fn cells(cited: &Cited, line: &Line) -> [Value; 13] {
    let field = match line.field {
        TextField::Headline => "headline",
        TextField::Byline => "byline",
        TextField::Any | TextField::Lead => "text",
    };
    [
        json!(cited.id),
        json!(cited.path),
        json!(cited.entry),
        json!(cited.date),
        json!(cited.place),
        json!(cited.agency),
        json!(cited.language),
        json!(cited.headline),
        json!(field),
        json!([line.span.start, line.span.end]),
        json!(line.left),
        json!(line.keyword),
        json!(line.right),
    ]
}

fn tabbed(cited: &Cited, line: &Line) -> String {
    let date = cited.date.as_deref().unwrap_or("undated");
    let parts = [date, &cited.id, &cited.path, line.left.trim(), &line.keyword, line.right.trim()];
    let parts: Vec<String> = parts.iter().map(|part| one_line(part)).collect();
    format!("{}\n", parts.join("\t"))
}

/// Lays a line out so that key words stand below one another, a little left of the middle: what follows tells more.
fn aligned(cited: &Cited, line: &Line, columns: usize, look: Look<'_>) -> String {
    let date = cited.date.as_deref().unwrap_or("undated");
    // On a narrow terminal the copy is worth more than the place.
    let place = if columns >= 100 { cited.place.as_deref().unwrap_or_default() } else { "" };
    let place = super::timeline::fitted(&one_line(place), 14);
    let head = if columns >= 100 {
        format!(
            "{}  {}{}  ",
            look.paint(Role::Date, &format!("{date:10}")),
            look.paint(Role::Place, &place),
            " ".repeat(14 - width(&place))
        )
    } else {
        format!("{}  ", look.paint(Role::Date, &format!("{date:10}")))
    };
    let room = columns.saturating_sub(width(&head)).max(20);
    let left_room = room * 2 / 5;
    let keyword = super::timeline::fitted(&clean(&line.keyword), room / 2);
    let left = last_columns(&clean(&line.left), left_room);
    let right_room = room - left_room - width(&keyword);
    let right = first_columns(&clean(&line.right), right_room);
    let blanks = " ".repeat(left_room - width(&left));
    let text = format!("{head}{blanks}{left}{}{right}", look.paint(Role::Mark, &keyword));
    format!("{}\n", text.trim_end())
}

fn first_columns(text: &str, columns: usize) -> String {
    let mut used = 0;
    text.graphemes(true)
        .take_while(|cluster| {
            used += width(cluster);
            used <= columns
        })
        .collect()
}

fn last_columns(text: &str, columns: usize) -> String {
    let mut used = 0;
    let mut kept: Vec<&str> = text
        .graphemes(true)
        .rev()
        .take_while(|cluster| {
            used += width(cluster);
            used <= columns
        })
        .collect();
    kept.reverse();
    kept.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Span;

    #[test]
    fn key_words_stand_below_one_another() {
        let cited = Cited { date: Some("2025-04-28".into()), ..Cited::of(&Article::default()) };
        let line = |left: &str, keyword: &str, right: &str| Line {
            field: TextField::Any,
            span: Span::new(0, 0),
            left: left.into(),
            keyword: keyword.into(),
            right: right.into(),
        };
        let shown = |line: &Line| aligned(&cited, line, 60, Look::plain());
        let lines = [
            shown(&line("the price of ", "oil", " rose and rose and rose again in all the ports")),
            shown(&line("", "oils", " fell")),
            shown(&line("東京の港で石油の価格が上がったと東京の", "石油", "業界")),
        ];
        for line in &lines {
            assert!(width(line.trim_end()) <= 60, "{line}");
        }
        let at = |line: &str, keyword: &str| width(&line[..line.find(keyword).unwrap()]);
        assert_eq!(at(&lines[0], "oil"), at(&lines[1], "oils"));
        assert!(at(&lines[2], "石油業界").abs_diff(at(&lines[0], "oil")) <= 1, "{lines:?}");
    }

    #[test]
    fn a_limit_says_what_it_leaves_out() {
        let mut all = Within::new(u64::MAX);
        assert_eq!((all.take(3), all.left_out(1)), ((3, ControlFlow::Continue(())), LeftOut::default()));
        let mut few = Within::new(4);
        assert_eq!([few.take(3).0, few.take(3).0, few.take(2).0], [3, 1, 0]);
        assert_eq!((few.seen(), few.left_out(3).text()), ((8, 3), Some("4 lines".to_owned())));
        while few.take(1).1.is_continue() {}
        assert_eq!(few.left_out(5000).text().unwrap(), "1,003 lines and all of 3,998 articles more");
    }
}
