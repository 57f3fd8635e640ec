//! Setting a client up.

use std::{future::Future, rc::Rc};

use optimist_core::{
    AnyTruth, Backoff, Batching, Config, Engine, Failure, Key, Outcome, Outgoing, Revision,
};
use web_sys::AbortSignal;

use crate::{
    browser,
    client::Client,
    registry::{Later, Registry},
    remote::Submit,
    sink::Sink,
};

/// Sends many operations in one request.
pub(crate) type Transport =
    Rc<dyn Fn(Vec<Outgoing>, Sink, AbortSignal) -> Later<Result<(), Failure>>>;

/// Asks for an operation's outcome, and makes sure that it is not done later.
pub(crate) type Withdrawer = Rc<dyn Fn(Outgoing, AbortSignal) -> Later<Outcome>>;

/// Reads one message of an event stream.
type Parse = dyn Fn(&str) -> Option<LiveSignal>;

/// The event stream of an app.
pub(crate) struct LiveSource {
    pub(crate) url: Box<dyn Fn(Revision) -> String>,
    pub(crate) parse: Box<Parse>,
}

/// One message of an event stream.
pub enum LiveSignal {
    /// Every change after this revision will come, or has come: also the stream's heartbeat.
    Opened {
        /// Where the stream is.
        revision: Revision,
    },
    /// Changes before this revision are lost.
    Reset {
        /// Where the stream goes on from.
        revision: Revision,
    },
    /// A change.
    Change {
        /// Its revision: one more than that of the change before.
        revision: Revision,
        /// The key of the operation that made it.
        key: Option<Key>,
        /// The item after it.
        truth: Rc<dyn AnyTruth>,
    },
}

/// Sets a [`Client`] up; see [`Client::builder`].
pub struct ClientBuilder {
    pub(crate) config: Config,
    pub(crate) registry: Registry,
    pub(crate) database: Option<String>,
    pub(crate) transport: Option<Transport>,
    pub(crate) withdrawer: Option<Withdrawer>,
    pub(crate) live: Option<LiveSource>,
    pub(crate) optimism: bool,
}

impl ClientBuilder {
    pub(crate) fn new() -> Self {
        Self {
            config: Config::default(),
            registry: Registry::default(),
            database: None,
            transport: None,
            withdrawer: None,
            live: None,
            optimism: true,
        }
    }

    /// Makes a mutation known, so that it can be sent, and found again in the storage.
    #[must_use]
    pub fn mutation<M: Submit>(mut self) -> Self {
        self.registry.add::<M>();
        self
    }

    /// Stores each operation in the browser before it is sent, in a database of this name: a
    /// reload, a crash or a lost connection then loses none. Name it for the app, and for the
    /// user where there are several.
    #[must_use]
    pub fn store(mut self, database: impl Into<String>) -> Self {
        self.database = Some(database.into());
        self.config.store = true;
        self
    }

    /// Sends what is issued together in one request. The transport tells each outcome to the
    /// [`Sink`] as it comes; single operations still go by their own [`Submit`].
    #[must_use]
    pub fn batch<F>(
        mut self,
        batching: Batching,
        transport: impl Fn(Vec<Outgoing>, Sink, AbortSignal) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), Failure>> + 'static,
    {
        self.config.batch = Some(batching);
        self.transport = Some(Rc::new(move |operations, sink, signal| {
            Box::pin(transport(operations, sink, signal))
        }));
        self
    }

    /// How an operation's outcome is asked for by key, after which it can no longer be done.
    /// Without this, what is taken back after it was sent is sent once more to learn its outcome.
    #[must_use]
    pub fn withdraw<F>(mut self, ask: impl Fn(Outgoing, AbortSignal) -> F + 'static) -> Self
    where
        F: Future<Output = Outcome> + 'static,
    {
        self.withdrawer = Some(Rc::new(move |operation, signal| {
            Box::pin(ask(operation, signal))
        }));
        self
    }

    /// Follows a WebSocket: `url` is given the revision from which changes are wanted, `parse`
    /// reads a line of a message (`None`: not for us).
    #[must_use]
    pub fn live(
        mut self,
        url: impl Fn(Revision) -> String + 'static,
        parse: impl Fn(&str) -> Option<LiveSignal> + 'static,
    ) -> Self {
        self.config.live = true;
        self.live = Some(LiveSource {
            url: Box::new(url),
            parse: Box::new(parse),
        });
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

    /// Starts with optimism off: everything waits for the server, and everything still works.
    #[must_use]
    pub fn optimism(mut self, on: bool) -> Self {
        self.optimism = on;
        self
    }

    /// The client, at work.
    pub fn build(self) -> Client {
        let mut engine = Engine::new(self.config, browser::seed());
        engine.set_optimism(self.optimism);
        Client::start(engine, self)
    }
}
