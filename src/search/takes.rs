//! Which articles are takes of one story: the flash and what followed it, a correction, a rewrite, a reprint. Pure.
//!
//! Three steps, each of which can be told from what it is given:
//!
//! 1. [`each_candidate`]: pairs of articles of nearby days whose sketches agree in places in which other days' do not.
//!    That two market reports share their formulas proves nothing: so do those of every other day.
//! 2. [`crate::words::Pairs::likeness`] of the two texts decides, and [`counted`]: of short texts from two places it takes more.
//! 3. [`grouped`]: in the order of publication each article joins the group of the earlier one that it is most like, if
//!    that group began no longer ago than a story runs.
//!
//! Undated articles are compared with each other only.

use crate::article::ArticleId;
use crate::words::Sketch;

mod candidates;

pub use candidates::{UNDATED, each_candidate};

/// What counts as a take of one story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// How alike the texts are at least, in thousandths: see [`crate::words::Pairs::likeness`].
    pub likeness: u16,
    /// How many days after its first take a story may still run.
    pub days: u16,
}

impl Default for Grouping {
    fn default() -> Grouping {
        Grouping { likeness: 200, days: 3 }
    }
}

/// Where an article stands among the takes of its story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Take {
    /// The first take.
    pub first: ArticleId,
    /// Which take it is, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

/// The takes of one story, in the order of publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// All of them.
    pub takes: Vec<ArticleId>,
    /// Those that match the query.
    pub matching: Vec<ArticleId>,
}

/// Whether the takes of a story are one hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fold {
    /// Each is a hit of its own.
    #[default]
    Unfolded,
    /// They stand under the first that matches.
    First,
    /// They stand under the last that matches.
    Last,
}

/// Two articles that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The number of the later in the order of publication.
    pub later: u32,
    /// The number of the earlier.
    pub earlier: u32,
    /// How alike they are.
    pub likeness: u16,
}

/// Where two articles were filed, by their datelines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filed {
    /// At one place at least in common, or one of the two does not say where.
    Together,
    /// At places that have none in common.
    Apart,
}

/// Says how much the likeness of two texts counts, of which these are the sketches. Bureaus that report the same of each place
/// (hog prices, prime rates, the weather) share their formulas of the day, and a short report is little else: what was filed
/// elsewhere must have two and a half times as much in common, half of a text where a fifth is asked for. A text is short
/// where its sketch has empty places, as that of a hundred words mostly has.
///
/// ```
/// use dateline::search::takes::{Filed, counted};
/// use dateline::words::Sketch;
/// let short = Sketch::of("hog prices are expected steady to 0.50 dlr higher on estimated receipts of 2,000 head");
/// let long = Sketch::of(&(0..400).map(|n| format!("word{n} ")).collect::<String>());
/// assert_eq!(counted(440, Filed::Together, [&short, &short]), 440);
/// assert_eq!(counted(440, Filed::Apart, [&short, &long]), 176);
/// assert_eq!(counted(440, Filed::Apart, [&long, &long]), 440);
/// ```
pub fn counted(likeness: u16, filed: Filed, sketches: [&Sketch; 2]) -> u16 {
    match filed {
        Filed::Apart if sketches.iter().any(|sketch| sketch.values().contains(&0)) => likeness / 5 * 2,
        Filed::Apart | Filed::Together => likeness,
    }
}

/// Groups articles whose number is their place in the order of publication and whose days are `days`. Gives for each the
/// number of the first of its group, which is its own where it is alone.
///
/// ```
/// use dateline::search::takes::{Alike, Grouping, grouped};
/// let alike = |later, earlier| Alike { later, earlier, likeness: 800 };
/// // The third is like the second, but the story is over by then.
/// assert_eq!(grouped(&[1, 2, 9], &[alike(1, 0), alike(2, 1)], Grouping::default()), [0, 0, 2]);
/// ```
pub fn grouped(days: &[i32], alike: &[Alike], grouping: Grouping) -> Vec<usize> {
    let mut alike: Vec<Alike> = alike.iter().copied().filter(|pair| pair.likeness >= grouping.likeness).collect();
    alike.sort_unstable_by_key(|pair| (pair.later, std::cmp::Reverse(pair.likeness), pair.earlier));
    let mut first: Vec<usize> = (0..days.len()).collect();
    for pairs in alike.chunk_by(|a, b| a.later == b.later) {
        let open = pairs
            .iter()
            .map(|pair| (first[pair.earlier as usize], pair.later as usize))
            .find(|&(leader, later)| i64::from(days[later]) - i64::from(days[leader]) <= i64::from(grouping.days));
        if let Some((leader, later)) = open {
            first[later] = leader;
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    /// Gives the pairs that are worth a comparison.
    fn pairs(articles: &[(i32, String)]) -> Vec<(u32, u32)> {
        let sketches: Vec<Sketch> = articles.iter().map(|(_, text)| Sketch::of(text)).collect();
        let days: Vec<i32> = articles.iter().map(|(day, _)| *day).collect();
        let mut found = Vec::new();
        let mut see = |later, earlier| -> Result<(), Infallible> {
            found.push((later, earlier));
            Ok(())
        };
        let Ok(()) = each_candidate(&days, 3, &mut |at| sketches[at], &mut see);
        found.sort_unstable();
        found
    }

    fn words(from: usize, to: usize) -> String {
        (from..to).map(|n| format!("w{n} ")).collect()
    }

    #[test]
    fn takes_of_nearby_days_are_candidates() {
        let story = |day, from| (day, words(from, from + 100));
        assert_eq!(pairs(&[story(1, 0), story(1, 1000), story(3, 10), story(4, 1030)]), [(2, 0), (3, 1)]);
        assert_eq!(pairs(&[story(1, 0), story(5, 0)]), []);
        assert_eq!(pairs(&[story(UNDATED, 0), story(UNDATED, 0), story(2, 0)]), [(1, 0)]);
    }

    #[test]
    fn what_every_day_says_makes_no_candidates() {
        let formula = words(0, 60);
        let report = |day: i32| (day, format!("{formula}{}", words(1000 * day as usize, 1000 * day as usize + 40)));
        let reports: Vec<(i32, String)> = (1..60).map(report).collect();
        assert_eq!(pairs(&reports[..3]).len(), 3);
        assert_eq!(pairs(&reports), []);
    }

    #[test]
    fn a_hundred_copies_are_all_linked() {
        let copies = vec![(1, words(0, 100)); 100];
        let found = pairs(&copies);
        let alike: Vec<Alike> =
            found.iter().map(|&(later, earlier)| Alike { later, earlier, likeness: 1000 }).collect();
        assert!(grouped(&vec![1; 100], &alike, Grouping::default()).iter().all(|&first| first == 0));
    }

    #[test]
    fn an_article_joins_what_it_is_most_like() {
        let alike = |later, earlier, likeness| Alike { later, earlier, likeness };
        let days = [1, 1, 2, 2];
        let found = [alike(2, 0, 300), alike(2, 1, 600), alike(3, 2, 260), alike(1, 0, 199)];
        assert_eq!(grouped(&days, &found, Grouping::default()), [0, 1, 1, 1]);
        assert_eq!(grouped(&days, &found, Grouping { likeness: 700, days: 3 }), [0, 1, 2, 3]);
    }
}
