//! Forms of one number.

use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::l10n;

/// The whole number from 1 on, up to what its field allows, that stands in a submitted form, if it is one;
/// else its field says so.
pub fn submitted(event: &SubmitEvent) -> Option<usize> {
    event.prevent_default();
    let form: Element = event.target_dyn_into()?;
    let field = form.query_selector("input[type='number']").ok()??;
    let field: HtmlInputElement = wasm_bindgen::JsCast::dyn_into(field).ok()?;
    let most: Option<usize> = field.max().parse().ok();
    let number = field.value().trim().parse().ok();
    let number = number.filter(|&number| number >= 1 && most.is_none_or(|most| number <= most));
    field.set_custom_validity(&match (number, most) {
        (Some(_), _) => String::new(),
        (None, Some(most)) => l10n::number_up_to(&l10n::number(most)),
        (None, None) => l10n::number_from_one().to_owned(),
    });
    field.report_validity();
    number
}

/// Marks what stands in a field that comes by the focus, so that typing takes its place.
pub fn mark(event: &FocusEvent) {
    let field: Option<HtmlInputElement> = event.target_dyn_into();
    if let Some(field) = field {
        field.select();
    }
}
