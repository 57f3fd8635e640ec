//! Requests: reads, operations, polls.

use futures::future::{self, LocalBoxFuture};
use optimist_core::{
    Failure, Input, Key, Outcome, Outgoing, Part, QueryKey, Reason, RequestId, Source,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal};

use crate::{browser, client::Client, outcome_sink::OutcomeSink};

impl Client {
    pub(super) fn fetch(&self, request: RequestId, query: QueryKey, part: Part) {
        let fetchers = &self.inner.fetchers;
        let fetcher = fetchers.get(&query);
        let fetched = fetcher
            .zip(self.signal(request))
            .map(|(fetch, signal)| fetch(part, fetchers.beside(&query), signal));
        let fetched = fetched.unwrap_or_else(|| failed(Err(Failure::network())));
        self.when(request, fetched, move |client, result| {
            let result = result.map(|(fetched, beside)| {
                client.inner.fetchers.set_beside(&query, beside);
                fetched
            });
            client.input(Input::Fetched { request, result });
        });
    }

    pub(super) fn send(&self, request: RequestId, mut operations: Vec<Outgoing>) {
        if operations.len() == 1 {
            let operation = operations.remove(0);
            let outcome = self.submit_one(&operation, self.signal(request));
            return self.answer_when(request, operation.key, outcome);
        }
        let sink = OutcomeSink {
            client: self.downgrade(),
            request,
        };
        let submit = self.inner.submit_batch.as_ref();
        let end = submit
            .zip(self.signal(request))
            .map(|(submit, signal)| submit(operations, sink, signal));
        let end = end.unwrap_or_else(|| failed(Err(Failure::network())));
        self.when(request, end, move |client, end| {
            client.input(Input::Ended { request, end });
        });
    }

    pub(super) fn resolve(&self, request: RequestId, operation: Outgoing) {
        let key = operation.key;
        let signal = self.signal(request);
        let outcome = match (&self.inner.resolver, signal) {
            // Nothing but a key makes another request of the deed harmless.
            (_, signal) if !operation.call.repeat().is_keyed() => {
                let asked = signal
                    .and_then(|signal| self.inner.registry.ask(&*operation.call, key, signal));
                asked.unwrap_or_else(|| failed(Outcome::Unknown(Failure::network())))
            }
            (Some(ask), Some(signal)) => ask(operation, signal),
            (_, signal) => self.submit_one(&operation, signal),
        };
        self.answer_when(request, key, outcome);
    }

    /// Sends one operation the way its mutation says.
    fn submit_one(
        &self,
        operation: &Outgoing,
        signal: Option<AbortSignal>,
    ) -> LocalBoxFuture<'static, Outcome> {
        let Some(signal) = signal else {
            return failed(Outcome::NotDone(Failure::network()));
        };
        let call = &*operation.call;
        let sent = self.inner.registry.submit(call, operation.key, signal);
        sent.unwrap_or_else(|| {
            failed(Outcome::Refused(Reason::new(
                "not-registered",
                format!("The client does not know the mutation “{}”.", call.name()),
            )))
        })
    }

    fn answer_when(&self, request: RequestId, key: Key, outcome: LocalBoxFuture<'static, Outcome>) {
        self.when(request, outcome, move |client, outcome| {
            client.input(Input::Answered {
                request,
                key,
                outcome,
            });
        });
    }

    pub(super) fn poll(&self, request: RequestId, source: Source) {
        let mut polls = self.inner.polls.iter();
        let ask = polls.find(|(known, _)| *known == source);
        let polled = ask
            .zip(self.signal(request))
            .map(|((_, ask), signal)| ask(signal));
        let polled = polled.unwrap_or_else(|| failed(Err(Failure::network())));
        self.when(request, polled, move |client, result| {
            let result = result.map(|polled| {
                let time = polled.server_time;
                time.into_iter()
                    .for_each(|time| client.input(Input::ServerTime(time)));
                polled.head
            });
            client.input(Input::Polled { request, result });
        });
    }

    /// Takes in what a request brings. A request does not keep the client alive.
    fn when<T: 'static>(
        &self,
        request: RequestId,
        brings: LocalBoxFuture<'static, T>,
        then: impl FnOnce(&Self, T) + 'static,
    ) {
        let client = self.downgrade();
        spawn_local(async move {
            let brought = brings.await;
            client.with(|client| {
                client.forget_signal(request);
                then(client, brought);
            });
        });
    }

    pub(super) fn abort(&self, request: RequestId) {
        if let Some(controller) = self.forget_signal(request) {
            controller.abort();
        }
    }

    /// What aborts a request; `None` where the browser has no such thing.
    fn signal(&self, request: RequestId) -> Option<AbortSignal> {
        let controller = AbortController::new()
            .inspect_err(|error| browser::warn("no request can be made", error))
            .ok()?;
        let signal = controller.signal();
        self.inner.requests.borrow_mut().push((request, controller));
        Some(signal)
    }

    fn forget_signal(&self, request: RequestId) -> Option<AbortController> {
        let mut requests = self.inner.requests.borrow_mut();
        let at = requests.iter().position(|(known, _)| *known == request)?;
        Some(requests.swap_remove(at).1)
    }
}

/// A request that cannot be made.
fn failed<T: 'static>(what: T) -> LocalBoxFuture<'static, T> {
    Box::pin(future::ready(what))
}
