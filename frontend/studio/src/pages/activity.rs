//! The activity panel: apart from the page, so that progress draws the panel alone.

use std::rc::Rc;

use optimist::{
    Counts, Item, ItemState, Operation, OperationId, Operations, Reason, use_operations,
};
use yew::prelude::*;
use yewdux::use_selector;

use super::{
    aloud::{use_progress_aloud, use_state_aloud, use_view_aloud},
    handlers::of,
    live_region::LiveRegion,
};
use crate::{
    commands::{Editor, failure_label, is_conflict, is_deleted, item_state_label},
    components::{
        dock::{self, Dock, Problem, RESTORE},
        focus::{focus_in_page, is_focus_lost},
        item_list::{ItemList, ItemView, Items, Kind},
        move_form::SHOW_ORDER,
        progress::{BulkState, BulkView, ProgressAction},
        sync_status::PANEL,
        toasts::{self, ToastAction, ToastView},
    },
    feedback::{Bulk, Bulks, Feedback, Offer, Toasts, UndoOffer},
    format,
    mutations::{Change, change},
};

/// Problems that are listed; the rest are counted.
const LISTED: usize = 100;
/// A pace is shown after so many milliseconds.
const PACE_AFTER_MS: usize = 500;

/// What the panel is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What carries out what the user does.
    pub editor: Editor,
}

/// The panel.
#[component]
pub fn Activity(props: &Props) -> Html {
    let Props { editor } = props;
    let operations = use_operations();
    let seen = use_selector(|store: &Feedback| {
        (
            store.bulks.clone(),
            store.toasts.clone(),
            store.activity_open,
        )
    });
    let (bulks, toasts, open) = &*seen;
    use_effect_with(operations.clone(), {
        let editor = editor.clone();
        move |_: &Operations| editor.show_restored_bulks()
    });
    use_focus(*open);

    let views = bulks.iter().map(|bulk| view(bulk, &operations, editor));
    let views: Vec<BulkView> = views.collect();
    use_progress_aloud(editor, &views);
    use_state_aloud(editor, &operations);
    use_view_aloud(editor);
    let dock = open.then(|| {
        let (problems, problem_count) = problems(&operations, bulks, editor);
        Dock {
            bulks: views,
            problems,
            problem_count,
            on_action: of(editor, progress),
            on_close: of(editor, |editor, ()| editor.show_activity(false)),
        }
    });
    html! {
        <>
            if let Some(dock) = dock { { dock.draw() } }
            { notices(toasts, &operations, &of(editor, toast)) }
            <Announcer />
        </>
    }
}

/// What a screen reader says; apart from the panel, so that it is drawn alone.
#[component]
fn Announcer() -> Html {
    let spoken = use_selector(|store: &Feedback| store.spoken.clone());
    html! { <LiveRegion spoken={(*spoken).clone()} /> }
}

/// What takes the newest step back.
#[component]
pub fn Undo(props: &Props) -> Html {
    // A step leaves when its operation is refused.
    use_operations();
    use_selector(|store: &Feedback| store.toasts.clone());
    let Props { editor } = props;
    let on_undo = of(editor, |editor, ()| {
        editor.commit();
        editor.undo();
    });
    dock::undo_button(editor.undo_label(), &on_undo)
}

/// The focus follows the author into the panel, and back to what has opened it.
#[hook]
fn use_focus(open: bool) {
    let was_open = use_mut_ref(|| open);
    use_effect_with(open, move |&open| {
        if was_open.replace(open) == open {
            return;
        }
        if open {
            focus_in_page(&format!("#{PANEL} h2"));
        } else if is_focus_lost() {
            focus_in_page("[data-action='activity']");
        }
    });
}

fn progress(editor: &Editor, action: ProgressAction) {
    editor.commit();
    match action {
        ProgressAction::Retry(id) => editor.retry(id),
        ProgressAction::Restore(id) => editor.restore_and_retry(id),
        ProgressAction::Cancel(id) => editor.client().cancel(id),
        ProgressAction::Undo(id) => editor.undo_all(&[id]),
        ProgressAction::Dismiss(id) => editor.dismiss(id),
        ProgressAction::Copy(id) => editor.copy_report(id),
    }
}

fn toast(editor: &Editor, action: ToastAction) {
    let (number, accepted) = match action {
        ToastAction::Dismiss(number) => (number, None),
        ToastAction::Accept(number, action) => (number, Some(action)),
    };
    let store = editor.feedback();
    let offers = store.toasts.get(number).map(|toast| toast.offers.iter());
    let mut offers = offers.into_iter().flatten();
    let offer = offers.find(|offer| accepted.as_deref() == Some(button(offer).0));
    editor.update(|store| store.toasts.dismiss(number));
    if let Some(offer) = offer {
        editor.commit();
        editor.accept(offer);
    }
}

fn notices(toasts: &Toasts, operations: &Operations, on_action: &Callback<ToastAction>) -> Html {
    let is_running = |step: &UndoOffer| {
        let under_way = operations.get(step.operation, |known| known.counts().under_way());
        under_way.is_some_and(|count| count > 0)
    };
    let views: Vec<ToastView> = toasts
        .iter()
        .map(|toast| {
            let running = toast.undo().iter().any(is_running);
            let running = toast.while_running().filter(|_| running);
            let (kind, text) = match running {
                Some(text) => ("running", text.into()),
                None => (toast.kind.name(), AttrValue::from(toast.text.clone())),
            };
            ToastView {
                number: toast.number,
                kind,
                text,
                offers: toast.offers.iter().map(button).collect(),
            }
        })
        .collect();
    toasts::draw(&views, on_action)
}

/// The button of an offer: its name in the page and its label.
fn button(offer: &Offer) -> (&'static str, &'static str) {
    match offer {
        Offer::Undo(_) => ("undo", "Undo"),
        Offer::Retry(_) => ("retry", "Retry"),
        Offer::Restore(_) => ("restore-retry", RESTORE),
        Offer::ShowOrder(_) => ("show-order", SHOW_ORDER),
    }
}

fn view(bulk: &Bulk, operations: &Operations, editor: &Editor) -> BulkView {
    let known = operations.get(bulk.id, Operation::counts);
    // The library forgets an operation over one item that was done, or taken back.
    let counts = known.unwrap_or_else(|| match editor.is_not_done(bulk.id) {
        true => Counts {
            cancelled: bulk.total,
            done: 0,
            ..bulk.all_done()
        },
        false => bulk.all_done(),
    });
    let state = match (counts.under_way(), counts.cancelled) {
        (0, 0) => BulkState::Finished,
        (0, _) => BulkState::Cancelled,
        _ => BulkState::Running,
    };
    let videos = format::counted(counts.total, "video");
    let title = match state {
        BulkState::Running => format!("{} {videos}", bulk.verb.doing()),
        _ if counts.done == counts.total => format!("{videos} {}", bulk.verb.done()),
        _ => {
            let done = format::count(counts.done);
            format!("{done} of {videos} {}", bulk.verb.done())
        }
    };
    let changed = editor.conflicts(bulk.id);
    let failed = counts.need_user() - changed;
    let items = known.map(|_| {
        let counts = [
            failed,
            changed,
            counts.under_way(),
            counts.done,
            counts.cancelled,
        ];
        html! { <ItemList items={items(bulk.id, editor)} {counts} /> }
    });
    BulkView {
        id: bulk.id,
        title: title.into(),
        undone: editor.is_undone(bulk.id),
        state,
        total: counts.total,
        done: counts.done,
        failed,
        deleted: if failed == 0 {
            0
        } else {
            deleted(bulk.id, operations)
        },
        changed,
        cancelled: counts.cancelled,
        pace: (state == BulkState::Running)
            .then(|| pace(bulk, counts))
            .flatten(),
        report: known.is_some(),
        items: items.unwrap_or_default(),
        undo: editor.can_undo(bulk.id),
    }
}

/// How fast it goes and how long it takes, once that is known.
fn pace(bulk: &Bulk, counts: Counts) -> Option<String> {
    let (began, before) = bulk.since;
    let elapsed = (js_sys::Date::now() - began) as usize;
    let handled = (counts.total - counts.under_way()).saturating_sub(before);
    if elapsed < PACE_AFTER_MS || handled == 0 {
        return None;
    }
    let seconds = (counts.under_way() * elapsed).div_ceil(handled * 1_000);
    let left = if seconds < 100 {
        format!("{seconds} s")
    } else {
        format!("{} min", seconds.div_ceil(60))
    };
    let rate = format::count((handled * 1_000).div_ceil(elapsed));
    Some(format!("{rate} a second, {left} left"))
}

fn items(id: OperationId, editor: &Editor) -> Items {
    let (all, one) = (editor.clone(), editor.clone());
    Items {
        of: Rc::new(move |kind| {
            let places = all.client().operation(id, |operation| {
                let items = operation.items().iter().enumerate();
                let wanted = items.filter(|(_, item)| kind == Kind::All || kind_of(item) == kind);
                wanted.map(|(at, _)| at).collect()
            });
            places.unwrap_or_default()
        }),
        at: Rc::new(move |at| {
            let item = one.client().operation(id, |operation| {
                let item = operation.items().get(at)?;
                let change = change(&*item.call)?;
                let (state, why) = item_state_label(change, item.state());
                Some((change.clone(), state, why.into()))
            });
            let (change, state, why) = item.flatten()?;
            Some(ItemView {
                id: change.operation.id(),
                name: one.name_in(&change),
                state,
                why,
            })
        }),
    }
}

fn kind_of(item: &Item) -> Kind {
    match item.state() {
        ItemState::Queued | ItemState::Sending => Kind::Waiting,
        ItemState::Done => Kind::Done,
        ItemState::Refused(reason) if is_conflict_of(item, reason) => Kind::Changed,
        ItemState::Refused(_) | ItemState::Failed(_) => Kind::Failed,
        ItemState::Cancelled => Kind::Cancelled,
    }
}

/// How many items of an operation were not done since others have deleted them.
fn deleted(id: OperationId, operations: &Operations) -> usize {
    let count = operations.get(id, |known| {
        let deleted = known.need_user().filter(|(_, item, reason)| {
            change(&*item.call).is_some_and(|change| can_restore(change, reason))
        });
        deleted.count()
    });
    count.unwrap_or(0)
}

/// Can it be done once its video is restored? (A delete has nothing to do any more.)
fn can_restore(change: &Change, reason: &Reason) -> bool {
    is_deleted(reason) && !matches!(change.operation, shared::Operation::Delete { .. })
}

fn is_conflict_of(item: &Item, reason: &Reason) -> bool {
    change(&*item.call).is_some_and(|change| is_conflict(change, reason))
}

/// What needs the user besides the bulk operations on show: as many as are listed, and how many there
/// are.
fn problems(operations: &Operations, bulks: &Bulks, editor: &Editor) -> (Vec<Problem>, usize) {
    let needing = operations.map(|known| {
        let alone = known.items().len() == 1 && bulks.get(known.id).is_none();
        let (_, item, reason) = known.need_user().next().filter(|_| alone)?;
        Some((known.id, change(&*item.call)?.clone(), reason.clone()))
    });
    let needing: Vec<_> = needing.into_iter().flatten().collect();
    let listed = needing
        .iter()
        .take(LISTED)
        .map(|(operation, change, reason)| Problem {
            operation: *operation,
            id: change.operation.id(),
            name: editor.name_in(change),
            why: failure_label(change, reason),
            restore: can_restore(change, reason),
        });
    (listed.collect(), needing.len())
}
