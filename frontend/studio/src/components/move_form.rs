//! Where to move videos: a place counted from 1, or another course.

use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

use super::{icon::Icon, number};
use crate::l10n;

/// Where to move videos.
pub struct MoveForm {
    /// Where the first of them is, counted from 1.
    pub place: usize,
    /// How many videos there are.
    pub total: usize,
    /// Why there is no place to choose as the list is shown, and how there is one.
    pub why_fixed: Option<String>,
    /// The titles of the other courses.
    pub courses: Vec<String>,
    /// Does it take the focus?
    pub begins: bool,
    /// What the user wants.
    pub on_move: Callback<MoveTo>,
}

/// What the user wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoveTo {
    /// This place, counted from 1.
    Place(usize),
    /// None yet: show the author's order.
    Order,
    /// The end of this one of the other courses.
    Course(usize),
}

impl MoveForm {
    /// A number field and a menu, so that moving far needs no dragging.
    pub fn draw(&self) -> Html {
        let total = self.total;
        let to_place = {
            let on_move = self.on_move.clone();
            move |event: SubmitEvent| {
                if let Some(place) = number::submitted(&event) {
                    on_move.emit(MoveTo::Place(place));
                }
            }
        };
        let to_course = {
            let on_move = self.on_move.clone();
            move |event: SubmitEvent| {
                event.prevent_default();
                let form: Option<Element> = event.target_dyn_into();
                let menu = form.and_then(|form| form.query_selector("select").ok().flatten());
                let menu = menu.and_then(|menu| wasm_bindgen::JsCast::dyn_into(menu).ok());
                let chosen = menu.map(|menu: HtmlSelectElement| menu.selected_index());
                // Before the first of them stands that none is chosen yet.
                if let Some(course) = chosen.and_then(|chosen| usize::try_from(chosen - 1).ok()) {
                    on_move.emit(MoveTo::Course(course));
                }
            }
        };
        let go = |to: MoveTo| self.on_move.reform(move |_: MouseEvent| to);
        html! {
            <>
                if let Some(why) = &self.why_fixed {
                    <p data-role="why-fixed">{ why }</p>
                    <button type="button" class="button primary" autofocus={self.begins} data-action="show-order" onclick={go(MoveTo::Order)}>{ l10n::show_order() }</button>
                } else {
                <form class="inline-form" novalidate=true onsubmit={to_place}>
                    <label class="field grow">
                        <span>{ l10n::move_position(&total.to_string()) }</span>
                        <input autofocus={self.begins} type="number" min="1" max={total.to_string()}
                            data-role="move-position" onfocus={|event: FocusEvent| number::mark(&event)} ~defaultValue={self.place.to_string()} />
                    </label>
                    <button type="submit" class="button primary" data-action="move" aria-label={l10n::move_to_this_position()}>{ l10n::move_submit() }</button>
                </form>
                <p class="move-ends">
                    <button type="button" class="button" data-action="move-top" onclick={go(MoveTo::Place(1))}>{ Icon::Up.draw() }<span>{ l10n::move_to_top() }</span></button>
                    <button type="button" class="button" data-action="move-bottom" onclick={go(MoveTo::Place(total))}>{ Icon::Down.draw() }<span>{ l10n::move_to_bottom() }</span></button>
                </p>
                }
                if !self.courses.is_empty() {
                    <hr />
                    <form class="inline-form" onsubmit={to_course}>
                        <label class="field grow">
                            <span>{ l10n::move_to_course() }</span>
                            <select data-role="move-course" required=true>
                                <option value="" hidden=true selected=true disabled=true>{ l10n::move_choose_course() }</option>
                                { for self.courses.iter().map(|course| html! { <option dir="auto">{ course }</option> }) }
                            </select>
                        </label>
                        <button type="submit" class="button" data-action="move-course" aria-label={l10n::move_to_this_course()}>{ l10n::move_submit() }</button>
                    </form>
                }
            </>
        }
    }
}
