//! Counting matches by the values of columns: nothing stored is read.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::schema::column;
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
        first: tantivy::columnar::Column<u64>,
        last: tantivy::columnar::Column<u64>,
        counts: FxHashMap<(u32, u32), u64>,
    },
    Text {
        column: Column,
        values: Option<StrColumn>,
        counts: Vec<u64>,
        without: u64,
    },
}

pub(super) struct SegmentTally {
    columns: Vec<SegmentColumn>,
    articles: u64,
}

type Counts = BTreeMap<Value, u64>;

impl Collector for Tallied<'_> {
    /// How many articles, and the counts column by column.
    type Fruit = (u64, Vec<Counts>);
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
                first: columns.u64(column::FIRST)?,
                last: columns.u64(column::LAST)?,
                counts: FxHashMap::default(),
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

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<(u64, Vec<Counts>)>>) -> tantivy::Result<(u64, Vec<Counts>)> {
        let mut all = (0, vec![Counts::new(); self.0.len()]);
        for fruit in fruits {
            let (articles, columns) = fruit?;
            all.0 += articles;
            for (sum, counts) in all.1.iter_mut().zip(columns) {
                counts.into_iter().for_each(|(value, count)| *sum.entry(value).or_default() += count);
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for SegmentTally {
    type Fruit = tantivy::Result<(u64, Vec<Counts>)>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.articles += 1;
        for column in &mut self.columns {
            match column {
                SegmentColumn::Days { first, last, counts } => {
                    let number = |end: &tantivy::columnar::Column<u64>| end.first(doc).unwrap_or_default() as u32;
                    *counts.entry((number(first), number(last))).or_default() += 1;
                }
                SegmentColumn::Text { values, counts, without, .. } => {
                    let mut any = false;
                    for ord in values.iter().flat_map(|values| values.term_ords(doc)) {
                        any = true;
                        if let Some(count) = counts.get_mut(ord as usize) {
                            *count += 1;
                        }
                    }
                    *without += u64::from(!any);
                }
            }
        }
    }

    fn harvest(self) -> tantivy::Result<(u64, Vec<Counts>)> {
        let columns = self.columns.into_iter().map(named).collect::<tantivy::Result<_>>()?;
        Ok((self.articles, columns))
    }
}

/// Gives the counts of a segment's column by value.
fn named(column: SegmentColumn) -> tantivy::Result<Counts> {
    let mut named = Counts::new();
    match column {
        SegmentColumn::Days { counts, .. } => {
            for ((first, last), count) in counts {
                let days = Day::from_number(first).zip(Day::from_number(last));
                let value = days.map_or(Value::Unknown, |(first, last)| Value::Days(DayRange { first, last }));
                *named.entry(value).or_default() += count;
            }
        }
        SegmentColumn::Text { column, values, counts, without } => {
            let mut key = String::new();
            for (ord, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                key.clear();
                if let Some(values) = &values {
                    values.ord_to_str(ord as u64, &mut key)?;
                }
                let value = if column == Column::Place { Value::Place(spot(&key)) } else { Value::Text(key.clone()) };
                named.insert(value, count);
            }
            if without > 0 {
                named.insert(Value::Unknown, without);
            }
        }
    }
    Ok(named)
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
