//! The log: pending operations in the order of issue. Its only owner, [`Log`], alone says what an
//! entry waits for, what the storage is to hold of it, and what each item of an operation has come
//! to. It knows calls and keys, and neither queries nor requests.

mod commands;
mod entry;
mod lanes;
mod operation;
mod settle;
mod storing;
mod supersede;
#[cfg(test)]
mod tests;

use std::rc::Rc;

pub(crate) use entry::{Entry, Phase};
use lanes::Lanes;
use operation::Operations;
pub use operation::{Counts, Item, ItemState, Operation};
use storing::Storage;

use crate::{
    alarms::Alarm,
    call::AnyCall,
    config::Config,
    context::Context,
    det_hash_map::{Map, clear_tombstones},
    entity::{Policy, Scope},
    event::Event,
    ids::{ItemRef, OperationId, RequestId, Revision, Source},
    io::Outgoing,
    key::Key,
    key_set::KeySet,
    outcome::Reason,
    sort::sort,
    vec_map::VecMap,
};

pub(crate) struct Log {
    entries: Map<Key, Entry>,
    lanes: Lanes,
    /// Waiting entries that are first in all their scopes: of single operations, and of bulk ones.
    ready: [KeySet; 2],
    /// Waiting entries that were taken back: their outcome is to be asked for.
    to_resolve: KeySet,
    /// Answered entries, by the revision of the answer, that no event has been compared with yet.
    awaiting: KeySet,
    /// Answered entries that wait for a read.
    awaiting_reads: KeySet,
    /// Entries that wait for another try, by the request that left them unknown.
    backing_off: VecMap<RequestId, Group>,
    /// The entries of idempotency keys that are not the entries' own.
    sent_as: VecMap<Key, Key>,
    operations: Operations,
    /// The latest operation on each item, where it was refused or has failed and the user has not
    /// handled that.
    open_failures: Map<Scope, ItemRef>,
    storage: Storage,
    optimism: bool,
    keep_finished_bulks: bool,
    unanswered: usize,
    /// What is to follow in the views.
    effects: Vec<ViewChange>,
}

/// Entries that wait for another try.
#[derive(Default)]
struct Group {
    keys: Vec<Key>,
    /// The server has asked for the wait: only the user ends it before its time.
    asked: bool,
}

/// What a change of the log does to the views.
pub(crate) enum ViewChange {
    /// The operation is replayed from now on.
    Show(Key, Rc<dyn AnyCall>),
    /// The operation is replayed no more.
    Hide(Key, Rc<dyn AnyCall>),
    /// The operation will not be done.
    NotDone(Key, Rc<dyn AnyCall>),
}

/// What an item is doing.
#[derive(Clone)]
pub enum ItemStatus {
    /// Nothing.
    Idle,
    /// The server has not answered its latest operation.
    Pending(Rc<dyn AnyCall>),
    /// Its latest operation was refused or has failed, and the user has not handled that.
    Unhandled {
        /// The operation.
        operation: OperationId,
        /// Which of its items, to retry or dismiss it.
        item: usize,
        /// Why.
        reason: Reason,
    },
}

impl Log {
    pub(crate) fn new(cx: &mut Context) -> Self {
        let Config {
            store,
            keep_finished_bulks,
            ..
        } = cx.config;
        Self {
            entries: Map::default(),
            lanes: Lanes::default(),
            ready: Default::default(),
            to_resolve: KeySet::default(),
            awaiting: KeySet::default(),
            awaiting_reads: KeySet::default(),
            backing_off: VecMap::default(),
            sent_as: VecMap::default(),
            operations: Operations::default(),
            open_failures: Map::default(),
            storage: Storage::new(store, cx),
            optimism: true,
            keep_finished_bulks,
            unanswered: 0,
            effects: Vec::new(),
        }
    }

    /// What is to follow in the views, in order.
    pub(crate) fn take_effects(&mut self) -> Vec<ViewChange> {
        std::mem::take(&mut self.effects)
    }
}

/// What is in it.
impl Log {
    pub(crate) fn get(&self, key: Key) -> Option<&Entry> {
        self.entries.get(&key)
    }

    /// The entry that was sent under an idempotency key.
    pub(crate) fn entry_of(&self, idempotency_key: Key) -> Key {
        let known = self.sent_as.get(&idempotency_key);
        known.copied().unwrap_or(idempotency_key)
    }

    /// All entries, in the order of issue.
    pub(crate) fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.entries.keys().copied().collect();
        sort(&mut keys, Key::cmp);
        keys
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many have not been answered yet.
    pub(crate) fn unanswered(&self) -> usize {
        self.unanswered
    }

    /// The entries of one item, in the order of issue.
    pub(crate) fn of_item(&self, scope: &Scope) -> &[Key] {
        self.lanes.of_item(scope)
    }

    pub(crate) fn operations(&self) -> &Operations {
        &self.operations
    }

    pub(crate) fn optimism(&self) -> bool {
        self.optimism
    }

    pub(crate) fn open_failures(&self) -> usize {
        self.open_failures.len()
    }

    /// How many entries, of single operations or of bulk ones, could go out.
    pub(crate) fn ready(&self, bulk: bool) -> usize {
        self.ready[usize::from(bulk)].len()
    }

    /// Has everything gone out that could?
    pub(crate) fn flushed(&self) -> bool {
        self.to_resolve.is_empty() && self.ready.iter().all(KeySet::is_empty)
    }

    /// Do answered entries wait for data?
    pub(crate) fn awaits(&self) -> bool {
        !(self.awaiting.is_empty() && self.awaiting_reads.is_empty())
    }

    /// Answered entries that wait for data.
    pub(crate) fn awaiting(&self) -> Vec<Key> {
        self.awaiting
            .iter()
            .chain(self.awaiting_reads.iter())
            .collect()
    }

    /// Answered entries that the event of a revision may settle. Those that it does not wait for
    /// a read from now on.
    pub(crate) fn awaiting_event(&mut self, revision: Revision) -> Vec<Key> {
        let due = self.awaiting.up_to(revision);
        for &key in &due {
            if let Some(ack) = self.get(key).and_then(Entry::ack) {
                let revision = ack.revision.unwrap_or(Revision::MAX);
                self.awaiting.remove_at(revision, key);
                self.awaiting_reads.insert(key);
            }
        }
        due
    }

    pub(crate) fn item_status(&self, scope: &Scope) -> ItemStatus {
        let mut pending = None;
        for entry in self.of_item(scope).iter().filter_map(|&key| self.get(key)) {
            match entry.phase {
                // Whatever else waits for this item waits for the user too.
                Phase::Failed => return self.unhandled(entry.item),
                Phase::Answered(_) | Phase::Revoking => {}
                _ => pending = Some(Rc::clone(&entry.call)),
            }
        }
        match (pending, self.open_failures.get(scope)) {
            (Some(call), _) => ItemStatus::Pending(call),
            (None, Some(&item)) => self.unhandled(item),
            (None, None) => ItemStatus::Idle,
        }
    }

    fn unhandled(&self, item: ItemRef) -> ItemStatus {
        match self.operations.item(item).map(Item::state) {
            Some(ItemState::Refused(reason) | ItemState::Failed(reason)) => ItemStatus::Unhandled {
                operation: item.operation,
                item: item.index,
                reason: reason.clone(),
            },
            _ => ItemStatus::Idle,
        }
    }
}

/// Whose turn it is.
impl Log {
    /// Puts an entry in its place. It is shown where optimism and its policy allow it.
    fn insert(&mut self, key: Key, mut entry: Entry) {
        entry.shown = self.optimism && entry.call.policy() == Policy::Optimistic;
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

    fn set_phase(&mut self, key: Key, phase: Phase) {
        if let Some(entry) = self.entries.get_mut(&key) {
            entry.phase = phase;
        }
    }

    /// Lets an entry wait for its turn.
    fn wait(&mut self, key: Key) {
        let Some(entry) = self.entries.get_mut(&key).filter(|entry| !entry.answered()) else {
            return;
        };
        entry.phase = Phase::Waiting;
        if entry.withdrawn {
            self.to_resolve.insert(key);
        } else {
            self.make_ready(key);
        }
    }

    fn make_ready(&mut self, key: Key) {
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        let waits = matches!(entry.phase, Phase::Waiting) && !entry.withdrawn;
        let mut scopes = entry.scopes();
        if waits && scopes.all(|scope| self.lanes.is_first(key, scope)) {
            self.ready[usize::from(entry.bulk)].insert(key);
        }
    }

    /// An entry waits for something else than its turn.
    fn not_ready(&mut self, key: Key) {
        self.ready.iter_mut().for_each(|ready| ready.remove(key));
        self.to_resolve.remove(key);
    }

    /// Ends an entry's turn in its scopes: the next ones may go out.
    fn leave_queues(&mut self, key: Key) {
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
    fn take_out(&mut self, cx: &mut Context, key: Key) -> Option<Entry> {
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
    fn hide(&mut self, key: Key, entry: &Entry) {
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
            let Some(entry) = self.entries.get_mut(&key) else {
                continue;
            };
            let optimistic = entry.call.policy() == Policy::Optimistic;
            let show = on && optimistic && !matches!(entry.phase, Phase::Revoking);
            if std::mem::replace(&mut entry.shown, show) != show {
                let call = Rc::clone(&entry.call);
                self.effects.push(if show {
                    ViewChange::Show(key, call)
                } else {
                    ViewChange::Hide(key, call)
                });
            }
        }
        cx.outputs.operations_changed = true;
    }
}

/// What goes out.
impl Log {
    /// The next entry whose outcome is to be asked for.
    pub(crate) fn next_to_resolve(&self) -> Option<Key> {
        self.to_resolve.first()
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
            entry.maybe_sent = true;
            operations.push(Outgoing {
                key: entry.sent_as.unwrap_or(key),
                call: Rc::clone(&entry.call),
            });
            self.storage.sent(entry.call.scope(), entry.item);
            self.set_items(cx, key, &ItemState::Sending);
        }
        operations
    }

    /// The request whose outcome an entry waits for.
    pub(crate) fn sent_in(&self, key: Key) -> Option<RequestId> {
        match self.get(key)?.phase {
            Phase::Sent(request) => Some(request),
            _ => None,
        }
    }

    /// Entries whose outcome is unknown wait for an alarm; the server may have `asked` for that.
    pub(crate) fn back_off(
        &mut self,
        cx: &mut Context,
        keys: Vec<Key>,
        group: RequestId,
        ms: u64,
        asked: bool,
    ) {
        for &key in &keys {
            self.not_ready(key);
            self.set_phase(key, Phase::BackingOff(group));
            self.set_items(cx, key, &ItemState::Queued);
        }
        self.backing_off.insert(group, Group { keys, asked });
        cx.alarm_in(ms, Alarm::Retry(group));
    }

    /// What a request left unknown is tried again.
    pub(crate) fn stop_backing_off(&mut self, cx: &mut Context, group: RequestId) {
        cx.alarms.clear(&Alarm::Retry(group));
        let group = self.backing_off.remove(&group).unwrap_or_default();
        group.keys.into_iter().for_each(|key| self.wait(key));
    }

    /// What waits for another try is tried again, since there may be a connection; but not before
    /// the time that the server has asked for.
    pub(crate) fn stop_all_backing_off(&mut self, cx: &mut Context) {
        let groups = self.backing_off.iter();
        let groups = groups.filter(|(_, group)| !group.asked);
        let groups: Vec<RequestId> = groups.map(|(id, _)| *id).collect();
        for group in groups {
            self.stop_backing_off(cx, group);
        }
    }

    fn leave_group(&mut self, cx: &mut Context, group: RequestId, key: Key) {
        if let Some(known) = self.backing_off.get_mut(&group) {
            known.keys.retain(|&known| known != key);
            if known.keys.is_empty() {
                self.backing_off.remove(&group);
                cx.alarms.clear(&Alarm::Retry(group));
            }
        }
    }
}

/// What each item has come to.
impl Log {
    /// Moves the item of an entry, and those that it stands for, to a state.
    fn set_items(&mut self, cx: &mut Context, key: Key, state: &ItemState) {
        let Some(entry) = self.entries.get(&key) else {
            return;
        };
        let carried = entry.supersedes.iter().map(|carried| carried.item);
        let items: Vec<ItemRef> = match entry.supersedes.is_empty() {
            true => return self.set_item(cx, entry.item, state.clone()),
            false => carried.chain([entry.item]).collect(),
        };
        for item in items {
            self.set_item(cx, item, state.clone());
        }
    }

    /// Moves an item to a state. An operation that has ended is reported, and forgotten when
    /// nobody needs it.
    fn set_item(&mut self, cx: &mut Context, item: ItemRef, state: ItemState) {
        cx.outputs.operations_changed = true;
        let (done, cancelled) = (state == ItemState::Done, state == ItemState::Cancelled);
        let Some(change) = self.operations.set(item, state) else {
            return;
        };
        let operation = item.operation;
        let target = || {
            let item = self.operations.item(item);
            item.map_or_else(String::new, |item| item.call.target())
        };
        if cancelled {
            let target = target();
            cx.notify(Event::Cancelled { operation, target });
        } else if done && change.had_failed {
            let target = target();
            cx.notify(Event::Recovered { operation, target });
        }
        if let Some(known) = self.operations.get(operation).filter(|_| change.finished) {
            let (name, counts) = (known.name, known.counts());
            cx.notify(Event::Finished {
                operation,
                name,
                counts,
            });
        }
        self.operations
            .forget_if_over(operation, self.keep_finished_bulks);
    }

    /// An item's failure is the latest that is known of it.
    fn open_failure(&mut self, scope: &Scope, item: ItemRef) {
        self.open_failures.insert(scope.clone(), item);
    }

    /// What an item's operation came to needs nobody any more.
    fn close_failure(&mut self, scope: &Scope, item: ItemRef) {
        if self.open_failures.get(scope) == Some(&item) {
            self.open_failures.remove(scope);
        }
    }

    /// Does an answer of `source` to this entry say anything about revisions of `source`?
    pub(crate) fn is_of_source(&self, key: Key, source: Source) -> bool {
        self.get(key)
            .is_some_and(|entry| entry.call.source() == source)
    }

    #[cfg(feature = "audit")]
    pub(crate) fn check(&self) -> Result<(), String> {
        let unanswered = self.entries.values().filter(|entry| !entry.answered());
        if unanswered.count() != self.unanswered {
            return Err("the unanswered entries are not as many as counted".into());
        }
        for ready in self.ready.iter().flat_map(KeySet::iter) {
            let entry = self.get(ready);
            if !entry.is_some_and(|entry| matches!(entry.phase, Phase::Waiting)) {
                return Err(format!("{ready} is ready and does not wait for its turn"));
            }
        }
        self.operations.check()
    }
}
