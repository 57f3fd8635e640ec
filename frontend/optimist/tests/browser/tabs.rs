//! Several pages over one database. Two clients of one page are as good as two pages: the browser's
//! channel and lock know clients only.

use js_sys::Date;
use optimist::Client;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    database,
    pages::{until, until_async},
    server::{Answer, Server, SetDone},
};

fn open(database: &str) -> Client {
    Client::builder()
        .mutation::<SetDone>()
        .store(database)
        .build()
}

#[wasm_bindgen_test]
async fn what_one_page_issues_waits_in_all_and_is_sent_once() {
    const NAME: &str = "optimist-test-tabs";
    database::delete(NAME).await;
    let server = Server::with(2);
    let first = open(NAME);
    first.mutate::<SetDone>((0, true));
    until(|| server.waiting() == 1).await;
    let second = open(NAME);
    until(|| second.pending() == 1).await;
    second.mutate::<SetDone>((1, true));
    until(|| first.pending() == 2 && server.waiting() == 2).await;
    server.answer(Answer::Done).await;
    server.answer(Answer::Done).await;
    until(|| first.pending() == 0 && second.pending() == 0).await;
    until_async(async || database::rows(NAME).await.is_empty()).await;
    assert_eq!(server.waiting(), 0);
}

#[wasm_bindgen_test]
async fn when_the_sender_ends_the_next_one_sends() {
    const NAME: &str = "optimist-test-tabs-end";
    database::delete(NAME).await;
    let server = Server::with(1);
    let first = open(NAME);
    first.mutate::<SetDone>((0, true));
    until(|| server.waiting() == 1).await;
    let second = open(NAME);
    until(|| second.pending() == 1).await;
    drop(first);
    // The request of the first one is given up with it.
    server.forget_waiting();
    until(|| server.waiting() == 1).await;
    server.answer(Answer::Done).await;
    until(|| second.pending() == 0).await;
    until_async(async || database::rows(NAME).await.is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_page_that_has_lost_the_lock_writes_to_no_row() {
    const NAME: &str = "optimist-test-tabs-overruled";
    database::delete(NAME).await;
    let server = Server::with(1);
    let page = open(NAME);
    page.mutate::<SetDone>((0, true));
    until(|| server.waiting() == 1).await;
    let rows = database::rows(NAME).await;
    assert_eq!(rows.len(), 1);
    database::begin_term(NAME).await;
    server.answer(Answer::Done).await;
    until(|| page.pending() == 0).await;
    // It has no right to remove the row, asks for the lock again, and has it.
    until_async(async || database::rows(NAME).await.is_empty()).await;
    page.mutate::<SetDone>((0, false));
    until(|| server.waiting() == 1).await;
    server.answer(Answer::Done).await;
    until_async(async || database::rows(NAME).await.is_empty()).await;
}

/// Does this page go by the clock of a server that is `AHEAD_MS` ahead of the device?
fn is_by_server(client: &Client) -> bool {
    (client.now().0 as f64 - Date::now() - AHEAD_MS).abs() < 1_000.0
}

const AHEAD_MS: f64 = 3_600_000.0;

#[wasm_bindgen_test]
async fn what_the_server_told_one_page_of_its_clock_all_pages_go_by() {
    const NAME: &str = "optimist-test-tabs-clock";
    database::delete(NAME).await;
    let _server = Server::with(1);
    let first = open(NAME);
    let second = open(NAME);
    assert!(!is_by_server(&second));
    first.server_time((Date::now() + AHEAD_MS) as u64);
    until(|| is_by_server(&first) && is_by_server(&second)).await;
    // A page that comes later hears of it before it has asked the server anything.
    let third = open(NAME);
    third.server_time((Date::now() + AHEAD_MS - 9_000.0) as u64);
    until(|| is_by_server(&third)).await;
    assert!(is_by_server(&first) && is_by_server(&second));
    // A page whose clock has stood still while the device slept does not put the others back.
    third.server_time((Date::now() + AHEAD_MS - 8.0 * 3_600_000.0) as u64);
    assert!(!is_by_server(&third));
    third.mutate::<SetDone>((0, true));
    until(|| first.pending() == 1 && second.pending() == 1).await;
    assert!(is_by_server(&first) && is_by_server(&second));
}
