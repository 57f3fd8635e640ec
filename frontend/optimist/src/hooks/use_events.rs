use optimist_core::Event;
use yew::prelude::*;

use crate::use_client;

/// Calls back with each event of an operation's life while the component is mounted: for toasts
/// and other feedback.
///
/// ```
/// use optimist::{Event, use_events};
/// use yew::prelude::*;
///
/// #[component]
/// fn Refusals() -> Html {
///     let last = use_state(String::new);
///     let set = last.setter();
///     use_events(move |event| {
///         if let Event::Refused { reason, .. } = event {
///             set.set(reason.message);
///         }
///     });
///     html! { <p role="status">{ &*last }</p> }
/// }
/// ```
#[hook]
pub fn use_events(callback: impl Fn(Event) + 'static) {
    let client = use_client();
    let latest = use_mut_ref(Callback::<Event>::noop);
    *latest.borrow_mut() = Callback::from(callback);
    use_effect_with(client, move |client| {
        let subscription = client.on_event(Callback::from(move |event| {
            let callback = latest.borrow().clone();
            callback.emit(event);
        }));
        move || drop(subscription)
    });
}
