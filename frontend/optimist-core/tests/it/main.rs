//! The engine against a toy server: named scenarios, and random schedules beside a model.
//!
//! The same tests run natively and in WebAssembly.

mod client;
mod domain;
mod races;
mod server;
mod world;
