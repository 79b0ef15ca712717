//! What a run has to do: the files found against the ledger.

use std::vec::IntoIter;

use super::gone::Gone;
use super::neighbours::Neighbours;
use crate::index::Entry;
use crate::source::{Found, Skipped};

/// A file that has to be looked into.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate<'p> {
    pub(super) found: &'p Found,
    /// What the index holds from it.
    pub(super) old: Option<&'p Entry>,
}

/// What is to be done.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// New files, and those whose size, time or parser changed: the candidates. On a first run these are all that were found,
    /// millions maybe, in the room in which the walk gathered them.
    pub(super) files: Vec<Found>,
    /// What the index holds from some of them, by their numbers in `files`, ascending.
    olds: Vec<(usize, Entry)>,
    /// How many files are left as they are.
    pub(super) unchanged: u64,
    /// Those of them of which there is more to say: some of them gives no story, or was dated by its neighbours.
    pub(super) watched: Vec<(Found, Entry)>,
    /// Sources whose file is gone.
    pub(super) gone: Gone,
    /// What the unchanged files state.
    pub(super) neighbours: Neighbours,
}

impl Plan {
    /// Gives the candidate of a number below the length of `files`.
    pub(super) fn candidate(&self, number: usize) -> Candidate<'_> {
        let old = self.olds.binary_search_by_key(&number, |(number, _)| *number).ok();
        Candidate { found: &self.files[number], old: old.map(|at| &self.olds[at].1) }
    }
}

/// The path under which the copy from standard input stands; no walk finds it, so no walk finds it gone.
pub(super) const STDIN: &str = "-";

/// Compares what was found with what the index holds, both in the order of their paths.
pub(super) struct Planner<'w> {
    files: IntoIter<Found>,
    skipped: &'w [Skipped],
    maker: u64,
    plan: Plan,
    gone: Vec<(String, Entry)>,
}

impl<'w> Planner<'w> {
    /// Begins with the files found, what could not be looked at, and the number of the parser.
    pub(super) fn new(files: Vec<Found>, skipped: &'w [Skipped], maker: u64) -> Planner<'w> {
        Planner { files: files.into_iter(), skipped, maker, plan: Plan::default(), gone: Vec::new() }
    }

    /// Sees the next source that the index holds.
    pub(super) fn see(&mut self, path: &str, entry: &Entry) {
        while let Some(found) = self.next_if(|found| found < path) {
            self.plan.files.push(found);
        }
        match self.next_if(|found| found == path) {
            Some(found) => self.compare(found, entry),
            None if path == STDIN || is_hidden_by(path, self.skipped) => {}
            None => self.gone.push((path.to_owned(), *entry)),
        }
    }

    fn next_if(&mut self, fits: impl Fn(&str) -> bool) -> Option<Found> {
        // No iterator that looks ahead: what is left of this one becomes a list again where it lies.
        self.files.as_slice().first().is_some_and(|found| fits(&found.path)).then(|| self.files.next())?
    }

    fn compare(&mut self, found: Found, entry: &Entry) {
        let made = &entry.made;
        if (made.size, made.mtime, made.maker) != (found.size, found.mtime, self.maker) {
            self.plan.olds.push((self.plan.files.len(), *entry));
            self.plan.files.push(found);
            return;
        }
        self.plan.unchanged += 1;
        self.plan.neighbours.learn(&found.path, entry.stated);
        if entry.barren.is_some() || entry.failed > 0 || made.context != 0 {
            self.plan.watched.push((found, *entry));
        }
    }

    /// Ends the plan: what the index did not name is new.
    pub(super) fn finish(mut self) -> Plan {
        if self.plan.files.is_empty() {
            // In place: there is no second list beside that of the walk.
            self.plan.files = self.files.collect();
        } else {
            self.plan.files.extend(self.files);
        }
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
    fn a_first_run_keeps_one_list_of_files() {
        let found = |number: usize| Found { path: number.to_string(), size: 1, mtime: 1 };
        let files: Vec<Found> = (0..100).map(found).collect();
        let room = files.as_ptr();
        let plan = Planner::new(files, &[], 9).finish();
        assert_eq!((plan.files.as_ptr(), plan.files.len()), (room, 100));
    }

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
        let candidates: Vec<Candidate<'_>> = (0..plan.files.len()).map(|number| plan.candidate(number)).collect();
        let known: Vec<_> = candidates.iter().map(|one| (one.found.path.as_str(), one.old.is_some())).collect();
        assert_eq!((known, plan.unchanged), (vec![("aa", false), ("b", true), ("z", false)], 1));
        assert_eq!(plan.gone.left().map(|source| source.path.as_str()).collect::<Vec<_>>(), ["c", "shute"]);
    }
}
