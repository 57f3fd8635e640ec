//! What is held by hand, and by what.

use std::collections::HashSet;

use shared::VideoId;
use web_sys::PointerEvent;

use super::{
    Load,
    target::{Order, Target},
};
use crate::components::Rows;

/// What changes.
#[derive(Default)]
pub struct State {
    /// The rows as they are.
    pub rows: Option<Rows>,
    /// A pointer that is down on a handle.
    pub press: Option<Press>,
    /// What is held.
    pub drag: Option<Drag>,
    /// Was the author told already why nothing happens?
    pub told: bool,
}

/// A pointer that is down on a handle and has not moved far.
pub struct Press {
    /// The row's video.
    pub id: VideoId,
    /// The pointer, where it went down.
    pub from: Holder,
}

/// A pointer that holds something, and where it is on the screen.
#[derive(Clone, Copy)]
pub struct Holder {
    /// Which one.
    pub pointer: i32,
    /// How far right it is, in pixels.
    pub x: i32,
    /// How far down it is, in pixels.
    pub y: i32,
    /// Is it a finger, which hides what is below it?
    pub finger: bool,
}

impl Holder {
    /// The pointer of this event.
    pub fn of(event: &PointerEvent) -> Self {
        Self {
            pointer: event.pointer_id(),
            x: event.client_x(),
            y: event.client_y(),
            finger: event.pointer_type() == "touch",
        }
    }
}

/// What is held.
pub struct Drag {
    /// What it is.
    pub load: Load,
    moved: HashSet<VideoId>,
    /// What holds it; `None`: the keys do.
    pub by: Option<Holder>,
    /// Where it would be put; `None`: it would go back.
    pub target: Option<Target>,
    /// Since when the pointer is near an edge, in milliseconds.
    pub near: Option<f64>,
    /// Pixels that are to be scrolled and are less than a whole one.
    pub rest: f64,
}

impl Drag {
    /// It is held where it is.
    pub fn new(load: Load, by: Option<Holder>, rows: &Rows) -> Self {
        let mut drag = Self {
            moved: load.ids.iter().copied().collect(),
            load,
            by,
            target: None,
            near: None,
            rest: 0.0,
        };
        let is_moved = |at: &usize| (rows.id_at)(*at).is_some_and(|id| drag.moved.contains(&id));
        let first = (0..rows.len).find(is_moved);
        drag.target = first.map(|first| drag.ask(rows, |order| order.target(first, true)));
        drag
    }

    /// Do the keys hold it?
    pub fn is_by_keys(&self) -> bool {
        self.by.is_none()
    }

    /// Does this pointer hold it?
    pub fn is_held_by(&self, pointer: i32) -> bool {
        self.by.is_some_and(|by| by.pointer == pointer)
    }

    /// Asks the order about what is not moved.
    pub fn ask<T>(&self, rows: &Rows, ask: impl FnOnce(&Order<'_>) -> T) -> T {
        let is_moved = |id| self.moved.contains(&id);
        let is_moved = &is_moved;
        ask(&Order { rows, is_moved })
    }

    /// The place among the others where it would be put.
    pub fn place(&self, rows: &Rows) -> Option<usize> {
        let gap = self.target.as_ref()?.gap(rows)?;
        Some(self.ask(rows, |order| order.place(gap)))
    }
}
