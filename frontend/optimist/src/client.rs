//! The handle that components hold: the engine, and who watches it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use optimist_core::{
    Engine, Entity, Event, Input, ItemStatus, List, Operation, OperationId, Outgoing, Query,
    QueryKey, QueryStatus, RequestId, Timestamp,
};
use web_sys::AbortController;
use yew::Callback;

use crate::{
    browser,
    builder::{ClientBuilder, LiveSource, Transport, Withdrawer},
    registry::{Fetcher, Registry, fetcher},
    remote::{Fetch, Submit},
    rows::Rows,
    storage::Storage,
    watch::{Watch, Watchers},
};

/// One page's query cache and log. Cloning it gives another handle to the same.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Rc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) engine: RefCell<Engine>,
    pub(crate) registry: Registry,
    pub(crate) fetchers: RefCell<Vec<(QueryKey, Fetcher)>>,
    pub(crate) transport: Option<Transport>,
    pub(crate) withdrawer: Option<Withdrawer>,
    pub(crate) live: Option<LiveSource>,
    /// Counts the event streams that were opened: only the latest one is listened to.
    pub(crate) live_number: Cell<u64>,
    pub(crate) storage: RefCell<StorageState>,
    pub(crate) rows: RefCell<Rows>,
    pub(crate) writing: Cell<bool>,
    pub(crate) requests: RefCell<Vec<(RequestId, AbortController)>>,
    pub(crate) timer: RefCell<Option<Timeout>>,
    /// When the last frame began that work waited for, in the page's own time.
    pub(crate) frame_at: Cell<f64>,
    /// What the timer is set for.
    pub(crate) timer_at: Cell<Option<Timestamp>>,
    /// When the engine's wishes were last carried out.
    pub(crate) driven: Cell<Timestamp>,
    pub(crate) watchers: Watchers,
    pub(crate) driving: Cell<bool>,
    /// The engine's wishes are carried out at the end of this turn, or before the next frame.
    pub(crate) scheduled: Cell<bool>,
    pub(crate) at_frame: Cell<bool>,
    pub(crate) parked: RefCell<Vec<String>>,
    listeners: RefCell<Vec<EventListener>>,
}

/// Where entries are stored.
pub(crate) enum StorageState {
    /// Nowhere.
    Absent,
    /// It is being opened; what is to be written waits for it.
    Opening,
    /// Here.
    Open(Rc<Storage>),
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

    pub(crate) fn start(engine: Engine, builder: ClientBuilder) -> Self {
        let client = Self {
            inner: Rc::new(Inner {
                engine: RefCell::new(engine),
                registry: builder.registry,
                fetchers: RefCell::default(),
                transport: builder.transport,
                withdrawer: builder.withdrawer,
                live: builder.live,
                live_number: Cell::new(0),
                storage: RefCell::new(StorageState::Absent),
                rows: RefCell::default(),
                writing: Cell::new(false),
                requests: RefCell::default(),
                timer: RefCell::new(None),
                frame_at: Cell::default(),
                timer_at: Cell::new(None),
                driven: Cell::default(),
                watchers: Watchers::default(),
                driving: Cell::new(false),
                scheduled: Cell::new(false),
                at_frame: Cell::new(false),
                parked: RefCell::default(),
                listeners: RefCell::default(),
            }),
        };
        let mut listeners = browser::on_connection({
            let client = client.downgrade();
            move |online| client.with(|client| client.input(Input::Hint { online }))
        });
        listeners.extend(browser::on_focus({
            let client = client.downgrade();
            move || client.with(|client| client.input(Input::Focused))
        }));
        client.inner.listeners.replace(listeners);
        if let Some(database) = builder.database {
            client.inner.storage.replace(StorageState::Opening);
            client.open_storage(database);
        }
        client
    }

    /// Issues one operation: its effect is shown before this returns.
    pub fn mutate<M: Submit>(&self, args: M::Args) -> OperationId {
        self.mutate_all::<M>([args])
    }

    /// Issues one operation over many items.
    pub fn mutate_all<M: Submit>(&self, args: impl IntoIterator<Item = M::Args>) -> OperationId {
        self.act(|engine| engine.mutate::<M>(browser::now(), args))
    }

    /// Tries again what was refused or has failed of an operation, and nothing else.
    pub fn retry(&self, operation: OperationId) {
        self.act(|engine| engine.retry(browser::now(), operation));
    }

    /// Takes back what is not done yet of an operation.
    pub fn cancel(&self, operation: OperationId) {
        self.act(|engine| engine.cancel(browser::now(), operation));
    }

    /// Forgets the refusals and failures of an operation; failed items are given up.
    pub fn dismiss(&self, operation: OperationId) {
        self.act(|engine| engine.dismiss(browser::now(), operation));
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

    /// Did the last requests reach the server?
    pub fn online(&self) -> bool {
        self.inner.engine.borrow().online()
    }

    /// The names of stored operations that this version of the page does not know. They stay
    /// stored, and are neither shown nor sent.
    pub fn parked(&self) -> Vec<String> {
        self.inner.parked.borrow().clone()
    }

    /// What an item is doing.
    pub fn item_status<E: Entity>(&self, id: &E::Id) -> ItemStatus {
        self.inner.engine.borrow().item_status::<E>(id)
    }

    /// Looks at one operation, if it is still kept.
    pub fn operation<T>(&self, id: OperationId, look: impl FnOnce(&Operation) -> T) -> Option<T> {
        self.inner.engine.borrow().operation(id).map(look)
    }

    /// Looks at all operations that are under way or wait for the user, in the order of issue.
    pub fn operations<T>(&self, mut look: impl FnMut(&Operation) -> T) -> Vec<T> {
        self.inner
            .engine
            .borrow()
            .operations()
            .map(&mut look)
            .collect()
    }

    /// What a query shows; `None` before its first data.
    pub fn view<Q: Query>(&self, args: &Q::Args) -> Option<List<optimist_core::ItemOf<Q>>> {
        self.inner.engine.borrow().view::<Q>(&Q::key(args))
    }

    /// What is known of an item with all pending operations, in whichever query, shown there or
    /// not: it may be one that has left a query.
    pub fn find<E: Entity>(&self, id: &E::Id) -> Option<Rc<E::Item>> {
        self.inner.engine.borrow().find::<E>(id)
    }

    /// What the server takes in one request, in operations and bytes: told by the server itself,
    /// as a rule. What the client was built with stays the most.
    pub fn limit_batches(&self, items: usize, bytes: usize) {
        self.inner.engine.borrow_mut().limit_batches(items, bytes);
    }

    /// A query's two statuses.
    pub fn status(&self, query: &QueryKey) -> QueryStatus {
        self.inner.engine.borrow().status(query)
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

    /// Calls back with each event of an operation's life, until the returned guard is dropped.
    pub fn on_event(&self, told: Callback<Event>) -> Watch {
        self.inner.watchers.on_event(told)
    }

    /// Calls back when pending counts, item states or operations have changed, until the
    /// returned guard is dropped.
    pub fn on_operations(&self, told: Callback<()>) -> Watch {
        self.inner.watchers.on_operations(told)
    }

    pub(crate) fn on_query(&self, query: QueryKey, told: Callback<()>) -> Watch {
        self.inner.watchers.on_query(query, told)
    }

    pub(crate) fn observe<Q: Fetch>(&self, args: &Q::Args) -> QueryKey {
        let key = Q::key(args);
        let mut fetchers = self.inner.fetchers.borrow_mut();
        if fetchers.iter().all(|(known, _)| *known != key) {
            fetchers.push((key.clone(), fetcher::<Q>(args.clone())));
        }
        drop(fetchers);
        self.act(|engine| engine.observe::<Q>(browser::now(), args));
        key
    }

    pub(crate) fn unobserve(&self, query: &QueryKey) {
        self.act(|engine| engine.unobserve(browser::now(), query));
    }

    /// Does something with the engine, and carries out at once what follows.
    fn act<T>(&self, act: impl FnOnce(&mut Engine) -> T) -> T {
        let result = act(&mut self.inner.engine.borrow_mut());
        self.drive();
        result
    }

    /// Sends one operation the way its mutation says.
    pub(crate) fn submit(
        &self,
        operation: &Outgoing,
        signal: web_sys::AbortSignal,
    ) -> Option<crate::registry::Later<optimist_core::Outcome>> {
        self.inner
            .registry
            .submit(&*operation.call, operation.key, signal)
    }

    pub(crate) fn downgrade(&self) -> WeakClient {
        WeakClient(Rc::downgrade(&self.inner))
    }
}

/// A handle that does not keep the client alive: for what the client itself holds.
#[derive(Clone)]
pub(crate) struct WeakClient(std::rc::Weak<Inner>);

impl WeakClient {
    pub(crate) fn with(&self, act: impl FnOnce(&Client)) {
        if let Some(inner) = self.0.upgrade() {
            act(&Client { inner });
        }
    }
}
