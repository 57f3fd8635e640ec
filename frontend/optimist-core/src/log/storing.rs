//! What the storage is to hold of the log, and what waits for it.

use std::rc::Rc;

use crate::{
    alarms::Alarm,
    context::Context,
    det_hash_map::Map,
    entity::Scope,
    ids::ItemRef,
    io::{Output, RowVersion, Stored, Superseded},
    key::Key,
    key_set::KeySet,
    tabs::{EntryEnd, TabMessage},
    vec_map::VecMap,
};

use super::{Entry, ItemState, Log, Phase, entry::Carried};

/// A storage that does not answer is opened again after so many milliseconds.
pub(super) const REOPEN_MS: u64 = 30_000;

/// What is known of the storage.
pub(super) struct Storage {
    pub(super) state: StorageState,
    /// It has not been read on this visit: it may hold operations of an earlier one.
    pub(super) unread: bool,
    /// The items of which operations were sent before it was read, with the latest of them.
    pub(super) sent_unread: Map<Scope, ItemRef>,
    /// Entries that have ended and whose rows are being removed.
    pub(super) removing: KeySet,
    /// Entries that have ended and whose rows could not be removed.
    pub(super) ended: KeySet,
    /// This page has become the sender, and reads what the one before has stored.
    pub(super) takes_over: bool,
    /// What followers have asked for and this page does not know.
    pub(super) asked_for: Vec<Key>,
    /// How entries have ended whose rows may still be on disk, for pages that read them.
    pub(super) ends: VecMap<Key, EntryEnd>,
    /// The storage is open again after it had failed, and nothing has been written since.
    pub(super) unproven: bool,
    /// How often in a row it has failed.
    pub(super) failures: u32,
    /// How many rows have been written.
    pub(super) writes: u64,
    /// Cancellations that wait for the row of this entry to be written.
    pub(super) revocations: VecMap<Key, Vec<Revoked>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StorageState {
    /// There is none: nothing waits for it.
    Off,
    /// It is being opened: nothing is sent before it is read, or has failed.
    Opening,
    Open,
    /// It is out of reach: entries are sent unstored.
    Failed,
}

/// Something that counts as cancelled once it is stored.
pub(super) enum Revoked {
    Entry(Key),
    /// What another entry stood for.
    Carried(Carried),
}

/// Does anything wait for the removal of a row?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Removal {
    InTime,
    Awaited,
}

impl Storage {
    pub(super) fn new(store: bool, cx: &mut Context) -> Self {
        if store {
            cx.push(Output::OpenStorage);
            cx.alarm_in(cx.config.storage_open_ms, Alarm::StorageLate);
        }
        Self {
            state: match store {
                true => StorageState::Opening,
                false => StorageState::Off,
            },
            unread: store,
            sent_unread: Map::default(),
            removing: KeySet::default(),
            ended: KeySet::default(),
            takes_over: false,
            asked_for: Vec::new(),
            ends: VecMap::default(),
            unproven: false,
            failures: 0,
            writes: 0,
            revocations: VecMap::default(),
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.state == StorageState::Open
    }

    /// An operation on this item goes out.
    pub(super) fn sent(&mut self, scope: &Scope, item: ItemRef) {
        if self.unread {
            self.sent_unread.insert(scope.clone(), item);
        }
    }
}

/// Writing.
impl Log {
    /// Is the storage read, or out of reach? Nothing is sent before.
    pub(crate) fn may_send(&self) -> bool {
        self.storage.state != StorageState::Opening
    }

    /// Has an entry's row written, in one transaction with the removal of those of `replaces`;
    /// the entry waits for that.
    pub(super) fn store(&mut self, cx: &mut Context, key: Key, replaces: Vec<Key>) {
        self.not_ready(key);
        self.set_phase(key, Phase::Storing);
        let unstorable = self.get(key).is_some_and(|entry| entry.unstorable);
        match self.storage.state {
            StorageState::Open if unstorable => self.row_written(cx, key),
            StorageState::Open => self.write_row(cx, key, replaces),
            StorageState::Opening => {}
            StorageState::Off => self.row_written(cx, key),
            StorageState::Failed => {
                let ended = &mut self.storage.ended;
                replaces.into_iter().for_each(|key| ended.insert(key));
                self.row_written(cx, key);
            }
        }
    }

    /// Writes an entry's row as it is now.
    pub(super) fn write_row(&mut self, cx: &mut Context, key: Key, replaces: Vec<Key>) {
        let gone = replaces
            .iter()
            .filter(|key| !self.entries.contains_key(*key));
        let gone: Vec<Key> = gone.copied().collect();
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        gone.into_iter()
            .for_each(|key| self.storage.removing.insert(key));
        self.storage.writes += 1;
        entry.write = self.storage.writes;
        entry.on_disk = true;
        let supersedes = entry.supersedes.iter();
        cx.outputs.store.push(Stored {
            key,
            sent_as: entry.sent_as,
            overtaken: entry.overtaken,
            maybe_sent: entry.maybe_sent,
            operation: entry.item.operation,
            call: Rc::clone(&entry.call),
            supersedes: supersedes.map(Carried::stored).collect(),
            replaces,
            write: entry.write,
        });
    }

    /// These rows are on disk.
    pub(crate) fn stored(&mut self, cx: &mut Context, rows: &[RowVersion]) {
        self.storage_works(cx);
        for row in rows {
            let Some(entry) = self.entries.get_mut(&row.key) else {
                continue;
            };
            entry.was_stored = true;
            if entry.write == row.write {
                self.row_written(cx, row.key);
            }
        }
    }

    fn row_written(&mut self, cx: &mut Context, key: Key) {
        self.finish_revocations(cx, key);
        let storing = |entry: &Entry| matches!(entry.phase, Phase::Storing);
        if self.get(key).is_some_and(storing) {
            self.drop_superseded(cx, key);
            if self.follows {
                self.ask_if_taken_back(cx, key);
                self.wait(key);
            } else if !self.vanish_if_void(cx, key) {
                self.wait(key);
            }
        }
    }

    /// The sender knows an entry from now on that the user has taken back.
    fn ask_if_taken_back(&self, cx: &mut Context, key: Key) {
        if self.get(key).is_some_and(|entry| entry.withdrawn) {
            cx.tell(TabMessage::Cancel(vec![key]));
        }
    }

    /// The rows of these entries are no longer on disk.
    pub(crate) fn unstored(&mut self, cx: &mut Context, keys: &[Key]) {
        self.storage_works(cx);
        for &key in keys {
            // What was removed with the writing of another row may wait for more than that.
            self.storage.ends.remove(&key);
            if self.storage.removing.contains(key) {
                self.storage.removing.remove(key);
                self.finish_revocation(cx, key);
                self.finish_revocations(cx, key);
            }
        }
        if !self.follows {
            cx.tell(TabMessage::Removed(keys.to_vec()));
        }
    }

    /// An entry leaves the log: its row goes too.
    pub(super) fn remove_row(
        &mut self,
        cx: &mut Context,
        key: Key,
        entry: &Entry,
        removal: Removal,
    ) {
        match self.storage.state {
            _ if !entry.on_disk => {}
            StorageState::Open if !self.follows => {
                let awaited =
                    removal == Removal::Awaited || self.storage.revocations.contains_key(&key);
                cx.outputs.unstore[usize::from(awaited)].push(key);
                self.storage.removing.insert(key);
            }
            _ => {
                self.storage.ended.insert(key);
                if self.follows && !self.storage.ends.contains_key(&key) {
                    // Its own event has said so.
                    self.storage.ends.insert(key, EntryEnd::done());
                }
            }
        }
    }
}

/// Cancelling what was not sent: it counts once it is stored.
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

    fn finish_revocation(&mut self, cx: &mut Context, key: Key) {
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

impl Carried {
    fn stored(&self) -> Superseded {
        Superseded {
            key: self.key,
            operation: self.item.operation,
            call: Rc::clone(&self.call),
        }
    }
}
