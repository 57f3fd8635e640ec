//! The field in which a title is edited in place.
//!
//! The text belongs to the field: once open, nothing from outside changes it.

use shared::predict::checked_title;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What the field is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The text to begin with.
    pub begin: AttrValue,
    /// Each text that is typed.
    pub on_draft: Callback<String>,
    /// Enter, or the field is left.
    pub on_save: Callback<()>,
    /// Escape.
    pub on_give_up: Callback<()>,
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

    let oninput = {
        let (text, on_draft) = (text.clone(), props.on_draft.clone());
        move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            text.set(typed.clone());
            on_draft.emit(typed);
        }
    };
    let onkeydown = {
        let (save, give_up) = (props.on_save.clone(), props.on_give_up.clone());
        move |event: KeyboardEvent| {
            // The list's own keys do not apply while a title is typed.
            event.stop_propagation();
            // Enter also ends the composition of a character, which is not the end of the title.
            if event.is_composing() {
                return;
            }
            match event.key().as_str() {
                "Enter" => save.emit(()),
                "Escape" => give_up.emit(()),
                _ => {}
            }
        }
    };
    html! {
        <span class="title-field">
            <input
                ref={input}
                type="text"
                value={(*text).clone()}
                aria-label="Title"
                aria-invalid={error.is_some().to_string()}
                aria-errormessage="title-error"
                data-role="title-input"
                autocomplete="off"
                {oninput}
                {onkeydown}
                onblur={props.on_save.reform(|_| ())}
                onclick={|event: MouseEvent| event.stop_propagation()}
            />
            if let Some(error) = error {
                <span id="title-error" class="field-error" role="alert" data-role="title-error">
                    { error.to_string() }
                </span>
            }
        </span>
    }
}
