//! What a run has to do: the files found against the ledger.

use crate::index::{Entry, Ledger};
use crate::source::{Found, Walk};

/// A file that has to be looked into.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) found: Found,
    /// What the index holds from it.
    pub(super) old: Option<Entry>,
}

/// What is to be done.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// New files, and those whose size, time or parser changed.
    pub(super) candidates: Vec<Candidate>,
    /// Files left as they are.
    pub(super) unchanged: Vec<Candidate>,
    /// Sources whose file is gone.
    pub(super) gone: Vec<(String, Entry)>,
}

/// The path under which the copy from standard input stands; no walk finds it, so no walk finds it gone.
pub(super) const STDIN: &str = "-";

/// Compares what was found with what the index holds, made by the parser `maker`.
pub(super) fn plan(walk: Walk, mut ledger: Ledger, maker: u64) -> Plan {
    let mut plan = Plan::default();
    for found in walk.files {
        let old = ledger.entries.remove(&found.path);
        let same = old.is_some_and(|entry| {
            (entry.made.size, entry.made.mtime, entry.made.maker) == (found.size, found.mtime, maker)
        });
        let list = if same { &mut plan.unchanged } else { &mut plan.candidates };
        list.push(Candidate { found, old });
    }
    ledger.entries.remove(STDIN);
    // A file that could not even be looked at is not gone: what is held from it stays until it can be.
    for skipped in &walk.skipped {
        ledger.entries.remove(&skipped.path);
        let below = format!("{}/", skipped.path);
        ledger.entries.retain(|path, _| !path.starts_with(&below));
    }
    plan.gone = ledger.entries.into_iter().collect();
    plan.gone.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    plan
}
