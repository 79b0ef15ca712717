//! `dateline show`

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use dateline::article::{Article, ArticleId};
use dateline::index::Archive;
use dateline::output::{Answer, Look, article_text, visible};
use dateline::search::Engine;
use dateline::source::{self, ReadOptions, Reason};

use super::corpus::Corpus;
use super::failure::Failure;
use super::search::corpus;
use super::{FormatArg, Global, Outcome, Ran};

/// Show one article whole
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline show e972bd06d3\n  \
    dateline show e972 --raw | less\n  \
    dateline show e972 --format json | jq .items[0].dateline")]
pub(super) struct Show {
    /// The article's id; its first digits do where no other begins so
    #[arg(value_name = "ID")]
    id: String,
    /// Write the bytes of the file as filed
    #[arg(long, conflicts_with = "format")]
    raw: bool,
    /// Bring the index of this folder up to date first, making it if there is none
    #[arg(long = "in", value_name = "PATH")]
    folder: Option<PathBuf>,
}

impl Show {
    pub(super) fn run(&self, global: &Global) -> Ran {
        let (corpus, _) = corpus(self.folder.as_ref(), global)?;
        let archive = corpus.open_once()?;
        let Some(article) = &named(&self.id, &archive, global)? else { return Ok(Outcome::Nothing) };
        if self.raw {
            let mut out = global.raw_output();
            out.write_all(&raw(article, &corpus)?)?;
            out.flush()?;
            return Ok(Outcome::Done);
        }
        let links = global.links(&corpus);
        let look = Look { links: links.as_ref(), ..global.look() };
        let mut out = global.output();
        match global.format {
            FormatArg::Text => out.write_all(article_text(article, look).as_bytes())?,
            _ => {
                let mut answer = Answer::new(&mut out, global.format(), look);
                answer.article(article)?;
                let summary = dateline::search::Summary {
                    total: 1,
                    shown: 1,
                    snapshot: archive.snapshot(),
                    ..Default::default()
                };
                answer.finish(&summary, &dateline::output::About { index: corpus.shown(), ..Default::default() })?;
            }
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}

/// Finds the article that an id, or the beginning of one, names. Says so where there is none.
pub(super) fn named(id: &str, archive: &Archive, global: &Global) -> Result<Option<Article>, Failure> {
    let Some(ids) = ArticleId::prefix_range(id) else {
        return Err(Failure::new(format!("{id}: expected 1 to 16 hexadecimal digits, found something else"))
            .hint("an id stands in each hit of a search"));
    };
    let mut found = archive.articles(ids)?;
    match found.len() {
        0 => {
            global.note(&format!("{id}: no article has an id that begins so"));
            Ok(None)
        }
        1 => Ok(found.pop()),
        _ => Err(ambiguous(id, &found)),
    }
}

pub(super) fn ambiguous(id: &str, several: &[Article]) -> Failure {
    let ids: Vec<String> =
        several.iter().map(|article| format!("{}  {}", article.id, visible(&article.origin.to_string()))).collect();
    Failure::new(format!(
        "{id}: expected one article, found {} or more whose id begins so\n  {}",
        ids.len(),
        ids.join("\n  ")
    ))
    .hint("type more of its digits")
}

/// Reads the bytes of the story from the file it came from: the whole file where it is the whole story.
fn raw(article: &Article, corpus: &Corpus) -> Result<Vec<u8>, Failure> {
    let origin = &article.origin;
    let Some(root) = &corpus.root else {
        return Err(Failure::new(format!("{origin}: it is not known which folder the index is of"))
            .hint("index it anew: `dateline index FOLDER --index DIR`"));
    };
    source::raw(root, origin, &ReadOptions::default()).map_err(|reason| {
        let changed = matches!(reason, Reason::Damaged(_) | Reason::Empty);
        Failure::new(format!("{}: {reason}", visible(&origin.to_string()))).hint(if changed {
            "run `dateline index`"
        } else {
            "the index still holds the text: leave out --raw"
        })
    })
}
