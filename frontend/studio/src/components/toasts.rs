//! Short notices. They leave after a while, but not while someone looks at them, nor while nobody can.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::{button, click, icon::Icon};
use crate::{hooks::use_hidden, l10n};

/// How long a notice stays, in milliseconds.
pub const STAY_MS: u32 = 12_000;

/// One notice, as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct ToastView {
    /// Tells it from those before it.
    pub number: u64,
    /// `running`, `success`, `failure`, `correction` or `note`.
    pub kind: &'static str,
    /// What it says.
    pub text: AttrValue,
    /// It tells of what goes on, and its time begins with the outcome.
    pub stays: bool,
    /// What its buttons do: their names in the page and their labels.
    pub offers: Vec<(&'static str, &'static str)>,
}

/// What the user does with a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToastAction {
    /// Takes what it offers by this name.
    Accept(u64, String),
    /// Closes it, or lets it run out.
    Dismiss(u64),
}

/// The notices, oldest first. They are read out by the live region, not by themselves.
pub fn draw(toasts: &[ToastView], on_action: &Callback<ToastAction>) -> Html {
    html! {
        <div class="toasts" role="region" aria-label={l10n::notice_region()}>
            { for toasts.iter().map(|view| html! {
                <ToastItem key={view.number} view={view.clone()} on_action={on_action.clone()} />
            }) }
        </div>
    }
}

/// What a notice is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it shows.
    pub view: ToastView,
    /// What the user does.
    pub on_action: Callback<ToastAction>,
}

/// One notice.
#[component]
pub fn ToastItem(props: &Props) -> Html {
    let Props { view, on_action } = props;
    let number = view.number;
    // Under the pointer, and with the focus.
    let held = use_state_eq(|| (false, false));
    let hidden = use_hidden();
    use_effect_with(held.0 || held.1 || hidden || view.stays, {
        let on_action = on_action.clone();
        move |&held: &bool| {
            let timer = (!held).then(|| {
                Timeout::new(STAY_MS, move || {
                    on_action.emit(ToastAction::Dismiss(number))
                })
            });
            move || drop(timer)
        }
    });
    let onclick = {
        let on_action = on_action.clone();
        move |event: MouseEvent| {
            on_action.emit(match click::action(&event) {
                Some(action) if action == "dismiss" => ToastAction::Dismiss(number),
                Some(action) => ToastAction::Accept(number, action),
                None => return,
            });
        }
    };
    html! {
        <div
            class={format!("toast {}", view.kind)}
            data-role="toast"
            data-kind={view.kind}
            onmouseenter={hold(&held, (true, held.1))}
            onmouseleave={hold(&held, (false, held.1))}
            onfocusin={hold(&held, (held.0, true))}
            onfocusout={hold(&held, (held.0, false))}
            {onclick}
        >
            <span class="toast-icon">
                { match view.kind {
                    "success" => Icon::Check.draw(),
                    "running" => Icon::CloudUp.draw(),
                    "note" => Icon::Undo.draw(),
                    _ => Icon::Alert.draw(),
                } }
            </span>
            <p>{ &view.text }</p>
            { for view.offers.iter().map(|&(action, label)| button::labelled("button small", action, label)) }
            { button::with_icon("dismiss", l10n::dismiss(), Icon::Cross) }
        </div>
    }
}

fn hold<E>(held: &UseStateHandle<(bool, bool)>, to: (bool, bool)) -> Callback<E> {
    let held = held.clone();
    Callback::from(move |_| held.set(to))
}
