//! The server's addresses and what its answers say. No other file knows a URL.

use gloo_net::http::{Request, RequestBuilder, Response};
use serde::{Deserialize, de::DeserializeOwned};
use shared::{
    CourseId, Operation, Revision, Video, VideoId,
    wire::{
        Batch, CourseList, IDEMPOTENCY_KEY, ItemResult, KeyedOperation, Limits, NDJSON, NewVideo,
        VideoPatch,
    },
};
use uuid::Uuid;
use web_sys::AbortSignal;

pub use crate::answer::{Answer, Trouble};
use crate::answer::{answer, content_type, item, lines, problem, retry_after};

/// The videos of a course, as far as the page reads the answer: a position follows from the order.
#[derive(Deserialize)]
pub struct VideoList {
    /// The videos, in order.
    pub items: Vec<Video>,
    /// The revision that this shows.
    pub revision: Revision,
}

/// All courses.
///
/// # Errors
/// Why there are none.
pub async fn courses(signal: &AbortSignal) -> Result<CourseList, Trouble> {
    read("/api/courses", signal).await
}

/// All videos of a course.
///
/// # Errors
/// Why there are none.
pub async fn videos(course: &CourseId, signal: &AbortSignal) -> Result<VideoList, Trouble> {
    read(&format!("/api/courses/{course}/videos"), signal).await
}

/// A course's deleted videos.
///
/// # Errors
/// Why there are none.
pub async fn trash(course: &CourseId, signal: &AbortSignal) -> Result<VideoList, Trouble> {
    read(&format!("/api/courses/{course}/trash"), signal).await
}

/// What the server takes in one request, if it tells.
pub async fn limits() -> Option<Limits> {
    let response = Request::get(&url("/api/limits")).send().await.ok()?;
    response.json().await.ok()
}

/// Does one operation as a REST request of its own.
pub async fn operate(operation: &Operation, key: Uuid, signal: &AbortSignal) -> Answer {
    let (request, body) = rest(operation);
    match send(request, body, key, signal).await {
        Ok(response) => answer(response, key, false).await,
        Err(trouble) => Answer::Unknown(trouble),
    }
}

/// The REST request that stands for an operation, and its body.
fn rest(operation: &Operation) -> (RequestBuilder, Option<String>) {
    let video = |id: &VideoId| url(&format!("/api/videos/{id}"));
    let patch = match operation {
        Operation::Add {
            id,
            course_id,
            title,
            duration_seconds,
            rank,
        } => {
            let new = NewVideo {
                id: Some(*id),
                title: title.clone(),
                duration_seconds: *duration_seconds,
                rank: rank.clone(),
            };
            let request = Request::post(&url(&format!("/api/courses/{course_id}/videos")));
            return (request, serde_json::to_string(&new).ok());
        }
        Operation::Delete { id } => return (Request::delete(&video(id)), None),
        Operation::Restore { id } => {
            return (Request::post(&format!("{}/restore", video(id))), None);
        }
        Operation::Rename { title, .. } => VideoPatch {
            title: Some(title.clone()),
            ..VideoPatch::default()
        },
        Operation::SetPublished { published, .. } => VideoPatch {
            published: Some(*published),
            ..VideoPatch::default()
        },
        Operation::SetDuration {
            duration_seconds, ..
        } => VideoPatch {
            duration_seconds: Some(*duration_seconds),
            ..VideoPatch::default()
        },
        Operation::SetCourse {
            course_id, rank, ..
        } => VideoPatch {
            course_id: Some(course_id.clone()),
            rank: rank.clone(),
            ..VideoPatch::default()
        },
        Operation::Move { rank, .. } => VideoPatch {
            rank: Some(rank.clone()),
            ..VideoPatch::default()
        },
    };
    (
        Request::patch(&video(&operation.id())),
        serde_json::to_string(&patch).ok(),
    )
}

/// Does many operations in one request; `tell` hears each outcome as it comes, and `pause` is awaited
/// now and then.
///
/// # Errors
/// What befell the request as a whole. What `tell` has not heard of is unknown.
pub async fn batch(
    operations: Vec<(Uuid, Operation)>,
    signal: &AbortSignal,
    mut tell: impl FnMut(Uuid, Answer),
    pause: impl AsyncFn(),
) -> Result<(), Answer> {
    let keys: Vec<Uuid> = operations.iter().map(|(key, _)| *key).collect();
    let keyed = |(key, operation)| KeyedOperation {
        key: Some(key),
        operation,
    };
    let body = Batch {
        operations: operations.into_iter().map(keyed).collect(),
    };
    let request = Request::post(&url("/api/operations")).header("accept", NDJSON);
    let response = fetch(request, serde_json::to_string(&body).ok(), signal).await;
    let response = response.map_err(Answer::Unknown)?;
    if !response.ok() {
        let key = keys.first().copied().unwrap_or_default();
        return Err(match answer(response, key, keys.len() > 1).await {
            // Nothing of a refused batch was done, and the reason is the same for each.
            Answer::Refused(problem) => {
                keys.into_iter()
                    .for_each(|key| tell(key, Answer::Refused(problem.clone())));
                return Ok(());
            }
            other => other,
        });
    }
    if !content_type(&response).is_some_and(|kind| kind.starts_with(NDJSON)) {
        return Err(Answer::Unknown(Trouble::unreadable()));
    }
    let told = |line: &[u8]| {
        // One kind of reader for all JSON: another would be a copy of all its code.
        if let Ok(Ok(result)) = std::str::from_utf8(line).map(serde_json::from_str::<ItemResult>)
            && let Some(key) = result.key
        {
            tell(key, item(result));
        }
    };
    let read = lines(&response, told, pause).await;
    read.map_err(Answer::Unknown)
}

/// Takes an operation back: tells its outcome where it has one; otherwise it is never done.
pub async fn withdraw(key: Uuid, signal: &AbortSignal) -> Answer {
    let request = Request::delete(&url(&format!("/api/operations/{key}")));
    let response = match send(request, None, key, signal).await {
        Ok(response) => response,
        Err(trouble) => return Answer::Unknown(trouble),
    };
    if !response.ok() {
        // The question was refused, which says nothing of the operation.
        return match answer(response, key, false).await {
            Answer::Refused(_) => Answer::Unknown(Trouble::unreadable()),
            other => other,
        };
    }
    match response.json().await {
        Ok(result) => item(result),
        Err(_) => Answer::Unknown(Trouble::unreadable()),
    }
}

/// Where changes after a revision are told, as a WebSocket.
pub fn events_url(since: Revision) -> String {
    let base = match base() {
        base if base.is_empty() => {
            let origin = web_sys::window().and_then(|window| window.location().origin().ok());
            origin.unwrap_or_default()
        }
        base => base,
    };
    // http becomes ws, https becomes wss.
    format!(
        "{}/api/events?lines=1&since={since}",
        base.replacen("http", "ws", 1)
    )
}

/// The fault plan in force, as JSON; `None` where the server takes no part in such games.
pub async fn fault_plan() -> Option<String> {
    let response = Request::get(&url(FAULTS)).send().await.ok()?;
    if response.ok() {
        response.text().await.ok()
    } else {
        None
    }
}

/// Puts a fault plan, as JSON, into force; tells whether that worked.
pub async fn set_fault_plan(plan: String) -> bool {
    let request = Request::put(&url(FAULTS)).header("content-type", "application/json");
    let Ok(request) = request.body(plan) else {
        return false;
    };
    request.send().await.is_ok_and(|response| response.ok())
}

const FAULTS: &str = "/api/_test/faults";

fn url(path: &str) -> String {
    format!("{}{path}", base())
}

/// Where the API is: the page's own origin unless the page says otherwise.
fn base() -> String {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| {
            document
                .query_selector("meta[name='api-base']")
                .ok()
                .flatten()
        })
        .and_then(|meta| meta.get_attribute("content"))
        .map(|base| base.trim_end_matches('/').to_owned())
        .unwrap_or_default()
}

async fn read<T: DeserializeOwned>(path: &str, signal: &AbortSignal) -> Result<T, Trouble> {
    let text = text(path, signal).await?;
    serde_json::from_str(&text).map_err(|_| Trouble::unreadable())
}

async fn text(path: &str, signal: &AbortSignal) -> Result<String, Trouble> {
    let response = fetch(Request::get(&url(path)), None, signal).await?;
    if response.ok() {
        return response.text().await.map_err(|_| Trouble::network());
    }
    let (status, retry_after_ms) = (response.status(), retry_after(&response));
    let problem = problem(response).await;
    let lasting =
        problem.is_some() && (400..500).contains(&status) && !matches!(status, 408 | 425 | 429);
    Err(Trouble {
        answered: true,
        lasting,
        message: problem.map_or_else(|| Trouble::unreadable().message, |problem| problem.detail),
        retry_after_ms,
    })
}

async fn send(
    request: RequestBuilder,
    body: Option<String>,
    key: Uuid,
    signal: &AbortSignal,
) -> Result<Response, Trouble> {
    fetch(
        request.header(IDEMPOTENCY_KEY, &format!("\"{key}\"")),
        body,
        signal,
    )
    .await
}

async fn fetch(
    request: RequestBuilder,
    body: Option<String>,
    signal: &AbortSignal,
) -> Result<Response, Trouble> {
    let request = request.abort_signal(Some(signal));
    let request = match body {
        Some(body) => request
            .header("content-type", "application/json")
            .body(body),
        None => request.build(),
    };
    request
        .map_err(|_| Trouble::unreadable())?
        .send()
        .await
        .map_err(|_| Trouble::network())
}
