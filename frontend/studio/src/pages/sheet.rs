//! The sheet with all of one video: what it shows follows the video, and what is typed in it is kept.

use gloo_timers::callback::Timeout;
use optimist::{ItemState, ItemStatus, use_operations};
use shared::{VideoId, text::isolated};
use yew::prelude::*;
use yewdux::use_selector;

use super::{
    course::Shown,
    dialogs::move_form,
    handlers::row,
    row_tools::{duration_actions, duration_label},
};
use crate::{
    commands::{self, Editor},
    components::{
        RowAction, Unsaved, button, click,
        dialog::Dialog,
        duration_field::DurationField,
        focus::{ACTIVE_ROW, HEADING, focus_first, is_focus_lost},
        title_field,
        video_sheet::VideoSheet,
    },
    duration,
    feedback::Feedback,
    hooks::use_page_event,
    l10n,
    mutations::change,
    queries::Videos,
};

/// What the sheet is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What carries out what the author does.
    pub editor: Editor,
    /// Whose sheet.
    pub id: VideoId,
    /// Counts the states of the list on screen.
    pub list: Shown,
    /// Closes it.
    pub on_close: Callback<()>,
}

/// The sheet.
#[component]
pub fn Sheet(props: &Props) -> Html {
    let Props { editor, id, .. } = props;
    let id = *id;
    let operations = use_operations();
    use_selector(|store: &Feedback| {
        let typed = (store.draft.clone(), store.kept.clone());
        (typed, store.duration.clone(), store.durations.clone())
    });
    let on_close = {
        let (editor, on_close) = (editor.clone(), props.on_close.clone());
        Callback::from(move |()| {
            editor.put_aside();
            editor.put_duration_aside();
            on_close.emit(());
            // What it was opened from may be gone.
            Timeout::new(0, || {
                if is_focus_lost() {
                    focus_first(&[ACTIVE_ROW, HEADING]);
                }
            })
            .forget();
        })
    };
    use_page_event("popstate", on_close.reform(|_| ()));
    let on_duration = use_memo((editor.clone(), id), |(editor, id)| {
        duration_actions(editor, *id)
    });
    let found = editor.find(id);
    // A video that has left the list is still called so.
    let name = use_mut_ref(String::new);
    if let Some((_, video)) = &found {
        *name.borrow_mut() = isolated(&video.title).into_owned();
    }
    let title = name.borrow().clone();
    use_effect_with(found.is_some(), |found: &bool| {
        // The field in which it was goes with the others.
        if !found && is_focus_lost() {
            focus_first(&[
                "dialog[open] [data-action='restore-save']",
                "dialog[open] [data-action='close']",
            ]);
        }
    });
    let Some((at, video)) = found else {
        return html! { <Dialog {title} {on_close}>{ gone(editor, id) }</Dialog> };
    };
    let on_action = {
        let (editor, on_close) = (editor.clone(), on_close.clone());
        Callback::from(move |action: RowAction| {
            let leaves = matches!(action, RowAction::Delete(_));
            if leaves {
                on_close.emit(());
            }
            row(&editor, action);
        })
    };
    let typed = editor.typed_title(&video);
    let text = typed
        .as_ref()
        .map(|typed| AttrValue::from(typed.text.clone()));
    let length = editor.unsaved_duration(&video);
    let begin = length.as_ref().map_or_else(
        || match video.duration_seconds {
            0 => AttrValue::default(),
            seconds => duration::shown(seconds).into(),
        },
        |length| length.text.clone().into(),
    );
    let why = match operations.item_status::<Videos>(&id) {
        ItemStatus::Unhandled {
            operation,
            item,
            reason,
        } => operations
            .get(operation, |known| {
                let item = known.items().get(item)?;
                let change = change(&*item.call)?;
                let refused = matches!(item.state(), ItemState::Refused(_));
                Some(editor.failure_label(change, &reason, refused).into())
            })
            .flatten(),
        _ => None,
    };
    let content = VideoSheet {
        id,
        is_typed: text.is_some(),
        title: text.unwrap_or_else(|| video.title.to_string().into()),
        unsaved: told(typed),
        duration: html! {
            <DurationField {begin} untouched={length.is_none()} waits=true unsaved={told(length)} label={duration_label(&video)} on_action={(*on_duration).clone()} />
        },
        published: video.published,
        place: (at + 1, editor.videos().len()),
        is_fixed: editor.why_fixed().is_some(),
        why,
        move_form: html! { <MoveOne editor={editor.clone()} {id} on_close={on_close.clone()} list={props.list.clone()} /> },
        on_action,
    };
    html! { <Dialog {title} {on_close}>{ content.draw() }</Dialog> }
}

/// The video has left the list: what was typed for it is kept, with the ways on.
fn gone(editor: &Editor, id: VideoId) -> Html {
    let typed = editor.homeless().into_iter().find(|(of, _)| *of == id);
    let onclick = {
        let editor = editor.clone();
        move |event: MouseEvent| {
            let action = click::action(&event);
            if let Some(action) = action.and_then(|action| title_field::noted(&action, id)) {
                row(&editor, action);
            }
        }
    };
    html! {
        <div class="sheet" {onclick}>
            <p role="alert" data-role="sheet-gone">{ l10n::sheet_gone() }</p>
            if let Some((_, typed)) = typed {
                <p data-role="sheet-typed">{ l10n::field_not_saved_yet() }{ " " }<q dir="auto">{ &*typed.text }</q></p>
                <p class="move-ends">
                    { button::labelled("button primary", "restore-save", l10n::field_restore_and_save()) }
                    { button::labelled("button", "give-up", l10n::field_discard()) }
                </p>
            }
        </div>
    }
}

/// Where to move it.
#[component]
fn MoveOne(props: &Props) -> Html {
    let courses = optimist::use_query::<crate::queries::Catalogue>(());
    let Some((_, video)) = props.editor.find(props.id) else {
        return Html::default();
    };
    let (editor, on_close) = (&props.editor, &props.on_close);
    move_form(
        editor,
        courses.data(),
        &video,
        Some(props.id),
        false,
        on_close,
    )
    .draw()
}

fn told(typed: Option<commands::Unsaved>) -> Unsaved {
    typed.map_or_else(Unsaved::default, |typed| Unsaved {
        kept: typed.kept,
        theirs: typed.theirs,
        gone: false,
    })
}
