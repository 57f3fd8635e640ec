//! The server's addresses and what its answers say. No other file knows a URL.

use gloo_net::http::{Request, RequestBuilder, Response};
use js_sys::Array;
use optimist::{Failure, Head, LiveFrom, Polled, Timeline, Timestamp};
use serde::Deserialize;
use shared::{
    Course, CourseId, Operation, Revision, Video, VideoId,
    wire::{
        Batch, CourseList, IDEMPOTENCY_KEY, ItemResult, KeyedOperation, NDJSON, NewVideo,
        VideoPatch,
    },
};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

pub use crate::answer::Answer;
use crate::{
    answer::{
        AnswerHeaders, UNREADABLE, answer, failure, is_marked, is_of_type, lines, unreadable,
    },
    early, json, requests,
};

/// What a read has brought.
pub struct Read<T> {
    /// The body.
    pub body: T,
    /// The timeline of the revision that it shows.
    pub timeline: Option<Timeline>,
}

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
pub async fn courses(signal: &AbortSignal) -> Result<Read<CourseList>, Failure> {
    let (text, timeline) = text("/api/courses", Some(signal)).await?;
    let body = json::object(&text).and_then(|answer| course_list(&answer));
    let body = body.ok_or_else(|| Failure::unreadable(UNREADABLE))?;
    Ok(Read { body, timeline })
}

fn course_list(answer: &JsValue) -> Option<CourseList> {
    let mut items = Vec::new();
    for item in json::field(answer, "items").dyn_into::<Array>().ok()? {
        items.push(course(&item)?);
    }
    Some(CourseList {
        items,
        revision: json::whole(answer, "revision")?,
    })
}

fn course(of: &JsValue) -> Option<Course> {
    let text = |name| json::field(of, name).as_string();
    Some(Course {
        id: text("id")?.parse().ok()?,
        title: text("title")?,
        description: text("description")?,
        video_count: json::whole(of, "videoCount")?.try_into().ok()?,
        published_count: json::whole(of, "publishedCount")?.try_into().ok()?,
        duration_seconds: json::whole(of, "durationSeconds")?,
        revision: json::whole(of, "revision")?,
    })
}

/// All videos of a course.
///
/// # Errors
/// Why there are none.
pub async fn videos(course: &CourseId, signal: &AbortSignal) -> Result<Read<VideoList>, Failure> {
    read(&format!("/api/courses/{course}/videos"), signal).await
}

/// A course's deleted videos.
///
/// # Errors
/// Why there are none.
pub async fn trash(course: &CourseId, signal: &AbortSignal) -> Result<Read<VideoList>, Failure> {
    read(&format!("/api/courses/{course}/trash"), signal).await
}

/// How far the server is.
///
/// # Errors
/// Why it did not say so.
pub async fn head(signal: &AbortSignal) -> Result<Polled, Failure> {
    let (text, _) = text("/api/head", Some(signal)).await?;
    let head = json::object(&text).and_then(|answer| {
        let timeline = json::field(&answer, "timeline").as_string();
        let head = Head {
            revision: json::whole(&answer, "revision")?,
            timeline: timeline.map(|id| Timeline::new(&id)),
        };
        Some(Polled {
            head,
            server_time: json::whole(&answer, "time").map(Timestamp),
        })
    });
    head.ok_or_else(|| Failure::unreadable(UNREADABLE))
}

/// What the server takes in one request, and its time of day.
pub struct Limits {
    /// Most operations.
    pub operations: usize,
    /// Most bytes.
    pub bytes: usize,
    /// Milliseconds since the Unix epoch.
    pub time: u64,
    /// May faults be asked for?
    pub faults: bool,
}

/// The server's limits; `None` where it does not say.
pub async fn limits() -> Option<Limits> {
    let (text, _) = text("/api/limits", None).await.ok()?;
    let answer = json::object(&text)?;
    let number = |name| json::whole(&answer, name);
    Some(Limits {
        operations: number("maxOperations")?.try_into().ok()?,
        bytes: number("maxBytes")?.try_into().ok()?,
        time: number("time")?,
        faults: json::field(&answer, "faults").is_truthy(),
    })
}

/// Does one operation as a REST request of its own.
pub async fn operate(operation: &Operation, key: Uuid, signal: &AbortSignal) -> Answer {
    let (request, body) = rest(operation);
    match send(request, body, key, signal).await {
        Ok(response) => answer(response, key, false).await,
        Err(failure) => Answer::Unknown(failure),
    }
}

/// Does one operation under a condition, as a batch of one: the routes for one video have no place
/// for the condition.
pub async fn operate_if(operation: KeyedOperation, signal: &AbortSignal) -> Answer {
    let mut answered = None;
    let on_answer = |_, answer| answered = Some(answer);
    let sent = batch(vec![operation], signal, on_answer, async || ()).await;
    let lost = || Answer::Unknown(Failure::network());
    sent.err().or(answered).unwrap_or_else(lost)
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

/// Does many operations in one request; `on_answer` is called with each outcome as it comes, and
/// `pause` is awaited now and then.
///
/// # Errors
/// What befell the request as a whole. Operations without an outcome are unknown.
pub async fn batch(
    operations: Vec<KeyedOperation>,
    signal: &AbortSignal,
    mut on_answer: impl FnMut(Uuid, Answer),
    pause: impl AsyncFn(),
) -> Result<(), Answer> {
    let keys: Vec<Uuid> = operations.iter().filter_map(|it| it.key).collect();
    let body = Batch { operations };
    let request = Request::post(&url("/api/operations")).header("accept", NDJSON);
    let response = fetch(request, serde_json::to_string(&body).ok(), Some(signal)).await;
    let response = response.map_err(Answer::Unknown)?;
    if !response.ok() || !is_marked(&response) {
        let key = keys.first().copied().unwrap_or_default();
        return Err(match answer(response, key, keys.len() > 1).await {
            // Nothing of a refused batch was done, and the reason is the same for each.
            Answer::Refused(problem) => {
                keys.into_iter()
                    .for_each(|key| on_answer(key, Answer::Refused(problem.clone())));
                return Ok(());
            }
            other => other,
        });
    }
    if !is_of_type(&response, NDJSON) {
        return Err(Answer::Unknown(unreadable()));
    }
    let headers = AnswerHeaders::of(&response);
    let on_line = |line: &[u8]| {
        // One kind of reader for all JSON: another would be a copy of all its code.
        if let Ok(Ok(result)) = std::str::from_utf8(line).map(serde_json::from_str::<ItemResult>)
            && let Some(key) = result.key
        {
            on_answer(key, headers.item(result));
        }
    };
    let read = lines(&response, on_line, pause).await;
    read.map_err(Answer::Unknown)
}

/// Asks what became of an operation: one without an outcome is never done from then on.
pub async fn resolve(key: Uuid, signal: &AbortSignal) -> Answer {
    let request = Request::delete(&url(&format!("/api/operations/{key}")));
    let response = match send(request, None, key, signal).await {
        Ok(response) => response,
        Err(failure) => return Answer::Unknown(failure),
    };
    if !response.ok() || !is_marked(&response) {
        // The question was refused, which says nothing of the operation.
        return match answer(response, key, false).await {
            Answer::Refused(_) => Answer::Unknown(unreadable()),
            other => other,
        };
    }
    let headers = AnswerHeaders::of(&response);
    match response.json().await {
        Ok(result) => headers.item(result),
        Err(_) => Answer::Unknown(unreadable()),
    }
}

/// The WebSocket that sends the changes from there on.
pub fn events_url(from: LiveFrom) -> String {
    let base = match base() {
        base if base.is_empty() => {
            let origin = web_sys::window().and_then(|window| window.location().origin().ok());
            origin.unwrap_or_default()
        }
        base => base,
    };
    // http becomes ws, https becomes wss.
    let mut url = format!("{}/api/events?lines=1", base.replacen("http", "ws", 1));
    if let Some(since) = from.since {
        url.push_str(&format!("&since={since}"));
    }
    if let Some(timeline) = from.timeline {
        url.push_str("&timeline=");
        url.push_str(timeline.as_str());
    }
    url
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

/// Puts a fault plan, as JSON, into force; returns whether that worked.
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

async fn read(path: &str, signal: &AbortSignal) -> Result<Read<VideoList>, Failure> {
    let (text, timeline) = text(path, Some(signal)).await?;
    let body = serde_json::from_str(&text).map_err(|_| Failure::unreadable(UNREADABLE))?;
    Ok(Read { body, timeline })
}

/// A body as text, and the timeline of the revision that it shows.
pub(crate) async fn text(
    path: &str,
    signal: Option<&AbortSignal>,
) -> Result<(String, Option<Timeline>), Failure> {
    let url = url(path);
    let response = match early::take(&url) {
        Some(asked) => early::answer(asked).await,
        None => fetch(Request::get(&url), None, signal).await,
    }?;
    if !response.ok() || !is_marked(&response) {
        return Err(failure(response).await);
    }
    let timeline = AnswerHeaders::of(&response).timeline();
    // The browser's own text would be another form of it in between.
    let body = response.binary().await.map_err(|_| Failure::network())?;
    let text = String::from_utf8(body).map_err(|_| Failure::unreadable(UNREADABLE))?;
    Ok((text, timeline))
}

async fn send(
    request: RequestBuilder,
    body: Option<String>,
    key: Uuid,
    signal: &AbortSignal,
) -> Result<Response, Failure> {
    fetch(
        request.header(IDEMPOTENCY_KEY, &format!("\"{key}\"")),
        body,
        Some(signal),
    )
    .await
}

async fn fetch(
    request: RequestBuilder,
    body: Option<String>,
    signal: Option<&AbortSignal>,
) -> Result<Response, Failure> {
    let request = request.abort_signal(signal);
    let request = match &body {
        Some(body) => request
            .header("content-type", "application/json")
            .body(body.as_str()),
        None => request.build(),
    };
    // An address of this page's own making always fits.
    let request = request.map_err(|_| Failure::network())?;
    let watched = requests::sent(&request, body);
    let answer = request.send().await;
    requests::ended(watched, answer.as_ref().ok());
    answer.map_err(|_| Failure::network())
}
