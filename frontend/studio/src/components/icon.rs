//! The icons; the style sheet `icons.css` draws them.

use yew::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A tick.
    Check,
    /// Close.
    Cross,
    /// Add.
    Plus,
    /// Rename.
    Pencil,
    /// Delete.
    Trash,
    /// To a place.
    MoveTo,
    /// Up, to the top.
    Up,
    /// Down, to the bottom.
    Down,
    /// Take back.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Again.
    Retry,
    /// Something went wrong.
    Alert,
    /// All is saved.
    CloudDone,
    /// On its way.
    CloudUp,
    /// No connection.
    CloudOff,
    /// The network lab.
    Flask,
    /// Dark colours.
    Moon,
    /// Light colours.
    Sun,
    /// The palette.
    Search,
    /// The list of keys.
    Keyboard,
    /// Low rows.
    RowsLow,
    /// High rows.
    RowsHigh,
    /// A video.
    Play,
    /// Published.
    Eye,
    /// Not published.
    EyeOff,
    /// Back, or to a part.
    Chevron,
}

impl Icon {
    fn class(self) -> &'static str {
        match self {
            Self::Check => "icon icon-check",
            Self::Cross => "icon icon-cross",
            Self::Plus => "icon icon-plus",
            Self::Pencil => "icon icon-pencil",
            Self::Trash => "icon icon-trash",
            Self::MoveTo => "icon icon-move-to",
            Self::Up => "icon icon-up",
            Self::Down => "icon icon-down",
            Self::Undo => "icon icon-undo",
            Self::Redo => "icon icon-undo mirrored",
            Self::Retry => "icon icon-retry",
            Self::Alert => "icon icon-alert",
            Self::CloudDone => "icon icon-cloud-done",
            Self::CloudUp => "icon icon-cloud-up",
            Self::CloudOff => "icon icon-cloud-off",
            Self::Flask => "icon icon-flask",
            Self::Moon => "icon icon-moon",
            Self::Sun => "icon icon-sun",
            Self::Search => "icon icon-search",
            Self::Keyboard => "icon icon-keyboard",
            Self::RowsLow => "icon icon-rows-low",
            Self::RowsHigh => "icon icon-rows-high",
            Self::Play => "icon icon-play",
            Self::Eye => "icon icon-eye",
            Self::EyeOff => "icon icon-eye-off",
            Self::Chevron => "icon icon-chevron",
        }
    }

    /// The icon, hidden from screen readers: what it stands for is said by its button.
    pub fn draw(self) -> Html {
        html! { <i class={self.class()} aria-hidden="true" /> }
    }
}
