//! What an author asks of a row beside what the row itself does: its menu, the field of its duration, and on
//! a narrow or touched screen the sheet with all of it.

use std::{cell::Cell, rc::Rc};

use shared::VideoId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};
use yew::prelude::*;

use super::{focus::focus, hold::video_of};
use crate::hooks::{now, rem, use_early_event};

/// A finger that stays so long, in milliseconds, chooses the row.
const HOLD_MS: f64 = 500.0;
/// Screens of at most so many letters' sizes (`rem`) have no room for all of a row.
const NARROW: usize = 40;

/// What is asked.
#[derive(Clone, PartialEq)]
pub enum RowPress {
    /// The menu, opened by this element; at this place of the page, or at the element.
    Menu(VideoId, HtmlElement, Option<(i32, i32)>),
    /// The menu closes, since the pointer goes down beside it.
    CloseMenu,
    /// The field of the duration.
    Duration(VideoId),
    /// The sheet.
    Sheet(VideoId),
}

/// Listens to what is asked of the rows on screen. `open` tells whether a menu is; `on_press` must be the
/// same for good.
#[hook]
pub fn use_row_press(open: &Rc<Cell<bool>>, on_press: Callback<RowPress>) {
    // When the pointer went down; and whether that has closed a menu over the list.
    let down = use_mut_ref(|| (0.0, false));
    use_early_event("pointerdown", {
        let (open, down, on_press) = (open.clone(), down.clone(), on_press.clone());
        Callback::from(move |event: Event| {
            let target = target(&event);
            let inside = |selector: &str| is_inside(target.as_ref(), selector);
            let closes = open.get() && !inside("[role='menu']");
            // Another button brings no click.
            let primary = event
                .dyn_ref::<MouseEvent>()
                .is_some_and(|event| event.button() == 0);
            let means_nothing = closes && primary && inside("[data-testid='video-list']");
            down.replace((now(), means_nothing));
            if closes {
                on_press.emit(RowPress::CloseMenu);
            }
        })
    });
    use_early_event("click", {
        let (down, on_press) = (down.clone(), on_press.clone());
        Callback::from(move |event: Event| {
            let (since, closed) = std::mem::replace(&mut *down.borrow_mut(), (0.0, false));
            // Who closes a menu by a click beside it means nothing else by that.
            if closed {
                event.prevent_default();
                event.stop_immediate_propagation();
                return;
            }
            let held = since > 0.0 && now() - since >= HOLD_MS;
            if let Some(press) = clicked(&event, held) {
                if matches!(press, RowPress::Sheet(_)) {
                    event.stop_propagation();
                }
                on_press.emit(press);
            }
        })
    });
    use_early_event("contextmenu", {
        let on_press = on_press.clone();
        Callback::from(move |event: Event| {
            let Some((id, row)) = row_of(&event) else {
                return;
            };
            let Some(event) = event.dyn_ref::<MouseEvent>() else {
                return;
            };
            let by_finger = event
                .dyn_ref::<PointerEvent>()
                .is_some_and(|event| event.pointer_type() == "touch");
            // With Shift, or in a text, it is the browser's own.
            let in_text = is_inside(target(event).as_ref(), "input");
            if by_finger || event.shift_key() || in_text {
                return;
            }
            event.prevent_default();
            focus(&row);
            // A key has no place.
            let at = (event.button() == 2).then(|| (event.client_x(), event.client_y()));
            on_press.emit(RowPress::Menu(id, row, at));
        })
    });
    use_early_event(
        "keydown",
        Callback::from(move |event: Event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                return;
            };
            let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
            let menu = match (event.key().as_str(), event.shift_key()) {
                ("ContextMenu", false) | ("F10", true) => true,
                ("F2", true) => false,
                _ => return,
            };
            let row = row_of(event);
            let Some((id, row)) = row.filter(|_| !modified && !event.repeat()) else {
                return;
            };
            if is_inside(target(event).as_ref(), "input") {
                return;
            }
            event.prevent_default();
            event.stop_propagation();
            on_press.emit(match menu {
                true => RowPress::Menu(id, row, None),
                false => RowPress::Duration(id),
            });
        }),
    );
}

/// What a click asks; a finger that was `held` has chosen the row.
fn clicked(event: &Event, held: bool) -> Option<RowPress> {
    let (id, _) = row_of(event)?;
    let target = target(event)?;
    let find = |selector: &str| target.closest(selector).ok().flatten();
    if let Some(opener) = find("[data-action='more']") {
        return match is_narrow() {
            true => Some(RowPress::Sheet(id)),
            false => Some(RowPress::Menu(id, opener.dyn_into().ok()?, None)),
        };
    }
    if find("[data-action='duration']").is_some() {
        return Some(match is_narrow() {
            true => RowPress::Sheet(id),
            false => RowPress::Duration(id),
        });
    }
    let event = event.dyn_ref::<MouseEvent>()?;
    let by_finger = event
        .dyn_ref::<PointerEvent>()
        .is_some_and(|event| event.pointer_type() == "touch");
    let chooses = event.shift_key() || event.ctrl_key() || event.meta_key() || held;
    let on_title = find("[data-role='title']").is_some();
    (on_title && !chooses && (by_finger || is_narrow())).then_some(RowPress::Sheet(id))
}

/// Is the screen too narrow for all that a row has?
fn is_narrow() -> bool {
    let width = web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64());
    width.is_some_and(|width| width <= (NARROW * rem()) as f64)
}

/// The row that an event is about, where it can be changed.
fn row_of(event: &Event) -> Option<(VideoId, HtmlElement)> {
    let row = target(event)?.closest("[aria-rowindex]").ok()??;
    row.query_selector("[data-action='more']").ok()??;
    Some((video_of(&row)?, row.dyn_into().ok()?))
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn is_inside(target: Option<&Element>, selector: &str) -> bool {
    target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
}
