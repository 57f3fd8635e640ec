//! Reads: starting them, taking their data in, and trying again.

use crate::{
    engine::{Alarm, Engine},
    entity::{QueryKey, Settle},
    io::{Failure, FailureKind, Fetched, Output, RequestId, Revision},
    queries::Read,
    shape::Answered,
};

impl Engine {
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

    /// Starts a read, unless one is under way.
    pub(crate) fn read(&mut self, key: &QueryKey) {
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
}
