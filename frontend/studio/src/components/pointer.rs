//! The pointer over a list: what it points at stays there, and a click counts for what it was aimed at.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent, UiEvent};
use yew::prelude::*;

use super::{aim::Aim, anchor::Anchor};
use crate::hooks::{now, use_early_event};

/// What a list does with the pointer.
pub struct Pointer {
    /// What is known of its clicks.
    pub aim: Rc<RefCell<Aim>>,
    /// It has moved within the list.
    pub onmove: Callback<PointerEvent>,
    /// It has left the list.
    pub onleave: Callback<PointerEvent>,
}

/// Follows the pointer over a list, and lets no click through that was aimed at another row than it
/// hits.
#[hook]
pub fn use_pointer(list: &NodeRef, anchor: &Rc<RefCell<Anchor>>) -> Pointer {
    let aim = use_mut_ref(Aim::default);
    let redraw = use_force_update();
    let row_of = {
        let (list, anchor) = (list.clone(), anchor.clone());
        move |event: &Event| {
            let list = list.cast::<Element>()?;
            let target: Element = event.target()?.dyn_into().ok()?;
            let row = target.closest("[aria-rowindex]").ok()??;
            let at = list.contains(Some(&row)).then(|| place_of(&row))??;
            Some((anchor.borrow().id_at(at)?, at))
        }
    };
    use_early_event("pointerdown", {
        let (aim, row_of) = (aim.clone(), row_of.clone());
        Callback::from(move |event: Event| {
            if let Some((id, at)) = row_of(&event) {
                aim.borrow_mut().press(now(), id, at);
            }
        })
    });
    use_early_event("click", {
        let aim = aim.clone();
        Callback::from(move |event: Event| {
            let number = event.dyn_ref().map_or(0, UiEvent::detail);
            let row = row_of(&event);
            let Some((id, _)) = row else { return };
            if aim.borrow_mut().click(id, number) {
                // All that the click does and draws comes before this.
                let aim = aim.clone();
                Timeout::new(0, move || aim.borrow_mut().acting = false).forget();
            } else {
                event.prevent_default();
                event.stop_immediate_propagation();
            }
        })
    });
    let onmove = {
        let (list, anchor, aim) = (list.clone(), anchor.clone(), aim.clone());
        Callback::from(move |event: PointerEvent| {
            aim.borrow_mut()
                .point(now(), event.client_x(), event.client_y());
            let list = list.cast::<Element>();
            let edge = list.map_or(0.0, |list| list.get_bounding_client_rect().top());
            let y = f64::from(event.client_y()) - edge;
            anchor.borrow_mut().pointer = (y >= 0.0).then_some(y as usize);
        })
    };
    let onleave = {
        let anchor = anchor.clone();
        Callback::from(move |_: PointerEvent| {
            anchor.borrow_mut().pointer = None;
            redraw.force_update();
        })
    };
    Pointer {
        aim,
        onmove,
        onleave,
    }
}

/// The place of a row, counted from 0.
pub fn place_of(row: &Element) -> Option<usize> {
    let index: usize = row.get_attribute("aria-rowindex")?.parse().ok()?;
    index.checked_sub(1)
}
