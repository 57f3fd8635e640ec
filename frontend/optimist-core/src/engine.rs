//! The engine: dispatches what it is told to whoever owns the subject.

use std::{collections::VecDeque, rc::Rc};

use crate::{
    call::{AnyCall, Call},
    config::Config,
    draws::Draws,
    entity::{Entity, Mutation, Query, QueryKey, Scope},
    io::{Event, Input, Output, Revision, Stored},
    key::{Key, KeyMaker},
    list::List,
    log::Log,
    map::Map,
    operation::{Operation, OperationId, Operations},
    outbox::Outbox,
    queries::{Queries, QueryStatus},
    shelf::Shelves,
    sort::sort,
    time::{Alarms, Timestamp},
};

/// The query cache and the log of one client.
///
/// It has no I/O: give it inputs with [`handle_input`](Self::handle_input) or one of the named
/// methods, then take outputs with [`poll_output`](Self::poll_output) until there are none, then
/// sleep until [`poll_timeout`](Self::poll_timeout) or the next input.
pub struct Engine {
    pub(crate) config: Config,
    pub(crate) now: Timestamp,
    pub(crate) keys: KeyMaker,
    pub(crate) draws: Draws,
    pub(crate) shelves: Shelves,
    pub(crate) queries: Queries,
    pub(crate) log: Log,
    pub(crate) operations: Operations,
    pub(crate) outbox: Outbox,
    pub(crate) alarms: Alarms<Alarm>,
    pub(crate) live: Live,
    pub(crate) optimism: bool,
    /// What each item's last operation came to, where that was not done and is not handled.
    pub(crate) unhandled: Map<Scope, (OperationId, usize)>,
    pub(crate) outputs: Outputs,
}

/// What the engine has set an alarm for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Alarm {
    /// Send what is ready.
    Flush,
    /// See whether there is a connection again.
    Probe,
    /// Try an entry again.
    Retry(Key),
    /// Give a request up.
    Timeout(crate::RequestId),
    /// Open the event stream again.
    OpenLive,
    /// Read a query again after a failure, or by its interval.
    Read(QueryKey),
    /// Forget a query that nobody looks at.
    Forget(QueryKey),
}

/// The event stream, as the engine knows it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Live {
    pub(crate) open: bool,
    /// Every change up to this revision has come.
    pub(crate) revision: Revision,
    /// Raised whenever changes may have been missed.
    pub(crate) epoch: u64,
    /// It has been asked for, or is open.
    pub(crate) wanted: bool,
    /// How often it has been lost without having been open.
    pub(crate) failures: u32,
}

/// What is to be told the driver.
#[derive(Default)]
pub(crate) struct Outputs {
    pub(crate) queue: VecDeque<Output>,
    pub(crate) store: Vec<Stored>,
    pub(crate) unstore: Vec<Key>,
    pub(crate) operations_changed: bool,
    /// Queries whose status has changed, besides those whose view has.
    pub(crate) queries_changed: Vec<QueryKey>,
}

impl Engine {
    /// An engine without data. Its chance is drawn from `seed`: one seed and the same inputs give
    /// the same outputs.
    pub fn new(config: Config, seed: u64) -> Self {
        let mut draws = Draws::new(seed);
        Self {
            keys: KeyMaker::new(draws.next()),
            draws,
            now: Timestamp::default(),
            shelves: Shelves::default(),
            queries: Queries::default(),
            log: Log::default(),
            operations: Operations::default(),
            outbox: Outbox::new(&config),
            alarms: Alarms::default(),
            live: Live::default(),
            optimism: true,
            unhandled: Map::default(),
            outputs: Outputs::default(),
            config,
        }
    }

    /// Takes one input in. `now` is the driver's clock.
    pub fn handle_input(&mut self, now: Timestamp, input: Input) {
        self.now = self.now.max(now);
        match input {
            Input::Fetched { request, result } => self.fetched(request, result),
            Input::Answered {
                request,
                key,
                outcome,
            } => self.answered(request, key, outcome),
            Input::Ended { request, end } => self.ended(request, end),
            Input::Event {
                revision,
                key,
                truth,
            } => self.event(revision, key, &truth),
            Input::LiveOpened { revision } => self.live_opened(revision, false),
            Input::LiveReset { revision } => self.live_opened(revision, true),
            Input::LiveLost => self.live_lost(),
            Input::Stored(keys) => self.stored(&keys),
            Input::StorageFailed => self.storage_failed(),
            Input::Restored(entries) => self.restored(entries),
            Input::Hint { online } => self.hint(online),
            Input::Focused => self.focused(),
            Input::SignedIn => self.signed_in(),
            Input::Wake => {}
        }
        self.wake();
    }

    /// The next thing to do, if there is one.
    pub fn poll_output(&mut self) -> Option<Output> {
        if let Some(output) = self.outputs.queue.pop_front() {
            return Some(output);
        }
        if !self.outputs.store.is_empty() {
            return Some(Output::Store(std::mem::take(&mut self.outputs.store)));
        }
        if !self.outputs.unstore.is_empty() {
            let mut keys = std::mem::take(&mut self.outputs.unstore);
            sort(&mut keys, Key::cmp);
            return Some(Output::Unstore(keys));
        }
        let mut changed = std::mem::take(&mut self.outputs.queries_changed);
        let mut unsound = Vec::new();
        for shelf in self.shelves.all() {
            for (query, replica) in shelf.replicas() {
                if replica.take_changed() {
                    changed.push(query.clone());
                    if !replica.is_sound() {
                        unsound.push(query.clone());
                    }
                }
            }
        }
        for query in unsound {
            self.repair(&query);
        }
        if !changed.is_empty() {
            let mut told = Vec::with_capacity(changed.len());
            for query in changed {
                if !told.contains(&query) {
                    told.push(query);
                }
            }
            return Some(Output::Changed(told));
        }
        std::mem::take(&mut self.outputs.operations_changed).then_some(Output::OperationsChanged)
    }

    /// When [`Input::Wake`] is due, if at all.
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        self.alarms.next()
    }

    /// Somebody looks at a query: it is read where its data are missing or stale, and kept.
    pub fn observe<Q: Query>(&mut self, now: Timestamp, args: &Q::Args) -> QueryKey {
        self.now = self.now.max(now);
        let key = self.observe_query::<Q>(args);
        self.wake();
        key
    }

    /// One observer fewer.
    pub fn unobserve(&mut self, now: Timestamp, query: &QueryKey) {
        self.now = self.now.max(now);
        self.unobserve_query(query);
    }

    /// Marks every query under a prefix as stale, and reads again those that are looked at.
    pub fn invalidate(&mut self, now: Timestamp, prefix: &QueryKey) {
        self.now = self.now.max(now);
        self.invalidate_queries(prefix);
    }

    /// Gives up the read of every query under a prefix; what was shown stays.
    pub fn cancel_reads(&mut self, now: Timestamp, prefix: &QueryKey) {
        self.now = self.now.max(now);
        self.cancel_queries(prefix);
    }

    /// Issues an operation over one item or many.
    pub fn mutate<M: Mutation>(
        &mut self,
        now: Timestamp,
        args: impl IntoIterator<Item = M::Args>,
    ) -> OperationId {
        self.now = self.now.max(now);
        let at = self.now;
        let calls = args
            .into_iter()
            .map(|args| Rc::new(Call::<M> { args, at }) as Rc<dyn AnyCall>)
            .collect();
        let operation = self.issue(M::NAME, calls);
        self.wake();
        operation
    }

    /// Tries again what was refused or has failed, and nothing else.
    pub fn retry(&mut self, now: Timestamp, operation: OperationId) {
        self.now = self.now.max(now);
        self.retry_operation(operation);
        self.wake();
    }

    /// Takes back what is not done yet: unsent items at once; what the server may have seen is
    /// resolved by key.
    pub fn cancel(&mut self, now: Timestamp, operation: OperationId) {
        self.now = self.now.max(now);
        self.cancel_operation(operation);
        self.wake();
    }

    /// Forgets an operation whose refusals and failures the user has seen. Failed items are given
    /// up: the server is asked for their outcome first.
    pub fn dismiss(&mut self, now: Timestamp, operation: OperationId) {
        self.now = self.now.max(now);
        self.dismiss_operation(operation);
        self.wake();
    }

    /// Turns optimism on or off for the whole client; pending operations go along.
    pub fn set_optimism(&mut self, on: bool) {
        if self.optimism != on {
            self.optimism = on;
            self.show_all();
        }
    }

    /// Is optimism on?
    pub fn optimism(&self) -> bool {
        self.optimism
    }

    /// What a query shows; `None` before its first data.
    pub fn view<Q: Query>(&self, query: &QueryKey) -> Option<List<<Q::Entity as Entity>::Item>> {
        self.shelves.get::<Q::Entity>()?.view(query).cloned()
    }

    /// What is known of an item with all pending operations, in whichever query, shown there or
    /// not: it may be one that has left a query.
    pub fn find<E: Entity>(&self, id: &E::Id) -> Option<Rc<E::Item>> {
        let mut replicas = self.shelves.get::<E>()?.replicas.values();
        replicas.find_map(|replica| replica.find(id))
    }

    /// What the server takes in one request, in operations and bytes. What is configured stays the
    /// most; without batching nothing changes.
    pub fn limit_batches(&mut self, items: usize, bytes: usize) {
        if let Some(batch) = &mut self.config.batch {
            batch.items = batch.items.min(items).max(1);
            batch.bytes = batch.bytes.min(bytes);
            self.outbox.items = self.outbox.items.min(batch.items);
        }
    }

    /// A query's two statuses.
    pub fn status(&self, query: &QueryKey) -> QueryStatus {
        self.query_status(query)
    }

    /// An operation that is under way or waits for the user.
    pub fn operation(&self, id: OperationId) -> Option<&Operation> {
        self.operations.get(id)
    }

    /// All operations that are under way or wait for the user, in the order of issue.
    pub fn operations(&self) -> impl DoubleEndedIterator<Item = &Operation> {
        self.operations.iter()
    }

    /// How many item operations the server has not answered yet.
    pub fn pending(&self) -> usize {
        self.log.unanswered()
    }

    /// Did the last requests reach the server?
    pub fn online(&self) -> bool {
        self.outbox.online
    }

    /// The revision from which an event stream should go on, so that no loaded query misses a
    /// change: 0 where nothing is loaded.
    pub fn live_from(&mut self) -> Revision {
        let mut from = None::<Revision>;
        for shelf in self.shelves.all() {
            for (_, replica) in shelf.replicas() {
                if replica.loaded() && replica.has_revisions() {
                    let revision = replica.revision();
                    from = Some(from.map_or(revision, |from| from.min(revision)));
                }
            }
        }
        from.unwrap_or(0)
    }

    /// A new id of the kind that keys are, for items that the client makes.
    pub fn new_id(&mut self, now: Timestamp) -> u128 {
        self.keys.make(self.now.max(now)).0
    }

    /// A view was found wrong: it is built anew, and its data are read again.
    fn repair(&mut self, query: &QueryKey) {
        for shelf in self.shelves.all() {
            shelf.repair(query);
            if let Some(replica) = shelf.replica(query) {
                replica.take_changed();
            }
        }
        self.repaired(query);
    }

    pub(crate) fn tell(&mut self, event: Event) {
        self.outputs.queue.push_back(Output::Tell(event));
    }

    fn wake(&mut self) {
        while let Some(alarm) = self.alarms.take_due(self.now) {
            match alarm {
                Alarm::Flush => self.outbox.flush_now = true,
                Alarm::Probe => self.may_probe(),
                Alarm::Retry(key) => self.log.wait(key),
                Alarm::Timeout(request) => self.timed_out(request),
                Alarm::OpenLive => self.open_live(),
                Alarm::Read(query) => self.read_again(&query),
                Alarm::Forget(query) => self.forget_query(&query),
            }
        }
        self.flush();
        if self.outbox.probe {
            self.probe_reads();
        }
        self.reread_when_flushed();
    }
}
