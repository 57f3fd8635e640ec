//! The headers of the list's columns: each sorts the rows by it, one way and then the other, and that of the
//! numbers gives the author's order back.
//!
//! They stand in the line above the list, which owns them as its first row.

use yew::prelude::*;

use super::find_bar::Find;
use crate::l10n;

/// A column that rows are sorted by.
struct Column {
    /// The class of its cells.
    class: &'static str,
    /// Its name in the page.
    name: &'static str,
    label: fn() -> &'static str,
    hint: fn() -> &'static str,
    /// The numbers of its two orders in [`SORT`](super::find_bar::SORT), ascending and descending.
    orders: [usize; 2],
}

const NUMBER: Column = Column {
    class: "cell-place",
    name: "#",
    label: l10n::column_number,
    hint: l10n::show_order,
    orders: [0, 0],
};
const TITLE: Column = Column {
    class: "cell-title",
    name: "Title",
    label: l10n::row_title,
    hint: l10n::column_title_hint,
    orders: [1, 3],
};
const DURATION: Column = Column {
    class: "cell-duration",
    name: "Duration",
    label: l10n::row_duration,
    hint: l10n::column_duration_hint,
    orders: [4, 2],
};
const STATUS: Column = Column {
    class: "cell-published",
    name: "Status",
    label: l10n::column_status,
    hint: l10n::column_status_hint,
    orders: [5, 6],
};

const DELETED: Column = Column {
    class: "cell-kept",
    name: "Deleted",
    label: l10n::column_deleted,
    hint: l10n::column_deleted_hint,
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
                <button type="button" class="column" data-action="sort" data-column={column.name} title={(column.hint)()} {onclick}>{ (column.label)() }</button>
            </span>
        }
    };
    // Of what has no order the name alone is said.
    let silent = |class: &'static str, label: &'static str| {
        html! { <span role="columnheader" {class}><span class="visually-hidden">{ label }</span></span> }
    };
    html! {
        <div class="columns" id="columns" role="row">
            if !trash { { silent("cell-drag", l10n::column_drag()) } }
            { silent("cell-select", l10n::column_select()) }
            if !trash { { header(&NUMBER) } }
            { header(&TITLE) }
            { silent("cell-state", l10n::row_saving()) }
            { header(&DURATION) }
            if trash {
                { silent("cell-former", l10n::column_former()) }
                { header(&DELETED) }
            } else {
                { header(&STATUS) }
            }
            { silent("cell-actions", l10n::column_actions()) }
        </div>
    }
}
