//! The tools at the end of the bar on top: how the page looks, its keys, the network lab.

use yew::prelude::*;
use yewdux::use_selector;

use crate::{
    commands::Editor,
    components::{button, click, icon::Icon},
    feedback::{Dialog, Feedback},
    settings,
};

/// What the tools are given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The editor of the whole app.
    pub editor: Editor,
}

/// The tools.
#[component]
pub fn Tools(props: &Props) -> Html {
    // The palette, which changes the colours too, is a dialog.
    let (dense, _) = *use_selector(|store: &Feedback| (store.dense, store.dialog));
    let dark = settings::is_dark();
    let redraw = use_force_update();
    let onclick = {
        let editor = props.editor.clone();
        move |event: MouseEvent| match click::action(&event).as_deref() {
            Some("palette") => editor.update(|store| store.dialog = Some(Dialog::Palette)),
            Some("lab") => editor.update(|store| store.dialog = Some(Dialog::Lab)),
            Some("keys") => editor.update(|store| store.dialog = Some(Dialog::Keys)),
            Some("density") => editor.show_dense(!dense),
            Some("theme") => {
                settings::choose_theme(!dark);
                redraw.force_update();
            }
            _ => {}
        }
    };
    let theme = match dark {
        true => button::with_icon("theme", "Use light colours", Icon::Sun),
        false => button::with_icon("theme", "Use dark colours", Icon::Moon),
    };
    let density = match dense {
        true => button::with_icon("density", "Use high rows", Icon::RowsHigh),
        false => button::with_icon("density", "Use low rows", Icon::RowsLow),
    };
    html! {
        <div class="tools-bar" {onclick}>
            { button::with_icon("palette", "Find and do", Icon::Search) }
            { button::with_icon("lab", "Network lab", Icon::Flask) }
            { button::with_icon("keys", "Keyboard shortcuts", Icon::Keyboard) }
            { density }
            { theme }
        </div>
    }
}
