//! The network lab: whether this server has one, and its line to the server.

use std::{
    cell::{Cell, RefCell},
    hint::black_box,
};

use yew::Callback;

use crate::{api, faults::Faults};

thread_local! {
    static OFFERED: Cell<Option<bool>> = const { Cell::new(None) };
    static LEARNT: RefCell<Option<Callback<bool>>> = const { RefCell::new(None) };
}

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

/// The plan in force; `None` where the server takes no part.
pub async fn plan() -> Option<Faults> {
    api::fault_plan().await.as_deref().and_then(Faults::read)
}

/// Puts a plan into force; returns whether that worked.
pub async fn set(plan: Faults) -> bool {
    api::set_fault_plan(plan.write()).await
}
