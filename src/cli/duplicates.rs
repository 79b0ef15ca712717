//! `dateline duplicates`

use clap::Args;
use dateline::article::ArticleId;
use dateline::output::{TakeRow, TakesSummary, TakesWriter, number};
use dateline::search::{Engine, Group};
use dateline::words::Pairs;

use super::failure::Failure;
use super::question::{Asked, Question, refuse_paths};
use super::{FormatArg, Global, Ran};

/// List stories that came in several takes: flashes and rewrites, corrections, reprints
///
/// Takes are found when the index is made: articles of nearby days that have much of their text in common, word pair by word
/// pair; short ones that were filed at different places must share half of it. `dateline index --takes-likeness 0.4
/// --takes-days 1` says otherwise what counts. With a query: the stories of which at least one take matches.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline duplicates\n  dateline duplicates grain --from 2025-03\n  \
    dateline duplicates --least 2 --format jsonl | jq -r 'select(.number == 1) | [.of, .path] | @tsv'\n  \
    dateline duplicates --format csv > takes.csv")]
pub(super) struct Duplicates {
    /// Only stories of so many takes or more
    #[arg(long, value_name = "N", default_value_t = 2)]
    least: usize,
    /// At most how many stories, the most takes first [default: 10 on a terminal, all in a pipe]
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    question: Question,
}

impl Duplicates {
    pub(super) fn run(&self, global: &Global) -> Ran {
        refuse_paths(global)?;
        let asked = self.question.ask(global)?;
        let mut groups = asked.archive.groups(&asked.query)?;
        groups.retain(|group| group.takes.len() >= self.least);
        groups.sort_by_key(|group| std::cmp::Reverse(group.takes.len()));
        let all = groups.len();
        let look = global.look();
        groups.truncate(self.limit.or(look.columns.map(|_| global.limit)).unwrap_or(all));
        let mut out = global.output();
        let mut writer = TakesWriter::new(&mut out, global.format(), look);
        let mut summary = TakesSummary {
            groups: groups.len() as u64,
            left_out: (all - groups.len()) as u64,
            snapshot: asked.archive.snapshot(),
            ..TakesSummary::default()
        };
        for group in &groups {
            let takes = rows(group, &asked)?;
            summary.articles += takes.len() as u64;
            writer.group(&takes)?;
        }
        writer.finish(&summary, &asked.about())?;
        if all == 0 {
            out.aside("nothing found")?;
        } else if look.columns.is_some() && global.format == FormatArg::Text {
            out.aside(&format!("\n{} of {}", summary.groups, stories(all as u64)))?;
        } else if summary.left_out > 0 {
            out.aside(&format!("{} left out by --limit", stories(summary.left_out)))?;
        }
        drop(out);
        if !asked.archive.takes_are_current()? {
            global.note("the archive changed since takes were grouped; `dateline index` groups them anew");
        }
        Ok(asked.found(all as u64))
    }
}

fn rows(group: &Group, asked: &Asked) -> Result<Vec<TakeRow>, Failure> {
    let mut rows = Vec::with_capacity(group.takes.len());
    let mut first = None;
    for &id in &group.takes {
        // Groups are of the state of their making: what is gone since is no take any more.
        let Some(article) = one(id, asked)? else { continue };
        let pairs = Pairs::of(&article.body);
        let likeness = match &first {
            // A text is like itself, however short.
            None => 1000,
            Some(first) => pairs.likeness(first),
        };
        first.get_or_insert(pairs);
        rows.push(TakeRow { article, matches: group.matching.contains(&id), likeness: f64::from(likeness) / 1000.0 });
    }
    Ok(rows)
}

fn one(id: ArticleId, asked: &Asked) -> Result<Option<dateline::article::Article>, Failure> {
    Ok(asked.archive.articles((id, id))?.pop())
}

fn stories(count: u64) -> String {
    if count == 1 { "1 story".to_owned() } else { format!("{} stories", number(count)) }
}
