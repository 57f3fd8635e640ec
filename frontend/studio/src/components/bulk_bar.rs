//! Choosing many videos, and what can be done to all that are chosen.

use yew::prelude::*;

use super::{button, click, icon::Icon, number};
use crate::format;

/// The bar above the list.
pub struct BulkBar {
    /// How many videos are chosen.
    pub selected: usize,
    /// How many of them are not on screen, since something else is looked for.
    pub hidden: usize,
    /// How many have left the selection, since they are no longer there.
    pub vanished: usize,
    /// How many videos are on screen.
    pub shown: usize,
    /// Is that only what matches a search?
    pub matching: bool,
    /// Are they all in the trash?
    pub trash: bool,
    /// What the user asks for.
    pub on_action: Callback<BulkAction>,
}

/// What the user asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkAction {
    /// Choose all videos that are on screen.
    SelectAll,
    /// Choose the first so many of them.
    SelectFirst(usize),
    /// Choose none.
    Clear,
    /// Delete what is chosen.
    Delete,
    /// Take what is chosen out of the trash.
    Restore,
    /// Publish, or unpublish, what is chosen.
    Publish(bool),
    /// Move what is chosen past so many others, down or up.
    MoveBy(isize),
    /// Ask where to move what is chosen.
    Move,
    /// Ask for titles and durations of what is chosen.
    Edit,
}

impl BulkBar {
    /// The bar. Its buttons are in the page even when nothing is chosen, only unseen, so that what
    /// is chosen and acted on within one moment works.
    pub fn draw(&self) -> Html {
        let (selected, shown) = (self.selected, self.shown);
        let all = selected > 0 && selected == shown + self.hidden;
        let onclick = {
            let on_action = self.on_action.clone();
            move |event: MouseEvent| {
                on_action.emit(match click::action(&event).as_deref() {
                    Some("select-all") if all => BulkAction::Clear,
                    Some("select-all") => BulkAction::SelectAll,
                    Some("clear-selection") => BulkAction::Clear,
                    Some("bulk-publish") => BulkAction::Publish(true),
                    Some("bulk-unpublish") => BulkAction::Publish(false),
                    Some("bulk-top") => BulkAction::MoveBy(isize::MIN),
                    Some("bulk-bottom") => BulkAction::MoveBy(isize::MAX),
                    Some("bulk-move") => BulkAction::Move,
                    Some("bulk-edit") => BulkAction::Edit,
                    Some("bulk-delete") => BulkAction::Delete,
                    Some("bulk-restore") => BulkAction::Restore,
                    _ => return,
                });
            }
        };
        let onsubmit = {
            let on_action = self.on_action.clone();
            move |event: SubmitEvent| {
                if let Some(count) = number::submitted(&event) {
                    on_action.emit(BulkAction::SelectFirst(count));
                }
            }
        };
        let n = format::count(selected);
        let which = if self.matching {
            format!("all {} that match", format::count(shown))
        } else {
            format!("all {}", format::count(shown))
        };
        let buttons: &[(&str, Icon, &str)] = if self.trash {
            &[("bulk-restore", Icon::Undo, "Restore")]
        } else {
            &[
                ("bulk-publish", Icon::Eye, "Publish"),
                ("bulk-unpublish", Icon::EyeOff, "Unpublish"),
                ("bulk-top", Icon::Up, "To top"),
                ("bulk-bottom", Icon::Down, "To bottom"),
                ("bulk-move", Icon::MoveTo, "Move"),
                ("bulk-edit", Icon::Pencil, "Edit"),
                ("bulk-delete", Icon::Trash, "Delete"),
            ]
        };
        html! {
            <div class={if selected > 0 { "bulk-bar has-selection" } else { "bulk-bar" }} role="toolbar" aria-label="Selected videos" {onclick}>
                <button
                    type="button"
                    role="checkbox"
                    class="check"
                    data-action="select-all"
                    aria-checked={if all { "true" } else if selected > 0 { "mixed" } else { "false" }}
                    title={format!("Select {which}")}
                    aria-label={format!("Select {which}")}
                />
                <span class="bulk-count" data-role="selected-count" data-count={selected.to_string()}>
                    { if selected == 0 { format!("Select {which}") } else { self.says() } }
                </span>
                if !self.trash {
                <form class="select-first" novalidate=true {onsubmit}>
                    <label>
                        <span>{ "First" }</span>
                        <input
                            type="number"
                            min="1"
                            inputmode="numeric"
                            ~defaultValue="20"
                            data-role="select-count"
                            aria-label="First videos to select: how many"
                        />
                    </label>
                    { button::submitting("button small quiet", "select-first", "Select") }
                </form>
                }
                <span class="bulk-actions">
                    { for buttons.iter().map(|(action, icon, label)| html! {
                        <button type="button" class={format!("button small {action}")} data-action={*action} aria-label={format!("{label} {n}")} title={*label}>
                            { icon.draw() }<span>{ *label }</span>{ format!(" {n}") }
                        </button>
                    }) }
                    { button::with_icon("clear-selection", "Clear the selection", Icon::Cross) }
                </span>
            </div>
        }
    }

    /// How many are chosen, and what the user cannot see of it.
    fn says(&self) -> String {
        let mut text = format!("{} selected", format::count(self.selected));
        for (count, what) in [
            (self.hidden, "not shown"),
            (self.vanished, "gone meanwhile"),
        ] {
            if count > 0 {
                text.push_str(&format!(", {} {what}", format::count(count)));
            }
        }
        text
    }
}
