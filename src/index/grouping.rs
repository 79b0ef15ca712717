//! Makes the groups of takes of an archive out of its columns and records. What two texts were found to be is kept, so that
//! the next run compares only what is new.

mod compared;

use std::cell::OnceCell;

use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Index, Searcher, TantivyDocument, TantivyError};
use xxhash_rust::xxh3::xxh3_64;

use super::document;
use super::pages::first;
use super::schema::{Fields, column};
use super::takes::Takes;
use super::tally;
use super::{IndexError, Payload};
use crate::article::ArticleId;
use crate::date::Day;
use crate::search::Grouping;
use crate::search::takes::{Alike, Filed, UNDATED, counted, each_candidate, grouped};
use crate::words::{Pairs, Sketch};

pub(super) use compared::{COMPARED, is_torn};
use compared::{Compared, Key};

/// The pairs of so many articles are kept in memory at a time, of those compared last.
const AT_HAND: usize = 4096;

/// Makes the groups of what the index holds now, if those that it has are of another state or were made otherwise. Without a
/// `grouping` what was asked for last stands. Gives how many groups there are.
pub(super) fn group(index: &Index, fields: &Fields, grouping: Option<Grouping>) -> Result<u64, IndexError> {
    let held = Takes::read(index.directory())?;
    let grouping = grouping.or(held.as_ref().map(|held| held.grouping)).unwrap_or_default();
    let snapshot = Payload::of(index)?.snapshot;
    if let Some(held) = held.filter(|held| held.snapshot == snapshot && held.grouping == grouping) {
        return Ok(held.groups().count() as u64);
    }
    let searcher = super::open_reader(index)?.searcher();
    let failed = IndexError::engine("the takes cannot be grouped");
    let archive = Articles::open(&searcher, fields).map_err(&failed)?;
    let mut compared = Compared::read(index);
    let alike = archive.alike(grouping, &mut compared).map_err(&failed)?;
    let groups = archive.groups(&alike, grouping).map_err(&failed)?;
    compared.write(index)?;
    let takes = Takes::new(snapshot, grouping, &groups);
    takes.write(index)?;
    Ok(takes.groups().count() as u64)
}

/// An article as far as the search for takes needs it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    day: i32,
    id: ArticleId,
    address: DocAddress,
}

struct Columns {
    sketch: [Column<u64>; Sketch::NUMBERS],
    start: Column<u64>,
    source: Option<StrColumn>,
    places: Option<StrColumn>,
    /// By the number of a place: its name, hashed. Made when the first is asked for.
    names: OnceCell<Vec<u64>>,
}

impl Columns {
    /// Gives the hashed names of the places at which an article was filed.
    fn places(&self, doc: DocId, out: &mut Vec<u64>) -> tantivy::Result<()> {
        let Some(column) = &self.places else { return Ok(()) };
        if self.names.get().is_none() {
            let mut names = Vec::with_capacity(column.num_terms());
            let mut terms = column.dictionary().stream()?;
            while terms.advance() {
                names.push(xxh3_64(tally::place_name(terms.key())));
            }
            let _ = self.names.set(names);
        }
        let names = self.names.get().map_or(&[][..], Vec::as_slice);
        out.extend(column.term_ords(doc).filter_map(|ord| names.get(ord as usize)));
        Ok(())
    }

    fn sketch(&self, doc: DocId) -> Sketch {
        Sketch::from_numbers(std::array::from_fn(|at| first(&self.sketch[at], doc).unwrap_or_default()))
    }
}

/// All articles by day.
struct Articles<'s> {
    searcher: &'s Searcher,
    fields: &'s Fields,
    columns: Vec<Columns>,
    entries: Vec<Entry>,
}

impl<'s> Articles<'s> {
    fn open(searcher: &'s Searcher, fields: &'s Fields) -> tantivy::Result<Articles<'s>> {
        let (mut columns, mut entries) = (Vec::new(), Vec::new());
        // Days come in runs, and the calendar is slower than a memory.
        let mut ordinals: FxHashMap<u64, i32> = FxHashMap::default();
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let fast = reader.fast_fields();
            let mut sketch = Vec::new();
            for name in column::SKETCH {
                sketch.push(fast.u64(name)?);
            }
            let Ok(sketch) = <[Column<u64>; Sketch::NUMBERS]>::try_from(sketch) else { continue };
            let opened = Columns {
                sketch,
                start: fast.u64(column::START)?,
                source: fast.str(column::SOURCE)?,
                places: fast.str(column::PLACES)?,
                names: OnceCell::new(),
            };
            let (ids, days) = (fast.u64(column::ID)?, fast.u64(column::FIRST)?);
            entries.reserve_exact(reader.num_docs() as usize);
            for doc in (0..reader.max_doc()).filter(|&doc| !reader.is_deleted(doc)) {
                let Some(id) = first(&ids, doc) else { continue };
                let day = first(&days, doc).map_or(UNDATED, |number| {
                    *ordinals.entry(number).or_insert_with(|| {
                        Day::from_number(number as u32).map_or(UNDATED, |day| day.since(Day::MIN) as i32)
                    })
                });
                entries.push(Entry { day, id: ArticleId(id), address: DocAddress::new(segment as u32, doc) });
            }
            columns.push(opened);
        }
        entries.sort_unstable();
        Ok(Articles { searcher, fields, columns, entries })
    }

    fn sketch(&self, number: usize) -> Sketch {
        let address = self.entries[number].address;
        self.columns[address.segment_ord as usize].sketch(address.doc_id)
    }

    /// Finds the articles that are alike; numbers are places in `entries`.
    fn alike(&self, grouping: Grouping, compared: &mut Compared) -> tantivy::Result<Vec<Alike>> {
        let days: Vec<i32> = self.entries.iter().map(|entry| entry.day).collect();
        let mut texts = Texts::default();
        let mut alike = Vec::new();
        each_candidate(&days, grouping.days, &mut |number| self.sketch(number), &mut |later, earlier| {
            let key = Key::of(self.key(later), self.key(earlier));
            let likeness = match compared.likeness(key) {
                Some(likeness) => likeness,
                None => texts.likeness(self, later, earlier)?,
            };
            compared.note(key, likeness);
            if likeness >= grouping.likeness {
                let sketches = [later, earlier].map(|number| self.sketch(number as usize));
                let likeness = counted(likeness, self.filed(later, earlier)?, sketches.each_ref());
                alike.push(Alike { later, earlier, likeness });
            }
            Ok::<(), TantivyError>(())
        })?;
        Ok(alike)
    }

    /// Says whether two articles were filed at one place.
    fn filed(&self, one: u32, other: u32) -> tantivy::Result<Filed> {
        let mut places = [Vec::new(), Vec::new()];
        for (places, number) in places.iter_mut().zip([one, other]) {
            let DocAddress { segment_ord, doc_id } = self.entries[number as usize].address;
            self.columns[segment_ord as usize].places(doc_id, places)?;
        }
        let [one, other] = places;
        let apart = !one.is_empty() && !other.is_empty() && one.iter().all(|place| !other.contains(place));
        Ok(if apart { Filed::Apart } else { Filed::Together })
    }

    /// Names an article and what it says.
    fn key(&self, number: u32) -> u64 {
        let [a, b, ..] = self.sketch(number as usize).to_numbers();
        self.entries[number as usize].id.0 ^ a.rotate_left(17) ^ b.rotate_left(41)
    }

    /// Groups what is alike, in the order of publication: by day, file and place in the file.
    fn groups(&self, alike: &[Alike], grouping: Grouping) -> tantivy::Result<Vec<Vec<ArticleId>>> {
        let mut members: Vec<u32> = alike.iter().flat_map(|pair| [pair.later, pair.earlier]).collect();
        members.sort_unstable();
        members.dedup();
        let paths = self.paths(&members)?;
        let place = |(&number, path): (&u32, String)| {
            let Entry { day, id, address } = self.entries[number as usize];
            let start = self.columns[address.segment_ord as usize].start.first(address.doc_id).unwrap_or_default();
            ((day, path, start, id), number)
        };
        let mut placed: Vec<_> = members.iter().zip(paths).map(place).collect();
        placed.sort_unstable();
        let order: FxHashMap<u32, u32> = placed.iter().zip(0..).map(|((_, number), at)| (*number, at)).collect();
        let ordered = |pair: &Alike| {
            let (a, b) = (order[&pair.later], order[&pair.earlier]);
            Alike { later: a.max(b), earlier: a.min(b), likeness: pair.likeness }
        };
        let alike: Vec<Alike> = alike.iter().map(ordered).collect();
        let days: Vec<i32> = placed.iter().map(|((day, ..), _)| *day).collect();
        let mut groups: Vec<Vec<ArticleId>> = vec![Vec::new(); placed.len()];
        for (at, first) in grouped(&days, &alike, grouping).into_iter().enumerate() {
            groups[first].push(placed[at].0.3);
        }
        groups.retain(|group| group.len() > 1);
        Ok(groups)
    }
}

impl Articles<'_> {
    /// Gives the files of articles. Each segment's list of files is gone through once: a look-up by number costs a block.
    fn paths(&self, numbers: &[u32]) -> tantivy::Result<Vec<String>> {
        let mut paths = vec![String::new(); numbers.len()];
        for (segment, columns) in self.columns.iter().enumerate() {
            let Some(source) = &columns.source else { continue };
            let of_segment = |(at, &number): (usize, &u32)| {
                let address = self.entries[number as usize].address;
                let ord = (address.segment_ord as usize == segment).then(|| source.term_ords(address.doc_id).next());
                Some((ord.flatten()?, at))
            };
            let mut wanted: Vec<(u64, usize)> = numbers.iter().enumerate().filter_map(of_segment).collect();
            wanted.sort_unstable();
            let ords: Vec<u64> = wanted.iter().map(|(ord, _)| *ord).collect();
            let mut places = wanted.iter().map(|(_, at)| *at);
            source.dictionary().sorted_ords_to_term_cb(&ords, |path| {
                if let Some(at) = places.next() {
                    paths[at] = String::from_utf8_lossy(path).into_owned();
                }
            })?;
        }
        Ok(paths)
    }
}

/// The word pairs of the articles that were compared last.
#[derive(Default)]
struct Texts {
    pairs: FxHashMap<u32, Pairs>,
    order: std::collections::VecDeque<u32>,
}

impl Texts {
    /// Compares two articles.
    fn likeness(&mut self, articles: &Articles<'_>, one: u32, other: u32) -> tantivy::Result<u16> {
        // Room first, so that neither makes place for the other.
        while self.order.len() + 2 > AT_HAND
            && let Some(oldest) = self.order.pop_front()
        {
            self.pairs.remove(&oldest);
        }
        self.read(articles, one)?;
        self.read(articles, other)?;
        Ok(self.pairs[&one].likeness(&self.pairs[&other]))
    }

    fn read(&mut self, articles: &Articles<'_>, number: u32) -> tantivy::Result<()> {
        if self.pairs.contains_key(&number) {
            return Ok(());
        }
        let stored: TantivyDocument = articles.searcher.doc(articles.entries[number as usize].address)?;
        let article = document::to_article(articles.fields, &stored)
            .map_err(|error| TantivyError::InternalError(format!("a stored record cannot be read: {error}")))?;
        self.pairs.insert(number, Pairs::of(&article.body));
        self.order.push_back(number);
        Ok(())
    }
}
