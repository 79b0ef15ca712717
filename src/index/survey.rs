//! What the ledger says about the files of an archive that is worth a look.

use std::collections::BTreeMap;

use super::ledger::{Barren, Ledger};

/// The files of an archive that are in doubt. All lists are sorted by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// How many files the archive is of, with and without articles.
    pub sources: u64,
    /// The files with articles of which some text may have been decoded wrongly.
    pub doubtful: Vec<String>,
    /// The files, and with [`Archive::survey`](super::Archive::survey) the members of files, that gave no article, by reason.
    pub barren: BTreeMap<Barren, Vec<String>>,
    /// The files with articles that are alike to the byte, a list a content; the longest list first.
    pub duplicates: Vec<Vec<String>>,
}

impl Survey {
    /// Counts the files of which another has every byte: those that an archive could do without.
    pub fn spare(&self) -> u64 {
        self.duplicates.iter().map(|paths| paths.len().saturating_sub(1) as u64).sum()
    }
}

/// Goes through a ledger.
///
/// ```
/// use dateline::index::{Entry, Ledger, Made, survey};
/// let entry = |fingerprint| Entry { made: Made { fingerprint, ..Made::default() }, articles: 1, failed: 0, barren: None, stated: None };
/// let mut ledger = Ledger::default();
/// for (path, fingerprint) in [("b.txt", 1), ("c.txt", 2), ("a.txt", 1)] {
///     ledger.entries.insert(path.into(), entry(fingerprint));
/// }
/// assert_eq!(survey(&ledger).duplicates, [["a.txt", "b.txt"]]);
/// ```
pub fn survey(ledger: &Ledger) -> Survey {
    let mut found = Survey { sources: ledger.entries.len() as u64, ..Survey::default() };
    let mut by_content: BTreeMap<(u64, u64), Vec<String>> = BTreeMap::new();
    for (path, entry) in &ledger.entries {
        if let Some(why) = entry.barren {
            // Files without an article are alike only in that: they are no takes of one story. Of an archive its members
            // tell why.
            if entry.failed == 0 {
                found.barren.entry(why).or_default().push(path.clone());
            }
            continue;
        }
        if entry.made.doubtful {
            found.doubtful.push(path.clone());
        }
        by_content.entry((entry.made.fingerprint, entry.made.size)).or_default().push(path.clone());
    }
    found.duplicates = by_content.into_values().filter(|paths| paths.len() > 1).collect();
    found.doubtful.sort_unstable();
    found.barren.values_mut().chain(&mut found.duplicates).for_each(|paths| paths.sort_unstable());
    found.duplicates.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    found
}
