//! The only loop: take the engine's outputs, carry them out, sleep until the next alarm.
//!
//! It decides nothing. Whatever comes back from the browser becomes an input.

mod live;
mod log;
mod requests;
mod tabs;

use gloo_timers::callback::Timeout;
pub(crate) use live::Sockets;
pub(crate) use log::LogStore;
use optimist_core::{DataStatus, FetchStatus, Input, LiveSignal, Output, QueryKey};
pub(crate) use tabs::Tabs;
use wasm_bindgen_futures::spawn_local;

use crate::{browser, client::Client};

/// How long a frame lasts, in milliseconds.
const FRAME_MS: u64 = 16;
/// How much of a frame work may take that comes in a stream, in milliseconds.
const WORK_MS: f64 = 9.0;
/// After so many milliseconds without such work, the next does not wait for a frame.
const IDLE_MS: f64 = 100.0;

impl Client {
    /// Gives the engine an input. What follows is carried out at the end of this turn, together with
    /// all else that the browser brings in it. What comes in streams waits for the next frame, since
    /// nobody sees more, and whoever draws before shows the same as all others.
    pub(crate) fn input(&self, input: Input) {
        let now = browser::now();
        let streamed = matches!(
            input,
            Input::Answered { .. } | Input::Live(_, LiveSignal::Change { .. })
        );
        let waits = streamed && now.since(self.inner.driven.get()) < FRAME_MS && !browser::hidden();
        if waits {
            self.inner.held.borrow_mut().push(input);
        } else {
            self.take_held();
            self.inner.engine.borrow_mut().handle_input(now, input);
        }
        let scheduled = match waits {
            true => &self.inner.at_frame,
            false => &self.inner.scheduled,
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

    /// Gives the engine what waits for a frame: what comes now is later.
    pub(crate) fn take_held(&self) {
        let held = self.inner.held.take();
        let mut engine = self.inner.engine.borrow_mut();
        for input in held {
            engine.handle_input(browser::now(), input);
        }
    }

    /// Carries out what the engine asks for, until it asks for nothing.
    pub(crate) fn drive(&self) {
        // A callback may act on the client: the outer loop then goes on with what follows.
        if self.inner.driving.replace(true) {
            return;
        }
        self.take_held();
        loop {
            let output = self.inner.engine.borrow_mut().poll_output();
            let Some(output) = output else { break };
            self.carry_out(output);
        }
        self.inner.driving.set(false);
        self.inner.driven.set(browser::now());
        self.tell_clock();
        self.set_timer();
    }

    fn carry_out(&self, output: Output) {
        let subscribers = &self.inner.subscribers;
        match output {
            Output::Fetch {
                request,
                query,
                part,
            } => self.fetch(request, query, part),
            Output::Send {
                request,
                operations,
            } => self.send(request, operations),
            Output::Resolve { request, operation } => self.resolve(request, operation),
            Output::Abort(request) => self.abort(request),
            Output::OpenLive {
                request: _,
                source,
                since,
                timeline,
            } => self.open_live(source, since, timeline),
            Output::Poll { request, source } => self.poll(request, source),
            Output::OpenStorage => self.open_storage(),
            Output::CloseStorage => self.close_storage(),
            Output::Store(entries) => self.store(&entries),
            Output::Unstore { keys, awaited } => self.unstore(&keys, awaited),
            Output::Tell(messages) => self.tell_tabs(&messages),
            Output::TakeLock => self.take_lock(),
            Output::Changed(queries) => {
                queries
                    .iter()
                    .for_each(|query| subscribers.query_changed(query));
                self.keep_later(&queries);
            }
            Output::OperationsChanged => {
                subscribers.operations_changed();
                self.keep_later(&[]);
            }
            Output::Notify(event) => subscribers.event(&event),
            Output::Forgotten(query) => self.forget(&query),
        }
    }

    /// Drops what reads a query, unless the query has been observed anew since it was forgotten.
    fn forget(&self, query: &QueryKey) {
        let status = self.inner.engine.borrow().status(query);
        if (status.data, status.fetch) == (DataStatus::Pending, FetchStatus::Idle) {
            self.inner.fetchers.remove(query);
        }
    }

    pub(crate) fn spawn(&self, task: impl AsyncFnOnce(Self) + 'static) {
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
                });
            })
        });
        self.inner.timer.replace(timer);
    }

    /// Lets the browser draw when a frame is due: work that comes in a stream is done in parts that
    /// leave every frame room.
    pub(crate) async fn yield_to_browser(&self) {
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
}
