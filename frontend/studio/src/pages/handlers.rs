//! What each part of the page tells, and what the desk then does. What is being typed is saved
//! before anything else.

use web_sys::{Element, KeyboardEvent};
use yew::Callback;

use super::desk::{Bulk, Desk};
use crate::{
    components::{
        RowAction, bulk_bar::BulkAction, find_bar::Find, format, keys, progress::ProgressAction,
        toasts::ToastAction,
    },
    feedback::{Dialog, Only, Sort},
};

/// The callbacks of a desk. They stay the same for good, so that nothing is drawn again for them.
#[derive(Clone, PartialEq)]
pub struct Handlers {
    /// In the list.
    pub on_row: Callback<RowAction>,
    /// In the bar above it.
    pub on_bulk: Callback<BulkAction>,
    /// In the search.
    pub on_find: Callback<Find>,
    /// In the form for a new video.
    pub on_add: Callback<(String, i64)>,
    /// In a bulk operation's panel.
    pub on_progress: Callback<ProgressAction>,
    /// On a notice.
    pub on_toast: Callback<ToastAction>,
    /// The button that takes the newest step back.
    pub on_undo: Callback<()>,
    /// A key, wherever the focus is.
    pub on_key: Callback<KeyboardEvent>,
    /// Closes what is open.
    pub on_close: Callback<()>,
}

impl Handlers {
    /// The callbacks of this desk.
    pub fn new(desk: &Desk) -> Self {
        fn of<A: 'static>(desk: &Desk, act: fn(&Desk, A)) -> Callback<A> {
            let desk = desk.clone();
            Callback::from(move |argument| act(&desk, argument))
        }
        Self {
            on_row: of(desk, row),
            on_bulk: of(desk, bulk),
            on_find: of(desk, find),
            on_add: of(desk, |desk, (title, seconds)| {
                desk.commit();
                desk.add(title, seconds);
            }),
            on_progress: of(desk, progress),
            on_toast: of(desk, toast),
            on_undo: of(desk, |desk, ()| {
                desk.commit();
                desk.undo();
            }),
            on_key: of(desk, key),
            on_close: of(desk, |desk, ()| {
                desk.store().reduce_mut(|store| store.dialog = None)
            }),
        }
    }
}

fn row(desk: &Desk, action: RowAction) {
    if desk.in_trash() && is_edit(&action) {
        return;
    }
    match &action {
        RowAction::Draft(id, text) => return desk.type_title(*id, text),
        RowAction::GiveUp(id) => return desk.give_up(*id),
        RowAction::Rename(id) => return desk.edit(*id),
        _ => {
            desk.commit();
        }
    }
    match action {
        RowAction::Draft(..) | RowAction::GiveUp(_) | RowAction::Rename(_) | RowAction::Save(_) => {
        }
        RowAction::Publish(id, published) => desk.publish(id, published),
        RowAction::Delete(id) => desk.delete(id),
        RowAction::Toggle(id) => desk.store().reduce_mut(|store| store.selection.toggle(id)),
        RowAction::Begin(id) => desk.store().reduce_mut(|store| store.selection.begin(id)),
        RowAction::Extend(id) => {
            let videos = desk.shown();
            desk.store().reduce_mut(|store| {
                store
                    .selection
                    .extend(id, videos.iter().map(|video| video.id));
            });
        }
        RowAction::SelectAll => bulk(desk, BulkAction::SelectAll),
        RowAction::Shift(id, by) => desk.shift(id, by),
        RowAction::MoveTo(id) => open(desk, Dialog::Move(Some(id))),
        RowAction::Restore(id) => desk.restore(id),
        RowAction::Retry(id) => desk.retry_video(id),
        RowAction::Dismiss(id) => desk.dismiss_video(id),
    }
}

/// Is it something that cannot be done to what is in the trash?
fn is_edit(action: &RowAction) -> bool {
    matches!(
        action,
        RowAction::Publish(..)
            | RowAction::Delete(_)
            | RowAction::Rename(_)
            | RowAction::Shift(..)
            | RowAction::MoveTo(_)
    )
}

fn bulk(desk: &Desk, action: BulkAction) {
    desk.commit();
    match action {
        BulkAction::SelectAll => select(desk, usize::MAX),
        BulkAction::SelectFirst(count) => select(desk, count),
        BulkAction::Clear => desk.store().reduce_mut(|store| store.selection.clear()),
        BulkAction::Delete => desk.bulk(&Bulk::Delete),
        BulkAction::Restore => desk.bulk(&Bulk::Restore),
        BulkAction::Publish(published) => desk.bulk(&Bulk::Publish(published)),
        BulkAction::Move => open(desk, Dialog::Move(None)),
        BulkAction::Edit => open(desk, Dialog::Edit),
    }
}

/// Opens a dialog about videos, if there are any to be about.
fn open(desk: &Desk, dialog: Dialog) {
    let about = matches!(dialog, Dialog::Move(Some(_)));
    if about || !desk.store().get().selection.is_empty() {
        desk.store().reduce_mut(|store| store.dialog = Some(dialog));
    }
}

fn find(desk: &Desk, find: Find) {
    desk.commit();
    desk.store().reduce_mut(|store| {
        let finder = &mut store.finder;
        match find {
            Find::Text(text) => finder.text = text.into(),
            Find::Only(at) => finder.only = [Only::All, Only::Published, Only::Drafts][at.min(2)],
            Find::Sort(at) => {
                finder.sort = [Sort::Position, Sort::Title, Sort::Duration][at.min(2)]
            }
        }
    });
}

fn select(desk: &Desk, count: usize) {
    let videos = desk.shown();
    desk.store().reduce_mut(|store| {
        store.selection.set(
            videos
                .range(0..count.min(videos.len()))
                .map(|video| video.id),
        );
        store.say(format!(
            "{} selected",
            format::counted(store.selection.len(), "video")
        ));
    });
}

fn progress(desk: &Desk, action: ProgressAction) {
    desk.commit();
    match action {
        ProgressAction::Retry(id) => desk.retry(id),
        ProgressAction::Cancel(id) => desk.client().cancel(id),
        ProgressAction::Undo(id) => desk.undo_all(&[id]),
        ProgressAction::Dismiss(id) => desk.dismiss(id),
        ProgressAction::Copy(id) => desk.copy_report(id),
    }
}

fn toast(desk: &Desk, action: ToastAction) {
    let (number, accepted) = match action {
        ToastAction::Dismiss(number) => (number, false),
        ToastAction::Accept(number) => (number, true),
    };
    let offer = desk
        .store()
        .get()
        .toasts
        .get(number)
        .and_then(|toast| toast.offer.clone());
    desk.store()
        .reduce_mut(|store| store.toasts.dismiss(number));
    if let Some(offer) = offer.filter(|_| accepted) {
        desk.commit();
        desk.accept(&offer);
    }
}

/// The keys that work wherever the focus is, except in a text or a dialog.
fn key(desk: &Desk, event: KeyboardEvent) {
    let target: Option<Element> = yew::TargetCast::target_dyn_into(&event);
    let elsewhere = "input, textarea, dialog";
    let in_text = target.is_some_and(|target| target.closest(elsewhere).ok().flatten().is_some());
    if keys::is_undo(&event, in_text) {
        event.prevent_default();
        desk.commit();
        desk.undo();
    } else if !in_text && event.key() == "?" {
        desk.store()
            .reduce_mut(|store| store.dialog = Some(Dialog::Keys));
    }
}
