//! Which element has the focus, and how it gets there.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, FocusOptions, HtmlDialogElement, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::hooks::{next_frame, use_early_event, use_page_event};

/// The row that the Tab key reaches.
pub const ACTIVE_ROW: &str = "[data-testid='video-list'] [aria-rowindex][tabindex='0']";
/// Drawings within which a focus that is lost is led back.
const DRAWINGS: u32 = 8;
/// The page's heading.
pub const HEADING: &str = "h1[tabindex]";

/// Focuses the row at a place, if it is drawn.
pub fn focus_row(list: &Element, at: usize) -> bool {
    focus_at(list, &format!("[aria-rowindex='{}']", at + 1))
}

/// Focuses the first element that a selector finds, if there is one.
pub fn focus_at(list: &Element, selector: &str) -> bool {
    let found = list.query_selector(selector).ok().flatten();
    let found = found.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|element| focus(&element))
}

/// Focuses the first element of the page that a selector finds, if there is one.
pub fn focus_in_page(selector: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(page) = document.and_then(|document| document.document_element()) {
        focus_at(&page, selector);
    }
}

/// Focuses the first of these that the page has.
pub fn focus_first(selectors: &[&str]) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(page) = document.and_then(|document| document.document_element()) {
        selectors.iter().any(|selector| focus_at(&page, selector));
    }
}

/// Focuses an element, without scrolling to it.
pub fn focus(element: &HtmlElement) -> bool {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// What has the focus, if anything does.
pub fn focused() -> Option<HtmlElement> {
    let document = web_sys::window().and_then(|window| window.document());
    let focused = document.and_then(|document| document.active_element())?;
    let focused = focused.dyn_into::<HtmlElement>().ok()?;
    (focused.tag_name() != "BODY").then_some(focused)
}

/// Closes what lies over the page where nothing had the focus before: the list gets it.
pub fn give_on(over: Option<&HtmlDialogElement>) {
    over.into_iter().for_each(HtmlDialogElement::close);
    follow(None);
}

/// Leads a focus that is lost with what is drawn anew back to what this finds, else to the list or the heading.
pub fn follow(selector: Option<String>) {
    spawn_local(async move {
        for drawing in 1..=DRAWINGS {
            next_frame().await;
            if let Some(selector) = selector.as_ref().filter(|_| is_focus_lost()) {
                focus_in_page(selector);
            }
            if drawing == DRAWINGS && is_focus_lost() {
                focus_first(&[ACTIVE_ROW, HEADING]);
            }
        }
    });
}

/// What finds an element of the page again once it is drawn anew: by its row and what it does.
fn selector_of(element: &HtmlElement) -> Option<String> {
    let action = element.get_attribute("data-action");
    let row = element.closest("[aria-rowindex]").ok().flatten();
    let video = row.and_then(|row| row.query_selector("[data-video-id]").ok()?);
    let video = video.and_then(|video| video.get_attribute("data-video-id"));
    match (video, action) {
        (Some(id), Some(action)) => {
            Some(format!("[data-video-id='{id}'] [data-action='{action}']"))
        }
        (Some(id), None) => Some(format!("[aria-rowindex]:has([data-video-id='{id}'])")),
        (None, action) => action.map(|action| format!("[data-action='{action}']")),
    }
}

/// What has the focus before something lies over the page.
pub struct Before {
    element: HtmlElement,
    /// Where the caret is, or what is marked.
    marked: Option<(u32, u32)>,
    /// What finds it again.
    place: Option<String>,
}

impl Before {
    /// What has it now.
    pub fn now() -> Option<Self> {
        let element = focused()?;
        let marked = marked(&element);
        let place = selector_of(&element);
        Some(Self {
            element,
            marked,
            place,
        })
    }

    /// Closes what lies over the page: the caret is where it was, or where it has been put since.
    pub fn give_back(self, over: Option<&HtmlDialogElement>, focus: bool) {
        let open = over.filter(|over| over.open());
        let marked = open.map_or(self.marked, |_| marked(&self.element));
        over.into_iter().for_each(HtmlDialogElement::close);
        if focus {
            // It may be gone by now.
            let _ = self.element.focus();
            follow(self.place.clone());
        }
        // A browser has forgotten it, since for a while the field was out of reach.
        if focused().as_ref() == Some(&self.element)
            && let (Some((from, to)), Some(field)) = (marked, field(&self.element))
        {
            // It was marked before.
            let _ = field.set_selection_range(from, to);
        }
    }
}

fn field(element: &HtmlElement) -> Option<&HtmlInputElement> {
    element.dyn_ref()
}

fn marked(element: &HtmlElement) -> Option<(u32, u32)> {
    let field = field(element)?;
    // Of a number nothing can be marked.
    let from = field.selection_start().ok()??;
    Some((from, field.selection_end().ok()??))
}

/// What has the focus in a list, or in the bar of actions beside it, which the list keeps up to date by its
/// own events. What moves or goes takes the focus along, and this stays, until the focus goes elsewhere or
/// somebody points elsewhere.
#[hook]
pub fn use_held_focus(list: &NodeRef) -> Rc<RefCell<Option<HtmlElement>>> {
    let held = use_mut_ref(|| None::<HtmlElement>);
    // Before a field that is left hears of it: what is drawn for that must not call the focus back.
    use_early_event("blur", {
        let held = held.clone();
        Callback::from(move |event: Event| {
            let event: FocusEvent = event.unchecked_into();
            if event.related_target().is_some() {
                held.take();
            }
        })
    });
    use_page_event("focusin", {
        let (list, held) = (list.clone(), held.clone());
        Callback::from(move |event: Event| {
            let target: Option<HtmlElement> = event.target_dyn_into();
            let (Some(target), Some(list)) = (target, list.cast::<Element>()) else {
                return;
            };
            if !list.contains(Some(&target)) {
                let card = list.parent_element();
                let beside = card.is_some_and(|card| card.contains(Some(&target)));
                held.replace(beside.then_some(target));
            }
        })
    });
    use_page_event("pointerdown", {
        let (list, held) = (list.clone(), held.clone());
        Callback::from(move |event: Event| {
            let list = list.cast::<Element>();
            let target = event.target_dyn_into();
            if !list.is_some_and(|list| list.contains(target.as_ref())) {
                held.take();
            }
        })
    });
    held
}

/// Has nothing the focus?
pub fn is_focus_lost() -> bool {
    focused().is_none()
}

/// Has the focus been lost with what held it, in this list or beside it?
pub fn is_lost(held: &HtmlElement, list: &Element) -> bool {
    // The browser takes the focus from what is hidden a moment later.
    is_focus_lost() || !list.contains(Some(held)) && !is_shown(held)
}

/// Is it in the page, and not hidden?
pub fn is_shown(element: &HtmlElement) -> bool {
    element.offset_parent().is_some()
}
