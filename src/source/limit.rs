//! What unpacking may cost: a few kilobytes can be made to unpack to terabytes.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

use super::Reason;

/// How many archives may lie in one another.
pub(super) const DEPTH: u8 = 3;

/// Copy packs to a third or a tenth of its length, the most repetitive tables to a fiftieth.
const RATIO: u64 = 200;

/// So much is unpacked from anything: the ratio of a short file says little.
const FREE: u64 = 1 << 20;

/// Why reading was stopped; travels inside an [`io::Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// More came out than can be copy.
    Bomb,
}

impl Stop {
    /// Gives the reason that a user reads.
    pub(super) fn reason(self) -> Reason {
        match self {
            Stop::Bomb => Reason::Bomb,
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason().kind())
    }
}

impl std::error::Error for Stop {}

/// What may still be unpacked from a file, with all that lies in it: archives that point many members at the same bytes stay
/// below any bound on a single member.
#[derive(Clone, Debug)]
pub(super) struct Budget(Rc<Cell<u64>>);

impl Budget {
    /// Makes the budget of a file of `size` bytes.
    pub(super) fn new(size: u64) -> Budget {
        Budget(Rc::new(Cell::new(size.saturating_mul(RATIO).saturating_add(FREE))))
    }

    fn spend(&self, bytes: u64) -> io::Result<()> {
        match self.0.get().checked_sub(bytes) {
            Some(left) => {
                self.0.set(left);
                Ok(())
            }
            None => Err(io::Error::other(Stop::Bomb)),
        }
    }
}

/// Counts the packed bytes that a decoder takes in.
pub(super) struct Counted<R> {
    inner: R,
    taken: Rc<Cell<u64>>,
}

impl<R: Read> Counted<R> {
    /// Counts what is read from `inner`; the count is shared with a [`Guard`].
    pub(super) fn new(inner: R) -> (Counted<R>, Rc<Cell<u64>>) {
        let taken = Rc::new(Cell::new(0));
        (Counted { inner, taken: Rc::clone(&taken) }, taken)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.taken.set(self.taken.get() + read as u64);
        Ok(read)
    }
}

/// Watches over what a decoder gives out.
pub(super) struct Guard<R> {
    inner: R,
    taken: Rc<Cell<u64>>,
    given: u64,
    budget: Budget,
}

impl<R: Read> Guard<R> {
    /// Watches `inner`, which has taken in `taken` bytes.
    pub(super) fn new(inner: R, taken: Rc<Cell<u64>>, budget: Budget) -> Guard<R> {
        Guard { inner, taken, given: 0, budget }
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.given += read as u64;
        self.budget.spend(read as u64)?;
        if self.given > FREE && self.given > self.taken.get().saturating_mul(RATIO) {
            return Err(io::Error::other(Stop::Bomb));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(given: u64, taken: u64, budget: &Budget) -> Result<u64, Reason> {
        let mut guard = Guard::new(io::repeat(0).take(given), Rc::new(Cell::new(taken)), budget.clone());
        io::copy(&mut guard, &mut io::sink()).map_err(|error| Reason::of_error(&error))
    }

    #[test]
    fn what_unpacks_to_too_much_is_stopped() {
        assert_eq!(read_all(1 << 20, 1, &Budget::new(1 << 30)), Ok(1 << 20));
        assert_eq!(read_all(2 << 20, 1, &Budget::new(1 << 30)), Err(Reason::Bomb));
        assert_eq!(read_all(2 << 20, 1 << 20, &Budget::new(1 << 30)), Ok(2 << 20));
    }

    #[test]
    fn many_small_members_share_one_budget() {
        let budget = Budget::new(10_000);
        let (mut good, mut bad) = (0, 0);
        for _ in 0..10 {
            match read_all(1 << 20, 1 << 20, &budget) {
                Ok(_) => good += 1,
                Err(reason) => {
                    assert_eq!(reason, Reason::Bomb);
                    bad += 1;
                }
            }
        }
        assert_eq!((good, bad), (2, 8));
    }
}
