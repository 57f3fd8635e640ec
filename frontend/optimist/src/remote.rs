//! The parts of a query and of a mutation that talk to the server.

use std::{fmt, rc::Rc};

use optimist_core::{
    AnyTruth, Entity, Failure, FailureKind, Key, Mutation, Outcome, Query, Reason, Revision, Truth,
};
use serde::{Serialize, de::DeserializeOwned};
use web_sys::AbortSignal;

/// A query that can be read from the server.
#[expect(
    async_fn_in_trait,
    reason = "a page has one thread, so the futures need not be Send"
)]
pub trait Fetch: Query {
    /// Reads the whole of what the query holds.
    ///
    /// # Errors
    /// Why there are no data: [`Failure::network`] where there was no answer at all,
    /// [`unreadable`] where trying again will not help.
    async fn fetch(
        args: Self::Args,
        signal: AbortSignal,
    ) -> Result<Data<optimist_core::ItemOf<Self>>, Failure>;
}

/// A mutation that can be sent to the server, and stored until it has been.
#[expect(
    async_fn_in_trait,
    reason = "a page has one thread, so the futures need not be Send"
)]
pub trait Submit: Mutation<Args: Serialize + DeserializeOwned> {
    /// Sends one operation under its idempotency key. It may be called again with the same key
    /// until the outcome is known.
    async fn submit(args: Self::Args, key: Key, signal: AbortSignal) -> Outcome;
}

/// What a read has brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Data<T> {
    /// All items, in any order.
    pub items: Vec<T>,
    /// The revision that they show; `None` for an API without revisions.
    pub revision: Option<Revision>,
}

impl<T> From<Vec<T>> for Data<T> {
    fn from(items: Vec<T>) -> Self {
        Self {
            items,
            revision: None,
        }
    }
}

/// The outcome "done" of an API without revisions.
pub fn done() -> Outcome {
    Outcome::Done {
        revision: None,
        truth: None,
    }
}

/// The outcome "done at this revision", with the item right after it (`None`: it is gone).
pub fn done_at<E: Entity>(revision: Revision, id: E::Id, item: Option<E::Item>) -> Outcome {
    Outcome::Done {
        revision: Some(revision),
        truth: Some(truth::<E>(id, item)),
    }
}

/// The whole truth about one item.
pub fn truth<E: Entity>(id: E::Id, item: Option<E::Item>) -> Rc<dyn AnyTruth> {
    Rc::new(Truth::<E> { id, item })
}

/// The failure of a read that another try will not help.
pub fn unreadable(why: impl fmt::Display) -> Failure {
    Failure {
        kind: FailureKind::Refused,
        reason: Reason::new("unreadable", why.to_string()),
        retry_after_ms: None,
    }
}
