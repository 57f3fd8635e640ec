//! The engine against a toy server: named scenarios, and random schedules beside a model.
//!
//! The same tests run natively and in WebAssembly.

mod actions;
mod bytes;
mod client;
mod connection;
mod domain;
mod live;
mod mix;
mod model;
mod network;
mod order;
mod properties;
mod queries;
mod races;
mod replacing;
mod server;
mod settlement;
mod sim;
mod soundness;
mod world;
