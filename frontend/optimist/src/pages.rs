//! Lists that are read page by page.

use std::marker::PhantomData;

use optimist_core::{
    Entity, Failure, ItemOf, Listing, Part, Query, QueryKey, QueryOptions, Revision, Source,
    Timeline,
};
use web_sys::AbortSignal;

use crate::{Beside, Client, Data, Fetch};

/// A list that is read page by page: a feed, the results of a search, a catalogue. [`use_pages`] shows it as one
/// list, in which every pending change shows wherever it belongs.
///
/// All pages together are one query: it is read again in one go, from the first page that was read to the
/// last, and changes in one frame. Members and order are the server's, as in [`Listing::served`].
///
/// ```
/// use optimist::{Entity, Failure, Page, Pages};
/// use web_sys::AbortSignal;
///
/// # #[derive(Clone, PartialEq)] struct Post { id: u32, text: String }
/// # impl Entity for Post {
/// #     type Item = Post; type Id = u32; const NAME: &'static str = "post";
/// #     fn id(post: &Post) -> u32 { post.id }
/// # }
/// # struct Answer { posts: Vec<Post>, next_page: Option<u32>, total: usize }
/// # async fn get(_: String, _: AbortSignal) -> Result<Answer, Failure> { Err(Failure::network()) }
/// struct Feed;
///
/// impl Pages for Feed {
///     type Entity = Post;
///     type Args = String; // what is searched for
///     type Cursor = u32;
///     const NAME: &'static str = "feed";
///
///     async fn fetch_page(search: String, page: Option<u32>, signal: AbortSignal) -> Result<Page<Post, u32>, Failure> {
///         let page = page.unwrap_or(1);
///         let answer = get(format!("/posts?q={search}&page={page}"), signal).await?;
///         Ok(Page::new(answer.posts).next(answer.next_page).total(answer.total))
///     }
/// }
/// ```
///
/// [`use_pages`]: crate::use_pages
#[expect(
    async_fn_in_trait,
    reason = "a page has one thread, so the futures need not be Send"
)]
pub trait Pages: Sized + 'static {
    /// The kind of item.
    type Entity: Entity;
    /// What tells two lists of this type apart; `()` where there is just one.
    type Args: Clone + PartialEq + std::fmt::Debug + 'static;
    /// What names a page to the server: a number, an offset, an opaque text.
    type Cursor: Clone + 'static;
    /// Does a cursor stay where it is as items before it go?
    const CURSORS: Cursors = Cursors::Counting;
    /// The query's name: the first segment of its key.
    const NAME: &'static str;
    /// How long data are kept, when they are read again, and how often a read is retried.
    const OPTIONS: QueryOptions = QueryOptions::DEFAULT;
    /// The server whose revisions its data carry.
    const SOURCE: Source = Source::DEFAULT;

    /// Which of the items that the server gives are shown, with the pending operations.
    fn listing(args: &Self::Args) -> Listing<<Self::Entity as Entity>::Item> {
        let _ = args;
        Listing::served()
    }

    /// Reads one page; `cursor` is `None` for the first.
    ///
    /// # Errors
    /// As [`Fetch::fetch`].
    async fn fetch_page(
        args: Self::Args,
        cursor: Option<Self::Cursor>,
        signal: AbortSignal,
    ) -> Result<Page<<Self::Entity as Entity>::Item, Self::Cursor>, Failure>;
}

/// What becomes of a cursor as the items before it go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursors {
    /// It counts them (the number of a page, an offset), and names a later place than before: what moved up would
    /// be passed over. After a removal all pages are read again before the next one.
    Counting,
    /// It names an item, or is the server's own mark of a place: it stays.
    Anchored,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T, C> {
    items: Vec<T>,
    next: Option<C>,
    previous: Option<C>,
    total: Option<usize>,
    revision: Option<Revision>,
    timeline: Option<Timeline>,
}

impl<T, C> Page<T, C> {
    /// The only page, with these items in the server's order.
    pub fn new(items: Vec<T>) -> Self {
        Self {
            items,
            next: None,
            previous: None,
            total: None,
            revision: None,
            timeline: None,
        }
    }

    /// What names the page after it; `None`: it is the last.
    #[must_use]
    pub fn next(mut self, cursor: impl Into<Option<C>>) -> Self {
        self.next = cursor.into();
        self
    }

    /// What names the page before it; `None`: it is the first.
    #[must_use]
    pub fn previous(mut self, cursor: impl Into<Option<C>>) -> Self {
        self.previous = cursor.into();
        self
    }

    /// How many items there are on all pages, read or not.
    #[must_use]
    pub fn total(mut self, total: usize) -> Self {
        self.total = Some(total);
        self
    }

    /// The revision that it shows, for an API with revisions.
    #[must_use]
    pub fn at(mut self, revision: Revision, timeline: Option<Timeline>) -> Self {
        self.revision = Some(revision);
        self.timeline = timeline;
        self
    }
}

/// The query of a list that is read page by page: for [`Client::view`], [`Client::prefetch`],
/// [`Mutation::placement`](crate::Mutation::placement) and [`key`](Query::key).
pub struct PagesOf<P>(PhantomData<P>);

/// Which pages have been read, and where it goes on.
pub(crate) struct Edges<C> {
    /// What names the first of them.
    first: Option<C>,
    pages: usize,
    pub(crate) next: Option<C>,
    pub(crate) previous: Option<C>,
    pub(crate) total: Option<usize>,
}

impl<P: Pages> Query for PagesOf<P> {
    type Entity = P::Entity;
    type Args = P::Args;
    const NAME: &'static str = P::NAME;
    const OPTIONS: QueryOptions = P::OPTIONS;
    const SOURCE: Source = P::SOURCE;

    fn listing(args: &P::Args) -> Listing<ItemOf<Self>> {
        P::listing(args)
    }
}

impl<P: Pages> Fetch for PagesOf<P> {
    async fn fetch(args: P::Args, signal: AbortSignal) -> Result<Data<ItemOf<Self>>, Failure> {
        Self::fetch_part(args, Part::Whole, Beside::default(), signal).await
    }

    async fn fetch_part(
        args: P::Args,
        part: Part,
        beside: Beside,
        signal: AbortSignal,
    ) -> Result<Data<ItemOf<Self>>, Failure> {
        let known = beside.get::<Edges<P::Cursor>>();
        let known = known.as_deref();
        let cursor = known.and_then(|known| match part {
            Part::Whole => None,
            Part::Next => known.next.clone(),
            Part::Previous => known.previous.clone(),
        });
        match (known, cursor) {
            (Some(known), Some(cursor)) => one::<P>(args, part, known, cursor, signal).await,
            _ => all::<P>(args, known, signal).await,
        }
    }
}

/// Reads the page of this cursor, before or after the known ones.
async fn one<P: Pages>(
    args: P::Args,
    part: Part,
    known: &Edges<P::Cursor>,
    cursor: P::Cursor,
    signal: AbortSignal,
) -> Result<Data<ItemOf<PagesOf<P>>>, Failure> {
    let page = P::fetch_page(args, Some(cursor.clone()), signal).await?;
    let is_next = part == Part::Next;
    let edges = Edges {
        first: if is_next {
            known.first.clone()
        } else {
            Some(cursor)
        },
        pages: known.pages + 1,
        next: if is_next {
            page.next
        } else {
            known.next.clone()
        },
        previous: if is_next {
            known.previous.clone()
        } else {
            page.previous
        },
        total: page.total.or(known.total),
    };
    Ok(data(page.items, page.revision, page.timeline, edges))
}

/// Reads as many pages as are known, from the first on; they are as of the oldest of them.
async fn all<P: Pages>(
    args: P::Args,
    known: Option<&Edges<P::Cursor>>,
    signal: AbortSignal,
) -> Result<Data<ItemOf<PagesOf<P>>>, Failure> {
    let first = known.and_then(|known| known.first.clone());
    let wanted = known.map_or(1, |known| known.pages);
    let mut page = P::fetch_page(args.clone(), first.clone(), signal.clone()).await?;
    let previous = page.previous.take();
    let mut pages = 1;
    while pages < wanted
        && let Some(cursor) = page.next.take()
    {
        let next = P::fetch_page(args.clone(), Some(cursor), signal.clone()).await?;
        page.items.extend(next.items);
        page.next = next.next;
        page.total = next.total.or(page.total);
        page.revision = page.revision.min(next.revision);
        pages += 1;
    }
    let edges = Edges {
        first,
        pages,
        next: page.next,
        previous,
        total: page.total,
    };
    Ok(data(page.items, page.revision, page.timeline, edges))
}

fn data<T, C: 'static>(
    items: Vec<T>,
    revision: Option<Revision>,
    timeline: Option<Timeline>,
    edges: Edges<C>,
) -> Data<T> {
    let data = Data::from(items).with(edges);
    Data {
        revision,
        timeline,
        ..data
    }
}

impl Client {
    /// Reads one more page of a list that is shown, or the whole again.
    fn read_more(&self, query: &QueryKey, part: Part) {
        self.act(|engine| engine.read_more(crate::browser::now(), query, part));
    }

    /// Reads the page before or after the known ones, and all of them first where a removal has moved its place.
    pub(crate) fn read_page<P: Pages>(&self, args: &P::Args, part: Part) {
        let key = PagesOf::<P>::key(args);
        let counts = P::CURSORS == Cursors::Counting;
        if counts && (self.inner.engine.borrow()).has_shrunk::<PagesOf<P>>(&key) {
            self.read_more(&key, Part::Whole);
        }
        self.read_more(&key, part);
    }

    /// How many items the server has given of a list.
    pub(crate) fn served<P: Pages>(&self, args: &P::Args) -> usize {
        let engine = self.inner.engine.borrow();
        engine.served::<PagesOf<P>>(&PagesOf::<P>::key(args))
    }
}
