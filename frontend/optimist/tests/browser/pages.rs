//! A page that shows the notes, and how a test looks at it.

use std::{cell::RefCell, collections::BTreeMap, ops::Deref};

use gloo_timers::future::TimeoutFuture;
use optimist::{
    Client, Event, OptimistProvider, use_events, use_operations, use_query, use_query_select,
};
use web_sys::{Element, window};
use yew::{AppHandle, html::BaseComponent, prelude::*};

use crate::server::Notes;

thread_local! {
    static RENDERS: RefCell<BTreeMap<&'static str, usize>> = RefCell::default();
}

/// How often a component has rendered, in all tests together.
pub fn renders(component: &str) -> usize {
    RENDERS.with_borrow(|renders| renders.get(component).copied().unwrap_or(0))
}

pub fn rendered(component: &'static str) {
    RENDERS.with_borrow_mut(|renders| *renders.entry(component).or_default() += 1);
}

/// `0- 1+`: note 1 is done.
#[component]
fn List() -> Html {
    let query = use_query::<Notes>(());
    let shown = query.data().map(|list| {
        let notes = list
            .iter()
            .map(|note| format!("{}{}", note.id, if note.done { '+' } else { '-' }));
        notes.collect::<Vec<_>>().join(" ")
    });
    html! { <p class="list">{ shown.unwrap_or_default() }</p> }
}

#[component]
fn Count() -> Html {
    rendered("count");
    let count = use_query_select::<Notes, _>((), |query| query.data().map(|list| list.len()));
    html! { <p class="count">{ for count }</p> }
}

#[component]
fn Refusal() -> Html {
    let last = use_state(String::new);
    let set = last.setter();
    use_events(move |event| {
        if let Event::Refused { target, reason, .. } = event {
            set.set(format!("{target} refused: {}", reason.message));
        }
    });
    html! { <p class="refusal">{ &*last }</p> }
}

#[derive(Clone, PartialEq, Properties)]
pub struct PageProps {
    client: Client,
    lists: usize,
}

#[component]
pub fn Page(props: &PageProps) -> Html {
    html! {
        <OptimistProvider client={props.client.clone()}>
            { for (0..props.lists).map(|list| html! { <List key={list} /> }) }
            <Count />
            <Save />
            <Refusal />
        </OptimistProvider>
    }
}

/// A component on the page, until it is dropped.
pub struct Shown<C: BaseComponent> {
    root: Element,
    handle: Option<AppHandle<C>>,
}

impl<C: BaseComponent> Deref for Shown<C> {
    type Target = Element;

    fn deref(&self) -> &Element {
        &self.root
    }
}

impl<C: BaseComponent> Drop for Shown<C> {
    fn drop(&mut self) {
        self.handle.take().into_iter().for_each(AppHandle::destroy);
        self.root.remove();
    }
}

/// Shows a page over `client`, with so many lists.
pub fn mount(client: Client, lists: usize) -> Shown<Page> {
    show(PageProps { client, lists })
}

pub fn show<C: BaseComponent>(properties: C::Properties) -> Shown<C> {
    let document = window().and_then(|window| window.document());
    let document = document.expect("a browser");
    let root = document.create_element("main").expect("an element");
    let body = document.body().expect("a body");
    body.append_child(&root).expect("room in the body");
    let renderer = yew::Renderer::<C>::with_root_and_props(root.clone(), properties);
    let handle = Some(renderer.render());
    Shown { root, handle }
}

/// How many operations are pending.
#[component]
pub fn Save() -> Html {
    let operations = use_operations();
    html! { <p class="save">{ operations.pending() }</p> }
}

/// The text of the first element that a selector names.
pub fn text(page: &Element, selector: &str) -> String {
    let found = page.query_selector(selector).ok().flatten();
    found
        .and_then(|element| element.text_content())
        .unwrap_or_default()
}

/// Waits for a condition; fails the test when it has not come true within ten seconds.
pub async fn until(mut condition: impl FnMut() -> bool) {
    for _ in 0..2_000 {
        if condition() {
            return;
        }
        TimeoutFuture::new(5).await;
    }
    panic!("what the test waits for has not come");
}

/// The same for a condition that has to be asked for.
pub async fn until_async(mut condition: impl AsyncFnMut() -> bool) {
    for _ in 0..500 {
        if condition().await {
            return;
        }
        TimeoutFuture::new(20).await;
    }
    panic!("what the test waits for has not come");
}
