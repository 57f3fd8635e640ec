//! The part of the program that the first rows do not need: it is loaded when they are there, so that
//! they need not wait for it.

use futures::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{
    activity, dialogs,
    handlers::{find, of},
    lab_dialog,
};
use crate::{
    commands::Editor,
    components::{
        bulk_bar::BulkBar, dialog::Dialog, find_bar::FindBar, shortcuts::key_list, video_form,
    },
    feedback::Banner,
};

/// The wait before the second try to load it, in milliseconds; each later wait is twice as long.
const FIRST_WAIT_MS: u32 = 500;
/// The longest wait, in milliseconds.
const LONGEST_WAIT_MS: u32 = 15_000;

/// The functions that draw what comes later. Everything that only they reach is in a file of its own.
#[derive(Clone, Copy)]
pub struct Later {
    /// The activity panel with its notices.
    pub activity: fn(activity::Props) -> Html,
    /// The form for a new video.
    pub add_form: fn(video_form::Props) -> Html,
    /// What can be done to many videos, above their list.
    pub bulk_bar: fn(&BulkBar) -> Html,
    /// The search field and its menus.
    pub find_bar: fn(&FindBar, &Editor) -> Html,
    /// The dialogs about videos.
    pub dialogs: fn(dialogs::Props) -> Html,
    /// The network lab.
    pub lab: fn(lab_dialog::Props) -> Html,
    /// The list of keys, and what closes it.
    pub keys: fn(Callback<()>) -> Html,
}

impl Later {
    /// All of it, and at once: where this is called, it is loaded.
    pub fn all() -> Self {
        Self {
            activity: |props| html! { <activity::Activity ..props /> },
            add_form: |props| html! { <video_form::VideoForm ..props /> },
            bulk_bar: BulkBar::draw,
            find_bar: |bar, editor| bar.draw(&of(editor, find)),
            dialogs: |props| html! { <dialogs::Dialogs ..props /> },
            lab: |props| html! { <lab_dialog::LabDialog ..props /> },
            keys: |on_close| {
                html! { <Dialog title="Keyboard shortcuts" {on_close}>{ key_list() }</Dialog> }
            },
        }
    }
}

/// All are equal, since there is one.
impl PartialEq for Later {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// How it is loaded; `None`: it did not arrive.
#[derive(Clone, Copy)]
pub struct LoadLater(pub fn() -> LocalBoxFuture<'static, Option<Later>>);

/// All are equal, since a program has one.
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
                let first = (load.0)().await;
                if first.is_some() {
                    return later.set(first);
                }
                // Once: who dismisses it has read it.
                editor.update(|store| {
                    store.banners.show(Banner::Incomplete);
                    store.say("A part of this page has not arrived yet.");
                });
                later.set(Some(load_again(load).await));
                editor.update(|store| {
                    store.banners.remove(Banner::Incomplete.kind());
                });
            });
        }
    });
    *later
}

async fn load_again(load: LoadLater) -> Later {
    let mut wait = FIRST_WAIT_MS;
    loop {
        TimeoutFuture::new(wait).await;
        if let Some(arrived) = (load.0)().await {
            return arrived;
        }
        wait = (wait * 2).min(LONGEST_WAIT_MS);
    }
}
