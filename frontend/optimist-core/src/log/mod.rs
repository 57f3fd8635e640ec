//! The log: pending operations in the order of issue. Its only owner, [`Log`], alone says what an
//! entry waits for, what the storage is to hold of it, and what each item of an operation has come
//! to. It knows calls and keys, and neither queries nor requests.

mod commands;
mod deferred;
mod entry;
mod items;
mod lanes;
mod operation;
mod recovering;
mod refusals;
mod replicated;
mod revoking;
mod settle;
mod shared;
mod storing;
mod supersede;
#[cfg(test)]
mod tests;
mod turns;
mod unsure;
mod waiting;

use std::rc::Rc;

pub(crate) use entry::{Entry, Phase};
use lanes::Lanes;
use operation::Operations;
pub use operation::{Counts, Item, ItemState, Operation, Origin};
use storing::Storage;
use waiting::Group;

use crate::{
    call::AnyCall,
    config::Config,
    context::Context,
    det_hash_map::Map,
    entity::{QueryKey, Scope},
    ids::{ItemRef, OperationId, RequestId, Revision, Source},
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
    /// Another page over the same storage sends the log.
    follows: bool,
    optimism: bool,
    keep_finished_bulks: bool,
    unanswered: usize,
    /// What is to follow in the views.
    effects: Vec<ViewChange>,
}

/// What a change of the log does to the views.
pub(crate) enum ViewChange {
    /// The operation is replayed from now on.
    Show(Key, Rc<dyn AnyCall>),
    /// The operation is replayed no more.
    Hide(Key, Rc<dyn AnyCall>),
    /// The operation will not be done.
    NotDone(Key, Rc<dyn AnyCall>),
    /// Nobody knows whether the operation was done: what shows its item is to be read.
    Doubted(Rc<dyn AnyCall>),
    /// These queries, and those under them, are stale.
    Stale(Vec<QueryKey>),
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
    /// Its latest operation may have been done, and is not sent again: the user, or the app, decides.
    Unsure {
        /// The operation.
        operation: OperationId,
        /// Which of its items.
        item: usize,
        /// Why it is not known.
        reason: Reason,
    },
}

impl Log {
    pub(crate) fn new(cx: &mut Context) -> Self {
        let Config {
            store,
            keep_finished_bulks,
            tabs,
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
            follows: tabs,
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
        self.next_to_resolve().is_none() && self.ready.iter().all(KeySet::is_empty)
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
                _ if entry.unsure && !entry.answered() => return self.unhandled(entry.item),
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
            Some(ItemState::Unsure(reason)) => ItemStatus::Unsure {
                operation: item.operation,
                item: item.index,
                reason: reason.clone(),
            },
            _ => ItemStatus::Idle,
        }
    }
}

/// Checks.
impl Log {
    /// Does an answer of `source` to this entry say anything about revisions of `source`?
    pub(crate) fn is_of_source(&self, key: Key, source: Source) -> bool {
        self.get(key)
            .is_some_and(|entry| entry.call.source() == source)
    }

    /// Every entry with what it waits for, for a person.
    #[cfg(feature = "audit")]
    pub(crate) fn in_words(&self) -> String {
        let entries = self.keys().into_iter().map(|key| {
            let entry = &self.entries[&key];
            let carried = entry.supersedes.iter().map(|carried| carried.key);
            let carried: Vec<Key> = carried.collect();
            let Entry {
                phase,
                maybe_sent,
                withdrawn,
                on_disk,
                ..
            } = entry;
            format!("{key}: {phase:?}, maybe sent: {maybe_sent}, withdrawn: {withdrawn}, on disk: {on_disk}, stands for {carried:?}\n")
        });
        let entries: String = entries.collect();
        format!(
            "storage {:?}, follows: {}\n{entries}",
            self.storage.state, self.follows
        )
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
