//! Reads: starting them, taking their data in, trying again, and reading what answered operations
//! wait for.

use super::{Ack, Loaded, QueryStore, Standing, query_state::QueryState};
use crate::{
    alarms::Alarm,
    call::AnyCall,
    context::Context,
    entity::{PAGES, QueryKey, QueryOptions, Settle},
    ids::{MAX_REVISION, RequestId, Revision, Source},
    io::{Fetched, Output},
    key::Key,
    listing::Part,
    outcome::{Failure, FailureKind},
};

/// A read under way.
pub(crate) struct Read {
    pub(crate) query: QueryKey,
    pub(crate) part: Part,
    /// What the event stream had brought when the read started: its epoch and revision.
    live: Option<(u64, Revision)>,
}

impl QueryStore {
    /// Reads the whole of a query, unless a read is under way.
    pub(crate) fn read(&mut self, cx: &mut Context, key: &QueryKey) {
        self.read_part(cx, key, Part::Whole);
    }

    /// Reads one more part of a query that has data: at once, or after the read that is under way.
    pub(crate) fn read_more(&mut self, cx: &mut Context, key: &QueryKey, part: Part) {
        let Some(state) = self.queries.get_mut(key) else {
            return;
        };
        let is_read = state.reading.is_some() || state.failures > 0 || state.paused;
        if state.updated_at.is_none() || is_read && state.part == part {
            return;
        }
        if is_read {
            state.more = Some(part);
        } else {
            self.read_part(cx, key, part);
        }
    }

    /// Reads what could not be read before, else the whole.
    fn read_on(&mut self, cx: &mut Context, key: &QueryKey) {
        if !PAGES {
            return self.read(cx, key);
        }
        let state = self.queries.get(key);
        let failed = state.filter(|state| state.paused || state.failures > 0);
        self.read_part(cx, key, failed.map_or(Part::Whole, |state| state.part));
    }

    fn read_part(&mut self, cx: &mut Context, key: &QueryKey, part: Part) {
        let Some(state) = self.queries.get_mut(key) else {
            return;
        };
        if state.reading.is_some() {
            return;
        }
        let request = cx.next_request();
        state.reading = Some(request);
        state.part = part;
        state.paused = false;
        let source = state.source;
        let live = &self.source(source).live;
        let live = live.open.then_some((live.epoch, live.revision));
        let query = key.clone();
        self.reads.insert(request, Read { query, part, live });
        if let Some(data) = self.data_of(key) {
            data.begin_read(request);
        }
        cx.alarms.clear(&Alarm::Read(key.clone()));
        cx.alarm_in(cx.config.timeout_ms, Alarm::Timeout(request));
        cx.outputs.queries_changed.push(key.clone());
        let query = key.clone();
        cx.push(Output::Fetch {
            request,
            query,
            part,
        });
    }

    /// A read has ended; `None`: it had been given up.
    pub(crate) fn end_read(&mut self, cx: &mut Context, request: RequestId) -> Option<Read> {
        let read = self.reads.remove(&request)?;
        cx.alarms.clear(&Alarm::Timeout(request));
        self.data_read_ended(cx, &read.query);
        cx.outputs.queries_changed.push(read.query.clone());
        if let Some(state) = self.queries.get_mut(&read.query) {
            state.reading = None;
        }
        Some(read)
    }

    /// Takes a read's data in, and returns the source whose history turned out to be another one.
    /// What has missed changes meanwhile is read again if it is observed, or if answered operations
    /// wait for data (`awaited`).
    pub(crate) fn loaded(
        &mut self,
        cx: &mut Context,
        request: RequestId,
        read: Read,
        fetched: Fetched,
        awaited: bool,
    ) -> Option<Source> {
        let Read { query, part, live } = read;
        let source = self.queries.get(&query)?.source;
        let standing = self
            .source(source)
            .place(request, fetched.timeline.as_ref());
        if standing == Standing::Past {
            // The data are of a history that the server has left.
            self.invalidate_one(cx, &query);
            return None;
        }
        let changed = standing == Standing::Changed;
        if changed {
            self.leave_timeline(cx, source, Some(&query));
        }
        let revision = fetched
            .revision
            .filter(|&revision| revision <= MAX_REVISION);
        let state = self.source(source);
        revision.into_iter().for_each(|r| state.saw_head(r));
        // Events since the read started have been kept beside the data, unless some were missed.
        let live = match live {
            Some((epoch, start))
                if epoch == state.live.epoch && revision.is_some_and(|r| r >= start) =>
            {
                state.live.revision
            }
            _ => 0,
        };
        let state = self.queries.get_mut(&query)?;
        state.error = None;
        state.failures = 0;
        state.paused = false;
        let (kind, interval) = (state.kind, state.options.interval_ms);
        let (mut again, observed) = (std::mem::take(&mut state.again), state.observers > 0);
        if !PAGES || part == Part::Whole {
            state.invalidated = false;
            state.updated_at = Some(cx.now);
            state.kept_at = None;
        }
        let more = if PAGES { state.more.take() } else { None };
        let store = self.stores.iter_mut().find(|(known, _)| *known == kind);
        if let Some((_, store)) = store {
            let read = Loaded {
                request,
                part,
                revision,
                live,
            };
            // A part that does not fit on what is shown is shown with the whole.
            let fits = store.load(&query, fetched.items, read);
            again |= PAGES && !fits;
        }
        if interval > 0 && observed {
            cx.alarm_in(interval, Alarm::Read(query.clone()));
        }
        self.want_live(cx, source);
        if again {
            self.read(cx, &query);
            if let Some(more) = more {
                self.read_more(cx, &query, more);
            }
        } else if let Some(more) = more {
            self.read_part(cx, &query, more);
        } else if self.source(source).live.open {
            let revision = self.source(source).live.revision;
            self.read_behind(cx, source, revision, awaited);
        }
        changed.then_some(source)
    }

    /// A read has failed. While the server cannot be reached (`reachable`), the query waits for
    /// that; where answered operations wait for data (`awaited`), it is read again some day.
    pub(crate) fn read_failed(
        &mut self,
        cx: &mut Context,
        query: &QueryKey,
        failure: &Failure,
        reachable: bool,
        awaited: bool,
    ) {
        let Some(state) = self.queries.get_mut(query) else {
            return;
        };
        if failure.is_unreachable() && !reachable {
            state.paused = true;
            return;
        }
        state.failures += 1;
        let mut wait = cx.backoff(state.failures, failure.retry_after_ms);
        if failure.kind == FailureKind::Refused || state.failures > state.options.retries {
            state.error = Some(failure.reason.clone());
            state.failures = 0;
            if PAGES {
                (state.part, state.more) = (Part::Whole, None);
            }
            // Somebody has asked since: that is not answered by what was asked before.
            if std::mem::take(&mut state.again) && state.observers > 0 {
                return self.read(cx, query);
            }
            wait = match (state.options.interval_ms, awaited) {
                (0, false) => return,
                (0, true) => wait.max(cx.config.backoff.longest_ms),
                (interval, _) => wait.max(interval),
            };
        }
        cx.alarm_in(wait, Alarm::Read(query.clone()));
    }

    /// The alarm for another read has rung.
    pub(crate) fn read_again(&mut self, cx: &mut Context, query: &QueryKey, awaited: bool) {
        let state = self.queries.get(query);
        let wanted = state.is_some_and(|state| state.observers > 0 || state.failures > 0);
        if wanted || awaited {
            self.read_on(cx, query);
        }
    }

    /// Reads, now or later, a query whose data an answered operation waits for, unless the event
    /// stream is going to bring them. A query that is read in vain is read ever more rarely.
    pub(crate) fn read_for(&mut self, cx: &mut Context, query: &QueryKey, ack: Ack) {
        if self.comes_by_event(query, ack) {
            return;
        }
        let Some(state) = self.queries.get_mut(query) else {
            return;
        };
        let alarm = Alarm::Read(query.clone());
        if let Some(read) = state.reading {
            state.again |= read <= ack.after;
        } else if state.chases == 0 && state.failures == 0 && state.error.is_none() {
            state.chases = 1;
            self.read(cx, query);
        } else if !state.paused && !cx.alarms.is_set(&alarm) {
            let chases = state.chases;
            state.chases = state.chases.saturating_add(1);
            let base = cx.config.backoff.base_ms;
            let wait = cx.backoff(chases, None).max(base);
            cx.alarm_in(wait, alarm);
        }
    }

    /// An answered operation waits for a query that nobody looks at: it is taken in as it was foreseen where
    /// that can be, and the query is read for who looks at it next. Returns whether that is so.
    pub(crate) fn settle_unseen(
        &mut self,
        query: &QueryKey,
        key: Key,
        call: &dyn AnyCall,
        after: RequestId,
    ) -> bool {
        let state = self.queries.get_mut(query);
        let unseen = state.filter(|state| state.observers == 0 && state.reading.is_none());
        let Some(state) = unseen else {
            return false;
        };
        let kind = state.kind;
        let store = self.stores.iter_mut().find(|(known, _)| *known == kind);
        let taken = store.is_some_and(|(_, store)| store.foresee(query, key, call, after));
        state.invalidated |= taken;
        self.tells |= taken;
        taken
    }

    /// No answered operation waits for queries other than these.
    pub(crate) fn read_in_vain(&mut self, lacking: &[QueryKey]) {
        for (key, state) in self.queries.iter_mut() {
            if state.chases > 0 && !lacking.contains(key) {
                state.chases = 0;
            }
        }
    }

    fn comes_by_event(&mut self, query: &QueryKey, ack: Ack) -> bool {
        let Some(state) = self.queries.get(query) else {
            return false;
        };
        let (source, by_revision) = (state.source, state.options.settle == Settle::ByRevision);
        let versioned = self.data_of(query).is_some_and(|data| data.has_revisions());
        let comparable = by_revision && versioned && ack.revision.is_some();
        comparable && source == ack.source && self.source(source).live.open
    }

    /// Reads again every loaded query of a source that has missed a change before `revision`.
    pub(crate) fn read_behind(
        &mut self,
        cx: &mut Context,
        source: Source,
        revision: Revision,
        awaited: bool,
    ) {
        let behind: Vec<QueryKey> = self
            .data()
            .filter(|(_, data)| data.source() == source && data.loaded() && data.has_revisions())
            .filter(|(_, data)| data.revision().is_none_or(|known| known < revision))
            .map(|(query, _)| query.clone())
            .collect();
        for query in behind {
            let Some(state) = self.queries.get_mut(&query) else {
                continue;
            };
            state.invalidated = true;
            if state.observers > 0 || awaited {
                self.read(cx, &query);
            }
        }
    }

    pub(crate) fn focused(&mut self, cx: &mut Context) {
        self.read_stale(cx, |options| options.on_focus);
    }

    /// The server can be reached again: what shows nothing yet is read at once.
    pub(crate) fn read_paused_and_empty(&mut self, cx: &mut Context) {
        self.read_where(cx, |state| state.paused && state.updated_at.is_none());
    }

    /// The server can be reached again, and the log has gone out: reads what waits, and what is
    /// stale.
    pub(crate) fn read_after_reconnect(&mut self, cx: &mut Context) {
        self.read_where(cx, |state| state.paused);
        self.read_stale(cx, |options| options.on_reconnect);
    }

    /// The user is signed in again: what could not be read for that reason is read.
    pub(crate) fn read_failed_again(&mut self, cx: &mut Context) {
        self.read_where(cx, |state| state.observers > 0 && state.error.is_some());
    }

    /// Reads one query to find out whether the server can be reached, and returns whether there is
    /// one to read.
    pub(crate) fn probe(&mut self, cx: &mut Context) -> bool {
        let known = self.queries.iter();
        let probe = known
            .filter(|(_, state)| state.paused || state.observers > 0 && state.reading.is_none())
            .max_by_key(|(_, state)| state.paused)
            .map(|(key, _)| key.clone());
        if let Some(key) = &probe {
            self.read_on(cx, key);
        }
        probe.is_some()
    }

    fn read_where(&mut self, cx: &mut Context, wanted: impl Fn(&QueryState) -> bool) {
        for key in self.keys_where(|_, state| wanted(state)) {
            self.read_on(cx, &key);
        }
    }

    fn read_stale(&mut self, cx: &mut Context, wanted: impl Fn(&QueryOptions) -> bool) {
        let now = cx.now;
        self.read_where(cx, |state| {
            state.observers > 0 && wanted(&state.options) && state.is_stale(now)
        });
    }

    pub(crate) fn status_changed(&self, cx: &mut Context) {
        let keys = self.queries.keys().cloned();
        cx.outputs.queries_changed.extend(keys);
    }

    pub(crate) fn data_read_ended(&mut self, cx: &Context, key: &QueryKey) {
        if let Some(data) = self.data_of(key) {
            data.end_read(cx.latest_request());
        }
    }

    pub(crate) fn give_up_read(&mut self, cx: &mut Context, read: RequestId) {
        self.reads.remove(&read);
        cx.alarms.clear(&Alarm::Timeout(read));
        cx.push(Output::Abort(read));
    }
}
