//! What the browser knows: the time, chance, the connection, the focus.

use futures::{channel::oneshot, future};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use js_sys::Date;
use optimist_core::Timestamp;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// The clock.
pub(crate) fn now() -> Timestamp {
    Timestamp(Date::now() as u64)
}

/// The time since the page began, in milliseconds and parts of one.
pub(crate) fn page_ms() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.now())
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
        (js_sys::Math::random() * 2f64.powi(53)) as u64 ^ now().0.rotate_left(40)
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
    // The frame is drawn once what it is made of has run.
    TimeoutFuture::new(0).await;
}

/// Waits until the next frame is about to be drawn, or a tenth of a second where none is.
pub(crate) async fn frame() {
    let (told, drawn) = oneshot::channel::<()>();
    let frame = Closure::once_into_js(move |_: f64| drop(told));
    let asked = web_sys::window().is_some_and(|window| {
        window
            .request_animation_frame(frame.unchecked_ref())
            .is_ok()
    });
    if asked {
        future::select(drawn, TimeoutFuture::new(100)).await;
    }
}

/// Calls back when the browser believes to be online or offline, until dropped.
pub(crate) fn on_connection(told: impl Fn(bool) + Clone + 'static) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    [("online", true), ("offline", false)]
        .map(|(event, online)| {
            let told = told.clone();
            EventListener::new(&window, event, move |_| told(online))
        })
        .into()
}

/// Calls back when the page gets the focus or comes into sight, until dropped.
pub(crate) fn on_focus(told: impl Fn() + Clone + 'static) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let Some(document) = window.document() else {
        return Vec::new();
    };
    let seen = told.clone();
    vec![
        EventListener::new(&window, "focus", move |_| told()),
        EventListener::new(&document, "visibilitychange", move |_| {
            if !hidden() {
                seen();
            }
        }),
    ]
}

/// Writes to the browser's console what a developer should see.
pub(crate) fn warn(what: &str, error: &JsValue) {
    web_sys::console::warn_2(&format!("optimist: {what}").into(), error);
}
