//! Is the server there, and what must a client keep to?

use axum::{Json, extract::State};
use serde_json::{Value, json};
use shared::wire::Limits;

use crate::{App, problem::ApiError, writer::Unavailable};

/// Whether the server can read and write.
#[utoipa::path(get, path = "/api/health", tag = "server", responses(
    (status = 200, description = "It can."),
    (status = 503, description = "It cannot."),
))]
pub(super) async fn health(State(app): State<App>) -> Result<Json<Value>, ApiError> {
    if !app.writer.is_running() {
        return Err(Unavailable.into());
    }
    Ok(Json(
        json!({ "status": "ok", "revision": app.live.revision() }),
    ))
}

/// What a client must keep to.
#[utoipa::path(get, path = "/api/limits", tag = "server", responses(
    (status = 200, description = "The limits.", body = crate::openapi::Limits),
))]
pub(super) async fn limits(State(app): State<App>) -> Json<Limits> {
    Json(app.limits)
}
