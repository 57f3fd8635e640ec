//! Small hooks of no domain.

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// The inner height of an element, kept up to date.
#[hook]
pub fn use_height(node: NodeRef) -> usize {
    let height = use_state_eq(usize::default);
    use_effect_with(node, {
        let height = height.clone();
        move |node: &NodeRef| {
            let element = node.cast::<Element>();
            let measure = {
                let element = element.clone();
                Closure::<dyn FnMut()>::new(move || {
                    if let Some(element) = &element {
                        height.set(usize::try_from(element.client_height()).unwrap_or(0));
                    }
                })
            };
            let observer = ResizeObserver::new(measure.as_ref().unchecked_ref()).ok();
            if let (Some(observer), Some(element)) = (&observer, &element) {
                observer.observe(element);
            }
            move || {
                if let Some(observer) = observer {
                    observer.disconnect();
                }
                drop(measure);
            }
        }
    });
    *height
}

/// Listens to an event of the whole page. The first `act` stays in use for good.
#[hook]
pub fn use_page_event(name: &'static str, act: Callback<Event>) {
    use_effect_with(name, move |&name| {
        let listener = web_sys::window().map(|window| {
            // Not passive: a key that the page takes must not also do what the browser does.
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, name, options, move |event| {
                act.emit(event.clone());
            })
        });
        move || drop(listener)
    });
}
