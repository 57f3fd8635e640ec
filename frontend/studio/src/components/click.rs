//! One listener for all the buttons of a part: less to attach for each row, and less code.

use web_sys::{Element, MouseEvent};
use yew::TargetCast;

/// The `data-action` of the button that was clicked.
pub fn action(event: &MouseEvent) -> Option<String> {
    let target: Element = event.target_dyn_into()?;
    target
        .closest("[data-action]")
        .ok()??
        .get_attribute("data-action")
}
