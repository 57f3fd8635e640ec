//! The activity panel: apart from the page, so that progress draws the panel alone.

use std::rc::Rc;

use optimist::{Counts, Item, ItemState, Operation, OperationId, Operations, use_operations};
use yew::prelude::*;
use yewdux::use_selector;

use super::{
    desk::{Desk, told},
    handlers::Handlers,
};
use crate::{
    components::{
        dock::{Dock, Problem},
        format,
        item_list::{ItemList, ItemView, Items, Kind},
        progress::{self, BulkState, BulkView},
        toasts::{self, ToastAction, ToastView},
    },
    feedback::{Bulk, Bulks, Failures, Feedback, Offer, Toasts},
};

/// Problems that are listed; the rest are counted.
const LISTED: usize = 100;
/// A pace is told after so many milliseconds.
const PACE_AFTER_MS: usize = 500;
/// How often progress is said aloud, in milliseconds.
const SAY_EVERY_MS: f64 = 2_000.0;

/// What the panel is given.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The desk that it is about.
    pub desk: Desk,
    /// What the user does.
    pub handlers: Handlers,
}

/// The panel.
#[component]
pub fn Activity(props: &Props) -> Html {
    let Props { desk, handlers } = props;
    let operations = use_operations();
    let seen = use_selector(|store: &Feedback| {
        (
            store.bulks.clone(),
            store.failures.clone(),
            store.undo.clone(),
            store.toasts.clone(),
        )
    });
    let (bulks, failures, undo, toasts) = &*seen;

    // Operations over many that were under way before a reload.
    let unknown: Vec<(OperationId, usize)> = operations
        .map(|operation| (operation.id, operation.items().len()))
        .into_iter()
        .filter(|(id, size)| *size > 1 && bulks.get(*id).is_none())
        .collect();
    use_effect_with(unknown, {
        let desk = desk.clone();
        move |unknown: &Vec<(OperationId, usize)>| {
            for &(id, size) in unknown {
                if let Some((verb, _)) = desk.verb_of(id, None)
                    && desk.store().get().bulks.get(id).is_none()
                {
                    desk.store()
                        .reduce_mut(|store| store.bulks.show(id, verb, size, js_sys::Date::now()));
                }
            }
        }
    });

    let views: Vec<BulkView> = bulks
        .iter()
        .map(|bulk| view(bulk, &operations, desk))
        .collect();
    use_progress_aloud(desk, &views);
    let (problems, problem_count) = problems(failures, bulks);
    let dock = Dock {
        bulks: views,
        problems,
        problem_count,
        undo: undo.clone(),
        on_bulk: handlers.on_progress.clone(),
        on_problem: handlers.on_row.clone(),
        on_undo: handlers.on_undo.clone(),
        notices: notices(toasts, &handlers.on_toast),
    };
    dock.draw()
}

fn notices(toasts: &Toasts, on_action: &Callback<ToastAction>) -> Html {
    let views: Vec<ToastView> = toasts
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
    toasts::draw(&views, on_action)
}

/// Says how far the newest running operation is, now and then.
#[hook]
fn use_progress_aloud(desk: &Desk, views: &[BulkView]) {
    let said_at = use_mut_ref(js_sys::Date::now);
    let running = views.iter().find(|view| view.state == BulkState::Running);
    let text = running.map(|view| format!("{}: {}", view.title, progress::counts(view)));
    use_effect_with(text, {
        let desk = desk.clone();
        move |text: &Option<String>| match text {
            Some(text) if js_sys::Date::now() - *said_at.borrow() >= SAY_EVERY_MS => {
                *said_at.borrow_mut() = js_sys::Date::now();
                desk.store().reduce_mut(|store| store.say(text.as_str()));
            }
            Some(_) => {}
            // What is done within the pause is told by its end alone.
            None => *said_at.borrow_mut() = js_sys::Date::now(),
        }
    });
}

fn view(bulk: &Bulk, operations: &Operations, desk: &Desk) -> BulkView {
    let known = operations.get(bulk.id, Operation::counts);
    let all_done = Counts {
        total: bulk.total,
        done: bulk.total,
        ..Counts::default()
    };
    let counts = known.or(bulk.ended).unwrap_or(all_done);
    let state = match (counts.under_way(), counts.cancelled) {
        (0, 0) => BulkState::Finished,
        (0, _) => BulkState::Cancelled,
        _ => BulkState::Running,
    };
    let videos = format::counted(counts.total, "video");
    let title = match state {
        BulkState::Running => format!("{} {videos}", bulk.verb.doing()),
        _ if counts.done == counts.total => format!("{videos} {}", bulk.verb.done()),
        _ => {
            let done = format::count(counts.done);
            format!("{done} of {videos} {}", bulk.verb.done())
        }
    };
    let items = known.map(|_| {
        let counts = [
            counts.to_handle(),
            counts.under_way(),
            counts.done,
            counts.cancelled,
        ];
        html! { <ItemList items={items(bulk.id, desk)} {counts} /> }
    });
    BulkView {
        id: bulk.id,
        title: title.into(),
        state,
        total: counts.total,
        done: counts.done,
        failed: counts.to_handle(),
        cancelled: counts.cancelled,
        pace: (state == BulkState::Running)
            .then(|| pace(bulk, counts))
            .flatten(),
        report: known.is_some() || desk.can_undo(bulk.id),
        items: items.unwrap_or_default(),
        undo: desk.can_undo(bulk.id),
    }
}

/// How fast it goes and how long it takes, once that can be told.
fn pace(bulk: &Bulk, counts: Counts) -> Option<String> {
    let (began, before) = bulk.since;
    let elapsed = (js_sys::Date::now() - began) as usize;
    let handled = (counts.total - counts.under_way()).saturating_sub(before);
    if elapsed < PACE_AFTER_MS || handled == 0 {
        return None;
    }
    let seconds = (counts.under_way() * elapsed).div_ceil(handled * 1_000);
    let left = if seconds < 100 {
        format!("{seconds} s")
    } else {
        format!("{} min", seconds.div_ceil(60))
    };
    let rate = format::count((handled * 1_000).div_ceil(elapsed));
    Some(format!("{rate} a second, {left} left"))
}

fn items(id: OperationId, desk: &Desk) -> Items {
    let (all, one) = (desk.clone(), desk.clone());
    Items {
        of: Rc::new(move |kind| {
            let places = all.client().operation(id, |operation| {
                let items = operation.items().iter().enumerate();
                let wanted = items.filter(|(_, item)| kind == Kind::All || kind_of(item) == kind);
                wanted.map(|(at, _)| at).collect()
            });
            places.unwrap_or_default()
        }),
        at: Rc::new(move |at| {
            let item = one.client().operation(id, |operation| {
                let item = operation.items().get(at)?;
                let (state, why) = told(item.state());
                Some((item.call.target().parse().ok()?, state, why.into()))
            });
            let (id, state, why) = item.flatten()?;
            Some(ItemView {
                id,
                name: one.name_of(id),
                state,
                why,
            })
        }),
    }
}

fn kind_of(item: &Item) -> Kind {
    match item.state() {
        ItemState::Queued | ItemState::Sending => Kind::Waiting,
        ItemState::Done => Kind::Done,
        ItemState::Refused(_) | ItemState::Failed(_) => Kind::Failed,
        ItemState::Cancelled => Kind::Cancelled,
    }
}

/// What went wrong outside of the operations that the panel shows anyway.
fn problems(failures: &Failures, bulks: &Bulks) -> (Vec<Problem>, usize) {
    let alone = || {
        failures
            .iter()
            .filter(|(_, failure)| bulks.get(failure.operation).is_none())
    };
    let listed = alone().take(LISTED).map(|(id, failure)| Problem {
        id,
        name: failure.name.clone(),
        why: failure.why.clone(),
    });
    (listed.collect(), alone().count())
}
