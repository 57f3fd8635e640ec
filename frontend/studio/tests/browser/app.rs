//! The whole app: its rows, its panel and its save state say what the library knows.

use std::future::ready;

use optimist::{Backoff, Client, ClientBuilder, OptimistProvider};
use studio::{
    app::Studio,
    client,
    feedback::Feedback,
    pages::later::{Later, LoadLater},
    settings::Settings,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yewdux::Dispatch;

use crate::{
    server::{Server, id},
    stage::{Stage, mount, until},
};

#[derive(Properties, PartialEq)]
struct Props {
    client: Client,
}

#[component]
fn App(props: &Props) -> Html {
    html! { <OptimistProvider client={props.client.clone()}><Studio later={LoadLater(|| Box::pin(ready(Some(Later::all()))))} /></OptimistProvider> }
}

/// The app at the course `c1`, without a storage.
async fn open() -> Stage<App> {
    open_with(|client| client).await
}

/// The app at the course `c1`. It gives an operation up when the server has said once that it failed.
async fn open_with(set_up: impl Fn(ClientBuilder) -> ClientBuilder) -> Stage<App> {
    let window = web_sys::window().expect("a browser");
    let history = window.history().expect("a history");
    history
        .replace_state_with_url(&JsValue::NULL, "", Some("/courses/c1"))
        .expect("an address");
    Dispatch::<Feedback>::global().set(Feedback::default());
    let settings = Settings {
        optimism: true,
        batching: true,
    };
    let backoff = Backoff {
        tries: 1,
        base_ms: 10,
        ..Backoff::DEFAULT
    };
    let client = set_up(client::builder(settings).backoff(backoff)).build();
    let stage = mount::<App>(Props { client }).await;
    until("the list", || !stage.all("[data-video-id]").is_empty()).await;
    until("the event stream", || {
        stage.attribute(STATUS, "data-live") == "stream"
    })
    .await;
    if stage.attribute(STATUS, "aria-expanded") == "false" {
        stage.click(STATUS).await;
    }
    stage
}

const STATUS: &str = "[data-role='sync-status']";
const BULK: &str = "[data-role='bulk-progress']";
const PROBLEM: &str = "[data-role='problem']";

fn row(n: usize) -> String {
    format!("[data-testid='video-list'] [data-video-id='{}']", id(n))
}

fn toast(kind: &str) -> String {
    format!("[data-role='toast'][data-kind='{kind}']")
}

/// Publishes the first so many videos.
async fn publish(stage: &Stage<App>, count: usize) {
    let field = "[data-role='select-count']";
    stage.type_into(field, &count.to_string()).await;
    stage.click("[data-action='select-first']").await;
    stage.click("[data-action='bulk-publish']").await;
}

/// The panel's `[total, done, failed]`.
fn counts(stage: &Stage<App>) -> [String; 3] {
    ["data-total", "data-done", "data-failed"].map(|name| stage.attribute(BULK, name))
}

async fn has_state(stage: &Stage<App>, n: usize, state: &str) {
    until(&format!("{state} at {n}"), || {
        stage.attribute(&row(n), "data-state") == state
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_failure_that_was_none_goes_from_the_row_and_the_panel() {
    let server = Server::start(3);
    let stage = open().await;
    server.fail();
    stage
        .click(&format!("{} [data-action='toggle']", row(0)))
        .await;
    has_state(&stage, 0, "failed").await;
    assert!(stage.text(PROBLEM).contains("Not confirmed by the server"));
    assert!(stage.text(&toast("failure")).contains("Video 0"));
    assert_eq!(stage.text(STATUS), "1 change needs you");

    server.do_without_answer(0);
    has_state(&stage, 0, "idle").await;
    until("no problem", || stage.all(PROBLEM).is_empty()).await;
    until("no failure", || stage.all(&toast("failure")).is_empty()).await;
    assert_eq!(
        stage.text(&toast("success")),
        "The change to “Video 0” was saved after all."
    );
    assert_eq!(stage.text(STATUS), "All changes saved");
    assert_eq!(stage.attribute(&row(0), "data-published"), "true");
}

#[wasm_bindgen_test]
async fn of_a_bulk_operation_what_was_done_after_all_counts_as_done() {
    let server = Server::start(3);
    let stage = open().await;
    server.fail();
    publish(&stage, 3).await;
    until("three failures", || counts(&stage) == ["3", "0", "3"]).await;
    until("a notice", || !stage.all(&toast("failure")).is_empty()).await;
    server.do_without_answer(1);
    until("one is done", || counts(&stage) == ["3", "1", "2"]).await;
    has_state(&stage, 1, "idle").await;
    has_state(&stage, 2, "failed").await;
    until("a notice of the rest", || {
        stage.text(&toast("failure")).contains("1 of 3 published")
    })
    .await;
    server.do_without_answer(0);
    server.do_without_answer(2);
    until("all are done", || counts(&stage) == ["3", "3", "0"]).await;
    until("no failure", || stage.all(&toast("failure")).is_empty()).await;
    assert_eq!(stage.text(STATUS), "All changes saved");
}

#[wasm_bindgen_test]
async fn a_row_retried_out_of_a_bulk_operation_counts_as_done() {
    let server = Server::start(3);
    let stage = open().await;
    server.refuse(1);
    publish(&stage, 3).await;
    until("one is refused", || counts(&stage) == ["3", "2", "1"]).await;
    has_state(&stage, 1, "failed").await;
    assert_eq!(stage.text(STATUS), "1 change needs you");
    let sent = server.sent();
    server.behave();
    stage
        .click(&format!("{} [data-action='retry']", row(1)))
        .await;
    until("all are done", || counts(&stage) == ["3", "3", "0"]).await;
    has_state(&stage, 1, "idle").await;
    assert_eq!(stage.attribute(BULK, "data-state"), "finished");
    assert_eq!(server.sent(), sent + 1);
    assert_eq!(stage.text(STATUS), "All changes saved");
    // It stays in the panel until it is dismissed.
    stage.click("[data-action='dismiss-bulk']").await;
    until("no bulk operation", || stage.all(BULK).is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_row_dismissed_out_of_a_bulk_operation_needs_nobody() {
    let server = Server::start(3);
    let stage = open().await;
    server.refuse(1);
    publish(&stage, 3).await;
    has_state(&stage, 1, "failed").await;
    stage
        .click(&format!("{} [data-action='dismiss']", row(1)))
        .await;
    has_state(&stage, 1, "idle").await;
    assert_eq!(counts(&stage), ["3", "2", "1"]);
    assert_eq!(stage.text(STATUS), "All changes saved");
}

#[wasm_bindgen_test]
async fn a_new_change_dismisses_the_refusal_before_it() {
    let server = Server::start(3);
    let stage = open().await;
    let toggle = format!("{} [data-action='toggle']", row(1));
    server.refuse(1);
    stage.click(&toggle).await;
    has_state(&stage, 1, "failed").await;
    assert_eq!(stage.all(PROBLEM).len(), 1);
    server.behave();
    stage.click(&toggle).await;
    until("no problem", || stage.all(PROBLEM).is_empty()).await;
    has_state(&stage, 1, "idle").await;
    assert_eq!(stage.text(STATUS), "All changes saved");
}

#[wasm_bindgen_test]
async fn behind_a_proxy_nothing_is_rolled_back_and_the_page_says_so() {
    let server = Server::start(3);
    let stage = open().await;
    server.hide_behind_proxy();
    stage
        .click(&format!("{} [data-action='toggle']", row(0)))
        .await;
    until("out of reach", || {
        stage.attribute(STATUS, "data-reachable") == "false"
    })
    .await;
    assert_eq!(stage.attribute(STATUS, "data-online"), "true");
    assert_eq!(stage.attribute(&row(0), "data-published"), "true");
    let text = stage.text(STATUS);
    assert!(text.starts_with("The server cannot be reached since "));
    assert!(text.ends_with(" · 1 change kept on this device"), "{text}");
    let title = stage.attribute(STATUS, "title");
    assert!(title.starts_with("Something between this page and the server"));
    until("it is said", || {
        let said = stage.text("[data-role='announcer']");
        said.starts_with("The server cannot be reached")
    })
    .await;
    server.behave();
    until("saved", || stage.text(STATUS) == "All changes saved").await;
    assert!(stage.all(&toast("failure")).is_empty());
}

#[wasm_bindgen_test]
async fn without_a_sign_in_changes_wait_until_the_user_is_back() {
    let server = Server::start(3);
    let stage = open().await;
    server.ask_for_sign_in();
    stage
        .click(&format!("{} [data-action='toggle']", row(0)))
        .await;
    let banner = "[data-role='banner'][data-kind='signed-out']";
    until("a notice", || !stage.all(banner).is_empty()).await;
    assert_eq!(
        stage.text(STATUS),
        "Signed out · 1 change kept on this device"
    );
    server.behave();
    stage.click("[data-action='signed-in']").await;
    until("saved", || stage.text(STATUS) == "All changes saved").await;
    assert!(stage.all(banner).is_empty());
}

#[wasm_bindgen_test]
async fn that_nothing_can_be_stored_is_said_also_where_it_fails_before_the_page_is_drawn() {
    let server = Server::start(3);
    server.forbid_storage();
    let stage = open_with(|client| client.store("studio-test")).await;
    let banner = "[data-role='banner'][data-kind='not-stored']";
    until("a notice", || !stage.all(banner).is_empty()).await;
    let toggle = format!("{} [data-action='toggle']", row(0));
    stage.click(&toggle).await;
    until("saved", || stage.text(STATUS) == "All changes saved").await;
    assert_eq!(server.sent(), 1);
}

#[wasm_bindgen_test]
async fn a_key_that_is_too_old_for_the_server_is_replaced_by_one_of_its_time() {
    let server = Server::start(3);
    let stage = open().await;
    let time = server.expire_next_key();
    let toggle = format!("{} [data-action='toggle']", row(0));
    stage.click(&toggle).await;
    until("saved", || stage.text(STATUS) == "All changes saved").await;
    assert_eq!(server.sent(), 2);
    assert!(server.key_time(0) >= time);
    assert_eq!(stage.attribute(&row(0), "data-published"), "true");
    assert!(stage.all("[data-role='toast']").is_empty());
}
