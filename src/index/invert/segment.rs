//! Writes what was gathered as a segment, file by file, through tantivy's own serializers: what they make of it is what
//! tantivy's writer would have made of the same documents in the same order, byte for byte.

use tantivy::DocId;
use tantivy::columnar::{ColumnType, ColumnarWriter};
use tantivy::directory::TerminatingWrite;
use tantivy::fieldnorm::FieldNormsSerializer;
use tantivy::index::{Segment, SegmentComponent};
use tantivy::postings::InvertedIndexSerializer;
use tantivy::store::StoreWriter;

use super::column::{Numbers, Signed, Texts};
use super::gathered::Gathered;
use super::postings::{self, Scratch};

/// Writes the documents of `order` into the files of a segment.
pub(super) fn write(
    gathered: &mut Gathered,
    order: &[DocId],
    segment: &Segment,
    scratch: &mut Scratch,
) -> tantivy::Result<()> {
    write_records(gathered, order, segment)?;
    let mut room = gathered.records.spent();
    let written = write_postings(gathered, order, segment, scratch, &mut room);
    gathered.records.give_back(room);
    written?;
    write_columns(gathered, order, segment)
}

/// Writes what is stored.
fn write_records(gathered: &Gathered, order: &[DocId], segment: &Segment) -> tantivy::Result<()> {
    let settings = segment.index().settings();
    let mut store = StoreWriter::new(
        segment.open_write(SegmentComponent::Store)?,
        settings.docstore_compression,
        settings.docstore_blocksize,
        // The thread that writes has nothing else to do meanwhile.
        false,
    )?;
    let mut room = Vec::new();
    for &doc in order {
        store.store_bytes(gathered.records.of(doc, &mut room)?)?;
    }
    store.close()?;
    Ok(())
}

/// Writes the lengths of fields, terms, postings and positions.
fn write_postings(
    gathered: &Gathered,
    order: &[DocId],
    segment: &Segment,
    scratch: &mut Scratch,
    room: &mut Vec<u8>,
) -> tantivy::Result<()> {
    let mut lengths = FieldNormsSerializer::from_write(segment.open_write(SegmentComponent::FieldNorms)?)?;
    let mut files = InvertedIndexSerializer::open(segment)?;
    for (field, _) in segment.schema().fields().filter(|(_, entry)| entry.is_indexed()) {
        let texts = gathered.texts.iter().find(|texts| texts.field == field);
        let numbers = gathered.numbers.iter().find(|numbers| numbers.field == field);
        let norms = texts.map(|texts| &texts.norms).or(numbers.map(|numbers| &numbers.norms)).and_then(Option::as_ref);
        let norms = norms.map(|norms| order.iter().map(|&doc| norms[doc as usize]).collect::<Vec<u8>>());
        if let Some(norms) = &norms {
            lengths.serialize_field(field, norms)?;
        }
        if let Some((texts, option)) = texts.and_then(|texts| Some((texts, texts.postings?))) {
            postings::write_texts(texts, option, order, norms.as_deref(), scratch, room, &mut files)?;
        } else if let Some(numbers) = numbers {
            postings::write_numbers(numbers, order, norms.as_deref(), &mut files)?;
        }
    }
    lengths.close()?;
    files.close()?;
    Ok(())
}

/// Writes the columns.
fn write_columns(gathered: &Gathered, order: &[DocId], segment: &Segment) -> tantivy::Result<()> {
    let mut columns = ColumnarWriter::default();
    let docs = || (0..).zip(order.iter().copied());
    for texts in &gathered.texts {
        let Texts { column: Some(name), .. } = texts else { continue };
        columns.record_column_type(name, ColumnType::Str, false);
        for (doc, old) in docs() {
            for number in texts.stream.of(old) {
                // Terms were text when they came in.
                let text = std::str::from_utf8(texts.terms.term(number)).unwrap_or_default();
                columns.record_str(doc, name, text);
            }
        }
    }
    for numbers in &gathered.numbers {
        let Numbers { column: Some(name), .. } = numbers else { continue };
        match numbers.signed {
            Signed::No => {
                columns.record_column_type(name, ColumnType::U64, false);
                docs().for_each(|(doc, old)| {
                    numbers.of(old).iter().for_each(|&value| columns.record_numerical(doc, name, value));
                });
            }
            Signed::Yes => {
                columns.record_column_type(name, ColumnType::I64, false);
                docs().for_each(|(doc, old)| {
                    let values = numbers.of(old).iter().map(|value| value.cast_signed());
                    values.for_each(|value| columns.record_numerical(doc, name, value));
                });
            }
        }
    }
    let mut file = segment.open_write(SegmentComponent::FastFields)?;
    columns.serialize(order.len() as u32, None, &mut file)?;
    file.terminate()?;
    Ok(())
}
