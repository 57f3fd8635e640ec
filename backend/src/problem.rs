//! Errors as problem details (RFC 9457). No other file turns an error into an answer.

use axum::{
    http::{
        HeaderValue, StatusCode,
        header::{ALLOW, CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use shared::{
    Refusal,
    wire::{
        FieldError, KEY_IN_PROGRESS, ORIGIN_NOT_ALLOWED, PROBLEM_JSON, Problem, UNKNOWN_OPERATION,
    },
};

use crate::writer::Unavailable;

/// The reason why a request fails.
#[derive(Clone, Debug, PartialEq)]
pub enum ApiError {
    /// A refusal by the domain.
    Refused(Refusal),
    /// A finished problem document.
    Problem(Problem),
    /// The route does not have this method; it has those that are named here.
    MethodNotAllowed(String),
}

impl ApiError {
    /// The body is no JSON.
    pub fn bad_json(detail: impl Into<String>) -> Self {
        Problem::new(400, "bad-json", "Not JSON", detail).into()
    }

    /// The request's header or query cannot be used.
    pub fn bad_request(code: &str, detail: impl Into<String>) -> Self {
        Problem::new(400, code, "Bad request", detail).into()
    }

    /// A field has a value that it cannot have.
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::invalid_as("invalid", pointer, detail)
    }

    /// An operation of a batch has a name that is not known here.
    pub fn unknown_operation(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::invalid_as(UNKNOWN_OPERATION, pointer, detail)
    }

    /// The body has another media type than this route reads.
    pub fn unsupported_media_type() -> Self {
        let detail = "This route reads a body of the type application/json.";
        Problem::new(
            415,
            "unsupported-media-type",
            "Unsupported media type",
            detail,
        )
        .into()
    }

    /// The body, or the batch, is over a limit.
    pub fn too_large(detail: impl Into<String>) -> Self {
        Problem::new(413, "too-large", "Too large", detail).into()
    }

    /// The body came too slowly.
    pub fn timeout() -> Self {
        Problem::new(
            408,
            "timeout",
            "Time-out",
            "The request's body did not come in time.",
        )
        .into()
    }

    /// No route has this path.
    pub fn no_route() -> Self {
        Problem::new(
            404,
            "no-route",
            "No such route",
            "There is nothing at this address.",
        )
        .into()
    }

    /// No operation of this key has been seen.
    pub fn key_unknown() -> Self {
        let detail = "No operation with this key has been seen.";
        Problem::new(404, "key-unknown", "Unknown key", detail).into()
    }

    /// An operation of this key is being done right now.
    pub fn key_in_progress() -> Self {
        key_in_progress().into()
    }

    /// A browser's write has to carry a key.
    pub fn key_missing() -> Self {
        let detail = "A write from a web page needs an Idempotency-Key.";
        Problem::new(400, "key-missing", "No idempotency key", detail).into()
    }

    /// The settings do not allow pages of this origin.
    pub fn origin_not_allowed(origin: &str) -> Self {
        let detail = format!(
            "Pages of {origin} may not use this API. The server's setting --allowed-origins \
             (STUDIO_ALLOWED_ORIGINS) lists the origins that may."
        );
        Problem::new(403, ORIGIN_NOT_ALLOWED, "Origin not allowed", detail).into()
    }

    /// A defect of the server, which the log describes.
    pub fn internal() -> Self {
        let detail =
            "The server could not finish this request. Trying again with the same key is safe.";
        Problem::new(500, "internal", "Internal error", detail).into()
    }

    /// As problem details.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Refused(refusal) => refusal.into(),
            Self::Problem(problem) => problem,
            Self::MethodNotAllowed(allowed) => Problem::new(
                405,
                "method-not-allowed",
                "Method not allowed",
                format!("This address has {allowed}."),
            ),
        }
    }

    fn invalid_as(code: &str, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        let mut problem = Problem::new(422, code, "Invalid value", detail.clone());
        problem.errors.push(FieldError {
            pointer: pointer.into(),
            detail,
        });
        problem.into()
    }
}

/// An operation of this key is being done right now.
pub fn key_in_progress() -> Problem {
    let detail = "An operation with this key is being done right now.";
    Problem::new(409, KEY_IN_PROGRESS, "In progress", detail)
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Unavailable> for ApiError {
    fn from(_: Unavailable) -> Self {
        let detail = "The storage cannot answer now. Trying again with the same key is safe.";
        let mut problem = Problem::new(503, "unavailable", "Unavailable", detail);
        problem.retry_after = Some(1);
        problem.into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let allowed = match &self {
            Self::MethodNotAllowed(allowed) => HeaderValue::from_str(allowed).ok(),
            _ => None,
        };
        let problem = self.into_problem();
        let status =
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Strings and numbers only: this cannot fail.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        headers.extend(allowed.map(|allowed| (ALLOW, allowed)));
        headers.extend(
            problem
                .retry_after
                .map(|seconds| (RETRY_AFTER, seconds.into())),
        );
        response
    }
}
