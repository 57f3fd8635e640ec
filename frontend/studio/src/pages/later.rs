//! The part of the program that the first rows do not need: it is loaded when they are there, so that
//! they need not wait for it.

use futures::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{activity, dialogs, lab_dialog};
use crate::{
    commands::Editor,
    components::{bulk_bar::BulkBar, dialog::Dialog, shortcuts::key_list, video_form},
    feedback::Banner,
};

/// So long it waits until it loads again what has not arrived, in milliseconds; then twice as long.
const FIRST_WAIT_MS: u32 = 500;
/// At most so long.
const LONGEST_WAIT_MS: u32 = 15_000;

/// Draws what comes later. Everything that only these functions reach is in a file of its own.
#[derive(Clone, Copy)]
pub struct Later {
    /// The activity panel with its notices.
    pub activity: fn(activity::Props) -> Html,
    /// The form for a new video.
    pub add_form: fn(video_form::Props) -> Html,
    /// What can be done to many videos, above their list.
    pub bulk_bar: fn(&BulkBar) -> Html,
    /// The dialogs about videos.
    pub dialogs: fn(dialogs::Props) -> Html,
    /// The network lab.
    pub lab: fn(lab_dialog::Props) -> Html,
    /// The list of keys, and what closes it.
    pub keys: fn(Callback<()>) -> Html,
}

impl Later {
    /// All of it. Whoever calls this needs it at once.
    pub fn all() -> Self {
        Self {
            activity: |props| html! { <activity::Activity ..props /> },
            add_form: |props| html! { <video_form::VideoForm ..props /> },
            bulk_bar: BulkBar::draw,
            dialogs: |props| html! { <dialogs::Dialogs ..props /> },
            lab: |props| html! { <lab_dialog::LabDialog ..props /> },
            keys: |on_close| {
                html! { <Dialog title="Keyboard shortcuts" {on_close}>{ key_list() }</Dialog> }
            },
        }
    }
}

/// There is only one.
impl PartialEq for Later {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Loads it; `None` where it did not arrive.
#[derive(Clone, Copy)]
pub struct LoadLater(pub fn() -> LocalBoxFuture<'static, Option<Later>>);

/// There is one for each program.
impl PartialEq for LoadLater {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Loads what comes later, again and again until it has arrived, and says so where it takes more than
/// one try.
#[hook]
pub fn use_loading(load: LoadLater, editor: &Editor) -> Option<Later> {
    let later = use_state(|| None);
    use_effect_with((), {
        let (editor, later) = (editor.clone(), later.clone());
        move |()| {
            spawn_local(async move {
                let mut wait = FIRST_WAIT_MS;
                let arrived = loop {
                    if let Some(arrived) = (load.0)().await {
                        break arrived;
                    }
                    editor.update(|store| {
                        if store.banners.show(Banner::Incomplete) {
                            store.say("A part of this page has not arrived yet.");
                        }
                    });
                    TimeoutFuture::new(wait).await;
                    wait = (wait * 2).min(LONGEST_WAIT_MS);
                };
                later.set(Some(arrived));
                editor.update(|store| {
                    store.banners.remove(Banner::Incomplete.kind());
                });
            });
        }
    });
    *later
}
