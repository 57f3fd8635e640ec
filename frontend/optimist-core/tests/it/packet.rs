//! What is on its way in a schedule.

use optimist_core::{Failure, Key, Outcome, RequestId, Revision};

use crate::{
    domain::{Note, Op},
    server::Answer,
};

/// Something on its way to the server, or to one page of a user.
pub enum Packet {
    Operations(RequestId, Vec<(Key, Op)>, Fate),
    Withdrawal(RequestId, Key),
    Read(RequestId, String),
    OpenLive(Revision),
    Answered(RequestId, Key, u32, Answer),
    Outcome(RequestId, Key, fn() -> Outcome),
    Ended(RequestId, Result<(), Failure>),
    Fetched(RequestId, String, Result<(Vec<Note>, Revision), Failure>),
    Stored(Vec<Key>),
    Event(u32, Revision),
    LiveOpened(u32, Revision),
    LiveReset(u32, Revision),
    LiveLost(u32),
    Heartbeat(u32),
}

/// What becomes of a request with operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Arrives,
    /// The server does it, but the answers are lost from the n-th on.
    AnswersLost(usize),
    /// The server does it all; the request ends in order, but some outcomes are missing.
    Partial(usize),
    Busy(u64),
    UnknownRoute,
}
