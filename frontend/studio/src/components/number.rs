//! Forms of one number.

use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::l10n;

/// The whole number from 1 on that stands in a submitted form, if it is one; else its field says so.
pub fn submitted(event: &SubmitEvent) -> Option<usize> {
    event.prevent_default();
    let form: Element = event.target_dyn_into()?;
    let field = form.query_selector("input[type='number']").ok()??;
    let field: HtmlInputElement = wasm_bindgen::JsCast::dyn_into(field).ok()?;
    let number = field.value().trim().parse().ok();
    let number = number.filter(|&number| number >= 1);
    field.set_custom_validity(match number {
        Some(_) => "",
        None => l10n::number_from_one(),
    });
    field.report_validity();
    number
}
