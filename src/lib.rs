//! `dateline` turns folders of raw wire stories into an archive that answers by word, date, place and agency.
//!
//! The modules stand in the order in which data flows; each may use only those above it (`tests/layers.rs` sees to it).

#![deny(clippy::print_stdout, clippy::print_stderr)]

// Civil days, dates that lack a part, ranges, and what a user may type for a date.
pub mod date;
// Raw copy as filed: where it stands and what its container already knew.
pub mod story;
// The record: article, dateline, place, agency, remark.
pub mod article;
// How text becomes words: splitting, folding, stemming.
pub mod words;
// Raw copy to articles: header, dateline, byline, body. Pure.
pub mod wire;
// Paths to stories: walk, read, decode.
pub mod source;
// What a user asks: text to an owned tree.
pub mod query;
// The contract of every engine: request, results, fragments.
pub mod search;
// The local engine; the only place that names tantivy.
pub mod index;
// Source to wire to index: what is new, changed or gone.
pub mod ingest;
// Results to bytes: text, JSON, JSONL, CSV.
pub mod output;
