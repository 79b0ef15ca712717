//! What the dated stories of a folder span.

use rustc_hash::FxHashMap;

use crate::article::Article;
use crate::date::DayRange;

/// The days that the stories of each folder state.
#[derive(Debug, Default)]
pub(super) struct Neighbours {
    by_folder: FxHashMap<String, DayRange>,
}

impl Neighbours {
    /// Counts in what a source states; only sources that needed no neighbours themselves, lest a guess feed a guess.
    pub(super) fn learn(&mut self, path: &str, stated: Option<DayRange>) {
        if let Some(days) = stated {
            let folder = folder_of(path);
            match self.by_folder.get_mut(folder) {
                Some(known) => *known = known.union(days),
                None => {
                    self.by_folder.insert(folder.to_owned(), days);
                }
            }
        }
    }

    /// Gives the days that the folder of `path` spans.
    pub(super) fn of(&self, path: &str) -> Option<DayRange> {
        self.by_folder.get(folder_of(path)).copied()
    }
}

pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Says whether an article could be dated if only its neighbours were known.
pub(super) fn wants(articles: &[Article]) -> bool {
    articles.iter().any(|article| {
        article.published.is_none()
            && article.dateline.as_ref().is_some_and(|d| d.date.month.is_some() || d.date.day.is_some())
    })
}

/// Gives the days that the articles of one source span.
pub(super) fn stated(articles: &[Article]) -> Option<DayRange> {
    articles.iter().filter_map(Article::days).reduce(DayRange::union)
}
