//! The log of several pages over one storage: which page sends it, what the sender tells of it, and
//! what the others ask. The rows themselves come in with `replicated.rs`.
//!
//! A follower holds the same entries as the sender. It stores what is issued on it and removes nothing:
//! the rows belong to the sender as soon as they are written.

use std::rc::Rc;

use super::{
    Entry, ItemState, Log, Phase,
    entry::{Carried, Mark},
    storing::StorageState,
};
use crate::{
    alarms::Alarm,
    call::AnyCall,
    context::Context,
    ids::RequestId,
    io::Output,
    key::Key,
    outcome::Reason,
    tabs::{EntryEnd, Standing, TabMessage},
};

/// How long a storage that was open may take to be read again, in milliseconds. What waits for it is on
/// disk, and out of turn without it.
const READ_AGAIN_MS: u64 = 30_000;

/// Which page sends.
impl Log {
    /// Is anything to be sent by the page that sends the log?
    pub(crate) fn waits_for_sender(&self) -> bool {
        // What is unsure waits for the user.
        let waits = |entry: &Entry| !entry.answered() && !entry.unsure;
        self.follows && self.unanswered > 0 && self.entries.values().any(waits)
    }

    /// This page sends from now on. The one before may have sent any of it, and have stored what this
    /// page has not heard of: the storage is read again first.
    pub(crate) fn lead(&mut self, cx: &mut Context) {
        self.follows = false;
        self.storage.takes_over = self.storage.is_open();
        self.read_again(cx);
        for key in self.keys() {
            let Some(entry) = self.get(key).filter(|entry| !entry.answered()) else {
                continue;
            };
            let (waits, on_disk) = (matches!(entry.phase, Phase::Waiting), entry.on_disk);
            if on_disk
                && !self.vanish_if_void(cx, key)
                && let Some(entry) = self.entries.get_mut(&key)
            {
                if entry.is_once() {
                    entry.mark = Mark::Unread;
                } else {
                    entry.maybe_sent = true;
                }
                if waits {
                    // Taken back meanwhile, its outcome is to be asked for.
                    self.not_ready(key);
                    self.wait(key);
                }
            }
        }
    }

    /// Another page has taken the lock: it sends from now on.
    pub(crate) fn follow(&mut self, cx: &mut Context) {
        self.follows = true;
        for key in self.keys() {
            if matches!(self.entries[&key].phase, Phase::Waiting) {
                self.not_ready(key);
                self.wait(key);
            }
        }
        self.resume_paused();
        let groups: Vec<RequestId> = self.backing_off.keys().copied().collect();
        for group in groups {
            self.stop_backing_off(cx, group);
        }
        self.read_again(cx);
    }

    /// Reads the storage once more. Nothing is sent before; what was being written is written then.
    pub(super) fn read_again(&mut self, cx: &mut Context) {
        if !self.storage.is_open() {
            return;
        }
        self.storage.state = StorageState::Opening;
        self.forget_removals(cx);
        for key in self.keys() {
            let entry = &self.entries[&key];
            if !matches!(entry.phase, Phase::Storing) || !entry.supersedes.is_empty() {
                self.go_on_unstored(key);
            }
        }
        cx.alarm_in(READ_AGAIN_MS, Alarm::StorageLate);
        cx.push(Output::OpenStorage);
    }
}

/// What the sender tells.
impl Log {
    /// An entry has ended: the followers are told, also those that read its row before it is gone.
    pub(crate) fn tell_end(&mut self, cx: &mut Context, key: Key, end: EntryEnd) {
        if cx.config.tabs && !self.follows {
            self.storage.ends.insert(key, end.clone());
            cx.tell(TabMessage::Ended(key, end));
        }
    }

    /// All that it holds.
    pub(crate) fn standing(&self) -> Standing {
        let mut standing = Standing::default();
        for key in self.keys() {
            let entry = &self.entries[&key];
            let carried = entry.supersedes.iter().map(|carried| (carried.key, key));
            standing.stood_for.extend(carried);
            match self.failure_of(entry) {
                _ if entry.answered() => {}
                Some(reason) => standing.failed.push((key, reason.clone())),
                None => standing.pending.push(key),
            }
        }
        standing.refused = self.kept_refusals();
        let ends = self.storage.ends.iter();
        standing.ended = ends.map(|(key, end)| (*key, end.clone())).collect();
        standing
    }

    fn failure_of(&self, entry: &Entry) -> Option<&Reason> {
        let failed = matches!(entry.phase, Phase::Failed) || entry.unsure;
        match self.operations.item(entry.item)?.state() {
            ItemState::Failed(reason) | ItemState::Unsure(reason) if failed => Some(reason),
            _ => None,
        }
    }
}

/// What a follower is told.
impl Log {
    /// An entry was refused or taken back, as the sender says.
    pub(crate) fn not_done_elsewhere(
        &mut self,
        cx: &mut Context,
        key: Key,
        refused: Option<&Reason>,
    ) {
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.withdrawn = refused.is_none();
            entry.overtaken = refused.is_some_and(|reason| reason.code == super::settle::OVERTAKEN);
            let cancelled = Reason::new("cancelled", "");
            self.refuse(cx, key, refused.unwrap_or(&cancelled));
        } else if let Some(carried) = self.take_carried(key) {
            // Given up on its own, it was asked for, and what stood for it here stands for it no more.
            match refused {
                Some(reason) => self.tell_refused(cx, carried.item, &*carried.call, reason),
                None => self.set_item(cx, carried.item, ItemState::Cancelled),
            }
        } else if refused.is_none()
            && let Some((item, _)) = self.refusal_of(key)
        {
            // One sender was told of a refusal and crashed; the next one that it was taken back.
            self.set_item(cx, item, ItemState::Cancelled);
        }
    }

    /// An entry has ended that is not known, or no more: its row may still be read.
    fn ended_unknown(&mut self, key: Key) {
        if self.follows && !self.entries.contains_key(&key) {
            self.storage.ended.insert(key);
        }
    }

    /// The sender has told how an entry has ended. Returns its call, if it is under way here.
    pub(crate) fn hear_end(&mut self, key: Key, end: &EntryEnd) -> Option<Rc<dyn AnyCall>> {
        if self.follows {
            self.storage.ends.insert(key, end.clone());
            self.ended_unknown(key);
        }
        let entry = self.get(key).filter(|entry| !entry.answered())?;
        Some(Rc::clone(&entry.call))
    }

    /// What had failed is under way again.
    pub(crate) fn under_way_elsewhere(&mut self, cx: &mut Context, key: Key) {
        let Some(entry) = self.get(key) else {
            return;
        };
        if matches!(entry.phase, Phase::Failed) || entry.unsure {
            let (scope, item) = (entry.call.scope().clone(), entry.item);
            self.close_failure(&scope, item);
            if let Some(entry) = self.entries.get_mut(&key) {
                entry.unsure = false;
            }
            self.set_items(cx, key, &ItemState::Queued);
            self.wait(key);
        }
    }

    /// The rows of these entries are gone.
    pub(crate) fn removed_elsewhere(&mut self, cx: &mut Context, keys: &[Key]) {
        if !self.follows {
            return;
        }
        let mut unknown = Vec::new();
        for key in keys {
            self.storage.ended.remove(*key);
            self.storage.ends.remove(key);
            self.forget_handled(*key);
            self.refusal_gone(cx, *key);
            if self.get(*key).is_some_and(|entry| !entry.answered()) {
                // A row that was written after the end was told.
                unknown.push(*key);
            }
        }
        if !unknown.is_empty() {
            cx.tell(TabMessage::Unknown(unknown));
        }
    }

    /// The sender's log beside this one. The sender is asked for what it does not name, and once more
    /// for what the user has taken back.
    pub(crate) fn compare(&mut self, cx: &mut Context, standing: &Standing) {
        let known = |key: &Key| {
            standing.pending.binary_search(key).is_ok()
                || standing.failed.iter().any(|(failed, _)| failed == key)
        };
        for &(key, by) in &standing.stood_for {
            self.stands_elsewhere(cx, key, by);
        }
        self.compare_refusals(cx, standing);
        let (mut taken_back, mut unknown) = (Vec::new(), Vec::new());
        for key in self.keys() {
            let Some(entry) = self.get(key).filter(|entry| !entry.answered()) else {
                continue;
            };
            if entry.withdrawn {
                taken_back.push(key);
            }
            if !known(&key) && entry.was_stored {
                unknown.push(key);
            } else if known(&key) && standing.failed.iter().all(|(failed, _)| *failed != key) {
                self.under_way_elsewhere(cx, key);
            }
        }
        if !taken_back.is_empty() {
            cx.tell(TabMessage::Cancel(taken_back));
        }
        if !unknown.is_empty() {
            cx.tell(TabMessage::Unknown(unknown));
        }
    }
}

/// What a follower asks.
impl Log {
    /// The sender lets one entry stand for another.
    fn stands_elsewhere(&mut self, cx: &mut Context, key: Key, by: Key) {
        let Some(mut entry) = self.take_out(cx, key) else {
            return;
        };
        let mut carried = std::mem::take(&mut entry.supersedes);
        carried.push(entry.carried(key));
        match self.entries.get_mut(&by).filter(|by| !by.answered()) {
            Some(by) => by.supersedes.extend(carried),
            None => {
                for Carried { item, call, .. } in carried {
                    self.close_failure(call.scope(), item);
                    self.set_item(cx, item, ItemState::Done);
                }
            }
        }
    }

    /// A follower has entries that this page did not name: their end is told again, or the storage is
    /// read for what this page has not heard of.
    pub(crate) fn asked_for(&mut self, cx: &mut Context, keys: Vec<Key>) {
        for key in keys {
            let answered = self.get(key).is_some_and(Entry::answered);
            let end = self.storage.ends.get(&key).cloned();
            let end = end.or_else(|| answered.then(EntryEnd::done));
            if let Some(end) = end.or_else(|| self.refused_end(key)) {
                cx.tell(TabMessage::Ended(key, end));
            } else if self.item_of(key).is_none() {
                self.storage.asked_for.push(key);
            }
        }
        if !self.storage.asked_for.is_empty() {
            self.read_again(cx);
        }
    }

    /// The storage is read: what it does not hold of what a follower has asked for is gone.
    pub(super) fn answer_asked_for(&mut self, cx: &mut Context) {
        let asked_for = std::mem::take(&mut self.storage.asked_for);
        let gone = asked_for
            .into_iter()
            .filter(|key| self.item_of(*key).is_none());
        let gone: Vec<Key> = gone.collect();
        if !gone.is_empty() {
            cx.tell(TabMessage::Gone(gone));
        }
    }
}

/// What the sender is asked for.
impl Log {
    /// The item that an entry is of, or that another entry stands for.
    pub(super) fn item_of(&self, key: Key) -> Option<Carried> {
        if let Some(entry) = self.get(key) {
            return Some(entry.carried(key));
        }
        let mut carried = self.entries.values().flat_map(|entry| &entry.supersedes);
        carried.find(|carried| carried.key == key).cloned()
    }
}
