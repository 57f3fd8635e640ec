//! How operations go out, and what the clock has to do with it.

use std::{cell::RefCell, rc::Rc};

use futures::channel::oneshot;
use optimist::{Batching, Client, Failure, Key, Outcome, OutcomeSink, Outgoing, Reason};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    fakes::{self, Replaced},
    pages::{mount, text, until},
    server::{Answer, Notes, Server, SetDone},
};

/// A clock that is an hour ahead, as of a machine that has not asked for the time yet.
fn early_clock() -> Replaced {
    let fake = Replaced::new(
        &fakes::global("Date"),
        "now",
        &fakes::function("", "return 0"),
    );
    let make = js_sys::Function::new_with_args("now", "return () => now.call(Date) + 3600000");
    let now = make.call1(&wasm_bindgen::JsValue::NULL, &fake.original());
    fake.set(&now.expect("a function"));
    fake
}

#[wasm_bindgen_test]
async fn a_clock_that_is_set_back_holds_nothing_up() {
    let clock = early_clock();
    let server = Server::with(2);
    let client = Client::builder()
        .mutation::<SetDone>()
        .batch(Batching::DEFAULT, async |_, _, _| Ok(()))
        .build();
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".list") == "0- 1-").await;
    drop(clock);
    // It waits for others to travel with, and after a lost answer for another try.
    client.mutate::<SetDone>((0, true));
    server.answer(Answer::Lost).await;
    server.answer(Answer::Done).await;
    until(|| text(&page, ".save") == "0").await;
    client.mutate::<SetDone>((1, true));
    server.answer(Answer::Done).await;
    until(|| text(&page, ".save") == "0").await;
    assert_eq!(text(&page, ".list"), "0+ 1+");
    let keys = server.keys();
    assert!(keys[0] < keys[2], "keys rise all the same");
}

/// What a batch was asked to do, where its outcomes go, and what ends it.
type Batch = (
    Vec<Outgoing>,
    OutcomeSink,
    oneshot::Sender<Result<(), Failure>>,
);

#[wasm_bindgen_test]
async fn a_batch_tells_each_outcome_as_it_comes_and_the_rest_is_asked_for_again() {
    let server = Server::with(3);
    let batches = Rc::<RefCell<Vec<Batch>>>::default();
    let client = Client::builder()
        .mutation::<SetDone>()
        .batch(Batching::DEFAULT, {
            let batches = Rc::clone(&batches);
            move |operations, sink, _| {
                let (end, ended) = oneshot::channel();
                batches.borrow_mut().push((operations, sink, end));
                async move { ended.await.unwrap_or_else(|_| Err(Failure::network())) }
            }
        })
        .build();
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".list") == "0- 1- 2-").await;
    let operation = client.mutate_all::<SetDone>([(0, true), (1, true), (2, true)]);
    until(|| batches.borrow().len() == 1).await;
    let (operations, sink, end) = batches.borrow_mut().remove(0);
    let keys: Vec<Key> = operations.iter().map(|operation| operation.key).collect();
    assert_eq!(keys.len(), 3);

    sink.yield_to_browser().await;
    sink.send(keys[1], Outcome::Refused(Reason::new("no", "No.")));
    let counts = || client.operation(operation, |operation| operation.counts());
    until(|| counts().is_some_and(|counts| counts.refused == 1 && counts.sending == 2)).await;
    until(|| text(&page, ".list") == "0+ 1- 2+").await;
    sink.send(keys[0], server.set_done(0, keys[0]));
    end.send(Ok(())).expect("the batch is under way");

    // One is left, which goes by itself and under its own key.
    server.answer(Answer::Done).await;
    until(|| text(&page, ".save") == "0").await;
    assert_eq!(server.keys(), [keys[2]]);
    assert_eq!(text(&page, ".list"), "0+ 1- 2+");
    assert_eq!(
        counts().map(|counts| (counts.done, counts.refused)),
        Some((2, 1))
    );
    client.dismiss_item(operation, 1);
}

#[wasm_bindgen_test]
async fn what_is_taken_back_after_it_was_sent_is_resolved_by_key() {
    let server = Server::with(1);
    let asked = Rc::<RefCell<Vec<Key>>>::default();
    let client = Client::builder()
        .mutation::<SetDone>()
        .resolve({
            let asked = Rc::clone(&asked);
            move |operation, _| {
                asked.borrow_mut().push(operation.key);
                let reason = Reason::new("withdrawn", "It was taken back.");
                async move { Outcome::Refused(reason) }
            }
        })
        .build();
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".list") == "0-").await;
    let operation = client.mutate::<SetDone>((0, true));
    until(|| server.waiting() == 1).await;
    assert!(!server.was_aborted());
    client.cancel(operation);
    until(|| text(&page, ".list") == "0-").await;
    until(|| client.pending() == 0).await;
    assert_eq!(*asked.borrow(), server.keys());
    assert!(server.was_aborted());
    assert!(client.operation(operation, |_| ()).is_none());
}

#[wasm_bindgen_test]
async fn one_item_of_an_operation_is_tried_again_or_dismissed() {
    let server = Server::with(3);
    let client = Client::builder().mutation::<SetDone>().build();
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".list") == "0- 1- 2-").await;
    let operation = client.mutate_all::<SetDone>([(0, true), (1, true), (2, true)]);
    server.answer(Answer::Refused).await;
    server.answer(Answer::Refused).await;
    server.answer(Answer::Done).await;
    until(|| client.pending() == 0).await;
    client.dismiss_item(operation, 0);
    assert!(matches!(
        client.item_status::<Notes>(&0),
        optimist::ItemStatus::Idle
    ));
    client.retry_item(operation, 1);
    server.answer(Answer::Done).await;
    until(|| client.pending() == 0).await;
    assert_eq!(text(&page, ".list"), "0- 1+ 2+");
    assert_eq!(server.keys().len(), 4);
}

#[wasm_bindgen_test]
async fn a_proxy_is_not_the_server() {
    let server = Server::with(1);
    let client = Client::builder().mutation::<SetDone>().build();
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".list") == "0-").await;
    assert!(client.reachable());
    client.mutate::<SetDone>((0, true));
    for _ in 0..3 {
        server.answer(Answer::Proxy).await;
    }
    until(|| !client.reachable()).await;
    assert!(client.online(), "something answers");
    let code = client.why_unreachable().map(|reason| reason.code);
    assert_eq!(code.as_deref(), Some("proxy"));
    server.answer(Answer::Done).await;
    until(|| client.pending() == 0).await;
    assert!(client.reachable());
    assert!(client.why_unreachable().is_none());
}
