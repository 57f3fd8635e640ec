//! Which element has the focus, and how it gets there.

use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement};

/// Focuses the row at a place, if it is drawn.
pub fn focus_row(list: &Element, at: usize) -> bool {
    focus_at(list, &format!("[aria-rowindex='{}']", at + 1))
}

/// Focuses the first element that a selector finds, if there is one.
pub fn focus_at(list: &Element, selector: &str) -> bool {
    let found = list.query_selector(selector).ok().flatten();
    let found = found.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|element| focus(&element))
}

/// Focuses an element, without scrolling to it.
pub fn focus(element: &HtmlElement) -> bool {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// What has the focus, if anything does.
pub fn focused() -> Option<HtmlElement> {
    let document = web_sys::window().and_then(|window| window.document());
    let focused = document.and_then(|document| document.active_element())?;
    let focused = focused.dyn_into::<HtmlElement>().ok()?;
    (focused.tag_name() != "BODY").then_some(focused)
}
