//! The fields of a document, and the number that names this arrangement.
//!
//! | field | holds | for |
//! |---|---|---|
//! | `kind` | `article`, `barren`, `failed`, `touched` | a source that gave no article leaves one barren document that says why; a member that failed, a failed one; a source touched since, one with the new time |
//! | `id` | number | [`crate::article::ArticleId`]: look-up by prefix as a range |
//! | `source` | path | replacing and removing by file; `path:` |
//! | `text`, `headline`, `byline` | words with positions | words, phrases, patterns; inflected forms are looked up |
//! | `place`, `agency` | words with positions | what the dateline says |
//! | `country` | ISO 3166-1 codes of the dateline's places | `place:japan` |
//! | `language` | tag and what it begins with, subtag by subtag | `lang:`, and which stemmers a query must ask |
//! | `stemmer` | number of the language's stemmer | which inflected forms count in the article |
//! | `state` | `undated`, `inferred`, `conflict`, `imprecise` | what is known of the date |
//! | `first`, `last` | YYYYMMDD | first and last possible day of publication |
//! | `fingerprint`, `size`, `mtime`, `maker`, `context`, `doubt`, `barren` | numbers | the ledger: what was made from which bytes, by which parser |
//! | `record` | stored | the whole article, or the name of the failed member |

use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions,
};

use super::analysis;
use crate::words::Sketch;

/// Changes whenever the fields or what is written into them change; an index of another number is rebuilt.
pub(super) const VERSION: u32 = 9;

/// The fields by name.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub(super) kind: Field,
    pub(super) id: Field,
    pub(super) source: Field,
    pub(super) text: Field,
    pub(super) headline: Field,
    pub(super) byline: Field,
    pub(super) place: Field,
    pub(super) agency: Field,
    pub(super) country: Field,
    pub(super) language: Field,
    pub(super) state: Field,
    pub(super) first: Field,
    pub(super) last: Field,
    pub(super) stemmer: Field,
    pub(super) fingerprint: Field,
    pub(super) size: Field,
    pub(super) mtime: Field,
    pub(super) maker: Field,
    pub(super) context: Field,
    pub(super) doubt: Field,
    pub(super) barren: Field,
    pub(super) places: Field,
    pub(super) agencies: Field,
    pub(super) tag: Field,
    pub(super) style: Field,
    pub(super) start: Field,
    pub(super) sketch: [Field; Sketch::NUMBERS],
    pub(super) record: Field,
}

/// The name of the field that holds the languages: their articles are listed by it.
pub(super) const LANGUAGE: &str = "language";

/// The name of the field that says what is known of the date.
pub(super) const STATE: &str = "state";

/// The names of the columns that are read by name.
pub(super) mod column {
    pub(in crate::index) const ID: &str = "id";
    pub(in crate::index) const SOURCE: &str = "source";
    pub(in crate::index) const FIRST: &str = "first";
    pub(in crate::index) const LAST: &str = "last";
    pub(in crate::index) const STEMMER: &str = "stemmer";
    pub(in crate::index) const FINGERPRINT: &str = "fingerprint";
    pub(in crate::index) const SIZE: &str = "size";
    pub(in crate::index) const MTIME: &str = "mtime";
    pub(in crate::index) const MAKER: &str = "maker";
    pub(in crate::index) const CONTEXT: &str = "context";
    pub(in crate::index) const DOUBT: &str = "doubt";
    pub(in crate::index) const BARREN: &str = "barren";
    pub(in crate::index) const COUNTRY: &str = "country";
    pub(in crate::index) const PLACES: &str = "places";
    pub(in crate::index) const AGENCIES: &str = "agencies";
    pub(in crate::index) const TAG: &str = "tag";
    pub(in crate::index) const STYLE: &str = "style";
    pub(in crate::index) const START: &str = "start";
    pub(in crate::index) const SKETCH: [&str; 8] =
        ["sketch0", "sketch1", "sketch2", "sketch3", "sketch4", "sketch5", "sketch6", "sketch7"];
}

/// Makes the schema.
pub(super) fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let keyword = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false),
    );
    let words = |tokenizer: &str, option, norms| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option).set_fieldnorms(norms),
        )
    };
    let exact = words(analysis::EXACT, IndexRecordOption::WithFreqsAndPositions, true);
    let name = words(analysis::EXACT, IndexRecordOption::WithFreqsAndPositions, false);
    let column = NumericOptions::default() | FAST;
    // What is only counted by, whole and as printed.
    let counted = TextOptions::default().set_fast("raw");

    let kind = schema.add_text_field("kind", keyword.clone());
    let id = schema.add_u64_field(column::ID, FAST | INDEXED);
    let source = schema.add_text_field(column::SOURCE, keyword.clone().set_fast("raw"));
    let fields = Fields {
        kind,
        id,
        source,
        text: schema.add_text_field("text", exact.clone()),
        headline: schema.add_text_field("headline", exact),
        byline: schema.add_text_field("byline", name.clone()),
        place: schema.add_text_field("place", name.clone()),
        agency: schema.add_text_field("agency", name),
        country: schema.add_text_field(column::COUNTRY, keyword.clone().set_fast("raw")),
        language: schema.add_text_field(LANGUAGE, keyword.clone()),
        state: schema.add_text_field(STATE, keyword),
        first: schema.add_u64_field(column::FIRST, column.clone()),
        last: schema.add_u64_field(column::LAST, column.clone()),
        stemmer: schema.add_u64_field(column::STEMMER, column.clone()),
        fingerprint: schema.add_u64_field(column::FINGERPRINT, column.clone()),
        size: schema.add_u64_field(column::SIZE, column.clone()),
        mtime: schema.add_i64_field(column::MTIME, column.clone()),
        maker: schema.add_u64_field(column::MAKER, column.clone()),
        context: schema.add_u64_field(column::CONTEXT, column.clone()),
        doubt: schema.add_u64_field(column::DOUBT, column.clone()),
        barren: schema.add_u64_field(column::BARREN, column.clone()),
        start: schema.add_u64_field(column::START, column.clone()),
        sketch: column::SKETCH.map(|name| schema.add_u64_field(name, column.clone())),
        places: schema.add_text_field(column::PLACES, counted.clone()),
        agencies: schema.add_text_field(column::AGENCIES, counted.clone()),
        tag: schema.add_text_field(column::TAG, counted.clone()),
        style: schema.add_text_field(column::STYLE, counted),
        record: schema.add_bytes_field("record", STORED),
    };
    (schema.build(), fields)
}
