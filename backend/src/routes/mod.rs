//! The routes: each turns a request into a call, and its outcome into an answer.

mod courses;
mod events;
pub mod extract;
mod follower;
mod limits;
mod operations;
mod videos;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::{
    body::Body,
    http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG},
    response::Response,
};
use bytes::Bytes;
use shared::{
    Revision,
    wire::{IDEMPOTENCY_KEY, REVISION_HEADER},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::App;

pub use follower::{Delivery, EventFilter};
pub use operations::Veto;

const REVISION: HeaderName = HeaderName::from_static(REVISION_HEADER);
const KEY: HeaderName = HeaderName::from_static(IDEMPOTENCY_KEY);

/// The table of contents of the API.
pub fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(limits::health))
        .routes(routes!(limits::limits))
        .routes(routes!(limits::head))
        .routes(routes!(courses::list))
        .routes(routes!(courses::read))
        .routes(routes!(courses::trash))
        .routes(routes!(videos::list, videos::create))
        .routes(routes!(videos::read, videos::change, videos::delete))
        .routes(routes!(videos::restore))
        .routes(routes!(operations::batch))
        .routes(routes!(operations::recorded, operations::withdraw))
        .routes(routes!(events::follow))
}

/// An answer with JSON that shows `revision`.
fn json(status: StatusCode, body: impl Into<Bytes>, revision: Revision) -> Response {
    let mut response = Response::new(Body::from(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(REVISION, revision.into());
    response
}

/// Adds the operation's key to the answer to a write.
fn named(mut response: Response, key: Option<Uuid>) -> Response {
    if let Some(key) = key {
        let mut text = Uuid::encode_buffer();
        let key = key.hyphenated().encode_lower(&mut text);
        let value = HeaderValue::from_str(key);
        response
            .headers_mut()
            .extend(value.ok().map(|value| (KEY, value)));
    }
    response
}

/// Adds an entity tag, by which a client can revalidate what it has cached.
fn tagged(mut response: Response, tag: HeaderValue) -> Response {
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn not_modified(revision: Revision, tag: HeaderValue) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response.headers_mut().insert(REVISION, revision.into());
    tagged(response, tag)
}
