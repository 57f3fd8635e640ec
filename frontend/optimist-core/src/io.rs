//! The engine's whole vocabulary: what it is told, and what it asks for.

use std::{any::Any, rc::Rc};

use serde::{Deserialize, Serialize};

use crate::{
    call::{AnyCall, AnyTruth},
    entity::QueryKey,
    key::Key,
    operation::{Counts, OperationId},
};

/// Counts the writes of a server: an answer that shows revision `r` shows every write up to `r`.
pub type Revision = u64;

/// Joins a request with what comes back of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// What the driver tells the engine.
pub enum Input {
    /// A read has ended. The data are the `Vec` of the query's items.
    Fetched {
        /// The read.
        request: RequestId,
        /// Items and revision, or why there are none.
        result: Result<Fetched, Failure>,
    },
    /// The outcome of one operation of a request; a request may bring many, in any order.
    Answered {
        /// The request.
        request: RequestId,
        /// The operation.
        key: Key,
        /// What became of it.
        outcome: Outcome,
    },
    /// A request brings no more outcomes. What it has not named is unknown.
    Ended {
        /// The request.
        request: RequestId,
        /// How it ended.
        end: Result<(), Failure>,
    },
    /// The server has made a change, ours or another's.
    Event {
        /// The change's revision. Revisions of events follow each other without a gap.
        revision: Revision,
        /// The key of the operation that made it, if it had one.
        key: Option<Key>,
        /// What is true now.
        truth: Rc<dyn AnyTruth>,
    },
    /// The event stream is open: every change after `revision` will come. Told again whenever the
    /// server says how far it is, so that a lost change is noticed.
    LiveOpened {
        /// Where it goes on from.
        revision: Revision,
    },
    /// The event stream is open, but changes before `revision` are lost.
    LiveReset {
        /// Where it goes on from.
        revision: Revision,
    },
    /// The event stream is closed.
    LiveLost,
    /// These entries are safely stored.
    Stored(Vec<Key>),
    /// There is no storage, or it has broken: entries are sent without being stored.
    StorageFailed,
    /// What the storage held at the start, in any order.
    Restored(Vec<Restored>),
    /// The browser believes that there is a connection, or none: a hint to try.
    Hint {
        /// Its belief.
        online: bool,
    },
    /// The window has got the focus.
    Focused,
    /// The user is signed in again: what was paused goes on.
    SignedIn,
    /// The time that [`Engine::poll_timeout`](crate::Engine::poll_timeout) named has come.
    Wake,
}

/// What the engine asks of the driver.
pub enum Output {
    /// Read a query, then tell [`Input::Fetched`].
    Fetch {
        /// Names the read.
        request: RequestId,
        /// What to read.
        query: QueryKey,
    },
    /// Send operations, then tell [`Input::Answered`] for each and [`Input::Ended`].
    Send {
        /// Names the request.
        request: RequestId,
        /// The operations, in order.
        operations: Vec<Outgoing>,
    },
    /// Ask the server what became of an operation, and make sure that it is not done later: then
    /// tell [`Input::Answered`] and [`Input::Ended`].
    Withdraw {
        /// Names the request.
        request: RequestId,
        /// The operation.
        operation: Outgoing,
    },
    /// Nobody waits for this request any more.
    Abort(RequestId),
    /// Open the event stream, from this revision on, in place of any older one.
    OpenLive {
        /// Changes after this revision are wanted.
        since: Revision,
    },
    /// Store these entries, each on its own, then tell [`Input::Stored`].
    Store(Vec<Stored>),
    /// Remove these entries from the storage; in rising order.
    Unstore(Vec<Key>),
    /// What these queries show, or their status, has changed.
    Changed(Vec<QueryKey>),
    /// Pending counts, item states or operations have changed.
    OperationsChanged,
    /// Something that the user may be told.
    Tell(Event),
}

/// A successful read.
pub struct Fetched {
    /// A `Vec` of the items of the query's entity.
    pub items: Box<dyn Any>,
    /// The revision that they show; `None` where the API has none.
    pub revision: Option<Revision>,
}

/// One operation on its way to the server.
#[derive(Clone)]
pub struct Outgoing {
    /// Its idempotency key.
    pub key: Key,
    /// What to do.
    pub call: Rc<dyn AnyCall>,
}

/// One log entry on its way to the storage.
#[derive(Clone)]
pub struct Stored {
    /// Its key, and so its place in the log.
    pub key: Key,
    /// The operation that it is an item of.
    pub operation: OperationId,
    /// Name, version and arguments.
    pub call: Rc<dyn AnyCall>,
}

/// One log entry that was found in the storage.
#[derive(Clone)]
pub struct Restored {
    /// Its key.
    pub key: Key,
    /// The operation that it is an item of.
    pub operation: OperationId,
    /// Name, version and arguments.
    pub call: Rc<dyn AnyCall>,
}

/// What became of an operation.
pub enum Outcome {
    /// It was done.
    Done {
        /// The revision that did it; `None` where the API has none.
        revision: Option<Revision>,
        /// The whole item right after it, where the answer tells.
        truth: Option<Rc<dyn AnyTruth>>,
    },
    /// It was not done, and will not be.
    Refused(Reason),
    /// It may or may not have been done.
    Unknown(Failure),
    /// Nobody is signed in: keep it.
    Paused,
    /// The server does not know such an operation, perhaps not yet.
    UpdateNeeded,
}

/// Why something was refused or failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// For programs: `"not-found"`.
    pub code: String,
    /// For people: a sentence.
    pub message: String,
}

impl Reason {
    /// A reason from its two parts.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
        }
    }
}

/// Why a request brought no answer, or none that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What kind of failure.
    pub kind: FailureKind,
    /// What to tell a person.
    pub reason: Reason,
    /// Do not try again before so many milliseconds have passed.
    pub retry_after_ms: Option<u64>,
}

/// Kinds of failed requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// There was no answer at all: no connection, or it was cut.
    Network,
    /// The server, or something before it, answered with what settles nothing.
    Server,
    /// The batch was too large, and nothing of it was done.
    TooLarge,
    /// A read that another try will not help: it was refused.
    Refused,
}

impl Failure {
    /// No answer at all.
    pub fn network() -> Self {
        Self {
            kind: FailureKind::Network,
            reason: Reason::new("network", "The server could not be reached."),
            retry_after_ms: None,
        }
    }

    /// An answer that settles nothing.
    pub fn server(reason: Reason) -> Self {
        Self {
            kind: FailureKind::Server,
            reason,
            retry_after_ms: None,
        }
    }
}

/// How the server's outcome differs from what was foreseen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// What was corrected, as a person calls it.
    pub field: String,
    /// What was foreseen.
    pub wanted: String,
    /// What the server made of it.
    pub actual: String,
    /// Why, as a sentence.
    pub why: String,
}

/// A step in an operation's life that the user may be told of; each is told once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An operation was issued.
    Issued {
        /// Which.
        operation: OperationId,
        /// The mutation's name.
        name: &'static str,
        /// How many items it has.
        total: usize,
    },
    /// The server refused an item; the view is as if it had never been issued.
    Refused {
        /// The operation.
        operation: OperationId,
        /// The item's id.
        target: String,
        /// Why.
        reason: Reason,
    },
    /// An item's outcome could not be learned; its effect is still shown.
    Failed {
        /// The operation.
        operation: OperationId,
        /// The item's id.
        target: String,
        /// Why.
        reason: Reason,
    },
    /// An item was taken back before it was done.
    Cancelled {
        /// The operation.
        operation: OperationId,
        /// The item's id.
        target: String,
    },
    /// The server made something else of an item than was foreseen.
    Corrected {
        /// The operation.
        operation: OperationId,
        /// The item's id.
        target: String,
        /// What is different, and why.
        correction: Correction,
    },
    /// Each item of an operation has its last state for now.
    Finished {
        /// Which.
        operation: OperationId,
        /// The mutation's name.
        name: &'static str,
        /// How its items ended.
        counts: Counts,
    },
    /// The server asks for a new sign-in; the log waits for it.
    SignInNeeded,
    /// Entries cannot be stored: what waits would be lost by a reload.
    StorageFailed,
    /// The engine found its own state wrong and has read everything again.
    Repaired {
        /// What was wrong.
        what: String,
    },
}
