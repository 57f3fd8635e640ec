//! Calls of mutations and truths about items, as the log, the driver and the answers carry them.

use std::{
    any::{Any, TypeId},
    rc::Rc,
};

use crate::{
    entity::{Effect, Entity, Footprint, KEYLESS, Mutation, Policy, QueryKey, Repeat, Scope},
    ids::Source,
    listing::Placement,
    outcome::Correction,
    store::AnyStore,
    time::Timestamp,
};

/// One call of a mutation: its arguments, and when it was issued.
pub struct Call<M: Mutation> {
    args: M::Args,
    at: Timestamp,
    id: <M::Entity as Entity>::Id,
    scope: Scope,
}

impl<M: Mutation> Call<M> {
    /// A call with these arguments, issued at that time.
    pub fn new(args: M::Args, at: Timestamp) -> Self {
        const {
            assert!(
                KEYLESS || matches!(M::REPEAT, Repeat::WithKey),
                "without the feature `keyless` a mutation says `Repeat::WithKey`"
            );
        }
        let id = M::target(&args);
        let scope = Scope::of::<M::Entity>(&id);
        Self {
            args,
            at,
            id,
            scope,
        }
    }

    /// What it was called with.
    pub fn args(&self) -> &M::Args {
        &self.args
    }
}

/// A call of some mutation, as the log keeps it. [`Call`] alone implements it.
pub trait AnyCall {
    /// The mutation's name.
    fn name(&self) -> &'static str;
    /// The version of its arguments.
    fn version(&self) -> u32;
    /// When it was issued.
    fn at(&self) -> Timestamp;
    /// The [`Call`] itself, to be downcast by whoever knows the mutation.
    fn as_any(&self) -> &dyn Any;
    /// The kind of item that it changes.
    fn kind(&self) -> Kind;
    /// The item's id, as the entity's `Id`.
    fn id(&self) -> &dyn Any;
    /// The item's id as text.
    fn target(&self) -> String;
    /// The scope of its item.
    fn scope(&self) -> &Scope;
    /// Further scopes in which it keeps its place.
    fn other_scopes(&self) -> Vec<Scope>;
    /// The server whose revisions its answers carry.
    fn source(&self) -> Source;
    /// May it be shown before the server's word?
    fn policy(&self) -> Policy;
    /// May it be sent again once the server may have done it?
    fn repeat(&self) -> Repeat;
    /// May it be kept in the storage?
    fn is_storable(&self) -> bool;
    /// What of the item it changes.
    fn footprint(&self) -> Footprint;
    /// About how many bytes it takes in a request.
    fn weight(&self) -> usize;
    /// Where an item that it adds stands in a query's list as the server gave it.
    fn placement(&self, query: &QueryKey) -> Option<Placement>;
    /// Other queries that it makes stale.
    fn invalidates(&self) -> Vec<QueryKey>;
    /// Applies the prediction to an item, an `Option<Rc<Item>>`, and returns whether it fits.
    fn apply(&self, item: &mut dyn Any) -> bool;
    /// Is the truth about its item?
    fn is_about(&self, truth: &dyn AnyTruth) -> bool;
    /// How the truth right after it differs from what was predicted.
    fn correction(&self, truth: &dyn AnyTruth) -> Option<Correction>;
}

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

    fn kind(&self) -> Kind {
        Kind::of::<M::Entity>()
    }

    fn id(&self) -> &dyn Any {
        &self.id
    }

    fn target(&self) -> String {
        self.id.to_string()
    }

    fn scope(&self) -> &Scope {
        &self.scope
    }

    fn other_scopes(&self) -> Vec<Scope> {
        M::scopes(&self.args)
    }

    fn source(&self) -> Source {
        M::SOURCE
    }

    fn policy(&self) -> Policy {
        M::POLICY
    }

    fn repeat(&self) -> Repeat {
        M::REPEAT
    }

    fn is_storable(&self) -> bool {
        M::STORED
    }

    fn footprint(&self) -> Footprint {
        M::footprint(&self.args)
    }

    fn weight(&self) -> usize {
        M::weight(&self.args)
    }

    fn placement(&self, query: &QueryKey) -> Option<Placement> {
        M::placement(&self.args, query)
    }

    fn invalidates(&self) -> Vec<QueryKey> {
        M::invalidates(&self.args)
    }

    fn apply(&self, item: &mut dyn Any) -> bool {
        let Some(item) = item.downcast_mut::<Option<Rc<<M::Entity as Entity>::Item>>>() else {
            return false;
        };
        match M::predict(&self.args, item.as_deref(), self.at) {
            // An item that does not change keeps its identity.
            Effect::Put(next) if item.as_deref() == Some(&next) => {}
            Effect::Put(next) => *item = Some(Rc::new(next)),
            Effect::Remove => *item = None,
            Effect::NotApplicable => return false,
        }
        true
    }

    fn is_about(&self, truth: &dyn AnyTruth) -> bool {
        let truth = truth.as_any().downcast_ref::<Truth<M::Entity>>();
        truth.is_some_and(|truth| truth.id == self.id)
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
    /// The item as it is; `None`: it is gone.
    pub item: Option<E::Item>,
}

impl<E: Entity> Truth<E> {
    /// The truth about the item of this id, as answers and events carry it.
    pub fn shared(id: E::Id, item: Option<E::Item>) -> Rc<dyn AnyTruth> {
        Rc::new(Self { id, item })
    }
}

/// The truth about an item of some kind. [`Truth`] alone implements it.
pub trait AnyTruth {
    /// The [`Truth`] itself.
    fn as_any(&self) -> &dyn Any;
    /// The kind of the item.
    fn kind(&self) -> Kind;
    /// The scope of the item.
    fn scope(&self) -> Scope;
}

impl<E: Entity> AnyTruth for Truth<E> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn kind(&self) -> Kind {
        Kind::of::<E>()
    }

    fn scope(&self) -> Scope {
        Scope::of::<E>(&self.id)
    }
}

/// A kind of item, for those that do not know its type.
#[derive(Clone, Copy)]
pub struct Kind {
    pub(crate) id: TypeId,
    /// Makes the store of its queries.
    pub(crate) new_store: fn() -> Box<dyn AnyStore>,
}

impl Kind {
    pub(crate) fn of<E: Entity>() -> Self {
        Self {
            id: TypeId::of::<E>(),
            new_store: crate::store::new_store::<E>,
        }
    }
}
