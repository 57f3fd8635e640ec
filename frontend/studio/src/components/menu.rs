//! A menu over the page, at the control or the place that it was opened at (WAI-ARIA, *menu*).
//!
//! It stays where it is while what is below it changes, goes along where the page is scrolled, and closes
//! where what it is about is scrolled out of sight.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement};
use yew::prelude::*;

use super::{
    focus::{ACTIVE_ROW, HEADING, focus, focus_first, focused},
    shortcuts,
};
use crate::{
    format,
    hooks::{now, use_early_event},
};

/// Letters that follow each other within so many milliseconds are one beginning.
const ONE_WORD: f64 = 600.0;
/// What is left free between the menu and the edges of the page, in pixels.
const EDGE: i32 = 8;

/// Something that can be chosen.
#[derive(Clone, PartialEq)]
pub struct MenuItem {
    /// Tells it from the others.
    pub key: &'static str,
    /// What it does.
    pub label: &'static str,
    /// Its shortcut; may be empty.
    pub keys: AttrValue,
    /// Why it cannot be done now; empty where it can.
    pub why_not: AttrValue,
    /// Does it begin another group?
    pub apart: bool,
}

/// What the menu is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it is about.
    pub label: AttrValue,
    /// What can be chosen; the same as long as it is open.
    pub items: Vec<MenuItem>,
    /// What it was opened at: the focus goes back there.
    pub opener: HtmlElement,
    /// The place in the page that it was opened at, where that is not the opener's.
    #[prop_or_default]
    pub at: Option<(i32, i32)>,
    /// The key of what is chosen. The focus is at the opener again.
    pub on_choose: Callback<&'static str>,
    /// It closes without a choice.
    pub on_close: Callback<()>,
}

/// The menu.
#[component]
pub fn Menu(props: &Props) -> Html {
    let menu = use_node_ref();
    let begun = use_mut_ref(|| (String::new(), f64::NEG_INFINITY));
    let spot = use_mut_ref(|| None::<Spot>);
    use_effect_with((), {
        let (menu, spot) = (menu.clone(), spot.clone());
        let (opener, at) = (props.opener.clone(), props.at);
        move |()| {
            // Said by assistive technology of a button that has a menu; it goes with the menu. A row has none.
            if opener.has_attribute("aria-haspopup") {
                let _ = opener.set_attribute("aria-expanded", "true");
            }
            if let Some(menu) = menu.cast::<HtmlElement>() {
                spot.replace(Some(Spot::new(&menu, &opener, at)));
                items(&menu).first().map(focus);
            }
            move || {
                let _ = opener.remove_attribute("aria-expanded");
            }
        }
    });
    use_following(&menu, &spot, &props.opener, &props.on_close);

    let onkeydown = {
        let (opener, on_close, menu) = (props.opener.clone(), props.on_close.clone(), menu.clone());
        let labels: Vec<&'static str> = props.items.iter().map(|item| item.label).collect();
        move |event: KeyboardEvent| {
            // Neither the list's keys apply nor the page's.
            event.stop_propagation();
            // A key that is held has opened the menu, and chooses nothing in it.
            if event.repeat() && matches!(event.key().as_str(), "Enter" | " ") {
                return event.prevent_default();
            }
            let Some(menu) = menu.cast::<HtmlElement>() else {
                return;
            };
            let all = items(&menu);
            let focused = focused();
            let at = all.iter().position(|item| Some(item) == focused.as_ref());
            let (at, count) = (at.unwrap_or(0), all.len().max(1));
            let to = match event.key().as_str() {
                "ArrowDown" => (at + 1) % count,
                "ArrowUp" => (at + count - 1) % count,
                "Home" | "PageUp" => 0,
                "End" | "PageDown" => count - 1,
                "Escape" => {
                    event.prevent_default();
                    give_back(&opener);
                    return on_close.emit(());
                }
                "Tab" => {
                    // The browser goes on from the opener.
                    give_back(&opener);
                    return on_close.emit(());
                }
                _ => {
                    let Some(letter) = shortcuts::letter(&event) else {
                        return;
                    };
                    let mut begun = begun.borrow_mut();
                    if now() - begun.1 > ONE_WORD {
                        begun.0.clear();
                    }
                    if letter == " " && begun.0.is_empty() {
                        return;
                    }
                    begun.0.push_str(&letter.to_lowercase());
                    begun.1 = now();
                    match beginning(&labels, at, &begun.0) {
                        Some(to) => to,
                        None => return,
                    }
                }
            };
            event.prevent_default();
            all.get(to).map(focus);
        }
    };
    let onclick = {
        let (opener, on_choose) = (props.opener.clone(), props.on_choose.clone());
        let items = props.items.clone();
        move |event: MouseEvent| {
            let chosen = item(&event).and_then(|item| item.get_attribute("data-action"));
            let chosen = chosen.and_then(|key| items.iter().find(|item| *item.key == *key));
            if let Some(chosen) = chosen.filter(|item| item.why_not.is_empty()) {
                give_back(&opener);
                on_choose.emit(chosen.key);
            }
        }
    };
    let onmousemove = |event: MouseEvent| {
        item(&event).as_ref().map(focus);
    };
    // The list below has a menu of its own, and the browser too.
    let oncontextmenu = |event: MouseEvent| event.prevent_default();
    html! {
        <div ref={menu} class="menu" role="menu" data-role="row-menu" aria-label={props.label.clone()} tabindex="-1" {onkeydown} {onclick} {onmousemove} {oncontextmenu}>
            { for props.items.iter().map(draw) }
        </div>
    }
}

/// The focus goes back to what the menu was opened at. Where that has left the page, it goes to the row that
/// the Tab key reaches, or to the heading.
fn give_back(opener: &HtmlElement) {
    focus(opener);
    if focused().as_ref() != Some(opener) {
        focus_first(&[ACTIVE_ROW, HEADING]);
    }
}

fn draw(item: &MenuItem) -> Html {
    let enabled = item.why_not.is_empty();
    let class = if item.apart {
        "menu-item apart"
    } else {
        "menu-item"
    };
    html! {
        <button key={item.key} type="button" role="menuitem" {class} tabindex="-1" data-action={item.key} aria-disabled={format::flag(!enabled)}>
            <span>{ item.label }</span>
            if !enabled {
                <small>{ &item.why_not }</small>
            } else if !item.keys.is_empty() {
                <kbd>{ &item.keys }</kbd>
            }
        </button>
    }
}

/// The next one after `at` that begins so, or the same one while its word goes on; the same letter again and
/// again goes through all that begin with it.
fn beginning(labels: &[&str], at: usize, begun: &str) -> Option<usize> {
    let mut letters = begun.chars();
    let first = letters.next()?;
    let again = letters.all(|letter| letter == first);
    let word = if again {
        &begun[..first.len_utf8()]
    } else {
        begun
    };
    let from = at + usize::from(again);
    let places = (from..from + labels.len()).map(|place| place % labels.len());
    places
        .into_iter()
        .find(|place| labels[*place].to_lowercase().starts_with(word))
}

fn items(menu: &Element) -> Vec<HtmlElement> {
    let mut all = Vec::new();
    let mut next = menu.first_element_child();
    while let Some(item) = next {
        next = item.next_element_sibling();
        all.extend(item.dyn_into().ok());
    }
    all
}

fn item(event: &MouseEvent) -> Option<HtmlElement> {
    let target: Element = event.target_dyn_into()?;
    target.closest("[role='menuitem']").ok()??.dyn_into().ok()
}

/// Where a menu is, in whole pixels.
#[derive(Clone, Copy)]
struct Spot {
    left: i32,
    top: i32,
    /// Where its row was then.
    row: i32,
}

impl Spot {
    /// Beside the opener or at a place, where there is room.
    fn new(menu: &HtmlElement, opener: &HtmlElement, at: Option<(i32, i32)>) -> Self {
        let (width, height) = (menu.offset_width(), menu.offset_height());
        let (wide, high) = page();
        let by = opener.get_bounding_client_rect();
        let (left, below, above) = match at {
            Some((x, y)) => (x + 1, y + 1, y - 1),
            None => (
                by.right() as i32 - width,
                by.bottom() as i32 + 2,
                by.top() as i32 - 2,
            ),
        };
        let fits = below + height + EDGE <= high;
        let top = if fits { below } else { above - height };
        let inside = |place: i32, size: i32, room: i32| place.min(room - size - EDGE).max(EDGE);
        let spot = Self {
            left: inside(left, width, wide),
            top: inside(top, height, high),
            row: row_top(opener).unwrap_or(0),
        };
        spot.show(menu, spot.top);
        spot
    }

    fn show(self, menu: &HtmlElement, top: i32) {
        let style = menu.style();
        // A menu that cannot be placed is still a menu.
        let _ = style.set_property("left", &format!("{}px", self.left));
        let _ = style.set_property("top", &format!("{top}px"));
    }
}

fn page() -> (i32, i32) {
    let window = web_sys::window();
    let root = window.and_then(|window| window.document()?.document_element());
    root.map_or((0, 0), |root| (root.client_width(), root.client_height()))
}

fn row(opener: &HtmlElement) -> Option<Element> {
    opener.closest("[aria-rowindex]").ok()?
}

fn row_top(opener: &HtmlElement) -> Option<i32> {
    Some(row(opener)?.get_bounding_client_rect().top() as i32)
}

/// Is the row of the opener, or some of it, in sight in its list?
fn is_in_sight(opener: &HtmlElement) -> bool {
    let Some(row) = row(opener).filter(|row| row.is_connected()) else {
        return false;
    };
    let Ok(Some(list)) = row.closest("[data-testid='video-list']") else {
        return false;
    };
    let middle = |rect: &DomRect| (rect.top() + rect.bottom()) / 2.0;
    let (row, list) = (
        row.get_bounding_client_rect(),
        list.get_bounding_client_rect(),
    );
    (list.top()..list.bottom()).contains(&middle(&row))
}

/// Goes along with the row as the list is scrolled, and closes with it.
#[hook]
fn use_following(
    menu: &NodeRef,
    spot: &Rc<RefCell<Option<Spot>>>,
    opener: &HtmlElement,
    on_close: &Callback<()>,
) {
    let close = {
        let (opener, on_close) = (opener.clone(), on_close.clone());
        move || {
            give_back(&opener);
            on_close.emit(());
        }
    };
    use_early_event("scroll", {
        let (menu, spot, opener) = (menu.clone(), spot.clone(), opener.clone());
        let close = close.clone();
        Callback::from(move |event: Event| {
            let target: Option<Element> = event.target().and_then(|it| it.dyn_into().ok());
            let (Some(spot), Some(menu)) = (*spot.borrow(), menu.cast::<HtmlElement>()) else {
                return;
            };
            // The menu itself may have to be scrolled.
            if target.is_some_and(|target| menu.contains(Some(&target))) {
                return;
            }
            match row_top(&opener).filter(|_| is_in_sight(&opener)) {
                Some(top) => spot.show(&menu, spot.top + top - spot.row),
                None => close(),
            }
        })
    });
    use_early_event("resize", Callback::from(move |_: Event| close()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_lead_to_what_begins_with_them() {
        let labels = ["Rename", "Move up", "Move down", "Delete"];
        for (at, begun, to) in [
            (0, "d", Some(3)),
            (0, "m", Some(1)),
            (1, "m", Some(2)),
            (1, "mm", Some(2)),
            (2, "mm", Some(1)),
            (0, "move d", Some(2)),
            (1, "mo", Some(1)),
            (0, "x", None),
        ] {
            assert_eq!(beginning(&labels, at, begun), to, "{begun} at {at}");
        }
    }
}
