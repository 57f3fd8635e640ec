//! What the pages over one storage tell each other.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{OperationId, Revision},
    key::Key,
    outcome::{Correction, Reason},
};

/// What one page tells all others over the same storage. Entries themselves travel as rows of the
/// storage, with [`Input::Replicated`](crate::Input::Replicated).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TabMessage {
    /// The sender: an entry has come to its end.
    Ended(Key, EntryEnd),
    /// The sender: the outcome of an entry could not be learned within the retry budget.
    Failed(Key, Reason),
    /// The sender: what had failed is under way again.
    UnderWay(Key),
    /// The sender: the rows of these entries are gone.
    Removed(Vec<Key>),
    /// A follower: the user takes these back.
    Cancel(Vec<Key>),
    /// A follower: the user wants these tried again.
    Retry(Vec<Key>),
    /// A follower: this is to become of an unsure entry.
    Settle(Key, Verdict),
    /// Any page: the user has handled how an operation ended, or one item of it, by its key.
    Dismissed(OperationId, Option<Key>),
    /// Any page: the user is signed in again.
    SignedIn,
    /// A follower: is the sender there?
    Ping,
    /// The sender: it is.
    Pong,
    /// A follower has read the storage: how does its log compare?
    Joined,
    /// A follower: what has become of these, which the sender did not name?
    Unknown(Vec<Key>),
    /// The sender: neither its log nor the storage knows these, so they have ended.
    Gone(Vec<Key>),
    /// The sender: this is what its log holds.
    Standing(Standing),
}

/// What is to become of an unsure item, by the word of the user or of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It was done.
    Done,
    /// It was not done: send it again.
    SendAgain,
    /// Ask the server once more. Of [`Repeat::Ask`](crate::Repeat::Ask) alone.
    Ask,
}

/// The sender's log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Entries under way.
    pub pending: Vec<Key>,
    /// Entries that others stand for, each with the one that does.
    pub stood_for: Vec<(Key, Key)>,
    /// Entries that have failed, or are unsure.
    pub failed: Vec<(Key, Reason)>,
    /// Entries that have ended, and of which rows may still be on disk.
    pub ended: Vec<(Key, EntryEnd)>,
    /// What was refused and is in the storage as that; `None`: the storage is not open.
    #[serde(default)]
    pub refused: Option<Vec<Key>>,
}

/// How an entry has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryEnd {
    /// The server has done it.
    Done {
        /// The revision that did it, where the API has one.
        revision: Option<Revision>,
        /// The timeline of the revision, where the API has one.
        timeline: Option<String>,
        /// What the server made of it, where that is not what was predicted.
        correction: Option<Correction>,
    },
    /// The server has refused it.
    Refused(Reason),
    /// The user took it back.
    Cancelled,
}

impl EntryEnd {
    /// It was done, without a word on when.
    pub(crate) fn done() -> Self {
        Self::Done {
            revision: None,
            timeline: None,
            correction: None,
        }
    }
}

impl TabMessage {
    /// Does only the sender say such a thing?
    pub(crate) fn is_of_sender(&self) -> bool {
        matches!(
            self,
            Self::Ended(..)
                | Self::Failed(..)
                | Self::UnderWay(_)
                | Self::Removed(_)
                | Self::Gone(_)
                | Self::Pong
                | Self::Standing(_)
        )
    }
}
