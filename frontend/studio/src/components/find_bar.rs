//! Looking for videos: words of their titles, published or not, and the order.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::{
    focus::{focus_at, focused},
    shortcuts,
};
use crate::l10n;

/// The row that the Tab key reaches, and the first one that is drawn.
const ACTIVE_ROW: &str = "[role='row'][tabindex='0']";
const FIRST_ROW: &str = "[role='row'][aria-rowindex]";

/// The search field and its two menus.
pub struct FindBar {
    /// What is typed.
    pub text: AttrValue,
    /// Which choice of [`STATUS`], and which of [`SORT`].
    pub chosen: [usize; 2],
    /// How many videos match, where anything is looked for.
    pub matches: Option<usize>,
}

/// What the user looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Find {
    /// Something, soon: the field has the focus.
    Soon,
    /// These words.
    Text(String),
    /// This choice of [`STATUS`].
    Status(usize),
    /// This choice of [`SORT`].
    Sort(usize),
}

/// Which videos.
pub const STATUS: [fn() -> &'static str; 3] =
    [l10n::find_all, l10n::find_published, l10n::find_drafts];
/// In which order.
pub const SORT: [fn() -> &'static str; 7] = [
    l10n::find_by_position,
    l10n::find_by_title,
    l10n::find_longest,
    l10n::find_by_title_down,
    l10n::find_shortest,
    l10n::find_drafts_first,
    l10n::find_published_first,
];
/// The same in the trash, where neither a place nor what is published means anything.
const TRASH_SORT: [fn() -> &'static str; 5] = [
    l10n::find_last_deleted,
    l10n::find_by_title,
    l10n::find_longest,
    l10n::find_by_title_down,
    l10n::find_shortest,
];

impl FindBar {
    /// The controls, for a course or its trash; `on_find` is told of another search.
    pub fn draw(&self, trash: bool, on_find: &Callback<Find>) -> Html {
        let sort: &[fn() -> &'static str] = if trash { &TRASH_SORT } else { &SORT };
        let oninput = on_find.reform(|event: InputEvent| {
            Find::Text(event.target_unchecked_into::<HtmlInputElement>().value())
        });
        let onkeydown = {
            let on_find = on_find.clone();
            move |event: KeyboardEvent| {
                keydown(&event)
                    .into_iter()
                    .for_each(|find| on_find.emit(find))
            }
        };
        html! {
            <div class="find-bar" role="search">
                if let Some(matches) = self.matches {
                    <span data-role="match-count" data-count={matches.to_string()}>{ l10n::find_matches(matches) }</span>
                }
                <input type="search" dir="auto" placeholder={l10n::find()} aria-label={l10n::find_videos()} autocomplete="off" data-role="find" value={self.text.clone()} {oninput} {onkeydown} onfocus={on_find.reform(|_| Find::Soon)} />
                if !trash || self.chosen[0] > 0 {
                    { Self::menu("only", l10n::find_which(), &STATUS, self.chosen[0], Find::Status, on_find) }
                }
                { Self::menu("sort", l10n::find_order(), sort, self.chosen[1], Find::Sort, on_find) }
            </div>
        }
    }

    fn menu(
        role: &'static str,
        label: &'static str,
        choices: &[fn() -> &'static str],
        chosen: usize,
        find: fn(usize) -> Find,
        on_find: &Callback<Find>,
    ) -> Html {
        let onchange = on_find.reform(move |event: Event| {
            let menu: HtmlSelectElement = event.target_unchecked_into();
            find(usize::try_from(menu.selected_index()).unwrap_or(0))
        });
        html! {
            <select data-role={role} aria-label={label} {onchange}>
                { for choices.iter().enumerate().map(|(at, choice)| html! { <option selected={at == chosen}>{ choice() }</option> }) }
            </select>
        }
    }
}

/// From the field down to what is found, and back to the list.
fn keydown(event: &KeyboardEvent) -> Option<Find> {
    if shortcuts::is_composing(event) {
        return None;
    }
    let field: HtmlInputElement = event.target_dyn_into()?;
    let page = field.closest("main").ok().flatten();
    let rows: &[&str] = match event.key().as_str() {
        "Escape" if !field.value().is_empty() => {
            event.prevent_default();
            return Some(Find::Text(String::new()));
        }
        "Escape" => &[ACTIVE_ROW, FIRST_ROW],
        "Enter" | "ArrowDown" => &[FIRST_ROW],
        _ => return None,
    };
    if let Some(page) = page
        && rows.iter().any(|row| focus_at(&page, row))
    {
        event.prevent_default();
        bring_into_view();
    }
    None
}

/// A row is drawn a little before it comes into view.
fn bring_into_view() {
    let Some(row) = focused() else { return };
    if let Ok(Some(list)) = row.closest("[data-testid='video-list']") {
        let (row_at, list_at) = (
            row.get_bounding_client_rect(),
            list.get_bounding_client_rect(),
        );
        if row_at.top() < list_at.top() {
            row.scroll_into_view_with_bool(true);
        } else if row_at.bottom() > list_at.bottom() {
            row.scroll_into_view_with_bool(false);
        }
    }
}
