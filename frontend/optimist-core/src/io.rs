//! The engine's whole vocabulary: what it is told, and what it asks for.

use std::{any::Any, rc::Rc};

use crate::{
    call::{AnyCall, AnyTruth},
    entity::QueryKey,
    event::Event,
    ids::{OperationId, RequestId, Revision, Source, Timeline},
    key::Key,
    listing::Part,
    outcome::{Failure, Outcome, Reason},
    tabs::{Role, TabMessage},
    time::Timestamp,
};

/// What the driver tells the engine.
pub enum Input {
    /// A read has ended.
    Fetched {
        /// The read.
        request: RequestId,
        /// The data, or why there are none.
        result: Result<Fetched, Failure>,
    },
    /// The outcome of one operation of a request. A request with one operation ends with it; one
    /// with many brings outcomes in any order and then [`Input::Ended`].
    Answered {
        /// The request.
        request: RequestId,
        /// The key under which the operation was sent.
        key: Key,
        /// What became of it.
        outcome: Outcome,
    },
    /// A request brings no more outcomes. Operations without one are unknown.
    Ended {
        /// The request.
        request: RequestId,
        /// How it ended.
        end: Result<(), Failure>,
    },
    /// The event stream of a source has brought something.
    Live(Source, LiveSignal),
    /// The answer to [`Output::Poll`].
    Polled {
        /// The request.
        request: RequestId,
        /// How far the server is.
        result: Result<Head, Failure>,
    },
    /// These rows are on disk.
    Stored(Vec<RowVersion>),
    /// The rows of these entries are no longer on disk, by [`Output::Unstore`] or since another row
    /// [replaces](Stored::replaces) them. Of an entry of which more is to be written, nothing is told.
    Unstored(Vec<Key>),
    /// These entries cannot be written as rows; they are sent without being stored.
    NotStorable(Vec<Key>),
    /// The storage does not open, or has broken: entries are sent without being stored until it
    /// is [`Input::Restored`].
    StorageFailed(Reason),
    /// The storage is open and holds these entries, in any order.
    Restored(Vec<Stored>),
    /// The page has been given the lock of the storage, or has lost it: with [`Config::tabs`], it
    /// is a follower until then.
    ///
    /// [`Config::tabs`]: crate::Config::tabs
    Role(Role),
    /// Another page has told this.
    Told(Vec<TabMessage>),
    /// Another page has written these entries to the storage, in one transaction with the removal of
    /// what they replace.
    Replicated(Vec<Stored>),
    /// What an earlier visit has kept of a query: shown until the query has been read.
    Kept {
        /// The query.
        query: QueryKey,
        /// A `Vec` of the items of the query's entity.
        items: Box<dyn Any>,
        /// When they were read.
        read_at: Timestamp,
    },
    /// The browser believes that there is a connection, or none: a hint to try.
    Hint {
        /// Its belief.
        online: bool,
    },
    /// Somebody can see the page, or nobody can.
    Visible(bool),
    /// The window has got the focus.
    Focused,
    /// The user is signed in again: what was paused goes on.
    SignedIn,
    /// The server's time of day when it answered, which has just arrived.
    ServerTime(Timestamp),
    /// A time of day that the server's clock has shown, now or long ago.
    ServerTimePassed(Timestamp),
    /// The moment that [`Engine::poll_timeout`](crate::Engine::poll_timeout) named has come.
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
        /// Which part of it.
        part: Part,
    },
    /// Send operations, then tell [`Input::Answered`] for each and, where there are several,
    /// [`Input::Ended`].
    Send {
        /// Names the request.
        request: RequestId,
        /// The operations, in order.
        operations: Vec<Outgoing>,
    },
    /// Ask the server what became of an operation, and make sure that it is not done later: then
    /// tell [`Input::Answered`]. With [`Repeat::WithKey`] by its key; with [`Repeat::Ask`] in the
    /// app's own way, without doing it.
    ///
    /// [`Repeat::WithKey`]: crate::Repeat::WithKey
    /// [`Repeat::Ask`]: crate::Repeat::Ask
    Resolve {
        /// Names the request.
        request: RequestId,
        /// The operation.
        operation: Outgoing,
    },
    /// Nobody waits for this request any more.
    Abort(RequestId),
    /// Open the event stream of a source in place of any older one, then tell [`Input::Live`].
    OpenLive {
        /// Names the opening.
        request: RequestId,
        /// The server.
        source: Source,
        /// Changes after this revision are wanted; `None`: from now on.
        since: Option<Revision>,
        /// The timeline that `since` belongs to, where it is known.
        timeline: Option<Timeline>,
    },
    /// Ask a source how far it is, then tell [`Input::Polled`].
    Poll {
        /// Names the request.
        request: RequestId,
        /// The server.
        source: Source,
    },
    /// Open the storage, again where it was open, then tell [`Input::Restored`] or
    /// [`Input::StorageFailed`].
    OpenStorage,
    /// Give up what is being written and is to be written: it must not be on disk later.
    CloseStorage,
    /// Write these entries, each in one transaction with the removal of what it
    /// [replaces](Stored::replaces), then tell [`Input::Stored`].
    Store(Vec<Stored>),
    /// Remove the rows of these entries, in rising order, then tell [`Input::Unstored`]. Writes that
    /// were asked for earlier come first.
    Unstore {
        /// Which entries.
        keys: Vec<Key>,
        /// Something waits for it; otherwise it has time.
        awaited: bool,
    },
    /// Tell all other pages over the same storage, in this order.
    Tell(Vec<TabMessage>),
    /// The page that has the lock of the storage does not answer: take the lock away from it, if
    /// the channel to the other pages works, then tell [`Input::Role`].
    TakeLock,
    /// The views of these queries, or their status, have changed.
    Changed(Vec<QueryKey>),
    /// Pending counts, item states, operations or the connection have changed.
    OperationsChanged,
    /// Something that the user may be told.
    Notify(Event),
    /// A query is forgotten: it is fetched no more unless it is observed anew.
    Forgotten(QueryKey),
}

/// A successful read.
pub struct Fetched {
    /// A `Vec` of the items of the query's entity.
    pub items: Box<dyn Any>,
    /// The revision that they show; `None` where the API has none.
    pub revision: Option<Revision>,
    /// The timeline of the revision; `None` where the API has none.
    pub timeline: Option<Timeline>,
}

/// How far a server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its latest write.
    pub revision: Revision,
    /// The timeline of the revision; `None` where the API has none.
    pub timeline: Option<Timeline>,
}

/// One message of an event stream.
pub enum LiveSignal {
    /// The stream is open: every change after this revision will come. Repeated whenever the
    /// server says how far it is, so that a lost change is noticed. With another timeline than
    /// before it says that the revision from which the stream was asked for is part of that one.
    Opened(Head),
    /// The stream is open, but changes before this revision are lost.
    Reset(Head),
    /// The server has made a change, ours or another's.
    Change {
        /// The change's revision: one more than that of the change before.
        revision: Revision,
        /// The key of the operation that made it, if it had one.
        key: Option<Key>,
        /// The item after it.
        truth: Rc<dyn AnyTruth>,
    },
    /// The stream is closed.
    Lost,
}

/// One operation on its way to the server.
#[derive(Clone)]
pub struct Outgoing {
    /// Its idempotency key.
    pub key: Key,
    /// What to do.
    pub call: Rc<dyn AnyCall>,
}

/// One log entry, as it is written to the storage and read from it.
#[derive(Clone)]
pub struct Stored {
    /// Names the entry, and is its place in the log.
    pub key: Key,
    /// The idempotency key, where it is another one.
    pub sent_as: Option<Key>,
    /// A newer operation on its item was sent before this one was read: only its outcome is asked
    /// for.
    pub overtaken: bool,
    /// The server may have seen it when this was written: another page may not take it back without
    /// asking.
    pub maybe_sent: bool,
    /// Nobody has sent it, and nobody does before a row without this is on disk. Of what may not be sent
    /// again alone; without it, such an entry may have been done.
    pub unsent: bool,
    /// It is not to be sent before this time of day.
    pub not_before: Option<Timestamp>,
    /// The operation that it is an item of.
    pub operation: OperationId,
    /// Name, version and arguments.
    pub call: Rc<dyn AnyCall>,
    /// The server has refused it, and its user has not handled that: it is shown and sent no more, and
    /// stands here so that a reload does not hide the refusal ([`Config::keep_refusals`]).
    ///
    /// [`Config::keep_refusals`]: crate::Config::keep_refusals
    pub refused: Option<Reason>,
    /// Entries that this one stands for, in the order of issue: none of them was sent, and they
    /// are taken up again if this one is refused.
    pub supersedes: Vec<Superseded>,
    /// Entries whose rows go in the transaction that writes this one.
    pub replaces: Vec<Key>,
    /// Counts how often the engine has had rows written: told back in [`Input::Stored`].
    pub write: u64,
}

/// An entry that another one stands for.
#[derive(Clone)]
pub struct Superseded {
    /// Its key.
    pub key: Key,
    /// The operation that it is an item of.
    pub operation: OperationId,
    /// Name, version and arguments.
    pub call: Rc<dyn AnyCall>,
}

/// One writing of one entry's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowVersion {
    /// The entry.
    pub key: Key,
    /// [`Stored::write`]
    pub write: u64,
}
