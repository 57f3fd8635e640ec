//! The network lab: whether this server has one, and its line to the server.

use std::{
    cell::{Cell, RefCell},
    hint::black_box,
};

use gloo_timers::future::TimeoutFuture;
use yew::Callback;

use crate::{api, faults::Faults};

thread_local! {
    static OFFERED: Cell<Option<bool>> = const { Cell::new(None) };
    static LEARNT: RefCell<Option<Callback<bool>>> = const { RefCell::new(None) };
    /// How many plans were sent to the server, and how many of them it has answered.
    static SET: Cell<(u32, u32)> = const { Cell::new((0, 0)) };
}

/// What is in force is asked again after so many milliseconds, while a plan is on its way.
const AGAIN_MS: u32 = 100;
/// So often at most: a plan may be on its way for good.
const TRIES: u32 = 50;

/// The server has said whether faults may be asked for.
pub fn learn(offered: bool) {
    OFFERED.set(Some(offered));
    let told = LEARNT.with_borrow(Clone::clone);
    if let Some(told) = told {
        told.emit(offered);
    }
}

/// Does the server let visitors ask for faults? `None`: it has not answered yet.
pub fn is_offered() -> Option<bool> {
    OFFERED.get()
}

/// Tells what the server says from now on.
pub fn on_learnt(told: Callback<bool>) {
    // Without the box the compiler sees that there is only one, and has the first rows wait for it.
    LEARNT.replace(black_box(Some(told)));
}

/// The plan in force, with all that this page has sent before; `None` where the server takes no part.
pub async fn plan() -> Option<Faults> {
    let mut answer = None;
    for _ in 0..TRIES {
        let before = SET.get();
        answer = api::fault_plan().await;
        // Requests overtake each other: an answer from before a plan arrived is not what is in force.
        if SET.get() == before && before.0 == before.1 {
            break;
        }
        TimeoutFuture::new(AGAIN_MS).await;
    }
    answer.as_deref().and_then(Faults::read)
}

/// Puts a plan into force; returns whether that worked.
pub async fn set(plan: Faults) -> bool {
    let (sent, answered) = SET.get();
    SET.set((sent + 1, answered));
    let worked = api::set_fault_plan(plan.write()).await;
    let (sent, answered) = SET.get();
    SET.set((sent, answered + 1));
    worked
}
