//! The tools at the end of the bar on top: how the page looks, its keys, the network lab.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yewdux::use_selector;

use crate::{
    commands::Editor,
    components::{button, click, focus::focus_in_page, icon::Icon},
    faults::Faults,
    feedback::{Dialog, Feedback},
    figures::recorder,
    hooks::use_page_event,
    l10n, lab as server_lab, request_log, settings,
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
    let (dense, dialog) = *use_selector(|store: &Feedback| (store.dense, store.dialog));
    let dark = settings::is_dark();
    let redraw = use_force_update();
    let has_lab = use_lab();
    let faults = use_faults(has_lab && dialog != Some(Dialog::Lab));
    use_figures(&props.editor);
    let onclick = {
        let editor = props.editor.clone();
        move |event: MouseEvent| match click::action(&event).as_deref() {
            Some("palette") => editor.update(|store| store.dialog = Some(Dialog::Palette)),
            Some("lab") => editor.update(|store| store.dialog = Some(Dialog::Lab)),
            Some("keys") => editor.update(|store| store.dialog = Some(Dialog::Keys)),
            Some("density") => editor.show_dense(!dense),
            Some("language") => {
                editor.speak(l10n::language().other());
                // The whole page is drawn anew, this button too.
                Timeout::new(0, || focus_in_page("[data-action='language']")).forget();
            }
            Some("theme") => {
                settings::choose_theme(!dark);
                redraw.force_update();
            }
            _ => {}
        }
    };
    let theme = match dark {
        true => button::with_icon("theme", l10n::tool_light(), Icon::Sun),
        false => button::with_icon("theme", l10n::tool_dark(), Icon::Moon),
    };
    let density = match dense {
        true => button::with_icon("density", l10n::tool_high_rows(), Icon::RowsHigh),
        false => button::with_icon("density", l10n::tool_low_rows(), Icon::RowsLow),
    };
    html! {
        <div class="tools-bar" {onclick}>
            { button::with_icon("palette", l10n::tool_find(), Icon::Search) }
            if has_lab { { lab(faults) } }
            { button::with_icon("keys", l10n::tool_keys(), Icon::Keyboard) }
            { density }
            { theme }
            { language() }
        </div>
    }
}

/// What opens the network lab: the same element whether the server misbehaves or not, so that the focus stays.
fn lab(faults: bool) -> Html {
    let (class, label) = match faults {
        true => ("icon-button is-faulty", l10n::tool_lab_faulty()),
        false => ("icon-button", l10n::tool_lab()),
    };
    html! {
        <button type="button" {class} data-action="lab" aria-label={label} title={label}>{ Icon::Flask.draw() }</button>
    }
}

/// The choice of the other language, by its name in itself.
fn language() -> Html {
    let other = l10n::language().other();
    html! {
        <button
            type="button"
            class="icon-button"
            data-action="language"
            lang={other.code()}
            aria-label={other.name()}
            title={other.name()}
        >
            { other.code().to_ascii_uppercase() }
        </button>
    }
}

/// Does this server have a network lab? Where it does not answer, it has what it had the last time: a lab
/// that has cut the network off can still let it go on.
#[hook]
fn use_lab() -> bool {
    let offered = use_state_eq(has_lab);
    use_effect_with((), {
        let offered = offered.clone();
        move |()| {
            let learn = Callback::from(move |now: bool| {
                settings::remember_lab(now);
                if now {
                    request_log::begin();
                }
                offered.set(now);
            });
            match server_lab::is_offered() {
                Some(now) => learn.emit(now),
                None if settings::had_lab() => request_log::begin(),
                None => {}
            }
            server_lab::on_learnt(learn);
        }
    });
    *offered
}

/// Does the server misbehave, by a plan of the lab's? It is asked whenever `asks` becomes true: faults stay
/// when the lab is closed and the page is left.
#[hook]
fn use_faults(asks: bool) -> bool {
    let on = use_state_eq(|| false);
    use_effect_with(asks, {
        let on = on.clone();
        move |asks| {
            if *asks {
                spawn_local(async move {
                    let plan = server_lab::plan().await;
                    on.set(plan.is_some_and(|plan| plan != Faults::default()));
                });
            }
        }
    });
    *on
}

/// Whether the network lab is there now.
pub fn has_lab() -> bool {
    server_lab::is_offered().unwrap_or_else(settings::had_lab)
}

/// Measures while the author works.
#[hook]
fn use_figures(editor: &Editor) {
    use_effect_with((), {
        let client = editor.client().clone();
        move |()| {
            let told = {
                let client = client.clone();
                Callback::from(move |event| recorder::record(&client, &event))
            };
            let subscription = client.on_event(told);
            move || drop(subscription)
        }
    });
    use_page_event("pagehide", Callback::from(|_| recorder::keep()));
}
