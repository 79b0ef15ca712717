//! Which pairs of articles are worth a comparison. Pure.
//!
//! Articles are gone through in blocks, and a block place by place: what is counted of one place of the sketch stays in the
//! nearest memory, and the rest is left alone. A pair that agrees nowhere costs nothing.

use std::ops::Range;

use crate::words::Sketch;

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

/// So many articles are one block: none has to be looked at twice.
const ONE: usize = 1 << 15;
/// More are gone through in blocks of so many, whose sketches fit into the nearest memory.
const BLOCK: usize = 1 << 13;
/// Of so many pairs found those found twice are sorted out at once.
const FOUND: usize = 1 << 20;

/// Hands over the pairs of articles that are worth a comparison, each once, the later first.
///
/// `days` are ascending; `sketch` draws an article's, which may be asked for twice. What is kept at a time is the sketches of
/// a block of articles and of the days that can be compared with it.
///
/// # Errors
///
/// Those of `see`, after which no more pairs are handed over.
pub fn each_candidate<E>(
    days: &[i32],
    window: u16,
    sketch: &mut dyn FnMut(usize) -> Sketch,
    see: &mut dyn FnMut(u32, u32) -> Result<(), E>,
) -> Result<(), E> {
    let block = if days.len() <= ONE { ONE } else { BLOCK };
    in_blocks(block, days, window, sketch, see)
}

fn in_blocks<E>(
    block: usize,
    days: &[i32],
    window: u16,
    sketch: &mut dyn FnMut(usize) -> Sketch,
    see: &mut dyn FnMut(u32, u32) -> Result<(), E>,
) -> Result<(), E> {
    let mut near = Near::new(days.len());
    if days.len() > block {
        near.count(block, sketch);
    }
    let mut candidates = Vec::new();
    while near.block.end < days.len() {
        // What each block has to look at beside itself is in proportion to it, be the whole archive of one day.
        let reached = near.reach.last().map_or(0, Range::len);
        let start = near.block.end;
        near.enter(start..days.len().min(start + block.max(reached / 32)), days, i32::from(window), sketch);
        near.find();
        for pairs in near.found.chunk_by(|a, b| a.later == b.later) {
            near.candidates(pairs, &mut candidates);
            for &(_, earlier) in &candidates {
                see(pairs[0].later, earlier)?;
            }
        }
    }
    Ok(())
}

/// Two articles that agree in a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    later: u32,
    earlier: u32,
}

/// A block of articles, and those that can be compared with it.
struct Near {
    articles: usize,
    /// How many articles have each value at each place; nothing where all articles are one block.
    all: Vec<u32>,
    block: Range<usize>,
    /// The number of the first article whose sketch is kept.
    first: usize,
    sketches: Vec<Sketch>,
    /// The values at the place at hand, with the numbers of the articles that have them, in order.
    values: Vec<Valued>,
    spare: Vec<Valued>,
    /// For each article of the block those that it can be compared with.
    reach: Vec<Range<u32>>,
    /// What the places of each article of the block count, where an earlier one agrees.
    weights: Vec<[f32; Sketch::PLACES]>,
    found: Vec<Pair>,
}

/// How many values there are at a place.
const VALUES: usize = 1 << 16;

impl Near {
    fn new(articles: usize) -> Near {
        Near {
            articles,
            all: Vec::new(),
            block: 0..0,
            first: 0,
            sketches: Vec::new(),
            values: Vec::new(),
            spare: Vec::new(),
            reach: Vec::new(),
            weights: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Counts how many articles have each value.
    fn count(&mut self, block: usize, sketch: &mut dyn FnMut(usize) -> Sketch) {
        self.all.resize(Sketch::PLACES * VALUES, 0);
        let mut sketches = Vec::with_capacity(block);
        for start in (0..self.articles).step_by(block) {
            sketches.clear();
            sketches.extend((start..self.articles.min(start + block)).map(&mut *sketch));
            for (place, all) in self.all.chunks_exact_mut(VALUES).enumerate() {
                sketches.iter().for_each(|sketch| all[usize::from(sketch.values()[place])] += 1);
            }
        }
    }

    /// Goes on to the next block: lets the sketches go that are out of reach, and draws those that come into it.
    fn enter(&mut self, block: Range<usize>, days: &[i32], window: i32, sketch: &mut dyn FnMut(usize) -> Sketch) {
        let mut reach = self.reach.last().map_or(0..0, |reach| reach.start as usize..reach.end as usize);
        self.reach.clear();
        for &day in &days[block.clone()] {
            reach.start += days[reach.start..].iter().take_while(|&&earlier| earlier < day - window).count();
            reach.end += days[reach.end..].iter().take_while(|&&later| later <= day + window).count();
            self.reach.push(reach.start as u32..reach.end as u32);
        }
        let first = self.reach.first().map_or(self.first, |reach| reach.start as usize);
        self.sketches.drain(..first - self.first);
        self.first = first;
        self.sketches.extend((first + self.sketches.len()..reach.end).map(sketch));
        self.weights.resize(block.len(), [0.0; Sketch::PLACES]);
        self.block = block;
    }

    /// Finds the pairs of the block that agree in a place which tells something.
    fn find(&mut self) {
        self.found.clear();
        let mut sorted = FOUND;
        for place in 0..Sketch::PLACES {
            self.find_at(place);
            if self.found.len() >= sorted {
                self.sort();
                sorted = self.found.len() + FOUND;
            }
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.found.sort_unstable();
        self.found.dedup();
    }

    fn find_at(&mut self, place: usize) {
        let valued = |(number, sketch): (u32, &Sketch)| Valued { value: sketch.values()[place], number };
        self.values.clear();
        self.values.extend((self.first as u32..).zip(&self.sketches).map(valued).filter(|valued| valued.value != 0));
        sort(&mut self.values, &mut self.spare);
        for same in self.values.chunk_by(|a, b| a.value == b.value) {
            let all = self.all.get(place * VALUES + usize::from(same[0].value)).map_or(same.len(), |all| *all as usize);
            for at in 1..same.len() {
                let later = same[at].number;
                if !self.block.contains(&(later as usize)) {
                    continue;
                }
                let Range { start, end } = self.reach[later as usize - self.block.start];
                if same[at - 1].number < start {
                    continue;
                }
                let behind = |number: u32| same.partition_point(|other| other.number < number);
                let first = behind(start);
                let elsewhere = all - (behind(end) - first);
                let by_chance = by_chance(self.articles - (end - start) as usize);
                let weight = 1.0 / (1.0 + (elsewhere as f32 - by_chance).max(0.0));
                self.weights[later as usize - self.block.start][place] = weight;
                if weight >= TELLING {
                    let latest = &same[first.max(at.saturating_sub(LATEST))..at];
                    self.found.extend(latest.iter().map(|earlier| Pair { later, earlier: earlier.number }));
                }
            }
        }
    }

    /// Chooses among what was found for one article, the most promising first.
    fn candidates(&self, found: &[Pair], candidates: &mut Vec<(f32, u32)>) {
        candidates.clear();
        for pair in found {
            let [later, earlier] =
                [pair.later, pair.earlier].map(|number| &self.sketches[number as usize - self.first]);
            if later.agreement(earlier) < AGREEMENT {
                continue;
            }
            let weights = &self.weights[pair.later as usize - self.block.start];
            let agree = |at: &usize| later.values()[*at] == earlier.values()[*at] && later.values()[*at] != 0;
            let distinct: f32 = (0..Sketch::PLACES).filter(agree).map(|at| weights[at]).sum();
            if distinct >= DISTINCT {
                candidates.push((distinct, pair.earlier));
            }
        }
        // Of equals the latest, so that the choice can be repeated.
        candidates.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        candidates.truncate(CANDIDATES);
    }
}

/// An article and its value at a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Valued {
    value: u16,
    number: u32,
}

/// Sorts by value what is sorted by number: byte by byte, which asks for two passes however many there are.
fn sort(values: &mut Vec<Valued>, spare: &mut Vec<Valued>) {
    let mut starts = [[0u32; 256]; 2];
    for valued in &*values {
        let bytes = valued.value.to_le_bytes();
        starts[0][usize::from(bytes[0])] += 1;
        starts[1][usize::from(bytes[1])] += 1;
    }
    spare.resize(values.len(), Valued::default());
    for (byte, starts) in starts.iter_mut().enumerate() {
        let mut sum = 0;
        for start in starts.iter_mut() {
            sum += std::mem::replace(start, sum);
        }
        for valued in &*values {
            let start = &mut starts[usize::from(valued.value.to_le_bytes()[byte])];
            spare[*start as usize] = *valued;
            *start += 1;
        }
        std::mem::swap(values, spare);
    }
}

/// Gives how many of so many articles have one value at a place by mere chance, at most: 16 bits are few where there are
/// millions of articles. Two standard deviations above what is expected.
fn by_chance(articles: usize) -> f32 {
    let expected = articles as f32 / 65536.0;
    expected + 2.0 * expected.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    use proptest::prelude::*;

    fn value(sketch: &Sketch, place: usize) -> usize {
        usize::from(sketch.values()[place])
    }

    /// What [`each_candidate`] says, said without haste.
    fn plainly(days: &[i32], window: i32, sketches: &[Sketch]) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        for (article, sketch) in sketches.iter().enumerate() {
            let is_near = |&other: &usize| (days[other] - days[article]).abs() <= window;
            let (mut found, mut weights) = (Vec::new(), [0f32; Sketch::PLACES]);
            let near = (0..days.len()).filter(is_near).count();
            for place in (0..Sketch::PLACES).filter(|&place| value(sketch, place) != 0) {
                let has = |&other: &usize| value(&sketches[other], place) == value(sketch, place);
                let elsewhere = (0..days.len()).filter(|other| has(other) && !is_near(other)).count();
                weights[place] = 1.0 / (1.0 + (elsewhere as f32 - by_chance(days.len() - near)).max(0.0));
                if weights[place] >= TELLING {
                    found.extend((0..article).rev().filter(|other| has(other) && is_near(other)).take(LATEST));
                }
            }
            found.sort_unstable();
            found.dedup();
            let mut promising = Vec::new();
            for other in found {
                let agree = |&at: &usize| value(sketch, at) != 0 && value(sketch, at) == value(&sketches[other], at);
                let distinct: f32 = (0..Sketch::PLACES).filter(agree).map(|at| weights[at]).sum();
                if (0..Sketch::PLACES).filter(agree).count() >= AGREEMENT && distinct >= DISTINCT {
                    promising.push((distinct, other));
                }
            }
            promising.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
            pairs.extend(promising.into_iter().take(CANDIDATES).map(|(_, other)| (article as u32, other as u32)));
        }
        pairs
    }

    #[test]
    fn values_are_sorted_and_their_articles_stay_in_order() {
        let valued = |number: u32| Valued { value: (number.wrapping_mul(40_503) >> 7) as u16 % 700, number };
        let mut values: Vec<Valued> = (0..3000).map(valued).collect();
        let mut sorted = values.clone();
        sorted.sort_unstable();
        sort(&mut values, &mut Vec::new());
        assert_eq!(values, sorted);
    }

    fn found(block: usize, days: &[i32], window: u16, sketches: &[Sketch]) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        let mut see = |later, earlier| -> Result<(), Infallible> {
            pairs.push((later, earlier));
            Ok(())
        };
        let Ok(()) = in_blocks(block, days, window, &mut |at| sketches[at], &mut see);
        pairs
    }

    proptest! {
        #[test]
        fn blocks_find_what_a_plain_search_finds(
            drawn in prop::collection::vec((0..40i32, prop::collection::vec(0..4u64, Sketch::PLACES)), 0..120),
            spread in 1..3u64,
            window in 0..6u16,
            block in 1..50usize,
        ) {
            let draw = |values: Vec<u64>| {
                let number = |at: usize| values[4 * at..][..4].iter().fold(0, |sum, value| (sum << 16) | (value * spread));
                Sketch::from_numbers(std::array::from_fn(number))
            };
            let mut articles: Vec<(i32, Sketch)> = drawn.into_iter().map(|(day, values)| (day, draw(values))).collect();
            articles.sort_by_key(|(day, _)| if *day == 0 { UNDATED } else { *day });
            let days: Vec<i32> = articles.iter().map(|(day, _)| if *day == 0 { UNDATED } else { *day }).collect();
            let sketches: Vec<Sketch> = articles.iter().map(|(_, sketch)| *sketch).collect();
            let plain = plainly(&days, i32::from(window), &sketches);
            prop_assert_eq!(&found(block, &days, window, &sketches), &plain);
            prop_assert_eq!(&found(1 << 15, &days, window, &sketches), &plain);
        }
    }
}
