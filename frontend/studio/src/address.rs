//! What the page's address says beyond its path: what is looked for, and the switches. And what the
//! browser keeps of each entry of its history: how far its list was scrolled.

use std::cell::RefCell;

use gloo_timers::callback::Timeout;
use js_sys::{Math, Object};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Storage, UrlSearchParams, Window};

use crate::feedback::Finder;

/// Safari lets a page write its address a hundred times in half a minute.
const EVERY_MS: u32 = 300;

/// The address was just written.
struct Written {
    /// What is to be written next.
    next: Option<Finder>,
    _timer: Timeout,
}

thread_local! {
    static WRITTEN: RefCell<Option<Written>> = const { RefCell::new(None) };
}

/// What the address looks for; what it says that means nothing is ignored.
pub fn looked_for() -> Finder {
    let all = parameters();
    Finder::of(&|name| all.as_ref().and_then(|all| all.get(name)))
}

/// Writes what is looked for into the address, in the place of what stands there: at once or, while
/// somebody types, soon.
pub fn look_for(finder: &Finder) {
    WRITTEN.with_borrow_mut(|written| {
        if let Some(written) = written {
            written.next = Some(finder.clone());
            return;
        }
        write(finder);
        *written = Some(Written {
            next: None,
            _timer: Timeout::new(EVERY_MS, settle),
        });
    });
}

/// Writes what waits to be written.
fn settle() {
    let next = WRITTEN.take().and_then(|written| written.next);
    if let Some(finder) = next {
        look_for(&finder);
    }
}

/// The parameters of the address.
pub fn parameters() -> Option<UrlSearchParams> {
    let search = web_sys::window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()
}

/// Puts other parameters into the address. The entry of the history stays.
pub fn replace(all: &UrlSearchParams) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let path = window.location().pathname().unwrap_or_default();
    replace_entry(&window, &entry(), &address(&path, all));
}

/// Goes to another path. The switches in the address stay in force, and nothing is looked for there.
pub fn push(path: &str) {
    settle();
    let (Some(window), Some(all)) = (web_sys::window(), parameters()) else {
        return;
    };
    for (name, _) in Finder::default().parameters() {
        all.delete(name);
    }
    if let Ok(history) = window.history() {
        let state = JsValue::from(new_entry());
        // An address that cannot be pushed leaves the old one, which a reload then shows.
        let _ = history.push_state_with_url(&state, "", Some(&address(path, &all)));
    }
}

/// The browser has gone to another entry: what waits to be written was about the last one.
pub fn forget() {
    WRITTEN.take();
}

/// What tells the present entry of the history from all others.
pub fn entry() -> String {
    let Some(window) = web_sys::window() else {
        return String::new();
    };
    let state = window.history().and_then(|history| history.state());
    if let Some(entry) = state.ok().and_then(|state| state.as_string()) {
        return entry;
    }
    let entry = new_entry();
    replace_entry(&window, &entry, "");
    entry
}

/// What was kept of an entry.
pub fn kept(entry: &str) -> Option<String> {
    storage()?.get_item(&name(entry)).ok()?
}

/// Keeps something of an entry, as long as the tab is open.
pub fn keep(entry: &str, what: &str) {
    if let Some(storage) = storage() {
        // What is not kept is not brought back.
        let _ = storage.set_item(&name(entry), what);
    }
}

fn write(finder: &Finder) {
    let Some(all) = parameters() else { return };
    for (name, value) in finder.parameters() {
        if value.is_empty() {
            all.delete(name);
        } else {
            all.set(name, value);
        }
    }
    replace(&all);
}

fn address(path: &str, all: &UrlSearchParams) -> String {
    match String::from(all.to_string()) {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

fn replace_entry(window: &Window, entry: &str, address: &str) {
    if let Ok(history) = window.history() {
        let address = (!address.is_empty()).then_some(address);
        // An address that cannot be written is one that a reload will not remember.
        let _ = history.replace_state_with_url(&JsValue::from(entry), "", address);
    }
}

fn new_entry() -> String {
    // Written by the browser: what Rust writes a number with would be kilobytes.
    let number: Object = JsValue::from(Math::random()).unchecked_into();
    number.to_string().into()
}

fn name(entry: &str) -> String {
    format!("course-studio-place-{entry}")
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
