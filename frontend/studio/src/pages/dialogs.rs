//! Asking for the position to move a video to.

use shared::VideoId;
use yew::prelude::*;

use super::desk::Desk;
use crate::components::{dialog::Dialog, format, move_form::MoveForm};

/// What the dialog is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The desk on which the video lies.
    pub desk: Desk,
    /// Which video.
    pub id: VideoId,
}

/// The dialog; nothing where the video has gone meanwhile.
#[component]
pub fn MoveDialog(props: &Props) -> Html {
    let Props { desk, id } = props;
    let Some((at, video)) = desk.find(*id) else { return Html::default() };
    let on_close = desk.store().reduce_mut_callback(|store| store.dialog = None);
    let on_move = {
        let (desk, id) = (desk.clone(), *id);
        move |place: usize| {
            desk.store().reduce_mut(|store| store.dialog = None);
            desk.move_to(id, place.saturating_sub(1));
        }
    };
    html! {
        <Dialog title={format!("Move {}", format::quoted(&video.title))} {on_close}>
            <MoveForm place={at + 1} total={desk.videos().len()} {on_move} />
        </Dialog>
    }
}
