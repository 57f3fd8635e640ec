//! What a component is told of the operations that it issues.

use optimist::{Client, OptimistProvider, Run, UseMutation, use_mutation};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::{
    pages::{Shown, show, text, until},
    server::{Answer, Server, SetDone},
};

/// In words.
fn told(set_done: &UseMutation<SetDone>) -> String {
    match set_done.state() {
        Run::Refused(reason) => format!(
            "refused: {} {}",
            reason.message,
            reason.field("done").unwrap_or_default()
        ),
        other => format!("{other:?}"),
    }
}

/// Sets a note done, and forgets that.
#[component]
fn Button(props: &NoteProps) -> Html {
    let set_done = use_mutation::<SetDone>();
    let told = told(&set_done);
    let id = props.id;
    let (run, reset) = (set_done.clone(), set_done);
    let onclick = move |_| {
        run.run((id, true));
    };
    html! {
        <>
            <button class={format!("run{id}")} {onclick} />
            <button class={format!("reset{id}")} onclick={move |_| reset.reset()} />
            <p class={format!("state{id}")}>{ told }</p>
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct NoteProps {
    id: u32,
}

#[derive(Clone, PartialEq, Properties)]
struct ButtonsProps {
    client: Client,
}

#[component]
fn Buttons(props: &ButtonsProps) -> Html {
    html! {
        <OptimistProvider client={props.client.clone()}><Button id=0 /><Button id=1 /></OptimistProvider>
    }
}

fn click(page: &Shown<Buttons>, class: &str) {
    let button = page.query_selector(class).ok().flatten();
    let button: HtmlElement = wasm_bindgen::JsCast::unchecked_into(button.expect("a button"));
    button.click();
}

fn buttons() -> (Client, Shown<Buttons>) {
    let client = Client::builder().mutation::<SetDone>().build();
    let page = show::<Buttons>(ButtonsProps {
        client: client.clone(),
    });
    (client, page)
}

#[wasm_bindgen_test]
async fn each_hook_tells_of_its_own_latest_operation() {
    let server = Server::with(2);
    let (_client, page) = buttons();
    until(|| text(&page, ".state0") == "Idle").await;
    click(&page, ".run0");
    until(|| text(&page, ".state0") == "Pending").await;
    click(&page, ".run1");
    until(|| text(&page, ".state1") == "Pending").await;
    server.answer(Answer::Done).await;
    until(|| text(&page, ".state0") == "Done").await;
    assert_eq!(text(&page, ".state1"), "Pending");
    server.answer(Answer::Refused).await;
    until(|| text(&page, ".state1") == "refused: No. Not this one.").await;
    click(&page, ".reset1");
    until(|| text(&page, ".state1") == "Idle").await;
    assert_eq!(text(&page, ".state0"), "Done");
}

#[wasm_bindgen_test]
async fn another_run_begins_anew_and_what_came_before_tells_no_more() {
    let server = Server::with(2);
    let (client, page) = buttons();
    until(|| text(&page, ".state0") == "Idle").await;
    click(&page, ".run0");
    until(|| text(&page, ".state0") == "Pending").await;
    server.answer(Answer::Refused).await;
    until(|| text(&page, ".state0").starts_with("refused")).await;
    click(&page, ".run0");
    until(|| text(&page, ".state0") == "Pending").await;
    server.answer(Answer::Done).await;
    until(|| text(&page, ".state0") == "Done").await;
    assert_eq!(client.pending(), 0);
}

#[wasm_bindgen_test]
async fn what_is_taken_back_before_it_is_sent_says_so() {
    let _server = Server::with(2);
    let client = Client::builder().mutation::<SetDone>().build();
    let id = client.mutate_after::<SetDone>(60_000, (0, true));
    let ended = client.ended(id);
    client.cancel(id);
    assert_eq!(ended.await, Run::Cancelled);
}

#[wasm_bindgen_test]
async fn the_end_of_an_operation_can_be_awaited() {
    let server = Server::with(2);
    let client = Client::builder().mutation::<SetDone>().build();
    let (done, refused) = (
        client.mutate::<SetDone>((0, true)),
        client.mutate::<SetDone>((1, true)),
    );
    let answers = async {
        server.answer(Answer::Done).await;
        server.answer(Answer::Refused).await;
    };
    let ends = futures::future::join(client.ended(done), client.ended(refused));
    let ((done, refused), ()) = futures::future::join(ends, answers).await;
    assert_eq!(done, Run::Done);
    assert_eq!(refused.reason().map(|reason| &*reason.code), Some("no"));
}
