//! Queries that hold one value rather than a list of items.

use std::{fmt, marker::PhantomData, ops::Deref, rc::Rc};

use optimist_core::{Entity, Failure, ItemOf, Query, QueryOptions, Source};
use serde::{Deserialize, Serialize};
use web_sys::AbortSignal;

use crate::{Data, Fetch};

/// One value that is no list of items: who is signed in, a sum, the settings. [`use_value`] shows it.
///
/// ```
/// use optimist::{Failure, Value};
/// use web_sys::AbortSignal;
///
/// # async fn get(_: &str, _: AbortSignal) -> Result<Account, Failure> { Err(Failure::network()) }
/// #[derive(Clone, PartialEq)]
/// struct Account { name: String, plan: String }
///
/// impl Value for Account {
///     type Args = ();
///     type Data = Self;
///     const NAME: &'static str = "account";
///
///     async fn fetch(_: (), signal: AbortSignal) -> Result<Account, Failure> {
///         get("/api/account", signal).await
///     }
/// }
/// ```
///
/// A mutation changes it as it would an item, whose kind is [`ValueOf`] it:
///
/// ```
/// # use optimist::{Failure, Value};
/// use optimist::{Effect, Mutation, Timestamp, ValueId, ValueOf, Valued};
/// # use web_sys::AbortSignal;
/// # #[derive(Clone, PartialEq)]
/// # struct Account { name: String }
/// # impl Value for Account {
/// #     type Args = (); type Data = Self; const NAME: &'static str = "account";
/// #     async fn fetch(_: (), _: AbortSignal) -> Result<Account, Failure> { Err(Failure::network()) }
/// # }
/// struct Rename;
///
/// impl Mutation for Rename {
///     type Entity = ValueOf<Account>;
///     type Args = String;
///     const NAME: &'static str = "rename-account";
///
///     fn target(_: &String) -> ValueId { ValueOf::<Account>::id(&()) }
///     fn predict(name: &String, account: Option<&Valued<Account>>, _: Timestamp) -> Effect<Valued<Account>> {
///         account.map_or(Effect::NotApplicable, |account| {
///             Effect::Put(account.with(Account { name: name.clone() }))
///         })
///     }
/// }
/// ```
///
/// [`use_value`]: crate::use_value
#[expect(
    async_fn_in_trait,
    reason = "a page has one thread, so the futures need not be Send"
)]
pub trait Value: Sized + 'static {
    /// What tells two values of this type apart; `()` where there is just one.
    type Args: Clone + PartialEq + fmt::Debug + 'static;
    /// The value. Where the server may have none, an `Option`.
    type Data: Clone + PartialEq + 'static;
    /// The query's name: the first segment of its key.
    const NAME: &'static str;
    /// How long the value is kept, when it is read again, and how often a read is retried.
    const OPTIONS: QueryOptions = QueryOptions::DEFAULT;

    /// Reads the value.
    ///
    /// # Errors
    /// As [`Fetch::fetch`].
    async fn fetch(args: Self::Args, signal: AbortSignal) -> Result<Self::Data, Failure>;
}

/// The query of a value, for [`Client::view`](crate::Client::view), [`Client::prefetch`](crate::Client::prefetch)
/// and [`key`](Query::key), and its kind of item, for mutations that change it.
pub struct ValueOf<V>(PhantomData<V>);

impl<V: Value> ValueOf<V> {
    /// Which value: what a mutation names as its [target](optimist_core::Mutation::target).
    pub fn id(args: &V::Args) -> ValueId {
        ValueId(format!("{args:?}").into())
    }

    /// A value as the server has told it: for
    /// [`Outcome::done_with::<ValueOf<V>>`](optimist_core::Outcome::done_with).
    pub fn item(args: &V::Args, value: V::Data) -> Valued<V::Data> {
        Valued {
            id: Self::id(args),
            value,
        }
    }
}

/// The id of one value among those of its type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ValueId(Rc<str>);

impl fmt::Display for ValueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value, and which it is. It can be used as the value itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Valued<T> {
    id: ValueId,
    value: T,
}

impl<T> Valued<T> {
    /// The same one with another value, as a prediction makes it.
    #[must_use]
    pub fn with(&self, value: T) -> Self {
        Self {
            id: self.id.clone(),
            value,
        }
    }
}

impl<T> Deref for Valued<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<V: Value> Entity for ValueOf<V> {
    type Item = Valued<V::Data>;
    type Id = ValueId;
    const NAME: &'static str = V::NAME;

    fn id(item: &Self::Item) -> ValueId {
        item.id.clone()
    }
}

impl<V: Value> Query for ValueOf<V> {
    type Entity = Self;
    type Args = V::Args;
    const NAME: &'static str = V::NAME;
    const OPTIONS: QueryOptions = V::OPTIONS;
    const SOURCE: Source = Source::DEFAULT;
}

impl<V: Value> Fetch for ValueOf<V> {
    async fn fetch(args: V::Args, signal: AbortSignal) -> Result<Data<ItemOf<Self>>, Failure> {
        let value = V::fetch(args.clone(), signal).await?;
        Ok(vec![Self::item(&args, value)].into())
    }
}
