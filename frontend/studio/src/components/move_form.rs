//! Where to move a video: a place counted from 1.

use yew::prelude::*;

use super::number;

/// Where to move a video.
pub struct MoveForm {
    /// Where the video is, counted from 1.
    pub place: usize,
    /// How many videos there are.
    pub total: usize,
    /// The place that the user wants, counted from 1.
    pub on_move: Callback<usize>,
}

impl MoveForm {
    /// A number field and a button, so that moving far needs no dragging.
    pub fn draw(&self) -> Html {
        let total = self.total;
        let onsubmit = {
            let on_move = self.on_move.clone();
            move |event: SubmitEvent| {
                if let Some(place) = number::submitted(&event) {
                    on_move.emit(place.min(total));
                }
            }
        };
        html! {
            <form class="move-form" novalidate=true {onsubmit}>
                <label class="field">
                    <span>{ format!("Position, 1 to {total}") }</span>
                    <input autofocus=true type="number" min="1" max={total.to_string()}
                        data-role="move-position" defaultvalue={self.place.to_string()} />
                </label>
                <button type="submit" class="button primary" data-action="move">{ "Move" }</button>
            </form>
        }
    }
}
