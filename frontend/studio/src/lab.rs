//! The network lab's line to the server.

use shared::fault::FaultPlan;

use crate::api;

/// The plan in force; `None` where the server takes no part.
pub async fn plan() -> Option<FaultPlan> {
    api::fault_plan().await
}

/// Puts a plan into force; tells whether that worked.
pub async fn set(plan: FaultPlan) -> bool {
    api::set_fault_plan(&plan).await
}
