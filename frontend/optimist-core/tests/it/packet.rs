//! What is on its way in a schedule.

use optimist_core::{Failure, Input, Key, Outcome, RequestId, Revision};

use crate::{
    domain::{Note, Op},
    server::Answer,
};

/// Something on its way to the server, or to one page of a user.
pub enum Packet {
    Operations(RequestId, Vec<(Key, Op)>, Fate),
    Resolve(RequestId, Key),
    Read(RequestId, String),
    OpenLive(Option<Revision>),
    Answered(RequestId, Key, u32, Answer),
    Outcome(RequestId, Key, fn() -> Outcome),
    Ended(RequestId, Result<(), Failure>),
    Fetched(RequestId, String, Result<(Vec<Note>, Revision), Failure>),
    /// The disk does the next write.
    Write,
    /// The page is told of a write.
    Written(Input),
    Event(u32, Revision),
    LiveOpened(u32, Revision),
    LiveReset(u32, Revision),
    LiveLost(u32),
    Heartbeat(u32),
    Poll(RequestId),
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

impl std::fmt::Debug for Packet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Operations(request, operations, fate) => {
                write!(f, "{request:?} {operations:?} {fate:?}")
            }
            Self::Resolve(request, key) => write!(f, "{request:?} resolve {key}"),
            Self::Read(request, query) => write!(f, "{request:?} read {query}"),
            Self::OpenLive(since) => write!(f, "open the stream from {since:?}"),
            Self::Answered(request, key, _, answer) => write!(f, "{request:?} {key} {answer:?}"),
            Self::Outcome(request, key, _) => write!(f, "{request:?} {key} another outcome"),
            Self::Ended(request, end) => write!(f, "{request:?} ended {end:?}"),
            Self::Fetched(request, query, result) => {
                let revision = result.as_ref().map(|(_, revision)| revision);
                write!(f, "{request:?} {query} at {revision:?}")
            }
            Self::Write => write!(f, "a write on disk"),
            Self::Written(Input::Stored(rows)) => write!(f, "stored {rows:?}"),
            Self::Written(Input::Unstored(keys)) => write!(f, "unstored {keys:?}"),
            Self::Written(_) => write!(f, "written"),
            Self::Event(_, revision) => write!(f, "event {revision}"),
            Self::LiveOpened(_, revision) => write!(f, "stream at {revision}"),
            Self::LiveReset(_, revision) => write!(f, "stream reset at {revision}"),
            Self::LiveLost(_) => write!(f, "stream lost"),
            Self::Heartbeat(_) => write!(f, "heartbeat"),
            Self::Poll(request) => write!(f, "{request:?} poll"),
        }
    }
}
