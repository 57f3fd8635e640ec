//! What one client has to show, from what it was told and what it was asked for: plain bookkeeping
//! of facts, replayed from nothing at each question.
//!
//! What a client is told of operations is in [`super::facts`], of data in [`super::confirmed`], what its
//! user asks for in
//! [`super::commands`], what its storage holds in [`super::rows`].

use std::collections::{BTreeMap, BTreeSet, HashSet};

use optimist_core::{Key, OperationId, QueryKey, RequestId};
use shared::{Operation, Revision, Video, VideoId};

use super::{
    domain::Change,
    lists::List,
    notices::{Notice, Notices},
    op::{Op, Shown, State},
};

/// The model of one client between two loads of its page.
pub(super) struct Model {
    /// Operations that confirmed data do not contain, as far as the client can know.
    pub(super) ops: BTreeMap<Key, Op>,
    /// Their keys by item, in the order of issue.
    by_item: BTreeMap<VideoId, Vec<Key>>,
    /// What was ever asked to be deleted: it may be remembered as that.
    pub(super) deletes: HashSet<VideoId>,
    /// Every item of every operation, with the key of its latest try.
    pub(super) items: BTreeMap<OperationId, Items>,
    /// Requests whose outcomes are still listened to, with the keys of their entries.
    pub(super) open: BTreeMap<RequestId, Vec<Key>>,
    /// The last request that has gone out.
    pub(super) latest: RequestId,
    /// What was told of each query that it looks at.
    pub(super) lists: Vec<List>,
    pub(super) optimism: bool,
    pub(super) notices: Notices,
    /// How operations have ended, as the client was told.
    pub(super) verdicts: Vec<Verdict>,
    /// Whose end was told on this page.
    pub(super) ended: BTreeSet<Key>,
    /// The entries of idempotency keys that are not their own.
    pub(super) aliases: BTreeMap<Key, Key>,
    pub(super) storage: StorageState,
    /// The user was told that the storage has failed, and not that it is back.
    pub(super) failure_told: bool,
    /// What an earlier page has stored is not known yet; the items changed meanwhile.
    pub(super) unread: bool,
    pub(super) sent_unread: HashSet<VideoId>,
    /// The history that the server is taken to be in, and the latest request that showed it.
    pub(super) present: Option<(usize, RequestId)>,
    pub(super) live: Live,
    /// After so many failures of the server an item has failed.
    pub(super) tries: u32,
    keep_bulks: bool,
}

/// What is known of the storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StorageState {
    Off,
    Opening,
    Open,
    Failed,
}

/// The event stream, as the client was told.
#[derive(Default)]
pub(super) struct Live {
    pub(super) open: bool,
    pub(super) since: Option<Revision>,
    pub(super) opened_by: RequestId,
    pub(super) revision: Revision,
    /// Raised whenever changes may have been missed.
    pub(super) epoch: u64,
    /// It has just shown another history: what is read because of that began before it did so.
    pub(super) turning: bool,
}

/// How an operation ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    pub(super) key: Key,
    pub(super) state: State,
    /// A later one stood for it.
    pub(super) stood_for: bool,
    /// The history that the server was in when it said so; `None`: it never saw it.
    pub(super) history: Option<usize>,
}

/// The items of one operation.
#[derive(Default)]
pub(super) struct Items {
    pub(super) list: Vec<(Key, State)>,
    counts: [usize; 5],
    /// The user has seen how it ended.
    pub(super) dismissed: bool,
}

impl Items {
    pub(super) fn push(&mut self, key: Key) {
        self.list.push((key, State::UnderWay));
        self.counts[State::UnderWay as usize] += 1;
    }

    pub(super) fn count(&self, state: State) -> usize {
        self.counts[state as usize]
    }

    /// How many were done, refused, have failed, were cancelled.
    pub(super) fn ends(&self) -> [usize; 4] {
        use State::{Cancelled, Done, Failed, Refused};
        [Done, Refused, Failed, Cancelled].map(|state| self.count(state))
    }

    /// Another try of an item has another key.
    pub(super) fn set_key(&mut self, index: usize, key: Key) {
        self.list[index].0 = key;
    }
}

impl Model {
    pub(super) fn new(config: &optimist_core::Config, optimism: bool) -> Self {
        Self {
            ops: BTreeMap::new(),
            by_item: BTreeMap::new(),
            deletes: HashSet::new(),
            items: BTreeMap::new(),
            open: BTreeMap::new(),
            latest: RequestId(0),
            lists: Vec::new(),
            optimism,
            notices: Notices::default(),
            verdicts: Vec::new(),
            ended: BTreeSet::new(),
            aliases: BTreeMap::new(),
            storage: match config.store {
                true => StorageState::Opening,
                false => StorageState::Off,
            },
            failure_told: false,
            unread: config.store,
            sent_unread: HashSet::new(),
            present: None,
            live: Live::default(),
            tries: config.backoff.tries,
            keep_bulks: config.keep_finished_bulks,
        }
    }

    /// The entry of an idempotency key.
    pub(super) fn entry_of(&self, key: Key) -> Key {
        self.aliases.get(&key).copied().unwrap_or(key)
    }

    pub(super) fn issued(&mut self, ops: Vec<(Key, Op)>) {
        for (key, op) in ops {
            self.items.entry(op.place.0).or_default().push(key);
            self.insert(key, op);
        }
    }

    pub(super) fn insert(&mut self, key: Key, mut op: Op) {
        if let Operation::Delete { id } = *op.operation() {
            self.deletes.insert(id);
        }
        op.row.excused |= self.storage == StorageState::Failed;
        let keys = self.by_item.entry(op.id()).or_default();
        let at = keys.partition_point(|known| self.ops[known].issued < op.issued);
        keys.insert(at, key);
        self.ops.insert(key, op);
    }

    /// Moves an item to a state; what the user is to be told follows from it.
    pub(super) fn set(&mut self, (operation, index): (OperationId, usize), id: VideoId, to: State) {
        let Some(items) = self.items.get_mut(&operation) else {
            return;
        };
        let before = items.count(State::UnderWay);
        let from = std::mem::replace(&mut items.list[index].1, to);
        items.counts[from as usize] -= 1;
        items.counts[to as usize] += 1;
        items.dismissed &= !matches!(to, State::Refused | State::Failed);
        if (from, to) == (State::Failed, State::Done) {
            self.notices.expect(Notice::Recovered, operation, id);
        }
        if before > 0 && items.count(State::UnderWay) == 0 {
            self.notices.expect_finished(operation, items.ends());
        }
    }

    /// Is an operation to be kept for the user?
    pub(super) fn keeps(&self, items: &Items) -> bool {
        let ended = items.count(State::Refused) > 0 || self.keep_bulks && items.list.len() > 1;
        items.count(State::UnderWay) + items.count(State::Failed) > 0 || !items.dismissed && ended
    }

    /// The keys of the operations on an item, in the order of issue.
    pub(super) fn of_item(&self, id: VideoId) -> &[Key] {
        self.by_item.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Is an operation over many items under way on one of these?
    pub(super) fn has_bulk_on(&self, changes: &[Change]) -> bool {
        let ids = changes.iter().map(|change| change.operation.id());
        let mut ops = ids
            .flat_map(|id| self.of_item(id))
            .map(|key| &self.ops[key]);
        ops.any(|op| op.done.is_none() && self.items[&op.place.0].list.len() > 1)
    }

    pub(super) fn remove(&mut self, key: Key) -> Option<Op> {
        let op = self.ops.remove(&key)?;
        let id = op.id();
        if let Some(keys) = self.by_item.get_mut(&id) {
            keys.retain(|&known| known != key);
            if keys.is_empty() {
                self.by_item.remove(&id);
            }
        }
        Some(op)
    }

    /// The client was told how an operation ended.
    pub(super) fn end(&mut self, key: Key, state: State, stood_for: bool, history: Option<usize>) {
        self.ended.insert(key);
        self.verdicts.push(Verdict {
            key,
            state,
            stood_for,
            history,
        });
    }

    /// What an operation stands for, in the order of issue.
    pub(super) fn carried(&self, id: VideoId, key: Key) -> Vec<Key> {
        let keys = self.of_item(id).iter().copied();
        let by = |other: &Key| self.ops[other].by.is_some_and(|(by, _)| by == key);
        keys.filter(by).collect()
    }

    /// An operation and what it stands for move to a state.
    pub(super) fn set_with_carried(&mut self, key: Key, state: State) {
        let Some(op) = self.ops.get(&key) else {
            return;
        };
        let id = op.id();
        for key in self.carried(id, key).into_iter().chain([key]) {
            let place = self.ops[&key].place;
            self.set(place, id, state);
        }
    }

    /// A query is being read.
    pub(super) fn reads(&mut self, request: RequestId, query: &QueryKey) -> Option<&List> {
        self.latest = request;
        self.open.insert(request, Vec::new());
        let live = &self.live;
        let live = (live.open && !live.turning).then_some((live.epoch, live.revision));
        let list = self.lists.iter_mut().find(|list| list.key == *query)?;
        list.reads(request, live);
        Some(list)
    }

    /// What every query contains is done with, and what the server did to the item before it, which they
    /// contain too: until then it is shown over whatever comes.
    pub(super) fn forget_contained(&mut self, id: Option<VideoId>) {
        let contained = |(key, op): (&Key, &Op)| {
            let (target, answer) = (op.id(), op.done?);
            let mut lists = self.lists.iter();
            lists
                .all(|list| list.contains(target, answer))
                .then_some(*key)
        };
        let gone: Vec<Key> = match id {
            Some(id) => {
                let keys = self.of_item(id).iter();
                keys.filter_map(|key| contained((key, &self.ops[key])))
                    .collect()
            }
            None => self.ops.iter().filter_map(contained).collect(),
        };
        let before = |key: &Key| {
            let keys = self.of_item(self.ops[key].id()).iter();
            let earlier = keys.copied().filter(|other| other < key);
            let done = earlier.filter(|other| self.ops[other].done.is_some());
            done.collect::<Vec<_>>()
        };
        let mut gone: Vec<Key> = gone
            .iter()
            .flat_map(before)
            .chain(gone.iter().copied())
            .collect();
        gone.sort_unstable();
        gone.dedup();
        for key in gone {
            self.remove(key);
        }
    }

    /// An item after every operation that is shown: one of these, since an operation that another
    /// one stands for may be shown or not while it is taken back.
    pub(super) fn replayed(&self, id: VideoId, base: Option<&Video>) -> Vec<Option<Video>> {
        let mut items = vec![base.cloned()];
        for key in self.of_item(id).iter().filter(|_| self.optimism) {
            let op = &self.ops[key];
            let after = items.iter().cloned().map(|item| op.after(item));
            match op.shown {
                Shown::Yes => items = after.collect(),
                Shown::No => {}
                Shown::Perhaps => {
                    let after: Vec<_> = after.collect();
                    items.extend(after);
                }
            }
        }
        items
    }

    /// An item outside a query: as it is, or after the first operations that take it out.
    pub(super) fn until_outside(&self, video: Video, list: &List) -> Option<Video> {
        let mut ops = self.of_item(video.id).iter().map(|key| &self.ops[key]);
        let mut item = Some(video);
        while let Some(video) = item {
            if !list.holds(&video) {
                return Some(video);
            }
            item = ops.next().and_then(|op| op.after(Some(video)));
        }
        None
    }
}
