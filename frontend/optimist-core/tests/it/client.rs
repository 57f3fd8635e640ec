//! One client: an engine whose outputs are taken and kept, and its disk.

use std::{collections::BTreeMap, rc::Rc};

use optimist_core::{
    AnyCall, Config, Engine, Event, Failure, Fetched, Held, Input, Key, Mutation, OperationId,
    Outcome, Outgoing, Output, Query, QueryKey, RequestId, Restored, Revision, Timestamp, Truth,
};

use crate::{
    domain::{All, Note, Notes, Op, op_of},
    server::{Answer, Change},
};

pub struct Client {
    pub engine: Engine,
    pub now: Timestamp,
    /// What the engine has asked for since this was last taken.
    pub asked: Vec<Asked>,
    pub told: Vec<Event>,
    pub disk: BTreeMap<Key, Row>,
    /// What is on its way to the disk.
    writing: BTreeMap<Key, Row>,
}

type Row = (OperationId, Rc<dyn AnyCall>);

/// What a driver does for the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Fetch(RequestId, String),
    Send(RequestId, Vec<(Key, Op)>),
    Withdraw(RequestId, Key),
    Abort(RequestId),
    OpenLive(Revision),
    /// Tell that these are stored.
    Store(Vec<Key>),
    Changed(Vec<String>),
}

impl Client {
    pub fn new(config: Config, seed: u64, now: Timestamp) -> Self {
        Self {
            engine: Engine::new(config, seed),
            now,
            asked: Vec::new(),
            told: Vec::new(),
            disk: BTreeMap::new(),
            writing: BTreeMap::new(),
        }
    }

    /// The page is loaded anew: the disk is all that is left.
    pub fn reload(&mut self, config: Config, seed: u64) {
        self.engine = Engine::new(config, seed);
        self.asked.clear();
        self.writing.clear();
        let entries = self.disk.iter().map(|(&key, (operation, call))| Restored {
            key,
            operation: *operation,
            call: Rc::clone(call),
        });
        let entries = entries.collect();
        self.input(Input::Restored(entries));
    }

    pub fn input(&mut self, input: Input) {
        self.engine.handle_input(self.now, input);
        self.drain();
    }

    /// The disk has what it was given.
    pub fn stored(&mut self, keys: Vec<Key>) {
        for key in &keys {
            if let Some(row) = self.writing.remove(key) {
                self.disk.insert(*key, row);
            }
        }
        self.input(Input::Stored(keys));
    }

    pub fn observe<Q: Query<Args = ()>>(&mut self) -> QueryKey {
        let key = self.engine.observe::<Q>(self.now, &());
        self.drain();
        key
    }

    pub fn mutate<M: Mutation<Args = Op>>(&mut self, ops: &[Op]) -> OperationId {
        let operation = self.engine.mutate::<M>(self.now, ops.iter().cloned());
        self.drain();
        operation
    }

    pub fn call(&mut self, act: impl FnOnce(&mut Engine, Timestamp)) {
        act(&mut self.engine, self.now);
        self.drain();
    }

    pub fn fetched(&mut self, request: RequestId, items: Vec<Note>, revision: Option<Revision>) {
        let items = Box::new(items);
        let result = Ok(Fetched { items, revision });
        self.input(Input::Fetched { request, result });
    }

    pub fn answer(&mut self, request: RequestId, key: Key, answer: &Answer, id: u32, shape: Shape) {
        let outcome = match answer {
            Answer::Refused(reason) => Outcome::Refused(reason.clone()),
            Answer::Done(revision, note) => Outcome::Done {
                revision: (shape != Shape::Plain).then_some(*revision),
                truth: (shape == Shape::Truth).then(|| truth(id, note.clone())),
            },
        };
        self.outcome(request, key, outcome);
    }

    pub fn outcome(&mut self, request: RequestId, key: Key, outcome: Outcome) {
        self.input(Input::Answered {
            request,
            key,
            outcome,
        });
    }

    pub fn end(&mut self, request: RequestId, end: Result<(), Failure>) {
        self.input(Input::Ended { request, end });
    }

    pub fn event(&mut self, revision: Revision, change: &Change) {
        self.input(Input::Event {
            revision,
            key: change.key,
            truth: truth(change.id, change.note.clone()),
        });
    }

    pub fn view<Q: Query<Entity = Notes>>(&self, query: &QueryKey) -> Option<Vec<Note>> {
        let view = self.engine.view::<Q>(query)?;
        Some(view.iter().map(|note| (**note).clone()).collect())
    }

    /// What a query shows, by its name.
    pub fn shown(&self, query: &str) -> Option<Vec<Note>> {
        let segments = query.split('/').map(str::to_owned);
        self.view::<All>(&QueryKey::new(segments))
    }

    pub fn held(&self) -> Held {
        self.engine.held()
    }

    fn drain(&mut self) {
        while let Some(output) = self.engine.poll_output() {
            let asked = match output {
                Output::Fetch { request, query } => Asked::Fetch(request, query.to_string()),
                Output::Send {
                    request,
                    operations,
                } => Asked::Send(request, operations.iter().map(named).collect()),
                Output::Withdraw { request, operation } => Asked::Withdraw(request, operation.key),
                Output::Abort(request) => Asked::Abort(request),
                Output::OpenLive { since } => Asked::OpenLive(since),
                Output::Store(entries) => {
                    let keys = entries.iter().map(|entry| entry.key).collect();
                    for entry in entries {
                        self.writing
                            .insert(entry.key, (entry.operation, entry.call));
                    }
                    Asked::Store(keys)
                }
                Output::Unstore(keys) => {
                    for key in keys {
                        self.writing.remove(&key);
                        self.disk.remove(&key);
                    }
                    continue;
                }
                Output::Changed(queries) => {
                    Asked::Changed(queries.iter().map(QueryKey::to_string).collect())
                }
                Output::OperationsChanged => continue,
                Output::Tell(event) => {
                    self.told.push(event);
                    continue;
                }
            };
            self.asked.push(asked);
        }
        self.engine.check().expect("the engine's own check");
    }
}

/// How much an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The revision and the whole item.
    Truth,
    /// The revision alone.
    Revision,
    /// Nothing but that it was done.
    Plain,
}

fn named(operation: &Outgoing) -> (Key, Op) {
    (operation.key, op_of(&*operation.call))
}

fn truth(id: u32, item: Option<Note>) -> Rc<dyn optimist_core::AnyTruth> {
    Rc::new(Truth::<Notes> { id, item })
}
