//! What becomes of what is held by hand.

use std::{cell::RefCell, rc::Rc};

use shared::VideoId;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlElement, PointerEvent};
use yew::{Callback, NodeRef, functional::UseForceUpdateHandle};

use super::{
    DragAction, Load, edge,
    geometry::{Geometry, end},
    held::{Drag, Holder, Press, State},
    target::nearest,
};
use crate::{
    components::{
        Rows,
        focus::{focus_at, focused},
    },
    hooks::{next_frame, now},
    l10n,
};

/// How far a pointer moves before it drags, in pixels: a hand is never quite still, a finger less.
const SLACK: i32 = 4;
const FINGER_SLACK: i32 = 8;
/// Drawings within which a row that comes back into the page gets the focus.
const DRAWINGS: u32 = 8;

/// What is held, and by what; all clones are one.
#[derive(Clone)]
pub struct Dragging {
    /// What changes.
    pub state: Rc<RefCell<State>>,
    /// What lies over the list.
    pub layer: NodeRef,
    /// What shows where it would be put.
    pub line: NodeRef,
    /// What goes with the pointer.
    pub ghost: NodeRef,
    /// Asks whether a row can be moved, and what goes with it. Why it cannot be is told by who is asked.
    pub begin: Callback<VideoId, Option<Load>>,
    /// What the author does.
    pub on_action: Callback<DragAction>,
    /// Draws again.
    pub redraw: UseForceUpdateHandle,
}

impl Dragging {
    /// The pointer goes down on a handle.
    pub fn press(&self, event: &PointerEvent, id: VideoId) {
        let from = Holder::of(event);
        self.state.borrow_mut().press = Some(Press { id, from });
    }

    /// The pointer moves.
    pub fn point(&self, event: &PointerEvent) {
        let now = Holder::of(event);
        let pressed = self.state.borrow_mut().press.take_if(|Press { from, .. }| {
            let far = (now.x - from.x).abs().max((now.y - from.y).abs());
            let slack = if from.finger { FINGER_SLACK } else { SLACK };
            from.pointer == now.pointer && far > slack
        });
        if let Some(press) = pressed {
            self.lift(press.id, Some(now));
        }
        let held = |drag: &Drag| drag.is_held_by(now.pointer);
        if event.buttons() == 0 && self.state.borrow().drag.as_ref().is_some_and(held) {
            // The window was not told that the button went up.
            return self.cancel(l10n::drag_put_back());
        }
        if let Some(drag) = &mut self.state.borrow_mut().drag {
            drag.by = drag
                .by
                .map(|by| if by.pointer == now.pointer { now } else { by });
        }
        self.aim();
        self.show();
    }

    /// Takes a row up, by this pointer or by the keys, where that can be done.
    pub fn lift(&self, id: VideoId, by: Option<Holder>) {
        let load = self.begin.emit(id);
        let mut state = self.state.borrow_mut();
        state.told = load.is_none();
        let (Some(load), Some(rows)) = (load, state.rows.clone()) else {
            return;
        };
        state.drag = Some(Drag::new(load, by, &rows));
        drop(state);
        if let Some(Holder { pointer, .. }) = by {
            if let Some(layer) = self.layer.cast::<Element>() {
                // All that it does from now on is about what it holds; one that is gone holds nothing.
                let _ = layer.set_pointer_capture(pointer);
            }
            let this = self.clone();
            spawn_local(async move {
                let mut last = now();
                loop {
                    next_frame().await;
                    let at = now();
                    if !this.scroll(at - last) {
                        return;
                    }
                    last = at;
                }
            });
        } else {
            self.on_action.emit(DragAction::Lift(id));
            self.tell(true);
            self.keep_focus(id);
        }
        self.redraw.force_update();
    }

    /// Where the keys put it: so many places further down.
    pub fn step(&self, by: isize) {
        let mut state = self.state.borrow_mut();
        let Some(rows) = state.rows.clone() else {
            return;
        };
        let Some(drag) = &mut state.drag else { return };
        let Some(place) = drag.place(&rows) else {
            return;
        };
        let (gap, target) = drag.ask(&rows, |order| {
            let to = place.saturating_add_signed(by).min(order.others());
            let gap = order.gap(to);
            (gap, order.target(gap, true))
        });
        drag.target = Some(target);
        drop(state);
        if let Some(list) = self.list()
            && let Some(geometry) = Geometry::of(&list)
        {
            let by = geometry.reveal(gap, rows.len);
            list.set_scroll_top(list.scroll_top() + by as i32);
        }
        self.show();
        self.tell(false);
    }

    /// How many rows are a screen.
    pub fn page(&self) -> isize {
        let geometry = self.list().and_then(|list| Geometry::of(&list));
        geometry.map_or(1, |it| ((it.height / it.row) as isize - 1).max(1))
    }

    /// Puts it where the line is.
    pub fn release(&self) {
        let mut state = self.state.borrow_mut();
        let Some(drag) = state.drag.take() else {
            return;
        };
        let place = state.rows.as_ref().and_then(|rows| drag.place(rows));
        drop(state);
        let id = drag.load.id;
        self.on_action.emit(match place {
            Some(place) => DragAction::Drop(drag.load.ids, place),
            None => DragAction::Say(l10n::drag_put_back().to_owned()),
        });
        self.end(id, place.is_none());
    }

    /// Puts it back, and says why.
    pub fn cancel(&self, why: &str) {
        let drag = self.state.borrow_mut().drag.take();
        if let Some(drag) = drag {
            self.on_action.emit(DragAction::Say(why.to_owned()));
            self.end(drag.load.id, true);
        }
    }

    /// Puts it back, and leaves the focus where that has gone.
    pub fn cancel_there(&self, why: &str) {
        if self.state.borrow_mut().drag.take().is_some() {
            self.on_action.emit(DragAction::Say(why.to_owned()));
            self.on_action.emit(DragAction::Land(None));
            self.redraw.force_update();
        }
    }

    /// The list has been scrolled under the pointer.
    pub fn scrolled(&self) {
        if self.state.borrow().drag.is_some() {
            self.aim();
            self.show();
        }
    }

    /// Takes in the rows as they are now.
    pub fn follow(&self, rows: &Rows, movable: bool) {
        let mut state = self.state.borrow_mut();
        state.rows = Some(rows.clone());
        let Some(drag) = &state.drag else { return };
        let gone = rows.position(drag.load.id, 0).is_none();
        let name = drag.load.name.clone();
        drop(state);
        if gone {
            self.cancel_there(&l10n::drag_gone(&name));
        } else if !movable {
            self.cancel(l10n::drag_put_back());
        }
        self.show();
    }

    /// Shows what is held where it is, and where it would be put.
    pub fn show(&self) {
        let state = self.state.borrow();
        let (Some(drag), Some(rows)) = (&state.drag, &state.rows) else {
            return;
        };
        let Some(geometry) = self.list().and_then(|list| Geometry::of(&list)) else {
            return;
        };
        let gap = drag.target.as_ref().and_then(|target| target.gap(rows));
        let y = gap.map(|gap| geometry.gap(gap));
        let seen = y.filter(|y| (-1.0..=geometry.height + 1.0).contains(&(y - geometry.top)));
        let set = |node: &NodeRef, values: &[(&str, i32)]| {
            if let Some(element) = node.cast::<HtmlElement>() {
                for (name, value) in values {
                    // These are known to each browser.
                    let _ = element.style().set_property(name, &format!("{value}px"));
                }
            }
        };
        let (left, width) = (geometry.left as i32, geometry.width as i32);
        let line = seen.map_or(-100, |y| y as i32);
        set(
            &self.line,
            &[("left", left), ("width", width), ("top", line)],
        );
        let (x, y) = match drag.by {
            Some(Holder { x, y, finger, .. }) => (x + 14, if finger { y - 60 } else { y + 10 }),
            None => (left + 48, y.unwrap_or(geometry.top) as i32 - 14),
        };
        let ghost = self.ghost.cast::<HtmlElement>();
        let most = left + width - ghost.map_or(0, |ghost| ghost.offset_width());
        set(&self.ghost, &[("left", x.min(most)), ("top", y)]);
    }

    /// Leads the focus back to a row's handle, as soon as that is in the page, unless it goes elsewhere.
    fn keep_focus(&self, id: VideoId) {
        let this = self.clone();
        spawn_local(async move {
            for _ in 0..DRAWINGS {
                if let Some(list) = this.list().filter(|list| is_astray(list, id)) {
                    focus_at(
                        &list,
                        &format!("[data-video-id='{id}'] [data-action='drag']"),
                    );
                }
                next_frame().await;
            }
        });
    }

    fn end(&self, id: VideoId, back: bool) {
        self.on_action
            .emit(DragAction::Land(Some(id).filter(|_| back)));
        self.keep_focus(id);
        self.redraw.force_update();
    }

    /// The target is where the pointer is.
    fn aim(&self) {
        let mut state = self.state.borrow_mut();
        let Some(rows) = state.rows.clone() else {
            return;
        };
        let Some(drag) = &mut state.drag else { return };
        let Some(Holder { x, y, .. }) = drag.by else {
            return;
        };
        let (x, y) = (f64::from(x), f64::from(y));
        let Some(geometry) = self.list().and_then(|list| Geometry::of(&list)) else {
            return;
        };
        drag.target = geometry.within(x, y).map(|y| {
            let (gap, above) = nearest((y - geometry.first) / geometry.row, rows.len);
            drag.ask(&rows, |order| order.target(gap, above))
        });
    }

    /// Scrolls where the pointer is near an edge; `false` once nothing is dragged any more.
    fn scroll(&self, passed: f64) -> bool {
        let Some(list) = self.list() else {
            return false;
        };
        let by = {
            let mut state = self.state.borrow_mut();
            let Some(drag) = &mut state.drag else {
                return false;
            };
            let Some(Holder { x, y, .. }) = drag.by else {
                return false;
            };
            let (x, y) = (f64::from(x), f64::from(y));
            let rect = list.get_bounding_client_rect();
            let beside = x < rect.left() || x > rect.right();
            let height = f64::from(list.client_height());
            // What floats over the list's end takes no part.
            let y = if y < end(&list) {
                y.min(rect.top() + height)
            } else {
                y
            };
            let speed = |held| edge::speed(y - rect.top(), height, held);
            if beside || speed(0.0) == 0.0 {
                drag.near = None;
                return true;
            }
            let held = now() - *drag.near.get_or_insert_with(now);
            drag.rest += speed(held) * passed.min(50.0) / 1_000.0;
            let whole = drag.rest as i32;
            drag.rest -= f64::from(whole);
            whole
        };
        if by != 0 {
            list.set_scroll_top(list.scroll_top() + by);
            self.aim();
            self.show();
        }
        true
    }

    fn tell(&self, lifted: bool) {
        let state = self.state.borrow();
        let (Some(drag), Some(rows)) = (&state.drag, &state.rows) else {
            return;
        };
        let Some(place) = drag.place(rows) else {
            return;
        };
        let (place, total) = (place + 1, rows.len);
        let text = match (lifted, drag.load.ids.len()) {
            (true, 1) => l10n::drag_lifted_one(place, total),
            (true, _) => l10n::drag_lifted(&drag.load.name, place, total),
            _ => l10n::sheet_place(place, total),
        };
        drop(state);
        self.on_action.emit(DragAction::Tell(text));
    }

    fn list(&self) -> Option<Element> {
        let card = self.layer.cast::<Element>()?.parent_element()?;
        card.query_selector("[data-testid='video-list']").ok()?
    }
}

/// Has the focus been lost with the handle of a row, or has the row itself been given it in its place?
fn is_astray(list: &Element, id: VideoId) -> bool {
    let row = list.query_selector(&format!("[aria-rowindex]:has([data-video-id='{id}'])"));
    let row = row.ok().flatten();
    focused().is_none_or(|focused| row.is_some_and(|row| *focused == row))
}
