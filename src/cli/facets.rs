//! `dateline facets`

use std::io::Write;

use clap::{Args, ValueEnum};
use dateline::index::Archive;
use dateline::output::{FacetsView, Format, counted, facets_records, facets_text};
use dateline::query::Query;
use dateline::search::facet::{Facet, FacetCounts};
use dateline::search::{Column, Engine, Tally};

use super::failure::Failure;
use super::question::{Question, refuse_paths};
use super::search::tell_undecided;
use super::{Global, Ran};

/// Count the articles by place, country, agency, language, month …
///
/// An article of two places counts for each; those that have none are counted as unknown.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline facets\n  dateline facets ferry --by place,agency --limit 20\n  \
    dateline facets 'ferry date:2025' --by weekday\n  \
    dateline facets --by country --format jsonl | jq -r 'select(.count > 10) | .value'")]
pub(super) struct Facets {
    /// By what, parted by commas [default: place,country,agency,language,month]
    #[arg(long, value_enum, value_name = "FACET", value_delimiter = ',')]
    by: Vec<FacetArg>,
    /// At most how many values a facet [default: 10 on a terminal, all in a pipe]
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    question: Question,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum FacetArg {
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

/// Counts the matches of a query by facets; by the usual ones where none is named.
pub(super) fn count_by(
    archive: &Archive,
    query: &Query,
    by: &[FacetArg],
) -> Result<(Vec<FacetCounts>, Tally), Failure> {
    let by: Vec<Facet> = match by {
        [] => vec![Facet::Place, Facet::Country, Facet::Agency, Facet::Language, Facet::Month],
        args => args.iter().map(|by| by.facet()).collect(),
    };
    let columns: Vec<Column> = by.iter().map(|facet| facet.column()).collect();
    let tally = archive.tally(query, &columns)?;
    Ok((by.iter().zip(&tally.columns).map(|(facet, counts)| facet.counted(counts)).collect(), tally))
}

impl Facets {
    pub(super) fn run(&self, global: &Global) -> Ran {
        refuse_paths(global)?;
        let asked = self.question.ask(global)?;
        let (facets, tally) = count_by(&asked.archive, &asked.query, &self.by)?;
        let limit = self.limit.or(global.look().columns.map(|_| 10));
        let view = FacetsView { facets: &facets, total: tally.articles, limit, snapshot: &tally.snapshot };
        let about = asked.about();
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
        Ok(asked.found(tally.articles))
    }
}
