//! One operation on one item, as a model keeps it.

use std::rc::Rc;

use optimist_core::{AnyCall, Effect, Footprint, Key, Mutation, OperationId, RequestId};
use shared::{Operation, Revision, Video, VideoId};

use super::domain::{Change, ChangeVideo, change_of};

/// An answer: the revision that did it, where that can be compared, and the last request that had
/// gone out by then.
pub(super) type Answer = (Option<Revision>, RequestId);

/// One operation on one item.
pub(super) struct Op {
    pub(super) call: Rc<dyn AnyCall>,
    pub(super) place: (OperationId, usize),
    /// Its place in the order of issue, over all pages of a client.
    pub(super) issued: u64,
    /// Issued, or reinstated, by this page.
    pub(super) of_this_page: bool,
    /// The server may have seen it.
    pub(super) sent: bool,
    /// It was taken back, so that its outcome is asked for.
    pub(super) withdrawn: bool,
    /// Its item was changed before the storage gave it back.
    pub(super) overtaken: bool,
    /// It was taken back before it was sent, which is over when that is stored.
    pub(super) revoked: Revoked,
    pub(super) shown: Shown,
    /// Done, by this answer.
    pub(super) done: Option<Answer>,
    /// The later one that stands for it, and whether the page was told that this is stored.
    pub(super) by: Option<(Key, bool)>,
    /// The one that stood for it before, while that is not stored.
    pub(super) by_before: Option<Key>,
    /// How often it was given another idempotency key, and whether it may be now.
    pub(super) rekeyed: u32,
    pub(super) may_rekey: bool,
    /// How often in a row the server, or a cut connection, left its outcome unknown.
    pub(super) failures: u32,
    pub(super) row: Row,
}

/// Was an operation taken back before it was sent?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Revoked {
    No,
    /// Its own row is to go.
    Entry,
    /// The row of the one that stands for it is to be written without it.
    Item(Key),
}

/// Is an operation replayed in the views?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Yes,
    No,
    /// It is being taken back, and may be shown until that is over.
    Perhaps,
}

/// What the page knows of an operation's row.
#[derive(Clone, Copy, Default)]
pub(super) struct Row {
    /// The number of its latest writing.
    pub(super) write: u64,
    /// It has been given to the storage, and not come back as impossible.
    pub(super) asked: bool,
    /// The page was told that it is stored.
    pub(super) told: bool,
    /// It was under way while there was no storage for it.
    pub(super) excused: bool,
    /// It is not to be sent before the latest writing is stored.
    pub(super) awaited: bool,
}

impl Op {
    pub(super) fn new(
        call: Rc<dyn AnyCall>,
        place: (OperationId, usize),
        issued: u64,
        of_this_page: bool,
    ) -> Self {
        Self {
            call,
            place,
            issued,
            of_this_page,
            sent: false,
            withdrawn: false,
            overtaken: false,
            revoked: Revoked::No,
            shown: Shown::Yes,
            done: None,
            by: None,
            by_before: None,
            rekeyed: 0,
            may_rekey: false,
            failures: 0,
            row: Row::default(),
        }
    }

    pub(super) fn change(&self) -> &Change {
        change_of(&self.call)
    }

    pub(super) fn operation(&self) -> &Operation {
        &self.change().operation
    }

    pub(super) fn id(&self) -> VideoId {
        self.operation().id()
    }

    pub(super) fn footprint(&self) -> Footprint {
        ChangeVideo::footprint(self.change())
    }

    /// An item after it.
    pub(super) fn after(&self, item: Option<Video>) -> Option<Video> {
        match ChangeVideo::predict(self.change(), item.as_ref(), self.call.at()) {
            Effect::Put(next) => Some(next),
            Effect::Remove => None,
            Effect::NotApplicable => item,
        }
    }

    /// What is not stored yet about who stands for it does not come to be.
    pub(super) fn forget_unstored(&mut self) {
        if self.by.is_some_and(|(_, stored)| !stored) {
            self.by = self.by_before.take().map(|by| (by, true));
        }
    }

    /// That it was taken back cannot be stored: the server is told instead.
    pub(super) fn resolve_instead(&mut self) {
        if self.revoked != Revoked::No {
            self.revoked = Revoked::No;
            self.withdrawn = true;
            self.shown = Shown::Perhaps;
            // Its row may be gone, or may come back.
            self.row.told = false;
        }
    }

    pub(super) fn is_course_move(&self) -> bool {
        matches!(self.operation(), Operation::SetCourse { .. })
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
