//! One video in the list.

use js_sys::Reflect;
use shared::text::isolated;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::{
    RowAction, RowState, RowView,
    click::{self, Choice},
    icon::Icon,
    title_field::TitleField,
};
use crate::{duration, format, l10n};

/// What a row is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it shows.
    pub view: RowView,
    /// Is it the one row that the Tab key reaches?
    pub active: bool,
    /// Does it stand in the author's order, in which it can be moved?
    #[prop_or(true)]
    pub movable: bool,
    /// What the user does; the same for all rows and for good.
    pub on_action: Callback<RowAction>,
}

/// A row: its own position is counted by the style sheet, so that it need not be drawn again when
/// one above it goes.
#[component]
pub fn VideoRow(props: &Props) -> Html {
    count_render();
    let Props {
        view,
        active,
        movable,
        on_action,
    } = props;
    let video = &view.video;
    let id = video.id;
    let tabindex = if *active { "0" } else { "-1" };
    let published = video.published;
    let onclick = {
        let on_action = on_action.clone();
        move |event: MouseEvent| {
            let action = match click::action(&event).as_deref() {
                Some("select") if event.shift_key() => RowAction::Extend(id),
                Some("select") => RowAction::Toggle(id),
                Some("toggle") => RowAction::Publish(id, !published),
                Some("delete") => RowAction::Delete(id),
                Some("rename") => RowAction::Rename(id),
                Some("move-up") => RowAction::Shift(id, -1),
                Some("move-down") => RowAction::Shift(id, 1),
                Some("move-to") => RowAction::MoveTo(id),
                Some("restore") => RowAction::Restore(id),
                Some("retry") => RowAction::Retry(id),
                Some("dismiss") => RowAction::Dismiss(id),
                Some(_) => return,
                None => match click::on_row(&event) {
                    Some(Choice::Alone) => RowAction::Only(id),
                    Some(Choice::Besides) => RowAction::Toggle(id),
                    Some(Choice::UpTo) => RowAction::Extend(id),
                    None => return,
                },
            };
            on_action.emit(action);
        }
    };
    let on_double = on_action.reform(move |_: MouseEvent| RowAction::Rename(id));
    let busy = view.state == RowState::Deleting;
    let why = match &view.state {
        RowState::Failed(why) => Some(AttrValue::from(why.clone())),
        _ => None,
    };
    let title = AttrValue::from(&*video.title);
    let length = duration::shown(video.duration_seconds);
    let name = isolated(&video.title);
    html! {
        <div
            class="video-row"
            role="none"
            data-video-id={id.to_string()}
            data-published={format::flag(video.published)}
            data-state={view.state.name()}
            data-selected={format::flag(view.selected)}
            {onclick}
        >
            if !video.is_deleted() {
                <span role="gridcell" class="cell-drag">
                    <button
                        type="button"
                        class="grip"
                        data-action="drag"
                        title={l10n::row_drag_hint()}
                        aria-label={l10n::row_drag(&name)}
                        aria-disabled={format::flag(!movable)}
                        {tabindex}
                    />
                </span>
            }
            <span role="gridcell" class="cell-select">
                <button
                    type="button"
                    role="checkbox"
                    class="check"
                    data-action="select"
                    aria-checked={format::flag(view.selected)}
                    aria-label={l10n::row_select(&name)}
                    {tabindex}
                />
            </span>
            <span role="gridcell" class="cell-place">if let Some(place) = view.place { { place } }</span>
            <span role="gridcell" class="cell-title">
                if let Some(begin) = &view.editing {
                    <TitleField
                        begin={AttrValue::from(begin.clone())}
                        unsaved={view.unsaved.clone()}
                        {id}
                        on_action={on_action.clone()}
                    />
                } else {
                    <span class="title" dir="auto" data-role="title" title={title.clone()} ondblclick={on_double}>
                        { title }
                    </span>
                    if let Some(why) = &why {
                        <span class="why" data-role="why" title={why.clone()}>{ Icon::Alert.draw() }<span>{ why }</span></span>
                    }
                }
            </span>
            if why.is_some() && view.editing.is_none() {
                <span role="gridcell" class="cell-handle">
                    <button type="button" class="button small" data-action="retry" aria-label={l10n::row_retry(&name)} {tabindex}>{ Icon::Retry.draw() }<span>{ l10n::retry() }</span></button>
                    <button type="button" class="button small quiet" data-action="dismiss" aria-label={l10n::row_dismiss(&name)} {tabindex}>{ Icon::Cross.draw() }<span>{ l10n::dismiss() }</span></button>
                </span>
            }
            <span role="gridcell" class="cell-state" aria-label={if view.state == RowState::Saving { l10n::row_saving() } else { "" }} />
            if video.is_deleted() {
                { view.duration.clone().unwrap_or_default() }
                <span role="gridcell" class="cell-actions">
                    <button type="button" class="button small" data-action="restore" aria-label={l10n::row_restore(&name)} {tabindex}>{ Icon::Undo.draw() }<span>{ l10n::bulk_restore() }</span></button>
                </span>
            } else {
            <span role="gridcell" class="cell-duration">
                if let Some(field) = &view.duration {
                    { field.clone() }
                } else {
                    <button type="button" class="duration" data-action="duration" title={l10n::row_change_duration_hint()} aria-label={l10n::row_length(&length, &name)} {tabindex}>{ &length }</button>
                }
            </span>
            <span role="gridcell" class="cell-published">
                <button
                    type="button"
                    role="switch"
                    class="switch"
                    data-action="toggle"
                    aria-checked={format::flag(video.published)}
                    aria-label={if published { l10n::row_published_switch(&name) } else { l10n::row_draft_publish(&name) }}
                    aria-disabled={format::flag(busy)}
                    {tabindex}
                >
                    <span class="switch-label">{ if video.published { l10n::row_published() } else { l10n::row_draft() } }</span>
                </button>
            </span>
            <span role="gridcell" class="cell-actions tools">
                { tool("icon-button tool rename", "rename", l10n::row_rename_hint(), l10n::row_rename(&name), false, tabindex) }
                { tool("icon-button tool move-up", "move-up", l10n::row_up_hint(), l10n::row_up(&name), !movable, tabindex) }
                { tool("icon-button tool move-down", "move-down", l10n::row_down_hint(), l10n::row_down(&name), !movable, tabindex) }
                { tool("icon-button tool move-to", "move-to", l10n::row_move_to_hint(), l10n::row_move_to(&name), false, tabindex) }
                { tool("icon-button tool delete", "delete", l10n::row_delete_hint(), l10n::row_delete(&name), false, tabindex) }
                <button type="button" class="icon-button tool more" data-action="more" title={l10n::row_more_hint()} aria-label={l10n::row_more(&name)} aria-haspopup="menu" {tabindex} />
            </span>
            }
        </div>
    }
}

/// A button whose icon the style sheet draws; its hint names the key. One that is `disabled` says why.
fn tool(
    class: &'static str,
    action: &'static str,
    hint: &'static str,
    label: String,
    disabled: bool,
    tabindex: &'static str,
) -> Html {
    html! { <button type="button" {class} data-action={action} title={hint} aria-label={label} aria-disabled={disabled.then_some("true")} {tabindex} /> }
}

/// Adds one to `window.__measure.rowRenders`, where someone measures.
fn count_render() {
    let Ok(measure) = Reflect::get(&js_sys::global(), &JsValue::from_str("__measure")) else {
        return;
    };
    if measure.is_object() {
        let name = JsValue::from_str("rowRenders");
        let before = Reflect::get(&measure, &name)
            .ok()
            .and_then(|count| count.as_f64());
        // A frozen object is not worth a failing row.
        let _ = Reflect::set(
            &measure,
            &name,
            &JsValue::from_f64(before.unwrap_or(0.0) + 1.0),
        );
    }
}
