//! Taking in what the server says: a whole list, or single items from answers and events.

use std::{collections::hash_map::Entry, rc::Rc};

use super::{membership::Shown, query_data::QueryData};
use crate::{
    call::{AnyCall, AnyTruth},
    det_hash_map::Map,
    entity::{Entity, PAGES},
    ids::{RequestId, Revision, Source},
    key::Key,
};

/// What an answer without a revision has told.
pub(crate) struct Told<'a> {
    pub(crate) truth: &'a dyn AnyTruth,
    pub(crate) source: Source,
    /// The item was added.
    pub(crate) is_new: bool,
    /// The request in which the operation was first sent.
    pub(crate) sent: RequestId,
    /// The latest request when the answer came.
    pub(crate) after: RequestId,
}

impl<E: Entity> QueryData<E> {
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
            // What it has, the confirmed data have.
            self.loaded_by = read;
            return;
        }
        let mut base = Map::with_capacity_and_hasher(items.len(), Default::default());
        let nonmembers = self.nonmembers(shown);
        // Then the data are what has arrived, as a rule in order.
        let alone = self.ahead.is_empty() && nonmembers.is_empty();
        let mut arrived = Vec::with_capacity(items.len());
        let mut served = Vec::new();
        for item in items {
            let id = E::id(&item);
            let item = self.known_as(&id, item);
            arrived.push(Rc::clone(&item));
            if self.membership.is_served() {
                served.push(id.clone());
            }
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
        self.stepped = revision;
        self.loaded = true;
        self.loaded_by = read;
        self.adrift = false;
        if self.membership.is_served() {
            self.serve(served, shown);
        }
        if self.has_revisions() {
            self.advance(revision.max(live));
        }
        self.count_given();
        if !alone || arrived.len() != self.base.len() {
            arrived = self.base.values().cloned().collect();
        }
        self.rebuild(arrived, shown);
    }

    /// The list is this from now on, with what is added to it.
    fn serve(&mut self, ids: Vec<E::Id>, shown: &Shown<E>) {
        // What is known of an item past the list.
        let news = |id: &E::Id| {
            let news = self.ahead.get(id);
            news.filter(|(known, _)| *known > self.revision)
        };
        let is_news = |id: &E::Id| news(id).is_some_and(|(_, item)| item.is_some());
        let is_confirmed = |id: &E::Id| match news(id) {
            Some((_, item)) => item.is_some(),
            None => self.base.contains_key(id),
        };
        let is_pending = |id: &E::Id, key: Key| {
            let operations = shown.get(id);
            operations.is_some_and(|known| known.iter().any(|(it, _)| *it == key))
        };
        let stays = |id: &E::Id, key: Key| is_news(id) || is_pending(id, key);
        self.membership.serve(ids, stays);
        for (id, operations) in shown {
            self.membership.place(id, is_confirmed(id), operations);
        }
    }

    /// Every change up to `revision` is in `base` or `ahead` now.
    pub(super) fn advance(&mut self, revision: Revision) {
        let fetched = self.revision;
        self.revision = self.revision.max(revision);
        self.stepped = self.revision;
        if self.ahead.is_empty() {
            return;
        }
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
        let before = self.held(id);
        // The list that is on its way may hold it.
        let is_awaited = self.membership.is_served() && self.reading.is_some();
        let is_known = is_awaited || shown.contains_key(id) || self.confirmed(id).is_some();
        let item = item
            .filter(|item| is_known || self.membership.contains(item))
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
        let mut item = self.confirmed(id).cloned();
        call.apply(&mut item);
        self.confirm_now(id, item, shown);
    }

    /// An answer has told what an item is, of an operation that was first sent in the request `sent`. Not for
    /// data with revisions, and only where no read was under way or has ended since: which of the two is
    /// newer cannot be said then.
    pub(crate) fn tell(
        &mut self,
        id: &E::Id,
        item: Option<&E::Item>,
        told: &Told<'_>,
        shown: &Shown<E>,
    ) {
        let takes = self.loaded && !self.adrift && !self.has_revisions() && self.reading.is_none();
        let since = self.told.get(id).max(Some(&self.read_until));
        if !takes || since >= Some(&told.sent) {
            return;
        }
        if told.is_new && self.membership.is_served() && !self.membership.lists(id) {
            // The server alone says whether the list holds it.
            return;
        }
        let item = item.map(|item| self.known_as(id, item.clone()));
        self.told.insert(id.clone(), told.after);
        self.confirm_now(id, item, shown);
    }

    /// Nobody looks at the query, and nobody waits for it: what was answered is taken in as it was foreseen,
    /// as far as it is `shown`, until the query is read for who looks at it next.
    pub(crate) fn foresee(&mut self, id: &E::Id, key: Key, after: RequestId, shown: &Shown<E>) {
        let operations = shown.get(id).into_iter().flat_map(|known| known.iter());
        let mut calls = operations.filter(|(known, _)| *known == key);
        if let Some((_, call)) = calls.next() {
            self.confirm_answered(id, &**call, shown);
        }
        self.told.insert(id.clone(), after);
    }

    fn confirm_now(&mut self, id: &E::Id, item: Option<Rc<E::Item>>, shown: &Shown<E>) {
        let before = self.held(id);
        let is_known = self.confirmed(id).is_some();
        let belongs = |item: &Rc<E::Item>| self.membership.contains(item);
        let item = item.filter(|item| is_known || belongs(item));
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
    pub(super) fn known_as(&self, id: &E::Id, item: E::Item) -> Rc<E::Item> {
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
    /// nothing that is known here (`None`).
    pub(crate) fn step_to(&mut self, revision: Revision, id: Option<&E::Id>) {
        if !self.loaded || !self.has_revisions() || revision != self.stepped + 1 {
            return;
        }
        // The list that is on its way is of an earlier revision perhaps, and says who belongs to it.
        let waits = self.membership.is_served() && self.reading.is_some();
        if waits || self.revision != self.stepped {
            self.stepped = revision;
            if !waits {
                self.advance(revision);
            }
            return;
        }
        if PAGES && self.extended > 0 && revision >= self.extended {
            // Of the items of a part each is known as of its revision.
            self.extended = 0;
            return self.advance(revision);
        }
        (self.revision, self.stepped) = (revision, revision);
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

    /// The server's history is another one: the data stay, and no revision of before says anything
    /// any more.
    pub(crate) fn leave_timeline(&mut self) {
        for (id, (_, item)) in std::mem::take(&mut self.ahead) {
            self.confirm(id, item);
        }
        self.revision = 0;
        self.stepped = 0;
        self.extended = 0;
        self.adrift = true;
    }
}
