//! Whether the server is there, how far it is, and what it asks of clients.

use axum::{Json, extract::State, response::Response};
use serde_json::{Value, json};
use shared::wire::{Head, Limits};

use super::StatusCode;
use crate::{App, now, openapi, problem::ApiError, writer::Unavailable};

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

/// The limits that a client must keep to, and the server's time.
#[utoipa::path(get, path = "/api/limits", tag = "server", responses(
    (status = 200, description = "The limits.", body = openapi::Limits),
))]
pub(super) async fn limits(State(app): State<App>) -> Json<Limits> {
    Json(app.config.limits(now()))
}

/// The present revision, for clients that cannot follow the event stream.
#[utoipa::path(get, path = "/api/head", tag = "server", responses(
    (status = 200, description = "How far the server is.", body = openapi::Head),
))]
pub(super) async fn head(State(app): State<App>) -> Result<Response, ApiError> {
    let head = Head {
        revision: app.live.revision(),
        timeline: app.timeline.clone(),
        time: now(),
    };
    let body = serde_json::to_vec(&head).map_err(|_| ApiError::internal())?;
    Ok(super::json(StatusCode::OK, body, head.revision))
}
