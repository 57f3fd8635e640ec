//! One operation on one item, as a model keeps it.

use optimist_core::{Effect, Key, Mutation, OperationId, Timestamp};
use shared::Video;

use super::{
    domain::{Change, ChangeVideo},
    lists::Answer,
};

/// What a user is told of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Notice {
    Refused,
    Corrected,
    Cancelled,
}

/// One operation on one item.
pub(super) struct Op {
    pub(super) change: Change,
    pub(super) at: Timestamp,
    pub(super) place: (OperationId, usize),
    /// The server may have seen it.
    pub(super) sent: bool,
    pub(super) withdrawn: bool,
    /// Done, by this answer.
    pub(super) done: Option<Answer>,
    /// The later one that stands for it.
    pub(super) by: Option<Key>,
}

impl Op {
    /// An item after it.
    pub(super) fn after(&self, item: Option<Video>) -> Option<Video> {
        match ChangeVideo::predict(&self.change, item.as_ref(), self.at) {
            Effect::Put(next) => Some(next),
            Effect::Remove => None,
            Effect::Nothing => item,
        }
    }
}

/// Where an item is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    UnderWay,
    Done,
    Refused,
    Failed,
    Cancelled,
}
