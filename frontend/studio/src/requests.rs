//! Who watches the requests to the API: nobody, until the network lab has been loaded.

use std::cell::Cell;

use gloo_net::http::{Request, Response};

/// What is told of each request.
#[derive(Clone, Copy)]
pub struct Watcher {
    /// A request is sent, with this body. Gives its number.
    pub sent: fn(&Request, Option<String>) -> u32,
    /// A request was answered, or was not.
    pub ended: fn(u32, Option<&Response>),
}

thread_local! {
    static WATCHER: Cell<Option<Watcher>> = const { Cell::new(None) };
}

/// From now on this one is told.
pub fn watch(watcher: Watcher) {
    WATCHER.set(Some(watcher));
}

pub(crate) fn sent(request: &Request, body: Option<String>) -> Option<u32> {
    WATCHER.get().map(|watcher| (watcher.sent)(request, body))
}

pub(crate) fn ended(number: Option<u32>, answer: Option<&Response>) {
    if let (Some(number), Some(watcher)) = (number, WATCHER.get()) {
        (watcher.ended)(number, answer);
    }
}
