//! The part of the program that the first rows do not need: it is loaded when they are there, so that
//! they need not wait for it.

use futures::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yewdux::use_selector;

use super::{
    activity,
    banner::banner,
    dialogs, drag,
    handlers::{add, add_all, find, key, of},
    lab_dialog::LabDialog,
    other,
    palette::PaletteDialog,
    print::Paper,
    request_log::RequestLog,
    row_tools,
    rows::DrawDuration,
    save_state::SaveState,
    tools::Tools,
    trash, unsaved,
};
use crate::{
    commands::{Editor, Reorder},
    components::{
        RowAction, Rows,
        banners::BannerView,
        bulk_bar::BulkBar,
        columns,
        dialog::Dialog,
        find_bar::FindBar,
        placeholder::{Placeholder, Way},
        shortcuts::KeyList,
        video_form::VideoForm,
    },
    early,
    feedback::{self, Banner, Feedback},
    hooks::next_frame,
    l10n,
    route::Route,
};

/// The first click on the first rows comes before it, in milliseconds after they are drawn.
const AFTER_FIRST_ROWS_MS: u32 = 100;
/// The wait before the second try to load it, in milliseconds; each later wait is twice as long.
const FIRST_WAIT_MS: u32 = 500;
/// The longest wait, in milliseconds.
const LONGEST_WAIT_MS: u32 = 15_000;

/// The functions that draw what comes later. Everything that only they reach is in a file of its own.
#[derive(Clone, Copy)]
pub struct Later {
    /// Tells the user what becomes of changes.
    pub tell: fn(&Editor),
    /// Remembers what is done, for undo and redo.
    pub remember: fn(&Editor),
    /// Takes a key that works wherever the focus is.
    pub key: fn(&Editor, KeyboardEvent),
    /// Moves videos.
    pub reorder: fn(&Editor, Reorder),
    /// What lies over the list: what moves rows by hand, and their menus; where there is no row, the reason.
    pub over_list: fn(&Editor, Rows) -> Html,
    /// The field in which a video's duration is being edited, if it is.
    pub duration_field: DrawDuration,
    /// What a lasting notice says.
    pub banner: fn(&Banner) -> Option<BannerView>,
    /// The activity panel with its notices.
    pub activity: fn(activity::Props) -> Html,
    /// Whether all is saved.
    pub save_state: fn(&Editor) -> Html,
    /// The tools at the end of the bar on top.
    pub tools: fn(&Editor) -> Html,
    /// The page for an address that is neither the catalogue's nor a course's.
    pub page: fn(&Editor) -> Html,
    /// What stands in the place of a course that does not exist.
    pub no_course: fn() -> Html,
    /// What stands below the page.
    pub below: fn(&Editor) -> Html,
    /// What takes the newest step back.
    pub undo: fn(&Editor) -> Html,
    /// The form for a new video.
    pub add_form: fn(AttrValue, &Editor) -> Html,
    /// What is typed and has no row: of new videos that were refused and, where the list is known, of videos
    /// that others have deleted.
    pub unsaved: fn(&Editor, Option<&Callback<RowAction>>) -> Html,
    /// What can be done to many videos, above their list, and the headers of its columns.
    pub bulk_bar: fn(&BulkBar, &Editor) -> Html,
    /// The search field and its menus.
    pub find_bar: fn(&FindBar, &Editor) -> Html,
    /// The dialogs about videos, and the list on paper.
    pub dialogs: fn(dialogs::Props) -> Html,
    /// The dialog that does not depend on the page, and what closes it.
    pub dialog: fn(feedback::Dialog, &Editor, &Callback<()>) -> Html,
}

impl Later {
    /// All of it, and at once: where this is called, it is loaded.
    pub fn all() -> Self {
        Self {
            tell: Editor::tell,
            remember: Editor::begin_history,
            key,
            reorder: Editor::carry_out,
            over_list: |editor, rows| {
                let drag = drag::draw(editor, rows.clone());
                let empty = (rows.len == 0).then(|| empty(editor));
                html! { <>{ drag }{ row_tools::draw(editor, rows) }if let Some(empty) = empty { { empty } }</> }
            },
            duration_field: row_tools::duration_field,
            banner,
            activity: |props| html! { <activity::Activity ..props /> },
            save_state: |editor| html! { <SaveState editor={editor.clone()} /> },
            tools: |editor| html! { <Tools editor={editor.clone()} /> },
            page: other::page,
            no_course: other::no_course,
            below: |editor| html! { <RequestLog editor={editor.clone()} /> },
            undo: |editor| html! { <activity::Undo editor={editor.clone()} /> },
            add_form: |place, editor| {
                html! { <AddForm {place} editor={editor.clone()} /> }
            },
            unsaved: unsaved::draw,
            bulk_bar: |bar, editor| {
                html! { <>{ bar.draw() }<Columns editor={editor.clone()} /></> }
            },
            find_bar: |bar, editor| {
                let trash = matches!(Route::now(), Route::Trash(_));
                bar.draw(trash, &of(editor, find))
            },
            dialogs: |props| {
                html! { <><Paper editor={props.editor.clone()} /><dialogs::Dialogs ..props /></> }
            },
            dialog,
        }
    }
}

/// What stands in the place of rows that are not there.
fn empty(editor: &Editor) -> Html {
    let (title, text, way) = if editor.feedback().finder.narrows() {
        let show_all = Way {
            action: "show-all",
            label: l10n::act_show_all(),
            onclick: of(editor, |editor, _| editor.show_all()),
        };
        let (title, text) = (l10n::course_no_match(), l10n::course_no_match_why());
        (title, text, Some(show_all))
    } else if editor.in_trash() {
        return html! { <trash::Empty /> };
    } else {
        (l10n::course_empty(), l10n::course_empty_why(), None)
    };
    let text = text.into();
    Placeholder {
        title,
        text,
        way,
        ..Placeholder::default()
    }
    .draw()
}

fn dialog(dialog: feedback::Dialog, editor: &Editor, on_close: &Callback<()>) -> Html {
    let on_close = on_close.clone();
    match dialog {
        feedback::Dialog::Lab => html! { <LabDialog {on_close} editor={editor.clone()} /> },
        feedback::Dialog::Keys => {
            html! { <Dialog title={l10n::tool_keys()} {on_close}><KeyList /></Dialog> }
        }
        feedback::Dialog::Palette => html! { <PaletteDialog editor={editor.clone()} /> },
        feedback::Dialog::Move(_) | feedback::Dialog::Edit | feedback::Dialog::Sheet(_) => {
            Html::default()
        }
    }
}

#[derive(Properties, PartialEq)]
struct ColumnsProps {
    editor: Editor,
}

/// The headers of the list's columns.
#[component]
fn Columns(props: &ColumnsProps) -> Html {
    let editor = &props.editor;
    let sort = use_selector(|store: &Feedback| store.finder.sort);
    let on_find = use_memo(editor.clone(), |editor| of(editor, find));
    columns::draw(*sort as usize, editor.in_trash(), &on_find)
}

#[derive(Properties, PartialEq)]
struct AddFormProps {
    place: AttrValue,
    editor: Editor,
}

/// The form for a new video, which is drawn once.
#[component]
fn AddForm(props: &AddFormProps) -> Html {
    let callbacks = use_memo(props.editor.clone(), |editor| {
        (of(editor, add), of(editor, add_all))
    });
    let (on_add, on_add_all) = (*callbacks).clone();
    html! { <VideoForm place={props.place.clone()} {on_add} {on_add_all} /> }
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
                let arrived = |all: Later| {
                    (all.remember)(&editor);
                    editor.begin_telling(all.tell);
                    editor.begin_reordering(all.reorder);
                    later.set(Some(all));
                    spawn_local(async {
                        // Once it is drawn, and listens.
                        next_frame().await;
                        early::whole();
                    });
                };
                TimeoutFuture::new(AFTER_FIRST_ROWS_MS).await;
                if let Some(all) = (load.0)().await {
                    return arrived(all);
                }
                // Once: who dismisses it has read it.
                editor.update(|store| {
                    store.banners.show(Banner::Incomplete);
                    store.say(l10n::page_part_missing());
                });
                arrived(load_again(load).await);
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
