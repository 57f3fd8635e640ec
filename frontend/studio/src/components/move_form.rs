//! Where to move a video: a place counted from 1.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the form is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where the video is, counted from 1.
    pub place: usize,
    /// How many videos there are.
    pub total: usize,
    /// The place that the user wants, counted from 1.
    pub on_move: Callback<usize>,
}

/// A number field and a button, so that moving far needs no dragging.
#[component]
pub fn MoveForm(props: &Props) -> Html {
    let field = use_node_ref();
    let total = props.total;
    let onsubmit = {
        let (field, on_move) = (field.clone(), props.on_move.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let place = field.cast::<HtmlInputElement>().map(|field| field.value_as_number());
            if let Some(place) = place.filter(|place| *place >= 1.0) {
                on_move.emit((place as usize).min(total));
            }
        }
    };
    html! {
        <form class="move-form" {onsubmit}>
            <label class="field">
                <span>{ format!("Position, 1 to {total}") }</span>
                <input ref={field} data-first="" type="number" min="1" max={total.to_string()} required=true
                    data-role="move-position" value={props.place.to_string()} />
            </label>
            <button type="submit" class="button primary" data-action="move">{ "Move" }</button>
        </form>
    }
}
