//! The parts of a query and of a mutation that talk to the server.

use std::{any::Any, fmt, rc::Rc};

use optimist_core::{
    Failure, ItemOf, Key, Mutation, Outcome, Part, Query, Reason, Revision, Timeline,
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
    /// [`Failure::elsewhere`] where the answer is not the API's, [`Failure::server`] where the API
    /// failed, [`Failure::unreadable`] where another try will not help.
    async fn fetch(args: Self::Args, signal: AbortSignal) -> Result<Data<ItemOf<Self>>, Failure>;

    /// Reads a part of it, given what the last read has brought beside the items. A query that is read page
    /// by page alone has parts.
    #[doc(hidden)]
    fn fetch_part(
        args: Self::Args,
        part: Part,
        beside: Beside,
        signal: AbortSignal,
    ) -> impl Future<Output = Result<Data<ItemOf<Self>>, Failure>> {
        let _ = (part, beside);
        Self::fetch(args, signal)
    }
}

/// A mutation that can be sent to the server, and stored until it has been.
#[expect(
    async_fn_in_trait,
    reason = "a page has one thread, so the futures need not be Send"
)]
pub trait Submit: Mutation<Args: Serialize + DeserializeOwned> {
    /// Sends one operation. Unless [`Mutation::REPEAT`] says that it may be sent again, this is called
    /// once for each operation that the user issues, over time-outs, errors, reloads and tabs; with
    /// [`Repeat::Idempotent`](crate::Repeat::Idempotent) and [`Repeat::WithKey`](crate::Repeat::WithKey)
    /// until the outcome is known, always with the same key.
    ///
    /// What the statuses of an ordinary API mean: 2xx is [`Outcome::done`], or [`Outcome::done_with`] where
    /// the answer has the item, which spares a read; 429 is [`Outcome::NotDone`]; 401 is [`Outcome::Paused`];
    /// the other 4xx are [`Outcome::Refused`]; 5xx and no answer at all are [`Outcome::Unknown`], since the
    /// deed may have been done before the error.
    async fn submit(args: Self::Args, key: Key, signal: AbortSignal) -> Outcome;

    /// Asks what became of an operation that may have been done, without doing it: only with
    /// [`Repeat::Ask`](crate::Repeat::Ask). [`Outcome::Done`]: it was done. [`Outcome::Refused`]: it was
    /// not done, and cannot be done any more; never say this while the first request may still be under
    /// way at the server. [`Outcome::Unknown`]: it cannot be said, and is asked again later.
    async fn ask(args: Self::Args, key: Key, signal: AbortSignal) -> Outcome {
        let _ = (args, key, signal);
        Outcome::Unknown(Failure::server(Reason::new("not-asked", "")))
    }
}

/// What a read has brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Data<T> {
    /// All items, in any order.
    pub items: Vec<T>,
    /// The revision that they show; `None` for an API without revisions.
    pub revision: Option<Revision>,
    /// The timeline of the revision; `None` for an API without timelines.
    pub timeline: Option<Timeline>,
    /// What it has brought besides.
    pub beside: Beside,
}

impl<T> Data<T> {
    /// The same, as of a revision.
    #[must_use]
    pub fn at(mut self, revision: Revision, timeline: Option<Timeline>) -> Self {
        self.revision = Some(revision);
        self.timeline = timeline;
        self
    }

    /// The same, with what the server tells beside the items: facets, a summary, a warning. Components
    /// take it from [`UseQuery::beside`](crate::UseQuery::beside).
    ///
    /// ```
    /// use optimist::Data;
    ///
    /// struct Facets(Vec<(String, usize)>);
    ///
    /// let data = Data::from(vec!["a", "b"]).with(Facets(Vec::new()));
    /// assert!(data.beside.get::<Facets>().is_some());
    /// ```
    #[must_use]
    pub fn with<B: 'static>(mut self, beside: B) -> Self {
        self.beside = Beside(Some(Rc::new(beside)));
        self
    }
}

/// What a read has brought beside the items: one value of the app's own type. Pending operations do not
/// change it.
#[derive(Clone, Default)]
pub struct Beside(Option<Rc<dyn Any>>);

impl Beside {
    /// The value, if there is one.
    ///
    /// # Panics
    /// In a debug build, where there is one of another type.
    pub fn get<B: 'static>(&self) -> Option<Rc<B>> {
        let value = Rc::clone(self.0.as_ref()?).downcast::<B>();
        debug_assert!(value.is_ok(), "what is beside the items is of another type");
        value.ok()
    }
}

impl PartialEq for Beside {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) => Rc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        }
    }
}

impl fmt::Debug for Beside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Beside(…)"
        } else {
            "Beside"
        })
    }
}

impl<T> From<Vec<T>> for Data<T> {
    /// The data of an API without revisions.
    fn from(items: Vec<T>) -> Self {
        Self {
            items,
            revision: None,
            timeline: None,
            beside: Beside::default(),
        }
    }
}
