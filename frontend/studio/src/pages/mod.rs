//! Pages: they bring the library, what the user is told, and what is drawn together.

mod act;
mod actions;
pub mod activity;
mod aloud;
mod banner;
pub mod catalogue;
mod compare;
pub mod course;
pub mod dialogs;
mod drag;
mod entries;
mod figures;
pub mod frame;
pub mod handlers;
pub mod lab_dialog;
pub mod later;
pub mod live_region;
mod other;
mod palette;
mod print;
mod request_log;
mod row_tools;
pub mod rows;
mod save_state;
mod sheet;
mod tools;
mod totals;
mod trash;
mod unsaved;

use optimist::Reason;
use shared::text::isolated;
use yew::prelude::*;

use crate::{
    components::placeholder::{Placeholder, Way},
    l10n, reasons,
};

/// What stands in the place of data that could not be read.
fn failure(title: &'static str, why: Option<&Reason>, on_retry: Callback<MouseEvent>) -> Html {
    let text = why.map_or_else(String::new, reasons::of_reading);
    Placeholder {
        title,
        text: text.into(),
        failure: true,
        way: Some(Way {
            action: "reload",
            label: l10n::retry(),
            onclick: on_retry,
        }),
    }
    .draw()
}

/// What stands in the place of data that this device has never had, while they cannot be read.
fn not_here(text: &'static str) -> Html {
    Placeholder {
        title: l10n::page_not_here(),
        text: text.into(),
        ..Placeholder::default()
    }
    .draw()
}

/// Names the page in the browser's tab.
#[hook]
fn use_tab_title(title: &str) {
    use_effect_with(title.to_owned(), |title| {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&l10n::page_title(&isolated(title)));
        }
    });
}
