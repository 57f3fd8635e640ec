//! Items that have left a query and are still known to it, so that an operation that brings one
//! back shows it at once.

use std::rc::Rc;

use super::{membership::Shown, query_data::QueryData};
use crate::{entity::Entity, key::Key};

/// So many items that have left a query are still known to it.
const MOST: usize = 16_384;

/// An item that a query does not hold, and the pending operation from which it was inferred.
type Nonmember<E> = (<E as Entity>::Id, Rc<<E as Entity>::Item>, Option<Key>);

impl<E: Entity> QueryData<E> {
    /// What is known of items that a read may leave out: those that have left the query, and
    /// those that pending operations take out of it, as the read may contain these operations.
    pub(crate) fn nonmembers(&self, shown: &Shown<E>) -> Vec<Nonmember<E>> {
        let mut nonmembers = Vec::new();
        if self.membership.is_served() {
            // Nothing brings back what the server does not list.
            return nonmembers;
        }
        for id in &self.departed {
            let known = self.confirmed(id);
            let inference = self.inferred.get(id).copied();
            nonmembers.extend(
                known
                    .filter(|item| !self.membership.contains(item))
                    .map(|item| (id.clone(), Rc::clone(item), inference)),
            );
        }
        for (id, operations) in shown {
            let mut item = self.confirmed(id).cloned();
            if item.is_none() {
                continue;
            }
            for (key, call) in operations.iter() {
                call.apply(&mut item);
                if let Some(item) = item.as_ref().filter(|item| !self.membership.contains(item)) {
                    nonmembers.push((id.clone(), Rc::clone(item), Some(*key)));
                    break;
                }
            }
        }
        nonmembers
    }

    pub(crate) fn remember_departed(&mut self, id: &E::Id, shown: &Shown<E>) {
        // Before the new one comes, so that the queue never asks for more memory than that.
        let full = self.departed.len() >= MOST;
        let oldest = full.then(|| self.departed.pop_front()).flatten();
        self.departed.push_back(id.clone());
        let Some(oldest) = oldest else { return };
        if oldest == *id || shown.contains_key(&oldest) {
            return;
        }
        let gone = |item: &Rc<E::Item>| !self.membership.contains(item);
        if self.base.get(&oldest).is_some_and(gone) {
            self.base.remove(&oldest);
            self.inferred.remove(&oldest);
        }
        if let Some((_, item)) = self.ahead.get_mut(&oldest)
            && item.as_ref().is_some_and(gone)
        {
            *item = None;
        }
    }

    /// An operation will not be done: forgets an item that was inferred from it, and the place of one that
    /// it has added.
    pub(crate) fn forget_inference(&mut self, key: Key, id: &E::Id, shown: &Shown<E>) {
        let inferred = self.inferred.get(id) == Some(&key);
        let added = self.membership.is_added_by(id, key);
        if inferred || added {
            // It leaves before its place is forgotten.
            self.show(self.held(id), None);
            if inferred {
                self.inferred.remove(id);
                self.base.remove(id);
            }
            if added {
                self.membership.forget_added(id);
            }
            self.replay_since(None, id, shown);
        }
    }
}
