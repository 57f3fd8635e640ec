//! What may not be sent again, in a browser.

use optimist::{Client, ItemState, OperationId, Verdict};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    database,
    pages::{mount, text, until, until_async},
    server::{Answer, Server, SetDone, SetOnce},
};

fn open(database: &str) -> Client {
    Client::builder()
        .mutation::<SetOnce>()
        .mutation::<SetDone>()
        .store(database)
        .build()
}

fn is_unsure(client: &Client, operation: OperationId) -> bool {
    let unsure = client.operation(operation, |known| {
        matches!(known.items()[0].state(), ItemState::Unsure(_))
    });
    unsure == Some(true)
}

#[wasm_bindgen_test]
async fn a_lost_answer_is_asked_for_and_the_deed_not_done_again() {
    const NAME: &str = "optimist-test-once-lost";
    database::delete(NAME).await;
    let server = Server::with(1);
    let client = open(NAME);
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".list") == "0-").await;
    client.mutate::<SetOnce>((0, true));
    server.answer(Answer::Lost).await;
    until(|| server.asked() == 1 && text(&page, ".save") == "0").await;
    assert_eq!((server.keys().len(), server.waiting()), (1, 0));
    until(|| text(&page, ".list") == "0+").await;
    until_async(async || database::rows(NAME).await.is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_page_that_is_loaded_anew_in_flight_sends_nothing_again() {
    const NAME: &str = "optimist-test-once-reload";
    database::delete(NAME).await;
    let server = Server::with(2);
    let first = open(NAME);
    let operation = first.mutate::<SetOnce>((0, true));
    until(|| server.waiting() == 1).await;
    drop(first);
    server.forget_waiting();
    let second = open(NAME);
    until(|| is_unsure(&second, operation) && server.asked() == 1).await;
    // What waits behind it is another item's.
    second.mutate::<SetDone>((1, true));
    server.answer(Answer::Done).await;
    until(|| second.pending() == 1).await;
    assert_eq!(server.keys().len(), 2, "each was sent once");
    second.settle(operation, 0, Verdict::SendAgain);
    server.answer(Answer::Done).await;
    until(|| second.pending() == 0).await;
    assert_eq!(server.keys().len(), 3);
    until_async(async || database::rows(NAME).await.is_empty()).await;
}

#[wasm_bindgen_test]
async fn what_waits_is_taken_back_without_a_request() {
    const NAME: &str = "optimist-test-once-waits";
    database::delete(NAME).await;
    let server = Server::with(2);
    let client = open(NAME);
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".list") == "0- 1-").await;
    let operation = client.mutate_after::<SetOnce>(60_000, (0, true));
    let sent = client.mutate_after::<SetOnce>(60_000, (1, true));
    until(|| text(&page, ".list") == "0+ 1+").await;
    until_async(async || database::rows(NAME).await.len() == 2).await;
    client.cancel(operation);
    client.retry(sent);
    server.answer(Answer::Done).await;
    until(|| text(&page, ".list") == "0- 1+").await;
    until_async(async || database::rows(NAME).await.is_empty()).await;
    assert_eq!(server.keys().len(), 1);
}
