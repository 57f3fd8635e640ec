//! The list of videos: only the rows near what is seen are in the page.
//!
//! To assistive technology it is a grid with one row that the Tab key reaches; the arrow keys move
//! from row to row.

use shared::VideoId;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement};
use yew::prelude::*;

use super::{RowAction, Rows, shortcuts, shortcuts::ListKey, video_row::VideoRow, window};
use crate::{
    format,
    hooks::{use_height, use_page_event},
};

/// How high a row is, in pixels; the style sheet reads it as `--row-height`.
pub const ROW_HEIGHT: usize = 56;
/// Lists up to this long are in the page as a whole.
const WHOLE: usize = 40;

/// What the list is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rows.
    pub rows: Rows,
    /// What the user does; the same for good.
    pub on_action: Callback<RowAction>,
    /// A video to bring into sight, with a number that makes a repetition new.
    #[prop_or_default]
    pub reveal: Option<(VideoId, u64)>,
    /// The name of the list.
    pub label: AttrValue,
}

/// The row that the Tab key reaches: the video and where it was last seen.
#[derive(Clone, Copy, Default, PartialEq)]
struct Active {
    id: Option<VideoId>,
    at: usize,
}

/// A list that draws only what is seen, whatever its length.
#[component]
pub fn VideoList(props: &Props) -> Html {
    let Props {
        rows,
        on_action,
        reveal,
        label,
    } = props;
    let container = use_node_ref();
    let height = use_height(container.clone());
    let top = use_state_eq(usize::default);
    let active = use_state_eq(Active::default);
    // The row to focus once it is drawn.
    let wanted = use_mut_ref(|| None::<VideoId>);
    // What has the focus in the list. A row that moves or goes takes it along, and this stays, until
    // the focus goes elsewhere or somebody points elsewhere.
    let held = use_mut_ref(|| None::<HtmlElement>);

    let shown = window::visible(rows.len, ROW_HEIGHT, *top, height, WHOLE);
    let onscroll = {
        let (container, top, len) = (container.clone(), top.clone(), rows.len);
        move |_: Event| {
            if let Some(element) = container.cast::<Element>() {
                let at = pixels(element.scroll_top());
                // Only a scroll that brings other rows is worth drawing.
                let next = window::visible(len, ROW_HEIGHT, at, height, WHOLE);
                if next != window::visible(len, ROW_HEIGHT, *top, height, WHOLE) {
                    top.set(at);
                }
            }
        }
    };
    let place = active
        .id
        .and_then(|id| rows.position(id, active.at))
        .unwrap_or(active.at)
        .min(rows.len.saturating_sub(1));
    let active_id = (rows.id_at)(place);

    let go = {
        let (rows, container, active, wanted, top) = (
            rows.clone(),
            container.clone(),
            active.clone(),
            wanted.clone(),
            top.clone(),
        );
        move |to: usize| {
            let to = to.min(rows.len.saturating_sub(1));
            let Some(id) = (rows.id_at)(to) else { return };
            if let Some(element) = container.cast::<Element>() {
                scroll_to(&element, to);
                top.set(pixels(element.scroll_top()));
                if !focus_row(&element, to) {
                    *wanted.borrow_mut() = Some(id);
                }
            }
            active.set(Active {
                id: Some(id),
                at: to,
            });
        }
    };

    let onkeydown = {
        let (go, on_action, rows) = (go, on_action.clone(), rows.clone());
        let page = (height / ROW_HEIGHT).max(2) - 1;
        move |event: KeyboardEvent| {
            let Some(id) = active_id else { return };
            let on_control = event
                .target_dyn_into::<HtmlElement>()
                .is_some_and(|target| target.tag_name() == "BUTTON");
            let Some(key) = shortcuts::in_list(&event, on_control) else {
                return;
            };
            event.prevent_default();
            match key {
                ListKey::Step(by) => go(place.saturating_add_signed(by)),
                ListKey::Page(by) => go(place.saturating_add_signed(by * page as isize)),
                ListKey::First => go(0),
                ListKey::Last => go(rows.len),
                ListKey::Extend(by) => {
                    let to = place.saturating_add_signed(by).min(rows.len - 1);
                    on_action.emit(RowAction::Begin(id));
                    if let Some(target) = (rows.id_at)(to) {
                        on_action.emit(RowAction::Extend(target));
                    }
                    go(to);
                }
                ListKey::Shift(by) => on_action.emit(RowAction::Shift(id, by)),
                ListKey::Toggle => on_action.emit(RowAction::Toggle(id)),
                ListKey::SelectAll => on_action.emit(RowAction::SelectAll),
                ListKey::Delete => on_action.emit(RowAction::Delete(id)),
                ListKey::Rename => on_action.emit(RowAction::Rename(id)),
            }
        }
    };
    let onfocusin = {
        let (active, rows, held) = (active.clone(), rows.clone(), held.clone());
        move |event: FocusEvent| {
            let target: Option<HtmlElement> = event.target_dyn_into();
            let row = target
                .as_ref()
                .and_then(|target| target.closest("[aria-rowindex]").ok().flatten());
            held.replace(target);
            let at = row
                .and_then(|row| row.get_attribute("aria-rowindex"))
                .and_then(|index| index.parse::<usize>().ok())
                .and_then(|index| index.checked_sub(1));
            if let Some(at) = at {
                active.set(Active {
                    id: (rows.id_at)(at),
                    at,
                });
            }
        }
    };
    let onfocusout = {
        let held = held.clone();
        move |event: FocusEvent| {
            if event.related_target().is_some() {
                held.take();
            }
        }
    };
    use_page_event("pointerdown", {
        let (container, held) = (container.clone(), held.clone());
        Callback::from(move |event: Event| {
            let list = container.cast::<Element>();
            let target = event.target_dyn_into();
            if !list.is_some_and(|list| list.contains(target.as_ref())) {
                held.take();
            }
        })
    });

    // What is to be seen may come later than the wish, with the server's answer.
    let revealed = use_mut_ref(|| 0_u64);
    let wish = reveal.filter(|(_, number)| *number != *revealed.borrow());
    // After each drawing: the row that was wanted gets the focus; and where the focus has vanished
    // with what held it, that gets it back (it has moved), or the row in its place does.
    use_effect({
        let (container, rows, top) = (container.clone(), rows.clone(), top.clone());
        move || {
            let Some(list) = container.cast::<Element>() else {
                return;
            };
            let asked = wanted.borrow().is_some() && *wanted.borrow() == active_id;
            if asked && focus_row(&list, place) {
                wanted.borrow_mut().take();
            }
            let lost = held.borrow().clone().filter(|_| focused().is_none());
            if let Some(element) = lost {
                let _ = (element.is_connected() && focus(&element)) || focus_row(&list, place);
            }
            let Some((id, number)) = wish else { return };
            if let Some(at) = rows.position(id, rows.len.saturating_sub(1)) {
                revealed.replace(number);
                scroll_to(&list, at);
                top.set(pixels(list.scroll_top()));
            }
        }
    });

    let before = shown.start * ROW_HEIGHT;
    let whole = rows.len * ROW_HEIGHT;
    let style = format!(
        "height:{whole}px;padding-top:{before}px;counter-reset:place {}",
        shown.start
    );
    html! {
        <div
            class="video-list"
            data-testid="video-list"
            role="grid"
            aria-label={label.clone()}
            aria-rowcount={rows.len.to_string()}
            aria-multiselectable="true"
            style={format!("--row-height:{ROW_HEIGHT}px")}
            ref={container}
            {onscroll}
            {onkeydown}
            {onfocusin}
            {onfocusout}
        >
            <div class="video-list-inner" role="presentation" {style}>
                { for shown.filter_map(|at| {
                    let view = (rows.at)(at)?;
                    let id = view.video.id;
                    let is_active = Some(id) == active_id;
                    Some(html! {
                        <div
                            key={id.to_string()}
                            class="video-slot"
                            role="row"
                            aria-rowindex={(at + 1).to_string()}
                            aria-selected={format::flag(view.selected)}
                            tabindex={if is_active { "0" } else { "-1" }}
                        >
                            <VideoRow {view} active={is_active} on_action={on_action.clone()} />
                        </div>
                    })
                }) }
            </div>
        </div>
    }
}

fn scroll_to(list: &Element, at: usize) {
    let (top, height) = (pixels(list.scroll_top()), pixels(list.client_height()));
    if let Some(top) = window::reveal(at, ROW_HEIGHT, top, height) {
        list.set_scroll_top(i32::try_from(top).unwrap_or(i32::MAX));
    }
}

/// A measure of the browser's, in pixels: below zero while a touch stretches the end of a list.
fn pixels(measure: i32) -> usize {
    usize::try_from(measure).unwrap_or(0)
}

/// Focuses the row at a place, if it is drawn.
fn focus_row(list: &Element, at: usize) -> bool {
    let row = list
        .query_selector(&format!("[aria-rowindex='{}']", at + 1))
        .ok()
        .flatten()
        .and_then(|row| row.dyn_into::<HtmlElement>().ok());
    let Some(row) = row else { return false };
    focus(&row)
}

fn focus(element: &HtmlElement) -> bool {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// What has the focus, if anything does.
fn focused() -> Option<HtmlElement> {
    let document = web_sys::window().and_then(|window| window.document());
    let focused = document.and_then(|document| document.active_element())?;
    let focused = focused.dyn_into::<HtmlElement>().ok()?;
    (focused.tag_name() != "BODY").then_some(focused)
}
