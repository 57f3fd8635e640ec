//! One listener for all the buttons of a part: less to attach for each row, and less code.

use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent};
use yew::TargetCast;

/// What is done by the first click of a row of clicks alone: it takes something away, or what it
/// was about leaves and something else is under the pointer.
const FINAL: [&str; 18] = [
    "add-lines",
    "discard",
    "delete",
    "restore",
    "retry",
    "retry-all",
    "dismiss",
    "bulk-delete",
    "bulk-restore",
    "retry-failed",
    "dismiss-bulk",
    "cancel-bulk",
    "undo-bulk",
    "undo",
    "undo-entry",
    "redo-entry",
    "redo-bulk",
    "undo-last",
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

/// What a click on a row, beside its buttons and fields, chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The row alone.
    Alone,
    /// The row besides what is chosen already; or no longer.
    Besides,
    /// All rows from the last choice to this one.
    UpTo,
}

/// What this click chooses, as lists everywhere have it; `None` where it is about something in the row. A
/// finger chooses by a long press alone: it has no other way to touch a row without consequences.
pub fn on_row(event: &MouseEvent) -> Option<Choice> {
    let target: Element = event.target_dyn_into()?;
    let by_finger = event
        .dyn_ref::<PointerEvent>()
        .is_some_and(|event| event.pointer_type() == "touch");
    match (event.shift_key(), event.ctrl_key() || event.meta_key()) {
        _ if is_control(&target) || by_finger => None,
        (true, _) => Some(Choice::UpTo),
        (_, true) => Some(Choice::Besides),
        _ if event.detail() > 1 => None,
        _ => Some(Choice::Alone),
    }
}

/// Is it a control, or in one?
pub fn is_control(target: &Element) -> bool {
    let control = target.closest("button, input, a, label");
    control.ok().flatten().is_some()
}

/// Is it a button that counts each click only if it comes alone?
pub fn is_final(target: &Element) -> bool {
    let action = button(target).and_then(|button| button.get_attribute("data-action"));
    action.is_some_and(|action| FINAL.contains(&&*action))
}

fn button(target: &Element) -> Option<Element> {
    target.closest("[data-action]").ok()?
}
