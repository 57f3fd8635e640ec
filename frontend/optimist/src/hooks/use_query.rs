use std::rc::Rc;

#[cfg(feature = "pages")]
use optimist_core::Part;
use optimist_core::{
    DataStatus, FetchStatus, ItemOf, List, QueryKey, QueryStatus, Reason, Timestamp,
};
use yew::prelude::*;

use crate::{Beside, Client, Fetch, use_client};

/// One query, as it is now.
pub struct UseQuery<T> {
    client: Client,
    /// `None`: what it depends on is not known yet.
    key: Option<QueryKey>,
    data: Option<List<T>>,
    beside: Beside,
    status: QueryStatus,
}

impl<T> Clone for UseQuery<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            key: self.key.clone(),
            data: self.data.clone(),
            beside: self.beside.clone(),
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
        let same = same && self.beside == other.beside;
        same && self.key == other.key && self.status == other.status && self.client == other.client
    }
}

impl<T> UseQuery<T> {
    /// What the query shows: confirmed data with every pending operation replayed over them.
    /// `None` before the first data.
    pub fn data(&self) -> Option<&List<T>> {
        self.data.as_ref()
    }

    /// What the last read has brought beside the items ([`Data::with`](crate::Data::with)).
    pub fn beside<B: 'static>(&self) -> Option<Rc<B>> {
        self.beside.get()
    }

    /// Are there data?
    pub fn status(&self) -> DataStatus {
        self.status.data
    }

    /// Which part is being read, or was read last.
    #[cfg(feature = "pages")]
    pub(super) fn part(&self) -> Part {
        self.status.part
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

    /// Reads the query again, if what it depends on is known.
    pub fn refetch(&self) {
        if let Some(key) = &self.key {
            self.client.invalidate(key);
        }
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
    use_part::<Q, _>(Some(args), Rc::new(UseQuery::clone))
}

/// A query that depends on something which may not be known yet: as long as that is `None` it is read by
/// nobody, and has no data.
///
/// ```
/// use optimist::{Fetch, use_query, use_query_when};
/// use yew::prelude::*;
///
/// #[component]
/// fn Replies<Post: Fetch<Args = ()>, Comments: Fetch<Args = usize>>() -> Html {
///     let post = use_query::<Post>(());
///     let comments = use_query_when::<Comments>(post.data().map(|list| list.len()));
///     html! { <p>{ comments.data().map_or(0, |list| list.len()) }</p> }
/// }
/// ```
#[hook]
pub fn use_query_when<Q: Fetch>(args: Option<Q::Args>) -> UseQuery<ItemOf<Q>> {
    use_part::<Q, _>(args, Rc::new(UseQuery::clone))
}

/// A part of a query; the component renders again only when that part changes. `select` may use what
/// the component was given.
///
/// ```
/// use optimist::{Fetch, use_query_select};
/// use yew::prelude::*;
///
/// #[derive(Properties, PartialEq)]
/// struct Props { least: usize }
///
/// #[component]
/// fn Many<Q: Fetch<Args = ()>>(props: &Props) -> Html {
///     let least = props.least;
///     let many = use_query_select::<Q, _>((), move |query| {
///         query.data().is_some_and(|list| list.len() >= least)
///     });
///     html! { <p>{ many }</p> }
/// }
/// ```
#[hook]
pub fn use_query_select<Q: Fetch, S: Clone + PartialEq + 'static>(
    args: Q::Args,
    select: impl Fn(&UseQuery<ItemOf<Q>>) -> S + 'static,
) -> S {
    use_part::<Q, S>(Some(args), Rc::new(select))
}

type Select<Q, S> = Rc<dyn Fn(&UseQuery<ItemOf<Q>>) -> S>;

#[hook]
fn use_part<Q: Fetch, S: Clone + PartialEq + 'static>(
    args: Option<Q::Args>,
    select: Select<Q, S>,
) -> S {
    let client = use_client();
    let render = use_force_update();
    let shown = use_mut_ref(|| None::<S>);
    let now = select(&look::<Q>(&client, args.as_ref()));
    // Of each rendering: it may hold what the component was given.
    let newest = use_mut_ref(|| Rc::clone(&select));
    *newest.borrow_mut() = select;
    let before = Rc::clone(&shown);
    use_effect_with((client, args), move |(client, args)| {
        let observed = args.as_ref().map(|args| {
            let changed = {
                let (client, args) = (client.clone(), args.clone());
                Callback::from(move |()| {
                    let select = Rc::clone(&*newest.borrow());
                    let now = select(&look::<Q>(&client, Some(&args)));
                    if before.borrow().as_ref() != Some(&now) {
                        render.force_update();
                    }
                })
            };
            let subscription = client.on_query(Q::key(args), changed.clone());
            let key = client.observe::<Q>(args);
            // Something may have changed between the rendering and this.
            changed.emit(());
            (subscription, key)
        });
        let client = client.clone();
        move || {
            if let Some((subscription, key)) = observed {
                drop(subscription);
                client.unobserve(&key);
            }
        }
    });
    *shown.borrow_mut() = Some(now.clone());
    now
}

fn look<Q: Fetch>(client: &Client, args: Option<&Q::Args>) -> UseQuery<ItemOf<Q>> {
    let key = args.map(Q::key);
    UseQuery {
        data: args.and_then(|args| client.view::<Q>(args)),
        beside: key
            .as_ref()
            .map(|key| client.inner.fetchers.beside(key))
            .unwrap_or_default(),
        status: match &key {
            Some(key) => client.status(key),
            None => QueryStatus::default(),
        },
        client: client.clone(),
        key,
    }
}
