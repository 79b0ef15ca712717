//! `dateline kwic`

use std::io::Write;
use std::ops::ControlFlow;

use clap::{Args, ValueEnum};
use dateline::output::{About, Cited, Format, KwicWriter, LeftOut, Within, counted, term_rows};
use dateline::search::concordance::{Clusters, Collocates, Line};
use dateline::search::{Engine, Request, Sort};

use super::failure::Failure;
use super::filters::asks_for_text;
use super::pager::Output;
use super::question::{Question, refuse_paths};
use super::search::tell_undecided;
use super::{Global, Ran};

/// Show every occurrence in its context, or count what stands near it
///
/// All of them: nothing is cut off. By date they are written as they are found, and with --limit a thousand articles more are
/// read to count what is left out; sorted by left or right context they are gathered first.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  dateline kwic ferry\n  dateline kwic '\"grain deal\"' --sort right --context 6\n  \
    dateline kwic ferry --collocates\n  dateline kwic said --ngrams 3 --limit 20\n  \
    dateline kwic 'ferr*' --format csv > lines.csv"
)]
pub(super) struct Kwic {
    /// The order
    #[arg(long, value_enum, default_value = "newest")]
    sort: SortArg,
    /// How many words stand on each side
    #[arg(long, value_name = "WORDS", default_value_t = 12)]
    context: usize,
    /// Count the words that stand near, against the rest of the same articles
    #[arg(long, conflicts_with = "ngrams")]
    collocates: bool,
    /// Count the runs of N words that the key word stands in
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=10))]
    ngrams: Option<u8>,
    /// At most how many lines or words [default: all; with --collocates and --ngrams 50]
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    question: Question,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SortArg {
    /// Latest publication first
    Newest,
    /// Earliest publication first
    Oldest,
    /// By the words before, the nearest first
    Left,
    /// By the words behind
    Right,
}

impl Kwic {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let format = global.format();
        refuse_paths(global)?;
        let query = self.question.query(global)?;
        if !asks_for_text(&query) {
            return Err(Failure::new("kwic: expected a word to show in its context, found only filters")
                .hint("`dateline search` lists the articles"));
        }
        let asked = self.question.put(query, global)?;
        let sort = if self.sort == SortArg::Oldest { Sort::Oldest } else { Sort::Newest };
        let request = Request { sort, concordance: Some(self.context), ..Request::all(asked.query.clone()) };
        let mut shown = Shown::new(self, global);
        let summary = asked.archive.search(&request, &mut |hit| shown.see(&hit))?;
        let about = asked.about();
        let (lines, articles) = shown.within.seen();
        let left_out = shown.finish(self, &summary, &about, global)?;
        if format == Format::Text && lines > 0 {
            global.note(&format!("{} in {}", counted(lines, "line"), counted(articles, "article")));
        }
        if let Some(left_out) = left_out.text() {
            global.note(&format!("{left_out} left out by --limit"));
        }
        if lines == 0 {
            global.note("nothing found");
        }
        tell_undecided(summary.undecided, global);
        Ok(asked.found(lines))
    }
}

/// How many collocates or runs are shown where no limit was set.
const MOST: usize = 50;

/// What is done with the lines as they come.
struct Shown {
    to: To,
    within: Within,
}

enum To {
    Written(KwicWriter<'static, Output>),
    Sorted { writer: KwicWriter<'static, Output>, sort: SortArg, lines: Vec<(Cited, Line)> },
    Collocates(Collocates),
    Clusters(Clusters),
}

impl Shown {
    fn new(verb: &Kwic, global: &Global) -> Shown {
        let writer = || KwicWriter::new(global.output(), global.format(), global.look());
        let to = match (verb.collocates, verb.ngrams, verb.sort) {
            (true, ..) => To::Collocates(Collocates::default()),
            (_, Some(size), _) => To::Clusters(Clusters::new(size.into())),
            (_, _, SortArg::Left | SortArg::Right) => {
                To::Sorted { writer: writer(), sort: verb.sort, lines: Vec::new() }
            }
            (_, _, SortArg::Newest | SortArg::Oldest) => To::Written(writer()),
        };
        // What is counted or sorted needs every line.
        let most = verb.limit.filter(|_| matches!(to, To::Written(_))).map_or(u64::MAX, |limit| limit as u64);
        Shown { to, within: Within::new(most) }
    }

    fn see(&mut self, hit: &dateline::search::Hit) -> std::io::Result<ControlFlow<()>> {
        let (shown, flow) = self.within.take(hit.lines.len());
        match &mut self.to {
            To::Written(writer) => {
                let cited = Cited::of(&hit.article);
                hit.lines[..shown].iter().try_for_each(|line| writer.line(&cited, line))?;
            }
            To::Sorted { lines, .. } => {
                let cited = Cited::of(&hit.article);
                lines.extend(hit.lines.iter().map(|line| (cited.clone(), line.clone())));
            }
            To::Collocates(collocates) => collocates.add(&hit.article, &hit.lines),
            To::Clusters(clusters) => hit.lines.iter().for_each(|line| clusters.add(line)),
        }
        Ok(flow)
    }

    /// Writes what is left to write, and counts what a limit left out.
    fn finish(
        self,
        verb: &Kwic,
        summary: &dateline::search::Summary,
        about: &About,
        global: &Global,
    ) -> Result<LeftOut, Failure> {
        let format = global.format();

        let most = verb.limit.unwrap_or(MOST);
        match self.to {
            To::Written(writer) => {
                let left_out = self.within.left_out(summary.total);
                writer.finish(summary, left_out, about)?;
                return Ok(left_out);
            }
            To::Sorted { mut writer, sort, mut lines } => {
                match sort {
                    SortArg::Left => lines.sort_by_cached_key(|(_, line)| line.left_key()),
                    _ => lines.sort_by_cached_key(|(_, line)| line.right_key()),
                }
                for (cited, line) in lines.iter().take(verb.limit.unwrap_or(usize::MAX)) {
                    writer.line(cited, line)?;
                }
                let left_out = LeftOut { lines: lines.len() as u64 - writer.written(), articles: 0 };
                writer.finish(summary, left_out, about)?;
                return Ok(left_out);
            }
            To::Collocates(collocates) => {
                let rows: Vec<_> = collocates
                    .strongest(most)
                    .into_iter()
                    .map(|c| (c.word, vec![c.near, c.all], Some(c.strength)))
                    .collect();
                let names = ["word", "near", "all", "strength"];
                global.output().write_all(term_rows(&names, &rows, summary, about, format).as_bytes())?;
            }
            To::Clusters(clusters) => {
                let rows: Vec<_> = clusters
                    .commonest(most)
                    .into_iter()
                    .map(|(run, count)| (run.to_owned(), vec![count], None))
                    .collect();
                global.output().write_all(term_rows(&["ngram", "count"], &rows, summary, about, format).as_bytes())?;
            }
        }
        Ok(LeftOut::default())
    }
}
