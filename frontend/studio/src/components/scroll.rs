//! Scrolling a list to where its rows are to be seen.

use std::cell::RefCell;

use web_sys::Element;
use yew::NodeRef;

use super::{
    anchor::Anchor,
    window::{self, pixels},
};

/// Scrolls the list to where its anchor has moved it in the last drawing.
pub fn scroll_along(list: &NodeRef, anchor: &RefCell<Anchor>) {
    let mut anchor = anchor.borrow_mut();
    if anchor.moved
        && let Some(list) = list.cast::<Element>()
    {
        anchor.moved = false;
        list.set_scroll_top(i32::try_from(anchor.top).unwrap_or(i32::MAX));
    }
}

/// Scrolls so that a row is seen whole; tells whether that moves the list.
pub fn scroll_to(list: &Element, anchor: &RefCell<Anchor>, at: usize) -> bool {
    let height = pixels(list.client_height());
    let mut anchor = anchor.borrow_mut();
    let to = window::reveal(at, anchor.row, anchor.lead, anchor.top, height);
    if let Some(top) = to {
        list.set_scroll_top(i32::try_from(top).unwrap_or(i32::MAX));
        anchor.top = pixels(list.scroll_top());
    }
    to.is_some()
}
