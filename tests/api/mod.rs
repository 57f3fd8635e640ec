//! The API over HTTP: what `docs/api.md` promises.

mod bad_batches;
mod batch;
mod crash;
mod description;
mod edge;
mod errors;
mod faults;
mod live;
mod memory;
mod moves;
mod once;
mod pages;
mod reads;
mod slow;
