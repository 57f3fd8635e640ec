//! Data that outlive the page: what each query has read is kept at rest, and shown at once on a later
//! visit until the query has been read.
//!
//! Whatever cannot be written or read is dropped without a word: the server has it all.

mod kinds;
mod shelf;

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    rc::Rc,
};

use futures::{
    FutureExt,
    future::{self, Either, LocalBoxFuture, Shared},
};
use gloo_timers::{callback::Timeout, future::TimeoutFuture};
pub(crate) use kinds::Kinds;
use optimist_core::{Input, QueryKey};
use shelf::Shelf;

use crate::{browser, client::Client};

/// So long nothing has changed when data are written, in milliseconds.
const REST_MS: u32 = 2_000;
/// The same where nothing is kept of one yet: the next change may be made without a network.
const FIRST_REST_MS: u32 = 700;
/// A database that takes longer to open is done without, in milliseconds.
const OPEN_MS: u32 = 3_000;
/// Items that are written out at once: a click in between waits for no more than these.
const AT_ONCE: usize = 256;

/// The opening of the place where data are kept; `None`: there is none.
type Opening = LocalBoxFuture<'static, Option<Rc<Shelf>>>;

/// What a client keeps, and where.
#[derive(Default)]
pub(crate) struct Keeping {
    kinds: Kinds,
    shelf: RefCell<Option<Shared<Opening>>>,
    /// Queries whose kept data are being looked for.
    sought: RefCell<Vec<QueryKey>>,
    /// Queries of which something is kept.
    kept: RefCell<Vec<QueryKey>>,
    /// Queries that have changed since they were written.
    changed: RefCell<Vec<QueryKey>>,
    rest: RefCell<Option<Timeout>>,
    /// Something is to be kept for the first time: what is done meanwhile does not put that off.
    first: Cell<bool>,
    writing: Cell<bool>,
}

impl Keeping {
    pub(crate) fn new(kinds: Kinds) -> Self {
        Self {
            kinds,
            ..Self::default()
        }
    }

    fn note_kept(&self, query: &QueryKey) {
        let mut kept = self.kept.borrow_mut();
        if !kept.contains(query) {
            kept.push(query.clone());
        }
    }
}

impl Client {
    /// Is it not known yet whether there are kept data of a query?
    pub(crate) fn seeks_kept(&self, query: &QueryKey) -> bool {
        self.inner.keeping.sought.borrow().contains(query)
    }

    /// Looks for kept data of a query, and shows them.
    pub(crate) fn seek_kept(&self, query: &QueryKey) {
        let Some(kind) = self.inner.keeping.kinds.of(query) else {
            return;
        };
        self.inner.keeping.sought.borrow_mut().push(query.clone());
        let query = query.clone();
        self.spawn(async move |client| {
            let record = match client.shelf().await {
                Some(shelf) => shelf.get(&query.to_string()).await.ok().flatten(),
                None => None,
            };
            let record = record.filter(|record| record.version == kind.version);
            let items = record.and_then(|record| Some(((kind.decode)(&record.json)?, record.at)));
            let keeping = &client.inner.keeping;
            keeping.sought.borrow_mut().retain(|known| *known != query);
            if items.is_some() {
                keeping.note_kept(&query);
            }
            match items {
                Some((items, read_at)) => client.input(Input::Kept {
                    query,
                    items,
                    read_at,
                }),
                // Who waits for it hears that there is nothing.
                None => client.inner.subscribers.query_changed(&query),
            }
        });
    }

    /// These queries have changed: they are written once nothing has happened for a while.
    pub(crate) fn keep_later(&self, queries: &[QueryKey]) {
        let keeping = &self.inner.keeping;
        let mut changed = keeping.changed.borrow_mut();
        for query in queries {
            if keeping.kinds.of(query).is_some() && !changed.contains(query) {
                changed.push(query.clone());
            }
        }
        if changed.is_empty() {
            return;
        }
        if keeping.first.get() {
            return;
        }
        let kept = keeping.kept.borrow();
        let first = !changed.iter().all(|query| kept.contains(query));
        keeping.first.set(first);
        let rest = if first { FIRST_REST_MS } else { REST_MS };
        let client = self.downgrade();
        let rest = Timeout::new(rest, move || client.with(Self::keep_changed));
        keeping.rest.replace(Some(rest));
    }

    fn keep_changed(&self) {
        let keeping = &self.inner.keeping;
        let first = keeping.first.take();
        // What is pending is in the log, and ends with a change.
        if !first && self.pending() > 0 || keeping.writing.replace(true) {
            return;
        }
        let queries = keeping.changed.take();
        self.spawn(async move |client| {
            for query in queries {
                client.keep(&query).await;
            }
            client.inner.keeping.writing.set(false);
            // What has changed meanwhile has its turn.
            client.keep_later(&[]);
        });
    }

    async fn keep(&self, query: &QueryKey) {
        let Some(kind) = self.inner.keeping.kinds.of(query) else {
            return;
        };
        let (items, at) = {
            let engine = self.inner.engine.borrow();
            (
                (kind.confirmed)(&engine, query),
                engine.status(query).updated_at,
            )
        };
        let (Some(items), Some(at), Some(shelf)) = (items, at, self.shelf().await) else {
            return;
        };
        let mut json = vec![b'['];
        for start in (0..items.len()).step_by(AT_ONCE) {
            if items.write(start..start + AT_ONCE, &mut json).is_none() {
                return;
            }
            TimeoutFuture::new(0).await;
        }
        json.push(b']');
        let written = shelf.put(&query.to_string(), kind.version, at, &json).await;
        match written {
            Ok(()) => self.inner.keeping.note_kept(query),
            Err(error) => browser::warn("data cannot be kept", &error),
        }
    }

    /// The place where data are kept, opened once; `None`: there is none.
    async fn shelf(&self) -> Option<Rc<Shelf>> {
        let name = self.inner.database.as_ref()?;
        let opening = {
            let mut shelf = self.inner.keeping.shelf.borrow_mut();
            let open = || {
                let name = format!("{name}-kept");
                let opening: Opening = Box::pin(async move {
                    let opening = pin!(Shelf::open(&name));
                    match future::select(opening, TimeoutFuture::new(OPEN_MS)).await {
                        Either::Left((shelf, _)) => shelf.ok().map(Rc::new),
                        Either::Right(_) => None,
                    }
                });
                opening.shared()
            };
            shelf.get_or_insert_with(open).clone()
        };
        opening.await
    }
}
