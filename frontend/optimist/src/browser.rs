//! What the browser knows: the time, chance, the connection, the focus.

use futures::{channel::oneshot, future};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use js_sys::Date;
use optimist_core::{Moment, Timestamp};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// A clock that never jumps, in milliseconds since the page began.
pub(crate) fn now() -> Moment {
    Moment(page_ms() as u64)
}

/// The same with parts of a millisecond.
pub(crate) fn page_ms() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.now())
}

/// The time of day, which may be wrong and may jump.
pub(crate) fn wall() -> Timestamp {
    Timestamp(Date::now() as u64)
}

/// A seed that no other page has.
pub(crate) fn seed() -> u64 {
    let mut bytes = [0; 8];
    let filled = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if filled {
        u64::from_le_bytes(bytes)
    } else {
        // A page without the Web Crypto API still gets seeds that differ.
        (js_sys::Math::random() * 2f64.powi(53)) as u64 ^ wall().0.rotate_left(40)
    }
}

/// Is the page out of sight, so that no frames are drawn?
pub(crate) fn hidden() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.hidden())
}

/// Waits until the next frame has been drawn, or a tenth of a second where none is.
pub(crate) async fn painted() {
    frame().await;
    // The frame is drawn once the callbacks of its animation frame have run.
    TimeoutFuture::new(0).await;
}

/// Waits until the next frame is about to be drawn, or a tenth of a second where none is.
pub(crate) async fn frame() {
    let (sender, drawn) = oneshot::channel::<()>();
    let frame = Closure::once_into_js(move |_: f64| drop(sender));
    let asked = web_sys::window().is_some_and(|window| {
        window
            .request_animation_frame(frame.unchecked_ref())
            .is_ok()
    });
    if asked {
        future::select(drawn, TimeoutFuture::new(100)).await;
    }
}

/// Does the browser say that there is no connection?
pub(crate) fn offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}

/// Calls back when the browser believes to be online or offline, until dropped.
pub(crate) fn on_connection(callback: impl Fn(bool) + Clone + 'static) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    [("online", true), ("offline", false)]
        .map(|(event, online)| {
            let callback = callback.clone();
            EventListener::new(&window, event, move |_| callback(online))
        })
        .into()
}

/// Calls back when the window gets the focus, until dropped.
pub(crate) fn on_focus(callback: impl Fn() + 'static) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "focus", move |_| callback()))
}

/// Calls back when the page comes into sight or leaves it, until dropped.
pub(crate) fn on_visibility(callback: impl Fn(bool) + 'static) -> Option<EventListener> {
    let document = web_sys::window()?.document()?;
    let listener = EventListener::new(&document, "visibilitychange", move |_| callback(!hidden()));
    Some(listener)
}

/// Calls back when the page is closed, reloaded or left for another one, until dropped.
pub(crate) fn on_leave(callback: impl Fn() + 'static) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "pagehide", move |_| callback()))
}

/// Writes to the browser's console what a developer should see.
pub(crate) fn warn(what: &str, error: &JsValue) {
    web_sys::console::warn_2(&format!("optimist: {what}").into(), error);
}
