//! Several words read side by side that were laid out over the same stretch: which articles hold them all, and how well they
//! match. See [`super::spread`] for how the rows come about.
//!
//! Sixteen neighbours are looked at together, without branches. Most are left out by a bound: no article is shorter than one
//! without words.

use tantivy::{DocId, Score, SegmentReader};

use super::order::Taking;
use super::spread::{LANES, STRETCH, Spread};

/// Up to so many of those are scored one by one.
const FEW: u32 = 3;

/// Rounding is no reason to leave an article out.
const ROUNDING: Score = 1.0001;

/// A word anywhere in the text, and in the headline, where it counts once more.
pub(super) struct Pair {
    pub(super) anywhere: Spread,
    pub(super) headline: Spread,
}

impl Pair {
    fn score(&self, group: usize, lane: usize, doc: DocId) -> Score {
        self.anywhere.score(group, lane, doc) + self.headline.score(group, lane, doc)
    }

    fn scores(&self, group: usize, first: DocId) -> [Score; LANES] {
        let mut scores = self.anywhere.scores(group, first);
        add(&mut scores, &self.headline.scores(group, first));
        scores
    }
}

fn add(sums: &mut [Score; LANES], others: &[Score; LANES]) {
    sums.iter_mut().zip(others).for_each(|(sum, other)| *sum += other);
}

/// Hands over the articles of a segment that hold every one of `words`, with their scores, and says how many there are. Those
/// whose score is less than what `see` last asked for may be left out.
pub(super) fn best(
    reader: &SegmentReader,
    words: &mut [Pair],
    mut least: Score,
    see: &mut Taking<'_>,
) -> tantivy::Result<u64> {
    let mut total = 0;
    for word in &mut *words {
        word.anywhere.prepare(reader)?;
        word.headline.prepare(reader)?;
    }
    each_stretch(reader, |start, end| {
        for word in &mut *words {
            word.anywhere.lay(start, end);
            word.headline.lay(start, end);
        }
        for group in 0..STRETCH / LANES {
            let first = start + (group * LANES) as DocId;
            let holding = alive(reader, first, holding(words.iter().map(|word| &word.anywhere), group));
            let found: u32 = holding.iter().sum();
            if found == 0 {
                continue;
            }
            total += u64::from(found);
            let mut bounds = [0.0; LANES];
            for word in &*words {
                word.anywhere.bound(group, &mut bounds);
                word.headline.bound(group, &mut bounds);
            }
            let candidates = reaching(&bounds, &holding, least / ROUNDING);
            let scores = match candidates.iter().sum() {
                0 => continue,
                1..=FEW => one_by_one(words, group, first, &candidates),
                _ => sums(words, group, first),
            };
            for (lane, _) in
                reaching(&scores, &candidates, least).iter().enumerate().filter(|&(_, &reaches)| reaches == 1)
            {
                if scores[lane] >= least {
                    least = see(first + lane as DocId, scores[lane]);
                }
            }
        }
    });
    Ok(total)
}

/// Counts the articles of a segment that hold every one of `words`.
pub(super) fn count(reader: &SegmentReader, words: &mut [Spread]) -> tantivy::Result<u32> {
    let mut total = 0;
    words.iter_mut().try_for_each(|word| word.prepare(reader))?;
    each_stretch(reader, |start, end| {
        words.iter_mut().for_each(|word| word.lay(start, end));
        for group in 0..STRETCH / LANES {
            let first = start + (group * LANES) as DocId;
            total += alive(reader, first, holding(words.iter(), group)).iter().sum::<u32>();
        }
    });
    Ok(total)
}

/// Adds up the scores of the words as the engine does: the two first, and then the sum of the others.
fn sums(words: &[Pair], group: usize, first: DocId) -> [Score; LANES] {
    let mut sums = [0.0; LANES];
    let (front, others) = words.split_at(words.len().min(2));
    for word in front {
        add(&mut sums, &word.scores(group, first));
    }
    if !others.is_empty() {
        let mut of_others = [0.0; LANES];
        for word in others {
            add(&mut of_others, &word.scores(group, first));
        }
        add(&mut sums, &of_others);
    }
    sums
}

/// Gives the same sums, for the candidates only.
fn one_by_one(words: &[Pair], group: usize, first: DocId, candidates: &[u32; LANES]) -> [Score; LANES] {
    let mut sums = [0.0; LANES];
    let (front, others) = words.split_at(words.len().min(2));
    for (lane, _) in candidates.iter().enumerate().filter(|&(_, &candidate)| candidate == 1) {
        let of = |word: &Pair| word.score(group, lane, first + lane as DocId);
        sums[lane] = front.iter().map(of).sum::<Score>() + others.iter().map(of).sum::<Score>();
    }
    sums
}

/// Keeps of the neighbours those whose score is `least` or more.
fn reaching(scores: &[Score; LANES], among: &[u32; LANES], least: Score) -> [u32; LANES] {
    // Without branches, which here would cost more than what they skip.
    let mut reaching = [0; LANES];
    for ((reaches, &score), &among) in reaching.iter_mut().zip(scores).zip(among) {
        *reaches = among & u32::from(score >= least);
    }
    reaching
}

/// Says with 1 which of neighbours hold every one of the words.
fn holding<'a>(words: impl Iterator<Item = &'a Spread>, group: usize) -> [u32; LANES] {
    let mut holding = [1; LANES];
    for word in words {
        for (holds, &frequency) in holding.iter_mut().zip(&word.row[group]) {
            *holds &= u32::from(frequency > 0.0);
        }
    }
    holding
}

/// Keeps of neighbours those that were not deleted.
fn alive(reader: &SegmentReader, first: DocId, mut holding: [u32; LANES]) -> [u32; LANES] {
    if let Some(alive) = reader.alive_bitset() {
        for (doc, holds) in (first..).zip(&mut holding).filter(|(_, holds)| **holds == 1) {
            *holds = u32::from(alive.is_alive(doc));
        }
    }
    holding
}

fn each_stretch(reader: &SegmentReader, mut each: impl FnMut(DocId, DocId)) {
    for start in (0..reader.max_doc()).step_by(STRETCH) {
        each(start, reader.max_doc().min(start.saturating_add(STRETCH as DocId)));
    }
}
