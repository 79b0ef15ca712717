//! `dateline map`

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use dateline::output::{About, Atlas, Format, atlas_geojson, atlas_note, atlas_svg, atlas_text};
use dateline::query::Juxtaposed;
use dateline::search::facet::Facet;
use dateline::search::{Column, Engine};

use super::failure::Failure;
use super::filters::Filters;
use super::search::{corpus, tell_undecided};
use super::{Global, Outcome, Ran};

/// Put the places of the datelines on a map: GeoJSON, or a picture
///
/// A dateline says where copy was filed, not where the event took place.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  dateline map ferry --svg ferry.svg\n  dateline map --from 2025-03 --format json > spring.geojson\n  \
    dateline map | sort -nr | head"
)]
pub(super) struct Map {
    /// What to count; nothing: all
    #[arg(value_name = "QUERY")]
    words: Vec<String>,
    /// Draw it as a picture
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Words are alternatives
    #[arg(long)]
    any: bool,
    /// Bring the index of this folder up to date first, making it if there is none
    #[arg(long = "in", value_name = "PATH")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    filters: Filters,
}

impl Map {
    pub(super) fn run(&self, global: &Global) -> Ran {
        if !matches!(global.format(), Format::Text | Format::Json) {
            return Err(Failure::new("--format: expected text or json (GeoJSON), found another form")
                .hint("`dateline facets --by place` gives positions in every form"));
        }
        let juxtaposed = if self.any { Juxtaposed::Any } else { Juxtaposed::All };
        let query = self.filters.query(&self.words, juxtaposed, global)?;
        let (corpus, updated) = corpus(self.folder.as_ref(), global)?;
        let archive = corpus.open()?;
        let started = Instant::now();
        let tally = archive.tally(&query, &[Column::Place])?;
        let counts = Facet::Place.counted(tally.columns.first().unwrap_or(&Default::default()));
        let atlas = Atlas::new(&counts);
        let about = About {
            query: query.to_string(),
            index: corpus.shown(),
            took_ms: started.elapsed().as_secs_f64() * 1e3,
            offset: 0,
        };
        if let Some(file) = &self.svg {
            fs::write(file, atlas_svg(&atlas, &about.query, &tally.snapshot))
                .map_err(|error| Failure::new(format!("{}: cannot be written: {error}", file.display())))?;
        }
        match (global.format(), &self.svg) {
            (Format::Json, _) => {
                global.output().write_all(atlas_geojson(&atlas, &about, &tally.snapshot).as_bytes())?
            }
            (_, None) => global.output().write_all(atlas_text(&atlas).as_bytes())?,
            (_, Some(_)) => {}
        }
        if let Some(note) = atlas_note(&atlas) {
            global.note(&note);
        }
        tell_undecided(tally.undecided, global);
        Ok(if tally.articles == 0 { Outcome::Nothing } else { updated })
    }
}
