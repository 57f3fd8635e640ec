//! Who waits for whom: the entries of each scope, in the order of issue.

use crate::{
    det_hash_map::{Map, clear_tombstones},
    entity::Scope,
    key::Key,
    one_or_many::OneOrMany,
};

#[derive(Default)]
pub(super) struct Lanes(Map<Scope, Lane>);

#[derive(Default)]
struct Lane {
    /// Those that are not answered.
    queue: OneOrMany<Key>,
    /// All entries on the item whose scope this is, answered or not.
    of_item: OneOrMany<Key>,
    /// Whose turn it is, as an index of the queue: the first one's, unless another one was sent before
    /// that came, as an entry of another page may come late.
    turn: u32,
    /// The one whose turn it is was sent.
    sent: bool,
}

impl Lane {
    fn next(&self) -> Option<Key> {
        self.queue.as_slice().get(self.turn as usize).copied()
    }
}

impl Lanes {
    pub(super) fn reserve(&mut self, count: usize) {
        self.0.reserve(count);
    }

    /// Puts an entry in its place in the lane of its item's scope (`own`) or of another, and
    /// returns the entry whose turn it no longer is.
    pub(super) fn insert(&mut self, key: Key, scope: &Scope, own: bool) -> Option<Key> {
        let lane = self.0.entry(scope.clone()).or_default();
        let before = lane.next();
        let at = lane.queue.insert(key, |&known| known < key);
        if lane.sent && at <= lane.turn as usize {
            lane.turn += 1;
        }
        if own {
            lane.of_item.insert(key, |&known| known < key);
        }
        before.filter(|_| lane.next() != before)
    }

    /// An entry is sent: it keeps its turn until it leaves the queue.
    pub(super) fn take_turn(&mut self, key: Key, scope: &Scope) {
        if let Some(lane) = self.0.get_mut(scope)
            && let Ok(at) = lane.queue.as_slice().binary_search(&key)
        {
            lane.turn = at as u32;
            lane.sent = true;
        }
    }

    /// Ends an entry's turn and returns the entry whose turn may have come.
    pub(super) fn leave_queue(&mut self, key: Key, scope: &Scope) -> Option<Key> {
        let lane = self.0.get_mut(scope)?;
        let turn = lane.turn as usize;
        match lane.queue.remove(|known| known.cmp(&key)) {
            Some(at) if at == turn => (lane.turn, lane.sent) = (0, false),
            Some(at) if at < turn => lane.turn -= 1,
            _ => {}
        }
        let next = lane.next();
        if next.is_none() && lane.of_item.is_empty() {
            self.0.remove(scope);
        }
        next
    }

    /// Takes an entry out of its item's lane.
    pub(super) fn remove(&mut self, key: Key, scope: &Scope) {
        if let Some(lane) = self.0.get_mut(scope) {
            lane.of_item.remove(|known| known.cmp(&key));
            if lane.of_item.is_empty() && lane.queue.is_empty() {
                self.0.remove(scope);
            }
        }
        clear_tombstones(&mut self.0);
    }

    pub(super) fn has_turn(&self, key: Key, scope: &Scope) -> bool {
        self.0.get(scope).and_then(Lane::next) == Some(key)
    }

    /// The entries of a scope that are not answered, in the order of issue.
    pub(super) fn queue(&self, scope: &Scope) -> &[Key] {
        self.0.get(scope).map_or(&[], |lane| lane.queue.as_slice())
    }

    /// The entries on an item, in the order of issue.
    pub(super) fn of_item(&self, scope: &Scope) -> &[Key] {
        let lane = self.0.get(scope);
        lane.map_or(&[], |lane| lane.of_item.as_slice())
    }
}
