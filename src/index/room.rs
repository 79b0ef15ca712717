//! Room for what is under way: files being read, documents on their way to the engine. The engine's own queue is bounded by
//! the number of documents, which with long stories is no bound at all; this one counts their bytes.

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use tantivy::schema::document::Document;

use super::draft::Draft;

/// How long a document waits at most. Longer than any queue stands still while the engine lives: one that died says so
/// itself to whoever adds the next document, who therefore must not wait for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// So many bytes may wait.
#[derive(Clone, Debug)]
pub(crate) struct Room(Arc<Bounded>);

#[derive(Debug)]
struct Bounded {
    most: usize,
    taken: Mutex<usize>,
    freed: Condvar,
}

impl Room {
    /// Makes room for `most` bytes; what is larger waits until it is alone.
    pub(crate) fn new(most: usize) -> Room {
        Room(Arc::new(Bounded { most, taken: Mutex::new(0), freed: Condvar::new() }))
    }

    /// Waits until there is room for `bytes`, which is taken until the place is dropped.
    pub(crate) fn place(&self, bytes: usize) -> Place {
        self.take(bytes);
        Place { room: self.clone(), bytes }
    }

    fn take(&self, bytes: usize) {
        let Ok(taken) = self.0.taken.lock() else { return };
        let full = |taken: &mut usize| *taken > 0 && taken.saturating_add(bytes) > self.0.most;
        // Poisoned or out of patience: the bytes are counted all the same, so that giving them back is right.
        let mut taken = match self.0.freed.wait_timeout_while(taken, PATIENCE, full) {
            Ok((taken, _)) => taken,
            Err(poisoned) => poisoned.into_inner().0,
        };
        *taken += bytes;
    }

    fn give_back(&self, bytes: usize) {
        if let Ok(mut taken) = self.0.taken.lock() {
            *taken = taken.saturating_sub(bytes);
            self.0.freed.notify_all();
        }
    }
}

/// A document that holds its room until the engine takes it up.
pub(super) struct Held {
    draft: Draft,
    _place: Place,
}

/// Room that was taken.
pub(crate) struct Place {
    room: Room,
    bytes: usize,
}

impl Held {
    /// Waits for room.
    pub(super) fn new(draft: Draft, room: &Room) -> Held {
        let bytes = draft.len();
        Held { draft, _place: room.place(bytes) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.room.give_back(self.bytes);
    }
}

impl Document for Held {
    type Value<'a> = <Draft as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <Draft as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.draft.iter_fields_and_values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    #[test]
    fn what_does_not_fit_waits_until_it_does_or_is_alone() {
        let room = Room::new(100);
        let first = room.place(1000);
        let entered = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let _second = room.place(1);
                entered.store(true, Ordering::SeqCst);
            });
            std::thread::sleep(Duration::from_millis(5));
            assert!(!entered.load(Ordering::SeqCst));
            drop(first);
        });
        assert!(entered.load(Ordering::SeqCst));
        let _third = room.place(99);
    }
}
