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
    /// Of each term how many postings it has.
    counts: Vec<u32>,
    /// Of each term where its next posting goes.
    next: Vec<u32>,
    gaps: Vec<u32>,
}

/// Less room for postings than this is not worth a pass over the documents.
const LEAST_ROOM: usize = 64 << 10;

/// Writes the postings of the text of a field, of the documents of `order` under their new numbers. The postings are put in
/// the order of the terms in `room`, as many at a time as it holds.
pub(super) fn write_texts(
    texts: &Texts,
    option: IndexRecordOption,
    order: &[DocId],
    norms: Option<&[u8]>,
    scratch: &mut Scratch,
    room: &mut Vec<u8>,
    to: &mut InvertedIndexSerializer,
) -> tantivy::Result<()> {
    let all = count(texts, order, &mut scratch.counts);
    let tokens = all - scratch.counts[NO_TERM as usize] as usize;
    if tokens == 0 {
        return Ok(());
    }
    let mut field = to.new_field(texts.field, tokens as u64, norms.map(reader).transpose()?)?;
    let longest = order.iter().map(|&doc| texts.stream.of(doc).most() as u64).max().unwrap_or_default();
    let bits = longest.next_power_of_two().trailing_zeros();
    let into = Into { texts, order, option, scratch, field: &mut field };
    if (order.len() as u64) << bits <= 1 << 32 {
        // Document and position fit into four bytes.
        into.write(
            room,
            |doc, position| (doc << bits | position).to_le_bytes(),
            |entry| {
                let entry = u32::from_le_bytes(entry);
                (entry >> bits, entry & ((1 << bits) - 1))
            },
        )?;
    } else {
        into.write(
            room,
            |doc, position| (u64::from(doc) << 32 | u64::from(position)).to_le_bytes(),
            |entry| {
                let entry = u64::from_le_bytes(entry);
                ((entry >> 32) as u32, entry as u32)
            },
        )?;
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
    let mut all = 0;
    let mut see = |number: u32| {
        counts[number as usize] += 1;
        all += 1;
    };
    if order.len() == texts.stream.len() {
        texts.stream.all().for_each(see);
    } else {
        order.iter().for_each(|&doc| texts.stream.of(doc).for_each(&mut see));
    }
    all
}

/// Postings on their way from documents to terms.
struct Into<'a, 'f> {
    texts: &'a Texts,
    order: &'a [DocId],
    option: IndexRecordOption,
    scratch: &'a mut Scratch,
    field: &'a mut FieldSerializer<'f>,
}

impl Into<'_, '_> {
    /// Puts the postings of each term in a row and writes the rows in the order of the terms.
    fn write<const WIDTH: usize>(
        self,
        room: &mut Vec<u8>,
        pack: impl Fn(u32, u32) -> [u8; WIDTH],
        unpack: impl Fn([u8; WIDTH]) -> (DocId, u32),
    ) -> io::Result<()> {
        let Scratch { counts, next, gaps } = self.scratch;
        let most = room.capacity().max(LEAST_ROOM) / WIDTH;
        let sorted = self.texts.terms.sorted();
        let mut left = sorted.as_slice();
        while !left.is_empty() {
            // As many terms as there is room for, and one in any case.
            let mut taken = 0;
            let fitting = left.iter().take_while(|&&number| {
                let before = taken;
                taken += counts[number as usize] as usize;
                before == 0 || taken <= most
            });
            let (now, later) = left.split_at(fitting.count());
            left = later;
            // A posting of any other term goes into the place behind the last and is overwritten by the next.
            let all = now.iter().map(|&number| counts[number as usize]).sum::<u32>();
            next.clear();
            next.resize(counts.len(), all);
            let mut start = 0;
            for &number in now {
                next[number as usize] = start;
                start += counts[number as usize];
            }
            room.resize((all as usize + 1) * WIDTH, 0);
            let (entries, _) = room.as_chunks_mut::<WIDTH>();
            for (doc, &old) in (0..).zip(self.order) {
                // A break between two values is a place of its own, as a word is.
                for (position, number) in (0..).zip(self.texts.stream.of(old)) {
                    let at = &mut next[number as usize];
                    entries[*at as usize] = pack(doc, position);
                    *at += u32::from(*at < all);
                }
            }
            let mut rest = &entries[..all as usize];
            for &number in now {
                let (row, behind) = rest.split_at(counts[number as usize] as usize);
                rest = behind;
                // A term that only dropped documents had has none.
                if !row.is_empty() {
                    let row = || row.iter().map(|&entry| unpack(entry));
                    write_term(self.texts.terms.term(number), row, self.option, gaps, self.field)?;
                }
            }
        }
        Ok(())
    }
}

/// Writes a term and its row of documents and positions.
fn write_term<R: Iterator<Item = (DocId, u32)>>(
    term: &[u8],
    row: impl Fn() -> R,
    option: IndexRecordOption,
    gaps: &mut Vec<u32>,
    field: &mut FieldSerializer<'_>,
) -> io::Result<()> {
    let mut last = DocId::MAX;
    let documents = row().filter(|&(doc, _)| std::mem::replace(&mut last, doc) != doc).count() as u32;
    // The engine asks how many documents there are only where it is told how often.
    let (documents, frequencies) = if option.has_freq() { (documents, true) } else { (0, false) };
    field.new_term(term, documents, frequencies)?;
    let mut row = row().peekable();
    while let Some((doc, first)) = row.next() {
        gaps.clear();
        gaps.push(first);
        let mut before = first;
        while let Some((_, position)) = row.next_if(|&(next, _)| next == doc) {
            gaps.push(position - before);
            before = position;
        }
        let frequency = if option.has_freq() { gaps.len() as u32 } else { 0 };
        field.write_doc(doc, frequency, if option.has_positions() { gaps } else { &[] });
    }
    field.close_term()
}
