//! What the user does in each part of the page, and the command that follows. What is being typed is
//! saved before anything else.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};
use yew::Callback;

use crate::{
    commands::{BulkChange, Editor, Reorder},
    components::{
        RowAction, banners::BannerAction, bulk_bar::BulkAction, find_bar::Find, focus::focus,
        shortcuts, unsaved_video::UnsavedAction, video_form::CLEARED,
    },
    feedback::{Dialog, Feedback, Sort, StatusFilter},
    l10n, version,
};

/// The callbacks of an editor. They stay the same for good, so that nothing is drawn again for them.
#[derive(Clone, PartialEq)]
pub struct Handlers {
    /// In the list.
    pub on_row: Callback<RowAction>,
    /// In the bar above it.
    pub on_bulk: Callback<BulkAction>,
    /// On a lasting notice.
    pub on_banner: Callback<BannerAction>,
    /// Closes what is open.
    pub on_close: Callback<()>,
}

impl Handlers {
    /// The callbacks of this editor.
    pub fn new(editor: &Editor) -> Self {
        Self {
            on_row: of(editor, row),
            on_bulk: of(editor, bulk),
            on_banner: of(editor, banner),
            on_close: of(editor, |editor, ()| {
                editor.update(|store| store.dialog = None)
            }),
        }
    }
}

/// What an editor does when it is called back.
pub(super) fn of<A: 'static>(editor: &Editor, act: fn(&Editor, A)) -> Callback<A> {
    let editor = editor.clone();
    Callback::from(move |argument| act(&editor, argument))
}

pub(super) fn row(editor: &Editor, action: RowAction) {
    if editor.in_trash() && is_edit(&action) {
        return;
    }
    match &action {
        RowAction::Draft(id, text) => return editor.type_title(*id, text),
        RowAction::GiveUp(id) => return editor.give_up(*id),
        RowAction::Rename(id) => return editor.edit(*id),
        RowAction::Save(id) => return editor.save(*id),
        RowAction::Leave(id) => return editor.leave_title(*id),
        RowAction::KeepMine(id) => return editor.keep_mine(*id),
        RowAction::RestoreAndSave(id) => return editor.restore_and_save(*id),
        _ => {
            editor.commit();
        }
    }
    let chosen = editor.feedback().selection.clone();
    act(editor, action);
    editor.update(|store| {
        if store.selection != chosen {
            say_selected(store);
        }
    });
}

fn act(editor: &Editor, action: RowAction) {
    match action {
        RowAction::Draft(..)
        | RowAction::GiveUp(_)
        | RowAction::Rename(_)
        | RowAction::Save(_)
        | RowAction::Leave(_)
        | RowAction::KeepMine(_)
        | RowAction::RestoreAndSave(_) => {}
        RowAction::PublishChosen(id, published) if are_many_chosen(editor) => {
            // Beside what is chosen, the focused video does not say which of the two is meant.
            let are_all = || editor.chosen().iter().all(|video| video.published);
            let is_chosen = editor.feedback().selection.contains(&id);
            let published = if is_chosen { published } else { !are_all() };
            editor.bulk(&BulkChange::Publish(published));
        }
        RowAction::Publish(id, published) | RowAction::PublishChosen(id, published) => {
            editor.publish(id, published);
        }
        RowAction::Delete(id) => editor.delete(id),
        RowAction::DeleteChosen(_) if are_many_chosen(editor) => {
            editor.bulk(&BulkChange::Delete);
        }
        RowAction::DeleteChosen(id) => editor.delete(id),
        RowAction::Only(id) => editor.update(|store| store.selection.only(id)),
        RowAction::Clear => editor.update(|store| store.selection.clear()),
        RowAction::Toggle(id) => editor.update(|store| store.selection.toggle(id)),
        RowAction::Begin(id) => editor.update(|store| store.selection.begin(id)),
        RowAction::Extend(id) => {
            let videos = editor.shown();
            editor.update(|store| {
                store
                    .selection
                    .extend(id, videos.iter().map(|video| video.id));
            });
        }
        RowAction::SelectAll => bulk(editor, BulkAction::SelectAll),
        RowAction::ShiftChosen(id, by) if are_many_chosen(editor) => {
            let at = Some(id).filter(|id| editor.feedback().selection.contains(id));
            editor.reorder(Reorder::Chosen(at, by));
        }
        RowAction::Shift(id, by) | RowAction::ShiftChosen(id, by) => {
            editor.reorder(Reorder::One(id, by));
        }
        RowAction::MoveTo(id) => open(editor, Dialog::Move(Some(id))),
        RowAction::Restore(id) => editor.restore(id),
        RowAction::Retry(id) => editor.retry_video(id),
        RowAction::Dismiss(id) => editor.dismiss_video(id),
    }
}

/// Are several videos chosen? What the keys do is done to them, wherever the focus is.
fn are_many_chosen(editor: &Editor) -> bool {
    editor.feedback().selection.len() > 1
}

/// Is it something that cannot be done to what is in the trash?
fn is_edit(action: &RowAction) -> bool {
    matches!(
        action,
        RowAction::Publish(..)
            | RowAction::PublishChosen(..)
            | RowAction::Delete(_)
            | RowAction::DeleteChosen(_)
            | RowAction::Rename(_)
            | RowAction::Shift(..)
            | RowAction::ShiftChosen(..)
            | RowAction::MoveTo(_)
    )
}

pub(super) fn bulk(editor: &Editor, action: BulkAction) {
    editor.commit();
    match action {
        BulkAction::SelectAll => select(editor, usize::MAX),
        BulkAction::SelectFirst(count) => select(editor, count),
        BulkAction::Clear => editor.update(|store| store.selection.clear()),
        BulkAction::Delete => editor.bulk(&BulkChange::Delete),
        BulkAction::Restore => editor.bulk(&BulkChange::Restore),
        BulkAction::Publish(published) => editor.bulk(&BulkChange::Publish(published)),
        BulkAction::MoveBy(by) => editor.reorder(Reorder::Chosen(None, by)),
        BulkAction::Move => open(editor, Dialog::Move(None)),
        BulkAction::Edit => open(editor, Dialog::Edit),
    }
}

/// Opens a dialog about videos, if there are any to be about.
fn open(editor: &Editor, dialog: Dialog) {
    let about = matches!(dialog, Dialog::Move(Some(_)));
    if about || !editor.feedback().selection.is_empty() {
        editor.update(|store| store.dialog = Some(dialog));
    }
}

/// The user adds a video for each of these titles.
pub(super) fn add_all(editor: &Editor, videos: Vec<(String, i64)>) {
    editor.commit();
    editor.add_all(videos);
}

/// The user adds a video: its title and how many seconds it runs.
pub(super) fn add(editor: &Editor, (title, seconds): (String, i64)) {
    editor.commit();
    editor.add(title, seconds);
}

/// What the user does with a new video that was refused.
pub(super) fn unsaved(editor: &Editor, action: UnsavedAction) {
    match action {
        UnsavedAction::Typed(key, title) => editor.type_refused_title(&key, &title),
        UnsavedAction::Retry(key, title) => editor.retry_add(&key, title),
        UnsavedAction::Discard(key) => {
            editor.discard_add(&key);
            editor.update(|store| store.say(l10n::notice_discarded()));
        }
    }
}

/// What the user does in the search.
pub(super) fn find(editor: &Editor, find: Find) {
    editor.commit();
    match find {
        Find::Soon => editor.begin_search(),
        Find::Text(text) => editor.look_for(|finder| finder.text = text.into()),
        Find::Status(at) => {
            use StatusFilter::{All, Drafts, Published};
            let status = [All, Published, Drafts][at.min(2)];
            editor.look_for(|finder| finder.status = status);
        }
        Find::Sort(at) => editor.sort(Sort::ALL.get(at).copied().unwrap_or_default()),
    }
}

fn select(editor: &Editor, count: usize) {
    let videos = editor.shown();
    editor.update(|store| {
        store.selection.set(
            videos
                .range(0..count.min(videos.len()))
                .map(|video| video.id),
        );
        say_selected(store);
    });
}

fn say_selected(store: &mut Feedback) {
    let text = l10n::notice_selected(store.selection.len());
    store.spoken.update("selected", text);
}

fn banner(editor: &Editor, action: BannerAction) {
    match action {
        BannerAction::Accept("update") => {
            editor.commit();
            version::take();
        }
        // The others ask for a new sign-in at most.
        BannerAction::Accept(_) => editor.signed_in(),
        BannerAction::Dismiss(kind) => editor.update(|store| store.banners.dismiss(kind)),
    }
}

fn is_dialog_open() -> bool {
    in_page("dialog[open]").is_some()
}

fn find_field() -> Option<HtmlInputElement> {
    in_page("[data-role='find']")?.dyn_into().ok()
}

fn in_page(selector: &str) -> Option<Element> {
    let document = web_sys::window()?.document()?;
    document.query_selector(selector).ok()?
}

/// The keys that work wherever the focus is, except in a text or a dialog.
pub(super) fn key(editor: &Editor, event: KeyboardEvent) {
    let target: Option<Element> = yew::TargetCast::target_dyn_into(&event);
    let elsewhere = "input, textarea, dialog";
    let is_inside = |selector: &str| {
        let target = target.as_ref();
        target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
    };
    let in_text = is_inside(elsewhere);
    let undoes_text = in_text && !is_inside(&format!("[{CLEARED}]"));
    // While a row is held by hand, keys are about that row.
    if in_page("[data-role='drag-ghost']").is_some() {
        return;
    }
    if shortcuts::is_held(&event) {
        event.prevent_default();
    } else if shortcuts::is_undo(&event, undoes_text) {
        event.prevent_default();
        // Each is a change of its own, and meant.
        if !event.repeat() {
            editor.commit();
            editor.undo();
        }
    } else if shortcuts::is_redo(&event, undoes_text) {
        event.prevent_default();
        if !event.repeat() {
            editor.commit();
            editor.redo();
        }
    } else if shortcuts::is_help(&event, in_text) {
        editor.update(|store| store.dialog = Some(Dialog::Keys));
    } else if shortcuts::is_palette(&event) && !is_dialog_open() {
        event.prevent_default();
        editor.update(|store| store.dialog = Some(Dialog::Palette));
    } else if shortcuts::is_search(&event, in_text)
        && let Some(field) = find_field()
    {
        event.prevent_default();
        focus(&field);
        field.select();
    }
}
