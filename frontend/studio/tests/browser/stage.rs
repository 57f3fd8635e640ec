//! Where a component is put on, looked at and acted on.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit,
};
use yew::prelude::*;

/// A component on a page of its own.
pub struct Stage<C: BaseComponent> {
    root: Element,
    handle: Option<yew::AppHandle<C>>,
}

/// What a component has emitted, in order.
pub struct Emitted<T>(Rc<RefCell<Vec<T>>>);

impl<T: 'static> Emitted<T> {
    /// A callback, and where what it is called with is kept.
    pub fn new() -> (Callback<T>, Self) {
        let emitted: Rc<RefCell<Vec<T>>> = Rc::default();
        let kept = Rc::clone(&emitted);
        (
            Callback::from(move |it| kept.borrow_mut().push(it)),
            Self(emitted),
        )
    }

    /// Everything that was emitted since it was last taken.
    pub fn take(&self) -> Vec<T> {
        self.0.take()
    }
}

/// Puts a component on.
pub async fn mount<C: BaseComponent>(props: C::Properties) -> Stage<C> {
    let document = web_sys::window()
        .and_then(|window| window.document())
        .expect("a page");
    let root = document.create_element("div").expect("an element");
    document
        .body()
        .expect("a body")
        .append_child(&root)
        .expect("a child");
    let handle = yew::Renderer::<C>::with_root_and_props(root.clone(), props).render();
    drawn().await;
    Stage {
        root,
        handle: Some(handle),
    }
}

/// Waits until Yew has drawn everything that is to be drawn, which it does in microtasks. No timer: a test
/// may have stopped the clock.
pub async fn drawn() {
    for _ in 0..10 {
        let turn = Promise::resolve(&JsValue::NULL);
        JsFuture::from(turn).await.expect("a promise that is kept");
    }
}

/// Waits for a condition; fails the test when it has not come true within ten seconds.
pub async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    for _ in 0..2_000 {
        drawn().await;
        if condition() {
            return;
        }
        TimeoutFuture::new(5).await;
    }
    panic!("what the test waits for has not come: {what}");
}

impl<C: BaseComponent> Stage<C> {
    /// Gives the component other properties.
    pub async fn update(&mut self, props: C::Properties) {
        if let Some(handle) = &mut self.handle {
            handle.update(props);
        }
        drawn().await;
    }

    /// All elements that match.
    pub fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).expect("a selector");
        (0..found.length())
            .filter_map(|at| found.get(at).and_then(|node| node.dyn_into().ok()))
            .collect()
    }

    /// The first element that matches.
    pub fn one(&self, selector: &str) -> HtmlElement {
        self.all(selector)
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("no {selector}"))
    }

    /// An attribute of the first element that matches; empty where there is none.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let first = self.all(selector).into_iter().next();
        first
            .and_then(|element| element.get_attribute(name))
            .unwrap_or_default()
    }

    /// What the first element that matches says; nothing where there is none.
    pub fn text(&self, selector: &str) -> String {
        let first = self.all(selector).into_iter().next();
        first
            .and_then(|element| element.text_content())
            .unwrap_or_default()
    }

    /// Clicks the first element that matches.
    pub async fn click(&self, selector: &str) {
        self.one(selector).click();
        drawn().await;
    }

    /// Types a text into a field, in the place of what is there.
    pub async fn type_into(&self, selector: &str, text: &str) {
        let field: HtmlInputElement = self.one(selector).unchecked_into();
        field.set_value(text);
        dispatch(&field, "input");
        drawn().await;
    }

    /// Presses a key on the first element that matches.
    pub async fn press(&self, selector: &str, key: &str) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init);
        let element = self.one(selector);
        element
            .dispatch_event(&event.expect("an event"))
            .expect("dispatched");
        drawn().await;
    }
}

impl<C: BaseComponent> Drop for Stage<C> {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            handle.destroy();
        }
        self.root.remove();
    }
}

/// Lets an event of this name happen to an element.
pub fn dispatch(element: &Element, name: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict(name, &init).expect("an event");
    element.dispatch_event(&event).expect("dispatched");
}
