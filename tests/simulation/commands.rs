//! What a user asks of operations, as the model has it.

use optimist_core::{Key, OperationId};
use shared::VideoId;

use super::{
    model::{Model, StorageState},
    op::{Op, Revoked, Shown, State},
};

impl Model {
    /// The user takes an item back that is under way.
    pub(super) fn cancel(&mut self, key: Key) {
        if self.leave_carrier(key) {
            return;
        }
        let storage = self.storage;
        let Some(op) = self.ops.get_mut(&key) else {
            return;
        };
        if op.done.is_some() || op.revoked != Revoked::No {
            return;
        }
        if op.sent || op.row.asked && storage != StorageState::Open {
            op.withdrawn = true;
            return;
        }
        op.revoked = Revoked::Entry;
        op.shown = Shown::No;
        let id = op.id();
        self.reinstate(key, id);
    }

    /// The user gives up what has failed.
    pub(super) fn give_up(&mut self, key: Key) {
        if self.leave_carrier(key) {
            return;
        }
        if let Some(op) = self
            .ops
            .get_mut(&key)
            .filter(|op| op.revoked == Revoked::No)
        {
            op.withdrawn = true;
            op.failures = 0;
            self.set_with_carried(key, State::UnderWay);
        }
    }

    /// What another one stands for is taken back: it is over when the other's row says so.
    fn leave_carrier(&mut self, key: Key) -> bool {
        let Some(op) = self.ops.get_mut(&key) else {
            return false;
        };
        let Some((by, stored)) = op.by.take() else {
            return false;
        };
        op.revoked = match stored {
            true => Revoked::Item(by),
            false => Revoked::Entry,
        };
        op.shown = Shown::Perhaps;
        if self.storage != StorageState::Open {
            self.row_stays(by);
        }
        true
    }

    /// The user is told that an item was taken back before it was sent. Returns whether it is one
    /// of which only its storing was awaited.
    pub(super) fn revocation_is_over(&mut self, operation: OperationId, id: VideoId) -> bool {
        let keys = self.of_item(id).iter();
        let mut revoked = keys.filter(|key| {
            let op = &self.ops[key];
            op.place.0 == operation && op.revoked != Revoked::No
        });
        let Some(&key) = revoked.next() else {
            return false;
        };
        if let Some(op) = self.remove(key) {
            self.set(op.place, id, State::Cancelled);
            self.end(key, State::Cancelled, false, None);
        }
        true
    }

    /// The user tries again what has failed.
    pub(super) fn retry_failed(&mut self, key: Key) {
        let Some(op) = self
            .ops
            .get_mut(&key)
            .filter(|op| op.revoked == Revoked::No)
        else {
            return;
        };
        let by = op.by.map(|(by, _)| by);
        if by.is_none() {
            // Wanted again; whoever wants what it stands for does not ask for this.
            op.withdrawn = op.overtaken;
        }
        let by = by.unwrap_or(key);
        if let Some(op) = self.ops.get_mut(&by) {
            op.failures = 0;
        }
        self.set_with_carried(by, State::UnderWay);
    }

    /// The user tries again what was refused: as another operation on the same item.
    pub(super) fn retry_refused(&mut self, key: Key, op: Op) {
        let (place, id) = (op.place, op.id());
        self.insert(key, op);
        if let Some(items) = self.items.get_mut(&place.0) {
            items.set_key(place.1, key);
        }
        self.set(place, id, State::UnderWay);
    }
}
