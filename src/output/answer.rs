//! An answer in the form that was asked for: hits as they come, the summary last.

use std::collections::HashSet;
use std::io::{self, Write};

use super::clean::one_line;
use super::paint::Look;
use super::{clauses, record, standing, table, text};
use crate::article::Article;
use crate::search::clauses::Clause;
use crate::search::{Fired, Hit, Summary};

/// The forms of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people.
    Text,
    /// One object.
    Json,
    /// One object a line.
    Jsonl,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// Tab-separated values.
    Tsv,
    /// The files, a line each.
    Paths,
    /// The files, each ended by NUL.
    Paths0,
}

/// What the summary says beside what the engine counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The query in its canonical text.
    pub query: String,
    /// Where the index lies.
    pub index: String,
    /// How long the answer took, in milliseconds.
    pub took_ms: f64,
    /// How many hits were passed over first.
    pub offset: u64,
}

impl About {
    /// Counts the articles behind the last that was shown.
    pub fn left_out(&self, summary: &Summary) -> u64 {
        summary.total.saturating_sub(self.offset.saturating_add(summary.shown).saturating_add(summary.folded))
    }
}

/// Writes an answer.
pub struct Answer<'a, W: Write> {
    out: W,
    format: Format,
    look: Look<'a>,
    written: u64,
    paths: HashSet<String>,
}

impl<'a, W: Write> Answer<'a, W> {
    /// Starts an answer.
    pub fn new(out: W, format: Format, look: Look<'a>) -> Answer<'a, W> {
        Answer { out, format, look, written: 0, paths: HashSet::new() }
    }

    /// Writes a hit.
    pub fn hit(&mut self, hit: &Hit) -> io::Result<()> {
        match self.format {
            Format::Text => self.out.write_all(text::hit(hit, self.look, self.written).as_bytes())?,
            Format::Json => self.item(&record::hit_json(hit))?,
            Format::Jsonl => writeln!(self.out, "{}", record::hit_json(hit))?,
            Format::Csv | Format::Tsv | Format::Paths | Format::Paths0 => self.row(&hit.article, hit.score)?,
        }
        self.written += 1;
        Ok(())
    }

    /// Writes a hit that is new of a saved query, with the words that made it match: in JSON as `saved` and `fired`, in rows as two
    /// more columns.
    pub fn new_hit(&mut self, hit: &Hit, saved: &str, fired: &[Fired]) -> io::Result<()> {
        match self.format {
            Format::Text => {
                self.out.write_all(text::hit(hit, self.look, self.written).trim_end_matches('\n').as_bytes())?;
                match self.look.columns {
                    None => writeln!(self.out, "\t{saved}\t{}", one_line(&standing::fired_cell(fired)))?,
                    Some(_) => write!(self.out, "\n{}", standing::fired_text(saved, fired, self.look))?,
                }
            }
            Format::Json => self.item(&standing::hit_json(hit, saved, fired))?,
            Format::Jsonl => writeln!(self.out, "{}", standing::hit_json(hit, saved, fired))?,
            Format::Csv | Format::Tsv => {
                self.new_header()?;
                let more = [saved.to_owned(), standing::fired_cell(fired)];
                self.out.write_all(table::row_with(self.format, &hit.article, hit.score, more).as_bytes())?;
            }
            Format::Paths | Format::Paths0 => self.row(&hit.article, hit.score)?,
        }
        self.written += 1;
        Ok(())
    }

    /// Writes an article with its body.
    pub fn article(&mut self, article: &Article) -> io::Result<()> {
        match self.format {
            Format::Text => self.out.write_all(text::article(article, self.look, self.written).as_bytes())?,
            Format::Json => self.item(&record::article_json(article))?,
            Format::Jsonl => writeln!(self.out, "{}", record::article_json(article))?,
            Format::Csv | Format::Tsv | Format::Paths | Format::Paths0 => self.row(article, None)?,
        }
        self.written += 1;
        Ok(())
    }

    /// Writes how a query was read: as a tree for people, else a record a clause. The forms that hold files only have no place
    /// for it.
    pub fn clauses(&mut self, root: &Clause) -> io::Result<()> {
        match self.format {
            Format::Text => self.out.write_all(clauses::clauses_text(root, self.look).as_bytes())?,
            Format::Json => {
                for record in clauses::clause_records(root) {
                    self.item(&record)?;
                    self.written += 1;
                }
            }
            Format::Jsonl => {
                for record in clauses::clause_records(root) {
                    writeln!(self.out, "{record}")?;
                }
            }
            Format::Csv | Format::Tsv | Format::Paths | Format::Paths0 => {}
        }
        Ok(())
    }

    /// Ends the answer of a search with its summary; text says it elsewhere.
    pub fn finish(mut self, summary: &Summary, about: &About) -> io::Result<()> {
        self.end(&record::summary_json(summary, about))
    }

    /// Ends an answer with a summary of another kind, already JSON.
    pub fn finish_with(mut self, summary: &str) -> io::Result<()> {
        self.end(summary)
    }

    /// Ends the answer of what is new with its summary, already JSON.
    pub fn finish_new(mut self, summary: &str) -> io::Result<()> {
        if let Format::Csv | Format::Tsv = self.format {
            self.new_header()?;
            self.written = 1;
        }
        self.end(summary)
    }

    fn new_header(&mut self) -> io::Result<()> {
        match self.written {
            0 => self.out.write_all(table::header_with(self.format, &["saved", "fired"]).as_bytes()),
            _ => Ok(()),
        }
    }

    fn end(&mut self, summary: &str) -> io::Result<()> {
        match self.format {
            Format::Json => {
                let open = if self.written == 0 { "{\"items\":[" } else { "" };
                writeln!(self.out, "{open}],\"summary\":{summary}}}")?;
            }
            Format::Jsonl => writeln!(self.out, "{summary}")?,
            Format::Csv | Format::Tsv if self.written == 0 => {
                self.out.write_all(table::header(self.format).as_bytes())?
            }
            Format::Text | Format::Csv | Format::Tsv | Format::Paths | Format::Paths0 => {}
        }
        self.out.flush()
    }

    fn item(&mut self, json: &str) -> io::Result<()> {
        let before = if self.written == 0 { "{\"items\":[\n" } else { ",\n" };
        write!(self.out, "{before}{json}")
    }

    fn row(&mut self, article: &Article, score: Option<f32>) -> io::Result<()> {
        let end = match self.format {
            Format::Paths => "\n",
            Format::Paths0 => "\0",
            _ => {
                if self.written == 0 {
                    self.out.write_all(table::header(self.format).as_bytes())?;
                }
                return self.out.write_all(table::row(self.format, article, score).as_bytes());
            }
        };
        // A file of many stories is one path: a list of files to read says each once.
        if self.paths.insert(article.origin.path.clone()) {
            write!(self.out, "{}{end}", article.origin.path)?;
        }
        Ok(())
    }
}
