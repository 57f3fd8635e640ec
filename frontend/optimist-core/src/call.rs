//! Calls of mutations and truths about items, as the log, the driver and the answers carry them.

use std::{
    any::{Any, TypeId},
    rc::Rc,
};

use crate::{
    entity::{ChangedBy, Effect, Entity, Footprint, Mutation, Policy, QueryKey, Scope},
    io::{Correction, Revision},
    key::Key,
    shape::{Answered, Predict},
    shelf::Shelves,
    table::Table,
    time::Timestamp,
};

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
    /// The scope of its item.
    fn scope(&self) -> Scope;
    /// Further scopes in which it keeps its place.
    fn other_scopes(&self) -> Vec<Scope>;
    /// The item's id as text.
    fn target(&self) -> String;
    /// May it be shown before the server's word?
    fn policy(&self) -> Policy;
    /// What of the item it changes.
    fn footprint(&self) -> Footprint;
    /// About how many bytes it takes in a request.
    fn weight(&self) -> usize;
    /// So many calls on the same kind of item are about to be shown.
    #[doc(hidden)]
    fn expect(&self, count: usize, cache: &mut Cache<'_>);
    #[doc(hidden)]
    fn show(self: Rc<Self>, key: Key, cache: &mut Cache<'_>);
    #[doc(hidden)]
    fn hide(&self, key: Key, cache: &mut Cache<'_>);
    #[doc(hidden)]
    fn not_done(&self, key: Key, cache: &mut Cache<'_>);
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

    fn scope(&self) -> Scope {
        Scope::of::<M::Entity>(&M::target(&self.args))
    }

    fn other_scopes(&self) -> Vec<Scope> {
        M::scopes(&self.args)
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

    fn expect(&self, count: usize, cache: &mut Cache<'_>) {
        cache.0.of::<M::Entity>().reserve(count);
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

    fn not_done(&self, key: Key, cache: &mut Cache<'_>) {
        let id = M::target(&self.args);
        cache.0.of::<M::Entity>().forget_guess(key, &id);
    }

    fn step(&self, item: &mut dyn Any) -> bool {
        let Some(item) = item.downcast_mut::<Option<Rc<ChangedBy<M>>>>() else {
            return false;
        };
        match M::predict(&self.args, item.as_deref(), self.at) {
            Effect::Put(next) => *item = Some(Rc::new(next)),
            Effect::Remove => *item = None,
            Effect::Nothing => return false,
        }
        true
    }

    fn needless(
        &self,
        before: &[Rc<dyn AnyCall>],
        behind: &[Rc<dyn AnyCall>],
        cache: &Cache<'_>,
    ) -> bool {
        let id = M::target(&self.args);
        let replicas = cache.0.get::<M::Entity>().map(|shelf| &shelf.replicas);
        let known = replicas.into_iter().flat_map(|replicas| replicas.values());
        let known = known.map(|replica| replica.confirmed(&id).cloned());
        crate::coalesce::needless::<M::Entity>(known, before, self, behind)
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
