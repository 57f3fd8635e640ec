//! The items of a bulk operation, each with its state and its reason: only those near what is seen
//! are in the page.

use std::rc::Rc;

use shared::VideoId;
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

use super::window;
use crate::l10n;

/// How high an item is, in pixels; the style sheet reads it as `--row-height`.
const ROW_HEIGHT: usize = 48;
/// How much of the list is seen, in pixels.
const HEIGHT: usize = 260;
/// Lists up to this long are in the page as a whole.
const WHOLE: usize = 100;

/// What the list is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The items.
    pub items: Items,
    /// How many there are of each [`Kind`], in their order.
    pub counts: [usize; 5],
}

/// The items of an operation, made one by one as they are needed.
#[derive(Clone)]
pub struct Items {
    /// Where the items of a kind are.
    pub of: Rc<dyn Fn(Kind) -> Vec<usize>>,
    /// The item at a place.
    pub at: Rc<dyn Fn(usize) -> Option<ItemView>>,
}

impl PartialEq for Items {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.at, &other.at)
    }
}

/// Which items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Refused, or not got through.
    Failed,
    /// Not done, since others have changed it.
    Changed,
    /// Waiting or on their way.
    Waiting,
    /// Done.
    Done,
    /// Taken back.
    Cancelled,
    /// Whatever their state.
    All,
}

/// A kind's name with how many there are of it.
type Named = fn(usize) -> String;

const KINDS: [(Kind, Named); 5] = [
    (Kind::Failed, l10n::item_failed),
    (Kind::Changed, l10n::item_changed),
    (Kind::Waiting, l10n::item_waiting),
    (Kind::Done, l10n::item_done),
    (Kind::Cancelled, l10n::item_cancelled),
];

/// One item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemView {
    /// Its video.
    pub id: VideoId,
    /// The video's name.
    pub name: Rc<str>,
    /// `queued`, `sending`, `done`, `refused`, `changed`, `failed` or `cancelled`.
    pub state: &'static str,
    /// Its state as a sentence, with the reason where it failed.
    pub why: Rc<str>,
}

/// A menu of states, and the items in the chosen one. What failed is shown without
/// being asked for, and else what others have changed.
#[component]
pub fn ItemList(props: &Props) -> Html {
    let Props { items, counts } = props;
    let chosen = use_state_eq(|| None::<Option<Kind>>);
    let top = use_state_eq(usize::default);
    let mut told = KINDS.iter().zip(counts).take(2);
    let told = told.find(|(_, count)| **count > 0);
    let shown = chosen.unwrap_or(told.map(|((kind, _), _)| *kind));
    let choices: Vec<(Option<Kind>, String)> =
        std::iter::once((None, l10n::item_choose().to_owned()))
            .chain([(Some(Kind::All), l10n::item_all(counts.iter().sum()))])
            .chain(
                KINDS
                    .iter()
                    .zip(counts)
                    .filter(|(_, count)| **count > 0)
                    .map(|((kind, named), count)| (Some(*kind), named(*count))),
            )
            .collect();
    let onchange = {
        let (chosen, top) = (chosen.clone(), top.clone());
        let kinds: Vec<Option<Kind>> = choices.iter().map(|(kind, _)| *kind).collect();
        move |event: Event| {
            let menu: HtmlSelectElement = event.target_unchecked_into();
            let at = usize::try_from(menu.selected_index()).unwrap_or(0);
            top.set(0);
            chosen.set(Some(kinds.get(at).copied().flatten()));
        }
    };
    let places = shown.map_or_else(Vec::new, |kind| (items.of)(kind));
    let len = places.len();
    let seen = window::visible(len, ROW_HEIGHT, *top, HEIGHT, WHOLE);
    let style = format!(
        "height:{}px;padding-top:{}px",
        len * ROW_HEIGHT,
        seen.start * ROW_HEIGHT
    );
    let onscroll = move |event: Event| {
        if let Some(list) = event.target_dyn_into::<Element>() {
            top.set(usize::try_from(list.scroll_top()).unwrap_or(0));
        }
    };
    html! {
        <div class="items">
            <select data-role="item-filter" aria-label={l10n::item_filter()} {onchange}>
                { for choices.iter().map(|(kind, name)| html! { <option selected={*kind == shown}>{ name }</option> }) }
            </select>
            if len > 0 {
                <div class="bulk-items" tabindex="0" role="group" aria-label={l10n::item_list()} style={format!("--row-height:{ROW_HEIGHT}px")} {onscroll}>
                    <ul {style}>
                        { for seen.filter_map(|at| (items.at)(places[at])).map(|item| html! {
                            <li key={item.id.to_string()} data-role="bulk-item" data-id={item.id.to_string()} data-state={item.state}>
                                <b dir="auto">{ &*item.name }</b>
                                <span title={item.why.to_string()}>{ &*item.why }</span>
                            </li>
                        }) }
                    </ul>
                </div>
            }
        </div>
    }
}
