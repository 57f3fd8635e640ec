//! The videos of a course, one by one.

use axum::{
    extract::State,
    http::{
        HeaderMap, HeaderValue,
        header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, LOCATION, VARY},
    },
    response::{IntoResponse, Response},
};
use shared::{
    Operation, Refusal, VideoId,
    wire::{NewVideo, VideoPatch},
};
use uuid::Uuid;

use super::{
    REVISION, StatusCode,
    extract::{self, CoursePath, Json, VideoPath, WindowQuery, WriteKey},
    json, named, not_modified, tagged,
};
use crate::{
    App, openapi,
    pages::accepts,
    problem::ApiError,
    reader::write_placed,
    storage::{Done, OperationOutcome, PlacedAt},
    submit::Submission,
};

/// A course's videos in order.
#[utoipa::path(get, path = "/api/courses/{id}/videos", tag = "videos",
    params(
        ("id" = String, Path, description = "The course's id."),
        ("limit" = Option<u64>, Query, description = "How many to answer at most; all without it."),
        ("offset" = Option<u64>, Query, description = "How many to leave out first."),
    ),
    responses(
        (status = 200, description = "The videos.", body = openapi::VideoList),
        (status = 304, description = "The client has this state."),
        (status = 404, description = "There is no such course.", body = openapi::Problem),
        (status = 422, description = "The query has a bad value.", body = openapi::Problem),
    )
)]
pub(super) async fn list(
    State(app): State<App>,
    CoursePath(course): CoursePath,
    WindowQuery(window): WindowQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let list = app
        .reads
        .videos(course, window, app.live.revision())
        .await?;
    let list = list.ok_or(Refusal::CourseNotFound)?;
    let tag = app.tag(list.revision);
    if extract::has(&headers, &tag.0) {
        return Ok(not_modified(list.revision, tag.1));
    }
    let accepted = extract::text(&headers, ACCEPT_ENCODING).unwrap_or_default();
    let gzip = list.gzip.filter(|_| accepts(accepted, "gzip"));
    let compressed = gzip.is_some();
    let body = gzip.unwrap_or(list.body);
    let mut response = tagged(json(StatusCode::OK, body, list.revision), tag.1);
    response
        .headers_mut()
        .insert(VARY, HeaderValue::from_static("accept-encoding"));
    if compressed {
        response
            .headers_mut()
            .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(response)
}

/// Adds a video to a course, last unless it has a rank.
#[utoipa::path(post, path = "/api/courses/{id}/videos", tag = "videos",
    params(
        ("id" = String, Path, description = "The course's id."),
        ("idempotency-key" = Option<Uuid>, Header, description = "Names the operation."),
    ),
    request_body = openapi::NewVideo,
    responses(
        (status = 201, description = "It is added.", body = openapi::PlacedVideo),
        (status = 404, description = "There is no such course.", body = openapi::Problem),
        (status = 409, description = "The id is taken.", body = openapi::Problem),
        (status = 422, description = "A field has a bad value.", body = openapi::Problem),
    )
)]
pub(super) async fn create(
    State(app): State<App>,
    CoursePath(course_id): CoursePath,
    WriteKey(key): WriteKey,
    Json(new): Json<NewVideo>,
) -> Result<Response, ApiError> {
    let NewVideo {
        id,
        title,
        duration_seconds,
        rank,
    } = new;
    let add = |id| Operation::Add {
        id,
        course_id,
        title,
        duration_seconds,
        rank,
    };
    let submission = match id {
        Some(id) => Submission::new(key, vec![add(id)]),
        // The server's id is no part of the request: a repeat would else be another request.
        None => {
            let mut submission = Submission::new(key, vec![add(VideoId::default())]);
            if let Some(Operation::Add { id, .. }) = submission.operations.first_mut() {
                *id = VideoId(Uuid::now_v7());
            }
            submission
        }
    };
    let answer = write(&app, submission, |done| {
        let mut response = video(&app, StatusCode::CREATED, done)?;
        let location = HeaderValue::try_from(format!("/api/videos/{}", done.event.video.id));
        response
            .headers_mut()
            .extend(location.ok().map(|location| (LOCATION, location)));
        Ok(response)
    });
    Ok(named(answer.await, key))
}

/// One video, with its place.
#[utoipa::path(get, path = "/api/videos/{id}", tag = "videos",
    params(("id" = Uuid, Path, description = "The video's id.")),
    responses(
        (status = 200, description = "The video.", body = openapi::PlacedVideo),
        (status = 304, description = "The client has this state."),
        (status = 404, description = "There is none, or it is deleted.", body = openapi::Problem),
        (status = 422, description = "The id is no id.", body = openapi::Problem),
    )
)]
pub(super) async fn read(
    State(app): State<App>,
    VideoPath(id): VideoPath,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let found = app
        .reads
        .run(move |snapshot| snapshot.placed_video(id))
        .await?;
    let PlacedAt {
        video,
        position,
        revision,
    } = found.ok_or(Refusal::NotFound)?;
    if video.is_deleted() {
        return Err(Refusal::Deleted.into());
    }
    let tag = app.tag(video.revision);
    if extract::has(&headers, &tag.0) {
        return Ok(not_modified(revision, tag.1));
    }
    let mut body = Vec::with_capacity(320);
    write_placed(&mut body, &video, position).map_err(|_| ApiError::internal())?;
    Ok(tagged(json(StatusCode::OK, body, revision), tag.1))
}

/// Changes fields of a video: all of them or none.
#[utoipa::path(patch, path = "/api/videos/{id}", tag = "videos",
    params(
        ("id" = Uuid, Path, description = "The video's id."),
        ("idempotency-key" = Option<Uuid>, Header, description = "Names the operation."),
        ("if-match" = Option<String>, Header, description = "The tag that the video must have."),
    ),
    request_body = openapi::VideoPatch,
    responses(
        (status = 200, description = "It is changed.", body = openapi::PlacedVideo),
        (status = 404, description = "There is none, or it is deleted.", body = openapi::Problem),
        (status = 412, description = "It has another tag now.", body = openapi::Problem),
        (status = 422, description = "A field has a bad value.", body = openapi::Problem),
    )
)]
pub(super) async fn change(
    State(app): State<App>,
    VideoPath(id): VideoPath,
    WriteKey(key): WriteKey,
    headers: HeaderMap,
    Json(patch): Json<VideoPatch>,
) -> Result<Response, ApiError> {
    let operations = patch.operations(id);
    if operations.is_empty() {
        return Err(ApiError::invalid("", "Name at least one field to change."));
    }
    let submission =
        Submission::new(key, operations).with_condition(extract::if_match(&headers, &app));
    Ok(named(
        write(&app, submission, |done| video(&app, StatusCode::OK, done)).await,
        key,
    ))
}

/// Puts a video in the trash.
#[utoipa::path(delete, path = "/api/videos/{id}", tag = "videos",
    params(
        ("id" = Uuid, Path, description = "The video's id."),
        ("idempotency-key" = Option<Uuid>, Header, description = "Names the operation."),
        ("if-match" = Option<String>, Header, description = "The tag that the video must have."),
    ),
    responses(
        (status = 200, description = "It is in the trash.", body = openapi::Video),
        (status = 404, description = "There is none, or it is deleted.", body = openapi::Problem),
        (status = 412, description = "It has another tag now.", body = openapi::Problem),
    )
)]
pub(super) async fn delete(
    State(app): State<App>,
    VideoPath(id): VideoPath,
    WriteKey(key): WriteKey,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let submission = Submission::new(key, vec![Operation::Delete { id }])
        .with_condition(extract::if_match(&headers, &app));
    Ok(named(
        write(&app, submission, |done| video(&app, StatusCode::OK, done)).await,
        key,
    ))
}

/// Takes a video out of the trash, back to its place.
#[utoipa::path(post, path = "/api/videos/{id}/restore", tag = "videos",
    params(
        ("id" = Uuid, Path, description = "The video's id."),
        ("idempotency-key" = Option<Uuid>, Header, description = "Names the operation."),
    ),
    responses(
        (status = 200, description = "It is there.", body = openapi::PlacedVideo),
        (status = 404, description = "There is no such video.", body = openapi::Problem),
    )
)]
pub(super) async fn restore(
    State(app): State<App>,
    VideoPath(id): VideoPath,
    WriteKey(key): WriteKey,
) -> Result<Response, ApiError> {
    let submission = Submission::new(key, vec![Operation::Restore { id }]);
    Ok(named(
        write(&app, submission, |done| video(&app, StatusCode::OK, done)).await,
        key,
    ))
}

/// Does one submission. A repeat gets the same answer.
async fn write(
    app: &App,
    mut submission: Submission,
    answer: impl FnOnce(&Done) -> Result<Response, ApiError>,
) -> Response {
    submission.place = true;
    let (_claim, busy) = app.in_flight.claim(submission.key);
    if !busy.is_empty() {
        return ApiError::key_in_progress().into_response();
    }
    let outcome = match app.writer.submit(vec![submission]).await {
        Ok(mut outcomes) => outcomes.pop().ok_or_else(ApiError::internal),
        Err(unavailable) => Err(unavailable.into()),
    };
    let response = match outcome {
        Ok(OperationOutcome::Done(done)) => answer(&done),
        Ok(OperationOutcome::Refused(refused)) => Err(refused.refusal.into()),
        Err(error) => Err(error),
    };
    response.unwrap_or_else(|error| {
        let mut response = error.into_response();
        response
            .headers_mut()
            .insert(REVISION, app.live.revision().into());
        response
    })
}

/// The video right after a write.
fn video(app: &App, status: StatusCode, done: &Done) -> Result<Response, ApiError> {
    let video = &done.event.video;
    let mut body = Vec::with_capacity(320);
    write_placed(&mut body, video, done.position).map_err(|_| ApiError::internal())?;
    let mut response = json(status, body, done.event.revision);
    response
        .headers_mut()
        .insert(ETAG, app.tag(video.revision).1);
    Ok(response)
}
