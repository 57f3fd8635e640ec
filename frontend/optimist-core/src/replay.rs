//! view = replay(confirmed, log): one query's confirmed data, and what it shows.
//!
//! The view is kept up by increments. A new entry at the end of the log applies to what is shown
//! of its item; only the entries of that one item are replayed when one of them is removed or its
//! confirmed data change. Every other item keeps its identity.

use std::{
    cmp::Ordering,
    collections::{VecDeque, hash_map::Entry},
    rc::Rc,
};

use crate::{
    entity::{Entity, Settle},
    io::{RequestId, Revision},
    key::Key,
    list::List,
    map::{Map, wipe},
    shape::{Answered, Predict, Shape, Shown, fold, step},
    sort::sort,
};

/// One item as of a revision; `None` is gone.
type Known<E> = (Revision, Option<Rc<<E as Entity>::Item>>);

/// One query's data.
pub(crate) struct Replica<E: Entity> {
    pub(crate) shape: Rc<dyn Shape<E>>,
    /// What the server last said, as of `revision`.
    pub(crate) base: Map<E::Id, Rc<E::Item>>,
    pub(crate) revision: Revision,
    /// What is known of single items from answers and events past `revision`.
    pub(crate) ahead: Map<E::Id, Known<E>>,
    /// The items with pending operations, after all of them, whether shown or not.
    pub(crate) replayed: Map<E::Id, Option<Rc<E::Item>>>,
    pub(crate) view: List<E::Item>,
    /// How many items the view is to hold.
    pub(crate) held: usize,
    /// Items that have left the query and are still known, so that an operation that brings one
    /// back shows it at once; oldest first.
    pub(crate) former: VecDeque<E::Id>,
    /// Which of them are known only as what a pending operation would make of them.
    pub(crate) guessed: Map<E::Id, Key>,
    pub(crate) settle: Settle,
    /// The read that the confirmed data came from.
    pub(crate) loaded_by: RequestId,
    pub(crate) loaded: bool,
    /// The read under way.
    pub(crate) reading: Option<RequestId>,
    /// The view has changed since this was last asked.
    pub(crate) changed: bool,
}

impl<E: Entity> Replica<E> {
    pub(crate) fn new(shape: Rc<dyn Shape<E>>, settle: Settle) -> Self {
        Self {
            shape,
            base: Map::default(),
            revision: 0,
            ahead: Map::default(),
            replayed: Map::default(),
            view: List::default(),
            held: 0,
            former: VecDeque::new(),
            guessed: Map::default(),
            settle,
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

    /// Do its reads tell what the server has written?
    pub(crate) fn has_revisions(&self) -> bool {
        self.settle == Settle::ByRevision
    }

    /// Every change up to this revision is confirmed here.
    pub(crate) fn revision(&self) -> Revision {
        self.revision
    }

    /// Is the change that `revision` made to this item confirmed here?
    pub(crate) fn has(&self, id: &E::Id, revision: Revision) -> bool {
        self.revision >= revision
            || self
                .ahead
                .get(id)
                .is_some_and(|(known, _)| *known >= revision)
    }

    /// Does it hold, or will it soon hold, confirmed data?
    pub(crate) fn takes_part(&self) -> bool {
        self.loaded || self.reading.is_some()
    }

    /// Is an operation on this item that was answered so part of the confirmed data?
    pub(crate) fn contains_answer(&self, id: &E::Id, answer: Answered) -> bool {
        if !self.loaded {
            // A read that starts after the answer is going to contain it.
            return self.reading.is_none_or(|read| read > answer.after);
        }
        match (self.settle, answer.revision) {
            (Settle::ByRevision, Some(revision)) => self.has(id, revision),
            _ => self.loaded_by > answer.after,
        }
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
    /// brought every change into `ahead` since the read started.
    ///
    /// An older truth than the confirmed one is dropped, and so is false.
    pub(crate) fn load(
        &mut self,
        read: RequestId,
        items: Vec<E::Item>,
        revision: Revision,
        live: Revision,
        shown: &Shown<E>,
    ) -> bool {
        if self.loaded && revision < self.revision {
            return false;
        }
        let mut base = Map::with_capacity_and_hasher(items.len(), Default::default());
        let outside = self.outside(shown);
        for item in items {
            let id = E::id(&item);
            let item = self.known_as(&id, item);
            base.insert(id, item);
        }
        self.former.clear();
        self.guessed.clear();
        for (id, item, guess) in outside {
            if let Entry::Vacant(place) = base.entry(id) {
                let id = place.key();
                self.former.push_back(id.clone());
                self.guessed.extend(guess.map(|key| (id.clone(), key)));
                place.insert(item);
            }
        }
        self.base = base;
        self.revision = revision;
        self.loaded = true;
        self.loaded_by = read;
        if self.has_revisions() {
            self.advance(revision.max(live));
        }
        self.rebuild(shown);
        true
    }

    /// Every change up to `revision` is in `base` or `ahead` now.
    pub(crate) fn advance(&mut self, revision: Revision) {
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

    /// Takes in the truth about one item as of `revision`; an older one than is known is dropped.
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
        let held = shown.contains_key(id) || self.confirmed(id).is_some();
        let item = item
            .filter(|item| held || self.shape.contains(item))
            .map(|item| self.known_as(id, item.clone()));
        let left = item.as_ref().is_some_and(|item| !self.shape.contains(item));
        self.ahead.insert(id.clone(), (revision, item));
        if left {
            self.keep_former(id, shown);
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
    /// nothing that is held here (`None`).
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

    /// What the server said of an item takes the place of what was known or guessed.
    fn confirm(&mut self, id: E::Id, item: Option<Rc<E::Item>>) {
        self.guessed.remove(&id);
        match item {
            Some(item) => drop(self.base.insert(id, item)),
            None => drop(self.base.remove(&id)),
        }
    }

    /// Shows one more operation at the end of an item's log.
    pub(crate) fn append(&mut self, id: &E::Id, operation: &dyn Predict<E>) {
        let before = self.find(id);
        let after = step::<E>(before.clone(), operation);
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
                item = fold(item, operations);
                self.replayed.insert(id.clone(), item.clone());
            }
            None => {
                if self.replayed.remove(id).is_some() {
                    wipe(&mut self.replayed);
                }
            }
        }
        self.show(before, item);
    }

    /// Lets the view hold an item as it is `after` a change, in exchange for what it was `before`.
    fn show(&mut self, before: Option<Rc<E::Item>>, after: Option<Rc<E::Item>>) {
        let shape = Rc::clone(&self.shape);
        let old = before.filter(|item| shape.contains(item));
        let new = after.filter(|item| shape.contains(item));
        let same = match (&old, &new) {
            (None, None) => true,
            (Some(old), Some(new)) => Rc::ptr_eq(old, new) || old == new,
            _ => false,
        };
        if same {
            return;
        }
        self.held =
            (self.held + usize::from(new.is_some())).saturating_sub(usize::from(old.is_some()));
        let order = |a: &E::Item, b: &E::Item| shape.order(a, b);
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

    /// Replays the whole log over new confirmed data.
    pub(crate) fn rebuild(&mut self, shown: &Shown<E>) {
        let before = std::mem::take(&mut self.replayed);
        let mut items = Vec::with_capacity(self.base.len());
        for (id, item) in &self.base {
            if !self.ahead.contains_key(id) && !shown.contains_key(id) && self.shape.contains(item)
            {
                items.push(Rc::clone(item));
            }
        }
        let others = self
            .ahead
            .keys()
            .filter(|id| !shown.contains_key(*id))
            .cloned();
        for id in others.collect::<Vec<_>>().iter().chain(shown.keys()) {
            let mut item = self.confirmed(id).cloned();
            if let Some(operations) = shown.get(id) {
                item = fold(item, operations);
                // What has not changed keeps its identity.
                if let Some(known) = before.get(id)
                    && *known == item
                {
                    item.clone_from(known);
                }
                self.replayed.insert(id.clone(), item.clone());
            }
            items.extend(item.filter(|item| self.shape.contains(item)));
        }
        sort(&mut items, |a, b| self.shape.order(a, b));
        self.held = items.len();
        let unchanged = items.len() == self.view.len()
            && items
                .iter()
                .zip(self.view.iter())
                .all(|(a, b)| Rc::ptr_eq(a, b));
        if !unchanged {
            self.view = List::from_sorted(items);
        }
        self.changed = true;
    }
}
