//! What surrounds every page: the bar on top, the activity beside it, what lies over the page.

use yew::prelude::*;
use yewdux::use_selector;

use super::{activity, handlers::Handlers, later::Later};
use crate::{
    commands::Editor,
    components::{
        banners::{self, BannerView},
        focus::focus_in_page,
        icon::Icon,
    },
    feedback::{Banner, Feedback},
    l10n,
};

/// What the frame is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The page.
    pub children: Html,
    /// The editor of the whole app.
    pub editor: Editor,
    /// What the user does.
    pub handlers: Handlers,
    /// What comes later, if it is there.
    pub later: Option<Later>,
}

/// The frame.
#[component]
pub fn Frame(props: &Props) -> Html {
    let seen =
        use_selector(|store: &Feedback| (store.dialog, store.banners.clone(), store.activity_open));
    let (dialog, shown, activity_open) = &*seen;
    let later = props.later;
    let shown = shown.iter().filter_map(|banner| match (banner, later) {
        (Banner::Incomplete, _) => Some(incomplete()),
        (banner, later) => later.and_then(|later| (later.banner)(banner)),
    });
    let shown: Vec<BannerView> = shown.collect();
    let on_skip = |_: MouseEvent| focus_in_page("main [tabindex='0'], main .cards a");
    html! {
        <div class="app">
            <header class="top-bar">
                <button type="button" class="skip" data-action="skip" onclick={on_skip}>{ l10n::skip_to_list() }</button>
                <a href="/" class="brand" aria-label={l10n::brand()}>
                    <span class="brand-mark">{ Icon::Play.draw() }</span><span class="brand-name">{ l10n::studio() }</span>
                </a>
                <span class="top-space" />
                if let Some(later) = later {
                    { (later.undo)(&props.editor) }
                    { (later.save_state)(&props.editor) }
                }
                { later.map_or_else(|| html! { <div class="tools-bar" /> }, |later| (later.tools)(&props.editor)) }
            </header>
            { banners::draw(&shown, &props.handlers.on_banner) }
            <div class={if *activity_open { "workspace has-activity" } else { "workspace" }}>
                { props.children.clone() }
                if let Some(later) = later {
                    { (later.activity)(activity::Props { editor: props.editor.clone() }) }
                }
            </div>
            if let Some(later) = later { { (later.below)(&props.editor) } }
            if let (Some(later), Some(dialog)) = (later, *dialog) {
                { (later.dialog)(dialog, &props.editor, &props.handlers.on_close) }
            }
        </div>
    }
}

fn incomplete() -> BannerView {
    let text = l10n::page_incomplete();
    BannerView {
        kind: Banner::Incomplete.kind(),
        text: text.into(),
        offer: None,
    }
}
