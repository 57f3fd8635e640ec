//! The notices on screen, and what their buttons do.

use yew::prelude::*;
use yewdux::use_selector;

use super::desk::Desk;
use crate::{
    components::toasts::{ToastAction, ToastView, Toasts},
    feedback::{Feedback, Offer},
};

/// What the notices are given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The desk that they are about.
    pub desk: Desk,
}

/// The notices.
#[component]
pub fn Notices(props: &Props) -> Html {
    let toasts = use_selector(|store: &Feedback| store.toasts.clone());
    let on_action = use_callback(props.desk.clone(), |action, desk| match action {
        ToastAction::Dismiss(number) => {
            desk.store().reduce_mut(|store| store.toasts.dismiss(number));
        }
        ToastAction::Accept(number) => {
            let offer = desk.store().get().toasts.get(number).and_then(|toast| toast.offer.clone());
            desk.store().reduce_mut(|store| store.toasts.dismiss(number));
            desk.commit();
            if let Some(offer) = offer {
                desk.accept(&offer);
            }
        }
    });
    let toasts: Vec<ToastView> = toasts
        .iter()
        .map(|toast| ToastView {
            number: toast.number,
            kind: toast.kind.name(),
            text: AttrValue::from(toast.text.clone()),
            offer: toast.offer.as_ref().map(|offer| match offer {
                Offer::Undo(_) => ("undo", "Undo"),
                Offer::Retry(_) => ("retry", "Retry"),
            }),
        })
        .collect();
    html! { <Toasts {toasts} {on_action} /> }
}
