//! The engine of Optimist: a query cache whose optimistic changes never make the screen lie.
//!
//! Three things are kept, and no snapshots:
//!
//! - **confirmed**: what the server last said about a query, with the server's revision;
//! - **log**: the operations that the user issued and that confirmed data do not contain yet, in
//!   order, as data;
//! - **view**: the log replayed over the confirmed data. This alone is shown.
//!
//! What follows from it:
//!
//! - a refused operation leaves the view as if it had never been issued, and no other moves;
//! - new server data are taken in at once, under whatever waits;
//! - an answered operation leaves the log when confirmed data contain it, so nothing flickers;
//! - an unknown outcome is asked for again with the same idempotency key, and never rolled back
//!   on a guess;
//! - each item of an operation over many has exactly one state.
//!
//! The engine is a state machine without I/O, clock or chance: [`Engine`] is told of [`Input`]s
//! and asks for [`Output`]s. A driver carries them out; the crate `optimist` is one for Yew.

mod audit;
mod call;
mod coalesce;
mod config;
mod connection;
mod draws;
mod engine;
mod entity;
mod few;
mod former;
mod io;
mod issue;
mod key;
mod keys;
mod list;
mod live;
mod log;
mod map;
mod operation;
mod outbox;
mod queries;
mod reads;
mod replay;
mod retry;
mod settle;
mod shape;
mod shelf;
mod sort;
mod status;
mod table;
mod time;

pub use call::{AnyCall, AnyTruth, Cache, Call, Settled, Truth};
pub use config::{Batching, Config};
pub use engine::Engine;
pub use entity::{
    ChangedBy, Effect, Entity, Footprint, ItemOf, Mutation, Policy, Query, QueryKey, QueryOptions,
    Scope, Settle,
};
pub use io::{
    Correction, Event, Failure, FailureKind, Fetched, Input, Outcome, Outgoing, Output, Reason,
    RequestId, Restored, Revision, Stored,
};
pub use key::{Key, NotAKey};
pub use list::List;
pub use operation::{Counts, Item, ItemState, Operation, OperationId};
pub use queries::{DataStatus, FetchStatus, QueryStatus};
pub use retry::Backoff;
pub use status::{Held, ItemStatus};
pub use time::Timestamp;
