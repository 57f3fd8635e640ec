//! How an app follows what others change: event streams, and polls in place of them.

use std::rc::Rc;

use futures::future::LocalBoxFuture;
use optimist_core::{Failure, Head, LiveSignal, Revision, Timeline, Timestamp};
use web_sys::AbortSignal;

/// Where an event stream is to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveFrom {
    /// Changes after this revision are wanted; `None`: from now on.
    pub since: Option<Revision>,
    /// The timeline that `since` belongs to, where it is known.
    pub timeline: Option<Timeline>,
}

/// One message of an event stream.
pub struct LiveMessage {
    /// What it says.
    pub signal: LiveSignal,
    /// The server's time of day, where the message has it: of a change, when it was done.
    pub server_time: Option<Timestamp>,
}

/// How far a server is, as a poll has found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polled {
    /// The latest write and its timeline.
    pub head: Head,
    /// The server's time of day, where the answer has it.
    pub server_time: Option<Timestamp>,
}

/// The event stream of a source.
pub(crate) struct LiveStream {
    pub(crate) url: Box<dyn Fn(LiveFrom) -> String>,
    pub(crate) parse: Box<Parse>,
}

/// Reads one line of a message; `None`: it says nothing to the client.
pub(crate) type Parse = dyn Fn(&str) -> Option<LiveMessage>;

/// Asks a source how far it is.
pub(crate) type Poll = Rc<dyn Fn(AbortSignal) -> LocalBoxFuture<'static, Result<Polled, Failure>>>;
