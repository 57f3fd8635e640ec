use std::rc::Rc;

use optimist_core::{Entity, FetchStatus, List, Part};
use yew::prelude::*;

use crate::{Client, Pages, PagesOf, UseQuery, pages::Edges, use_client, use_query};

type Item<P> = <<P as Pages>::Entity as Entity>::Item;

/// A list that is read page by page, as it is now.
pub struct UsePages<P: Pages> {
    client: Client,
    args: P::Args,
    query: UseQuery<Item<P>>,
    edges: Option<Rc<Edges<P::Cursor>>>,
}

impl<P: Pages> Clone for UsePages<P> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            args: self.args.clone(),
            query: self.query.clone(),
            edges: self.edges.clone(),
        }
    }
}

impl<P: Pages> PartialEq for UsePages<P> {
    fn eq(&self, other: &Self) -> bool {
        // The edges are a part of what the query has.
        self.args == other.args && self.query == other.query
    }
}

impl<P: Pages> UsePages<P> {
    /// The items of all pages that were read, in the server's order, with every pending operation replayed
    /// over them. `None` before the first page.
    pub fn data(&self) -> Option<&List<Item<P>>> {
        self.query.data()
    }

    /// The same as one query: its statuses, its error, and how to read all pages again.
    pub fn query(&self) -> &UseQuery<Item<P>> {
        &self.query
    }

    /// Is there a page after those that were read?
    pub fn has_next(&self) -> bool {
        self.edges.as_ref().is_some_and(|it| it.next.is_some())
    }

    /// Is there a page before those that were read?
    pub fn has_previous(&self) -> bool {
        self.edges.as_ref().is_some_and(|it| it.previous.is_some())
    }

    /// Reads the page after those that were read, if there is one. While it is read it is not read twice, so
    /// that this can be called as often as a list is scrolled.
    pub fn fetch_next(&self) {
        if self.has_next() {
            self.fetch(Part::Next);
        }
    }

    /// Reads the page before those that were read, if there is one.
    pub fn fetch_previous(&self) {
        if self.has_previous() {
            self.fetch(Part::Previous);
        }
    }

    /// Is the page after those that were read on its way?
    pub fn is_fetching_next(&self) -> bool {
        self.is_fetching(Part::Next)
    }

    /// Is the page before those that were read on its way?
    pub fn is_fetching_previous(&self) -> bool {
        self.is_fetching(Part::Previous)
    }

    /// How many items there are on all pages, read or not, with what pending operations add and remove; `None`
    /// where the server does not say.
    pub fn total(&self) -> Option<usize> {
        let total = self.edges.as_ref()?.total?;
        let shown = self.query.data()?.len();
        let served = self.client.served::<P>(&self.args);
        Some((total + shown).saturating_sub(served))
    }

    fn fetch(&self, part: Part) {
        self.client.read_page::<P>(&self.args, part);
    }

    fn is_fetching(&self, part: Part) -> bool {
        self.query.fetch_status() != FetchStatus::Idle && self.query.part() == part
    }
}

/// A list that is read page by page; the component renders again whenever what it shows, or its status, changes.
///
/// ```
/// use optimist::{Pages, use_pages};
/// use yew::prelude::*;
///
/// #[component]
/// fn Feed<P: Pages<Args = String>>() -> Html {
///     let feed = use_pages::<P>("cats".to_owned());
///     let onclick = { let feed = feed.clone(); move |_| feed.fetch_next() };
///     html! {
///         <>
///             <p>{ feed.data().map_or(0, |posts| posts.len()) }{ " of " }{ feed.total() }</p>
///             <button {onclick} hidden={!feed.has_next()} disabled={feed.is_fetching_next()}>{ "More" }</button>
///         </>
///     }
/// }
/// ```
#[hook]
pub fn use_pages<P: Pages>(args: P::Args) -> UsePages<P> {
    let client = use_client();
    let query = use_query::<PagesOf<P>>(args.clone());
    UsePages {
        client,
        args,
        edges: query.beside(),
        query,
    }
}
