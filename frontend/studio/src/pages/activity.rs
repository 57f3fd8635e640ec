//! The activity panel: apart from the page, so that progress draws the panel alone.

use optimist::{ItemState, Operation, OperationId, Operations, Reason, use_operations};
use yew::prelude::*;
use yewdux::use_selector;

use super::{
    aloud::{use_progress_aloud, use_selection_aloud, use_state_aloud, use_view_aloud},
    entries::{Lines, is_finished, listed},
    handlers::of,
    live_region::LiveRegion,
    save_state::{show_unsaved, unsaved},
};
use crate::{
    commands::{Editor, is_deleted},
    components::{
        dock::{self, Dock, Listed, Problem},
        focus::{focus_in_page, follow, is_focus_lost},
        progress::{BulkView, ProgressAction},
        sync_status::PANEL,
        toasts::{self, ToastAction, ToastView},
    },
    feedback::{Bulks, Feedback, Offer, Toasts},
    history::Way,
    l10n,
    mutations::{Change, change},
};

/// Problems that are listed; the rest are counted.
const LISTED: usize = 100;

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
            store.history,
            (store.kept.clone(), store.durations.clone()),
        )
    });
    let (bulks, toasts, open, _, _) = &*seen;
    use_effect_with(operations.clone(), {
        let editor = editor.clone();
        move |_: &Operations| editor.show_restored_bulks()
    });
    use_focus(*open);

    let lines = use_mut_ref(Lines::default);
    let on_action = use_memo(editor.clone(), |editor| of(editor, progress));
    let entries = listed(&mut lines.borrow_mut(), bulks, *open, &operations, editor);
    let views = entries.iter().filter_map(|listed| match listed {
        Listed::Bulk(view) => Some(view),
        Listed::Line(_) => None,
    });
    let views: Vec<&BulkView> = views.collect();
    use_progress_aloud(editor, &views);
    use_state_aloud(editor, &operations);
    use_view_aloud(editor);
    let dock = open.then(|| {
        let needing = needing(&operations, bulks);
        Dock {
            clears: entries.iter().any(is_finished),
            entries,
            problems: problems(&needing, editor),
            problem_count: needing.len(),
            unsaved: unsaved(editor, &operations),
            on_unsaved: of(editor, |editor, ()| show_unsaved(editor)),
            retries: needing.iter().filter(|it| it.can_retry()).count() > 1,
            on_action: (*on_action).clone(),
            on_clear: of(editor, |editor, ()| clear_finished(editor)),
            on_close: of(editor, |editor, ()| editor.show_activity(false)),
        }
    });
    html! {
        <>
            if let Some(dock) = dock { { dock.draw() } }
            { notices(toasts, &operations, &of(editor, toast)) }
            <Announcer editor={editor.clone()} />
        </>
    }
}

/// What a screen reader says; apart from the panel, so that it is drawn alone.
#[component]
fn Announcer(props: &Props) -> Html {
    use_selection_aloud(&props.editor);
    let spoken = use_selector(|store: &Feedback| store.spoken.clone());
    html! { <LiveRegion spoken={(*spoken).clone()} /> }
}

/// What takes the newest step back, and what does it again.
#[component]
pub fn Undo(props: &Props) -> Html {
    // A step leaves when its operation is refused.
    use_operations();
    use_selector(|store: &Feedback| (store.toasts.clone(), store.history));
    let Props { editor } = props;
    let on_undo = of(editor, |editor, ()| {
        editor.commit();
        editor.undo();
        follow(None);
    });
    let on_redo = of(editor, |editor, ()| {
        editor.commit();
        editor.redo();
        // The button may go.
        follow(Some("[data-action='undo-last']".to_owned()));
    });
    let steps = [Way::Back, Way::Forth].map(|way| editor.next_label(way));
    dock::step_buttons(steps, [&on_undo, &on_redo])
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
        ProgressAction::RetryAll => retry_all(editor),
        ProgressAction::Restore(id) => editor.restore_and_retry(id),
        ProgressAction::Cancel(id) => editor.client().cancel(id),
        ProgressAction::Undo(id) => editor.go(Way::Back, &[id]),
        ProgressAction::Redo(id) => editor.go(Way::Forth, &[id]),
        ProgressAction::Dismiss(id) => editor.dismiss_entry(id),
        ProgressAction::Copy(id) => editor.copy_report(id),
    }
    // The button may go.
    follow(Some(format!("#{PANEL} h2")));
}

/// Takes off the list what is finished. It can be taken back all the same.
fn clear_finished(editor: &Editor) {
    let bulks = editor.feedback().bulks.clone();
    let operations = editor
        .client()
        .operations(|known| (known.id, known.counts()));
    let unfinished = |id| {
        let mut counts = operations.iter().filter(|(known, _)| *known == id);
        counts.any(|(_, counts)| counts.under_way() + counts.need_user() > 0)
    };
    let ended = bulks.iter().map(|bulk| bulk.id);
    let ended: Vec<_> = ended.filter(|id| !unfinished(*id)).collect();
    ended.into_iter().for_each(|id| editor.dismiss_entry(id));
    for entry in editor.entries() {
        if !unfinished(entry.last) {
            editor.hide(entry.id);
        }
    }
    // The button goes.
    focus_in_page(&format!("#{PANEL} h2"));
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
    let is_running = |operation: OperationId| {
        let under_way = operations.get(operation, |known| known.counts().under_way());
        under_way.is_some_and(|count| count > 0)
    };
    let reachable = operations.reachable();
    let views: Vec<ToastView> = toasts
        .iter()
        .map(|toast| {
            let running = toast.operations().any(is_running);
            let running = toast.while_running().filter(|_| running);
            let (kind, text) = match &running {
                Some(doing) if reachable => ("running", format!("{doing}…").into()),
                Some(doing) => ("running", l10n::notice_waits(doing).into()),
                None => (toast.kind.name(), AttrValue::from(toast.text.clone())),
            };
            ToastView {
                number: toast.number,
                kind,
                text,
                stays: running.is_some() && reachable,
                offers: toast.offers.iter().map(button).collect(),
            }
        })
        .collect();
    toasts::draw(&views, on_action)
}

/// The button of an offer: its name in the page and its label.
fn button(offer: &Offer) -> (&'static str, &'static str) {
    match offer {
        Offer::Undo(_) => ("undo", l10n::undo()),
        Offer::Retry(_) => ("retry", l10n::retry()),
        Offer::Restore(_) => ("restore-retry", l10n::restore_and_do()),
        Offer::ShowOrder(_) => ("show-order", l10n::show_order()),
    }
}

/// Can it be done once its video is restored? (A delete has nothing to do any more.)
pub(super) fn can_restore(change: &Change, reason: &Reason) -> bool {
    is_deleted(reason) && !matches!(change.operation, shared::Operation::Delete { .. })
}

/// What needs the user, with one video and outside of the bulk operations on show.
struct Needing {
    operation: OperationId,
    change: Change,
    reason: Reason,
    is_refused: bool,
}

impl Needing {
    /// Can it be tried again as it is?
    fn can_retry(&self) -> bool {
        !can_restore(&self.change, &self.reason)
    }
}

fn needing(operations: &Operations, bulks: &Bulks) -> Vec<Needing> {
    let needing = operations.map(|known| need(known, bulks));
    needing.into_iter().flatten().collect()
}

fn need(known: &Operation, bulks: &Bulks) -> Option<Needing> {
    let alone = known.items().len() == 1 && bulks.get(known.id).is_none();
    let (_, item, reason) = known.need_user().next().filter(|_| alone)?;
    Some(Needing {
        operation: known.id,
        change: change(&*item.call)?.clone(),
        reason: reason.clone(),
        is_refused: matches!(item.state(), ItemState::Refused(_)),
    })
}

/// As many as are listed.
fn problems(needing: &[Needing], editor: &Editor) -> Vec<Problem> {
    let listed = needing.iter().take(LISTED).map(|it| Problem {
        operation: it.operation,
        id: it.change.operation.id(),
        name: editor.name_in(&it.change),
        why: editor.failure_label(&it.change, &it.reason, it.is_refused),
        restore: !it.can_retry(),
    });
    listed.collect()
}

/// Tries all of it again that can be, in the order in which it was done.
fn retry_all(editor: &Editor) {
    let bulks = editor.feedback().bulks.clone();
    let needing = editor.client().operations(|known| need(known, &bulks));
    let again = needing.into_iter().flatten().filter(Needing::can_retry);
    again.for_each(|it| editor.retry(it.operation));
    // The button goes.
    focus_in_page(&format!("#{PANEL} h2"));
}
