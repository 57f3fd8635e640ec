//! A value that is no list: the account of who is signed in.

use std::cell::{Cell, RefCell};

use futures::channel::oneshot;
use optimist::{
    Client, Effect, Entity, Failure, Key, Mutation, OptimistProvider, Outcome, Query, QueryKey,
    Reason, Repeat, Submit, Timestamp, Value, ValueId, ValueOf, Valued, use_value, use_value_when,
};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::AbortSignal;
use yew::prelude::*;

use crate::pages::{Shown, show, text, until};

#[derive(Clone, PartialEq)]
struct Account {
    name: String,
    invoices: u32,
}

thread_local! {
    static NAME: RefCell<String> = RefCell::default();
    static INVOICES: Cell<u32> = Cell::default();
    static READS: Cell<u32> = Cell::default();
    /// Where the answer of a renaming is awaited.
    static ANSWER: RefCell<Option<oneshot::Sender<bool>>> = RefCell::default();
}

fn account() -> Account {
    Account {
        name: NAME.with_borrow(String::clone),
        invoices: INVOICES.get(),
    }
}

impl Value for Account {
    type Args = ();
    type Data = Self;
    const NAME: &'static str = "account";

    async fn fetch((): (), _: AbortSignal) -> Result<Self, Failure> {
        READS.set(READS.get() + 1);
        Ok(account())
    }
}

/// What a plan costs, which another value names.
struct Price;

impl Value for Price {
    type Args = String;
    type Data = usize;
    const NAME: &'static str = "price";

    async fn fetch(of: String, _: AbortSignal) -> Result<usize, Failure> {
        Ok(of.len())
    }
}

struct Rename;

impl Mutation for Rename {
    type Entity = ValueOf<Account>;
    type Args = String;
    const NAME: &'static str = "rename-account";
    const REPEAT: Repeat = Repeat::Idempotent;

    fn target(_: &String) -> ValueId {
        ValueOf::<Account>::id(&())
    }

    fn predict(
        name: &String,
        account: Option<&Valued<Account>>,
        _: Timestamp,
    ) -> Effect<Valued<Account>> {
        account.map_or(Effect::NotApplicable, |account| {
            let name = name.clone();
            let invoices = account.invoices;
            Effect::Put(account.with(Account { name, invoices }))
        })
    }
}

impl Submit for Rename {
    async fn submit(name: String, _: Key, _: AbortSignal) -> Outcome {
        let (sender, answer) = oneshot::channel();
        ANSWER.set(Some(sender));
        if answer.await != Ok(true) {
            return Outcome::Refused(Reason::new("taken", "This name is taken."));
        }
        NAME.set(name.to_uppercase());
        Outcome::done_with::<ValueOf<Account>>(ValueOf::<Account>::item(&(), account()))
    }
}

#[derive(Clone, PartialEq)]
struct Invoice(u32);

impl Entity for Invoice {
    type Item = Self;
    type Id = u32;
    const NAME: &'static str = "invoice";

    fn id(invoice: &Self) -> u32 {
        invoice.0
    }
}

/// The account counts its invoices.
struct Pay;

impl Mutation for Pay {
    type Entity = Invoice;
    type Args = u32;
    const NAME: &'static str = "pay-invoice";

    fn target(&id: &u32) -> u32 {
        id
    }

    fn predict(&id: &u32, _: Option<&Invoice>, _: Timestamp) -> Effect<Invoice> {
        Effect::Put(Invoice(id))
    }

    fn invalidates(_: &u32) -> Vec<QueryKey> {
        vec![ValueOf::<Account>::key(&())]
    }
}

impl Submit for Pay {
    async fn submit(_: u32, _: Key, _: AbortSignal) -> Outcome {
        INVOICES.set(INVOICES.get() + 1);
        Outcome::done()
    }
}

#[component]
fn Header() -> Html {
    let account = use_value::<Account>(());
    let price = use_value_when::<Price>(account.data().map(|account| account.name.clone()));
    html! {
        <>
            <p class="name">{ for account.data().map(|account| account.name.clone()) }</p>
            <p class="invoices">{ for account.data().map(|account| account.invoices) }</p>
            <p class="price">{ for price.data().copied() }</p>
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PageProps {
    client: Client,
}

#[component]
fn Page(props: &PageProps) -> Html {
    html! { <OptimistProvider client={props.client.clone()}><Header /></OptimistProvider> }
}

async fn open() -> (Client, Shown<Page>) {
    NAME.set("Ada".to_owned());
    INVOICES.set(2);
    let client = Client::builder()
        .mutation::<Rename>()
        .mutation::<Pay>()
        .build();
    let page = show::<Page>(PageProps {
        client: client.clone(),
    });
    until(|| text(&page, ".name") == "Ada").await;
    READS.set(0);
    (client, page)
}

async fn answer(done: bool) {
    until(|| ANSWER.with_borrow(Option::is_some)).await;
    let sender = ANSWER.take().expect("somebody waits");
    assert_eq!(sender.send(done), Ok(()));
}

#[wasm_bindgen_test]
async fn a_value_shows_what_is_pending_and_its_answer_spares_the_read() {
    let (client, page) = open().await;
    client.mutate::<Rename>("Grace".to_owned());
    until(|| text(&page, ".name") == "Grace").await;
    answer(true).await;
    until(|| text(&page, ".name") == "GRACE").await;
    until(|| client.pending() == 0).await;
    assert_eq!(READS.get(), 0);
    client.mutate::<Rename>("Joan".to_owned());
    until(|| text(&page, ".name") == "Joan").await;
    answer(false).await;
    until(|| text(&page, ".name") == "GRACE").await;
}

#[wasm_bindgen_test]
async fn a_mutation_of_another_kind_has_the_value_read_again() {
    let (client, page) = open().await;
    assert_eq!(text(&page, ".invoices"), "2");
    client.mutate::<Pay>(7);
    until(|| text(&page, ".invoices") == "3").await;
    assert_eq!(READS.get(), 1);
}

#[wasm_bindgen_test]
async fn a_value_that_depends_on_another_is_read_once_that_is_known() {
    let (client, page) = open().await;
    until(|| text(&page, ".price") == "3").await;
    client.mutate::<Rename>("Grace".to_owned());
    until(|| text(&page, ".price") == "5").await;
    answer(true).await;
    until(|| client.pending() == 0).await;
}
