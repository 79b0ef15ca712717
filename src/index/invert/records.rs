//! What is stored of the documents of a segment to be, in the form in which the store keeps it.
//!
//! The store is written in the order of the days, which is not known before the last document is there, and what is stored is
//! three quarters of all that is gathered. So only what came last is in memory; what came before is in a file without a name,
//! which is gone with the process that made it, however that ends.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use tantivy::DocId;

/// The stored forms of documents, one behind the other.
#[derive(Debug)]
pub(super) struct Records {
    /// Those that are not in the file.
    late: Vec<u8>,
    /// Where each ends, those in the file and those in memory counted together.
    ends: Vec<u64>,
    /// So many bytes are in the file.
    early: u64,
    spill: Spill,
    /// So many bytes are in memory at most, where there is a folder for the file.
    most: usize,
}

#[derive(Debug)]
enum Spill {
    /// The index is in memory, and all of it stays there.
    Nowhere,
    To(PathBuf),
    Begun(PathBuf, File),
}

impl Records {
    /// Keeps at most `most` bytes in memory, the others in a file that is made in `folder` when it is needed.
    pub(super) fn new(folder: Option<PathBuf>, most: usize) -> Records {
        let spill = folder.map_or(Spill::Nowhere, Spill::To);
        Records { late: Vec::new(), ends: Vec::new(), early: 0, spill, most }
    }

    /// Gives where the next document is to be written. [`Records::end`] ends it.
    pub(super) fn next(&mut self) -> &mut Vec<u8> {
        &mut self.late
    }

    /// Ends the document under way.
    pub(super) fn end(&mut self) -> io::Result<()> {
        self.ends.push(self.early + self.late.len() as u64);
        if self.late.len() >= self.most { self.put_away() } else { Ok(()) }
    }

    /// Gives how many documents there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Gives the bytes that are taken in memory.
    pub(super) fn size(&self) -> usize {
        self.late.len() + size_of_val(&*self.ends)
    }

    /// Gives the stored form of a document; into `room` where it has to be read.
    pub(super) fn of<'r>(&'r self, doc: DocId, room: &'r mut Vec<u8>) -> io::Result<&'r [u8]> {
        let doc = doc as usize;
        let start = doc.checked_sub(1).map_or(0, |before| self.ends[before]);
        let end = self.ends[doc];
        if let Some(start) = start.checked_sub(self.early) {
            return Ok(&self.late[start as usize..(end - self.early) as usize]);
        }
        room.resize((end - start) as usize, 0);
        match &self.spill {
            Spill::Begun(_, file) => file.read_exact_at(room, start)?,
            Spill::Nowhere | Spill::To(_) => return Err(io::Error::other("records were put away nowhere")),
        }
        Ok(room)
    }

    /// Gives the room of the records, once they are written: to work in.
    pub(super) fn spent(&mut self) -> Vec<u8> {
        self.ends.clear();
        std::mem::take(&mut self.late)
    }

    /// Takes the room back.
    pub(super) fn give_back(&mut self, mut room: Vec<u8>) {
        room.clear();
        self.late = room;
    }

    /// Forgets the documents, but keeps the room that they took in memory.
    pub(super) fn clear(&mut self) {
        self.late.clear();
        self.ends.clear();
        self.early = 0;
        if let Spill::Begun(folder, _) = &mut self.spill {
            self.spill = Spill::To(std::mem::take(folder));
        }
    }

    /// Forgets the documents and the room.
    pub(super) fn forget(&mut self) {
        self.clear();
        (self.late, self.ends) = (Vec::new(), Vec::new());
    }

    fn put_away(&mut self) -> io::Result<()> {
        if let Spill::To(folder) = &mut self.spill {
            let file = tempfile::tempfile_in(&*folder)?;
            self.spill = Spill::Begun(std::mem::take(folder), file);
        }
        let Spill::Begun(_, file) = &self.spill else { return Ok(()) };
        file.write_all_at(&self.late, self.early)?;
        self.early += self.late.len() as u64;
        self.late.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_from_memory_and_from_the_file() {
        let folder = tempfile::tempdir().unwrap();
        for (place, files) in [(None, 0), (Some(folder.path().to_owned()), 1)] {
            let mut records = Records::new(place, 1000);
            for round in 0..2u8 {
                let written: Vec<Vec<u8>> = (0..100).map(|n| vec![n ^ round; 7 * usize::from(n)]).collect();
                for record in &written {
                    records.next().extend(record);
                    records.end().unwrap();
                }
                assert_eq!(records.len(), 100);
                let begun = matches!(records.spill, Spill::Begun(..));
                assert_eq!((usize::from(begun), records.early > 0), (files, files > 0));
                let mut room = Vec::new();
                for (doc, record) in (0..100).zip(&written).rev() {
                    assert_eq!(records.of(doc, &mut room).unwrap(), record);
                }
                let spent = records.spent();
                records.give_back(spent);
                records.clear();
            }
        }
        // Nothing is left where a killed process would leave it.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
