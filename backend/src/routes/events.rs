//! The address of the event stream.

use axum::{
    extract::{Extension, FromRequestParts, State, ws::WebSocketUpgrade},
    http::{HeaderValue, header::UPGRADE, request::Parts},
    response::{IntoResponse, Response},
};
use shared::wire::Problem;

use super::{
    extract,
    follower::{self, EventFilter, FollowParams},
};
use crate::{App, openapi, problem::ApiError};

/// Longest message from a client, which sends nothing but pongs and closes.
const MAX_INCOMING: usize = 4 * 1_024;

impl FromRequestParts<App> for FollowParams {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let field = |wanted| extract::query(parts).find(|(name, _)| *name == wanted);
        let since = field("since").map(|(_, value)| {
            value
                .parse()
                .map_err(|_| ApiError::invalid("/since", "A revision is a whole number."))
        });
        Ok(Self {
            since: since.transpose()?,
            timeline: field("timeline").map(|(_, value)| value.to_owned()),
            lines: field("lines").is_some(),
        })
    }
}

/// Follows all changes over a WebSocket.
#[utoipa::path(get, path = "/api/events", tag = "live",
    params(
        ("since" = Option<u64>, Query, description = "Begin after this revision."),
        ("timeline" = Option<String>, Query,
            description = "The timeline of `since`: the first message is `reset` where the \
                stream cannot go on from there."),
        ("lines" = Option<bool>, Query,
            description = "A message may hold several changes, a line each."),
    ),
    responses(
        (status = 101, description = "Messages follow.", body = openapi::LiveMessage),
        (status = 403, description = "The page's origin is not allowed.", body = openapi::Problem),
        (status = 426, description = "This is a WebSocket.", body = openapi::Problem),
    )
)]
pub(super) async fn follow(
    State(app): State<App>,
    params: FollowParams,
    filter: Option<Extension<EventFilter>>,
    headers: axum::http::HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    extract::allowed_origin(&headers, &app)?;
    let Ok(upgrade) = upgrade else {
        let detail = "This address speaks WebSocket only.";
        let problem = Problem::new(426, "upgrade-required", "Upgrade required", detail);
        let mut response = ApiError::from(problem).into_response();
        response
            .headers_mut()
            .insert(UPGRADE, HeaderValue::from_static("websocket"));
        return Ok(response);
    };
    let filter = filter.map(|Extension(filter)| filter);
    let upgrade = upgrade
        .max_message_size(MAX_INCOMING)
        .max_frame_size(MAX_INCOMING)
        .write_buffer_size(32 * 1_024)
        .max_write_buffer_size(256 * 1_024);
    Ok(upgrade.on_upgrade(|socket| follower::run(app, filter, params, socket)))
}
