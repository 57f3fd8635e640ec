//! Items that a query does not hold any more and that are still known to it, so that an operation
//! that brings one back shows it at once.

use std::rc::Rc;

use crate::{
    entity::Entity,
    key::Key,
    replay::Replica,
    shape::{Shown, step},
};

/// So many items that have left a query are still known to it.
const MOST: usize = 16_384;

/// An item outside a query, and the pending operation that it is a guess by.
type Outside<E> = (<E as Entity>::Id, Rc<<E as Entity>::Item>, Option<Key>);

impl<E: Entity> Replica<E> {
    /// What is known of items that a read may leave out: those that have left the query, and
    /// those that pending operations take out of it, as the read may contain these operations.
    pub(crate) fn outside(&self, shown: &Shown<E>) -> Vec<Outside<E>> {
        let mut outside = Vec::new();
        for id in &self.former {
            let known = self.confirmed(id);
            let guess = self.guessed.get(id).copied();
            outside.extend(
                known
                    .filter(|item| !self.shape.contains(item))
                    .map(|item| (id.clone(), Rc::clone(item), guess)),
            );
        }
        for (id, operations) in shown {
            let mut item = self.confirmed(id).cloned();
            if item.is_none() {
                continue;
            }
            for (key, operation) in operations.iter() {
                item = step::<E>(item, &**operation);
                if let Some(item) = item.as_ref().filter(|item| !self.shape.contains(item)) {
                    outside.push((id.clone(), Rc::clone(item), Some(*key)));
                    break;
                }
            }
        }
        outside
    }

    pub(crate) fn keep_former(&mut self, id: &E::Id, shown: &Shown<E>) {
        // Before the new one comes, so that the queue never asks for more memory than that.
        let full = self.former.len() >= MOST;
        let oldest = full.then(|| self.former.pop_front()).flatten();
        self.former.push_back(id.clone());
        let Some(oldest) = oldest else { return };
        if oldest == *id || shown.contains_key(&oldest) {
            return;
        }
        let gone = |item: &Rc<E::Item>| !self.shape.contains(item);
        if self.base.get(&oldest).is_some_and(gone) {
            self.base.remove(&oldest);
            self.guessed.remove(&oldest);
        }
        if let Some((_, item)) = self.ahead.get_mut(&oldest)
            && item.as_ref().is_some_and(gone)
        {
            *item = None;
        }
    }

    /// An operation will not be done: what an item was taken for because of it, it is not.
    pub(crate) fn forget_guess(&mut self, key: Key, id: &E::Id, shown: &Shown<E>) {
        if self.guessed.get(id) == Some(&key) {
            let before = self.find(id);
            self.guessed.remove(id);
            self.base.remove(id);
            self.replay_since(before, id, shown);
        }
    }
}
