//! Whose turn it is: entries take their place, wait, go out, and leave.

use std::rc::Rc;

use super::{Entry, ItemState, Log, Phase, ViewChange};
use crate::{
    context::Context,
    det_hash_map::clear_tombstones,
    entity::Policy,
    ids::{RequestId, Revision},
    io::Outgoing,
    key::Key,
};

/// Whose turn it is.
impl Log {
    /// Puts an entry in its place. It is shown where optimism and its policy allow it.
    pub(super) fn insert(&mut self, key: Key, mut entry: Entry) {
        entry.shown = self.is_to_be_shown(&entry);
        if entry.shown {
            let call = Rc::clone(&entry.call);
            self.effects.push(ViewChange::Show(key, call));
        }
        for (at, scope) in entry.scopes().enumerate() {
            // What comes from the storage, or is reinstated, may come before what is ready.
            if let Some(second) = self.lanes.insert(key, scope, at == 0) {
                self.ready.iter_mut().for_each(|ready| ready.remove(second));
            }
        }
        self.unanswered += 1;
        self.entries.insert(key, entry);
    }

    /// What was overtaken, or taken back without having been sent, takes no effect.
    fn is_to_be_shown(&self, entry: &Entry) -> bool {
        let optimistic = self.optimism && entry.call.policy() == Policy::Optimistic;
        optimistic && !entry.overtaken && !entry.revoked
    }

    /// Shows or hides an entry, as is due now.
    pub(super) fn update_shown(&mut self, key: Key) {
        let Some(entry) = self.get(key) else {
            return;
        };
        let (show, call) = (self.is_to_be_shown(entry), Rc::clone(&entry.call));
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        if std::mem::replace(&mut entry.shown, show) != show {
            self.effects.push(match show {
                true => ViewChange::Show(key, call),
                false => ViewChange::Hide(key, call),
            });
        }
    }

    pub(super) fn set_phase(&mut self, key: Key, phase: Phase) {
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.phase = phase;
        }
    }

    /// Lets an entry wait for its turn.
    pub(super) fn wait(&mut self, key: Key) {
        let Some(entry) = self.entries.get_mut(&key).filter(|entry| !entry.answered()) else {
            return;
        };
        entry.phase = Phase::Waiting;
        if self.follows && entry.was_stored {
            // The sender sends it.
        } else if entry.only_asks() {
            self.to_resolve.insert(key);
        } else {
            self.make_ready(key);
        }
    }

    pub(super) fn make_ready(&mut self, key: Key) {
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        let ours = !(self.follows && entry.was_stored);
        let waits = ours && matches!(entry.phase, Phase::Waiting) && !entry.only_asks();
        let waits = waits && !entry.deferred;
        let mut scopes = entry.scopes();
        if waits && scopes.all(|scope| self.lanes.has_turn(key, scope)) {
            self.ready[usize::from(entry.bulk)].insert(key);
        }
    }

    /// An entry waits for something else than its turn.
    pub(super) fn not_ready(&mut self, key: Key) {
        self.ready.iter_mut().for_each(|ready| ready.remove(key));
        self.to_resolve.remove(key);
    }

    /// Ends an entry's turn in its scopes: the next ones may go out.
    pub(super) fn leave_queues(&mut self, key: Key) {
        let Some(entry) = self.entries.get(&key).filter(|entry| !entry.answered()) else {
            return;
        };
        self.unanswered -= 1;
        let next: Vec<Key> = entry
            .scopes()
            .filter_map(|scope| self.lanes.leave_queue(key, scope))
            .collect();
        self.not_ready(key);
        next.into_iter().for_each(|next| self.make_ready(next));
    }

    /// Takes an entry out of everything but the storage.
    pub(super) fn take_out(&mut self, cx: &mut Context, key: Key) -> Option<Entry> {
        self.leave_queues(key);
        let entry = self.entries.remove(&key)?;
        if let Some(ack) = entry.ack() {
            let revision = ack.revision.unwrap_or(Revision::MAX);
            self.awaiting.remove_at(revision, key);
            self.awaiting_reads.remove(key);
        }
        if let Phase::BackingOff(group) = entry.phase {
            self.leave_group(cx, group, key);
        }
        if let Some(idempotency_key) = entry.sent_as {
            self.sent_as.remove(&idempotency_key);
        }
        self.lanes.remove(key, entry.call.scope());
        clear_tombstones(&mut self.entries);
        self.hide(key, &entry);
        cx.outputs.operations_changed = true;
        Some(entry)
    }

    /// An entry's operation is replayed no more; unless it was answered, it will not be done.
    pub(super) fn hide(&mut self, key: Key, entry: &Entry) {
        if entry.shown {
            let call = Rc::clone(&entry.call);
            self.effects.push(ViewChange::Hide(key, call));
        }
        if !entry.answered() {
            let call = Rc::clone(&entry.call);
            self.effects.push(ViewChange::NotDone(key, call));
        }
    }

    /// Turns optimism on or off; pending operations follow.
    pub(crate) fn set_optimism(&mut self, cx: &mut Context, on: bool) {
        if std::mem::replace(&mut self.optimism, on) == on {
            return;
        }
        for key in self.keys() {
            self.update_shown(key);
        }
        cx.outputs.operations_changed = true;
    }
}

/// What goes out.
impl Log {
    /// The next entry whose outcome is to be asked for.
    pub(crate) fn next_to_resolve(&self) -> Option<Key> {
        let asked = |key: &Key| {
            let entry = self.get(*key);
            entry.is_some_and(|entry| entry.is_keyed() || entry.maybe_sent)
        };
        self.to_resolve.iter().find(asked)
    }

    /// Entries go out in a request: returns them as they are sent.
    pub(crate) fn send(
        &mut self,
        cx: &mut Context,
        keys: &[Key],
        request: RequestId,
    ) -> Vec<Outgoing> {
        let mut operations = Vec::with_capacity(keys.len());
        for &key in keys {
            self.not_ready(key);
            let Some(entry) = self.entries.get_mut(&key) else {
                continue;
            };
            entry.phase = Phase::Sent(request);
            if !std::mem::replace(&mut entry.maybe_sent, true) {
                entry.first_sent.get_or_insert(request);
            }
            // Where pages share a storage, an entry with an older key may come late.
            if cx.config.tabs && !entry.withdrawn {
                for scope in entry.scopes() {
                    self.lanes.take_turn(key, scope);
                }
            }
            operations.push(Outgoing {
                key: entry.sent_as.unwrap_or(key),
                call: Rc::clone(&entry.call),
            });
            self.storage.sent(entry.call.scope(), entry.item);
            self.set_items(cx, key, &ItemState::Sending);
        }
        operations
    }

    /// The request before which the server cannot have done an entry, where that is known.
    pub(crate) fn first_sent_in(&self, key: Key) -> Option<RequestId> {
        self.get(key)?.first_sent
    }

    /// The request whose outcome an entry waits for.
    pub(crate) fn sent_in(&self, key: Key) -> Option<RequestId> {
        match self.get(key)?.phase {
            Phase::Sent(request) => Some(request),
            _ => None,
        }
    }
}
