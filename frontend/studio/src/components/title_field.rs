//! The field in which a title is edited in place.
//!
//! The text belongs to the field: once open, nothing from outside changes it.

use shared::{VideoId, text::checked_title};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::RowAction;
use crate::format;

/// What the field is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The text to begin with.
    pub begin: AttrValue,
    /// Which video's.
    pub id: VideoId,
    /// Each text that is typed; Enter, or the field is left; Escape.
    pub on_action: Callback<RowAction>,
}

/// A text field that saves when it is left and by Enter, and gives up by Escape.
#[component]
pub fn TitleField(props: &Props) -> Html {
    let input = use_node_ref();
    let text = use_state(|| props.begin.to_string());
    let error = checked_title(&text).err();

    use_effect_with(input.clone(), |input| {
        if let Some(input) = input.cast::<HtmlInputElement>() {
            // A field that cannot take the focus is still a field.
            let _ = input.focus();
            input.select();
        }
    });

    let id = props.id;
    let oninput = {
        let (text, on_action) = (text.clone(), props.on_action.clone());
        move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            text.set(typed.clone());
            on_action.emit(RowAction::Draft(id, typed));
        }
    };
    let onkeydown = {
        let on_action = props.on_action.clone();
        move |event: KeyboardEvent| {
            // The list's own keys do not apply while a title is typed.
            event.stop_propagation();
            match event.key().as_str() {
                // Enter also ends the composition of a character, which is not the end of the title.
                "Enter" if !event.is_composing() => on_action.emit(RowAction::Save(id)),
                "Escape" if !event.is_composing() => on_action.emit(RowAction::GiveUp(id)),
                _ => {}
            }
        }
    };
    let onblur = props
        .on_action
        .reform(move |_: FocusEvent| RowAction::Save(id));
    html! {
        <span class="title-field">
            <input
                ref={input}
                type="text"
                dir="auto"
                value={(*text).clone()}
                aria-label="Title"
                aria-invalid={format::flag(error.is_some())}
                aria-errormessage="title-error"
                data-role="title-input"
                autocomplete="off"
                {oninput}
                {onkeydown}
                {onblur}
            />
            if let Some(error) = error {
                <span id="title-error" class="field-error" role="alert" data-role="title-error">
                    { error.to_string() }
                </span>
            }
        </span>
    }
}
