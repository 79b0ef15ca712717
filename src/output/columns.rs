//! Articles as a Parquet file: one fixed schema, a row an article, flat columns that every reader takes.
//!
//! | column | type | |
//! |---|---|---|
//! | `id`, `path` | string | never null |
//! | `entry` | string | the member of an archive |
//! | `date` | string | `2025-04-28`, `2025-04`, `2025` |
//! | `first_day`, `last_day` | date | the first and last day that `date` can mean |
//! | `date_source` | string | `header`, `dateline`, `container`, `path` |
//! | `date_inferred` | boolean | never null |
//! | `place` | string | as printed |
//! | `place_name`, `region`, `country` | string | of the first place |
//! | `latitude`, `longitude` | double | of the first place, degrees (WGS 84) |
//! | `agency` | string | the first |
//! | `agencies` | string | all, parted by ` / ` |
//! | `style`, `dateline` | string | the rule that took it, its text |
//! | `language`, `headline`, `slug`, `byline`, `standfirst`, `captions`, `lead`, `body` | string | |
//! | `words` | int32 | never null |
//! | `remarks` | string | JSON, as in the records |
//!
//! The file's own metadata say `dateline.query`, `dateline.snapshot`, `dateline.version` and `dateline.schema`.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::record;
use crate::article::{Article, Dateline, Place};
use crate::date::Day;

/// The number of the schema: a column more raises it.
pub const PARQUET_SCHEMA: u32 = 1;

/// How much copy a row group holds, in bytes, about: what is in memory at once.
const GROUP: usize = 16 << 20;

const SCHEMA: &str = "message article {
    required binary id (UTF8); required binary path (UTF8); optional binary entry (UTF8);
    optional binary date (UTF8); optional int32 first_day (DATE); optional int32 last_day (DATE);
    optional binary date_source (UTF8); required boolean date_inferred;
    optional binary place (UTF8); optional binary place_name (UTF8); optional binary region (UTF8);
    optional binary country (UTF8); optional double latitude; optional double longitude;
    optional binary agency (UTF8); optional binary agencies (UTF8); optional binary style (UTF8);
    optional binary dateline (UTF8); optional binary language (UTF8); optional binary headline (UTF8);
    optional binary slug (UTF8); optional binary byline (UTF8); optional binary standfirst (UTF8);
    optional binary captions (UTF8); optional binary lead (UTF8); optional binary body (UTF8);
    required int32 words; optional binary remarks (UTF8);
}";

/// Writes articles to a Parquet file, a row group at a time.
pub struct ParquetWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    rows: Vec<Article>,
    bytes: usize,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Starts a file.
    pub fn new(out: W) -> Result<ParquetWriter<W>, ParquetError> {
        let schema = Arc::new(parse_message_type(SCHEMA)?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_created_by(format!("dateline {}", env!("CARGO_PKG_VERSION")))
            .build();
        let file = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
        Ok(ParquetWriter { file, rows: Vec::new(), bytes: 0 })
    }

    /// Writes an article.
    pub fn article(&mut self, article: Article) -> Result<(), ParquetError> {
        self.bytes += article.body.len() + 512;
        self.rows.push(article);
        if self.bytes >= GROUP {
            self.flush()?;
        }
        Ok(())
    }

    /// Ends the file, with what was asked of which archive.
    pub fn finish(mut self, query: &str, snapshot: &str) -> Result<(), ParquetError> {
        self.flush()?;
        for (key, value) in [
            ("dateline.query", query),
            ("dateline.snapshot", snapshot),
            ("dateline.version", env!("CARGO_PKG_VERSION")),
            ("dateline.schema", &PARQUET_SCHEMA.to_string()),
        ] {
            self.file.append_key_value_metadata(KeyValue::new(key.to_owned(), value.to_owned()));
        }
        self.file.close().map(drop)
    }

    fn flush(&mut self) -> Result<(), ParquetError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        let mut group = self.file.next_row_group()?;
        write_columns(&mut group, &rows)?;
        group.close().map(drop)
    }
}

/// Writes the columns in the order of the schema.
fn write_columns<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    rows: &[Article],
) -> Result<(), ParquetError> {
    required(group, rows, |article| article.id.to_string())?;
    required(group, rows, |article| article.origin.path.clone())?;
    text(group, rows, |article| article.origin.entry.clone())?;
    text(group, rows, |article| article.published.map(|dated| dated.date.to_string()))?;
    days(group, rows, |article| article.days().map(|days| days.first))?;
    days(group, rows, |article| article.days().map(|days| days.last))?;
    text(group, rows, |article| article.published.map(|dated| record::date_source(dated.source).to_owned()))?;
    let inferred: Vec<bool> =
        rows.iter().map(|row| row.published.is_some_and(|dated| dated.inferred.is_some())).collect();
    typed::<BoolType, W>(group, &inferred, None)?;
    text(group, rows, |article| dateline(article).and_then(|dateline| dateline.place.clone()))?;
    text(group, rows, |article| first_place(article).map(|place| place.name.clone()))?;
    text(group, rows, |article| first_place(article).and_then(|place| place.region.clone()))?;
    text(group, rows, |article| first_place(article).and_then(|place| place.country.clone()))?;
    for pick in [|position: (f32, f32)| position.0, |position: (f32, f32)| position.1] {
        // By way of its decimal digits, so that 35.69 does not become 35.689998626.
        let degrees = |value: f32| value.to_string().parse::<f64>().unwrap_or(f64::from(value));
        let values: Vec<Option<f64>> =
            rows.iter().map(|row| first_place(row)?.position.map(|position| degrees(pick(position)))).collect();
        optional::<DoubleType, W>(group, &values)?;
    }
    text(group, rows, |article| dateline(article).and_then(|dateline| dateline.agencies.first().cloned()))?;
    text(group, rows, |article| {
        dateline(article).filter(|dateline| !dateline.agencies.is_empty()).map(|dateline| dateline.agencies.join(" / "))
    })?;
    text(group, rows, |article| dateline(article).map(|dateline| dateline.style.clone()))?;
    text(group, rows, |article| dateline(article).map(|dateline| dateline.text.clone()))?;
    text(group, rows, |article| article.language.clone())?;
    text(group, rows, |article| article.headline.clone())?;
    text(group, rows, |article| article.slug.clone())?;
    text(group, rows, |article| article.byline.clone())?;
    text(group, rows, |article| article.standfirst.clone())?;
    text(group, rows, |article| article.captions.clone())?;
    text(group, rows, |article| article.lead().map(str::to_owned))?;
    text(group, rows, |article| Some(article.body.clone()))?;
    let words: Vec<i32> = rows.iter().map(|row| i32::try_from(row.words).unwrap_or(i32::MAX)).collect();
    typed::<Int32Type, W>(group, &words, None)?;
    text(group, rows, |article| Some(record::remarks_json(article)))
}

fn dateline(article: &Article) -> Option<&Dateline> {
    article.dateline.as_ref()
}

fn first_place(article: &Article) -> Option<&Place> {
    dateline(article).and_then(|dateline| dateline.places.first())
}

fn required<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    rows: &[Article],
    value: impl Fn(&Article) -> String,
) -> Result<(), ParquetError> {
    let values: Vec<ByteArray> = rows.iter().map(|row| ByteArray::from(value(row).into_bytes())).collect();
    typed::<ByteArrayType, W>(group, &values, None)
}

fn text<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    rows: &[Article],
    value: impl Fn(&Article) -> Option<String>,
) -> Result<(), ParquetError> {
    let values: Vec<Option<ByteArray>> =
        rows.iter().map(|row| value(row).map(|text| ByteArray::from(text.into_bytes()))).collect();
    optional::<ByteArrayType, W>(group, &values)
}

/// Days are counted from 1 January 1970.
fn days<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    rows: &[Article],
    value: impl Fn(&Article) -> Option<Day>,
) -> Result<(), ParquetError> {
    let epoch = Day::new(1970, 1, 1).unwrap_or(Day::MIN);
    let values: Vec<Option<i32>> =
        rows.iter().map(|row| value(row).and_then(|day| i32::try_from(day.since(epoch)).ok())).collect();
    optional::<Int32Type, W>(group, &values)
}

fn optional<T, W>(group: &mut SerializedRowGroupWriter<'_, W>, values: &[Option<T::T>]) -> Result<(), ParquetError>
where
    T: parquet::data_type::DataType,
    W: Write + Send,
{
    let levels: Vec<i16> = values.iter().map(|value| value.is_some().into()).collect();
    let values: Vec<T::T> = values.iter().flatten().cloned().collect();
    typed::<T, W>(group, &values, Some(&levels))
}

fn typed<T, W>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    levels: Option<&[i16]>,
) -> Result<(), ParquetError>
where
    T: parquet::data_type::DataType,
    W: Write + Send,
{
    let Some(mut column) = group.next_column()? else {
        return Err(ParquetError::General("the schema has fewer columns than the record".to_owned()));
    };
    column.typed::<T>().write_batch(values, levels, None)?;
    column.close()
}
