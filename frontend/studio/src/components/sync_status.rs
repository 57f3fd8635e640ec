//! Whether all is saved, what waits and why, and how changes of others come.

use yew::prelude::*;

use super::icon::Icon;
use crate::format;

/// The save state of the whole app, always in sight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SyncStatus {
    /// How many changes the server has not answered.
    pub pending: usize,
    /// How many of them wait for the server, and not for the user.
    pub waiting: usize,
    /// Can nothing be kept on this device?
    pub not_stored: bool,
    /// How many were refused or have failed, and wait for the user.
    pub need_user: usize,
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
        let (icon, class) = match (&self.connection, self.need_user, self.waiting) {
            (Connection::Up, 0, 0) => (Icon::CloudDone, "saved"),
            (Connection::Up, 0, _) => (Icon::CloudUp, "busy"),
            (Connection::Up, ..) => (Icon::Alert, "needs-user"),
            _ => (Icon::CloudOff, "offline"),
        };
        let online = self.connection != Connection::Offline;
        let reachable = matches!(self.connection, Connection::Up | Connection::SignedOut);
        html! {
            <button
                type="button"
                class={format!("sync-status {class}")}
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
                { icon.draw() }<span>{ self.text() }</span>
            </button>
        }
    }

    fn text(&self) -> String {
        let connection = match &self.connection {
            Connection::Up => None,
            Connection::Unreachable(_) => Some("The server cannot be reached"),
            Connection::SignedOut => Some("Signed out"),
            Connection::Offline => Some("Offline"),
        };
        let connection = connection.map(|text| match &self.since {
            Some(since) => format!("{text} since {since}"),
            None => text.to_owned(),
        });
        let reachable = connection.is_none();
        let changes = |count, what: &str| {
            (count > 0).then(|| format!("{} {what}", format::counted(count, "change")))
        };
        let need = if self.need_user == 1 {
            "needs you"
        } else {
            "need you"
        };
        let age = self.age_ms.map(|ms| format!("as of {}", format::ago(ms)));
        let parts = [
            connection,
            age,
            match reachable {
                true if self.waiting > 0 => Some(format!(
                    "Saving {}",
                    format::counted(self.waiting, "change")
                )),
                true => None,
                false if self.not_stored => changes(self.waiting, "waiting"),
                false => changes(self.waiting, "kept on this device"),
            },
            changes(self.need_user, need),
        ];
        let text: Vec<String> = parts.into_iter().flatten().collect();
        match text.is_empty() {
            true => "All changes saved".to_owned(),
            false => text.join(" · "),
        }
    }

    /// What lies behind it, and what to expect.
    fn title(&self) -> String {
        const MORE: &str = "What is under way, and what needs you.";
        const KEPT: &str = "Your changes are sent as soon as the server can be reached.";
        match (&self.connection, self.live) {
            (Connection::Offline, _) => KEPT.to_owned(),
            (Connection::SignedOut, _) => {
                "Your changes are sent when you are signed in again.".to_owned()
            }
            (Connection::Unreachable(why), _) => format!("{why} {KEPT}"),
            (Connection::Up, Live::Polling) => {
                "Changes of others come a few seconds late.".to_owned()
            }
            (Connection::Up, Live::None) => {
                "Changes of others do not come at the moment.".to_owned()
            }
            (Connection::Up, Live::Stream) => MORE.to_owned(),
        }
    }
}
