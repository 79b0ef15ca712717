//! Reads the ledger out of the columns of an index, source by source in the order of their paths: whoever compares it with a
//! folder need not hold it.

use std::fmt::Debug;

use tantivy::columnar::{Column, ColumnIndex, StrColumn, Streamer};
use tantivy::{DocId, Searcher, SegmentReader};

use super::IndexError;
use super::ledger::{Entry, Made, Mark};
use super::schema::column;
use crate::date::{Day, DayRange};

/// Hands over the sources of what `searcher` sees in the order of their paths. Takes eight bytes of memory a document.
pub(super) fn each_source(searcher: &Searcher, see: &mut dyn FnMut(&str, &Entry)) -> Result<(), IndexError> {
    try_each_source(searcher, see).map_err(IndexError::engine("the ledger cannot be read"))
}

fn try_each_source(searcher: &Searcher, see: &mut dyn FnMut(&str, &Entry)) -> tantivy::Result<()> {
    let columns: Vec<Option<Columns>> =
        searcher.segment_readers().iter().map(Columns::of).collect::<tantivy::Result<_>>()?;
    let mut segments: Vec<Pages<'_>> = columns.iter().flatten().map(Pages::new).collect::<tantivy::Result<_>>()?;
    segments.iter_mut().for_each(Pages::advance);
    let mut path = String::new();
    loop {
        segments.retain(|pages| !pages.docs.is_empty());
        let Some(next) = segments.iter().map(|pages| pages.path.as_str()).min() else { return Ok(()) };
        path.clear();
        path.push_str(next);
        // A large source may stand in several segments, and the note that it was touched in another than its articles.
        let (mut whole, mut touched): (Option<Entry>, Option<i64>) = (None, None);
        for pages in segments.iter_mut().filter(|pages| pages.path == path) {
            pages.read(&mut whole, &mut touched);
            pages.advance();
        }
        if let Some(entry) = &mut whole {
            entry.made.mtime = touched.unwrap_or(entry.made.mtime);
            see(&path, entry);
        }
    }
}

/// Gives the value of a document in a column, without a detour where every document has one.
pub(super) fn first<T>(column: &Column<T>, doc: DocId) -> Option<T>
where
    T: PartialOrd + Copy + Debug + Send + Sync + 'static,
{
    match column.index {
        ColumnIndex::Full => Some(column.values.get_val(doc)),
        _ => column.first(doc),
    }
}

/// The columns of a segment that the ledger is read from.
struct Columns {
    sources: StrColumn,
    fingerprint: Column<u64>,
    size: Column<u64>,
    mtime: Column<i64>,
    maker: Column<u64>,
    context: Column<u64>,
    doubt: Column<u64>,
    barren: Column<u64>,
    first: Column<u64>,
    last: Column<u64>,
    /// Number of source and document, sorted.
    docs: Vec<(u32, DocId)>,
}

impl Columns {
    /// Opens the columns; nothing where the segment has no document.
    fn of(reader: &SegmentReader) -> tantivy::Result<Option<Columns>> {
        let columns = reader.fast_fields();
        let Some(sources) = columns.str(column::SOURCE)? else { return Ok(None) };
        let mut docs: Vec<(u32, DocId)> = Vec::with_capacity(reader.num_docs() as usize);
        for doc in reader.doc_ids_alive() {
            if let Some(source) = sources.term_ords(doc).next() {
                docs.push((source as u32, doc));
            }
        }
        docs.sort_unstable();
        Ok(Some(Columns {
            sources,
            fingerprint: columns.u64(column::FINGERPRINT)?,
            size: columns.u64(column::SIZE)?,
            mtime: columns.i64(column::MTIME)?,
            maker: columns.u64(column::MAKER)?,
            context: columns.u64(column::CONTEXT)?,
            doubt: columns.u64(column::DOUBT)?,
            barren: columns.u64(column::BARREN)?,
            first: columns.u64(column::FIRST)?,
            last: columns.u64(column::LAST)?,
            docs,
        }))
    }

    fn entry_of(&self, doc: DocId) -> (Mark, Entry) {
        let made = Made {
            fingerprint: first(&self.fingerprint, doc).unwrap_or_default(),
            size: first(&self.size, doc).unwrap_or_default(),
            mtime: first(&self.mtime, doc).unwrap_or_default(),
            maker: first(&self.maker, doc).unwrap_or_default(),
            context: first(&self.context, doc).unwrap_or_default(),
            doubtful: first(&self.doubt, doc).is_some_and(|doubt| doubt != 0),
        };
        let mut entry = Entry { made, articles: 0, failed: 0, barren: None, stated: None };
        let mark = Mark::of(first(&self.barren, doc));
        match mark {
            Mark::Article => entry.articles = 1,
            Mark::Barren(why) => entry.barren = Some(why),
            Mark::Failed(_) => entry.failed = 1,
            Mark::Touched => {}
        }
        let day = |column: &Column<u64>| first(column, doc).and_then(|number| Day::from_number(number as u32));
        if made.context == 0
            && let (Some(first), Some(last)) = (day(&self.first), day(&self.last))
        {
            entry.stated = Some(DayRange { first, last });
        }
        (mark, entry)
    }
}

/// The sources of a segment in the order of their paths.
struct Pages<'c> {
    columns: &'c Columns,
    /// In order of the dictionary: one pass over its blocks, where a look-up a source would unpack a block each.
    terms: Streamer<'c>,
    /// The documents of the source that is to be read; none behind the last.
    docs: &'c [(u32, DocId)],
    rest: &'c [(u32, DocId)],
    path: String,
}

impl<'c> Pages<'c> {
    fn new(columns: &'c Columns) -> tantivy::Result<Pages<'c>> {
        let terms = columns.sources.dictionary().stream()?;
        Ok(Pages { columns, terms, docs: &[], rest: &columns.docs, path: String::new() })
    }

    /// Goes on to the next source that has a document.
    fn advance(&mut self) {
        let source = self.rest.first().map_or(0, |(source, _)| *source);
        let length = self.rest.iter().take_while(|(other, _)| *other == source).count();
        (self.docs, self.rest) = self.rest.split_at(length);
        if !self.docs.is_empty() {
            while self.terms.advance() && self.terms.term_ord() < u64::from(source) {}
            self.path.clear();
            // Paths are text when they are written.
            self.path.push_str(&String::from_utf8_lossy(self.terms.key()));
        }
    }

    fn read(&self, whole: &mut Option<Entry>, touched: &mut Option<i64>) {
        for &(_, doc) in self.docs {
            match (self.columns.entry_of(doc), &mut *whole) {
                ((Mark::Touched, entry), _) => *touched = Some(entry.made.mtime),
                ((_, entry), Some(whole)) => whole.add(&entry),
                ((_, entry), None) => *whole = Some(entry),
            }
        }
    }
}
