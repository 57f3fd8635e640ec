//! The only loop: take the engine's outputs, carry them out, sleep until the next alarm.
//!
//! It decides nothing. Whatever comes back from the browser becomes an input.

use std::rc::Rc;

use futures::StreamExt;
use gloo_net::websocket::{Message, futures::WebSocket};
use gloo_timers::{callback::Timeout, future::TimeoutFuture};
use optimist_core::{
    Failure, Input, Key, Outcome, Outgoing, Output, Reason, RequestId, Restored, Revision, Stored,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

use crate::{
    browser,
    builder::LiveSignal,
    client::{Client, StorageState},
    registry::Decoded,
    rows::Write,
    sink::Sink,
    storage::Storage,
};

/// How long a frame lasts, in milliseconds.
const FRAME_MS: u64 = 16;
/// How much of a frame work may take that comes in a stream, in milliseconds.
const WORK_MS: f64 = 9.0;
/// Changes that are taken in without asking whether a frame is due.
const SIGNALS_AT_ONCE: usize = 16;
/// After so many milliseconds without such work, the next does not wait for a frame.
const IDLE_MS: f64 = 100.0;
/// While more operations than this are pending, the removal of what is done waits so many frames for
/// more; what is to be stored ends that wait.
const MUCH: usize = 64;
const LATER_FRAMES: usize = 9;

impl Client {
    /// Tells the engine something. What follows is carried out at once, together with all else that
    /// the browser brings in this turn; but of what comes in streams, once a frame, since nobody
    /// sees more.
    pub(crate) fn input(&self, input: Input) {
        let now = browser::now();
        let streamed = matches!(input, Input::Answered { .. } | Input::Event { .. });
        self.inner.engine.borrow_mut().handle_input(now, input);
        let waits = streamed && now.since(self.inner.driven.get()) < FRAME_MS && !browser::hidden();
        let scheduled = if waits {
            &self.inner.at_frame
        } else {
            &self.inner.scheduled
        };
        if waits && self.inner.scheduled.get() || scheduled.replace(true) {
            return;
        }
        let client = self.clone();
        spawn_local(async move {
            if waits {
                browser::frame().await;
                client.inner.at_frame.set(false);
            } else {
                client.inner.scheduled.set(false);
            }
            client.drive();
        });
    }

    /// Carries out what the engine asks for, until it asks for nothing.
    pub(crate) fn drive(&self) {
        // Somebody who is told something may act: the outer loop then goes on with what follows.
        if self.inner.driving.replace(true) {
            return;
        }
        loop {
            let output = self.inner.engine.borrow_mut().poll_output();
            let Some(output) = output else { break };
            self.carry_out(output);
        }
        self.inner.driving.set(false);
        self.inner.driven.set(browser::now());
        self.set_timer();
    }

    fn carry_out(&self, output: Output) {
        match output {
            Output::Fetch { request, query } => {
                let fetchers = self.inner.fetchers.borrow();
                let fetcher = fetchers.iter().find(|(known, _)| *known == query);
                let fetcher = fetcher.map(|(_, fetcher)| Rc::clone(fetcher));
                let signal = self.signal(request);
                self.spawn(async move |client| {
                    let result = match (fetcher, signal) {
                        (Some(fetcher), Some(signal)) => fetcher(signal).await,
                        _ => Err(Failure::network()),
                    };
                    client.forget_signal(request);
                    client.input(Input::Fetched { request, result });
                });
            }
            Output::Send {
                request,
                operations,
            } => self.send(request, operations),
            Output::Withdraw { request, operation } => {
                let signal = self.signal(request);
                self.spawn(async move |client| {
                    let key = operation.key;
                    let outcome = match (&client.inner.withdrawer, signal) {
                        (Some(ask), Some(signal)) => ask(operation, signal).await,
                        (None, Some(signal)) => client.submit_one(&operation, signal).await,
                        (_, None) => Outcome::Unknown(Failure::network()),
                    };
                    client.tell_outcome(request, key, outcome);
                });
            }
            Output::Abort(request) => {
                if let Some(controller) = self.forget_signal(request) {
                    controller.abort();
                }
            }
            Output::OpenLive { since } => self.open_live(since),
            Output::Store(entries) => self.store(entries),
            Output::Unstore(keys) => self.unstore(&keys),
            Output::Changed(queries) => {
                queries
                    .iter()
                    .for_each(|query| self.inner.watchers.tell_query(query));
            }
            Output::OperationsChanged => self.inner.watchers.tell_operations(),
            Output::Tell(event) => self.inner.watchers.tell_event(&event),
        }
    }

    fn send(&self, request: RequestId, mut operations: Vec<Outgoing>) {
        let signal = self.signal(request);
        self.spawn(async move |client| {
            let Some(signal) = signal else {
                return client.end(request, Err(Failure::network()));
            };
            match (&client.inner.transport, operations.len()) {
                (Some(transport), 2..) => {
                    let sink = Sink {
                        client: client.clone(),
                        request,
                    };
                    let end = transport(operations, sink, signal).await;
                    client.end(request, end);
                }
                (_, 1) => {
                    let operation = operations.remove(0);
                    let outcome = client.submit_one(&operation, signal).await;
                    client.tell_outcome(request, operation.key, outcome);
                }
                // Without a transport the engine sends one by one.
                _ => client.end(request, Ok(())),
            }
        });
    }

    async fn submit_one(&self, operation: &Outgoing, signal: AbortSignal) -> Outcome {
        match self.submit(operation, signal) {
            Some(outcome) => outcome.await,
            None => Outcome::Refused(Reason::new(
                "not-registered",
                format!(
                    "The client was not told of the mutation “{}”.",
                    operation.call.name()
                ),
            )),
        }
    }

    fn tell_outcome(&self, request: RequestId, key: Key, outcome: Outcome) {
        match outcome {
            // The end of the request says the same, and what it says of the connection.
            Outcome::Unknown(failure) => self.end(request, Err(failure)),
            outcome => {
                self.input(Input::Answered {
                    request,
                    key,
                    outcome,
                });
                self.end(request, Ok(()));
            }
        }
    }

    fn end(&self, request: RequestId, end: Result<(), Failure>) {
        self.forget_signal(request);
        self.input(Input::Ended { request, end });
    }

    fn signal(&self, request: RequestId) -> Option<AbortSignal> {
        let controller = AbortController::new().ok()?;
        let signal = controller.signal();
        self.inner.requests.borrow_mut().push((request, controller));
        Some(signal)
    }

    fn forget_signal(&self, request: RequestId) -> Option<AbortController> {
        let mut requests = self.inner.requests.borrow_mut();
        let at = requests.iter().position(|(known, _)| *known == request)?;
        Some(requests.swap_remove(at).1)
    }

    fn spawn(&self, task: impl AsyncFnOnce(Self) + 'static) {
        let client = self.clone();
        spawn_local(async move { task(client).await });
    }

    fn set_timer(&self) {
        let next = self.inner.engine.borrow().poll_timeout();
        if self.inner.timer_at.replace(next) == next {
            return;
        }
        let timer = next.map(|at| {
            let client = self.downgrade();
            // Browsers take longer waits than this for none at all.
            let wait = at.since(browser::now()).min(i32::MAX as u64) as u32;
            Timeout::new(wait, move || {
                client.with(|client| {
                    client.inner.timer_at.set(None);
                    client.input(Input::Wake);
                })
            })
        });
        self.inner.timer.replace(timer);
    }

    /// Opens the storage and takes in what it holds.
    pub(crate) fn open_storage(&self, database: String) {
        self.spawn(async move |client| {
            let opened = match Storage::open(&database).await {
                Ok(storage) => storage.load().await.map(|rows| (storage, rows)),
                Err(error) => Err(error),
            };
            let (storage, rows) = match opened {
                Ok(opened) => opened,
                Err(error) => {
                    browser::warn("no storage", &error);
                    client.inner.storage.replace(StorageState::Absent);
                    return client.input(Input::StorageFailed);
                }
            };
            client
                .inner
                .storage
                .replace(StorageState::Open(Rc::new(storage)));
            client.write(false);
            let mut restored = Vec::new();
            for (key, row) in rows {
                match client.inner.registry.decode(&row) {
                    Some(Decoded::Known(entries)) => {
                        restored.extend(entries.iter().map(|entry| Restored {
                            key: entry.key,
                            operation: entry.operation,
                            call: Rc::clone(&entry.call),
                        }));
                        client.inner.rows.borrow_mut().restore(key, entries);
                    }
                    Some(Decoded::Unknown { name }) => client.inner.parked.borrow_mut().push(name),
                    None => client.inner.parked.borrow_mut().push("unreadable".into()),
                }
            }
            client.input(Input::Restored(restored));
        });
    }

    fn store(&self, entries: Vec<Stored>) {
        let many = entries.len() > 1;
        self.inner.rows.borrow_mut().store(entries);
        self.write(many);
    }

    fn unstore(&self, keys: &[Key]) {
        self.inner.rows.borrow_mut().remove(keys);
        self.write(false);
    }

    /// Writes what is to be written, one transaction after another: a row that is removed must
    /// not come back because it was put late.
    fn write(&self, paint_first: bool) {
        let storage = match &*self.inner.storage.borrow() {
            StorageState::Open(storage) => Rc::clone(storage),
            StorageState::Opening => return,
            StorageState::Absent => return drop(self.inner.rows.take()),
        };
        if self.inner.writing.replace(true) {
            return;
        }
        self.spawn(async move |client| {
            // A large operation lets the browser paint first what it has changed.
            if paint_first {
                browser::painted().await;
            }
            loop {
                // All that one turn wants written goes together.
                TimeoutFuture::new(0).await;
                client.breathe().await;
                // What is no longer needed has time, and more of it is on its way.
                for _ in 0..LATER_FRAMES {
                    let much = client.inner.engine.borrow().pending() > MUCH;
                    if !much || client.inner.rows.borrow().has_fresh() {
                        break;
                    }
                    browser::frame().await;
                }
                let Some(next) = client.inner.rows.borrow_mut().next() else {
                    return client.inner.writing.set(false);
                };
                if let Err(error) = client.write_rows(&storage, &next).await {
                    browser::warn("operations can no longer be stored", &error);
                    client.inner.storage.replace(StorageState::Absent);
                    client.inner.rows.take();
                    client.inner.writing.set(false);
                    return client.input(Input::StorageFailed);
                }
                if !next.fresh.is_empty() {
                    client.input(Input::Stored(next.fresh));
                }
            }
        });
    }

    async fn write_rows(&self, storage: &Storage, next: &Write) -> Result<(), JsValue> {
        let registry = &self.inner.registry;
        let rows = next.put.iter();
        let rows = rows.filter_map(|(key, entries)| Some((*key, registry.encode(entries)?)));
        storage.write(rows, &next.remove).await
    }

    /// Lets the browser draw, when it is about time: work that comes in a stream is done in parts
    /// that leave every frame room.
    pub(crate) async fn breathe(&self) {
        let spent = browser::page_ms() - self.inner.frame_at.get();
        // After a long time without work, a frame begins with it.
        if spent < WORK_MS || browser::hidden() {
            return;
        }
        if spent < IDLE_MS {
            browser::frame().await;
        }
        self.inner.frame_at.set(browser::page_ms());
    }

    fn open_live(&self, since: Revision) {
        let number = self.inner.live_number.get() + 1;
        self.inner.live_number.set(number);
        self.spawn(async move |client| {
            let Some(source) = &client.inner.live else {
                return;
            };
            let Ok(mut socket) = WebSocket::open(&(source.url)(since)) else {
                return client.input(Input::LiveLost);
            };
            let mut count = 0_usize;
            while let Some(Ok(message)) = socket.next().await {
                let Message::Text(text) = message else {
                    continue;
                };
                for line in text.split('\n') {
                    count += 1;
                    if count.is_multiple_of(SIGNALS_AT_ONCE) {
                        client.breathe().await;
                    }
                    if client.inner.live_number.get() != number {
                        return;
                    }
                    let input = match (source.parse)(line) {
                        Some(LiveSignal::Opened { revision }) => Input::LiveOpened { revision },
                        Some(LiveSignal::Reset { revision }) => Input::LiveReset { revision },
                        Some(LiveSignal::Change {
                            revision,
                            key,
                            truth,
                        }) => Input::Event {
                            revision,
                            key,
                            truth,
                        },
                        None => continue,
                    };
                    client.input(input);
                }
            }
            if client.inner.live_number.get() == number {
                client.input(Input::LiveLost);
            }
        });
    }
}
