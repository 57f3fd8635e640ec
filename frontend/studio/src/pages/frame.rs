//! What surrounds every page: the bar on top, what a screen reader says, what lies over the page.

use optimist::use_operations;
use yew::prelude::*;
use yewdux::{use_dispatch, use_selector};

use super::{activity::Activity, desk::Desk, handlers::Handlers, lab_dialog::LabDialog};
use crate::{
    components::{
        dialog::Dialog, icon::Icon, keys::key_list, live_region::LiveRegion,
        sync_status::SyncStatus,
    },
    feedback::{self, Feedback},
    settings,
};

/// What the frame is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The page.
    pub children: Html,
    /// The desk of the whole app.
    pub desk: Desk,
    /// What the user does.
    pub handlers: Handlers,
}

/// The frame.
#[component]
pub fn Frame(props: &Props) -> Html {
    let dispatch = use_dispatch::<Feedback>();
    let seen = use_selector(|store: &Feedback| (store.spoken.clone(), store.dialog));
    let (spoken, dialog) = &*seen;
    let dark = use_state_eq(settings::is_dark);
    let open = |dialog| dispatch.reduce_mut_callback(move |store| store.dialog = Some(dialog));
    let close = dispatch.reduce_mut_callback(|store| store.dialog = None);
    let toggle_theme = {
        let dark = dark.clone();
        move |_: MouseEvent| {
            settings::choose_theme(!*dark);
            dark.set(!*dark);
        }
    };
    html! {
        <div class="app">
            <header class="top-bar">
                <a href="/" class="brand" aria-label="Course Studio, all courses">
                    <span class="brand-mark">{ Icon::Play.draw() }</span><span class="brand-name">{ "Course Studio" }</span>
                </a>
                <span class="top-space" />
                <SaveState />
                <button type="button" class="icon-button" data-action="lab" aria-label="Network lab" title="Network lab" onclick={open(feedback::Dialog::Lab)}>{ Icon::Flask.draw() }</button>
                <button type="button" class="icon-button" data-action="keys" aria-label="Keyboard shortcuts" title="Keyboard shortcuts" onclick={open(feedback::Dialog::Keys)}>{ Icon::Keyboard.draw() }</button>
                <button type="button" class="icon-button" data-action="theme" aria-label={if *dark { "Use light colours" } else { "Use dark colours" }} onclick={toggle_theme}>
                    { if *dark { Icon::Sun.draw() } else { Icon::Moon.draw() } }
                </button>
            </header>
            <div class="workspace">
                { props.children.clone() }
                <Activity desk={props.desk.clone()} handlers={props.handlers.clone()} />
            </div>
            <LiveRegion spoken={spoken.clone()} />
            if *dialog == Some(feedback::Dialog::Lab) {
                <LabDialog on_close={close.clone()} />
            }
            if *dialog == Some(feedback::Dialog::Keys) {
                <Dialog title="Keyboard shortcuts" on_close={close}>{ key_list() }</Dialog>
            }
        </div>
    }
}

/// The save state; apart from the frame, so that only it is drawn when a count changes.
#[component]
fn SaveState() -> Html {
    let operations = use_operations();
    let (pending, online) = (operations.pending(), operations.online());
    let since = use_memo(online, |online| (!online).then(time_of_day));
    let offline_since = (*since).clone();
    SyncStatus {
        pending,
        online,
        offline_since,
    }
    .draw()
}

fn time_of_day() -> AttrValue {
    let now = js_sys::Date::new_0();
    format!("{}:{:02}", now.get_hours(), now.get_minutes()).into()
}
