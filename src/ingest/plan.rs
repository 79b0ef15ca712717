//! What a run has to do: the files found against the ledger.

use super::gone::Gone;
use super::neighbours::Neighbours;
use crate::index::{Entry, Ledger};
use crate::source::{Found, Skipped};

/// A file that has to be looked into.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) found: Found,
    /// What the index holds from it.
    pub(super) old: Option<Box<Entry>>,
}

/// What is to be done.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// New files, and those whose size, time or parser changed.
    pub(super) candidates: Vec<Candidate>,
    /// How many files are left as they are.
    pub(super) unchanged: u64,
    /// Those of them of which there is more to say: some of them gives no story, or was dated by its neighbours.
    pub(super) watched: Vec<Candidate>,
    /// Sources whose file is gone.
    pub(super) gone: Gone,
    /// What the unchanged files state.
    pub(super) neighbours: Neighbours,
}

/// The path under which the copy from standard input stands; no walk finds it, so no walk finds it gone.
pub(super) const STDIN: &str = "-";

/// Compares what was found (sorted by path) with what the index holds, made by the parser `maker`.
pub(super) fn plan(files: Vec<Found>, skipped: &[Skipped], ledger: Ledger, maker: u64) -> Plan {
    let mut plan = Plan::default();
    let mut gone = Vec::new();
    let mut held = ledger.entries.into_iter().peekable();
    for found in files {
        while let Some(before) = held.next_if(|(path, _)| *path < found.path) {
            gone.push(before);
        }
        let old = held.next_if(|(path, _)| *path == found.path).map(|(_, entry)| entry);
        match old {
            Some(entry)
                if (entry.made.size, entry.made.mtime, entry.made.maker) == (found.size, found.mtime, maker) =>
            {
                plan.unchanged += 1;
                plan.neighbours.learn(&found.path, entry.stated);
                if entry.barren.is_some() || entry.failed > 0 || entry.made.context != 0 {
                    plan.watched.push(Candidate { found, old: Some(Box::new(entry)) });
                }
            }
            old => plan.candidates.push(Candidate { found, old: old.map(Box::new) }),
        }
    }
    gone.extend(held);
    gone.retain(|(path, _)| path != STDIN && !is_hidden_by(path, skipped));
    plan.gone = Gone::new(gone);
    plan
}

/// Says whether a file could not even be looked at, itself or a folder above it: it is not gone, and what is held from it
/// stays until it can be.
fn is_hidden_by(path: &str, skipped: &[Skipped]) -> bool {
    let known = |path: &str| skipped.binary_search_by(|skipped| skipped.path.as_str().cmp(path)).is_ok();
    // The folder itself stands in the list without a name.
    known("") || known(path) || path.match_indices('/').any(|(at, _)| known(&path[..at]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Made;
    use crate::source::Reason;

    #[test]
    fn files_are_new_changed_unchanged_or_gone() {
        let made = |mtime| Made { size: 1, mtime, maker: 9, ..Made::default() };
        let entry = |mtime| Entry { made: made(mtime), articles: 1, failed: 0, barren: None, stated: None };
        let mut ledger = Ledger::default();
        for path in ["-", "a", "b", "c", "shut/d", "shut/e/f", "shute"] {
            ledger.entries.insert(path.to_owned(), entry(1));
        }
        let found = |path: &str, mtime| Found { path: path.to_owned(), size: 1, mtime };
        let skipped = [Skipped { path: "shut".to_owned(), reason: Reason::Vanished }];
        let plan = plan(vec![found("a", 1), found("aa", 1), found("b", 2)], &skipped, ledger, 9);
        let names = |list: &[Candidate]| list.iter().map(|one| one.found.path.clone()).collect::<Vec<_>>();
        assert_eq!((names(&plan.candidates), plan.unchanged), (vec!["aa".to_owned(), "b".to_owned()], 1));
        assert_eq!(plan.gone.left().map(|source| source.path.as_str()).collect::<Vec<_>>(), ["c", "shute"]);
    }
}
