//! Folds the takes of a story into one hit.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::query::{EnableScoring, Query};
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED};

use super::order::Rank;
use super::schema::Fields;
use super::takes::Takes;
use crate::article::ArticleId;
use crate::search::{Fold, Sort};

/// A hit, and what is folded under it.
#[derive(Debug, PartialEq)]
pub(super) struct Folded {
    pub(super) rank: Rank,
    /// Where the take is that is shown.
    pub(super) address: DocAddress,
    /// The others that match, in the order of publication.
    pub(super) takes: Vec<ArticleId>,
}

/// Folds ranked matches. The order stays: by relevance a story stands where the best of its takes does, by day where the one
/// that is shown does, which is left for later pages if it is not among `ranks`.
pub(super) fn fold(
    searcher: &Searcher,
    fields: &Fields,
    takes: &Takes,
    query: &dyn Query,
    ranks: &[Rank],
    (fold, sort): (Fold, Sort),
) -> tantivy::Result<Vec<Folded>> {
    let group = |rank: &Rank| if fold == Fold::Unfolded { None } else { takes.group_of(rank.id()) };
    let groups: FxHashSet<usize> = ranks.iter().filter_map(group).collect();
    let members: Vec<ArticleId> = groups.iter().flat_map(|&number| takes.group(number)).copied().collect();
    let matching = matching(searcher, fields, query, &members)?;
    let mut seen = FxHashSet::default();
    let mut folded = Vec::with_capacity(ranks.len());
    for rank in ranks {
        let alone = Folded { rank: *rank, address: rank.address, takes: Vec::new() };
        let Some(number) = group(rank) else {
            folded.push(alone);
            continue;
        };
        let mut matching: Vec<(ArticleId, DocAddress)> =
            takes.group(number).iter().filter_map(|id| Some((*id, *matching.get(id)?))).collect();
        let shown = match fold {
            Fold::Unfolded | Fold::First => matching.first().copied(),
            Fold::Last => matching.last().copied(),
        };
        // What matched a moment ago matches still; were it otherwise, the hit would not be lost.
        let (shown, address) = shown.unwrap_or((rank.id(), rank.address));
        let is_its_turn = match sort {
            Sort::Relevance => seen.insert(number),
            Sort::Newest | Sort::Oldest => shown == rank.id(),
        };
        if is_its_turn {
            matching.retain(|(id, _)| *id != shown);
            folded.push(Folded { address, takes: matching.into_iter().map(|(id, _)| id).collect(), ..alone });
        }
    }
    Ok(folded)
}

/// Finds which of the articles match a query, and where they stand.
pub(super) fn matching(
    searcher: &Searcher,
    fields: &Fields,
    query: &dyn Query,
    ids: &[ArticleId],
) -> tantivy::Result<FxHashMap<ArticleId, DocAddress>> {
    let mut found = FxHashMap::default();
    if ids.is_empty() {
        return Ok(found);
    }
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    for (segment, reader) in searcher.segment_readers().iter().enumerate() {
        let mut docs = Vec::new();
        let inverted = reader.inverted_index(fields.id)?;
        for &id in ids {
            let term = Term::from_field_u64(fields.id, id.0);
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            while postings.doc() != TERMINATED {
                if !reader.is_deleted(postings.doc()) {
                    docs.push((postings.doc(), id));
                }
                postings.advance();
            }
        }
        if docs.is_empty() {
            continue;
        }
        docs.sort_unstable();
        let mut scorer = weight.scorer(reader, 1.0)?;
        for (doc, id) in docs {
            if scorer.doc() < doc {
                scorer.seek(doc);
            }
            if scorer.doc() == doc {
                found.insert(id, DocAddress::new(segment as u32, doc));
            }
        }
    }
    Ok(found)
}
