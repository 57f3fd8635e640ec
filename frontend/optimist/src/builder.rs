//! Setting a client up.

use std::{future::Future, rc::Rc};

use futures::future::LocalBoxFuture;
use optimist_core::{
    Backoff, Batching, Config, Engine, Failure, ItemOf, Outcome, Outgoing, Query, Source,
};
use serde::{Serialize, de::DeserializeOwned};
use web_sys::AbortSignal;

use crate::{
    browser,
    client::Client,
    keeping::Kinds,
    outcome_sink::OutcomeSink,
    registry::Registry,
    source::{LiveFrom, LiveMessage, LiveStream, Poll, Polled},
    tabs::Lock,
    transport::Submit,
};

/// Sends many operations in one request.
pub(crate) type SubmitBatch = Rc<
    dyn Fn(Vec<Outgoing>, OutcomeSink, AbortSignal) -> LocalBoxFuture<'static, Result<(), Failure>>,
>;

/// Asks for an operation's outcome, and makes sure that it is not done later.
pub(crate) type Resolver = Rc<dyn Fn(Outgoing, AbortSignal) -> LocalBoxFuture<'static, Outcome>>;

/// Sets a [`Client`] up; see [`Client::builder`].
pub struct ClientBuilder {
    pub(crate) config: Config,
    pub(crate) registry: Registry,
    pub(crate) database: Option<String>,
    pub(crate) submit_batch: Option<SubmitBatch>,
    pub(crate) resolver: Option<Resolver>,
    pub(crate) streams: Vec<(Source, Rc<LiveStream>)>,
    pub(crate) polls: Vec<(Source, Poll)>,
    pub(crate) optimism: bool,
    pub(crate) kept: Kinds,
}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            config: Config::default(),
            registry: Registry::default(),
            database: None,
            submit_batch: None,
            resolver: None,
            streams: Vec::new(),
            polls: Vec::new(),
            optimism: true,
            kept: Kinds::default(),
        }
    }

    /// Makes a mutation known, so that it can be sent, and found again in the storage.
    #[must_use]
    pub fn mutation<M: Submit>(mut self) -> Self {
        self.registry.add::<M>();
        self
    }

    /// Stores each operation in the browser before it is sent, in a database of this name: a
    /// reload, a crash or a lost connection then loses none. All pages over one database, in tabs
    /// and windows, show the same pending operations, and one of them sends. Name it for the app,
    /// and for the user where there are several.
    #[must_use]
    pub fn store(mut self, database: impl Into<String>) -> Self {
        self.database = Some(database.into());
        self.config.store = true;
        self
    }

    /// Keeps what a query has read in the browser, beside the [`store`](Self::store): on a later visit
    /// it is shown at once, under whatever waits, until the query has been read. Raise `version` when
    /// the items get another form: what was kept in the old one is dropped. The newest 24 MB are kept.
    #[must_use]
    pub fn keep<Q: Query>(mut self, version: u32) -> Self
    where
        ItemOf<Q>: Serialize + DeserializeOwned,
    {
        self.kept.add::<Q>(version);
        self
    }

    /// Sends what is issued together in one request. `submit` sends each outcome to the
    /// [`OutcomeSink`] as it comes; single operations still go by their own [`Submit`].
    #[must_use]
    pub fn batch<F>(
        mut self,
        batching: Batching,
        submit: impl Fn(Vec<Outgoing>, OutcomeSink, AbortSignal) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), Failure>> + 'static,
    {
        self.config.batch = Some(batching);
        self.submit_batch = Some(Rc::new(move |operations, sink, signal| {
            Box::pin(submit(operations, sink, signal))
        }));
        self
    }

    /// How an operation's outcome is asked for by key, after which it can no longer be done.
    /// Without this, an operation that is taken back after it was sent is sent once more to learn
    /// its outcome.
    #[must_use]
    pub fn resolve<F>(mut self, ask: impl Fn(Outgoing, AbortSignal) -> F + 'static) -> Self
    where
        F: Future<Output = Outcome> + 'static,
    {
        self.resolver = Some(Rc::new(move |operation, signal| {
            Box::pin(ask(operation, signal))
        }));
        self
    }

    /// Follows the event stream of [`Source::DEFAULT`], a WebSocket: `url` is given where the
    /// stream is to go on and returns the address; `parse` reads a line of a message, or returns
    /// `None` for one that says nothing to the client.
    #[must_use]
    pub fn live(
        self,
        url: impl Fn(LiveFrom) -> String + 'static,
        parse: impl Fn(&str) -> Option<LiveMessage> + 'static,
    ) -> Self {
        self.live_from(Source::DEFAULT, url, parse)
    }

    /// Follows the event stream of a source; see [`live`](Self::live).
    #[must_use]
    pub fn live_from(
        mut self,
        source: Source,
        url: impl Fn(LiveFrom) -> String + 'static,
        parse: impl Fn(&str) -> Option<LiveMessage> + 'static,
    ) -> Self {
        self.config.live.retain(|known| *known != source);
        self.config.live.push(source);
        let stream = LiveStream {
            url: Box::new(url),
            parse: Box::new(parse),
        };
        self.streams.retain(|(known, _)| *known != source);
        self.streams.push((source, Rc::new(stream)));
        self
    }

    /// Asks [`Source::DEFAULT`] how far it is while its event stream cannot be had, or where it
    /// has none.
    #[must_use]
    pub fn poll<F>(self, ask: impl Fn(AbortSignal) -> F + 'static) -> Self
    where
        F: Future<Output = Result<Polled, Failure>> + 'static,
    {
        self.poll_from(Source::DEFAULT, ask)
    }

    /// Asks a source how far it is; see [`poll`](Self::poll).
    #[must_use]
    pub fn poll_from<F>(mut self, source: Source, ask: impl Fn(AbortSignal) -> F + 'static) -> Self
    where
        F: Future<Output = Result<Polled, Failure>> + 'static,
    {
        self.config.poll.retain(|known| *known != source);
        self.config.poll.push(source);
        let ask: Poll = Rc::new(move |signal| Box::pin(ask(signal)));
        self.polls.retain(|(known, _)| *known != source);
        self.polls.push((source, ask));
        self
    }

    /// How operations and reads are tried again.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.config.backoff = backoff;
        self
    }

    /// Requests that bring nothing for so many milliseconds are given up.
    #[must_use]
    pub fn timeout_ms(mut self, timeout_ms: u64) -> Self {
        self.config.timeout_ms = timeout_ms;
        self
    }

    /// Keeps an operation over several items after all of them were done, until it is dismissed:
    /// for an app that lists such operations.
    #[must_use]
    pub fn keep_finished_bulks(mut self, keep: bool) -> Self {
        self.config.keep_finished_bulks = keep;
        self
    }

    /// Keeps what the server has refused over reloads and crashes, on every page of the database, until it
    /// is dismissed or tried again: for an app that lists refusals. Needs a [store](Self::store).
    #[must_use]
    pub fn keep_refusals(mut self, keep: bool) -> Self {
        self.config.keep_refusals = keep;
        self
    }

    /// Starts with optimism on or off. Off: everything waits for the server, and everything still
    /// works.
    #[must_use]
    pub fn optimism(mut self, on: bool) -> Self {
        self.optimism = on;
        self
    }

    /// The client, at work.
    pub fn build(mut self) -> Client {
        let lock = self.database.as_deref().and_then(Lock::of);
        self.config.tabs = lock.is_some();
        let config = std::mem::take(&mut self.config);
        let mut engine = Engine::new(config, browser::seed(), browser::now(), browser::wall());
        engine.set_optimism(self.optimism);
        Client::start(engine, self, lock)
    }
}
