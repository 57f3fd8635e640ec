//! Moving rows by hand: what can be moved, and the command that follows.

use shared::VideoId;
use yew::prelude::*;

use super::handlers::of;
use crate::{
    commands::Editor,
    components::{
        Rows,
        drag::{DragAction, DragLayer, Load},
    },
    l10n,
};

#[derive(Properties, PartialEq)]
struct Props {
    rows: Rows,
    editor: Editor,
}

/// What lies over the list on screen, which has these rows.
pub fn draw(editor: &Editor, rows: Rows) -> Html {
    html! { <Drag {rows} editor={editor.clone()} /> }
}

#[component]
fn Drag(props: &Props) -> Html {
    let Props { rows, editor } = props;
    let hands = use_memo(editor.clone(), |editor| {
        let begin = {
            let editor = editor.clone();
            Callback::from(move |id| load(&editor, id))
        };
        (begin, of(editor, act))
    });
    let (begin, on_action) = (*hands).clone();
    let movable = editor.why_fixed().is_none();
    html! { <DragLayer rows={rows.clone()} {movable} {begin} {on_action} /> }
}

/// What is moved with this video, if it can be.
fn load(editor: &Editor, id: VideoId) -> Option<Load> {
    editor.commit();
    if !editor.can_move(id) {
        return None;
    }
    let videos = editor.moved_with(id);
    let name = match &videos[..] {
        [] => return None,
        [alone] => alone.title.to_string(),
        many => l10n::videos(many.len()),
    };
    let ids = videos.iter().map(|video| video.id).collect();
    Some(Load { id, ids, name })
}

fn act(editor: &Editor, action: DragAction) {
    match action {
        DragAction::Lift(id) => editor.update(|store| store.lifted = Some(id)),
        DragAction::Land(back) => editor.update(|store| {
            store.lifted = None;
            store.spoken.retract("place");
            if let Some(id) = back {
                store.reveal(id);
            }
        }),
        DragAction::Drop(ids, place) => {
            if !editor.put(&ids, place, ids.first().copied()) {
                editor.update(|store| store.say(l10n::notice_not_moved()));
            }
        }
        DragAction::Say(text) => editor.update(|store| store.say(text)),
        DragAction::Tell(text) => editor.update(|store| store.spoken.update("place", text)),
    }
}
