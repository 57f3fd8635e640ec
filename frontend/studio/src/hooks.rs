//! Small hooks of no domain.

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use js_sys::Promise;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// The inner height of an element, kept up to date.
#[hook]
pub fn use_height(node: NodeRef) -> usize {
    let height = use_state_eq(usize::default);
    use_measured(node, {
        let height = height.clone();
        move |element| height.set(usize::try_from(element.client_height()).unwrap_or(0))
    });
    *height
}

/// Tells of an element whenever it has another size, before that is painted. The first `act` stays in use
/// for good.
#[hook]
pub fn use_measured(node: NodeRef, act: impl Fn(&Element) + 'static) {
    use_effect_with(node, move |node: &NodeRef| {
        let element = node.cast::<Element>();
        let measure = {
            let element = element.clone();
            Closure::<dyn FnMut()>::new(move || element.iter().for_each(&act))
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
    });
}

/// Listens to an event of the whole page. The first `act` stays in use for good.
#[hook]
pub fn use_page_event(name: &'static str, act: Callback<Event>) {
    use_window_event(name, EventListenerPhase::Bubble, act);
}

/// Listens to an event of the whole page before anything in the page does.
#[hook]
pub fn use_early_event(name: &'static str, act: Callback<Event>) {
    use_window_event(name, EventListenerPhase::Capture, act);
}

#[hook]
fn use_window_event(name: &'static str, phase: EventListenerPhase, act: Callback<Event>) {
    use_effect_with(name, move |&name| {
        let listener = web_sys::window().map(|window| {
            // Not passive: an event that the page takes must not also do what the browser does.
            let options = EventListenerOptions {
                phase,
                passive: false,
            };
            EventListener::new_with_options(&window, name, options, move |event| {
                act.emit(event.clone());
            })
        });
        move || drop(listener)
    });
}

/// So many halves of the letters' size (`rem`), in pixels: it grows with the size that the user wants. `node`
/// is something of the page that grows with it.
#[hook]
pub fn use_half_rems(count: usize, node: NodeRef) -> usize {
    let now = use_state_eq(rem);
    use_measured(node, {
        let now = now.clone();
        move |_| now.set(rem())
    });
    use_page_event("resize", {
        let now = now.clone();
        Callback::from(move |_| now.set(rem()))
    });
    *now * count / 2
}

/// The letters' size (`rem`), in whole pixels.
pub fn rem() -> usize {
    let size = || {
        let window = web_sys::window()?;
        let root = window.document()?.document_element()?;
        let style = window.get_computed_style(&root).ok()??;
        // Whole pixels: reading fractions takes ten kilobytes of page.
        let size = style.get_property_value("font-size").ok()?;
        let whole = size.split(['.', 'p']).next()?;
        whole.parse().ok()
    };
    size().unwrap_or(16)
}

/// Is the page hidden, behind another tab or a dark screen?
#[hook]
pub fn use_hidden() -> bool {
    let is_hidden = || {
        let document = web_sys::window().and_then(|window| window.document());
        document.is_some_and(|document| document.hidden())
    };
    let hidden = use_state_eq(is_hidden);
    use_page_event("visibilitychange", {
        let hidden = hidden.clone();
        Callback::from(move |_| hidden.set(is_hidden()))
    });
    *hidden
}

/// Milliseconds of a clock that never jumps.
pub fn now() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.now())
}

/// Waits until the browser is about to draw.
pub async fn next_frame() {
    let frame = Promise::new(&mut |resolve, _| {
        let asked = web_sys::window().map(|window| window.request_animation_frame(&resolve));
        debug_assert!(asked.is_some_and(|asked| asked.is_ok()), "a page draws");
    });
    // It is never refused.
    let _ = JsFuture::from(frame).await;
}
