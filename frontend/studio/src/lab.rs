//! The network lab's line to the server.

use crate::{api, faults::Faults};

/// The plan in force; `None` where the server takes no part.
pub async fn plan() -> Option<Faults> {
    api::fault_plan().await.as_deref().and_then(Faults::read)
}

/// Puts a plan into force; returns whether that worked.
pub async fn set(plan: Faults) -> bool {
    api::set_fault_plan(plan.write()).await
}
