//! Measures while the author works: a few numbers for each operation, however many videos it is about.
//!
//! What is measured is added to what the browser keeps, so that several tabs count together.

use std::{cell::RefCell, collections::VecDeque};

use gloo_timers::future::TimeoutFuture;
use js_sys::Date;
use optimist::{Client, Event, OperationId};
use wasm_bindgen_futures::spawn_local;

use super::{Count, Figures};
use crate::{
    hooks::{next_frame, now},
    mutations::change,
    settings,
};

/// What was measured is kept after so many milliseconds at the latest.
const KEEP_AFTER_MS: u32 = 2_000;
/// Operations under way whose beginnings are known; of more, the oldest are not measured.
const UNDER_WAY: usize = 1_000;
/// A paint that comes later than this, in milliseconds, had the page hidden before it.
const LONGEST_PAINT_MS: f64 = 10_000.0;

#[derive(Default)]
struct Recorder {
    /// What the browser does not keep yet.
    fresh: Figures,
    /// When operations that are under way were asked for.
    issued: VecDeque<(OperationId, f64)>,
    painting: bool,
    keeping: bool,
}

thread_local! {
    static RECORDER: RefCell<Recorder> = RefCell::default();
}

/// Takes in a step of an operation's life.
pub fn record(client: &Client, event: &Event) {
    match event {
        Event::Issued { operation, .. } => {
            let asked = asked_at();
            RECORDER.with_borrow_mut(|recorder| {
                recorder.issued.push_back((*operation, asked));
                if recorder.issued.len() > UNDER_WAY {
                    recorder.issued.pop_front();
                }
            });
            paint(asked);
            let undoes = client.operation(*operation, |known| {
                let first = known.items().first();
                first.is_some_and(|item| change(&*item.call).is_some_and(|change| change.undo))
            });
            if undoes == Some(true) {
                count(Count::Undone, 1);
            }
        }
        Event::Refused { .. } => count(Count::Refused, 1),
        Event::Failed { .. } | Event::Unsure { .. } => count(Count::Failed, 1),
        Event::Recovered { .. } => count(Count::Recovered, 1),
        Event::Corrected { .. } => count(Count::Corrected, 1),
        Event::Finished {
            operation, counts, ..
        } => {
            let done = u32::try_from(counts.done).unwrap_or(u32::MAX);
            count(Count::Operations, 1);
            count(Count::Done, done);
            RECORDER.with_borrow_mut(|recorder| {
                let found = recorder.issued.iter().position(|(id, _)| id == operation);
                let asked = found.and_then(|at| recorder.issued.remove(at));
                if let Some((_, asked)) = asked.filter(|_| done > 0) {
                    let day = recorder.fresh.day(today());
                    day.settle.add((now() - asked) as u32);
                }
            });
        }
        _ => {}
    }
}

/// All that is known, what the browser does not keep yet among it.
pub fn figures() -> Figures {
    keep();
    let mut all = Figures::read(&settings::figures());
    // Without a storage nothing else is known.
    RECORDER.with_borrow(|recorder| all.merge(&recorder.fresh));
    all.until(today())
}

/// Forgets all of it.
pub fn clear() {
    RECORDER.with_borrow_mut(|recorder| recorder.fresh = Figures::default());
    settings::keep_figures("");
}

/// Adds what was measured to what the browser keeps.
pub fn keep() {
    let fresh = RECORDER.with_borrow_mut(|recorder| std::mem::take(&mut recorder.fresh));
    if fresh == Figures::default() {
        return;
    }
    let mut all = Figures::read(&settings::figures());
    all.merge(&fresh);
    if !settings::keep_figures(&all.write()) {
        RECORDER.with_borrow_mut(|recorder| recorder.fresh = fresh);
    }
}

fn count(what: Count, times: u32) {
    let first = RECORDER.with_borrow_mut(|recorder| {
        let count = &mut recorder.fresh.day(today()).counts[what as usize];
        *count = count.saturating_add(times);
        !std::mem::replace(&mut recorder.keeping, true)
    });
    if first {
        spawn_local(async {
            TimeoutFuture::new(KEEP_AFTER_MS).await;
            RECORDER.with_borrow_mut(|recorder| recorder.keeping = false);
            keep();
        });
    }
}

/// Measures until the next paint; of many operations of one moment, the first.
fn paint(asked: f64) {
    if RECORDER.with_borrow_mut(|recorder| std::mem::replace(&mut recorder.painting, true)) {
        return;
    }
    let unseen = hidden();
    spawn_local(async move {
        next_frame().await;
        // A task behind the frame's begins when the frame is on its way to the screen.
        TimeoutFuture::new(0).await;
        let took = now() - asked;
        RECORDER.with_borrow_mut(|recorder| {
            recorder.painting = false;
            if took < LONGEST_PAINT_MS && !unseen && !hidden() {
                recorder.fresh.day(today()).paint.add(took as u32);
            }
        });
    });
}

/// Is nothing of the page painted now, since it is out of sight?
fn hidden() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.hidden())
}

/// When the author asked for what is issued now: by the input that the page is handling, if it is.
fn asked_at() -> f64 {
    let now = now();
    let event = web_sys::window().map(|window| window.event());
    let event = event.and_then(|event| js_sys::Reflect::get(&event, &"timeStamp".into()).ok());
    let asked = event.and_then(|at| at.as_f64());
    asked.filter(|at| *at > 0.0 && *at <= now).unwrap_or(now)
}

/// Days since the Unix epoch, by the author's clock.
pub fn today() -> u32 {
    const DAY_MS: f64 = 86_400_000.0;
    let here = Date::new_0().get_timezone_offset() * 60_000.0;
    ((Date::now() - here) / DAY_MS) as u32
}
