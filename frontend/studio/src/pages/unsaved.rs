//! What is typed and has no row, below the rows, so that none of them moves.

use shared::VideoId;
use yew::prelude::*;

use super::handlers::{of, unsaved};
use crate::{
    commands::{self, Editor, RefusedAdd},
    components::{
        RowAction, Unsaved,
        focus::{focus_first, focus_in_page, is_focus_lost},
        title_field::TitleField,
        unsaved_video::{UnsavedRow, UnsavedVideo},
    },
    l10n,
};

/// Rows of new videos that were refused; the others are counted.
const ROWS: usize = 20;

/// The titles of videos that others have deleted, for who acts on rows where the list is known; and the
/// new videos that were refused.
pub fn draw(editor: &Editor, on_row: Option<&Callback<RowAction>>) -> Html {
    html! {
        <>
            if let Some(on_row) = on_row { { homeless(editor, on_row) } }
            <RefusedAdds refused={editor.refused_adds()} editor={editor.clone()} />
        </>
    }
}

/// What is typed for videos that others have deleted: its fields stay. They are drawn with the rows, so that a
/// field goes when its row comes back.
fn homeless(editor: &Editor, on_row: &Callback<RowAction>) -> Html {
    let all = editor.homeless();
    let ids: Vec<VideoId> = all.iter().map(|(id, _)| *id).collect();
    let field = |(id, unsaved): (VideoId, commands::Unsaved)| {
        let begin = AttrValue::from(unsaved.text);
        let unsaved = Unsaved {
            kept: unsaved.kept,
            theirs: None,
            gone: true,
        };
        html! {
            <div key={id.to_string()} class="homeless" data-role="homeless" data-id={id.to_string()}>
                <TitleField {begin} {unsaved} {id} on_action={on_row.clone()} />
            </div>
        }
    };
    html! {
        <>
            if !all.is_empty() { <div class="unsaved-videos">{ for all.into_iter().map(field) }</div> }
            <FocusAfter {ids} editor={editor.clone()} />
        </>
    }
}

#[derive(Properties, PartialEq)]
struct FocusAfterProps {
    ids: Vec<VideoId>,
    editor: Editor,
}

/// When the text for one of these videos has gone, the focus goes to the next one, or to the list.
#[component]
fn FocusAfter(props: &FocusAfterProps) -> Html {
    let before = use_mut_ref(Vec::<VideoId>::new);
    let editor = props.editor.clone();
    use_effect_with(props.ids.clone(), move |ids: &Vec<VideoId>| {
        let gone = before.replace(ids.clone());
        let mut gone = gone.iter().filter(|id| !ids.contains(id));
        // Whose video comes back goes on in its row.
        if gone.any(|id| !editor.is_typed(*id)) && is_focus_lost() {
            focus_first(&[
                ".homeless input",
                "[data-testid='video-list'] [tabindex='0']",
                "[data-role='add-title']",
            ]);
        }
    });
    Html::default()
}

#[derive(Properties, PartialEq)]
struct RefusedAddsProps {
    refused: Vec<RefusedAdd>,
    editor: Editor,
}

/// New videos that were refused. When one goes, the focus goes to the next one, or to the form.
#[component]
fn RefusedAdds(props: &RefusedAddsProps) -> Html {
    let RefusedAddsProps { refused, editor } = props;
    let before = use_mut_ref(Vec::<String>::new);
    let keys: Vec<String> = refused.iter().map(|add| add.key.clone()).collect();
    use_effect_with(keys, {
        let editor = editor.clone();
        move |keys: &Vec<String>| {
            let mut gone = before.replace(keys.clone());
            gone.retain(|key| !keys.contains(key));
            for key in &gone {
                editor.forget_refused_title(key);
            }
            if !gone.is_empty() && is_focus_lost() {
                focus_in_page(match keys.len() {
                    0 => "[data-role='add-title']",
                    _ => "[data-role='unsaved-title']",
                });
            }
        }
    });
    if refused.is_empty() {
        return Html::default();
    }
    let on_action = of(editor, unsaved);
    let row = |add: RefusedAdd| {
        let video = UnsavedVideo {
            title: add.typed().into(),
            key: add.key.clone().into(),
            why: add.why.into(),
        };
        html! { <UnsavedRow key={add.key} {video} on_action={on_action.clone()} /> }
    };
    html! {
        <section class="unsaved-videos" aria-label={l10n::course_not_added()}>
            { for refused.iter().take(ROWS).cloned().map(row) }
            if refused.len() > ROWS {
                <p>{ l10n::course_more_not_added(refused.len() - ROWS) }</p>
            }
        </section>
    }
}
