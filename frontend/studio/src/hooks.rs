//! Small hooks of no domain.

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// A callback that stays the same for good and always does what was passed last.
///
/// What is handed to a thousand rows must not change with each render of the page.
#[hook]
pub fn use_latest<A: 'static>(act: impl Fn(A) + 'static) -> Callback<A> {
    let latest = use_mut_ref(|| None::<Callback<A>>);
    *latest.borrow_mut() = Some(Callback::from(act));
    (*use_memo((), move |()| {
        Callback::from(move |argument| {
            let act = latest.borrow().clone();
            if let Some(act) = act {
                act.emit(argument);
            }
        })
    }))
    .clone()
}

/// The inner height of an element, kept up to date.
#[hook]
pub fn use_height(node: NodeRef) -> usize {
    let height = use_state_eq(|| 0_usize);
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
