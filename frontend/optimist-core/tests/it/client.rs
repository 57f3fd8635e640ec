//! One client: an engine whose outputs are taken and kept, and its disk.

use std::rc::Rc;

use optimist_core::{
    AnyTruth, Config, DataStatus, Engine, Event, Failure, Fetched, Head, Input, Key, LiveSignal,
    Moment, Mutation, OperationId, Outcome, Outgoing, Output, Part, Query, QueryKey, RequestId,
    ResourceCounts, Revision, Source, Timeline, Timestamp, Truth,
};

use crate::{
    disk::Disk,
    domain::{All, Note, Notes, Op, op_of},
    server::{Answer, Change},
};

pub struct Client {
    pub engine: Engine,
    pub now: Moment,
    /// What the engine has asked for since this was last taken.
    pub asked: Vec<Asked>,
    pub told: Vec<Event>,
    pub disk: Disk,
    /// Queries that nobody observes any more.
    pub forgotten: Vec<String>,
    /// From where the event stream was asked for, each time.
    pub asked_since: Vec<Option<Revision>>,
    /// The timeline that reads and answers name, where the API has timelines.
    pub timeline: Option<Timeline>,
}

/// What a driver does for the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Fetch(RequestId, String, Part),
    Send(RequestId, Vec<(Key, Op)>),
    Resolve(RequestId, Key),
    Abort(RequestId),
    OpenLive(Option<Revision>),
    Poll(RequestId),
    OpenStorage,
    /// Something is on its way to the disk.
    Write,
    Changed(Vec<String>),
}

impl Client {
    pub fn new(config: Config, seed: u64, now: Moment) -> Self {
        let mut client = Self {
            engine: Engine::new(config, seed, now, wall(now)),
            now,
            asked: Vec::new(),
            told: Vec::new(),
            disk: Disk::default(),
            asked_since: Vec::new(),
            forgotten: Vec::new(),
            timeline: None,
        };
        client.drain();
        client
    }

    /// The page is loaded anew: the disk is all that is left.
    pub fn reload(&mut self, config: Config, seed: u64) {
        self.engine = Engine::new(config, seed, self.now, wall(self.now));
        self.asked.clear();
        let rows = self.disk.reopen();
        self.input(Input::Restored(rows));
    }

    pub fn input(&mut self, input: Input) {
        self.engine.handle_input(self.now, input);
        self.drain();
    }

    /// The disk has done the next write that it was asked for; false: there was none.
    pub fn write(&mut self) -> bool {
        let Some(told) = self.disk.write() else {
            return false;
        };
        told.into_iter().for_each(|input| self.input(input));
        true
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

    pub fn call(&mut self, act: impl FnOnce(&mut Engine, Moment)) {
        act(&mut self.engine, self.now);
        self.drain();
    }

    pub fn fetched(&mut self, request: RequestId, items: Vec<Note>, revision: Option<Revision>) {
        let items = Box::new(items);
        let timeline = self.timeline.clone();
        let result = Ok(Fetched {
            items,
            revision,
            timeline,
        });
        self.input(Input::Fetched { request, result });
    }

    pub fn answer(&mut self, request: RequestId, key: Key, answer: &Answer, id: u32, shape: Shape) {
        let outcome = match answer {
            Answer::Refused(reason) => Outcome::Refused(reason.clone()),
            Answer::Done(revision, note) => Outcome::Done {
                revision: matches!(shape, Shape::Truth | Shape::Revision).then_some(*revision),
                timeline: self.timeline.clone(),
                truth: matches!(shape, Shape::Truth | Shape::Item).then(|| truth(id, note.clone())),
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
        self.live(LiveSignal::Change {
            revision,
            key: change.key,
            truth: truth(change.id, change.note.clone()),
        });
    }

    pub fn live(&mut self, signal: LiveSignal) {
        self.input(Input::Live(Source::DEFAULT, signal));
    }

    pub fn head(&self, revision: Revision) -> Head {
        Head {
            revision,
            timeline: self.timeline.clone(),
        }
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

    /// Does the page say that a query could not be read?
    pub fn says_unread(&self, query: &str) -> bool {
        let segments = query.split('/').map(str::to_owned);
        let status = self.engine.status(&QueryKey::new(segments));
        status.data == DataStatus::Error
    }

    pub fn resource_counts(&self) -> ResourceCounts {
        self.engine.resource_counts()
    }

    fn drain(&mut self) {
        while let Some(output) = self.engine.poll_output() {
            let asked = match output {
                Output::Fetch {
                    request,
                    query,
                    part,
                } => Asked::Fetch(request, query.to_string(), part),
                Output::Send {
                    request,
                    operations,
                } => Asked::Send(request, operations.iter().map(named).collect()),
                Output::Resolve { request, operation } => Asked::Resolve(request, operation.key),
                Output::Abort(request) => Asked::Abort(request),
                Output::OpenLive { since, .. } => {
                    self.asked_since.push(since);
                    Asked::OpenLive(since)
                }
                Output::Poll { request, .. } => Asked::Poll(request),
                Output::OpenStorage => Asked::OpenStorage,
                Output::CloseStorage => {
                    self.disk.reopen();
                    continue;
                }
                Output::Store(entries) => {
                    self.disk.put(entries);
                    Asked::Write
                }
                Output::Unstore { keys, .. } => {
                    self.disk.remove(keys);
                    Asked::Write
                }
                Output::Changed(queries) => {
                    Asked::Changed(queries.iter().map(QueryKey::to_string).collect())
                }
                Output::OperationsChanged => continue,
                Output::Tell(_) | Output::TakeLock => continue,
                Output::Forgotten(query) => {
                    self.forgotten.push(query.to_string());
                    continue;
                }
                Output::Notify(event) => {
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
    /// The whole item alone, as an ordinary API answers.
    Item,
    /// Nothing but that it was done.
    Plain,
}

fn named(operation: &Outgoing) -> (Key, Op) {
    (operation.key, op_of(&*operation.call))
}

pub fn truth(id: u32, item: Option<Note>) -> Rc<dyn AnyTruth> {
    Truth::<Notes>::shared(id, item)
}

/// The time of day at a moment.
pub fn wall(now: Moment) -> Timestamp {
    Timestamp(1_790_000_000_000 + now.0)
}
