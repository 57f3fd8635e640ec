//! What the storage is to hold of the log, and what waits for it.

use std::rc::Rc;

use crate::{
    alarms::Alarm,
    call::AnyCall,
    context::Context,
    det_hash_map::Map,
    entity::Scope,
    event::Event,
    ids::{ItemRef, OperationId},
    io::{Output, RowVersion, Stored, Superseded},
    key::Key,
    key_set::KeySet,
    outcome::Reason,
    sort::sort,
    vec_map::VecMap,
};

use super::{Entry, ItemState, Log, Phase, entry::Carried};

/// A storage that does not answer is opened again after so many milliseconds.
const REOPEN_MS: u64 = 30_000;

/// What is known of the storage.
pub(super) struct Storage {
    state: StorageState,
    /// It has not been read on this visit: it may hold operations of an earlier one.
    unread: bool,
    /// The items of which operations were sent before it was read, with the latest of them.
    sent_unread: Map<Scope, ItemRef>,
    /// Entries that have ended and whose rows are being removed.
    removing: KeySet,
    /// Entries that have ended and whose rows could not be removed.
    ended: KeySet,
    /// The storage is open again after it had failed, and nothing has been written since.
    unproven: bool,
    /// How often in a row it has failed.
    failures: u32,
    /// How many rows have been written.
    writes: u64,
    /// Cancellations that wait for the row of this entry to be written.
    revocations: VecMap<Key, Vec<Revoked>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StorageState {
    /// There is none: nothing waits for it.
    Off,
    /// It is being opened: nothing is sent before it is read, or has failed.
    Opening,
    Open,
    /// It is out of reach: entries are sent unstored.
    Failed,
}

/// Something that counts as cancelled once it is stored.
enum Revoked {
    Entry(Key),
    /// An item for which another entry stands.
    Item(ItemRef),
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
    fn write_row(&mut self, cx: &mut Context, key: Key, replaces: Vec<Key>) {
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
            if !self.vanish_if_void(cx, key) {
                self.wait(key);
            }
        }
    }

    /// The rows of these entries are no longer on disk.
    pub(crate) fn unstored(&mut self, cx: &mut Context, keys: &[Key]) {
        self.storage_works(cx);
        for &key in keys {
            self.storage.removing.remove(key);
            self.finish_revocation(cx, key);
            let overtaken =
                |entry: &&mut Entry| entry.overtaken && matches!(entry.phase, Phase::Storing);
            if let Some(entry) = self.entries.get_mut(&key).filter(overtaken) {
                entry.on_disk = false;
                self.wait(key);
            }
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
            StorageState::Open => {
                let awaited = usize::from(removal == Removal::Awaited);
                cx.outputs.unstore[awaited].push(key);
                self.storage.removing.insert(key);
            }
            _ => self.storage.ended.insert(key),
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
    pub(super) fn revoke_carried(&mut self, cx: &mut Context, carrier: Key, key: Key) {
        let Some(entry) = self.entries.get_mut(&carrier) else {
            return;
        };
        let Some(at) = entry.supersedes.iter().position(|known| known.key == key) else {
            return;
        };
        let carried = entry.supersedes.remove(at);
        if self.entries.contains_key(&key) {
            // That the other one stands for it has not been stored yet.
            self.set_phase(key, Phase::Revoking);
            self.await_row(carrier, Revoked::Entry(key));
        } else {
            self.await_row(carrier, Revoked::Item(carried.item));
        }
        match self.storage.state {
            StorageState::Open => self.write_row(cx, carrier, vec![key]),
            _ => self.finish_revocations(cx, carrier),
        }
    }

    fn await_row(&mut self, key: Key, revoked: Revoked) {
        let revocations = &mut self.storage.revocations;
        let waiting = revocations.get_or_insert_with(key, Vec::new);
        waiting.push(revoked);
    }

    /// The row of an entry is written, or the entry has ended: what waited for that is cancelled.
    pub(super) fn finish_revocations(&mut self, cx: &mut Context, key: Key) {
        if self.storage.revocations.len() == 0 {
            return;
        }
        for revoked in self.storage.revocations.remove(&key).unwrap_or_default() {
            match revoked {
                Revoked::Entry(key) => self.finish_revocation(cx, key),
                Revoked::Item(item) => self.set_item(cx, item, ItemState::Cancelled),
            }
        }
    }

    fn finish_revocation(&mut self, cx: &mut Context, key: Key) {
        let revoking = |entry: &Entry| matches!(entry.phase, Phase::Revoking);
        if !self.get(key).is_some_and(revoking) {
            return;
        }
        if let Some(entry) = self.take_out(cx, key) {
            self.set_item(cx, entry.item, ItemState::Cancelled);
            self.finish_revocations(cx, key);
        }
    }
}

/// Trouble, and what an earlier visit left.
impl Log {
    /// The storage has not opened in time.
    pub(crate) fn storage_late(&mut self, cx: &mut Context) {
        let reason = Reason::new(
            "storage-late",
            "The browser's storage does not open. Changes are saved to the server only.",
        );
        self.storage_failed(cx, reason);
    }

    /// The storage is out of reach: what waited for it goes on without.
    pub(crate) fn storage_failed(&mut self, cx: &mut Context, reason: Reason) {
        if self.storage.state == StorageState::Off {
            return;
        }
        cx.alarms.clear(&Alarm::StorageLate);
        self.storage.failures += 1;
        let wait = match reason.code.as_str() {
            "storage-late" => REOPEN_MS,
            _ => cx.backoff(self.storage.failures, None).max(1_000),
        };
        cx.alarm_in(wait, Alarm::OpenStorage);
        let before = std::mem::replace(&mut self.storage.state, StorageState::Failed);
        if before == StorageState::Failed {
            return;
        }
        // Those that are still in the log are being taken back, and are resolved instead.
        let removing = std::mem::take(&mut self.storage.removing);
        let ended = removing
            .iter()
            .filter(|key| !self.entries.contains_key(key));
        ended.for_each(|key| self.storage.ended.insert(key));
        if !std::mem::take(&mut self.storage.unproven) {
            cx.outputs.operations_changed = true;
            cx.notify(Event::StorageFailed(reason));
        }
        for key in self.keys() {
            self.go_on_unstored(key);
        }
    }

    /// These entries cannot be written as rows.
    pub(crate) fn not_storable(&mut self, cx: &mut Context, keys: &[Key]) {
        for key in keys {
            if let Some(entry) = self.entries.get_mut(key) {
                entry.unstorable = true;
                entry.on_disk = entry.was_stored;
            }
            self.go_on_unstored(*key);
            self.finish_revocations(cx, *key);
        }
        let reason = Reason::new(
            "not-storable",
            "A change could not be stored on this device. It is saved to the server only.",
        );
        cx.notify(Event::StorageFailed(reason));
    }

    /// An entry does not wait for the storage any more.
    fn go_on_unstored(&mut self, key: Key) {
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        match entry.phase {
            Phase::Storing => {
                // What it was to stand for has kept its row: each goes out for itself.
                let carried = entry.supersedes.iter().map(|carried| carried.key);
                let kept: Vec<Key> = carried
                    .filter(|key| self.entries.contains_key(key))
                    .collect();
                if let Some(entry) = self.entries.get_mut(&key) {
                    entry
                        .supersedes
                        .retain(|carried| !kept.contains(&carried.key));
                }
                for key in kept {
                    self.wait(key);
                }
                self.wait(key);
            }
            // Its row comes back after a reload, so the server has to know that it was taken back.
            Phase::Revoking => self.resolve_unstored(key),
            _ => {}
        }
    }

    fn resolve_unstored(&mut self, key: Key) {
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.withdrawn = true;
        }
        self.wait(key);
    }

    /// The storage has been out of reach for a while: it is opened again.
    pub(crate) fn reopen_storage(&mut self, cx: &mut Context) {
        cx.alarm_in(REOPEN_MS, Alarm::OpenStorage);
        cx.push(Output::OpenStorage);
    }

    /// The storage is open and holds these rows: what is not known goes on where it was, and all
    /// that waits is written anew.
    pub(crate) fn restored(&mut self, cx: &mut Context, mut rows: Vec<Stored>) {
        if self.storage.state == StorageState::Off {
            return;
        }
        cx.alarms.clear(&Alarm::StorageLate);
        cx.alarms.clear(&Alarm::OpenStorage);
        let before = std::mem::replace(&mut self.storage.state, StorageState::Open);
        self.storage.unproven |= before == StorageState::Failed;
        sort(&mut rows, |a, b| a.key.cmp(&b.key));
        let ended = std::mem::take(&mut self.storage.ended);
        for row in rows.iter().filter(|row| ended.contains(row.key)) {
            cx.outputs.unstore[0].push(row.key);
            self.storage.removing.insert(row.key);
        }
        let held: Vec<Key> = rows.iter().map(|row| row.key).collect();
        let known = self.keys();
        rows.retain(|row| known.binary_search(&row.key).is_err() && !ended.contains(row.key));
        if let Some(last) = rows.last() {
            self.move_behind(cx, last.key);
        }
        let known = self.keys();
        // All items first: how many an operation has decides in which queue its entries wait.
        let mut restored = Vec::with_capacity(rows.len());
        for row in rows {
            let mut carried = Vec::new();
            for Superseded {
                key,
                operation,
                call,
            } in row.supersedes
            {
                if held.binary_search(&key).is_err() {
                    let item = self.restore_item(operation, key, &call);
                    carried.push(Carried { key, item, call });
                }
            }
            let item = self.restore_item(row.operation, row.key, &row.call);
            restored.push((row.key, row.sent_as, row.call, item, carried));
        }
        for (key, sent_as, call, item, carried) in restored {
            self.restore(cx, key, sent_as, call, item, carried);
        }
        self.storage.unread = false;
        self.storage.sent_unread = Map::default();
        let mut written = false;
        for key in known {
            let entry = self.get(key);
            if entry.is_some_and(|entry| !entry.answered() && !entry.unstorable) {
                self.write_row(cx, key, Vec::new());
                written = true;
            }
        }
        if !written && self.storage.removing.is_empty() {
            self.storage_works(cx);
        }
    }

    /// What was issued before the storage was read comes after what it holds, whatever the clocks
    /// said that dated the keys: from the first entry up to `last` on, unsent ones get new keys.
    fn move_behind(&mut self, cx: &mut Context, last: Key) {
        cx.keys.pass(last);
        let keys = self.keys();
        if keys.first().is_none_or(|first| *first > last) {
            return;
        }
        for key in keys {
            let entry = self.get(key);
            let unsent = |entry: &Entry| {
                let waits = matches!(entry.phase, Phase::Storing | Phase::Waiting);
                waits && !entry.maybe_sent && !entry.on_disk && entry.sent_as.is_none()
            };
            if entry.is_some_and(unsent)
                && let Some(entry) = self.take_out(cx, key)
            {
                let (item, phase, key) = (entry.item, entry.phase, cx.make_key());
                self.operations.set_key(item, key);
                self.insert(key, entry);
                if matches!(phase, Phase::Waiting) {
                    self.wait(key);
                }
            }
        }
    }

    /// The storage has done something: it is not only open.
    fn storage_works(&mut self, cx: &mut Context) {
        self.storage.failures = 0;
        if std::mem::take(&mut self.storage.unproven) {
            cx.outputs.operations_changed = true;
            cx.notify(Event::StorageRecovered);
        }
    }

    fn restore(
        &mut self,
        cx: &mut Context,
        key: Key,
        sent_as: Option<Key>,
        call: Rc<dyn AnyCall>,
        item: ItemRef,
        supersedes: Vec<Carried>,
    ) {
        cx.keys.pass(key);
        let overtaken = self.storage.sent_unread.contains_key(call.scope());
        let bulk = self.is_bulk(item.operation);
        let entry = Entry {
            issued: None,
            on_disk: true,
            was_stored: true,
            supersedes,
            overtaken,
            withdrawn: overtaken,
            sent_as,
            ..Self::unsent(cx, call, item, bulk)
        };
        if let Some(idempotency_key) = sent_as {
            cx.keys.pass(idempotency_key);
            self.sent_as.insert(idempotency_key, key);
        }
        self.insert(key, entry);
        if !self.vanish_if_void(cx, key) {
            if let Some(entry) = self.entries.get_mut(&key) {
                entry.maybe_sent = true;
            }
            if overtaken {
                // Its row goes first: found by a later visit, it would be sent after the newer one.
                cx.outputs.unstore[1].push(key);
                self.storage.removing.insert(key);
            } else {
                self.wait(key);
            }
        }
        cx.outputs.operations_changed = true;
    }

    fn restore_item(&mut self, id: OperationId, key: Key, call: &Rc<dyn AnyCall>) -> ItemRef {
        let item = [(key, Rc::clone(call))].into_iter();
        let index = self.operations.add(id, call.name(), item);
        ItemRef {
            operation: id,
            index,
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
