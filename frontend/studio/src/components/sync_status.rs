//! Whether all is saved, what waits and why, and how changes of others come.

use yew::prelude::*;

use super::icon::Icon;
use crate::{format, l10n};

/// The save state of the whole app, always in sight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SyncStatus {
    /// How many changes the server has not answered.
    pub pending: usize,
    /// How many of them wait for the server, and not for the user.
    pub waiting: usize,
    /// Since when the server has done none of them, where that is long, as a person writes a time.
    pub stuck_since: Option<AttrValue>,
    /// Can nothing be kept on this device?
    pub not_stored: bool,
    /// How many were refused or have failed, and wait for the user.
    pub need_user: usize,
    /// How many texts stand in fields that were left, and are not saved.
    pub unsaved: usize,
    /// The connection to the server.
    pub connection: Connection,
    /// How changes of others come.
    pub live: Live,
    /// Since when the server cannot be reached, as a person writes a time.
    pub since: Option<AttrValue>,
    /// How old the data are that are shown, in milliseconds; `None`: as new as can be.
    pub age_ms: Option<u64>,
    /// When the data were read that are shown, in milliseconds since the Unix epoch, where an earlier
    /// visit has kept them and they have not been read since.
    pub as_of: Option<u64>,
}

/// The id of the panel that the save state opens.
pub const PANEL: &str = "activity";

/// The connection to the server.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Connection {
    /// The API answers.
    #[default]
    Up,
    /// Something else answers in its place, or it answers to other pages only: why, as a sentence.
    Unreachable(AttrValue),
    /// It asks for a new sign-in.
    SignedOut,
    /// Nothing answers.
    Offline,
}

/// How changes of others come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Live {
    /// At once.
    #[default]
    Stream,
    /// Some seconds late.
    Polling,
    /// Not at all.
    None,
}

impl Live {
    fn name(self) -> &'static str {
        match self {
            Self::Stream => "stream",
            Self::Polling => "polling",
            Self::None => "none",
        }
    }
}

impl SyncStatus {
    /// A button with the state in words and an icon, which opens and closes the panel that tells more.
    pub fn draw(&self, open: bool, on_toggle: &Callback<()>) -> Html {
        let needs_user = self.need_user + self.unsaved;
        let (icon, class) = match (&self.connection, needs_user, self.waiting) {
            (Connection::Up, 0, 0) => (Icon::CloudDone, "saved"),
            (Connection::Up, 0, _) if self.stuck_since.is_some() => (Icon::Alert, "busy"),
            (Connection::Up, 0, _) => (Icon::CloudUp, "busy"),
            (Connection::Up, ..) => (Icon::Alert, "needs-user"),
            _ => (Icon::CloudOff, "offline"),
        };
        let parts = self.parts();
        // A small screen has a line of its own for much text.
        let is_long = parts.len() > 1 || self.stuck_since.is_some();
        let long = if is_long { " long" } else { "" };
        let online = self.connection != Connection::Offline;
        let reachable = matches!(self.connection, Connection::Up | Connection::SignedOut);
        html! {
            <button
                type="button"
                class={format!("sync-status {class}{long}")}
                data-role="sync-status"
                data-action="activity"
                aria-expanded={format::flag(open)}
                aria-controls={PANEL}
                onclick={on_toggle.reform(|_| ())}
                data-pending={self.pending.to_string()}
                data-online={format::flag(online)}
                data-reachable={format::flag(reachable)}
                data-live={self.live.name()}
                data-as-of={self.as_of.map(|at| at.to_string())}
                title={self.title()}
            >
                { icon.draw() }<span>{ parts.join(" · ") }</span>
            </button>
        }
    }

    /// What it says: at least one thing.
    fn parts(&self) -> Vec<String> {
        let waiting = match (&self.connection, self.waiting) {
            (_, 0) => None,
            (Connection::Up, waiting) => Some(match &self.stuck_since {
                Some(time) => l10n::status_stuck(waiting, time),
                None => l10n::status_saving(waiting),
            }),
            (_, waiting) if self.not_stored => Some(l10n::status_waiting(waiting)),
            (_, waiting) => Some(l10n::status_kept(waiting)),
        };
        let age = self.age_ms.map(|ms| l10n::status_as_of(&format::ago(ms)));
        let need_user = (self.need_user > 0).then(|| l10n::status_need_you(self.need_user));
        let unsaved = (self.unsaved > 0).then(|| l10n::status_unsaved(self.unsaved));
        let parts = [self.connection_text(), age, waiting, need_user, unsaved];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        match parts.is_empty() {
            true => vec![l10n::status_saved().to_owned()],
            false => parts,
        }
    }

    fn connection_text(&self) -> Option<String> {
        let (now, since): (&str, fn(&str) -> String) = match &self.connection {
            Connection::Up => return None,
            Connection::Unreachable(_) => {
                (l10n::status_unreachable(), l10n::status_unreachable_since)
            }
            Connection::SignedOut => (l10n::status_signed_out(), l10n::status_signed_out_since),
            Connection::Offline => (l10n::status_offline(), l10n::status_offline_since),
        };
        Some(match &self.since {
            Some(time) => since(time),
            None => now.to_owned(),
        })
    }

    /// What lies behind it, and what to expect.
    fn title(&self) -> String {
        let kept = l10n::status_when_reachable();
        match (&self.connection, self.live) {
            (Connection::Offline, _) => kept.to_owned(),
            (Connection::SignedOut, _) => l10n::status_when_signed_in().to_owned(),
            (Connection::Unreachable(why), _) => format!("{why} {kept}"),
            (Connection::Up, Live::Polling) => l10n::status_others_late().to_owned(),
            (Connection::Up, Live::None) => l10n::status_others_not().to_owned(),
            (Connection::Up, Live::Stream) => l10n::status_more().to_owned(),
        }
    }
}
