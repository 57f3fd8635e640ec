//! Requests: reads, operations, polls.

use std::rc::Rc;

use optimist_core::{Failure, Input, Key, Outcome, Outgoing, QueryKey, Reason, RequestId, Source};
use web_sys::{AbortController, AbortSignal};

use crate::{browser, client::Client, outcome_sink::OutcomeSink};

impl Client {
    pub(super) fn fetch(&self, request: RequestId, query: &QueryKey) {
        let fetchers = self.inner.fetchers.borrow();
        let fetcher = fetchers.iter().find(|(known, _)| known == query);
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

    pub(super) fn send(&self, request: RequestId, mut operations: Vec<Outgoing>) {
        let signal = self.signal(request);
        self.spawn(async move |client| {
            if operations.len() == 1 {
                let operation = operations.remove(0);
                let outcome = client.submit_one(&operation, signal).await;
                client.answer(request, operation.key, outcome);
                return;
            }
            let end = match (&client.inner.submit_batch, signal) {
                (Some(submit), Some(signal)) => {
                    let sink = OutcomeSink {
                        client: client.clone(),
                        request,
                    };
                    submit(operations, sink, signal).await
                }
                _ => Err(Failure::network()),
            };
            client.forget_signal(request);
            client.input(Input::Ended { request, end });
        });
    }

    pub(super) fn resolve(&self, request: RequestId, operation: Outgoing) {
        let signal = self.signal(request);
        self.spawn(async move |client| {
            let key = operation.key;
            let outcome = match (&client.inner.resolver, signal) {
                (Some(ask), Some(signal)) => ask(operation, signal).await,
                (_, signal) => client.submit_one(&operation, signal).await,
            };
            client.answer(request, key, outcome);
        });
    }

    /// Sends one operation the way its mutation says.
    async fn submit_one(&self, operation: &Outgoing, signal: Option<AbortSignal>) -> Outcome {
        let Some(signal) = signal else {
            return Outcome::Unknown(Failure::network());
        };
        let call = &*operation.call;
        match self.inner.registry.submit(call, operation.key, signal) {
            Some(outcome) => outcome.await,
            None => Outcome::Refused(Reason::new(
                "not-registered",
                format!("The client does not know the mutation “{}”.", call.name()),
            )),
        }
    }

    fn answer(&self, request: RequestId, key: Key, outcome: Outcome) {
        self.forget_signal(request);
        self.input(Input::Answered {
            request,
            key,
            outcome,
        });
    }

    pub(super) fn poll(&self, request: RequestId, source: Source) {
        let signal = self.signal(request);
        self.spawn(async move |client| {
            let mut polls = client.inner.polls.iter();
            let ask = polls.find(|(known, _)| *known == source);
            let result = match (ask, signal) {
                (Some((_, ask)), Some(signal)) => ask(signal).await,
                _ => Err(Failure::network()),
            };
            client.forget_signal(request);
            let result = result.map(|polled| {
                let time = polled.server_time;
                time.into_iter()
                    .for_each(|time| client.input(Input::ServerTime(time)));
                polled.head
            });
            client.input(Input::Polled { request, result });
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
