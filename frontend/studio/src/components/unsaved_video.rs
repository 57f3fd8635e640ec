//! A new video that the server has refused: what was typed stays, with the reason and the ways on.

use shared::text::{checked_title, isolated};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{button, click};
use crate::{format, l10n, reasons};

/// A refused video.
#[derive(Clone, Debug, PartialEq)]
pub struct UnsavedVideo {
    /// Tells it from others.
    pub key: AttrValue,
    /// The title as it was typed.
    pub title: AttrValue,
    /// Why it was refused, as a sentence.
    pub why: AttrValue,
}

/// What the user does with it.
#[derive(Clone, Debug, PartialEq)]
pub enum UnsavedAction {
    /// The title as typed so far.
    Typed(AttrValue, String),
    /// Try again, with this title.
    Retry(AttrValue, String),
    /// Give it up.
    Discard(AttrValue),
}

/// What the row is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The video.
    pub video: UnsavedVideo,
    /// What the user does.
    pub on_action: Callback<UnsavedAction>,
}

/// A row with the title in a field.
#[component]
pub fn UnsavedRow(props: &Props) -> Html {
    let Props { video, on_action } = props;
    let title = use_node_ref();
    let error = use_state_eq(|| None::<String>);
    let onsubmit = {
        let (key, on_action) = (video.key.clone(), on_action.clone());
        let (title, error) = (title.clone(), error.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let Some(field) = title.cast::<HtmlInputElement>() else {
                return;
            };
            match checked_title(&field.value()) {
                Ok(title) => on_action.emit(UnsavedAction::Retry(key.clone(), title)),
                Err(wrong) => {
                    // A field that cannot take the focus is still a field.
                    let _ = field.focus();
                    error.set(Some(reasons::refusal(wrong)));
                }
            }
        }
    };
    let oninput = {
        let (key, on_action, error) = (video.key.clone(), on_action.clone(), error.clone());
        move |event: InputEvent| {
            error.set(None);
            let title = event.target_unchecked_into::<HtmlInputElement>().value();
            on_action.emit(UnsavedAction::Typed(key.clone(), title));
        }
    };
    let onclick = {
        let (key, on_action) = (video.key.clone(), on_action.clone());
        move |event: MouseEvent| match click::action(&event).as_deref() {
            Some("discard") => on_action.emit(UnsavedAction::Discard(key.clone())),
            // The second click of a double click would be about the row that has come under the pointer.
            Some("retry-add") if event.detail() > 1 => event.prevent_default(),
            _ => {}
        }
    };
    let label = l10n::add_refused(&isolated(&video.title));
    html! {
        <form class="unsaved-video" data-role="unsaved-video" aria-label={label} novalidate=true {onsubmit} {onclick}>
            <label class="field grow">
                <span class="visually-hidden">{ l10n::row_title() }</span>
                <input ref={title} type="text" dir="auto" autocomplete="off" data-role="unsaved-title"
                    aria-invalid={format::flag(error.is_some())} aria-describedby={format!("why-{}", video.key)} ~defaultValue={video.title.to_string()} {oninput} />
            </label>
            <span class="why" id={format!("why-{}", video.key)} role={error.is_some().then_some("alert")}>
                { match &*error {
                    Some(error) => error.clone(),
                    None => l10n::add_refused(&format::after_colon(&video.why)),
                } }
            </span>
            { button::submitting("button small", "retry-add", l10n::retry()) }
            { button::labelled("button small quiet", "discard", l10n::field_discard()) }
        </form>
    }
}
