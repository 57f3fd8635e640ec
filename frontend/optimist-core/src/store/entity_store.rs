//! All queries of one kind of item, with the pending operations on it.
//!
//! Typed code stands here and below. The rest of the engine knows a store as [`AnyStore`] only.

use std::{any::Any, rc::Rc};

use super::{
    confirming::Told,
    membership::{Ack, Shown},
    query_data::QueryData,
    redundant::is_redundant,
};
use crate::{
    call::{AnyCall, AnyTruth, Truth},
    det_hash_map::clear_tombstones,
    entity::{Entity, PAGES, QueryKey, UNVERSIONED},
    ids::{RequestId, Revision, Source},
    key::Key,
    list::List,
    listing::Part,
    vec_map::VecMap,
};

pub(crate) struct EntityStore<E: Entity> {
    shown: Shown<E>,
    pub(crate) queries: VecMap<QueryKey, QueryData<E>>,
}

impl<E: Entity> Default for EntityStore<E> {
    fn default() -> Self {
        Self {
            shown: Shown::<E>::default(),
            queries: VecMap::default(),
        }
    }
}

impl<E: Entity> EntityStore<E> {
    pub(crate) fn view(&self, query: &QueryKey) -> Option<&List<E::Item>> {
        self.queries.get(query)?.view()
    }

    fn loaded(&mut self) -> impl Iterator<Item = &mut QueryData<E>> {
        self.queries.values_mut().filter(|query| query.loaded)
    }
}

/// A read that has succeeded.
pub(crate) struct Loaded {
    pub(crate) request: RequestId,
    pub(crate) part: Part,
    pub(crate) revision: Option<Revision>,
    /// Up to this revision events have brought every change since the read started.
    pub(crate) live: Revision,
}

/// What the engine does with a store whose kind it does not know. Calls and truths are of the
/// store's kind; those of another have no effect.
pub(crate) trait AnyStore {
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;

    /// Makes room for operations on so many more items.
    fn reserve(&mut self, count: usize);
    /// Replays an operation in every view from now on.
    fn show(&mut self, key: Key, call: &Rc<dyn AnyCall>);
    /// Replays an operation no more.
    fn hide(&mut self, key: Key, call: &dyn AnyCall);
    /// Forgets what was inferred from an operation that will not be done.
    fn forget_inference(&mut self, key: Key, call: &dyn AnyCall);
    /// Takes in the truth about one item as of a revision of a source; with `next`, no other change
    /// lies between it and what came before.
    fn learn(&mut self, truth: &dyn AnyTruth, source: Source, revision: Revision, next: bool);
    /// Takes in what an answer without a revision has told of its item; see [`QueryData::tell`].
    fn tell(&mut self, told: &Told<'_>);
    /// Takes an answered operation in where nobody looks; see [`QueryData::foresee`]. Returns whether it could.
    fn foresee(&mut self, query: &QueryKey, key: Key, call: &dyn AnyCall, after: RequestId)
    -> bool;
    /// Do the confirmed data of every query contain an operation that was answered so?
    fn contains(&self, call: &dyn AnyCall, ack: Ack) -> bool;
    /// The queries whose confirmed data do not.
    fn lacking(&self, call: &dyn AnyCall, ack: Ack) -> Vec<QueryKey>;
    /// Takes answered operations into the confirmed data of a query; see
    /// [`QueryData::confirm_answered`].
    fn confirm_answered(
        &mut self,
        query: &QueryKey,
        answered: &[(Rc<dyn AnyCall>, Ack)],
        read: RequestId,
    );
    /// Does `last` alone leave the same item as `run` followed by `last`?
    fn is_redundant(
        &self,
        before: &[Rc<dyn AnyCall>],
        run: &[Rc<dyn AnyCall>],
        last: &dyn AnyCall,
    ) -> bool;

    /// Takes in a read's data, a `Vec` of items, and returns whether they fit; see [`QueryData::load`] and
    /// [`QueryData::extend`].
    fn load(&mut self, query: &QueryKey, items: Box<dyn Any>, read: Loaded) -> bool;
    /// Takes in kept data, a `Vec` of items; see [`QueryData::keep`].
    fn keep(&mut self, query: &QueryKey, items: Box<dyn Any>) -> bool;
    fn query(&mut self, query: &QueryKey) -> Option<&mut dyn AnyQueryData>;
    fn queries(&mut self) -> Vec<(&QueryKey, &mut dyn AnyQueryData)>;
    fn forget(&mut self, query: &QueryKey);
    fn repair(&mut self, query: &QueryKey);
    #[cfg(feature = "audit")]
    fn check(&self) -> Result<(), String>;
    /// How many items are held besides the data themselves.
    fn extras(&self) -> usize;
}

/// What the engine asks of a query's data whose kind it does not know.
pub(crate) trait AnyQueryData {
    fn loaded(&self) -> bool;
    fn source(&self) -> Source;
    fn has_revisions(&self) -> bool;
    fn is_sound(&self) -> bool;
    fn begin_read(&mut self, read: RequestId);
    /// A read has ended; `until` is the latest request.
    fn end_read(&mut self, until: RequestId);
    /// Forgets what answers have told of single items: the data hold it.
    fn forget_told(&mut self);
    fn take_changed(&mut self) -> bool;
    /// Every change up to this revision is confirmed; `None`: that cannot be said.
    fn revision(&self) -> Option<Revision>;
    /// Is something known of single items past the revision?
    fn is_ahead(&self) -> bool;
    /// The change of this revision, the next one, is about nothing that the query holds.
    fn step_to(&mut self, revision: Revision);
    fn leave_timeline(&mut self);
}

impl<E: Entity> AnyQueryData for QueryData<E> {
    fn loaded(&self) -> bool {
        self.loaded
    }

    fn source(&self) -> Source {
        self.source
    }

    fn has_revisions(&self) -> bool {
        Self::has_revisions(self)
    }

    fn is_sound(&self) -> bool {
        Self::is_sound(self)
    }

    fn begin_read(&mut self, read: RequestId) {
        self.reading = Some(read);
    }

    fn end_read(&mut self, until: RequestId) {
        self.reading = None;
        self.read_until = until;
    }

    fn forget_told(&mut self) {
        if UNVERSIONED {
            self.told.clear();
        }
    }

    fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    fn revision(&self) -> Option<Revision> {
        Self::revision(self)
    }

    fn is_ahead(&self) -> bool {
        !self.ahead.is_empty()
    }

    fn step_to(&mut self, revision: Revision) {
        Self::step_to(self, revision, None);
    }

    fn leave_timeline(&mut self) {
        Self::leave_timeline(self);
    }
}

/// The id of the call's item.
fn id_of<E: Entity>(call: &dyn AnyCall) -> Option<&E::Id> {
    call.id().downcast_ref()
}

impl<E: Entity> AnyStore for EntityStore<E> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn reserve(&mut self, count: usize) {
        self.shown.reserve(count);
        for query in self.loaded() {
            query.replayed.reserve(count);
        }
    }

    fn show(&mut self, key: Key, call: &Rc<dyn AnyCall>) {
        let Some(id) = id_of::<E>(&**call) else {
            return;
        };
        let operations = self.shown.entry(id.clone()).or_default();
        let at = operations.insert((key, Rc::clone(call)), |(known, _)| *known < key);
        let last = at + 1 == operations.len();
        for query in self.queries.values_mut().filter(|query| query.loaded) {
            if last {
                query.append(id, key, &**call);
            } else {
                query.replay(id, &self.shown);
            }
        }
    }

    fn hide(&mut self, key: Key, call: &dyn AnyCall) {
        let Some(id) = id_of::<E>(call) else { return };
        let Some(operations) = self.shown.get_mut(id) else {
            return;
        };
        if operations.remove(|(known, _)| known.cmp(&key)).is_none() {
            return;
        }
        if operations.is_empty() {
            self.shown.remove(id);
            clear_tombstones(&mut self.shown);
        }
        for query in self.queries.values_mut().filter(|query| query.loaded) {
            query.replay(id, &self.shown);
        }
    }

    fn forget_inference(&mut self, key: Key, call: &dyn AnyCall) {
        let Some(id) = id_of::<E>(call) else { return };
        for query in self.queries.values_mut() {
            query.forget_inference(key, id, &self.shown);
        }
    }

    fn learn(&mut self, truth: &dyn AnyTruth, source: Source, revision: Revision, next: bool) {
        let Some(Truth { id, item }) = truth.as_any().downcast_ref::<Truth<E>>() else {
            return;
        };
        for query in self.queries.values_mut() {
            if query.takes_part() && query.source == source {
                query.learn(id, revision, item.as_ref(), &self.shown);
                if next {
                    query.step_to(revision, Some(id));
                }
            }
        }
    }

    fn tell(&mut self, told: &Told<'_>) {
        let truth = told.truth.as_any().downcast_ref::<Truth<E>>();
        let Some(Truth { id, item }) = truth.filter(|_| UNVERSIONED) else {
            return;
        };
        for query in self.queries.values_mut() {
            if query.source == told.source {
                query.tell(id, item.as_ref(), told, &self.shown);
            }
        }
    }

    fn foresee(
        &mut self,
        query: &QueryKey,
        key: Key,
        call: &dyn AnyCall,
        after: RequestId,
    ) -> bool {
        let data = self.queries.get_mut(query);
        let data = data.filter(|data| data.loaded && !data.adrift && !data.has_revisions());
        let (true, Some(data), Some(id)) = (UNVERSIONED, data, id_of::<E>(call)) else {
            return false;
        };
        data.foresee(id, key, after, &self.shown);
        true
    }

    fn contains(&self, call: &dyn AnyCall, ack: Ack) -> bool {
        id_of::<E>(call).is_none_or(|id| {
            let mut queries = self.queries.values();
            queries.all(|query| query.contains_answer(id, ack))
        })
    }

    fn lacking(&self, call: &dyn AnyCall, ack: Ack) -> Vec<QueryKey> {
        let Some(id) = id_of::<E>(call) else {
            return Vec::new();
        };
        let queries = self.queries.iter();
        queries
            .filter(|(_, query)| !query.contains_answer(id, ack))
            .map(|(key, _)| key.clone())
            .collect()
    }

    fn confirm_answered(
        &mut self,
        query: &QueryKey,
        answered: &[(Rc<dyn AnyCall>, Ack)],
        read: RequestId,
    ) {
        let data = self.queries.get_mut(query);
        if let Some(data) = data.filter(|data| data.loaded && !data.has_revisions()) {
            for (call, ack) in answered {
                if let Some(id) = id_of::<E>(&**call)
                    && !data.contains_answer(id, *ack)
                {
                    data.confirm_answered(id, &**call, &self.shown);
                }
            }
            data.loaded_by = read;
        }
    }

    fn is_redundant(
        &self,
        before: &[Rc<dyn AnyCall>],
        run: &[Rc<dyn AnyCall>],
        last: &dyn AnyCall,
    ) -> bool {
        let Some(id) = id_of::<E>(last) else {
            return false;
        };
        let queries = self.queries.values();
        let known = queries.map(|query| query.confirmed(id).cloned());
        is_redundant::<E>(known, before, run, last)
    }

    fn load(&mut self, query: &QueryKey, items: Box<dyn Any>, read: Loaded) -> bool {
        let (Some(data), Ok(items)) = (
            self.queries.get_mut(query),
            items.downcast::<Vec<E::Item>>(),
        ) else {
            return true;
        };
        if PAGES && read.part != Part::Whole {
            return data.extend(*items, read.revision, read.part, &self.shown);
        }
        data.load(read.request, *items, read.revision, read.live, &self.shown);
        true
    }

    fn keep(&mut self, query: &QueryKey, items: Box<dyn Any>) -> bool {
        match (
            self.queries.get_mut(query),
            items.downcast::<Vec<E::Item>>(),
        ) {
            (Some(data), Ok(items)) => data.keep(*items, &self.shown),
            _ => false,
        }
    }

    fn query(&mut self, query: &QueryKey) -> Option<&mut dyn AnyQueryData> {
        let data = self.queries.get_mut(query)?;
        Some(data)
    }

    fn queries(&mut self) -> Vec<(&QueryKey, &mut dyn AnyQueryData)> {
        self.queries
            .iter_mut()
            .map(|(key, data)| (key, data as _))
            .collect()
    }

    fn forget(&mut self, query: &QueryKey) {
        self.queries.remove(query);
    }

    fn repair(&mut self, query: &QueryKey) {
        if let Some(data) = self.queries.get_mut(query) {
            data.repair(&self.shown);
        }
    }

    #[cfg(feature = "audit")]
    fn check(&self) -> Result<(), String> {
        self.queries
            .values()
            .try_for_each(|query| query.check(&self.shown))
    }

    fn extras(&self) -> usize {
        self.shown.len() + self.queries.values().map(QueryData::extras).sum::<usize>()
    }
}
