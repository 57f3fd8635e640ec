//! What a screen reader is told of states: how far something is, what waits, what is found. Of each the
//! newest is said.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use optimist::{Operation, OperationId, Operations};
use yew::prelude::*;
use yewdux::use_selector;

use crate::{
    commands::Editor,
    components::progress::{self, BulkState, BulkView},
    feedback::{Banner, Feedback, Finder},
    l10n,
    queries::VideoListKind,
};

/// How often progress is said, in milliseconds.
const SAY_EVERY_MS: f64 = 2_000.0;
/// After so many milliseconds without a key, somebody has typed what is looked for.
pub const TYPED_MS: u32 = 500;

/// Says how far the newest running operation is, now and then.
#[hook]
pub fn use_progress_aloud(editor: &Editor, views: &[&BulkView]) {
    // Which operation runs, and when something of it was said, or it began.
    let said = use_mut_ref(|| None::<(OperationId, f64)>);
    let running = views.iter().find(|view| view.state == BulkState::Running);
    let now = running.map(|view| {
        let text = format!("{}: {}", view.title, progress::counts(view));
        (view.id, text)
    });
    use_effect_with(now, {
        let editor = editor.clone();
        move |now: &Option<(OperationId, String)>| {
            let Some((id, text)) = now else { return };
            let mut said = said.borrow_mut();
            let at = js_sys::Date::now();
            let known = said.filter(|(known, _)| known == id);
            let since = known.map_or(at, |(_, since)| since);
            // What is done within the pause is said at its end alone.
            let says = at - since >= SAY_EVERY_MS;
            *said = Some((*id, if says { at } else { since }));
            let counts = editor.client().operation(*id, Operation::counts);
            // It may have ended since it was drawn.
            if says && counts.is_some_and(|counts| counts.under_way() > 0) {
                let say = |store: &mut Feedback| {
                    store.spoken.update_of(*id, "progress", text.as_str());
                };
                editor.update(say);
            }
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
            editor.update(|store| match waiting {
                0 => store.spoken.retract("waiting"),
                _ => store.spoken.update("waiting", l10n::said_waiting(waiting)),
            });
        }
    });
}

/// Says how many videos another search shows, and in which order, once it is typed.
#[hook]
pub fn use_view_aloud(editor: &Editor) {
    let finder = use_selector(|store: &Feedback| store.finder.clone());
    let list = editor.list();
    let before = use_mut_ref(|| (list.clone(), finder.clone()));
    use_effect_with((list, finder), {
        let editor = editor.clone();
        move |now: &(Option<VideoListKind>, Rc<Finder>)| {
            let now = now.clone();
            let (list, was) = before.borrow().clone();
            let same = list == now.0;
            editor.update(|store| {
                store.spoken.retract("matches");
                if !same {
                    store.spoken.retract("order");
                    store.spoken.retract("selected");
                }
            });
            let typed = same && was.text != now.1.text;
            let wait = if typed { TYPED_MS } else { 0 };
            let say = Timeout::new(wait, move || {
                let (_, finder) = &now;
                // Another list begins with nothing looked for, or as it was left.
                let nothing = same && was == *finder || !same && !finder.narrows();
                if !nothing {
                    editor.update(|store| {
                        if same && was.sort != finder.sort {
                            let text = l10n::said_sorted(finder.sort.name());
                            store.spoken.update("order", text);
                        }
                        let text = l10n::said_shown(editor.shown().len());
                        store.spoken.update("matches", text);
                    });
                }
                before.replace(now);
            });
            move || drop(say)
        }
    });
}

/// How many are selected is not said once it is another number, or none.
#[hook]
pub fn use_selection_aloud(editor: &Editor) {
    let selected = use_selector(|store: &Feedback| store.selection.len());
    use_effect_with(*selected, {
        let editor = editor.clone();
        move |&selected: &usize| {
            let text = l10n::notice_selected(selected);
            editor.update(|store| store.spoken.retract_but("selected", &text));
        }
    });
}
