//! A file to its articles, one by one.

use std::ops::ControlFlow;

use super::Reading;
use crate::article::Article;
use crate::source::{Facts, Reason, Skipped, Source};
use crate::story::{Context, Story};
use crate::wire;

/// What comes out of a file: an article, or what gives none.
pub(super) type Taken = Result<Article, Skipped>;

/// Parses all that a source holds; gives too what gives no article, and what was learnt of its text.
pub(super) fn read(source: &Source, context: Context, reading: &Reading<'_>) -> (Vec<Article>, Vec<Skipped>, Facts) {
    let (mut articles, mut skipped) = (Vec::new(), Vec::new());
    let facts = read_each(source, context, reading, &mut |taken| {
        match taken {
            Ok(article) => articles.push(article),
            Err(member) => skipped.push(member),
        }
        ControlFlow::Continue(())
    });
    (articles, skipped, facts)
}

/// Hands over all that a source holds, article by article, with what gives none in between; gives what was learnt of its text.
pub(super) fn read_each(
    source: &Source,
    context: Context,
    reading: &Reading<'_>,
    receive: &mut dyn FnMut(Taken) -> ControlFlow<()>,
) -> Facts {
    let read = source.stories(&reading.files, &mut |story| {
        let story = match story {
            Ok(story) => Story { context, ..story },
            Err(member) => return receive(Err(member)),
        };
        let parsed = wire::parse(&story, reading.styles.styles()).articles;
        if parsed.is_empty() {
            return receive(Err(Skipped { path: story.origin.to_string(), reason: Reason::Empty }));
        }
        parsed.into_iter().try_for_each(|article| receive(Ok(article)))
    });
    read.unwrap_or_else(|reason| {
        // The file as a whole: nothing comes after it that could be stopped.
        let _ = receive(Err(Skipped { path: source.path().to_owned(), reason }));
        Facts::default()
    })
}
