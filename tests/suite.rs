//! The test suite, one binary: a file a subject.

mod archive;
mod batch;
mod command;
mod completions;
mod containers;
mod contract;
mod crash;
mod doctor;
mod examples;
mod explain;
mod golden;
mod languages;
mod layers;
mod negatives;
mod oracle;
mod queries;
mod readme;
mod records;
mod relevance;
mod screen;
mod settings;
mod signals;
mod updates;
mod verify;
mod views;
mod watch;
