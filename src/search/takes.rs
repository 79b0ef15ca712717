//! Which articles are takes of one story: the flash and what followed it, a correction, a rewrite, a reprint. Pure.
//!
//! Three steps, each of which can be told from what it is given:
//!
//! 1. [`each_candidate`]: pairs of articles of nearby days whose sketches agree in places in which other days' do not.
//!    That two market reports share their formulas proves nothing: so do those of every other day.
//! 2. [`crate::words::Pairs::likeness`] of the two texts decides.
//! 3. [`grouped`]: in the order of publication each article joins the group of the earlier one that it is most like, if
//!    that group began no longer ago than a story runs.
//!
//! Undated articles are compared with each other only.

use std::collections::VecDeque;

use crate::article::ArticleId;
use crate::words::Sketch;

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

/// The day of articles that have none.
pub const UNDATED: i32 = i32::MIN / 2;

/// In so many places two sketches agree at least.
const AGREEMENT: usize = 3;
/// Agreement that sets a pair apart: a place counts 1 / (1 + how many articles of other days agree in it too).
const DISTINCT: f32 = 0.5;
/// A place that counts for less leads to no candidate.
const TELLING: f32 = 0.1;
/// An article is compared with so many of the latest that agree with it in a place: of a hundred copies of one text each
/// finds some, and the group is the same.
const LATEST: usize = 16;
/// An article is compared with so many at most, the most promising first.
const CANDIDATES: usize = 24;

/// How many articles have a value at a place of their sketch.
pub struct Frequencies {
    counts: Vec<u32>,
    articles: u32,
}

impl Default for Frequencies {
    fn default() -> Frequencies {
        Frequencies { counts: vec![0; Sketch::PLACES << 16], articles: 0 }
    }
}

impl Frequencies {
    /// Counts an article.
    pub fn add(&mut self, sketch: &Sketch) {
        each_slot(sketch, |slot| self.counts[slot] += 1);
        self.articles += 1;
    }

    fn remove(&mut self, sketch: &Sketch) {
        each_slot(sketch, |slot| self.counts[slot] -= 1);
        self.articles -= 1;
    }

    /// Gives how many articles have one value at a place by mere chance, at most: 16 bits are few where there are millions of
    /// articles. Two standard deviations above what is expected.
    fn by_chance(articles: u32) -> f32 {
        let expected = articles as f32 / 65536.0;
        expected + 2.0 * expected.sqrt()
    }
}

fn each_slot(sketch: &Sketch, mut see: impl FnMut(usize)) {
    for (place, &value) in sketch.values().iter().enumerate().filter(|(_, value)| **value != 0) {
        see(place << 16 | usize::from(value));
    }
}

/// Hands over the pairs of articles that are worth a comparison, each once, the later first.
///
/// `days` are ascending; `sketch` draws an article's; `all` counts the sketches of all of them. What is kept at a time is the
/// sketches of the days that can be compared.
pub fn each_candidate<E>(
    days: &[i32],
    window: u16,
    all: &Frequencies,
    sketch: &mut dyn FnMut(usize) -> Sketch,
    see: &mut dyn FnMut(usize, usize) -> Result<(), E>,
) -> Result<(), E> {
    let reach = i32::from(window);
    let mut near = Window::new();
    let mut ahead = 0;
    let mut candidates = Vec::new();
    for (article, &day) in days.iter().enumerate() {
        while days.get(ahead).is_some_and(|&later| later <= day + reach) {
            near.enter(sketch(ahead));
            ahead += 1;
        }
        while days[near.first] < day - reach {
            near.leave();
        }
        near.candidates(article, all, &mut candidates);
        for &(_, earlier) in &candidates {
            see(article, earlier)?;
        }
        near.link(article);
    }
    Ok(())
}

/// The articles of the days that can be compared.
struct Window {
    /// The number of the earliest.
    first: usize,
    sketches: VecDeque<Sketch>,
    counts: Frequencies,
    /// The latest article, by number plus one, that has a value at a place, of those compared so far.
    latest: Vec<u32>,
    /// For each article and place the one before it of the same value.
    before: VecDeque<[u32; Sketch::PLACES]>,
    found: Vec<u32>,
}

impl Window {
    fn new() -> Window {
        Window {
            first: 0,
            sketches: VecDeque::new(),
            counts: Frequencies::default(),
            latest: vec![0; Sketch::PLACES << 16],
            before: VecDeque::new(),
            found: Vec::new(),
        }
    }

    fn enter(&mut self, sketch: Sketch) {
        self.counts.add(&sketch);
        self.sketches.push_back(sketch);
    }

    fn leave(&mut self) {
        if let Some(sketch) = self.sketches.pop_front() {
            self.counts.remove(&sketch);
        }
        self.before.pop_front();
        self.first += 1;
    }

    /// Makes an article one that later ones are compared with.
    fn link(&mut self, article: usize) {
        let mut before = [0; Sketch::PLACES];
        each_slot(&self.sketches[article - self.first], |slot| {
            before[slot >> 16] = std::mem::replace(&mut self.latest[slot], article as u32 + 1);
        });
        self.before.push_back(before);
    }

    /// Finds the earlier articles that are worth a comparison with `article`, the most promising first.
    fn candidates(&mut self, article: usize, all: &Frequencies, candidates: &mut Vec<(f32, usize)>) {
        candidates.clear();
        self.found.clear();
        let sketch = self.sketches[article - self.first];
        let by_chance = Frequencies::by_chance(all.articles.saturating_sub(self.counts.articles));
        let mut weights = [0f32; Sketch::PLACES];
        each_slot(&sketch, |slot| {
            let elsewhere = all.counts[slot].saturating_sub(self.counts.counts[slot]) as f32;
            weights[slot >> 16] = 1.0 / (1.0 + (elsewhere - by_chance).max(0.0));
            if weights[slot >> 16] < TELLING {
                return;
            }
            let mut next = self.latest[slot] as usize;
            for _ in 0..LATEST {
                if next <= self.first {
                    break;
                }
                self.found.push(next as u32 - 1);
                next = self.before[next - 1 - self.first][slot >> 16] as usize;
            }
        });
        self.found.sort_unstable();
        self.found.dedup();
        for &earlier in &self.found {
            let other = self.sketches[earlier as usize - self.first];
            let agree = |at: &usize| sketch.values()[*at] == other.values()[*at] && sketch.values()[*at] != 0;
            let places = (0..Sketch::PLACES).filter(agree).count();
            let distinct: f32 = (0..Sketch::PLACES).filter(agree).map(|at| weights[at]).sum();
            if places >= AGREEMENT && distinct >= DISTINCT {
                candidates.push((distinct, earlier as usize));
            }
        }
        // The most promising first, of equals the latest, so that the choice can be repeated.
        candidates.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        candidates.truncate(CANDIDATES);
    }
}

/// Two articles that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The number of the later in the order of publication.
    pub later: usize,
    /// The number of the earlier.
    pub earlier: usize,
    /// How alike they are.
    pub likeness: u16,
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
            .map(|pair| (first[pair.earlier], pair.later))
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
    fn pairs(articles: &[(i32, String)]) -> Vec<(usize, usize)> {
        let sketches: Vec<Sketch> = articles.iter().map(|(_, text)| Sketch::of(text)).collect();
        let days: Vec<i32> = articles.iter().map(|(day, _)| *day).collect();
        let mut all = Frequencies::default();
        sketches.iter().for_each(|sketch| all.add(sketch));
        let mut found = Vec::new();
        let mut see = |later, earlier| -> Result<(), Infallible> {
            found.push((later, earlier));
            Ok(())
        };
        let Ok(()) = each_candidate(&days, 3, &all, &mut |at| sketches[at], &mut see);
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
