//! The engine against a toy server: named scenarios, and random schedules beside a model.
//!
//! The same tests run natively and in WebAssembly.

mod actions;
mod bytes;
mod client;
mod connection;
mod disk;
mod domain;
mod former;
mod gone;
mod history;
mod invalidating;
mod judge;
mod kept;
mod keys;
mod listing;
mod live;
mod mix;
mod model;
mod network;
mod once;
mod order;
mod overtaken;
mod packet;
mod paging;
mod properties;
mod queries;
mod quiet;
mod races;
mod reach;
mod refusals;
mod replacing;
mod reported;
mod served;
mod server;
mod settlement;
mod sim;
mod soundness;
mod storage_trouble;
mod storing;
mod tabs;
mod taking_back;
mod telling;
mod unstorable;
mod user;
mod world;
