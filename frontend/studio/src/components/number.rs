//! Forms of one number.

use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

/// The whole number from 1 on that stands in a submitted form, if it is one.
pub fn submitted(event: &SubmitEvent) -> Option<usize> {
    event.prevent_default();
    let form: Element = event.target_dyn_into()?;
    let field = form.query_selector("input[type='number']").ok()??;
    let field: HtmlInputElement = wasm_bindgen::JsCast::dyn_into(field).ok()?;
    field
        .value()
        .trim()
        .parse()
        .ok()
        .filter(|&number| number >= 1)
}
