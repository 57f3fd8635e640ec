//! Where a component is put on, looked at and acted on.

use std::{cell::RefCell, rc::Rc, time::Duration};

use gloo_timers::future::sleep;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit,
};
use yew::prelude::*;

/// A component on a page of its own.
pub struct Stage<C: BaseComponent> {
    root: Element,
    handle: yew::AppHandle<C>,
}

/// What a component has told, in order.
pub struct Told<T>(Rc<RefCell<Vec<T>>>);

impl<T: 'static> Told<T> {
    /// Something to tell, and where it is kept.
    pub fn new() -> (Callback<T>, Self) {
        let told: Rc<RefCell<Vec<T>>> = Rc::default();
        let kept = Rc::clone(&told);
        (
            Callback::from(move |it| kept.borrow_mut().push(it)),
            Self(told),
        )
    }

    /// Everything that was told since it was last taken.
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
    Stage { root, handle }
}

/// Lets everything be drawn that is to be drawn.
pub async fn drawn() {
    sleep(Duration::from_millis(20)).await;
}

impl<C: BaseComponent> Stage<C> {
    /// Gives the component other properties.
    pub async fn update(&mut self, props: C::Properties) {
        self.handle.update(props);
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

    /// An attribute of the first element that matches.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        self.one(selector).get_attribute(name).unwrap_or_default()
    }

    /// What the first element that matches says.
    pub fn text(&self, selector: &str) -> String {
        self.one(selector).text_content().unwrap_or_default()
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
