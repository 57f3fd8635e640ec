//! What a screen reader says: politely, and never more often than every two seconds, but for what answers a key.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::feedback::Spoken;

/// The shortest time between two messages, in milliseconds.
pub const PAUSE_MS: u32 = 2_000;
/// The same before where a key has moved something to: each press is answered, a held key now and then.
const ANSWER_MS: f64 = 300.0;

/// What the region is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What to say.
    pub spoken: Spoken,
}

/// An invisible region. What comes within the pause is said together at its end.
#[component]
pub fn LiveRegion(props: &Props) -> Html {
    // Also what was to be said before there was a region.
    let said = use_state(|| (0, String::new()));
    // A region that has only come is not listened to yet.
    let waits = props.spoken.newest() > 0;
    let last = use_mut_ref(|| {
        if waits {
            js_sys::Date::now()
        } else {
            f64::NEG_INFINITY
        }
    });
    use_effect_with(props.spoken.clone(), {
        let said = said.clone();
        move |spoken: &Spoken| {
            let spoken = spoken.clone();
            let pause = match spoken.ends_with_a_place() {
                true => ANSWER_MS,
                false => f64::from(PAUSE_MS),
            };
            let mut timer = None;
            if spoken.newest() != said.0 {
                let since = js_sys::Date::now() - *last.borrow();
                let say = move || {
                    let text = spoken.since(said.0);
                    // What was to be said is no longer so.
                    if !text.is_empty() {
                        *last.borrow_mut() = js_sys::Date::now();
                        said.set((spoken.newest(), text));
                    }
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
            <span key={said.0}>{ &said.1 }</span>
        </div>
    }
}
