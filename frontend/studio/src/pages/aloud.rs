//! What a screen reader is told of states: how far something is, what waits, what is found. Of each the
//! newest is said.

use optimist::Operations;
use yew::prelude::*;
use yewdux::use_selector;

use crate::{
    commands::Editor,
    components::progress::{self, BulkState, BulkView},
    feedback::{Banner, Feedback},
    l10n,
};

/// How often progress is said, in milliseconds.
const SAY_EVERY_MS: f64 = 2_000.0;

/// Says how far the newest running operation is, now and then.
#[hook]
pub fn use_progress_aloud(editor: &Editor, views: &[&BulkView]) {
    let said_at = use_mut_ref(js_sys::Date::now);
    let running = views.iter().find(|view| view.state == BulkState::Running);
    let text = running.map(|view| format!("{}: {}", view.title, progress::counts(view)));
    use_effect_with(text, {
        let editor = editor.clone();
        move |text: &Option<String>| match text {
            Some(text) if js_sys::Date::now() - *said_at.borrow() >= SAY_EVERY_MS => {
                *said_at.borrow_mut() = js_sys::Date::now();
                editor.update(|store| store.spoken.update("progress", text.as_str()));
            }
            Some(_) => {}
            // What is done within the pause is said at its end alone.
            None => *said_at.borrow_mut() = js_sys::Date::now(),
        }
    });
}

/// Says when the server cannot be reached, how many changes wait then, and when it can again; and
/// mentions changes of other versions of the page.
#[hook]
pub fn use_state_aloud(editor: &Editor, operations: &Operations) {
    let (reachable, online) = (operations.reachable(), operations.online());
    let other_versions = operations.unknown_operations().len();
    let waiting = if reachable { 0 } else { operations.pending() };
    let before = use_mut_ref(|| (true, 0));
    use_effect_with((reachable, other_versions), {
        let editor = editor.clone();
        move |&now: &(bool, usize)| {
            let (was_reachable, known) = before.replace(now);
            let (reachable, other_versions) = now;
            editor.update(|store| {
                if was_reachable != reachable {
                    let text = match (reachable, online) {
                        (true, _) => l10n::notice_reachable(),
                        (false, true) => l10n::notice_unreachable(),
                        (false, false) => l10n::notice_offline(),
                    };
                    store.spoken.update("connection", text);
                }
                if other_versions > 0 && other_versions != known {
                    store.banners.show(Banner::OtherVersion(other_versions));
                    store.say(l10n::notice_other_version_said());
                }
            });
        }
    });
    use_effect_with(waiting, {
        let editor = editor.clone();
        move |&waiting: &usize| {
            if waiting > 0 {
                let text = l10n::said_waiting(waiting);
                editor.update(|store| store.spoken.update("waiting", text));
            }
        }
    });
}

/// Says how many videos another search shows, and in which order.
#[hook]
pub fn use_view_aloud(editor: &Editor) {
    let finder = use_selector(|store: &Feedback| store.finder.clone());
    let list = editor.list();
    let before = use_mut_ref(|| (list.clone(), finder.clone()));
    use_effect_with((list, finder), {
        let editor = editor.clone();
        move |now| {
            let (list, before) = before.replace(now.clone());
            let (here, finder) = now;
            // Another list begins with nothing looked for, or as it was left.
            let same = list == *here;
            if same && before == *finder || !same && !finder.narrows() {
                return;
            }
            editor.update(|store| {
                if same && before.sort != finder.sort {
                    let text = l10n::said_sorted(finder.sort.name());
                    store.spoken.update("order", text);
                }
                let text = l10n::said_shown(editor.shown().len());
                store.spoken.update("matches", text);
            });
        }
    });
}
