//! What the user is told and has chosen: one store, filled by [`announce`].
//!
//! It knows videos by id and by the names that it is given, never their data: what is shown of the
//! data itself comes from the library's view alone, so nothing here can disagree with it.

pub mod announce;
pub mod bulk;
pub mod failures;
pub mod finder;
pub mod selection;
pub mod toasts;

use std::rc::Rc;

use shared::VideoId;
use yewdux::Store;

pub use announce::About;
pub use bulk::{Bulk, Bulks, Verb};
pub use failures::{Failure, Failures};
pub use finder::{Finder, Only, Sort};
pub use selection::Selection;
pub use toasts::{Offer, Step, Toast, ToastKind, Toasts};

/// The whole store. Each part is cheap to clone and to compare, so that selecting one part
/// renders nothing else.
#[derive(Clone, Default, PartialEq, Store)]
pub struct Feedback {
    /// The videos that are chosen for a bulk operation.
    pub selection: Selection,
    /// What is looked for in the list.
    pub finder: Finder,
    /// The short notices on screen.
    pub toasts: Toasts,
    /// What went wrong with which video, until it is handled.
    pub failures: Failures,
    /// The bulk operations that the panel shows.
    pub bulks: Bulks,
    /// The newest step that can be taken back.
    pub undo: Option<Rc<str>>,
    /// What the user has open.
    pub dialog: Option<Dialog>,
    /// What a screen reader says next, with a number that makes a repetition new.
    pub spoken: (u64, Rc<str>),
}

/// Something that is open over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Where to move a video, or all that are chosen.
    Move(Option<VideoId>),
    /// Titles and durations of all that are chosen.
    Edit,
    /// The network lab.
    Lab,
    /// The list of keys.
    Keys,
}

impl Feedback {
    /// Lets a screen reader say `text`, politely.
    pub fn say(&mut self, text: impl Into<Rc<str>>) {
        self.spoken = (self.spoken.0 + 1, text.into());
    }
}
