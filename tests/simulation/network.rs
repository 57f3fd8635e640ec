//! Requests on their way to the server and answers on their way back, each with the fate that the
//! fault plan gives it.

use optimist_core::{Failure, FailureKind, Key, RequestId};
use shared::{
    Meaning, Refusal,
    fault::{Draws, FaultAction},
    meaning,
    wire::Problem,
};
use uuid::Uuid;

use super::{
    domain::Change,
    flight::{
        Ask, Delivery, Flight, Hello, IMPLAUSIBLE, Outcome, Proxy, Said, code, elsewhere, failure,
        outcome_of, uuid,
    },
    world::{Happening, World},
};

/// No connection is noticed so fast.
pub(super) const NOTICED_MS: u64 = 20;

impl World {
    pub(super) fn launch(&mut self, client: usize, request: RequestId, ask: Ask) {
        self.requests += 1;
        let (n, life) = (self.requests, self.clients[client].life);
        let fate = self.plan.decide(n);
        let size = if let Ask::Write(operations) = &ask {
            operations.len()
        } else {
            0
        };
        self.trace
            .note([4, client as u64, request.0, size as u64, self.now], || {
                let what = match &ask {
                    Ask::Read(list) => format!("reads {list:?}"),
                    Ask::Write(operations) => format!("sends {operations:?}"),
                    Ask::Resolve(key) => format!("asks for the outcome of {key}"),
                    Ask::Head => "polls".to_owned(),
                };
                format!(
                    "{client} {what} as {} at {}: {:?} after {}",
                    request.0,
                    self.now % 10_000_000,
                    fate.action,
                    fate.wait_ms
                )
            });
        let proxied = self.proxied || Draws::new(fate.item_seed, 3).hits(self.mix.elsewhere);
        let after = matches!(ask, Ask::Write(_) | Ask::Resolve(_)) && fate.item_seed & 2 == 2;
        let proxy = match (proxied, after) {
            (false, _) => None,
            (true, true) => Some(Proxy::After),
            (true, false) => Some(Proxy::Instead),
        };
        let mut flight = Flight {
            client,
            life,
            epoch: self.epoch,
            request,
            ask,
            fate,
            proxy,
            back_ms: 1 + self.plan.decide(n ^ 1 << 40).wait_ms,
            ready_at: 0,
            arrived: false,
            done: 0,
            cut_after: None,
            busy: Vec::new(),
            given_up: false,
        };
        if size > 1 && fate.action == FaultAction::LoseAnswer {
            let cut = Draws::new(fate.item_seed, 1).next() as usize % (2 * size);
            flight.cut_after = Some(cut.min(size - 1));
        }
        if self.clients[client].offline {
            flight.fate.action = FaultAction::Cut;
            flight.fate.wait_ms = NOTICED_MS;
        }
        let at = self.now + 1 + flight.fate.wait_ms;
        self.flights.insert(n, flight);
        self.at(at, Happening::Arrive(n));
    }

    pub(super) fn arrive(&mut self, n: u64) -> Result<(), String> {
        let Some(flight) = self.flights.get(&n) else {
            return Ok(());
        };
        let action = flight.fate.action;
        if let Some(clogged) = &mut self.clogged
            && action != FaultAction::Cut
        {
            clogged.push(n);
            return Ok(());
        }
        if action == FaultAction::LoseAnswer {
            self.reached.lost_answer += 1;
            if matches!(&flight.ask, Ask::Write(operations) if operations.len() > 1) {
                self.reached.lost_answer_in_bulk += 1;
            }
        }
        if flight.proxy == Some(Proxy::Instead) && action != FaultAction::Cut {
            self.reached.elsewhere += 1;
            self.end(n, Err(elsewhere()));
            return Ok(());
        }
        self.reached.late_request += u64::from(flight.epoch < self.epoch);
        let problem = match action {
            FaultAction::Pass | FaultAction::LoseAnswer => return self.begin(n),
            FaultAction::Cut => {
                self.end(n, Err(Failure::network()));
                return Ok(());
            }
            FaultAction::Refuse(status) => {
                Problem::new(status, code(status), "A fault", "A fault.")
            }
            FaultAction::Throttle(seconds) => {
                self.reached.throttled += 1;
                let mut problem = Problem::new(429, "too-many-requests", "A fault", "A fault.");
                problem.retry_after = Some(seconds);
                problem
            }
        };
        self.turn_away(n, &problem);
        Ok(())
    }

    /// The whole request is answered with a problem.
    fn turn_away(&mut self, n: u64, problem: &Problem) {
        let Some(flight) = self.flights.get(&n) else {
            return;
        };
        let failure = failure(problem);
        let Ask::Write(operations) = &flight.ask else {
            return self.end(n, Err(failure));
        };
        let operations = operations.clone();
        let batch = operations.len() > 1;
        let marked = flight.proxy.is_none();
        let outcome: Option<fn() -> Outcome> =
            match meaning(problem.status, marked, false, Some(problem), batch) {
                Meaning::Elsewhere => return self.end(n, Err(elsewhere())),
                Meaning::Answered | Meaning::Unknown => return self.end(n, Err(failure)),
                Meaning::Split => {
                    self.reached.split += 1;
                    let kind = FailureKind::TooLarge;
                    return self.end(n, Err(Failure { kind, ..failure }));
                }
                Meaning::Refused | Meaning::KeyExpired => None,
                Meaning::Paused => Some(|| Outcome::Paused),
                Meaning::UpdateNeeded => Some(|| Outcome::UpdateNeeded),
            };
        let now = self.server_time();
        for (key, change) in operations {
            let outcome = match outcome {
                Some(outcome) => outcome(),
                None => {
                    let refusal = Refusal::Conflict;
                    let refused = self.server.refuse(now, uuid(key), &change, refusal);
                    outcome_of(refused, now)
                }
            };
            self.say(n, key, outcome);
        }
        self.end(n, Ok(()));
    }

    fn begin(&mut self, n: u64) -> Result<(), String> {
        let now = self.server_time();
        let Some(flight) = self.flights.get_mut(&n) else {
            return Ok(());
        };
        flight.arrived = true;
        let (client, request) = (flight.client, flight.request);
        let lost = flight.fate.action == FaultAction::LoseAnswer;
        match &flight.ask {
            Ask::Read(_) | Ask::Head if lost => self.end(n, Err(Failure::network())),
            Ask::Read(list) => {
                let list = list.clone();
                let list = (self.server.list(&list), self.server.now());
                self.tell(n, Delivery::Read(request, Ok(list)));
                self.flights.remove(&n);
            }
            Ask::Head => {
                let hello = self.hello();
                self.tell(n, Delivery::Head(request, Ok(hello)));
                self.flights.remove(&n);
            }
            Ask::Resolve(key) => {
                let key = *key;
                self.trace.note([5, client as u64], || {
                    format!("the server is asked to withdraw {key}")
                });
                let outcome = outcome_of(self.server.withdraw(now, uuid(key)), now);
                match (lost, self.flights[&n].proxy) {
                    (true, _) => self.end(n, Err(Failure::network())),
                    (false, Some(_)) => self.end(n, Err(elsewhere())),
                    (false, None) => {
                        self.say(n, key, outcome);
                        self.end(n, Ok(()));
                    }
                }
            }
            Ask::Write(operations) => {
                if operations.len() > self.mix.most {
                    let problem = Problem::new(413, "too-large", "Too large", "Too large.");
                    self.turn_away(n, &problem);
                    return Ok(());
                }
                let keys: Vec<Uuid> = operations.iter().map(|(key, _)| uuid(*key)).collect();
                flight.busy = keys
                    .into_iter()
                    .filter(|key| self.server.busy.insert(*key))
                    .collect();
                return self.work(n);
            }
        }
        Ok(())
    }

    /// The server does some operations of a request, and tells what became of each.
    pub(super) fn work(&mut self, n: u64) -> Result<(), String> {
        let Some(flight) = self.flights.get(&n) else {
            return Ok(());
        };
        let Ask::Write(operations) = &flight.ask else {
            return Ok(());
        };
        let (fate, size) = (flight.fate, operations.len());
        let (first, cut_after, proxy) = (flight.done, flight.cut_after, flight.proxy);
        let part: Vec<_> = operations
            .iter()
            .skip(first)
            .take(self.mix.chunk)
            .cloned()
            .collect();
        let lost = fate.action == FaultAction::LoseAnswer;
        for (at, (key, change)) in (first..).zip(&part) {
            let outcome = self.do_one(n, at, *key, change, size > 1)?;
            let told = !lost || cut_after.is_some_and(|cut| at < cut);
            if told && proxy.is_none() {
                self.say(n, *key, outcome);
            }
        }
        let done = first + part.len();
        if let Some(flight) = self.flights.get_mut(&n) {
            flight.done = done;
        }
        self.publish();
        let gone = cut_after.is_some_and(|cut| done > cut) && fate.item_seed & 1 == 1;
        if gone && done < size {
            self.reached.cut_in_chunk += 1;
        }
        if done >= size || gone {
            self.reached.elsewhere_after += u64::from(proxy.is_some() && !lost);
            let end = match (lost, proxy) {
                (true, _) => Err(Failure::network()),
                (false, Some(_)) => Err(elsewhere()),
                (false, None) => Ok(()),
            };
            self.end(n, end);
        } else {
            let wait = 1 + fate.item_seed % 40;
            self.at(self.now + wait, Happening::Work(n));
        }
        Ok(())
    }

    fn do_one(
        &mut self,
        n: u64,
        at: usize,
        key: Key,
        change: &Change,
        batch: bool,
    ) -> Result<Outcome, String> {
        let (id, flight, now) = (uuid(key), &self.flights[&n], self.server_time());
        if !flight.busy.contains(&id) {
            self.reached.key_in_progress += 1;
            let problem = Problem::new(409, "key-in-progress", "", "");
            return Ok(Outcome::Unknown(failure(&problem)));
        }
        if batch && self.plan.refuses_item(flight.fate, at as u64) {
            let refused = self.server.refuse(now, id, change, Refusal::Conflict);
            return Ok(outcome_of(refused, now));
        }
        let (given_up, client) = (flight.given_up, flight.client);
        let writes = self.server.all_made().len();
        let (outcome, known) = self.server.submit(now, id, change);
        self.trace
            .note([6, client as u64, self.server.revision(), self.now], || {
                format!("the server does {key} {change:?} (known: {known}): {outcome:?}")
            });
        let done = self.server.all_made().len() > writes;
        if done {
            self.took_effect(n, key)?;
        }
        let client = &self.clients[client];
        if known {
            self.reached.recorded += 1;
            let entry = client.model.entry_of(key);
            self.reached.recorded_after_reload += u64::from(client.restored.contains(&entry));
        } else if given_up && done {
            self.reached.late_effect += 1;
        }
        Ok(outcome_of(outcome, now))
    }

    /// Tells a client of one operation, after what it was told before.
    fn say(&mut self, n: u64, key: Key, outcome: Outcome) {
        let flight = &self.flights[&n];
        let (request, seed) = (flight.request, flight.fate.item_seed ^ key.0 as u64);
        let implausible = Draws::new(seed, 2).hits(self.mix.implausible);
        let outcome = match outcome {
            Outcome::Done(_, video) if implausible => {
                self.reached.implausible += 1;
                Outcome::Done(IMPLAUSIBLE, video)
            }
            outcome => outcome,
        };
        let history = self.server.history;
        self.tell(n, Delivery::Said(request, key, Said { outcome, history }));
    }

    /// Nothing more is told of a request.
    pub(super) fn end(&mut self, n: u64, end: Result<(), Failure>) {
        let Some(flight) = self.flights.get(&n) else {
            return;
        };
        let (request, now) = (flight.request, self.server.now());
        let delivery = match (&flight.ask, end) {
            (Ask::Read(_), end) => Delivery::Read(request, end.map(|()| (Vec::new(), now))),
            (Ask::Head, Err(failure)) => Delivery::Head(request, Err(failure)),
            (_, end) => Delivery::End(request, end),
        };
        self.tell(n, delivery);
        if let Some(flight) = self.flights.remove(&n) {
            self.server.busy.retain(|key| !flight.busy.contains(key));
        }
    }

    fn tell(&mut self, n: u64, delivery: Delivery) {
        let Some(flight) = self.flights.get_mut(&n) else {
            return;
        };
        flight.ready_at = flight.ready_at.max(self.now + flight.back_ms);
        let (at, client, life) = (flight.ready_at, flight.client, flight.life);
        if !flight.given_up {
            self.at(
                at,
                Happening::Deliver {
                    client,
                    life,
                    delivery,
                },
            );
        }
    }

    pub(super) fn hello(&self) -> Hello {
        Hello {
            at: self.server.now(),
            time: self.server_time(),
        }
    }

    /// Requests that were held up reach the server, in another order.
    pub(super) fn release(&mut self) {
        let clogged = self.clogged.take().unwrap_or_default();
        self.reached.clogged += u64::from(!clogged.is_empty());
        for (wait, n) in (1..).zip(clogged.into_iter().rev()) {
            self.at(self.now + wait, Happening::Arrive(n));
        }
    }
}
