//! `dateline facets`

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};
use dateline::output::{About, FacetsView, Format, counted, facets_records, facets_text};
use dateline::query::Juxtaposed;
use dateline::search::facet::{Facet, FacetCounts};
use dateline::search::{Column, Engine};

use super::failure::Failure;
use super::filters::Filters;
use super::search::{corpus, tell_undecided};
use super::{Global, Outcome, Ran};

/// Count the articles by place, country, agency, language, month …
///
/// An article of two places counts for each; those that have none are counted as unknown.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline facets\n  dateline facets ferry --by place,agency --limit 20\n  \
    dateline facets 'ferry date:2025' --by weekday\n  \
    dateline facets --by country --format jsonl | jq -r 'select(.count > 10) | .value'")]
pub(super) struct Facets {
    /// What to count; nothing: all
    #[arg(value_name = "QUERY")]
    words: Vec<String>,
    /// By what, parted by commas [default: place,country,agency,language,month]
    #[arg(long, value_enum, value_name = "FACET", value_delimiter = ',')]
    by: Vec<FacetArg>,
    /// At most how many values a facet [default: 10 on a terminal, all in a pipe]
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    /// Words are alternatives
    #[arg(long)]
    any: bool,
    /// Bring the index of this folder up to date first, making it if there is none
    #[arg(long = "in", value_name = "PATH")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Clone, Copy, ValueEnum)]
enum FacetArg {
    Place,
    Country,
    Agency,
    Language,
    Style,
    Weekday,
    Month,
    Year,
}

impl FacetArg {
    fn facet(self) -> Facet {
        match self {
            FacetArg::Place => Facet::Place,
            FacetArg::Country => Facet::Country,
            FacetArg::Agency => Facet::Agency,
            FacetArg::Language => Facet::Language,
            FacetArg::Style => Facet::Style,
            FacetArg::Weekday => Facet::Weekday,
            FacetArg::Month => Facet::Month,
            FacetArg::Year => Facet::Year,
        }
    }
}

impl Facets {
    pub(super) fn run(&self, global: &Global) -> Ran {
        if matches!(global.format(), Format::Paths | Format::Paths0) {
            return Err(Failure::new("--format: expected text, json, jsonl, csv or tsv, found a form of paths")
                .hint("`dateline search QUERY --format paths` lists files"));
        }
        let juxtaposed = if self.any { Juxtaposed::Any } else { Juxtaposed::All };
        let query = self.filters.query(&self.words, juxtaposed, global)?;
        let (corpus, updated) = corpus(self.folder.as_ref(), global)?;
        let archive = corpus.open()?;
        let started = Instant::now();
        let asked: Vec<Facet> = match self.by.as_slice() {
            [] => vec![Facet::Place, Facet::Country, Facet::Agency, Facet::Language, Facet::Month],
            by => by.iter().map(|by| by.facet()).collect(),
        };
        let columns: Vec<Column> = asked.iter().map(|facet| facet.column()).collect();
        let tally = archive.tally(&query, &columns)?;
        let facets: Vec<FacetCounts> =
            asked.iter().zip(&tally.columns).map(|(facet, counts)| facet.counted(counts)).collect();
        let limit = self.limit.or(global.look().columns.map(|_| 10));
        let view = FacetsView { facets: &facets, total: tally.articles, limit, snapshot: &tally.snapshot };
        let about = About {
            query: query.to_string(),
            index: corpus.shown(),
            took_ms: started.elapsed().as_secs_f64() * 1e3,
            offset: 0,
        };
        let written = match global.format() {
            Format::Text if tally.articles == 0 => String::new(),
            Format::Text => facets_text(&view, global.look()),
            format => facets_records(&view, &about, format),
        };
        global.output().write_all(written.as_bytes())?;
        if tally.articles == 0 {
            global.note("nothing found");
        } else if global.format() == Format::Text {
            global.note(&counted(tally.articles, "article"));
        } else if view.left_out() > 0 {
            global.note(&format!("{} left out by --limit", counted(view.left_out(), "value")));
        }
        tell_undecided(tally.undecided, global);
        Ok(if tally.articles == 0 { Outcome::Nothing } else { updated })
    }
}
