//! What the hooks show.

use optimist::{Client, ItemStatus, OperationId};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    pages::{mount, renders, text, until},
    server::{Answer, Note, Notes, Server, SetDone},
};

fn client() -> Client {
    Client::builder().mutation::<SetDone>().build()
}

#[wasm_bindgen_test]
async fn two_readers_share_one_request_and_show_the_same() {
    let server = Server::with(3);
    let page = mount(client(), 2);
    until(|| text(&page, ".list") == "0- 1- 2-").await;
    assert_eq!(text(&page, ".count"), "3");
    assert_eq!(server.reads(), 1);
}

#[wasm_bindgen_test]
async fn a_change_is_shown_at_once_and_stays_when_answered() {
    let server = Server::with(2);
    let client = client();
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".list") == "0- 1-").await;
    client.mutate::<SetDone>((1, true));
    assert_eq!(client.pending(), 1);
    until(|| text(&page, ".list") == "0- 1+").await;
    assert_eq!(text(&page, ".save"), "1");
    server.answer(Answer::Done).await;
    until(|| text(&page, ".save") == "0").await;
    assert_eq!(text(&page, ".list"), "0- 1+");
}

#[wasm_bindgen_test]
async fn a_refusal_takes_back_its_own_change_alone() {
    let server = Server::with(3);
    let client = client();
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".list") == "0- 1- 2-").await;
    client.mutate::<SetDone>((0, true));
    client.mutate::<SetDone>((2, true));
    until(|| text(&page, ".list") == "0+ 1- 2+").await;
    server.answer(Answer::Refused).await;
    until(|| text(&page, ".list") == "0- 1- 2+").await;
    assert!(matches!(
        client.item_status::<Notes>(&0),
        ItemStatus::Unhandled { .. }
    ));
    assert_eq!(text(&page, ".refusal"), "0 refused: No.");
    server.answer(Answer::Done).await;
    until(|| text(&page, ".save") == "0").await;
    assert_eq!(text(&page, ".list"), "0- 1- 2+");
}

#[wasm_bindgen_test]
async fn a_lost_answer_is_asked_for_with_the_same_key() {
    let server = Server::with(1);
    let client = client();
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".list") == "0-").await;
    client.mutate::<SetDone>((0, true));
    server.answer(Answer::Lost).await;
    server.answer(Answer::Done).await;
    until(|| text(&page, ".save") == "0").await;
    let keys = server.keys();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
    assert_eq!(text(&page, ".list"), "0+");
}

#[wasm_bindgen_test]
async fn a_selected_part_renders_only_when_it_changes() {
    let server = Server::with(2);
    let client = client();
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".count") == "2").await;
    let before = renders("count");
    client.mutate::<SetDone>((0, true));
    until(|| text(&page, ".list") == "0+ 1-").await;
    server.answer(Answer::Done).await;
    until(|| text(&page, ".save") == "0").await;
    assert_eq!(renders("count"), before);
}

#[wasm_bindgen_test]
async fn with_optimism_off_a_change_waits_for_the_server() {
    let server = Server::with(1);
    let client = Client::builder()
        .mutation::<SetDone>()
        .optimism(false)
        .build();
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".list") == "0-").await;
    client.mutate::<SetDone>((0, true));
    until(|| text(&page, ".save") == "1").await;
    assert_eq!(text(&page, ".list"), "0-");
    server.answer(Answer::Done).await;
    until(|| text(&page, ".list") == "0+").await;
}

#[wasm_bindgen_test]
async fn a_reload_loses_no_operation() {
    let stored = || {
        Client::builder()
            .mutation::<SetDone>()
            .store("optimist-test-reload")
            .build()
    };
    let server = Server::with(2);
    let before = stored();
    before.mutate_all::<SetDone>([(0, true), (1, true)]);
    // Sent, so stored; the answers never come, as if the page were gone.
    until(|| server.waiting() == 2).await;
    let keys = server.keys();
    drop(before);
    server.forget_waiting();

    let after = stored();
    let page = mount(after.clone(), 1);
    until(|| text(&page, ".list") == "0+ 1+").await;
    until(|| server.waiting() == 2).await;
    assert_eq!(server.keys()[2..], keys[..]);
    server.answer(Answer::Done).await;
    server.answer(Answer::Done).await;
    until(|| text(&page, ".save") == "0").await;
    assert_eq!(
        server.notes(),
        [Note { id: 0, done: true }, Note { id: 1, done: true }]
    );

    // What is done leaves the storage a moment later: a page that is loaded then has nothing to do.
    for _ in 0..50 {
        let rested = stored();
        let page = mount(rested.clone(), 1);
        until(|| text(&page, ".list") == "0+ 1+").await;
        if rested.pending() == 0 {
            return;
        }
    }
    panic!("what is done stays in the storage");
}

#[wasm_bindgen_test]
async fn a_bulk_retry_sends_what_was_refused_and_nothing_else() {
    let server = Server::with(3);
    let client = client();
    let page = mount(client.clone(), 1);
    until(|| text(&page, ".list") == "0- 1- 2-").await;
    let operation: OperationId = client.mutate_all::<SetDone>([(0, true), (1, true), (2, true)]);
    server.answer(Answer::Done).await;
    server.answer(Answer::Refused).await;
    server.answer(Answer::Done).await;
    until(|| text(&page, ".save") == "0").await;
    let counts = client.operation(operation, |operation| operation.counts());
    assert_eq!(
        counts.map(|counts| (counts.done, counts.refused)),
        Some((2, 1))
    );
    assert_eq!(text(&page, ".list"), "0+ 1- 2+");
    client.retry(operation);
    server.answer(Answer::Done).await;
    until(|| text(&page, ".save") == "0").await;
    assert_eq!(text(&page, ".list"), "0+ 1+ 2+");
    assert_eq!(server.keys().len(), 4);
    assert!(
        client.operation(operation, |_| ()).is_none(),
        "what is done is not kept"
    );
}
