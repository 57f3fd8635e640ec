//! The handle that components hold: the engine, and what the driver keeps beside it.

use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use optimist_core::{
    DataStatus, Engine, Entity, Event, FetchStatus, Input, ItemOf, ItemStatus, List, LiveStatus,
    Moment, Operation, OperationId, Query, QueryKey, QueryStatus, Reason, RequestId, Source,
    Timestamp, Verdict,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;
use yew::Callback;

use crate::{
    browser,
    builder::{ClientBuilder, Resolver, SubmitBatch},
    driver::{LogStore, Sockets, Tabs},
    fetchers::Fetchers,
    keeping::Keeping,
    opening::Opening,
    registry::Registry,
    source::{LiveStream, Poll},
    subscriptions::{Subscribers, Subscription},
    tabs::Lock,
    transport::{Fetch, Submit},
    user_timing::UserTiming,
    weak_client::WeakClient,
};

/// One page's query cache and log. Cloning it gives another handle to the same. With the last one
/// its event streams end, and its database is closed.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Rc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) engine: RefCell<Engine>,
    pub(crate) registry: Registry,
    pub(crate) fetchers: Fetchers,
    pub(crate) submit_batch: Option<SubmitBatch>,
    pub(crate) resolver: Option<Resolver>,
    pub(crate) streams: Vec<(Source, Rc<LiveStream>)>,
    pub(crate) sockets: RefCell<Sockets>,
    pub(crate) polls: Vec<(Source, Poll)>,
    pub(crate) database: Option<String>,
    pub(crate) opening: Opening<LogStore>,
    /// What the page shares with others over its database.
    pub(crate) tabs: OnceCell<Tabs>,
    pub(crate) unknown_operations: RefCell<Vec<String>>,
    pub(crate) user_timing: UserTiming,
    pub(crate) keeping: Keeping,
    pub(crate) requests: RefCell<Vec<(RequestId, AbortController)>>,
    pub(crate) timer: RefCell<Option<Timeout>>,
    /// What the timer is set for.
    pub(crate) timer_at: Cell<Option<Moment>>,
    /// When the last frame began that work waited for, in the page's own time.
    pub(crate) frame_at: Cell<f64>,
    /// What came in streams, until the next frame.
    pub(crate) held: RefCell<Vec<Input>>,
    /// When the engine's outputs were last carried out.
    pub(crate) driven: Cell<Moment>,
    pub(crate) driving: Cell<bool>,
    /// The engine's outputs are carried out at the end of this turn, or before the next frame.
    pub(crate) scheduled: Cell<bool>,
    pub(crate) at_frame: Cell<bool>,
    pub(crate) subscribers: Subscribers,
    listeners: RefCell<Vec<EventListener>>,
}

impl PartialEq for Client {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Client {
    /// Begins to set a client up.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    pub(crate) fn start(engine: Engine, builder: ClientBuilder, lock: Option<Lock>) -> Self {
        let client = Self {
            inner: Rc::new(Inner {
                engine: RefCell::new(engine),
                registry: builder.registry,
                fetchers: Fetchers::default(),
                submit_batch: builder.submit_batch,
                resolver: builder.resolver,
                streams: builder.streams,
                sockets: RefCell::default(),
                polls: builder.polls,
                database: builder.database,
                opening: Opening::default(),
                tabs: OnceCell::new(),
                unknown_operations: RefCell::default(),
                user_timing: UserTiming::default(),
                keeping: Keeping::new(builder.kept),
                requests: RefCell::default(),
                timer: RefCell::new(None),
                timer_at: Cell::new(None),
                frame_at: Cell::default(),
                held: RefCell::default(),
                driven: Cell::default(),
                driving: Cell::new(false),
                scheduled: Cell::new(false),
                at_frame: Cell::new(false),
                subscribers: Subscribers::default(),
                listeners: RefCell::default(),
            }),
        };
        client.listen();
        client.share(lock);
        if browser::hidden() {
            client.input(Input::Visible(false));
        }
        if browser::offline() {
            client.input(Input::Hint { online: false });
        }
        client.drive();
        client
    }

    /// Gives the engine what the browser says of the connection and of the page.
    fn listen(&self) {
        let give = |client: &WeakClient, input| client.with(|client| client.input(input));
        let client = self.downgrade();
        let mut listeners =
            browser::on_connection(move |online| give(&client, Input::Hint { online }));
        let client = self.downgrade();
        listeners.extend(browser::on_focus(move || give(&client, Input::Focused)));
        let client = self.downgrade();
        listeners.extend(browser::on_visibility(move |visible| {
            give(&client, Input::Visible(visible));
            // A page that comes into sight need not get the focus.
            if visible {
                give(&client, Input::Focused);
            } else {
                client.with(|client| client.store_at_once());
            }
        }));
        let client = self.downgrade();
        listeners.extend(browser::on_leave(move || {
            client.with(|client| client.store_at_once());
        }));
        self.inner.listeners.replace(listeners);
    }

    /// Issues one operation: its effect is shown before this returns.
    pub fn mutate<M: Submit>(&self, args: M::Args) -> OperationId {
        self.mutate_all::<M>([args])
    }

    /// Issues one operation over many items.
    pub fn mutate_all<M: Submit>(&self, args: impl IntoIterator<Item = M::Args>) -> OperationId {
        self.act(|engine| engine.mutate::<M>(browser::now(), args))
    }

    /// Issues one operation that is sent after so many milliseconds at the earliest: until then it is shown
    /// and stored, holds no request, and [cancelled](Self::cancel) leaves no trace. [`Self::retry`] sends it.
    pub fn mutate_after<M: Submit>(&self, ms: u64, args: M::Args) -> OperationId {
        self.act(|engine| engine.mutate_after::<M>(browser::now(), ms, [args]))
    }

    /// Says what is to become of an unsure item of an operation, by the word of the user or of the app.
    pub fn settle(&self, operation: OperationId, index: usize, verdict: Verdict) {
        self.act(|engine| engine.settle(browser::now(), operation, index, verdict));
    }

    /// Tries again what was refused or has failed of an operation; what is unsure is for [`Self::settle`].
    pub fn retry(&self, operation: OperationId) {
        self.act(|engine| engine.retry(browser::now(), operation));
    }

    /// The same for one item of an operation, by its index.
    pub fn retry_item(&self, operation: OperationId, index: usize) {
        self.act(|engine| engine.retry_item(browser::now(), operation, index));
    }

    /// Takes back what is not done yet. What was not sent is never sent; what is on its way is asked for by
    /// its key, or, at a server without keys, is what its answer says.
    pub fn cancel(&self, operation: OperationId) {
        self.act(|engine| engine.cancel(browser::now(), operation));
    }

    /// Forgets an operation whose end the user has seen. Failed items are given up: the server is
    /// asked for their outcome first, by their keys. Without keys, and of unsure ones, nothing is sent.
    pub fn dismiss(&self, operation: OperationId) {
        self.act(|engine| engine.dismiss(browser::now(), operation));
    }

    /// The user has handled how one item of an operation ended; the others stay as they are.
    pub fn dismiss_item(&self, operation: OperationId, index: usize) {
        self.act(|engine| engine.dismiss_item(browser::now(), operation, index));
    }

    /// Marks every query under a prefix as stale, and reads again those that are looked at.
    pub fn invalidate(&self, prefix: &QueryKey) {
        self.act(|engine| engine.invalidate(browser::now(), prefix));
    }

    /// Gives up the reads under way of every query under a prefix.
    pub fn cancel_reads(&self, prefix: &QueryKey) {
        self.act(|engine| engine.cancel_reads(browser::now(), prefix));
    }

    /// The user is signed in again: what was paused goes on.
    pub fn signed_in(&self) {
        self.act(|engine| engine.handle_input(browser::now(), Input::SignedIn));
    }

    /// What the server says the time of day is, in milliseconds since the Unix epoch: keys are made
    /// with it.
    pub fn server_time(&self, ms_since_epoch: u64) {
        let time = Input::ServerTime(Timestamp(ms_since_epoch));
        self.act(|engine| engine.handle_input(browser::now(), time));
    }

    /// The time of day, by the server's clock where it is known.
    pub fn now(&self) -> Timestamp {
        self.inner.engine.borrow().wall(browser::now())
    }

    /// Turns optimism on or off for everything.
    pub fn set_optimism(&self, on: bool) {
        self.act(|engine| engine.set_optimism(on));
    }

    /// Is optimism on?
    pub fn optimism(&self) -> bool {
        self.inner.engine.borrow().optimism()
    }

    /// How many item operations the server has not answered yet.
    pub fn pending(&self) -> usize {
        self.inner.engine.borrow().pending()
    }

    /// Does anything answer requests?
    pub fn online(&self) -> bool {
        self.inner.engine.borrow().online()
    }

    /// Does the API itself answer requests? Something else may: a proxy, a sign-in page.
    pub fn reachable(&self) -> bool {
        self.inner.engine.borrow().reachable()
    }

    /// Why the API cannot be reached; `None`: it can.
    pub fn why_unreachable(&self) -> Option<Reason> {
        self.inner.engine.borrow().why_unreachable().cloned()
    }

    /// How changes by others come from a source.
    pub fn live_status(&self, source: Source) -> LiveStatus {
        self.inner.engine.borrow().live_status(source)
    }

    /// The names of stored operations that this version of the page cannot read. They stay stored,
    /// and are neither shown nor sent.
    pub fn unknown_operations(&self) -> Vec<String> {
        self.inner.unknown_operations.borrow().clone()
    }

    /// What an item is doing.
    pub fn item_status<E: Entity>(&self, id: &E::Id) -> ItemStatus {
        self.inner.engine.borrow().item_status::<E>(id)
    }

    /// Looks at one operation, if it is still kept. `look` must not act on the client.
    pub fn operation<T>(&self, id: OperationId, look: impl FnOnce(&Operation) -> T) -> Option<T> {
        self.inner.engine.borrow().operation(id).map(look)
    }

    /// Looks at all operations that are kept, in the order of issue. `look` must not act on the
    /// client.
    pub fn operations<T>(&self, mut look: impl FnMut(&Operation) -> T) -> Vec<T> {
        self.inner
            .engine
            .borrow()
            .operations()
            .map(&mut look)
            .collect()
    }

    /// What a query shows; `None` before its first data.
    pub fn view<Q: Query>(&self, args: &Q::Args) -> Option<List<ItemOf<Q>>> {
        self.inner.engine.borrow().view::<Q>(&Q::key(args))
    }

    /// What is known of an item with all pending operations, in whichever query, shown there or
    /// not: it may be one that has left a query.
    pub fn find<E: Entity>(&self, id: &E::Id) -> Option<Rc<E::Item>> {
        self.inner.engine.borrow().find::<E>(id)
    }

    /// What the server takes in one request, in operations and bytes, as a rule by its own word.
    /// What the client was built with stays the most.
    pub fn limit_batches(&self, items: usize, bytes: usize) {
        self.inner.engine.borrow_mut().limit_batches(items, bytes);
    }

    /// A query's two statuses.
    pub fn status(&self, query: &QueryKey) -> QueryStatus {
        let mut status = self.inner.engine.borrow().status(query);
        if status.data == DataStatus::Pending && self.seeks_kept(query) {
            status.fetch = FetchStatus::Fetching;
        }
        status
    }

    /// Reads a query ahead of its use.
    pub fn prefetch<Q: Fetch>(&self, args: &Q::Args) {
        let query = self.observe::<Q>(args);
        self.unobserve(&query);
    }

    /// A new UUID of version 7, as a number: the final id of an item that the client makes.
    pub fn new_id(&self) -> u128 {
        self.inner.engine.borrow_mut().new_id(browser::now())
    }

    /// Calls back with each event of an operation's life, until the returned guard is dropped. Who
    /// subscribes first is told at the end of this turn what has happened before, as long as the
    /// page had nobody to listen.
    pub fn on_event(&self, callback: Callback<Event>) -> Subscription {
        let untold = self.inner.subscribers.take_untold();
        if !untold.is_empty() {
            let client = self.downgrade();
            spawn_local(async move {
                client.with(|client| {
                    let subscribers = &client.inner.subscribers;
                    untold.iter().for_each(|event| subscribers.event(event));
                });
            });
        }
        self.inner.subscribers.on_event(callback)
    }

    /// The same for the library itself: what has happened before is left to the app.
    pub(crate) fn on_event_too(&self, callback: Callback<Event>) -> Subscription {
        self.inner.subscribers.on_event_too(callback)
    }

    /// Calls back when pending counts, item states, operations or the connection have changed,
    /// until the returned guard is dropped.
    pub fn on_operations(&self, callback: Callback<()>) -> Subscription {
        self.inner.subscribers.on_operations(callback)
    }

    /// Counts how often operations have changed: what a component shows is up to date while this
    /// has not changed.
    pub(crate) fn operations_version(&self) -> u64 {
        self.inner.subscribers.operations_version()
    }

    pub(crate) fn on_query(&self, query: QueryKey, callback: Callback<()>) -> Subscription {
        self.inner.subscribers.on_query(query, callback)
    }

    pub(crate) fn on_any_query(&self, callback: Callback<()>) -> Subscription {
        self.inner.subscribers.on_any_query(callback)
    }

    pub(crate) fn observe<Q: Fetch>(&self, args: &Q::Args) -> QueryKey {
        let key = Q::key(args);
        let first = self.inner.fetchers.add::<Q>(&key, args);
        self.act(|engine| engine.observe::<Q>(browser::now(), args));
        if first {
            self.seek_kept(&key);
        }
        key
    }

    pub(crate) fn unobserve(&self, query: &QueryKey) {
        self.act(|engine| engine.unobserve(browser::now(), query));
    }

    /// Does something with the engine, and carries out at once what follows.
    pub(crate) fn act<T>(&self, act: impl FnOnce(&mut Engine) -> T) -> T {
        self.take_held();
        let result = act(&mut self.inner.engine.borrow_mut());
        self.drive();
        result
    }

    pub(crate) fn downgrade(&self) -> WeakClient {
        WeakClient::of(&self.inner)
    }
}
