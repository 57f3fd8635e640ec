//! The icons, as paths on a grid of 24.

use yew::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// A tick.
    Check,
    /// Some of it.
    Dash,
    /// Close.
    Cross,
    /// Add.
    Plus,
    /// Rename.
    Pencil,
    /// Delete.
    Trash,
    /// One up.
    Up,
    /// One down.
    Down,
    /// To a place.
    MoveTo,
    /// Take back.
    Undo,
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
    /// The list of keys.
    Keyboard,
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
    fn path(self) -> &'static str {
        match self {
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Dash => "M6 12h12",
            Self::Cross => "M6.5 6.5l11 11M17.5 6.5l-11 11",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Pencil => "M4 20l1-4.5L16.5 4l3.5 3.5L8.5 19 4 20zM14 6.5L17.5 10",
            Self::Trash => {
                "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10 10.5v5.5M14 10.5v5.5"
            }
            Self::Up => "M12 19V6M6.5 11.5L12 6l5.5 5.5",
            Self::Down => "M12 5v13M6.5 12.5L12 18l5.5-5.5",
            Self::MoveTo => "M4 6h9M4 12h6M4 18h9M16 9l4 3-4 3M20 12h-7",
            Self::Undo => "M8.5 5L4 9.5 8.5 14M4.5 9.5H14a5 5 0 010 10h-3",
            Self::Retry => "M19.5 12a7.5 7.5 0 11-2.3-5.4L19.5 9M19.5 4.5V9H15",
            Self::Alert => "M12 4l9 15.5H3L12 4zM12 10v4.5M12 17v.2",
            Self::CloudDone => {
                "M7 18.5a4 4 0 01-.5-8A5.5 5.5 0 0117 9.5a4.5 4.5 0 010 9H7zM9.3 13.8l2 2 3.7-3.8"
            }
            Self::CloudUp => {
                "M7 18.5a4 4 0 01-.5-8A5.5 5.5 0 0117 9.5a4.5 4.5 0 010 9M12 20v-7.5M9 15l3-3 3 3"
            }
            Self::CloudOff => {
                "M4 4l16 16M8 7.3A5.5 5.5 0 0117 9.5a4.5 4.5 0 013.4 7.2M16.5 18.5H7a4 4 0 01-.5-8"
            }
            Self::Flask => {
                "M9.5 4h5M10.5 4v5.5L5 19a1 1 0 00.9 1.5h12.2A1 1 0 0019 19l-5.5-9.5V4M8 15h8"
            }
            Self::Moon => "M19.5 14.5A8 8 0 019.5 4.5a8 8 0 1010 10z",
            Self::Sun => {
                "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"
            }
            Self::Keyboard => {
                "M3.5 7h17v10h-17zM7 10.5v.1M10.5 10.5v.1M14 10.5v.1M17 10.5v.1M8.5 14h7"
            }
            Self::Play => "M8 5.5v13l10.5-6.5L8 5.5z",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 100 5 2.5 2.5 0 000-5z"
            }
            Self::EyeOff => {
                "M4 4l16 16M9 6a9 9 0 013-.5c6 0 9.5 6.5 9.5 6.5a17 17 0 01-2.6 3.3M6.2 7.8A16 16 0 002.5 12S6 18.5 12 18.5c1.3 0 2.5-.3 3.5-.8"
            }
            Self::Chevron => "M9.5 6l6 6-6 6",
        }
    }

    /// The icon, hidden from screen readers: what it stands for is said by its button.
    pub fn draw(self) -> Html {
        html! {
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d={self.path()} /></svg>
        }
    }
}
