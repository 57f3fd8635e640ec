//! view = replay(confirmed, log): one query's confirmed data and its view.
//!
//! The view is updated incrementally. A new entry at the end of the log applies to the shown item
//! alone; when an entry is removed or an item's confirmed data change, the entries of that one item
//! are replayed. Every other item keeps its identity.

use std::{cmp::Ordering, collections::VecDeque, rc::Rc};

use super::membership::{Ack, Membership, Shown, replay};
use crate::{
    call::AnyCall,
    det_hash_map::{Map, clear_tombstones},
    entity::{Entity, Settle, UNVERSIONED},
    ids::{RequestId, Revision, Source},
    key::Key,
    list::List,
};

/// One item as of a revision; `None` is gone.
type Known<E> = (Revision, Option<Rc<<E as Entity>::Item>>);

/// One query's data.
pub(crate) struct QueryData<E: Entity> {
    pub(crate) membership: Membership<E>,
    /// What the server last said, as of `revision`.
    pub(crate) base: Map<E::Id, Rc<E::Item>>,
    pub(crate) revision: Revision,
    /// Up to this revision every change is in `base` or `ahead`: further than `revision` where a list as the
    /// server gave it is being read.
    pub(crate) stepped: Revision,
    /// What is known of single items from answers and events past `revision`.
    pub(crate) ahead: Map<E::Id, Known<E>>,
    /// The items with pending operations, after all of them, whether shown or not.
    pub(crate) replayed: Map<E::Id, Option<Rc<E::Item>>>,
    /// The latest revision of a further part, as long as `revision` has not come to it.
    pub(crate) extended: Revision,
    /// How many items of the list there were when the server last gave a part of it.
    pub(crate) given: usize,
    pub(crate) view: List<E::Item>,
    /// How many items the view is to hold.
    pub(crate) expected_len: usize,
    /// Items that have left the query and are still known, so that an operation that brings one
    /// back shows it at once; oldest first.
    pub(crate) departed: VecDeque<E::Id>,
    /// Which of them are known only as what a pending operation would make of them.
    pub(crate) inferred: Map<E::Id, Key>,
    settle: Settle,
    /// The server whose revisions the data carry.
    pub(crate) source: Source,
    /// The data carry no revision, whatever the query's options say.
    pub(crate) unversioned: bool,
    /// The data are of a history that the server has left, or may have, until they are read again.
    pub(crate) adrift: bool,
    /// The read that the confirmed data came from.
    pub(crate) loaded_by: RequestId,
    /// The latest request when a read last ended: those after it began with what is known here.
    pub(crate) read_until: RequestId,
    /// Of data without revisions: the items of which an answer has told more than the latest read, with the
    /// latest request at that time.
    pub(crate) told: Map<E::Id, RequestId>,
    pub(crate) loaded: bool,
    /// The read under way.
    pub(crate) reading: Option<RequestId>,
    /// The view has changed since this was last asked.
    pub(crate) changed: bool,
}

impl<E: Entity> QueryData<E> {
    pub(crate) fn new(membership: Membership<E>, settle: Settle, source: Source) -> Self {
        Self {
            membership,
            base: Map::default(),
            revision: 0,
            stepped: 0,
            ahead: Map::default(),
            replayed: Map::default(),
            extended: 0,
            given: 0,
            view: List::default(),
            expected_len: 0,
            departed: VecDeque::new(),
            inferred: Map::default(),
            settle,
            source,
            unversioned: false,
            adrift: false,
            loaded_by: RequestId(0),
            read_until: RequestId(0),
            told: Map::default(),
            loaded: false,
            reading: None,
            changed: false,
        }
    }

    /// What the query shows, once it has data.
    pub(crate) fn view(&self) -> Option<&List<E::Item>> {
        self.loaded.then_some(&self.view)
    }

    /// Can its data be compared with an answer by revision?
    pub(crate) fn has_revisions(&self) -> bool {
        self.settle == Settle::ByRevision && !self.unversioned
    }

    /// Every change up to this revision is confirmed here; `None`: that cannot be said.
    pub(crate) fn revision(&self) -> Option<Revision> {
        let known = self.loaded && self.has_revisions() && !self.adrift;
        known.then_some(self.revision)
    }

    /// Is the change that `revision` made to this item confirmed here?
    pub(crate) fn has(&self, id: &E::Id, revision: Revision) -> bool {
        let ahead = self.ahead.get(id);
        self.revision >= revision || ahead.is_some_and(|(known, _)| *known >= revision)
    }

    /// Does it hold, or will it soon hold, confirmed data?
    pub(crate) fn takes_part(&self) -> bool {
        self.loaded || self.reading.is_some()
    }

    /// Do the confirmed data contain an operation on this item that was answered so?
    pub(crate) fn contains_answer(&self, id: &E::Id, ack: Ack) -> bool {
        if !self.loaded {
            // A read that starts after the answer is going to contain it.
            return self.reading.is_none_or(|read| read > ack.after);
        }
        match ack.revision {
            Some(revision) if self.has_revisions() && ack.source == self.source => {
                self.has(id, revision)
            }
            _ if self.loaded_by > ack.after => true,
            _ => UNVERSIONED && self.told.get(id).is_some_and(|told| *told >= ack.after),
        }
    }

    pub(crate) fn confirmed(&self, id: &E::Id) -> Option<&Rc<E::Item>> {
        match self.ahead.get(id) {
            Some((_, item)) => item.as_ref(),
            None => self.base.get(id),
        }
    }

    /// The item as the view holds it.
    pub(crate) fn held(&self, id: &E::Id) -> Option<Rc<E::Item>> {
        let known = self.find(id);
        known.filter(|item| self.membership.contains(item))
    }

    /// What is known of an item, with its pending operations, whether it is shown or not.
    pub(crate) fn find(&self, id: &E::Id) -> Option<Rc<E::Item>> {
        match self.replayed.get(id) {
            Some(item) => item.clone(),
            None => self.confirmed(id).cloned(),
        }
    }

    /// Shows one more operation at the end of an item's log.
    pub(crate) fn append(&mut self, id: &E::Id, key: Key, operation: &dyn AnyCall) {
        let known = self.find(id);
        let before = known.clone();
        let before = before.filter(|item| self.membership.contains(item));
        let is_new = known.is_none();
        let after = {
            let mut item = known;
            operation.apply(&mut item);
            item
        };
        if is_new && after.is_some() {
            self.membership.add(id, key, operation);
        }
        self.replayed.insert(id.clone(), after.clone());
        self.show(before, after);
    }

    /// Replays one item's log over its confirmed data.
    pub(crate) fn replay(&mut self, id: &E::Id, shown: &Shown<E>) {
        self.replay_since(self.held(id), id, shown);
    }

    /// The same, where the confirmed data have changed since the view held the item as `before`.
    pub(crate) fn replay_since(
        &mut self,
        before: Option<Rc<E::Item>>,
        id: &E::Id,
        shown: &Shown<E>,
    ) {
        let (mut item, mut held) = (self.confirmed(id).cloned(), before);
        let operations = shown.get(id);
        if item.is_none() && self.membership.is_left_over(id, operations) {
            // It leaves before its place is forgotten.
            self.show(held.take(), None);
            self.membership.forget_added(id);
        }
        match operations {
            Some(operations) => {
                self.membership.place(id, item.is_some(), operations);
                item = replay::<E>(item, operations);
                self.replayed.insert(id.clone(), item.clone());
            }
            None => {
                if self.replayed.remove(id).is_some() {
                    clear_tombstones(&mut self.replayed);
                }
            }
        }
        self.show(held, item);
    }

    /// Lets the view hold an item as it is `after` a change, in exchange for what it has held of it.
    pub(crate) fn show(&mut self, old: Option<Rc<E::Item>>, after: Option<Rc<E::Item>>) {
        let membership = &self.membership;
        let new = after.filter(|item| membership.contains(item));
        let same = match (&old, &new) {
            (None, None) => true,
            (Some(old), Some(new)) => Rc::ptr_eq(old, new) || old == new,
            _ => false,
        };
        if same {
            return;
        }
        self.expected_len = (self.expected_len + usize::from(new.is_some()))
            .saturating_sub(usize::from(old.is_some()));
        let order = |a: &E::Item, b: &E::Item| membership.order(a, b);
        if let Some(old) = old
            && new
                .as_ref()
                .is_none_or(|new| order(&old, new) != Ordering::Equal)
        {
            self.view.remove(&old, order);
        }
        if let Some(new) = new {
            self.view.insert(new, order);
        }
        self.changed = true;
    }
}
