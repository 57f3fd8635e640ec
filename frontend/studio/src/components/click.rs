//! One listener for all the buttons of a part: less to attach for each row, and less code.

use web_sys::{Element, MouseEvent};
use yew::TargetCast;

/// What is done by the first click of a row of clicks alone: it takes something away, or what it
/// was about leaves and something else is under the pointer.
const FINAL: [&str; 11] = [
    "delete",
    "restore",
    "retry",
    "dismiss",
    "bulk-delete",
    "bulk-restore",
    "retry-failed",
    "dismiss-bulk",
    "cancel-bulk",
    "undo-bulk",
    "undo",
];

/// The `data-action` of the button that was clicked, if the click counts. The browser numbers clicks
/// that follow each other as fast as a double click by the author's own settings, and gives no
/// number to those of keys, scripts and assistive technology.
pub fn action(event: &MouseEvent) -> Option<String> {
    let target: Element = event.target_dyn_into()?;
    let button = button(&target)?;
    if event.detail() > 1 && is_final(&button) {
        return None;
    }
    button.get_attribute("data-action")
}

/// Is it a button that counts each click only if it comes alone?
pub fn is_final(target: &Element) -> bool {
    let action = button(target).and_then(|button| button.get_attribute("data-action"));
    action.is_some_and(|action| FINAL.contains(&&*action))
}

fn button(target: &Element) -> Option<Element> {
    target.closest("[data-action]").ok()?
}
