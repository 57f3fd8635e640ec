//! The list of videos: only the rows near what is seen are in the page.
//!
//! To assistive technology it is a grid with one row that the Tab key reaches; the arrow keys move
//! from row to row.

use shared::VideoId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::{
    RowAction, RowState, RowView, Rows,
    aim::Focus,
    anchor::Measure,
    click,
    focus::{focus, focus_at, focus_row, is_lost, is_shown, use_held_focus},
    place::use_place,
    pointer::{Pointer, place_of, use_pointer},
    scroll::{scroll_along, scroll_to},
    shortcuts,
    shortcuts::ListKey,
    video_row::VideoRow,
    window::{self, pixels},
};
use crate::{
    format,
    hooks::{now, use_height},
};

/// Lists up to this long are in the page as a whole.
const WHOLE: usize = 40;

/// What the list is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rows.
    pub rows: Rows,
    /// What the user does; the same for good.
    pub on_action: Callback<RowAction>,
    /// A video to bring into sight, with a number that makes a repetition new; does its row also get the
    /// focus?
    #[prop_or_default]
    pub reveal: Option<(VideoId, u64, bool)>,
    /// The name of the list.
    pub label: AttrValue,
    /// What tells one way to look at the videos from another: each begins at its first row.
    #[prop_or_default]
    pub view: AttrValue,
    /// Which entry of the browser's history the list belongs to: it is shown from where it was left.
    #[prop_or_default]
    pub entry: AttrValue,
    /// The video whose title is being edited.
    #[prop_or_default]
    pub editing: Option<VideoId>,
    /// How high a row is, in pixels; the style sheet reads it as `--row-height`.
    #[prop_or(56)]
    pub row_height: usize,
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
        view,
        entry,
        editing,
        row_height,
    } = props;
    let row_height = *row_height;
    let container = use_node_ref();
    let height = use_height(container.clone());
    let measure = Measure {
        row: row_height,
        height,
    };
    let anchor = use_place(entry, rows, row_height);
    anchor.borrow_mut().measure(row_height);
    let Pointer {
        aim,
        onmove,
        onleave,
    } = use_pointer(&container, &anchor);
    let redraw = use_force_update();
    let active = use_state_eq(Active::default);
    // The row to focus once it is drawn.
    let wanted = use_mut_ref(|| None::<VideoId>);
    let held = use_held_focus(&container);

    // The row that all others are drawn around: being edited, it stays the same element wherever it
    // goes, so that the field in it keeps the focus and what an input method is at.
    let pivot = use_mut_ref(|| (None::<VideoId>, 0));
    let (pivot, middle) = {
        let mut pivot = pivot.borrow_mut();
        if editing.is_some() {
            pivot.0 = *editing;
        }
        let at = pivot.0.and_then(|id| rows.position(id, pivot.1));
        *pivot = (pivot.0.filter(|_| at.is_some()), at.unwrap_or(pivot.1));
        *pivot
    };
    let editing = editing.filter(|id| Some(*id) == pivot);
    let moved = anchor.borrow_mut().follow(rows, view, editing, measure);
    let (top, lead, content) = {
        let anchor = anchor.borrow();
        (anchor.top, anchor.lead, anchor.content(editing, measure))
    };
    let len = rows.len;
    let drawn = move |top: usize| {
        let top = top.saturating_sub(lead);
        window::visible(len, row_height, top, height, WHOLE)
    };
    let shown = drawn(top);
    let views: Vec<RowView> = shown.clone().filter_map(|at| (rows.at)(at)).collect();
    let waits = |view: &RowView| matches!(view.state, RowState::Saving | RowState::Deleting);
    let seen = views.iter().map(|view| (view.video.id, waits(view)));
    let (seen, moved) = (seen.collect(), moved / row_height.cast_signed());
    aim.borrow_mut().draw(now(), moved, shown.start, seen);

    let onscroll = {
        let (container, anchor, redraw) = (container.clone(), anchor.clone(), redraw.clone());
        let shown = shown.clone();
        move |_: Event| {
            if let Some(element) = container.cast::<Element>() {
                let at = pixels(element.scroll_top());
                anchor.borrow_mut().top = at;
                // Only a scroll that brings other rows is worth drawing.
                if drawn(at) != shown {
                    redraw.force_update();
                }
            }
        }
    };
    let active_at = match active.id {
        Some(id) => rows.position(id, active.at).unwrap_or(active.at),
        None => top.saturating_sub(lead).div_ceil(row_height),
    };
    let active_at = active_at.min(rows.len.saturating_sub(1));
    let (active_was, active_id) = (active.id, (rows.id_at)(active_at));
    let kept_focus = use_mut_ref(Focus::default);

    let go = {
        let (redraw, rows, container) = (redraw.clone(), rows.clone(), container.clone());
        let (active, wanted, anchor) = (active.clone(), wanted.clone(), anchor.clone());
        move |to: usize| {
            let to = to.min(rows.len.saturating_sub(1));
            let Some(id) = (rows.id_at)(to) else { return };
            if let Some(element) = container.cast::<Element>() {
                if scroll_to(&element, &anchor, to) {
                    redraw.force_update();
                }
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
        let (go, on_action, rows) = (go.clone(), on_action.clone(), rows.clone());
        let (anchor, kept_focus) = (anchor.clone(), kept_focus.clone());
        let page = (height / row_height).max(2) - 1;
        move |event: KeyboardEvent| {
            let Some(id) = active_id else { return };
            let on_control = event
                .target_dyn_into::<HtmlElement>()
                .is_some_and(|target| target.tag_name() == "BUTTON");
            let Some(key) = shortcuts::in_list(&event, on_control) else {
                return;
            };
            event.prevent_default();
            // Who uses the keys does not point.
            anchor.borrow_mut().pointer = None;
            if event.repeat() && !key.repeats() {
                return;
            }
            match key {
                ListKey::Step(by) => go(active_at.saturating_add_signed(by)),
                ListKey::Page(by) => go(active_at.saturating_add_signed(by * page as isize)),
                ListKey::First => go(0),
                ListKey::Last => go(rows.len),
                ListKey::Extend(by) => {
                    let to = active_at.saturating_add_signed(by).min(rows.len - 1);
                    on_action.emit(RowAction::Begin(id));
                    if let Some(target) = (rows.id_at)(to) {
                        on_action.emit(RowAction::Extend(target));
                    }
                    go(to);
                }
                ListKey::Shift(by) => on_action.emit(RowAction::ShiftChosen(id, by)),
                ListKey::Toggle => on_action.emit(RowAction::Toggle(id)),
                ListKey::SelectAll => on_action.emit(RowAction::SelectAll),
                ListKey::Clear => on_action.emit(RowAction::Clear),
                ListKey::Delete if kept_focus.borrow_mut().delete(now(), id) => {
                    on_action.emit(RowAction::DeleteChosen(id));
                }
                ListKey::Delete => {}
                ListKey::Rename => on_action.emit(RowAction::Rename(id)),
                ListKey::Publish => {
                    if let Some(row) = (rows.at)(active_at) {
                        on_action.emit(RowAction::PublishChosen(id, !row.video.published));
                    }
                }
            }
        }
    };
    let onfocusin = {
        let (active, rows, held) = (active.clone(), rows.clone(), held.clone());
        let kept_focus = kept_focus.clone();
        move |event: FocusEvent| {
            kept_focus.borrow_mut().come();
            let target: Option<HtmlElement> = event.target_dyn_into();
            let row = target
                .as_ref()
                .and_then(|target| target.closest("[aria-rowindex]").ok().flatten());
            held.replace(target);
            if let Some(at) = row.as_ref().and_then(place_of) {
                active.set(Active {
                    id: (rows.id_at)(at),
                    at,
                });
            }
        }
    };
    let onmousedown = move |event: MouseEvent| {
        // The browser would mark the texts up to here.
        if event.shift_key() && click::on_row(&event).is_some() {
            event.prevent_default();
            let target: Option<Element> = event.target_dyn_into();
            let row = target.and_then(|target| target.closest("[aria-rowindex]").ok()?);
            if let Some(row) = row.and_then(|row| row.dyn_into().ok()) {
                focus(&row);
            }
        }
    };
    // What is to be seen may come later than the wish, with the server's answer.
    let revealed = use_mut_ref(|| 0_u64);
    let wish = reveal.filter(|(_, number, _)| *number != *revealed.borrow());
    // After each drawing: the row that was wanted gets the focus; and where the focus has vanished
    // with what held it, that gets it back (it has moved), or the row in its place does.
    use_effect({
        let (container, rows, redraw) = (container.clone(), rows.clone(), redraw.clone());
        move || {
            let Some(list) = container.cast::<Element>() else {
                return;
            };
            scroll_along(&container, &anchor);
            let asked = wanted.borrow().is_some() && *wanted.borrow() == active_id;
            if asked && focus_row(&list, active_at) {
                wanted.borrow_mut().take();
            }
            let lost = held
                .borrow()
                .clone()
                .filter(|element| is_lost(element, &list));
            if let Some(element) = lost
                && !(is_shown(&element) && focus(&element))
                && focus_row(&list, active_at)
                && active_was != active_id
            {
                kept_focus.borrow_mut().fall(now(), active_was);
            }
            let Some((id, number, focus)) = wish else {
                return;
            };
            if let Some(at) = rows.position(id, rows.len.saturating_sub(1)) {
                revealed.replace(number);
                if focus {
                    return go(at);
                }
                if Some(id) == editing {
                    focus_at(&list, ".title-field input");
                }
                if scroll_to(&list, &anchor, at) {
                    redraw.force_update();
                }
            }
        }
    });

    // A row that is edited beyond what is seen is in the page all the same, at its own place; so is the
    // one that the Tab key reaches, which keeps the focus however far the list is scrolled.
    let is_active = |id: VideoId| Some(id) == active_id;
    let apart = pivot.filter(|id| editing.is_some() || shown.contains(&middle) || is_active(*id));
    let beside = [apart.map(|_| middle), active_id.map(|_| active_at)];
    let drawn = window::with(&shown, &beside);
    let first = drawn.first().copied().unwrap_or(shown.start);
    let style = format!(
        "height:{content}px;padding-top:{}px;counter-reset:place {first}",
        lead + first * row_height
    );
    // Among what was found, a place would not be the video's own.
    let numbered = view.trim().is_empty();
    let row = |at: usize| {
        let known = at.checked_sub(shown.start).and_then(|at| views.get(at));
        let view = known.cloned().or_else(|| (rows.at)(at))?;
        let id = view.video.id;
        let is_active = is_active(id);
        let place = numbered.then_some(at + 1);
        Some(html! {
            <div
                key={id.to_string()}
                class="video-slot"
                role="row"
                aria-rowindex={(at + 1).to_string()}
                aria-selected={format::flag(view.selected)}
                aria-label={view.name(place)}
                tabindex={if is_active { "0" } else { "-1" }}
            >
                <VideoRow {view} active={is_active} movable={numbered} on_action={on_action.clone()} />
            </div>
        })
    };
    // What is left out above a row; its key is that of what it is drawn for.
    let gap = |above: usize, at: usize| {
        let height = (at - above) * row_height;
        let key = if at == shown.start { "shown" } else { "apart" };
        let style = format!("height:{height}px;counter-set:place {at}");
        (height > 0).then(|| html! { <div {key} role="presentation" {style} /> })
    };
    let part = |from: usize, to: usize| -> Html {
        let at = |place: usize| drawn.partition_point(|at| *at < place);
        let row = |n: usize| {
            let above = n.checked_sub(1).map_or(first, |n| drawn[n] + 1);
            [gap(above, drawn[n]), row(drawn[n])]
        };
        (at(from)..at(to)).flat_map(row).flatten().collect()
    };
    let after = middle + usize::from(apart.is_some());
    html! {
        <div
            class="video-list"
            data-testid="video-list"
            role="grid"
            aria-label={label.clone()}
            aria-rowcount={rows.len.to_string()}
            aria-multiselectable="true"
            aria-owns="columns rows"
            style={format!("--row-height:{row_height}px")}
            ref={container}
            {onscroll}
            {onkeydown}
            {onfocusin}
            {onmousedown}
            onpointermove={onmove}
            onpointerleave={onleave}
        >
            <div class="video-list-inner" id="rows" role="presentation" {style}>
                { part(0, middle) }
                { part(middle, after) }
                { part(after, len) }
            </div>
        </div>
    }
}
