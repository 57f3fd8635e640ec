//! One pending operation on one item.

use std::rc::Rc;

use crate::{
    call::AnyCall,
    entity::Scope,
    ids::{ItemRef, RequestId},
    key::Key,
    store::Ack,
    time::{Moment, Timestamp},
};

pub(crate) struct Entry {
    pub(crate) call: Rc<dyn AnyCall>,
    /// Scopes besides the item's own in which it keeps its place.
    pub(super) other_scopes: Vec<Scope>,
    pub(crate) item: ItemRef,
    /// Part of an operation over many items: lets single ones go first.
    pub(super) bulk: bool,
    pub(super) phase: Phase,
    /// The idempotency key, where it is not the entry's own.
    pub(super) sent_as: Option<Key>,
    /// How often it was given another idempotency key.
    pub(super) rekeyed: u32,
    /// How often its outcome was unknown in a row, and how often that counts against the budget.
    pub(super) attempts: u32,
    pub(super) failures: u32,
    /// The server may have seen it: it may no longer be dropped or superseded.
    pub(super) maybe_sent: bool,
    /// The request in which it was sent for the first time; `None`: it was not, or perhaps elsewhere.
    pub(super) first_sent: Option<RequestId>,
    /// What its row says of that, where it may not be sent again.
    pub(super) mark: Mark,
    /// The user was told that it may have been done and is not sent again.
    pub(super) unsure: bool,
    /// It is not to be sent before this time of day, and whether it still waits for that.
    pub(super) not_before: Option<Timestamp>,
    pub(super) deferred: bool,
    /// It was taken back before it was sent: it is not shown.
    pub(super) revoked: bool,
    /// It was taken back, so that its outcome is asked for rather than the deed.
    pub(super) withdrawn: bool,
    /// A newer operation on its item was sent before the storage gave this one back: it is not shown,
    /// and its outcome is asked for rather than the deed.
    pub(super) overtaken: bool,
    /// It is replayed in the views.
    pub(super) shown: bool,
    /// When it was issued; `None`: on an earlier visit.
    pub(super) issued: Option<Moment>,
    /// Entries that this one stands for.
    pub(super) supersedes: Vec<Carried>,
    /// The number of its row's latest writing; 0: it has none.
    pub(super) write: u64,
    /// A row of it may be on disk; one was reported to be.
    pub(super) on_disk: bool,
    pub(super) was_stored: bool,
    /// It cannot be written as a row: it is stored no more, and stands in no relation that is stored.
    pub(super) unstorable: bool,
}

/// What the row of an entry that may not be sent again says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nobody has sent it.
    Unsent,
    /// It is being written that it may have been sent.
    Marking,
    /// It may have been sent.
    MaybeSent,
    /// Another page may have written that: the storage is to say.
    Unread,
}

/// An entry that another one stands for.
#[derive(Clone)]
pub(super) struct Carried {
    pub(super) key: Key,
    pub(super) item: ItemRef,
    pub(super) call: Rc<dyn AnyCall>,
}

/// What an entry waits for. The log alone sets it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Phase {
    /// Its row to be written.
    Storing,
    /// Its turn, in its scopes and in the outbox.
    Waiting,
    /// The row of the entry that stands for it to be written; then it leaves the log.
    Superseded,
    /// The outcome from this request.
    Sent(RequestId),
    /// An alarm, before another try.
    BackingOff(RequestId),
    /// A new sign-in.
    Paused,
    /// The user: its outcome could not be learned.
    Failed,
    /// Confirmed data that contain it.
    Answered(Ack),
    /// Its row to be removed; then it counts as cancelled.
    Revoking,
}

impl Entry {
    /// May it not be sent again once the server may have seen it?
    pub(super) fn is_once(&self) -> bool {
        self.call.repeat().is_once()
    }

    /// Does the server know its key?
    pub(super) fn is_keyed(&self) -> bool {
        self.call.repeat().is_keyed()
    }

    /// Is its outcome to be asked for, or waited for, rather than the deed done?
    pub(super) fn only_asks(&self) -> bool {
        self.withdrawn || self.maybe_sent && self.is_once()
    }

    /// May only the user or the app say what became of it, since it may have been done?
    pub(super) fn is_doubtful(&self) -> bool {
        self.maybe_sent && !self.is_keyed() && self.only_asks()
    }

    /// All scopes in which it has a place, the item's own first.
    pub(super) fn scopes(&self) -> impl Iterator<Item = &Scope> {
        std::iter::once(self.call.scope()).chain(&self.other_scopes)
    }

    /// It as another one would stand for it.
    pub(super) fn carried(&self, key: Key) -> Carried {
        Carried {
            key,
            item: self.item,
            call: Rc::clone(&self.call),
        }
    }

    /// The user takes it back on a page that does not send it. Is it still to be stored?
    pub(super) fn is_taken_back_before_stored(&mut self) -> bool {
        self.withdrawn = true;
        matches!(self.phase, Phase::Storing)
    }

    pub(crate) fn answered(&self) -> bool {
        matches!(self.phase, Phase::Answered(_))
    }

    pub(crate) fn ack(&self) -> Option<Ack> {
        match self.phase {
            Phase::Answered(ack) => Some(ack),
            _ => None,
        }
    }
}
