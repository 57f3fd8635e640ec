//! What lies over a list while something in it is moved by hand, and the events that move it.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, MouseEvent, PointerEvent};
use yew::prelude::*;

use super::{
    DragAction, Load,
    dragging::Dragging,
    geometry::handle,
    held::{Drag, State},
};
use crate::{
    components::{Rows, shortcuts},
    hooks::use_early_event,
    l10n,
};

/// What it is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rows of the list beside it.
    pub rows: Rows,
    /// Can they be moved?
    pub movable: bool,
    /// Asks what is moved with a row, or why it cannot be; the same for good.
    pub begin: Callback<shared::VideoId, Option<Load>>,
    /// What the author does; the same for good.
    pub on_action: Callback<DragAction>,
}

/// It stands beside its list, in the same parent, and draws nothing while nothing is held.
#[component]
pub fn DragLayer(props: &Props) -> Html {
    let Props {
        rows,
        movable,
        begin,
        on_action,
    } = props;
    let dragging = Dragging {
        state: use_mut_ref(State::default),
        layer: use_node_ref(),
        line: use_node_ref(),
        ghost: use_node_ref(),
        begin: begin.clone(),
        on_action: on_action.clone(),
        redraw: use_force_update(),
    };
    use_hands(&dragging);
    use_effect({
        let (dragging, rows, movable) = (dragging.clone(), rows.clone(), *movable);
        move || dragging.follow(&rows, movable)
    });
    use_effect_with((), {
        let dragging = dragging.clone();
        move |()| move || dragging.cancel(l10n::drag_put_back())
    });
    let state = dragging.state.borrow();
    let held = state.drag.as_ref().map(|drag| {
        let load = &drag.load;
        let count = load.ids.len();
        let rows = match count {
            1 => format!("[data-video-id='{}']", load.id),
            _ => ".video-row[data-selected=true]".to_owned(),
        };
        html! {
            <>
                <style>{ format!("{rows}{{outline:2px dashed var(--accent);outline-offset:-3px}}") }</style>
                <div class="drag-line" data-role="drag-line" ref={dragging.line.clone()} />
                <div class="drag-ghost" dir="auto" data-role="drag-ghost" data-count={count.to_string()} ref={dragging.ghost.clone()}>
                    { &load.name }
                </div>
            </>
        }
    });
    html! {
        <div class="drag-layer" aria-hidden="true" ref={dragging.layer.clone()}>
            if let Some(held) = held { { held } }
        </div>
    }
}

/// Listens to what hands do.
#[hook]
fn use_hands(dragging: &Dragging) {
    let pointer = |act: fn(&Dragging, &PointerEvent)| on(dragging, act);
    use_early_event("pointerdown", pointer(down));
    use_early_event("pointermove", pointer(Dragging::point));
    use_early_event(
        "pointerup",
        pointer(|dragging, event| {
            dragging.state.borrow_mut().press = None;
            if holds(dragging, event) {
                dragging.release();
            }
        }),
    );
    use_early_event(
        "pointercancel",
        pointer(|dragging, event| {
            dragging.state.borrow_mut().press = None;
            if holds(dragging, event) {
                dragging.cancel(l10n::drag_put_back());
            }
        }),
    );
    use_early_event(
        "lostpointercapture",
        pointer(|dragging, event| {
            // The handle loses a finger to the layer as the drag begins.
            if holds(dragging, event) && target(event) == dragging.layer.cast::<Element>() {
                dragging.cancel(l10n::drag_put_back());
            }
        }),
    );
    use_early_event("click", on(dragging, click));
    use_early_event("keydown", on(dragging, key));
    use_early_event(
        "scroll",
        on(dragging, |dragging, _: &Event| dragging.scrolled()),
    );
    use_early_event(
        "contextmenu",
        on(dragging, |dragging, event: &Event| {
            if dragging.state.borrow().drag.is_some() {
                event.prevent_default();
            }
        }),
    );
    use_early_event(
        "focusin",
        on(dragging, |dragging, event: &Event| {
            // The focus has been led elsewhere.
            let held = dragging
                .state
                .borrow()
                .drag
                .as_ref()
                .filter(|drag| drag.is_by_keys())
                .map(|drag| drag.load.id);
            let target: Option<Element> = event.target().and_then(|it| it.dyn_into().ok());
            if let (Some(id), Some(target)) = (held, target) {
                let slot = target.closest("[aria-rowindex]").ok().flatten();
                let row = slot.and_then(|slot| {
                    slot.query_selector(&format!("[data-video-id='{id}']"))
                        .ok()?
                });
                if row.is_none() {
                    dragging.cancel_there(l10n::drag_put_back());
                }
            }
        }),
    );
}

fn on<E: JsCast + 'static>(dragging: &Dragging, act: fn(&Dragging, &E)) -> Callback<Event> {
    let dragging = dragging.clone();
    Callback::from(move |event: Event| act(&dragging, event.unchecked_ref()))
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn down(dragging: &Dragging, event: &PointerEvent) {
    let by_keys = dragging.state.borrow().drag.as_ref().map(Drag::is_by_keys);
    match by_keys {
        // Another finger.
        Some(false) if !event.is_primary() => return,
        // By keys, or by a pointer whose end nobody has heard of.
        Some(_) => dragging.cancel_there(l10n::drag_put_back()),
        None => {}
    }
    dragging.state.borrow_mut().told = false;
    if event.is_primary()
        && event.button() == 0
        && let Some((_, id)) = target(event).and_then(|target| handle(&target))
    {
        dragging.press(event, id);
    }
}

fn holds(dragging: &Dragging, event: &PointerEvent) -> bool {
    let state = dragging.state.borrow();
    state
        .drag
        .as_ref()
        .is_some_and(|drag| drag.is_held_by(event.pointer_id()))
}

/// A click on a handle moves nothing; on one that does not work it says why.
fn click(dragging: &Dragging, event: &MouseEvent) {
    let Some((handle, id)) = target(event).and_then(|target| handle(&target)) else {
        return;
    };
    let told = std::mem::take(&mut dragging.state.borrow_mut().told);
    if !told && handle.get_attribute("aria-disabled").as_deref() == Some("true") {
        dragging.begin.emit(id);
    }
}

fn key(dragging: &Dragging, event: &KeyboardEvent) {
    if shortcuts::is_composing(event) {
        return;
    }
    let command = event.ctrl_key() || event.meta_key() || event.alt_key();
    let key = event.key();
    let by_keys = dragging.state.borrow().drag.as_ref().map(Drag::is_by_keys);
    let Some(by_keys) = by_keys else {
        let handle = target(event).and_then(|target| handle(&target));
        if let Some((_, id)) = handle
            && matches!(&*key, " " | "Enter")
            && !command
        {
            take(event);
            if !event.repeat() {
                dragging.lift(id, None);
            }
        }
        return;
    };
    // What would move or choose rows otherwise is about the row that is held.
    let steps = matches!(&*key, "ArrowDown" | "ArrowUp" | "Home" | "End");
    let ours = by_keys && (event.alt_key() && steps || key.eq_ignore_ascii_case("a"));
    match &*key {
        "Escape" => dragging.cancel(l10n::drag_put_back()),
        "Tab" if by_keys => return dragging.cancel_there(l10n::drag_put_back()),
        _ if command && !ours || key.starts_with('F') && key.len() > 1 && key != "F2" => return,
        _ if !by_keys => {}
        " " | "Enter" if event.repeat() => {}
        " " | "Enter" => dragging.release(),
        "ArrowDown" => dragging.step(1),
        "ArrowUp" => dragging.step(-1),
        "PageDown" => dragging.step(dragging.page()),
        "PageUp" => dragging.step(-dragging.page()),
        "Home" => dragging.step(isize::MIN),
        "End" => dragging.step(isize::MAX),
        _ => {}
    }
    take(event);
}

fn take(event: &KeyboardEvent) {
    event.prevent_default();
    event.stop_immediate_propagation();
}
