//! The test suite, one binary: a file a subject.

mod golden;
mod negatives;
