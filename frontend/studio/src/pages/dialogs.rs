//! The dialogs about videos: where to move them, how to change many.

use std::rc::Rc;

use optimist::{List, use_query};
use shared::{Course, Video};
use yew::prelude::*;
use yewdux::use_selector;

use super::desk::{Bulk, Desk};
use crate::{
    components::{
        dialog::Dialog,
        edit_form::{Edit, EditForm},
        format,
        move_form::{MoveForm, MoveTo},
    },
    feedback::{self, Feedback},
    queries::{Catalogue, CourseVideos, Place},
};

/// What the dialogs are given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The desk.
    pub desk: Desk,
    /// Close what is open.
    pub on_close: Callback<()>,
}

/// The dialog that is open, if one is. It is about the videos as they were when it was opened.
#[component]
pub fn Dialogs(props: &Props) -> Html {
    let Props { desk, on_close } = props;
    let dialog = use_selector(|store: &Feedback| store.dialog);
    let courses = use_query::<Catalogue>(());
    let videos = use_memo((*dialog, desk.place()), {
        let desk = desk.clone();
        move |(dialog, _)| -> Rc<Vec<Rc<Video>>> {
            Rc::new(match dialog {
                Some(feedback::Dialog::Move(Some(id))) => {
                    desk.find(*id).map(|(_, video)| video).into_iter().collect()
                }
                Some(feedback::Dialog::Move(None) | feedback::Dialog::Edit) => desk.chosen(),
                _ => Vec::new(),
            })
        }
    });
    let Some(first) = videos.first() else {
        return Html::default();
    };
    let what = match videos.len() {
        1 => format::quoted(&first.title),
        count => format::counted(count, "video"),
    };
    let (title, form) = match *dialog {
        Some(feedback::Dialog::Move(id)) => {
            let place = desk.find(first.id).map_or(0, |(at, _)| at) + 1;
            let others: Vec<Rc<Course>> = courses
                .data()
                .into_iter()
                .flat_map(List::iter)
                .filter(|course| course.id != first.course_id)
                .cloned()
                .collect();
            let titles = others.iter().map(|course| course.title.clone()).collect();
            let (desk, on_close) = (desk.clone(), on_close.clone());
            let total = desk.videos().len();
            let on_move = Callback::from(move |to: MoveTo| {
                on_close.emit(());
                match (to, id) {
                    (MoveTo::Place(place), Some(id)) => desk.move_to(id, place - 1),
                    (MoveTo::Place(place), None) => desk.bulk(&Bulk::MoveTo(place - 1)),
                    (MoveTo::Course(at), id) => {
                        let Some(course) = others.get(at).map(|course| &course.id) else {
                            return;
                        };
                        // Known here, it shows what comes in at once, wherever one looks.
                        let place = Place::Course(course.clone());
                        desk.client().prefetch::<CourseVideos>(&place);
                        match id {
                            Some(id) => desk.set_course(id, course.clone()),
                            None => desk.bulk(&Bulk::SetCourse(course.clone())),
                        }
                    }
                }
            });
            let form = MoveForm {
                place,
                total,
                courses: titles,
                on_move,
            };
            (format!("Move {what}"), form.draw())
        }
        Some(feedback::Dialog::Edit) => {
            let (desk, on_close) = (desk.clone(), on_close.clone());
            let on_edit = Callback::from(move |edit: Edit| {
                on_close.emit(());
                desk.bulk(&match edit {
                    Edit::Retitle(retitle) => Bulk::Retitle(retitle),
                    Edit::Duration(seconds) => Bulk::SetDuration(seconds),
                });
            });
            let form = html! { <EditForm videos={(*videos).clone()} {on_edit} /> };
            (format!("Edit {what}"), form)
        }
        _ => return Html::default(),
    };
    html! { <Dialog {title} on_close={on_close.clone()}>{ form }</Dialog> }
}
