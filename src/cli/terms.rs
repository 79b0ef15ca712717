//! `dateline terms`

use std::io::Write;
use std::ops::ControlFlow;

use clap::Args;
use dateline::output::{Format, counted, term_rows};
use dateline::query::Query;
use dateline::search::keyness::{Keyness, Side};
use dateline::search::{Engine, Request};

use super::failure::Failure;
use super::question::{Question, refuse_paths};
use super::search::tell_undecided;
use super::{Global, Ran};

/// List the words that set some articles apart from the rest
///
/// By document frequency and log-likelihood: a word counts once an article. Without --against, the rest is the whole
/// archive but for the articles that match.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline terms --on 2025-04\n  dateline terms --place tokyo --limit 30\n  \
    dateline terms ferry --from 2025-03 --against 'ferry date:2024'\n  \
    dateline terms ferry --format csv > ferry.csv")]
pub(super) struct Terms {
    /// What they are held against [default: all other articles]
    #[arg(long, value_name = "QUERY")]
    against: Option<String>,
    /// At most how many words
    #[arg(long, short = 'n', value_name = "N", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    question: Question,
}

impl Terms {
    pub(super) fn run(&self, global: &Global) -> Ran {
        refuse_paths(global)?;
        let query = self.question.query(global)?;
        if query == Query::All {
            return Err(Failure::new("terms: expected a query or a filter that tells some articles from the rest")
                .hint("such as `dateline terms --on 1987-10`"));
        }
        let reference = match &self.against {
            Some(typed) => self.question.other(std::slice::from_ref(typed), global)?,
            None => Query::Not(Box::new(query.clone())),
        };
        let asked = self.question.put(query, global)?;
        let mut keyness = Keyness::default();
        let mut gather = |side: Side, query: &Query| {
            asked.archive.search(&Request::all(query.clone()), &mut |hit| {
                keyness.add(side, &hit.article);
                Ok(ControlFlow::Continue(()))
            })
        };
        let summary = gather(Side::Focus, &asked.query)?;
        gather(Side::Reference, &reference)?;
        let about = asked.about();
        let rows: Vec<_> = keyness
            .key_words(self.limit)
            .into_iter()
            .map(|key| (key.word, vec![key.focus, key.reference], Some(key.strength)))
            .collect();
        let names = ["word", "here", "elsewhere", "strength"];
        global.output().write_all(term_rows(&names, &rows, &summary, &about, global.format()).as_bytes())?;
        if global.format() == Format::Text {
            global.note(&format!(
                "{} against {}",
                counted(keyness.articles(Side::Focus), "article"),
                counted(keyness.articles(Side::Reference), "article")
            ));
        }
        tell_undecided(summary.undecided, global);
        Ok(asked.found(summary.total))
    }
}
