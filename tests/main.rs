//! One binary for all tests that need more than one crate.

mod api;
mod documents;
mod harness;
mod layers;
mod simulation;
