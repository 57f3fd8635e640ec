//! Something over the page, closed by Escape, by its button and by a click beside it.

use web_sys::{Element, HtmlDialogElement};
use yew::prelude::*;

use super::{
    focus::{Before, give_on},
    icon::Icon,
};
use crate::l10n;

/// What a dialog is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its name.
    pub title: AttrValue,
    /// What it shows.
    pub children: Html,
    /// Close it.
    pub on_close: Callback<()>,
}

/// A dialog of the browser's own, which keeps the focus inside; it goes back when it closes.
#[component]
pub fn Dialog(props: &Props) -> Html {
    let frame = use_node_ref();
    use_effect_with(frame.clone(), |frame| {
        let before = Before::now();
        let frame = frame.cast::<HtmlDialogElement>();
        if let Some(frame) = &frame {
            // It is open already only if the browser says so.
            let _ = frame.show_modal();
        }
        move || match before {
            Some(before) => before.give_back(frame.as_ref(), true),
            None => give_on(frame.as_ref()),
        }
    });
    let close = props.on_close.reform(|_: MouseEvent| ());
    let beside = {
        let (frame, on_close) = (frame.clone(), props.on_close.clone());
        move |event: MouseEvent| {
            // The backdrop belongs to the dialog itself, and not to what is in it.
            if event.target_dyn_into::<Element>() == frame.cast::<Element>() {
                on_close.emit(());
            }
        }
    };
    html! {
        <dialog
            ref={frame}
            class="dialog"
            aria-label={props.title.clone()}
            onclick={beside}
            oncancel={props.on_close.reform(|_: Event| ())}
            onclose={props.on_close.reform(|_: Event| ())}
            onkeydown={|event: KeyboardEvent| event.stop_propagation()}
        >
            <div class="dialog-head">
                <h2>{ &props.title }</h2>
                <button type="button" class="icon-button" data-action="close" aria-label={l10n::dialog_close()} onclick={close}>{ Icon::Cross.draw() }</button>
            </div>
            <div class="dialog-body">{ props.children.clone() }</div>
        </dialog>
    }
}
