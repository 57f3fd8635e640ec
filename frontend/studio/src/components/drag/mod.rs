//! Moving rows by hand: by dragging their handles, or by the keys on them. It is told what the order is and
//! says what is to be put where; the order itself is not its own.

mod dragging;
mod edge;
mod geometry;
mod held;
mod layer;
mod target;

use shared::VideoId;

pub use layer::DragLayer;

/// What is moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// The video whose handle is held.
    pub id: VideoId,
    /// All that is moved, in its order.
    pub ids: Vec<VideoId>,
    /// What it is called.
    pub name: String,
}

/// What the author does by hand.
#[derive(Clone, Debug, PartialEq)]
pub enum DragAction {
    /// Takes up this row by the keys: it stays in the page, however far it is moved.
    Lift(VideoId),
    /// No row is taken up any longer; this one is back where it was.
    Land(Option<VideoId>),
    /// Puts these where so many of the others stand before them.
    Drop(Vec<VideoId>, usize),
    /// What the author is told, as an outcome.
    Say(String),
    /// What the author is told of the place, until the next.
    Tell(String),
}
