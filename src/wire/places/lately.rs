//! What was asked lately: an archive files from the same few hundred places again and again.
//!
//! What a group means depends on its text and home alone, and whether a name is known on the name, so an answer kept is the
//! answer that would be found: the memory is seen by no one, and may be lost at any time. A thread has its own, so that none waits for another.

use std::cell::{Cell, RefCell};

use super::lookup;
use crate::article::Place;

/// So many groups and so many names are kept, each where its hash says; a later one takes the room of an earlier.
const ROOM: usize = 512;

/// A longer group is not kept: it seldom comes twice, and the memory stays small.
const LONGEST: usize = 64;

struct Kept {
    printed: Box<str>,
    home: Option<Box<str>>,
    places: Vec<Place>,
}

thread_local! {
    static LATELY: RefCell<Vec<Option<Kept>>> = const { RefCell::new(Vec::new()) };
    static NAMES: [Cell<(Name, bool)>; ROOM] = const { [const { Cell::new(([0; 3], false)) }; ROOM] };
}

/// The bytes of a short name, and its length as the last; that of no name is zero.
type Name = [u64; 3];

/// Gives what `find` says of a name, from memory if it was asked lately.
pub(super) fn known_or_else(name: &str, find: impl FnOnce() -> bool) -> bool {
    let Some(name) = packed(name.as_bytes()) else { return find() };
    NAMES.with(|names| {
        // The multiplier of Fibonacci hashing (Knuth 6.4): the upper bits depend on every byte.
        let hash = name.into_iter().fold(0u64, |hash, part| (hash ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let slot = &names[(hash >> 32) as usize % ROOM];
        match slot.get() {
            (kept, known) if kept == name => known,
            _ => {
                let known = find();
                slot.set((name, known));
                known
            }
        }
    })
}

/// Packs a name; nothing where it is empty or longer than 23 bytes.
fn packed(name: &[u8]) -> Option<Name> {
    let mut bytes = [0; 24];
    bytes[..23].get_mut(..name.len())?.copy_from_slice(name);
    bytes[23] = name.len() as u8;
    let (eights, _) = bytes.as_chunks::<8>();
    (!name.is_empty()).then(|| std::array::from_fn(|at| u64::from_le_bytes(eights[at])))
}

/// Gives what `resolve` makes of a place group as printed and the agency's home, from memory if it was asked lately.
pub(super) fn or_else(printed: &str, home: Option<&str>, resolve: impl FnOnce() -> Vec<Place>) -> Vec<Place> {
    if printed.len() > LONGEST {
        return resolve();
    }
    let slot = lookup::hash(printed) as usize % ROOM;
    let is_same = |kept: &&Kept| *kept.printed == *printed && kept.home.as_deref() == home;
    let known = LATELY.try_with(|lately| {
        let lately = lately.try_borrow().ok()?;
        lately.get(slot)?.as_ref().filter(is_same).map(|kept| kept.places.clone())
    });
    // The memory of a thread that ends is gone before the thread is.
    if let Some(places) = known.ok().flatten() {
        return places;
    }
    let places = resolve();
    let kept = Kept { printed: printed.into(), home: home.map(Box::from), places: places.clone() };
    let _ = LATELY.try_with(|lately| {
        if let Ok(mut lately) = lately.try_borrow_mut() {
            if lately.is_empty() {
                lately.resize_with(ROOM, || None);
            }
            lately[slot] = Some(kept);
        }
    });
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Vec<Place> {
        vec![Place { name: name.to_owned(), ..Place::default() }]
    }

    #[test]
    fn a_group_is_resolved_once_for_each_home() {
        let never = || unreachable!("asked lately");
        assert_eq!(or_else("ELSEWHERE", None, || named("a")), named("a"));
        assert_eq!(or_else("ELSEWHERE", None, never), named("a"));
        assert_eq!(or_else("ELSEWHERE", Some("NZ"), || named("b")), named("b"));
        assert_eq!(or_else("ELSEWHERE", Some("NZ"), never), named("b"));
        assert_eq!(or_else("ELSEWHERE", None, || named("c")), named("c"));
    }

    #[test]
    fn a_name_is_found_once() {
        assert!(known_or_else("SOMEWHERE", || true));
        assert!(known_or_else("SOMEWHERE", || unreachable!("asked lately")));
        assert!(!known_or_else("somewhere", || false) && !known_or_else("SOMEWHERE\0", || false));
        for name in ["", "A PLACE OF TWENTY-FOUR B"] {
            assert!(known_or_else(name, || true) && !known_or_else(name, || false), "{name:?}");
        }
        for number in 0..4 * ROOM {
            assert_eq!(known_or_else(&number.to_string(), || number % 2 == 0), number % 2 == 0);
        }
    }

    #[test]
    fn what_is_long_is_not_kept_and_the_rest_takes_no_more_room() {
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(or_else(&long, None, || named("a")), named("a"));
        assert_eq!(or_else(&long, None, || named("b")), named("b"));
        for number in 0..4 * ROOM {
            let printed = number.to_string();
            assert_eq!(or_else(&printed, None, || named(&printed)), named(&printed));
        }
        assert_eq!(LATELY.with(|lately| lately.borrow().len()), ROOM);
    }
}
