//! What passes between the owners: each input goes to the owner of its subject, and what follows to
//! the next.

use std::{any::Any, rc::Rc};

use crate::{
    alarms::Alarm,
    call::{AnyCall, AnyTruth},
    config::Config,
    context::Context,
    entity::{Footprint, KEYLESS, PAGES, QueryKey, Scope, UNVERSIONED},
    event::Event,
    ids::{OperationId, RequestId, Revision, Source, Timeline},
    io::{Fetched, Head, Input, LiveSignal, Output},
    key::Key,
    listing::Part,
    log::{Entry, Log, ViewChange},
    outbox::Outbox,
    outcome::{Correction, Failure, FailureKind, Outcome, Reason},
    sort::sort,
    store::{Ack, QueryStore, Standing, Told},
    tabs::{EntryEnd, Role, TabMessage, Tabs, Verdict},
    time::{Moment, Timestamp},
};

/// The owners and what they share. None of them knows another.
pub(crate) struct Router {
    pub(crate) cx: Context,
    pub(crate) store: QueryStore,
    pub(crate) log: Log,
    pub(crate) outbox: Outbox,
    tabs: Tabs,
    visible: bool,
    /// After a reconnect, stale queries are read once the log has gone out.
    reread: bool,
    /// Kept data that wait for the stored operations, without which they would show less than is known.
    kept: Vec<(QueryKey, Box<dyn Any>, Timestamp)>,
}

/// From outside to the owners.
impl Router {
    pub(crate) fn new(config: Config, seed: u64, now: Moment, wall: Timestamp) -> Self {
        let outbox = Outbox::new(&config);
        let tabs = Tabs::new(config.tabs);
        let mut cx = Context::new(config, seed, now, wall);
        Self {
            log: Log::new(&mut cx),
            cx,
            store: QueryStore::default(),
            outbox,
            tabs,
            visible: true,
            reread: false,
            kept: Vec::new(),
        }
    }

    pub(crate) fn set_now(&mut self, now: Moment) {
        self.cx.now = self.cx.now.max(now);
    }

    pub(crate) fn take(&mut self, input: Input) {
        match input {
            Input::Fetched { request, result } => self.fetched(request, result),
            Input::Answered {
                request,
                key,
                outcome,
            } => self.answered(request, key, outcome),
            Input::Ended { request, end } => self.ended(request, end),
            Input::Live(source, signal) => self.live(source, signal),
            Input::Polled { request, result } => self.polled(request, result),
            Input::Stored(rows) => self.log.stored(&mut self.cx, &rows),
            Input::Unstored(keys) => self.log.unstored(&mut self.cx, &keys),
            Input::NotStorable(keys) => self.log.not_storable(&mut self.cx, &keys),
            Input::StorageFailed(reason) => self.log.storage_failed(&mut self.cx, reason),
            Input::Restored(rows) => self.log.restored(&mut self.cx, rows),
            Input::Role(role) => self.set_role(role),
            Input::Told(messages) => self.told(messages),
            Input::Replicated(rows) => self.log.replicated(&mut self.cx, rows),
            Input::Kept {
                query,
                items,
                read_at,
            } => self.kept.push((query, items, read_at)),
            Input::Hint { online } => self.hint(online),
            Input::Visible(visible) => self.set_visible(visible),
            Input::Focused => self.store.focused(&mut self.cx),
            Input::SignedIn => {
                self.cx.tell(TabMessage::SignedIn);
                self.signed_in();
            }
            Input::ServerTime(time) => {
                let (now, late) = (self.cx.now, self.cx.config.timeout_ms);
                self.cx.clock.hear(time, now, late);
            }
            Input::ServerTimePassed(time) => self.cx.clock.pass(time, self.cx.now),
            Input::Wake => {}
        }
        self.settle();
    }

    pub(crate) fn next_output(&mut self) -> Option<Output> {
        if let Some(output) = self.cx.take_output() {
            return Some(output);
        }
        let changed = self.store.take_changed(&mut self.cx);
        if !changed.is_empty() {
            return Some(Output::Changed(changed));
        }
        let changed = std::mem::take(&mut self.cx.outputs.operations_changed);
        changed.then_some(Output::OperationsChanged)
    }

    /// Issues an operation.
    pub(crate) fn issue(
        &mut self,
        name: &'static str,
        calls: Vec<Rc<dyn AnyCall>>,
        not_before: Option<Timestamp>,
    ) -> OperationId {
        if let Some(call) = calls.first() {
            self.store.reserve(&**call, calls.len());
        }
        let operation = self.log.issue(&mut self.cx, name, calls, not_before);
        self.settle();
        operation
    }

    /// Takes back what is not done yet of an operation.
    pub(crate) fn cancel(&mut self, operation: OperationId) {
        let on_their_way = self.log.cancel(&mut self.cx, operation);
        self.abort_cancelled(on_their_way);
        self.settle();
    }

    /// Nobody waits any more for the reads of the queries under a prefix.
    pub(crate) fn cancel_reads(&mut self, prefix: &QueryKey) {
        self.store.cancel_reads(&mut self.cx, prefix);
        self.retire_contained();
        self.read_for_awaiting();
    }

    /// Lets the alarms that are due ring, brings the views up to the log, and sends what is ready.
    pub(crate) fn settle(&mut self) {
        self.update_views();
        self.show_kept();
        while let Some(alarm) = self.cx.alarms.take_due(self.cx.now) {
            match alarm {
                Alarm::Flush => self.outbox.flush_now(true),
                Alarm::Probe => self.allow_probe(),
                Alarm::Due => self.log.let_go_due(&mut self.cx),
                Alarm::Retry(group) => self.log.stop_backing_off(&mut self.cx, group),
                Alarm::Timeout(request) => self.timed_out(request),
                Alarm::GrowBatches => self.outbox.grow_batches(&mut self.cx),
                Alarm::OpenLive(source) => self.store.open_live(&mut self.cx, source),
                Alarm::Poll(source) => self.poll(source),
                Alarm::Read(query) => {
                    let awaited = self.log.awaits();
                    self.store.read_again(&mut self.cx, &query, awaited);
                }
                Alarm::Forget(query) => {
                    self.store.forget(&mut self.cx, &query);
                    self.retire_contained();
                }
                Alarm::Ping => self.tabs.ping(&mut self.cx),
                Alarm::StorageLate => self.log.storage_late(&mut self.cx),
                Alarm::OpenStorage => self.log.reopen_storage(&mut self.cx),
            }
            self.update_views();
            self.show_kept();
        }
        self.log.tell_doubts(&mut self.cx);
        self.flush(KEYLESS && !self.outbox.connection.is_trusted());
        self.update_views();
        let waits = self.log.waits_for_sender();
        self.tabs.expect_sender(&mut self.cx, waits);
        if self.outbox.connection.may_probe() {
            if self.store.probe(&mut self.cx) {
                self.outbox.connection.sent(&mut self.cx);
            } else if KEYLESS && self.store.reads() == 0 && !self.outbox.connection.is_offline() {
                // Nothing else can find out whether the API can be reached.
                self.flush(false);
            }
        }
        if UNVERSIONED && self.log.len() == 0 {
            self.store.forget_told();
        }
        if KEYLESS {
            let log = &self.log;
            self.outbox
                .give_up_late(&mut self.cx, |key| log.is_unsure(key));
        }
        let flushed = self.outbox.len() == 0 && self.log.flushed();
        if self.reread && self.outbox.connection.reachable() && flushed {
            self.reread = false;
            self.store.read_after_reconnect(&mut self.cx);
        }
    }

    fn show_kept(&mut self) {
        if self.log.may_send() {
            for (query, items, read_at) in std::mem::take(&mut self.kept) {
                self.store.keep(&mut self.cx, &query, items, read_at);
            }
        }
    }

    /// Brings the views up to the log.
    pub(crate) fn update_views(&mut self) {
        for effect in self.log.take_effects() {
            match effect {
                ViewChange::Show(key, call) => self.store.show(key, &call),
                ViewChange::Hide(key, call) => self.store.hide(key, &*call),
                ViewChange::NotDone(key, call) => self.store.forget_inference(key, &*call),
                ViewChange::Doubted(call) if KEYLESS => self.read_doubted(&*call),
                ViewChange::Stale(keys) if UNVERSIONED => {
                    let invalidate = |key| self.store.invalidate(&mut self.cx, key);
                    keys.iter().for_each(invalidate);
                }
                ViewChange::Doubted(_) | ViewChange::Stale(_) => {}
            }
        }
    }
}

/// From log to outbox: what goes out.
impl Router {
    /// Sends what is ready, as far as there is room; with `hold` nothing that may be sent only once.
    fn flush(&mut self, hold: bool) {
        if !self.log.may_send() || !self.outbox.may_send() {
            return;
        }
        while self.outbox.has_room(&self.cx, false)
            && let Some(key) = self.log.next_to_resolve()
        {
            let request = self.cx.next_request();
            let operation = self.log.send(&mut self.cx, &[key], request).pop();
            let Some(operation) = operation else { break };
            self.outbox.resolve(&mut self.cx, request, key, operation);
            if self.outbox.connection.sent(&mut self.cx) {
                return;
            }
        }
        loop {
            let logged = self.log.len();
            for bulk in [false, true] {
                while self.outbox.has_room(&self.cx, bulk) && self.window_is_over(bulk) {
                    let keys = self.take_batch(bulk, hold);
                    if keys.is_empty() {
                        break;
                    }
                    self.send(keys, bulk);
                    if self.outbox.connection.sent(&mut self.cx) {
                        return;
                    }
                }
            }
            // What was superseded may have held up others, of either kind.
            if self.log.len() == logged {
                break;
            }
        }
        if self.log.ready(false) == 0 {
            self.outbox.flush_now(false);
        }
    }

    fn window_is_over(&mut self, bulk: bool) -> bool {
        // A hidden page may send for one that is looked at, and its alarms ring up to a minute late.
        if !self.visible {
            return true;
        }
        let ready = self.log.ready(bulk);
        self.outbox.window_is_over(&mut self.cx, bulk, ready)
    }

    fn take_batch(&mut self, bulk: bool, hold: bool) -> Vec<Key> {
        let (most, bytes) = self.outbox.batch_size();
        let store = &mut self.store;
        let mut is_redundant =
            |before: &[Rc<dyn AnyCall>], run: &[Rc<dyn AnyCall>], last: &dyn AnyCall| {
                store.is_redundant(before, run, last)
            };
        let keys = self
            .log
            .take_batch(&mut self.cx, bulk, most, bytes, hold, &mut is_redundant);
        self.update_views();
        keys
    }

    fn send(&mut self, keys: Vec<Key>, bulk: bool) {
        let request = self.cx.next_request();
        let operations = self.log.send(&mut self.cx, &keys, request);
        self.outbox
            .send(&mut self.cx, request, keys, operations, bulk);
    }
}

/// From outbox to log and store: what comes back of operations.
impl Router {
    /// The outcome of one operation of a request. What the request was not asked for, or has told
    /// already, has no effect.
    fn answered(&mut self, request: RequestId, key: Key, outcome: Outcome) {
        let key = self.log.entry_of(key);
        let not_done = matches!(
            outcome,
            Outcome::NotDone(_) | Outcome::Paused | Outcome::UpdateNeeded
        );
        if KEYLESS && not_done && self.log.sent_in(key) == Some(request) {
            self.log.not_done(&mut self.cx, key);
        }
        if let Outcome::Unknown(failure) | Outcome::NotDone(failure) = outcome {
            // The end of a request with one operation says the same, and what it says of the
            // connection.
            if self.outbox.is_single(request) {
                return self.ended(request, Err(failure));
            }
            if self.outbox.take_outcome(&mut self.cx, request, key) && self.is_pending(key) {
                self.unknown(request, vec![key], &failure);
            }
            return;
        }
        if !self.outbox.take_outcome(&mut self.cx, request, key) {
            return;
        }
        if self.is_pending(key) {
            self.ended_as(request, key, outcome);
        }
        // Reads that start because of this are later than the answer, so they come after it.
        self.answered_by_api(true);
    }

    fn ended_as(&mut self, request: RequestId, key: Key, outcome: Outcome) {
        match outcome {
            Outcome::Done {
                revision,
                timeline,
                truth,
            } => {
                // Before this leads to reads of its own, which come after the answer.
                let after = self.cx.latest_request();
                let source = self.log.get(key).map(|entry| entry.call.source());
                let source = source.unwrap_or(Source::DEFAULT);
                let state = self.store.source(source);
                let standing = state.place(request, timeline.as_ref());
                if standing == Standing::Changed {
                    self.store.leave_timeline(&mut self.cx, source, None);
                    self.history_changed(source, None);
                }
                let plausible = |revision: &Revision| {
                    standing != Standing::Past && self.store.source(source).is_plausible(*revision)
                };
                let revision = revision.filter(plausible);
                self.done(key, revision, truth.as_deref(), after);
            }
            Outcome::Refused(reason) => self.log.refuse(&mut self.cx, key, &reason),
            Outcome::KeyExpired {
                reason,
                server_time,
            } => {
                if let Some(time) = server_time {
                    self.cx.clock.set(time, self.cx.now);
                }
                self.log.key_expired(&mut self.cx, key, &reason);
            }
            Outcome::UpdateNeeded => {
                let reason = Reason::new(
                    "update-needed",
                    "The server does not know this kind of change. Reload the page to update it.",
                );
                self.unknown(request, vec![key], &Failure::server(reason));
            }
            Outcome::Paused => {
                self.log.pause(&mut self.cx, key);
                if self.outbox.sign_out() {
                    self.cx.notify(Event::SignInNeeded);
                }
            }
            Outcome::Unknown(_) | Outcome::NotDone(_) => {}
        }
    }

    fn is_pending(&self, key: Key) -> bool {
        self.log.get(key).is_some_and(|entry| !entry.answered())
    }

    /// A request brings no more outcomes: operations without one are unknown.
    fn ended(&mut self, id: RequestId, end: Result<(), Failure>) {
        let Some(request) = self.outbox.end(&mut self.cx, id) else {
            return;
        };
        let failure = match end {
            Ok(()) => Failure::server(Reason::new(
                "not-named",
                "The server did not say what became of it.",
            )),
            Err(failure) => failure,
        };
        if failure.is_unreachable() && !request.answered() {
            self.not_reached(&failure, true);
        } else {
            self.answered_by_api(true);
        }
        let split = failure.kind == FailureKind::TooLarge && request.sent > 1;
        if split {
            self.outbox.shrink_batches(&mut self.cx, request.sent);
        }
        // An event may have settled one of them, or a later request have taken it over.
        let waits = |key: &Key| self.log.sent_in(*key) == Some(id);
        let keys: Vec<Key> = request.keys.into_iter().filter(waits).collect();
        if KEYLESS && failure.kind == FailureKind::TooLarge {
            keys.iter()
                .for_each(|key| self.log.not_done(&mut self.cx, *key));
        }
        if split {
            keys.into_iter()
                .for_each(|key| self.log.wait_again(&mut self.cx, key));
        } else {
            self.unknown(id, keys, &failure);
        }
    }

    /// The outcome of operations of one request is not known: the same keys again, later, within
    /// the budget. An API that cannot be reached uses none of it.
    fn unknown(&mut self, request: RequestId, mut keys: Vec<Key>, failure: &Failure) {
        if KEYLESS {
            for &key in &keys {
                if self.log.is_doubtful(key) && !self.log.is_unsure(key) {
                    self.log.doubt(&mut self.cx, key, &failure.reason);
                }
            }
            keys.retain(|key| self.log.sent_in(*key) == Some(request));
        }
        if failure.is_unreachable() && !self.outbox.connection.reachable() {
            for key in keys {
                self.log.wait_for_connection(&mut self.cx, key);
            }
            return;
        }
        let budget = self.cx.config.backoff.tries;
        let counts = failure.kind != FailureKind::Elsewhere;
        let mut again = Vec::with_capacity(keys.len());
        let mut most_attempts = 1;
        for key in keys {
            let (attempts, failures) = self.log.tried(key, counts);
            let useless = failure.kind == FailureKind::Refused && self.log.is_unsure(key);
            let spent = failures >= budget || useless;
            if spent && self.log.is_unsent(key) {
                self.log.refuse(&mut self.cx, key, &failure.reason);
            } else if spent {
                self.log.fail(&mut self.cx, key, &failure.reason);
            } else {
                most_attempts = attempts.max(most_attempts);
                again.push(key);
            }
        }
        if !again.is_empty() {
            let wait = self.cx.backoff(most_attempts, failure.retry_after_ms);
            // A request can leave operations unknown at several moments.
            self.log.stop_backing_off(&mut self.cx, request);
            let asked = failure.retry_after_ms.is_some();
            self.log.back_off(&mut self.cx, again, request, wait, asked);
        }
    }

    /// The server has done an operation. Reads that were started after the request `after` came after
    /// its answer.
    fn done(
        &mut self,
        key: Key,
        revision: Option<Revision>,
        truth: Option<&dyn AnyTruth>,
        after: RequestId,
    ) {
        let Some(entry) = self.log.get(key) else {
            return;
        };
        let call = Rc::clone(&entry.call);
        match (truth, revision) {
            (Some(truth), Some(revision)) => {
                self.store.learn(truth, call.source(), revision, false);
            }
            (Some(truth), None) if UNVERSIONED => self.tell(key, &*call, truth, after),
            _ => {}
        }
        let correction = truth.and_then(|truth| call.correction(truth));
        let source = call.source();
        let timeline = self.store.source(source).timeline();
        let end = EntryEnd::Done {
            revision,
            timeline: timeline.map(|timeline| timeline.as_str().to_owned()),
            correction: correction.clone(),
        };
        self.log.tell_end(&mut self.cx, key, end);
        let ack = Ack {
            source,
            revision,
            after,
        };
        self.answer(key, &call, ack, correction);
    }

    /// What an answer without a revision says of its item.
    fn tell(&mut self, key: Key, call: &dyn AnyCall, truth: &dyn AnyTruth, after: RequestId) {
        // An item with another id stands beside the one that was foreseen until a read brings it.
        if let Some(sent) = self.log.first_sent_in(key).filter(|_| call.is_about(truth)) {
            self.store.tell(&Told {
                truth,
                source: call.source(),
                is_new: call.footprint() == Footprint::Create,
                sent,
                after,
            });
        }
    }

    fn answer(
        &mut self,
        key: Key,
        call: &Rc<dyn AnyCall>,
        ack: Ack,
        correction: Option<Correction>,
    ) {
        self.log.answer(&mut self.cx, key, ack, correction);
        // This truth may be what earlier answers about the item wait for.
        self.retire_item(call.scope());
        if self.log.get(key).is_some() {
            for query in self.store.lacking(&**call, ack) {
                self.bring(&query, key, &**call, ack);
            }
            if UNVERSIONED {
                self.retire_if_contained(key);
            }
        }
    }

    /// Sees to it that a query contains an answered operation.
    fn bring(&mut self, query: &QueryKey, key: Key, call: &dyn AnyCall, ack: Ack) {
        if !UNVERSIONED || !self.store.settle_unseen(query, key, call, ack.after) {
            self.store.read_for(&mut self.cx, query, ack);
        }
    }

    /// Retires the answered entries of an item that confirmed data contain.
    fn retire_item(&mut self, scope: &Scope) {
        for key in self.log.of_item(scope).to_vec() {
            self.retire_if_contained(key);
        }
    }

    /// Retires every answered entry that confirmed data contain.
    fn retire_contained(&mut self) {
        for key in self.log.awaiting() {
            self.retire_if_contained(key);
        }
    }

    /// Retires an answered entry that confirmed data contain, and what its server did to the item before it,
    /// which they contain too, whatever the answer to that said.
    fn retire_if_contained(&mut self, key: Key) {
        let entry = self.log.get(key);
        let Some((ack, entry)) = entry.and_then(|entry| Some((entry.ack()?, entry))) else {
            return;
        };
        if !self.store.contains(&*entry.call, ack) {
            return;
        }
        for done in self.log.of_item(entry.call.scope()).to_vec() {
            let known = self.log.get(done).and_then(Entry::ack);
            if known.is_some_and(|known| known.source == ack.source) {
                self.log.retire(&mut self.cx, done);
            }
            if done == key {
                break;
            }
        }
        self.update_views();
    }

    /// Reads what answered operations wait for, unless it comes by itself.
    pub(crate) fn read_for_awaiting(&mut self) {
        let (mut lacking, mut is_settled) = (Vec::new(), false);
        for key in self.awaiting() {
            let entry = self.log.get(key);
            let waits = entry.and_then(|entry| Some((entry.ack()?, Rc::clone(&entry.call))));
            let Some((ack, call)) = waits else { continue };
            for query in self.store.lacking(&*call, ack) {
                if UNVERSIONED && self.store.settle_unseen(&query, key, &*call, ack.after) {
                    is_settled = true;
                } else if !lacking.contains(&query) {
                    lacking.push(query.clone());
                    self.store.read_for(&mut self.cx, &query, ack);
                }
            }
        }
        self.store.read_in_vain(&lacking);
        if is_settled {
            self.retire_contained();
        }
    }

    fn timed_out(&mut self, id: RequestId) {
        let doubtful = |key: Key| self.log.sent_in(key) == Some(id) && self.log.is_doubtful(key);
        let failure = Failure::network();
        let answered = self.outbox.has_answered(id);
        if KEYLESS && let Some([doubted, others]) = self.outbox.let_run(id, doubtful) {
            // An abort would not undo what it has asked for, and its answer may still come.
            if !answered {
                self.not_reached(&failure, true);
            }
            for key in doubted {
                self.log.doubt(&mut self.cx, key, &failure.reason);
            }
            return self.unknown(id, others, &failure);
        }
        self.cx.push(Output::Abort(id));
        self.ended(id, Err(Failure::network()));
        self.fetched(id, Err(Failure::network()));
        self.polled(id, Err(Failure::network()));
    }
}

/// From reads, streams and polls to store and log.
impl Router {
    fn fetched(&mut self, request: RequestId, result: Result<Fetched, Failure>) {
        let Some(read) = self.store.end_read(&mut self.cx, request) else {
            return;
        };
        match result {
            Ok(fetched) => {
                self.reached();
                let awaited = self.log.awaits();
                let changed = self
                    .store
                    .loaded(&mut self.cx, request, read, fetched, awaited);
                if let Some(source) = changed {
                    self.history_changed(source, None);
                }
                self.retire_contained();
                self.read_for_awaiting();
            }
            Err(failure) => {
                if failure.is_unreachable() {
                    self.not_reached(&failure, false);
                } else {
                    self.reached();
                }
                let reachable = self.outbox.connection.reachable();
                let query = &read.query;
                // That there is no such page says nothing of the others.
                if failure.kind == FailureKind::Refused && (!PAGES || read.part == Part::Whole) {
                    self.confirm_answered(query, request);
                }
                self.retire_contained();
                let awaited = self.log.awaits();
                self.store
                    .read_failed(&mut self.cx, query, &failure, reachable, awaited);
                self.read_for_awaiting();
            }
        }
    }

    /// The API refused a read, and another will not help: what was answered before it is confirmed in that
    /// query by the answer alone, so that nothing waits for data that will not come.
    fn confirm_answered(&mut self, query: &QueryKey, read: RequestId) {
        let mut answered = self.awaiting_data();
        answered.retain(|(_, ack)| ack.after < read);
        self.store.confirm_answered(query, answered, read);
    }

    /// The entries that wait for data, in the order of issue.
    fn awaiting(&self) -> Vec<Key> {
        let mut keys = self.log.awaiting();
        sort(&mut keys, Key::cmp);
        keys
    }

    /// The answered operations that wait for data, in the order of issue.
    pub(crate) fn awaiting_data(&self) -> Vec<(Rc<dyn AnyCall>, Ack)> {
        let keys = self.awaiting();
        let entries = keys.iter().filter_map(|key| self.log.get(*key));
        let answered = entries.filter_map(|entry| Some((Rc::clone(&entry.call), entry.ack()?)));
        answered.collect()
    }

    fn live(&mut self, source: Source, signal: LiveSignal) {
        match signal {
            LiveSignal::Opened(head) => self.live_opened(source, &head, false),
            LiveSignal::Reset(head) => self.live_opened(source, &head, true),
            LiveSignal::Change {
                revision,
                key,
                truth,
            } => {
                let cx = &mut self.cx;
                if self.store.live_change(cx, source, revision, &*truth) {
                    self.changed(source, revision, key, &*truth);
                }
                // Reads that start because of this are later than the event.
                self.reached();
            }
            LiveSignal::Lost => {
                if self.store.live_lost(&mut self.cx, source) {
                    self.outbox.connection.doubt();
                }
                self.read_for_awaiting();
            }
        }
    }

    /// A change by anyone, which the store has taken in.
    fn changed(
        &mut self,
        source: Source,
        revision: Revision,
        key: Option<Key>,
        truth: &dyn AnyTruth,
    ) {
        let after = self.cx.latest_request();
        let awaited = self.log.awaits();
        self.store
            .read_behind(&mut self.cx, source, revision, awaited);
        let key = key.map(|key| self.log.entry_of(key));
        if let Some(key) = key
            && self.is_pending(key)
            && self.log.is_of_source(key, source)
        {
            self.done(key, Some(revision), Some(truth), after);
        }
        self.retire_item(&truth.scope());
        for key in self.log.awaiting_event(revision) {
            self.retire_if_contained(key);
        }
    }

    fn live_opened(&mut self, source: Source, head: &Head, reset: bool) {
        self.reached();
        let since = self.store.source(source).live.since;
        if self.store.live_opened(&mut self.cx, source, head, reset) {
            // What the stream was asked from is part of both histories.
            self.history_changed(source, since.filter(|_| !reset));
        }
        let awaited = self.log.awaits();
        self.store
            .read_behind(&mut self.cx, source, head.revision, awaited);
    }

    /// Nobody sees the changes of others on a hidden page, so it does not ask for them.
    fn poll(&mut self, source: Source) {
        if self.visible && self.outbox.connection.reachable() {
            self.store.poll(&mut self.cx, source);
        }
    }

    fn polled(&mut self, request: RequestId, result: Result<Head, Failure>) {
        let Some(source) = self.store.end_poll(&mut self.cx, request) else {
            return;
        };
        match result {
            Ok(head) => {
                self.reached();
                if self.store.polled(&mut self.cx, source, request, &head) {
                    self.history_changed(source, None);
                }
                let awaited = self.log.awaits();
                self.store
                    .read_behind(&mut self.cx, source, head.revision, awaited);
            }
            Err(failure) => {
                if failure.is_unreachable() {
                    self.not_reached(&failure, false);
                } else {
                    self.reached();
                }
                self.store.poll_failed(&mut self.cx, source);
            }
        }
    }

    /// The server has another history, which has the revisions up to `kept` in common with the one
    /// before.
    fn history_changed(&mut self, source: Source, kept: Option<Revision>) {
        self.log.forget_revisions(source, kept);
        if kept.is_none() {
            self.cx.notify(Event::HistoryChanged(source));
        }
    }
}

/// The other pages over the same storage.
impl Router {
    fn set_role(&mut self, role: Role) {
        if !self.tabs.set_role(&mut self.cx, role) {
            return;
        }
        match role {
            Role::Sender => {
                self.cx.tell(TabMessage::Pong);
                self.log.lead(&mut self.cx);
            }
            Role::Follower => {
                self.log.follow(&mut self.cx);
                for (request, keys) in self.outbox.give_all_up(&mut self.cx) {
                    let keys = keys.into_iter();
                    let sent = keys.filter(|key| self.log.sent_in(*key) == Some(request));
                    for key in sent.collect::<Vec<_>>() {
                        self.log.wait_again(&mut self.cx, key);
                    }
                }
            }
        }
    }

    fn told(&mut self, messages: Vec<TabMessage>) {
        let follows = self.tabs.role() == Role::Follower;
        for message in messages {
            if message.is_of_sender() && follows {
                self.tabs.heard(&mut self.cx);
            }
            match message {
                TabMessage::Ended(key, end) => self.ended_elsewhere(key, end),
                TabMessage::Failed(key, reason) if follows && self.is_pending(key) => {
                    self.log.fail(&mut self.cx, key, &reason);
                }
                TabMessage::UnderWay(key) if follows => {
                    self.log.under_way_elsewhere(&mut self.cx, key);
                }
                TabMessage::Removed(keys) => self.log.removed_elsewhere(&mut self.cx, &keys),
                TabMessage::Cancel(keys) if !follows => {
                    let on_their_way = self.log.cancel_keys(&mut self.cx, &keys);
                    self.abort_cancelled(on_their_way);
                }
                TabMessage::Retry(keys) if !follows => self.log.retry_keys(&mut self.cx, &keys),
                TabMessage::Settle(key, verdict) if KEYLESS && !follows => {
                    let done = self.log.settle_key(&mut self.cx, key, verdict);
                    self.settled(done);
                }
                TabMessage::Dismissed(operation, key) => {
                    self.log.dismissed_elsewhere(&mut self.cx, operation, key);
                }
                TabMessage::SignedIn => self.signed_in(),
                TabMessage::Ping if !follows => self.cx.tell(TabMessage::Pong),
                TabMessage::Joined if !follows => {
                    let standing = self.log.standing();
                    self.cx.tell(TabMessage::Standing(standing));
                }
                TabMessage::Unknown(keys) if !follows => self.log.asked_for(&mut self.cx, keys),
                TabMessage::Gone(keys) if follows => {
                    for key in keys {
                        self.ended_elsewhere(key, EntryEnd::done());
                    }
                }
                TabMessage::Standing(standing) if follows => {
                    for (key, end) in standing.ended.clone() {
                        self.ended_elsewhere(key, end);
                    }
                    self.log.compare(&mut self.cx, &standing);
                    for (key, reason) in standing.failed {
                        if self.is_pending(key) {
                            self.log.fail(&mut self.cx, key, &reason);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// An entry has ended, as another page says that sends it, or has sent it: the server's word is true
    /// whoever tells it.
    fn ended_elsewhere(&mut self, key: Key, end: EntryEnd) {
        match (end.clone(), self.log.hear_end(key, &end)) {
            (
                EntryEnd::Done {
                    revision,
                    timeline,
                    correction,
                },
                Some(call),
            ) => {
                let source = call.source();
                let known = self.store.source(source).timeline();
                let same = known.map(Timeline::as_str) == timeline.as_deref();
                let ack = Ack {
                    source,
                    revision: revision.filter(|_| same),
                    after: self.cx.latest_request(),
                };
                self.answer(key, &call, ack, correction);
            }
            (EntryEnd::Done { .. }, None) => {}
            (EntryEnd::Refused(reason), _) => {
                self.log
                    .not_done_elsewhere(&mut self.cx, key, Some(&reason));
            }
            (EntryEnd::Cancelled, _) => self.log.not_done_elsewhere(&mut self.cx, key, None),
        }
    }

    /// The user, or the app, says what is to become of an unsure item.
    pub(crate) fn settle_item(&mut self, operation: OperationId, item: usize, verdict: Verdict) {
        let done = self.log.settle(&mut self.cx, operation, item, verdict);
        self.settled(done);
        self.settle();
    }

    fn settled(&mut self, done: Option<Key>) {
        if let Some(key) = done {
            let after = self.cx.latest_request();
            self.done(key, None, None, after);
        }
    }

    /// Nobody says what became of an operation: what shows its item is read.
    fn read_doubted(&mut self, call: &dyn AnyCall) {
        let ack = Ack {
            source: call.source(),
            revision: None,
            after: self.cx.latest_request(),
        };
        for query in self.store.lacking(call, ack) {
            self.store.read_for(&mut self.cx, &query, ack);
        }
    }

    fn abort_cancelled(&mut self, on_their_way: Vec<(Key, RequestId)>) {
        for (key, request) in on_their_way {
            // A request that carries others goes on; their outcomes are on their way.
            if self.outbox.abort_single(&mut self.cx, request) {
                self.log.resolve(&mut self.cx, key);
            }
        }
    }
}

/// The connection, the person, the window.
impl Router {
    /// The API has answered a read, or spoken by a stream.
    fn reached(&mut self) {
        if self.outbox.connection.sends_blocked() && self.log.unanswered() > 0 {
            let idle = self.outbox.len() == 0;
            if idle && self.outbox.connection.may_probe_again(&self.cx) {
                self.allow_probe();
            }
            return;
        }
        self.answered_by_api(false);
    }

    /// The API has answered a request, which may have carried operations (`sends`).
    fn answered_by_api(&mut self, sends: bool) {
        if self.outbox.connection.on_answer(&mut self.cx, sends) {
            self.log.stop_all_backing_off(&mut self.cx);
            self.outbox.flush_now(true);
            self.store.read_paused_and_empty(&mut self.cx);
            self.store.open_live_soon(&mut self.cx);
            self.store.poll_soon(&mut self.cx);
            self.reread = true;
        }
    }

    /// A request had no answer of the API; it may have carried operations.
    fn not_reached(&mut self, failure: &Failure, sends: bool) {
        let connection = &mut self.outbox.connection;
        if connection.on_no_answer(&mut self.cx, failure, sends) {
            self.store.status_changed(&mut self.cx);
        }
    }

    /// One request may go out to find out whether the API can be reached again.
    fn allow_probe(&mut self) {
        self.outbox.connection.allow_probe();
        self.outbox.flush_now(true);
        self.log.stop_all_backing_off(&mut self.cx);
    }

    fn hint(&mut self, online: bool) {
        if self.outbox.connection.hint(online) {
            self.store.open_live_soon(&mut self.cx);
            self.allow_probe();
        } else if self.outbox.connection.reachable() {
            // Nothing may be sent for long, and what is shown must not pass for the server's state.
            self.store.probe(&mut self.cx);
        }
    }

    fn set_visible(&mut self, visible: bool) {
        self.visible = visible;
        if visible {
            self.store.poll_soon(&mut self.cx);
        }
    }

    fn signed_in(&mut self) {
        if self.outbox.sign_in() {
            self.log.resume_paused();
        }
        self.store.read_failed_again(&mut self.cx);
    }
}
