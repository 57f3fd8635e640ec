//! The field in which a title is edited in place.
//!
//! The text belongs to the field: once open, nothing from outside changes it.

use std::cell::Cell;

use shared::{VideoId, text::checked_title};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlInputElement};
use yew::prelude::*;

use super::{RowAction, Unsaved, button, click, shortcuts};
use crate::{
    format,
    hooks::{now, use_early_event, use_page_event},
    l10n, reasons,
};

/// What follows a press of the pointer within so many milliseconds was done by it.
const AT_ONCE: f64 = 100.0;

/// A field from which the browser has taken the focus: it may have gone, and the same title have one in another
/// place at once.
#[derive(Clone, Copy)]
struct Left {
    id: VideoId,
    marked: (u32, u32),
    at: f64,
}

thread_local! {
    static LEFT: Cell<Option<Left>> = const { Cell::new(None) };
}

/// What the field is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The text to begin with.
    pub begin: AttrValue,
    /// What is to be told of the text.
    #[prop_or_default]
    pub unsaved: Unsaved,
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

    let id = props.id;
    let Unsaved { kept, gone, .. } = props.unsaved;
    use_effect_with(input.clone(), move |input| {
        let input = input.cast::<HtmlInputElement>();
        let marked = LEFT
            .get()
            .filter(|left| left.id == id && now() - left.at < AT_ONCE);
        // Who comes back to what was kept is doing something else at that moment.
        if let Some(input) = input.as_ref().filter(|_| !kept || marked.is_some()) {
            // A field that cannot take the focus is still a field.
            let _ = input.focus();
            if let Some(Left {
                marked: (start, end),
                ..
            }) = marked
            {
                let _ = input.set_selection_range(start, end);
            } else if gone {
                // The author goes on typing where the text ends.
                let end = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
                let _ = input.set_selection_range(end, end);
            } else {
                input.select();
            }
        }
    });

    // The browser takes the focus from a field that goes.
    use_early_event("focusout", {
        let input = input.clone();
        Callback::from(move |event: Event| {
            let event: FocusEvent = event.unchecked_into();
            let input = input.cast::<HtmlInputElement>();
            if let Some(input) = input.filter(|input| event.target().as_ref() == Some(input))
                && event.related_target().is_none()
                && let (Ok(Some(start)), Ok(Some(end))) =
                    (input.selection_start(), input.selection_end())
            {
                let (marked, at) = ((start, end), now());
                LEFT.set(Some(Left { id, marked, at }));
            }
        })
    });

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
            // What lies over the page gives the focus back.
            let to = event.related_target();
            // Nor is a text that is kept since its video has gone told of again.
            if (kept && gone) || to.as_ref().is_some_and(is_over_the_page) {
                return;
            }
            if to.is_some() || now() - *pressed.borrow() < AT_ONCE {
                on_action.emit(RowAction::Leave(id));
            }
        }
    };
    let on_note = {
        let on_action = props.on_action.clone();
        move |event: MouseEvent| {
            let action = click::action(&event);
            if let Some(action) = action.and_then(|action| noted(&action, id)) {
                on_action.emit(action);
            }
        }
    };
    html! {
        <span class="title-field" onclick={on_note}>
            <input
                ref={input}
                type="text"
                dir="auto"
                value={(*text).clone()}
                aria-label={l10n::row_title()}
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
                    { reasons::refusal(error) }
                </span>
            } else {
                { note(&props.unsaved) }
            }
        </span>
    }
}

fn is_over_the_page(target: &EventTarget) -> bool {
    let target: Option<&Element> = target.dyn_ref();
    target.is_some_and(|target| target.closest("dialog").ok().flatten().is_some())
}

/// What a button beside a text that is not saved does.
pub fn noted(action: &str, id: VideoId) -> Option<RowAction> {
    Some(match action {
        "save-draft" => RowAction::Save(id),
        "keep-mine" => RowAction::KeepMine(id),
        "restore-save" => RowAction::RestoreAndSave(id),
        "give-up" | "take-theirs" => RowAction::GiveUp(id),
        _ => return None,
    })
}

/// What stands in the way of a text, and the ways on.
pub(super) fn note(unsaved: &Unsaved) -> Html {
    let small = "button small";
    let (role, text, ways) = match unsaved {
        Unsaved { gone: true, .. } => (
            "unsaved",
            l10n::field_deleted().into(),
            [
                ("restore-save", l10n::field_restore_and_save()),
                ("give-up", l10n::field_discard()),
            ],
        ),
        Unsaved {
            theirs: Some(theirs),
            ..
        } => (
            "conflict",
            html! { <>{ l10n::field_changed_by_another() }{ " " }<q dir="auto" data-role="theirs">{ &**theirs }</q></> },
            [
                ("keep-mine", l10n::field_keep_mine()),
                ("take-theirs", l10n::field_take_theirs()),
            ],
        ),
        Unsaved { kept: true, .. } => (
            "unsaved",
            l10n::field_not_saved_yet().into(),
            [
                ("save-draft", l10n::field_save()),
                ("give-up", l10n::field_discard()),
            ],
        ),
        _ => return Html::default(),
    };
    html! {
        // The field keeps the focus, since leaving it would save the text.
        <span class="field-note" role="status" data-role={role} data-field="title" onmousedown={|event: MouseEvent| event.prevent_default()}>
            <span>{ text }</span>
            { for ways.map(|(action, label)| button::labelled(small, action, label)) }
        </span>
    }
}
