//! What the user is told and has chosen: one store, filled by [`announce`].
//!
//! It knows videos by id and by the names that it is given, never their data, and operations by id,
//! never their state: both belong to the library, so nothing here can disagree with it.

pub mod announce;
pub mod banners;
pub mod bulks;
pub mod drafts;
pub mod finder;
pub mod selection;
pub mod spoken;
pub mod toasts;

use std::rc::Rc;

use shared::VideoId;
use yewdux::Store;

use crate::l10n::Language;

pub use announce::{Description, Known};
pub use banners::{Banner, Banners};
pub use bulks::{Bulk, Bulks, Verb};
pub use drafts::{Draft, Drafts};
pub use finder::{Finder, Sort, StatusFilter};
pub use selection::Selection;
pub use spoken::Spoken;
pub use toasts::{Offer, Toast, ToastKind, Toasts, UndoOffer};

/// The whole store. Each part is cheap to clone and to compare, so that selecting one part
/// renders nothing else.
#[derive(Clone, Default, PartialEq, Store)]
pub struct Feedback {
    /// The videos that are chosen for a bulk operation.
    pub selection: Selection,
    /// What is looked for in the list.
    pub finder: Finder,
    /// The title that is being edited.
    pub draft: Option<Draft>,
    /// Titles that were typed and could not be saved yet.
    pub kept: Drafts,
    /// The duration that is being edited.
    pub duration: Option<Draft>,
    /// Durations that were typed and could not be saved yet.
    pub durations: Drafts,
    /// The video that is moved by the keys, or whose duration is being edited: its row stays in the page.
    pub lifted: Option<VideoId>,
    /// The video to bring into sight, with a number that makes a repetition new, and whether its row also
    /// gets the focus.
    pub reveal: Option<(VideoId, u64, bool)>,
    /// The short notices on screen.
    pub toasts: Toasts,
    /// The notices that stay until their cause has gone.
    pub banners: Banners,
    /// The bulk operations that the panel shows.
    pub bulks: Bulks,
    /// Counts up when the history of what was done has changed.
    pub history: u32,
    /// The language that the page speaks.
    pub language: Language,
    /// Are the rows of lists low?
    pub dense: bool,
    /// Is the activity panel open?
    pub activity_open: bool,
    /// Is the log of requests open?
    pub requests_open: bool,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// What a screen reader says.
    pub spoken: Spoken,
}

/// A dialog over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Where to move a video, or all that are chosen.
    Move(Option<VideoId>),
    /// Titles and durations of all that are chosen.
    Edit,
    /// All of one video.
    Sheet(VideoId),
    /// The network lab.
    Lab,
    /// The list of keys.
    Keys,
    /// What finds and does everything.
    Palette,
}

impl Feedback {
    /// Lets a screen reader say `text`, politely.
    pub fn say(&mut self, text: impl Into<Rc<str>>) {
        self.spoken.say(text);
    }

    /// Shows a notice, and lets a screen reader say it.
    pub fn notify(&mut self, kind: ToastKind, text: &str, offer: Option<Offer>) {
        self.toasts.show(kind, text, offer.into_iter().collect());
        self.say(text);
    }

    /// Brings a video into sight.
    pub fn reveal(&mut self, id: VideoId) {
        self.show(id, false);
    }

    /// Brings a video into sight and its row into focus.
    pub fn go_to(&mut self, id: VideoId) {
        self.show(id, true);
    }

    fn show(&mut self, id: VideoId, focus: bool) {
        let number = self.reveal.map_or(0, |(_, number, _)| number);
        self.reveal = Some((id, number + 1, focus));
    }
}
