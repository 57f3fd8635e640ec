//! The life of queries: when they are read, retried, read again and forgotten.

use std::{any::TypeId, collections::BTreeSet, rc::Rc};

use crate::{
    engine::{Alarm, Engine},
    entity::{Query, QueryKey, QueryOptions, Settle},
    io::{Event, Failure, FailureKind, Fetched, Output, Reason, RequestId, Revision},
    replay::{Answered, Replica, ShapeOf},
    table::Table,
    time::Timestamp,
};

/// Are there data?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataStatus {
    /// Not yet.
    Pending,
    /// None, or the last read failed for good; there may be older data.
    Error,
    /// Yes.
    Success,
}

/// Is a read under way?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchStatus {
    /// No.
    Idle,
    /// Yes, or it waits for another try.
    Fetching,
    /// It waits for a connection.
    Paused,
}

/// A query's two statuses: what there is, and what is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryStatus {
    /// Are there data?
    pub data: DataStatus,
    /// Is a read under way?
    pub fetch: FetchStatus,
    /// Why the last read failed.
    pub error: Option<Reason>,
    /// When the data were read; 0 for never.
    pub updated_at: Timestamp,
}

/// All queries that are known.
#[derive(Default)]
pub(crate) struct Queries {
    by_key: Table<QueryKey, State>,
    pub(crate) reads: Table<RequestId, Read>,
    /// After a reconnect, stale queries are read once the log has gone out.
    reread: bool,
}

struct State {
    kind: TypeId,
    options: QueryOptions,
    observers: usize,
    reading: Option<RequestId>,
    /// The read under way does not suffice: another one follows.
    again: bool,
    paused: bool,
    invalidated: bool,
    failures: u32,
    error: Option<Reason>,
    updated_at: Timestamp,
    /// Its view was found wrong once.
    repaired: bool,
}

/// A read under way.
pub(crate) struct Read {
    query: QueryKey,
    /// What the event stream had brought when it started.
    live: Option<(u64, Revision)>,
}

impl State {
    fn is_stale(&self, now: Timestamp) -> bool {
        self.invalidated
            || self.updated_at.0 == 0
            || self.error.is_some()
            || now.since(self.updated_at) >= self.options.stale_ms
    }
}

impl Engine {
    pub(crate) fn observe_query<Q: Query>(&mut self, args: &Q::Args) -> QueryKey {
        let key = Q::key(args);
        let replicas = &mut self.shelves.of::<Q::Entity>().replicas;
        if !replicas.contains_key(&key) {
            let shape = Rc::new(ShapeOf::<Q>(args.clone()));
            replicas.insert(key.clone(), Replica::new(shape, Q::OPTIONS.settle));
        }
        let state = self
            .queries
            .by_key
            .get_or_insert_with(key.clone(), || State {
                kind: TypeId::of::<Q::Entity>(),
                options: Q::OPTIONS,
                observers: 0,
                reading: None,
                again: false,
                paused: false,
                invalidated: false,
                failures: 0,
                error: None,
                updated_at: Timestamp::default(),
                repaired: false,
            });
        state.observers += 1;
        let (interval, updated_at) = (state.options.interval_ms, state.updated_at);
        self.alarms.clear(&Alarm::Forget(key.clone()));
        if self.is_stale(&key) {
            self.read(&key);
        } else if interval > 0 {
            self.alarms
                .set_earlier(updated_at.after(interval), Alarm::Read(key.clone()));
        }
        key
    }

    pub(crate) fn unobserve_query(&mut self, key: &QueryKey) {
        let Some(state) = self.queries.by_key.get_mut(key) else {
            return;
        };
        state.observers = state.observers.saturating_sub(1);
        if state.observers == 0 {
            state.failures = 0;
            let forget_at = self.now.after(state.options.gc_ms);
            self.alarms.clear(&Alarm::Read(key.clone()));
            self.alarms.set(forget_at, Alarm::Forget(key.clone()));
            self.chase_awaited();
        }
    }

    pub(crate) fn forget_query(&mut self, key: &QueryKey) {
        let Some(state) = self.queries.by_key.remove(key) else {
            return;
        };
        self.alarms.clear(&Alarm::Read(key.clone()));
        if let Some(read) = state.reading {
            self.give_read_up(read);
        }
        for shelf in self.shelves.all() {
            shelf.forget(key);
        }
        self.settle_awaiting(Revision::MAX);
    }

    pub(crate) fn invalidate_queries(&mut self, prefix: &QueryKey) {
        for key in self.keys_under(prefix) {
            let Some(state) = self.queries.by_key.get_mut(&key) else {
                continue;
            };
            state.invalidated = true;
            state.again = state.reading.is_some();
            if state.observers > 0 {
                self.read(&key);
            }
        }
    }

    pub(crate) fn cancel_queries(&mut self, prefix: &QueryKey) {
        for key in self.keys_under(prefix) {
            let Some(state) = self.queries.by_key.get_mut(&key) else {
                continue;
            };
            state.again = false;
            state.paused = false;
            self.alarms.clear(&Alarm::Read(key.clone()));
            state.failures = 0;
            if let Some(read) = state.reading.take() {
                self.give_read_up(read);
                self.set_reading(&key, None);
            }
            self.outputs.queries_changed.push(key);
        }
        self.settle_awaiting(Revision::MAX);
        self.chase_awaited();
    }

    fn give_read_up(&mut self, read: RequestId) {
        self.queries.reads.remove(&read);
        self.alarms.clear(&Alarm::Timeout(read));
        self.outputs.queue.push_back(Output::Abort(read));
    }

    pub(crate) fn query_status(&self, key: &QueryKey) -> QueryStatus {
        let Some(state) = self.queries.by_key.get(key) else {
            return QueryStatus {
                data: DataStatus::Pending,
                fetch: FetchStatus::Idle,
                error: None,
                updated_at: Timestamp::default(),
            };
        };
        let data = match (&state.error, state.updated_at.0) {
            (Some(_), _) => DataStatus::Error,
            (None, 0) => DataStatus::Pending,
            (None, _) => DataStatus::Success,
        };
        let fetch = if state.paused {
            FetchStatus::Paused
        } else if state.reading.is_some() || state.failures > 0 && state.error.is_none() {
            FetchStatus::Fetching
        } else {
            FetchStatus::Idle
        };
        QueryStatus {
            data,
            fetch,
            error: state.error.clone(),
            updated_at: state.updated_at,
        }
    }

    /// A read has ended.
    pub(crate) fn fetched(&mut self, request: RequestId, result: Result<Fetched, Failure>) {
        let Some(Read { query, live }) = self.queries.reads.remove(&request) else {
            return;
        };
        self.alarms.clear(&Alarm::Timeout(request));
        self.set_reading(&query, None);
        self.outputs.queries_changed.push(query.clone());
        if let Some(state) = self.queries.by_key.get_mut(&query) {
            state.reading = None;
        }
        match result {
            Ok(fetched) => {
                self.reached();
                let revision = fetched.revision.unwrap_or(0);
                // Events since the read started have been kept beside the data, unless some were
                // missed.
                let live = match live {
                    Some((epoch, start)) if epoch == self.live.epoch && revision >= start => {
                        self.live.revision
                    }
                    _ => 0,
                };
                let Some(state) = self.queries.by_key.get_mut(&query) else {
                    return;
                };
                state.error = None;
                state.failures = 0;
                state.paused = false;
                state.invalidated = false;
                state.updated_at = self.now;
                let (kind, interval) = (state.kind, state.options.interval_ms);
                let (again, looked_at) = (std::mem::take(&mut state.again), state.observers > 0);
                if let Some(shelf) = self.shelves.by_kind(kind) {
                    shelf.load(&query, request, fetched.items, revision, live);
                }
                if interval > 0 && looked_at {
                    self.alarms
                        .set(self.now.after(interval), Alarm::Read(query.clone()));
                }
                self.settle_awaiting(Revision::MAX);
                self.want_live();
                if again {
                    self.read(&query);
                } else if self.live.open {
                    self.read_what_fell_behind(self.live.revision);
                }
                self.chase_awaited();
            }
            Err(failure) => {
                self.read_failed(&query, &failure);
                self.settle_awaiting(Revision::MAX);
            }
        }
    }

    fn read_failed(&mut self, query: &QueryKey, failure: &Failure) {
        match failure.kind {
            FailureKind::Network => self.missed(),
            _ => self.reached(),
        }
        let online = self.outbox.online;
        let Some(state) = self.queries.by_key.get_mut(query) else {
            return;
        };
        if failure.kind == FailureKind::Network && !online {
            state.paused = true;
            return;
        }
        state.failures += 1;
        let backoff = self.config.backoff;
        let mut wait = backoff.wait(state.failures, failure.retry_after_ms, &mut self.draws);
        if failure.kind == FailureKind::Refused || state.failures > state.options.retries {
            state.error = Some(failure.reason.clone());
            state.failures = 0;
            let interval = state.options.interval_ms;
            // An answered operation may wait for this query: its data must come some day.
            wait = match (interval, self.log.awaits()) {
                (0, false) => return,
                (0, true) => wait.max(backoff.longest_ms),
                (interval, _) => wait.max(interval),
            };
        }
        self.alarms
            .set(self.now.after(wait), Alarm::Read(query.clone()));
    }

    /// The alarm for another read has rung.
    pub(crate) fn read_again(&mut self, query: &QueryKey) {
        let state = self.queries.by_key.get(query);
        let wanted = state.is_some_and(|state| state.observers > 0 || state.failures > 0);
        if wanted || self.log.awaits() {
            self.read(query);
        }
    }

    /// Sees to it that the data for which answered operations wait are read some day.
    pub(crate) fn chase_awaited(&mut self) {
        for key in self.log.awaiting(Revision::MAX) {
            for (query, answer) in self.waiting_queries(key) {
                let Some(state) = self.queries.by_key.get(&query) else {
                    continue;
                };
                let alarm = Alarm::Read(query.clone());
                let failed = state.failures > 0 || state.error.is_some();
                let comes =
                    state.reading.is_some() || state.paused || failed && self.alarms.is_set(&alarm);
                if !comes && !self.comes_by_event(&query, answer) {
                    let wait = self.config.backoff.base_ms;
                    self.alarms.set_earlier(self.now.after(wait), alarm);
                }
            }
        }
    }

    fn comes_by_event(&self, query: &QueryKey, answer: Answered) -> bool {
        let state = self.queries.by_key.get(query);
        self.live.open
            && answer.revision.is_some()
            && state.is_some_and(|state| state.options.settle == Settle::ByRevision)
    }

    /// An answered operation waits for this query's data: reads them, unless the event stream is
    /// going to bring them.
    pub(crate) fn await_query(&mut self, query: &QueryKey, answer: Answered) {
        if self.comes_by_event(query, answer) {
            return;
        }
        let Some(state) = self.queries.by_key.get_mut(query) else {
            return;
        };
        state.again = state.reading.is_some();
        self.read(query);
    }

    /// Reads again every loaded query that has missed a change before `revision`.
    pub(crate) fn read_what_fell_behind(&mut self, revision: Revision) {
        let mut behind = Vec::new();
        for shelf in self.shelves.all() {
            for (query, replica) in shelf.replicas() {
                if replica.loaded() && replica.revision() < revision {
                    behind.push(query.clone());
                }
            }
        }
        for query in behind {
            let Some(state) = self.queries.by_key.get_mut(&query) else {
                continue;
            };
            if state.options.settle == Settle::ByRevision {
                state.invalidated = true;
                if state.observers > 0 || self.log.awaits() {
                    self.read(&query);
                }
            }
        }
    }

    /// A view was found wrong: it is told, and its data are read again; once, since what makes a
    /// view wrong twice is no accident.
    pub(crate) fn repaired(&mut self, query: &QueryKey) {
        let Some(state) = self.queries.by_key.get_mut(query) else {
            return;
        };
        if !std::mem::replace(&mut state.repaired, true) {
            self.tell(Event::Repaired {
                what: format!("The view of {query} did not hold each of its items once."),
            });
            self.invalidate_queries(query);
        }
    }

    pub(crate) fn focused(&mut self) {
        self.read_stale(|options| options.on_focus);
    }

    /// After a reconnect the log goes out first; then what waits for a connection is read, and
    /// what is stale. What shows nothing yet is read at once.
    pub(crate) fn reconnected(&mut self) {
        self.read_where(|state| state.paused && state.updated_at.0 == 0);
        self.queries.reread = true;
    }

    pub(crate) fn reread_when_flushed(&mut self) {
        let flushed = self.outbox.requests.len() == 0
            && self.log.to_withdraw.is_empty()
            && self.log.ready.iter().all(BTreeSet::is_empty);
        if self.queries.reread && self.outbox.online && flushed {
            self.queries.reread = false;
            self.read_where(|state| state.paused);
            self.read_stale(|options| options.on_reconnect);
        }
    }

    /// The user is signed in again: what could not be read for that reason is read.
    pub(crate) fn read_failed_again(&mut self) {
        self.read_where(|state| state.observers > 0 && state.error.is_some());
    }

    /// With nothing to send, a read shows whether there is a connection again.
    pub(crate) fn probe_reads(&mut self) {
        let known = self.queries.by_key.iter();
        let probe = known
            .filter(|(_, state)| state.paused || state.observers > 0 && state.reading.is_none())
            .max_by_key(|(_, state)| state.paused);
        if let Some(key) = probe.map(|(key, _)| key.clone()) {
            self.read(&key);
            self.was_probe();
        }
    }

    fn read_where(&mut self, wanted: impl Fn(&State) -> bool) {
        let known = self.queries.by_key.iter();
        let keys: Vec<QueryKey> = known
            .filter(|(_, state)| wanted(state))
            .map(|(key, _)| key.clone())
            .collect();
        for key in keys {
            self.read(&key);
        }
    }

    pub(crate) fn queries_went_offline(&mut self) {
        self.outputs
            .queries_changed
            .extend(self.queries.by_key.keys().cloned());
    }

    fn read_stale(&mut self, wanted: impl Fn(&QueryOptions) -> bool) {
        let now = self.now;
        self.read_where(|state| {
            state.observers > 0 && wanted(&state.options) && state.is_stale(now)
        });
    }

    fn is_stale(&self, key: &QueryKey) -> bool {
        let state = self.queries.by_key.get(key);
        state.is_some_and(|state| state.is_stale(self.now))
    }

    /// Starts a read, unless one is under way.
    fn read(&mut self, key: &QueryKey) {
        let Some(state) = self.queries.by_key.get_mut(key) else {
            return;
        };
        if state.reading.is_some() {
            return;
        }
        let request = self.outbox.next_id();
        state.reading = Some(request);
        state.paused = false;
        self.alarms.clear(&Alarm::Read(key.clone()));
        let live = self
            .live
            .open
            .then_some((self.live.epoch, self.live.revision));
        self.queries.reads.insert(
            request,
            Read {
                query: key.clone(),
                live,
            },
        );
        self.alarms.set(
            self.now.after(self.config.timeout_ms),
            Alarm::Timeout(request),
        );
        self.set_reading(key, Some(request));
        self.outputs.queries_changed.push(key.clone());
        self.outputs.queue.push_back(Output::Fetch {
            request,
            query: key.clone(),
        });
    }

    fn set_reading(&mut self, key: &QueryKey, read: Option<RequestId>) {
        for shelf in self.shelves.all() {
            if let Some(replica) = shelf.replica(key) {
                replica.set_reading(read);
            }
        }
    }

    fn keys_under(&self, prefix: &QueryKey) -> Vec<QueryKey> {
        self.queries
            .by_key
            .keys()
            .filter(|key| key.starts_with(prefix))
            .cloned()
            .collect()
    }
}
