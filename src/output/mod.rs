//! Results to bytes. The only public serialised shapes are here.
//!
//! | format | for |
//! |---|---|
//! | text | people: a block a hit on a terminal, a line a hit (fields parted by tabs) in a pipe |
//! | json | one object: `{"items": […], "summary": {…}}` |
//! | jsonl | one object a line, the summary last |
//! | csv, tsv | one row a record, with a row of names |
//! | paths, paths0 | the files alone, each once, ended by a line feed or NUL |

mod answer;
mod batch;
mod changes;
mod chart;
mod checkup;
mod checkup_text;
mod clauses;
mod clean;
mod columns;
mod explain;
mod facets;
mod figures;
mod kwic;
mod map;
mod paint;
mod record;
mod report;
mod rows;
mod schema;
mod setting;
mod standing;
mod table;
mod takes;
mod terms;
mod text;
mod timeline;

pub use answer::{About, Answer, Format};
pub use changes::{Comparison, comparison_records, comparison_text};
pub use chart::timeline_svg;
pub use checkup::{Checkup, Detail, checkup_records};
pub use checkup_text::checkup_text;
pub use clauses::{clauses_text, empty_text};
pub use columns::{PARQUET_SCHEMA, ParquetWriter};
mod wrap;

pub use batch::{Asked, numbered_hit_json, numbered_summary_json, query_error_json};
pub use clean::{Screen, clean, one_line, visible};
pub use explain::explain;
pub use facets::{Atlas, FacetsView, atlas_geojson, atlas_note, atlas_text, facets_records, facets_text};
pub use figures::{counted, number};
pub use kwic::{Cited, KwicWriter, LeftOut, Within};
pub use map::atlas_svg;
pub use paint::{Colour, Links, Look};
pub use record::{article_json, export_json};
pub use report::{IndexRecord, ParseSummary, StatusRecord, change_json, damage_json};
pub use schema::{SCHEMA, schema};
pub use setting::{SettingRecord, settings_json};
pub use standing::{SavedRow, new_summary_json, saved_rows};
pub use takes::{TakeRow, TakesSummary, TakesWriter};
pub use terms::{TermRow, term_rows};
pub use text::whole as article_text;
pub use timeline::{Measure, TimelineView, timeline_records, timeline_text};
