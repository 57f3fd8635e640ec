//! What goes out when: turns, batches, the limit of requests, and the connection.

use crate::{
    config::Config,
    engine::{Alarm, Engine},
    io::{Event, Failure, FailureKind, Outgoing, Output, Reason, RequestId},
    key::Key,
    log::{Phase, Superseded},
    operation::ItemState,
    table::Table,
};

/// Requests under way, and whether they get through.
pub(crate) struct Outbox {
    pub(crate) requests: Table<RequestId, Request>,
    next: u64,
    pub(crate) online: bool,
    pub(crate) strikes: u32,
    pub(crate) browser_offline: bool,
    pub(crate) probe: bool,
    pub(crate) flush_now: bool,
    /// Nothing goes out before the storage has told what it held.
    pub(crate) restoring: bool,
    /// Nobody is signed in.
    pub(crate) signed_out: bool,
    /// Most operations in a request: less than configured after the server found one too large.
    pub(crate) items: usize,
}

/// One request under way.
pub(crate) struct Request {
    /// What it has not brought the outcome of yet, in order.
    pub(crate) keys: Vec<Key>,
    bulk: bool,
    /// It asks for an outcome rather than for the deed.
    pub(crate) withdraws: bool,
    sent: usize,
}

impl Outbox {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            requests: Table::default(),
            next: 1,
            online: true,
            strikes: 0,
            browser_offline: false,
            probe: false,
            flush_now: false,
            restoring: config.store,
            signed_out: false,
            items: config.batch.map_or(1, |batch| batch.items.max(1)),
        }
    }

    pub(crate) fn next_id(&mut self) -> RequestId {
        self.next += 1;
        RequestId(self.next)
    }

    /// The number of the latest request.
    pub(crate) fn latest(&self) -> RequestId {
        RequestId(self.next)
    }
}

impl Engine {
    /// Sends what is ready, as far as there is room.
    pub(crate) fn flush(&mut self) {
        if self.outbox.restoring || self.outbox.signed_out {
            return;
        }
        if !self.outbox.online && !self.outbox.probe {
            return;
        }
        while self.has_room(false)
            && let Some(key) = self.log.to_withdraw.first()
        {
            self.ask_for_outcome(key);
            if self.was_probe() {
                return;
            }
        }
        loop {
            let logged = self.log.len();
            for bulk in [false, true] {
                while self.has_room(bulk) && self.window_is_over(bulk) {
                    let keys = self.take_batch(bulk);
                    if keys.is_empty() {
                        break;
                    }
                    self.send(keys, bulk);
                    if self.was_probe() {
                        return;
                    }
                }
            }
            // What was replaced may have held up others, of either kind.
            if self.log.len() == logged {
                break;
            }
        }
        if self.log.ready[0].is_empty() {
            self.outbox.flush_now = false;
        }
    }

    fn has_room(&self, bulk: bool) -> bool {
        let limit = self.config.requests.max(1);
        let under_way = self.outbox.requests.len();
        let bulk_under_way = self
            .outbox
            .requests
            .values()
            .filter(|request| request.bulk)
            .count();
        under_way < limit && (!bulk || limit == 1 || bulk_under_way < limit - 1)
    }

    /// Has the time passed in which further operations may join?
    fn window_is_over(&mut self, bulk: bool) -> bool {
        let waiting = self.log.ready[usize::from(bulk)].len();
        let Some(batch) = self.config.batch else {
            return true;
        };
        if bulk || batch.window_ms == 0 || waiting >= self.outbox.items || self.outbox.flush_now {
            return true;
        }
        if waiting > 0 {
            self.alarms
                .set_earlier(self.now.after(batch.window_ms), Alarm::Flush);
        }
        false
    }

    /// The next operations for one request, without those that later ones have made needless.
    fn take_batch(&mut self, bulk: bool) -> Vec<Key> {
        let (most, bytes) = match self.config.batch {
            Some(batch) if self.outbox.online => (self.outbox.items, batch.bytes),
            _ => (1, usize::MAX),
        };
        let mut keys = Vec::new();
        let mut weight = 0;
        while keys.len() < most {
            let Some(key) = self.log.ready[usize::from(bulk)].first() else {
                break;
            };
            match self.log.superseded(key) {
                Superseded::By(later) if self.is_needless(key, later) => {
                    self.replace(key, later);
                    continue;
                }
                Superseded::By(_) | Superseded::No => {}
                Superseded::Vanishes(later) => {
                    self.vanish(key, later);
                    continue;
                }
            }
            let Some(entry) = self.log.get(key) else {
                break;
            };
            weight += entry.call.weight();
            if weight > bytes && !keys.is_empty() {
                break;
            }
            self.log.ready[usize::from(bulk)].remove(&key);
            keys.push(key);
        }
        keys
    }

    /// A waiting operation is dropped, since the later one does all that it would have done.
    fn replace(&mut self, key: Key, later: Key) {
        let Some(entry) = self.take_out(key) else {
            return;
        };
        if let Some(later) = self.log.get_mut(later) {
            later.carries.push(entry.place);
            later.carries.extend(entry.carries);
        }
    }

    /// A waiting creation and its removal undo each other.
    fn vanish(&mut self, key: Key, later: Key) {
        let between: Vec<Key> = match self.log.get(key) {
            Some(entry) => self.log.of_item(&entry.scope).to_vec(),
            None => return,
        };
        for key in between
            .into_iter()
            .filter(|other| (key..=later).contains(other))
        {
            if let Some(entry) = self.take_out(key) {
                for place in entry.carries.into_iter().chain([entry.place]) {
                    self.handled(&entry.scope, place);
                    self.set_item(place, ItemState::Done);
                }
            }
        }
    }

    fn send(&mut self, keys: Vec<Key>, bulk: bool) {
        let request = self.outbox.next_id();
        let mut operations = Vec::with_capacity(keys.len());
        for &key in &keys {
            let Some(entry) = self.log.get_mut(key) else {
                continue;
            };
            entry.phase = Phase::Sent(request);
            entry.maybe_sent = true;
            operations.push(Outgoing {
                key,
                call: entry.call.clone(),
            });
            let places: Vec<_> = entry.carries.iter().copied().chain([entry.place]).collect();
            for place in places {
                self.set_item(place, ItemState::Sending);
            }
        }
        self.alarms.set(
            self.now.after(self.config.timeout_ms),
            Alarm::Timeout(request),
        );
        let sent = keys.len();
        self.outbox.requests.insert(
            request,
            Request {
                keys,
                bulk,
                withdraws: false,
                sent,
            },
        );
        self.outputs.queue.push_back(Output::Send {
            request,
            operations,
        });
    }

    /// The user has taken an operation back: its outcome is to be asked for.
    pub(crate) fn withdraw(&mut self, key: Key) {
        let Some(entry) = self.log.get_mut(key) else {
            return;
        };
        entry.withdrawn = true;
        self.log.not_ready(key);
        self.alarms.clear(&Alarm::Retry(key));
        self.set_entry_item(key, &ItemState::Queued);
        self.log.wait(key);
    }

    fn ask_for_outcome(&mut self, key: Key) {
        self.log.not_ready(key);
        let request = self.outbox.next_id();
        let Some(entry) = self.log.get_mut(key) else {
            return;
        };
        entry.phase = Phase::Sent(request);
        let operation = Outgoing {
            key,
            call: entry.call.clone(),
        };
        self.set_entry_item(key, &ItemState::Sending);
        self.alarms.set(
            self.now.after(self.config.timeout_ms),
            Alarm::Timeout(request),
        );
        let asked = Request {
            keys: vec![key],
            bulk: false,
            withdraws: true,
            sent: 1,
        };
        self.outbox.requests.insert(request, asked);
        self.outputs
            .queue
            .push_back(Output::Withdraw { request, operation });
    }

    /// A request brings no more outcomes: what it has not named is unknown.
    pub(crate) fn ended(&mut self, id: RequestId, end: Result<(), Failure>) {
        let Some(request) = self.outbox.requests.remove(&id) else {
            return;
        };
        self.alarms.clear(&Alarm::Timeout(id));
        let failure = match end {
            Ok(()) => {
                self.reached();
                Failure::server(Reason::new(
                    "not-named",
                    "The server did not say what became of it.",
                ))
            }
            Err(failure) => {
                match failure.kind {
                    FailureKind::Network if request.keys.len() == request.sent => self.missed(),
                    _ => self.reached(),
                }
                failure
            }
        };
        let split = failure.kind == FailureKind::TooLarge && request.sent > 1;
        if split {
            self.outbox.items = self.outbox.items.min(request.sent).div_ceil(2).max(1);
        }
        for key in request.keys {
            // The event stream may have told the outcome meanwhile.
            let entry = self.log.get(key);
            if !entry.is_some_and(|entry| matches!(entry.phase, Phase::Sent(by) if by == id)) {
                continue;
            }
            if split {
                self.set_entry_item(key, &ItemState::Queued);
                self.log.wait(key);
            } else {
                self.unknown(key, &failure);
            }
        }
    }

    pub(crate) fn timed_out(&mut self, id: RequestId) {
        self.outputs.queue.push_back(Output::Abort(id));
        if self.outbox.requests.contains_key(&id) {
            self.ended(id, Err(Failure::network()));
        } else {
            self.fetched(id, Err(Failure::network()));
        }
    }

    /// An operation's outcome is not known: the same key again, later, within the budget.
    pub(crate) fn unknown(&mut self, key: Key, failure: &Failure) {
        let backoff = self.config.backoff;
        let offline = !self.outbox.online && failure.kind == FailureKind::Network;
        let Some(entry) = self.log.get_mut(key) else {
            return;
        };
        if !offline {
            entry.tries += 1;
        }
        if entry.tries >= backoff.tries {
            return self.fail(key, &failure.reason);
        }
        entry.phase = Phase::BackingOff;
        let wait = backoff.wait(entry.tries.max(1), failure.retry_after_ms, &mut self.draws);
        self.set_entry_item(key, &ItemState::Queued);
        if failure.retry_after_ms.is_none() {
            self.log.backing_off.insert(key);
        }
        self.alarms.set(self.now.after(wait), Alarm::Retry(key));
    }

    /// The retry budget is spent: the user decides.
    fn fail(&mut self, key: Key, reason: &Reason) {
        let Some(entry) = self.log.get_mut(key) else {
            return;
        };
        entry.phase = Phase::Failed;
        let (place, scope) = (entry.place, entry.scope.clone());
        let target = entry.call.target();
        self.unhandled.insert(scope, (place.operation, place.index));
        self.tell(Event::Failed {
            operation: place.operation,
            target,
            reason: reason.clone(),
        });
        self.set_entry_item(key, &ItemState::Failed(reason.clone()));
    }

    /// Takes a key off a request's list; tells whether it was on it.
    pub(crate) fn take_named(&mut self, id: RequestId, key: Key) -> bool {
        let Some(request) = self.outbox.requests.get_mut(&id) else {
            return false;
        };
        // Outcomes mostly come in order, so the key is mostly the first.
        let Some(at) = request.keys.iter().position(|&named| named == key) else {
            return false;
        };
        request.keys.remove(at);
        self.alarms
            .set(self.now.after(self.config.timeout_ms), Alarm::Timeout(id));
        true
    }
}
