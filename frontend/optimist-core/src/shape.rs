//! What a replay is made of: operations as predictions, and a query as membership and order.

use std::{cmp::Ordering, rc::Rc};

use crate::{
    entity::{Effect, Entity, Query},
    few::Few,
    io::{RequestId, Revision},
    key::Key,
    map::Map,
};

/// A logged operation, as far as its effect on one kind of item goes.
pub(crate) trait Predict<E: Entity> {
    fn target(&self) -> E::Id;
    fn predict(&self, item: Option<&E::Item>) -> Effect<E::Item>;
}

/// An operation's answer, as far as it tells when confirmed data contain the operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answered {
    pub(crate) revision: Option<Revision>,
    /// Reads with a higher number started after the answer.
    pub(crate) after: RequestId,
}

/// The operations of the log that are shown, by item, each list in the order of issue.
pub(crate) type Shown<E> = Map<<E as Entity>::Id, Few<Logged<E>>>;

/// A logged operation with its key.
pub(crate) type Logged<E> = (Key, Rc<dyn Predict<E>>);

/// The membership and the order of one query.
pub(crate) trait Shape<E: Entity> {
    fn contains(&self, item: &E::Item) -> bool;
    fn order(&self, a: &E::Item, b: &E::Item) -> Ordering;
}

/// The shape that a query's type and arguments give.
pub(crate) struct ShapeOf<Q: Query>(pub(crate) Q::Args);

impl<Q: Query> Shape<Q::Entity> for ShapeOf<Q> {
    fn contains(&self, item: &<Q::Entity as Entity>::Item) -> bool {
        Q::contains(&self.0, item)
    }

    fn order(&self, a: &<Q::Entity as Entity>::Item, b: &<Q::Entity as Entity>::Item) -> Ordering {
        Q::order(a, b).then_with(|| Q::Entity::id(a).cmp(&Q::Entity::id(b)))
    }
}

pub(crate) fn fold<E: Entity>(
    item: Option<Rc<E::Item>>,
    operations: &Few<Logged<E>>,
) -> Option<Rc<E::Item>> {
    operations
        .iter()
        .fold(item, |item, (_, operation)| step::<E>(item, &**operation))
}

pub(crate) fn step<E: Entity>(
    item: Option<Rc<E::Item>>,
    operation: &dyn Predict<E>,
) -> Option<Rc<E::Item>> {
    match operation.predict(item.as_deref()) {
        Effect::Put(next) => match item {
            Some(item) if *item == next => Some(item),
            _ => Some(Rc::new(next)),
        },
        Effect::Remove => None,
        Effect::Nothing => item,
    }
}
