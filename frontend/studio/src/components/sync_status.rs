//! Whether all is saved, how many changes wait, and since when the server cannot be reached.

use yew::prelude::*;

use super::{format, icon::Icon};

/// The save state of the whole app, always in sight.
pub struct SyncStatus {
    /// How many changes wait for the server.
    pub pending: usize,
    /// Could the server be reached last?
    pub online: bool,
    /// Since when it could not, as a person writes a time.
    pub offline_since: Option<AttrValue>,
}

impl SyncStatus {
    /// The state in words, with an icon.
    pub fn draw(&self) -> Html {
        let Self {
            pending,
            online,
            offline_since,
        } = self;
        let waiting = match pending {
            0 => None,
            n => Some(format!("{} waiting", format::counted(*n, "change"))),
        };
        let (icon, class, text) = match (online, waiting) {
            (true, None) => (Icon::CloudDone, "saved", "All changes saved".to_owned()),
            (true, Some(waiting)) => (Icon::CloudUp, "busy", waiting),
            (false, waiting) => {
                let since = offline_since
                    .as_ref()
                    .map_or_else(String::new, |at| format!(" since {at}"));
                let waiting = waiting.map_or_else(String::new, |waiting| format!(" · {waiting}"));
                (
                    Icon::CloudOff,
                    "offline",
                    format!("Offline{since}{waiting}"),
                )
            }
        };
        html! {
            <span
                class={format!("sync-status {class}")}
                data-role="sync-status"
                data-pending={pending.to_string()}
                data-online={online.to_string()}
                title={if *online { "" } else { "Your changes are kept on this device and sent as soon as the server can be reached." }}
            >
                { icon.draw() }<span>{ text }</span>
            </span>
        }
    }
}
