//! The loads that are measured: a list of 10,000 videos under operations.

use std::collections::VecDeque;

use optimist_core::{
    Batching, Config, Effect, Engine, Entity, Failure, Fetched, Footprint, Input, Key, List,
    Listing, Moment, Mutation, OperationId, Outcome, Output, Query, QueryKey, QueryOptions, Reason,
    Repeat, RequestId, Timestamp, Truth,
};

/// How many videos there are.
pub const VIDEOS: u128 = 10_000;

#[derive(Clone, PartialEq)]
pub struct Video {
    pub id: u128,
    pub title: String,
    pub published: bool,
    pub rank: String,
}

impl Video {
    fn new(id: u128, revision: u64) -> Self {
        Self {
            id,
            title: format!("Lesson {id} of the course, revision {revision}"),
            published: false,
            rank: format!("{id:08}"),
        }
    }
}

struct Videos;

impl Entity for Videos {
    type Item = Video;
    type Id = u128;
    const NAME: &'static str = "video";

    fn id(video: &Video) -> u128 {
        video.id
    }
}

struct Course;

impl Query for Course {
    type Entity = Videos;
    type Args = ();
    const NAME: &'static str = "course";
    const OPTIONS: QueryOptions = QueryOptions {
        stale_ms: u64::MAX,
        ..QueryOptions::DEFAULT
    };

    fn listing((): &()) -> Listing<Video> {
        Listing::sorted(|a: &Video, b| a.rank.cmp(&b.rank))
    }
}

struct Publish;

impl Mutation for Publish {
    type Entity = Videos;
    type Args = (u128, bool);
    const NAME: &'static str = "publish";
    const REPEAT: Repeat = Repeat::WithKey;

    fn target(&(id, _): &(u128, bool)) -> u128 {
        id
    }

    fn predict(
        &(_, published): &(u128, bool),
        video: Option<&Video>,
        _: Timestamp,
    ) -> Effect<Video> {
        video.map_or(Effect::NotApplicable, |video| {
            Effect::Put(Video {
                published,
                ..video.clone()
            })
        })
    }

    fn footprint(_: &(u128, bool)) -> Footprint {
        Footprint::Field("published")
    }
}

/// A page that looks at the list.
pub struct Page {
    engine: Engine,
    query: QueryKey,
    now: Moment,
    revision: u64,
    requests: VecDeque<(RequestId, Vec<Key>)>,
    resolves: VecDeque<(RequestId, Key)>,
    read: Option<RequestId>,
    next: u128,
    /// What the page has drawn last: it holds on to it, as a renderer does.
    drawn: List<Video>,
}

impl Page {
    /// Every video is shown, and `waiting` of them have an operation that waits.
    pub fn new(waiting: u128, batch: Option<Batching>) -> Self {
        let config = Config {
            batch,
            ..Config::default()
        };
        let now = Moment(0);
        let mut engine = Engine::new(config, 1, now, Timestamp(1_790_000_000_000));
        let query = engine.observe::<Course>(now, &());
        let mut page = Self {
            engine,
            query,
            now,
            revision: 0,
            requests: VecDeque::new(),
            resolves: VecDeque::new(),
            read: None,
            next: 0,
            drawn: List::default(),
        };
        page.drain();
        let videos = page.videos();
        page.load(videos);
        for _ in 0..waiting {
            page.toggle();
        }
        page
    }

    /// The whole list at its next revision.
    pub fn videos(&mut self) -> Vec<Video> {
        self.revision += 1;
        (0..VIDEOS)
            .map(|id| Video::new(id, self.revision))
            .collect()
    }

    /// One operation on the next video, until it is drawn.
    pub fn toggle(&mut self) -> OperationId {
        let id = self.next_id();
        let operation = self.engine.mutate::<Publish>(self.now, [(id, true)]);
        self.drain();
        operation
    }

    /// One operation over many videos, until it is drawn.
    pub fn toggle_many(&mut self, count: u128) -> OperationId {
        let ids: Vec<(u128, bool)> = (0..count).map(|_| (self.next_id(), true)).collect();
        let operation = self.engine.mutate::<Publish>(self.now, ids);
        self.drain();
        operation
    }

    /// The server refuses the operation that was sent first; until that is drawn.
    pub fn refuse(&mut self) {
        let (request, keys) = self.requests.pop_front().expect("a request");
        for key in keys {
            let outcome = Outcome::Refused(Reason::new("no", "No."));
            self.answer(request, key, outcome);
        }
        self.end(request);
    }

    /// An operation is over: taken back where it has not been sent, done otherwise.
    pub fn take_back(&mut self, operation: OperationId) {
        self.engine.cancel(self.now, operation);
        self.drain();
        while let Some(request) = self.resolves.pop_front() {
            let (request, key) = request;
            let outcome = Outcome::Refused(Reason::new("withdrawn", "It was taken back."));
            self.answer(request, key, outcome);
            self.end(request);
        }
    }

    /// The user has seen everything that was refused.
    pub fn dismiss(&mut self) {
        let refused: Vec<OperationId> = self.engine.operations().map(|known| known.id).collect();
        for operation in refused {
            self.engine.dismiss(self.now, operation);
        }
        self.drain();
    }

    /// New confirmed data under everything that waits, until they are drawn.
    pub fn load(&mut self, videos: Vec<Video>) {
        let request = self.read.take().expect("a read");
        let result = Ok(Fetched {
            items: Box::new(videos),
            revision: Some(self.revision),
            timeline: None,
        });
        let input = Input::Fetched { request, result };
        self.engine.handle_input(self.now, input);
        self.drain();
    }

    /// Asks for the list again.
    pub fn invalidate(&mut self) {
        self.engine.invalidate(self.now, &self.query);
        self.drain();
    }

    /// The server does everything that is waiting.
    pub fn settle(&mut self) {
        while let Some((request, keys)) = self.requests.pop_front() {
            for key in keys {
                let truth = Truth::<Videos>::shared(0, Some(Video::new(0, 0)));
                let outcome = Outcome::done_at(self.revision, None).with_truth(truth);
                self.answer(request, key, outcome);
            }
            self.end(request);
            self.now = self.now.after(1);
            self.engine.handle_input(self.now, Input::Wake);
            self.drain();
        }
    }

    /// The server answers everything that is on its way that it is too busy, and the time passes
    /// to the next alarm: one call of the engine for each. `call` is given each of them.
    pub fn busy(&mut self, mut call: impl FnMut(&mut dyn FnMut())) {
        while let Some((request, _)) = self.requests.pop_front() {
            let end = Err(Failure::server(Reason::new("busy", "The server is busy.")));
            let mut input = Some(Input::Ended { request, end });
            call(&mut || {
                if let Some(input) = input.take() {
                    self.engine.handle_input(self.now, input);
                    self.drain();
                }
            });
        }
        if let Some(at) = self.engine.poll_timeout() {
            self.now = self.now.max(at);
            call(&mut || {
                self.engine.handle_input(self.now, Input::Wake);
                self.drain();
            });
        }
    }

    fn answer(&mut self, request: RequestId, key: Key, outcome: Outcome) {
        let input = Input::Answered {
            request,
            key,
            outcome,
        };
        self.engine.handle_input(self.now, input);
    }

    fn end(&mut self, request: RequestId) {
        let end = Ok(());
        self.engine
            .handle_input(self.now, Input::Ended { request, end });
        self.drain();
    }

    /// Spreads the operations over the list.
    fn next_id(&mut self) -> u128 {
        self.next = (self.next + 7_919) % VIDEOS;
        self.next
    }

    fn drain(&mut self) {
        while let Some(output) = self.engine.poll_output() {
            match output {
                Output::Send {
                    request,
                    operations,
                } => {
                    let keys = operations.iter().map(|operation| operation.key).collect();
                    self.requests.push_back((request, keys));
                }
                Output::Resolve { request, operation } => {
                    self.resolves.push_back((request, operation.key));
                }
                Output::Abort(request) => self.requests.retain(|(sent, _)| *sent != request),
                Output::Fetch { request, .. } => self.read = Some(request),
                Output::Changed(_) => {
                    if let Some(list) = self.engine.view::<Course>(&self.query) {
                        // The rows that fit on a screen.
                        std::hint::black_box(list.range(0..30).count());
                        self.drawn = list;
                    }
                }
                _ => {}
            }
        }
    }
}
