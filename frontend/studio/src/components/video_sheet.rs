//! All of one video, for screens on which a row has no room for it: what it is, and what can be done to it.

use shared::{VideoId, text::checked_title};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{RowAction, Unsaved, click, icon::Icon, shortcuts, title_field};
use crate::{format, l10n, reasons};

/// What the sheet shows.
pub struct VideoSheet {
    /// The video.
    pub id: VideoId,
    /// Its title, or what is typed for it.
    pub title: AttrValue,
    /// Is it typed, and not saved?
    pub is_typed: bool,
    /// What is to be told of that text.
    pub unsaved: Unsaved,
    /// The field of its duration.
    pub duration: Html,
    /// Do learners see it?
    pub published: bool,
    /// Where it is, counted from 1, and how many there are.
    pub place: (usize, usize),
    /// Why it cannot be moved up and down as the list is shown.
    pub is_fixed: bool,
    /// What was refused, and why.
    pub why: Option<AttrValue>,
    /// Where to move it.
    pub move_form: Html,
    /// What the author does with the title.
    pub on_action: Callback<RowAction>,
}

impl VideoSheet {
    /// The sheet's content.
    pub fn draw(self) -> Html {
        let Self {
            id,
            title,
            is_typed,
            unsaved,
            duration,
            published,
            place: (place, total),
            is_fixed,
            why,
            move_form,
            on_action,
        } = self;
        let onclick = {
            let on_action = on_action.clone();
            move |event: MouseEvent| {
                let action = match click::action(&event).as_deref() {
                    Some("toggle") => RowAction::Publish(id, !published),
                    Some("move-up") => RowAction::Shift(id, -1),
                    Some("move-down") => RowAction::Shift(id, 1),
                    Some("delete") => RowAction::Delete(id),
                    Some("retry") => RowAction::Retry(id),
                    Some("dismiss") => RowAction::Dismiss(id),
                    Some(other) => match title_field::noted(other, id) {
                        Some(action) => action,
                        None => return,
                    },
                    None => return,
                };
                on_action.emit(action);
            }
        };
        let step = |action: &'static str, label: &'static str, icon: Icon, end: bool| {
            html! {
                <button type="button" class="button" data-action={action} disabled={end || is_fixed}>{ icon.draw() }<span>{ label }</span></button>
            }
        };
        html! {
            <div class="sheet" data-role="video-sheet" data-id={id.to_string()} {onclick}>
                if let Some(why) = why {
                    <p class="sheet-why" role="alert">
                        <span>{ why }</span>
                        <button type="button" class="button small" data-action="retry">{ l10n::retry() }</button>
                        <button type="button" class="button small quiet" data-action="dismiss">{ l10n::dismiss() }</button>
                    </p>
                }
                { title_of(id, title, is_typed, &unsaved, &on_action) }
                <div class="sheet-pair">
                    <div class="field"><span aria-hidden="true">{ l10n::row_duration() }</span>{ duration }</div>
                    <button type="button" role="switch" class="switch" data-action="toggle" aria-checked={format::flag(published)} aria-label={if published { l10n::row_published() } else { l10n::row_draft_switch() }}>
                        <span class="switch-label">{ if published { l10n::row_published() } else { l10n::row_draft() } }</span>
                    </button>
                </div>
                <p class="sheet-place" data-role="sheet-place">{ l10n::sheet_place(place, total) }</p>
                <p class="move-ends">
                    { step("move-up", l10n::sheet_up(), Icon::Up, place <= 1) }
                    { step("move-down", l10n::sheet_down(), Icon::Down, place >= total) }
                </p>
                { move_form }
                <hr />
                <button type="button" class="button danger" data-action="delete">{ Icon::Trash.draw() }<span>{ l10n::bulk_delete() }</span></button>
            </div>
        }
    }
}

/// The field of the title: its text is the draft's, or the title itself.
fn title_of(
    id: VideoId,
    title: AttrValue,
    is_typed: bool,
    unsaved: &Unsaved,
    on_action: &Callback<RowAction>,
) -> Html {
    let error = checked_title(&title).err();
    let oninput = on_action.reform(move |event: InputEvent| {
        let field: HtmlInputElement = event.target_unchecked_into();
        RowAction::Draft(id, field.value())
    });
    let onkeydown = {
        let on_action = on_action.clone();
        move |event: KeyboardEvent| {
            if shortcuts::is_composing(&event) {
                return;
            }
            match event.key().as_str() {
                "Enter" => {
                    event.prevent_default();
                    on_action.emit(RowAction::Save(id));
                }
                // Of what is typed, it gives that up; else it closes the sheet.
                "Escape" if is_typed => {
                    event.prevent_default();
                    event.stop_propagation();
                    on_action.emit(RowAction::GiveUp(id));
                }
                _ => {}
            }
        }
    };
    let onblur = {
        let on_action = on_action.clone();
        move |event: FocusEvent| {
            // The window may have been left, which is nobody's word for the title.
            if event.related_target().is_some() {
                on_action.emit(RowAction::Leave(id));
            }
        }
    };
    html! {
        <div class="field">
            <label for="sheet-title">{ l10n::row_title() }</label>
            <input
                id="sheet-title"
                type="text"
                dir="auto"
                autocomplete="off"
                enterkeyhint="done"
                data-role="sheet-title"
                value={title}
                aria-invalid={format::flag(error.is_some())}
                aria-errormessage="sheet-title-error"
                {oninput}
                {onkeydown}
                {onblur}
            />
            if let Some(error) = error {
                <span id="sheet-title-error" class="field-error" role="alert" data-role="title-error">{ reasons::refusal(error) }</span>
            } else {
                { title_field::note(unsaved) }
            }
        </div>
    }
}
