//! The headers of the list's columns: each sorts the rows by it, one way and then the other, and that of the
//! numbers gives the author's order back.
//!
//! They stand in the line above the list, which owns them as its first row.

use yew::prelude::*;

use super::find_bar::Find;

/// A column that rows are sorted by.
struct Column {
    /// The class of its cells.
    class: &'static str,
    label: &'static str,
    hint: &'static str,
    /// The numbers of its two orders in [`SORT`](super::find_bar::SORT), ascending and descending.
    orders: [usize; 2],
}

const NUMBER: Column = Column {
    class: "cell-place",
    label: "#",
    hint: "Show the author’s order",
    orders: [0, 0],
};
const TITLE: Column = Column {
    class: "cell-title",
    label: "Title",
    hint: "Sort by title",
    orders: [1, 3],
};
const DURATION: Column = Column {
    class: "cell-duration",
    label: "Duration",
    hint: "Sort by duration",
    orders: [4, 2],
};
const STATUS: Column = Column {
    class: "cell-published",
    label: "Status",
    hint: "Sort by status",
    orders: [5, 6],
};

const DELETED: Column = Column {
    class: "cell-kept",
    label: "Deleted",
    hint: "Show what was deleted last first",
    orders: [0, 0],
};

/// The headers; the rows are sorted so, and may be those of the trash.
pub fn draw(sort: usize, trash: bool, on_find: &Callback<Find>) -> Html {
    let header = |column: &Column| {
        let [up, down] = column.orders;
        let direction = match sort {
            // The last deleted first.
            _ if sort == up && trash && up == down => "descending",
            _ if sort == up => "ascending",
            _ if sort == down => "descending",
            _ => "none",
        };
        let next = if sort == up { down } else { up };
        let onclick = on_find.reform(move |_: MouseEvent| Find::Sort(next));
        html! {
            <span role="columnheader" class={column.class} aria-sort={direction}>
                <button type="button" class="column" data-action="sort" data-column={column.label} title={column.hint} {onclick}>{ column.label }</button>
            </span>
        }
    };
    // Of what has no order the name alone is said.
    let silent = |class: &'static str, label: &'static str| {
        html! { <span role="columnheader" {class}><span class="visually-hidden">{ label }</span></span> }
    };
    html! {
        <div class="columns" id="columns" role="row">
            if !trash { { silent("cell-drag", "Drag") } }
            { silent("cell-select", "Select") }
            if !trash { { header(&NUMBER) } }
            { header(&TITLE) }
            { silent("cell-state", "Saving") }
            { header(&DURATION) }
            if trash {
                { silent("cell-former", "Former place") }
                { header(&DELETED) }
            } else {
                { header(&STATUS) }
            }
            { silent("cell-actions", "Actions") }
        </div>
    }
}
