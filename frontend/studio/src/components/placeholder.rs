//! What stands in the place of a list that is empty, on its way, or cannot be had.

use yew::prelude::*;

use super::icon::Icon;

/// Grey bars in the shape of rows.
#[component]
pub fn Skeleton() -> Html {
    html! {
        <div class="skeleton" role="status" aria-label="Loading" data-role="loading">
            { for (0..8).map(|_| html! { <div class="skeleton-row"><span /><span /><span /></div> }) }
        </div>
    }
}

/// What a notice in the place of a list is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What is the matter, in a few words.
    pub title: AttrValue,
    /// What to do about it.
    pub text: AttrValue,
    /// Is it a failure?
    #[prop_or_default]
    pub failure: bool,
    /// Tries again, where that helps.
    #[prop_or_default]
    pub on_retry: Option<Callback<()>>,
}

/// A notice in the place of a list.
#[component]
pub fn Placeholder(props: &Props) -> Html {
    html! {
        <div class={classes!("placeholder", props.failure.then_some("failure"))} role={if props.failure { "alert" } else { "note" }} data-role="placeholder">
            <span class="placeholder-icon">{ if props.failure { Icon::Alert.draw() } else { Icon::Play.draw() } }</span>
            <h2>{ &props.title }</h2>
            <p>{ &props.text }</p>
            if let Some(on_retry) = &props.on_retry {
                <button type="button" class="button primary" data-action="reload" onclick={on_retry.reform(|_| ())}>{ "Try again" }</button>
            }
        </div>
    }
}
