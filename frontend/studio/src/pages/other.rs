//! The pages that are neither the catalogue nor a course.

use yew::prelude::*;

use super::{compare::ComparePage, figures::FiguresPage, use_tab_title};
use crate::{commands::Editor, l10n};

/// Where the figures are.
pub const FIGURES: &str = "/figures";
/// Where three ways to show a change stand side by side; it needs no server.
pub const COMPARE: &str = "/lab/compare";

/// The page for the present address.
pub fn page(editor: &Editor) -> Html {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok());
    match path.unwrap_or_default().trim_end_matches('/') {
        FIGURES => html! { <FiguresPage editor={editor.clone()} /> },
        COMPARE => html! { <ComparePage editor={editor.clone()} /> },
        _ => html! { <NoSuchPage /> },
    }
}

#[component]
fn NoSuchPage() -> Html {
    use_tab_title(l10n::page_unknown());
    not_found(l10n::page_unknown_heading(), l10n::page_unknown_why())
}

/// What stands in the place of a course that does not exist.
pub fn no_course() -> Html {
    html! { <NoSuchCourse /> }
}

#[component]
fn NoSuchCourse() -> Html {
    use_tab_title(l10n::course_unknown());
    not_found(l10n::course_unknown_heading(), l10n::course_unknown_why())
}

fn not_found(title: &str, why: &str) -> Html {
    html! {
        <main class="page">
            <h1 tabindex="-1">{ title }</h1>
            <p class="page-lead">{ why }</p>
            <a href="/">{ l10n::page_all_courses() }</a>
        </main>
    }
}
