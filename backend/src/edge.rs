//! The outermost layer. It adds to every answer what all have in common: the API's mark, the
//! request's id, the timeline of its revision, the headers that make browsers careful, and a problem
//! document where the framework or a panic would have sent something else.

use std::{
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use axum::{
    extract::{Request, State},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{
            ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use shared::{
    Timeline,
    wire::{API_MARK, API_MARK_VALUE, REVISION_HEADER, TIMELINE_HEADER},
};

use crate::problem::ApiError;

/// Names a request in its answer and in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The headers that are the same in every answer of a run.
#[derive(Clone)]
pub struct Edge {
    timeline: HeaderValue,
}

impl Edge {
    /// The headers of a run on this timeline.
    pub fn new(timeline: &Timeline) -> Self {
        // A timeline is made of letters, digits and hyphens.
        let timeline = HeaderValue::try_from(timeline.as_str())
            .unwrap_or_else(|_| HeaderValue::from_static(""));
        Self { timeline }
    }
}

/// Whether a path belongs to the API; all others are the page's.
pub fn is_api(path: &str) -> bool {
    path.strip_prefix("/api")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Wraps the whole router.
pub async fn edge(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let marked = is_api(request.uri().path());
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let id = request
        .headers()
        .get(REQUEST_ID)
        .filter(|id| id.len() <= 64 && id.as_bytes().iter().all(u8::is_ascii_graphic))
        .cloned()
        .unwrap_or_else(|| COUNT.fetch_add(1, Ordering::Relaxed).into());
    let log = tracing::enabled!(tracing::Level::INFO).then(|| {
        (
            Instant::now(),
            request.method().clone(),
            request.uri().path().to_owned(),
        )
    });
    let mut response = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!(?id, "a request panicked");
            ApiError::internal().into_response()
        }
    };
    if response.status() == StatusCode::METHOD_NOT_ALLOWED
        && !response.headers().contains_key(CONTENT_TYPE)
    {
        let allowed = response
            .headers()
            .get(ALLOW)
            .and_then(|allowed| allowed.to_str().ok());
        let allowed = allowed.unwrap_or_default().replace(',', ", ");
        let problem = ApiError::MethodNotAllowed(allowed).into_response();
        let (mut head, body) = problem.into_parts();
        for (name, value) in response.headers() {
            head.headers.entry(name).or_insert_with(|| value.clone());
        }
        head.headers.remove(CONTENT_LENGTH);
        response = Response::from_parts(head, body);
    }
    if let Some((start, method, path)) = log {
        let status = response.status().as_u16();
        let ms = start.elapsed().as_secs_f64() * 1e3;
        tracing::info!(?id, %method, path, status, ms, "request");
    }
    let headers = response.headers_mut();
    if marked {
        headers.insert(API_MARK, HeaderValue::from_static(API_MARK_VALUE));
    }
    if headers.contains_key(REVISION_HEADER) {
        headers.insert(TIMELINE_HEADER, edge.timeline);
    }
    headers.insert(REQUEST_ID, id);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
