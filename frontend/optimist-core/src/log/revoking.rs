//! Cancelling what was not sent: it counts once it is stored.

use crate::{context::Context, key::Key, tabs::EntryEnd};

use super::{
    Entry, ItemState, Log, Phase,
    entry::Carried,
    storing::{Removal, StorageState},
};

/// Something that counts as cancelled once it is stored.
pub(super) enum Revoked {
    Entry(Key),
    /// What another entry stood for.
    Carried(Carried),
}

impl Log {
    /// Takes an unsent entry back, with what it stands for reinstated.
    pub(super) fn revoke(&mut self, cx: &mut Context, key: Key) {
        let Some(mut entry) = self.entries.remove(&key) else {
            return;
        };
        self.not_ready(key);
        self.hide(key, &entry);
        entry.shown = false;
        entry.revoked = true;
        entry.phase = Phase::Revoking;
        let carried = std::mem::take(&mut entry.supersedes);
        let waits = entry.on_disk && self.storage.is_open();
        if waits && carried.is_empty() {
            self.remove_row(cx, key, &entry, Removal::Awaited);
        }
        self.entries.insert(key, entry);
        let last = carried.last().map(|carried| carried.key);
        match last {
            Some(last) if waits => {
                let revoked = Revoked::Entry(key);
                self.await_row(last, revoked);
                self.reinstate(cx, carried, Some(key));
            }
            _ => {
                self.reinstate(cx, carried, None);
                if !waits {
                    self.finish_revocation(cx, key);
                }
            }
        }
    }

    /// Takes an item back for which another entry stands.
    pub(super) fn revoke_carried(&mut self, cx: &mut Context, carrier: Key, carried: Carried) {
        let key = carried.key;
        for other in self.of_item(carried.call.scope()).to_vec() {
            if let Some(entry) = self.entries.get_mut(&other) {
                entry.supersedes.retain(|known| known.key != key);
            }
        }
        if let Some(entry) = self.entries.get_mut(&key) {
            // That the other one stands for it has not been stored yet.
            entry.revoked = true;
            entry.phase = Phase::Revoking;
            self.update_shown(key);
            self.await_row(carrier, Revoked::Entry(key));
        } else {
            self.await_row(carrier, Revoked::Carried(carried));
        }
        match self.storage.state {
            StorageState::Open => self.write_row(cx, carrier, vec![key]),
            _ => self.revoke_otherwise(cx, carrier, self.is_on_disk(carrier)),
        }
    }

    /// May a row of an entry be on disk?
    pub(super) fn is_on_disk(&self, key: Key) -> bool {
        self.get(key).is_some_and(|entry| entry.on_disk)
    }

    fn await_row(&mut self, key: Key, revoked: Revoked) {
        let revocations = &mut self.storage.revocations;
        let waiting = revocations.get_or_insert_with(key, Vec::new);
        waiting.push(revoked);
    }

    /// An entry has ended while something that it stood for is being taken back. While its old row may
    /// come back after a reload, that does not count.
    pub(super) fn revocations_outlive(&mut self, cx: &mut Context, key: Key, on_disk: bool) {
        if !(on_disk && self.storage.is_open()) {
            self.revoke_otherwise(cx, key, on_disk);
        }
    }

    /// The row of an entry is written, or gone: what waited for that is cancelled.
    pub(super) fn finish_revocations(&mut self, cx: &mut Context, key: Key) {
        if self.storage.revocations.len() == 0 {
            return;
        }
        for revoked in self.storage.revocations.remove(&key).unwrap_or_default() {
            match revoked {
                Revoked::Entry(key) => self.finish_revocation(cx, key),
                Revoked::Carried(Carried { key, item, .. }) => {
                    self.tell_end(cx, key, EntryEnd::Cancelled);
                    self.set_item(cx, item, ItemState::Cancelled);
                }
            }
        }
    }

    /// The row of an entry cannot be written: what was to be taken back with it is taken back in
    /// another way. Where an older row may come back after a reload, the server has to know.
    pub(super) fn revoke_otherwise(&mut self, cx: &mut Context, key: Key, on_disk: bool) {
        for revoked in self.storage.revocations.remove(&key).unwrap_or_default() {
            match revoked {
                Revoked::Entry(key) if !self.is_on_disk(key) => self.finish_revocation(cx, key),
                Revoked::Entry(key) if self.storage.is_open() => {
                    cx.outputs.unstore[1].push(key);
                    self.storage.removing.insert(key);
                }
                Revoked::Entry(key) => self.resolve_unstored(key),
                Revoked::Carried(carried) if on_disk => self.withdraw(cx, carried),
                Revoked::Carried(carried) => {
                    self.tell_end(cx, carried.key, EntryEnd::Cancelled);
                    self.set_item(cx, carried.item, ItemState::Cancelled);
                }
            }
        }
    }

    /// Has the server told that what an entry stood for is not to be done any more.
    fn withdraw(&mut self, cx: &mut Context, Carried { key, item, call }: Carried) {
        let entry = Entry {
            maybe_sent: true,
            revoked: true,
            withdrawn: true,
            ..Self::unsent(cx, call, item, self.is_bulk(item.operation))
        };
        self.insert(key, entry);
        self.set_item(cx, item, ItemState::Queued);
        self.wait(key);
    }

    pub(super) fn finish_revocation(&mut self, cx: &mut Context, key: Key) {
        let revoking = |entry: &Entry| matches!(entry.phase, Phase::Revoking);
        if !self.get(key).is_some_and(revoking) {
            return;
        }
        if let Some(entry) = self.take_out(cx, key) {
            self.tell_end(cx, key, EntryEnd::Cancelled);
            self.set_item(cx, entry.item, ItemState::Cancelled);
            self.finish_revocations(cx, key);
        }
    }
}
