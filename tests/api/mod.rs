//! The API over HTTP: what `docs/api.md` promises.

mod bad_batches;
mod batch;
mod conditions;
mod crash;
mod description;
mod edge;
mod errors;
mod expiry;
mod faults;
mod live;
mod mark;
mod memory;
mod moves;
mod once;
mod pages;
mod reads;
mod slow;
mod timelines;
mod titles;
