//! What a view is computed from: which items a query holds and in which order, and the operations
//! that are replayed over them.

use std::{cmp::Ordering, rc::Rc};

use crate::{
    call::AnyCall,
    det_hash_map::Map,
    entity::{Entity, Query},
    ids::{RequestId, Revision, Source},
    key::Key,
    one_or_many::OneOrMany,
};

/// When an operation was answered, which decides whether confirmed data contain it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ack {
    /// The server that answered, to which the revision belongs.
    pub(crate) source: Source,
    pub(crate) revision: Option<Revision>,
    /// Reads with a greater id started after the answer.
    pub(crate) after: RequestId,
}

/// The operations of the log that are shown, by item, each list in the order of issue.
pub(crate) type Shown<E> = Map<<E as Entity>::Id, OneOrMany<Logged>>;

/// A logged operation with its key.
pub(crate) type Logged = (Key, Rc<dyn AnyCall>);

/// Which items a query holds, and in which order.
pub(crate) trait Membership<E: Entity> {
    fn contains(&self, item: &E::Item) -> bool;
    fn order(&self, a: &E::Item, b: &E::Item) -> Ordering;
}

/// The membership that a query's type and arguments define.
pub(crate) struct MembershipOf<Q: Query>(pub(crate) Q::Args);

impl<Q: Query> Membership<Q::Entity> for MembershipOf<Q> {
    fn contains(&self, item: &<Q::Entity as Entity>::Item) -> bool {
        Q::contains(&self.0, item)
    }

    fn order(&self, a: &<Q::Entity as Entity>::Item, b: &<Q::Entity as Entity>::Item) -> Ordering {
        Q::order(a, b).then_with(|| Q::Entity::id(a).cmp(&Q::Entity::id(b)))
    }
}

/// The item after all these operations.
pub(crate) fn replay<E: Entity>(
    mut item: Option<Rc<E::Item>>,
    operations: &OneOrMany<Logged>,
) -> Option<Rc<E::Item>> {
    for (_, call) in operations.iter() {
        call.apply(&mut item);
    }
    item
}
