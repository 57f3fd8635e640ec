//! Choosing many videos, and what can be done to all that are chosen.

use yew::prelude::*;

use super::{click, format, icon::Icon, number};

/// The bar above the list.
pub struct BulkBar {
    /// How many videos are chosen.
    pub selected: usize,
    /// How many there are.
    pub total: usize,
    /// What the user asks for.
    pub on_action: Callback<BulkAction>,
}

/// What the user asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkAction {
    /// Choose all videos of the course.
    SelectAll,
    /// Choose the first so many.
    SelectFirst(usize),
    /// Choose none.
    Clear,
    /// Delete what is chosen.
    Delete,
    /// Publish, or unpublish, what is chosen.
    Publish(bool),
}

impl BulkBar {
    /// The bar. Its buttons are in the page even when nothing is chosen, only unseen, so that what
    /// is chosen and acted on within one moment works.
    pub fn draw(&self) -> Html {
        let Self {
            selected,
            total,
            on_action,
        } = self;
        let (selected, total) = (*selected, *total);
        let all = selected > 0 && selected == total;
        let onclick = {
            let on_action = on_action.clone();
            move |event: MouseEvent| {
                on_action.emit(match click::action(&event).as_deref() {
                    Some("select-all") if all => BulkAction::Clear,
                    Some("select-all") => BulkAction::SelectAll,
                    Some("clear-selection") => BulkAction::Clear,
                    Some("bulk-publish") => BulkAction::Publish(true),
                    Some("bulk-unpublish") => BulkAction::Publish(false),
                    Some("bulk-delete") => BulkAction::Delete,
                    _ => return,
                });
            }
        };
        let onsubmit = {
            let on_action = on_action.clone();
            move |event: SubmitEvent| {
                if let Some(count) = number::submitted(&event) {
                    on_action.emit(BulkAction::SelectFirst(count));
                }
            }
        };
        let n = format::count(selected);
        html! {
            <div class={classes!("bulk-bar", (selected > 0).then_some("has-selection"))} role="toolbar" aria-label="Selected videos" {onclick}>
                <button
                    type="button"
                    role="checkbox"
                    class="check"
                    data-action="select-all"
                    aria-checked={if all { "true" } else if selected > 0 { "mixed" } else { "false" }}
                    aria-label={format!("Select all {}", format::counted(total, "video"))}
                >
                    <span class="check-box">{ if selected > 0 && !all { Icon::Dash.draw() } else { Icon::Check.draw() } }</span>
                </button>
                <span class="bulk-count" data-role="selected-count" data-count={selected.to_string()}>
                    if selected == 0 {
                        { format!("Select all {}", format::count(total)) }
                    } else {
                        <b>{ &n }</b>{ format!(" of {} selected", format::count(total)) }
                    }
                </span>
                <form class="select-first" novalidate=true {onsubmit}>
                    <label>
                        <span>{ "First" }</span>
                        <input
                            type="number"
                            min="1"
                            inputmode="numeric"
                            defaultvalue="20"
                            data-role="select-count"
                            aria-label="How many videos to select from the top"
                        />
                    </label>
                    <button type="submit" class="button small quiet" data-action="select-first">{ "Select" }</button>
                </form>
                <span class="bulk-actions">
                    <button type="button" class="button small" data-action="bulk-publish">
                        { Icon::Eye.draw() }<span>{ format!("Publish {n}") }</span>
                    </button>
                    <button type="button" class="button small" data-action="bulk-unpublish">
                        { Icon::EyeOff.draw() }<span>{ format!("Unpublish {n}") }</span>
                    </button>
                    <button type="button" class="button small danger" data-action="bulk-delete">
                        { Icon::Trash.draw() }<span>{ format!("Delete {n}") }</span>
                    </button>
                    <button type="button" class="icon-button" data-action="clear-selection" aria-label="Clear the selection">
                        { Icon::Cross.draw() }
                    </button>
                </span>
            </div>
        }
    }
}
