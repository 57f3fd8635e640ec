use std::rc::Rc;

use optimist_core::{
    DataStatus, FetchStatus, ItemOf, List, QueryKey, QueryStatus, Reason, Timestamp,
};
use yew::prelude::*;

use crate::{Client, Fetch, use_client};

/// One query, as it is now.
pub struct UseQuery<T> {
    client: Client,
    key: QueryKey,
    data: Option<List<T>>,
    status: QueryStatus,
}

impl<T> Clone for UseQuery<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            key: self.key.clone(),
            data: self.data.clone(),
            status: self.status.clone(),
        }
    }
}

impl<T> PartialEq for UseQuery<T> {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.data, &other.data) {
            (Some(a), Some(b)) => a.same(b),
            (None, None) => true,
            _ => false,
        };
        same && self.key == other.key && self.status == other.status && self.client == other.client
    }
}

impl<T> UseQuery<T> {
    /// What the query shows: confirmed data with every pending operation replayed over them.
    /// `None` before the first data.
    pub fn data(&self) -> Option<&List<T>> {
        self.data.as_ref()
    }

    /// Are there data?
    pub fn status(&self) -> DataStatus {
        self.status.data
    }

    /// Is a read under way?
    pub fn fetch_status(&self) -> FetchStatus {
        self.status.fetch
    }

    /// When the data were read, perhaps on an earlier visit; `None`: never.
    pub fn updated_at(&self) -> Option<Timestamp> {
        self.status.updated_at
    }

    /// Why the last read failed.
    pub fn error(&self) -> Option<&Reason> {
        self.status.error.as_ref()
    }

    /// Reads the query again.
    pub fn refetch(&self) {
        self.client.invalidate(&self.key);
    }
}

/// A query; the component renders again whenever what it shows, or its status, changes.
///
/// ```
/// use optimist::{Fetch, ItemOf, use_query};
/// use yew::prelude::*;
///
/// #[component]
/// fn Count<Q: Fetch<Args = ()>>() -> Html {
///     let query = use_query::<Q>(());
///     match query.data() {
///         Some(items) => html! { <p>{ items.len() }</p> },
///         None => html! { <p>{ "Loading" }</p> },
///     }
/// }
/// ```
#[hook]
pub fn use_query<Q: Fetch>(args: Q::Args) -> UseQuery<ItemOf<Q>> {
    use_query_select::<Q, _>(args, UseQuery::clone)
}

/// A part of a query; the component renders again only when that part changes.
///
/// ```
/// use optimist::{Fetch, use_query_select};
/// use yew::prelude::*;
///
/// #[component]
/// fn Count<Q: Fetch<Args = ()>>() -> Html {
///     let count = use_query_select::<Q, _>((), |query| query.data().map_or(0, |list| list.len()));
///     html! { <p>{ count }</p> }
/// }
/// ```
#[hook]
pub fn use_query_select<Q: Fetch, S: Clone + PartialEq + 'static>(
    args: Q::Args,
    select: fn(&UseQuery<ItemOf<Q>>) -> S,
) -> S {
    let client = use_client();
    let render = use_force_update();
    let shown = use_mut_ref(|| None::<S>);
    let look = {
        let (client, args) = (client.clone(), args.clone());
        move || {
            let key = Q::key(&args);
            let query = UseQuery {
                data: client.view::<Q>(&args),
                status: client.status(&key),
                client: client.clone(),
                key,
            };
            select(&query)
        }
    };
    let now = look();
    {
        let shown = Rc::clone(&shown);
        use_effect_with((client, args), move |(client, args)| {
            let changed = Callback::from(move |()| {
                let now = look();
                if shown.borrow().as_ref() != Some(&now) {
                    render.force_update();
                }
            });
            let subscription = client.on_query(Q::key(args), changed.clone());
            let key = client.observe::<Q>(args);
            // Something may have changed between the rendering and this.
            changed.emit(());
            let client = client.clone();
            move || {
                drop(subscription);
                client.unobserve(&key);
            }
        });
    }
    *shown.borrow_mut() = Some(now.clone());
    now
}
