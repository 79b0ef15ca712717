//! `dateline timeline`

use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use dateline::date::{DayRange, Period};
use dateline::index::Archive;
use dateline::output::{Format, Measure, TimelineView, timeline_records, timeline_svg, timeline_text};
use dateline::query::{Juxtaposed, NOTHING_SAVED, Query};
use dateline::search::keyness::{KeyWord, Keyness, Side};
use dateline::search::timeline::{Counts, Peak, Timeline};
use dateline::search::{Column, Engine, Request};

use super::failure::Failure;
use super::question::{Question, refuse_paths};
use super::search::tell_undecided;
use super::ui::{counted, number};
use super::{Global, Ran};

/// Draw how many articles a day, week, month or year
///
/// Against what the archive holds: a period of which it holds nothing is a gap, not a zero.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline timeline ferry --by month\n  \
    dateline timeline grain --versus ferry --relative --from 2025-01 --to 2025-06\n  \
    dateline timeline 'ferry OR lighthouse' --peaks --svg ferries.svg\n  \
    dateline timeline place:tokyo --by year --format csv")]
pub(super) struct TimelineVerb {
    /// Another query beside it; again for more
    #[arg(long, value_name = "QUERY")]
    versus: Vec<String>,
    /// The period [default: the shortest that fits into forty lines]
    #[arg(long, value_enum, value_name = "PERIOD")]
    by: Option<PeriodArg>,
    /// Draw the share of the archive's articles of the period under the same filters, not their number
    #[arg(long)]
    relative: bool,
    /// Name the periods that stand out, at most N [default: 5], and the words that set them apart
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "5", require_equals = true)]
    peaks: Option<usize>,
    /// Also draw it as a picture
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    #[command(flatten)]
    question: Question,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum PeriodArg {
    Day,
    Week,
    Month,
    Year,
}

impl PeriodArg {
    pub(super) fn period(self) -> Period {
        match self {
            PeriodArg::Day => Period::Day,
            PeriodArg::Week => Period::Week,
            PeriodArg::Month => Period::Month,
            PeriodArg::Year => Period::Year,
        }
    }
}

/// How many periods are drawn at the most where none was asked for.
const LINES: u64 = 40;
/// How many words set a peak apart.
const WORDS: usize = 8;

impl TimelineVerb {
    pub(super) fn run(&self, global: &Global) -> Ran {
        refuse_paths(global)?;
        // The filters are the same for all: what tells the questions apart is what was asked.
        let filters = self.question.filters.query(&[], Juxtaposed::All, &NOTHING_SAVED, global)?;
        let asked_for = |words: &[String]| self.question.other(words, global);
        let mut questions = vec![asked_for(&self.question.words)?];
        for typed in &self.versus {
            questions.push(asked_for(std::slice::from_ref(typed))?);
        }
        let asked = self.question.put(Query::and([questions[0].clone(), filters.clone()]), global)?;
        let counted = Counted::of(&asked.archive, questions, filters, self.by, self.peaks)?;
        let view = counted.view(if self.relative { Measure::Share } else { Measure::Count });
        if let Some(file) = &self.svg {
            fs::write(file, timeline_svg(&view))
                .map_err(|error| Failure::new(format!("{}: cannot be written: {error}", file.display())))?;
        }
        let about = asked.about();
        let written = match global.format() {
            Format::Text => timeline_text(&view, global.look()),
            format => timeline_records(&view, &about, format),
        };
        global.output().write_all(written.as_bytes())?;
        if counted.total == 0 {
            global.note("nothing found");
        }
        self.tell(&view, global);
        tell_undecided(counted.undecided, global);
        Ok(asked.found(counted.total))
    }

    /// Says what is not drawn.
    fn tell(&self, view: &TimelineView<'_>, global: &Global) {
        if global.format() != Format::Text {
            return;
        }
        for (query, series) in view.queries.iter().zip(&view.timeline.series) {
            let of = if view.queries.len() > 1 { format!("{query}: ") } else { String::new() };
            let mut text = format!("{of}{}", counted(series.total, "article"));
            if series.undated > 0 {
                text += &format!(", {} without a date", number(series.undated));
            }
            if series.imprecise > 0 {
                text += &format!(", {} dated too roughly for a {}", number(series.imprecise), view.timeline.period);
            }
            global.note(&text);
        }
    }
}

/// Questions, counted by period.
pub(super) struct Counted {
    names: Vec<String>,
    timeline: Timeline,
    peaks: Vec<Vec<(Peak, Vec<KeyWord>)>>,
    snapshot: String,
    /// How many articles, those of all questions together.
    pub(super) total: u64,
    /// How many more may fall in the dates that are asked for.
    pub(super) undecided: u64,
}

impl Counted {
    /// Counts each of `questions` under the same filters, and finds at most `most` peaks of each; none where it says nothing.
    pub(super) fn of(
        archive: &Archive,
        questions: Vec<Query>,
        filters: Query,
        by: Option<PeriodArg>,
        most: Option<usize>,
    ) -> Result<Counted, Failure> {
        let names: Vec<String> = questions.iter().map(Query::to_string).collect();
        let queries: Vec<Query> =
            questions.into_iter().map(|question| Query::and([question, filters.clone()])).collect();
        let (held, snapshot) = held(archive, &queries, filters)?;
        let mut found = Vec::new();
        let (mut total, mut undecided) = (0, 0);
        for query in &queries {
            let mut tally = archive.tally(query, &[Column::Days])?;
            total += tally.articles;
            undecided += tally.undecided;
            found.push(tally.columns.pop().unwrap_or_default());
        }
        let period = by.map_or_else(|| Timeline::fitting(&held, LINES), PeriodArg::period);
        let timeline = Timeline::new(period, &held, &found);
        let peaks = match most {
            None => Vec::new(),
            Some(most) => {
                let of = |(series, query)| peaks(archive, query, timeline.peaks(series, most));
                queries.iter().enumerate().map(of).collect::<Result<_, _>>()?
            }
        };
        Ok(Counted { names, timeline, peaks, snapshot, total, undecided })
    }

    pub(super) fn view(&self, measure: Measure) -> TimelineView<'_> {
        let Counted { names, timeline, peaks, snapshot, .. } = self;
        TimelineView { timeline, queries: names, measure, peaks, snapshot }
    }
}

/// Counts what the archive holds under the filters and the dates that the queries ask for.
fn held(archive: &Archive, queries: &[Query], filters: Query) -> Result<(Counts, String), Failure> {
    let days = queries.iter().map(asked_days).reduce(|a, b| Some(a?.union(b?))).flatten();
    let query = Query::and([Some(filters), days.map(Query::Date)].into_iter().flatten());
    let mut tally = archive.tally(&query, &[Column::Days])?;
    Ok((tally.columns.pop().unwrap_or_default(), tally.snapshot))
}

/// Gives the days that a query demands beside all else that it asks for.
fn asked_days(query: &Query) -> Option<DayRange> {
    match query {
        Query::Date(days) => Some(*days),
        Query::And(clauses) => clauses.iter().filter_map(asked_days).reduce(|a, b| a.intersect(b).unwrap_or(a)),
        _ => None,
    }
}

/// Finds the words that set each peak apart from the query's other matches.
fn peaks(archive: &Archive, query: &Query, peaks: Vec<Peak>) -> Result<Vec<(Peak, Vec<KeyWord>)>, Failure> {
    let mut keyness: Vec<Keyness> = peaks.iter().map(|_| Keyness::default()).collect();
    if !peaks.is_empty() {
        archive.search(&Request::all(query.clone()), &mut |hit| {
            let days = hit.article.days();
            for (peak, keyness) in peaks.iter().zip(&mut keyness) {
                let inside = days.is_some_and(|days| peak.days.contains(days));
                keyness.add(if inside { Side::Focus } else { Side::Reference }, &hit.article);
            }
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(peaks.into_iter().zip(keyness).map(|(peak, keyness)| (peak, keyness.key_words(WORDS))).collect())
}
