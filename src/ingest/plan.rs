//! What a run has to do: the files found against the ledger.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::gone::Gone;
use super::neighbours::Neighbours;
use crate::index::Entry;
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

/// Compares what was found with what the index holds, both in the order of their paths.
pub(super) struct Planner<'w> {
    files: Peekable<IntoIter<Found>>,
    skipped: &'w [Skipped],
    maker: u64,
    plan: Plan,
    gone: Vec<(String, Entry)>,
}

impl<'w> Planner<'w> {
    /// Begins with the files found, what could not be looked at, and the number of the parser.
    pub(super) fn new(files: Vec<Found>, skipped: &'w [Skipped], maker: u64) -> Planner<'w> {
        Planner { files: files.into_iter().peekable(), skipped, maker, plan: Plan::default(), gone: Vec::new() }
    }

    /// Sees the next source that the index holds.
    pub(super) fn see(&mut self, path: &str, entry: &Entry) {
        while let Some(found) = self.files.next_if(|found| found.path.as_str() < path) {
            self.plan.candidates.push(Candidate { found, old: None });
        }
        match self.files.next_if(|found| found.path == path) {
            Some(found) => self.compare(found, entry),
            None if path == STDIN || is_hidden_by(path, self.skipped) => {}
            None => self.gone.push((path.to_owned(), *entry)),
        }
    }

    fn compare(&mut self, found: Found, entry: &Entry) {
        let made = &entry.made;
        if (made.size, made.mtime, made.maker) != (found.size, found.mtime, self.maker) {
            self.plan.candidates.push(Candidate { found, old: Some(Box::new(*entry)) });
            return;
        }
        self.plan.unchanged += 1;
        self.plan.neighbours.learn(&found.path, entry.stated);
        if entry.barren.is_some() || entry.failed > 0 || made.context != 0 {
            self.plan.watched.push(Candidate { found, old: Some(Box::new(*entry)) });
        }
    }

    /// Ends the plan: what the index did not name is new.
    pub(super) fn finish(mut self) -> Plan {
        self.plan.candidates.extend(self.files.map(|found| Candidate { found, old: None }));
        self.plan.gone = Gone::new(self.gone);
        self.plan
    }
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
        let found = |path: &str, mtime| Found { path: path.to_owned(), size: 1, mtime };
        let skipped = [Skipped { path: "shut".to_owned(), reason: Reason::Vanished }];
        let mut planner = Planner::new(vec![found("a", 1), found("aa", 1), found("b", 2), found("z", 1)], &skipped, 9);
        for path in ["-", "a", "b", "c", "shut/d", "shut/e/f", "shute"] {
            planner.see(path, &entry(1));
        }
        let plan = planner.finish();
        let names = |list: &[Candidate]| list.iter().map(|one| one.found.path.clone()).collect::<Vec<_>>();
        assert_eq!((names(&plan.candidates), plan.unchanged), (["aa", "b", "z"].map(str::to_owned).to_vec(), 1));
        assert_eq!(plan.gone.left().map(|source| source.path.as_str()).collect::<Vec<_>>(), ["c", "shute"]);
    }
}
