//! `dateline map`

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use dateline::output::{Atlas, Format, atlas_geojson, atlas_note, atlas_svg, atlas_text};
use dateline::search::facet::Facet;
use dateline::search::{Column, Engine};

use super::failure::Failure;
use super::question::Question;
use super::search::tell_undecided;
use super::{Global, Ran};

/// Put the places of the datelines on a map: GeoJSON, or a picture
///
/// A dateline says where copy was filed, not where the event took place.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  dateline map ferry --svg ferry.svg\n  dateline map --from 2025-03 --format json > spring.geojson\n  \
    dateline map | sort -nr | head"
)]
pub(super) struct Map {
    /// Draw it as a picture
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    #[command(flatten)]
    question: Question,
}

impl Map {
    pub(super) fn run(&self, global: &Global) -> Ran {
        if !matches!(global.format(), Format::Text | Format::Json) {
            return Err(Failure::new("--format: expected text or json (GeoJSON), found another form")
                .hint("`dateline facets --by place` gives positions in every form"));
        }
        let asked = self.question.ask(global)?;
        let tally = asked.archive.tally(&asked.query, &[Column::Place])?;
        let counts = Facet::Place.counted(tally.columns.first().unwrap_or(&Default::default()));
        let atlas = Atlas::new(&counts);
        let about = asked.about();
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
        Ok(asked.found(tally.articles))
    }
}
