//! One client: its engine, its model, its storage, and the driver between them.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    rc::Rc,
};

use optimist_core::{
    Call, Engine, Event, Input, Key, OperationId, Output, Restored, Stored, Timestamp,
};
use shared::{Revision, Video};

use super::{
    domain::{Change, ChangeVideo, CourseVideos, change_of},
    flight::Ask,
    lists::List,
    model::Model,
    op::{Notice, State},
    swarm::Mix,
    world::{Happening, World},
};

/// One author's page.
pub(super) struct Client {
    pub(super) engine: Engine,
    pub(super) model: Model,
    /// Raised by each load of the page.
    pub(super) life: u64,
    pub(super) offline: bool,
    pub(super) signed_out: bool,
    /// It has a storage that works.
    pub(super) stores: bool,
    pub(super) rows: BTreeMap<Key, Row>,
    /// When the storage is done with what it was given.
    storage_at: u64,
    pub(super) stream: Stream,
    /// Something happened since the last check.
    pub(super) touched: bool,
    /// What the user may undo: the delete, and the videos as they were.
    pub(super) undo: Vec<(OperationId, Vec<Video>)>,
    /// How earlier tries have ended.
    pub(super) past: HashMap<Key, State>,
    /// What a later operation stood for: it is done without an effect of its own.
    pub(super) stood_for: HashSet<Key>,
    /// What a reload has lost; may it have been sent?
    pub(super) lost: HashMap<Key, bool>,
    /// What came from the storage.
    pub(super) restored: HashSet<Key>,
}

/// A stored log entry.
pub(super) struct Row {
    pub(super) operation: OperationId,
    pub(super) change: Change,
    pub(super) at: Timestamp,
}

/// An event stream, as the server sees it.
#[derive(Default)]
pub(super) struct Stream {
    pub(super) number: u64,
    pub(super) open: bool,
    pub(super) cursor: Revision,
    /// When what was sent so far has arrived.
    pub(super) ready_at: u64,
}

impl Client {
    pub(super) fn new(mix: &Mix, number: usize, life: u64, now: u64) -> Self {
        let client = &mix.clients[number];
        let mut engine = Engine::new(client.config, mix.plan.seed ^ (life << 8) ^ number as u64);
        engine.set_optimism(client.optimism);
        let model = Model::new(client.optimism);
        Self {
            engine,
            model,
            life,
            offline: false,
            signed_out: false,
            stores: client.config.store,
            rows: BTreeMap::new(),
            storage_at: now,
            stream: Stream::default(),
            touched: false,
            undo: Vec::new(),
            past: HashMap::new(),
            stood_for: HashSet::new(),
            lost: HashMap::new(),
            restored: HashSet::new(),
        }
    }

    /// The state of the latest try of each item, and of those before.
    pub(super) fn remember_ends(&mut self) {
        for &(key, state) in self.model.items.values().flatten() {
            self.past.insert(key, state);
        }
        self.stood_for.extend(self.model.stood_for.drain(..));
    }
}

impl World {
    /// Looks at a course.
    pub(super) fn look_at(&mut self, number: usize, course: usize) {
        let (now, course) = (self.timestamp(), self.server.courses[course].clone());
        let client = &mut self.clients[number];
        let key = client.engine.observe::<CourseVideos>(now, &course);
        client.model.lists.push(List::new(course, key));
    }

    /// Opens a page: looks at its lists, and asks the storage what it holds.
    pub(super) fn open(&mut self, number: usize) -> Result<(), String> {
        let now = self.timestamp();
        let (life, wait) = (self.clients[number].life, self.storage_wait());
        for &course in self.mix.clients[number].courses {
            self.look_at(number, course);
        }
        let client = &mut self.clients[number];
        client.storage_at = now.0 + 1 + wait;
        if client.stores {
            self.at(
                now.0 + 1 + wait,
                Happening::Restore {
                    client: number,
                    life,
                },
            );
        }
        self.drain(number)
    }

    /// Loads a page again: all is lost but what is stored.
    pub(super) fn reload(&mut self, number: usize) -> Result<(), String> {
        let mut new = Client::new(&self.mix, number, self.clients[number].life + 1, self.now);
        let old = &mut self.clients[number];
        old.remember_ends();
        if !old.model.ops.is_empty() {
            self.reached.reload_with_entries += 1;
        }
        for (key, op) in &old.model.ops {
            if old.stores && old.rows.contains_key(key) {
                continue;
            }
            let settled = op.done.is_some() || op.by.is_some();
            if old.stores && op.sent && !settled && new.stores {
                return Err(format!("{key} was sent and is not stored"));
            }
            if op.done.is_none() {
                self.reached.reload_before_stored += u64::from(old.stores);
                old.past.remove(key);
                old.lost.insert(*key, op.sent);
            }
        }
        new.offline = old.offline;
        new.stores = old.stores;
        std::mem::swap(&mut new.rows, &mut old.rows);
        std::mem::swap(&mut new.past, &mut old.past);
        std::mem::swap(&mut new.stood_for, &mut old.stood_for);
        std::mem::swap(&mut new.lost, &mut old.lost);
        new.stream.number = old.stream.number + 1;
        new.model.optimism = old.model.optimism;
        new.engine.set_optimism(new.model.optimism);
        *old = new;
        if !self.clients[number].stores && self.mix.clients[number].config.store {
            self.input(number, Input::StorageFailed)?;
        }
        self.now += 1;
        self.open(number)
    }

    pub(super) fn restore(&mut self, number: usize) -> Result<(), String> {
        let client = &mut self.clients[number];
        if !client.stores {
            return Ok(());
        }
        let mut entries = Vec::new();
        for (&key, row) in &client.rows {
            if client.model.ops.contains_key(&key) {
                continue;
            }
            let items = client.model.items.entry(row.operation).or_default();
            items.push((key, State::UnderWay));
            let place = (row.operation, items.len() - 1);
            client
                .model
                .insert(key, row.change.clone(), row.at, place, true);
            client.past.remove(&key);
            client.lost.remove(&key);
            client.stood_for.remove(&key);
            client.restored.insert(key);
            let call = Rc::new(Call::<ChangeVideo> {
                args: row.change.clone(),
                at: row.at,
            });
            entries.push(Restored {
                key,
                operation: row.operation,
                call,
            });
        }
        self.trace
            .note([2, number as u64, entries.len() as u64], || {
                format!("{number} has {} entries restored", entries.len())
            });
        self.input(number, Input::Restored(entries))
    }

    pub(super) fn written(&mut self, number: usize, rows: Vec<Stored>) -> Result<(), String> {
        let client = &mut self.clients[number];
        if !client.stores {
            return Ok(());
        }
        let mut keys = Vec::with_capacity(rows.len());
        for Stored {
            key,
            operation,
            call,
        } in rows
        {
            keys.push(key);
            let row = Row {
                operation,
                change: change_of(&call).clone(),
                at: call.at(),
            };
            client.rows.insert(key, row);
        }
        self.input(number, Input::Stored(keys))
    }

    fn storage_wait(&mut self) -> u64 {
        self.requests += 1;
        shared::fault::Draws::new(self.plan.seed, self.requests ^ 1 << 50).next()
            % self.mix.storage_ms
    }

    /// Tells a client's engine something, and carries out what it asks for.
    pub(super) fn input(&mut self, number: usize, input: Input) -> Result<(), String> {
        let now = self.timestamp();
        self.clients[number].engine.handle_input(now, input);
        self.drain(number)
    }

    pub(super) fn drain(&mut self, number: usize) -> Result<(), String> {
        self.clients[number].touched = true;
        while let Some(output) = self.clients[number].engine.poll_output() {
            self.carry_out(number, output)?;
        }
        Ok(())
    }

    fn carry_out(&mut self, number: usize, output: Output) -> Result<(), String> {
        let life = self.clients[number].life;
        let model = &mut self.clients[number].model;
        match output {
            Output::Fetch { request, query } => {
                let Some(list) = model.reads(request, &query) else {
                    return Err(format!("{query} is read, and nobody looks at it"));
                };
                let course = list.course.clone();
                self.launch(number, request, Ask::Read(course));
            }
            Output::Send {
                request,
                operations,
            } => {
                self.reached.replaced += model.sent(request, &operations)?;
                let operations = operations
                    .iter()
                    .map(|outgoing| (outgoing.key, change_of(&outgoing.call).operation.clone()))
                    .collect();
                self.launch(number, request, Ask::Write(operations));
            }
            Output::Withdraw { request, operation } => {
                model.latest = request;
                model.open.insert(request, vec![operation.key]);
                self.launch(number, request, Ask::Withdraw(operation.key));
            }
            Output::Abort(request) => {
                model.open.remove(&request);
                model.read_over(request, None);
                self.trace.note([3, number as u64, request.0], || {
                    format!("{number} gives {} up", request.0)
                });
                if let Some(flight) = self.flight_of(number, request) {
                    flight.given_up = true;
                    self.reached.timed_out += 1;
                }
            }
            Output::OpenLive { since } => self.ask_for_stream(number, since),
            Output::Store(rows) => {
                let at = self.storage_at(number);
                self.at(
                    at,
                    Happening::Written {
                        client: number,
                        life,
                        rows,
                    },
                );
            }
            Output::Unstore(keys) => {
                let at = self.storage_at(number);
                self.at(
                    at,
                    Happening::Removed {
                        client: number,
                        life,
                        keys,
                    },
                );
            }
            Output::Changed(_) | Output::OperationsChanged => {}
            Output::Tell(event) => return self.told(number, event),
        }
        Ok(())
    }

    fn storage_at(&mut self, number: usize) -> u64 {
        let at = self.now + self.storage_wait();
        let client = &mut self.clients[number];
        client.storage_at = client.storage_at.max(at);
        client.storage_at
    }

    fn told(&mut self, number: usize, event: Event) -> Result<(), String> {
        let client = &mut self.clients[number];
        match event {
            Event::Refused {
                operation, target, ..
            } => {
                client.model.count(Notice::Refused, operation, target, -1);
            }
            Event::Cancelled { operation, target } => {
                client.model.count(Notice::Cancelled, operation, target, -1);
            }
            Event::Corrected {
                operation, target, ..
            } => {
                self.reached.corrected += 1;
                client.model.count(Notice::Corrected, operation, target, -1);
            }
            Event::Failed {
                operation, target, ..
            } => {
                let ops = client.model.ops.iter();
                let failed = ops.filter(|(_, op)| op.place.0 == operation && op.done.is_none());
                let mut failed =
                    failed.filter(|(_, op)| op.change.operation.id().to_string() == target);
                let Some((&key, op)) = failed.next() else {
                    return Err(format!(
                        "{target} of {operation} failed and was not under way"
                    ));
                };
                if !op.sent {
                    return Err(format!("{key} failed without having been sent"));
                }
                client.model.set_with_carried(key, State::Failed);
                self.reached.failed += 1;
            }
            Event::SignInNeeded => client.signed_out = true,
            Event::Repaired { what } => return Err(format!("client {number}: {what}")),
            Event::Issued { .. } | Event::Finished { .. } | Event::StorageFailed => {}
        }
        Ok(())
    }
}
