//! The network lab, and the switches for optimism and batching.

use optimist::use_client;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    commands::Editor,
    components::{
        dialog::Dialog,
        lab::{Lab, Plan},
    },
    faults::Faults,
    l10n, lab,
    settings::Settings,
};

/// What the dialog is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The editor of the whole app.
    pub editor: Editor,
    /// Close it.
    pub on_close: Callback<()>,
}

/// The dialog.
#[component]
pub fn LabDialog(props: &Props) -> Html {
    let client = use_client();
    let plan = use_state_eq(Plan::default);
    let settings = use_state_eq(Settings::read);
    // How often a plan was chosen: an answer from before that is not what is in force.
    let chosen = use_mut_ref(|| 0_u32);
    use_effect_with((), {
        let (plan, chosen) = (plan.clone(), chosen.clone());
        move |()| {
            spawn_local(async move {
                let known = lab::plan().await;
                if *chosen.borrow() == 0 {
                    plan.set(known.map_or(Plan::Unavailable, Plan::InForce));
                }
            });
        }
    });
    let on_plan = {
        let plan = plan.clone();
        Callback::from(move |next: Faults| {
            let (plan, chosen) = (plan.clone(), chosen.clone());
            let before = *plan;
            *chosen.borrow_mut() += 1;
            let choice = *chosen.borrow();
            // At once: what is changed next begins from it.
            plan.set(Plan::InForce(next));
            spawn_local(async move {
                if !lab::set(next).await && *chosen.borrow() == choice {
                    plan.set(before);
                }
            });
        })
    };
    let on_optimism = {
        let settings = settings.clone();
        Callback::from(move |optimism| {
            client.set_optimism(optimism);
            let next = Settings {
                optimism,
                ..*settings
            };
            next.write();
            settings.set(next);
        })
    };
    let on_batching = {
        let settings = settings.clone();
        Callback::from(move |batching| {
            Settings {
                batching,
                ..*settings
            }
            .write();
            // How requests are made up is settled when the client starts; what waits is stored.
            if let Some(window) = web_sys::window() {
                let _ = window.location().reload();
            }
        })
    };
    let on_requests = {
        let editor = props.editor.clone();
        Callback::from(move |()| {
            editor.update(|store| {
                store.dialog = None;
                store.requests_open = true;
            });
        })
    };
    let lab = Lab {
        plan: *plan,
        optimism: settings.optimism,
        batching: settings.batching,
        on_plan,
        on_optimism,
        on_batching,
        on_leave: props.on_close.clone(),
        on_requests,
    };
    html! { <Dialog title={l10n::tool_lab()} on_close={props.on_close.clone()}>{ lab.draw() }</Dialog> }
}
