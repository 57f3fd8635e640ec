//! The save state: what the library knows of it; apart from the frame, so that only it is drawn when
//! a count changes.

use gloo_timers::callback::{Interval, Timeout};
use optimist::{
    Item, ItemStatus, LiveStatus, OperationId, Operations, Query, Source, use_operations,
};
use shared::VideoId;
use yew::prelude::*;
use yewdux::use_selector;

use super::handlers::of;
use crate::{
    commands::{Editor, is_conflict},
    components::sync_status::{Connection, Live, SyncStatus},
    feedback::Feedback,
    l10n,
    mutations::change,
    queries::{Catalogue, CourseVideos, Videos},
    reasons,
    route::Route,
};

/// What the save state is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The editor of the whole app.
    pub editor: Editor,
}

/// The save state.
#[component]
pub fn SaveState(props: &Props) -> Html {
    let operations = use_operations();
    let reachable = operations.reachable();
    let since = use_memo(reachable, |reachable| (!reachable).then(time_of_day));
    let pending = operations.pending();
    let (as_of, age_ms) = use_age(&props.editor, reachable);
    let failed: usize = operations.map(|known| known.counts().failed).iter().sum();
    let seen = use_selector(|store: &Feedback| {
        let left = (store.kept.clone(), store.durations.clone());
        (store.activity_open, store.banners.clone(), left)
    });
    let (open, banners, _) = &*seen;
    let unsaved = unsaved(&props.editor, &operations);
    let need_user = need_user(&operations, &props.editor);
    let signed_out = banners.holds("signed-out");
    let waiting = pending.saturating_sub(failed);
    // Why they wait otherwise is told by itself.
    let is_up = reachable && !signed_out;
    let stuck_since = use_stuck(&props.editor, if is_up { waiting } else { 0 });
    let status = SyncStatus {
        pending,
        waiting,
        stuck_since,
        need_user,
        unsaved,
        not_stored: banners.holds("not-stored"),
        connection: match operations.why_unreachable() {
            _ if reachable && signed_out => Connection::SignedOut,
            _ if reachable => Connection::Up,
            Some(why) if operations.online() => Connection::Unreachable(reasons::said(&why).into()),
            _ => Connection::Offline,
        },
        live: match operations.live_status(Source::DEFAULT) {
            LiveStatus::Stream => Live::Stream,
            LiveStatus::Polling => Live::Polling,
            LiveStatus::None => Live::None,
        },
        since: (*since).clone(),
        age_ms,
        as_of,
    };
    let on_toggle = match (need_user + pending, unsaved) {
        // It leads to what it names.
        (0, 1..) => of(&props.editor, |editor, ()| show_unsaved(editor)),
        _ => of(&props.editor, |editor, ()| {
            let open = editor.feedback().activity_open;
            editor.show_activity(!open);
        }),
    };
    status.draw(*open, &on_toggle)
}

/// How many texts were left and are not saved. What was refused is counted as that.
pub(super) fn unsaved(editor: &Editor, operations: &Operations) -> usize {
    let store = editor.feedback();
    let refused = |id: &VideoId| {
        let status = operations.item_status::<Videos>(id);
        matches!(status, ItemStatus::Unhandled { .. })
    };
    let left = store.kept.iter().chain(store.durations.iter());
    left.filter(|draft| !refused(&draft.id)).count()
}

/// Goes to the first text that was left and is not saved.
pub(super) fn show_unsaved(editor: &Editor) {
    let store = editor.feedback();
    let mut left = store.kept.iter().chain(store.durations.iter());
    let Some(draft) = left.next() else {
        return;
    };
    let here = editor.list();
    if here.is_some_and(|list| *list.course().as_str() == *draft.place) {
        return editor.go_to(draft.id);
    }
    if let Ok(course) = draft.place.parse() {
        // There it comes into sight by itself.
        Route::Course(course).visit();
    }
}

/// So long changes wait before it is told that the server does none of them, in milliseconds.
const PATIENCE_MS: u32 = 10_000;
/// Data that are younger are as good as new, in milliseconds.
const WORTH_TELLING_MS: u64 = 60_000;
/// How often an age is told anew, in milliseconds.
const AGE_EVERY_MS: u32 = 20_000;
/// Most items of one operation that are looked at one by one.
const MOST: usize = 1_000;

/// How many refusals and failures the user has not handled: of a bulk operation each may have been
/// handled at its row, and what others have changed is as they want it.
fn need_user(operations: &Operations, editor: &Editor) -> usize {
    let counts = operations.map(|known| {
        let count = known.counts().need_user() - editor.conflicts(known.id);
        match known.items().len() {
            _ if known.dismissed() => 0,
            2.. if count <= MOST => {
                let mut open = 0;
                for (index, item, _) in known.need_user() {
                    open += usize::from(is_open(operations, known.id, index, item));
                }
                open
            }
            _ => count,
        }
    });
    counts.iter().sum()
}

/// Is this the latest that the user has to know of its video?
fn is_open(operations: &Operations, id: OperationId, index: usize, item: &Item) -> bool {
    let Some(change) = change(&*item.call) else {
        return false;
    };
    match operations.item_status::<Videos>(&change.operation.id()) {
        ItemStatus::Unhandled {
            operation,
            item,
            reason,
        } => (operation, item) == (id, index) && !is_conflict(change, &reason),
        _ => false,
    }
}

/// When the list on screen was read, where it has not been read on this visit; and how old it is while it
/// is not kept up to date.
#[hook]
fn use_age(editor: &Editor, reachable: bool) -> (Option<u64>, Option<u64>) {
    let render = use_force_update();
    use_effect_with(reachable, move |reachable| {
        let timer =
            (!reachable).then(|| Interval::new(AGE_EVERY_MS, move || render.force_update()));
        move || drop(timer)
    });
    let query = match editor.list() {
        Some(list) => CourseVideos::key(&list),
        None => Catalogue::key(&()),
    };
    let client = editor.client();
    let status = client.status(&query);
    let as_of = status.updated_at.filter(|_| status.kept);
    let age = status
        .updated_at
        .map(|at| client.now().0.saturating_sub(at.0));
    let worth_telling = age.filter(|age| !reachable && *age >= WORTH_TELLING_MS);
    (as_of.map(|at| at.0), worth_telling)
}

/// Since when the server has done none of the changes that wait for it, where that is long; a screen reader says
/// so.
#[hook]
fn use_stuck(editor: &Editor, waiting: usize) -> Option<AttrValue> {
    let stuck = use_state_eq(|| None::<AttrValue>);
    // How many waited when this was last drawn, and how often they had become fewer, or begun to wait.
    let before = use_mut_ref(|| (0, 0_u32));
    let steps = {
        let mut before = before.borrow_mut();
        let goes_on = before.0 == 0 || waiting < before.0;
        *before = (waiting, before.1.wrapping_add(u32::from(goes_on)));
        before.1
    };
    use_effect_with((steps, waiting > 0), {
        let (editor, stuck) = (editor.clone(), stuck.clone());
        move |&(_, waits): &(u32, bool)| {
            if stuck.is_some() {
                stuck.set(None);
                editor.update(|store| store.spoken.retract("stuck"));
            }
            let since = time_of_day();
            let timer = waits.then(|| {
                Timeout::new(PATIENCE_MS, move || {
                    let text = l10n::said_stuck(&since);
                    editor.update(|store| store.spoken.update("stuck", text));
                    stuck.set(Some(since));
                })
            });
            move || drop(timer)
        }
    });
    (*stuck).clone().filter(|_| waiting > 0)
}

fn time_of_day() -> AttrValue {
    l10n::time(js_sys::Date::now() as u64, false).into()
}
