//! All queries of one kind of item, with the pending operations on it: the one place where the
//! engine forgets what type an app's data have.

use std::{
    any::{Any, TypeId},
    rc::Rc,
};

use crate::{
    entity::{ChangedBy, Effect, Entity, Footprint, Mutation, Policy, QueryKey, Scope},
    io::{Correction, RequestId, Revision},
    key::Key,
    list::List,
    replay::{Answered, Predict, Replica, Shown},
    table::Table,
    time::Timestamp,
};

/// The shelves of all kinds, in the order of their first use.
#[derive(Default)]
pub(crate) struct Shelves(Vec<(TypeId, Box<dyn AnyShelf>)>);

impl Shelves {
    pub(crate) fn of<E: Entity>(&mut self) -> &mut Shelf<E> {
        let id = TypeId::of::<E>();
        let at = self
            .0
            .iter()
            .position(|(known, _)| *known == id)
            .unwrap_or_else(|| {
                self.0.push((id, Box::new(Shelf::<E>::default())));
                self.0.len() - 1
            });
        match self.0[at].1.as_any_mut().downcast_mut() {
            Some(shelf) => shelf,
            None => unreachable!("a shelf is stored under the id of its own kind"),
        }
    }

    pub(crate) fn get<E: Entity>(&self) -> Option<&Shelf<E>> {
        let id = TypeId::of::<E>();
        let (_, shelf) = self.0.iter().find(|(known, _)| *known == id)?;
        shelf.as_any().downcast_ref()
    }

    pub(crate) fn by_kind(&mut self, kind: TypeId) -> Option<&mut dyn AnyShelf> {
        let (_, shelf) = self.0.iter_mut().find(|(known, _)| *known == kind)?;
        Some(&mut **shelf)
    }

    pub(crate) fn all(&mut self) -> impl Iterator<Item = &mut dyn AnyShelf> {
        self.0
            .iter_mut()
            .map(|(_, shelf)| &mut **shelf as &mut dyn AnyShelf)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &dyn AnyShelf> {
        self.0.iter().map(|(_, shelf)| &**shelf as &dyn AnyShelf)
    }
}

/// The queries of one kind, and the operations that are shown in them.
pub(crate) struct Shelf<E: Entity> {
    shown: Shown<E>,
    pub(crate) replicas: Table<QueryKey, Replica<E>>,
}

impl<E: Entity> Default for Shelf<E> {
    fn default() -> Self {
        Self {
            shown: Shown::<E>::default(),
            replicas: Table::default(),
        }
    }
}

impl<E: Entity> Shelf<E> {
    pub(crate) fn view(&self, query: &QueryKey) -> Option<&List<E::Item>> {
        self.replicas.get(query)?.view()
    }

    fn insert(&mut self, key: Key, operation: Rc<dyn Predict<E>>) {
        let id = operation.target();
        let log = self.shown.entry(id.clone()).or_default();
        let at = log.partition_point(|(known, _)| *known < key);
        let last = at == log.len();
        log.insert(at, (key, Rc::clone(&operation)));
        for replica in self.replicas.values_mut().filter(|replica| replica.loaded) {
            if last {
                replica.append(&id, &*operation);
            } else {
                replica.replay(&id, &self.shown);
            }
        }
    }

    fn remove(&mut self, key: Key, id: &E::Id) {
        let Some(log) = self.shown.get_mut(id) else {
            return;
        };
        let before = log.len();
        log.retain(|(known, _)| *known != key);
        if log.len() == before {
            return;
        }
        if log.is_empty() {
            self.shown.remove(id);
        }
        for replica in self.replicas.values_mut().filter(|replica| replica.loaded) {
            replica.replay(id, &self.shown);
        }
    }

    fn learn(&mut self, id: &E::Id, revision: Revision, item: Option<&E::Item>, next: bool) {
        for replica in self
            .replicas
            .values_mut()
            .filter(|replica| replica.takes_part())
        {
            replica.learn(id, revision, item, &self.shown);
            if next {
                replica.step_to(revision, Some(id));
            }
        }
    }
}

/// What the engine does with a shelf whose kind it does not know.
pub(crate) trait AnyShelf {
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    fn load(
        &mut self,
        query: &QueryKey,
        read: RequestId,
        data: Box<dyn Any>,
        revision: Revision,
        live: Revision,
    ) -> bool;
    fn replica(&mut self, query: &QueryKey) -> Option<&mut dyn AnyReplica>;
    fn replicas(&mut self) -> Vec<(&QueryKey, &mut dyn AnyReplica)>;
    fn forget(&mut self, query: &QueryKey);
    fn repair(&mut self, query: &QueryKey);
    fn check(&self) -> Result<(), String>;
    fn extras(&self) -> usize;
}

/// What the engine asks of a replica whose kind it does not know.
pub(crate) trait AnyReplica {
    fn loaded(&self) -> bool;
    fn has_revisions(&self) -> bool;
    fn is_sound(&self) -> bool;
    fn set_reading(&mut self, read: Option<RequestId>);
    fn take_changed(&mut self) -> bool;
    fn revision(&self) -> Revision;
    fn step_to(&mut self, revision: Revision);
}

impl<E: Entity> AnyReplica for Replica<E> {
    fn loaded(&self) -> bool {
        self.loaded
    }

    fn has_revisions(&self) -> bool {
        Self::has_revisions(self)
    }

    fn is_sound(&self) -> bool {
        Self::is_sound(self)
    }

    fn set_reading(&mut self, read: Option<RequestId>) {
        self.reading = read;
    }

    fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    fn revision(&self) -> Revision {
        Self::revision(self)
    }

    fn step_to(&mut self, revision: Revision) {
        Self::step_to(self, revision, None);
    }
}

impl<E: Entity> AnyShelf for Shelf<E> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn load(
        &mut self,
        query: &QueryKey,
        read: RequestId,
        data: Box<dyn Any>,
        revision: Revision,
        live: Revision,
    ) -> bool {
        let (Some(replica), Ok(items)) = (
            self.replicas.get_mut(query),
            data.downcast::<Vec<E::Item>>(),
        ) else {
            return false;
        };
        replica.load(read, *items, revision, live, &self.shown)
    }

    fn replica(&mut self, query: &QueryKey) -> Option<&mut dyn AnyReplica> {
        self.replicas
            .get_mut(query)
            .map(|replica| replica as &mut dyn AnyReplica)
    }

    fn replicas(&mut self) -> Vec<(&QueryKey, &mut dyn AnyReplica)> {
        self.replicas
            .iter_mut()
            .map(|(key, replica)| (key, replica as _))
            .collect()
    }

    fn forget(&mut self, query: &QueryKey) {
        self.replicas.remove(query);
    }

    fn repair(&mut self, query: &QueryKey) {
        if let Some(replica) = self.replicas.get_mut(query) {
            replica.repair(&self.shown);
        }
    }

    fn check(&self) -> Result<(), String> {
        self.replicas
            .values()
            .try_for_each(|replica| replica.check(&self.shown))
    }

    fn extras(&self) -> usize {
        self.shown.len() + self.replicas.values().map(Replica::extras).sum::<usize>()
    }
}

/// One call of a mutation: its arguments, and when it was issued.
pub struct Call<M: Mutation> {
    /// What it was called with.
    pub args: M::Args,
    /// When it was issued.
    pub at: Timestamp,
}

impl<M: Mutation> Predict<M::Entity> for Call<M> {
    fn target(&self) -> <M::Entity as Entity>::Id {
        M::target(&self.args)
    }

    fn predict(
        &self,
        item: Option<&<M::Entity as Entity>::Item>,
    ) -> Effect<<M::Entity as Entity>::Item> {
        M::predict(&self.args, item, self.at)
    }
}

/// A call of some mutation, as the log keeps it. Made by [`Call`].
pub trait AnyCall {
    /// The mutation's name.
    fn name(&self) -> &'static str;
    /// The version of its arguments.
    fn version(&self) -> u32;
    /// When it was issued.
    fn at(&self) -> Timestamp;
    /// The [`Call`] itself, to be downcast by whoever knows the mutation.
    fn as_any(&self) -> &dyn Any;
    /// The scope of its item, then any others.
    fn scopes(&self) -> Vec<Scope>;
    /// The item's id as text.
    fn target(&self) -> String;
    /// May it be shown before the server's word?
    fn policy(&self) -> Policy;
    /// What of the item it changes.
    fn footprint(&self) -> Footprint;
    /// About how many bytes it takes in a request.
    fn weight(&self) -> usize;
    #[doc(hidden)]
    fn show(self: Rc<Self>, key: Key, cache: &mut Cache<'_>);
    #[doc(hidden)]
    fn hide(&self, key: Key, cache: &mut Cache<'_>);
    #[doc(hidden)]
    fn step(&self, item: &mut dyn Any) -> bool;
    #[doc(hidden)]
    fn needless(
        &self,
        before: &[Rc<dyn AnyCall>],
        behind: &[Rc<dyn AnyCall>],
        cache: &Cache<'_>,
    ) -> bool;
    #[doc(hidden)]
    fn contained(&self, answer: Settled, cache: &Cache<'_>) -> bool;
    #[doc(hidden)]
    fn waiting_queries(&self, answer: Settled, cache: &Cache<'_>) -> Vec<QueryKey>;
    #[doc(hidden)]
    fn correction(&self, truth: &dyn AnyTruth) -> Option<Correction>;
}

/// The engine's cache, as calls and truths reach it.
pub struct Cache<'a>(pub(crate) &'a mut Shelves);

/// An answer, as a call asks the cache about it.
#[derive(Clone, Copy)]
pub struct Settled(pub(crate) Answered);

impl<M: Mutation> AnyCall for Call<M> {
    fn name(&self) -> &'static str {
        M::NAME
    }

    fn version(&self) -> u32 {
        M::VERSION
    }

    fn at(&self) -> Timestamp {
        self.at
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn scopes(&self) -> Vec<Scope> {
        let mut scopes = vec![Scope::of::<M::Entity>(&M::target(&self.args))];
        scopes.extend(M::scopes(&self.args));
        scopes
    }

    fn target(&self) -> String {
        M::target(&self.args).to_string()
    }

    fn policy(&self) -> Policy {
        M::POLICY
    }

    fn footprint(&self) -> Footprint {
        M::footprint(&self.args)
    }

    fn weight(&self) -> usize {
        M::weight(&self.args)
    }

    fn show(self: Rc<Self>, key: Key, cache: &mut Cache<'_>) {
        cache.0.of::<M::Entity>().insert(key, self);
    }

    fn hide(&self, key: Key, cache: &mut Cache<'_>) {
        cache
            .0
            .of::<M::Entity>()
            .remove(key, &M::target(&self.args));
    }

    /// Applies it to an item, which is an `Option<Rc<_>>`; tells whether it fits.
    fn step(&self, item: &mut dyn Any) -> bool {
        let Some(item) = item.downcast_mut::<Option<Rc<ChangedBy<M>>>>() else {
            return false;
        };
        match Predict::<M::Entity>::predict(self, item.as_deref()) {
            Effect::Put(next) => *item = Some(Rc::new(next)),
            Effect::Remove => *item = None,
            Effect::Nothing => return false,
        }
        true
    }

    /// Without it, does each one behind it fit as it does now, and the last one leave the same?
    /// Where no data tell, only the next one behind stands for it.
    fn needless(
        &self,
        before: &[Rc<dyn AnyCall>],
        behind: &[Rc<dyn AnyCall>],
        cache: &Cache<'_>,
    ) -> bool {
        let id = M::target(&self.args);
        let mut told = false;
        let replicas = cache.0.get::<M::Entity>().map(|shelf| &shelf.replicas);
        for replica in replicas.into_iter().flat_map(Table::values) {
            let mut item = replica.confirmed(&id).cloned();
            for call in before {
                call.step(&mut item);
            }
            // Others may bring the item into any state before the server sees these.
            let mut starts = vec![None, item.clone()];
            self.step(&mut item);
            for call in behind {
                starts.push(item.clone());
                call.step(&mut item);
            }
            starts.push(item);
            for start in starts {
                let (mut with, mut without) = (start.clone(), start);
                let mut fits = self.step(&mut with);
                let mut last = fits;
                for call in behind {
                    last = call.step(&mut with);
                    fits |= last;
                    if last != call.step(&mut without) && behind.len() > 1 {
                        return false;
                    }
                }
                if fits && with != without {
                    return false;
                }
                told |= last;
            }
        }
        told || behind.len() == 1
    }

    fn contained(&self, answer: Settled, cache: &Cache<'_>) -> bool {
        let id = M::target(&self.args);
        cache.0.get::<M::Entity>().is_none_or(|shelf| {
            shelf
                .replicas
                .values()
                .all(|replica| replica.contains_answer(&id, answer.0))
        })
    }

    fn waiting_queries(&self, answer: Settled, cache: &Cache<'_>) -> Vec<QueryKey> {
        let id = M::target(&self.args);
        let replicas = cache.0.get::<M::Entity>().map(|shelf| &shelf.replicas);
        replicas
            .into_iter()
            .flat_map(Table::iter)
            .filter(|(_, replica)| !replica.contains_answer(&id, answer.0))
            .map(|(query, _)| query.clone())
            .collect()
    }

    fn correction(&self, truth: &dyn AnyTruth) -> Option<Correction> {
        let truth = truth.as_any().downcast_ref::<Truth<M::Entity>>()?;
        M::correction(&self.args, truth.item.as_ref()?)
    }
}

/// The whole truth about one item, as an answer or an event tells it.
pub struct Truth<E: Entity> {
    /// Which item.
    pub id: E::Id,
    /// The item as it is; `None`: there is none any more.
    pub item: Option<E::Item>,
}

/// The truth about an item of some kind. Made by [`Truth`].
pub trait AnyTruth {
    #[doc(hidden)]
    fn as_any(&self) -> &dyn Any;
    #[doc(hidden)]
    fn learn(&self, revision: Revision, next: bool, cache: &mut Cache<'_>);
    #[doc(hidden)]
    fn kind(&self) -> TypeId;
}

impl<E: Entity> AnyTruth for Truth<E> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn learn(&self, revision: Revision, next: bool, cache: &mut Cache<'_>) {
        cache
            .0
            .of::<E>()
            .learn(&self.id, revision, self.item.as_ref(), next);
    }

    fn kind(&self) -> TypeId {
        TypeId::of::<E>()
    }
}

impl Shelves {
    /// Tells the queries of all other kinds that the change of `revision` is not about them.
    pub(crate) fn step_others(&mut self, revision: Revision, kind: TypeId) {
        for (known, shelf) in &mut self.0 {
            if *known != kind {
                for (_, replica) in shelf.replicas() {
                    replica.step_to(revision);
                }
            }
        }
    }
}
