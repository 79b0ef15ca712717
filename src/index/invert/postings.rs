//! Postings, brought from the order of the documents into that of the terms.

use std::io;

use tantivy::DocId;
use tantivy::directory::FileSlice;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::schema::IndexRecordOption;

use super::column::{Numbers, Texts};
use super::terms::NO_TERM;

/// Room to work in, kept from one segment to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// Of each term where its next posting goes.
    next: Vec<u32>,
    narrow: Vec<u32>,
    wide: Vec<u64>,
    gaps: Vec<u32>,
}

/// Writes the postings of the text of a field, of the documents of `order` under their new numbers.
pub(super) fn write_texts(
    texts: &Texts,
    option: IndexRecordOption,
    order: &[DocId],
    norms: Option<&[u8]>,
    scratch: &mut Scratch,
    to: &mut InvertedIndexSerializer,
) -> tantivy::Result<()> {
    let Scratch { next, narrow, wide, gaps } = scratch;
    let all = count(texts, order, next);
    let tokens = all - next[NO_TERM as usize] as usize;
    if texts.terms.len() == 1 || all == 0 {
        return Ok(());
    }
    let numbers = texts.terms.sorted();
    begin(next);
    let longest = order.iter().map(|&doc| texts.of(doc).len()).max().unwrap_or_default();
    let mut field = to.new_field(texts.field, tokens as u64, norms.map(reader).transpose()?)?;
    let narrow_enough = (order.len() as u64).next_power_of_two() * (longest as u64).next_power_of_two() <= 1 << 32;
    if narrow_enough {
        let bits = (longest as u64).next_power_of_two().trailing_zeros();
        scatter(texts, order, next, narrow, |doc, position| doc << bits | position);
        let split = |entry: u32| (entry >> bits, entry & ((1 << bits) - 1));
        write_terms(texts, &numbers, next, narrow, split, option, gaps, &mut field)?;
    } else {
        scatter(texts, order, next, wide, |doc, position| u64::from(doc) << 32 | u64::from(position));
        let split = |entry: u64| ((entry >> 32) as u32, entry as u32);
        write_terms(texts, &numbers, next, wide, split, option, gaps, &mut field)?;
    }
    field.close()?;
    Ok(())
}

/// Writes the postings of the numbers of a field.
pub(super) fn write_numbers(
    numbers: &Numbers,
    order: &[DocId],
    norms: Option<&[u8]>,
    to: &mut InvertedIndexSerializer,
) -> tantivy::Result<()> {
    let values =
        |(doc, &old): (usize, &DocId)| numbers.of(old).iter().map(move |&value| (numbers.ordered(value), doc as DocId));
    let mut pairs: Vec<(u64, DocId)> = order.iter().enumerate().flat_map(values).collect();
    if pairs.is_empty() {
        return Ok(());
    }
    let all = pairs.len() as u64;
    pairs.sort_unstable();
    pairs.dedup();
    let mut field = to.new_field(numbers.field, all, norms.map(reader).transpose()?)?;
    for of_value in pairs.chunk_by(|(one, _), (other, _)| one == other) {
        field.new_term(&of_value[0].0.to_be_bytes(), 0, false)?;
        for &(_, doc) in of_value {
            field.write_doc(doc, 0, &[]);
        }
        field.close_term()?;
    }
    field.close()?;
    Ok(())
}

fn reader(norms: &[u8]) -> tantivy::Result<FieldNormReader> {
    FieldNormReader::open(FileSlice::from(norms.to_vec()))
}

/// Counts how often each term stands in the documents; gives how many there are in all, breaks between values too.
fn count(texts: &Texts, order: &[DocId], counts: &mut Vec<u32>) -> usize {
    counts.clear();
    counts.resize(texts.terms.len(), 0);
    if order.len() == texts.ends.len() {
        texts.stream.iter().for_each(|&number| counts[number as usize] += 1);
        return texts.stream.len();
    }
    let of = |&doc: &DocId| {
        texts.of(doc).iter().for_each(|&number| counts[number as usize] += 1);
        texts.of(doc).len()
    };
    order.iter().map(of).sum()
}

/// Turns counts into where the postings of each term begin.
fn begin(counts: &mut [u32]) {
    let mut start = 0;
    for count in counts {
        (*count, start) = (start, start + *count);
    }
}

/// Puts the postings of each term in a row; `next` then says where each row ends. Breaks between values make a row too.
fn scatter<E: Copy + Default>(
    texts: &Texts,
    order: &[DocId],
    next: &mut [u32],
    entries: &mut Vec<E>,
    pack: impl Fn(u32, u32) -> E,
) {
    entries.clear();
    entries.resize(texts.stream.len(), E::default());
    for (doc, &old) in (0..).zip(order) {
        for (position, &number) in (0..).zip(texts.of(old)) {
            let at = &mut next[number as usize];
            entries[*at as usize] = pack(doc, position);
            *at += 1;
        }
    }
}

/// Writes the row of each term.
#[expect(clippy::too_many_arguments, reason = "called twice, for two widths of one thing")]
fn write_terms<E: Copy>(
    texts: &Texts,
    numbers: &[u32],
    ends: &[u32],
    entries: &[E],
    split: impl Fn(E) -> (DocId, u32),
    option: IndexRecordOption,
    gaps: &mut Vec<u32>,
    field: &mut FieldSerializer<'_>,
) -> io::Result<()> {
    for &number in numbers {
        let row = &entries[ends[number as usize - 1] as usize..ends[number as usize] as usize];
        let of_one = || row.chunk_by(|&one, &other| split(one).0 == split(other).0);
        if row.is_empty() {
            continue;
        }
        if !option.has_freq() {
            field.new_term(texts.terms.term(number), 0, false)?;
            of_one().for_each(|entries| field.write_doc(split(entries[0]).0, 0, &[]));
            field.close_term()?;
            continue;
        }
        field.new_term(texts.terms.term(number), of_one().count() as u32, true)?;
        for entries in of_one() {
            gaps.clear();
            if option.has_positions() {
                let mut before = 0;
                gaps.extend(entries.iter().map(|&entry| {
                    let position = split(entry).1;
                    position - std::mem::replace(&mut before, position)
                }));
            }
            field.write_doc(split(entries[0]).0, entries.len() as u32, gaps);
        }
        field.close_term()?;
    }
    Ok(())
}
