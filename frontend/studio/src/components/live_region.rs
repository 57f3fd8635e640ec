//! What a screen reader says: politely, and never more often than every two seconds.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// The shortest time between two messages, in milliseconds.
pub const PAUSE_MS: u32 = 2_000;

/// What the region is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What to say next, with a number that makes a repetition new.
    pub spoken: (u64, Rc<str>),
}

/// An invisible region. Of several messages within the pause only the last is said.
#[component]
pub fn LiveRegion(props: &Props) -> Html {
    let said = use_state(|| props.spoken.clone());
    let last = use_mut_ref(|| f64::NEG_INFINITY);
    use_effect_with(props.spoken.clone(), {
        let (said, pause) = (said.clone(), f64::from(PAUSE_MS));
        move |spoken: &(u64, Rc<str>)| {
            let spoken = spoken.clone();
            let mut timer = None;
            if spoken.0 != said.0 {
                let since = js_sys::Date::now() - *last.borrow();
                let say = move || {
                    *last.borrow_mut() = js_sys::Date::now();
                    said.set(spoken);
                };
                if since >= pause {
                    say();
                } else {
                    timer = Some(Timeout::new((pause - since).ceil() as u32, say));
                }
            }
            move || drop(timer)
        }
    });
    html! {
        <div class="visually-hidden" role="status" aria-live="polite" aria-atomic="true" data-role="announcer">
            <span key={said.0}>{ &*said.1 }</span>
        </div>
    }
}
