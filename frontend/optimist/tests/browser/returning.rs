//! A checkout whose answer is a receipt.

use std::cell::RefCell;

use futures::channel::oneshot;
use optimist::{
    Client, Effect, Entity, Key, Mutation, OptimistProvider, Outcome, Policy, Reason, Returns, Run,
    Submit, Timestamp, use_mutation,
};
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortSignal, HtmlElement};
use yew::prelude::*;

use crate::pages::{Shown, show, text, until};

#[derive(Clone, PartialEq)]
struct Cart(u32);

impl Entity for Cart {
    type Item = Self;
    type Id = u32;
    const NAME: &'static str = "cart";

    fn id(cart: &Self) -> u32 {
        cart.0
    }
}

#[derive(Serialize, Deserialize)]
struct Receipt {
    number: u32,
}

struct Checkout;

impl Mutation for Checkout {
    type Entity = Cart;
    type Args = u32;
    const NAME: &'static str = "checkout";
    const POLICY: Policy = Policy::Confirmed;

    fn target(&id: &u32) -> u32 {
        id
    }

    fn predict(_: &u32, _: Option<&Cart>, _: Timestamp) -> Effect<Cart> {
        Effect::Remove
    }
}

impl Returns for Checkout {
    type Output = Receipt;
}

thread_local! {
    /// Where the answer is awaited: the number of the receipt.
    static ANSWER: RefCell<Option<oneshot::Sender<u32>>> = RefCell::default();
}

impl Submit for Checkout {
    async fn submit(_: u32, _: Key, _: AbortSignal) -> Outcome {
        let (sender, answer) = oneshot::channel();
        ANSWER.set(Some(sender));
        match answer.await {
            Ok(0) => Outcome::Refused(Reason::new("empty", "The cart is empty.")),
            Ok(number) => Self::returns(Outcome::done(), &Receipt { number }),
            Err(_) => Outcome::done(),
        }
    }
}

#[component]
fn Pay() -> Html {
    let pay = use_mutation::<Checkout>();
    let awaited = use_state(String::new);
    let receipt = pay.output().map(|receipt| receipt.number);
    let onclick = {
        let (pay, set) = (pay.clone(), awaited.setter());
        move |_| {
            let (pay, set) = (pay.clone(), set.clone());
            spawn_local(async move {
                set.set(match pay.run_for_output(1).await {
                    Ok(receipt) => format!("receipt {}", receipt.number),
                    Err(Run::Refused(reason)) => reason.message,
                    Err(other) => format!("{other:?}"),
                });
            });
        }
    };
    html! {
        <>
            <button class="pay" {onclick} />
            <p class="receipt">{ for receipt }</p>
            <p class="awaited">{ &*awaited }</p>
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PageProps {
    client: Client,
}

#[component]
fn Page(props: &PageProps) -> Html {
    html! { <OptimistProvider client={props.client.clone()}><Pay /></OptimistProvider> }
}

async fn pay(page: &Shown<Page>, number: u32) {
    let find = || page.query_selector(".pay").ok().flatten();
    until(|| find().is_some()).await;
    let button = find();
    let button: HtmlElement = wasm_bindgen::JsCast::unchecked_into(button.expect("a button"));
    button.click();
    until(|| ANSWER.with_borrow(Option::is_some)).await;
    let sender = ANSWER.take().expect("somebody waits");
    assert_eq!(sender.send(number), Ok(()));
}

#[wasm_bindgen_test]
async fn what_the_answer_brings_back_is_at_the_hook_and_where_it_is_awaited() {
    let client = Client::builder().mutation::<Checkout>().build();
    let page = show::<Page>(PageProps { client });
    pay(&page, 17).await;
    until(|| text(&page, ".receipt") == "17").await;
    until(|| text(&page, ".awaited") == "receipt 17").await;
    pay(&page, 0).await;
    until(|| text(&page, ".awaited") == "The cart is empty.").await;
    assert_eq!(
        text(&page, ".receipt"),
        "",
        "it was the receipt of the one before"
    );
}
