//! The test suite, one binary: a file a subject.

mod command;
mod contract;
mod golden;
mod layers;
mod negatives;
