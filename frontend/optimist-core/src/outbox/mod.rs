//! Requests: how many are under way, how many operations each takes, and whether they reach the
//! server. Its only owner, [`Outbox`], knows keys and not what they stand for.

mod connection;
#[cfg(test)]
mod tests;

use connection::Connection;

use crate::{
    alarms::Alarm,
    config::Config,
    context::Context,
    ids::RequestId,
    io::{Outgoing, Output},
    key::Key,
    time::Moment,
    vec_map::VecMap,
};

/// After a batch was too large, batches grow again every so often, in milliseconds.
const GROW_MS: u64 = 60_000;

/// An operation that comes after a pause waits so many milliseconds: long enough for all that one turn
/// of the page issues.
const TURN_MS: u64 = 1;

pub(crate) struct Outbox {
    requests: VecMap<RequestId, Request>,
    pub(crate) connection: Connection,
    /// What the server takes in one request, in operations and bytes.
    limits: (usize, usize),
    /// Most operations in a request: fewer than the limit after one was too large.
    items: usize,
    /// The time in which others may join has passed.
    flush_now: bool,
    /// When the latest request with single operations was sent.
    sent_at: Option<Moment>,
    /// Nobody is signed in.
    signed_out: bool,
}

/// One request with operations under way.
pub(crate) struct Request {
    /// The entries without an outcome yet, in order.
    pub(crate) keys: Vec<Key>,
    bulk: bool,
    /// It asks for an outcome rather than for the deed.
    pub(crate) resolves: bool,
    /// How many operations it was sent with.
    pub(crate) sent: usize,
    /// It has taken too long, and goes on for operations that are not sent again.
    late: bool,
}

impl Request {
    /// Has it brought an outcome?
    pub(crate) fn answered(&self) -> bool {
        self.keys.len() < self.sent
    }
}

impl Outbox {
    pub(crate) fn new(config: &Config) -> Self {
        let limits = config
            .batch
            .map_or((1, usize::MAX), |batch| (batch.items.max(1), batch.bytes));
        Self {
            requests: VecMap::default(),
            connection: Connection::new(),
            limits,
            items: limits.0,
            flush_now: false,
            sent_at: None,
            signed_out: false,
        }
    }

    pub(crate) fn may_send(&self) -> bool {
        !self.signed_out && self.connection.may_send()
    }

    pub(crate) fn has_room(&self, cx: &Context, bulk: bool) -> bool {
        let limit = cx.config.requests.max(1);
        let known = self.requests.values();
        let bulk_requests = known.filter(|request| request.bulk && !request.late);
        // Operations over many items leave one request to single ones.
        let bulk_limit = if limit == 1 { 1 } else { limit - 1 };
        self.len() < limit && (!bulk || bulk_requests.count() < bulk_limit)
    }

    /// Has the time passed in which further operations may join those that are `ready`?
    pub(crate) fn window_is_over(&self, cx: &mut Context, bulk: bool, ready: usize) -> bool {
        let Some(batch) = cx.config.batch else {
            return true;
        };
        if bulk || batch.window_ms == 0 || ready >= self.items || self.flush_now {
            return true;
        }
        if ready > 0 {
            let window_ms = match self.is_quiet(cx, batch.window_ms) {
                true => TURN_MS.min(batch.window_ms),
                false => batch.window_ms,
            };
            cx.alarms.set_earlier(cx.now.after(window_ms), Alarm::Flush);
        }
        false
    }

    /// Nobody would wait for the operations that may join one: none is under way, and none was sent
    /// within the window.
    fn is_quiet(&self, cx: &Context, window_ms: u64) -> bool {
        let lately = |sent: Moment| cx.now.since(sent) < window_ms;
        !self.sent_at.is_some_and(lately) && self.requests.values().all(|request| request.bulk)
    }

    pub(crate) fn flush_now(&mut self, now: bool) {
        self.flush_now = now;
    }

    /// How many operations and bytes the next request may take. A probe takes one.
    pub(crate) fn batch_size(&self) -> (usize, usize) {
        match self.connection.reachable() {
            true => (self.items, self.limits.1),
            false => (1, usize::MAX),
        }
    }

    /// What the server takes in one request. The configured limits stay the most.
    pub(crate) fn limit_batches(&mut self, config: &Config, items: usize, bytes: usize) {
        if let Some(batch) = config.batch {
            let items = batch.items.min(items).max(1);
            self.limits = (items, batch.bytes.min(bytes));
            self.items = self.items.min(items);
        }
    }

    /// A batch of so many operations was too large.
    pub(crate) fn shrink_batches(&mut self, cx: &mut Context, sent: usize) {
        self.items = (sent / 2).clamp(1, self.items);
        cx.alarm_in(GROW_MS, Alarm::GrowBatches);
    }

    /// What was too large may have been an exception.
    pub(crate) fn grow_batches(&mut self, cx: &mut Context) {
        self.items = (self.items * 2).min(self.limits.0);
        if self.items < self.limits.0 {
            cx.alarm_in(GROW_MS, Alarm::GrowBatches);
        }
    }

    /// Sends operations.
    pub(crate) fn send(
        &mut self,
        cx: &mut Context,
        request: RequestId,
        keys: Vec<Key>,
        operations: Vec<Outgoing>,
        bulk: bool,
    ) {
        if !bulk {
            self.sent_at = Some(cx.now);
        }
        self.begin(cx, request, keys, bulk, false);
        cx.push(Output::Send {
            request,
            operations,
        });
    }

    /// Asks for the outcome of an operation.
    pub(crate) fn resolve(
        &mut self,
        cx: &mut Context,
        request: RequestId,
        key: Key,
        operation: Outgoing,
    ) {
        self.begin(cx, request, vec![key], false, true);
        cx.push(Output::Resolve { request, operation });
    }

    fn begin(
        &mut self,
        cx: &mut Context,
        request: RequestId,
        keys: Vec<Key>,
        bulk: bool,
        resolves: bool,
    ) {
        let sent = keys.len();
        cx.alarm_in(cx.config.timeout_ms, Alarm::Timeout(request));
        self.requests.insert(
            request,
            Request {
                keys,
                bulk,
                resolves,
                sent,
                late: false,
            },
        );
    }

    /// A request has brought the outcome of an entry. Returns whether that was awaited.
    pub(crate) fn take_outcome(&mut self, cx: &mut Context, id: RequestId, key: Key) -> bool {
        let Some(request) = self.requests.get_mut(&id) else {
            return false;
        };
        // Outcomes mostly come in order, so the key is mostly the first.
        let Some(at) = request.keys.iter().position(|&known| known == key) else {
            return false;
        };
        request.keys.remove(at);
        if request.sent == 1 || request.late && request.keys.is_empty() {
            self.end(cx, id);
        } else if !request.late {
            cx.alarm_in(cx.config.timeout_ms, Alarm::Timeout(id));
        }
        true
    }

    /// A request has ended, or is given up.
    pub(crate) fn end(&mut self, cx: &mut Context, id: RequestId) -> Option<Request> {
        let request = self.requests.remove(&id)?;
        cx.alarms.clear(&Alarm::Timeout(id));
        Some(request)
    }

    /// A request has taken too long: it goes on without holding others up for those operations that are
    /// `doubtful`. Returns those and the others; `None`: nothing speaks against giving it up.
    pub(crate) fn let_run(
        &mut self,
        id: RequestId,
        doubtful: impl Fn(Key) -> bool,
    ) -> Option<[Vec<Key>; 2]> {
        let request = self.requests.get_mut(&id)?;
        if request.resolves || !request.keys.iter().any(|key| doubtful(*key)) {
            return None;
        }
        let keys = std::mem::take(&mut request.keys).into_iter();
        let (doubted, others): (Vec<Key>, Vec<Key>) = keys.partition(|key| doubtful(*key));
        request.keys.clone_from(&doubted);
        request.late = true;
        Some([doubted, others])
    }

    /// Gives up the late requests for which nobody waits any more.
    pub(crate) fn give_up_late(&mut self, cx: &mut Context, waits: impl Fn(Key) -> bool) {
        let late = self.requests.iter().filter(|(_, request)| request.late);
        let over = late.filter(|(_, request)| !request.keys.iter().any(|key| waits(*key)));
        for id in over.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.end(cx, id);
            cx.push(Output::Abort(id));
        }
    }

    /// Gives up a request that carries one operation and nothing else.
    pub(crate) fn abort_single(&mut self, cx: &mut Context, id: RequestId) -> bool {
        let single = |request: &Request| !request.resolves && request.keys.len() == 1;
        if !self.requests.get(&id).is_some_and(single) {
            return false;
        }
        self.end(cx, id);
        cx.push(Output::Abort(id));
        true
    }

    /// Another page sends from now on: all requests are given up. Returns them with their entries.
    pub(crate) fn give_all_up(&mut self, cx: &mut Context) -> Vec<(RequestId, Vec<Key>)> {
        let ids: Vec<RequestId> = self.requests.keys().copied().collect();
        let mut given_up = Vec::new();
        for id in ids {
            cx.push(Output::Abort(id));
            if let Some(request) = self.end(cx, id) {
                given_up.push((id, request.keys));
            }
        }
        given_up
    }

    /// Does a request with one operation wait for its outcome?
    pub(crate) fn is_single(&self, id: RequestId) -> bool {
        self.requests
            .get(&id)
            .is_some_and(|request| request.sent == 1)
    }

    /// Has a request brought an outcome?
    pub(crate) fn has_answered(&self, id: RequestId) -> bool {
        self.requests.get(&id).is_some_and(Request::answered)
    }

    /// How many requests are under way, without those that are late.
    pub(crate) fn len(&self) -> usize {
        let known = self.requests.values();
        known.filter(|request| !request.late).count()
    }

    /// Nobody is signed in. Returns whether that is new.
    pub(crate) fn sign_out(&mut self) -> bool {
        !std::mem::replace(&mut self.signed_out, true)
    }

    /// Returns whether somebody had to sign in.
    pub(crate) fn sign_in(&mut self) -> bool {
        std::mem::take(&mut self.signed_out)
    }
}
