//! view = replay(confirmed, log): one query's confirmed data and its view.
//!
//! The view is updated incrementally. A new entry at the end of the log applies to the shown item
//! alone; when an entry is removed or an item's confirmed data change, the entries of that one item
//! are replayed. Every other item keeps its identity.

use std::{
    cmp::Ordering,
    collections::{VecDeque, hash_map::Entry},
    rc::Rc,
};

use super::membership::{Ack, Membership, Shown, replay};
use crate::{
    call::AnyCall,
    det_hash_map::{Map, clear_tombstones},
    entity::{Entity, Settle},
    ids::{RequestId, Revision, Source},
    key::Key,
    list::List,
};

/// One item as of a revision; `None` is gone.
type Known<E> = (Revision, Option<Rc<<E as Entity>::Item>>);

/// One query's data.
pub(crate) struct QueryData<E: Entity> {
    pub(crate) membership: Rc<dyn Membership<E>>,
    /// What the server last said, as of `revision`.
    pub(crate) base: Map<E::Id, Rc<E::Item>>,
    pub(crate) revision: Revision,
    /// What is known of single items from answers and events past `revision`.
    pub(crate) ahead: Map<E::Id, Known<E>>,
    /// The items with pending operations, after all of them, whether shown or not.
    pub(crate) replayed: Map<E::Id, Option<Rc<E::Item>>>,
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
    unversioned: bool,
    /// The data are of a history that the server has left, or may have, until they are read again.
    pub(crate) adrift: bool,
    /// The read that the confirmed data came from.
    pub(crate) loaded_by: RequestId,
    pub(crate) loaded: bool,
    /// The read under way.
    pub(crate) reading: Option<RequestId>,
    /// The view has changed since this was last asked.
    pub(crate) changed: bool,
}

impl<E: Entity> QueryData<E> {
    pub(crate) fn new(membership: Rc<dyn Membership<E>>, settle: Settle, source: Source) -> Self {
        Self {
            membership,
            base: Map::default(),
            revision: 0,
            ahead: Map::default(),
            replayed: Map::default(),
            view: List::default(),
            expected_len: 0,
            departed: VecDeque::new(),
            inferred: Map::default(),
            settle,
            source,
            unversioned: false,
            adrift: false,
            loaded_by: RequestId(0),
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
    fn has(&self, id: &E::Id, revision: Revision) -> bool {
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
            _ => self.loaded_by > ack.after,
        }
    }

    /// The server's history is another one: the data stay, and no revision of before says anything
    /// any more.
    pub(crate) fn leave_timeline(&mut self) {
        for (id, (_, item)) in std::mem::take(&mut self.ahead) {
            self.confirm(id, item);
        }
        self.revision = 0;
        self.adrift = true;
    }

    pub(crate) fn confirmed(&self, id: &E::Id) -> Option<&Rc<E::Item>> {
        match self.ahead.get(id) {
            Some((_, item)) => item.as_ref(),
            None => self.base.get(id),
        }
    }

    /// What is known of an item, with its pending operations, whether it is shown or not.
    pub(crate) fn find(&self, id: &E::Id) -> Option<Rc<E::Item>> {
        match self.replayed.get(id) {
            Some(item) => item.clone(),
            None => self.confirmed(id).cloned(),
        }
    }

    /// Takes in the whole truth as of `revision`. `live` is the revision up to which events have
    /// brought every change into `ahead` since the read started. A truth that is older than the
    /// confirmed data is dropped.
    pub(crate) fn load(
        &mut self,
        read: RequestId,
        items: Vec<E::Item>,
        revision: Option<Revision>,
        live: Revision,
        shown: &Shown<E>,
    ) {
        self.unversioned = revision.is_none();
        let revision = revision.unwrap_or(0);
        if self.loaded && self.has_revisions() && revision < self.revision {
            return;
        }
        let mut base = Map::with_capacity_and_hasher(items.len(), Default::default());
        let nonmembers = self.nonmembers(shown);
        // Then the data are what has arrived, as a rule in order.
        let alone = self.ahead.is_empty() && nonmembers.is_empty();
        let mut arrived = Vec::with_capacity(items.len());
        for item in items {
            let id = E::id(&item);
            let item = self.known_as(&id, item);
            arrived.push(Rc::clone(&item));
            base.insert(id, item);
        }
        self.departed.clear();
        self.inferred.clear();
        for (id, item, inference) in nonmembers {
            match base.entry(id) {
                Entry::Vacant(place) => {
                    let id = place.key();
                    self.departed.push_back(id.clone());
                    self.inferred.extend(inference.map(|key| (id.clone(), key)));
                    place.insert(item);
                }
                // An answer that is later than this read has told that it is no longer there.
                Entry::Occupied(place) if self.ahead.contains_key(place.key()) => {
                    self.departed.push_back(place.key().clone());
                }
                Entry::Occupied(_) => {}
            }
        }
        self.base = base;
        self.revision = revision;
        self.loaded = true;
        self.loaded_by = read;
        self.adrift = false;
        if self.has_revisions() {
            self.advance(revision.max(live));
        }
        if !alone || arrived.len() != self.base.len() {
            arrived = self.base.values().cloned().collect();
        }
        self.rebuild(arrived, shown);
    }

    /// Every change up to `revision` is in `base` or `ahead` now.
    fn advance(&mut self, revision: Revision) {
        if self.ahead.is_empty() {
            self.revision = self.revision.max(revision);
            return;
        }
        let fetched = self.revision;
        self.revision = self.revision.max(revision);
        let past: Vec<E::Id> = self
            .ahead
            .iter()
            .filter(|(_, (known, _))| *known <= self.revision)
            .map(|(id, _)| id.clone())
            .collect();
        for id in past {
            match self.ahead.remove(&id) {
                Some((known, _)) if known <= fetched => {}
                Some((_, item)) => self.confirm(id, item),
                None => {}
            }
        }
    }

    /// Takes in the truth about one item as of `revision`, unless a newer one is known.
    pub(crate) fn learn(
        &mut self,
        id: &E::Id,
        revision: Revision,
        item: Option<&E::Item>,
        shown: &Shown<E>,
    ) {
        if !self.has_revisions() || self.has(id, revision) {
            return;
        }
        let before = self.find(id);
        let expected_len = shown.contains_key(id) || self.confirmed(id).is_some();
        let item = item
            .filter(|item| expected_len || self.membership.contains(item))
            .map(|item| self.known_as(id, item.clone()));
        let left = item
            .as_ref()
            .is_some_and(|item| !self.membership.contains(item));
        self.ahead.insert(id.clone(), (revision, item));
        if left {
            self.remember_departed(id, shown);
        }
        self.replay_since(before, id, shown);
    }

    /// An answered operation becomes part of the confirmed data as it was foreseen, since the read that
    /// would have told was refused. Not for data with revisions: what is foreseen may lack what others have
    /// done before the revision of the answer.
    pub(crate) fn confirm_answered(&mut self, id: &E::Id, call: &dyn AnyCall, shown: &Shown<E>) {
        let before = self.find(id);
        let known = self.confirmed(id).cloned();
        let mut item = known.clone();
        call.apply(&mut item);
        let belongs = |item: &Rc<E::Item>| self.membership.contains(item);
        let item = item.filter(|item| known.is_some() || belongs(item));
        let left = item.as_ref().is_some_and(|item| !belongs(item));
        self.ahead.remove(id);
        self.confirm(id.clone(), item);
        if left {
            self.remember_departed(id, shown);
        }
        self.replay_since(before, id, shown);
    }

    /// The item as it is shown or confirmed already, where that is equal: what has not changed keeps
    /// its identity.
    fn known_as(&self, id: &E::Id, item: E::Item) -> Rc<E::Item> {
        let known = [
            self.replayed.get(id).and_then(Option::as_ref),
            self.confirmed(id),
        ];
        match known.into_iter().flatten().find(|known| ***known == item) {
            Some(known) => Rc::clone(known),
            None => Rc::new(item),
        }
    }

    /// The change of `revision`, the next one, is about this item and has been learned, or is about
    /// nothing that is expected_len here (`None`).
    pub(crate) fn step_to(&mut self, revision: Revision, id: Option<&E::Id>) {
        if !self.loaded || !self.has_revisions() || revision != self.revision + 1 {
            return;
        }
        self.revision = revision;
        let Some(id) = id else { return };
        if self
            .ahead
            .get(id)
            .is_some_and(|(known, _)| *known == revision)
        {
            let item = self.ahead.remove(id).and_then(|(_, item)| item);
            self.confirm(id.clone(), item);
        }
    }

    /// What the server said of an item takes the place of what was known or inferred.
    fn confirm(&mut self, id: E::Id, item: Option<Rc<E::Item>>) {
        self.inferred.remove(&id);
        match item {
            Some(item) => drop(self.base.insert(id, item)),
            None => drop(self.base.remove(&id)),
        }
    }

    /// Shows one more operation at the end of an item's log.
    pub(crate) fn append(&mut self, id: &E::Id, operation: &dyn AnyCall) {
        let before = self.find(id);
        let after = {
            let mut item = before.clone();
            operation.apply(&mut item);
            item
        };
        self.replayed.insert(id.clone(), after.clone());
        self.show(before, after);
    }

    /// Replays one item's log over its confirmed data.
    pub(crate) fn replay(&mut self, id: &E::Id, shown: &Shown<E>) {
        self.replay_since(self.find(id), id, shown);
    }

    /// The same, where the confirmed data have changed since the item was `before`.
    pub(crate) fn replay_since(
        &mut self,
        before: Option<Rc<E::Item>>,
        id: &E::Id,
        shown: &Shown<E>,
    ) {
        let mut item = self.confirmed(id).cloned();
        match shown.get(id) {
            Some(operations) => {
                item = replay::<E>(item, operations);
                self.replayed.insert(id.clone(), item.clone());
            }
            None => {
                if self.replayed.remove(id).is_some() {
                    clear_tombstones(&mut self.replayed);
                }
            }
        }
        self.show(before, item);
    }

    /// Lets the view hold an item as it is `after` a change, in exchange for what it was `before`.
    fn show(&mut self, before: Option<Rc<E::Item>>, after: Option<Rc<E::Item>>) {
        let membership = Rc::clone(&self.membership);
        let old = before.filter(|item| membership.contains(item));
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
