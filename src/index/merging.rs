//! Which segments are merged: those of about one size, as far as the memory goes.
//!
//! What a merge takes grows with the articles that it brings together (columns, the numbers of documents old and new, terms),
//! and tantivy copies the stored records of each segment in one piece.

use std::path::PathBuf;

use tantivy::index::{SegmentComponent, SegmentId, SegmentMeta};
use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy};

/// What a merge takes for an article, in bytes, beside its record.
const ARTICLE: u64 = 300;

/// What it takes for a segment, whose records it reads in its own order: so many unpacked blocks are kept.
const SEGMENT: u64 = 50 * (64 << 10);

/// So many segments are not too many to search: only what is small is merged before there are more.
const FEW: usize = 20;

/// A segment of fewer articles is small.
const SMALL: u32 = 10_000;

/// The part of a segment that may be deleted before it is written anew.
const HOLLOW: f32 = 0.25;

/// Merges segments of about one size, but never so many that a bound is passed.
#[derive(Clone, Debug)]
pub(super) struct Bounded {
    by_size: LogMergePolicy,
    /// Where the files of the segments are; nothing for an index in memory, which has no bound anyway.
    folder: Option<PathBuf>,
    most: u64,
}

impl Bounded {
    /// Bounds what a merge takes by `memory` bytes.
    pub(super) fn new(folder: Option<PathBuf>, memory: usize) -> Bounded {
        let mut by_size = LogMergePolicy::default();
        // By default deletes never call for a merge, and an archive that is kept up to date would grow for ever.
        by_size.set_del_docs_ratio_before_merge(HOLLOW);
        // Below this all are of one size: higher, and what a few updates brought would be merged with thousands again and again.
        by_size.set_min_layer_size(1_000);
        Bounded { by_size, folder, most: memory as u64 }
    }

    /// Gives the bytes of the stored records of a segment.
    fn records(&self, meta: &SegmentMeta) -> u64 {
        let path = self.folder.as_ref().map(|folder| folder.join(meta.relative_path(SegmentComponent::Store)));
        path.and_then(|path| std::fs::metadata(path).ok()).map_or(0, |data| data.len())
    }
}

impl MergePolicy for Bounded {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let meta = |id| segments.iter().find(|meta| meta.id() == id);
        let documents = |id| meta(id).map_or(0, |meta| u64::from(meta.num_docs()));
        let is_hollow =
            |id| meta(id).is_some_and(|meta| meta.num_deleted_docs() as f32 > HOLLOW * meta.max_doc() as f32);
        let within = |MergeCandidate(mut ids): MergeCandidate| {
            ids.sort_by_key(|&id| documents(id));
            let (mut articles, mut largest) = (0, 0);
            let fits = |&id: &SegmentId| {
                articles += documents(id) * ARTICLE + SEGMENT;
                largest = largest.max(meta(id).map_or(0, |meta| self.records(meta)));
                articles + largest <= self.most
            };
            let together: Vec<SegmentId> = ids.iter().copied().filter(fits).collect();
            if together.len() > 1 {
                return Some(MergeCandidate(together));
            }
            // Alone a segment is merged only to be rid of its deletes: that has to be, whatever its size.
            ids.into_iter().find(|&id| is_hollow(id)).map(|id| MergeCandidate(vec![id]))
        };
        // A merge costs what indexing its articles anew would: a few large segments are left as they are.
        let is_left = |meta: &&SegmentMeta| segments.len() <= FEW && meta.num_docs() >= SMALL && !is_hollow(meta.id());
        let merged: Vec<SegmentMeta> = segments.iter().filter(|meta| !is_left(meta)).cloned().collect();
        self.by_size.compute_merge_candidates(&merged).into_iter().filter_map(within).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(sizes: &[u32]) -> Vec<SegmentMeta> {
        let inventory = tantivy::Index::create_in_ram(tantivy::schema::Schema::builder().build());
        sizes.iter().map(|&size| inventory.new_segment_meta(SegmentId::generate_random(), size)).collect()
    }

    #[test]
    fn merges_stay_within_their_bound() {
        let metas = segments(&[100_000; 21]);
        let within = |metas: &[SegmentMeta], articles| {
            Bounded::new(None, articles * ARTICLE as usize).compute_merge_candidates(metas)
        };
        assert_eq!(within(&metas, 5_000_000)[0].0.len(), 21);
        assert_eq!(within(&metas, 500_000)[0].0.len(), 4);
        assert!(within(&metas, 150_000).is_empty());
        let metas = segments(&[100_000; 20]);
        assert!(within(&metas, 5_000_000).is_empty());
        let metas = [segments(&[100_000; 4]), segments(&[50; 8])].concat();
        assert_eq!(within(&metas, 5_000_000)[0].0.len(), 8);
        let mut hollow = segments(&[100_000; 2]);
        let id = hollow[1].id();
        hollow[1] = hollow[1].clone().with_delete_meta(30_000, 1);
        let merges = Bounded::new(None, 150_000 * ARTICLE as usize).compute_merge_candidates(&hollow);
        assert_eq!(merges.iter().map(|candidate| candidate.0.clone()).collect::<Vec<_>>(), [vec![id]]);
    }
}
