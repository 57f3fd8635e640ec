//! The dialogs about videos: where to move them, how to change many.

use std::rc::Rc;

use optimist::{List, use_query};
use shared::{Course, Video, VideoId};
use yew::prelude::*;
use yewdux::use_selector;

use super::{course::Shown, sheet::Sheet};
use crate::{
    commands::{BulkChange, Editor},
    components::{
        dialog::Dialog,
        edit_form::{Edit, EditForm},
        move_form::{MoveForm, MoveTo},
    },
    feedback::{self, Feedback},
    format, l10n,
    queries::{Catalogue, CourseVideos, VideoListKind},
};

/// What the dialogs are given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What carries out what is chosen.
    pub editor: Editor,
    /// Close what is open.
    pub on_close: Callback<()>,
    /// What the list on screen holds: what others change meanwhile is told.
    pub list: Shown,
    /// Which list that is.
    pub of: VideoListKind,
}

/// The dialog that is open, if one is. It is about the videos as they were when it was opened.
#[component]
pub fn Dialogs(props: &Props) -> Html {
    let Props {
        editor, on_close, ..
    } = props;
    use_pruning(editor, &props.of, props.list.clone());
    let dialog = use_selector(|store: &Feedback| store.dialog);
    let courses = use_query::<Catalogue>(());
    let videos = use_memo(*dialog, {
        let editor = editor.clone();
        move |dialog| -> Rc<Vec<Rc<Video>>> {
            Rc::new(match dialog {
                Some(feedback::Dialog::Move(Some(id))) => editor
                    .find(*id)
                    .map(|(_, video)| video)
                    .into_iter()
                    .collect(),
                Some(feedback::Dialog::Move(None) | feedback::Dialog::Edit) => editor.chosen(),
                _ => Vec::new(),
            })
        }
    });
    if let Some(feedback::Dialog::Sheet(id)) = *dialog {
        let (editor, on_close, list) = (editor.clone(), on_close.clone(), props.list.clone());
        return html! { <Sheet key={id.to_string()} {editor} {id} {list} {on_close} /> };
    }
    let Some(first) = videos.first() else {
        return Html::default();
    };
    let title = |one: fn(&str) -> String, many: fn(usize) -> String| match videos.len() {
        1 => one(&format::quoted(&first.title)),
        count => many(count),
    };
    let (title, form) = match *dialog {
        Some(feedback::Dialog::Move(id)) => {
            let form = move_form(editor, courses.data(), first, id, true, on_close);
            (title(l10n::move_title, l10n::move_title_many), form.draw())
        }
        Some(feedback::Dialog::Edit) => {
            let (editor, on_close) = (editor.clone(), on_close.clone());
            let on_edit = Callback::from(move |edit: Edit| {
                on_close.emit(());
                editor.bulk(&match edit {
                    Edit::Titles(titles) => BulkChange::Titles(titles),
                    Edit::Duration(seconds) => BulkChange::SetDuration(seconds),
                });
            });
            let place = format!("edit/{}", first.course_id);
            let theirs = props.editor.retitled_since(&videos);
            let form = html! { <EditForm {place} videos={(*videos).clone()} {theirs} {on_edit} /> };
            (title(l10n::edit_title, l10n::edit_title_many), form)
        }
        _ => return Html::default(),
    };
    html! { <Dialog {title} on_close={on_close.clone()}>{ form }</Dialog> }
}

/// Asks where to move one video, or all that are chosen, of which this is the first.
pub(super) fn move_form(
    editor: &Editor,
    courses: Option<&List<Course>>,
    first: &Video,
    id: Option<VideoId>,
    begins: bool,
    on_done: &Callback<()>,
) -> MoveForm {
    let place = editor.find(first.id).map_or(0, |(at, _)| at) + 1;
    let others: Vec<Rc<Course>> = courses
        .into_iter()
        .flat_map(List::iter)
        .filter(|course| course.id != first.course_id)
        .cloned()
        .collect();
    let titles = others.iter().map(|course| course.title.clone()).collect();
    let why_fixed = editor.why_fixed();
    let (editor, on_done) = (editor.clone(), on_done.clone());
    let total = editor.videos().len();
    let on_move = Callback::from(move |to: MoveTo| {
        on_done.emit(());
        match to {
            MoveTo::Place(place) => editor.move_to(id, place - 1),
            MoveTo::Order => editor.show_order(id),
            MoveTo::Course(at) => {
                let Some(course) = others.get(at).map(|course| &course.id) else {
                    return;
                };
                // Known here, it shows what comes in at once, wherever one looks.
                let list = VideoListKind::Course(course.clone());
                editor.client().prefetch::<CourseVideos>(&list);
                match id {
                    Some(id) => editor.set_course(id, course.clone()),
                    None => editor.bulk(&BulkChange::SetCourse(course.clone())),
                }
            }
        }
    });
    MoveForm {
        place,
        total,
        why_fixed,
        courses: titles,
        begins,
        on_move,
    }
}

/// Lets go of chosen videos that others have deleted, and says so; what others have restored is not offered to be
/// taken back any more.
#[hook]
fn use_pruning(editor: &Editor, of: &VideoListKind, shown: Shown) {
    use_effect_with(shown, {
        let (editor, of) = (editor.clone(), of.clone());
        move |Shown(list): &Shown| {
            editor.offer_what_is_left();
            // What is chosen is of the list before, until this one is entered.
            if editor.feedback().selection.is_empty() || editor.list() != Some(of) {
                return;
            }
            editor.update(|store| {
                let gone = store.selection.prune(list.iter().map(|video| video.id));
                if gone > 0 {
                    store.say(l10n::course_left_selection(gone));
                }
            });
        }
    });
}
