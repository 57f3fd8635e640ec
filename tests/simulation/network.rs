//! Requests on their way to the server and answers on their way back, each with the fate that the
//! fault plan gives it.

use backend::storage::OperationOutcome;
use optimist_core::{Failure, FailureKind, Key, RequestId};
use shared::{
    Meaning, Operation, Refusal,
    fault::{Draws, FaultAction},
    meaning,
    wire::{PROBLEM_JSON, Problem},
};
use uuid::Uuid;

use super::{
    flight::{Ask, Delivery, Flight, Said, code, failure, said_of, uuid},
    world::{Happening, World},
};

/// No connection is noticed so fast.
const NOTICED_MS: u64 = 20;

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
                    Ask::Read(course) => format!("reads {}", course.as_str()),
                    Ask::Write(operations) => format!("sends {operations:?}"),
                    Ask::Withdraw(key) => format!("withdraws {key}"),
                };
                format!(
                    "{client} {what} as {} at {}: {:?} after {}",
                    request.0,
                    self.now % 10_000_000,
                    fate.action,
                    fate.wait_ms
                )
            });
        let mut flight = Flight {
            client,
            life,
            request,
            ask,
            fate,
            back_ms: 1 + self.plan.decide(n ^ 1 << 40).wait_ms,
            ready_at: 0,
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

    pub(super) fn arrive(&mut self, n: u64) {
        let Some(flight) = self.flights.get(&n) else {
            return;
        };
        let action = flight.fate.action;
        if let Some(clogged) = &mut self.clogged
            && action != FaultAction::Cut
        {
            return clogged.push(n);
        }
        if action == FaultAction::LoseAnswer {
            self.reached.lost_answer += 1;
            if matches!(&flight.ask, Ask::Write(operations) if operations.len() > 1) {
                self.reached.lost_answer_in_bulk += 1;
            }
        }
        let problem = match action {
            FaultAction::Pass | FaultAction::LoseAnswer => return self.begin(n),
            FaultAction::Cut => return self.end(n, Err(Failure::network())),
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
    }

    /// The whole request is answered with a problem.
    fn turn_away(&mut self, n: u64, problem: &Problem) {
        let Some(flight) = self.flights.get(&n) else {
            return;
        };
        let failure = failure(problem);
        let operations = match &flight.ask {
            Ask::Read(_) | Ask::Withdraw(_) => return self.end(n, Err(failure)),
            Ask::Write(operations) => operations.clone(),
        };
        let batch = operations.len() > 1;
        match meaning(
            problem.status,
            Some(PROBLEM_JSON),
            false,
            Some(problem),
            batch,
        ) {
            Meaning::Answered | Meaning::Unknown => self.end(n, Err(failure)),
            Meaning::Split => {
                self.reached.split += 1;
                let kind = FailureKind::TooLarge;
                self.end(n, Err(Failure { kind, ..failure }));
            }
            Meaning::Refused => {
                for (key, operation) in operations {
                    let refusal = Refusal::Conflict;
                    let said = self.server.refuse(self.now, uuid(key), &operation, refusal);
                    self.say(n, key, said_of(said));
                }
                self.end(n, Ok(()));
            }
            Meaning::Paused => {
                operations
                    .iter()
                    .for_each(|(key, _)| self.say(n, *key, Said::Paused));
                self.end(n, Ok(()));
            }
            Meaning::UpdateNeeded => {
                operations
                    .iter()
                    .for_each(|(key, _)| self.say(n, *key, Said::UpdateNeeded));
                self.end(n, Ok(()));
            }
        }
    }

    fn begin(&mut self, n: u64) {
        let Some(flight) = self.flights.get_mut(&n) else {
            return;
        };
        let (client, request) = (flight.client, flight.request);
        match &flight.ask {
            Ask::Read(course) => {
                let lost = flight.fate.action == FaultAction::LoseAnswer;
                let list = if lost {
                    Err(Failure::network())
                } else {
                    Ok(self.server.list(course))
                };
                self.tell(n, Delivery::Read(request, list));
                self.flights.remove(&n);
            }
            Ask::Withdraw(key) => {
                let key = *key;
                self.trace.note([5, client as u64], || {
                    format!("the server is asked to withdraw {key}")
                });
                let said = said_of(self.server.withdraw(self.now, uuid(key)));
                if self.flights[&n].fate.action == FaultAction::LoseAnswer {
                    return self.end(n, Err(Failure::network()));
                }
                self.say(n, key, said);
                self.end(n, Ok(()));
            }
            Ask::Write(operations) => {
                if operations.len() > self.mix.most {
                    let problem = Problem::new(413, "too-large", "Too large", "Too large.");
                    return self.turn_away(n, &problem);
                }
                let keys: Vec<Uuid> = operations.iter().map(|(key, _)| uuid(*key)).collect();
                flight.busy = keys
                    .into_iter()
                    .filter(|key| self.server.busy.insert(*key))
                    .collect();
                self.work(n);
            }
        }
    }

    /// The server does some operations of a request, and tells what became of each.
    pub(super) fn work(&mut self, n: u64) {
        let Some(flight) = self.flights.get(&n) else {
            return;
        };
        let Ask::Write(operations) = &flight.ask else {
            return;
        };
        let (fate, size) = (flight.fate, operations.len());
        let (first, cut_after) = (flight.done, flight.cut_after);
        let part: Vec<_> = operations
            .iter()
            .skip(first)
            .take(self.mix.chunk)
            .cloned()
            .collect();
        let lost = fate.action == FaultAction::LoseAnswer;
        for (at, (key, operation)) in (first..).zip(&part) {
            let said = self.do_one(n, at, *key, operation, size > 1);
            if !lost || cut_after.is_some_and(|cut| at < cut) {
                self.say(n, *key, said);
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
            self.end(
                n,
                if lost {
                    Err(Failure::network())
                } else {
                    Ok(())
                },
            );
        } else {
            let wait = 1 + fate.item_seed % 40;
            self.at(self.now + wait, Happening::Work(n));
        }
    }

    fn do_one(&mut self, n: u64, at: usize, key: Key, operation: &Operation, batch: bool) -> Said {
        let (id, flight) = (uuid(key), &self.flights[&n]);
        if !flight.busy.contains(&id) {
            self.reached.key_in_progress += 1;
            return Said::Unknown(failure(&Problem::new(409, "key-in-progress", "", "")));
        }
        if batch && self.plan.refuses_item(flight.fate, at as u64) {
            return said_of(
                self.server
                    .refuse(self.now, id, operation, Refusal::Conflict),
            );
        }
        let (given_up, client) = (flight.given_up, flight.client);
        let (outcome, known) = self.server.submit(self.now, id, operation);
        self.trace
            .note([6, client as u64, self.server.revision(), self.now], || {
                format!("the server does {key} {operation:?} (known: {known}): {outcome:?}")
            });
        if known {
            self.reached.recorded += 1;
            self.reached.recorded_after_reload +=
                u64::from(self.clients[client].restored.contains(&key));
        } else if given_up && matches!(outcome, OperationOutcome::Done(_)) {
            self.reached.late_effect += 1;
        }
        said_of(outcome)
    }

    /// Tells a client of one operation, after what it was told before.
    fn say(&mut self, n: u64, key: Key, said: Said) {
        let request = self.flights[&n].request;
        self.tell(n, Delivery::Said(request, key, said));
    }

    /// Nothing more is told of a request.
    pub(super) fn end(&mut self, n: u64, end: Result<(), Failure>) {
        let Some(flight) = self.flights.get(&n) else {
            return;
        };
        let request = flight.request;
        let delivery = match flight.ask {
            Ask::Read(_) => Delivery::Read(request, end.map(|()| (Vec::new(), 0))),
            _ => Delivery::End(request, end),
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

    /// The server stops and starts: what it was doing is cut, what it has done stays.
    pub(super) fn restart(&mut self) {
        let under_way: Vec<u64> = self.flights.keys().copied().collect();
        self.reached.restart += u64::from(!under_way.is_empty());
        let bulk = under_way.iter().any(|n| self.is_of_bulk(&self.flights[n]));
        self.reached.restart_in_bulk += u64::from(bulk);
        for n in under_way {
            self.end(n, Err(Failure::network()));
        }
        for client in 0..self.clients.len() {
            self.cut_stream(client, NOTICED_MS);
        }
    }

    /// Does a request carry items of an operation over many?
    fn is_of_bulk(&self, flight: &Flight) -> bool {
        let Ask::Write(operations) = &flight.ask else {
            return false;
        };
        let model = &self.clients[flight.client].model;
        let ops = operations.iter().filter_map(|(key, _)| model.ops.get(key));
        let mut sizes = ops.filter_map(|op| model.items.get(&op.place.0));
        operations.len() > 1 && sizes.any(|items| items.len() > 1)
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
