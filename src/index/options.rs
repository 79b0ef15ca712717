//! How much of the machine a writer takes, and how its memory is shared out.

/// How the writer may use the machine.
#[derive(Clone, Copy, Debug)]
pub struct WriterOptions {
    /// How many threads invert text; at least one.
    pub threads: usize,
    /// How much memory in bytes a run may take: what it is shared among, see [`WriterOptions::shares`].
    pub memory: usize,
    /// Which writer makes the segments.
    pub inverting: Inverting,
}

/// Which writer makes the segments of an index. What they make is found the same way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inverting {
    /// The one of this program.
    #[default]
    Own,
    /// The engine's.
    Tantivy,
}

impl Default for WriterOptions {
    fn default() -> WriterOptions {
        WriterOptions { threads: 2, memory: 1 << 30, inverting: Inverting::Own }
    }
}

/// The memory of a run, shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// How many threads invert text.
    pub threads: usize,
    /// The bytes in which each of them gathers text before it writes a segment.
    pub inverting: usize,
    /// The bytes of articles that may wait for them.
    pub waiting: usize,
    /// The bytes that a merge may take.
    pub merging: usize,
    /// The bytes of files that may be read at a time.
    pub reading: u64,
}

impl WriterOptions {
    /// The least that tantivy lets a thread gather in, with its own margin.
    pub(super) const LEAST: usize = 16 << 20;
    /// What more would not make quicker: text gathers in so much at most, whatever the setting.
    const ENOUGH: usize = 180 << 20;

    /// Says how the memory is shared out.
    ///
    /// | setting | threads × inverting | waiting | reading | merging |
    /// |---|---|---|---|---|
    /// | 64 MB | 1 × 25 MB | 8 MB | 8 MB | 64 MB |
    /// | 256 MB | 2 × 51 MB | 32 MB | 32 MB | 128 MB |
    /// | 1 GB | 2 × 90 MB | 32 MB | 64 MB | 128 MB |
    ///
    /// What waits is only what waits for the engine's own inverter: with ours nothing does.
    ///
    /// ```
    /// use dateline::index::WriterOptions;
    /// let shares = WriterOptions { memory: 256 << 20, ..WriterOptions::default() }.shares();
    /// assert_eq!((shares.threads, shares.inverting >> 20), (2, 51));
    /// ```
    pub fn shares(self) -> Shares {
        // While it writes what it gathered an inverter works in the room of the records, which go out first; the engine's own
        // takes about half as much again.
        let inverting = (self.memory / 5 * 2).clamp(WriterOptions::LEAST, WriterOptions::ENOUGH);
        let threads = self.threads.clamp(1, 8).min(inverting / WriterOptions::LEAST);
        Shares {
            threads,
            inverting: inverting / threads,
            waiting: (self.memory / 8).clamp(4 << 20, 32 << 20),
            merging: self.memory.clamp(32 << 20, 128 << 20),
            reading: (self.memory as u64 / 8).clamp(4 << 20, 64 << 20),
        }
    }
}
