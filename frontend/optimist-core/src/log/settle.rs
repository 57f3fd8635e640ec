//! How entries end: answered, refused, failed; and when an answered one leaves the log.

use crate::{
    call::AnyCall,
    context::Context,
    event::Event,
    ids::{ItemRef, Revision, Source},
    key::Key,
    outcome::{Correction, Reason},
    store::Ack,
    tabs::EntryEnd,
};

use super::{Entry, ItemState, Log, Phase, entry::Carried, storing::Removal};

/// Why an overtaken entry is refused.
pub(super) const OVERTAKEN: &str = "overtaken";
/// An entry is given another idempotency key at most so often.
const MOST_KEYS: u32 = 3;
/// An entry that is older than this may have been done under a key that the server has forgotten:
/// 30 days, for which servers keep keys (see `docs/protocol.md`).
const KEYS_KEPT_MS: u64 = 30 * 24 * 60 * 60 * 1_000;

impl Log {
    /// The server has done it: the entry waits for confirmed data that contain it.
    pub(crate) fn answer(
        &mut self,
        cx: &mut Context,
        key: Key,
        ack: Ack,
        correction: Option<Correction>,
    ) {
        self.leave_queues(key);
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        let before = std::mem::replace(&mut entry.phase, Phase::Answered(ack));
        entry.unsure = false;
        let carried = std::mem::take(&mut entry.supersedes);
        let (item, scope) = (entry.item, entry.call.scope().clone());
        let (target, on_disk) = (entry.call.target(), entry.on_disk);
        if let Phase::BackingOff(group) = before {
            self.leave_group(cx, group, key);
        }
        let revision = ack.revision.unwrap_or(Revision::MAX);
        self.awaiting.insert_at(revision, key);
        if let Some(correction) = correction {
            let operation = item.operation;
            let corrected = Event::Corrected {
                operation,
                target,
                correction,
            };
            self.tell_user(cx, operation, corrected);
        }
        self.revocations_outlive(cx, key, on_disk);
        if !self.storage.is_open() {
            // A page before this one may have left rows of its own of what this one stands for.
            let keys = carried.iter().map(|carried| carried.key);
            keys.for_each(|key| self.storage.ended.insert(key));
        }
        for item in carried.iter().map(|carried| carried.item).chain([item]) {
            self.close_failure(&scope, item);
            self.set_item(cx, item, ItemState::Done);
        }
    }

    /// Confirmed data contain an answered entry: it leaves the log.
    pub(crate) fn retire(&mut self, cx: &mut Context, key: Key) {
        if let Some(entry) = self.take_out(cx, key) {
            self.remove_row(cx, key, &entry, Removal::InTime);
        }
    }

    /// The history to which the revisions of answers belong is no longer the server's: the entries
    /// that wait for such a revision later than `after` wait for a read instead.
    pub(crate) fn forget_revisions(&mut self, source: Source, after: Option<Revision>) {
        for key in self.awaiting() {
            let Some(entry) = self.entries.get_mut(&key) else {
                continue;
            };
            let Phase::Answered(ack) = &mut entry.phase else {
                continue;
            };
            if entry.call.source() == source
                && let Some(revision) = ack.revision.filter(|revision| Some(*revision) > after)
            {
                ack.revision = None;
                self.awaiting.remove_at(revision, key);
                self.awaiting_reads.insert(key);
            }
        }
    }

    /// The server has refused it: the views are as if it had never been issued, and what it stood
    /// for is taken up again.
    pub(crate) fn refuse(&mut self, cx: &mut Context, key: Key, reason: &Reason) {
        if self.takes_row_back_first(key) {
            return;
        }
        let Some(mut entry) = self.take_out(cx, key) else {
            return;
        };
        let carried = std::mem::take(&mut entry.supersedes);
        if entry.overtaken {
            return self.refuse_overtaken(cx, key, &entry, carried);
        }
        let keeps = !entry.withdrawn && self.keeps_refusal(cx, entry.on_disk);
        if !carried.is_empty() {
            self.reinstate(cx, carried, entry.on_disk.then_some(key));
        } else if !keeps {
            self.remove_row(cx, key, &entry, Removal::InTime);
        }
        if keeps {
            self.keep_refusal(cx, &entry.carried(key), reason);
        }
        self.revocations_outlive(cx, key, entry.on_disk);
        let (item, scope) = (entry.item, entry.call.scope());
        if entry.withdrawn {
            // Whatever the reason, it is what the user wanted.
            self.tell_end(cx, key, EntryEnd::Cancelled);
            self.close_failure(scope, item);
            return self.set_item(cx, item, ItemState::Cancelled);
        }
        self.tell_end(cx, key, EntryEnd::Refused(reason.clone()));
        self.tell_refused(cx, item, &*entry.call, reason);
        if self.storage.handled.contains(key) {
            // It was read from the storage once more after the user had handled it.
            self.dismiss_item_here(cx, item.operation, item.index);
        }
    }

    /// An overtaken entry was not done, and neither was what it stood for: all of that is older than
    /// what the server has.
    fn refuse_overtaken(
        &mut self,
        cx: &mut Context,
        key: Key,
        entry: &Entry,
        carried: Vec<Carried>,
    ) {
        let reason = Reason::new(
            OVERTAKEN,
            "This change is from an earlier visit, and a newer one was saved before it could be read.",
        );
        self.tell_end(cx, key, EntryEnd::Refused(reason.clone()));
        let keeps = self.keeps_refusal(cx, entry.on_disk);
        if !keeps {
            self.remove_row(cx, key, entry, Removal::InTime);
        }
        self.revocations_outlive(cx, key, entry.on_disk);
        for refused in carried.into_iter().chain([entry.carried(key)]) {
            if keeps {
                self.keep_refusal(cx, &refused, &reason);
            }
            self.tell_refused(cx, refused.item, &*refused.call, &reason);
        }
    }

    pub(super) fn tell_refused(
        &mut self,
        cx: &mut Context,
        item: ItemRef,
        call: &dyn AnyCall,
        reason: &Reason,
    ) {
        self.open_failure(call.scope(), item);
        let refused = Event::Refused {
            operation: item.operation,
            target: call.target(),
            reason: reason.clone(),
        };
        self.tell_user(cx, item.operation, refused);
        self.set_item(cx, item, ItemState::Refused(reason.clone()));
    }

    /// The server holds the entry's key for too old and will never do it under that key. An entry
    /// of this visit gets another key: only a wrong clock can have made its key old. One of an
    /// earlier visit may have been done long ago, which the user has to decide.
    pub(crate) fn key_expired(&mut self, cx: &mut Context, key: Key, reason: &Reason) {
        let idempotency_key = cx.make_key();
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        let age = entry.issued.map(|issued| cx.now.since(issued));
        let young = age.is_some_and(|age| age < KEYS_KEPT_MS);
        if !young || entry.withdrawn || !entry.is_keyed() || entry.rekeyed >= MOST_KEYS {
            return self.refuse(cx, key, reason);
        }
        entry.rekeyed += 1;
        entry.maybe_sent = false;
        if let Some(before) = entry.sent_as.replace(idempotency_key) {
            self.sent_as.remove(&before);
        }
        self.sent_as.insert(idempotency_key, key);
        self.set_items(cx, key, &ItemState::Queued);
        // The new key is stored before it is sent: otherwise a crash would bring the old one back.
        self.store(cx, key, Vec::new());
    }

    /// An entry's outcome is unknown once more. Returns how often that was so in a row, and how
    /// often it `counts` against the retry budget.
    pub(crate) fn tried(&mut self, key: Key, counts: bool) -> (u32, u32) {
        let Some(entry) = self.entries.get_mut(&key) else {
            return (0, 0);
        };
        entry.attempts += 1;
        entry.failures += u32::from(counts);
        (entry.attempts, entry.failures)
    }

    /// The server cannot be reached, which says nothing about the entry: it waits for its turn,
    /// with the whole budget.
    pub(crate) fn wait_for_connection(&mut self, cx: &mut Context, key: Key) {
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.attempts = 0;
            entry.failures = 0;
        }
        self.set_items(cx, key, &ItemState::Queued);
        self.wait(key);
    }

    /// A batch was too large: its entries go out again in smaller ones.
    pub(crate) fn wait_again(&mut self, cx: &mut Context, key: Key) {
        self.set_items(cx, key, &ItemState::Queued);
        self.wait(key);
    }

    /// Nobody is signed in: the entry waits for that.
    pub(crate) fn pause(&mut self, cx: &mut Context, key: Key) {
        self.set_phase(key, Phase::Paused);
        self.set_items(cx, key, &ItemState::Queued);
    }

    /// The user is signed in again.
    pub(crate) fn resume_paused(&mut self) {
        for key in self.keys() {
            let entry = self.get(key);
            if entry.is_some_and(|entry| matches!(entry.phase, Phase::Paused)) {
                self.wait(key);
            }
        }
    }
}
