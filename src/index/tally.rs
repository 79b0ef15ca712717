//! Counting matches by the values of columns: nothing stored is read.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Cardinality, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader, Term};

use super::document::state;
use super::schema::{self, column};
use crate::article::{Article, Place};
use crate::date::{Day, DayRange};
use crate::search::{Column, Spot, Value};

/// What parts the fields of a place in its column. It stands in no name: white space is one blank in those.
const PART: char = '\u{1f}';

/// Writes a place as its column holds it.
pub(super) fn place_key(place: &Place) -> String {
    let part = |text: &Option<String>| text.clone().unwrap_or_default();
    let position = place.position.map_or(String::new(), |(north, east)| format!("{} {}", fixed(north), fixed(east)));
    [place.name.clone(), part(&place.region), part(&place.country), position].join(&PART.to_string())
}

/// Gives the name in what [`place_key`] wrote.
pub(super) fn place_name(key: &[u8]) -> &[u8] {
    // One byte in UTF-8.
    key.split(|&byte| byte == PART as u8).next().unwrap_or_default()
}

fn fixed(degrees: f32) -> i32 {
    (f64::from(degrees) * 1e4).round() as i32
}

fn spot(key: &str) -> Spot {
    let mut parts = key.split(PART);
    let mut next = || parts.next().filter(|part| !part.is_empty()).map(str::to_owned);
    let (name, region, country) = (next().unwrap_or_default(), next(), next());
    let position = next().and_then(|text| {
        let (north, east) = text.split_once(' ')?;
        Some((north.parse().ok()?, east.parse().ok()?))
    });
    Spot { name, region, country, position }
}

/// Gives the agencies of an article, each once.
pub(super) fn agencies(article: &Article) -> Vec<&str> {
    let mut agencies: Vec<&str> = Vec::new();
    for agency in article.dateline.iter().flat_map(|dateline| &dateline.agencies) {
        if !agencies.contains(&agency.as_str()) {
            agencies.push(agency);
        }
    }
    agencies
}

/// Counts matches by columns.
pub(super) struct Tallied<'a>(pub(super) &'a [Column]);

pub(super) enum SegmentColumn {
    Days {
        /// Nothing where every date is one day.
        first: Option<tantivy::columnar::Column<u64>>,
        last: tantivy::columnar::Column<u64>,
        /// How many articles in a row had which days: a segment is in the order of days.
        runs: Vec<(Ends, u64)>,
    },
    Text {
        column: Column,
        values: Option<StrColumn>,
        counts: Vec<u64>,
        without: u64,
    },
}

/// The numbers of the first and the last possible day; 0 where there is no date.
type Ends = (u32, u32);

/// So many articles are looked up at a time.
const BLOCK: usize = 64;

pub(super) struct SegmentTally {
    columns: Vec<SegmentColumn>,
    articles: u64,
}

/// What a segment has in a column.
pub(super) enum Counts {
    /// Days by number, some perhaps several times: all segments have the same, and they are made into days once.
    Days(Vec<(Ends, u64)>),
    /// Values, each once.
    Values(Vec<(Value, u64)>),
}

impl Collector for Tallied<'_> {
    /// How many articles, and the counts column by column.
    type Fruit = (u64, Vec<BTreeMap<Value, u64>>);
    type Child = SegmentTally;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentTally> {
        let columns = reader.fast_fields();
        let text = |column, name: &str| -> tantivy::Result<SegmentColumn> {
            let values = columns.str(name)?;
            let counts = vec![0; values.as_ref().map_or(0, |values| values.num_terms())];
            Ok(SegmentColumn::Text { column, values, counts, without: 0 })
        };
        let open = |column: &Column| match column {
            Column::Days => Ok(SegmentColumn::Days {
                first: if has_imprecise(reader)? { Some(columns.u64(column::FIRST)?) } else { None },
                last: columns.u64(column::LAST)?,
                runs: Vec::new(),
            }),
            Column::Place => text(*column, column::PLACES),
            Column::Country => text(*column, column::COUNTRY),
            Column::Agency => text(*column, column::AGENCIES),
            Column::Language => text(*column, column::TAG),
            Column::Style => text(*column, column::STYLE),
        };
        let columns = self.0.iter().map(open).collect::<tantivy::Result<_>>()?;
        Ok(SegmentTally { columns, articles: 0 })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(
        &self,
        fruits: Vec<tantivy::Result<(u64, Vec<Counts>)>>,
    ) -> tantivy::Result<(u64, Vec<BTreeMap<Value, u64>>)> {
        let (mut articles, mut sums) = (0, vec![FxHashMap::<Value, u64>::default(); self.0.len()]);
        let mut days = vec![Vec::new(); self.0.len()];
        for fruit in fruits {
            let (more, columns) = fruit?;
            articles += more;
            for ((sum, days), counts) in sums.iter_mut().zip(&mut days).zip(columns) {
                match counts {
                    Counts::Days(runs) => days.extend(runs),
                    Counts::Values(counts) => {
                        counts.into_iter().for_each(|(value, count)| *sum.entry(value).or_default() += count);
                    }
                }
            }
        }
        for (sum, runs) in sums.iter_mut().zip(&mut days) {
            runs.sort_unstable_by_key(|(ends, _)| *ends);
            for runs in runs.chunk_by(|(a, _), (b, _)| a == b) {
                let count: u64 = runs.iter().map(|(_, count)| count).sum();
                if let Some(&(ends, _)) = runs.first() {
                    *sum.entry(value_of(ends)).or_default() += count;
                }
            }
        }
        Ok((articles, sums.into_iter().map(|sum| sum.into_iter().collect()).collect()))
    }
}

impl SegmentCollector for SegmentTally {
    type Fruit = tantivy::Result<(u64, Vec<Counts>)>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.collect_block(&[doc]);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.articles += docs.len() as u64;
        for docs in docs.chunks(BLOCK) {
            self.columns.iter_mut().for_each(|column| column.count(docs));
        }
    }

    fn harvest(self) -> tantivy::Result<(u64, Vec<Counts>)> {
        let columns = self.columns.into_iter().map(named).collect::<tantivy::Result<_>>()?;
        Ok((self.articles, columns))
    }
}

impl SegmentColumn {
    /// Counts articles, at most [`BLOCK`].
    fn count(&mut self, docs: &[DocId]) {
        let (mut one, mut other) = ([None; BLOCK], [None; BLOCK]);
        let (one, other) = (&mut one[..docs.len()], &mut other[..docs.len()]);
        match self {
            SegmentColumn::Days { first, last, runs } => {
                last.first_vals(docs, other);
                match first {
                    Some(first) => first.first_vals(docs, one),
                    None => one.copy_from_slice(other),
                }
                let number = |day: &Option<u64>| day.map_or(0, |day| day as u32);
                for ends in one.iter().map(number).zip(other.iter().map(number)) {
                    match runs.last_mut().filter(|(last, _)| *last == ends) {
                        Some((_, count)) => *count += 1,
                        None => runs.push((ends, 1)),
                    }
                }
            }
            SegmentColumn::Text { values: None, without, .. } => *without += docs.len() as u64,
            SegmentColumn::Text { values: Some(values), counts, without, .. } => {
                let mut add = |ord: u64| {
                    if let Some(count) = counts.get_mut(ord as usize) {
                        *count += 1;
                    }
                };
                if values.ords().get_cardinality() == Cardinality::Multivalued {
                    for &doc in docs {
                        let mut any = false;
                        values.term_ords(doc).for_each(|ord| {
                            any = true;
                            add(ord);
                        });
                        *without += u64::from(!any);
                    }
                } else {
                    values.ords().first_vals(docs, one);
                    for ord in one {
                        match ord {
                            Some(ord) => add(*ord),
                            None => *without += 1,
                        }
                    }
                }
            }
        }
    }
}

/// Gives the counts of a segment's column by value.
fn named(column: SegmentColumn) -> tantivy::Result<Counts> {
    let mut named = Vec::new();
    match column {
        SegmentColumn::Days { runs, .. } => return Ok(Counts::Days(runs)),
        SegmentColumn::Text { column, values, counts, without } => {
            let ords: Vec<u64> = (0..).zip(&counts).filter(|(_, count)| **count > 0).map(|(ord, _)| ord).collect();
            let mut found = counts.iter().filter(|count| **count > 0);
            // The dictionary is gone through once: a look-up by number unpacks a block each time.
            if let Some(values) = &values {
                values.dictionary().sorted_ords_to_term_cb(&ords, |key| {
                    let key = String::from_utf8_lossy(key);
                    let value =
                        if column == Column::Place { Value::Place(spot(&key)) } else { Value::Text(key.into_owned()) };
                    if let Some(&count) = found.next() {
                        named.push((value, count));
                    }
                })?;
            }
            if without > 0 {
                named.push((Value::Unknown, without));
            }
        }
    }
    Ok(Counts::Values(named))
}

fn has_imprecise(reader: &SegmentReader) -> tantivy::Result<bool> {
    let field = reader.schema().get_field(schema::STATE)?;
    Ok(reader.inverted_index(field)?.doc_freq(&Term::from_field_text(field, state::IMPRECISE))? > 0)
}

fn value_of((first, last): Ends) -> Value {
    let days = Day::from_number(first).zip(Day::from_number(last));
    days.map_or(Value::Unknown, |(first, last)| Value::Days(DayRange { first, last }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_as_they_went_in() {
        for (region, country, position) in
            [(None, None, None), (Some("Ill."), Some("US"), Some((39.8017f32, -89.6437f32))), (None, Some("JP"), None)]
        {
            let place = Place {
                name: "Springfield".into(),
                region: region.map(str::to_owned),
                country: country.map(str::to_owned),
                position,
            };
            let spot = spot(&place_key(&place));
            assert_eq!((spot.region.as_deref(), spot.country.as_deref()), (region, country));
            assert_eq!(spot.position, position.map(|_| (398_017, -896_437)));
        }
    }
}
