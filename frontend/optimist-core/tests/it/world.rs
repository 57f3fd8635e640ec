//! One client, one server, and a network that does what a scenario tells it, step by step.

use optimist_core::{
    Config, Counts, Engine, Event, Failure, FailureKind, Input, ItemState, Key, LiveSignal, Moment,
    Mutation, OperationId, Outcome, Query, QueryKey, Reason, RequestId, ResourceCounts, Revision,
};

use crate::{
    client::{Asked, Client, Shape},
    domain::{All, Note, Notes, Op},
    server::{Answer, Server},
};

pub struct World {
    pub server: Server,
    pub client: Client,
    /// Requests with operations that nobody has answered yet.
    pub sends: Vec<Sent>,
    pub reads: Vec<(RequestId, String)>,
    pub resolves: Vec<(RequestId, Key)>,
    pub aborted: Vec<RequestId>,
    /// Every request with operations that was ever made.
    pub history: Vec<Sent>,
    /// Where the event stream is wanted to go on from.
    pub live: Option<Revision>,
    pub polls: Vec<RequestId>,
    /// The storage is to be opened.
    pub storage_wanted: bool,
    pub changed: Vec<String>,
    /// How much the server's answers say.
    pub shape: Shape,
    config: Config,
}

/// A request with operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub request: RequestId,
    pub operations: Vec<(Key, Op)>,
}

/// A read that the server has answered; the answer is still on its way.
pub struct Read {
    request: RequestId,
    notes: Vec<Note>,
    revision: Option<Revision>,
}

/// Operations that the server has dealt with; the answers are still on their way.
pub struct Dealt {
    pub request: RequestId,
    pub answers: Vec<(Key, Answer, u32)>,
}

pub const START: Moment = Moment(1_000_000);

impl World {
    /// Five notes, each query of which is to be loaded.
    pub fn new(config: Config) -> Self {
        Self::with_notes(5, config)
    }

    pub fn with_notes(count: u32, config: Config) -> Self {
        Self {
            server: Server::with_notes(count),
            client: Client::new(config.clone(), 7, START),
            sends: Vec::new(),
            reads: Vec::new(),
            resolves: Vec::new(),
            aborted: Vec::new(),
            history: Vec::new(),
            live: None,
            polls: Vec::new(),
            storage_wanted: false,
            changed: Vec::new(),
            shape: Shape::Truth,
            config,
        }
    }

    /// With every note in view, and the event stream open where there is one.
    pub fn loaded(config: Config) -> (Self, QueryKey) {
        let mut world = Self::new(config);
        let all = world.load::<All>();
        if !world.config.live.is_empty() {
            world.open_live();
        }
        (world, all)
    }

    /// The same, once the storage has told that it holds nothing.
    pub fn loaded_from(config: Config) -> (Self, QueryKey) {
        let (mut world, all) = Self::loaded(config);
        world.input(Input::Restored(Vec::new()));
        (world, all)
    }

    pub fn act<T>(&mut self, act: impl FnOnce(&mut Client) -> T) -> T {
        let result = act(&mut self.client);
        for asked in std::mem::take(&mut self.client.asked) {
            match asked {
                Asked::Fetch(request, query, _) => self.reads.push((request, query)),
                Asked::Send(request, operations) => {
                    let sent = Sent {
                        request,
                        operations,
                    };
                    self.history.push(sent.clone());
                    self.sends.push(sent);
                }
                Asked::Resolve(request, key) => self.resolves.push((request, key)),
                Asked::Abort(request) => {
                    self.sends.retain(|sent| sent.request != request);
                    self.reads.retain(|(read, _)| *read != request);
                    self.resolves.retain(|(asked, _)| *asked != request);
                    self.aborted.push(request);
                }
                Asked::OpenLive(since) => {
                    self.live = Some(since.unwrap_or_else(|| self.server.revision()));
                }
                Asked::Poll(request) => self.polls.push(request),
                Asked::OpenStorage => self.storage_wanted = true,
                Asked::Write => {}
                Asked::Changed(queries) => self.changed.extend(queries),
            }
        }
        result
    }

    pub fn engine(&mut self, act: impl FnOnce(&mut Engine, Moment)) {
        self.act(|client| client.call(act));
    }

    pub fn input(&mut self, input: Input) {
        self.act(|client| client.input(input));
    }

    pub fn observe<Q: Query<Args = ()>>(&mut self) -> QueryKey {
        self.act(Client::observe::<Q>)
    }

    /// Looks at a query, and lets the server answer.
    pub fn load<Q: Query<Args = ()>>(&mut self) -> QueryKey {
        let query = self.observe::<Q>();
        self.serve_reads();
        query
    }

    pub fn mutate<M: Mutation<Args = Op>>(&mut self, op: Op) -> OperationId {
        self.bulk::<M>(&[op])
    }

    pub fn bulk<M: Mutation<Args = Op>>(&mut self, ops: &[Op]) -> OperationId {
        self.act(|client| client.mutate::<M>(ops))
    }

    /// Lets the time pass; the engine is woken whenever it wants to be.
    pub fn pass(&mut self, ms: u64) {
        let end = self.client.now.after(ms);
        while let Some(at) = self.client.engine.poll_timeout().filter(|&at| at <= end) {
            self.client.now = self.client.now.max(at);
            self.input(Input::Wake);
        }
        self.client.now = end;
    }

    /// The server deals with the oldest read; its answer is on its way.
    pub fn begin_read(&mut self) -> Read {
        let (request, query) = self.reads.remove(0);
        let revision = (!query.starts_with("plain")).then_some(self.server.revision());
        Read {
            request,
            notes: self.server.read(&query),
            revision,
        }
    }

    pub fn end_read(&mut self, read: Read) {
        self.act(|client| client.fetched(read.request, read.notes, read.revision));
    }

    pub fn serve_reads(&mut self) {
        while !self.reads.is_empty() {
            let read = self.begin_read();
            self.end_read(read);
        }
    }

    pub fn fail_read(&mut self, failure: Failure) {
        let (request, _) = self.reads.remove(0);
        let result = Err(failure);
        self.input(Input::Fetched { request, result });
    }

    /// The server deals with the oldest request; its answers are on their way.
    pub fn deal(&mut self) -> Dealt {
        let Sent {
            request,
            operations,
        } = self.sends.remove(0);
        let answers = operations
            .iter()
            .map(|(key, op)| (*key, self.server.submit(*key, op), op.id()))
            .collect();
        Dealt { request, answers }
    }

    /// The answers of a request arrive, and it ends.
    pub fn tell(&mut self, dealt: &Dealt) {
        for (key, answer, id) in &dealt.answers {
            let shape = self.shape;
            self.act(|client| client.answer(dealt.request, *key, answer, *id, shape));
        }
        self.end(dealt.request, Ok(()));
    }

    pub fn serve(&mut self) {
        let dealt = self.deal();
        self.tell(&dealt);
    }

    /// The server answers the second request before the first.
    pub fn tell_second(&mut self) {
        self.sends.swap(0, 1);
        self.serve();
    }

    /// The server deals with the oldest request, but its answer is lost.
    pub fn lose_answer(&mut self) {
        let dealt = self.deal();
        self.end(dealt.request, Err(Failure::network()));
    }

    /// The oldest request does not reach the server.
    pub fn cut(&mut self) {
        let sent = self.sends.remove(0);
        self.end(sent.request, Err(Failure::network()));
    }

    pub fn end(&mut self, request: RequestId, end: Result<(), Failure>) {
        self.act(|client| client.end(request, end));
    }

    pub fn outcome(&mut self, request: RequestId, key: Key, outcome: Outcome) {
        self.act(|client| client.outcome(request, key, outcome));
    }

    pub fn serve_resolve(&mut self) {
        let (request, key) = self.resolves.remove(0);
        let answer = self.server.withdraw(key);
        let id = self.id_of(key);
        let shape = self.shape;
        self.act(|client| client.answer(request, key, &answer, id, shape));
        self.end(request, Ok(()));
    }

    fn id_of(&self, key: Key) -> u32 {
        let sent = self.history.iter().flat_map(|sent| &sent.operations);
        sent.clone()
            .find(|(sent, _)| *sent == key)
            .map_or(0, |(_, op)| op.id())
    }

    /// The disk does all that it was asked for.
    pub fn store(&mut self) {
        while self.act(Client::write) {}
    }

    /// Everything works until nothing is left to do.
    pub fn settle(&mut self) {
        for _ in 0..10_000 {
            if self.act(Client::write) {
                self.store();
            } else if !self.sends.is_empty() {
                self.serve();
            } else if !self.resolves.is_empty() {
                self.serve_resolve();
            } else if !self.reads.is_empty() {
                self.serve_reads();
            } else if self.client.resource_counts().alarms > 0 {
                let next = self.client.engine.poll_timeout().expect("an alarm");
                self.pass(next.since(self.client.now).max(1));
            } else {
                return;
            }
        }
        panic!(
            "the engine does not come to rest: {:?}",
            self.resource_counts()
        );
    }

    /// The page is loaded anew.
    pub fn reload(&mut self) {
        self.sends.clear();
        self.reads.clear();
        self.resolves.clear();
        self.polls.clear();
        self.live = None;
        let config = self.config.clone();
        self.act(|client| client.reload(config, 8));
    }

    pub fn open_live(&mut self) {
        let since = self.live.take().expect("the event stream is wanted");
        let head = self.client.head(since);
        self.act(|client| client.live(LiveSignal::Opened(head)));
        for revision in since + 1..=self.server.revision() {
            self.event(revision);
        }
    }

    /// The change of a revision arrives by the event stream.
    pub fn event(&mut self, revision: Revision) {
        let change = self.server.changes[revision as usize - 1].clone();
        self.act(|client| client.event(revision, &change));
    }

    /// The change after the last one that the page was told of arrives.
    pub fn event_next(&mut self) {
        let revision = self.server.revision();
        self.event(revision);
    }

    pub fn heartbeat(&mut self) {
        let revision = self.server.revision();
        let head = self.client.head(revision);
        self.act(|client| client.live(LiveSignal::Opened(head)));
    }

    pub fn view(&self, query: &QueryKey) -> Vec<Note> {
        self.client.view::<All>(query).expect("the query has data")
    }

    pub fn note(&self, query: &QueryKey, id: u32) -> Option<Note> {
        self.view(query).into_iter().find(|note| note.id == id)
    }

    #[track_caller]
    pub fn shows(&self, query: &QueryKey, id: u32, title: &str, done: bool) {
        let note = self.note(query, id).expect("the note is shown");
        assert_eq!((note.title.as_str(), note.done), (title, done));
    }

    pub fn counts(&self, operation: OperationId) -> Counts {
        let operation = self.client.engine.operation(operation);
        operation.expect("the operation is kept").counts()
    }

    pub fn state(&self, operation: OperationId) -> Option<ItemState> {
        let operation = self.client.engine.operation(operation)?;
        Some(operation.items()[0].state().clone())
    }

    pub fn resource_counts(&self) -> ResourceCounts {
        self.client.resource_counts()
    }

    /// Takes what the user has been told.
    pub fn told(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.client.told)
    }

    pub fn status_of(&self, id: u32) -> optimist_core::ItemStatus {
        self.client.engine.item_status::<Notes>(&id)
    }
}

pub fn server_error(retry_after_ms: Option<u64>) -> Failure {
    Failure {
        retry_after_ms,
        ..Failure::server(Reason::new("busy", "The server is busy."))
    }
}

pub fn too_large() -> Failure {
    Failure {
        kind: FailureKind::TooLarge,
        ..server_error(None)
    }
}
