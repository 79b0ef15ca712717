//! The test suite, one binary: a file a subject.

mod archive;
mod command;
mod containers;
mod contract;
mod crash;
mod doctor;
mod golden;
mod languages;
mod layers;
mod negatives;
mod queries;
mod readme;
mod relevance;
mod signals;
mod verify;
