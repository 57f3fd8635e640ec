//! Trouble with the storage, and what an earlier visit left in it.

use std::rc::Rc;

use super::{
    Entry, Log, Origin, Phase,
    entry::{Carried, Mark},
    storing::{REOPEN_MS, StorageState},
};
use crate::{
    alarms::Alarm,
    call::AnyCall,
    context::Context,
    det_hash_map::Map,
    event::Event,
    ids::{ItemRef, OperationId},
    io::{Output, Stored, Superseded},
    key::Key,
    outcome::Reason,
    sort::sort,
    tabs::TabMessage,
};

/// Trouble, and what an earlier visit left.
impl Log {
    /// The storage has not opened in time, or has not written for long.
    pub(crate) fn storage_late(&mut self, cx: &mut Context) {
        if self.storage.is_open() {
            if !self.waits_for_storage() {
                return;
            }
            cx.push(Output::CloseStorage);
        }
        let reason = Reason::new(
            "storage-late",
            "The browser's storage does not answer. Changes are saved to the server only.",
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
        if !std::mem::take(&mut self.storage.unproven) {
            cx.outputs.operations_changed = true;
            cx.notify(Event::StorageFailed(reason));
        }
        self.forget_removals(cx);
        for key in self.keys() {
            self.go_on_unstored(key);
        }
    }

    /// The removals that are on their way may never be done.
    pub(super) fn forget_removals(&mut self, cx: &mut Context) {
        // Nor may what was to be written in this turn, after the storage is closed or opened anew.
        cx.outputs.store.clear();
        cx.outputs.unstore.iter_mut().for_each(Vec::clear);
        // Those that are still in the log are being taken back, and are resolved instead.
        let removing = std::mem::take(&mut self.storage.removing);
        let ended = removing
            .iter()
            .filter(|key| !self.entries.contains_key(key));
        ended.for_each(|key| self.storage.ended.insert(key));
        let carriers: Vec<Key> = self.storage.revocations.keys().copied().collect();
        for key in carriers {
            let on_disk = self.is_on_disk(key)
                || self.storage.ended.contains(key)
                || self.storage.marking.contains(key);
            self.revoke_otherwise(cx, key, on_disk);
        }
    }

    /// These entries cannot be written as rows.
    pub(crate) fn not_storable(&mut self, cx: &mut Context, keys: &[Key]) {
        for key in keys {
            if let Some(entry) = self.entries.get_mut(key) {
                entry.unstorable = true;
                entry.on_disk = entry.was_stored;
            }
            self.revoke_otherwise(cx, *key, self.is_on_disk(*key));
            self.go_on_unstored(*key);
        }
        let reason = Reason::new(
            "not-storable",
            "A change could not be stored on this device. It is saved to the server only.",
        );
        cx.notify(Event::StorageFailed(reason));
    }

    /// An entry does not wait for the storage any more.
    pub(super) fn go_on_unstored(&mut self, key: Key) {
        self.mark_lost(key);
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        match entry.phase {
            Phase::Storing => {
                // What it was to stand for has kept its row: each goes out for itself, with what it
                // stands for.
                let carried = entry.supersedes.iter().map(|carried| carried.key);
                let kept: Vec<Key> = carried
                    .filter(|key| self.entries.contains_key(key))
                    .collect();
                let mut carried = entry.supersedes.clone();
                carried.retain(|carried| {
                    !kept.contains(&carried.key) && !self.is_carried_by_any(carried.key, &kept)
                });
                if let Some(entry) = self.entries.get_mut(&key) {
                    entry.supersedes = carried;
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

    pub(super) fn resolve_unstored(&mut self, key: Key) {
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
        // After a first page has shown the storage, what is new there is another page's.
        let origin = match self.storage.unread {
            true => Origin::Storage,
            false => Origin::OtherTab,
        };
        let refused = self.take_refusals(cx, &mut rows);
        let ended = std::mem::take(&mut self.storage.ended);
        for row in rows.iter().filter(|row| ended.contains(row.key)) {
            if self.follows {
                self.storage.ended.insert(row.key);
            } else {
                cx.outputs.unstore[0].push(row.key);
                self.storage.removing.insert(row.key);
            }
        }
        let held: Vec<Key> = rows.iter().map(|row| row.key).collect();
        let takes_over = std::mem::take(&mut self.storage.takes_over);
        rows.retain(|row| !ended.contains(row.key));
        let (stored, rows): (Vec<Stored>, Vec<Stored>) = rows
            .into_iter()
            .partition(|row| self.entries.contains_key(&row.key));
        let last = rows.last().map(|row| row.key);
        // All items first: how many an operation has decides in which queue its entries wait.
        let mut restored = Vec::with_capacity(rows.len());
        for mut row in rows {
            let mut carried = Vec::new();
            for Superseded {
                key,
                operation,
                call,
            } in std::mem::take(&mut row.supersedes)
            {
                if held.binary_search(&key).is_err() {
                    // Another page has let the row stand for what was pending here.
                    let item = self.carried_item(cx, key, operation, origin, &call);
                    carried.push(Carried { key, item, call });
                }
            }
            let item = self.item_of_row(cx, &row, origin);
            let entry = Entry {
                issued: None,
                on_disk: true,
                was_stored: true,
                supersedes: carried,
                overtaken: row.overtaken,
                mark: Mark::of_row(row.unsent),
                not_before: row.not_before,
                sent_as: row.sent_as,
                ..Self::unsent(cx, row.call, item, false)
            };
            restored.push((row.key, entry));
        }
        // What the new rows hold, and what they stand for, is in none of these any more.
        let as_stored = self.known_rows(cx, stored, takes_over);
        if let Some(last) = last {
            self.move_behind(cx, last);
        }
        let known = self.keys();
        for (key, entry) in restored {
            self.restore(cx, key, entry);
        }
        self.restore_refusals(cx, refused, origin, takes_over);
        // That it is read is news, also where it holds nothing.
        cx.outputs.operations_changed = true;
        self.storage.unread = false;
        self.storage.sent_unread = Map::default();
        let mut written = false;
        for key in known {
            if self.get(key).is_some_and(|entry| entry.unstorable) {
                self.go_on_unstored(key);
                continue;
            }
            let is_held = as_stored.binary_search(&key).is_ok();
            if !is_held && self.forgets_unwritten(cx, key) {
                continue;
            }
            let entry = self.get(key);
            // What other pages have stored is theirs to write.
            let ours = |entry: &Entry| !(self.follows && entry.was_stored);
            if entry.is_some_and(|entry| !entry.answered() && ours(entry))
                && (entry.is_some_and(|entry| matches!(entry.phase, Phase::Storing)) || !is_held)
            {
                let unsent =
                    |entry: &Entry| matches!(entry.phase, Phase::Waiting) && !entry.maybe_sent;
                match self.follows && self.get(key).is_some_and(unsent) {
                    // From now on the sender sends it.
                    true => self.store(cx, key, Vec::new()),
                    false => self.write_row(cx, key, Vec::new()),
                }
                written = true;
            }
        }
        match self.follows {
            true => cx.tell(TabMessage::Joined),
            false => {
                cx.tell(TabMessage::Standing(self.standing()));
                self.answer_asked_for(cx);
            }
        }
        if !written && self.storage.removing.is_empty() {
            self.storage_works(cx);
        }
    }

    /// These entries are known, and on disk. Returns those that need not be written anew.
    fn known_rows(&mut self, cx: &mut Context, rows: Vec<Stored>, takes_over: bool) -> Vec<Key> {
        let held: Vec<Key> = rows.iter().map(|row| row.key).collect();
        self.read_marks(cx, &rows);
        if self.follows || takes_over {
            rows.into_iter().for_each(|row| self.take_over_row(cx, row));
        } else {
            return Vec::new();
        }
        if takes_over {
            // What is gone has ended, and this page was not told how.
            for key in self.keys() {
                let gone = |entry: &Entry| {
                    entry.was_stored && !entry.answered() && held.binary_search(&key).is_err()
                };
                if self.get(key).is_some_and(gone) {
                    self.resolve_gone(cx, key);
                }
            }
        }
        held
    }

    /// What was issued before the storage was read comes after what it holds, whatever the clocks
    /// said that dated the keys: from the first entry up to `last` on, unsent ones get new keys.
    pub(super) fn move_behind(&mut self, cx: &mut Context, last: Key) {
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
    pub(super) fn storage_works(&mut self, cx: &mut Context) {
        self.storage.failures = 0;
        if std::mem::take(&mut self.storage.unproven) {
            cx.outputs.operations_changed = true;
            cx.notify(Event::StorageRecovered);
        }
    }

    fn restore(&mut self, cx: &mut Context, key: Key, mut entry: Entry) {
        cx.keys.pass(key);
        let known_as_overtaken = entry.overtaken;
        entry.overtaken |= self.storage.sent_unread.contains_key(entry.call.scope());
        entry.withdrawn = entry.overtaken;
        entry.bulk = self.is_bulk(entry.item.operation);
        let overtaken = entry.overtaken;
        if let Some(idempotency_key) = entry.sent_as {
            cx.keys.pass(idempotency_key);
            self.sent_as.insert(idempotency_key, key);
        }
        self.insert(key, entry);
        self.defer(cx, key);
        if self.follows {
            self.wait(key);
        } else if !self.vanish_if_void(cx, key) {
            if let Some(entry) = self.entries.get_mut(&key) {
                entry.maybe_sent = !(entry.is_once() && entry.mark == Mark::Unsent);
            }
            if overtaken && !known_as_overtaken {
                // Its row says so first: a later visit would send it after the newer one.
                self.store(cx, key, Vec::new());
            } else {
                self.wait(key);
            }
        }
        cx.outputs.operations_changed = true;
    }

    pub(super) fn restore_item(
        &mut self,
        id: OperationId,
        origin: Origin,
        key: Key,
        call: &Rc<dyn AnyCall>,
    ) -> ItemRef {
        let item = [(key, Rc::clone(call))].into_iter();
        let index = self.operations.add(id, call.name(), origin, item);
        ItemRef {
            operation: id,
            index,
        }
    }
}
