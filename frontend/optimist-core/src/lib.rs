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
//! - an unknown outcome is never rolled back on a guess: it is asked for again with the same
//!   idempotency key where the server honours keys, and told as *unsure* where it does not;
//! - each item of an operation over many has exactly one state.
//!
//! The engine is a state machine without I/O, clock or chance: [`Engine`] takes [`Input`]s and asks
//! for [`Output`]s. A driver carries them out; the crate `optimist` is one for Yew.

mod alarms;
mod call;
mod config;
mod context;
mod det_hash_map;
mod engine;
mod entity;
mod event;
mod ids;
mod io;
mod key;
mod key_set;
mod list;
mod listing;
mod log;
mod one_or_many;
mod outbox;
mod outcome;
mod retry;
mod rng;
mod router;
mod sort;
mod store;
mod tabs;
#[cfg(test)]
mod testing;
mod time;
mod vec_map;

pub use call::{AnyCall, AnyTruth, Call, Kind, Truth};
pub use config::{Batching, Config};
pub use det_hash_map::{Map, Mixer};
pub use engine::{Engine, ResourceCounts};
pub use entity::{
    ChangedBy, Effect, Entity, Footprint, ItemOf, Mutation, Policy, Query, QueryKey, QueryOptions,
    Repeat, Scope, Settle,
};
pub use event::Event;
pub use ids::{OperationId, RequestId, Revision, Source, Timeline};
pub use io::{Fetched, Head, Input, LiveSignal, Outgoing, Output, RowVersion, Stored, Superseded};
pub use key::{Key, NotAKey};
pub use list::{Items, List};
pub use listing::{Listing, Part, Placement};
pub use log::{Counts, Item, ItemState, ItemStatus, Operation, Origin};
pub use outcome::{Correction, Failure, FailureKind, Outcome, Reason};
pub use retry::Backoff;
pub use store::{DataStatus, FetchStatus, LiveStatus, QueryStatus};
pub use tabs::{EntryEnd, Role, Standing, TabMessage, Verdict};
pub use time::{Moment, Timestamp};
