//! What may have been done and is not sent again: how that is known over crashes, how it is told, and how
//! it is settled.
//!
//! An entry that may be sent only once is marked in the storage before it is sent. What is found without
//! the mark was never sent, and goes out; what is found with it is unsure.

use std::rc::Rc;

use super::{
    Entry, ItemState, Log, Phase, ViewChange,
    entry::{Carried, Mark},
    storing::Removal,
};
use crate::{
    context::Context,
    entity::{KEYLESS, Repeat},
    event::Event,
    ids::{ItemRef, OperationId},
    io::Stored,
    key::Key,
    outcome::Reason,
    tabs::{EntryEnd, TabMessage, Verdict},
};

impl Mark {
    /// As the row of an entry says.
    pub(super) fn of_row(unsent: bool) -> Self {
        match unsent {
            true => Self::Unsent,
            false => Self::MaybeSent,
        }
    }
}

/// The mark.
impl Log {
    /// An entry that may be sent only once is about to be sent: is that to be stored first?
    pub(super) fn marks_first(&mut self, cx: &mut Context, key: Key) -> bool {
        let open = self.storage.is_open();
        let Some(entry) = self.entries.get_mut(&key) else {
            return false;
        };
        let marked = matches!(entry.mark, Mark::MaybeSent);
        if !entry.is_once() || !entry.on_disk || marked || !open && !entry.was_stored {
            return false;
        }
        if open {
            entry.mark = Mark::Marking;
            self.store(cx, key, Vec::new());
        } else {
            // A reload would find it unmarked, and send it again: it waits for the storage.
            self.not_ready(key);
            self.set_phase(key, Phase::Storing);
        }
        true
    }

    /// The storage is out of reach: what was being marked may not be, and nobody says what another page
    /// has marked.
    pub(super) fn mark_lost(&mut self, key: Key) {
        let Some(entry) = self.entries.get_mut(&key).filter(|_| KEYLESS) else {
            return;
        };
        match entry.mark {
            Mark::Marking => entry.mark = Mark::Unsent,
            Mark::Unread => {
                entry.mark = Mark::MaybeSent;
                self.believe_mark(key);
                // That is not known to be on disk: it is written before the user has it sent again.
                if let Some(entry) = self.entries.get_mut(&key) {
                    entry.mark = Mark::Unsent;
                }
            }
            _ => {}
        }
    }

    /// The storage says what other pages have marked.
    pub(super) fn read_marks(&mut self, cx: &mut Context, rows: &[Stored]) {
        if !KEYLESS {
            return;
        }
        for key in self.keys() {
            let Some(entry) = self.entries.get_mut(&key) else {
                continue;
            };
            if entry.mark != Mark::Unread {
                continue;
            }
            let row = rows.iter().find(|row| row.key == key);
            entry.mark = Mark::of_row(row.map_or(!entry.was_stored, |row| row.unsent));
            if row.is_none() && entry.was_stored && !entry.answered() {
                self.resolve_gone(cx, key);
            } else if !self.follows {
                self.believe_mark(key);
            }
        }
    }

    /// This page sends, and another one before it may have sent what is marked.
    pub(super) fn believe_mark(&mut self, key: Key) {
        if let Some(entry) = self.entries.get_mut(&key)
            && entry.is_once()
            && entry.mark == Mark::MaybeSent
            && !std::mem::replace(&mut entry.maybe_sent, true)
            && matches!(entry.phase, Phase::Waiting)
        {
            self.not_ready(key);
            self.wait(key);
        }
    }

    /// The server has not done it, and will not because of what was sent: it counts as unsent.
    pub(crate) fn not_done(&mut self, cx: &mut Context, key: Key) {
        let open = self.storage.is_open();
        let Some(entry) = self.entries.get_mut(&key).filter(|entry| entry.is_once()) else {
            return;
        };
        entry.maybe_sent = false;
        if open && entry.on_disk {
            entry.mark = Mark::Unsent;
            self.write_row(cx, key, Vec::new());
        }
    }

    /// What the user took back was not done: it counts as taken back once its row is gone, since no server
    /// would refuse to do it after a reload.
    pub(super) fn takes_row_back_first(&mut self, key: Key) -> bool {
        let Some(entry) = self.entries.get_mut(&key).filter(|_| !self.follows) else {
            return false;
        };
        let first = KEYLESS
            && entry.withdrawn
            && entry.is_once()
            && entry.on_disk
            && !entry.overtaken
            && !entry.revoked;
        if first {
            entry.maybe_sent = false;
            self.not_ready(key);
            self.wait(key);
        }
        first
    }

    /// What the user took back was not done, and the storage says that it has no row: it is over, and gets
    /// none that a later visit would send.
    pub(super) fn forgets_unwritten(&mut self, cx: &mut Context, key: Key) -> bool {
        let over = |entry: &&mut Entry| {
            let taken_back = entry.withdrawn && !entry.overtaken && !entry.answered();
            KEYLESS && taken_back && entry.is_once() && !entry.maybe_sent && !entry.was_stored
        };
        let Some(entry) = self.entries.get_mut(&key).filter(over) else {
            return false;
        };
        entry.on_disk = false;
        self.revoke(cx, key);
        true
    }

    /// Has an entry that is not sent again certainly not been done?
    pub(crate) fn is_unsent(&self, key: Key) -> bool {
        let entry = self.get(key);
        entry.is_some_and(|entry| entry.is_once() && !entry.maybe_sent)
    }

    /// May only the user or the app say what became of an entry?
    pub(crate) fn is_doubtful(&self, key: Key) -> bool {
        self.get(key).is_some_and(Entry::is_doubtful)
    }

    /// Was that told already?
    pub(crate) fn is_unsure(&self, key: Key) -> bool {
        KEYLESS && self.get(key).is_some_and(|entry| entry.unsure)
    }

    /// The row of an entry has gone while another page was sending, which has not told how it ended.
    pub(super) fn resolve_gone(&mut self, cx: &mut Context, key: Key) {
        match self.entries.get_mut(&key) {
            Some(entry) if !entry.is_keyed() => {
                entry.maybe_sent = true;
                entry.withdrawn |= !entry.is_once();
                self.not_ready(key);
                self.wait(key);
            }
            _ => self.resolve(cx, key),
        }
    }
}

/// How it is told.
impl Log {
    /// What waits for its outcome without a key: what was never sent is taken back; of what may have been
    /// done the user is told.
    pub(crate) fn tell_doubts(&mut self, cx: &mut Context) {
        if !KEYLESS || !self.may_send() || self.to_resolve.is_empty() {
            return;
        }
        for key in self.to_resolve.iter().collect::<Vec<_>>() {
            let Some(entry) = self.entries.get_mut(&key).filter(|entry| !entry.is_keyed()) else {
                continue;
            };
            if entry.maybe_sent {
                let asks = entry.call.repeat() == Repeat::Ask;
                if !entry.unsure || !asks {
                    let reason = Reason::new(
                        "interrupted",
                        "It is not known whether this was done: the answer has not arrived.",
                    );
                    self.doubt(cx, key, &reason);
                }
                continue;
            }
            entry.revoked = true;
            let (overtaken, on_disk) = (entry.overtaken, entry.on_disk);
            self.update_shown(key);
            if overtaken {
                self.refuse(cx, key, &Reason::new("", ""));
            } else if !on_disk || self.storage.is_open() {
                self.revoke(cx, key);
            }
            // Otherwise a reload would bring it back: it waits for the storage.
        }
    }

    /// An entry may have been done, and is not sent again: the user is told, and the app is asked where
    /// it can say more.
    pub(crate) fn doubt(&mut self, cx: &mut Context, key: Key, reason: &Reason) {
        let again = !self.is_unsure(key);
        self.fail(cx, key, reason);
        let asks = |entry: &Entry| entry.call.repeat() == Repeat::Ask;
        if again && self.get(key).is_some_and(asks) {
            self.wait(key);
        }
    }

    /// It is not tried again by itself: the user decides.
    pub(crate) fn fail(&mut self, cx: &mut Context, key: Key, reason: &Reason) {
        self.not_ready(key);
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        if let Phase::BackingOff(group) = std::mem::replace(&mut entry.phase, Phase::Failed) {
            self.leave_group(cx, group, key);
        }
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        let unsure = entry.is_once() || entry.is_doubtful();
        if KEYLESS && std::mem::replace(&mut entry.unsure, unsure) {
            // It was told.
            return;
        }
        let (item, scope) = (entry.item, entry.call.scope().clone());
        let (operation, target) = (item.operation, entry.call.target());
        let call = Rc::clone(&entry.call);
        self.open_failure(&scope, item);
        let reason = reason.clone();
        if !self.follows {
            cx.tell(TabMessage::Failed(key, reason.clone()));
        }
        if unsure {
            self.effects.push(ViewChange::Doubted(call));
            let told = Event::Unsure {
                operation,
                target,
                reason: reason.clone(),
            };
            self.tell_user(cx, operation, told);
            self.set_items(cx, key, &ItemState::Unsure(reason));
        } else {
            let told = Event::Failed {
                operation,
                target,
                reason: reason.clone(),
            };
            self.tell_user(cx, operation, told);
            self.set_items(cx, key, &ItemState::Failed(reason));
        }
    }
}

/// How it is settled.
impl Log {
    /// The user, or the app, says what is to become of an unsure item. Returns its key, if it was done.
    pub(crate) fn settle(
        &mut self,
        cx: &mut Context,
        operation: OperationId,
        index: usize,
        verdict: Verdict,
    ) -> Option<Key> {
        let item = self.operations.item(ItemRef { operation, index })?;
        let key = self.carrier(&*item.call, item.key).unwrap_or(item.key);
        if self.asks_sender(key) {
            cx.tell(TabMessage::Settle(key, verdict));
            return None;
        }
        self.settle_key(cx, key, verdict)
    }

    /// The same by its key.
    pub(crate) fn settle_key(
        &mut self,
        cx: &mut Context,
        key: Key,
        verdict: Verdict,
    ) -> Option<Key> {
        let entry = self.entries.get_mut(&key)?;
        if !entry.unsure || entry.answered() {
            return None;
        }
        match verdict {
            Verdict::Done => return Some(key),
            Verdict::Ask if !matches!(entry.phase, Phase::Failed) => {}
            Verdict::Ask => {
                (entry.attempts, entry.failures) = (0, 0);
                self.wait(key);
            }
            Verdict::SendAgain => {
                (entry.unsure, entry.maybe_sent) = (false, false);
                let call = Rc::clone(&entry.call);
                // It may be asked for, or wait for that.
                if let Phase::BackingOff(group) = entry.phase {
                    self.leave_group(cx, group, key);
                }
                self.not_ready(key);
                self.try_again(cx, key, &*call, false);
            }
        }
        None
    }

    /// The user gives up what may have been done. With what it stood for, nothing of it is sent any more;
    /// what shows its item is read, since nobody else tells.
    pub(super) fn give_up_unsure(&mut self, cx: &mut Context, key: Key) {
        let Some(mut entry) = self.take_out(cx, key) else {
            return;
        };
        self.remove_row(cx, key, &entry, Removal::Awaited);
        self.revocations_outlive(cx, key, entry.on_disk);
        self.effects
            .push(ViewChange::Doubted(Rc::clone(&entry.call)));
        let carried = std::mem::take(&mut entry.supersedes);
        for ended in carried.iter().map(|carried| carried.key).chain([key]) {
            self.tell_end(cx, ended, EntryEnd::Cancelled);
        }
        for Carried { item, call, .. } in carried.into_iter().chain([entry.carried(key)]) {
            self.close_failure(call.scope(), item);
            self.set_item(cx, item, ItemState::Cancelled);
        }
    }
}
