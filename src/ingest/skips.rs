//! What gave no story in a run: all of it counted, the first of it named, so that an archive of a million bad members costs
//! no memory for each.

use std::collections::BTreeMap;

use crate::source::Skipped;

/// So many are named (about 10 MB); the index itself knows the rest.
const NAMED: usize = 50_000;

/// The files and members that gave no story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skips {
    named: Vec<Skipped>,
    counts: BTreeMap<&'static str, u64>,
}

impl Skips {
    /// Counts one in.
    pub fn add(&mut self, skipped: Skipped) {
        *self.counts.entry(skipped.reason.kind()).or_insert(0) += 1;
        if self.named.len() < NAMED {
            self.named.push(skipped);
        }
    }

    /// Counts in all of another list.
    pub fn append(&mut self, other: Skips) {
        for (kind, count) in other.counts {
            *self.counts.entry(kind).or_insert(0) += count;
        }
        let room = NAMED - self.named.len().min(NAMED);
        self.named.extend(other.named.into_iter().take(room));
    }

    /// Counts in one more of a kind that is not named.
    pub(super) fn add_unnamed(&mut self, kind: &'static str) {
        *self.counts.entry(kind).or_insert(0) += 1;
    }

    /// Says how many more can be named.
    pub(super) fn room(&self) -> usize {
        NAMED - self.named.len().min(NAMED)
    }

    /// Puts the names in the order of their paths.
    pub(super) fn sort(&mut self) {
        self.named.sort_unstable();
    }

    /// Gives those that are named: all, or the first 50,000.
    pub fn named(&self) -> &[Skipped] {
        &self.named
    }

    /// Gives how many there are of each kind: see [`Reason::kind`](crate::source::Reason::kind).
    pub fn counts(&self) -> &BTreeMap<&'static str, u64> {
        &self.counts
    }

    /// Gives how many there are.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// Says whether there is none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }
}

impl Extend<Skipped> for Skips {
    fn extend<I: IntoIterator<Item = Skipped>>(&mut self, skipped: I) {
        skipped.into_iter().for_each(|one| self.add(one));
    }
}

impl FromIterator<Skipped> for Skips {
    fn from_iter<I: IntoIterator<Item = Skipped>>(skipped: I) -> Skips {
        let mut skips = Skips::default();
        skips.extend(skipped);
        skips
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Reason;

    #[test]
    fn all_are_counted_and_the_first_are_named() {
        let one = |number: usize| Skipped { path: format!("{number:06}"), reason: Reason::Empty };
        let mut skips: Skips = (0..NAMED + 5).map(one).collect();
        skips.append((0..3).map(one).collect());
        assert_eq!((skips.total(), skips.named().len()), (NAMED as u64 + 8, NAMED));
        assert_eq!(skips.counts().get("empty"), Some(&(NAMED as u64 + 8)));
    }
}
