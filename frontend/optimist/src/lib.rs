//! A query cache for Yew whose optimistic changes never make the screen lie.
//!
//! A query is a type, a mutation is a type. What a mutation does to an item is a pure function;
//! everything else follows: the change is shown at once in every query that holds the item, stored
//! until the server has answered, and taken back exactly when it is refused, whatever else is under
//! way. Where the mutation says so ([`Mutation::REPEAT`]) it is sent again when an answer is lost.
//! By default it is not, since an ordinary API would do it twice: its item is unsure then
//! ([`ItemState::Unsure`]), and the app or the user settles it ([`Client::settle`]).
//!
//! ```
//! use optimist::*;
//! use serde::{Deserialize, Serialize};
//! use web_sys::AbortSignal;
//!
//! #[derive(Clone, PartialEq, Serialize, Deserialize)]
//! struct Todo { id: u32, text: String, done: bool }
//!
//! impl Entity for Todo {
//!     type Item = Todo;
//!     type Id = u32;
//!     const NAME: &'static str = "todo";
//!     fn id(todo: &Todo) -> u32 { todo.id }
//! }
//!
//! struct Todos; // a query is a type
//! impl Query for Todos {
//!     type Entity = Todo;
//!     type Args = ();
//!     const NAME: &'static str = "todos";
//!     const OPTIONS: QueryOptions =
//!         QueryOptions { settle: Settle::ByRefetch, ..QueryOptions::DEFAULT };
//! }
//! impl Fetch for Todos {
//!     async fn fetch(_: (), _signal: AbortSignal) -> Result<Data<Todo>, Failure> {
//!         # async fn get<T: Default>(_: &str) -> Result<T, Failure> { Ok(T::default()) }
//!         let todos: Vec<Todo> = get("/api/todos").await?;
//!         Ok(todos.into())
//!     }
//! }
//!
//! struct SetDone; // a mutation is a type
//! impl Mutation for SetDone {
//!     type Entity = Todo;
//!     type Args = (u32, bool);
//!     const NAME: &'static str = "set-done";
//!     const REPEAT: Repeat = Repeat::WithKey; // the API honours the key
//!     fn target(&(id, _): &(u32, bool)) -> u32 { id }
//!     fn predict(&(_, done): &(u32, bool), todo: Option<&Todo>, _: Timestamp) -> Effect<Todo> {
//!         todo.map_or(Effect::NotApplicable, |todo| Effect::Put(Todo { done, ..todo.clone() }))
//!     }
//! }
//! impl Submit for SetDone {
//!     async fn submit(_args: (u32, bool), _key: Key, _signal: AbortSignal) -> Outcome {
//!         // PATCH /api/todos/… with the header Idempotency-Key
//!         Outcome::done()
//!     }
//! }
//!
//! let make = || Client::builder().mutation::<SetDone>().store("todos").build();
//! ```
//!
//! Then `<OptimistProvider client={make()}>` around the app, and in its components [`use_query`],
//! [`use_query_when`] (once what it depends on is known), [`use_query_select`] (a part of it),
//! [`use_pages`] (a list that is read page by page), [`use_value`] (one value that is no list),
//! [`use_item`] (one item, from whichever query has it), [`use_mutation`] and [`use_operations`].
//! [`prelude`] has all of that, and nothing that Yew's prelude has too.
//!
//! # What is measured
//! For each single operation that is stored, the browser's user timing gets a measure
//! `optimist:stored`: from the moment in which the operation is shown until it is on disk. Read it
//! with `performance.getEntriesByName("optimist:stored")` or a `PerformanceObserver`. At most 256
//! such measures are kept; then all of them are cleared.
//!
//! # The engine
//! The engine, with its promises, is the crate `optimist-core`; all of it that an app needs is
//! given here. This crate only carries out what the engine decides.

/// What most files of an app need. It clashes with nothing of Yew's own prelude: `Event` and `List`, for
/// one, are left out.
///
/// ```
/// use optimist::prelude::*;
/// use yew::prelude::*;
///
/// fn on_click(_: Event) {} // Yew's
///
/// #[component]
/// fn Saved() -> Html {
///     let pending = use_operations().pending();
///     html! { <p>{ pending }</p> }
/// }
/// ```
pub mod prelude {
    pub use crate::{
        Client, Data, DataStatus, Effect, Entity, Failure, Fetch, FetchStatus, ItemOf, ItemState,
        Key, Listing, Mutation, OperationId, OptimistProvider, Outcome, Placement, Policy, Query,
        QueryKey, QueryOptions, Reason, Repeat, Run, Settle, Submit, Timestamp, UseMutation,
        UseQuery, Value, ValueId, ValueOf, Valued, use_client, use_events, use_item, use_mutation,
        use_operations, use_query, use_query_select, use_query_when, use_value, use_value_when,
    };
    #[cfg(feature = "pages")]
    pub use crate::{Cursors, Page, Pages, use_pages};
}

mod browser;
mod builder;
mod client;
mod driver;
mod fetchers;
#[cfg(test)]
mod fixtures;
mod hooks;
mod indexed_db;
mod keeping;
mod log_rows;
mod opening;
mod outcome_sink;
#[cfg(feature = "pages")]
mod pages;
mod preload;
mod record;
mod records;
mod registry;
mod run;
mod source;
mod storage;
mod subscriptions;
mod tabs;
mod transport;
mod user_timing;
mod values;
mod weak_client;

pub use builder::ClientBuilder;
pub use client::Client;
pub use hooks::{
    Operations, OptimistProvider, OptimistProviderProps, UseMutation, UseQuery, UseValue,
    use_client, use_events, use_item, use_mutation, use_operations, use_query, use_query_select,
    use_query_when, use_value, use_value_when,
};
#[cfg(feature = "pages")]
pub use hooks::{UsePages, use_pages};
pub use optimist_core::*;
pub use outcome_sink::OutcomeSink;
#[cfg(feature = "pages")]
pub use pages::{Cursors, Page, Pages, PagesOf};
pub use records::Records;
pub use run::Run;
pub use source::{LiveFrom, LiveMessage, Polled};
pub use subscriptions::Subscription;
pub use transport::{Beside, Data, Fetch, Submit};
pub use values::{Value, ValueId, ValueOf, Valued};
