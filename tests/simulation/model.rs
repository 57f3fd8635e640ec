//! What one client has to show, from what it was told and what it was asked for: plain
//! bookkeeping of facts, replayed from nothing at each question.

use std::collections::{BTreeMap, HashSet};

use optimist_core::{
    Footprint, Key, Mutation, OperationId, Outgoing, QueryKey, RequestId, Timestamp,
};
use shared::{Operation, Revision, Video, VideoId};

use super::{
    domain::{Change, ChangeVideo, change_of},
    lists::List,
    op::{Notice, Op, State},
};

/// The model of one client between two loads of its page.
pub(super) struct Model {
    /// Operations that confirmed data do not contain, as far as the client can know.
    pub(super) ops: BTreeMap<Key, Op>,
    by_item: BTreeMap<VideoId, Vec<Key>>,
    /// What was ever asked to be deleted: it may be remembered as that.
    pub(super) deletes: HashSet<VideoId>,
    /// Every item of every operation, with the key of its latest try.
    pub(super) items: BTreeMap<OperationId, Vec<(Key, State)>>,
    /// Requests whose outcomes are still listened to.
    pub(super) open: BTreeMap<RequestId, Vec<Key>>,
    /// The last request that has gone out.
    pub(super) latest: RequestId,
    /// What was told of each query that it looks at.
    pub(super) lists: Vec<List>,
    pub(super) optimism: bool,
    /// Notices that the user must get (positive) or has got (negative).
    pub(super) notices: BTreeMap<(Notice, OperationId, String), i32>,
    /// What was done by a later operation that stands for it.
    pub(super) stood_for: Vec<Key>,
}

impl Model {
    pub(super) fn new(optimism: bool) -> Self {
        Self {
            ops: BTreeMap::new(),
            by_item: BTreeMap::new(),
            deletes: HashSet::new(),
            items: BTreeMap::new(),
            open: BTreeMap::new(),
            latest: RequestId(0),
            lists: Vec::new(),
            optimism,
            notices: BTreeMap::new(),
            stood_for: Vec::new(),
        }
    }

    pub(super) fn issued(&mut self, operation: OperationId, items: Vec<(Key, Change, Timestamp)>) {
        for (key, change, at) in items {
            let known = self.items.entry(operation).or_default();
            known.push((key, State::UnderWay));
            let place = (operation, known.len() - 1);
            self.insert(key, change, at, place, false);
        }
    }

    pub(super) fn insert(
        &mut self,
        key: Key,
        change: Change,
        at: Timestamp,
        place: (OperationId, usize),
        sent: bool,
    ) {
        let keys = self.by_item.entry(change.operation.id()).or_default();
        keys.insert(keys.partition_point(|&known| known < key), key);
        if let Operation::Delete { id } = change.operation {
            self.deletes.insert(id);
        }
        let op = Op {
            change,
            at,
            place,
            sent,
            withdrawn: false,
            done: None,
            by: None,
        };
        self.ops.insert(key, op);
    }

    pub(super) fn set(&mut self, place: (OperationId, usize), state: State) {
        if let Some(items) = self.items.get_mut(&place.0) {
            items[place.1].1 = state;
        }
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
        ops.any(|op| op.done.is_none() && self.items[&op.place.0].len() > 1)
    }

    fn remove(&mut self, key: Key) -> Option<Op> {
        let op = self.ops.remove(&key)?;
        let id = op.change.operation.id();
        if let Some(keys) = self.by_item.get_mut(&id) {
            keys.retain(|&known| known != key);
            if keys.is_empty() {
                self.by_item.remove(&id);
            }
        }
        Some(op)
    }

    /// A request with operations goes out. What was issued before on the same item and has not
    /// gone out must have been replaced by a later operation of the same kind.
    pub(super) fn sent(
        &mut self,
        request: RequestId,
        outgoing: &[Outgoing],
    ) -> Result<u64, String> {
        self.latest = request;
        self.open.insert(
            request,
            outgoing.iter().map(|outgoing| outgoing.key).collect(),
        );
        let mut replaced = 0;
        for Outgoing { key, call } in outgoing {
            let id = change_of(call).operation.id();
            let keys = self.of_item(id).to_vec();
            let Some(op) = self.ops.get_mut(key) else {
                return Err(format!("{key} is sent, but was settled before"));
            };
            if std::mem::replace(&mut op.sent, true) {
                continue;
            }
            for &earlier in keys.iter().filter(|other| *other < key) {
                let op = &self.ops[&earlier];
                if op.sent || op.done.is_some() || op.by.is_some() {
                    continue;
                }
                let footprint = ChangeVideo::footprint(&op.change);
                let later = keys.iter().copied().find(|later| {
                    *later > earlier && {
                        let other = &self.ops[later];
                        let waited = !other.sent || later == key;
                        waited
                            && matches!(footprint, Footprint::Field(_))
                            && ChangeVideo::footprint(&other.change) == footprint
                    }
                });
                let Some(later) = later else {
                    return Err(format!("{key} overtakes {earlier}"));
                };
                replaced += 1;
                self.replace(earlier, later, &keys);
            }
        }
        Ok(replaced)
    }

    fn replace(&mut self, earlier: Key, later: Key, keys: &[Key]) {
        for key in keys {
            if let Some(op) = self.ops.get_mut(key)
                && (*key == earlier || op.by == Some(earlier))
            {
                op.by = Some(later);
            }
        }
    }

    /// Is an outcome of this key listened to?
    pub(super) fn take_named(&mut self, request: RequestId, key: Key) -> bool {
        let Some(keys) = self.open.get_mut(&request) else {
            return false;
        };
        let before = keys.len();
        keys.retain(|&named| named != key);
        keys.len() < before && self.ops.get(&key).is_some_and(|op| op.done.is_none())
    }

    /// The client hears that an operation was done.
    pub(super) fn done(&mut self, key: Key, revision: Revision, video: Option<&Video>) {
        let Some(op) = self.ops.get_mut(&key) else {
            return;
        };
        op.done = Some((revision, self.latest));
        op.withdrawn = false;
        let (place, id) = (op.place, op.change.operation.id());
        if let Some(video) = video
            && shared::correction(&op.change.operation, video).is_some()
        {
            self.expect(Notice::Corrected, place.0, id);
        }
        self.set(place, State::Done);
        for other in self.carried(id, key) {
            if let Some(op) = self.remove(other) {
                self.set(op.place, State::Done);
                self.stood_for.push(other);
            }
        }
        self.forget_contained(Some(id));
    }

    /// The client hears that an operation was refused; tells how many are taken up again.
    pub(super) fn refused(&mut self, key: Key) -> usize {
        let Some(op) = self.ops.get(&key) else {
            return 0;
        };
        let (place, id) = (op.place, op.change.operation.id());
        if op.withdrawn {
            self.cancelled(place, id);
        } else {
            self.set(place, State::Refused);
            self.expect(Notice::Refused, place.0, id);
        }
        self.drop_and_take_up(key)
    }

    /// The user takes an item back.
    pub(super) fn cancel(&mut self, key: Key) {
        let Some(op) = self.ops.get_mut(&key) else {
            return;
        };
        if op.sent {
            op.withdrawn = true;
            return;
        }
        let (place, id) = (op.place, op.change.operation.id());
        self.cancelled(place, id);
        self.drop_and_take_up(key);
    }

    fn cancelled(&mut self, place: (OperationId, usize), id: VideoId) {
        self.set(place, State::Cancelled);
        self.expect(Notice::Cancelled, place.0, id);
    }

    fn drop_and_take_up(&mut self, key: Key) -> usize {
        let Some(op) = self.remove(key) else { return 0 };
        let carried = self.carried(op.change.operation.id(), key);
        for other in &carried {
            if let Some(op) = self.ops.get_mut(other) {
                op.by = None;
                self.set_of(*other, State::UnderWay);
            }
        }
        carried.len()
    }

    fn set_of(&mut self, key: Key, state: State) {
        if let Some(place) = self.ops.get(&key).map(|op| op.place) {
            self.set(place, state);
        }
    }

    /// What an operation stands for.
    pub(super) fn carried(&self, id: VideoId, key: Key) -> Vec<Key> {
        let keys = self.of_item(id).iter().copied();
        keys.filter(|other| self.ops[other].by == Some(key))
            .collect()
    }

    /// An operation and what it stands for move to a state.
    pub(super) fn set_with_carried(&mut self, key: Key, state: State) {
        let Some(op) = self.ops.get(&key) else {
            return;
        };
        let id = op.change.operation.id();
        for key in self.carried(id, key).into_iter().chain([key]) {
            self.set_of(key, state);
        }
    }

    /// A query is being read.
    pub(super) fn reads(&mut self, request: RequestId, query: &QueryKey) -> Option<&List> {
        self.latest = request;
        self.open.insert(request, Vec::new());
        let list = self.lists.iter_mut().find(|list| list.key == *query)?;
        list.reads(request);
        Some(list)
    }

    /// A read has brought the list of this revision, or nothing; tells the query that it was of,
    /// and whether the list is an old one.
    pub(super) fn read_over(&mut self, request: RequestId, revision: Option<Revision>) -> bool {
        let mut lists = self.lists.iter_mut();
        let Some(list) = lists.find_map(|list| list.read_over(request).then_some(list)) else {
            return false;
        };
        let stale = revision.is_some() && list.newest() > revision;
        if let Some(revision) = revision {
            list.listed(revision);
        }
        self.forget_contained(None);
        stale
    }

    /// The client is told the truth about one item.
    pub(super) fn told(&mut self, id: VideoId, revision: Revision) {
        for list in &mut self.lists {
            list.told(id, revision);
        }
        self.forget_contained(Some(id));
    }

    /// What every query contains is done with: until then it is shown over whatever comes.
    fn forget_contained(&mut self, id: Option<VideoId>) {
        let contained = |(key, op): (&Key, &Op)| {
            let (target, answer) = (op.change.operation.id(), op.done?);
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
        for key in gone {
            self.remove(key);
        }
    }

    /// An item after every operation that is shown.
    pub(super) fn replayed(&self, id: VideoId, base: Option<&Video>) -> Option<Video> {
        let mut item = base.cloned();
        for key in self.of_item(id).iter().filter(|_| self.optimism) {
            item = self.ops[key].after(item);
        }
        item
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

    /// The user must get this notice once.
    fn expect(&mut self, notice: Notice, operation: OperationId, id: VideoId) {
        self.count(notice, operation, id.to_string(), 1);
    }

    pub(super) fn count(
        &mut self,
        notice: Notice,
        operation: OperationId,
        target: String,
        by: i32,
    ) {
        let key = (notice, operation, target);
        let count = self.notices.entry(key.clone()).or_default();
        *count += by;
        if *count == 0 {
            self.notices.remove(&key);
        }
    }
}
