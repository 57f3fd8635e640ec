//! The log of requests, while it is open: below the page, so that one sees it while one works.

use std::rc::Rc;

use js_sys::Date;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yewdux::use_selector;

use crate::{
    commands::Editor,
    components::{
        click,
        focus::focus_in_page,
        request_log::{RequestRow, RequestTable},
    },
    feedback::Feedback,
    hooks::next_frame,
    request_log::{self, Entry},
};

/// What the log is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The editor of the whole app.
    pub editor: Editor,
}

/// The log, where it is open.
#[component]
pub fn RequestLog(props: &Props) -> Html {
    let open = use_selector(|store: &Feedback| store.requests_open);
    if *open {
        html! { <OpenLog editor={props.editor.clone()} /> }
    } else {
        Html::default()
    }
}

#[component]
fn OpenLog(props: &Props) -> Html {
    let redraw = use_force_update();
    // What is shown while it stands still.
    let still = use_state_eq(|| None::<Rc<Vec<Entry>>>);
    use_effect_with((), move |()| {
        // Of many changes in one frame, one.
        let asked = Rc::new(std::cell::Cell::new(false));
        request_log::look(Some(Callback::from(move |()| {
            if asked.replace(true) {
                return;
            }
            let (asked, redraw) = (asked.clone(), redraw.clone());
            spawn_local(async move {
                next_frame().await;
                asked.set(false);
                redraw.force_update();
            });
        })));
        focus_in_page(".request-log h2");
        || request_log::look(None)
    });
    let now = request_log::entries();
    let (shown, paused) = match &*still {
        None => (now, None),
        Some(then) => {
            let newest = then.first().map_or(0, |entry| entry.number);
            let newest_now = now.first().map_or(0, |entry| entry.number);
            let newer = newest_now.saturating_sub(newest) as usize;
            (then.to_vec(), Some(newer))
        }
    };
    let onclick = {
        let editor = props.editor.clone();
        move |event: MouseEvent| match click::action(&event).as_deref() {
            Some("pause-requests") => still.set(match *still {
                None => Some(Rc::new(request_log::entries())),
                Some(_) => None,
            }),
            Some("clear-requests") => {
                request_log::clear();
                still.set(None);
            }
            Some("close-requests") => {
                editor.update(|store| store.requests_open = false);
                focus_in_page("[data-action='lab']");
            }
            _ => {}
        }
    };
    let table = RequestTable {
        rows: shown.iter().map(row).collect(),
        paused,
        onclick: onclick.into(),
    };
    table.draw()
}

fn row(entry: &Entry) -> RequestRow {
    let time = Date::new(&JsValue::from(entry.at));
    RequestRow {
        number: entry.number,
        time: format!(
            "{:02}:{:02}:{:02}",
            time.get_hours(),
            time.get_minutes(),
            time.get_seconds()
        ),
        address: format!("{} {}", entry.method, entry.path),
        what: entry.what(),
        items: entry.items,
        attempt: entry.attempt,
        result: entry.result(),
        failed: entry.is_failure(),
        ms: entry.end.map(|end| end.ms),
    }
}
