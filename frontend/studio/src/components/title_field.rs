//! The field in which a title is edited in place.
//!
//! The text belongs to the field: once open, nothing from outside changes it.

use shared::{VideoId, text::checked_title};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{RowAction, shortcuts};
use crate::{
    format,
    hooks::{now, use_page_event},
};

/// What follows a press of the pointer within so many milliseconds was done by it.
const AT_ONCE: f64 = 100.0;

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
            // Enter also ends the composition of a character, which is not the end of the title.
            if shortcuts::is_composing(&event) {
                return;
            }
            match event.key().as_str() {
                "Enter" => on_action.emit(RowAction::Save(id)),
                "Escape" => on_action.emit(RowAction::GiveUp(id)),
                _ => {}
            }
        }
    };
    // When the author last pressed a button of the pointer.
    let pressed = use_mut_ref(|| f64::NEG_INFINITY);
    use_page_event("mousedown", {
        let pressed = pressed.clone();
        Callback::from(move |_| {
            pressed.replace(now());
        })
    });
    let onblur = {
        let on_action = props.on_action.clone();
        move |event: FocusEvent| {
            // The author goes elsewhere, to a control or beside one. The field is also left when the
            // window is, or when the browser takes it away: that is nobody's word for the title.
            if event.related_target().is_some() || now() - *pressed.borrow() < AT_ONCE {
                on_action.emit(RowAction::Save(id));
            }
        }
    };
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
