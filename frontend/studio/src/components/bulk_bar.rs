//! Choosing many videos, and what can be done to all that are chosen.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::{button, click, icon::Icon, number};
use crate::{hooks::use_measured, l10n};

/// How high the actions are, in pixels: the style sheet ends the list above them.
const HEIGHT: &str = "--actions-height";

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
        let n = l10n::number(selected);
        let select_all = if self.matching {
            l10n::bulk_select_matching(shown)
        } else {
            l10n::bulk_select_all(shown)
        };
        let buttons: &[(&str, Icon, &str)] = if self.trash {
            &[("bulk-restore", Icon::Undo, l10n::bulk_restore())]
        } else {
            &[
                ("bulk-publish", Icon::Eye, l10n::bulk_publish()),
                ("bulk-unpublish", Icon::EyeOff, l10n::bulk_unpublish()),
                ("bulk-top", Icon::Up, l10n::bulk_top()),
                ("bulk-bottom", Icon::Down, l10n::bulk_bottom()),
                ("bulk-move", Icon::MoveTo, l10n::move_submit()),
                ("bulk-edit", Icon::Pencil, l10n::bulk_edit()),
                ("bulk-delete", Icon::Trash, l10n::bulk_delete()),
            ]
        };
        html! {
            <div class={if selected > 0 { "bulk-bar has-selection" } else { "bulk-bar" }} role="toolbar" aria-label={l10n::bulk_bar()} {onclick}>
                <button
                    type="button"
                    role="checkbox"
                    class="check"
                    data-action="select-all"
                    aria-checked={if all { "true" } else if selected > 0 { "mixed" } else { "false" }}
                    title={select_all.clone()}
                    aria-label={select_all.clone()}
                />
                <span class="bulk-count" data-role="selected-count" data-count={selected.to_string()}>
                    { if selected == 0 { select_all } else { self.says() } }
                </span>
                if !self.trash {
                <form class="select-first" novalidate=true {onsubmit}>
                    <label>
                        <span>{ l10n::bulk_first() }</span>
                        <input
                            type="number"
                            min="1"
                            inputmode="numeric"
                            ~defaultValue="20"
                            data-role="select-count"
                            aria-label={l10n::bulk_first_hint()}
                        />
                    </label>
                    { button::submitting("button small quiet", "select-first", l10n::bulk_select_first()) }
                </form>
                }
                <Actions>
                    { for buttons.iter().map(|(action, icon, label)| html! {
                        <button type="button" class={format!("button small {action}")} data-action={*action} aria-label={format!("{label} {n}")} title={*label}>
                            { icon.draw() }<span>{ *label }</span><span class="bulk-many">{ format!(" {n}") }</span>
                        </button>
                    }) }
                    { button::with_icon("clear-selection", l10n::bulk_clear(), Icon::Cross) }
                </Actions>
            </div>
        }
    }

    /// How many are chosen, and what the user cannot see of it.
    fn says(&self) -> String {
        let mut parts = vec![l10n::notice_selected(self.selected)];
        if self.hidden > 0 {
            parts.push(l10n::bulk_hidden(self.hidden));
        }
        if self.vanished > 0 {
            parts.push(l10n::bulk_vanished(self.vanished));
        }
        parts.join(", ")
    }
}

/// What the actions are given.
#[derive(Properties, PartialEq)]
struct ActionsProps {
    children: Html,
}

/// The actions, which float over the end of the list, in as many lines as they take.
#[component]
fn Actions(props: &ActionsProps) -> Html {
    let actions = use_node_ref();
    use_measured(actions.clone(), |actions| {
        let place = actions.closest(".workspace").ok().flatten();
        if let (Some(place), Some(actions)) = (
            place.and_then(|place| place.dyn_into::<HtmlElement>().ok()),
            actions.dyn_ref::<HtmlElement>(),
        ) {
            let height = format!("{}px", actions.offset_height());
            // This is known to each browser.
            let _ = place.style().set_property(HEIGHT, &height);
        }
    });
    html! { <span ref={actions} class="bulk-actions">{ props.children.clone() }</span> }
}
