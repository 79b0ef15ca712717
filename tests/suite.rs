//! The test suite, one binary: a file a subject.

mod archive;
mod command;
mod containers;
mod contract;
mod crash;
mod doctor;
mod explain;
mod golden;
mod languages;
mod layers;
mod negatives;
mod oracle;
mod queries;
mod readme;
mod relevance;
mod signals;
mod updates;
mod verify;
mod watch;
