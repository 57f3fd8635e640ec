//! When a later operation stands for an earlier one that still waits.
//!
//! That is decided when the earlier one is about to be sent, and it is stored before it counts: the
//! row of the later one, which says what it stands for, is written in one transaction with the
//! removal of the earlier one's row. Until then the earlier one keeps its place, so that nothing on
//! its item goes out before it; after a reload the later one still stands for it, and a refusal
//! brings it back.

use std::rc::Rc;

use super::{Entry, ItemState, Log, Origin, Phase, entry::Carried, storing::Removal};
use crate::{
    call::AnyCall,
    context::Context,
    entity::Footprint,
    key::Key,
    tabs::{EntryEnd, TabMessage},
};

/// Longer runs are superseded in parts.
const LONGEST_RUN: usize = 32;

/// Need a run of calls not be sent, since one directly behind it does all that they would have done?
/// Given the calls before the run on the same item, the run, and the one behind it.
pub(crate) type IsRedundant<'a> =
    &'a mut dyn FnMut(&[Rc<dyn AnyCall>], &[Rc<dyn AnyCall>], &dyn AnyCall) -> bool;

impl Log {
    /// The next entries for one request: at most `most`, of at most `bytes`, without those that
    /// later ones stand for; with `hold` without those that may be sent only once.
    pub(crate) fn take_batch(
        &mut self,
        cx: &mut Context,
        bulk: bool,
        most: usize,
        bytes: usize,
        hold: bool,
        is_redundant: IsRedundant<'_>,
    ) -> Vec<Key> {
        let mut keys = Vec::new();
        let mut weight = 0;
        while keys.len() < most {
            let mut ready = self.ready[usize::from(bulk)].iter();
            let next = ready.find(|key| !(hold && self.entries[key].is_once()));
            drop(ready);
            let Some(key) = next else { break };
            if let Some((run, by)) = self.superseded_run(key, is_redundant) {
                self.stand_for(cx, by, run);
                continue;
            }
            if self.marks_first(cx, key) {
                continue;
            }
            weight += self.entries[&key].call.weight();
            if weight > bytes && !keys.is_empty() {
                break;
            }
            self.not_ready(key);
            keys.push(key);
        }
        keys
    }

    /// The longest run of entries on one item, from this one on, that the entry directly behind
    /// them can stand for. Nothing of their item lies between, so that what is reinstated is still
    /// done in the order of issue.
    fn superseded_run(&self, key: Key, is_redundant: IsRedundant<'_>) -> Option<(Vec<Key>, Key)> {
        let queue = self.lanes.queue(self.entries[&key].call.scope());
        let first = queue.iter().position(|&known| known == key)?;
        let queue = &queue[first..queue.len().min(first + LONGEST_RUN + 1)];
        let entry = |at: usize| &self.entries[&queue[at]];
        let mut ends = Vec::new();
        for at in 1..queue.len() {
            if !self.may_leave(entry(at - 1)) || !self.may_stand(entry(at)) {
                break;
            }
            let by = entry(at);
            let covers = |earlier: &Entry| {
                supersedes(&*by.call, &*earlier.call) && (by.shown || !earlier.shown)
            };
            if (0..at).all(|earlier| covers(entry(earlier))) {
                ends.push(at);
            }
        }
        let mut longest_first = ends.into_iter().rev();
        let end = longest_first
            .find(|&end| self.is_redundant(&queue[..end], queue[end], is_redundant))?;
        Some((queue[..end].to_vec(), queue[end]))
    }

    /// An entry may be dropped where the server cannot have seen it and its row can be removed. What may be
    /// sent only once stays: taken up again while the storage is out of reach, it would go out unmarked.
    fn may_leave(&self, entry: &Entry) -> bool {
        self.is_of_this_page(entry)
            && !entry.maybe_sent
            && !entry.unstorable
            && !entry.is_once()
            && entry.other_scopes.is_empty()
            && (self.storage.is_open() || !entry.on_disk)
            && entry.call.footprint() != Footprint::Alone
    }

    /// An entry that is unstored or possibly sent, or may be sent only once, cannot stand for another one.
    fn may_stand(&self, entry: &Entry) -> bool {
        let waits = matches!(entry.phase, Phase::Waiting) && !entry.withdrawn && !entry.deferred;
        waits
            && self.is_of_this_page(entry)
            && !entry.maybe_sent
            && !entry.unstorable
            && !entry.is_once()
    }

    /// Of what another page has issued, something between two entries may still be on its way here.
    fn is_of_this_page(&self, entry: &Entry) -> bool {
        let operation = self.operations.get(entry.item.operation);
        operation.is_none_or(|operation| operation.origin != Origin::OtherTab)
    }

    fn is_redundant(&self, run: &[Key], by: Key, is_redundant: IsRedundant<'_>) -> bool {
        let calls = |keys: &[Key]| -> Vec<Rc<dyn AnyCall>> {
            let entries = keys.iter().map(|key| &self.entries[key]);
            entries
                .filter(|entry| !matches!(entry.phase, Phase::Superseded | Phase::Revoking))
                .map(|entry| Rc::clone(&entry.call))
                .collect()
        };
        let last = &self.entries[&by].call;
        let run_calls = calls(run);
        // What is created and removed again was never there for anybody else.
        let creates = |call: &Rc<dyn AnyCall>| call.footprint() == Footprint::Create;
        if last.footprint() == Footprint::Remove && run_calls.iter().any(creates) {
            return true;
        }
        let before = self.lanes.of_item(last.scope());
        let before = &before[..before.partition_point(|&known| known < run[0])];
        is_redundant(&calls(before), &run_calls, &**last)
    }

    /// Lets an entry stand for others before it, once that is stored.
    fn stand_for(&mut self, cx: &mut Context, key: Key, superseded: Vec<Key>) {
        let mut carried = Vec::new();
        for &other in &superseded {
            self.not_ready(other);
            let Some(entry) = self.entries.get_mut(&other) else {
                continue;
            };
            entry.phase = Phase::Superseded;
            // It keeps its own list, in case that this is never stored.
            carried.extend(entry.supersedes.iter().cloned());
            carried.push(Carried {
                key: other,
                item: entry.item,
                call: Rc::clone(&entry.call),
            });
        }
        let Some(entry) = self.entries.get_mut(&key) else {
            return;
        };
        carried.append(&mut entry.supersedes);
        entry.supersedes = carried;
        self.not_ready(key);
        self.store(cx, key, superseded);
    }

    /// What an entry stands for is stored: those entries leave the log.
    pub(super) fn drop_superseded(&mut self, cx: &mut Context, key: Key) {
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        let carried = entry.supersedes.iter().map(|carried| carried.key);
        for other in carried.collect::<Vec<_>>() {
            let superseded = self.get(other);
            if superseded.is_some_and(|other| matches!(other.phase, Phase::Superseded)) {
                self.take_out(cx, other);
            }
        }
    }

    /// An entry that would only remove what it also stands for the creation of has nothing to do:
    /// all of it counts as done. Returns whether it is so.
    pub(super) fn vanish_if_void(&mut self, cx: &mut Context, key: Key) -> bool {
        let Some(entry) = self.entries.get(&key) else {
            return false;
        };
        let creates = |carried: &Carried| carried.call.footprint() == Footprint::Create;
        let void = entry.call.footprint() == Footprint::Remove
            && entry.supersedes.iter().any(creates)
            && !entry.maybe_sent;
        if void && let Some(entry) = self.take_out(cx, key) {
            self.remove_row(cx, key, &entry, Removal::InTime);
            self.tell_end(cx, key, EntryEnd::done());
            self.revocations_outlive(cx, key, entry.on_disk);
            let carried = entry.supersedes.iter().map(|carried| carried.item);
            for item in carried.chain([entry.item]) {
                self.close_failure(entry.call.scope(), item);
                self.set_item(cx, item, ItemState::Done);
            }
        }
        void
    }

    /// Takes up again what an entry stood for, since that one will not be done. Its row goes with
    /// the writing of theirs.
    pub(super) fn reinstate(
        &mut self,
        cx: &mut Context,
        mut carried: Vec<Carried>,
        by: Option<Key>,
    ) {
        // What was not stored yet has kept what it stands for itself.
        let keys = carried.iter().map(|carried| carried.key);
        let kept: Vec<Key> = keys.filter(|key| self.entries.contains_key(key)).collect();
        carried.retain(|carried| !self.is_carried_by_any(carried.key, &kept));
        let last = carried.len().saturating_sub(1);
        for (at, Carried { key, item, call }) in carried.into_iter().enumerate() {
            self.set_item(cx, item, ItemState::Queued);
            if self.entries.contains_key(&key) {
                // The relation had not been stored yet.
                self.set_phase(key, Phase::Storing);
            } else {
                let bulk = self.is_bulk(item.operation);
                self.insert(key, Self::unsent(cx, call, item, bulk));
            }
            if self.follows {
                // The sender stores it, and sends it.
                if let Some(entry) = self.entries.get_mut(&key) {
                    entry.was_stored = true;
                    entry.on_disk = true;
                }
                // It may be over already, since the sender can have been quicker.
                cx.tell(TabMessage::Unknown(vec![key]));
                self.wait(key);
                continue;
            }
            let replaces = by.filter(|_| at == last).into_iter().collect();
            self.store(cx, key, replaces);
        }
    }

    /// Does one of these entries stand for the operation with this key?
    pub(super) fn is_carried_by_any(&self, key: Key, entries: &[Key]) -> bool {
        let carried = entries.iter().flat_map(|key| &self.entries[key].supersedes);
        carried.into_iter().any(|carried| carried.key == key)
    }

    /// The unanswered entry that stands for the operation with this key: the last one, where another
    /// is about to take that one's place.
    pub(super) fn carrier(&self, call: &dyn AnyCall, key: Key) -> Option<Key> {
        let mut known = self.of_item(call.scope()).iter().copied();
        known.rfind(|other| {
            let carried = self.get(*other).map(|entry| &entry.supersedes);
            carried.is_some_and(|carried| carried.iter().any(|carried| carried.key == key))
        })
    }
}

/// May the later of two calls on one item stand for the earlier, by what they change?
fn supersedes(later: &dyn AnyCall, earlier: &dyn AnyCall) -> bool {
    match (earlier.footprint(), later.footprint()) {
        (Footprint::Create | Footprint::Field(_), Footprint::Remove) => true,
        (Footprint::Field(field), Footprint::Field(other)) => field == other,
        _ => false,
    }
}
