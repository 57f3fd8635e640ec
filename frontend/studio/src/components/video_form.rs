//! Adding a video: its title, how long it runs, Enter.

use std::rc::Rc;

use shared::text::checked_title;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlInputElement};
use yew::prelude::*;

use super::{
    dialog::Dialog,
    icon::Icon,
    paste_form::{Paste, PasteForm},
};
use crate::{
    duration, format, l10n,
    lines::{self, Lines},
    reasons, typed,
};

/// Marks a field in which nothing was typed since its text was taken: there is nothing of its own to undo.
pub const CLEARED: &str = "data-cleared";

/// What the form is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where what is typed is kept until it is added.
    pub place: AttrValue,
    /// A title and a duration in seconds, both as the domain allows them.
    pub on_add: Callback<(String, i64)>,
    /// Several of them.
    pub on_add_all: Callback<Vec<(String, i64)>>,
}

/// The form above the list. What is wrong stands at the field, once the user has tried.
#[component]
pub fn VideoForm(props: &Props) -> Html {
    let (title, duration) = (use_node_ref(), use_node_ref());
    let errors = use_state_eq(|| (None::<String>, None::<&'static str>));
    // What was typed before the page was loaded anew.
    let kept = use_memo((), |()| typed::get(&props.place).unwrap_or_default());
    let unsaved = use_state_eq(|| !kept.is_empty());
    let reading = use_state_eq(|| kept.get(1).and_then(|text| duration::reading(text)));
    let [kept_title, kept_duration] = [0, 1].map(|at| kept.get(at).cloned().unwrap_or_default());
    let onsubmit = {
        let (title, duration) = (title.clone(), duration.clone());
        let (errors, on_add) = (errors.clone(), props.on_add.clone());
        let (place, unsaved, reading) = (props.place.clone(), unsaved.clone(), reading.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let fields = title
                .cast::<HtmlInputElement>()
                .zip(duration.cast::<HtmlInputElement>());
            let Some((title, duration)) = fields else {
                return;
            };
            let length = duration::seconds_or_none(&duration.value());
            match (checked_title(&title.value()), length) {
                (Ok(text), Ok(seconds)) => {
                    on_add.emit((text, seconds));
                    title.set_value("");
                    duration.set_value("");
                    leave_undo(&title);
                    errors.set((None, None));
                    typed::keep(&place, None);
                    unsaved.set(false);
                    reading.set(None);
                    // The next title can be typed at once.
                    let _ = title.focus();
                }
                (text, length) => {
                    let wrong = if text.is_err() { &title } else { &duration };
                    let _ = wrong.focus();
                    errors.set((text.err().map(reasons::refusal), length.err()));
                }
            }
        }
    };
    let on_typed = {
        let (title, duration) = (title.clone(), duration.clone());
        let (errors, place, unsaved) = (errors.clone(), props.place.clone(), unsaved.clone());
        let reading = reading.clone();
        move |()| {
            errors.set((None, None));
            if let Some(title) = title.cast::<HtmlInputElement>() {
                // It is not there most of the time.
                let _ = title.remove_attribute(CLEARED);
            }
            let texts = [&title, &duration].map(|field| {
                let field = field.cast::<HtmlInputElement>();
                field.map(|field| field.value()).unwrap_or_default()
            });
            let empty = texts.iter().all(|text| text.trim().is_empty());
            reading.set(duration::reading(&texts[1]));
            typed::keep(&place, (!empty).then(|| texts.into()));
            unsaved.set(*unsaved && !empty);
        }
    };
    // Several lines that wait for the user's word, and the text that they came in.
    let pasted = use_state(|| None::<(Rc<Lines>, String)>);
    let onpaste = {
        let pasted = pasted.clone();
        move |event: Event| {
            let Some(text) = pasted_text(&event) else {
                return;
            };
            let lines = Lines::of(&text);
            if lines.titles.len() > 1 {
                event.prevent_default();
                pasted.set(Some((lines.into(), text)));
            }
        }
    };
    let on_paste = {
        let (title, pasted, on_typed) = (title.clone(), pasted.clone(), on_typed.clone());
        let (errors, on_add_all) = (errors.clone(), props.on_add_all.clone());
        Callback::from(move |paste: Paste| {
            match (paste, &*pasted) {
                (Paste::Add(videos), _) => {
                    on_add_all.emit(videos);
                    errors.set((None, None));
                    if let Some(title) = title
                        .cast()
                        .filter(|title: &HtmlInputElement| title.value().is_empty())
                    {
                        leave_undo(&title);
                    }
                }
                (Paste::OneLine, Some((_, text))) => {
                    if let Some(title) = title.cast::<HtmlInputElement>() {
                        insert(&title, &lines::joined(text));
                        on_typed(());
                    }
                }
                _ => {}
            }
            pasted.set(None);
        })
    };
    let on_typed = move |_: InputEvent| on_typed(());
    let (title_error, duration_error) = &*errors;
    html! {
        <>
        <form class="video-form" {onsubmit} novalidate=true data-role="add-form" aria-label={l10n::add_form()}>
            <label class="field grow">
                <span class="visually-hidden">{ l10n::row_title() }</span>
                <input ref={title} type="text" dir="auto" placeholder={l10n::add_title()} autocomplete="off" data-role="add-title"
                    aria-label={l10n::row_title()} aria-describedby="add-title-error" aria-invalid={format::flag(title_error.is_some())} ~defaultValue={kept_title} oninput={on_typed.clone()} {onpaste} />
                if let Some(error) = title_error { <span id="add-title-error" class="field-error" role="alert">{ error }</span> }
            </label>
            <span class="field short">
            <label>
                <span class="visually-hidden">{ l10n::add_duration() }</span>
                <input ref={duration} type="text" placeholder={l10n::field_duration_pattern()} autocomplete="off" data-role="add-duration"
                    aria-label={l10n::add_duration()} aria-describedby="add-duration-error" aria-invalid={format::flag(duration_error.is_some())} ~defaultValue={kept_duration} oninput={on_typed} />
                if let Some(error) = duration_error { <span id="add-duration-error" class="field-error" role="alert">{ *error }</span> }
            </label>
                if let Some(reading) = &*reading { <span class="reading" role="status" data-role="reading">{ reading }</span> }
            </span>
            if *unsaved { <span class="unsaved" role="status" data-role="add-unsaved">{ l10n::field_not_saved_yet() }</span> }
            <button type="submit" class="button primary" data-action="add">{ Icon::Plus.draw() }<span>{ l10n::add_video() }</span></button>
        </form>
        if let Some((lines, _)) = &*pasted {
            <Dialog title={l10n::add_pasted(lines.titles.len())} on_close={on_paste.reform(|()| Paste::Cancel)}>
                <PasteForm lines={lines.clone()} {on_paste} />
            </Dialog>
        }
        </>
    }
}

/// Until something is typed in the field, undo is about what was done with its text.
fn leave_undo(field: &HtmlInputElement) {
    // The name is a valid one.
    let _ = field.set_attribute(CLEARED, "");
}

fn pasted_text(event: &Event) -> Option<String> {
    let event: &ClipboardEvent = event.dyn_ref()?;
    event.clipboard_data()?.get_data("text").ok()
}

/// Puts a text where the caret of a field is, in place of what is marked, and the caret behind it.
fn insert(field: &HtmlInputElement, text: &str) {
    let start = field.selection_start().ok().flatten().unwrap_or_default();
    let length = u32::try_from(text.encode_utf16().count()).unwrap_or_default();
    // A text field takes both.
    let _ = field.set_range_text(text);
    let _ = field.set_selection_range(start + length, start + length);
}
