//! Something over the page, closed by Escape, by its button and by a click beside it.

use web_sys::HtmlElement;
use yew::prelude::*;

use super::icon::Icon;

/// What a dialog is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its name.
    pub title: AttrValue,
    /// What it shows.
    pub children: Children,
    /// Close it.
    pub on_close: Callback<()>,
}

/// A dialog. It takes the focus, and gives it back when it closes.
#[component]
pub fn Dialog(props: &Props) -> Html {
    let frame = use_node_ref();
    use_effect_with(frame.clone(), |frame| {
        let before = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.active_element())
            .and_then(|element| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(element).ok());
        if let Some(frame) = frame.cast::<HtmlElement>() {
            let first = frame.query_selector("[data-first]").ok().flatten();
            let first = first.and_then(|first| wasm_bindgen::JsCast::dyn_into(first).ok());
            let _ = first.unwrap_or(frame).focus();
        }
        move || {
            if let Some(before) = before {
                let _ = before.focus();
            }
        }
    });
    let onkeydown = {
        let on_close = props.on_close.clone();
        move |event: KeyboardEvent| {
            event.stop_propagation();
            if event.key() == "Escape" {
                on_close.emit(());
            }
        }
    };
    html! {
        <div class="backdrop" onclick={props.on_close.reform(|_| ())}>
            <div
                ref={frame}
                class="dialog"
                role="dialog"
                aria-modal="true"
                aria-label={props.title.clone()}
                tabindex="-1"
                {onkeydown}
                onclick={|event: MouseEvent| event.stop_propagation()}
            >
                <header>
                    <h2>{ &props.title }</h2>
                    <button type="button" class="icon-button" data-action="close" aria-label="Close" onclick={props.on_close.reform(|_| ())}>{ Icon::Cross.draw() }</button>
                </header>
                { for props.children.iter() }
            </div>
        </div>
    }
}
