//! The field in which a duration is edited in place: it says how it understands what is typed.
//!
//! The text belongs to the field: once open, nothing from outside changes it.

use std::cell::Cell;

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlInputElement};
use yew::prelude::*;

use super::{Unsaved, button, click, shortcuts};
use crate::{
    duration, format,
    hooks::{now, use_page_event},
    l10n,
};

/// What follows a press of the pointer within so many milliseconds was done by it.
const AT_ONCE: f64 = 100.0;

/// What the author does with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DurationAction {
    /// What was kept is taken up again.
    Begin,
    /// The text as typed so far.
    Draft(String),
    /// Save it.
    Save,
    /// The field is left: save what was typed, if anything was.
    Leave,
    /// Give it up, or take what another author has made of it.
    GiveUp,
    /// Save it in place of what another author has made of it.
    KeepMine,
}

/// What the field is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The text to begin with.
    pub begin: AttrValue,
    /// Has nothing been typed yet? Then typing replaces it.
    pub untouched: bool,
    /// What is to be told of the text.
    #[prop_or_default]
    pub unsaved: Unsaved,
    /// Its name: whose duration it is.
    pub label: AttrValue,
    /// Is it in a form, where it waits for a hand? In a row it takes the focus.
    #[prop_or(false)]
    pub waits: bool,
    /// What the author does.
    pub on_action: Callback<DurationAction>,
}

/// A text field that saves when it is left and by Enter, and gives up by Escape.
#[component]
pub fn DurationField(props: &Props) -> Html {
    let input = use_node_ref();
    let note_id = use_memo((), |()| own_id());
    let text = use_state(|| props.begin.to_string());
    // Was it tried to save what cannot be read?
    let tried = use_state_eq(|| false);
    let error = duration::seconds_or_none(&text).err();
    let quiet = props.unsaved.kept || props.waits;
    let untouched = props.untouched;
    use_effect_with(input.clone(), move |input| {
        // Who comes back to what was kept is doing something else at that moment.
        if let Some(input) = input.cast::<HtmlInputElement>().filter(|_| !quiet) {
            // A field that cannot take the focus is still a field.
            let _ = input.focus();
            if untouched {
                input.select();
            } else {
                let end = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
                let _ = input.set_selection_range(end, end);
            }
        }
    });
    // In a form it follows the video until something is typed, and is then what was typed.
    use_effect_with(props.begin.clone(), {
        let (text, waits) = (text.clone(), props.waits);
        move |begin: &AttrValue| {
            if waits {
                text.set(begin.to_string());
            }
        }
    });
    // When the author last pressed a button of the pointer.
    let pressed = use_mut_ref(|| f64::NEG_INFINITY);
    use_page_event("mousedown", {
        let pressed = pressed.clone();
        Callback::from(move |_| {
            pressed.replace(now());
        })
    });

    let oninput = {
        let (text, tried, on_action) = (text.clone(), tried.clone(), props.on_action.clone());
        move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            text.set(typed.clone());
            tried.set(false);
            on_action.emit(DurationAction::Draft(typed));
        }
    };
    let onkeydown = {
        let (tried, on_action) = (tried.clone(), props.on_action.clone());
        let waits = props.waits;
        move |event: KeyboardEvent| {
            // The list's own keys do not apply while a duration is typed.
            event.stop_propagation();
            if shortcuts::is_composing(&event) {
                return;
            }
            match event.key().as_str() {
                "Enter" => {
                    event.prevent_default();
                    tried.set(true);
                    on_action.emit(DurationAction::Save);
                }
                "Escape" if !waits => {
                    event.prevent_default();
                    on_action.emit(DurationAction::GiveUp);
                }
                _ => {}
            }
        }
    };
    // Before something is typed: its row is drawn anew for it.
    let onclick = {
        let (on_action, kept) = (props.on_action.clone(), props.unsaved.kept && !props.waits);
        move |_: MouseEvent| {
            if kept {
                on_action.emit(DurationAction::Begin);
            }
        }
    };
    let onblur = {
        let (on_action, in_form) = (props.on_action.clone(), props.waits);
        let tried = tried.clone();
        move |event: FocusEvent| {
            // The field is also left when the window is, or when the browser takes it away: that is
            // nobody's word for the duration. What lies over the page gives the focus back.
            let to = event.related_target();
            if to.as_ref().is_some_and(is_over_the_page) && !in_form {
                return;
            }
            if to.is_some() || now() - *pressed.borrow() < AT_ONCE {
                tried.set(true);
                on_action.emit(DurationAction::Leave);
            }
        }
    };
    let on_note = props.on_action.clone();
    let on_note = move |event: MouseEvent| {
        on_note.emit(match click::action(&event).as_deref() {
            Some("save-duration") => DurationAction::Save,
            Some("keep-mine") => DurationAction::KeepMine,
            Some("give-up" | "take-theirs") => DurationAction::GiveUp,
            _ => return,
        });
    };
    let wrong = error.is_some() && (*tried || props.unsaved.kept);
    let idle = props.waits && untouched && !*tried;
    html! {
        <span class="duration-field" onclick={on_note}>
            <input
                ref={input}
                type="text"
                value={(*text).clone()}
                placeholder={l10n::field_duration_pattern()}
                aria-label={props.label.clone()}
                aria-invalid={format::flag(wrong)}
                aria-describedby={(*note_id).clone()}
                data-role="duration-input"
                autocomplete="off"
                enterkeyhint="done"
                {oninput}
                {onkeydown}
                {onclick}
                {onblur}
            />
            <span id={(*note_id).clone()} class="duration-note" onmousedown={|event: MouseEvent| event.prevent_default()}>
                if !idle { { note(&text, error, wrong, &props.unsaved) } }
            </span>
        </span>
    }
}

/// A name of which the page has no other: several fields may be open.
fn own_id() -> AttrValue {
    thread_local! {
        static LAST: Cell<u32> = const { Cell::new(0) };
    }
    let number = LAST.get() + 1;
    LAST.set(number);
    format!("duration-note-{number}").into()
}

fn is_over_the_page(target: &EventTarget) -> bool {
    let target: Option<&Element> = target.dyn_ref();
    target.is_some_and(|target| target.closest("dialog").ok().flatten().is_some())
}

/// How the text is understood, or what stands in its way, and the ways on.
fn note(text: &str, error: Option<&'static str>, wrong: bool, unsaved: &Unsaved) -> Html {
    let small = "button small";
    if let Some(theirs) = &unsaved.theirs {
        return html! {
            <span class="field-note" role="status" data-role="conflict" data-field="duration">
                <span>{ l10n::field_changed_by_another() }{ " " }<q data-role="theirs">{ &**theirs }</q></span>
                { button::labelled(small, "keep-mine", l10n::field_keep_mine()) }
                { button::labelled(small, "take-theirs", l10n::field_take_theirs()) }
            </span>
        };
    }
    let discard = || button::labelled(small, "give-up", l10n::field_discard());
    match error {
        Some(why) if wrong => html! {
            <span class="field-note is-wrong" role="alert" data-role="duration-error">
                <span>{ why }</span>
                if unsaved.kept { { discard() } }
            </span>
        },
        // Half of it is typed: that is no mistake yet.
        Some(why) => {
            html! { <span class="field-note is-hint" data-role="duration-hint">{ why }</span> }
        }
        None if unsaved.kept => html! {
            <span class="field-note" role="status" data-role="unsaved" data-field="duration">
                <span>{ l10n::field_not_saved_yet() }</span>
                { button::labelled(small, "save-duration", l10n::field_save()) }
                { discard() }
            </span>
        },
        None => {
            let reading = duration::reading(text);
            let reading = reading.unwrap_or_else(|| l10n::field_no_duration().to_owned());
            html! { <span class="field-note is-hint" role="status" data-role="duration-reading">{ reading }</span> }
        }
    }
}
