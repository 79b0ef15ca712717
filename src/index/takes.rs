//! The groups of takes of an archive, as they lie beside its segments.
//!
//! They follow from the segments alone and can be made again from them at any time; the file says of which state it is. It is
//! written behind a commit: a run that was killed between the two leaves groups of the state before, and the next run makes
//! them anew. Its name begins with a stop, so that the engine does not collect it.
//!
//! ```text
//! magic · likeness, days, 0, 0 · members, groups · state · where in the order each id stands · ids in the order · starts · checksum
//! ```

use std::ops::Range;
use std::path::Path;

use tantivy::directory::error::OpenReadError;
use tantivy::{Directory, Index};
use xxhash_rust::xxh3::xxh3_64;

use super::{IndexError, Snapshot};
use crate::article::ArticleId;
use crate::search::{Grouping, Take};

pub(super) const FILE: &str = ".takes";
/// Changes whenever groups of the same articles would come out otherwise.
const MAGIC: &[u8; 8] = b"takes 02";
/// Magic, grouping, two lengths, state.
const HEAD: usize = 8 + 8 + 8 + 16;

/// Says whether there are groups that are not what was written.
pub(super) fn is_torn(directory: &dyn Directory) -> bool {
    directory.atomic_read(Path::new(FILE)).is_ok_and(|bytes| Takes::from_bytes(&bytes).is_none())
}

/// The groups of takes of one state of an archive.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Takes {
    /// The state that they are of.
    pub(super) snapshot: Snapshot,
    pub(super) grouping: Grouping,
    /// Every id that is in a group, ascending, and where it stands in `order`.
    places: Vec<(ArticleId, u32)>,
    /// The ids group by group, each group in the order of publication.
    order: Vec<ArticleId>,
    /// Where in `order` each group begins, and the end.
    starts: Vec<u32>,
}

impl Takes {
    /// Puts groups together; those of one are none.
    pub(super) fn new(snapshot: Snapshot, grouping: Grouping, groups: &[Vec<ArticleId>]) -> Takes {
        let (mut order, mut starts) = (Vec::new(), vec![0]);
        for group in groups.iter().filter(|group| group.len() > 1) {
            order.extend_from_slice(group);
            starts.push(order.len() as u32);
        }
        let mut places: Vec<(ArticleId, u32)> = order.iter().copied().zip(0..).collect();
        places.sort_unstable();
        Takes { snapshot, grouping, places, order, starts }
    }

    /// Gives the number of the group that an article is in.
    pub(super) fn group_of(&self, id: ArticleId) -> Option<usize> {
        let at = self.places.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.starts.partition_point(|&start| start <= self.places[at].1) - 1)
    }

    /// Gives a group's articles in the order of publication.
    pub(super) fn group(&self, number: usize) -> &[ArticleId] {
        &self.order[self.range(number)]
    }

    /// Gives all groups.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[ArticleId]> {
        (0..self.starts.len().saturating_sub(1)).map(|number| self.group(number))
    }

    /// Says where an article stands in its group.
    pub(super) fn take(&self, id: ArticleId) -> Option<Take> {
        let group = self.group(self.group_of(id)?);
        let at = group.iter().position(|&take| take == id)?;
        Some(Take { first: group[0], number: at as u32 + 1, of: group.len() as u32 })
    }

    fn range(&self, number: usize) -> Range<usize> {
        self.starts[number] as usize..self.starts[number + 1] as usize
    }

    /// Reads the groups of an index; none where there is no file, or one that another version wrote.
    pub(super) fn read(directory: &dyn Directory) -> Result<Option<Takes>, IndexError> {
        match directory.atomic_read(Path::new(FILE)) {
            Ok(bytes) => Ok(Takes::from_bytes(&bytes)),
            Err(OpenReadError::FileDoesNotExist(_)) => Ok(None),
            Err(error) => Err(IndexError::engine("the groups of takes cannot be read")(error.into())),
        }
    }

    /// Writes the groups beside the segments, all or nothing.
    pub(super) fn write(&self, index: &Index) -> Result<(), IndexError> {
        index
            .directory()
            .atomic_write(Path::new(FILE), &self.to_bytes())
            .map_err(|error| IndexError::engine("the groups of takes cannot be written")(error.into()))
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD + 24 * self.order.len());
        bytes.extend_from_slice(MAGIC);
        for number in [self.grouping.likeness, self.grouping.days, 0, 0] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        for length in [self.order.len(), self.starts.len()] {
            bytes.extend_from_slice(&(length as u32).to_le_bytes());
        }
        bytes.extend_from_slice(&self.snapshot.to_bytes());
        for (id, at) in &self.places {
            bytes.extend_from_slice(&id.0.to_le_bytes());
            bytes.extend_from_slice(&at.to_le_bytes());
        }
        self.order.iter().for_each(|id| bytes.extend_from_slice(&id.0.to_le_bytes()));
        self.starts.iter().for_each(|start| bytes.extend_from_slice(&start.to_le_bytes()));
        bytes.extend_from_slice(&xxh3_64(&bytes).to_le_bytes());
        bytes
    }

    /// Reads what [`Takes::to_bytes`] wrote; nothing where it is not whole.
    fn from_bytes(bytes: &[u8]) -> Option<Takes> {
        let (body, checksum) = bytes.split_last_chunk::<8>()?;
        if xxh3_64(body) != u64::from_le_bytes(*checksum) || !body.starts_with(MAGIC) {
            return None;
        }
        let mut rest = Reader(&body[MAGIC.len()..]);
        let grouping = Grouping { likeness: rest.short()?, days: rest.short()? };
        rest.int()?;
        let (members, starts) = (rest.int()? as usize, rest.int()? as usize);
        let snapshot = Snapshot::from_bytes(rest.take()?);
        let places = (0..members).map(|_| Some((ArticleId(rest.long()?), rest.int()?))).collect::<Option<_>>()?;
        let order = (0..members).map(|_| rest.long().map(ArticleId)).collect::<Option<_>>()?;
        let starts = (0..starts).map(|_| rest.int()).collect::<Option<_>>()?;
        Some(Takes { snapshot, grouping, places, order, starts })
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn short(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn int(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn long(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_come_back_whole_or_not_at_all() {
        let ids = |ids: &[u64]| ids.iter().map(|&id| ArticleId(id)).collect::<Vec<_>>();
        let groups = [ids(&[9, 4, 7]), ids(&[1]), ids(&[2, 8])];
        let takes = Takes::new(Snapshot::default(), Grouping { likeness: 300, days: 2 }, &groups);
        let bytes = takes.to_bytes();
        assert_eq!(Takes::from_bytes(&bytes), Some(Takes::new(Snapshot::default(), takes.grouping, &groups)));
        for cut in 0..bytes.len() {
            assert_eq!(Takes::from_bytes(&bytes[..cut]), None);
        }
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1;
            assert_eq!(Takes::from_bytes(&bytes), None);
        }
        assert_eq!(takes.groups().collect::<Vec<_>>(), [groups[0].as_slice(), &groups[2]]);
        assert_eq!(takes.take(ArticleId(7)), Some(Take { first: ArticleId(9), number: 3, of: 3 }));
        assert_eq!((takes.take(ArticleId(1)), takes.group_of(ArticleId(8))), (None, Some(1)));
        let none = Takes::new(Snapshot::default(), Grouping::default(), &[]);
        assert_eq!((none.groups().count(), none.take(ArticleId(1))), (0, None));
    }
}
