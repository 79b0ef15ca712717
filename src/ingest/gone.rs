//! Sources whose file is gone, and which of them stand elsewhere now.
//!
//! A file that is gone and a new one with the same bytes are one file that was moved: its articles move with it and are not
//! parsed again. What the parser takes from a path is the date that it states, so a file is parsed again where old path and
//! new state different dates; and where the parser was told what the neighbours say, they have to say the same.
//!
//! | before | now | |
//! |---|---|---|
//! | `in/a.txt` | `done/a.txt` | moves |
//! | `in/a.txt` | `2025/04/28/a.txt` | parsed anew: the path states a day |
//! | `1987/a.txt`, its year inferred from `1987/*` | `1988/a.txt` | parsed anew: other neighbours |

use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashMap;

use crate::index::Entry;
use crate::wire::path_date;

/// Sources whose file is gone.
#[derive(Debug, Default)]
pub(super) struct Gone {
    sources: Vec<Source>,
    by_content: FxHashMap<u64, Vec<u32>>,
}

/// A source whose file is gone.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) path: String,
    pub(super) entry: Entry,
    claimed: AtomicBool,
}

impl Gone {
    pub(super) fn new(sources: Vec<(String, Entry)>) -> Gone {
        let mut by_content: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (number, (_, entry)) in sources.iter().enumerate() {
            // What gave no article has nothing to move.
            if entry.articles > 0 {
                by_content.entry(entry.made.fingerprint).or_default().push(number as u32);
            }
        }
        let sources =
            sources.into_iter().map(|(path, entry)| Source { path, entry, claimed: AtomicBool::new(false) }).collect();
        Gone { sources, by_content }
    }

    /// Finds a source of these bytes, made by `maker`, that may stand at `path` now.
    pub(super) fn find(&self, fingerprint: u64, size: u64, maker: u64, path: &str) -> Option<&Source> {
        let mut sources = self.by_content.get(&fingerprint)?.iter().map(|&number| &self.sources[number as usize]);
        sources.find(|source| {
            let made = &source.entry.made;
            (made.size, made.maker) == (size, maker)
                && !source.claimed.load(Ordering::Relaxed)
                && path_date(&source.path) == path_date(path)
        })
    }

    /// Gives those that no file claimed, in the order of their paths.
    pub(super) fn left(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| !source.claimed.load(Ordering::Relaxed))
    }
}

impl Source {
    /// Takes the source for a file; false where another file was quicker.
    pub(super) fn claim(&self) -> bool {
        !self.claimed.swap(true, Ordering::Relaxed)
    }

    /// Gives it back: it could not be moved.
    pub(super) fn release(&self) {
        self.claimed.store(false, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Made;

    #[test]
    fn a_source_moves_once_and_only_where_its_path_says_the_same() {
        let made = Made { fingerprint: 7, size: 3, maker: 1, ..Made::default() };
        let entry = Entry { made, articles: 1, failed: 0, barren: None, stated: None };
        let gone = Gone::new(vec![("in/a.txt".into(), entry)]);
        assert!(gone.find(7, 3, 1, "2025/04/28/a.txt").is_none());
        assert!(gone.find(7, 3, 2, "out/a.txt").is_none(), "another parser");
        let found = gone.find(7, 3, 1, "out/a.txt").unwrap();
        assert!(found.claim() && !found.claim());
        assert!(gone.find(7, 3, 1, "out/a.txt").is_none() && gone.left().next().is_none());
        found.release();
        assert_eq!(gone.left().count(), 1);
    }
}
