//! Small hooks of no domain.

use gloo_events::EventListener;
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

/// Listens to the keys of the whole page.
#[hook]
pub fn use_page_keys(act: Callback<KeyboardEvent>) {
    use_effect_with(act, |act| {
        let act = act.clone();
        let listener = web_sys::window()
            .and_then(|window| window.document())
            .map(|document| {
                // Not passive: a key that the page takes must not also do what the browser does.
                let options = gloo_events::EventListenerOptions::enable_prevent_default();
                EventListener::new_with_options(&document, "keydown", options, move |event| {
                    if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                        act.emit(event.clone());
                    }
                })
            });
        move || drop(listener)
    });
}
