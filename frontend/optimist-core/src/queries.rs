//! The life of queries: when they are read, retried, read again and forgotten.

use std::{any::TypeId, rc::Rc};

use crate::{
    engine::{Alarm, Engine},
    entity::{Query, QueryKey, QueryOptions},
    io::{Event, Output, Reason, RequestId, Revision},
    keys::Keys,
    replay::Replica,
    shape::ShapeOf,
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
    pub(crate) by_key: Table<QueryKey, State>,
    pub(crate) reads: Table<RequestId, Read>,
    /// After a reconnect, stale queries are read once the log has gone out.
    reread: bool,
}

pub(crate) struct State {
    pub(crate) kind: TypeId,
    pub(crate) options: QueryOptions,
    pub(crate) observers: usize,
    pub(crate) reading: Option<RequestId>,
    /// The read under way does not suffice: another one follows.
    pub(crate) again: bool,
    pub(crate) paused: bool,
    pub(crate) invalidated: bool,
    pub(crate) failures: u32,
    pub(crate) error: Option<Reason>,
    pub(crate) updated_at: Timestamp,
    /// Its view was found wrong once.
    pub(crate) repaired: bool,
}

/// A read under way.
pub(crate) struct Read {
    pub(crate) query: QueryKey,
    /// What the event stream had brought when it started.
    pub(crate) live: Option<(u64, Revision)>,
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
            && self.log.ready.iter().all(Keys::is_empty);
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

    pub(crate) fn set_reading(&mut self, key: &QueryKey, read: Option<RequestId>) {
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
