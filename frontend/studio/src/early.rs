//! What the page has asked for before this program ran: a script in `index.html` knows what the address
//! shows, and asks while the program is on its way. The first read takes that very answer over.

use std::pin::pin;

use futures::{channel::oneshot, future};
use gloo_net::http::Response;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise, Reflect};
use optimist::{Client, Failure};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::{
    queries::{Catalogue, CourseVideos, VideoListKind},
    route::Route,
};

/// So long the page shows what `index.html` has drawn while it has nothing to show, in milliseconds.
const PATIENCE_MS: u32 = 250;
/// So long it shows the first rows that a script has drawn (`early-rows.js`), with no controls, in
/// milliseconds from then on.
const PATIENCE_WITH_ROWS_MS: u32 = 2_000;

/// Reads what the address shows, and waits for it a little: with data the first thing that is drawn is
/// the page as it is meant. Nothing is drawn before it is known what an earlier visit has left.
pub async fn read(client: &Client) {
    let (sender, shown) = oneshot::channel();
    let log_read = client.log_read();
    let client = client.clone();
    spawn_local(async move {
        let courses = client.preload::<Catalogue>(&());
        match Route::now() {
            Route::Course(id) => both(&client, VideoListKind::Course(id), courses).await,
            Route::Trash(id) => both(&client, VideoListKind::Trash(id), courses).await,
            Route::Catalogue => courses.await,
            Route::Other => {}
        }
        // Nobody waits any longer where it took too long.
        let _ = sender.send(());
    });
    let patience = pin!(patience());
    let data = future::select(shown, patience);
    let (log_read, first_visit) = (pin!(log_read), pin!(first_visit()));
    future::join(data, future::select(log_read, first_visit)).await;
}

/// Ends when the program draws without data: later where there are rows to read meanwhile.
async fn patience() {
    TimeoutFuture::new(PATIENCE_MS).await;
    let document = web_sys::window().and_then(|window| window.document());
    let rows = document.and_then(|document| document.query_selector(".early-rows").ok()?);
    if rows.is_some() {
        TimeoutFuture::new(PATIENCE_WITH_ROWS_MS).await;
    }
}

/// Ends where no earlier visit can have left anything, and nowhere else.
async fn first_visit() {
    if let Some(visited) = early("visited") {
        let visited = JsFuture::from(visited).await;
        if visited.is_ok_and(|visited| visited.is_falsy()) {
            return;
        }
    }
    future::pending().await
}

async fn both(client: &Client, list: VideoListKind, courses: impl Future<Output = ()>) {
    future::join(client.preload::<CourseVideos>(&list), courses).await;
}

/// The answer to a request of this address that the page has made already; it is given once.
pub(crate) fn take(url: &str) -> Option<Promise> {
    let answer = early(url)?;
    let early = Reflect::get(&js_sys::global(), &"early".into()).ok()?;
    Reflect::set(&early, &url.into(), &JsValue::UNDEFINED).ok()?;
    Some(answer)
}

/// What the script promises under a name.
fn early(name: &str) -> Option<Promise> {
    let early = Reflect::get(&js_sys::global(), &"early".into()).ok()?;
    Reflect::get(&early, &name.into()).ok()?.dyn_into().ok()
}

/// What the author has done for the part of the program that comes later is done now (`early-hands.js`).
pub(crate) fn whole() {
    let early = Reflect::get(&js_sys::global(), &"early".into());
    let whole = early.and_then(|early| Reflect::get(&early, &"whole".into()));
    if let Some(whole) = whole
        .ok()
        .and_then(|whole| whole.dyn_into::<Function>().ok())
    {
        let told = whole.call0(&JsValue::UNDEFINED);
        debug_assert!(told.is_ok(), "it hands events out");
    }
}

pub(crate) async fn answer(promise: Promise) -> Result<Response, Failure> {
    let answer = JsFuture::from(promise).await;
    let answer = answer.map_err(|_| Failure::network())?;
    Ok(Response::from(answer.unchecked_into::<web_sys::Response>()))
}
