//! Extractors of paths, queries, headers and bodies, with problems of our own in the place of the
//! framework's.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{
        HeaderMap, HeaderName,
        header::{CONTENT_TYPE, HOST, IF_MATCH, IF_NONE_MATCH, ORIGIN},
        request::Parts,
    },
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use shared::{CourseId, Revision, VideoId, wire::IDEMPOTENCY_KEY};
use uuid::Uuid;

use crate::{App, problem::ApiError, storage::Window, submit::IfMatch};

/// How long a request's body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// A body of JSON.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        parse(&body(request, app).await?).map(Self)
    }
}

/// The bytes of a JSON body, within the limit.
pub async fn body(request: Request, app: &App) -> Result<Bytes, ApiError> {
    let kind = text(request.headers(), CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(ApiError::unsupported_media_type());
    }
    let max = app.config.max_bytes;
    let read = Limited::new(request.into_body(), max).collect();
    let read = tokio::time::timeout(BODY_TIMEOUT, read)
        .await
        .map_err(|_| ApiError::timeout())?;
    match read {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::too_large(format!(
            "A request's body has at most {max} bytes."
        ))),
        Err(_) => Err(ApiError::bad_request(
            "body-cut",
            "The request's body ended too early.",
        )),
    }
}

/// Parses a JSON body. The error names the cause and the place.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let error: serde_json::Error = match serde_json::from_slice(body) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if !error.is_data() {
        return Err(ApiError::bad_json(format!(
            "The body does not parse: {error}."
        )));
    }
    // Only a body that is wrong pays for finding out where.
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Ok(value) => Ok(value),
        Err(error) => Err(ApiError::invalid(
            pointer(error.path()),
            sentence(error.inner()),
        )),
    }
}

/// A course's id in the path.
pub struct CoursePath(pub CourseId);

impl FromRequestParts<App> for CoursePath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let id = path_text(parts, app).await?;
        id.parse()
            .map(Self)
            .map_err(|error| ApiError::invalid("/id", error.to_string()))
    }
}

/// A video's id in the path.
pub struct VideoPath(pub VideoId);

impl FromRequestParts<App> for VideoPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let id = path_text(parts, app).await?;
        id.parse().map(Self).map_err(|error| {
            let error: shared::course::NotAnId = error;
            ApiError::invalid("/id", error.to_string())
        })
    }
}

/// A key in the path.
pub struct KeyPath(pub Uuid);

impl FromRequestParts<App> for KeyPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let key = path_text(parts, app).await?;
        let key = Uuid::try_parse(&key);
        key.map(Self)
            .map_err(|_| ApiError::invalid("/key", "a key is a UUID"))
    }
}

/// The right to write: from an allowed page with an idempotency key, or from a tool, which may leave
/// the key out.
pub struct WriteKey(pub Option<Uuid>);

impl FromRequestParts<App> for WriteKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let key = key(&parts.headers)?;
        let from_page = allowed_origin(&parts.headers, app)?;
        if from_page && key.is_none() {
            return Err(ApiError::key_missing());
        }
        Ok(Self(key))
    }
}

/// Whether the request comes from a page. A page of a foreign origin is refused.
pub fn allowed_origin(headers: &HeaderMap, app: &App) -> Result<bool, ApiError> {
    let Some(origin) = headers.get(ORIGIN) else {
        return Ok(false);
    };
    let origin = String::from_utf8_lossy(origin.as_bytes());
    let host = text(headers, HOST).unwrap_or_default();
    let authority = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    let ours = authority.is_some_and(|authority| !host.is_empty() && authority == host)
        || app
            .config
            .allowed_origins
            .iter()
            .any(|allowed| *allowed == origin);
    if ours {
        Ok(true)
    } else {
        Err(ApiError::origin_not_allowed(&origin))
    }
}

/// The part of a list that the query asks for.
pub struct WindowQuery(pub Window);

impl FromRequestParts<App> for WindowQuery {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let mut window = Window::default();
        for (name, value) in query(parts) {
            let number = || {
                let number = value
                    .parse::<u64>()
                    .ok()
                    .filter(|&number| number <= 1 << 40);
                number.ok_or_else(|| {
                    ApiError::invalid(format!("/{name}"), "This is a whole number from 0.")
                })
            };
            match name {
                "limit" => window.limit = Some(number()?),
                "offset" => window.offset = number()?,
                _ => {}
            }
        }
        Ok(Self(window))
    }
}

/// The names and values of the query; numbers need no decoding.
pub fn query(parts: &Parts) -> impl Iterator<Item = (&str, &str)> {
    let pairs = parts.uri.query().unwrap_or_default().split('&');
    pairs
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// The condition of `If-Match`.
pub fn if_match(headers: &HeaderMap, app: &App) -> Option<IfMatch> {
    let tags = text(headers, IF_MATCH)?;
    if tags.trim() == "*" {
        return Some(IfMatch::Any);
    }
    // A tag of an earlier timeline names the same state so long as that is part of the present
    // data. Any other tag matches nothing, nor does a revision that has not been given yet.
    let revision = |tag: &str| {
        let (timeline, revision) = tag
            .trim()
            .strip_prefix('"')?
            .strip_suffix('"')?
            .rsplit_once('-')?;
        let revision: Revision = revision.parse().ok()?;
        app.timelines
            .contain(&timeline.parse().ok()?, revision, Revision::MAX)
            .then_some(revision)
    };
    Some(IfMatch::Revisions(
        tags.split(',').filter_map(revision).collect(),
    ))
}

/// Whether the client has this very state already.
pub fn has(headers: &HeaderMap, tag: &str) -> bool {
    text(headers, IF_NONE_MATCH).is_some_and(|tags| {
        tags.trim() == "*"
            || tags
                .split(',')
                .any(|known| known.trim().trim_start_matches("W/") == tag)
    })
}

/// A header that is text.
pub fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// The idempotency key: bare, or quoted as a structured string.
pub fn key(headers: &HeaderMap) -> Result<Option<Uuid>, ApiError> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    let bare = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    match Uuid::try_parse(bare) {
        Ok(key) => Ok(Some(key)),
        Err(_) => Err(ApiError::bad_request(
            "bad-key",
            "An Idempotency-Key is a UUID.",
        )),
    }
}

async fn path_text(parts: &mut Parts, app: &App) -> Result<String, ApiError> {
    let path = Path::<String>::from_request_parts(parts, app).await;
    path.map(|Path(text)| text)
        .map_err(|_| ApiError::invalid("/id", "This is no id."))
}

/// A path as a JSON pointer.
pub fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Unknown => {}
        }
    }
    pointer
}

/// The cause without its line and column, which the pointer replaces.
fn sentence(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    format!("{text}.")
}
