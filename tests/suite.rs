//! The test suite, one binary: a file a subject.

mod archive;
mod command;
mod containers;
mod contract;
mod golden;
mod layers;
mod negatives;
mod readme;
