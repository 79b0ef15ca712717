//! Names of members and records: each once in its container, and the same each time it is read.

use rustc_hash::FxHashSet;
use xxhash_rust::xxh3::xxh3_64;

/// So many names are remembered (about 70 MB at most); beyond, all names carry their number.
const REMEMBERED: usize = 4 << 20;

/// The names are kept in so many parts: one that grows is copied, and all in one would take half as much again for that.
const PARTS: usize = 16;

/// The names given so far in a container.
#[derive(Debug, Default)]
pub(super) struct Names {
    seen: [FxHashSet<u64>; PARTS],
    number: u64,
    remembered: usize,
}

impl Names {
    /// Names the next member: by what the container calls it, or by its running number from 1. A name that was there before
    /// is followed by the number (`report.txt~17`).
    pub(super) fn next(&mut self, stated: Option<&str>) -> String {
        self.number += 1;
        let stated = stated.map(str::trim).filter(|name| !name.is_empty());
        let name = stated.map_or_else(|| self.number.to_string(), str::to_owned);
        let hash = xxh3_64(name.as_bytes());
        // By digits that the sets themselves do not look at first.
        if self.remembered < REMEMBERED && self.seen[(hash >> 32) as usize % PARTS].insert(hash) {
            self.remembered += 1;
            return name;
        }
        format!("{name}~{}", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_given_once() {
        let mut names = Names::default();
        let given: Vec<String> =
            [Some("a"), None, Some("a"), Some("2"), Some(" "), None].map(|name| names.next(name)).into();
        assert_eq!(given, ["a", "2", "a~3", "2~4", "5", "6"]);
    }
}
