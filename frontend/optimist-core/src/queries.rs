//! The life of queries: when they are read, retried, read again and forgotten.

use std::{any::TypeId, collections::BTreeMap, rc::Rc};

use crate::{
    engine::{Alarm, Engine},
    entity::{Query, QueryKey, QueryOptions, Settle},
    io::{Failure, FailureKind, Fetched, Output, Reason, RequestId, Revision},
    replay::{Answered, Replica, ShapeOf},
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
    by_key: BTreeMap<QueryKey, State>,
    pub(crate) reads: BTreeMap<RequestId, Read>,
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
}

/// A read under way.
pub(crate) struct Read {
    query: QueryKey,
    /// What the event stream had brought when it started.
    live: Option<(u64, Revision)>,
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
            .entry(key.clone())
            .or_insert_with(|| State {
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
            });
        state.observers += 1;
        self.alarms.clear(&Alarm::Forget(key.clone()));
        if self.is_stale(&key) {
            self.read(&key);
        }
        key
    }

    pub(crate) fn unobserve_query(&mut self, key: &QueryKey) {
        let Some(state) = self.queries.by_key.get_mut(key) else {
            return;
        };
        state.observers = state.observers.saturating_sub(1);
        if state.observers == 0 {
            let forget_at = self.now.after(state.options.gc_ms);
            self.alarms.clear(&Alarm::Read(key.clone()));
            self.alarms.set(forget_at, Alarm::Forget(key.clone()));
        }
    }

    pub(crate) fn forget_query(&mut self, key: &QueryKey) {
        let Some(state) = self.queries.by_key.remove(key) else {
            return;
        };
        if let Some(read) = state.reading {
            self.queries.reads.remove(&read);
            self.outputs.queue.push_back(Output::Abort(read));
        }
        for shelf in self.shelves.all() {
            shelf.forget(key);
        }
        self.settle_awaiting();
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
            if let Some(read) = state.reading.take() {
                self.queries.reads.remove(&read);
                self.outputs.queue.push_back(Output::Abort(read));
                self.set_reading(&key, false);
            }
            self.outputs.queries_changed.push(key);
        }
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
        self.set_reading(&query, false);
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
                self.settle_awaiting();
                self.want_live();
                if again {
                    self.read(&query);
                } else if self.live.open {
                    self.read_what_fell_behind(self.live.revision);
                }
            }
            Err(failure) => self.read_failed(&query, &failure),
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
        if failure.kind == FailureKind::Refused || state.failures > state.options.retries {
            state.error = Some(failure.reason.clone());
            state.failures = 0;
            // An answered operation may wait for this query: its data must come some day.
            if self.log.awaiting.is_empty() {
                return;
            }
        }
        let tries = state.failures.max(1);
        let wait = self
            .config
            .backoff
            .wait(tries, failure.retry_after_ms, &mut self.draws);
        self.alarms
            .set(self.now.after(wait), Alarm::Read(query.clone()));
    }

    pub(crate) fn read_again(&mut self, query: &QueryKey) {
        self.read(query);
    }

    /// An answered operation waits for this query's data: reads them, unless the event stream is
    /// going to bring them.
    pub(crate) fn await_query(&mut self, query: &QueryKey, answer: Answered) {
        let Some(state) = self.queries.by_key.get_mut(query) else {
            return;
        };
        let by_event = self.live.open
            && state.options.settle == Settle::ByRevision
            && answer.revision.is_some();
        if by_event {
            return;
        }
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
                if state.observers > 0 || !self.log.awaiting.is_empty() {
                    self.read(&query);
                }
            }
        }
    }

    pub(crate) fn focused(&mut self) {
        self.read_stale(|options| options.on_focus);
    }

    /// After a reconnect the log goes out first, then stale data are read.
    pub(crate) fn reconnected(&mut self) {
        let waiting: Vec<QueryKey> = self.queries.by_key.keys().cloned().collect();
        for key in waiting {
            let state = self.queries.by_key.get_mut(&key);
            if state.is_some_and(|state| std::mem::take(&mut state.paused)) {
                self.read(&key);
            }
        }
        self.queries.reread = true;
    }

    pub(crate) fn reread_when_flushed(&mut self) {
        if self.queries.reread && self.log.unanswered() == 0 {
            self.queries.reread = false;
            self.read_stale(|options| options.on_reconnect);
        }
    }

    pub(crate) fn probe_reads(&mut self) {
        if self.log.unanswered() == 0 {
            let paused = self.queries.by_key.iter().find(|(_, state)| state.paused);
            if let Some(key) = paused.map(|(key, _)| key.clone()) {
                self.read(&key);
            }
        }
    }

    pub(crate) fn queries_went_offline(&mut self) {
        self.outputs
            .queries_changed
            .extend(self.queries.by_key.keys().cloned());
    }

    fn read_stale(&mut self, wanted: impl Fn(&QueryOptions) -> bool) {
        let keys: Vec<QueryKey> = self
            .queries
            .by_key
            .iter()
            .filter(|(_, state)| state.observers > 0 && wanted(&state.options))
            .map(|(key, _)| key.clone())
            .collect();
        for key in keys {
            if self.is_stale(&key) {
                self.read(&key);
            }
        }
    }

    fn is_stale(&self, key: &QueryKey) -> bool {
        self.queries.by_key.get(key).is_some_and(|state| {
            state.invalidated
                || state.updated_at.0 == 0
                || state.error.is_some()
                || self.now.since(state.updated_at) >= state.options.stale_ms
        })
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
        self.set_reading(key, true);
        self.outputs.queries_changed.push(key.clone());
        self.outputs.queue.push_back(Output::Fetch {
            request,
            query: key.clone(),
        });
    }

    fn set_reading(&mut self, key: &QueryKey, reading: bool) {
        for shelf in self.shelves.all() {
            if let Some(replica) = shelf.replica(key) {
                replica.set_reading(reading);
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
