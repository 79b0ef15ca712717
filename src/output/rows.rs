//! Rows of named cells, and a summary: the records of all views that count.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use super::record::to_json;
use super::schema::SCHEMA;
use super::{Format, table};

/// A record: names and values, in order.
pub(super) struct Record<'a> {
    pub(super) kind: &'static str,
    pub(super) cells: Vec<(&'a str, Value)>,
}

impl<'a> Record<'a> {
    /// Makes the last record of an answer.
    pub(super) fn summary(cells: Vec<(&'a str, Value)>) -> Record<'a> {
        let mut all = vec![("schema", SCHEMA.into())];
        all.extend(cells);
        Record { kind: "summary", cells: all }
    }
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len() + 1))?;
        map.serialize_entry("type", self.kind)?;
        for (name, value) in &self.cells {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Writes counts of one shape and their summary in a form for programs; text and forms of paths are nothing of ours.
pub(super) fn rows(names: &[&str], rows: Vec<Vec<Value>>, summary: &Record<'_>, format: Format) -> String {
    rows_of("bucket", names, rows, summary, format)
}

/// The same for records of another kind.
pub(super) fn rows_of(
    kind: &'static str,
    names: &[&str],
    rows: Vec<Vec<Value>>,
    summary: &Record<'_>,
    format: Format,
) -> String {
    let record = |cells: Vec<Value>| to_json(&Record { kind, cells: names.iter().copied().zip(cells).collect() });
    match format {
        Format::Json => {
            let items: Vec<String> = rows.into_iter().map(record).collect();
            format!("{{\"items\":[{}],\"summary\":{}}}\n", items.join(",\n"), to_json(summary))
        }
        Format::Jsonl => rows.into_iter().map(record).chain([to_json(summary)]).map(|line| line + "\n").collect(),
        Format::Csv | Format::Tsv => {
            let header = names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
            let cells = rows.into_iter().map(|row| row.iter().map(cell).collect());
            std::iter::once(header).chain(cells).map(|cells| table::line(format, cells.into_iter())).collect()
        }
        Format::Text | Format::Paths | Format::Paths0 => String::new(),
    }
}

/// Records of one shape, written as they come, and the summary last.
pub(super) struct RowWriter<W: Write> {
    out: W,
    format: Format,
    kind: &'static str,
    names: &'static [&'static str],
    written: u64,
}

impl<W: Write> RowWriter<W> {
    /// Starts an answer of records of this kind, whose cells have these names.
    pub(super) fn new(out: W, format: Format, kind: &'static str, names: &'static [&'static str]) -> RowWriter<W> {
        RowWriter { out, format, kind, names, written: 0 }
    }

    /// Counts what was written: records, and texts for people.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// Writes what people read.
    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        self.written += 1;
        self.out.write_all(text.as_bytes())
    }

    /// Writes a record; as text a line without a row of names.
    pub(super) fn row(&mut self, cells: Vec<Value>) -> io::Result<()> {
        match self.format {
            Format::Json => {
                let before = if self.written == 0 { "{\"items\":[\n" } else { ",\n" };
                let record = self.record(cells);
                write!(self.out, "{before}{record}")?;
            }
            Format::Jsonl => {
                let record = self.record(cells);
                writeln!(self.out, "{record}")?;
            }
            Format::Csv | Format::Tsv => {
                self.header()?;
                self.out.write_all(table::line(self.format, cells.iter().map(cell)).as_bytes())?;
            }
            Format::Text => self.out.write_all(table::line(Format::Tsv, cells.iter().map(cell)).as_bytes())?,
            Format::Paths | Format::Paths0 => {}
        }
        self.written += 1;
        Ok(())
    }

    /// Ends the answer with its summary; text says it elsewhere.
    pub(super) fn finish(mut self, summary: &Record<'_>) -> io::Result<()> {
        match self.format {
            Format::Json => {
                let open = if self.written == 0 { "{\"items\":[" } else { "" };
                writeln!(self.out, "{open}],\"summary\":{}}}", to_json(summary))?;
            }
            Format::Jsonl => writeln!(self.out, "{}", to_json(summary))?,
            Format::Csv | Format::Tsv => self.header()?,
            Format::Text | Format::Paths | Format::Paths0 => {}
        }
        self.out.flush()
    }

    fn record(&self, cells: Vec<Value>) -> String {
        to_json(&Record { kind: self.kind, cells: self.names.iter().copied().zip(cells).collect() })
    }

    fn header(&mut self) -> io::Result<()> {
        if self.written > 0 {
            return Ok(());
        }
        self.out.write_all(table::line(self.format, self.names.iter().map(|name| (*name).to_owned())).as_bytes())
    }
}

pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
