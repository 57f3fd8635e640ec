//! What stands in the place of a list that is empty, on its way, or cannot be had.

use yew::prelude::*;

use super::icon::Icon;
use crate::l10n;

/// Grey bars in the shape of rows.
pub fn skeleton() -> Html {
    html! {
        <div class="skeleton" role="status" aria-label={l10n::page_loading()} data-role="loading">
            { for (0..8).map(|_| html! { <div class="skeleton-row"><span /><span /><span /></div> }) }
        </div>
    }
}

/// A page of which nothing is there yet.
pub fn blank() -> Html {
    html! { <main class="page">{ skeleton() }</main> }
}

/// A notice in the place of a list.
#[derive(Default)]
pub struct Placeholder {
    /// What is the matter, in a few words.
    pub title: &'static str,
    /// What to do about it.
    pub text: AttrValue,
    /// Is it a failure?
    pub failure: bool,
    /// The way on, where there is one.
    pub way: Option<Way>,
}

/// A button under a notice.
pub struct Way {
    /// Its name for the page.
    pub action: &'static str,
    /// What is written on it.
    pub label: &'static str,
    /// What it does.
    pub onclick: Callback<MouseEvent>,
}

impl Placeholder {
    /// The notice.
    pub fn draw(self) -> Html {
        let Self {
            title,
            text,
            failure,
            way,
        } = self;
        html! {
            <div class={if failure { "placeholder failure" } else { "placeholder" }} role={if failure { "alert" } else { "note" }} data-role="placeholder">
                <span class="placeholder-icon">{ if failure { Icon::Alert.draw() } else { Icon::Play.draw() } }</span>
                <h2>{ title }</h2>
                <p>{ text }</p>
                if let Some(Way { action, label, onclick }) = way {
                    <button type="button" class="button primary" data-action={action} {onclick}>{ label }</button>
                }
            </div>
        }
    }
}
