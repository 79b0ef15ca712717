//! Articles without an index: what `index` would make of a folder, in order.

use std::ops::ControlFlow;
use std::path::Path;

use super::Reading;
use super::neighbours::{Neighbours, folder_of, stated, wants};
use super::read::read;
use super::run::IngestError;
use crate::article::Article;
use crate::source::{self, Found, Skipped};
use crate::story::Context;

/// Files parsed at a time: enough to keep the threads busy, few enough to hold in memory.
const CHUNK: usize = 256;

/// Parses what `root` (a folder or a file) holds and hands over the articles by path; returns what gave none.
/// Only a folder that holds stories without a year is held back until it is known what its neighbours say.
pub fn preview(
    root: &Path,
    reading: &Reading<'_>,
    threads: usize,
    receiver: &mut dyn FnMut(Article) -> std::io::Result<ControlFlow<()>>,
) -> Result<Vec<Skipped>, IngestError> {
    let walk = source::walk(root, threads)
        .map_err(|source| IngestError::Folder { path: root.display().to_string(), source })?;
    let mut skipped = walk.skipped;
    // Files of one folder come in a row only if folders are told apart before names: `a-b` sorts between `a` and `a/c`.
    let mut files = walk.files;
    files.sort_by(|a, b| (folder_of(&a.path), &a.path).cmp(&(folder_of(&b.path), &b.path)));
    for folder in files.chunk_by(|a, b| folder_of(&a.path) == folder_of(&b.path)) {
        let mut held = Held::default();
        for chunk in folder.chunks(CHUNK) {
            for (found, parsed) in chunk.iter().zip(parse_all(root, chunk, reading, threads)) {
                let (articles, without) = parsed;
                skipped.extend(without);
                if held.offer(found, articles, receiver)?.is_break() {
                    return Ok(skipped);
                }
            }
        }
        if held.release(root, reading, receiver)?.is_break() {
            break;
        }
    }
    skipped.sort_unstable();
    Ok(skipped)
}

type Flow = std::io::Result<ControlFlow<()>>;
type Receiver<'a> = dyn FnMut(Article) -> Flow + 'a;

/// The articles of a folder that cannot be handed over yet.
#[derive(Default)]
struct Held {
    neighbours: Neighbours,
    sources: Vec<(Found, Vec<Article>)>,
}

impl Held {
    fn offer(&mut self, found: &Found, articles: Vec<Article>, receiver: &mut Receiver<'_>) -> Flow {
        let waits = wants(&articles);
        if !waits {
            self.neighbours.learn(&found.path, stated(&articles));
        }
        if waits || !self.sources.is_empty() {
            self.sources.push((found.clone(), articles));
            return Ok(ControlFlow::Continue(()));
        }
        hand_over(articles, receiver)
    }

    fn release(self, root: &Path, reading: &Reading<'_>, receiver: &mut Receiver<'_>) -> Flow {
        for (found, articles) in self.sources {
            let neighbours = self.neighbours.of(&found.path);
            let articles = match wants(&articles) && neighbours.is_some() {
                // Read again rather than kept: most of what is held does not wait itself.
                true => Some(parse_one(root, &found, reading, Context { neighbours }).0)
                    .filter(|new| !new.is_empty())
                    .unwrap_or(articles),
                false => articles,
            };
            if hand_over(articles, receiver)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

fn hand_over(articles: Vec<Article>, receiver: &mut Receiver<'_>) -> Flow {
    for article in articles {
        if receiver(article)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

type Parsed = (Vec<Article>, Vec<Skipped>);

fn parse_one(root: &Path, found: &Found, reading: &Reading<'_>, context: Context) -> Parsed {
    match source::open(root, found) {
        Ok(source) => {
            let (articles, skipped, _) = read(&source, context, reading);
            (articles, skipped)
        }
        Err(reason) => (Vec::new(), vec![Skipped { path: found.path.clone(), reason }]),
    }
}

fn parse_all(root: &Path, chunk: &[Found], reading: &Reading<'_>, threads: usize) -> Vec<Parsed> {
    let share = chunk.len().div_ceil(threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = chunk
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    part.iter().map(|found| parse_one(root, found, reading, Context::default())).collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}
