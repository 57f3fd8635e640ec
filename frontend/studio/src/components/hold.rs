//! A long press of a finger on a row, which chooses it: a finger has no modifier keys.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::callback::Timeout;
use shared::VideoId;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

use super::click;
use crate::hooks::use_early_event;

/// How long a finger has to stay, in milliseconds: as long as systems have it.
const HOLD_MS: u32 = 500;
/// How far it may move meanwhile, in pixels: a finger is never quite still.
const STILL: i32 = 10;

/// A finger that is down: the end of its time, and where it went down.
type Press = (Timeout, i32, i32);

/// Calls `on_hold`, the same for good, with the video of the row under a finger that stays, beside the row's
/// controls.
#[hook]
pub fn use_hold(on_hold: Callback<VideoId>) {
    let press = use_mut_ref(|| None::<Press>);
    use_early_event("pointerdown", {
        let press = press.clone();
        Callback::from(move |event: Event| {
            press.take();
            let Some((row, event)) = touched(&event) else {
                return;
            };
            let on_hold = on_hold.clone();
            let timer = Timeout::new(HOLD_MS, move || {
                if let Some(id) = video_of(&row) {
                    on_hold.emit(id);
                }
            });
            let place = (event.client_x(), event.client_y());
            press.replace(Some((timer, place.0, place.1)));
        })
    });
    use_early_event("pointermove", {
        let press = press.clone();
        Callback::from(move |event: Event| {
            let event: &PointerEvent = event.unchecked_ref();
            let moved = press.borrow().as_ref().is_some_and(|(_, x, y)| {
                (event.client_x() - x)
                    .abs()
                    .max((event.client_y() - y).abs())
                    > STILL
            });
            if moved {
                press.take();
            }
        })
    });
    use_ending("pointerup", &press);
    // A finger that scrolls.
    use_ending("pointercancel", &press);
    // The browser's own menu would lie over what was chosen.
    use_early_event(
        "contextmenu",
        Callback::from(move |event: Event| {
            if touched(&event).is_some() {
                event.prevent_default();
            }
        }),
    );
}

#[hook]
fn use_ending(name: &'static str, press: &Rc<RefCell<Option<Press>>>) {
    let press = press.clone();
    use_early_event(
        name,
        Callback::from(move |_: Event| {
            press.take();
        }),
    );
}

/// The row that a finger touches, beside its controls.
fn touched(event: &Event) -> Option<(Element, &PointerEvent)> {
    let event: &PointerEvent = event.dyn_ref()?;
    let target: Element = event.target()?.dyn_into().ok()?;
    let row = target.closest("[aria-rowindex]").ok()??;
    let is_row = !click::is_control(&target);
    (is_row && event.pointer_type() == "touch").then_some((row, event))
}

/// The video of a row.
pub(super) fn video_of(row: &Element) -> Option<VideoId> {
    let video = row.query_selector("[data-video-id]").ok()??;
    video.get_attribute("data-video-id")?.parse().ok()
}
